//! Properties of somebody or something that several articles give in figures: an age, a weight.

mod loose;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Key, MAX_GROUP, Value, key,
    verdict::{are_two_children, changes_with_time},
};
use crate::{
    domain::Span,
    pipeline::compare::{Context, chronology::Chronology},
};

/// Sets of figures that agree with a figure and are looked at.
const MAX_LIKE: usize = 16;

/// What one article gives as the figure of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline::compare) struct Figure {
    /// The column.
    pub(in crate::pipeline::compare) document: usize,
    /// Index of the claim that it is part of.
    pub(in crate::pipeline::compare) claim: usize,
    /// The figure with the noun that it describes, if that stands beside it: "4-year-old boy".
    pub(in crate::pipeline::compare) span: Span,
    /// Whether `span` says by itself whose property it is.
    pub(in crate::pipeline::compare) is_phrase: bool,
    /// Whether it is another figure than that of most articles, and both cannot be right.
    pub(in crate::pipeline::compare) clashes: bool,
}

/// For each property the figures that documents give of it, in order of documents: those that
/// most of them give, or all of them when the others surely clash with these. A document that
/// gives the common figure too clashes with nobody: it corrects itself, or tells of two.
pub(in crate::pipeline::compare) fn properties(
    context: &Context<'_>,
    values: &[Value],
    chronology: &Chronology,
) -> Vec<Vec<Figure>> {
    let united = united(values);
    let mut found: Vec<Vec<Figure>> =
        united.iter().map(|values| figures(context, chronology, values)).collect();
    let several = |values: &[&Value]| values.iter().any(|v| v.document != values[0].document);
    let shared = (0..united.len()).filter(|&at| several(&united[at]));
    let known: Vec<(usize, &Value)> = shared.map(|at| (at, leading(&united[at]))).collect();
    for (property, figure) in loose::figures(context, values, &known) {
        // Who gives a figure of the property gives it there; the others may give it in passing.
        if !united[property].iter().any(|value| value.document == figure.document) {
            found[property].push(figure);
        }
    }
    for figures in &mut found {
        figures.sort_by_key(|figure| (figure.document, figure.span));
    }
    found.retain(|figures| figures.iter().any(|f| f.document != figures[0].document));
    found
}

/// The values of each property, in order of documents. Where one outlet writes "the 9-year-old
/// lion" and another "9-year-old Leo", they are one property all the same: in reports of one event
/// the same exact figure is of the same holder, unless one of the articles gives it of two, or they
/// name two.
fn united(values: &[Value]) -> Vec<Vec<&Value>> {
    let mut parts = of_one_reading(values);
    let place = |value: &Value| (value.document, value.measure.span);
    parts.sort_by(|a, b| {
        let (x, y) = (leading(a), leading(b));
        let (one, other) = (x.measure.interval.least, y.measure.interval.least);
        let kind = |value: &Value| (value.measure.dimension.clone(), value.measure.attribute);
        kind(x).cmp(&kind(y)).then(one.total_cmp(&other)).then_with(|| place(x).cmp(&place(y)))
    });
    let mut united: Vec<Vec<&Value>> = Vec::new();
    for part in parts {
        let from = united.len().saturating_sub(MAX_LIKE);
        let like = (from..united.len()).filter(|&at| are_one(&united[at], &part));
        // Of equals the first.
        match like.rev().max_by_key(|&at| united[at].len()) {
            Some(at) => united[at].extend(part),
            None => united.push(part),
        }
    }
    for values in &mut united {
        values.sort_by_key(|value| place(value));
    }
    united
}

/// The values of each property of a holder, as far as the articles name him alike and tell of one
/// time.
fn of_one_reading(values: &[Value]) -> Vec<Vec<&Value>> {
    let mut groups: BTreeMap<Key, Vec<&Value>> = BTreeMap::new();
    for value in values.iter().filter(|value| value.measure.is_own) {
        let group = groups.entry(key(value)).or_default();
        if group.len() < MAX_GROUP {
            group.push(value);
        }
    }
    let mut parts = Vec::new();
    for group in groups.into_values() {
        let mut rest = group;
        // Times of one reading: more are tables.
        for _ in 0..MAX_LIKE {
            let Some(first) = rest.first().copied() else { break };
            let (same, others) = rest.into_iter().partition(|v: &&Value| v.era.meets(first.era));
            parts.push(same);
            rest = others;
        }
    }
    parts
}

