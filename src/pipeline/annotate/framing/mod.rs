//! Words that name or judge, whom they frame, and in whose voice they stand.
//!
//! Words come from a lexicon of the project's own, read with part of speech and dependency tree;
//! quotation marks that keep a distance and comparisons that lend weight are found by pattern.

mod gravity;
mod lexicon;
mod target;
#[cfg(test)]
mod tests;
mod war;

use std::ops::Range;

use self::target::Targets;
use super::mentions::Mentions;
use super::voices::{Voices, speaker};
use super::{Found, Segment};
use crate::domain::{FramingDevice, FramingTerm, QuoteKind, Section, Span, Voice};

/// The framing terms of an article, in text order; of two that begin together the longer one
/// stands first.
pub(super) fn terms(found: &Found<'_>) -> Vec<FramingTerm> {
    let mentions = Mentions::new(found.entities);
    let voices = Voices::new(found.parsed.text, found.quotes);
    let terms = Terms { found, mentions: &mentions, voices: &voices, terms: Vec::new() };
    terms.read()
}

struct Terms<'a> {
    found: &'a Found<'a>,
    mentions: &'a Mentions,
    voices: &'a Voices,
    terms: Vec<FramingTerm>,
}

impl Terms<'_> {
    fn read(mut self) -> Vec<FramingTerm> {
        let parsed = self.found.parsed;
        let warlike = war::Warlike::new(parsed, self.mentions);
        for (sentence, place) in parsed.sentences.iter().zip(parsed.places) {
            if parsed.is_stopped() {
                break;
            }
            if sentence.section != Section::Dateline {
                let segment = &parsed.segments[place.segment];
                self.sentence(segment, place.tokens.clone(), &warlike);
            }
        }
        self.scare_quotes();
        self.terms
            .sort_by_key(|term| (term.span.begin, std::cmp::Reverse(term.span.end), term.device));
        self.terms.dedup_by_key(|term| (term.span, term.device));
        self.terms
    }

    fn sentence(&mut self, segment: &Segment, tokens: Range<usize>, warlike: &war::Warlike) {
        let doc = &segment.doc;
        let targets = Targets { doc, segment, mentions: self.mentions };
        let mut at = tokens.start;
        while at < tokens.end && !self.found.parsed.is_stopped() {
            let text = self.found.parsed.text;
            if let Some(found) = gravity::comparison(segment, text, at, tokens.end) {
                let target = targets.of(found.noun, lexicon::Toward::Bearer);
                let span = segment.range_span(found.tokens.clone());
                self.push(span, FramingDevice::GravityComparison, target, found.valence);
            }
            if let Some(entry) = lexicon::lookup(doc, at, tokens.end) {
                let last = at + entry.len - 1;
                let target = targets.of(targets.head(at..last + 1), entry.toward);
                let span = segment.range_span(at..last + 1);
                self.push(span, entry.device, target, entry.valence);
                at = last + 1;
                continue;
            }
            if let Some(target) = warlike.mild_word(segment, at, self.mentions) {
                let span = segment.token_span(at);
                self.push(span, FramingDevice::Euphemism, Some(target), war::MILD_VALENCE);
            }
            if let Some((whose, target)) = war::made_by(segment, at, self.mentions) {
                let span = segment.range_span(whose..at + 1);
                self.push(span, FramingDevice::Label, Some(target), war::BLAME_VALENCE);
            }
            at += 1;
        }
    }

    /// Quotation marks that keep a distance.
    fn scare_quotes(&mut self) {
        /// Toward what the outlet keeps at a distance.
        const VALENCE: f64 = -0.3;
        let parsed = self.found.parsed;
        for quote in self.found.quotes.iter().filter(|q| q.kind == QuoteKind::Scare) {
            let Some(index) = parsed.segment_at(quote.content.begin) else { continue };
            let segment = &parsed.segments[index];
            let tokens = parsed.tokens_in(index, quote.content);
            let Some(last) = tokens.clone().next_back() else { continue };
            let targets = Targets { doc: &segment.doc, segment, mentions: self.mentions };
            let target = targets.of(last, lexicon::Toward::Bearer);
            self.terms.push(FramingTerm {
                span: quote.span,
                device: FramingDevice::ScareQuote,
                target,
                valence: VALENCE,
                voice: Voice::ScareQuote,
                speaker: None,
            });
        }
    }

    fn push(&mut self, span: Span, device: FramingDevice, target: Option<usize>, valence: f64) {
        let (voice, quote) = self.voice(span);
        let speaker = quote.and_then(|quote| speaker(self.found.quotes, quote));
        self.terms.push(FramingTerm { span, device, target, valence, voice, speaker });
    }

    /// In whose voice a word stands. Whatever stands between marks is not the outlet's own, also
    /// where nobody is known to have said it.
    fn voice(&self, span: Span) -> (Voice, Option<usize>) {
        let (voice, quote) = self.voices.at(span.begin);
        if matches!(voice, Voice::Outlet | Voice::IndirectSpeech) && self.is_marked(span) {
            return (Voice::DirectQuote, quote);
        }
        (voice, quote)
    }

    fn is_marked(&self, span: Span) -> bool {
        /// Marks are nested no deeper, and a stretch between them is seldom longer than the next
        /// ones.
        const NEAR: usize = 8;
        let stretches = &self.found.marks.stretches;
        let after = stretches.partition_point(|s| s.span.begin <= span.begin);
        stretches[..after].iter().rev().take(NEAR).any(|s| !s.unbalanced && s.span.contains(span))
    }
}
