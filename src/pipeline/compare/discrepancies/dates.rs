//! Other times of the same event.
//!
//! Two times conflict when no reading of both has a moment in common. One that lies inside the
//! other only tells it more finely. Weekdays of documents whose own date cannot be trusted, and days
//! that are next to each other, leave it open.

use std::{cmp::Reverse, collections::BTreeMap};

use super::Findings;
use crate::{
    domain::{
        Compatibility, DateAnchor, DateAnnotation, Discrepancy, DiscrepancyType, DiscrepancyValue,
        Evidence, Severity, Signal, SlotRole,
    },
    pipeline::{
        annotate::syntax,
        calendar::WEEKDAYS,
        compare::{
            Context,
            chronology::Chronology,
            dates, relation,
            timeline::{Event, Outlook, Pair, Period, claim, is_alike, is_telling},
        },
    },
};

/// Similarity of claims from which their times may contradict each other outside of a row.
const SURE: f64 = 0.45;
/// The same in one row.
const SURE_IN_ROW: f64 = 0.25;
/// Least confidence in a value that contradicts another.
const SURE_VALUE: f64 = 0.5;

/// How two times of one event stand to each other, most harmless first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// They meet.
    Meet,
    /// They do not, but it is not clear that both are right readings of one event.
    Open(&'static str),
    /// They do not.
    Apart,
}

/// Times of one event that are not the same in all documents.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let told = |pair: &&Pair| {
        let outlook = |e: usize| findings.events[e].outlook;
        outlook(pair.a) == outlook(pair.b)
    };
    let pairs: Vec<&Pair> = findings.same.iter().filter(told).collect();
    let groups = components(&pairs, findings.events.len());
    groups.iter().filter_map(|group| discrepancy(context, findings, group)).collect()
}

/// Pairs that hang together, each group in order.
fn components<'p>(pairs: &[&'p Pair], events: usize) -> Vec<Vec<&'p Pair>> {
    let mut parents: Vec<usize> = (0..events).collect();
    let root = |parents: &mut Vec<usize>, mut at: usize| {
        while parents[at] != at {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        at
    };
    for pair in pairs {
        let (a, b) = (root(&mut parents, pair.a), root(&mut parents, pair.b));
        parents[a.max(b)] = a.min(b);
    }
    let mut groups: BTreeMap<usize, Vec<&'p Pair>> = BTreeMap::new();
    for pair in pairs {
        groups.entry(root(&mut parents, pair.a)).or_default().push(pair);
    }
    groups.into_values().collect()
}

fn date<'c>(context: &Context<'c>, event: &Event) -> &'c DateAnnotation {
    &context.sources[event.document].annotated.analysis.dates[event.date]
}

fn discrepancy(
    context: &Context<'_>,
    findings: &Findings<'_>,
    pairs: &[&Pair],
) -> Option<Discrepancy> {
    let events = findings.events;
    let mut worst: Option<(Standing, &Pair)> = None;
    for (_, pair) in by_documents(context, events, pairs) {
        let stands = standing(context, findings.chronology, events, pair);
        let worse =
            |(known, by): &(Standing, &Pair)| (stands, pair.similarity) > (*known, by.similarity);
        if worst.as_ref().is_none_or(worse) {
            worst = Some((stands, pair));
        }
    }
    let (standing, decisive) = worst?;
    // What is apart concerns these two events and those that tell one of their times; what
    // agrees concerns the whole group.
    let mut members: Vec<usize> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    members.sort_unstable();
    members.dedup();
    if standing != Standing::Meet {
        let ends = [events[decisive.a].period, events[decisive.b].period];
        let sound = |e: usize| ends.iter().any(|end| end.meets(&events[e].period));
        members.retain(|&e| sound(e));
    }
    let values = values(context, events, &members);
    let refined = values.iter().any(|value| !value.refines.is_empty());
    if values.len() < 2 || (standing == Standing::Meet && !refined) {
        return None;
    }
    let compatibility = match standing {
        Standing::Meet => Compatibility::Compatible,
        Standing::Open(_) => Compatibility::Unclear,
        Standing::Apart => Compatibility::Conflicting,
    };
    let severity = match compatibility {
        Compatibility::Conflicting => Severity::High,
        Compatibility::Unclear => Severity::Medium,
        Compatibility::Compatible => Severity::Low,
    };
    let mut signals = vec![Signal {
        id: if decisive.is_row { "same-row" } else { "similar-claims" }.into(),
        weight: decisive.similarity.min(1.0),
        detail: String::new(),
    }];
    if let Standing::Open(why) = standing {
        signals.push(Signal { id: why.into(), weight: 0.5, detail: String::new() });
    }
    let explanation = explanation(&values, standing);
    Some(Discrepancy {
        kind: DiscrepancyType::Date,
        compatibility,
        severity,
        claim: members.iter().find_map(|&e| events[e].row),
        quote: None,
        values,
        explanation,
        signals,
        score: (0.5 + 0.5 * decisive.similarity).min(1.0),
    })
}

