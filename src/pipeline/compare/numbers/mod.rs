//! Numbers of one thing.
//!
//! Each number is read for what it measures (`measure`): its dimension, whose or what it is, in
//! which action. Numbers whose reading is the same form a group, which is divided by time: what is
//! told of another year is another number. What the numbers of a group admit (`interval`) decides
//! whether they can all be right (`verdict`). All of it is looked up by key; only the members
//! of one group are compared with each other, and they are bounded.

mod interval;
mod lexicon;
mod measure;
mod properties;
mod scope;
mod units;
mod verdict;

#[cfg(test)]
mod tests;

use std::{cmp::Reverse, collections::BTreeMap};

use self::{measure::Measure, scope::Era, units::Dimension};
use super::{Context, chronology::Chronology, statements::Statements};
use crate::domain::{QuantityComparison, QuantityValue, Unit};

pub(super) use self::properties::{Figure, properties};
pub(super) use self::verdict::{Standing, Verdict};

/// Members of one group beyond this many are not compared: only tables have more.
const MAX_GROUP: usize = 256;
/// Numbers that one article gives of one thing beyond this many are not compared.
const MAX_PER_DOCUMENT: usize = 8;

/// A number of one article, on the way.
pub(super) struct Value {
    document: usize,
    measure: Measure,
    /// Of the joined entities, the one that it is told of.
    entity: Option<usize>,
    /// Of the joined entities, the one that does what it is told of.
    doer: Option<usize>,
    era: Era,
}

/// What numbers must share to be of one thing.
type Key = (Option<Dimension>, Option<usize>, String);

/// What two documents or more count or measure, in the order that [`crate::domain::Comparison`]
/// states, each with what its values say of each other.
pub(super) fn numbers(
    context: &Context<'_>,
    statements: &Statements,
    chronology: &Chronology,
    values: Vec<Value>,
) -> Vec<(QuantityComparison, Verdict)> {
    let mut groups: BTreeMap<Key, Vec<Value>> = BTreeMap::new();
    for value in values {
        groups.entry(key(&value)).or_default().push(value);
    }
    let mut found: Vec<(QuantityComparison, Verdict)> = Vec::new();
    for ((.., subject), mut group) in groups {
        group.truncate(MAX_GROUP);
        let is_single = group.chunk_by(|a, b| a.document == b.document).all(|own| {
            let first = own[0].measure.interval;
            own.iter().all(|value| value.measure.interval.agrees(&first))
        });
        for same in scope::divide(context, statements, group) {
            if is_of_several(&same) {
                let verdict = verdict::judge(context, statements, chronology, &same, is_single);
                found.push((comparison(context, &subject, &same, &verdict), verdict));
            }
        }
    }
    found.sort_by_key(|(number, _)| {
        let first = number.values.first().map(|v| (v.document, v.evidence.span));
        (Reverse(documents(number)), Reverse(number.values.len()), first)
    });
    found
}

/// The numbers of all articles that can be compared, in order of documents and text.
pub(super) fn values(context: &Context<'_>, chronology: &Chronology) -> Vec<Value> {
    let mut values = Vec::new();
    for (document, source) in context.sources.iter().enumerate() {
        let reader = measure::Reader::new(source);
        for (index, quantity) in source.annotated.analysis.quantities.iter().enumerate() {
            let Some(measure) = reader.read(index, quantity) else { continue };
            let entity = measure.entity.and_then(|e| context.who.is(document, e));
            let doer = measure.doer.and_then(|e| context.who.is(document, e));
            let era = scope::era(source, chronology, document, &measure);
            values.push(Value { document, measure, entity, doer, era });
        }
    }
    name_holders(&mut values);
    values
}

/// Where articles tell "Leo, a lion" or "the lion Leo", the lion of the other articles is Leo, as
/// long as there is no second lion with a name.
fn name_holders(values: &mut [Value]) {
    let mut names: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for value in values.iter().filter(|v| !v.measure.holder.is_empty()) {
        if let Some(entity) = value.entity {
            names.entry(value.measure.holder.clone()).or_default().push(entity);
        }
    }
    for value in values.iter_mut().filter(|v| v.entity.is_none() && !v.measure.is_another) {
        if !value.measure.is_own {
            continue;
        }
        let Some(named) = names.get(&value.measure.holder) else { continue };
        if named.iter().all(|entity| *entity == named[0]) {
            value.entity = Some(named[0]);
        }
    }
}

