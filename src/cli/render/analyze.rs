//! The annotation of one article as people read it.

use std::io::{self, Write};

use super::{
    ENTITY_GROUPS, form_remark,
    style::{Paint, Style},
    table::{Column, Page, Paragraph},
    text::{clean, count, shorten},
    zone_name,
};
use crate::{
    domain::{Analysis, Claim, DateBasis, Entity, MentionKind, Zone},
    transport::convert::Offsets,
};

/// Columns of a zone's first words.
const ZONE_WORDS_COLUMNS: usize = 48;

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
                    DateBasis::TextHeader => "stated at the head of the text",
                };
                format!("{}, {basis}", known.date)
            }
            None => "unknown; weekdays and months in the text stay unresolved \
                     (--publish-time tells it)"
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
        let rows: Vec<_> =
            self.analysis.zones.iter().map(|zone| self.zone_cells(zone, page.style)).collect();
        page.table(&columns, &rows, columns.len() - 1)
    }

    fn zone_cells(&self, zone: &Zone, style: &Style) -> Vec<String> {
        let mut name = zone_name(zone.kind).to_owned();
        if zone.kind.is_furniture() {
            name.push_str(" (left out)");
        }
        let words = clean(zone.span.of(self.text));
        vec![
            name,
            self.offsets.position(zone.span.begin).to_string(),
            self.offsets.position(zone.span.end).to_string(),
            zone.rule.to_owned(),
            shorten(&words, "", ZONE_WORDS_COLUMNS, 1, style.ellipsis()).join(" "),
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
        let labels = [(Paint::Dim, format!("{:<4}", format!("c{index}")))];
        let credited = claim.attributed_to.map(|span| clean(span.of(self.text)));
        let credit = credited.map(|words| format!("[credited to {words}]")).unwrap_or_default();
        page.paragraph(&Paragraph {
            labels: &labels,
            suffix: &credit,
            ..Paragraph::new(0, &clean(claim.span.of(self.text)))
        })
    }
}
