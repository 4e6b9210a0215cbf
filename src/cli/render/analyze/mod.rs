//! The annotation of one article as people read it, one subject a file.

mod claims;
mod entities;
mod framing;
mod quotes;
mod values;

use std::io::{self, Write};

use super::{
    style::{Paint, Style},
    table::{Column, Page, Paragraph},
    text::{clean, shorten},
    zone_name,
};
use crate::{
    domain::{Analysis, DateBasis, FiveWAnswer, Span, Zone},
    proto::v1::Feature,
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
    /// What to show; empty = all.
    pub features: &'a [Feature],
    /// Version of rules and language model.
    pub engine_version: &'a str,
}

impl AnalyzeView<'_> {
    /// Writes the annotation.
    pub fn render(&self, out: &mut impl Write, style: &Style) -> io::Result<()> {
        let page = &mut Page::new(out, style);
        self.head(page)?;
        type Part<'a, 'p, W> = fn(&AnalyzeView<'a>, &mut Page<'p, W>) -> io::Result<()>;
        let parts: [(Feature, Part<'_, '_, _>); 8] = [
            (Feature::FiveW, Self::five_w),
            (Feature::Entities, Self::entities),
            (Feature::Dates, Self::dates),
            (Feature::Quantities, Self::quantities),
            (Feature::Quotes, Self::quotes),
            (Feature::Claims, Self::claims),
            (Feature::Framing, Self::framing),
            (Feature::Quality, Self::quality),
        ];
        if self.features.is_empty() {
            self.zones(page)?;
        }
        for (feature, show) in parts {
            if self.features.is_empty() || self.features.contains(&feature) {
                show(self, page)?;
            }
        }
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

    /// The words of a stretch on one line.
    fn words(&self, span: Span) -> String {
        clean(span.of(self.text))
    }

    /// The name of an entity; empty when there is none.
    fn name_of(&self, entity: Option<usize>) -> String {
        let entity = entity.and_then(|index| self.analysis.entities.get(index));
        entity.map(|entity| clean(&entity.canonical_name)).unwrap_or_default()
    }

    fn five_w(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let found = &self.analysis.five_w;
        page.heading("In short", "in the article's own words")?;
        let questions = [
            ("who  ", &found.who),
            ("what ", &found.what),
            ("when ", &found.when),
            ("where", &found.place),
            ("why  ", &found.why),
            ("how  ", &found.how),
        ];
        let shown = |answer: &FiveWAnswer| {
            let words = self.words(answer.span);
            let value = clean(&answer.value);
            if value.is_empty() || value == words { words } else { format!("{words} ({value})") }
        };
        for (question, answers) in questions {
            let words: Vec<_> = answers.iter().map(shown).collect();
            let words = if words.is_empty() { "-".to_owned() } else { words.join("; ") };
            let labels = [(Paint::Dim, question.to_owned())];
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
            zone.rule.clone().into_owned(),
        ]
    }
}

#[cfg(test)]
mod tests;
