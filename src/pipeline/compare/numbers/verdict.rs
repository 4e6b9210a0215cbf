//! Whether the numbers that documents give of one thing can all be right.

use super::{Dimension, Value, lexicon};
use crate::{
    domain::{ClaimSlot, Signal, SlotRole},
    pipeline::compare::{Context, chronology::Chronology, statements::Statements},
};

/// Least similarity of two claims whose numbers are taken to be of one event.
const SAME_EVENT: f64 = 0.25;
/// The same where their holder is one person or thing that both articles are about.
const SAME_HOLDER: f64 = 0.1;
/// Days after which somebody may have had a birthday, and a price another level.
const LONG: i64 = 30;

/// How two numbers of one thing stand to each other, most harmless first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::pipeline::compare) enum Standing {
    /// Both can be right.
    Agree,
    /// The greater was told later, of something that grows.
    Later,
    /// It is not clear whether both are of one thing, or one was rounded.
    Unclear,
    /// At most one is right.
    Conflict,
}

/// What the values of one thing say of each other.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::pipeline::compare) struct Verdict {
    /// The worst that two documents stand to each other.
    pub(in crate::pipeline::compare) standing: Standing,
    /// Numbers that are the same: for each value of the comparison the first that is its like.
    pub(in crate::pipeline::compare) alike: Vec<usize>,
    /// For each value those that are less precise and admit it.
    pub(in crate::pipeline::compare) admitted_by: Vec<Vec<usize>>,
    /// Pairs of values that stand as badly as [`Self::standing`].
    pub(in crate::pipeline::compare) apart: Vec<(usize, usize)>,
    /// What decided.
    pub(in crate::pipeline::compare) signals: Vec<Signal>,
    /// Confidence, 0 to 1.
    pub(in crate::pipeline::compare) score: f64,
    /// Whether the number is of victims, or of somebody whom the documents are about.
    pub(in crate::pipeline::compare) is_central: bool,
    /// The row that the first value belongs to.
    pub(in crate::pipeline::compare) row: Option<usize>,
}

impl Verdict {
    pub(super) fn is_conflict(&self) -> bool {
        self.standing == Standing::Conflict
    }
}

/// Years between the ages of somebody without a name that can still be one person's.
const NEAR_AGES: f64 = 5.0;

/// What holds values of two documents together.
pub(super) struct Link {
    signal: &'static str,
    strength: f64,
}

/// Whether numbers of the kind can contradict each other at all: arrests go on through the
/// nights, and of other units than these it is not known what they measure.
fn is_plain(value: &Value) -> bool {
    let measure = &value.measure;
    match &measure.dimension {
        None => !measure.subject.ends_with(" arrest") && !measure.subject.ends_with(" hospitalize"),
        Some(d) => {
            d.is_age()
                || d.is_mass()
                || d.is_length()
                || d.is_money()
                || d.is_percent()
                || d.is_duration()
        }
    }
}

/// Of children reports seldom tell two in one story.
fn is_child_age(value: &Value) -> bool {
    let age = value.measure.dimension.as_ref().is_some_and(Dimension::is_age);
    age && matches!(value.measure.holder.as_str(), "boy" | "girl" | "child" | "baby")
}

/// What tells that two values are of one thing, and how surely.
pub(super) fn link(statements: &Statements, first: &Value, second: &Value) -> Option<Link> {
    if first.measure.is_own && first.entity.is_some() {
        return Some(Link { signal: "same-entity", strength: 0.9 });
    }
    let (a, b) = (first.measure.claim?, second.measure.claim?);
    let row = |value: &Value, claim| statements.row(value.document, claim);
    let claims = ((first.document, a), (second.document, b));
    let similarity = statements
        .similarity(claims.0, claims.1)
        .max(statements.sentence_similarity(claims.0, claims.1));
    if row(first, a).is_some() && row(first, a) == row(second, b) {
        return Some(Link { signal: "same-row", strength: 0.6 + 0.4 * similarity });
    }
    let is_specific = first.measure.is_own && !first.measure.holder.is_empty();
    let least = if is_specific { SAME_HOLDER } else { SAME_EVENT };
    (similarity >= least).then_some(Link { signal: "similar-claims", strength: similarity })
}

