//! The six questions, side by side.

use std::io::{self, Write};

use super::{
    super::{
        names,
        style::Paint,
        table::{Page, Paragraph},
        text::{clean, pad},
    },
    CompareView,
};
use crate::domain::FiveWRow;

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let rows = &view.comparison.five_w.rows;
    if rows.is_empty() {
        return Ok(());
    }
    page.heading("Six questions", "each source's best answer on the main event")?;
    for row in rows {
        question(view, page, row)?;
    }
    Ok(())
}

/// The answers, those of several sources together; the most given first.
fn question(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    row: &FiveWRow,
) -> io::Result<()> {
    let mut answers: Vec<(String, Vec<usize>)> = Vec::new();
    for cell in &row.cells {
        let value = clean(&cell.value);
        match answers.iter_mut().find(|(known, _)| *known == value) {
            Some((_, documents)) => documents.push(cell.document),
            None => answers.push((value, vec![cell.document])),
        }
    }
    answers.sort_by_key(|(_, documents)| std::cmp::Reverse(documents.len()));
    let max_lines = (!view.all()).then_some(2);
    for (i, (value, documents)) in answers.iter().enumerate() {
        let name = if i == 0 { names::question(row.question) } else { "" };
        let labels = [(Paint::Bold, pad(name, "Where".len()))];
        let agreed = if i == 0 && row.agreed { "; all agree" } else { "" };
        let suffix = format!("[{}{agreed}]", view.keys(documents.iter().copied()));
        page.paragraph(&Paragraph {
            labels: &labels,
            suffix: &suffix,
            max_lines,
            ..Paragraph::new(0, value)
        })?;
    }
    Ok(())
}
