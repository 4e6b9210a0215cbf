//! The article alone, as it is searched and hashed, with the way back to its text.

use crate::domain::{SourceMap, Span, Zone, ZoneKind};

/// Part of an article that is searched by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The headline.
    Title,
    /// All else: datelines and text.
    Body,
}

/// Headline and text of an article without furniture and headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The headline; empty when the text has none.
    pub title: String,
    /// Datelines and text; a blank line stands where something was left out.
    pub body: String,
    title_map: SourceMap,
    body_map: SourceMap,
}

impl Kept {
    /// Takes an article out of its text. The zones tile the text.
    pub fn new(text: &str, zones: &[Zone]) -> Self {
        let (title, title_map) = join(text, zones, |kind| kind == ZoneKind::Title);
        let (body, body_map) =
            join(text, zones, |kind| matches!(kind, ZoneKind::Body | ZoneKind::Dateline));
        Self { title, body, title_map, body_map }
    }

    /// Where a stretch of the headline or of the body stands in the article's text.
    pub fn to_text(&self, part: Part, span: Span) -> Span {
        match part {
            Part::Title => self.title_map.to_page(span),
            Part::Body => self.body_map.to_page(span),
        }
    }
}

/// The zones of some kinds, one after the other, each without white space at either end.
fn join(text: &str, zones: &[Zone], wanted: impl Fn(ZoneKind) -> bool) -> (String, SourceMap) {
    let (mut out, mut map) = (String::new(), SourceMap::default());
    let mut end = None;
    let spans = zones.iter().filter(|zone| wanted(zone.kind)).map(|zone| zone.span.trimmed(text));
    for span in spans.filter(|span| !span.is_empty()) {
        if let Some(end) = end {
            let gap = Span::new(end, span.begin);
            let words = gap.of(text);
            let between = if words.trim().is_empty() { words } else { "\n\n" };
            out.push_str(between);
            map.push(between.len(), gap);
        }
        out.push_str(span.of(text));
        map.push(span.len(), span);
        end = Some(span.end);
    }
    (out, map)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::zones;
    use super::*;

    #[test]
    fn furniture_and_headers_are_left_out() {
        let text = "Mayor opens third bridge\nPublished: 20 March 2023\n\nPARIS — The mayor opened the \
            third bridge over the river on Monday.\nShare Tweet Email\nThousands had come to see it, the \
            police said on Tuesday.\n";
        let kept = Kept::new(text, &zones(text));
        assert_eq!(kept.title, "Mayor opens third bridge");
        assert_eq!(
            kept.body,
            "PARIS — The mayor opened the third bridge over the river on Monday.\n\nThousands had \
             come to see it, the police said on Tuesday."
        );
        let at = kept.body.find("Thousands").expect("kept");
        let found = kept.to_text(Part::Body, Span::new(at, at + 9));
        assert_eq!(found.of(text), "Thousands");
        assert_eq!(kept.to_text(Part::Title, Span::new(0, 5)).of(text), "Mayor");
    }

    proptest! {
        #[test]
        fn words_lead_back(text in "(?s:.{0,60}(Share Tweet\n|Read more: A\n|\n\n)){0,6}") {
            let kept = Kept::new(&text, &zones(&text));
            for (part, words) in [(Part::Title, &kept.title), (Part::Body, &kept.body)] {
                for (at, c) in words.char_indices().filter(|(_, c)| !c.is_whitespace()) {
                    let back = kept.to_text(part, Span::new(at, at + c.len_utf8()));
                    prop_assert_eq!(back.of(&text), c.to_string());
                }
            }
        }
    }
}
