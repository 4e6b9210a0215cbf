//! Damaged wordings beside what the undamaged documents have at the same place.
//!
//! The place is found by the words around the damage; what stands there in the other documents is
//! read according to the kind of damage: the pair of parties, the deed with its doer, or the words
//! between the same neighbours.

use std::{collections::BTreeMap, ops::Range};

use parallax_nlp::gazetteer::lookup;

use super::{
    Findings,
    lines::{Line, Lines},
    values::{listed, quote_of, row_of, sources, values, words_of},
};
use crate::{
    domain::{
        Compatibility, Damage, DamageKind, Discrepancy, DiscrepancyType, Evidence, Severity,
        Signal, Span,
    },
    pipeline::compare::Context,
};

/// Least share of the words around a damage that the same place of another document has.
const LEAST_ALIKE: f64 = 0.3;

/// Damages of one document that are looked at.
const MOST_DAMAGES: usize = 16;

/// The damage that a stretch of a document touches, if one may have changed what it says: what
/// disagrees with other documents there is no disagreement.
pub(in crate::pipeline::compare) fn damaged<'a>(
    context: &Context<'a>,
    document: usize,
    span: Span,
) -> Option<&'a Damage> {
    let damages = &context.sources.get(document)?.annotated.analysis.quality.damages;
    // In text order; seldom more than a few.
    damages.iter().find(|damage| changes_words(damage.kind) && damage.span.overlaps(span))
}

/// Whether damage of a kind touches words and not marks alone.
fn changes_words(kind: DamageKind) -> bool {
    !matches!(kind, DamageKind::UnbalancedQuote | DamageKind::Truncated)
}

/// Whether damage of a kind makes a text say something else.
fn changes_meaning(kind: DamageKind) -> bool {
    matches!(kind, DamageKind::SelfReference | DamageKind::RoleInversion | DamageKind::LostNegation)
}

/// Damages that change the meaning, and others that have a counterpart.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    // The same wording in several documents is one finding.
    let mut damages: BTreeMap<(DamageKind, String), Vec<(usize, &Damage)>> = BTreeMap::new();
    for (document, source) in context.sources.iter().enumerate() {
        let all = source.annotated.analysis.quality.damages.iter();
        for damage in all.filter(|d| changes_words(d.kind)).take(MOST_DAMAGES) {
            let words = words_of(context, document, damage.span).to_lowercase();
            damages.entry((damage.kind, words)).or_default().push((document, damage));
        }
    }
    if damages.is_empty() {
        return Vec::new();
    }
    let lines = Lines::indexed(context);
    let found = damages.into_values().filter_map(|places| {
        let mut discrepancy = compare(context, &lines, &places)?;
        discrepancy.claim = row_of(findings.claims, &discrepancy.values);
        discrepancy.quote = quote_of(findings.quotes, &discrepancy.values);
        Some(discrepancy)
    });
    found.collect()
}

/// One damaged wording, at least once there.
fn compare(
    context: &Context<'_>,
    lines: &Lines<'_>,
    places: &[(usize, &Damage)],
) -> Option<Discrepancy> {
    let &(document, damage) = places.first()?;
    let reading = |document: usize, span: Span| -> (String, Evidence) {
        (words_of(context, document, span), context.evidence(document, span))
    };
    let mut counterparts: Vec<(String, Evidence)> = Vec::new();
    for (line, span) in lines.counterparts(document, damage) {
        let itself = places.iter().any(|(d, _)| *d == line.document);
        if !itself && damaged(context, line.document, span).is_none() {
            counterparts.push(reading(line.document, span));
        }
    }
    let meaning = changes_meaning(damage.kind);
    if counterparts.is_empty() && !meaning {
        return None;
    }
    let others = counterparts.len();
    let damaged: Vec<_> = places.iter().map(|&(d, damage)| reading(d, damage.span)).collect();
    let mut values = values(context, counterparts);
    let kept = values.len();
    values.extend(self::values(context, damaged));
    let odd = &values[kept].value;
    let what = what(damage.kind);
    let explanation = match kept {
        0 => format!("“{odd}” in {} is probably damaged: {what}.", sources(places.len())),
        _ => format!(
            "“{odd}” in {} is probably damaged: {what}; elsewhere {}.",
            sources(places.len()),
            listed(&values[..kept])
        ),
    };
    // Most independent voices first; the damaged wording stays last among equals.
    values.sort_by_key(|value| std::cmp::Reverse(value.independent_support));
    let severity = match (meaning, kept > 0) {
        (true, true) => Severity::High,
        (true, false) => Severity::Medium,
        _ => Severity::Low,
    };
    let support = context.independent(&super::values::documents(&values)).saturating_sub(1);
    let signals = vec![
        Signal {
            id: "damaged-text".into(),
            weight: damage.score,
            detail: damage.explanation.clone(),
        },
        Signal {
            id: "other-readings".into(),
            weight: (others as f64 / 3.0).min(1.0),
            detail: others.to_string(),
        },
    ];
    Some(Discrepancy {
        kind: DiscrepancyType::TextDamage,
        compatibility: Compatibility::Unclear,
        severity,
        claim: None,
        quote: None,
        values,
        explanation,
        signals,
        score: damage.score * (1.0 - 0.4 / (1.0 + support as f64)),
    })
}

