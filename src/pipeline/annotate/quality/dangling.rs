//! Words that hang in the air.

use std::ops::Range;

use super::{
    Damages,
    sentence::{Sentence, is_finite},
};
use crate::domain::DamageKind;

/// Verbs in the base form that are no nouns, sorted. Behind a possessive they stand where a noun
/// must.
#[rustfmt::skip]
const NO_NOUNS: &[&str] = &[
    "accept", "achieve", "acquire", "admit", "agree", "allow", "announce", "apologize", "appoint", "argue",
    "arrive", "become", "believe", "choose", "collaborate", "compete", "complain", "confirm", "contribute", "cooperate",
    "decide", "deliver", "deny", "depart", "destroy", "develop", "discuss", "elect", "eliminate", "establish",
    "expand", "expel", "explain", "grow", "imagine", "improve", "inform", "insist", "intervene", "invade",
    "invest", "involve", "lose", "maintain", "negotiate", "occur", "participate", "persuade", "prepare",
    "prevent", "propose", "protect", "provide", "pursue", "receive", "recognize", "reduce", "reelect", "refer",
    "reject", "remain", "remove", "replace", "require", "resign", "respond", "retire", "reveal", "send",
    "speak", "succeed", "suggest", "survive", "threaten", "translate", "withdraw", "write",
];

/// Words of grammar that cannot be the last of a sentence, sorted.
#[rustfmt::skip]
const NEVER_LAST: &[&str] = &["a", "an", "and", "because", "its", "my", "or", "our", "the", "their", "whose", "your"];

/// Nouns for people who speak for others.
#[rustfmt::skip]
const SPEAKERS: &[&str] = &["spokesman", "spokesperson", "spokeswoman"];

/// All kinds of dangling words in a sentence.
pub(super) fn check(sentence: &Sentence<'_>, damages: &mut Damages) {
    for i in sentence.until_stopped() {
        if let Some(range) = doubled_preposition(sentence, i) {
            let word = sentence.raw(i);
            let explanation = format!("“{word}” stands behind its noun as well as before it.");
            damages.push(DamageKind::DanglingWord, sentence.range(range), 0.7, explanation);
        } else if let Some(range) = verb_for_noun(sentence, i) {
            let words = sentence.words(range.clone());
            let explanation = format!("“{words}” has a verb where a noun must stand.");
            damages.push(DamageKind::DanglingWord, sentence.range(range), 0.7, explanation);
        } else if let Some(range) = split_role(sentence, i) {
            let words = sentence.words(range.clone());
            let explanation = format!(
                "“{words}” comes behind a full clause and begins another: role and name were parted."
            );
            damages.push(DamageKind::DanglingWord, sentence.range(range), 0.6, explanation);
        }
    }
    last_word(sentence, damages);
}

/// "with the president Vladimir Putin with.": the same preposition before a name and behind it.
fn doubled_preposition(sentence: &Sentence<'_>, i: usize) -> Option<Range<usize>> {
    /// How far before the name its preposition may stand.
    const BACK: usize = 10;
    const PREPOSITIONS: &[&str] = &["with", "from", "to", "for", "by", "of"];
    let raw = sentence.raw(i);
    let closes = matches!(sentence.raw(i + 1), "." | "," | ";" | ":" | "!" | "?" | "—");
    if !closes || !PREPOSITIONS.contains(&raw) || i < sentence.tokens.start + 2 {
        return None;
    }
    let name = i - 1;
    if !matches!(sentence.tag(name), "NNP" | "NNPS") || sentence.name_label(name).is_none() {
        return None;
    }
    let first = i.saturating_sub(BACK).max(sentence.tokens.start);
    for k in (first..name).rev() {
        if sentence.tag(k).starts_with("VB")
            || matches!(sentence.tag(k), "MD" | "," | "WP" | "WDT" | "CC" | ":")
        {
            return None;
        }
        if sentence.is(k, &[raw]) {
            let mut begin = name;
            while begin > k + 1 && matches!(sentence.tag(begin - 1), "NNP" | "NNPS") {
                begin -= 1;
            }
            return Some(begin..i + 1);
        }
    }
    None
}

/// "Smith's re-elect for the third time": a verb behind a possessive.
fn verb_for_noun(sentence: &Sentence<'_>, i: usize) -> Option<Range<usize>> {
    if sentence.tag(i) != "POS"
        || i == sentence.tokens.start
        || !matches!(sentence.tag(i - 1), "NNP" | "NN" | "NNPS")
    {
        return None;
    }
    let again = sentence.is(i + 1, &["re"]) && sentence.raw(i + 2) == "-";
    let verb = if again { i + 3 } else { i + 1 };
    let raw = sentence.raw(verb);
    let whole = raw.strip_prefix("re-").unwrap_or(raw);
    let listed = NO_NOUNS.binary_search(&whole).is_ok();
    // "Germany's elect-ed": a hyphen behind it makes a compound of it.
    let ends = !matches!(sentence.raw(verb + 1), "-" | "'" | "’" | "\"" | "”");
    (listed && ends).then_some(i + 1..verb + 1)
}

/// "…, the Kremlin spokesman said Peskov opened …" behind a clause that is complete.
fn split_role(sentence: &Sentence<'_>, i: usize) -> Option<Range<usize>> {
    /// Longest clause before it that is looked at.
    const CLAUSE: usize = 40;
    if !sentence.is(i, SPEAKERS) || !sentence.is(i + 1, &["said"]) {
        return None;
    }
    let name = i + 2;
    let mut end = name;
    while sentence.tag(end) == "NNP" {
        end += 1;
    }
    if end == name || !is_finite(sentence.tag(end)) {
        return None;
    }
    let comma = (sentence.tokens.start..i).rev().take(6).find(|&k| sentence.raw(k) == ",")?;
    let clause = comma.saturating_sub(CLAUSE).max(sentence.tokens.start)..comma;
    let verb = clause.clone().any(|k| is_finite(sentence.tag(k)));
    let subject = clause.clone().any(|k| matches!(sentence.doc.dep(k), "nsubj" | "nsubjpass"));
    let subordinate = clause.clone().any(|k| {
        matches!(sentence.doc.dep(k), "mark") || matches!(sentence.tag(k), "WRB" | "WDT" | "WP")
    });
    (verb && subject && !subordinate).then_some(i..end + 1)
}

/// "They met in the.": a word of grammar ends the sentence.
fn last_word(sentence: &Sentence<'_>, damages: &mut Damages) {
    let Some((last, ended)) = sentence.last_word() else { return };
    let raw = sentence.raw(last);
    let closed = ended && sentence.raw(last + 1) == "." && !sentence.doc.tokens()[last].space_after;
    if closed && last > sentence.tokens.start + 3 && NEVER_LAST.binary_search(&raw).is_ok() {
        let explanation = format!("“{raw}” ends the sentence with nothing behind it.");
        damages.push(DamageKind::DanglingWord, sentence.range(last..last + 1), 0.8, explanation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        assert!(NO_NOUNS.is_sorted() && NEVER_LAST.is_sorted());
    }
}
