//! What each caller may use: calls at a time, calls a second, bytes a minute.

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::status::{self, Fault};

/// Callers that are remembered. Beyond, those without a call in progress are forgotten.
const MOST_CALLERS: usize = 10_000;
const MINUTE: Duration = Duration::from_secs(60);

/// Limits of one caller; 0 = none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Quota {
    /// Calls at a time, streams among them.
    pub(super) calls: usize,
    /// Calls that may begin in a second, on the average; a second's worth may begin at once.
    pub(super) calls_per_second: usize,
    /// Bytes of messages in a minute, as they are sent. A message that begins within the limit is
    /// taken whole, and what it is over is taken off the next minute.
    pub(super) bytes_per_minute: usize,
}

/// A limit that was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exceeded {
    pub(super) what: Limit,
    pub(super) limit: usize,
    /// When it is worth while to come back; none when that depends on other calls.
    pub(super) wait: Option<Duration>,
}

/// The limits of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    Calls,
    CallsPerSecond,
    BytesPerMinute,
}

impl Quota {
    fn is_none(self) -> bool {
        self == Self::default()
    }
}

/// What all callers use now.
#[derive(Default)]
pub(super) struct Quotas(Mutex<HashMap<Arc<str>, State>>);

struct State {
    calls: usize,
    rate: Bucket,
    bytes: Bucket,
}

/// A token bucket, kept as the time when it is full again.
#[derive(Clone, Copy)]
struct Bucket(Instant);

impl Bucket {
    /// Takes `cost`, a share of the time in which the bucket fills, if no more than `depth` was taken
    /// before; else how long that is off.
    fn take(&mut self, cost: Duration, depth: Duration, now: Instant) -> Result<(), Duration> {
        let full = self.0.max(now);
        let wait = (full - now).saturating_sub(depth);
        if !wait.is_zero() {
            return Err(wait);
        }
        self.0 = full + cost;
        Ok(())
    }
}

impl Quotas {
    /// Begins a call, if the caller may begin one; none when nothing limits him.
    pub(super) fn begin(
        self: &Arc<Self>,
        name: &Arc<str>,
        quota: Quota,
        now: Instant,
    ) -> Result<Option<Used>, Fault> {
        if quota.is_none() {
            return Ok(None);
        }
        let begun = self.count(name, quota, now);
        begun.map_err(|exceeded| status::quota_exceeded(name, exceeded))?;
        Ok(Some(Used { quotas: Arc::clone(self), name: Arc::clone(name), quota }))
    }

