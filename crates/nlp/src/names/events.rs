//! Elections named by year and place: "the 2011 Bremen state election", and names that end
//! in a noun for events: "the Italian Cup". The whole is an event; the place in it is not
//! named by itself.

use crate::stop::{Poll, Stopped};

use super::lexicon;
use super::name::{Kind, Names, Weight};
use super::view::View;

/// Words between the place and the noun.
const KINDS_OF_ELECTION: &[&str] = &[
    "general",
    "federal",
    "state",
    "presidential",
    "parliamentary",
    "legislative",
    "local",
    "regional",
    "municipal",
    "mayoral",
    "gubernatorial",
    "provincial",
    "leadership",
    "european",
    "senate",
    "house",
    "party",
    "primary",
    "by-election",
    "assembly",
    "council",
    "national",
];

/// Longest name of an election, in tokens.
const LONGEST: usize = 10;

pub(super) fn apply(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    let mut begin = 0;
    while begin < view.len() {
        poll.step()?;
        let end = if is_year(view.word(begin)) { election(view, begin) } else { None };
        match end {
            Some(end) => {
                names.put(begin..end, Kind::Event, Weight::Pattern);
                begin = end;
            }
            None => begin += 1,
        }
    }
    for name in names.in_order() {
        poll.step()?;
        let last = view.lower(name.tokens.end - 1);
        let ends = name.tokens.len() > 1 && lexicon::is_event_ending(&last);
        if ends && !matches!(name.kind, Kind::Other(_)) && name.weight < Weight::Pattern {
            names.change(&name, name.tokens.clone(), Kind::Event, Weight::Cue);
        }
    }
    Ok(())
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && word.bytes().all(|b| b.is_ascii_digit())
        && (word.starts_with('1') || word.starts_with('2'))
}

/// End of the election that begins with a year: a name, words for its kind, the noun, and
/// "in" a place.
fn election(view: &View<'_>, year: usize) -> Option<usize> {
    let mut i = year + 1;
    let mut named = false;
    while i < view.len().min(year + LONGEST) {
        let word = view.lower(i);
        if matches!(
            word.as_ref(),
            "election"
                | "elections"
                | "by-election"
                | "referendum"
                | "primary"
                | "primaries"
                | "convention"
        ) && named
            && !is_more(&view.lower(i + 1))
        {
            return Some(in_place(view, i + 1));
        }
        let fits =
            view.is_capital(i) || view.is_hyphen(i) || KINDS_OF_ELECTION.contains(&word.as_ref());
        if !fits {
            return None;
        }
        named |= view.is_capital(i);
        i += 1;
    }
    None
}

fn is_more(word: &str) -> bool {
    matches!(word, "election" | "elections" | "referendum" | "primary" | "primaries")
}

fn in_place(view: &View<'_>, end: usize) -> usize {
    if view.word(end) != "in" || !view.is_capital(end + 1) {
        return end;
    }
    let place = super::runs::end(view, end + 1);
    if view.is_place(&(end + 1..place)) { place } else { end }
}

#[cfg(test)]
mod tests {
    use crate::names::tests::check;

    #[test]
    fn elections_swallow_their_places() {
        check(
            "events",
            "She lost her seat in the 2011 Bremen state election.",
            &["EVENT 2011 Bremen state election"],
        );
        check(
            "events",
            "They reached the Nordic Masters Cup at home.",
            &["EVENT Nordic Masters Cup"],
        );
    }
}
