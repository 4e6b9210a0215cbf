//! What keeps two claims from being true together.
//!
//! Each rule asks first whether both speak of the same: like actions, and parts that fit. A false
//! contradiction is worse than a missed one, so what a claim says more than the other must be
//! little.

use super::{
    assertion::Assertion,
    frames::{self, Actions, Frame, SAME_PART},
    lexicon,
    reading::Word,
};
use crate::domain::{Quantity, SlotRole, Span};

/// What clashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Clash {
    /// One says that it is so, the other that it is not.
    Polarity,
    /// Opposites are said of one thing.
    Opposites,
    /// Doer and sufferer have changed places.
    Roles,
    /// Other numbers of one thing.
    Number,
    /// Other times of one event.
    Time,
}

impl Clash {
    /// Name of the signal.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Polarity => "polarity-differs",
            Self::Opposites => "opposites",
            Self::Roles => "roles-swapped",
            Self::Number => "number-differs",
            Self::Time => "time-differs",
        }
    }
}

/// A clash with its confidence, 0 to 1, and the words that clash.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) clash: Clash,
    pub(super) score: f64,
    pub(super) detail: String,
}

/// The surest clash of two claims, if there is one.
pub(super) fn find(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> Option<Found> {
    if !a.is_stated() || !b.is_stated() || a.asks() || b.asks() {
        return None;
    }
    let rules = [polarity, opposites, roles, number, time];
    let rules = if other_times(a, b) { &rules[4..] } else { &rules[..] };
    let mut best: Option<Found> = None;
    for found in rules.iter().filter_map(|rule| rule(a, b)) {
        if best.as_ref().is_none_or(|best| found.score > best.score) {
            best = Some(found);
        }
    }
    best
}

/// Whether both tell a time, and no two of them can be the same.
fn other_times(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> bool {
    let (x, y) = (a.dates(), b.dates());
    !x.is_empty() && !y.is_empty() && !x.iter().any(|d| y.iter().any(|e| d.overlaps(e)))
}

/// Share of the words of the claim that says less which the other has too, its action apart.
fn common(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> f64 {
    let share = |from: &Frame<'_, '_>, to: &Frame<'_, '_>| {
        let others: Vec<&Word<'_>> = to.own().iter().collect();
        frames::coverage(from.own().iter(), &others).unwrap_or(0.0)
    };
    share(a, b).max(share(b, a))
}

/// How well the doers and the sufferers fit, where they are told: `None` when they do not.
fn parts(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> Option<f64> {
    let agent = frames::part(a, b, SlotRole::Agent);
    let target = frames::part(a, b, SlotRole::Target);
    let fits = |part: Option<f64>| part.is_none_or(|fit| fit >= SAME_PART);
    // What "this" or "it" stands for is not known, and who "did not confirm" may have confirmed
    // something else.
    let open = |role: SlotRole| a.leaves_open(role) || b.leaves_open(role);
    let both = a.fills(SlotRole::Target) == b.fills(SlotRole::Target);
    if open(SlotRole::Agent) || open(SlotRole::Target) || !both {
        return None;
    }
    if !fits(agent) || !fits(target) || (agent.is_none() && target.is_none()) {
        return None;
    }
    if !frames::is_one(a, b, SlotRole::Agent) {
        return None;
    }
    let known: Vec<f64> = agent.into_iter().chain(target).collect();
    Some(known.iter().sum::<f64>() / known.len() as f64)
}

/// Whether both say outright what they say, of as many, and of what may not be so and so at once.
fn are_outright(a: &Assertion<'_>, b: &Assertion<'_>) -> bool {
    a.is_outright() && b.is_outright() && a.counts() == b.counts()
}

/// Whether what a denial denies is what the other claim says: of the same time, and wholly.
fn denies_all(denial: &Assertion<'_>, other: &Assertion<'_>) -> bool {
    if denial.is_bound() || other.is_almost_denied() {
        return false;
    }
    let same_time = other.is_before() || !denial.is_before();
    same_time && denial.is_of_possibility() == other.is_of_possibility()
}

fn polarity(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> Option<Found> {
    const LEAST_COMMON: f64 = 0.6;
    if a.negated() == b.negated() || frames::actions(a, b) != Actions::Same {
        return None;
    }
    let (first, second) = (a.assertion()?, b.assertion()?);
    let (denial, other) = if a.negated() { (&first, &second) } else { (&second, &first) };
    if !are_outright(&first, &second) || !denies_all(denial, other) || !rest_fits(a, b) {
        return None;
    }
    // What is planned, and what is not done yet, go together.
    if a.claim.modality != b.claim.modality && !(a.is_factual() && b.is_factual()) {
        return None;
    }
    let fit = parts(a, b)?;
    // "There is no plan", "is" alone: the verb says nothing, so that what it is said of must.
    let action = a.action()?;
    let light = action.weight < 0.25;
    if light && frames::part(a, b, SlotRole::Target).is_none_or(|fit| fit < 0.8) {
        return None;
    }
    let common = common(a, b);
    let score = 0.4 + 0.3 * fit + 0.3 * common;
    let detail = action.lemma.to_owned();
    (common >= LEAST_COMMON).then_some(Found { clash: Clash::Polarity, score, detail })
}

/// Whether recipients, places and all other names but the doers' fit, where both have some, and what
/// the objects are: an offer to Jane is none to Joan, and "a rule that protects bears" is not "the
/// rules of March".
fn rest_fits(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> bool {
    let rest = |frame: &Frame<'_, '_>| -> Vec<Span> {
        frame.part(SlotRole::Agent).map(|word| word.span).collect()
    };
    let (x, y) = (rest(a), rest(b));
    let first: Vec<&Word<'_>> = a.own().iter().filter(|w| !x.contains(&w.span)).collect();
    let second: Vec<&Word<'_>> = b.own().iter().filter(|w| !y.contains(&w.span)).collect();
    !frames::names_apart(&first, &second) && frames::is_one(a, b, SlotRole::Target)
}

fn opposites(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> Option<Found> {
    const LEAST_COMMON: f64 = 0.5;
    if a.negated() != b.negated() || !(a.is_factual() && b.is_factual()) {
        return None;
    }
    let (first, second) = (a.assertion()?, b.assertion()?);
    // What rose last year may fall this week.
    if !are_outright(&first, &second) || a.dates() != b.dates() {
        return None;
    }
    let (x, y) = match frames::actions(a, b) {
        Actions::Opposite => {
            let target = frames::part(a, b, SlotRole::Target);
            let agent = frames::part(a, b, SlotRole::Agent);
            let fits = |part: Option<f64>| part.is_none_or(|fit| fit >= SAME_PART);
            // Whoever rises and whoever falls must be one, and told in both.
            let both = a.fills(SlotRole::Target) == b.fills(SlotRole::Target);
            let one = frames::is_one(a, b, SlotRole::Agent);
            if agent.is_none_or(|fit| fit < SAME_PART) || !fits(target) || !both || !one {
                return None;
            }
            (a.action()?.lemma, b.action()?.lemma)
        }
        Actions::Same => said_of_one(a, b)?,
        Actions::Other => return None,
    };
    // "climbed the wall and fell": one after the other.
    let tells = |frame: &Frame<'_, '_>, lemma: &str| frame.own().iter().any(|w| w.lemma == lemma);
    let open = |role: SlotRole| a.leaves_open(role) || b.leaves_open(role);
    if tells(a, y) || tells(b, x) || open(SlotRole::Agent) || open(SlotRole::Target) {
        return None;
    }
    let common = common(a, b);
    let score = 0.4 + 0.5 * common;
    let detail = format!("{x} / {y}");
    (common >= LEAST_COMMON).then_some(Found { clash: Clash::Opposites, score, detail })
}

/// Opposites among what is said of one and the same agent: "is safe", "is dangerous".
fn said_of_one<'a>(a: &Frame<'_, 'a>, b: &Frame<'_, 'a>) -> Option<(&'a str, &'a str)> {
    if frames::part(a, b, SlotRole::Agent).is_none_or(|fit| fit < 0.8) {
        return None;
    }
    let mut pairs = a
        .part(SlotRole::Target)
        .flat_map(|x| b.part(SlotRole::Target).map(move |y| (x.lemma, y.lemma)));
    pairs.find(|(x, y)| lexicon::are_opposites(x, y))
}

fn roles(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> Option<Found> {
    if a.negated() != b.negated() || frames::actions(a, b) != Actions::Same {
        return None;
    }
    let action = a.action()?;
    if is_mutual(action.lemma) || action.weight < 0.9 {
        return None;
    }
    let (a_doer, a_sufferer) = (named(a, SlotRole::Agent), named(a, SlotRole::Target));
    let (b_doer, b_sufferer) = (named(b, SlotRole::Agent), named(b, SlotRole::Target));
    let same = |x: &[&Word<'_>], y: &[&Word<'_>]| frames::fit(x, y).is_some_and(|fit| fit >= 0.9);
    let swapped = same(&a_doer, &b_sufferer) && same(&a_sufferer, &b_doer);
    let mixed = swapped
        && (same(&a_doer, &b_doer) || same(&a_sufferer, &b_sufferer) || same(&a_doer, &a_sufferer));
    if !swapped || mixed {
        return None;
    }
    let common = common(a, b);
    let detail = action.lemma.to_owned();
    let score = 0.4 + 0.4 * common;
    (common >= 0.6).then_some(Found { clash: Clash::Roles, score, detail })
}

/// The words of a part that name something.
fn named<'r, 'a>(frame: &Frame<'r, 'a>, role: SlotRole) -> Vec<&'r Word<'a>> {
    frame.part(role).filter(|word| word.entity.is_some()).collect()
}

/// Verbs whose subject and object may change places.
fn is_mutual(lemma: &str) -> bool {
    const MUTUAL: [&str; 23] = [
        "accompany",
        "battle",
        "call",
        "contact",
        "date",
        "discuss",
        "encounter",
        "engage",
        "equal",
        "face",
        "fight",
        "follow",
        "join",
        "know",
        "love",
        "marry",
        "match",
        "meet",
        "play",
        "resemble",
        "see",
        "touch",
        "visit",
    ];
    MUTUAL.binary_search(&lemma).is_ok()
}

fn number(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> Option<Found> {
    const LEAST_COMMON: f64 = 0.6;
    if a.negated() || b.negated() || frames::actions(a, b) != Actions::Same {
        return None;
    }
    let pairs = || a.quantities().flat_map(|x| b.quantities().map(move |y| (x, y)));
    let (x, y) = pairs().find(|(x, y)| numbers_clash(x, y))?;
    parts(a, b)?;
    // No quantity of one may be the other's.
    if pairs().any(|(x, y)| comparable(x, y) && !numbers_clash(x, y)) {
        return None;
    }
    let common = common(a, b);
    let value = |q: &Quantity| q.min.or(q.max).map_or(String::new(), |value| value.to_string());
    let detail = format!("{} / {}", value(x), value(y));
    (common >= LEAST_COMMON).then_some(Found {
        clash: Clash::Number,
        score: 0.4 + 0.4 * common,
        detail,
    })
}

/// Whether two quantities are of one thing: one unit, or one thing counted.
pub(super) fn comparable(a: &Quantity, b: &Quantity) -> bool {
    let plain = |q: &Quantity| !q.ordinal && (q.min.is_some() || q.max.is_some());
    if !plain(a) || !plain(b) || a.change != b.change {
        return false;
    }
    match (&a.unit, &b.unit) {
        (Some(x), Some(y)) => x == y && (a.counted_lemma == b.counted_lemma),
        (None, None) => !a.counted_lemma.is_empty() && a.counted_lemma == b.counted_lemma,
        _ => false,
    }
}

/// Whether two quantities of one thing cannot both be right.
pub(super) fn numbers_clash(a: &Quantity, b: &Quantity) -> bool {
    /// Numbers told approximately may differ by this share.
    const SLACK: f64 = 0.1;
    if !comparable(a, b) {
        return false;
    }
    let slack = if a.approximate || b.approximate { SLACK } else { 0.0 };
    let least = |q: &Quantity| q.min.unwrap_or(f64::NEG_INFINITY);
    let most = |q: &Quantity| q.max.unwrap_or(f64::INFINITY);
    let below = |x: f64, y: f64| x < y - slack * y.abs();
    below(most(a), least(b)) || below(most(b), least(a))
}

fn time(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> Option<Found> {
    const LEAST_COMMON: f64 = 0.75;
    if a.negated() || b.negated() || frames::actions(a, b) != Actions::Same {
        return None;
    }
    if !other_times(a, b) {
        return None;
    }
    let fit = parts(a, b)?;
    let common = common(a, b);
    (common >= LEAST_COMMON && fit >= 0.7).then_some(Found {
        clash: Clash::Time,
        score: 0.3 + 0.4 * common,
        detail: String::new(),
    })
}
