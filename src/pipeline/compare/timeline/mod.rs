//! Events in time.
//!
//! Every claim with a time is an event of its article (`event`). Events of several articles are one
//! when their times meet and they are evidence of one row, or say much the same. What they have in
//! common must stay a time that all of them admit.

mod event;
mod same;
#[cfg(test)]
mod tests;

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::civil::{Date, DateTime};

pub(super) use self::{
    event::{Event, Outlook, Period, events},
    same::{Pair, claim, is_alike, is_telling, pairs},
};
use super::{Context, chronology::Chronology, statements::Statements};
use crate::domain::{Evidence, Phase, Section, TimelineEntry};

/// Least similarity of claims that say the same of one time.
const SIMILAR: f64 = 0.3;
/// The same for claims of one row.
const SIMILAR_IN_ROW: f64 = 0.05;
/// Days from which a period is only a rough time.
const ROUGH: i64 = 45;
/// Events of one time beyond this many are not compared with each other.
const MAX_BUCKET: usize = 96;
/// Days of a period that are looked up one by one: a month.
const MAX_DAYS: i64 = 31;
/// Days of a period that tells when something was, and not only about when.
const FINE: i64 = 10;

/// The events that documents date, in order of time.
pub(super) fn timeline(
    context: &Context<'_>,
    statements: &Statements,
    events: &[Event],
    chronology: &Chronology,
) -> Vec<TimelineEntry> {
    let story = story(context, events, chronology);
    // A time that hangs on a wrong date is worse than none.
    let sound = |group: &Vec<usize>| !group.iter().all(|&e| events[e].is_shaky);
    let groups = groups(statements, events).into_iter().filter(sound);
    let mut entries: Vec<TimelineEntry> =
        groups.map(|group| entry(context, events, &group, story)).collect();
    entries.sort_by(|a, b| {
        let time = |e: &TimelineEntry| (e.earliest, e.latest);
        let place = |e: &TimelineEntry| e.evidence.first().map(|e| (e.document, e.span));
        time(a)
            .cmp(&time(b))
            .then_with(|| b.documents.len().cmp(&a.documents.len()))
            .then_with(|| place(a).cmp(&place(b)))
    });
    entries
}

/// A place in the calendar by which events are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Row(usize),
    Day(Date),
    Month(i16, i8),
    Year(i16),
}

fn slots(event: &Event) -> Vec<Slot> {
    let mut slots: Vec<Slot> = event.row.map(Slot::Row).into_iter().collect();
    let Some((first, _)) = event.period.dates() else { return slots };
    match event.period.len() {
        Some(days) if days <= MAX_DAYS => {
            let next = |day: &Date| day.tomorrow().ok();
            let days = std::iter::successors(Some(first), next).take(days as usize);
            slots.extend(days.map(Slot::Day));
        }
        Some(days) if days <= ROUGH => slots.push(Slot::Month(first.year(), first.month())),
        _ => slots.push(Slot::Year(first.year())),
    }
    slots
}

/// Groups of events that are one, each ascending; by their first.
fn groups(statements: &Statements, events: &[Event]) -> Vec<Vec<usize>> {
    let mut found: BTreeMap<Slot, Vec<usize>> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        for slot in slots(event) {
            found.entry(slot).or_default().push(index);
        }
    }
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for bucket in found.values_mut() {
        bucket.truncate(MAX_BUCKET);
        for (at, &a) in bucket.iter().enumerate() {
            for &b in &bucket[at + 1..] {
                if let Some(score) = sameness(statements, &events[a], &events[b]) {
                    pairs.push((score, a, b));
                }
            }
        }
    }
    pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    pairs.dedup_by_key(|pair| (pair.1, pair.2));
    let mut joined = Joined::new(events);
    for (_, a, b) in pairs {
        joined.join(a, b);
    }
    joined.groups()
}

/// How surely two events are one, if they may be.
fn sameness(statements: &Statements, a: &Event, b: &Event) -> Option<f64> {
    if !a.period.meets(&b.period) || a.is_shaky != b.is_shaky {
        return None;
    }
    if (a.document, a.claim) == (b.document, b.claim) {
        return Some(1.0);
    }
    let similar = statements.similarity((a.document, a.claim), (b.document, b.claim));
    let row = a.row.is_some() && a.row == b.row;
    let least = match (row, a.document == b.document) {
        (true, _) => SIMILAR_IN_ROW,
        (false, true) => 2.0 * SIMILAR,
        (false, false) => SIMILAR,
    };
    (similar >= least).then_some(similar + f64::from(u8::from(row)))
}

/// Disjoint sets of events with the time that all of a set admit.
struct Joined {
    parents: Vec<usize>,
    periods: Vec<Period>,
}