    fn count(&self, name: &Arc<str>, quota: Quota, now: Instant) -> Result<(), Exceeded> {
        let mut callers = self.lock();
        if callers.len() >= MOST_CALLERS && !callers.contains_key(name) {
            forget(&mut callers, now);
        }
        let fresh = || State { calls: 0, rate: Bucket(now), bytes: Bucket(now) };
        let state = callers.entry(Arc::clone(name)).or_insert_with(fresh);
        if quota.calls > 0 && state.calls >= quota.calls {
            return Err(Exceeded { what: Limit::Calls, limit: quota.calls, wait: None });
        }
        if let Ok(count) = u32::try_from(quota.calls_per_second)
            && count > 0
        {
            let each = Duration::from_secs(1) / count;
            let taken = state.rate.take(each, Duration::from_secs(1) - each, now);
            taken.map_err(|wait| Exceeded {
                what: Limit::CallsPerSecond,
                limit: quota.calls_per_second,
                wait: Some(wait),
            })?;
        }
        state.calls += 1;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Arc<str>, State>> {
        // Nothing panics while the lock is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room: callers who owe nothing go, and if there are none, all that have no call in progress.
fn forget(callers: &mut HashMap<Arc<str>, State>, now: Instant) {
    callers.retain(|_, state| state.calls > 0 || state.rate.0 > now || state.bytes.0 > now);
    if callers.len() >= MOST_CALLERS {
        callers.retain(|_, state| state.calls > 0);
    }
}

/// A call of a caller with limits, until it is dropped.
pub(super) struct Used {
    quotas: Arc<Quotas>,
    name: Arc<str>,
    quota: Quota,
}

impl Used {
    /// Counts a message that begins.
    pub(super) fn message(&self, bytes: usize, now: Instant) -> Result<(), Fault> {
        let limit = self.quota.bytes_per_minute;
        if limit == 0 {
            return Ok(());
        }
        let cost = MINUTE.mul_f64(bytes as f64 / limit as f64);
        let mut callers = self.quotas.lock();
        let Some(state) = callers.get_mut(&self.name) else { return Ok(()) };
        state.bytes.take(cost, MINUTE, now).map_err(|wait| {
            let what = Limit::BytesPerMinute;
            status::quota_exceeded(&self.name, Exceeded { what, limit, wait: Some(wait) })
        })
    }
}

impl Drop for Used {
    fn drop(&mut self) {
        if let Some(state) = self.quotas.lock().get_mut(&self.name) {
            state.calls = state.calls.saturating_sub(1);
        }
    }
}

impl fmt::Debug for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Used").field(&self.name).finish()
    }
}

/// The name under which callers of an address are counted. Who has one IPv6 address has 2^64.
pub(super) fn name_of_address(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => format!("address:{address}"),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use tonic::{Code, Status};
    use tonic_types::StatusExt as _;

    use super::*;

    fn begin(quotas: &Arc<Quotas>, name: &str, quota: Quota, now: Instant) -> Result<Used, Status> {
        let begun = quotas.begin(&name.into(), quota, now);
        begun.map(Option::unwrap).map_err(Status::from)
    }

    #[test]
    fn calls_at_a_time_are_counted_for_each_caller() {
        let (quotas, now) = (Arc::default(), Instant::now());
        let quota = Quota { calls: 2, ..Quota::default() };
        let first = begin(&quotas, "a", quota, now).unwrap();
        let _second = begin(&quotas, "a", quota, now).unwrap();
        let _other = begin(&quotas, "b", quota, now).unwrap();
        let status = begin(&quotas, "a", quota, now).unwrap_err();
        let details = status.get_error_details();
        assert_eq!(status.code(), Code::ResourceExhausted);
        assert_eq!(details.error_info().unwrap().reason, "QUOTA_EXCEEDED");
        assert_eq!(details.error_info().unwrap().metadata["setting"], "caller_calls");
        assert_eq!(details.quota_failure().unwrap().violations[0].subject, "callers/a");
        assert!(details.retry_info().is_some());
        drop(first);
        assert!(begin(&quotas, "a", quota, now).is_ok());
        assert!(quotas.begin(&"a".into(), Quota::default(), now).unwrap().is_none());
    }

    #[test]
    fn calls_a_second_come_back() {
        let (quotas, now) = (Arc::default(), Instant::now());
        let quota = Quota { calls_per_second: 10, ..Quota::default() };
        for _ in 0..10 {
            begin(&quotas, "a", quota, now).unwrap();
        }
        let status = begin(&quotas, "a", quota, now).unwrap_err();
        let details = status.get_error_details();
        assert_eq!(details.retry_info().unwrap().retry_delay, Some(Duration::from_millis(100)));
        let later = now + Duration::from_millis(100);
        assert!(begin(&quotas, "a", quota, later).is_ok());
        assert!(begin(&quotas, "a", quota, later).is_err());
        assert!(begin(&quotas, "a", quota, later + Duration::from_secs(5)).is_ok());
    }

    #[test]
    fn bytes_are_counted_by_message_and_a_large_one_is_paid_off() {
        let (quotas, now) = (Arc::default(), Instant::now());
        let quota = Quota { bytes_per_minute: 1000, ..Quota::default() };
        let used = begin(&quotas, "a", quota, now).unwrap();
        used.message(900, now).unwrap();
        used.message(2100, now).unwrap();
        let status = Status::from(used.message(1, now).unwrap_err());
        let details = status.get_error_details();
        let wait = details.retry_info().unwrap().retry_delay.unwrap();
        assert!((119..=121).contains(&wait.as_secs()), "{wait:?}");
        assert_eq!(details.error_info().unwrap().metadata["limit"], "1000");
        used.message(1, now + wait + Duration::from_millis(1)).unwrap();
    }

    #[test]
    fn the_table_is_bounded_and_calls_in_progress_are_kept() {
        let (quotas, now) = (Arc::new(Quotas::default()), Instant::now());
        let quota = Quota { calls: 1, calls_per_second: 1, ..Quota::default() };
        let held = begin(&quotas, "held", quota, now).unwrap();
        for n in 0..3 * MOST_CALLERS {
            begin(&quotas, &format!("caller {n}"), quota, now).unwrap();
        }
        assert!(quotas.lock().len() <= MOST_CALLERS);
        assert!(begin(&quotas, "held", quota, now).is_err());
        drop(held);
    }

    #[test]
    fn neighbours_in_a_network_of_one_are_one() {
        let name = |text: &str| name_of_address(text.parse().unwrap());
        assert_eq!(name("192.0.2.7"), "address:192.0.2.7");
        assert_eq!(name("::ffff:192.0.2.7"), "address:192.0.2.7");
        assert_eq!(name("2001:db8:1:2:3:4:5:6"), name("2001:db8:1:2::1"));
        assert_ne!(name("2001:db8:1:2::1"), name("2001:db8:1:3::1"));
    }
}