/// Whether two ages are of two children: so many years lie between them.
pub(super) fn are_two_children(first: &Value, second: &Value) -> bool {
    let (one, other) = (&first.measure.interval, &second.measure.interval);
    is_child_age(first) && one.distance(other) > NEAR_AGES
}

struct Judge<'a> {
    context: &'a Context<'a>,
    statements: &'a Statements,
    chronology: &'a Chronology,
    values: &'a [Value],
    /// Whether no document gives two numbers of this reading that differ.
    is_single: bool,
    /// Bounds of the values of each document.
    documents: Vec<std::ops::Range<usize>>,
}

/// Judges the values of one thing, in order of documents.
pub(super) fn judge(
    context: &Context<'_>,
    statements: &Statements,
    chronology: &Chronology,
    values: &[Value],
    is_single: bool,
) -> Verdict {
    let mut documents = Vec::new();
    let mut begin = 0;
    for group in values.chunk_by(|a, b| a.document == b.document) {
        documents.push(begin..begin + group.len());
        begin += group.len();
    }
    Judge { context, statements, chronology, values, is_single, documents }.verdict()
}

impl Judge<'_> {
    fn verdict(&self) -> Verdict {
        let mut standing = Standing::Agree;
        let mut apart = Vec::new();
        let mut link: Option<Link> = None;
        for (at, first) in self.documents.iter().enumerate() {
            for second in &self.documents[at + 1..] {
                let (stands, pairs, holds) = self.documents_stand(first.clone(), second.clone());
                if stands > standing {
                    (standing, link) = (stands, None);
                    apart.clear();
                }
                if stands == standing && stands != Standing::Agree {
                    apart.extend(pairs);
                    let stronger =
                        holds.filter(|h| link.as_ref().is_none_or(|l| h.strength > l.strength));
                    link = stronger.or(link);
                }
            }
        }
        let signals = self.signals(standing, link.as_ref());
        let strength = link.map_or(0.5, |link| link.strength);
        Verdict {
            standing,
            alike: self.alike(),
            admitted_by: self.admitted_by(),
            apart,
            signals,
            score: (0.5 + 0.5 * strength).min(1.0),
            is_central: self.is_central(),
            row: self.values.iter().find_map(|v| self.row(v)),
        }
    }

    /// How two documents stand: as their values that fit best.
    fn documents_stand(
        &self,
        first: std::ops::Range<usize>,
        second: std::ops::Range<usize>,
    ) -> (Standing, Vec<(usize, usize)>, Option<Link>) {
        let mut best = Standing::Conflict;
        let mut pairs = Vec::new();
        let mut link: Option<Link> = None;
        for a in first.clone() {
            for b in second.clone() {
                let (stands, holds) = self.values_stand(a, b);
                best = best.min(stands);
                if stands != Standing::Agree {
                    pairs.push((a, b));
                }
                let stronger =
                    holds.filter(|h| link.as_ref().is_none_or(|l| h.strength > l.strength));
                link = stronger.or(link);
            }
        }
        // Who gives two numbers of one thing tells of two things, or corrects himself.
        let mixed = |range: &std::ops::Range<usize>| {
            let all = &self.values[range.clone()];
            all.iter().any(|v| !v.measure.interval.agrees(&all[0].measure.interval))
        };
        if best == Standing::Conflict && (mixed(&first) || mixed(&second)) {
            best = Standing::Unclear;
        }
        if best == Standing::Agree {
            pairs.clear();
        }
        (best, pairs, link)
    }

    fn values_stand(&self, a: usize, b: usize) -> (Standing, Option<Link>) {
        let (first, second) = (&self.values[a], &self.values[b]);
        let (one, other) = (&first.measure.interval, &second.measure.interval);
        if one.agrees(other) {
            return (Standing::Agree, None);
        }
        if self.is_later(first, second) {
            return (Standing::Later, None);
        }
        let Some(link) = link(self.statements, first, second).or_else(|| self.common()) else {
            return (Standing::Unclear, None);
        };
        let sure = self.is_same(first, second)
            && is_plain(first)
            && first.measure.is_foreseen == second.measure.is_foreseen
            && first.measure.is_anchored
            && second.measure.is_anchored
            && !first.measure.is_another
            && !second.measure.is_another
            && !one.is_near(other)
            && !self.agents_apart(first, second)
            && !changes_with_time(self.chronology, first, second);
        (if sure { Standing::Conflict } else { Standing::Unclear }, Some(link))
    }

    /// Three documents or more measure the same, and two of them agree: then the third means it
    /// too.
    fn common(&self) -> Option<Link> {
        let first = &self.values[0].measure;
        if !first.is_fall() || !self.is_single || self.documents.len() < 3 {
            return None;
        }
        let firsts: Vec<_> =
            self.documents.iter().map(|d| self.values[d.start].measure.interval).collect();
        let agree = firsts.iter().enumerate().any(|(at, interval)| {
            firsts[at + 1..].iter().take(64).any(|other| interval.agrees(other))
        });
        agree.then_some(Link { signal: "common-measure", strength: 0.4 })
    }

    fn row(&self, value: &Value) -> Option<usize> {
        self.statements.row(value.document, value.measure.claim?)
    }

    /// Whether both numbers are surely of the same, by what is told of whom they belong to.
    fn is_same(&self, first: &Value, second: &Value) -> bool {
        let (one, other) = (&first.measure, &second.measure);
        let own = one.is_own && first.entity.is_some();
        // A boy of 4 and a boy of 13 are two, whatever they are to each other's story.
        if are_two_children(first, second) {
            return false;
        }
        if own || is_child_age(first) || one.is_fall() && self.is_single {
            return true;
        }
        if one.is_toll {
            return one.modifiers == other.modifiers || one.subject.starts_with("person ");
        }
        let row = self.row(first).is_some() && self.row(first) == self.row(second);
        // "A man of 34" and "a man of 51" are two men.
        let age = one.is_own && one.attribute == "age";
        if age && one.interval.distance(&other.interval) > NEAR_AGES {
            return false;
        }
        let doer = first.doer == second.doer;
        one.modifiers == other.modifiers && doer && (row || first.doer.is_some())
    }

    /// Whether the claims of two numbers tell of other doers: a car that goes 600 miles and a truck
    /// that goes 500.
    fn agents_apart(&self, first: &Value, second: &Value) -> bool {
        if first.measure.is_own || first.measure.is_toll || first.measure.is_fall() {
            return false;
        }
        let agent = |value: &Value| {
            let claims = &self.context.sources[value.document].annotated.analysis.claims;
            let claim = claims.get(value.measure.claim?)?;
            claim.slots.iter().find(|slot| slot.role == SlotRole::Agent)
        };
        let (Some(one), Some(other)) = (agent(first), agent(second)) else { return false };
        let entity = |value: &Value, slot: &ClaimSlot| {
            slot.entity.and_then(|entity| self.context.who.is(value.document, entity))
        };
        if let Some((a, b)) = entity(first, one).zip(entity(second, other)) {
            return a != b;
        }
        let words = |slot: &ClaimSlot| -> Vec<String> {
            slot.value.split(' ').map(|word| lexicon::meaning(word).to_owned()).collect()
        };
        let others = words(other);
        !words(one).iter().any(|word| others.contains(word))
    }

    /// Whether the greater number was told later of something that grows: counts of people, deeds
    /// and votes do.
    fn is_later(&self, first: &Value, second: &Value) -> bool {
        let measure = &first.measure;
        if measure.dimension.as_ref().is_some_and(|d| !d.is_money()) || measure.is_own {
            return false;
        }
        let (one, other) = (measure.interval, second.measure.interval);
        let (lesser, greater) = if one.greatest < other.least {
            (first.document, second.document)
        } else {
            (second.document, first.document)
        };
        self.chronology.is_before(lesser, greater)
    }

    /// For each value the first that admits the same.
    fn alike(&self) -> Vec<usize> {
        let interval = |i: usize| self.values[i].measure.interval;
        let same = |i: usize, j: usize| interval(i).is_like(&interval(j));
        let first = |i: usize| (0..i).take(64).find(|&j| same(i, j)).unwrap_or(i);
        let direct: Vec<usize> = (0..self.values.len()).map(first).collect();
        // "first" may itself be like an earlier one.
        direct.iter().map(|&at| direct[at]).collect()
    }

    fn admitted_by(&self) -> Vec<Vec<usize>> {
        let inside = |i: usize, j: usize| {
            self.values[i].measure.interval.is_inside(&self.values[j].measure.interval)
        };
        let all = self.values.len();
        (0..all).map(|i| (0..all).take(64).filter(|&j| inside(i, j)).collect()).collect()
    }

    fn is_central(&self) -> bool {
        let Some(first) = self.values.first() else { return false };
        let documents = self.documents.len();
        first.measure.is_toll || first.measure.is_own && documents * 2 >= self.context.sources.len()
    }

    fn signals(&self, standing: Standing, link: Option<&Link>) -> Vec<Signal> {
        let mut signals = Vec::new();
        let mut add = |id: &'static str, weight: f64, detail: String| {
            signals.push(Signal { id: id.into(), weight, detail });
        };
        if let Some(link) = link {
            add(link.signal, link.strength.min(1.0), String::new());
        }
        if standing == Standing::Later {
            add("later-report", 0.7, String::new());
        }
        let unit = |v: &Value| v.measure.factor;
        if self.values.iter().any(|v| unit(v) != unit(&self.values[0])) {
            let base = self.values[0].measure.dimension.as_ref().map(Dimension::name);
            add("units-converted", 0.3, base.unwrap_or_default().to_owned());
        }
        let outlier = |v: &Value| self.chronology.is_outlier(v.document);
        if standing != Standing::Agree && self.values.iter().any(outlier) {
            add("document-date-outlier", 0.3, String::new());
        }
        signals
    }
}

