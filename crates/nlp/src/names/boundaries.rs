//! Where names begin and end: without possessive, article, title, mark and number; what the
//! recogniser ran together is told apart.

use std::ops::Range;

use crate::gazetteer::Classes;

use super::lexicon;
use super::name::{Kind, Name, Names};
use super::view::View;

/// Adds a name of the recogniser in its proper bounds.
pub(super) fn put_trimmed(view: &View<'_>, name: Name, names: &mut Names) {
    if matches!(name.kind, Kind::Other(_)) {
        names.put_name(name);
        return;
    }
    for part in parts(view, &name) {
        let Some(tokens) = trimmed(view, part, name.kind) else { continue };
        names.put_name(Name { tokens, ..name.clone() });
    }
}

/// The names that the recogniser ran together: at line breaks, brackets, spaced dashes and
/// slashes, and at commas and "and" where what stands there are names by themselves.
fn parts(view: &View<'_>, name: &Name) -> Vec<Range<usize>> {
    let Range { start, end } = name.tokens;
    let splits = matches!(name.kind, Kind::Person | Kind::Organisation) || name.kind.is_place();
    let mut parts = Vec::new();
    let mut begin = start;
    for i in start..end {
        let word = view.word(i);
        let breaks = view.is_break(i)
            || matches!(word, "(" | ")" | "[" | "]" | ";" | "|")
            || matches!(word, "-" | "–" | "—" | "--" | "/") && i > begin && !view.is_glued(i - 1)
            || splits && i > begin && matches!(word, "v" | "vs" | "vs." | "to")
            || splits && word == "," && !is_suffix(view, i + 1)
            || splits
                && matches!(word, "and" | "&")
                && are_names(view, begin..i, i + 1..end, name.kind);
        if breaks {
            parts.push(begin..i);
            begin = i + 1;
        }
    }
    parts.push(begin..end);
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether the word behind a comma belongs to the name before it: "Inc", "Jr."
fn is_suffix(view: &View<'_>, i: usize) -> bool {
    let word = view.lower(i);
    matches!(
        word.trim_end_matches('.'),
        "inc" | "ltd" | "llc" | "plc" | "co" | "corp" | "jr" | "sr" | "ii" | "iii"
    )
}

/// Whether "and" stands between two names: both persons or places, or a body that the
/// table knows or a noun for bodies ends, and another of several words.
fn are_names(view: &View<'_>, mut left: Range<usize>, right: Range<usize>, kind: Kind) -> bool {
    if lexicon::is_article(&view.lower(left.start)) {
        left.start += 1;
    }
    if left.is_empty() || right.is_empty() || !view.is_capital(right.start) {
        return false;
    }
    let ends = |range: &Range<usize>| lexicon::is_organisation_ending(&view.lower(range.end - 1));
    let heads = |range: &Range<usize>| {
        range.clone().any(|i| lexicon::is_firm_ending(&view.lower(i)) && view.is_capital(i))
    };
    match kind {
        Kind::Person => left.len() > 1 && right.len() > 1,
        Kind::Organisation => {
            view.classes_of(&left).any(Classes::ORGANISATION)
                || left.len() > 1 && right.len() > 1 && heads(&left) && ends(&right)
                || view.is_place(&left) && view.is_place(&right)
        }
        _ => view.is_place(&left) && view.is_place(&right),
    }
}

/// Takes off what is no part of a name; `None` when nothing is left.
fn trimmed(view: &View<'_>, mut range: Range<usize>, kind: Kind) -> Option<Range<usize>> {
    loop {
        if range.is_empty() {
            return None;
        }
        let (first, last) = (range.start, range.end - 1);
        if is_tail(view, &range, kind) && !(view.word(last) == ")" && range.len() > 1) {
            range.end = last;
        } else if view.is_mark(first)
            || lexicon::is_article(&view.lower(first))
                && (range.len() > 1 || !view.is_capital(first))
            || range.len() > 1 && is_head(view, &range, kind)
        {
            range.start += 1;
        } else {
            break;
        }
    }
    if range.len() == 1 && kind.is_main() && says_nothing(view, range.start) {
        return None;
    }
    // "[Photo/Agencies]" is a credit.
    let credit = range.start > 0 && view.word(range.start - 1) == "[";
    (!credit && is_name_like(view, &range)).then_some(range)
}

/// Whether a word that is left alone is no name: an article, a month, a number in letters.
fn says_nothing(view: &View<'_>, i: usize) -> bool {
    let word = view.lower(i);
    lexicon::is_article(&word) || lexicon::is_date_word(&word) || lexicon::is_number_word(&word)
}

/// Whether the last word is no part of the name.
fn is_tail(view: &View<'_>, range: &Range<usize>, kind: Kind) -> bool {
    let last = range.end - 1;
    let word = view.word(last);
    if view.is_possessive(last) || view.is_mark(last) {
        return true;
    }
    if range.len() < 2 || !(kind.is_main() || kind == Kind::Group) {
        return false;
    }
    let number = view.is_number(last);
    // "the Foreign Ministry spokesman", but "the Green party".
    let noun = word.starts_with(char::is_lowercase)
        && !view.is_hyphen(last - 1)
        && !(matches!(word, "party" | "coalition" | "ministry") && range.len() == 2)
        && kind.is_main();
    number || noun || matches!(word, "and" | "of" | "the" | "&")
}

/// Whether the first word of a name of several is no part of it: a title, a people's name
/// before a person's, a participle that begins the sentence, a number.
fn is_head(view: &View<'_>, range: &Range<usize>, kind: Kind) -> bool {
    let first = range.start;
    let word = view.lower(first);
    if view.is_number(first) && kind.is_main() && kind != Kind::Facility {
        return word.bytes().all(|b| b.is_ascii_digit() || b == b'.') && word.len() <= 2;
    }
    if kind != Kind::Person {
        return false;
    }
    let people = view.is_people(first);
    lexicon::is_title(&word)
        || people && range.len() > 2
        || view.is_first(first)
            && view.is_common(first)
            && word.ends_with("ing")
            && !view.classes(first).any(Classes::GIVEN)
        || word.starts_with(|c: char| c.is_lowercase())
            && !lexicon::is_particle(&word)
            && !view.is_capital(first)
}

fn is_name_like(view: &View<'_>, range: &Range<usize>) -> bool {
    let words = view.phrase(range);
    let first = words.chars().next().unwrap_or(' ');
    words.chars().any(char::is_uppercase)
        && words.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && words.len() <= 160
        && range.len() <= 16
        && (first.is_alphanumeric() || first == '@')
        && !words.contains(['@', '"', '“', '”', '<', '>', '=', '*', '|'])
        && !words.contains("http")
        && !words.contains("www.")
}

#[cfg(test)]
mod tests {
    use crate::names::tests::check;

    #[test]
    fn names_end_before_possessives_and_begin_after_articles() {
        check(
            "boundaries",
            "They praised Angela Merkel's plan and the World Health Organization's answer.",
            &["PERSON Angela Merkel", "ORG World Health Organization"],
        );
        check(
            "boundaries",
            "The award went to Amnesty International and Human Rights Watch.",
            &["ORG Amnesty International", "ORG Human Rights Watch"],
        );
    }
}
