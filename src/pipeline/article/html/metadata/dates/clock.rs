//! The time of day behind a date, and its offset from UTC.

use jiff::{civil::Time, tz::Offset};

use super::tokens::{Kind, Token};

/// The time of day behind a date, `T10:11:12+01:00` and the like.
pub(super) fn clock(tokens: &[Token<'_>]) -> Option<(Time, Offset)> {
    let start = tokens.iter().position(|t| matches!(t.kind, Kind::Number { .. }))?;
    if tokens[..start]
        .iter()
        .any(|t| matches!(t.kind, Kind::Word(w) if w != "T" && w != "t" && w != "at" && w != "um"))
    {
        return None;
    }
    let mut rest = &tokens[start..];
    let mut part = |mark: Option<char>| -> Option<u32> {
        if let Some(mark) = mark {
            let [Token { kind: Kind::Mark(c), .. }, tail @ ..] = rest else { return None };
            if *c != mark {
                return None;
            }
            rest = tail;
        }
        let [Token { kind: Kind::Number { value, digits: 1..=2 }, .. }, tail @ ..] = rest else {
            return None;
        };
        rest = tail;
        Some(*value)
    };
    let hour = part(None)?;
    let minute = part(Some(':'))?;
    let second = part(Some(':')).unwrap_or(0);
    let time = Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        0,
    )
    .ok()?;
    // A fraction of a second.
    if let [
        Token { kind: Kind::Mark('.'), .. },
        Token { kind: Kind::Number { .. }, .. },
        tail @ ..,
    ] = rest
    {
        rest = tail;
    }
    Some((time, offset(rest)))
}

fn offset(tokens: &[Token<'_>]) -> Offset {
    let signed = tokens.iter().take(3).position(|t| matches!(t.kind, Kind::Mark('+' | '-')));
    let Some(at) = signed else { return Offset::UTC };
    let east = matches!(tokens[at].kind, Kind::Mark('+'));
    let minutes = match &tokens[at + 1..] {
        [Token { kind: Kind::Number { value, digits: 4 }, .. }, ..] => {
            value / 100 * 60 + value % 100
        }
        [
            Token { kind: Kind::Number { value: hours, .. }, .. },
            Token { kind: Kind::Mark(':'), .. },
            Token { kind: Kind::Number { value, .. }, .. },
            ..,
        ] => hours.saturating_mul(60).saturating_add(*value),
        [Token { kind: Kind::Number { value, digits: 1..=2 }, .. }, ..] => value * 60,
        _ => 0,
    };
    let seconds = i32::try_from(minutes.min(14 * 60)).unwrap_or(0) * 60;
    Offset::from_seconds(if east { seconds } else { -seconds }).unwrap_or(Offset::UTC)
}
