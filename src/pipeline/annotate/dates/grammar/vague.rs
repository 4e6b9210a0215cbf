//! Times that no calendar fixes.

use super::{
    super::{
        form::{Duration, Form},
        lexicon::{Term, Unit, VagueTime, Which},
        words::Words,
    },
    Read, duration,
};

/// "recently", "in recent years", "the coming weeks", "the future", "these days".
pub(super) fn vague(words: &Words<'_>, i: usize) -> Read<Form> {
    if let Some(found) = loose(words, i) {
        return Some(found);
    }
    let (time, end) = phrase(words, i).or_else(|| noun(words, i)).or_else(|| adverb(words, i))?;
    Some((Form::Vague(time), end))
}

fn adverb(words: &Words<'_>, i: usize) -> Read<VagueTime> {
    match words.term(i) {
        // "shortly before", "soon after", "previously"
        Term::Vague(VagueTime::Future)
            if matches!(words.term(i + 1), Term::Before | Term::After | Term::Later)
                || words.is(i + 1, "as") && !words.is(i + 2, "possible") =>
        {
            None
        }
        // "as soon as possible", "sooner"
        Term::Vague(time) => Some((time, i + 1)),
        _ => None,
    }
}

/// Of years the news speaks loosely; fewer days, weeks or months are a stretch up to now.
fn loose(words: &Words<'_>, i: usize) -> Read<Form> {
    let ((which, unit), end) = duration::loose(words, i)?;
    let which = match which {
        Which::Recent | Which::Last | Which::Previous => Which::Last,
        Which::Next | Which::Following => Which::Next,
        Which::This | Which::Same | Which::Latest => return None,
    };
    if unit < Unit::Year {
        let length = Duration { amount: None, up_to: None, unit, approximate: false };
        return Some((Form::Window(which, length), end));
    }
    let time = if which == Which::Next { VagueTime::Future } else { VagueTime::Past };
    Some((Form::Vague(time), end))
}

/// "recent", "current", "future", "the past", "the present".
fn noun(words: &Words<'_>, i: usize) -> Read<VagueTime> {
    let the = i + usize::from(words.is(i, "the"));
    let verbless = words.tag(the) != "IN" && words.tag(the) != "VBD";
    match words.lower(the) {
        "past" if the > i && verbless && words.tag(the).starts_with("NN") => {
            Some((VagueTime::Past, the + 1))
        }
        "recent" if the == i => Some((VagueTime::Past, the + 1)),
        "current" if the == i && words.tag(the) == "JJ" => Some((VagueTime::Present, the + 1)),
        _ => None,
    }
}

/// Phrases of fixed words, in lower case; longer ones first.
const PHRASES: &[(&[&str], VagueTime)] = &[
    (&["the", "foreseeable", "future"], VagueTime::Future),
    (&["the", "near", "future"], VagueTime::Future),
    (&["the", "near", "term"], VagueTime::Future),
    (&["the", "short", "term"], VagueTime::Future),
    (&["the", "long", "term"], VagueTime::Future),
    (&["the", "recent", "past"], VagueTime::Past),
    (&["the", "distant", "past"], VagueTime::Past),
    (&["the", "other", "day"], VagueTime::Past),
    (&["the", "present", "time"], VagueTime::Present),
    (&["the", "future"], VagueTime::Future),
    (&["the", "moment"], VagueTime::Present),
    (&["the", "present"], VagueTime::Present),
];

fn phrase(words: &Words<'_>, i: usize) -> Read<VagueTime> {
    if !words.is(i, "the") {
        return match words.term(i + 1) {
            Term::Units(Unit::Day) if words.is(i, "these") => Some((VagueTime::Present, i + 2)),
            _ => None,
        };
    }
    let spells = |phrase: &[&str]| phrase.iter().enumerate().all(|(k, word)| words.is(i + k, word));
    let (phrase, time) = PHRASES.iter().find(|(phrase, _)| spells(phrase))?;
    let end = i + phrase.len();
    // "the moment that", "the present government", "the future prime minister"
    let noun = !words.tag(end).starts_with("NN");
    let moment = !words.is(i + 1, "moment") || i > 0 && words.any(i - 1, &["at", "for"]);
    (noun && moment).then_some((*time, end))
}
