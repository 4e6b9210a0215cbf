//! Who does what to whom: the parts of two claims against each other.

use std::ops::Range;

use super::{
    alignment::{likeness, same_entity},
    assertion::Assertion,
    lexicon,
    reading::{Kind, Reading, Word},
};
use crate::{
    domain::{Claim, Modality, Polarity, Quantity, SlotRole},
    pipeline::compare::dates::{DateRange, dates_in},
};

/// Likeness from which two actions are one.
const SAME_ACTION: f64 = 0.7;

/// Coverage from which two fillers of a part are one.
pub(super) const SAME_PART: f64 = 0.5;

/// A claim with its parts as words of a reading.
pub(super) struct Frame<'r, 'a> {
    pub(super) claim: &'a Claim,
    reading: &'r Reading<'a>,
    action: Vec<usize>,
}

impl<'r, 'a> Frame<'r, 'a> {
    pub(super) fn new(reading: &'r Reading<'a>, claim: &'a Claim) -> Self {
        let action = claim.slots.iter().filter(|slot| slot.role == SlotRole::Action);
        let action = action.flat_map(|slot| reading.words_in(slot.span)).collect();
        Self { claim, reading, action }
    }

    /// The claims of a reading.
    pub(super) fn all(reading: &'r Reading<'a>) -> Vec<Self> {
        reading.claims.iter().map(|claim| Self::new(reading, claim)).collect()
    }

    fn words(&self, range: Range<usize>) -> &'r [Word<'a>] {
        &self.reading.words[range]
    }

    /// The words of a part, over all its fillers.
    pub(super) fn part(&self, role: SlotRole) -> impl Iterator<Item = &'r Word<'a>> {
        let slots = self.claim.slots.iter().filter(move |slot| slot.role == role);
        slots.flat_map(|slot| self.words(self.reading.words_in(slot.span)))
    }

    /// Whether a part is filled.
    pub(super) fn fills(&self, role: SlotRole) -> bool {
        self.claim.slots.iter().any(|slot| slot.role == role)
    }

    /// Whether it asks inside of another sentence: "which ships were lost", "who did it".
    pub(super) fn asks(&self) -> bool {
        let parts = self.claim.slots.iter();
        let mut parts = parts.filter(|s| matches!(s.role, SlotRole::Agent | SlotRole::Target));
        parts.any(|slot| {
            let first = slot.value.split(' ').next().unwrap_or_default();
            matches!(first, "which" | "what" | "who" | "whose" | "how") && slot.entity.is_none()
        })
    }

    /// Whether a part is filled by words that tell nothing: "it", "this".
    pub(super) fn leaves_open(&self, role: SlotRole) -> bool {
        self.fills(role) && self.part(role).next().is_none()
    }

    /// The last words of the action: in "refused to sign" what is refused.
    pub(super) fn action(&self) -> Option<&'r Word<'a>> {
        let verb = self.action.iter().rev().map(|&at| &self.reading.words[at]);
        verb.filter(|word| word.kind != Kind::Name)
            .find(|word| word.weight > 0.25)
            .or_else(|| self.action.last().map(|&at| &self.reading.words[at]))
    }

    /// All that the claim says, in words.
    pub(super) fn own(&self) -> &'r [Word<'a>] {
        self.words(self.reading.words_in(self.claim.span))
    }

    /// The quantities in its words.
    pub(super) fn quantities(&self) -> impl Iterator<Item = &'a Quantity> {
        let span = self.claim.span;
        let all = self.reading.quantities.iter().copied();
        all.filter(move |q| span.begin <= q.span.begin && q.span.end <= span.end)
    }

    /// The times in its words.
    pub(super) fn dates(&self) -> Vec<DateRange> {
        dates_in(&self.reading.annotated.analysis.dates, self.claim.span)
    }

    pub(super) fn negated(&self) -> bool {
        self.claim.polarity == Polarity::Negated
    }

    /// Whether it says how things are, be it with reserve.
    pub(super) fn is_factual(&self) -> bool {
        matches!(self.claim.modality, Modality::Asserted | Modality::Hedged)
    }

    /// How it states what it states; `None` without an action.
    pub(super) fn assertion(&self) -> Option<Assertion<'a>> {
        Assertion::of(self.reading.annotated, self.claim)
    }

    /// Whether it says how things are or will be.
    pub(super) fn is_stated(&self) -> bool {
        !matches!(
            self.claim.modality,
            Modality::Question | Modality::Conditional | Modality::Demanded
        )
    }
}

