//! A comparison as an editor reads it on a terminal: the sources, the key points, where the
//! sources differ, who says what; then what else there is to know of them.

mod claims;
mod discrepancies;
mod entities;
mod five_w;
mod framing;
mod headlines;
mod notes;
mod numbers;
mod omissions;
mod overview;
mod quotes;
mod reuse;
mod sources;
mod sourcing;
#[cfg(test)]
mod tests;
mod timeline;

use std::io::{self, Write};

use super::{
    facet::Facet,
    style::{Paint, Style},
    table::{Page, Paragraph},
    text::{pad, width},
    view::CompareView,
};

/// Writes the parts of a comparison that are to be shown.
pub fn render(view: &CompareView<'_>, out: &mut impl Write, style: &Style) -> io::Result<()> {
    let page = &mut Page::new(out, style);
    page.paragraph(&Paragraph { paint: Paint::Bold, ..Paragraph::new(0, &title(view)) })?;
    let sections: [(Facet, Section<'_, _>); 14] = [
        (Facet::Sources, sources::render),
        (Facet::Overview, overview::render),
        (Facet::Discrepancies, discrepancies::render),
        (Facet::Claims, claims::render),
        (Facet::Quotes, quotes::render),
        (Facet::Timeline, timeline::render),
        (Facet::Numbers, numbers::render),
        (Facet::Framing, framing::render),
        (Facet::Omissions, omissions::render),
        (Facet::TextReuse, reuse::render),
        (Facet::Sourcing, sourcing::render),
        (Facet::FiveW, five_w::render),
        (Facet::Headlines, headlines::render),
        (Facet::Entities, entities::render),
    ];
    for (facet, section) in sections {
        if view.shows(facet) {
            section(view, page)?;
        }
    }
    notes::render(view, page)
}

type Section<'a, W> = fn(&CompareView<'a>, &mut Page<'_, W>) -> io::Result<()>;

fn title(view: &CompareView<'_>) -> String {
    format!("Comparison of {}", super::text::count(view.documents().len(), "source", "sources"))
}

/// Width of the widest key.
fn key_width(view: &CompareView<'_>) -> usize {
    view.documents().iter().map(|d| width(&d.key)).max().unwrap_or_default()
}

/// A key as wide as the widest.
fn padded_key(view: &CompareView<'_>, document: usize) -> String {
    pad(view.key(document), key_width(view))
}

/// The id that the JSON output gives an entry of a list, as wide as that of its last one.
fn id(letter: char, index: usize, total: usize) -> String {
    let last = total.saturating_sub(1);
    pad(&format!("{letter}{index}"), format!("{letter}{last}").len())
}

/// Entries to show of a list. One more than the limit is shown rather than counted.
fn shown(view: &CompareView<'_>, total: usize, limit: usize) -> usize {
    if view.all() || total <= limit + 1 { total } else { limit }
}

/// Says how many entries are not shown, if any.
fn more(
    page: &mut Page<'_, impl Write>,
    indent: usize,
    shown: usize,
    total: usize,
) -> io::Result<()> {
    if shown >= total {
        return Ok(());
    }
    let words = format!("and {} more (--all)", total - shown);
    page.paragraph(&Paragraph { paint: Paint::Dim, ..Paragraph::new(indent, &words) })
}
