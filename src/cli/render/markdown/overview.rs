//! Columns, key points and figures.

use super::{
    CompareView, keys,
    writer::{Markdown, escape},
};
use crate::{
    cli::render::text::{clean, percent},
    domain::Severity,
};

pub(super) fn sources(view: &CompareView<'_>, page: &mut Markdown) {
    page.heading(2, "Sources");
    let titles = ["Key", "Source", "Published", "Headline", "Claims", "Only here", "Consensus"];
    let rows: Vec<_> = view
        .documents()
        .iter()
        .enumerate()
        .map(|(column, document)| {
            let profile = &document.profile;
            let consensus = profile.consensus_claims + profile.omitted_consensus;
            vec![
                escape(&document.key),
                escape(&view.name(column)),
                view.published(column).unwrap_or_else(|| "unknown".to_owned()),
                view.title(column).map_or_else(|| "–".to_owned(), |title| escape(&title)),
                profile.claims.to_string(),
                profile.unique_claims.to_string(),
                format!("{}/{consensus}", profile.consensus_claims),
            ]
        })
        .collect();
    page.table(&titles.map(str::to_owned), &rows);
}

pub(super) fn overview(view: &CompareView<'_>, page: &mut Markdown) {
    let overview = &view.comparison.overview;
    page.heading(2, "Overview");
    for point in &overview.key_points {
        let findings: Vec<_> = point.findings.iter().map(ToString::to_string).collect();
        page.item(0, &format!("{} ({})", escape(&clean(&point.text)), findings.join(" ")));
    }
    if !overview.key_points.is_empty() {
        page.end();
    }
    page.paragraph(&format!(
        "{} claims: {} consensus (at least {} independent voices), {} corroborated, {} disputed, \
         {} from a single source. {} severe discrepancies. Agreement {}.",
        overview.claims,
        overview.consensus,
        view.consensus_threshold,
        overview.corroborated,
        overview.disputed,
        overview.single_source,
        overview.discrepancies_of(Severity::High),
        percent(overview.agreement),
    ));
    let size = view.documents().len();
    if overview.matrix.size != size || size < 3 {
        return;
    }
    page.paragraph("Share of their claims that two sources have in common:");
    let cell = |row, column| view.agreement(row, column).map_or("–".to_owned(), percent);
    let row = |row| {
        let cells = (0..size).map(|column| cell(row, column));
        std::iter::once(escape(view.key(row))).chain(cells).collect::<Vec<_>>()
    };
    let titles: Vec<_> = std::iter::once(String::new()).chain(keys(view)).collect();
    page.table(&titles, &(0..size).map(row).collect::<Vec<_>>());
}