/// What is wrong, in a few words.
fn what(kind: DamageKind) -> &'static str {
    match kind {
        DamageKind::SelfReference => "one party stands on both sides",
        DamageKind::RoleInversion => "doer and sufferer seem to have changed places",
        DamageKind::LostNegation => "a “not” seems to be lost",
        DamageKind::RepeatedWords => "words stand twice",
        DamageKind::DanglingWord => "a word hangs in the air",
        DamageKind::PronounMismatch => "the pronoun does not fit",
        DamageKind::Encoding => "characters are of a wrong charset",
        DamageKind::UnbalancedQuote | DamageKind::Truncated => "something is missing",
    }
}

impl<'a> Lines<'a> {
    /// What stands in the other documents where one document is damaged.
    fn counterparts(&self, document: usize, damage: &Damage) -> Vec<(&Line<'a>, Span)> {
        /// Tokens around the damage that tell its place.
        const AROUND: usize = 8;
        let Some(line) = self.at(document, damage.span.begin) else { return Vec::new() };
        let tokens = line.tokens_at(damage.span);
        if tokens.is_empty() {
            return Vec::new();
        }
        let window = tokens.start.saturating_sub(AROUND).max(line.tokens.start)
            ..(tokens.end + AROUND).min(line.tokens.end);
        let words: Vec<&str> =
            window.filter(|&t| line.is_content(t)).map(|t| line.key(t)).collect();
        if words.len() < 3 {
            return Vec::new();
        }
        let alike = self.most_alike(&words, document).into_iter();
        let alike = alike.filter(|(_, share)| *share >= LEAST_ALIKE);
        let place = Place { line, tokens };
        alike
            .filter_map(|(other, _)| Some((other, place.counterpart(other, damage.kind)?)))
            .collect()
    }
}

/// A damaged stretch in its sentence.
struct Place<'l, 'a> {
    line: &'l Line<'a>,
    tokens: Range<usize>,
}

impl Place<'_, '_> {
    /// What a sentence of another document has in its place.
    fn counterpart(&self, other: &Line<'_>, kind: DamageKind) -> Option<Span> {
        let tokens = match kind {
            DamageKind::SelfReference => self.pair(other),
            DamageKind::RoleInversion => self.deed(other),
            DamageKind::LostNegation => None,
            _ => self.between(other),
        }?;
        let span = other.span(tokens);
        let words = |line: &Line<'_>, tokens: Range<usize>| -> Vec<String> {
            tokens.map(|t| line.doc().norm(t).to_owned()).collect()
        };
        let same = words(self.line, self.tokens.clone()) == words(other, other.tokens_at(span));
        (!same).then_some(span)
    }

    /// The two parties that stand, one of them the damaged one, by a word that also stands by the
    /// damage.
    fn pair(&self, other: &Line<'_>) -> Option<Range<usize>> {
        /// Tokens between the pair and the word.
        const NEAR: usize = 4;
        let text = |line: &Line<'_>, t: usize| -> Option<&'static str> {
            let word = line.doc().norm(t);
            let mut letters = word.chars();
            let capital = letters.next()?.to_uppercase().chain(letters).collect::<String>();
            Some(lookup(&capital)?.country.code)
        };
        let party = self.tokens.clone().find_map(|t| text(self.line, t))?;
        let beside: Vec<&str> = self.beside(NEAR).map(|t| self.line.key(t)).collect();
        let joint = |t: usize| matches!(other.doc().norm(t), "-" | "–");
        let mut starts = other.tokens.clone().filter_map(|t| {
            if t + 2 < other.tokens.end && joint(t + 1) {
                return Some((t, t + 2, t..t + 3));
            }
            let between = t + 3 < other.tokens.end
                && other.doc().norm(t) == "between"
                && other.doc().norm(t + 2) == "and";
            between.then_some((t + 1, t + 3, t..t + 4))
        });
        starts.find_map(|(first, second, tokens)| {
            let (a, b) = (text(other, first)?, text(other, second)?);
            let near = tokens.start.saturating_sub(NEAR).max(other.tokens.start)
                ..(tokens.end + NEAR).min(other.tokens.end);
            let known = near.into_iter().any(|t| {
                !tokens.contains(&t) && other.is_content(t) && beside.contains(&other.key(t))
            });
            (a != b && (a == party || b == party) && known).then_some(tokens)
        })
    }

    /// The deed with its doer, where the damaged text names one that it does not tell the doer of.
    fn deed(&self, other: &Line<'_>) -> Option<Range<usize>> {
        const DEEDS: [&str; 8] = [
            "aggression",
            "annexation",
            "attack",
            "bombardment",
            "invasion",
            "occupation",
            "offensive",
            "war",
        ];
        let own = self.tokens.clone().find(|&t| DEEDS.contains(&self.line.key(t)))?;
        let same = |t: &usize| other.key(*t) == self.line.key(own);
        let deeds = || other.tokens.clone().filter(|&t| other.doc().tag(t).starts_with("NN"));
        let deed =
            deeds().find(same).or_else(|| deeds().find(|t| DEEDS.contains(&other.key(*t))))?;
        let doc = other.doc();
        let doer = doc
            .children(deed)
            .take(16)
            .find(|&c| doc.dep(c) == "poss" || doc.dep(c) == "amod" && lookup_word(other, c))?;
        let mut tokens = noun_phrase(other, deed);
        tokens.start = tokens.start.min(doer);
        Some(tokens)
    }

    /// The words between the same neighbours.
    fn between(&self, other: &Line<'_>) -> Option<Range<usize>> {
        /// A longer stretch is another statement.
        const LONGEST: usize = 10;
        let left = (self.line.tokens.start..self.tokens.start).rev();
        let left = left.take(4).find(|&t| self.line.is_content(t))?;
        let right = (self.tokens.end..self.line.tokens.end).take(4);
        let right = right.into_iter().find(|&t| self.line.is_content(t))?;
        let from = other.tokens.clone().find(|&t| other.key(t) == self.line.key(left))?;
        let to = (from + 1..other.tokens.end.min(from + 2 + LONGEST))
            .find(|&t| other.key(t) == self.line.key(right))?;
        (to > from + 1).then_some(from + 1..to)
    }

    /// Content words within so many tokens of the damage.
    fn beside(&self, near: usize) -> impl Iterator<Item = usize> {
        let before = self.tokens.start.saturating_sub(near).max(self.line.tokens.start);
        let after = (self.tokens.end + near).min(self.line.tokens.end);
        let around = (before..self.tokens.start).chain(self.tokens.end..after);
        around.filter(|&t| self.line.is_content(t))
    }
}

