//! In whose voice a word stands: the outlet's, or that of somebody it quotes.

use super::words;
use crate::domain::{Quote, QuoteKind, Span, Voice};

/// What covers each position of the text: stretches in text order, each with the index of the
/// innermost quotation there.
#[derive(Debug, Default, PartialEq, Eq)]
struct Cover(Vec<(usize, Option<usize>)>);

impl Cover {
    /// Of spans with their indices. Of two that cover a position the one that begins later
    /// counts.
    fn new(mut spans: Vec<(Span, usize)>) -> Self {
        spans.sort_unstable_by_key(|(span, index)| {
            (span.begin, std::cmp::Reverse(span.end), *index)
        });
        let mut cover = Vec::new();
        let mut open: Vec<(Span, usize)> = Vec::new();
        let close = |open: &mut Vec<(Span, usize)>, cover: &mut Vec<_>, until: usize| {
            while let Some(&(span, _)) = open.last().filter(|(span, _)| span.end <= until) {
                while open.pop_if(|(other, _)| other.end <= span.end).is_some() {}
                cover.push((span.end, open.last().map(|(_, index)| *index)));
            }
        };
        for (span, index) in spans {
            close(&mut open, &mut cover, span.begin);
            cover.push((span.begin, Some(index)));
            open.push((span, index));
        }
        close(&mut open, &mut cover, usize::MAX);
        Self(cover)
    }

    fn at(&self, position: usize) -> Option<usize> {
        let after = self.0.partition_point(|(begin, _)| *begin <= position);
        self.0[..after].last().and_then(|(_, index)| *index)
    }
}

/// The quotations and reported speech of an article, to be found by position.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Voices {
    marked: Cover,
    scare: Cover,
    reported: Cover,
}

impl Voices {
    /// Of the quotations of a text.
    pub(in crate::pipeline) fn new(text: &str, quotes: &[Quote]) -> Self {
        let counts = |quote: &Quote| {
            !quote.content.is_empty() && (quote.kind != QuoteKind::Indirect || reports(text, quote))
        };
        let of = |kinds: &[QuoteKind]| {
            let spans = quotes.iter().enumerate();
            let spans = spans.filter(|(_, q)| kinds.contains(&q.kind) && counts(q));
            Cover::new(spans.map(|(index, q)| (q.content, index)).collect())
        };
        Self {
            marked: of(&[QuoteKind::Direct, QuoteKind::Fragment]),
            scare: of(&[QuoteKind::Scare]),
            reported: of(&[QuoteKind::Indirect]),
        }
    }

    /// Who speaks at a position, and the index of the quotation. Words in marks are somebody's
    /// own even where the sentence around them is reported speech.
    pub(in crate::pipeline) fn at(&self, position: usize) -> (Voice, Option<usize>) {
        let kinds = [
            (&self.marked, Voice::DirectQuote),
            (&self.scare, Voice::ScareQuote),
            (&self.reported, Voice::IndirectSpeech),
        ];
        let found = kinds.iter().find_map(|(cover, voice)| Some((*voice, cover.at(position)?)));
        found.map_or((Voice::Outlet, None), |(voice, quote)| (voice, Some(quote)))
    }
}

/// Whether reported speech is introduced by a word of saying or thinking. Of what somebody is
/// told to plan or refuse the words are the outlet's.
fn reports(text: &str, quote: &Quote) -> bool {
    let Some(cue) = quote.cue else { return true };
    let mut cue = cue.of(text).split_whitespace().map(str::to_lowercase);
    cue.any(|word| words::is_speech_verb(&word) || word == "according" || word == "per")
}

/// The entity that is the speaker of a quotation.
pub(super) fn speaker(quotes: &[Quote], quote: usize) -> Option<usize> {
    quotes.get(quote)?.speakers.first()?.entity
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_innermost_counts() {
        let cover = Cover::new(vec![
            (Span::new(0, 20), 0),
            (Span::new(5, 10), 1),
            (Span::new(7, 10), 2),
            (Span::new(15, 25), 3),
        ]);
        let at = |positions: &[usize]| -> Vec<Option<usize>> {
            positions.iter().map(|p| cover.at(*p)).collect()
        };
        assert_eq!(
            at(&[0, 5, 7, 9, 10, 15, 20, 24, 25]),
            [Some(0), Some(1), Some(2), Some(2), Some(0), Some(3), Some(3), Some(3), None]
        );
    }

    proptest! {
        #[test]
        fn a_cover_says_what_a_scan_says(
            spans in prop::collection::vec((0_usize..40, 1_usize..40), 0..12),
            position in 0_usize..90,
        ) {
            let spans: Vec<(Span, usize)> = spans
                .into_iter()
                .enumerate()
                .map(|(i, (begin, len))| (Span::new(begin, begin + len), i))
                .collect();
            let inside = spans.iter().filter(|(s, _)| s.begin <= position && position < s.end);
            let wanted = inside.map(|(s, i)| (s.begin, std::cmp::Reverse(s.end), *i)).max();
            prop_assert_eq!(Cover::new(spans).at(position), wanted.map(|(.., i)| i));
        }
    }
}
