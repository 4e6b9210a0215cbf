//! The columns: outlet, date, headline, and the state of each text.

use std::io::{self, Write};

use super::{
    super::{
        furniture_kinds, names,
        style::{Paint, Style},
        table::{Column, Page, Paragraph},
        text::{clean, shorten},
    },
    CompareView, key_width,
};
use crate::domain::ComparedDocument;

/// Narrower pages show the sources one below the other.
const TABLE_MIN_HEADLINE: usize = 24;
/// Longest name of a source in a table, in columns.
const NAME_COLUMNS: usize = 36;

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    page.gap()?;
    let columns = [
        Column::left("key"),
        Column::left("source"),
        Column::left("published"),
        Column::right("furniture"),
        Column::left("headline"),
    ];
    let flexible = columns.len() - 1;
    let documents = 0..view.documents().len();
    let rows: Vec<_> = documents.map(|i| cells(view, page.style, i)).collect();
    let fixed = Page::<Vec<u8>>::fixed_width(&columns, &rows, flexible);
    if page.style.width >= fixed + TABLE_MIN_HEADLINE {
        page.table(&columns, &rows, flexible)?;
    } else {
        stacked(view, page, &rows)?;
    }
    furniture(view, page)?;
    copies(view, page)?;
    damages(view, page)
}

fn cells(view: &CompareView<'_>, style: &Style, index: usize) -> Vec<String> {
    let document = &view.documents()[index];
    let name = shorten(&view.name(index), "", NAME_COLUMNS, 1, style.ellipsis());
    let published = view.published(index).unwrap_or_else(|| "unknown".to_owned());
    let furniture = match document.furniture.len() {
        0 => style.nothing().to_owned(),
        stretches => stretches.to_string(),
    };
    let title = view.title(index).unwrap_or_else(|| "(none)".to_owned());
    vec![document.key.clone(), name.join(" "), published, furniture, title]
}

fn stacked(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    rows: &[Vec<String>],
) -> io::Result<()> {
    for row in rows {
        let [key, name, published, _, title] = row.as_slice() else { continue };
        let labels = [(Paint::Bold, key.clone())];
        let words = format!("{name}, publication date {published}");
        page.paragraph(&Paragraph { labels: &labels, ..Paragraph::new(0, &words) })?;
        page.paragraph(&Paragraph::new(key_width(view) + 2, &format!("headline: {title}")))?;
    }
    Ok(())
}

/// What was left out of each text before it was compared.
fn furniture(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let left_out: Vec<_> = view
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

/// Which columns speak with the voice of another.
fn copies(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let documents = view.documents().iter().enumerate();
    let copies: Vec<_> = documents
        .filter(|(column, document)| document.voice != *column)
        .map(|(_, document)| format!("{} (of {})", document.key, view.key(document.voice)))
        .collect();
    if copies.is_empty() {
        return Ok(());
    }
    page.gap()?;
    page.remark(&format!(
        "Copies count as one voice with what they copy: {}. --count-copies counts each.",
        copies.join(", ")
    ))
}

/// How many places of each text are damaged; with --all, each place.
fn damages(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let damaged = |(_, document): &(usize, &ComparedDocument)| !document.quality.damages.is_empty();
    let damaged: Vec<_> = view.documents().iter().enumerate().filter(damaged).collect();
    if damaged.is_empty() {
        return Ok(());
    }
    let counts: Vec<_> = damaged
        .iter()
        .map(|(_, document)| format!("{} {}", document.key, document.quality.damages.len()))
        .collect();
    page.gap()?;
    page.remark(&format!("Places where the text is damaged: {}.", counts.join(", ")))?;
    for (column, document) in damaged.into_iter().filter(|_| view.all()) {
        for damage in &document.quality.damages {
            let words = format!(
                "{}: {} {}",
                names::damage(damage.kind),
                page.style.quoted(&view.words(column, damage.span)),
                clean(&damage.explanation)
            );
            let labels = [(Paint::Bold, document.key.clone())];
            let paint = Paint::Dim;
            page.paragraph(&Paragraph { labels: &labels, paint, ..Paragraph::new(4, &words) })?;
        }
    }
    Ok(())
}