fn lookup_word(line: &Line<'_>, token: usize) -> bool {
    let word = line.doc().norm(token);
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    lookup(&format!("{first}{}", letters.as_str())).is_some()
}

/// The tokens around a noun that stand under it, up to a comma or clause.
fn noun_phrase(line: &Line<'_>, noun: usize) -> Range<usize> {
    /// Tokens on either side.
    const LONGEST: usize = 10;
    /// Steps up to the noun.
    const MAX_CLIMB: usize = 6;
    let doc = line.doc();
    let under = |token: usize| {
        let mut at = token;
        for _ in 0..MAX_CLIMB {
            if at == noun {
                return true;
            }
            if matches!(doc.dep(at), "relcl" | "acl" | "punct" | "appos" | "conj" | "cc" | "advcl")
            {
                return false;
            }
            at = doc.head(at);
        }
        false
    };
    let before = (line.tokens.start..noun).rev().take(LONGEST).take_while(|&t| under(t));
    let begin = before.last().unwrap_or(noun);
    let behind = (noun + 1..line.tokens.end).take(LONGEST).take_while(|&t| under(t));
    begin..behind.last().unwrap_or(noun) + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::compare::{CompareOptions, testing::compared_texts};

    fn damages(texts: &[&str]) -> Vec<Discrepancy> {
        let found = compared_texts(texts, &CompareOptions::default()).discrepancies;
        found.into_iter().filter(|d| d.kind == DiscrepancyType::TextDamage).collect()
    }

    #[test]
    fn one_party_on_both_sides() {
        let found = damages(&[
            "France and Spain want to talk about deepening French-Spanish cooperation on energy.",
            "Ministers will discuss deepening French-French cooperation on energy. Spain is the host.",
            "The talks are about deepening French-Spanish cooperation on energy, Paris said.",
        ]);
        let [damage] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!(damage.severity, Severity::High);
        assert_eq!(damage.compatibility, Compatibility::Unclear);
        let values: Vec<&str> = damage.values.iter().map(|v| v.value.as_str()).collect();
        assert_eq!(values, ["French-Spanish", "French-French"]);
        assert_eq!(damage.values[0].documents, [0, 2]);
    }

    #[test]
    fn doer_and_sufferer_exchanged() {
        let found = damages(&[
            "Jordan refused to condemn Iraq's invasion of Kuwait, and Iraq thanked it for that.",
            "Jordan refused to condemn the invasion of Baghdad. Iraq thanked it for that.",
        ]);
        let [damage] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!(damage.severity, Severity::High);
        assert!(damage.values.iter().any(|v| v.value == "Iraq's invasion of Kuwait"));
    }

    #[test]
    fn sound_texts_have_none() {
        let found = damages(&[
            "France and Spain want to talk about deepening French-Spanish cooperation on energy.",
            "The talks are about deepening French-Spanish cooperation on energy, Paris said.",
        ]);
        assert!(found.is_empty(), "{found:#?}");
    }
}
