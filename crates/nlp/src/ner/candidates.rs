//! The actions among which a state chooses.

use super::state::Action;

/// An action, and the class that scores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) class: usize,
    pub(super) action: Action,
}

/// A choice that is left to the scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// No entity is open, and one that begins with the token may hold the next one too.
    Outside,
    /// No entity is open, and none may hold both this token and the next.
    OutsideAtEnd,
    /// An entity with this label is open and may hold the next token too.
    Inside(u16),
}

/// The actions of each choice, in the order of their classes.
#[derive(Debug)]
pub(super) struct Candidates {
    outside: Vec<Candidate>,
    outside_at_end: Vec<Candidate>,
    /// By label.
    inside: Vec<Vec<Candidate>>,
}

impl Candidates {
    /// The actions of all classes, with fewer than `labels` labels.
    pub(super) fn new(classes: &[Action], labels: usize) -> Self {
        let mut candidates = Self {
            outside: Vec::new(),
            outside_at_end: Vec::new(),
            inside: vec![Vec::new(); labels],
        };
        for (class, &action) in classes.iter().enumerate() {
            let candidate = Candidate { class, action };
            match action {
                Action::Begin(_) => candidates.outside.push(candidate),
                Action::Unit(_) | Action::Out => {
                    candidates.outside.push(candidate);
                    candidates.outside_at_end.push(candidate);
                }
                Action::In(label) | Action::Last(label) => {
                    candidates.inside[usize::from(label)].push(candidate);
                }
                Action::Never => {}
            }
        }
        candidates
    }

    /// Those of a choice.
    pub(super) fn of(&self, choice: Choice) -> &[Candidate] {
        match choice {
            Choice::Outside => &self.outside,
            Choice::OutsideAtEnd => &self.outside_at_end,
            Choice::Inside(label) => &self.inside[usize::from(label)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Candidates, Choice};

    #[test]
    fn each_choice_has_its_actions_in_the_order_of_the_classes() {
        use Action::{Begin, In, Last, Never, Out, Unit};
        let classes =
            [Never, Begin(0), Begin(1), In(1), In(0), Last(0), Last(1), Unit(0), Out, Unit(1)];
        let candidates = Candidates::new(&classes, 2);
        let actions = |choice| -> Vec<Action> {
            let found = candidates.of(choice);
            assert!(found.iter().all(|c| classes[c.class] == c.action));
            assert!(found.is_sorted_by_key(|c| c.class));
            found.iter().map(|c| c.action).collect()
        };
        assert_eq!(actions(Choice::Outside), [Begin(0), Begin(1), Unit(0), Out, Unit(1)]);
        assert_eq!(actions(Choice::OutsideAtEnd), [Unit(0), Out, Unit(1)]);
        assert_eq!(actions(Choice::Inside(0)), [In(0), Last(0)]);
        assert_eq!(actions(Choice::Inside(1)), [In(1), Last(1)]);
    }
}
