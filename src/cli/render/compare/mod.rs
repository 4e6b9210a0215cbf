//! A comparison as an editor reads it: the sources, the figures, the claims by how many
//! sources carry them, then the names.

mod claims;
mod entities;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use super::{
    furniture_kinds,
    style::Style,
    table::{Column, Page, Paragraph},
    text::{clean, count, percent, shorten, width},
};
use crate::domain::{ComparedDocument, Comparison, Evidence, Span, Warning};

/// Narrower pages show the sources one below the other.
const SOURCE_TABLE_MIN_HEADLINE: usize = 24;
/// Longest name of a source in a table, in columns.
const SOURCE_NAME_COLUMNS: usize = 36;

/// A comparison and what is needed to show it.
pub struct CompareView<'a> {
    /// The comparison.
    pub comparison: &'a Comparison,
    /// The texts compared, in column order.
    pub texts: &'a [&'a str],
    /// What to call each source whose outlet is not known, in column order.
    pub file_names: &'a [String],
    /// Sources that make a claim consensus.
    pub consensus_threshold: usize,
    /// Show every claim, name and wording whole.
    pub all: bool,
    /// Version of rules and language model.
    pub engine_version: &'a str,
}

impl CompareView<'_> {
    /// Writes the comparison.
    pub fn render(&self, out: &mut impl Write, style: &Style) -> io::Result<()> {
        let page = &mut Page::new(out, style);
        self.sources(page)?;
        self.figures(page)?;
        claims::render(self, page)?;
        entities::render(self, page)?;
        self.notes(page)
    }

    fn documents(&self) -> &[ComparedDocument] {
        &self.comparison.documents
    }

    /// Key of a column.
    fn key(&self, document: usize) -> &str {
        self.documents().get(document).map_or("?", |d| &d.key)
    }

    /// Outlet of a column, or its file.
    fn name(&self, document: usize) -> String {
        match self.documents().get(document).map(|d| clean(&d.source)) {
            Some(source) if !source.is_empty() => source,
            _ => clean(self.file_names.get(document).map_or("", String::as_str)),
        }
    }

    /// Words of a column's text.
    fn words(&self, document: usize, span: Span) -> String {
        clean(span.of(self.texts.get(document).copied().unwrap_or_default()))
    }

    /// The words that carry a finding.
    fn evidence(&self, evidence: &Evidence) -> String {
        self.words(evidence.document, evidence.span)
    }

    /// Keys of several columns: `S0, S2`.
    fn keys(&self, documents: impl IntoIterator<Item = usize>) -> String {
        let keys: Vec<_> = documents.into_iter().map(|document| self.key(document)).collect();
        keys.join(", ")
    }

    /// Width of the widest key.
    fn key_width(&self) -> usize {
        self.documents().iter().map(|d| width(&d.key)).max().unwrap_or_default()
    }

    fn sources(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let title = count(self.documents().len(), "source", "sources");
        page.paragraph(&Paragraph {
            paint: super::Paint::Bold,
            ..Paragraph::new(0, &format!("Comparison of {title}"))
        })?;
        page.gap()?;
        let columns = [
            Column::left("key"),
            Column::left("source"),
            Column::left("published"),
            Column::right("furniture"),
            Column::left("headline"),
        ];
        let flexible = columns.len() - 1;
        let rows: Vec<_> =
            (0..self.documents().len()).map(|i| self.source_cells(page.style, i)).collect();
        let fixed = Page::<Vec<u8>>::fixed_width(&columns, &rows, flexible);
        if page.style.width >= fixed + SOURCE_TABLE_MIN_HEADLINE {
            page.table(&columns, &rows, flexible)?;
        } else {
            self.sources_stacked(page, &rows)?;
        }
        self.furniture(page)
    }

    fn source_cells(&self, style: &Style, index: usize) -> Vec<String> {
        let document = &self.documents()[index];
        let name = shorten(&self.name(index), "", SOURCE_NAME_COLUMNS, 1, style.ellipsis());
        let published = document.publish_time.map_or_else(|| "unknown".to_owned(), show_time);
        let furniture = match document.furniture.len() {
            0 => style.nothing().to_owned(),
            stretches => stretches.to_string(),
        };
        let title = document.title.map(|span| self.words(index, span));
        let title = title.unwrap_or_else(|| "(none)".to_owned());
        vec![document.key.clone(), name.join(" "), published, furniture, title]
    }

    fn sources_stacked(
        &self,
        page: &mut Page<'_, impl Write>,
        rows: &[Vec<String>],
    ) -> io::Result<()> {
        for row in rows {
            let [key, name, published, _, title] = row.as_slice() else { continue };
            let labels = [(super::Paint::Bold, key.clone())];
            let words = format!("{name}, publication date {published}");
            page.paragraph(&Paragraph { labels: &labels, ..Paragraph::new(0, &words) })?;
            page.paragraph(&Paragraph::new(self.key_width() + 2, &format!("headline: {title}")))?;
        }
        Ok(())
    }

    /// What was left out of each text before it was compared.
    fn furniture(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let left_out: Vec<_> = self
            .documents()
            .iter()
            .filter(|d| !d.furniture.is_empty())
            .map(|d| {
                format!("{} ({})", d.key, furniture_kinds(&d.furniture.iter().collect::<Vec<_>>()))
            })
            .collect();
        if left_out.is_empty() {
            return Ok(());
        }
        page.gap()?;
        page.remark(&format!(
            "Furniture, stretches of the page that are not the article, was left out: {}.",
            left_out.join("; ")
        ))
    }

    fn figures(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let overview = &self.comparison.overview;
        let claims = count(overview.claims, "claim", "claims");
        page.heading("Overview", "")?;
        page.paragraph(&Paragraph::new(
            0,
            &format!(
                "{claims}: {} consensus (at least {} sources), {} corroborated, {} from a single \
                 source. Agreement {}: the share of their claims that two sources have in \
                 common, on average.",
                overview.consensus,
                self.consensus_threshold,
                overview.corroborated,
                overview.single_source,
                percent(overview.agreement),
            ),
        ))?;
        page.gap()?;
        self.figures_by_source(page)
    }

    /// Figures of each source and, where it fits, the agreement of each pair.
    fn figures_by_source(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let mut columns = vec![
            Column::left("key"),
            Column::right("claims"),
            Column::right("only here"),
            Column::right("consensus"),
        ];
        let mut rows: Vec<Vec<String>> = self.documents().iter().map(profile_cells).collect();
        let pairs = self.pair_columns(page.style);
        let paired = self.documents().len() > 2 && pairs.is_some();
        if let Some(pairs) = pairs.filter(|_| paired) {
            for (document, cells) in self.documents().iter().zip(pairs) {
                columns.push(Column::right(document.key.clone()));
                for (row, cell) in rows.iter_mut().zip(cells) {
                    row.push(cell);
                }
            }
        }
        page.table(&columns, &rows, 0)?;
        page.gap()?;
        let legend = "only here: claims that no other source makes; consensus: consensus claims \
                      made, of all";
        let pairs = match (paired, self.documents().len()) {
            (true, _) => "; then the agreement of each pair.",
            (false, 0..=2) => ".",
            (false, _) => ". The agreement of each pair needs a wider page, or --format json.",
        };
        page.remark(&format!("{legend}{pairs}"))
    }

    /// Column by column the agreement of each pair; `None` when it does not fit the page.
    fn pair_columns(&self, style: &Style) -> Option<Vec<Vec<String>>> {
        let matrix = &self.comparison.overview.matrix;
        let size = self.documents().len();
        let fixed = self.key_width().max(3) + "  claims  only here  consensus  ".len();
        let column = self.key_width().max("100%".len()) + 2;
        if matrix.values.len() != size * size || fixed + size * column > style.width {
            return None;
        }
        let cell = |row: usize, column: usize| match row == column {
            true => style.nothing().to_owned(),
            false => percent(matrix.values[row * size + column]),
        };
        Some((0..size).map(|c| (0..size).map(|r| cell(r, c)).collect()).collect())
    }

    /// Warnings, and where to find what this view leaves out.
    fn notes(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let mut notes = Vec::new();
        let undated: Vec<_> = self
            .comparison
            .warnings
            .iter()
            .filter_map(|warning| match warning {
                Warning::DocumentDateUnknown { document } => Some(document.as_str()),
                _ => None,
            })
            .collect();
        if !undated.is_empty() {
            notes.push(format!(
                "Date unknown: {}. Weekdays and months in them stay unresolved; \
                 --publish-time {}=DATE tells one.",
                undated.join(", "),
                undated[0]
            ));
        }
        for warning in &self.comparison.warnings {
            if let Warning::LimitReached { limit, kept, total } = warning {
                notes.push(format!("{kept} of {total} are shown: {limit} leaves out the rest."));
            }
        }
        if !self.all {
            notes.push(format!(
                "Wordings that end in {} are shortened; --all shows everything, --format json \
                 gives the positions in the texts.",
                page.style.ellipsis()
            ));
        }
        notes.push(format!("Compared by {}.", self.engine_version));
        page.heading("Notes", "")?;
        for note in notes {
            page.remark(&note)?;
        }
        Ok(())
    }
}

fn profile_cells(document: &ComparedDocument) -> Vec<String> {
    let profile = &document.profile;
    let all_consensus = profile.consensus_claims + profile.omitted_consensus;
    vec![
        document.key.clone(),
        profile.claims.to_string(),
        profile.unique_claims.to_string(),
        format!("{}/{all_consensus}", profile.consensus_claims),
    ]
}

/// The day, and the time when it is not midnight.
fn show_time(time: jiff::Timestamp) -> String {
    let zoned = time.to_zoned(jiff::tz::TimeZone::UTC);
    if zoned.time() == jiff::civil::Time::midnight() {
        zoned.date().to_string()
    } else {
        zoned.strftime("%Y-%m-%d %H:%M UTC").to_string()
    }
}
