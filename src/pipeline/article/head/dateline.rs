//! Datelines: place and agency before the first sentence.

use crate::pipeline::{article::lines::starts_upper, calendar::month};

/// Words in capitals that stand before a dash and are no place.
const NO_PLACES: &[&str] = &[
    "BREAKING",
    "EXCLUSIVE",
    "WATCH",
    "UPDATE",
    "UPDATED",
    "OPINION",
    "ANALYSIS",
    "LIVE",
    "VIDEO",
    "PHOTO",
    "PHOTOS",
    "READ",
    "FACTBOX",
    "TIMELINE",
    "CORRECTED",
    "FILE",
    "NEWS",
    "ALERT",
    "A",
    "AN",
    "THE",
];

/// The length of a dateline with its dash and the space after it: a place in capitals,
/// or any place with an agency in brackets or a date, before a dash and a new sentence.
pub(super) fn dateline(words: &str) -> Option<usize> {
    let head = &words[..words.floor_char_boundary(100)];
    let (begin, dash) = [" — ", " – ", " -- ", " - ", "—", " ― "]
        .iter()
        .filter_map(|d| head.find(d).map(|at| (at, d.len())))
        .min_by_key(|&(at, length)| (at, usize::MAX - length))?;
    let place = head[..begin].trim();
    let rest = words[begin + dash..].trim_start();
    let fresh = rest.starts_with(|c: char| {
        c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘' | '\'' | '(')
    });
    let prose = rest.chars().take(60).filter(|c| c.is_lowercase()).count() >= 10;
    (is_place_line(place) && fresh && prose).then(|| words.len() - rest.len())
}

/// "BEIJING", "SEOUL, South Korea", "WASHINGTON (AP)", "Paris, March 3 (Reuters)".
fn is_place_line(place: &str) -> bool {
    let (place, agency) = match place.strip_suffix(')').and_then(|p| p.rsplit_once('(')) {
        Some((before, agency)) => (before.trim_end(), agency),
        None => (place, ""),
    };
    let mut parts = place.split(',').map(str::trim);
    let town = parts.next().unwrap_or_default();
    let capitals = town.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !town.chars().any(char::is_lowercase);
    let worded = |s: &str| {
        !s.is_empty()
            && s.split_whitespace().count() <= 4
            && s.split_whitespace()
                .all(|w| starts_upper(w) || matches!(w, "de" | "of" | "the" | "and" | "la" | "al"))
            && s.chars()
                .all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '’' | '/' | '-' | '`'))
    };
    let mut dated = false;
    let rest_fits = parts.all(|p| {
        let is_date = p.split_whitespace().any(|w| month(w).is_some()) || p.parse::<u16>().is_ok();
        dated |= is_date;
        is_date && p.split_whitespace().count() <= 3 || worded(p)
    });
    let agency_fits = agency.is_empty() || (agency.len() <= 30 && starts_upper(agency));
    worded(town)
        && rest_fits
        && agency_fits
        && (capitals
            || (dated && !agency.is_empty())
            || (!agency.is_empty() && agency.chars().any(char::is_uppercase)))
        && !town.split_whitespace().any(|w| NO_PLACES.contains(&w))
}
