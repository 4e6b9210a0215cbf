//! Connective and polarity at odds: "However, they say the plan is credible, as he has refused to
//! publish it". What is held against somebody cannot be the reason to believe him.

use super::super::words::is_speech_verb;
use super::{
    Damages,
    sentence::{Sentence, is_finite},
};
use crate::domain::DamageKind;

/// Adjectives of trust, which refusals and failures speak against; sorted.
#[rustfmt::skip]
const TRUST: &[&str] = &[
    "acceptable", "believable", "convincing", "credible", "genuine", "impartial", "neutral", "objective",
    "plausible", "reliable", "serious", "sincere", "trustworthy",
];

/// Verbs that say that something was not done, sorted.
const REFUSAL: &[&str] = &["decline", "fail", "neglect", "refrain", "refuse"];

/// Reports a trust that is explained by a refusal, where a contrast was announced.
pub(super) fn check(sentence: &Sentence<'_>, damages: &mut Damages) {
    /// How far the refusal may stand behind the judgement.
    const AHEAD: usize = 12;
    let first = sentence.tokens.clone().find(|&i| sentence.raw(i).chars().any(char::is_alphabetic));
    let Some(first) =
        first.filter(|&i| sentence.is(i, &["however", "but", "yet", "nevertheless", "still"]))
    else {
        return;
    };
    let mut said = false;
    for i in first..sentence.tokens.end {
        said |= is_speech_verb(sentence.doc.norm(i));
        if TRUST.binary_search(&sentence.lemma(i)).is_err() || !said {
            continue;
        }
        let Some(copula) = copula(sentence, i) else { continue };
        let window = i + 1..sentence.tokens.end.min(i + 1 + AHEAD);
        let mut reason = None;
        for k in window {
            if sentence.is(k, &["as", "because", "since"]) {
                reason = Some(k);
            }
            if sentence.is(k, &["not", "n't", "never", ";", "but"]) {
                break;
            }
            let refusal = REFUSAL.binary_search(&sentence.lemma(k)).is_ok();
            if refusal && reason.is_some() && sentence.tag(k).starts_with("VB") {
                let words = sentence.words(copula..i + 1);
                let explanation = format!(
                    "“{words}” disagrees with the reason given for it; a “not” may be lost."
                );
                let span = sentence.range(copula..i + 1);
                damages.push(DamageKind::LostNegation, span, 0.6, explanation);
                return;
            }
        }
    }
}

/// The form of "be" right before an adjective, without "not" between.
fn copula(sentence: &Sentence<'_>, adjective: usize) -> Option<usize> {
    (1..=2).filter_map(|back| adjective.checked_sub(back)).find(|&i| {
        sentence.lemma(i) == "be"
            && is_finite(sentence.tag(i))
            && (i + 1..adjective).all(|k| {
                sentence.tag(k) == "RB"
                    && !sentence.is(k, &["not", "n't", "never", "hardly", "barely", "only"])
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(TRUST.is_sorted() && REFUSAL.is_sorted());
    }
}
