//! Tests of fields: which operators and values each takes.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use super::{
    super::{Field, Filter, Matches, Test, TimeField},
    FilterError, Operator, error,
    lexer::Token,
};
use crate::domain::{DocumentId, DuplicateKind, State, StoryId};

/// The test of a field, which begins at the first offset, against a value at the second.
pub(super) fn test(
    field: Field,
    operator: Operator,
    (field_offset, value_offset): (usize, usize),
    value: &Token,
) -> Result<Filter, FilterError> {
    let text = match value {
        Token::Word(star) if star == "*" && operator == Operator::Has => {
            return Ok(Filter::Test(Test::Present(field)));
        }
        Token::Word(text) | Token::Quoted(text) => text,
        other => return Err(error(value_offset, format!("{other} where a value is due"))),
    };
    let wrong_value = |allowed: &str| error(value_offset, format!("{text:?} is not {allowed}"));
    let (allowed, made): (&[Operator], _) = match field {
        Field::Text(field) => (TEXT, Test::Text(field, matches(operator), text.clone())),
        Field::Label(name) => (TEXT, Test::Label(name, matches(operator), text.clone())),
        Field::Time(field) => {
            let span = span(text).ok_or_else(|| wrong_value("a date or a time of RFC 3339"))?;
            (TIME, time(field, operator, span))
        }
        // `labels:x` asks for the label's name.
        Field::Labels => (HAS, Test::Present(Field::Label(text.clone()))),
        Field::Authors => (HAS, Test::Author(text.clone())),
        Field::Entities => (HAS, Test::Entity(text.clone())),
        Field::Stories => {
            let id = StoryId::from_name(text);
            (HAS, Test::Story(id.map_err(|_| wrong_value("stories/{story}"))?))
        }
        Field::State => {
            let names = "one of ACCEPTED, ANALYZED, FAILED and NOT_ANALYZED";
            (EQUAL, Test::State(state(text).ok_or_else(|| wrong_value(names))?))
        }
        Field::DuplicateKind => {
            let names = "one of EXACT, NEAR and SYNDICATED";
            (EQUAL, Test::DuplicateKind(kind(text).ok_or_else(|| wrong_value(names))?))
        }
        Field::Original => {
            let id = DocumentId::from_name(text);
            (EQUAL, Test::Original(id.map_err(|_| wrong_value("documents/{document}"))?))
        }
    };
    if !allowed.contains(&operator) {
        let names: Vec<_> = allowed.iter().map(ToString::to_string).collect();
        let names = names.join(" ");
        let problem = format!("{operator} does not fit this field, which takes {names}");
        return Err(error(field_offset, problem));
    }
    let made = Filter::Test(made);
    Ok(if operator == Operator::NotEqual { Filter::Not(Box::new(made)) } else { made })
}

const TEXT: &[Operator] = &[Operator::Equal, Operator::NotEqual, Operator::Has];
const EQUAL: &[Operator] = &[Operator::Equal, Operator::NotEqual];
const HAS: &[Operator] = &[Operator::Has];
const TIME: &[Operator] = &[
    Operator::Equal,
    Operator::NotEqual,
    Operator::Less,
    Operator::LessOrEqual,
    Operator::Greater,
    Operator::GreaterOrEqual,
];

fn matches(operator: Operator) -> Matches {
    if operator == Operator::Has { Matches::Contains } else { Matches::Equal }
}

/// The times that a value stands for: its first, and the first after it where there is one.
pub(in crate::domain::filter) fn span(text: &str) -> Option<(Timestamp, Option<Timestamp>)> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some((time, time.checked_add(SignedDuration::from_nanos(1)).ok()));
    }
    // Only a bare date: jiff also reads dates with more behind them.
    let date: Date = text.parse().ok().filter(|_| text.len() == "2000-01-01".len())?;
    let midnight = |date: Date| date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    Some((midnight(date)?, date.tomorrow().ok().and_then(midnight)))
}

fn time(field: TimeField, operator: Operator, span: (Timestamp, Option<Timestamp>)) -> Test {
    let (from, until) = range(operator, span);
    Test::Time { field, from, until }
}

/// The first time that passes, and the first after those that do.
pub(in crate::domain::filter) fn range(
    operator: Operator,
    (begin, end): (Timestamp, Option<Timestamp>),
) -> (Option<Timestamp>, Option<Timestamp>) {
    // Where nothing comes after the value, "after it" begins at the last time there is.
    let after = Some(end.unwrap_or(Timestamp::MAX));
    match operator {
        Operator::Less => (None, Some(begin)),
        Operator::LessOrEqual => (None, end),
        Operator::Greater => (after, None),
        Operator::GreaterOrEqual => (Some(begin), None),
        Operator::Equal | Operator::NotEqual | Operator::Has => (Some(begin), end),
    }
}

fn state(name: &str) -> Option<State> {
    match name {
        "ACCEPTED" => Some(State::Accepted),
        "ANALYZED" => Some(State::Analyzed),
        "FAILED" => Some(State::Failed),
        "NOT_ANALYZED" => Some(State::NotAnalyzed),
        _ => None,
    }
}

fn kind(name: &str) -> Option<DuplicateKind> {
    match name {
        "EXACT" => Some(DuplicateKind::Exact),
        "NEAR" => Some(DuplicateKind::Near),
        "SYNDICATED" => Some(DuplicateKind::Syndicated),
        _ => None,
    }
}
