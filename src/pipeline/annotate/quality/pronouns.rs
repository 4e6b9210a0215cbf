//! Pronouns that do not fit what they stand for: "China announced his willingness".

use super::super::syntax;
use super::{Damages, sentence::Sentence};
use crate::domain::DamageKind;

/// What a party has and makes known of itself, sorted.
#[rustfmt::skip]
const ATTITUDES: &[&str] = &[
    "commitment", "desire", "determination", "eagerness", "hope", "intent", "intention", "readiness", "refusal",
    "reluctance", "resolve", "unwillingness", "willingness", "wish",
];

/// Verbs of making known, sorted.
#[rustfmt::skip]
const EXPRESS: &[&str] = &[
    "affirm", "announce", "confirm", "declare", "demonstrate", "emphasize", "express", "indicate", "reaffirm", "reiterate",
    "repeat", "show", "signal", "state", "stress", "underline", "underscore", "voice",
];

/// Reports a person's pronoun for what a state announces of itself; once a sentence.
pub(super) fn check(sentence: &Sentence<'_>, damages: &mut Damages) {
    for i in sentence.until_stopped() {
        if !sentence.is(i, &["his", "her"]) || sentence.tag(i) != "PRP$" {
            continue;
        }
        let doc = sentence.doc;
        let noun = doc.head(i);
        let verb = doc.head(noun);
        if ATTITUDES.binary_search(&doc.lemma(noun)).is_err()
            || EXPRESS.binary_search(&doc.lemma(verb)).is_err()
            || doc.dep(noun) != "dobj"
        {
            continue;
        }
        let Some(subject) = syntax::subject(doc, verb).filter(|&s| is_body(sentence, s)) else {
            return;
        };
        let (pronoun, owner) = (sentence.raw(i), sentence.raw(subject));
        let explanation = format!("“{pronoun}” is a person's, but stands for “{owner}”.");
        let first = subject.min(i).max(sentence.tokens.start);
        let last = noun.max(i).min(sentence.tokens.end - 1);
        let span = sentence.range(first..last + 1);
        damages.push(DamageKind::PronounMismatch, span, 0.75, explanation);
        return;
    }
}

/// Whether a token names a state or a body, and no person.
fn is_body(sentence: &Sentence<'_>, i: usize) -> bool {
    sentence.is_state(i)
        || sentence.name_label(i) == Some("ORG")
        || sentence.is(
            i,
            &[
                "kremlin",
                "pentagon",
                "ministry",
                "government",
                "parliament",
                "embassy",
                "commission",
                "council",
                "agency",
            ],
        )
}

/// Whether a sentence speaks of a single person.
fn has_person(sentence: &Sentence<'_>) -> bool {
    sentence.tokens.clone().any(|i| {
        sentence.name_label(i) == Some("PERSON")
            || sentence.is(
                i,
                &[
                    "he", "she", "him", "his", "her", "hers", "himself", "herself", "i", "me",
                    "my", "who",
                ],
            )
            || is_person_noun(sentence.doc.lemma(i))
    })
}

/// Nouns for people who speak, and titles.
fn is_person_noun(lemma: &str) -> bool {
    lemma.ends_with("man")
        || lemma.ends_with("woman")
        || lemma.ends_with("person")
        || lemma.ends_with("or")
        || lemma.ends_with("er")
        || lemma.ends_with("ist")
        || matches!(
            lemma,
            "president"
                | "chief"
                | "chair"
                | "secretary"
                | "official"
                | "boss"
                | "king"
                | "queen"
                | "attorney"
                | "judge"
                | "mayor"
                | "general"
                | "analyst"
                | "victim"
                | "witness"
                | "student"
                | "resident"
                | "captain"
                | "coach"
                | "aide"
                | "diplomat"
                | "expert"
                | "source"
                | "member"
                | "mp"
                | "boy"
                | "girl"
        )
}

/// "…," the ministry said. "…," he added: who adds must have spoken, and only a body has.
pub(super) fn check_speakers(sentences: &[Sentence<'_>], damages: &mut Damages) {
    /// How many sentences before may name a person who speaks.
    const BACK: usize = 2;
    for (at, sentence) in sentences.iter().enumerate() {
        if sentence.parsed.is_stopped() {
            break;
        }
        let added = sentence.tokens.clone().find(|&i| {
            sentence.is(i, &["he", "she"]) && sentence.is(i + 1, &["added", "continued"])
        });
        let Some(added) = added else { continue };
        let own =
            sentence.tokens.clone().any(|i| i != added && sentence.name_label(i) == Some("PERSON"));
        let Some(previous) = at.checked_sub(1).map(|before| &sentences[before]) else { continue };
        let Some(speaker) = body_that_speaks(previous) else { continue };
        let before = at.saturating_sub(1 + BACK)..at - 1;
        let spoke = sentences[before].iter().any(person_speaks);
        if own || has_person(previous) || spoke {
            continue;
        }
        let (pronoun, owner) = (sentence.raw(added), previous.raw(speaker));
        let explanation =
            format!("“{pronoun}” goes on speaking where “{owner}”, no person, spoke before.");
        let span = sentence.range(added..added + 2);
        damages.push(DamageKind::PronounMismatch, span, 0.6, explanation);
    }
}

/// The body that is the subject of "said" in a sentence.
fn body_that_speaks(sentence: &Sentence<'_>) -> Option<usize> {
    sentence.tokens.clone().find(|&i| {
        is_body(sentence, i)
            && sentence.doc.dep(i) == "nsubj"
            && matches!(
                sentence.doc.norm(sentence.doc.head(i)),
                "said" | "says" | "stated" | "announced"
            )
    })
}

/// Whether a person speaks in a sentence.
fn person_speaks(sentence: &Sentence<'_>) -> bool {
    sentence.tokens.clone().any(|i| {
        sentence.doc.dep(i) == "nsubj"
            && super::super::words::is_speech_verb(sentence.doc.norm(sentence.doc.head(i)))
            && !is_body(sentence, i)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(ATTITUDES.is_sorted() && EXPRESS.is_sorted());
    }
}
