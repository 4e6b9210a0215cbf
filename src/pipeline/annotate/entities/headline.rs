//! Names in headlines that give every word a capital ("Xi Jinping Visits Russia"): there the
//! recogniser runs on beyond the name, which the body has as it is.

use std::collections::BTreeSet;

use super::{Parsed, countries::CountryForm, names::Name, tokens::Tokens};
use crate::domain::{EntityType, Section};
use crate::pipeline::annotate::Segment;

/// Tokens of the longest name that is looked at.
const MAX_TOKENS: usize = 12;

/// Ends names of persons in headlines where a full name of the body ends.
pub(super) fn cut(parsed: &Parsed<'_>, read: &mut [(Vec<CountryForm>, Vec<Name>)]) {
    let Parsed { segments, text, .. } = *parsed;
    let is_headline = |segment: &Segment| segment.section == Section::Title;
    if !segments.iter().any(is_headline) {
        return;
    }
    let mut full = BTreeSet::new();
    for (segment, (_, names)) in segments.iter().zip(read.iter()).filter(|(s, _)| !is_headline(s)) {
        let tokens = Tokens::new(segment, text);
        let persons = parsed.few_until_stopped(names).filter(|name| is_full(name));
        full.extend(persons.map(|name| tokens.phrase(name.tokens.clone())));
    }
    for (segment, (_, names)) in segments.iter().zip(read).filter(|(s, _)| is_headline(s)) {
        let tokens = Tokens::new(segment, text);
        for name in parsed.few_until_stopped(names).filter(|name| is_full(name)) {
            let begin = name.tokens.start;
            let known = |end: &usize| full.contains(&tokens.phrase(begin..*end));
            if let Some(end) = (begin + 2..=name.tokens.end).rev().find(known) {
                name.tokens.end = end;
            }
        }
    }
}

/// Whether it is a person's name of two words or more.
fn is_full(name: &Name) -> bool {
    name.label == EntityType::Person && (2..=MAX_TOKENS).contains(&name.tokens.len())
}
