//! The stages of the work, for whoever measures it. The pipeline itself knows no clock: it says
//! which stage it is in to an observer that the caller may have set for the thread.

use std::{cell::RefCell, rc::Rc};

/// A part of the work that is worth a measure of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Finding what each stretch of an article is, its date and its language.
    Zones,
    /// The language engine: tokens, tags, trees, sentences, names.
    Language,
    /// Dates and quantities.
    Values,
    /// Entities: mentions grouped, typed and linked.
    Entities,
    /// Quotations and their speakers.
    Quotes,
    /// Claims.
    Claims,
    /// Framing terms and the six questions.
    Framing,
    /// The state of the text.
    Quality,
    /// Comparison: what sources copy of each other.
    CompareCopies,
    /// Comparison: which entities of the sources are the same.
    CompareEntities,
    /// Comparison: renderings of the same quotations.
    CompareQuotes,
    /// Comparison: claims that are the same.
    CompareClaims,
    /// Comparison: in what the sources disagree.
    CompareDiscrepancies,
}

impl Stage {
    /// All stages.
    pub const ALL: [Self; 13] = [
        Self::Zones,
        Self::Language,
        Self::Values,
        Self::Entities,
        Self::Quotes,
        Self::Claims,
        Self::Framing,
        Self::Quality,
        Self::CompareCopies,
        Self::CompareEntities,
        Self::CompareQuotes,
        Self::CompareClaims,
        Self::CompareDiscrepancies,
    ];

    /// Its name in metrics and traces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Zones => "zones",
            Self::Language => "language",
            Self::Values => "values",
            Self::Entities => "entities",
            Self::Quotes => "quotes",
            Self::Claims => "claims",
            Self::Framing => "framing",
            Self::Quality => "quality",
            Self::CompareCopies => "compare_copies",
            Self::CompareEntities => "compare_entities",
            Self::CompareQuotes => "compare_quotes",
            Self::CompareClaims => "compare_claims",
            Self::CompareDiscrepancies => "compare_discrepancies",
        }
    }
}

/// Looks on while stages run.
pub trait Observer {
    /// Runs `work`, which is that stage, exactly once.
    fn around(&self, stage: Stage, work: &mut dyn FnMut());
}

thread_local! {
    static OBSERVER: RefCell<Option<Rc<dyn Observer>>> = const { RefCell::new(None) };
}

/// Runs `work` with an observer of the stages that it goes through on this thread.
pub fn observed<T>(observer: Rc<dyn Observer>, work: impl FnOnce() -> T) -> T {
    /// Puts back what was there, also when the work panics.
    struct Before(Option<Rc<dyn Observer>>);

    impl Drop for Before {
        fn drop(&mut self) {
            OBSERVER.set(self.0.take());
        }
    }

    let _before = Before(OBSERVER.replace(Some(observer)));
    work()
}

/// Runs `work` as a stage.
pub(in crate::pipeline) fn stage<T>(stage: Stage, work: impl FnOnce() -> T) -> T {
    let Some(observer) = OBSERVER.with_borrow(Clone::clone) else {
        return work();
    };
    let (mut work, mut result) = (Some(work), None);
    observer.around(stage, &mut || result = work.take().map(|work| work()));
    match (result, work) {
        (Some(result), _) => result,
        (None, Some(work)) => work(),
        (None, None) => unreachable!("work is taken to be run, and a panic leaves this function"),
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[derive(Default)]
    struct Names(RefCell<Vec<&'static str>>);

    impl Observer for Names {
        fn around(&self, stage: Stage, work: &mut dyn FnMut()) {
            self.0.borrow_mut().push(stage.name());
            work();
        }
    }

    #[test]
    fn an_observer_sees_the_stages_of_its_own_work() {
        let names = Rc::new(Names::default());
        let found = observed(Rc::<Names>::clone(&names), || {
            stage(Stage::Claims, || 1) + stage(Stage::Quotes, || 2)
        });
        assert_eq!((found, stage(Stage::Framing, || 4)), (3, 4));
        let panics = || observed(Rc::<Names>::clone(&names), || panic!("bad"));
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
        stage(Stage::Framing, || ());
        assert_eq!(*names.0.borrow(), ["claims", "quotes"]);
    }

    #[test]
    fn names_are_unique() {
        let mut names = Stage::ALL.map(Stage::name);
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