fn key(value: &Value) -> Key {
    let measure = &value.measure;
    let subject = match (measure.is_own, value.entity) {
        (true, Some(_)) => match &measure.moment {
            Some(moment) => format!("{} at {moment}", measure.attribute),
            None => measure.attribute.to_owned(),
        },
        _ if measure.is_anchored => measure.subject.clone(),
        _ => format!("{} {}", measure.modifiers.join(" "), measure.subject),
    };
    (measure.dimension.clone(), value.entity, subject)
}

fn is_of_several(values: &[Value]) -> bool {
    values.iter().any(|v| v.document != values[0].document)
}

/// A number with its bounds and unit: "10 to 12 ft", "more than 30", "about 5 km".
pub(super) fn written(number: &QuantityComparison, value: &QuantityValue) -> String {
    let about = if value.approximate { "about " } else { "" };
    let figures = match (value.min, value.max) {
        (Some(min), Some(max)) if min == max => format!("{about}{}", figure(min)),
        (Some(min), Some(max)) => format!("{about}{} to {}", figure(min), figure(max)),
        (Some(min), None) => format!("{} or more", figure(min)),
        (None, Some(max)) => format!("up to {}", figure(max)),
        (None, None) => String::new(),
    };
    match &number.unit {
        Some(unit) => format!("{figures} {}", units::written(unit)),
        None => figures,
    }
}

/// A number with the figures that count: converted ones have no more than four.
fn figure(value: f64) -> String {
    if value.fract() == 0.0 {
        return format!("{value}");
    }
    let places = (3.0 - value.abs().log10().floor()).clamp(0.0, 4.0) as usize;
    let figures = format!("{value:.places$}");
    match figures.split_once('.') {
        Some(_) => figures.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => figures,
    }
}

fn documents(number: &QuantityComparison) -> usize {
    let mut documents: Vec<usize> = number.values.iter().map(|v| v.document).collect();
    documents.dedup();
    documents.len()
}

fn comparison(
    context: &Context<'_>,
    subject: &str,
    values: &[Value],
    verdict: &Verdict,
) -> QuantityComparison {
    let (unit, per_base) = common_unit(context, values);
    let value = |value: &Value| {
        let measure = &value.measure;
        let quantity =
            &context.sources[value.document].annotated.analysis.quantities[measure.quantity];
        let converted = |n: Option<f64>| n.map(|n| n * measure.factor / per_base);
        QuantityValue {
            document: value.document,
            quantity: measure.quantity,
            min: converted(quantity.min),
            max: converted(quantity.max),
            approximate: quantity.approximate,
            evidence: context.evidence(value.document, measure.span),
        }
    };
    let longest = values.iter().map(|v| v.measure.subject.as_str()).max_by_key(|s| s.len());
    QuantityComparison {
        subject: longest.unwrap_or(subject).to_owned(),
        entity: values[0].entity,
        unit,
        values: values.iter().map(value).collect(),
        conflicting: verdict.is_conflict(),
        discrepancies: Vec::new(),
    }
}

/// The unit that most values have, of equals the first; and base units in one of it.
fn common_unit(context: &Context<'_>, values: &[Value]) -> (Option<Unit>, f64) {
    let mut counts: Vec<(&Unit, usize, f64)> = Vec::new();
    for value in values {
        let quantities = &context.sources[value.document].annotated.analysis.quantities;
        let Some(unit) = &quantities[value.measure.quantity].unit else { continue };
        match counts.iter_mut().find(|(known, ..)| *known == unit) {
            Some(known) => known.1 += 1,
            None => counts.push((unit, 1, value.measure.factor)),
        }
    }
    let most = counts.iter().map(|(_, count, _)| *count).max();
    let unit = counts.iter().find(|(_, count, _)| Some(*count) == most);
    unit.map_or((None, 1.0), |(unit, _, factor)| (Some((*unit).clone()), *factor))
}
