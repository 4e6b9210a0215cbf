//! Lines that name the author.

use super::lines::{ends_sentence, starts_upper};
use crate::domain::{Zone, ZoneKind};

/// What a byline begins with.
const OPENINGS: &[&str] = &[
    "by ",
    "by: ",
    "written by ",
    "words by ",
    "story by ",
    "report by ",
    "reported by ",
    "posted by ",
    "author: ",
    "authors: ",
    "text by ",
    "published by ",
];
/// Words in lower case that a byline may have between names.
const BETWEEN: &[&str] = &[
    "and", "for", "in", "of", "the", "|", "-", "–", "—", "&", "at", "with", "on", "de", "van",
    "von", "der", "den", "al", "bin", "ibn", "da", "di", "del", "la", "le", "el", "du", "dos", "y",
    "e", "•", "·",
];
/// Words that tell a role or an organisation, not a name.
const NO_NAMES: &[&str] = &[
    "staff",
    "writer",
    "writers",
    "editor",
    "editors",
    "reporter",
    "reporters",
    "correspondent",
    "correspondents",
    "columnist",
    "contributor",
    "contributors",
    "journalist",
    "producer",
    "desk",
    "team",
    "news",
    "press",
    "agency",
    "agencies",
    "media",
    "service",
    "services",
    "bureau",
    "newsroom",
    "online",
    "today",
    "times",
    "post",
    "journal",
    "herald",
    "tribune",
    "guardian",
    "telegraph",
    "magazine",
    "network",
    "radio",
    "tv",
    "chief",
    "senior",
    "special",
    "wire",
    "reuters",
    "associated",
    "afp",
    "ap",
    "bbc",
    "cnn",
    "bloomberg",
    "xinhua",
    "university",
    "institute",
    "professor",
    "published",
    "updated",
    "posted",
];

/// "By Jane Doe and John Roe, Reuters", "By Reuters", "Jane Doe, Staff Writer".
pub(super) fn is_byline(words: &str) -> bool {
    let Some(rest) = names(words) else { return is_name_and_role(words) };
    if is_role(rest) && words.len() <= 60 {
        return true;
    }
    let rest = rest.trim_end_matches(['.', ' ']);
    words.len() <= 120
        && !ends_sentence(rest)
        && rest.split_whitespace().nth(1).is_some()
        && rest.split_whitespace().all(|w| starts_upper(w) || BETWEEN.contains(&w))
}

/// A line under a byline that tells for whom the author writes: "BBC News, Paris".
pub(super) fn is_affiliation(words: &str) -> bool {
    words.split_whitespace().count() <= 6
        && !ends_sentence(words)
        && words.split_whitespace().all(|w| starts_upper(w) || BETWEEN.contains(&w))
        && words.split_whitespace().any(is_no_name)
}

/// "Jane Doe, Staff Writer", "Jane Doe | The Daily Post".
fn is_name_and_role(words: &str) -> bool {
    let parts = [", ", " | ", " – ", " — "].iter().find_map(|mark| words.split_once(mark));
    words.len() <= 90
        && parts.is_some_and(|(name, role)| person(name).is_some() && is_role(role))
        && !words.contains(|c: char| c.is_ascii_digit())
}

/// Words of which all begin upper and the last tells a role or an organisation.
fn is_role(words: &str) -> bool {
    !ends_sentence(words)
        && words.split_whitespace().all(|w| starts_upper(w) || BETWEEN.contains(&w))
        && words.split_whitespace().last().is_some_and(is_no_name)
}

/// Whether a word tells a role or an organisation.
fn is_no_name(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    NO_NAMES.contains(&bare.as_str())
}

/// What follows the opening of a byline.
fn names(words: &str) -> Option<&str> {
    // Openings are ASCII, so that their lengths hold in the text.
    let opening = OPENINGS
        .iter()
        .find(|o| words.get(..o.len()).is_some_and(|w| w.eq_ignore_ascii_case(o)))?;
    words.starts_with(char::is_uppercase).then(|| words[opening.len()..].trim())
}

