//! Segments: the stretches that the language engine reads, one paragraph at a time.
//!
//! A paragraph is one sequence to the engine. Breaking at line ends keeps headlines and
//! paragraphs apart and keeps memory and time linear in the longest paragraph.

use parallax_nlp::{Doc, Engine, Stopped};

use crate::domain::{Section, Sentence, Span, Zone, ZoneKind};

/// An analysed stretch of the submitted text.
pub struct Segment {
    /// Where it is.
    pub span: Span,
    /// The part of the article it belongs to.
    pub section: Section,
    /// The engine's analysis; its offsets count from `span.begin`.
    pub doc: Doc,
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
}

/// Runs the engine over title, dateline and body, paragraph by paragraph.
pub(super) fn analyze(
    engine: &Engine,
    text: &str,
    zones: &[Zone],
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Segment>, Stopped> {
    let mut segments = Vec::new();
    for zone in zones {
        let Some(section) = section(zone.kind) else { continue };
        for span in paragraphs(text, zone.span) {
            let doc = engine.analyze_until(span.of(text), stop)?;
            segments.push(Segment { span, section, doc });
        }
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

/// The lines of a zone that hold anything, without white space at either end.
fn paragraphs(text: &str, zone: Span) -> impl Iterator<Item = Span> + '_ {
    let mut begin = zone.begin;
    zone.of(text).split_inclusive(['\n', '\r']).filter_map(move |line| {
        let span = Span::new(begin, begin + line.len()).trimmed(text);
        begin += line.len();
        (!span.is_empty()).then_some(span)
    })
}

/// The sentences of all segments, without white space at either end.
pub(super) fn sentences(segments: &[Segment], text: &str) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    for segment in segments {
        for range in segment.doc.sentences() {
            let span = segment.range_span(range.clone()).trimmed(text);
            if !span.is_empty() {
                sentences.push(Sentence { span, section: segment.section });
            }
        }
    }
    sentences
}