/// For each two documents the pair of their events that is most alike.
fn by_documents<'p>(
    context: &Context<'_>,
    events: &[Event],
    pairs: &[&'p Pair],
) -> BTreeMap<(usize, usize), &'p Pair> {
    let mut best: BTreeMap<(usize, usize), &'p Pair> = BTreeMap::new();
    for pair in pairs {
        let documents = (events[pair.a].document, events[pair.b].document);
        let rank = |p: &Pair| (p.is_row, p.similarity);
        let known = best.entry(documents).or_insert(pair);
        let meets = |p: &Pair| meets(context, &events[p.a], &events[p.b]);
        // Two documents agree when any of their tellings do.
        let better = match (meets(pair), meets(known)) {
            (true, false) => true,
            (false, true) => false,
            _ => rank(pair) > rank(known),
        };
        if better {
            *known = pair;
        }
    }
    best
}

/// Whether a time is reckoned from the day on which its article appeared, and the articles
/// appeared more than a few days apart, or nobody knows when: one of the days may be wrong, or one
/// article tells of a later event of the kind.
fn hangs_apart(context: &Context<'_>, chronology: &Chronology, a: &Event, b: &Event) -> bool {
    /// Days by which reports of one event lie apart.
    const NEAR: i64 = 7;
    let hangs = |event: &Event| date(context, event).anchor != Some(DateAnchor::Explicit);
    let days = chronology.days_between(a.document, b.document);
    (hangs(a) || hangs(b)) && days.is_none_or(|days| days.abs() > NEAR)
}

fn standing(
    context: &Context<'_>,
    chronology: &Chronology,
    events: &[Event],
    pair: &Pair,
) -> Standing {
    let (a, b) = (&events[pair.a], &events[pair.b]);
    let (first, second) = (date(context, a), date(context, b));
    if meets(context, a, b) {
        return Standing::Meet;
    }
    if a.is_shaky || b.is_shaky {
        return Standing::Open("document-date-outlier");
    }
    if hangs_apart(context, chronology, a, b) {
        return Standing::Open("publication-apart");
    }
    if readings(a, first).any(|x| readings(b, second).any(|y| x.meets(&y))) {
        return Standing::Open("other-reading");
    }
    let alike = is_alike(context, a, b);
    let least = if pair.is_row && alike { SURE_IN_ROW } else { SURE };
    if pair.similarity < least {
        return Standing::Open("similar-claims");
    }
    let explicit = |d: &DateAnnotation| d.anchor == Some(DateAnchor::Explicit);
    if first.score.min(second.score) < SURE_VALUE {
        return Standing::Open("uncertain-value");
    }
    if !pair.is_row && !alike || alike && !targets_fit(context, a, b) {
        return Standing::Open("other-action");
    }
    if is_next(a.period, b.period) && !(explicit(first) && explicit(second)) {
        return Standing::Open("next-day");
    }
    if !hangs_on_action(context, a) || !hangs_on_action(context, b) {
        return Standing::Open("other-action");
    }
    let roughly = |event: &Event| rough(date(context, event), words(context, event));
    if roughly(a) || roughly(b) || a.outlook == Outlook::WasForeseen {
        return Standing::Open("approximate");
    }
    let told_in_full = explicit(first) && explicit(second);
    if !same_grain(a.period, b.period) && !told_in_full {
        return Standing::Open("other-grain");
    }
    Standing::Apart
}

