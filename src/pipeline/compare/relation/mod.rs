//! How two statements stand to each other: the same, one a part of the other, contradictory, or
//! neither.
//!
//! Words are paired first (`alignment`): the same word, another form of it, a word that can stand
//! for it, another name of the same entity. What the pairs cover of either text, and what keeps the
//! texts apart, are the measures (`measures`); logistic regressions make a judgement of them
//! (`model`). Rules look at the parts of claims for what cannot be true together (`clash`).

mod alignment;
mod assertion;
mod clash;
mod frames;
mod lexicon;
mod measures;
mod model;
mod reading;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use self::{clash::Found, frames::Frame, measures::Pair, model::Class, reading::Reading};
use crate::{
    domain::{Claim, ClaimSlot, Signal, SlotRole, Span},
    pipeline::Annotated,
};

pub(super) use self::lexicon::opposites;
pub use self::measures::{MEASURES, Measures, NAMES as MEASURE_NAMES};

/// A claim of an annotated text, read once for all that it is compared with.
pub(super) struct Statement<'a> {
    claim: &'a Claim,
    reading: Reading<'a>,
}

impl<'a> Statement<'a> {
    /// A claim by its index in [`crate::domain::Analysis::claims`]; `None` when there is none.
    pub(super) fn new(text: &'a str, annotated: &'a Annotated, claim: usize) -> Option<Self> {
        let reading = Reading::of_claim(text, annotated, claim)?;
        Some(Self { claim: annotated.analysis.claims.get(claim)?, reading })
    }

    fn frame(&self) -> Frame<'_, 'a> {
        Frame::new(&self.reading, self.claim)
    }
}

/// How the second of two statements stands to the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Both have the same truth conditions.
    Same,
    /// The second says a part of the first, or the first follows from the second.
    Partial,
    /// Both cannot be true.
    Contradicts,
    /// Neither.
    Unrelated,
}

/// How two statements stand to each other, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// How they stand.
    pub standing: Standing,
    /// Confidence in it, 0 to 1.
    pub score: f64,
    /// What decided.
    pub signals: Vec<Signal>,
}

/// How two texts stand to each other, and where they part.
#[derive(Clone, Debug, PartialEq)]
pub struct TextJudgement {
    /// How the second stands to the first, and why.
    pub judgement: Judgement,
    /// Slots of the second text's claims whose values differ from the first's. Entities are those
    /// of the second text's own analysis.
    pub divergent_slots: Vec<ClaimSlot>,
}

/// Least share of the words of either that the other must have, for a judgement at all.
const LEAST_COMMON: f64 = 0.2;

/// Share from which all that either says is in the other.
const ALL_COVERED: f64 = 0.999;

/// Judges two statements. `None` where they have too little in common to be judged.
pub(super) fn judge(first: &Statement<'_>, second: &Statement<'_>) -> Option<Judgement> {
    let pair = Pair::new(&first.reading, &second.reading);
    if pair.covered() < LEAST_COMMON {
        return None;
    }
    if let Some(found) = clash::find(&first.frame(), &second.frame()) {
        return Some(contradiction(&found));
    }
    Some(standing(&pair))
}

/// What [`judge`] says of two statements when it is that they contradict each other: asked for by
/// itself, because that costs less.
pub(super) fn contradict(first: &Statement<'_>, second: &Statement<'_>) -> Option<Judgement> {
    let found = clash::find(&first.frame(), &second.frame())?;
    let common = Pair::new(&first.reading, &second.reading).covered() >= LEAST_COMMON;
    common.then(|| contradiction(&found))
}

/// Judges two short texts as wholes: how the second stands to the first, and the slots in which it
/// differs. Of long texts only the beginnings are looked at.
pub fn judge_texts(
    first: &Annotated,
    first_text: &str,
    second: &Annotated,
    second_text: &str,
) -> TextJudgement {
    let a = Reading::of_text(first_text, first);
    let b = Reading::of_text(second_text, second);
    let (mine, theirs) = (Frame::all(&a), Frame::all(&b));
    let pairs = mine.iter().flat_map(|x| theirs.iter().map(move |y| (x, y)));
    let mut surest: Option<Found> = None;
    for found in pairs.filter_map(|(x, y)| clash::find(x, y)) {
        if surest.as_ref().is_none_or(|best| found.score > best.score) {
            surest = Some(found);
        }
    }
    let judgement = match surest {
        Some(found) => contradiction(&found),
        None => standing(&Pair::new(&a, &b)),
    };
    TextJudgement { judgement, divergent_slots: divergent(&mine, &theirs) }
}

/// The measures of two short texts, as [`judge_texts`] takes them.
pub fn measure_texts(
    first: &Annotated,
    first_text: &str,
    second: &Annotated,
    second_text: &str,
) -> Measures {
    let a = Reading::of_text(first_text, first);
    let b = Reading::of_text(second_text, second);
    Pair::new(&a, &b).measure()
}

