//! Which connection is closed for a new one when all places are taken: one without a call in progress, which
//! its client can open again. First those over which nobody was ever let in, and of these and of the others
//! whoever was idle for longest. So strangers that hold connections open keep nobody out.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Connections that are idle for less may be about to call, or to be through their handshake.
const LEAST_IDLE: Duration = Duration::from_secs(1);

/// The open connections.
#[derive(Debug)]
pub(super) struct Seats {
    began: Instant,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    guests: BTreeMap<u64, Guest>,
}

#[derive(Debug)]
struct Guest {
    close: CancellationToken,
    /// Whether it was told to go.
    leaves: bool,
    /// Whether the TLS handshake is under way.
    shakes_hands: bool,
    /// Calls in progress.
    calls: usize,
    /// Whether any call was let in.
    is_known: bool,
    /// Since when there was no call in progress.
    idle_since: Instant,
    written: Arc<Written>,
}

/// When bytes were last sent, in milliseconds since the seats were made: the end of a long answer is on its
/// way for a while after its call has ended.
#[derive(Debug, Default)]
struct Written(AtomicU64);

impl Guest {
    /// Since when nothing was done for it. Strangers get no long answers, and could have others sent for ever.
    fn idle_since(&self, began: Instant) -> Instant {
        let written = Duration::from_millis(self.written.0.load(Ordering::Relaxed));
        if self.is_known { self.idle_since.max(began + written) } else { self.idle_since }
    }
}

impl Seats {
    pub(super) fn new(now: Instant) -> Arc<Self> {
        Arc::new(Self { began: now, taken: Mutex::default() })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        // Nothing panics while the lock is held.
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A seat for a connection that `close` ends, until it is dropped. TLS begins with a handshake.
    pub(super) fn take(
        self: &Arc<Self>,
        close: CancellationToken,
        shakes_hands: bool,
        now: Instant,
    ) -> Arc<Seat> {
        let written = Arc::default();
        let guest = Guest {
            close: close.clone(),
            leaves: false,
            shakes_hands,
            calls: 0,
            is_known: false,
            idle_since: now,
            written: Arc::clone(&written),
        };
        let mut taken = self.taken();
        let id = taken.next;
        taken.next += 1;
        taken.guests.insert(id, guest);
        Arc::new(Seat { seats: Arc::clone(self), id, close, written })
    }

    /// Closes the connection that is missed least, once it is idle for long enough; false when none is.
    pub(super) fn make_room(&self, now: Instant) -> bool {
        self.close_one(now, |_| true)
    }

    /// Breaks off the oldest handshake, once it has taken long enough; false when none has.
    pub(super) fn end_handshake(&self, now: Instant) -> bool {
        self.close_one(now, |guest| guest.shakes_hands)
    }

    fn close_one(&self, now: Instant, may_go: impl Fn(&Guest) -> bool) -> bool {
        let mut taken = self.taken();
        let idle = |guest: &&mut Guest| guest.calls == 0 && !guest.leaves && may_go(guest);
        let order = |guest: &&mut Guest| (guest.is_known, guest.idle_since(self.began));
        // However young: none of the known goes while there are strangers.
        let first = taken.guests.values_mut().filter(idle).min_by_key(order);
        let old = |guest: &&mut Guest| {
            now.saturating_duration_since(guest.idle_since(self.began)) >= LEAST_IDLE
        };
        let Some(guest) = first.filter(old) else { return false };
        guest.leaves = true;
        let close = guest.close.clone();
        drop(taken);
        close.cancel();
        true
    }
}

/// A connection among the open ones.
#[derive(Debug)]
pub(in crate::transport) struct Seat {
    seats: Arc<Seats>,
    id: u64,
    /// Closes the connection.
    pub(in crate::transport) close: CancellationToken,
    written: Arc<Written>,
}

impl Seat {
    /// The TLS handshake is over.
    pub(super) fn opens(&self, now: Instant) {
        if let Some(guest) = self.seats.taken().guests.get_mut(&self.id) {
            guest.shakes_hands = false;
            guest.idle_since = now;
        }
    }

    /// Bytes were sent.
    pub(super) fn wrote(&self, now: Instant) {
        let since = now.saturating_duration_since(self.seats.began);
        let since = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        self.written.0.store(since, Ordering::Relaxed);
    }

