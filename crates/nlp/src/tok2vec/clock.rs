//! Which of a limited number of slots is given to something new.

/// Slots that are given away again, those that were not used for long first.
///
/// A hand goes round them and takes the first that was not used since it last passed, an approximation
/// of the least recently used one (Corbató, "A Paging Experiment with the Multics System", 1968).
/// What was used in a round is kept to its end.
#[derive(Debug, Default)]
pub(super) struct Clock {
    slots: Vec<Slot>,
    hand: usize,
    round: u32,
}

#[derive(Debug)]
struct Slot {
    owner: u32,
    /// Whether it was used since the hand last passed.
    used: bool,
    /// The round in which it was last used.
    round: u32,
}

/// A slot that got a new owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) slot: usize,
    /// Whose it was before.
    pub(super) former: Option<u32>,
}

impl Clock {
    /// Takes all slots from their owners.
    pub(super) fn clear(&mut self) {
        self.slots.clear();
        self.hand = 0;
    }

    /// Begins a round: none of the slots is needed any more for what was done before.
    pub(super) fn begin_round(&mut self) {
        self.round = self.round.wrapping_add(1);
    }

    /// Notes that a slot is used.
    pub(super) fn touch(&mut self, slot: usize) {
        let slot = &mut self.slots[slot];
        (slot.used, slot.round) = (true, self.round);
    }

    /// Gives a slot to `owner`: a new one, while there are fewer than `most`.
    ///
    /// More than `most` slots must not be used in a round.
    pub(super) fn take(&mut self, owner: u32, most: usize) -> Taken {
        let taken = Slot { owner, used: true, round: self.round };
        if self.slots.len() < most {
            self.slots.push(taken);
            return Taken { slot: self.slots.len() - 1, former: None };
        }
        // Two turns at most: the first leaves only what this round needs, and that is not all.
        loop {
            let slot = self.hand;
            self.hand = (slot + 1) % self.slots.len();
            let met = &mut self.slots[slot];
            if met.round != self.round && !std::mem::take(&mut met.used) {
                let former = Some(std::mem::replace(met, taken).owner);
                return Taken { slot, former };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock, Taken};

    fn taken(slot: usize, former: impl Into<Option<u32>>) -> Taken {
        Taken { slot, former: former.into() }
    }

    #[test]
    fn slots_are_new_while_there_is_room() {
        let mut clock = Clock::default();
        clock.begin_round();
        assert_eq!(clock.take(7, 2), taken(0, None));
        assert_eq!(clock.take(8, 2), taken(1, None));
        clock.begin_round();
        assert_eq!(clock.take(9, 2), taken(0, 7));
        clock.clear();
        assert_eq!(clock.take(7, 2), taken(0, None));
    }

    #[test]
    fn what_was_used_since_the_hand_passed_stays() {
        let mut clock = Clock::default();
        for owner in 0..4 {
            clock.begin_round();
            clock.take(owner, 4);
        }
        clock.begin_round();
        // All were used when they were taken; after a turn of the hand the first is free.
        assert_eq!(clock.take(4, 4), taken(0, 0));
        clock.begin_round();
        clock.touch(1);
        clock.begin_round();
        assert_eq!(clock.take(5, 4), taken(2, 2));
        clock.begin_round();
        assert_eq!(clock.take(6, 4), taken(3, 3));
    }

    #[test]
    fn what_the_round_uses_is_not_given_away() {
        let mut clock = Clock::default();
        for owner in 0..8 {
            clock.begin_round();
            clock.take(owner, 8);
        }
        clock.begin_round();
        for slot in [1, 2, 5] {
            clock.touch(slot);
        }
        let slots: Vec<usize> = (8..13).map(|owner| clock.take(owner, 8).slot).collect();
        assert_eq!(slots, [0, 3, 4, 6, 7]);
    }
}
