//! Statements made in passing by a noun of action: "Rome's invasion of Britain".

use super::super::syntax;
use super::predicate::ActionNoun;
use super::reader::Reader;
use super::slots::Slots;
use super::standing::{self, Standing};
use crate::domain::{ClaimSlot, SlotRole, Span};

/// What a noun phrase states.
pub(super) struct Nominal {
    pub(super) span: Span,
    pub(super) noun: usize,
    pub(super) slots: Vec<ClaimSlot>,
    pub(super) standing: Standing,
}

/// The noun phrases of a sentence that say who does something or to whom, in the order of their
/// nouns. `told` are the nouns that a clause tells of already, ascending.
pub(super) fn nominals(reader: &Reader<'_>, told: &[usize]) -> Vec<Nominal> {
    let tokens = reader.sentence.clone();
    let nouns = tokens.filter_map(|token| ActionNoun::at(reader.doc, token));
    let untold = nouns.filter(|noun| told.binary_search(&noun.token).is_err());
    untold.filter_map(|noun| nominal(reader, noun)).collect()
}

fn nominal(reader: &Reader<'_>, noun: ActionNoun) -> Option<Nominal> {
    let doc = reader.doc;
    // "the invasion force", "peace talks venue": the noun only describes another.
    if doc.dep(noun.token) == "compound" {
        return None;
    }
    let mut slots = Slots::new(reader);
    slots.of_noun(noun);
    if !slots.has(SlotRole::Agent) && !slots.has(SlotRole::Target) {
        return None;
    }
    slots.noun_action(noun);
    let belongs = |token: usize| match doc.dep(token) {
        "conj" | "cc" | "preconj" | "det" => doc.head(token) != noun.token,
        "relcl" | "acl" | "appos" | "punct" | "advcl" | "ccomp" => false,
        _ => true,
    };
    let span = reader.span(syntax::phrase_of(doc, &reader.sentence, noun.token, belongs));
    let standing = standing::of_noun(reader, noun);
    Some(Nominal { span, noun: noun.token, slots: slots.finish(), standing })
}
