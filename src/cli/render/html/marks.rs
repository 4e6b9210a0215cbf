//! Which words of the texts light up for which finding.
//!
//! A token names a finding, and after a colon what the words are to it: `C3:s` supports claim 3,
//! `D1:0` gives the first value of discrepancy 1. The same tokens stand at the buttons.

use super::writer::Html;
use crate::domain::{Evidence, Span};

/// The stretches of one text with the tokens of those that rest on them.
#[derive(Clone, Default)]
pub(super) struct Marks {
    entries: Vec<(Span, String)>,
}

impl Marks {
    /// Marks a stretch.
    pub(super) fn add(&mut self, span: Span, token: &str) {
        self.entries.push((span, token.to_owned()));
    }

    /// Writes the text, cut at every boundary: marked where findings rest on it, dimmed where it
    /// is furniture. Its words are those of the text, none left out. Stretches that do not fit
    /// the text are ignored.
    pub(super) fn write(mut self, html: &mut Html, document: usize, text: &str, dimmed: &[Span]) {
        let fits = |span: Span| !span.is_empty() && text.get(span.begin..span.end).is_some();
        self.entries.retain(|(span, _)| fits(*span));
        self.entries.sort();
        self.entries.dedup();
        let dimmed: Vec<_> = dimmed.iter().copied().filter(|span| fits(*span)).collect();
        let spans = || self.entries.iter().map(|(span, _)| *span).chain(dimmed.iter().copied());
        let mut boundaries: Vec<_> = spans().flat_map(|span| [span.begin, span.end]).collect();
        boundaries.push(text.len());
        boundaries.sort_unstable();
        boundaries.dedup();

        let mut begin = 0;
        let mut waiting = self.entries.as_slice();
        let mut active: Vec<&(Span, String)> = Vec::new();
        let mut furniture = dimmed.as_slice();
        for end in boundaries {
            if end == begin {
                continue;
            }
            while let [first, rest @ ..] = waiting
                && first.0.begin <= begin
            {
                active.push(first);
                waiting = rest;
            }
            active.retain(|(span, _)| span.end > begin);
            while let [first, rest @ ..] = furniture
                && first.end <= begin
            {
                furniture = rest;
            }
            let dim = furniture.first().is_some_and(|span| span.begin <= begin);
            segment(html, document, begin, &text[begin..end], &active, dim);
            begin = end;
        }
    }
}

fn segment(
    html: &mut Html,
    document: usize,
    begin: usize,
    words: &str,
    active: &[&(Span, String)],
    dim: bool,
) {
    if dim {
        html.raw("<span class=\"furniture\">");
    }
    if active.is_empty() {
        html.text(words);
    } else {
        let mut tokens: Vec<_> = active.iter().map(|(_, token)| token.as_str()).collect();
        tokens.sort_unstable();
        tokens.dedup();
        let id = anchor(document, begin);
        html.leaf("mark", &[("id", &id), ("data-f", &tokens.join(" "))], words);
    }
    if dim {
        html.raw("</span>");
    }
}

/// Id of the marked words that begin at a byte of a text.
pub(super) fn anchor(document: usize, begin: usize) -> String {
    format!("x{document}-{begin}")
}

/// Address of a piece of evidence within the page.
pub(super) fn link(evidence: &Evidence) -> String {
    format!("#{}", anchor(evidence.document, evidence.span.begin))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str, spans: &[(usize, usize, &str)], dimmed: &[Span]) -> String {
        let mut marks = Marks::default();
        for (begin, end, token) in spans {
            marks.add(Span::new(*begin, *end), token);
        }
        let mut html = Html::default();
        marks.write(&mut html, 2, text, dimmed);
        html.finish()
    }

    #[test]
    fn overlapping_evidence_is_cut_at_every_boundary() {
        let shown = written("abcdefgh", &[(1, 5, "C0:s"), (3, 7, "D1:0"), (3, 7, "D1:0")], &[]);
        let expected = "a<mark id=\"x2-1\" data-f=\"C0:s\">bc</mark>\
                        <mark id=\"x2-3\" data-f=\"C0:s D1:0\">de</mark>\
                        <mark id=\"x2-5\" data-f=\"D1:0\">fg</mark>h";
        assert_eq!(shown, expected);
    }

    #[test]
    fn furniture_is_dimmed_and_stretches_outside_the_text_are_ignored() {
        let shown = written("ab é", &[(4, 9, "C0:s"), (2, 4, "C1:s")], &[Span::new(0, 2)]);
        assert_eq!(shown, "<span class=\"furniture\">ab</span> é");
    }

    /// What a browser has as text of the markup.
    fn text_content(html: &str) -> String {
        let mut words = String::new();
        let mut rest = html;
        while let Some(begin) = rest.find('<') {
            words.push_str(&rest[..begin]);
            let end = rest[begin..].find('>').expect("tags are closed");
            rest = &rest[begin + end + 1..];
        }
        words.push_str(rest);
        let plain =
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#13;", "\r")];
        let words = plain.iter().fold(words, |w, (from, to)| w.replace(from, to));
        words.replace("&amp;", "&")
    }

    proptest! {
        #[test]
        fn the_marked_text_is_the_text(
            text in any::<String>(),
            spans in prop::collection::vec((0..120usize, 0..40usize, 0..9u8), 0..30),
            dimmed in prop::collection::vec((0..120usize, 0..20usize), 0..4),
        ) {
            let mut marks = Marks::default();
            for (begin, length, token) in &spans {
                marks.add(Span::new(*begin, begin + length), &format!("C{token}:s"));
            }
            let mut dimmed: Vec<_> = dimmed.iter().map(|(b, l)| Span::new(*b, b + l)).collect();
            dimmed.sort();
            let mut html = Html::default();
            marks.write(&mut html, 0, &text, &dimmed);
            prop_assert_eq!(text_content(&html.finish()), text.replace('\0', "\u{fffd}"));
        }
    }
}
