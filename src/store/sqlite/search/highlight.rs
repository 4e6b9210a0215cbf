//! Highlights: words that matched, as ranges of the text.

use crate::{
    domain::Span,
    store::{Highlights, sqlite::prepared::MARKS},
};

/// Reads what the index's `highlight` function has marked.
pub(super) fn highlights(title: &str, body: &str) -> Highlights {
    Highlights { title: spans(title), body: spans(body) }
}

/// Ranges between marks, as they are without the marks.
fn spans(marked: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut marks, mut begin) = (0, 0);
    for (position, mark) in marked.match_indices(MARKS) {
        let position = position - marks;
        marks += mark.len();
        if mark.starts_with(MARKS[0]) {
            begin = position;
        } else {
            spans.push(Span::new(begin, position));
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_ranges() {
        let marked = "ä \u{fdd0}b c\u{fdd1}\u{fdd0}d\u{fdd1} e";
        assert_eq!(spans(marked), [Span::new(3, 6), Span::new(6, 7)]);
        assert_eq!(spans("nothing"), []);
    }
}
