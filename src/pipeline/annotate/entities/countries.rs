//! Countries in a segment: names, peoples, and capitals in both their senses.

use std::ops::Range;

use super::super::words;
use super::{Parsed, lexicon, tokens::Tokens};
use parallax_nlp::gazetteer::{Form, FormKind, LONGEST_FORM, begins_form, lookup};

/// A form of a country's name over some tokens.
#[derive(Clone, Debug)]
pub(super) struct CountryForm {
    pub(super) tokens: Range<usize>,
    pub(super) form: Form,
}

/// The forms in a segment, longest first where several begin at a token, in text order.
pub(super) fn scan(parsed: &Parsed<'_>, tokens: &Tokens<'_>) -> Vec<CountryForm> {
    let mut found = Vec::new();
    let mut end = 0;
    for i in parsed.few_until_stopped(0..tokens.len()) {
        if i < end || !begins_form(tokens.word(i)) {
            continue;
        }
        if let Some(form) = longest_at(tokens, i) {
            end = form.tokens.end;
            found.push(form);
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

/// The code of the country that a place is the capital of.
pub(super) fn capital(name: &str) -> Option<&'static str> {
    lookup(name).filter(|form| form.kind == FormKind::Capital).map(|form| form.country.code)
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
    // "pro-Moscow", "Moscow-backed": what stands behind the hyphen decides.
    if tokens.word(capital.end) == "-" {
        return matches!(
            tokens.lower(capital.end + 1).as_str(),
            "backed"
                | "led"
                | "friendly"
                | "controlled"
                | "appointed"
                | "installed"
                | "imposed"
                | "run"
                | "sponsored"
                | "aligned"
                | "allied"
                | "brokered"
        );
    }
    if capital.start > 1
        && tokens.word(capital.start - 1) == "-"
        && matches!(tokens.lower(capital.start - 2).as_str(), "pro" | "anti")
    {
        return true;
    }
    // "Kyiv and Moscow agreed": joined names are governed alike.
    let mut noun = last;
    for _ in 0..MOST_JOINED {
        if tokens.dep(noun) != "conj" || !is_name(tokens, tokens.head(noun)) {
            break;
        }
        noun = tokens.head(noun);
    }
    let (dep, head) = (tokens.dep(noun), tokens.head(noun));
    match dep {
        "nsubj" => acts(tokens, head) || does(tokens, head),
        "nsubjpass" => acts(tokens, head) && !is_place_verb(&tokens.lower(head)),
        "dobj" | "dative" => acts(tokens, head),
        "pobj" => {
            let governor = tokens.head(head);
            match tokens.lower(head).as_str() {
                "for" | "against" | "with" | "between" => {
                    lexicon::is_relation_noun(&tokens.lower(governor))
                }
                "by" => tokens.dep(head) == "agent" && acts(tokens, governor),
                "to" => {
                    tokens.lower(governor) == "according"
                        || lexicon::is_relation_noun(&tokens.lower(governor))
                            && tokens.dep(governor) == "dobj"
                            && matches!(tokens.lower(governor).as_str(), "support" | "pressure")
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// Names joined by "and" that are followed to the first.
const MOST_JOINED: usize = 4;

fn is_name(tokens: &Tokens<'_>, token: usize) -> bool {
    tokens.tag(token).starts_with("NNP")
}

/// Whether a verb says what only somebody with a will does: it has an object or a clause, and is
/// none of those that towns do.
fn does(tokens: &Tokens<'_>, verb: usize) -> bool {
    let doc = &tokens.segment.doc;
    let governs = |c: usize| matches!(doc.dep(c), "ccomp" | "xcomp");
    is_willing(doc.lemma(verb)) && doc.children(verb).take(24).any(governs)
}

/// Verbs that with a clause after them take somebody with a will as subject.
fn is_willing(lemma: &str) -> bool {
    matches!(
        lemma,
        "agree"
            | "aim"
            | "ask"
            | "attempt"
            | "choose"
            | "consider"
            | "decide"
            | "decline"
            | "expect"
            | "fail"
            | "fear"
            | "hope"
            | "intend"
            | "manage"
            | "mean"
            | "offer"
            | "plan"
            | "prefer"
            | "prepare"
            | "promise"
            | "refuse"
            | "seek"
            | "threaten"
            | "try"
            | "want"
            | "wish"
            | "know"
            | "realise"
            | "realize"
            | "argue"
            | "worry"
            | "doubt"
            | "suspect"
    )
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
