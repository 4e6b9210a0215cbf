//! Pages, hanging paragraphs and tables.

use std::io::{self, Write};

use super::{
    style::{Paint, Style},
    text::{shorten, width, wrap},
};

/// Columns between two columns of a table.
const GAP: usize = 2;

/// Fewest columns for words beside labels.
const MIN_WORDS: usize = 20;

/// Where output goes, and how it looks.
pub(super) struct Page<'a, W: Write> {
    out: &'a mut W,
    /// How it looks.
    pub(super) style: &'a Style,
}

/// A paragraph whose lines after the first hang under its words.
pub(super) struct Paragraph<'t> {
    /// Columns before everything.
    pub(super) indent: usize,
    /// Labels before the words, each followed by a gap; the first line alone has them.
    pub(super) labels: &'t [(Paint, String)],
    /// The words.
    pub(super) words: &'t str,
    /// How they look.
    pub(super) paint: Paint,
    /// Stays whole when the words are shortened.
    pub(super) suffix: &'t str,
    /// At most so many lines; `None` = as many as it takes.
    pub(super) max_lines: Option<usize>,
}

impl<'t> Paragraph<'t> {
    /// Plain words, as many lines as they take.
    pub(super) fn new(indent: usize, words: &'t str) -> Self {
        Self { indent, labels: &[], words, paint: Paint::Plain, suffix: "", max_lines: None }
    }
}

/// A column of a table.
pub(super) struct Column {
    title: String,
    align_right: bool,
}

impl Column {
    pub(super) fn left(title: impl Into<String>) -> Self {
        Self { title: title.into(), align_right: false }
    }

    pub(super) fn right(title: impl Into<String>) -> Self {
        Self { title: title.into(), align_right: true }
    }
}

impl<'a, W: Write> Page<'a, W> {
    pub(super) fn new(out: &'a mut W, style: &'a Style) -> Self {
        Self { out, style }
    }

    /// An empty line.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// A line as it is.
    pub(super) fn line(&mut self, paint: Paint, words: &str) -> io::Result<()> {
        writeln!(self.out, "{}", self.style.paint(paint, words.trim_end()))
    }

    /// The heading of a section, after an empty line, with a remark.
    pub(super) fn heading(&mut self, title: &str, remark: &str) -> io::Result<()> {
        self.gap()?;
        let labels = [(Paint::Bold, title.to_uppercase())];
        self.paragraph(&Paragraph {
            labels: &labels,
            paint: Paint::Dim,
            ..Paragraph::new(0, remark)
        })
    }

    /// Words that fill the lines, dimmed.
    pub(super) fn remark(&mut self, words: &str) -> io::Result<()> {
        self.paragraph(&Paragraph { paint: Paint::Dim, ..Paragraph::new(0, words) })
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, paragraph: &Paragraph<'_>) -> io::Result<()> {
        let Paragraph { indent, labels, words, paint, suffix, max_lines } = *paragraph;
        let hang = indent + labels.iter().map(|(_, label)| label_width(label) + GAP).sum::<usize>();
        if !labels.is_empty() && hang + MIN_WORDS > self.style.width {
            return self.labels_above(paragraph);
        }
        let columns = self.style.width.saturating_sub(hang).max(MIN_WORDS);
        let lines = match max_lines {
            Some(max) => shorten(words, suffix, columns, max, self.style.ellipsis()),
            None => wrap(&format!("{words} {suffix}"), columns),
        };
        for (i, line) in lines.iter().enumerate() {
            let mut lead = " ".repeat(if i == 0 { indent } else { hang });
            for (paint, label) in labels.iter().filter(|_| i == 0) {
                lead.push_str(&self.style.paint(*paint, label));
                lead.push_str(&" ".repeat(GAP));
            }
            let whole = format!("{lead}{}", self.style.paint(paint, line));
            writeln!(self.out, "{}", whole.trim_end())?;
        }
        Ok(())
    }

    /// A paragraph whose labels leave no room beside them: they stand above its words.
    fn labels_above(&mut self, paragraph: &Paragraph<'_>) -> io::Result<()> {
        let labels: Vec<_> = paragraph.labels.iter().map(|(_, label)| label.as_str()).collect();
        let paint = paragraph.labels.first().map_or(Paint::Plain, |(paint, _)| *paint);
        let indent = paragraph.indent;
        self.paragraph(&Paragraph { paint, ..Paragraph::new(indent, &labels.join("  ")) })?;
        if paragraph.words.is_empty() && paragraph.suffix.is_empty() {
            return Ok(());
        }
        self.paragraph(&Paragraph { indent: indent + 2 * GAP, labels: &[], ..*paragraph })
    }