/// Whether what is measured is traded: its price and its moves change by the minute.
fn measure_is_traded(subject: &str) -> bool {
    let traded = |word: &str| {
        matches!(
            word,
            "bitcoin"
                | "crude"
                | "currency"
                | "future"
                | "gold"
                | "index"
                | "oil"
                | "share"
                | "stock"
        )
    };
    subject.split(' ').any(traded)
}

/// Whether time alone may explain the difference: ages, levels and prices told of other days, or
/// a document whose day is not known for sure.
pub(super) fn changes_with_time(chronology: &Chronology, first: &Value, second: &Value) -> bool {
    let Some(dimension) = &first.measure.dimension else { return false };
    let days = chronology.days_between(first.document, second.document);
    let long = days.is_some_and(|days| days.abs() >= LONG);
    if dimension.is_age() {
        let (one, other) = (first.measure.interval, second.measure.interval);
        let years = (one.least - other.least).abs();
        // On days that are not known two years may have passed.
        return days.is_none() && years < 2.5 || long && years < 1.5;
    }
    if dimension.is_duration() {
        // Lengths of time depend on what begins and ends them; only those that a court
        // sets are named alike everywhere.
        return first.measure.subject != "sentence" || second.measure.subject != "sentence";
    }
    // What is traded has another price every minute.
    if measure_is_traded(&first.measure.subject) {
        return true;
    }
    let level = dimension.is_percent() || dimension.is_money();
    level && days.is_none_or(|days| days != 0)
}
