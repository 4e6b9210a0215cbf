//! Segments: the stretches that the language engine reads, one paragraph at a time.
//!
//! A paragraph is one sequence to the engine. Breaking at line ends keeps headlines and
//! paragraphs apart and keeps memory and time linear in the longest paragraph.

use parallax_nlp::{Doc, Engine, Entity, Rules, Stopped};

use super::parsed::Place;
use crate::domain::{Section, Sentence, Span, Zone, ZoneKind};

/// An analysed stretch of the submitted text.
pub struct Segment {
    /// Where it is.
    pub span: Span,
    /// The part of the article it belongs to.
    pub section: Section,
    /// The engine's analysis; its offsets count from `span.begin`.
    pub doc: Doc,
    /// Its names, corrected by rules over the whole article.
    pub names: Vec<Entity>,
}

impl Segment {
    /// The words of the segment.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        self.span.of(text)
    }

    /// Where token `index` stands in the submitted text. Panics when there is no such token.
    pub fn token_span(&self, index: usize) -> Span {
        let token = &self.doc.tokens()[index];
        Span::new(token.begin as usize, token.end as usize).shifted(self.span.begin)
    }

    /// Where a non-empty range of tokens stands in the submitted text.
    pub fn range_span(&self, range: std::ops::Range<usize>) -> Span {
        let first = self.token_span(range.start);
        let last = self.token_span(range.end.max(range.start + 1) - 1);
        Span::new(first.begin, last.end)
    }

    /// The tokens that lie wholly inside a span of the submitted text; empty when none do.
    pub(in crate::pipeline) fn tokens_in(&self, span: Span) -> std::ops::Range<usize> {
        let tokens = self.doc.tokens();
        let offset = self.span.begin;
        let first = tokens.partition_point(|t| offset + (t.begin as usize) < span.begin);
        let end = tokens.partition_point(|t| offset + t.end as usize <= span.end);
        first..end.max(first)
    }
}

/// Runs the engine over title, dateline and body, paragraph by paragraph.
pub(super) fn analyze(
    engine: &Engine,
    text: &str,
    zones: &[Zone],
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Segment>, Stopped> {
    let read = zones.iter().filter_map(|zone| Some((section(zone.kind)?, zone.span)));
    let stretches: Vec<(Section, Span)> = read
        .flat_map(|(section, zone)| {
            paragraphs(text, zone).into_iter().map(move |span| (section, span))
        })
        .collect();
    let texts: Vec<&str> = stretches.iter().map(|(_, span)| span.of(text)).collect();
    let docs = engine.analyze_all_until(&texts, stop)?;
    let segment = |((section, span), doc)| Segment { span, section, doc, names: Vec::new() };
    let mut segments: Vec<Segment> = stretches.into_iter().zip(docs).map(segment).collect();
    let docs: Vec<(&Doc, &str)> = segments.iter().map(|s| (&s.doc, s.text(text))).collect();
    let names = engine.names_until(&docs, Rules::default(), stop)?;
    for (segment, names) in segments.iter_mut().zip(names) {
        segment.names = names;
    }
    Ok(segments)
}

fn section(kind: ZoneKind) -> Option<Section> {
    match kind {
        ZoneKind::Body => Some(Section::Body),
        ZoneKind::Title => Some(Section::Title),
        ZoneKind::Dateline => Some(Section::Dateline),
        _ => None,
    }
}

/// The paragraphs of a zone, without white space at either end.
///
/// A paragraph is a line, but where a block of lines was wrapped by hand at a fixed width
/// (news agencies' wires) it is the whole block.
fn paragraphs(text: &str, zone: Span) -> Vec<Span> {
    let mut paragraphs = Vec::new();
    let mut block: Vec<Span> = Vec::new();
    let mut begin = zone.begin;
    for line in zone.of(text).split_inclusive('\n') {
        let span = Span::new(begin, begin + line.len());
        begin = span.end;
        let words = span.trimmed(text);
        // A blank or indented line begins a new paragraph in wrapped text.
        if words.is_empty() || words.begin > span.begin {
            close_block(text, &mut block, &mut paragraphs);
        }
        if !words.is_empty() {
            block.push(words);
        }
    }
    close_block(text, &mut block, &mut paragraphs);
    paragraphs
}

fn close_block(text: &str, block: &mut Vec<Span>, paragraphs: &mut Vec<Span>) {
    if is_hard_wrapped(text, block) {
        paragraphs.push(Span::new(block[0].begin, block[block.len() - 1].end));
    } else {
        paragraphs.extend_from_slice(block);
    }
    block.clear();
}

/// Widest line, in bytes, that hand-wrapped text has.
const WRAP_WIDTH: usize = 100;

/// Whether lines are one paragraph wrapped by hand: all are narrow, and all that have a
/// successor are so full that its first word would not have fitted.
fn is_hard_wrapped(text: &str, block: &[Span]) -> bool {
    let Some(width) = block.iter().map(|line| line.len()).max() else { return false };
    if block.len() < 2 || !(30..=WRAP_WIDTH).contains(&width) {
        return false;
    }
    let full = |pair: &&[Span]| {
        let next = pair[1].of(text);
        let first_word = next.split_whitespace().next().map_or(0, str::len);
        // Wires break a little early now and then.
        pair[0].len() + 1 + first_word + 6 > width
    };
    let breaks = block.len() - 1;
    let full_lines = block.windows(2).filter(full).count();
    let runs_on =
        |pair: &&[Span]| !pair[0].of(text).ends_with(['.', '!', '?', '"', '”', '\'', ':']);
    let running = block.windows(2).filter(runs_on).count();
    10 * full_lines >= 8 * breaks && 2 * running >= breaks
}

/// The sentences of all segments, without white space at either end, and where they are.
pub(super) fn sentences(segments: &[Segment], text: &str) -> (Vec<Sentence>, Vec<Place>) {
    let (mut sentences, mut places) = (Vec::new(), Vec::new());
    for (index, segment) in segments.iter().enumerate() {
        for range in segment.doc.sentences() {
            let span = segment.range_span(range.clone()).trimmed(text);
            if !span.is_empty() {
                sentences.push(Sentence { span, section: segment.section });
                places.push(Place { segment: index, tokens: range.clone() });
            }
        }
    }
    (sentences, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let paragraphs = paragraphs(text, Span::new(0, text.len()));
        let words: Vec<&str> = paragraphs.iter().map(|span| span.of(text)).collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn lines_are_paragraphs() {
        check(
            "A headline\n\n First sentence. \r\nSecond one.\n",
            &["A headline", "First sentence.", "Second one."],
        );
        check(" \n\t\n", &[]);
    }

    #[test]
    fn hard_wrapped_lines_are_one_paragraph() {
        let first = "Showers went on through the week in the north of the zone,\n\
                     easing the drought since early January and improving what the\n\
                     growers of Bahia may hope for this year.";
        let second = "    Dry days mean that the harvest will be late this year, said\n\
                      Smith & Sons in their review.";
        check(&format!("{first}\n{second}"), &[first, second.trim()]);
    }

    #[test]
    fn short_lines_stay_apart() {
        check(
            "Xi will meet Putin next week in Moscow\nBy our correspondent\nA long first sentence stands here in full.",
            &[
                "Xi will meet Putin next week in Moscow",
                "By our correspondent",
                "A long first sentence stands here in full.",
            ],
        );
    }
}
