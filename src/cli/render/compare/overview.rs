//! Key points and figures.

use std::io::{self, Write};

use super::{
    super::{
        style::{Paint, Style},
        table::{Column, Page, Paragraph},
        text::{count, percent, template},
    },
    CompareView, key_width,
};
use crate::domain::{ComparedDocument, Severity};

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    page.heading("Overview", "")?;
    key_points(view, page)?;
    figures(view, page)?;
    page.gap()?;
    by_source(view, page)
}

fn key_points(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let bullet = if page.style.unicode { "•" } else { "*" };
    for point in &view.comparison.overview.key_points {
        let findings: Vec<_> = point.findings.iter().map(ToString::to_string).collect();
        let labels = [(Paint::Bold, bullet.to_owned())];
        let suffix = format!("[{}]", findings.join(" "));
        page.paragraph(&Paragraph {
            labels: &labels,
            suffix: &suffix,
            ..Paragraph::new(0, &template(page.style, &point.text))
        })?;
    }
    if view.comparison.overview.key_points.is_empty() { Ok(()) } else { page.gap() }
}

fn figures(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let overview = &view.comparison.overview;
    let mut words = format!(
        "{}: {} consensus (at least {} voices), {} corroborated, {} disputed, {} from a single \
         source. ",
        count(overview.claims, "claim", "claims"),
        overview.consensus,
        view.consensus_threshold,
        overview.corroborated,
        overview.disputed,
        overview.single_source,
    );
    words.push_str(&format!(
        "Discrepancies: {} severe, {} of medium weight, {} light. ",
        overview.discrepancies_of(Severity::High),
        overview.discrepancies_of(Severity::Medium),
        overview.discrepancies_of(Severity::Low),
    ));
    words.push_str(&format!(
        "{} in two sources or more. Agreement {}: the share of their claims that two sources have \
         in common, on average.",
        count(overview.shared_quotes, "quote", "quotes"),
        percent(overview.agreement),
    ));
    page.paragraph(&Paragraph::new(0, &words))
}

/// Figures of each source and, where it fits, the agreement of each pair.
fn by_source(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let narrow = page.style.width < 60;
    let titles = ["key", "claims", "only here", "consensus", "credited", "quoted"];
    let own = if narrow { &titles[..4] } else { &titles[..] };
    let mut columns: Vec<_> = own
        .iter()
        .enumerate()
        .map(|(i, title)| if i == 0 { Column::left(*title) } else { Column::right(*title) })
        .collect();
    let cells = |document| {
        let mut cells = profile_cells(document);
        cells.truncate(own.len());
        cells
    };
    let mut rows: Vec<Vec<String>> = view.documents().iter().map(cells).collect();
    let pairs = pair_columns(view, page.style, &columns, &rows);
    let paired = view.documents().len() > 2 && pairs.is_some();
    if let Some(pairs) = pairs.filter(|_| paired) {
        for (document, cells) in view.documents().iter().zip(pairs) {
            columns.push(Column::right(document.key.clone()));
            for (row, cell) in rows.iter_mut().zip(cells) {
                row.push(cell);
            }
        }
    }
    page.table(&columns, &rows, 0)?;
    page.gap()?;
    let mut legend = "only here: claims that no other source makes; consensus: consensus claims \
                      made, of all"
        .to_owned();
    if !narrow {
        legend.push_str(
            "; credited: claims credited to somebody; quoted: words inside quotation marks",
        );
    }
    let pairs = match (paired, view.documents().len()) {
        (true, _) => "; then the agreement of each pair.",
        (false, 0..=2) => ".",
        (false, _) => ". The agreement of each pair needs a wider page, --html or --format json.",
    };
    page.remark(&format!("{legend}{pairs}"))
}

/// Column by column the agreement of each pair; `None` when it does not fit the page.
fn pair_columns(
    view: &CompareView<'_>,
    style: &Style,
    columns: &[Column],
    rows: &[Vec<String>],
) -> Option<Vec<Vec<String>>> {
    let size = view.documents().len();
    let fixed = Page::<Vec<u8>>::fixed_width(columns, rows, columns.len());
    let column = key_width(view).max("100%".len()) + 2;
    let matrix = &view.comparison.overview.matrix;
    if matrix.values.len() != size * size || fixed + size * column > style.width {
        return None;
    }
    let cell = |row: usize, column: usize| match view.agreement(row, column) {
        None => style.nothing().to_owned(),
        Some(share) => percent(share),
    };
    Some((0..size).map(|c| (0..size).map(|r| cell(r, c)).collect()).collect())
}

fn profile_cells(document: &ComparedDocument) -> Vec<String> {
    let profile = &document.profile;
    let all_consensus = profile.consensus_claims + profile.omitted_consensus;
    vec![
        document.key.clone(),
        profile.claims.to_string(),
        profile.unique_claims.to_string(),
        format!("{}/{all_consensus}", profile.consensus_claims),
        percent(profile.attributed_share),
        percent(profile.quoted_share),
    ]
}
