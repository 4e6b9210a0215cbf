//! Names as the recogniser finds them, brought into shape: without article, possessive,
//! title, quotation mark and what else has got into them.

use std::ops::Range;

use super::{lexicon, tokens::Tokens};
use crate::domain::EntityType;

/// A name over some tokens, with what speaks for its type.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) tokens: Range<usize>,
    pub(super) label: EntityType,
    /// How much `label` weighs in the document's vote.
    pub(super) weight: u32,
    pub(super) score: f64,
    /// Whether it is the abbreviation, in brackets, of the name before it.
    pub(super) abbreviates_last: bool,
}

/// The names of a segment in text order.
pub(super) fn names(tokens: &Tokens<'_>) -> Vec<Name> {
    let doc = &tokens.segment.doc;
    let mut names = Vec::new();
    for entity in doc.entities() {
        let Some(label) = entity_type(doc.label(entity)) else { continue };
        let score = f64::from(entity.confidence);
        let (range, bracket) = split_bracket(tokens, entity.tokens.clone());
        let Some(range) = trimmed(tokens, range, label) else { continue };
        let weight = 1;
        let end = range.end;
        let name = Name { tokens: range, label, weight, score, abbreviates_last: false };
        names.push(with_context(tokens, name));
        let abbreviation = bracket.or_else(|| (tokens.word(end) == "(").then_some(end + 1));
        if let Some(at) = abbreviation.filter(|&at| is_abbreviation(tokens, at)) {
            let abbreviation =
                Name { tokens: at..at + 1, label, weight: 0, score, abbreviates_last: true };
            names.push(abbreviation);
        }
    }
    names.extend(cued_persons(tokens, &names));
    names.sort_by_key(|n| (n.tokens.start, std::cmp::Reverse(n.tokens.end)));
    names.dedup_by(|b, a| b.tokens.start < a.tokens.end);
    join_halves(tokens, &mut names);
    names
}

/// Joins the halves of an organisation's name that the recogniser has cut at a possessive:
/// "Children's" and "Hospital Medical Center".
fn join_halves(tokens: &Tokens<'_>, names: &mut Vec<Name>) {
    names.dedup_by(|half, owner| {
        let meets =
            tokens.is_possessive(owner.tokens.end) && owner.tokens.end + 1 == half.tokens.start;
        let bodies =
            owner.label == EntityType::Organization && half.label == EntityType::Organization;
        // An owner with a name of its own is an owner: "the Zoo's Response Team".
        let ends = half.tokens.len() > 1
            && owner.tokens.len() > 1
            && lexicon::is_organisation_ending(&tokens.lower(half.tokens.end - 1))
            && !lexicon::is_organisation_ending(&tokens.lower(owner.tokens.end - 1));
        let joins = meets && bodies && ends;
        if joins {
            owner.tokens.end = half.tokens.end;
        }
        joins
    });
}

fn entity_type(label: &str) -> Option<EntityType> {
    Some(match label {
        "PERSON" => EntityType::Person,
        "ORG" => EntityType::Organization,
        "GPE" | "LOC" | "FAC" => EntityType::Location,
        "NORP" => EntityType::Group,
        "EVENT" => EntityType::Event,
        "WORK_OF_ART" | "LAW" => EntityType::Work,
        "PRODUCT" | "LANGUAGE" => EntityType::Other,
        _ => return None,
    })
}

/// Cuts a name at an opening bracket; also where the bracket's content begins.
fn split_bracket(tokens: &Tokens<'_>, range: Range<usize>) -> (Range<usize>, Option<usize>) {
    match range.clone().skip(1).find(|&i| tokens.word(i).starts_with('(')) {
        Some(at) => (range.start..at, Some(at + 1)),
        None => (range, None),
    }
}

fn is_abbreviation(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.word(at);
    let letters = word.chars().filter(|c| c.is_uppercase()).count();
    (2..=8).contains(&letters)
        && word.chars().all(|c| c.is_alphanumeric() || c == '.')
        && tokens.word(at + 1) == ")"
}

/// Takes off what is no part of a name; `None` when nothing is left.
fn trimmed(
    tokens: &Tokens<'_>,
    mut range: Range<usize>,
    label: EntityType,
) -> Option<Range<usize>> {
    // "Mike Skinner - aka": a dash between spaces ends a name.
    let dash = |&i: &usize| {
        matches!(tokens.word(i), "-" | "–" | "—" | "--")
            && tokens.segment.doc.tokens()[i - 1].space_after
    };
    if let Some(at) = range.clone().skip(1).find(dash) {
        range.end = at;
    }
    loop {
        if range.is_empty() {
            return None;
        }
        let (first, last) = (range.start, range.end - 1);
        if tokens.is_possessive(last)
            || is_mark(tokens.word(last))
            || (range.len() > 1
                && matches!(tokens.lower(last).as_str(), "and" | "of" | "the" | "&"))
        {
            range.end -= 1;
        } else if is_mark(tokens.word(first))
            || lexicon::is_article(&tokens.lower(first))
                && (range.len() > 1 || !tokens.is_upper(first))
            || range.len() > 1 && label == EntityType::Person && leads_person(tokens, first)
        {
            range.start += 1;
        } else {
            break;
        }
    }
    // "[Photo/Agencies]" is a credit.
    let credit = range.start > 0 && tokens.word(range.start - 1) == "[";
    (!credit && is_name_like(tokens, &range)).then_some(range)
}

