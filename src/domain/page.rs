//! Pages: articles submitted as HTML, and the way from their text back to the markup.

use jiff::{Timestamp, civil::Date, tz::Offset};

use super::{DateBasis, Span, Zone, ZoneKind};

/// A submitted page and what was taken out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page as submitted, after charset decoding.
    pub html: String,
    /// Where each stretch of the article's text stands in `html`.
    pub map: SourceMap,
    /// What each stretch of `html` is; tiles it.
    pub zones: Vec<Zone>,
    /// What the page says of its article.
    pub stated: Stated,
}

impl Page {
    /// The zones of the page where those parts that hold the article are divided further as
    /// the zones of its text say. They tile `html`.
    pub fn zones_with(&self, of_text: &[Zone]) -> Vec<Zone> {
        let begins: Vec<(usize, &Zone)> = of_text
            .iter()
            .map(|zone| (self.map.to_page(Span::new(zone.span.begin, zone.span.begin)).begin, zone))
            .collect();
        // The text follows the page but for the headline, which may stand further down there.
        let turn = begins.windows(2).rposition(|pair| pair[1].0 < pair[0].0);
        let (headline, rest) = begins.split_at(turn.map_or(0, |last| last + 1));
        let mut zones: Vec<Zone> = Vec::with_capacity(self.zones.len() + of_text.len());
        for outer in &self.zones {
            if outer.kind.is_furniture() {
                zones.push(outer.clone());
                continue;
            }
            let is_ahead = outer.kind == ZoneKind::Title && !headline.is_empty();
            let begins = if is_ahead { headline } else { rest };
            let mut begin = outer.span.begin;
            let after = begins.partition_point(|&(at, _)| at <= begin);
            let mut current = after.checked_sub(1).map(|last| begins[last].1);
            for &(at, zone) in begins[after..].iter().take_while(|(at, _)| *at < outer.span.end) {
                zones.push(divided(outer, current, Span::new(begin, at)));
                (begin, current) = (at, Some(zone));
            }
            zones.push(divided(outer, current, Span::new(begin, outer.span.end)));
        }
        zones.retain(|zone| !zone.span.is_empty());
        zones
    }
}

/// A part of the zone of a page that a zone of the text covers.
fn divided(outer: &Zone, of_text: Option<&Zone>, span: Span) -> Zone {
    let decided = of_text.filter(|zone| !matches!(zone.kind, ZoneKind::Body | ZoneKind::Title));
    let Zone { kind, rule, .. } = decided.unwrap_or(outer).clone();
    Zone { kind, span, rule }
}

/// What a page or a text states of its own article. Nothing in it comes from the caller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// Headline without the outlet's name.
    pub title: Option<String>,
    /// In the order stated, without roles and "By".
    pub authors: Vec<String>,
    /// Every publication time that is stated, most trusted first.
    pub published: Vec<StatedTime>,
    /// Every time of the last change that is stated, most trusted first.
    pub modified: Vec<StatedTime>,
    /// The outlet's name as people write it.
    pub outlet: Option<String>,
    /// The address that the outlet itself gives the article.
    pub canonical_url: Option<String>,
    /// BCP 47 code of the language as declared.
    pub language: Option<String>,
}

/// A time that a page or a text states, and where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatedTime {
    /// The time; midnight in UTC where a day alone is stated.
    pub time: Timestamp,
    /// The offset from UTC in which it is stated; zero where none is.
    pub offset: Offset,
    /// Where it is stated.
    pub basis: DateBasis,
}

impl StatedTime {
    /// The day as stated, in the page's own offset from UTC.
    pub fn day(self) -> Date {
        self.offset.to_datetime(self.time).date()
    }
}

/// Where the characters of a text taken out of a page stand in the page.
///
/// The text is covered by pieces in text order. Within a piece of equal lengths, bytes
/// correspond one to one; others (character references, folded white space, breaks between
/// paragraphs) correspond as a whole. Pieces stand in page order wherever the text does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    pieces: Vec<Piece>,
}

/// One stretch of the text and the stretch of the page that it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    text: Span,
    page: Span,
}

impl SourceMap {
    /// Adds the next stretch of the text, `length` bytes long, made of `page`. Stretches that
    /// continue each other one to one become one piece.
    pub fn push(&mut self, length: usize, page: Span) {
        let begin = self.pieces.last().map_or(0, |piece| piece.text.end);
        let text = Span::new(begin, begin + length);
        if let Some(last) = self.pieces.last_mut()
            && last.page.end == page.begin
            && last.text.len() == last.page.len()
            && length == page.len()
        {
            last.text.end = text.end;
            last.page.end = page.end;
        } else if length > 0 {
            self.pieces.push(Piece { text, page });
        }
    }

    /// Length of the text that is covered, in bytes.
    pub fn text_len(&self) -> usize {
        self.pieces.last().map_or(0, |piece| piece.text.end)
    }

