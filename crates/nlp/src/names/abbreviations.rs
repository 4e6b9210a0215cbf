//! Abbreviations: in brackets behind a name, and alone.

use std::ops::Range;

use crate::gazetteer::Classes;

use crate::stop::{Poll, Stopped};

use super::name::{Kind, Names, Weight};
use super::runs;
use super::view::View;

pub(super) fn apply(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    for open in 1..view.len() {
        poll.step()?;
        if view.word(open) == "(" {
            bracketed(view, open, names);
        }
    }
    alone(view, names);
    Ok(())
}

/// The abbreviation in a bracket that opens at a token: it has the kind of the name before
/// it, which it may bring to light.
fn bracketed(view: &View<'_>, open: usize, names: &mut Names) {
    let Some(short) = short_form(view, open) else { return };
    let kind = names.at(open - 1).map(|n| (n.kind, n.tokens.len()));
    match kind {
        Some((Kind::Organisation, length)) if length > 1 => {
            names.put(short, Kind::Organisation, Weight::Pattern);
        }
        // A country in brackets says where a player or a team is from.
        _ if view.country(&short).is_some() => {}
        _ => {
            if let Some(full) = expansion(view, open, &short) {
                names.put(full, Kind::Organisation, Weight::Pattern);
                names.put(short, Kind::Organisation, Weight::Pattern);
            }
        }
    }
}

/// The one word of capitals in a bracket: alone, or behind a colon or a comma.
fn short_form(view: &View<'_>, open: usize) -> Option<Range<usize>> {
    let close = (open + 2..open + 10).find(|&i| view.word(i) == ")")?;
    let at = close - 1;
    let letters = view.word(at).chars().filter(|c| c.is_uppercase()).count();
    let fits = (2..=8).contains(&letters)
        && view.is_capital(at)
        && view.word(at).chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '/'))
        && (at == open + 1 || matches!(view.word(at - 1), ":" | "," | ";" | "–" | "-"));
    fits.then_some(at..close)
}

/// The words before a bracket whose initials the abbreviation has.
fn expansion(view: &View<'_>, open: usize, short: &Range<usize>) -> Option<Range<usize>> {
    let letters: Vec<char> = view
        .word(short.start)
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .collect();
    let mut left = letters.len();
    let mut begin = open;
    while begin > 0 && left > 0 && open - begin < 12 {
        let i = begin - 1;
        let word = view.lower(i);
        let light =
            matches!(word.as_ref(), "of" | "the" | "for" | "and" | "in" | "&" | "on" | "de" | "-");
        if view.is_capital(i) && word.starts_with(letters[left - 1]) {
            left -= 1;
        } else if !light {
            return None;
        }
        begin = i;
    }
    (left == 0 && letters.len() > 1 && view.is_capital(begin)).then_some(begin..open)
}

/// Words in capitals alone are organisations when nothing else is known of them.
fn alone(view: &View<'_>, names: &mut Names) {
    for line in view.lines() {
        // In a line of capitals they say nothing.
        let words = line.clone().filter(|&i| view.is_capital(i) && view.word(i).len() > 1).count();
        let capitals = line.clone().filter(|&i| view.is_capitals(i)).count();
        let small =
            line.clone().any(|i| !view.is_mark(i) && !view.is_number(i) && !view.is_capital(i));
        if !small && 2 * capitals > words {
            continue;
        }
        for i in line {
            let tokens = i..i + 1;
            if !is_abbreviation(view, i)
                || view.country(&tokens).is_some()
                || view.is_place(&tokens)
            {
                continue;
            }
            let beside = i > 0 && view.is_name_word(i - 1) && !view.is_first(i)
                || runs::end(view, i) > i + 1;
            match names.at(i) {
                Some(n) if n.tokens == tokens && n.weight <= Weight::Model && n.kind.is_main() => {
                    let n = n.clone();
                    names.change(&n, tokens, Kind::Organisation, Weight::Cue);
                }
                None if !beside => {
                    names.put(tokens, Kind::Organisation, Weight::Guess);
                }
                _ => {}
            }
        }
    }
}

fn is_abbreviation(view: &View<'_>, i: usize) -> bool {
    let word = view.word(i);
    view.is_capitals(i)
        && (2..=6).contains(&word.len())
        && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'&')
        && !view.is_common(i)
        && !view.classes(i).any(Classes::GIVEN.or(Classes::FAMILY))
        && !is_measure(word)
        && !super::lexicon::is_date_word(&view.lower(i))
        && !(i > 0 && view.is_number(i - 1))
}

/// Time zones, currencies and other abbreviations that name nothing.
fn is_measure(word: &str) -> bool {
    #[rustfmt::skip]
    const MEASURES: &[&str] = &[
        "GMT", "UTC", "EST", "EDT", "PST", "PDT", "CST", "CET", "BST", "MST", "CEO", "CFO", "COO", "MP", "MPS", "PM", "AM", "TV",
        "USD", "GBP", "EUR", "JPY", "GDP", "GNP", "CPI", "PPI", "VAT", "IPO", "HIV", "AIDS", "DNA", "BSE", "CJD", "DVD",
        "CD", "PC", "ID", "FAQ", "ISBN", "AD", "BC", "BCE", "CE", "II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII",
        "KG", "KM", "MPH", "EPS", "YR", "NET", "SHR", "QTR", "ETF", "CDS", "OK", "PIN", "SMS", "UFO", "SUV", "LGBT", "PR",
    ];
    MEASURES.contains(&word)
}

#[cfg(test)]
mod tests {
    use crate::names::tests::check;

    #[test]
    fn abbreviations_in_brackets() {
        check(
            "abbreviations",
            "The Northern Fishermen's Association (NFA) called it a mistake.",
            &["ORG NFA"],
        );
    }
}
