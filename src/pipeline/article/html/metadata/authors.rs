//! Authors as a clean list.

/// Most authors that are kept.
const LIMIT: usize = 20;

/// Longest name, in characters.
const LONGEST: usize = 80;

/// What stands before a name.
const OPENINGS: &[&str] = &[
    "by",
    "von",
    "vom",
    "par",
    "beitrag von",
    "redaktion:",
    "por",
    "di",
    "door",
    "av",
    "af",
    "przez",
    "written by",
    "posted by",
    "published by",
    "geschrieben von",
    "verfasst von",
    "veröffentlicht von",
    "ein artikel von",
    "ein beitrag von",
    "ein kommentar von",
    "eine analyse von",
    "eine kolumne von",
    "interview von",
    "text von",
    "text",
    "autor",
    "autorin",
    "autoren",
    "author",
    "authors",
    "auteur",
    "story by",
    "words by",
    "article by",
    "guest post by",
    "gastbeitrag von",
    "erstellt von",
    "escrito por",
    "publicado por",
    "publié par",
    "rédigé par",
    "scritto da",
    "a cura di",
    "da",
    "redaktion",
    "from",
    "submitted by",
    "report by",
    "reporting by",
];

/// What joins two names.
const JOINTS: &[&str] = &[" and ", " und ", " et ", " y ", " e ", " & ", " en ", " och ", " mit "];

/// What stands between a name and a date.
const DAYS: &[&str] = &[
    "am",
    "on",
    "vom",
    "um",
    "at",
    "le",
    "el",
    "il",
    "den",
    "stand",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonnabend",
    "sonntag",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Words that are no author.
const NOBODY: &[&str] = &[
    "admin",
    "administrator",
    "no author",
    "unknown",
    "n/a",
    "none",
    "null",
    "undefined",
    "author",
    "autor",
    "editor",
    "webmaster",
    "guest",
    "gast",
    "anonymous",
    "root",
    "user",
    "published by",
    "posted by",
    "written by",
    "datum",
    "date",
    "von",
    "by",
];

/// Splits and cleans what a page states; empty when it names nobody.
pub(super) fn clean<'a>(stated: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for value in stated {
        for part in parts(value) {
            let name = name(&part);
            let known = |other: &String| other.to_lowercase() == name.to_lowercase();
            if !name.is_empty() && !names.iter().any(known) && names.len() < LIMIT {
                names.push(name);
            }
        }
    }
    names
}

/// The names of a line that are set apart by marks or "and".
fn parts(value: &str) -> Vec<String> {
    let value = opened(value.trim());
    let mut parts = vec![];
    for piece in value.split([';', '|', '\n', '•', '·']) {
        let mut rest = vec![piece.to_owned()];
        for joint in JOINTS {
            rest = rest.into_iter().flat_map(|part| split_names(&part, joint)).collect();
        }
        parts.extend(rest.iter().flat_map(|part| commas(part)));
    }
    parts
}

/// Splits at a joint when both sides look like full names: "Herz und Blut" is one.
fn split_names(part: &str, joint: &str) -> Vec<String> {
    let sides: Vec<&str> = part.split(joint).collect();
    if sides.len() > 1 && sides.iter().all(|side| side.split_whitespace().nth(1).is_some()) {
        sides.into_iter().map(str::to_owned).collect()
    } else {
        vec![part.to_owned()]
    }
}

/// Splits at commas; titles and places behind a name are dropped with it.
fn commas(part: &str) -> Vec<String> {
    let sides: Vec<&str> = part.split(',').map(str::trim).filter(|side| !side.is_empty()).collect();
    let full = |side: &&&str| side.split_whitespace().nth(1).is_some();
    match sides[..] {
        [] => Vec::new(),
        // "Miller, Anna"
        [family, given]
            if !family.contains(' ')
                && !given.contains(' ')
                && starts_upper(given)
                && starts_upper(family)
                && given.len() > 3 =>
        {
            vec![format!("{given} {family}")]
        }
        [first, ..] => {
            let names: Vec<String> = sides
                .iter()
                .skip(1)
                .filter(full)
                .filter(|s| starts_upper(s))
                .map(|s| (*s).to_owned())
                .collect();
            std::iter::once(first.to_owned()).chain(names).collect()
        }
    }
}

fn starts_upper(words: &str) -> bool {
    words.chars().next().is_some_and(char::is_uppercase)
}

/// Without the words that announce an author.
fn opened(value: &str) -> &str {
    let mut rest = value;
    for _ in 0..2 {
        let lower = rest.to_lowercase();
        let opening = OPENINGS
            .iter()
            .filter(|opening| {
                lower
                    .strip_prefix(**opening)
                    .is_some_and(|tail| tail.starts_with([' ', ':', '\u{a0}']))
            })
            .max_by_key(|opening| opening.len());
        let Some(opening) = opening else { break };
        let Some(tail) = rest.get(opening.len()..) else { break };
        rest = tail.trim_start_matches([' ', ':', '\u{a0}']);
    }
    rest
}

/// One name without addresses, brackets and marks; empty when it is none.
fn name(part: &str) -> String {
    let part = opened(part.trim());
    let part = part.split(['(', '[', '<', '|']).next().unwrap_or_default();
    let words: Vec<&str> = part
        .split_whitespace()
        .filter(|word| !word.contains('@') && !word.contains("://"))
        .collect();
    let joined = words.join(" ");
    let mark = |c: char| !c.is_alphanumeric() && !matches!(c, '.' | '!' | ')' | '\'' | '’');
    let name = without_day(opened(joined.trim_matches(mark)));
    let lower = name.to_lowercase();
    let no_name = name.chars().count() > LONGEST
        || !name.chars().any(char::is_alphabetic)
        || lower.starts_with("http")
        || lower.starts_with("www.")
        || name.split_whitespace().count() > 8
        || NOBODY.contains(&lower.as_str());
    if no_name { String::new() } else { name.to_owned() }
}

/// Without the day of the week and the little word that lead to a date, which was cut off.
fn without_day(name: &str) -> &str {
    let mut rest = name;
    while let Some((head, last)) = rest.rsplit_once(' ')
        && DAYS.contains(&last.trim_end_matches(['.', ',']).to_lowercase().as_str())
    {
        rest = head.trim_end_matches([',', ' ', '-', '–', '|']);
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stated: &str, expect: &[&str]) {
        assert_eq!(clean([stated]), expect, "{stated}");
    }

    #[test]
    fn names_are_split_and_cleaned() {
        check("By Anna Miller and Ben O'Neill", &["Anna Miller", "Ben O'Neill"]);
        check("Von Anna Müller und Ben Schmidt", &["Anna Müller", "Ben Schmidt"]);
        check("Written by: Anna Miller (anna@a.example)", &["Anna Miller"]);
        check("Anna Miller, Ben Smith & Cid Brown", &["Anna Miller", "Ben Smith", "Cid Brown"]);
        check("Anna Miller, editor", &["Anna Miller"]);
        check("Miller, Anna", &["Anna Miller"]);
        check("Herz und Blut", &["Herz und Blut"]);
        check("Ursula von der Au", &["Ursula von der Au"]);
        check("https://www.facebook.com/a.example", &[]);
        check("admin", &[]);
        check("Byron Day", &["Byron Day"]);
    }
}