    /// The stretch of the page from the first to the last character of a stretch of the text.
    /// An empty span is an empty span where its character would begin.
    pub fn to_page(&self, span: Span) -> Span {
        let begin = self.begin(span.begin);
        if span.is_empty() {
            return Span::new(begin, begin);
        }
        let end = self.end(span.end);
        // Where the text does not follow the page's order the two may be swapped.
        Span::new(begin.min(end), begin.max(end))
    }

    /// Where the character that begins at `byte` begins in the page; the end of the last
    /// piece for the end of the text.
    fn begin(&self, byte: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.text.end <= byte);
        match self.pieces.get(next) {
            Some(piece) if piece.text.len() == piece.page.len() => {
                piece.page.begin + (byte - piece.text.begin)
            }
            Some(piece) => piece.page.begin,
            None => self.pieces.last().map_or(0, |piece| piece.page.end),
        }
    }

    /// Where the character that ends at `byte` ends in the page.
    fn end(&self, byte: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.text.end < byte);
        match self.pieces.get(next) {
            Some(piece) if piece.text.len() == piece.page.len() => {
                piece.page.begin + (byte - piece.text.begin)
            }
            Some(piece) => piece.page.end,
            None => self.pieces.last().map_or(0, |piece| piece.page.end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `<p>A &amp; B</p><p>c</p>` read as `A & B`, a break and `c`.
    fn map() -> SourceMap {
        let mut map = SourceMap::default();
        for (length, begin, end) in [(2, 3, 5), (1, 5, 10), (2, 10, 12), (2, 12, 19), (1, 19, 20)] {
            map.push(length, Span::new(begin, end));
        }
        map
    }

    fn page(begin: usize, end: usize) -> (usize, usize) {
        let span = map().to_page(Span::new(begin, end));
        (span.begin, span.end)
    }

    #[test]
    fn characters_lead_back_to_their_markup() {
        assert_eq!(page(0, 1), (3, 4));
        assert_eq!(page(0, 5), (3, 12));
        assert_eq!(page(2, 3), (5, 10), "a character reference as a whole");
        assert_eq!(page(7, 8), (19, 20));
        assert_eq!(page(4, 8), (11, 20), "over the break");
        assert_eq!(page(0, 2), (3, 5), "a span ends before what follows it");
    }

    #[test]
    fn zones_of_the_text_divide_those_of_the_page() {
        let zone = |kind, begin, end, rule: &'static str| Zone {
            kind,
            span: Span::new(begin, end),
            rule: rule.into(),
        };
        let page = Page {
            html: "<p>A &amp; B</p><p>c</p>".to_owned(),
            map: map(),
            zones: vec![
                zone(ZoneKind::Markup, 0, 3, "markup"),
                zone(ZoneKind::Body, 3, 20, "article"),
                zone(ZoneKind::Markup, 20, 24, "markup"),
            ],
            stated: Stated::default(),
        };
        let of_text =
            [zone(ZoneKind::Byline, 0, 7, "byline"), zone(ZoneKind::Body, 7, 8, "article-text")];
        let zones = page.zones_with(&of_text);
        let found: Vec<_> = zones.iter().map(|z| (z.kind, z.span, z.rule.as_ref())).collect();
        assert_eq!(
            found,
            [
                (ZoneKind::Markup, Span::new(0, 3), "markup"),
                (ZoneKind::Byline, Span::new(3, 19), "byline"),
                (ZoneKind::Body, Span::new(19, 20), "article"),
                (ZoneKind::Markup, Span::new(20, 24), "markup"),
            ]
        );
    }

    #[test]
    fn a_headline_may_stand_below_the_text_that_follows_it() {
        // Text "TTdd\n\nab\n\nc" of the page "ab TTdd c".
        let mut map = SourceMap::default();
        for (length, begin, end) in [(4, 3, 7), (2, 0, 0), (2, 0, 2), (2, 2, 8), (1, 8, 9)] {
            map.push(length, Span::new(begin, end));
        }
        let zone = |kind, begin, end| Zone { kind, span: Span::new(begin, end), rule: "".into() };
        use ZoneKind::{Body, MetadataHeader, Title};
        let zones = vec![zone(Body, 0, 3), zone(Title, 3, 8), zone(Body, 8, 9)];
        let html = "ab TTdd c".to_owned();
        let page = Page { html, map, zones, stated: Stated::default() };
        let of_text = [zone(Title, 0, 2), zone(MetadataHeader, 2, 6), zone(Body, 6, 11)];
        let found: Vec<_> = page.zones_with(&of_text).iter().map(|z| (z.kind, z.span)).collect();
        let expected = [(Body, 0, 3), (Title, 3, 5), (MetadataHeader, 5, 8), (Body, 8, 9)];
        assert_eq!(found, expected.map(|(kind, begin, end)| (kind, Span::new(begin, end))));
    }

    #[test]
    fn empty_spans_and_ends() {
        assert_eq!(page(0, 0), (3, 3));
        assert_eq!(page(8, 8), (20, 20));
        assert_eq!(map().text_len(), 8);
        assert_eq!(SourceMap::default().to_page(Span::new(0, 0)), Span::new(0, 0));
    }
}
