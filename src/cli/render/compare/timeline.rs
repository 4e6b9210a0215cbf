//! Events in time and the sources that date them.

use std::io::{self, Write};

use super::{
    super::{
        names,
        style::Paint,
        table::{Page, Paragraph},
        text::{clean, pad, width},
    },
    CompareView, more,
};
use crate::domain::TimelineEntry;

/// Events shown without --all.
const SHOWN: usize = 16;
/// Widest column for the times.
const TIME_COLUMNS: usize = 22;

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let entries = &view.comparison.timeline;
    if entries.is_empty() {
        return Ok(());
    }
    page.heading("Timeline", "what happened when, and who dates it")?;
    let chosen = chosen(view, entries);
    let times = chosen.iter().map(|entry| width(&clean(&entry.edtf)));
    let columns = times.max().unwrap_or_default().min(TIME_COLUMNS);
    let mut phase = None;
    for entry in &chosen {
        if phase != Some(entry.phase) {
            phase = Some(entry.phase);
            page.remark(names::phase(entry.phase))?;
        }
        one(view, page, entry, columns)?;
    }
    more(page, 2, chosen.len(), entries.len())
}

/// The events in most sources, in order of time; all with --all.
fn chosen<'a>(view: &CompareView<'_>, entries: &'a [TimelineEntry]) -> Vec<&'a TimelineEntry> {
    let shown = super::shown(view, entries.len(), SHOWN);
    let mut order: Vec<_> = entries.iter().enumerate().collect();
    order.sort_by_key(|(i, entry)| (std::cmp::Reverse(entry.documents.len()), *i));
    order.truncate(shown);
    order.sort_by_key(|(i, _)| *i);
    order.into_iter().map(|(_, entry)| entry).collect()
}

fn one(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    entry: &TimelineEntry,
    columns: usize,
) -> io::Result<()> {
    let time = clean(&entry.edtf);
    let keys = view.keys(entry.documents.iter().copied());
    let differs: String = entry.discrepancies.iter().map(|d| format!(" D{d}")).collect();
    let suffix = format!("[{keys}{differs}]");
    let words = view.evidence(&entry.representative);
    let max_lines = (!view.all()).then_some(2);
    // On a narrow page the words stand below the time.
    if page.style.width < columns + 40 || width(&time) > columns {
        page.paragraph(&Paragraph { paint: Paint::Bold, ..Paragraph::new(2, &time) })?;
        let suffix = &suffix;
        return page.paragraph(&Paragraph { suffix, max_lines, ..Paragraph::new(4, &words) });
    }
    let labels = [(Paint::Bold, pad(&time, columns))];
    page.paragraph(&Paragraph {
        labels: &labels,
        suffix: &suffix,
        max_lines,
        ..Paragraph::new(2, &words)
    })
}
