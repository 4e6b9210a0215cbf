//! Where sources differ, the most severe first, the values side by side.

use std::io::{self, Write};

use super::{
    super::{
        names,
        style::Paint,
        table::{Page, Paragraph},
        text::{clean, pad, template, width},
    },
    CompareView, id, more, shown,
};
use crate::domain::{Compatibility, Discrepancy, Finding, Severity};

/// Discrepancies shown without --all.
const SHOWN: usize = 8;
/// Widest column of values, as a share of the page: one in so many.
const VALUE_SHARE: usize = 3;

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    page.heading(
        "Discrepancies",
        "conflicting: the values cannot all be true; compatible: they can; unclear: the texts do \
         not tell",
    )?;
    let all: Vec<_> = view.discrepancies().collect();
    if all.is_empty() {
        return page.remark("none");
    }
    let shown = shown(view, all.len(), SHOWN);
    for (index, discrepancy) in &all[..shown] {
        one(view, page, *index, discrepancy)?;
    }
    if shown < all.len() {
        page.gap()?;
    }
    more(page, 0, shown, all.len())
}

fn one(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    index: usize,
    discrepancy: &Discrepancy,
) -> io::Result<()> {
    page.gap()?;
    let total = view.comparison.discrepancies.len();
    let judgement = names::compatibility(discrepancy.compatibility);
    let labels = [
        (Paint::Bold, id('D', index, total)),
        (paint(discrepancy.compatibility), judgement.to_owned()),
    ];
    let kind = names::discrepancy(discrepancy.kind);
    let heading = format!("{kind}, {} severity", names::severity(discrepancy.severity));
    let heading_paint =
        if discrepancy.severity == Severity::High { Paint::Bold } else { Paint::Plain };
    let concerns = [discrepancy.claim.map(Finding::Claim), discrepancy.quote.map(Finding::Quote)];
    let concerns: Vec<_> = concerns.into_iter().flatten().map(|f| f.to_string()).collect();
    let suffix =
        if concerns.is_empty() { String::new() } else { format!("[{}]", concerns.join(" ")) };
    page.paragraph(&Paragraph {
        labels: &labels,
        paint: heading_paint,
        suffix: &suffix,
        ..Paragraph::new(0, &heading)
    })?;
    page.paragraph(&Paragraph::new(4, &template(page.style, &discrepancy.explanation)))?;
    values(view, page, discrepancy)?;
    for signal in discrepancy.signals.iter().filter(|_| view.all()) {
        let words = format!("{}: {}", signal.id, clean(&signal.detail));
        page.paragraph(&Paragraph { paint: Paint::Dim, ..Paragraph::new(4, &words) })?;
    }
    Ok(())
}

/// A line for each value: the sources that give it, the value, and words in which one gives it.
fn values(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    discrepancy: &Discrepancy,
) -> io::Result<()> {
    let keys: Vec<_> =
        discrepancy.values.iter().map(|v| view.keys(v.documents.iter().copied())).collect();
    let key_columns = keys.iter().map(|k| width(k)).max().unwrap_or_default();
    let value_columns = discrepancy.values.iter().map(|v| width(&clean(&v.value))).max();
    let value_columns = value_columns.unwrap_or_default();
    let aside = key_columns + value_columns + 30 <= page.style.width
        && value_columns <= page.style.width / VALUE_SHARE;
    for (value, keys) in discrepancy.values.iter().zip(keys) {
        let words = clean(&value.value);
        // Words that only repeat the value tell nothing.
        let passages = value.evidence.iter().map(|evidence| view.evidence(evidence));
        let passages = passages.filter(|passage| *passage != words);
        let mut passages: Vec<_> = passages.map(|passage| page.style.quoted(&passage)).collect();
        passages.dedup();
        if !view.all() {
            passages.truncate(1);
        }
        let passages = passages.join(" / ");
        let max_lines = (!view.all()).then_some(2);
        if aside {
            let labels =
                [(Paint::Bold, pad(&keys, key_columns)), (Paint::Bold, pad(&words, value_columns))];
            page.paragraph(&Paragraph {
                labels: &labels,
                paint: Paint::Dim,
                max_lines,
                ..Paragraph::new(4, &passages)
            })?;
        } else {
            let labels = [(Paint::Bold, keys)];
            page.paragraph(&Paragraph { labels: &labels, max_lines, ..Paragraph::new(4, &words) })?;
            if !passages.is_empty() {
                let paint = Paint::Dim;
                page.paragraph(&Paragraph { paint, max_lines, ..Paragraph::new(8, &passages) })?;
            }
        }
    }
    Ok(())
}

fn paint(compatibility: Compatibility) -> Paint {
    match compatibility {
        Compatibility::Conflicting => Paint::Red,
        Compatibility::Unclear => Paint::Yellow,
        Compatibility::Compatible => Paint::Green,
    }
}