impl Joined {
    fn new(events: &[Event]) -> Self {
        let periods = events.iter().map(|event| event.period).collect();
        Self { parents: (0..events.len()).collect(), periods }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.parents[at] != at {
            self.parents[at] = self.parents[self.parents[at]];
            at = self.parents[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        if let Some(common) = self.periods[a].common(&self.periods[b]) {
            let (low, high) = (a.min(b), a.max(b));
            self.parents[high] = low;
            self.periods[low] = common;
        }
    }

    fn groups(mut self) -> Vec<Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for at in 0..self.parents.len() {
            groups.entry(self.root(at)).or_default().push(at);
        }
        groups.into_values().collect()
    }
}

/// The time of the story itself: the day that most independent documents tell something of, with
/// the days of the reports.
fn story(context: &Context<'_>, events: &[Event], chronology: &Chronology) -> Option<(Date, Date)> {
    /// Days between the event and its reports.
    const NEAR: i64 = 21;
    let reports = chronology.window();
    let distance = |day: Date| match reports {
        Some((begin, end)) => {
            let days = super::chronology::days;
            days(day, begin).max(days(end, day)).max(0)
        }
        None => 0,
    };
    let mut told: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
    let fine = |e: &&Event| !e.is_shaky && e.period.len().is_some_and(|days| days <= FINE);
    for event in events.iter().filter(fine) {
        for slot in slots(event) {
            if let Slot::Day(day) = slot {
                told.entry(day).or_default().push(event.document);
            }
        }
    }
    let near = told.into_iter().filter(|(day, _)| distance(*day) <= NEAR);
    let voices = near.map(|(day, documents)| (context.independent(&documents), day));
    // Of equals the first: what follows is its aftermath.
    let main = voices.filter(|(voices, _)| *voices > 1).max_by_key(|(v, day)| (*v, Reverse(*day)));
    match (main, reports) {
        (Some((_, day)), Some((begin, end))) => Some((day.min(begin), day.max(end))),
        (Some((_, day)), None) => Some((day, day)),
        (None, reports) => reports,
    }
}

fn entry(
    context: &Context<'_>,
    events: &[Event],
    group: &[usize],
    story: Option<(Date, Date)>,
) -> TimelineEntry {
    let members = || group.iter().map(|&e| &events[e]);
    // The finest first; of equals the one with the fullest wording.
    let finest = members()
        .min_by_key(|e| (e.is_shaky, e.period.len().unwrap_or(i64::MAX), e.document, e.date));
    // A group has one member at least.
    let finest = finest.unwrap_or(&events[group[0]]);
    let fullest = members().max_by_key(|e| {
        let claim = &context.sources[e.document].annotated.analysis.claims[e.claim];
        let evidence = context.evidence(e.document, claim.span);
        let damaged = is_damaged(context, &evidence);
        let body = evidence.section == Section::Body;
        (e.is_own, !damaged, body, claim.span.len(), Reverse(e.document))
    });
    let fullest = fullest.unwrap_or(finest);
    let analysis = |e: &Event| &context.sources[e.document].annotated.analysis;
    let mut evidence: Vec<Evidence> =
        members().map(|e| context.evidence(e.document, analysis(e).dates[e.date].span)).collect();
    evidence.sort_by_key(|e| (e.document, e.span));
    evidence.dedup();
    let mut claims: Vec<usize> = members().filter_map(|e| e.row).collect();
    claims.sort_unstable();
    claims.dedup();
    let mut documents: Vec<usize> = members().map(|e| e.document).collect();
    documents.sort_unstable();
    documents.dedup();
    TimelineEntry {
        edtf: analysis(finest).dates[finest.date].edtf.clone(),
        earliest: finest.period.first,
        latest: finest.period.last,
        representative: context
            .evidence(fullest.document, analysis(fullest).claims[fullest.claim].span),
        evidence,
        claims,
        documents,
        phase: phase(finest, members().all(|e| e.outlook == Outlook::Foreseen), story),
        discrepancies: Vec::new(),
    }
}

fn is_damaged(context: &Context<'_>, evidence: &Evidence) -> bool {
    let damages = &context.sources[evidence.document].annotated.analysis.quality.damages;
    damages.iter().any(|damage| damage.span.overlaps(evidence.span))
}

fn phase(event: &Event, is_foreseen: bool, story: Option<(Date, Date)>) -> Phase {
    let Some((begin, end)) = story else {
        return if is_foreseen { Phase::Announced } else { Phase::Current };
    };
    let first = event.period.first.map(DateTime::date);
    let last = event.period.last.map(DateTime::date);
    if last.is_some_and(|last| last < begin) {
        Phase::Background
    } else if first.is_some_and(|first| first > end) {
        Phase::Announced
    } else if event.period.len().is_none_or(|days| days > ROUGH) {
        // A year or an open time around the story tells nothing by itself.
        match (is_foreseen, first) {
            (true, _) => Phase::Announced,
            (false, Some(first)) if first >= begin => Phase::Current,
            (false, _) => Phase::Background,
        }
    } else {
        Phase::Current
    }
}