/// The names in the bylines of an article, in the order stated, each once.
pub(super) fn authors(text: &str, zones: &[Zone]) -> Vec<String> {
    let mut authors: Vec<String> = Vec::new();
    for zone in zones.iter().filter(|zone| zone.kind == ZoneKind::Byline) {
        for line in zone.span.of(text).lines() {
            let line = line.trim();
            for name in persons(names(line).unwrap_or(line)) {
                if !authors.contains(&name) {
                    authors.push(name);
                }
            }
        }
    }
    authors
}

/// The persons in a list such as "Jane Doe and JOHN ROE for The Daily River".
fn persons(list: &str) -> Vec<String> {
    let list = [" for ", " in ", " at ", " of ", " on "]
        .iter()
        .filter_map(|word| list.find(word))
        .min()
        .map_or(list, |end| &list[..end]);
    let parts =
        list.split([',', '|', '&', ';', '•', '·', '/']).flat_map(|part| part.split(" and "));
    parts.flat_map(|part| part.split(" with ")).filter_map(person).collect()
}

/// A name of two to five words; one in capitals is put into usual case.
fn person(part: &str) -> Option<String> {
    let words: Vec<&str> =
        part.trim_matches([' ', '.', '-', '–', '—']).split_whitespace().collect();
    let is_no_name = |w: &&str| {
        let bare = w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        NO_NAMES.contains(&bare.as_str())
            || bare.contains(|c: char| c.is_ascii_digit())
            || bare == "the"
    };
    if !(2..=5).contains(&words.len()) || words.iter().any(is_no_name) {
        return None;
    }
    let name = words.join(" ");
    let capitals =
        !name.contains(char::is_lowercase) && words.iter().any(|w| w.chars().count() > 2);
    Some(if capitals {
        words.iter().map(|w| usual_case(w)).collect::<Vec<_>>().join(" ")
    } else {
        name
    })
}

/// "O'NEIL-SMITH" as "O'Neil-Smith"; initials stay.
fn usual_case(word: &str) -> String {
    let mut begins = true;
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if begins {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        begins = !c.is_alphanumeric();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::zones;
    use super::*;

    #[test]
    fn bylines() {
        for line in [
            "By Jane Doe",
            "BY JANE DOE",
            "By Jane Doe and John Roe, Reuters",
            "By: Jane van der Doe",
            "Written by Jane Doe",
            "By Jane Doe for The Daily River",
            "By Jane Doe | Staff Writer",
            "By J. R. Doe",
            "By Reuters",
            "By The Associated Press",
            "Jane Doe, Staff Writer",
            "Jane Doe | BBC News",
        ] {
            assert!(is_byline(line), "{line}");
        }
    }

    #[test]
    fn no_bylines() {
        for line in [
            "By Monday the river had risen",
            "By then, Doe had left.",
            "by Jane Doe",
            "Council Votes, Mayor Resigns",
            "Bylaws and Other Rules",
            "By Hook or by Crook",
            "The bridge was built by Jane Doe",
        ] {
            assert!(!is_byline(line), "{line}");
        }
    }

    #[test]
    fn names_of_authors() {
        let check = |line: &str, expect: &[&str]| {
            let text = format!(
                "{line}\nThe council met on Monday and decided to build a bridge over the river."
            );
            assert_eq!(authors(&text, &zones(&text)), expect, "{line}");
        };
        check("By Jane Doe and John Roe, Reuters", &["Jane Doe", "John Roe"]);
        check("By JANE DOE and MARY O'NEIL", &["Jane Doe", "Mary O'Neil"]);
        check("By Jane Doe, Staff Writer | The Daily River", &["Jane Doe"]);
        check("By Jane van der Doe in Paris", &["Jane van der Doe"]);
        check("By Associated Press", &[]);
        check("By Jane Doe, John Roe and Ann Poe", &["Jane Doe", "John Roe", "Ann Poe"]);
    }
}
