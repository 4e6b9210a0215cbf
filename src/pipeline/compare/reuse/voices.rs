//! Which articles speak with one voice: copies and near copies of one text.

use super::Reuse;
use crate::{
    domain::{NEAR_COPY, Section, Sketch, Span},
    pipeline::{compare::Source, copies},
};

/// Share of the words of the shorter of two articles that stand in the other, from which on it
/// is a part of it, with whatever the other adds.
const PART: f64 = 0.7;
/// The same for two articles that credit one agency.
const SAME_AGENCY: f64 = 0.5;
/// Articles of fewer words are copies only when they are the same word for word: a flash is like
/// many, and one number in it is all its news.
const SHORTEST: usize = 40;

/// For each article the first one that speaks with the same voice, in canonical order: itself,
/// unless it is a copy. What copies a copy is a copy.
pub(super) fn voices(sources: &[Source<'_>], reuse: &Reuse) -> Vec<usize> {
    let known: Vec<Known> = sources.iter().map(Known::new).collect();
    let sizes: Vec<usize> = reuse.texts.iter().map(|text| super::prose(text)).collect();
    let mut voices: Vec<usize> = (0..sources.len()).collect();
    for second in 0..sources.len() {
        for first in 0..second {
            let shared = reuse.shared_words(first, second);
            let shorter = sizes[first].min(sizes[second]);
            let share = if shorter < SHORTEST { 0.0 } else { shared as f64 / shorter as f64 };
            let least = if shorter < SHORTEST { 1.0 } else { NEAR_COPY };
            if known[first].is_one_with(&known[second], share, least) {
                let (a, b) = (voices[first], voices[second]);
                let (kept, lost) = (a.min(b), a.max(b));
                voices.iter_mut().filter(|voice| **voice == lost).for_each(|v| *v = kept);
            }
        }
    }
    voices
}

/// What tells copies of an article.
struct Known {
    sketch: Option<Sketch>,
    agency: Option<&'static str>,
}

impl Known {
    fn new(source: &Source<'_>) -> Self {
        let analysis = &source.annotated.analysis;
        let title = analysis.title().map_or("", |title| title.of(source.text));
        // The body is what lies between the first and the last of its sentences.
        let in_body = |s: &&crate::domain::Sentence| s.section != Section::Title;
        let mut body = analysis.sentences.iter().filter(in_body).map(|s| s.span);
        let span = body.next().map(|first| body.fold(first, Span::cover));
        let body = span.map_or("", |span| span.of(source.text));
        Self {
            sketch: copies::sketch(&copies::compared(title, body)),
            agency: copies::agency(source.text, &analysis.zones),
        }
    }

    /// Whether one of two articles is a copy of the other, or both of a third: `share` is that of
    /// the words of the shorter one that stand in the other, `least` the similarity of near copies.
    fn is_one_with(&self, other: &Self, share: f64, least: f64) -> bool {
        let near = |(a, b): (&Sketch, &Sketch)| a.similarity(b) >= least;
        let agency = self.agency.is_some() && self.agency == other.agency;
        share >= PART
            || agency && share >= SAME_AGENCY
            || self.sketch.as_ref().zip(other.sketch.as_ref()).is_some_and(near)
    }
}