fn contradiction(found: &Found) -> Judgement {
    let signal = Signal {
        id: Cow::Borrowed(found.clash.id()),
        weight: found.score.clamp(0.0, 1.0),
        detail: found.detail.clone(),
    };
    Judgement {
        standing: Standing::Contradicts,
        score: found.score.clamp(0.0, 1.0),
        signals: vec![signal],
    }
}

/// The standing of two readings that no rule keeps apart. A denial that shows in the measures alone
/// is not sure enough to be called a contradiction.
fn standing(pair: &Pair<'_, '_>) -> Judgement {
    let (forth, back) = (pair.measure(), pair.reversed().measure());
    // The first from the second, and the second from the first.
    let (follows, p) = model::classify(&forth);
    let (implies, q) = model::classify(&back);
    let (standing, score) = match (follows, implies) {
        _ if forth[0].min(back[0]) > ALL_COVERED => (Standing::Same, 1.0),
        (Class::Says, Class::Says) => (Standing::Same, p.min(q)),
        (Class::Says, _) => (Standing::Partial, p),
        (_, Class::Says) => (Standing::Partial, q),
        _ => (Standing::Unrelated, p.min(q)),
    };
    let signal = |id: &'static str, weight: f64| Signal {
        id: Cow::Borrowed(id),
        weight: weight.clamp(0.0, 1.0),
        detail: String::new(),
    };
    let signals = vec![
        signal("first-covered", forth[0]),
        signal("second-covered", forth[1]),
        signal("claims-alike", forth[13]),
    ];
    Judgement { standing, score: score.clamp(0.0, 1.0), signals }
}

/// What keeps two statements from being true together, if a rule knows it: the name of the rule
/// (`polarity-differs`, `opposites`, `roles-swapped`, `number-differs`, `time-differs`), its
/// confidence, and the words that clash.
pub(super) fn clash(first: &Statement<'_>, second: &Statement<'_>) -> Option<Signal> {
    let found = clash::find(&first.frame(), &second.frame())?;
    contradiction(&found).signals.pop()
}

/// A phrase, to be looked for in claims.
pub(super) struct Phrase<'a>(Reading<'a>);

impl<'a> Phrase<'a> {
    /// A stretch of an annotated text.
    pub(super) fn new(text: &'a str, annotated: &'a Annotated, span: Span) -> Self {
        Self(Reading::of(text, annotated, &[], &[span]))
    }

    /// Weighted share of its words that a stretch of another text has, 0 to 1; 0 when it has less
    /// than three words that count.
    pub(super) fn covered_by(&self, text: &str, annotated: &Annotated, span: Span) -> f64 {
        const LEAST_WORDS: usize = 3;
        if self.0.words.len() < LEAST_WORDS {
            return 0.0;
        }
        measures::covered_of(&self.0, &Reading::of(text, annotated, &[], &[span]))
    }
}

/// How far two phrases of annotated texts are the same, 0 to 1; `None` where one of them has no
/// word that counts.
pub(super) fn phrases_fit(
    first: (&str, &Annotated, Span),
    second: (&str, &Annotated, Span),
) -> Option<f64> {
    let a = Reading::of(first.0, first.1, &[], &[first.2]);
    let b = Reading::of(second.0, second.1, &[], &[second.2]);
    frames::fit(&a.words.iter().collect::<Vec<_>>(), &b.words.iter().collect::<Vec<_>>())
}

/// The slots in which the second of two statements differs from the first: other names, times,
/// places, numbers. Entities are those of the second one's own analysis.
pub(super) fn divergence(first: &Statement<'_>, second: &Statement<'_>) -> Vec<ClaimSlot> {
    divergent(&[first.frame()], &[second.frame()])
}

/// Slots of the second text whose fillers do not fit those of the first, in the pair of claims that
/// is most alike.
fn divergent(mine: &[Frame<'_, '_>], theirs: &[Frame<'_, '_>]) -> Vec<ClaimSlot> {
    const ROLES: [SlotRole; 7] = [
        SlotRole::Agent,
        SlotRole::Action,
        SlotRole::Target,
        SlotRole::Recipient,
        SlotRole::Place,
        SlotRole::Time,
        SlotRole::Quantity,
    ];
    let mut best: Option<(f64, &Frame<'_, '_>, &Frame<'_, '_>)> = None;
    for x in mine {
        for y in theirs {
            let alike = frames::likeness_of(x, y);
            if alike > best.map_or(0.0, |best| best.0) {
                best = Some((alike, x, y));
            }
        }
    }
    let Some((_, x, y)) = best else { return Vec::new() };
    let differs = |role: &SlotRole| match role {
        SlotRole::Time => {
            let (p, q) = (x.dates(), y.dates());
            !p.is_empty() && !q.is_empty() && !p.iter().any(|d| q.iter().any(|e| d.overlaps(e)))
        }
        role => frames::part(x, y, *role).is_some_and(|fit| fit < frames::SAME_PART),
    };
    let slots = |role: SlotRole| y.claim.slots.iter().filter(move |slot| slot.role == role);
    ROLES.into_iter().filter(differs).flat_map(|role| slots(role).cloned()).collect()
}
