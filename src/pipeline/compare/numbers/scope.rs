//! The time and the place that a number is told of, which keep apart what is not of one event.

use jiff::civil::Date;

use super::{MAX_PER_DOCUMENT, Measure, Value, verdict};
use crate::{
    domain::{DateKind, EntityType},
    pipeline::compare::{Context, Source, chronology::Chronology, places, statements::Statements},
};

/// Days around the reports that belong to the story.
const AROUND: i64 = 45;

/// When a number holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Era {
    /// At the time of the story, or no time is told.
    Story,
    /// At another time.
    Other(Date, Date),
}

impl Era {
    pub(super) fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Story, Self::Story) => true,
            (Self::Other(a, b), Self::Other(c, d)) => a <= d && c <= b,
            _ => false,
        }
    }
}

/// The time that a number is told of: by the dates of its sentence.
pub(super) fn era(
    source: &Source<'_>,
    chronology: &Chronology,
    document: usize,
    measure: &Measure,
) -> Era {
    let analysis = &source.annotated.analysis;
    let sentence = source.annotated.sentence_at(measure.span.begin).map(|s| s.span);
    let around = sentence.unwrap_or(measure.span);
    let days = crate::pipeline::compare::chronology::days;
    let story = chronology.window().or_else(|| {
        let date = chronology.date(document)?;
        Some((date, date))
    });
    // Without a date of its own an article tells of its day by day, and of other years by year.
    let is_of_story = |begin: Date, end: Date| match story {
        Some((first, last)) => days(end, first) <= AROUND && days(last, begin) <= AROUND,
        None => days(begin, end) < AROUND,
    };
    let from = analysis.dates.partition_point(|d| d.span.begin < around.begin);
    let inside = analysis.dates[from..].iter().take_while(|d| d.span.begin < around.end);
    let mut other = None;
    for date in inside {
        if !matches!(date.kind, DateKind::Date | DateKind::Range | DateKind::Time) {
            continue;
        }
        let Some((begin, end)) = date.earliest.zip(date.latest) else { continue };
        let (begin, end) = (begin.date(), end.date());
        if is_of_story(begin, end) {
            return Era::Story;
        }
        other.get_or_insert((begin, end));
    }
    other.map_or(Era::Story, |(begin, end)| Era::Other(begin, end))
}

/// Divides the numbers of one reading into those of one time, place and event. Numbers of one
/// document and group beyond a few are left out.
pub(super) fn divide(
    context: &Context<'_>,
    statements: &Statements,
    values: Vec<Value>,
) -> Vec<Vec<Value>> {
    /// Times and places of one reading: more are tables.
    const MAX_SCOPES: usize = 32;
    let mut groups: Vec<Scope> = Vec::new();
    for value in values {
        let named = Named::of(context, &value);
        match groups.iter().position(|group| group.holds(statements, &value, &named)) {
            Some(at) => groups[at].add(value, named),
            None if groups.len() < MAX_SCOPES => {
                groups.push(Scope { doer: value.doer, values: vec![value], named });
            }
            None => {}
        }
    }
    groups.into_iter().map(|group| group.values).collect()
}

/// Numbers of one time, place and event.
struct Scope {
    values: Vec<Value>,
    doer: Option<usize>,
    named: Named,
}

impl Scope {
    fn holds(&self, statements: &Statements, value: &Value, named: &Named) -> bool {
        if !self.values[0].era.meets(value.era) {
            return false;
        }
        if value.measure.is_own {
            return true;
        }
        let other_doer = self.doer.zip(value.doer).is_some_and(|(a, b)| a != b);
        let linked = |member: &Value| verdict::link(statements, member, value).is_some();
        !other_doer
            && self.named.meets(named)
            && (stands_alone(&value.measure) || self.values.iter().any(linked))
    }

    fn add(&mut self, value: Value, named: Named) {
        let same = self.values.iter().rev().take_while(|v| v.document == value.document);
        if same.count() < MAX_PER_DOCUMENT {
            self.doer = self.doer.or(value.doer);
            self.values.push(value);
            self.named.take(named);
        }
    }
}

/// What the sentence of a number names beside persons.
#[derive(Default)]
struct Named {
    places: Vec<places::Place>,
    /// Of the joined entities: organisations, buildings, events; ascending.
    others: Vec<usize>,
}

impl Named {
    fn of(context: &Context<'_>, value: &Value) -> Self {
        /// Claims of one sentence are no more.
        const MAX_CLAIMS: usize = 12;
        let analysis = &context.sources[value.document].annotated.analysis;
        let Some(own) = value.measure.claim else { return Self::default() };
        let sentence = analysis.claims[own].sentence;
        let from = own.saturating_sub(MAX_CLAIMS);
        let near = analysis.claims[from..].iter().take(2 * MAX_CLAIMS);
        let near: Vec<_> = near.filter(|claim| claim.sentence == sentence).collect();
        let mut named = Self::default();
        let credited = |entity: usize| near.iter().any(|c| c.attributed_entity == Some(entity));
        for &entity in near.iter().flat_map(|claim| &claim.entities) {
            match analysis.entities[entity].kind {
                EntityType::Location if named.places.len() < 6 => {
                    named.places.push(places::Place::of(&analysis.entities[entity]));
                }
                EntityType::Organization | EntityType::Event if !credited(entity) => {
                    named.others.extend(context.who.is(value.document, entity));
                }
                _ => {}
            }
        }
        named.others.sort_unstable();
        named.others.dedup();
        named
    }

    /// Whether both may be of one event: places that lie in each other, or a name in common, or
    /// nothing that would tell.
    fn meets(&self, other: &Self) -> bool {
        let common = self.others.iter().any(|name| other.others.binary_search(name).is_ok());
        let open = self.others.is_empty() || other.others.is_empty();
        places::may_meet(&self.places, &other.places)
            && (common || open || (!self.places.is_empty() && !other.places.is_empty()))
    }

    fn take(&mut self, other: Self) {
        if self.places.is_empty() {
            self.places = other.places;
        }
        self.others.extend(other.others);
        self.others.sort_unstable();
        self.others.dedup();
    }
}

/// Whether a number is of one thing wherever it is told in a story: of victims, of a fall.
fn stands_alone(measure: &Measure) -> bool {
    measure.is_toll || measure.is_fall()
}
