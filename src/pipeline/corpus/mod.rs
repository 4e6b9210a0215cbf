//! What articles of a library have to say to a text that is not one of them: a quotation, a claim.
//! Works on analyses as they are stored, without the trees behind them.

pub mod claims;
pub mod quotes;
mod terms;
#[cfg(test)]
mod tests;

use super::annotate::Voices;
use crate::domain::{Analysis, Evidence, Section, Span, Voice};

pub use terms::search_words;

/// A stretch of an article as evidence; see `Context::evidence` of the comparison.
/// Where some stretches of one article stand, and in whose voice.
pub fn mention_evidence(analysis: &Analysis, text: &str, spans: &[Span]) -> Vec<Evidence> {
    let voices = Voices::new(text, &analysis.quotes);
    spans.iter().map(|span| evidence(0, analysis, *span, voices.at(span.begin).0)).collect()
}

fn evidence(document: usize, analysis: &Analysis, span: Span, voice: Voice) -> Evidence {
    let after = analysis.sentences.partition_point(|s| s.span.begin <= span.begin);
    let sentence = analysis.sentences[..after].last().filter(|s| span.begin < s.span.end);
    let hedges = analysis.claims.iter().flat_map(|claim| &claim.hedges);
    let mut hedges: Vec<Span> =
        hedges.copied().filter(|h| span.begin <= h.begin && h.end <= span.end).collect();
    hedges.sort_unstable();
    hedges.dedup();
    Evidence {
        document,
        span,
        sentence: sentence.map_or(span, |s| s.span.cover(span)),
        section: sentence.map_or(Section::Body, |s| s.section),
        voice,
        hedges,
    }
}