    /// A call whose caller was let in begins; it lasts until this is dropped. None when the connection is being
    /// closed: nothing may begin that could not be answered.
    pub(in crate::transport) fn call(self: &Arc<Self>) -> Option<SeatedCall> {
        let mut taken = self.seats.taken();
        let guest = taken.guests.get_mut(&self.id).filter(|guest| !guest.leaves)?;
        guest.calls += 1;
        guest.is_known = true;
        drop(taken);
        Some(SeatedCall(Arc::clone(self)))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.taken().guests.remove(&self.id);
    }
}

/// A call in progress, for which its connection stays open.
#[derive(Debug)]
pub(in crate::transport) struct SeatedCall(Arc<Seat>);

impl Drop for SeatedCall {
    fn drop(&mut self) {
        if let Some(guest) = self.0.seats.taken().guests.get_mut(&self.0.id) {
            guest.calls -= 1;
            guest.idle_since = Instant::now();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(seats: &Arc<Seats>, now: Instant) -> (Arc<Seat>, CancellationToken) {
        let close = CancellationToken::new();
        (seats.take(close.clone(), false, now), close)
    }

    #[test]
    fn strangers_go_first_and_then_whoever_was_idle_for_longest() {
        let now = Instant::now();
        let seats = Seats::new(now);
        let (known, close_known) = taken(&seats, now);
        let (_first, close_first) = taken(&seats, now + LEAST_IDLE);
        let (_second, close_second) = taken(&seats, now + 2 * LEAST_IDLE);
        drop(known.call());
        // The known one is idle for longer, but there are strangers.
        assert!(!seats.make_room(now + 2 * LEAST_IDLE - Duration::from_millis(1)));
        for next in [close_first, close_second, close_known] {
            assert!(!next.is_cancelled());
            assert!(seats.make_room(now + 5 * LEAST_IDLE));
            assert!(next.is_cancelled());
        }
        assert!(!seats.make_room(now + 5 * LEAST_IDLE), "all are closed");
    }

    #[test]
    fn whoever_calls_or_has_just_come_stays() {
        let now = Instant::now();
        let seats = Seats::new(now);
        let (seat, close) = taken(&seats, now);
        assert!(!seats.make_room(now + LEAST_IDLE / 2));
        let (one, other) = (seat.call(), seat.call());
        drop(one);
        assert!(!seats.make_room(now + 100 * LEAST_IDLE));
        drop(other);
        assert!(seats.make_room(Instant::now() + LEAST_IDLE));
        assert!(close.is_cancelled());
        assert!(seat.call().is_none(), "nothing begins on what is being closed");
    }

    #[test]
    fn an_answer_on_its_way_keeps_the_connection_of_whoever_was_let_in() {
        let now = Instant::now();
        let seats = Seats::new(now);
        let (known, close_known) = taken(&seats, now);
        let (stranger, close_stranger) = taken(&seats, now);
        drop(known.call());
        known.wrote(now + 9 * LEAST_IDLE);
        stranger.wrote(now + 9 * LEAST_IDLE);
        assert!(seats.make_room(now + 9 * LEAST_IDLE));
        assert!(close_stranger.is_cancelled());
        assert!(!seats.make_room(now + 9 * LEAST_IDLE));
        assert!(seats.make_room(now + 11 * LEAST_IDLE));
        assert!(close_known.is_cancelled());
    }

    #[test]
    fn handshakes_end_oldest_first_and_nothing_else_for_them() {
        let now = Instant::now();
        let seats = Seats::new(now);
        let (_open, close_open) = taken(&seats, now);
        let handshake = |at| {
            let close = CancellationToken::new();
            (seats.take(close.clone(), true, at), close)
        };
        let (through, close_through) = handshake(now);
        let (_half, close_half) = handshake(now + LEAST_IDLE);
        through.opens(now);
        assert!(!seats.end_handshake(now + LEAST_IDLE));
        assert!(seats.end_handshake(now + 2 * LEAST_IDLE));
        assert!(!seats.end_handshake(now + 2 * LEAST_IDLE));
        let closed = [close_open, close_through, close_half].map(|close| close.is_cancelled());
        assert_eq!(closed, [false, false, true]);
    }

    #[test]
    fn a_seat_is_free_when_its_connection_and_all_its_calls_are_gone() {
        let seats = Seats::new(Instant::now());
        let (seat, _close) = taken(&seats, Instant::now());
        let call = seat.call();
        drop(seat);
        assert_eq!(seats.taken().guests.len(), 1);
        drop(call);
        assert!(seats.taken().guests.is_empty());
    }
}
