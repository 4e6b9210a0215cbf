//! The words of two sentences, side by side.

use std::{hash::Hash, ops::Range};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::sentences::Sentence;
use crate::domain::{EditOp, Span, WordEdit};

/// Sentences of more words than this, multiplied, are compared at their ends alone: the time
/// of the comparison grows with the square of what differs.
const LARGEST: usize = 250_000;

/// A step between two sentences, by the indices of their words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pipeline) struct Edit {
    pub(in crate::pipeline) op: EditOp,
    pub(in crate::pipeline) base: Range<usize>,
    pub(in crate::pipeline) other: Range<usize>,
}

impl Edit {
    fn new(base: Range<usize>, other: Range<usize>) -> Self {
        let op = match (base.is_empty(), other.is_empty()) {
            (true, _) => EditOp::Insert,
            (_, true) => EditOp::Delete,
            _ => EditOp::Replace,
        };
        Self { op, base, other }
    }

    /// The step by positions in the texts.
    pub(super) fn spans(&self, base: &Sentence<'_>, other: &Sentence<'_>) -> WordEdit {
        WordEdit { op: self.op, base: span(base, &self.base), other: span(other, &self.other) }
    }
}

/// Where a range of words stands; `None` for an empty one.
pub(super) fn span(sentence: &Sentence<'_>, range: &Range<usize>) -> Option<Span> {
    let words = &sentence.words[range.clone()];
    Some(Span::new(words.first()?.span.begin, words.last()?.span.end))
}

/// The steps from one sentence to another; they cover both.
pub(super) fn edits(base: &Sentence<'_>, other: &Sentence<'_>) -> Vec<Edit> {
    let old: Vec<&str> = base.words.iter().map(|word| word.words).collect();
    let new: Vec<&str> = other.words.iter().map(|word| word.words).collect();
    steps(&old, &new)
}

/// The steps from one run of words to another; they cover both.
pub(in crate::pipeline) fn steps<T: Hash + Ord>(old: &[T], new: &[T]) -> Vec<Edit> {
    let prefix = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - prefix;
    let suffix =
        old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - suffix, new.len() - suffix);
    let mut edits = Vec::new();
    let keep = |edits: &mut Vec<Edit>, base: Range<usize>, other: Range<usize>| {
        if !base.is_empty() {
            edits.push(Edit { op: EditOp::Keep, base, other });
        }
    };
    keep(&mut edits, 0..prefix, 0..prefix);
    let (inner_old, inner_new) = (&old[prefix..old_end], &new[prefix..new_end]);
    if inner_old.len() * inner_new.len() > LARGEST {
        edits.push(Edit::new(prefix..old_end, prefix..new_end));
    } else {
        for op in capture_diff_slices(Algorithm::Myers, inner_old, inner_new) {
            let shift = |r: Range<usize>| r.start + prefix..r.end + prefix;
            let (base, other) = (shift(op.old_range()), shift(op.new_range()));
            match op {
                DiffOp::Equal { .. } => keep(&mut edits, base, other),
                _ => edits.push(Edit::new(base, other)),
            }
        }
    }
    keep(&mut edits, old_end..old.len(), new_end..new.len());
    edits
}