    /// A table; cells of the column `flexible` wrap so that lines fit.
    pub(super) fn table(
        &mut self,
        columns: &[Column],
        rows: &[Vec<String>],
        flexible: usize,
    ) -> io::Result<()> {
        let widths = self.column_widths(columns, rows, flexible);
        let titles: Vec<_> = columns.iter().map(|column| column.title.clone()).collect();
        self.row(columns, &widths, &titles, flexible, Paint::Dim)?;
        for row in rows {
            self.row(columns, &widths, row, flexible, Paint::Plain)?;
        }
        Ok(())
    }

    /// Columns that a table takes without its flexible column.
    pub(super) fn fixed_width(columns: &[Column], rows: &[Vec<String>], flexible: usize) -> usize {
        let natural = natural_widths(columns, rows);
        let fixed = natural.iter().enumerate().filter(|(i, _)| *i != flexible);
        fixed.map(|(_, width)| width + GAP).sum()
    }

    fn column_widths(
        &self,
        columns: &[Column],
        rows: &[Vec<String>],
        flexible: usize,
    ) -> Vec<usize> {
        let mut widths = natural_widths(columns, rows);
        let room = self.style.width.saturating_sub(Self::fixed_width(columns, rows, flexible));
        if let Some(wide) = widths.get_mut(flexible) {
            *wide = (*wide).min(room.max(8));
        }
        widths
    }

    fn row(
        &mut self,
        columns: &[Column],
        widths: &[usize],
        cells: &[String],
        flexible: usize,
        paint: Paint,
    ) -> io::Result<()> {
        let flexible_words = cells.get(flexible).map_or("", String::as_str);
        let flexible_width = widths.get(flexible).copied().unwrap_or_default();
        for (i, words) in wrap(flexible_words, flexible_width).iter().enumerate() {
            let mut line = String::new();
            for (c, column) in columns.iter().enumerate() {
                let cell = match cells.get(c) {
                    _ if c == flexible => words,
                    Some(cell) if i == 0 => cell,
                    _ => "",
                };
                let padding = " ".repeat(widths[c].saturating_sub(width(cell)));
                let (before, after) = if column.align_right {
                    (padding, String::new())
                } else {
                    (String::new(), padding)
                };
                line.push_str(&format!("{before}{cell}{after}{}", " ".repeat(GAP)));
            }
            writeln!(self.out, "{}", self.style.paint(paint, line.trim_end()))?;
        }
        Ok(())
    }
}

/// Columns that a label takes: codes of colours take none.
fn label_width(label: &str) -> usize {
    let mut parts = label.split("\x1b[");
    let plain = parts.next().map_or(0, width);
    plain
        + parts.map(|part| width(part.split_once('m').map_or("", |(_, rest)| rest))).sum::<usize>()
}

fn natural_widths(columns: &[Column], rows: &[Vec<String>]) -> Vec<usize> {
    let widest = |(c, column): (usize, &Column)| {
        let cells = rows.iter().filter_map(|row| row.get(c)).map(|cell| width(cell));
        cells.max().unwrap_or_default().max(width(&column.title))
    };
    columns.iter().enumerate().map(widest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(
        width: usize,
        draw: impl FnOnce(&mut Page<'_, Vec<u8>>) -> io::Result<()>,
    ) -> String {
        let style = Style { width, color: false, unicode: true };
        let mut out = Vec::new();
        draw(&mut Page::new(&mut out, &style)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn paragraphs_hang_under_their_words() {
        let labels = [(Paint::Bold, "C1".to_owned())];
        let text = printed(40, |page| {
            let words = "Xi will visit Russia from Monday to Wednesday.";
            page.paragraph(&Paragraph { labels: &labels, ..Paragraph::new(2, words) })
        });
        assert_eq!(text, "  C1  Xi will visit Russia from Monday\n      to Wednesday.\n");
    }

    #[test]
    fn labels_too_wide_for_words_beside_them_stand_above() {
        let labels = [(Paint::Bold, "S0, S1, S2, S3, S4, S5, S6".to_owned())];
        let text = printed(40, |page| {
            page.paragraph(&Paragraph { labels: &labels, ..Paragraph::new(2, "two and a half") })
        });
        assert_eq!(text, "  S0, S1, S2, S3, S4, S5, S6\n      two and a half\n");
        assert_eq!(label_width("\x1b[32m●\x1b[0m  \x1b[2m·\x1b[0m"), 4);
    }

    #[test]
    fn tables_wrap_their_flexible_column() {
        let columns = [Column::left("key"), Column::left("headline"), Column::right("n")];
        let rows = [
            vec!["S0".into(), "Xi will meet Putin next week in Moscow".into(), "10".into()],
            vec!["S1".into(), "習近平".into(), "2".into()],
        ];
        let expected = "key  headline                          n
S0   Xi will meet Putin next week in  10
     Moscow
S1   習近平                            2
";
        assert_eq!(printed(40, |page| page.table(&columns, &rows, 1)), expected);
    }
}
