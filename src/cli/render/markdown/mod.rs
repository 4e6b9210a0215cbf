//! A comparison as Markdown in GitHub's flavour.

mod claims;
mod discrepancies;
mod entities;
mod events;
mod framing;
mod overview;
mod questions;
mod quotes;
mod sourcing;
#[cfg(test)]
mod tests;
mod writer;

use std::io::{self, Write};

use self::writer::Markdown;
use super::{facet::Facet, style::Style, view::CompareView};
use crate::domain::Evidence;

/// Writes the parts of a comparison that are to be shown. Every list is whole.
pub fn render(view: &CompareView<'_>, out: &mut impl Write) -> io::Result<()> {
    let page = &mut Markdown::default();
    page.heading(1, &format!("Comparison of {} sources", view.documents().len()));
    for (facet, section) in SECTIONS {
        if view.shows(*facet) {
            section(view, page);
        }
    }
    page.heading(2, "Notes");
    for remark in view.remarks() {
        page.item(0, &writer::escape(&remark));
    }
    page.item(0, &writer::escape(&format!("Compared by {}.", view.engine_version)));
    out.write_all(page.as_str().as_bytes())
}

type Section = (Facet, fn(&CompareView<'_>, &mut Markdown));

const SECTIONS: &[Section] = &[
    (Facet::Sources, overview::sources),
    (Facet::Overview, overview::overview),
    (Facet::Discrepancies, discrepancies::render),
    (Facet::Claims, claims::render),
    (Facet::Quotes, quotes::render),
    (Facet::Timeline, events::timeline),
    (Facet::Numbers, events::numbers),
    (Facet::Framing, framing::render),
    (Facet::Omissions, sourcing::omissions),
    (Facet::TextReuse, sourcing::text_reuse),
    (Facet::Sourcing, sourcing::sourcing),
    (Facet::FiveW, questions::five_w),
    (Facet::Headlines, questions::headlines),
    (Facet::Entities, entities::render),
];

/// The words of evidence in quotation marks, escaped.
fn quoted(view: &CompareView<'_>, evidence: &Evidence) -> String {
    let style = Style { width: 0, color: false, unicode: true };
    writer::escape(&style.quoted(&view.evidence(evidence)))
}

/// Keys of the columns as titles of a table.
fn keys(view: &CompareView<'_>) -> Vec<String> {
    view.documents().iter().map(|document| writer::escape(&document.key)).collect()
}
