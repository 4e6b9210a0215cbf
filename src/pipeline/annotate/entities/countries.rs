//! Countries in a segment: names, peoples, and capitals in both their senses.

use std::ops::Range;

use super::super::words;
use super::{lexicon, tokens::Tokens};
use parallax_nlp::gazetteer::{Form, LONGEST_FORM, begins_form, lookup};

/// A form of a country's name over some tokens.
#[derive(Clone, Debug)]
pub(super) struct CountryForm {
    pub(super) tokens: Range<usize>,
    pub(super) form: Form,
}

/// The forms in a segment, longest first where several begin at a token, in text order.
pub(super) fn scan(tokens: &Tokens<'_>) -> Vec<CountryForm> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let longest = if begins_form(tokens.word(i)) { longest_at(tokens, i) } else { None };
        match longest {
            Some(form) => {
                i = form.tokens.end;
                found.push(form);
            }
            None => i += 1,
        }
    }
    found
}

fn longest_at(tokens: &Tokens<'_>, begin: usize) -> Option<CountryForm> {
    let last = tokens.len().min(begin + LONGEST_FORM + 2);
    (begin + 1..=last).rev().find_map(|end| {
        let words = tokens.phrase(begin..end).replace('’', "'");
        let form = lookup(&words)?;
        Some(CountryForm { tokens: begin..end, form })
    })
}

/// Whether a capital stands for its country's government: it does something that
/// governments do, owns a policy, or is a party to a relation. Never after a preposition
/// of place.
pub(super) fn is_metonym(tokens: &Tokens<'_>, capital: &Range<usize>) -> bool {
    let last = capital.end - 1;
    if tokens.is_possessive(capital.end) {
        // "Beijing's recent efforts": the nouns up to the first that is no modifier.
        let noun = (capital.end + 1..tokens.len().min(capital.end + 5))
            .find(|&i| tokens.is_noun(i) && !tokens.is_noun(i + 1));
        return noun.is_some_and(|n| lexicon::is_policy_noun(&tokens.lower(n)));
    }
    let (dep, head) = (tokens.dep(last), tokens.head(last));
    match dep {
        "nsubj" => acts(tokens, head),
        "nsubjpass" => acts(tokens, head) && !is_place_verb(&tokens.lower(head)),
        "dobj" => acts(tokens, head),
        "pobj" => {
            let preposition = tokens.lower(head);
            let governor = tokens.lower(tokens.head(head));
            matches!(preposition.as_str(), "for" | "against" | "with" | "between")
                && lexicon::is_relation_noun(&governor)
        }
        _ => false,
    }
}

/// Whether a verb says or decides something, itself or through the verb it governs: "was
/// concerned", "made clear" do not count.
fn acts(tokens: &Tokens<'_>, verb: usize) -> bool {
    let word = tokens.lower(verb);
    words::is_speech_verb(&word) || lexicon::is_decision_verb(&word)
}

fn is_place_verb(verb: &str) -> bool {
    matches!(verb, "attacked" | "bombed" | "hit" | "rocked")
}
