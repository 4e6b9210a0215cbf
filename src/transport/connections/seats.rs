//! Which connection is closed for a new one when all places are taken: one without a call in progress, which
//! its client can open again without loss. First those over which nobody was ever let in, and of these and of
//! the others first whoever was idle for longest. So strangers that hold connections open keep nobody out.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// Connections that are idle for less may be about to call.
const LEAST_IDLE: Duration = Duration::from_secs(1);

/// The open connections.
#[derive(Debug, Default)]
pub(super) struct Seats(Mutex<Taken>);

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    guests: BTreeMap<u64, Guest>,
}

#[derive(Debug)]
struct Guest {
    close: CancellationToken,
    /// Calls in progress.
    calls: usize,
    /// Whether any call was let in.
    is_known: bool,
    /// Since when there was no call in progress.
    idle_since: Instant,
}

impl Seats {
    fn taken(&self) -> MutexGuard<'_, Taken> {
        // Nothing panics while the lock is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A seat for a connection that `close` ends, until it is dropped.
    pub(super) fn take(self: &Arc<Self>, close: CancellationToken, now: Instant) -> Arc<Seat> {
        let mut taken = self.taken();
        let id = taken.next;
        taken.next += 1;
        let guest = Guest { close: close.clone(), calls: 0, is_known: false, idle_since: now };
        taken.guests.insert(id, guest);
        Arc::new(Seat { seats: Arc::clone(self), id, close })
    }

    /// Closes the connection that is missed least; false when there is none that may be closed.
    pub(super) fn make_room(&self, now: Instant) -> bool {
        let mut taken = self.taken();
        let may_go = |guest: &&mut Guest| {
            guest.calls == 0
                && !guest.close.is_cancelled()
                && now.saturating_duration_since(guest.idle_since) >= LEAST_IDLE
        };
        let guests = taken.guests.values_mut().filter(may_go);
        let guest = guests.min_by_key(|guest| (guest.is_known, guest.idle_since));
        guest.map(|guest| guest.close.cancel()).is_some()
    }
}

/// A connection among the open ones.
#[derive(Debug)]
pub(in crate::transport) struct Seat {
    seats: Arc<Seats>,
    id: u64,
    /// Closes the connection.
    pub(in crate::transport) close: CancellationToken,
}

impl Seat {
    /// A call whose caller was let in begins; it lasts until this is dropped.
    pub(in crate::transport) fn call(self: &Arc<Self>) -> SeatedCall {
        if let Some(guest) = self.seats.taken().guests.get_mut(&self.id) {
            guest.calls += 1;
            guest.is_known = true;
        }
        SeatedCall(Arc::clone(self))
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
        (seats.take(close.clone(), now), close)
    }

    #[test]
    fn strangers_go_first_and_then_whoever_was_idle_for_longest() {
        let (seats, now) = (Arc::new(Seats::default()), Instant::now());
        let later = now + Duration::from_millis(1);
        let (known, close_known) = taken(&seats, now);
        let (_first, close_first) = taken(&seats, now);
        let (_second, close_second) = taken(&seats, later);
        drop(known.call());
        let much_later = Instant::now() + LEAST_IDLE;
        for next in [close_first, close_second, close_known] {
            assert!(!next.is_cancelled());
            assert!(seats.make_room(much_later));
            assert!(next.is_cancelled());
        }
        assert!(!seats.make_room(much_later), "all are closed");
    }

    #[test]
    fn whoever_calls_or_has_just_come_stays() {
        let (seats, now) = (Arc::new(Seats::default()), Instant::now());
        let (seat, close) = taken(&seats, now);
        assert!(!seats.make_room(now + LEAST_IDLE / 2));
        let (one, other) = (seat.call(), seat.call());
        drop(one);
        assert!(!seats.make_room(now + 100 * LEAST_IDLE));
        drop(other);
        assert!(seats.make_room(Instant::now() + LEAST_IDLE));
        assert!(close.is_cancelled());
    }

    #[test]
    fn a_seat_is_free_when_its_connection_and_all_its_calls_are_gone() {
        let seats = Arc::new(Seats::default());
        let (seat, _close) = taken(&seats, Instant::now());
        let call = seat.call();
        drop(seat);
        assert_eq!(seats.taken().guests.len(), 1);
        drop(call);
        assert!(seats.taken().guests.is_empty());
    }
}
