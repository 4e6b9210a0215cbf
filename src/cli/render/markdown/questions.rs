//! The six questions side by side, and headlines against their articles.

use super::{
    CompareView, keys,
    writer::{Markdown, escape},
};
use crate::cli::render::{names, text::clean};

pub(super) fn five_w(view: &CompareView<'_>, page: &mut Markdown) {
    let rows = &view.comparison.five_w.rows;
    if rows.is_empty() {
        return;
    }
    page.heading(2, "Six questions");
    let titles: Vec<_> = [String::new()].into_iter().chain(keys(view)).collect();
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let agreed = if row.agreed { " (all agree)" } else { "" };
            let mut cells = vec![format!("{}{agreed}", names::question(row.question))];
            for document in 0..view.documents().len() {
                let cell = row.cells.iter().find(|cell| cell.document == document);
                cells.push(cell.map_or_else(|| "–".to_owned(), |c| escape(&clean(&c.value))));
            }
            cells
        })
        .collect();
    page.table(&titles, &rows);
}

pub(super) fn headlines(view: &CompareView<'_>, page: &mut Markdown) {
    let headlines = &view.comparison.headlines;
    if headlines.is_empty() {
        return;
    }
    page.heading(2, "Headlines");
    for headline in headlines {
        let column = headline.document;
        let asks = if headline.question { " (asks)" } else { "" };
        let words = escape(&view.words(column, headline.span));
        page.item(0, &format!("{} {words}{asks}", escape(view.key(column))));
        for term in &headline.framing {
            let words = escape(&view.words(column, term.span));
            page.item(1, &format!("{}: {words}", names::device(term.device)));
        }
        for claim in &headline.unsupported {
            if let Some((_, words)) = view.article_claim(column, *claim) {
                page.item(1, &format!("not borne out by the body: “{}”", escape(&words)));
            }
        }
    }
    page.end();
}
