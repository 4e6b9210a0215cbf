//! Signs that a text is damaged: by a bad translation, a wrong charset, a broken copy.
//!
//! Each check is a file of its own and knows a few patterns that sound English does not have;
//! what sound news have now and then is left out, however often damage looks like it.

mod dangling;
mod encoding;
mod endings;
mod parties;
mod polarity;
mod pronouns;
mod repeats;
mod sentence;
#[cfg(test)]
mod tests;

use self::sentence::Sentence;
use super::{Parsed, quotes::Marks};
use crate::domain::{Damage, DamageKind, Quality, Span};

/// What is looked for in each sentence.
const OF_SENTENCES: [fn(&Sentence<'_>, &mut Damages); 6] = [
    repeats::check,
    parties::check,
    polarity::check,
    dangling::check,
    pronouns::check,
    endings::check,
];

/// What is looked for over all sentences.
const OF_ALL: [fn(&[Sentence<'_>], &mut Damages); 4] = [
    repeats::check_sentences,
    parties::check_inversion,
    pronouns::check_speakers,
    endings::check_last,
];

/// The state of an article's text.
pub(super) fn quality(parsed: &Parsed<'_>, found: &Marks) -> Quality {
    let mut damages = Damages::default();
    marks(found, parsed.text, &mut damages);
    for segment in parsed.until_stopped(parsed.segments) {
        encoding::check(segment, parsed.text, &mut damages);
    }
    let sentences: Vec<Sentence<'_>> = Sentence::all(parsed);
    for sentence in parsed.until_stopped(&sentences) {
        for check in parsed.until_stopped(&OF_SENTENCES) {
            check(sentence, &mut damages);
        }
    }
    for check in parsed.until_stopped(&OF_ALL) {
        check(&sentences, &mut damages);
    }
    damages.finish(sentences.len())
}

/// Quotation marks without partner.
///
/// Two customs leave marks open that are no damage: a quotation of several paragraphs opens each
/// of them and closes the last alone, and these paragraphs may have been joined; and a quotation
/// may run over the end of a line.
fn marks(marks: &Marks, text: &str, damages: &mut Damages) {
    /// Longest quotation, in bytes, that is looked for over the end of a line.
    const LONGEST: usize = 400;
    let unbalanced = marks.stretches.iter().filter(|stretch| stretch.unbalanced).map(|stretch| {
        let opens = stretch.span.begin < stretch.content.begin;
        let closes = stretch.content.end < stretch.span.end;
        (stretch.span, opens && !closes, closes && !opens)
    });
    let stray = marks.stray.iter().map(|&span| {
        let opens = text[..span.begin].ends_with(char::is_whitespace);
        (span, opens, !opens)
    });
    let mut lone: Vec<(Span, bool, bool)> = unbalanced.chain(stray).collect();
    lone.sort_unstable_by_key(|(span, ..)| (span.begin, span.end));
    let mut lone = lone.into_iter().peekable();
    while let Some((span, opens, _)) = lone.next() {
        let behind = text[span.end..].trim_start();
        if opens && behind.starts_with(['"', '“', '\'', '‘', '«', '„']) {
            continue;
        }
        let is_partner = |(other, _, closes): &(Span, bool, bool)| {
            let between = Span::new(span.begin, other.end);
            *closes && between.len() <= LONGEST && !between.of(text).contains("\n\n")
        };
        if opens && lone.next_if(is_partner).is_some() {
            continue;
        }
        let explanation = "The quotation mark has no partner.".to_owned();
        damages.push(DamageKind::UnbalancedQuote, span, 0.8, explanation);
    }
}

/// Collects damages.
#[derive(Default)]
struct Damages {
    list: Vec<Damage>,
}

impl Damages {
    fn push(&mut self, kind: DamageKind, span: Span, score: f64, explanation: String) {
        self.list.push(Damage { kind, span, score, explanation });
    }

    /// Puts all in text order and judges the text, which has so many sentences.
    fn finish(mut self, sentences: usize) -> Quality {
        // A text of a sentence or two is not ruined by one slip.
        const LEAST_SENTENCES: usize = 5;
        /// How much one certain damage a sentence takes away.
        const WEIGHT: f64 = 4.0;
        self.list.sort_by(|a, b| {
            let key = |d: &Damage| (d.span.begin, d.span.end, d.kind);
            key(a).cmp(&key(b))
        });
        self.list.dedup_by(|b, a| a.kind == b.kind && a.span.overlaps(b.span));
        let sentences = sentences.max(LEAST_SENTENCES) as f64;
        let total: f64 = self.list.iter().map(|damage| damage.score).sum();
        Quality {
            score: 1.0 / (1.0 + WEIGHT * total / sentences),
            likely_machine_translated: is_translated(&self.list, sentences),
            damages: self.list,
        }
    }
}

/// Whether damages are of the kind that machine translation leaves, and dense enough.
///
/// Words in impossible places, parties mixed up and lost negations weigh fully; doubled words
/// and cut-off ends, which editing leaves as well, weigh less and are not enough alone.
fn is_translated(damages: &[Damage], sentences: f64) -> bool {
    /// Weight of one certain sign, by kind.
    fn weight(kind: DamageKind) -> f64 {
        match kind {
            DamageKind::SelfReference
            | DamageKind::RoleInversion
            | DamageKind::LostNegation
            | DamageKind::DanglingWord
            | DamageKind::PronounMismatch => 1.0,
            DamageKind::RepeatedWords | DamageKind::Truncated => 0.4,
            DamageKind::UnbalancedQuote | DamageKind::Encoding => 0.0,
        }
    }
    /// Least weight of all signs together.
    const LEAST: f64 = 1.0;
    /// Least weight a sentence.
    const LEAST_DENSITY: f64 = 0.03;
    let total: f64 = damages.iter().map(|damage| damage.score * weight(damage.kind)).sum();
    let full = damages.iter().any(|damage| weight(damage.kind) == 1.0);
    full && total >= LEAST && total / sentences >= LEAST_DENSITY
}
