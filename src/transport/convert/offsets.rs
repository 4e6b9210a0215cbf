//! From byte offsets to the unit that the caller counts in.

use crate::{
    domain::{Article, SourceMap, Span},
    proto::v1,
};

/// Bytes between two checkpoints: a lookup scans at most this many.
const STRIDE: usize = 128;

/// Converts the byte spans of one article into spans of its text as submitted. Built once an
/// article in one pass; each lookup then takes constant time, and that of the place in a
/// page logarithmic.
pub struct Offsets<'a> {
    /// As submitted.
    text: &'a str,
    /// The text that was taken out of a submitted page, and the way back.
    page: Option<(&'a str, &'a SourceMap)>,
    unit: v1::OffsetUnit,
    // Units before each multiple of STRIDE bytes; empty when units are bytes.
    checkpoints: Vec<usize>,
}

impl<'a> Offsets<'a> {
    /// Prepares an article. An unspecified unit means code points.
    pub fn new(article: &'a Article, unit: v1::OffsetUnit) -> Self {
        let page = article.page.as_ref().map(|page| (article.text.as_str(), &page.map));
        Self { page, ..Self::of_text(article.submitted(), unit) }
    }

    /// Prepares a text that was submitted as it is. An unspecified unit means code points.
    pub fn of_text(text: &'a str, unit: v1::OffsetUnit) -> Self {
        let unit = match unit {
            v1::OffsetUnit::Unspecified => v1::OffsetUnit::CodePoint,
            stated => stated,
        };
        let mut checkpoints = Vec::new();
        // In ASCII all units are the same.
        if unit != v1::OffsetUnit::Utf8Byte && !text.is_ascii() {
            let mut units = 0;
            for block in text.as_bytes().chunks(STRIDE) {
                checkpoints.push(units);
                units += count(block, unit);
            }
            checkpoints.push(units);
        }
        Self { text, page: None, unit, checkpoints }
    }

    /// The unit in force, never unspecified.
    pub fn unit(&self) -> v1::OffsetUnit {
        self.unit
    }

    /// The position in the caller's unit of a byte of the submitted text; of the text's end
    /// for an offset beyond it.
    pub fn position(&self, byte: usize) -> i32 {
        let byte = byte.min(self.text.len());
        let units = if self.checkpoints.is_empty() {
            byte
        } else {
            let block = byte / STRIDE;
            // A checkpoint stands at every block's start and at the end of the text.
            let tail = &self.text.as_bytes()[block * STRIDE..byte];
            self.checkpoints[block] + count(tail, self.unit)
        };
        // Articles are limited to far less than 2 GiB.
        i32::try_from(units).unwrap_or(i32::MAX)
    }

    /// The span in the caller's unit, with the words it covers.
    pub fn span(&self, span: Span) -> v1::Span {
        let Some((text, map)) = self.page else {
            return self.submitted_span(span);
        };
        let mut found = self.submitted_span(map.to_page(span));
        let words = span.of(text);
        if found.text != words {
            found.words = words.to_owned();
        }
        found
    }

    /// A span that addresses the submitted text already.
    pub fn submitted_span(&self, span: Span) -> v1::Span {
        v1::Span {
            begin: self.position(span.begin),
            end: self.position(span.end),
            text: span.of(self.text).to_owned(),
            words: String::new(),
        }
    }
}