/// Whether two times may be one: they meet, name the same weekday, or are told in a way that leaves
/// the year or the day to other sentences.
fn meets(context: &Context<'_>, a: &Event, b: &Event) -> bool {
    let (first, second) = (date(context, a), date(context, b));
    let leans = |d: &DateAnnotation| {
        matches!(d.anchor, Some(DateAnchor::PreviousDate | DateAnchor::EventOrder))
    };
    a.period.whole_days().meets(&b.period.whole_days())
        || leans(first)
        || leans(second)
        || weekday(context, a).is_some_and(|day| weekday(context, b) == Some(day))
        || is_worded_alike(context, a, b)
        || is_telling(context, a)
        || is_telling(context, b)
}

/// Whether both reckon from the day on which they appeared, in the same words: "this year".
fn is_worded_alike(context: &Context<'_>, a: &Event, b: &Event) -> bool {
    let hangs = |event: &Event| date(context, event).anchor == Some(DateAnchor::DocumentTime);
    hangs(a) && hangs(b) && words(context, a).eq_ignore_ascii_case(words(context, b))
}

/// All that an expression may mean.
fn readings<'d>(event: &Event, date: &'d DateAnnotation) -> impl Iterator<Item = Period> + 'd {
    let others = date.alternatives.iter().filter_map(|other| {
        let (first, last) = dates::written(&other.timex_value)?.days_of_year()?;
        Some(Period::days(first, last))
    });
    std::iter::once(event.period).chain(others)
}

/// The weekday that an expression names, in lower case.
fn weekday(context: &Context<'_>, event: &Event) -> Option<&'static str> {
    let words = words(context, event).to_ascii_lowercase();
    WEEKDAYS.into_iter().find(|day| words.contains(day))
}

/// Whether one period follows the other by a day or less, as the same night does in two time
/// zones.
fn is_next(a: Period, b: Period) -> bool {
    let gap = |x: Period, y: Period| {
        let (Some((_, end)), Some((begin, _))) = (x.dates(), y.dates()) else { return false };
        (0..=1).contains(&crate::pipeline::compare::chronology::days(end, begin))
    };
    gap(a, b) || gap(b, a)
}

/// Whether the same is done to the same, where both tell to what: "became mayor" is not "became a
/// judge".
fn targets_fit(context: &Context<'_>, a: &Event, b: &Event) -> bool {
    const LEAST: f64 = 0.5;
    let target = |event: &Event| {
        let slots = &claim(context, event).slots;
        let slot = slots.iter().find(|slot| slot.role == SlotRole::Target)?;
        let source = &context.sources[event.document];
        Some((source.text, source.annotated, slot.span))
    };
    let fit = target(a).zip(target(b)).and_then(|(x, y)| relation::phrases_fit(x, y));
    fit.is_none_or(|fit| fit >= LEAST)
}

/// Whether a time is told roughly: "about 1950", "the mid-1990s".
fn rough(date: &DateAnnotation, words: &str) -> bool {
    let rough = |word: &str| matches!(word, "around" | "early" | "late" | "mid" | "some");
    date.edtf.contains(['~', '?', '%'])
        // "Coach of the Year"
        || words.contains("Year")
        || words.to_ascii_lowercase().split(|c: char| !c.is_alphanumeric()).any(rough)
}

/// Whether an expression is the time of what the event's claim says is done, and not of a clause
/// inside of it: "began after she moved in 1947" tells when she moved.
fn hangs_on_action(context: &Context<'_>, event: &Event) -> bool {
    /// Words up from an expression to its verb.
    const MAX_CLIMB: usize = 8;
    let annotated = context.sources[event.document].annotated;
    let span = date(context, event).span;
    let after = annotated.segments.partition_point(|s| s.span.begin <= span.begin);
    let Some(segment) = annotated.segments[..after].last() else { return false };
    let doc = &segment.doc;
    let mut at =
        doc.tokens().partition_point(|t| segment.span.begin + (t.end as usize) <= span.begin);
    if at >= doc.tokens().len() {
        return false;
    }
    for _ in 0..MAX_CLIMB {
        if doc.tag(at).starts_with("VB") {
            break;
        }
        at = doc.head(at);
    }
    let verb = segment.token_span(at);
    let actions = claim(context, event).slots.iter().filter(|s| s.role == SlotRole::Action);
    !doc.tag(at).starts_with("VB")
        || syntax::own_subject(doc, at).is_none()
        || actions.into_iter().any(|action| action.span.overlaps(verb))
}

/// The words of an expression.
fn words<'c>(context: &Context<'c>, event: &Event) -> &'c str {
    date(context, event).span.of(context.sources[event.document].text)
}