/// Whether two sets of figures are of one holder although their nouns differ.
fn are_one(known: &[&Value], part: &[&Value]) -> bool {
    let (x, y) = (leading(known), leading(part));
    let (one, other) = (&x.measure, &y.measure);
    let same_kind = one.dimension == other.dimension && one.attribute == other.attribute;
    if !same_kind || !one.interval.agrees(&other.interval) || !x.era.meets(y.era) {
        return false;
    }
    let entity = |values: &[&Value]| values.iter().find_map(|value| value.entity);
    let two_names = entity(known).zip(entity(part)).is_some_and(|(a, b)| a != b);
    // "400 pounds (181 kg)" is one weight told twice.
    let of_two = |value: &&Value| {
        let mut here = known.iter().filter(|known| known.document == value.document);
        here.any(|known| known.measure.claim != value.measure.claim)
    };
    !two_names && !part.iter().any(of_two)
}

/// The first value that most documents give.
fn leading<'v>(values: &[&'v Value]) -> &'v Value {
    let classes = classes(values);
    let main = main(values, &classes);
    // A class is the index of its first value, and there is no group without values.
    values[main]
}

fn figures(context: &Context<'_>, chronology: &Chronology, values: &[&Value]) -> Vec<Figure> {
    let classes = classes(values);
    let main = main(values, &classes);
    let mut with_main: Vec<usize> = Vec::new();
    for (value, class) in values.iter().zip(&classes) {
        if *class == main {
            with_main.push(value.document);
        }
    }
    // Whoever gives the same figure as one that surely clashes, clashes too.
    let mut against: BTreeSet<usize> = BTreeSet::new();
    for (value, class) in values.iter().zip(&classes) {
        let gives_main = with_main.binary_search(&value.document).is_ok();
        if !gives_main && clash(chronology, values[main], value) {
            against.insert(*class);
        }
    }
    let kept = |class: usize| class == main || against.contains(&class);
    let clashes = |value: &Value, class: usize| {
        against.contains(&class) && with_main.binary_search(&value.document).is_err()
    };
    let given = values.iter().zip(&classes).filter(|(_, class)| kept(**class));
    given.filter_map(|(value, &class)| figure(context, value, clashes(value, class))).collect()
}

/// For each value the first that it agrees with.
fn classes(values: &[&Value]) -> Vec<usize> {
    let mut classes: Vec<usize> = Vec::with_capacity(values.len());
    let mut firsts: Vec<usize> = Vec::new();
    for (at, value) in values.iter().enumerate() {
        let interval = &value.measure.interval;
        let like = firsts.iter().find(|&&f| values[f].measure.interval.agrees(interval));
        let class = like.copied().unwrap_or(at);
        if class == at {
            firsts.push(at);
        }
        classes.push(class);
    }
    classes
}

/// The class of most documents, of equals the first; 0 without values.
fn main(values: &[&Value], classes: &[usize]) -> usize {
    let mut documents: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (value, class) in values.iter().zip(classes) {
        documents.entry(*class).or_default().insert(value.document);
    }
    let most = documents.iter().rev().max_by_key(|(_, documents)| documents.len());
    most.map_or(0, |(class, _)| *class)
}

/// Whether two figures of one property cannot both be right.
fn clash(chronology: &Chronology, first: &Value, second: &Value) -> bool {
    let (one, other) = (&first.measure, &second.measure);
    let certain = |value: &Value| value.measure.is_anchored && !value.measure.is_another;
    let apart = !one.interval.agrees(&other.interval) && !one.interval.is_near(&other.interval);
    apart
        && !are_two_children(first, second)
        && certain(first)
        && certain(second)
        && !changes_with_time(chronology, first, second)
}

fn figure(context: &Context<'_>, value: &Value, clashes: bool) -> Option<Figure> {
    let measure = &value.measure;
    let quantities = &context.sources[value.document].annotated.analysis.quantities;
    Some(Figure {
        document: value.document,
        claim: measure.claim?,
        span: measure.span,
        is_phrase: measure.span.len() > quantities[measure.quantity].span.len(),
        clashes,
    })
}