/// Units that begin in these bytes, which may start or end inside a character.
fn count(bytes: &[u8], unit: v1::OffsetUnit) -> usize {
    let units = |byte: u8| match byte {
        0x80..=0xbf => 0,                                 // continues a character
        0xf0.. if unit == v1::OffsetUnit::Utf16Unit => 2, // beyond the basic plane
        _ => 1,
    };
    bytes.iter().map(|&byte| units(byte)).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{ArticleText, Metadata, Page, Stated};

    /// Counts the slow and obvious way.
    fn expected(text: &str, byte: usize, unit: v1::OffsetUnit) -> usize {
        let before = &text[..byte];
        match unit {
            v1::OffsetUnit::Utf8Byte => before.len(),
            v1::OffsetUnit::Utf16Unit => before.encode_utf16().count(),
            _ => before.chars().count(),
        }
    }

    fn check(text: &str, unit: v1::OffsetUnit) {
        let offsets = Offsets::of_text(text, unit);
        for byte in (0..=text.len()).filter(|&b| text.is_char_boundary(b)) {
            let expected = expected(text, byte, unit);
            assert_eq!(offsets.position(byte) as usize, expected, "{unit:?} at {byte}");
        }
    }

    const UNITS: [v1::OffsetUnit; 4] = [
        v1::OffsetUnit::Unspecified,
        v1::OffsetUnit::CodePoint,
        v1::OffsetUnit::Utf8Byte,
        v1::OffsetUnit::Utf16Unit,
    ];

    #[test]
    fn an_emoji_counts_one_two_or_four() {
        let text = "a🎉b";
        let span = Span::new(5, 6);
        let begin = |unit| Offsets::of_text(text, unit).span(span).begin;
        assert_eq!(UNITS.map(begin), [2, 2, 5, 3]);
        assert_eq!(Offsets::of_text(text, v1::OffsetUnit::Utf16Unit).span(span).text, "b");
    }

    #[test]
    fn lengths_around_the_stride() {
        for length in [0, 1, STRIDE - 1, STRIDE, STRIDE + 1, 2 * STRIDE, 3 * STRIDE + 5] {
            for unit in UNITS {
                check(&"é".repeat(length), unit);
                check(&"a".repeat(length), unit);
                check(&format!("a{}", "🎉".repeat(length)), unit);
            }
        }
    }

    #[test]
    fn spans_of_a_page_lead_to_its_markup() {
        let mut map = SourceMap::default();
        for (length, begin, end) in [(3, 3, 6), (1, 6, 11), (2, 11, 13)] {
            map.push(length, Span::new(begin, end));
        }
        let text = ArticleText::from_text("Ü &b".to_owned() + "c", 99).unwrap();
        let html = "<p>Ü &amp;bc".to_owned();
        let page = Page { html, map, zones: Vec::new(), stated: Stated::default() };
        let plain = Article::plain(text, Metadata::default());
        let article = Article { page: Some(page), ..plain };
        let span = Offsets::new(&article, v1::OffsetUnit::CodePoint).span(Span::new(3, 5));
        assert_eq!((span.begin, span.end), (5, 11));
        assert_eq!((span.text.as_str(), span.words.as_str()), ("&amp;b", "&b"));
        let span = Offsets::new(&article, v1::OffsetUnit::CodePoint).span(Span::new(0, 2));
        assert_eq!((span.begin, span.end), (3, 4));
        assert_eq!((span.text.as_str(), span.words.as_str()), ("Ü", ""));
    }

    #[test]
    fn beyond_the_end_is_the_end() {
        assert_eq!(Offsets::of_text("äb", v1::OffsetUnit::CodePoint).position(99), 2);
    }

    proptest! {
        #[test]
        fn agrees_with_counting(text in "(?s).{0,400}") {
            UNITS.iter().for_each(|&unit| check(&text, unit));
        }

        #[test]
        fn spans_cut_the_same_words(text in "(?s)[a-zé🎉\u{301}]{1,300}", a: usize, b: usize) {
            let boundary = |n: usize| {
                let mut byte = n % (text.len() + 1);
                while !text.is_char_boundary(byte) { byte -= 1; }
                byte
            };
            let (a, b) = (boundary(a), boundary(b));
            let span = Span::new(a.min(b), a.max(b));
            let found = Offsets::of_text(&text, v1::OffsetUnit::Utf16Unit).span(span);
            let units: Vec<u16> = text.encode_utf16().collect();
            let cut = String::from_utf16(&units[found.begin as usize..found.end as usize]);
            prop_assert_eq!(cut.unwrap_or_default(), found.text.as_str());
            prop_assert_eq!(found.text.as_str(), span.of(&text));
        }
    }
}
