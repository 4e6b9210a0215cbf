//! What changed between two revisions of one article, sentence by sentence.
//!
//! Sentences that are the same word for word are paired; the longest run of pairs in order
//! stays, the others moved. Between two pairs that stay, sentences that share most of their
//! words are edits of each other; the rest was added or removed. All steps are linear in the
//! texts but for factors that are bounded here, so that hostile texts end in time.

mod align;
mod facts;
mod sentences;
mod words;

use crate::domain::{ChangeKind, RevisionChange, Span, Zone};

use align::Step;
use sentences::{Sentence, sentences};

pub(super) use words::{Edit, steps};

/// One revision's text and what was found in it.
#[derive(Clone, Copy, Debug)]
pub struct RevisionText<'t> {
    /// The article's text.
    pub text: &'t str,
    /// Its zones; furniture and headers are left out of the comparison.
    pub zones: &'t [Zone],
    /// Where names stand, in text order; empty when the engine does not read the language.
    pub names: &'t [Span],
}

/// The changes from `base`, the earlier revision, to `other`, in the order of `other`; what
/// was removed stands where it was.
pub fn diff(base: &RevisionText<'_>, other: &RevisionText<'_>) -> Vec<RevisionChange> {
    let (before, after) = (sentences(base), sentences(other));
    let steps = align::align(&before, &after);
    steps.into_iter().map(|step| change(step, base, other, &before, &after)).collect()
}

fn change(
    step: Step,
    base: &RevisionText<'_>,
    other: &RevisionText<'_>,
    before: &[Sentence<'_>],
    after: &[Sentence<'_>],
) -> RevisionChange {
    let plain = |kind, b: Option<usize>, o: Option<usize>| RevisionChange {
        kind,
        base: b.map(|i| before[i].span),
        other: o.map(|i| after[i].span),
        factual_edits: Vec::new(),
        edits: Vec::new(),
    };
    match step {
        Step::Added(o) => plain(ChangeKind::Added, None, Some(o)),
        Step::Removed(b) => plain(ChangeKind::Removed, Some(b), None),
        Step::Moved(b, o) => plain(ChangeKind::Moved, Some(b), Some(o)),
        Step::Edited(b, o) => {
            let edits = words::edits(&before[b], &after[o]);
            let factual_edits = facts::factual_edits(base, other, &before[b], &after[o], &edits);
            let edits = edits.iter().map(|e| e.spans(&before[b], &after[o])).collect();
            RevisionChange { factual_edits, edits, ..plain(ChangeKind::Edited, Some(b), Some(o)) }
        }
    }
}

#[cfg(test)]
mod tests;