/// Whether two periods are of one unit of the calendar: days, months, years.
fn same_grain(a: Period, b: Period) -> bool {
    let unit = |period: Period| match period.len() {
        Some(days) if days <= 7 => 0,
        Some(days) if days <= 31 => 1,
        Some(days) if days <= 100 => 2,
        Some(_) => 3,
        None => 4,
    };
    unit(a) == unit(b) && unit(a) < 4
}

/// The times, those with most voices first.
fn values(context: &Context<'_>, events: &[Event], members: &[usize]) -> Vec<DiscrepancyValue> {
    let mut groups: Vec<(Period, Vec<usize>)> = Vec::new();
    for &event in members {
        let period = events[event].period.whole_days();
        match groups.iter_mut().find(|(known, _)| *known == period) {
            Some((_, group)) => group.push(event),
            None => groups.push((period, vec![event])),
        }
    }
    let mut values: Vec<(Period, DiscrepancyValue)> = groups
        .into_iter()
        .map(|(period, group)| {
            let mut evidence: Vec<Evidence> = group
                .iter()
                .map(|&e| context.evidence(events[e].document, date(context, &events[e]).span))
                .collect();
            evidence.sort_by_key(|e| (e.document, e.span));
            evidence.dedup();
            let mut documents: Vec<usize> = evidence.iter().map(|e| e.document).collect();
            documents.dedup();
            let value = DiscrepancyValue {
                value: date(context, &events[group[0]]).edtf.clone(),
                independent_support: context.independent(&documents),
                documents,
                evidence,
                refines: Vec::new(),
            };
            (period, value)
        })
        .collect();
    values.sort_by_key(|(period, v)| (Reverse(v.independent_support), period.first, period.last));
    let periods: Vec<Period> = values.iter().map(|(period, _)| *period).collect();
    for (period, value) in &mut values {
        value.refines = (0..periods.len()).filter(|&i| period.is_inside(&periods[i])).collect();
    }
    values.into_iter().map(|(_, value)| value).collect()
}

fn explanation(values: &[DiscrepancyValue], standing: Standing) -> String {
    let quoted: Vec<String> =
        values.iter().take(4).map(|value| format!("“{}”", value.value)).collect();
    let list = match quoted.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        _ => quoted.concat(),
    };
    match standing {
        Standing::Meet => format!("The time of one event is told more or less finely: {list}."),
        Standing::Open(_) => format!("The times of what seems one event differ: {list}."),
        Standing::Apart => format!("The times of one event cannot all be right: {list}."),
    }
}