/// Whether a token before a person's name is a title, or a verb or preposition that the
/// recogniser took along at the beginning of a sentence.
fn leads_person(tokens: &Tokens<'_>, i: usize) -> bool {
    let word = tokens.lower(i);
    lexicon::is_person_title(&word) && word != "king" && word != "major" && word != "dame"
        || matches!(tokens.tag(i), "VBG" | "VB" | "IN" | "WRB")
}

fn is_mark(word: &str) -> bool {
    !word.chars().any(char::is_alphanumeric)
}

fn is_name_like(tokens: &Tokens<'_>, range: &Range<usize>) -> bool {
    let words = tokens.phrase(range.clone());
    let first = words.chars().next().unwrap_or(' ');
    words.chars().any(char::is_uppercase)
        && words.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && words.chars().count() <= 80
        && range.len() <= 12
        && (first.is_alphanumeric() || first == '@')
        && !words.contains(['@', '"', '“', '”', '<', '>', '=', '*', '|'])
        && !words.contains("http")
        && !words.contains("www.")
}

/// Adds what the words around a name say of its type.
fn with_context(tokens: &Tokens<'_>, mut name: Name) -> Name {
    let Range { start, end } = name.tokens;
    if start > 0
        && lexicon::is_certain_title(&tokens.lower(start - 1))
        && name.label != EntityType::Group
    {
        (name.label, name.weight) = (EntityType::Person, 4);
    } else if tokens.word(end) == ","
        && apposition(tokens, end + 1).is_some_and(|n| lexicon::is_place_noun(&tokens.lower(n)))
        && end - start <= 2
    {
        (name.label, name.weight) = (EntityType::Location, 4);
    } else if end - start >= 2 && lexicon::is_organisation_ending(&tokens.lower(end - 1)) {
        (name.label, name.weight) = (EntityType::Organization, 3);
    } else if end - start >= 2 && lexicon::is_place_ending(&tokens.lower(end - 1)) {
        (name.label, name.weight) = (EntityType::Location, 3);
    } else if name.label == EntityType::Person && has_article(tokens, &name.tokens) {
        name.label = EntityType::Organization;
    } else if end - start >= 2 && name.label == EntityType::Person {
        // Full names are what the recogniser knows best.
        name.weight = 2;
    }
    name
}

/// Whether "the" stands before a name and no noun after it: persons take no article.
fn has_article(tokens: &Tokens<'_>, name: &Range<usize>) -> bool {
    name.start > 0
        && tokens.lower(name.start - 1) == "the"
        && !tokens.is_noun(name.end)
        && !tokens.is_possessive(name.end)
}

/// The last noun of a phrase "the … NOUN" that begins at a token.
fn apposition(tokens: &Tokens<'_>, begin: usize) -> Option<usize> {
    if !matches!(tokens.lower(begin).as_str(), "the" | "a" | "an") {
        return None;
    }
    (begin + 1..begin + 6).find(|&i| tokens.is_noun(i) && !tokens.is_noun(i + 1))
}

/// Capitalised words after a certain title that the recogniser passed over.
fn cued_persons(tokens: &Tokens<'_>, known: &[Name]) -> Vec<Name> {
    let covered = |i: usize| {
        let after = known.partition_point(|n| n.tokens.start <= i);
        known[..after].last().is_some_and(|n| i < n.tokens.end)
    };
    let mut found = Vec::new();
    for title in 0..tokens.len() {
        if !lexicon::is_certain_title(&tokens.lower(title)) {
            continue;
        }
        let begin = title + 1;
        let fits = |i: usize| {
            tokens.tag(i).starts_with("NNP")
                && tokens.is_upper(i)
                && !covered(i)
                && !lexicon::is_person_title(&tokens.lower(i))
                && tokens.word(i).chars().any(char::is_lowercase)
        };
        let length = (begin..tokens.len()).take(4).take_while(|&i| fits(i)).count();
        // Titles are written with a small letter after a title in headline case.
        if length > 0 && !covered(begin + length) {
            found.push(Name {
                tokens: begin..begin + length,
                label: EntityType::Person,
                weight: 2,
                score: 1.0,
                abbreviates_last: false,
            });
        }
    }
    found
}
