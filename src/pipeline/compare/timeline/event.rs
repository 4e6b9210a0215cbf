//! Dated events of single articles.

use jiff::civil::{Date, DateTime};

use crate::{
    domain::{Analysis, DateAnchor, DateAnnotation, DateKind, Modality, Section, SlotRole, Span},
    pipeline::compare::{Context, chronology::Chronology, statements::Statements},
};

/// A stretch of time, both ends included; open where an end is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline::compare) struct Period {
    pub(in crate::pipeline::compare) first: Option<DateTime>,
    pub(in crate::pipeline::compare) last: Option<DateTime>,
}

impl Period {
    /// Whole days from the first to the last.
    pub(in crate::pipeline::compare) fn days(first: Date, last: Date) -> Self {
        Self { first: Some(first.at(0, 0, 0, 0)), last: Some(last.at(23, 59, 59, 0)) }
    }

    /// Whether the two have a time in common.
    pub(in crate::pipeline::compare) fn meets(&self, other: &Self) -> bool {
        let before =
            |a: Option<DateTime>, b: Option<DateTime>| a.zip(b).is_none_or(|(a, b)| a <= b);
        before(self.first, other.last) && before(other.first, self.last)
    }

    /// What both have in common, if they meet.
    pub(in crate::pipeline::compare) fn common(&self, other: &Self) -> Option<Self> {
        let later = match (self.first, other.first) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
        let earlier = match (self.last, other.last) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        self.meets(other).then_some(Self { first: later, last: earlier })
    }

    /// The same from the beginning of its first day to the end of its last.
    pub(in crate::pipeline::compare) fn whole_days(&self) -> Self {
        self.dates().map_or(*self, |(first, last)| Self::days(first, last))
    }

    /// Whether the other holds all of it and more.
    pub(in crate::pipeline::compare) fn is_inside(&self, other: &Self) -> bool {
        self.common(other) == Some(*self) && self != other
    }

    /// Its first and last day, where it has both.
    pub(in crate::pipeline::compare) fn dates(&self) -> Option<(Date, Date)> {
        let (first, last) = self.first.zip(self.last)?;
        Some((first.date(), last.date()))
    }

    /// Number of days; `None` when open.
    pub(in crate::pipeline::compare) fn len(&self) -> Option<i64> {
        let (first, last) = self.dates()?;
        Some(crate::pipeline::compare::chronology::days(first, last) + 1)
    }
}

/// Something that an article says of a time.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::pipeline::compare) struct Event {
    /// Index of the column.
    pub(in crate::pipeline::compare) document: usize,
    /// Index into its analysis's claims.
    pub(in crate::pipeline::compare) claim: usize,
    /// Index into its analysis's dates.
    pub(in crate::pipeline::compare) date: usize,
    /// The row of the claim.
    pub(in crate::pipeline::compare) row: Option<usize>,
    /// When.
    pub(in crate::pipeline::compare) period: Period,
    /// Whether the expression is the time of the claim's own action.
    pub(in crate::pipeline::compare) is_own: bool,
    /// Whether the value hangs on a date of the article that cannot be trusted.
    pub(in crate::pipeline::compare) is_shaky: bool,
    /// The standing of the claim, as far as the future goes.
    pub(in crate::pipeline::compare) outlook: Outlook,
}

/// How something stands to the time of telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::pipeline::compare) enum Outlook {
    /// It is so, or was.
    Told,
    /// It was foreseen once: "had been expected to", "was to".
    WasForeseen,
    /// It is foreseen: planned, expected.
    Foreseen,
    /// A condition, a question, a demand.
    Unreal,
}

/// The dated events of all articles, by column, then in text order.
pub(in crate::pipeline::compare) fn events(
    context: &Context<'_>,
    statements: &Statements,
    chronology: &Chronology,
) -> Vec<Event> {
    let mut events = Vec::new();
    for (document, source) in context.sources.iter().enumerate() {
        let analysis = &source.annotated.analysis;
        let slots = TimeSlots::new(analysis);
        for (index, date) in analysis.dates.iter().enumerate() {
            let Some(period) = period(date) else { continue };
            let section = source.annotated.sentence_at(date.span.begin).map(|s| s.section);
            if section.is_none_or(|section| section == Section::Dateline) {
                continue;
            }
            let own = slots.claim(date.span);
            let Some(claim) = own.or_else(|| smallest(analysis, date.span)) else { continue };
            let hangs = matches!(
                date.anchor,
                Some(DateAnchor::DocumentTime | DateAnchor::PreviousDate | DateAnchor::EventOrder)
            );
            events.push(Event {
                document,
                claim,
                date: index,
                row: statements.row(document, claim),
                period,
                is_own: own.is_some(),
                is_shaky: hangs && chronology.is_outlier(document),
                outlook: outlook(source.text, analysis, claim, date.span),
            });
            // What was intended long ago is told as it was.
            let last = events.last_mut().filter(|e| e.outlook == Outlook::Foreseen);
            if let (Some(event), Some(today)) = (last, chronology.date(document))
                && event.period.last.is_some_and(|last| last.date() < today)
            {
                event.outlook = Outlook::Told;
            }
        }
    }
    events
}

