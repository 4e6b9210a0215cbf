//! Parties mixed up: one on both sides of a relation, or the doer of a deed named as the one
//! who suffers it.

use std::collections::BTreeSet;

use parallax_nlp::gazetteer::FormKind;

use super::{Damages, sentence::Sentence};
use crate::domain::DamageKind;

/// "Russian-Russian cooperation", "talks between Russia and Russia".
pub(super) fn check(sentence: &Sentence<'_>, damages: &mut Damages) {
    for i in sentence.until_stopped() {
        let Some(range) = twice_hyphenated(sentence, i).or_else(|| twice_between(sentence, i))
        else {
            continue;
        };
        let words = sentence.words(range.clone());
        let explanation = format!("“{words}” names one party on both sides.");
        damages.push(DamageKind::SelfReference, sentence.range(range), 0.9, explanation);
    }
}

fn twice_hyphenated(sentence: &Sentence<'_>, i: usize) -> Option<std::ops::Range<usize>> {
    if !matches!(sentence.raw(i + 1), "-" | "–") || sentence.doc.tokens()[i].space_after {
        return None;
    }
    let (first, second) = (sentence.country(i)?, sentence.country(i + 2)?);
    let same = first.country == second.country && first.kind == second.kind;
    let chained = matches!(sentence.raw(i + 3), "-" | "–");
    (same && first.kind != FormKind::Capital && !chained).then_some(i..i + 3)
}

fn twice_between(sentence: &Sentence<'_>, i: usize) -> Option<std::ops::Range<usize>> {
    if !sentence.is(i, &["between"]) || !sentence.is(i + 2, &["and"]) {
        return None;
    }
    let (first, second) = (sentence.country(i + 1)?, sentence.country(i + 3)?);
    let same = first.country == second.country
        && first.kind == FormKind::Name
        && second.kind == FormKind::Name;
    // "between Russia and Russia's neighbours"
    let goes_on = matches!(sentence.tag(i + 4), "POS" | "NN" | "NNS" | "NNP" | "HYPH");
    (same && !goes_on).then_some(i..i + 4)
}

/// Nouns of deeds whose sufferer stands behind "of".
const DEEDS: &[&str] = &["invasion", "annexation", "occupation", "bombardment"];

/// "the invasion of Moscow" in an article where Moscow is no place that anybody invades: by its
/// own words the invader, or a capital that elsewhere acts as a party.
pub(super) fn check_inversion(sentences: &[Sentence<'_>], damages: &mut Damages) {
    let mut doers: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut sufferers: BTreeSet<&str> = BTreeSet::new();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut suspects = Vec::new();
    for sentence in sentences.iter().take_while(|sentence| !sentence.parsed.is_stopped()) {
        for i in sentence.until_stopped() {
            if let Some(form) = sentence.country(i) {
                if matches!(form.kind, FormKind::Name | FormKind::Abbreviation) {
                    named.insert(form.country.code);
                }
                if is_sufferer(sentence, i) {
                    sufferers.insert(form.country.code);
                }
            }
            let Some(deed) = DEEDS.iter().find(|deed| sentence.is(i, &[deed])) else { continue };
            if let Some(code) = owner(sentence, i) {
                doers.insert((deed, code));
            } else if let Some(code) = bare_object(sentence, i) {
                suspects.push((sentence, i, *deed, code));
            }
        }
    }
    for (sentence, i, deed, code) in suspects {
        let capital = sentence.country(i + 2).is_some_and(|form| form.kind == FormKind::Capital);
        let score = if doers.contains(&(deed, code)) {
            0.8
        } else if capital && named.contains(code) && !sufferers.contains(code) {
            0.6
        } else {
            continue;
        };
        let span = sentence.range(i.saturating_sub(1).max(sentence.tokens.start)..i + 3);
        let words = span.of(sentence.text);
        let explanation =
            format!("“{words}” makes a sufferer of what is a party everywhere else in the text.");
        damages.push(DamageKind::RoleInversion, span, score, explanation);
    }
}

/// The country that owns a deed: "Russia's invasion", "the Russian invasion".
fn owner(sentence: &Sentence<'_>, deed: usize) -> Option<&'static str> {
    /// How far before the noun its owner may stand.
    const BACK: usize = 5;
    let first = deed.saturating_sub(BACK).max(sentence.tokens.start);
    (first..deed).rev().find_map(|k| {
        let form = sentence.country(k)?;
        let owns = form.kind == FormKind::People || matches!(sentence.tag(k + 1), "POS");
        owns.then_some(form.country.code)
    })
}

/// The country in "the invasion of X", when nothing tells who did it.
fn bare_object(sentence: &Sentence<'_>, deed: usize) -> Option<&'static str> {
    let before = deed.checked_sub(1)?;
    if !sentence.is(before, &["the"]) || !sentence.is(deed + 1, &["of"]) {
        return None;
    }
    let form = sentence.country(deed + 2)?;
    let told = sentence.is(deed + 3, &["by", "in", "during"])
        || matches!(sentence.tag(deed + 3), "POS" | "NNP" | "HYPH" | "NN" | "NNS" | "CD");
    (form.kind != FormKind::People && !told).then_some(form.country.code)
}

/// Whether a country suffers something here: "invaded Iraq", "the war in Iraq", "troops entered".
fn is_sufferer(sentence: &Sentence<'_>, i: usize) -> bool {
    let Some(before) = i.checked_sub(1) else { return false };
    let verb = matches!(
        sentence.lemma(before),
        "invade" | "attack" | "occupy" | "bomb" | "enter" | "overrun" | "liberate"
    );
    let deed = |k: usize| {
        matches!(
            sentence.lemma(k),
            "invasion"
                | "war"
                | "attack"
                | "occupation"
                | "fall"
                | "bombing"
                | "siege"
                | "liberation"
        )
    };
    let of = sentence.is(before, &["of", "in", "on", "against"])
        && before.checked_sub(1).is_some_and(deed)
        && !matches!(sentence.country(i).map(|form| form.kind), Some(FormKind::Capital));
    verb || of
}