/// How two actions stand to each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Actions {
    Same,
    Opposite,
    Other,
}

/// Compares the actions of two claims.
pub(super) fn actions(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> Actions {
    let (Some(x), Some(y)) = (a.action(), b.action()) else { return Actions::Other };
    match () {
        () if likeness(x, y) >= SAME_ACTION => Actions::Same,
        () if lexicon::are_opposites(x.lemma, y.lemma) => Actions::Opposite,
        () => Actions::Other,
    }
}

/// Weighted share of the first words that have a like among the second; `None` without any.
pub(super) fn coverage<'w, 'a: 'w>(
    words: impl Iterator<Item = &'w Word<'a>>,
    others: &[&Word<'a>],
) -> Option<f64> {
    let (mut found, mut total) = (0.0, 0.0);
    for word in words {
        let best = others.iter().map(|other| likeness(word, other)).fold(0.0, f64::max);
        found += word.weight * best;
        total += word.weight;
    }
    (total > 0.0).then(|| found / total)
}

/// How far one part of two claims is the same, 0 to 1: the shorter wording in the longer one.
/// `None` where one of them does not fill it.
pub(super) fn part(a: &Frame<'_, '_>, b: &Frame<'_, '_>, role: SlotRole) -> Option<f64> {
    let first: Vec<&Word<'_>> = a.part(role).collect();
    let second: Vec<&Word<'_>> = b.part(role).collect();
    fit(&first, &second)
}

/// How far two phrases are the same, 0 to 1.
pub(super) fn fit(first: &[&Word<'_>], second: &[&Word<'_>]) -> Option<f64> {
    let forth = coverage(first.iter().copied(), second)?;
    let back = coverage(second.iter().copied(), first)?;
    // Phrases that name different things are different, however alike they are worded.
    let apart = names_apart(first, second);
    Some(if apart { 0.0 } else { forth.max(back) })
}

/// Whether what fills a part of two claims is one thing: they share a name, or neither wording tells
/// much more than the other. "The poll of 500 people for a paper" is not any other poll.
pub(super) fn is_one(a: &Frame<'_, '_>, b: &Frame<'_, '_>, role: SlotRole) -> bool {
    let first: Vec<&Word<'_>> = a.part(role).collect();
    let second: Vec<&Word<'_>> = b.part(role).collect();
    let named = first.iter().any(|x| {
        let key = |word: &Word<'_>, other: &Word<'_>| {
            word.entity.zip(other.entity).is_some_and(|(x, y)| same_entity(x, y))
        };
        second.iter().any(|y| key(x, y))
    });
    let covers = |from: &[&Word<'_>], to: &[&Word<'_>]| {
        coverage(from.iter().copied(), to).is_none_or(|covered| covered >= SAME_PART)
    };
    named
        || first.is_empty()
        || second.is_empty()
        || covers(&first, &second) && covers(&second, &first)
}

/// Whether both phrases hold a name and no name of one is one of the other.
pub(super) fn names_apart(first: &[&Word<'_>], second: &[&Word<'_>]) -> bool {
    let named = |words: &[&Word<'_>]| words.iter().any(|word| word.entity.is_some());
    let shared = || {
        let mut pairs = first.iter().flat_map(|a| second.iter().map(move |b| (a, b)));
        pairs.any(|(a, b)| {
            a.entity.zip(b.entity).is_some_and(|(x, y)| same_entity(x, y)) || a.lemma == b.lemma
        })
    };
    named(first) && named(second) && !shared()
}

/// How alike two claims are as wholes, 0 to 1: the mean over action, agent and target, those that
/// either fills.
pub(super) fn likeness_of(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> f64 {
    let action = match actions(a, b) {
        Actions::Same => 1.0,
        Actions::Opposite => 0.8,
        Actions::Other => 0.0,
    };
    let filled = |role: SlotRole| a.part(role).next().is_some() || b.part(role).next().is_some();
    let (mut sum, mut parts) = (action, 1.0);
    for role in [SlotRole::Agent, SlotRole::Target] {
        if filled(role) {
            sum += part(a, b, role).unwrap_or(0.0);
            parts += 1.0;
        }
    }
    sum / parts
}