/// The stretch of time that an expression names, if it names one.
fn period(date: &DateAnnotation) -> Option<Period> {
    let named = matches!(date.kind, DateKind::Date | DateKind::Range | DateKind::Time);
    let some = date.earliest.is_some() || date.latest.is_some();
    (named && some && !date.edtf.is_empty())
        .then_some(Period { first: date.earliest, last: date.latest })
}

/// Claims by where their slots for times begin.
struct TimeSlots(Vec<(Span, usize, usize)>);

impl TimeSlots {
    fn new(analysis: &Analysis) -> Self {
        let mut slots: Vec<(Span, usize, usize)> = Vec::new();
        for (index, claim) in analysis.claims.iter().enumerate() {
            let times = claim.slots.iter().filter(|slot| slot.role == SlotRole::Time);
            slots.extend(times.map(|slot| (slot.span, claim.span.len(), index)));
        }
        slots.sort_unstable();
        Self(slots)
    }

    /// The smallest claim whose slot for a time overlaps an expression.
    fn claim(&self, date: Span) -> Option<usize> {
        /// Slots that begin just before an expression: its preposition and a few of other claims.
        const MAX_BACK: usize = 12;
        let after = self.0.partition_point(|(span, ..)| span.begin < date.end);
        let near = self.0[after.saturating_sub(MAX_BACK)..after].iter();
        let here = near.filter(|(span, ..)| span.overlaps(date));
        here.min_by_key(|(_, len, claim)| (*len, *claim)).map(|(.., claim)| *claim)
    }
}

/// The smallest claim that holds a span.
fn smallest(analysis: &Analysis, span: Span) -> Option<usize> {
    /// Claims that overlap one place are no more.
    const MAX_NESTING: usize = 24;
    let claims = &analysis.claims;
    let after = claims.partition_point(|claim| claim.span.begin <= span.begin);
    let near = (after.saturating_sub(MAX_NESTING)..after).rev();
    near.filter(|&c| claims[c].span.contains(span)).min_by_key(|&c| claims[c].span.len())
}

/// Words before a verb that tell what was foreseen and may have come otherwise.
const WAS_FORESEEN: [&str; 16] = [
    "had been expected",
    "had expected",
    "had planned",
    "had been planned",
    "had been scheduled",
    "had been due",
    "had been set",
    "had been slated",
    "had hoped",
    "was expected to",
    "were expected to",
    "was scheduled",
    "was due to",
    "was to ",
    "were to ",
    "was supposed to",
];

fn outlook(text: &str, analysis: &Analysis, claim: usize, date: Span) -> Outlook {
    /// Bytes before a claim in which its auxiliary may stand.
    const BEFORE: usize = 48;
    let claim = &analysis.claims[claim];
    match claim.modality {
        Modality::Conditional | Modality::Question | Modality::Demanded => return Outlook::Unreal,
        Modality::Asserted | Modality::Hedged | Modality::Planned | Modality::Expected => {}
    }
    let end = date.begin.max(claim.span.begin);
    let mut begin = claim.span.begin.min(date.begin).max(end.saturating_sub(400));
    begin = begin.saturating_sub(BEFORE);
    while !text.is_char_boundary(begin) {
        begin -= 1;
    }
    let before = Span::new(begin, end).of(text).to_ascii_lowercase();
    let before = before.rsplit(['.', ';']).next().unwrap_or_default();
    if WAS_FORESEEN.iter().any(|words| before.contains(words)) {
        return Outlook::WasForeseen;
    }
    match claim.modality {
        Modality::Planned | Modality::Expected => Outlook::Foreseen,
        _ => Outlook::Told,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn period() -> impl Strategy<Value = Period> {
        let day = || {
            prop::option::of(
                (2000_i16..2004, 1_i8..13, 1_i8..29)
                    .prop_map(|(y, m, d)| jiff::civil::date(y, m, d)),
            )
        };
        (day(), day()).prop_map(|(a, b)| {
            let (first, last) = match (a, b) {
                (Some(a), Some(b)) => (Some(a.min(b)), Some(a.max(b))),
                ends => ends,
            };
            Period {
                first: first.map(|d| d.at(0, 0, 0, 0)),
                last: last.map(|d| d.at(23, 59, 59, 0)),
            }
        })
    }

    proptest! {
        #[test]
        fn periods_meet_where_they_have_something_in_common(a in period(), b in period()) {
            prop_assert_eq!(a.meets(&b), b.meets(&a));
            prop_assert_eq!(a.common(&b), b.common(&a));
            prop_assert!(a.meets(&a) && !a.is_inside(&a));
            if let Some(common) = a.common(&b) {
                prop_assert!(common == a || common.is_inside(&a));
                prop_assert!(common == b || common.is_inside(&b));
            }
            prop_assert!(!a.is_inside(&b) || !b.is_inside(&a));
        }
    }
}
