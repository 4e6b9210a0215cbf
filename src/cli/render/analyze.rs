//! The annotation of one article as people read it.

use std::io::{self, Write};

use super::{
    ENTITY_GROUPS, form_remark,
    style::{Paint, Style},
    table::{Column, Page, Paragraph},
    text::{clean, count, credit, pad, shorten},
    zone_name,
};
use crate::{
    domain::{Analysis, Claim, DateBasis, Entity, MentionKind, Zone},
    transport::convert::Offsets,
};

/// Fewest columns of a zone's first words.
const ZONE_WORDS_MIN_COLUMNS: usize = 12;

/// An annotation and what is needed to show it.
pub struct AnalyzeView<'a> {
    /// What to call the article: its outlet and file, or its file.
    pub name: &'a str,
    /// The submitted text.
    pub text: &'a str,
    /// What was found in it.
    pub analysis: &'a Analysis,
    /// Positions of the text in the unit that the caller wants.
    pub offsets: &'a Offsets<'a>,
    /// Version of rules and language model.
    pub engine_version: &'a str,
}

impl AnalyzeView<'_> {
    /// Writes the annotation.
    pub fn render(&self, out: &mut impl Write, style: &Style) -> io::Result<()> {
        let page = &mut Page::new(out, style);
        self.head(page)?;
        self.zones(page)?;
        self.entities(page)?;
        self.claims(page)?;
        page.gap()?;
        page.remark(&format!("Analysed by {}.", self.engine_version))
    }

    fn head(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let name = clean(self.name);
        page.paragraph(&Paragraph { paint: Paint::Bold, ..Paragraph::new(0, &name) })?;
        let date = match self.analysis.date {
            Some(known) => {
                let basis = match known.basis {
                    DateBasis::Request => "as given",
                    DateBasis::StructuredData | DateBasis::MetaTag | DateBasis::TimeElement => {
                        "stated by the page"
                    }
                    DateBasis::Url => "from the address",
                    DateBasis::TextHeader | DateBasis::Dateline => "stated at the head of the text",
                };
                format!("{}, {basis}", known.date)
            }
            None => "unknown; weekdays and months in the text stay unresolved \
                     (--publish-time gives it)"
                .to_owned(),
        };
        let title = self.analysis.title().map(|span| clean(span.of(self.text)));
        let labelled = [("published", date), ("headline ", title.unwrap_or("(none)".to_owned()))];
        for (label, words) in labelled {
            let labels = [(Paint::Dim, label.to_owned())];
            page.paragraph(&Paragraph { labels: &labels, ..Paragraph::new(0, &words) })?;
        }
        Ok(())
    }

    fn zones(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        page.heading("Zones", "what each stretch of the text is, and by which rule")?;
        let columns = [
            Column::left("zone"),
            Column::right("begin"),
            Column::right("end"),
            Column::left("rule"),
            Column::left("words"),
        ];
        let words = columns.len() - 1;
        let mut rows: Vec<_> = self.analysis.zones.iter().map(|z| self.zone_cells(z)).collect();
        let taken = Page::<Vec<u8>>::fixed_width(&columns, &rows, words);
        let room = page.style.width.saturating_sub(taken).max(ZONE_WORDS_MIN_COLUMNS);
        for (row, zone) in rows.iter_mut().zip(&self.analysis.zones) {
            let start = clean(zone.span.of(self.text));
            row.push(shorten(&start, "", room, 1, page.style.ellipsis()).join(" "));
        }
        page.table(&columns, &rows, words)
    }

    fn zone_cells(&self, zone: &Zone) -> Vec<String> {
        let mut name = zone_name(zone.kind).to_owned();
        if zone.kind.is_furniture() {
            name.push_str(" (left out)");
        }
        vec![
            name,
            self.offsets.position(zone.span.begin).to_string(),
            self.offsets.position(zone.span.end).to_string(),
            zone.rule.to_owned(),
        ]
    }

    fn entities(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let entities = &self.analysis.entities;
        page.heading("Names", &count(entities.len(), "entity", "entities"))?;
        for (kind, title) in ENTITY_GROUPS {
            let group: Vec<_> = entities.iter().filter(|e| e.kind == kind).collect();
            if group.is_empty() {
                continue;
            }
            page.line(Paint::Bold, title)?;
            for entity in group {
                self.entity(page, entity)?;
            }
        }
        Ok(())
    }

    fn entity(&self, page: &mut Page<'_, impl Write>, entity: &Entity) -> io::Result<()> {
        let times = page.style.times();
        let name = clean(&entity.canonical_name);
        let labels = [(Paint::Plain, format!("{name} {times}{}", entity.mentions.len()))];
        let forms = self.forms(entity);
        let shown = |(form, kind, count): &(String, MentionKind, usize)| {
            let remark = form_remark(*kind).map(|r| format!(" ({r})")).unwrap_or_default();
            format!("{form}{remark} {times}{count}")
        };
        let words = match forms.as_slice() {
            [(only, ..)] if *only == name => String::new(),
            forms => forms.iter().map(shown).collect::<Vec<_>>().join(", "),
        };
        page.paragraph(&Paragraph {
            labels: &labels,
            paint: Paint::Dim,
            ..Paragraph::new(2, &words)
        })
    }

    /// Forms of a name with their counts, most frequent first.
    fn forms(&self, entity: &Entity) -> Vec<(String, MentionKind, usize)> {
        let mut forms: Vec<(String, MentionKind, usize)> = Vec::new();
        for mention in &entity.mentions {
            let form = clean(mention.span.of(self.text));
            match forms.iter_mut().find(|(known, kind, _)| *known == form && *kind == mention.kind)
            {
                Some((.., count)) => *count += 1,
                None => forms.push((form, mention.kind, 1)),
            }
        }
        forms.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
        forms
    }

    fn claims(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let claims = &self.analysis.claims;
        page.heading("Claims", &count(claims.len(), "claim", "claims"))?;
        for (index, claim) in claims.iter().enumerate() {
            self.claim(page, index, claim)?;
        }
        Ok(())
    }

    fn claim(
        &self,
        page: &mut Page<'_, impl Write>,
        index: usize,
        claim: &Claim,
    ) -> io::Result<()> {
        // The ids of the JSON output.
        let last = self.analysis.claims.len().saturating_sub(1);
        let id = pad(&format!("c{index}"), format!("c{last}").len());
        let labels = [(Paint::Dim, id)];
        let credit = credit(claim.attributed_to.map_or("", |span| span.of(self.text)));
        page.paragraph(&Paragraph {
            labels: &labels,
            suffix: &credit,
            ..Paragraph::new(0, &clean(claim.span.of(self.text)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DocumentDate, EntityType, Mention, Section, Sentence, Span, ZoneKind};
    use crate::proto::v1::OffsetUnit;

    const TEXT: &str = "Xi à Moscou\nXi Jinping arrived, the Kremlin said. Give money!";

    fn span(words: &str) -> Span {
        let begin = TEXT.find(words).expect("the text holds the words");
        Span::new(begin, begin + words.len())
    }

    fn analysis() -> Analysis {
        let body = span("Xi Jinping arrived, the Kremlin said.");
        let zone = |kind, span, rule| Zone { kind, span, rule };
        let mention = |span, kind| Mention { span, kind, score: 1.0, section: Section::Body };
        Analysis {
            language: None,
            date: Some(DocumentDate {
                date: jiff::civil::date(2023, 3, 20),
                basis: DateBasis::TextHeader,
            }),
            zones: vec![
                zone(ZoneKind::Title, span("Xi à Moscou"), "headline"),
                zone(ZoneKind::Body, body, "article-text"),
                zone(ZoneKind::Appeal, span("Give money!"), "appeal"),
            ],
            sentences: vec![Sentence { span: body, section: Section::Body }],
            entities: vec![Entity {
                canonical_name: "Xi Jinping".to_owned(),
                kind: EntityType::Person,
                mentions: vec![
                    mention(span("Xi"), MentionKind::ShortName),
                    mention(span("Xi Jinping"), MentionKind::Name),
                ],
                external_ids: Vec::new(),
            }],
            claims: vec![Claim {
                span: span("Xi Jinping arrived"),
                sentence: 0,
                entities: vec![0],
                attributed_to: Some(span("the Kremlin")),
            }],
            warnings: Vec::new(),
        }
    }

    #[test]
    fn shows_zones_names_and_claims() {
        let view = AnalyzeView {
            name: "a.txt",
            text: TEXT,
            analysis: &analysis(),
            offsets: &Offsets::of_text(TEXT, OffsetUnit::CodePoint),
            engine_version: "parallax-test",
        };
        let mut out = Vec::new();
        let style = Style { width: 70, color: false, unicode: true };
        view.render(&mut out, &style).expect("a vector takes all");
        let expected = "\
a.txt
published  2023-03-20, stated at the head of the text
headline   Xi à Moscou

ZONES  what each stretch of the text is, and by which rule
zone               begin  end  rule          words
headline               0   11  headline      Xi à Moscou
body                  12   49  article-text  Xi Jinping arrived, the…
appeal (left out)     50   61  appeal        Give money!

NAMES  1 entity
People
  Xi Jinping ×2  Xi ×1, Xi Jinping ×1

CLAIMS  1 claim
c0  Xi Jinping arrived [credited to the Kremlin]

Analysed by parallax-test.
";
        assert_eq!(String::from_utf8(out).expect("the output is UTF-8"), expected);
    }
}
