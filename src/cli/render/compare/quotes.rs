//! Utterances in all their renderings, differing words marked.

use std::io::{self, Write};

use super::{
    super::{
        names,
        style::Paint,
        table::{Page, Paragraph},
        text::clean,
        view::parties,
    },
    CompareView, id, more, padded_key, shown,
};
use crate::domain::{QuoteCluster, QuoteKind, QuoteRendering};

/// Utterances of several renderings shown without --all.
const SHOWN: usize = 6;

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let quotes = &view.comparison.quotes;
    if quotes.is_empty() {
        return Ok(());
    }
    page.heading(
        "Quotes",
        "one utterance in all its renderings: [-words of the fullest left out-] {+words of its \
         own+}",
    )?;
    let several = |quote: &QuoteCluster| quote.renderings.len() > 1;
    let shared: Vec<_> = quotes.iter().enumerate().filter(|(_, q)| several(q)).collect();
    let shown = shown(view, shared.len(), SHOWN);
    for (index, quote) in &shared[..shown] {
        one(view, page, *index, quote)?;
    }
    if shown < shared.len() {
        page.gap()?;
    }
    more(page, 0, shown, shared.len())?;
    let single: Vec<_> = quotes.iter().enumerate().filter(|(_, q)| !several(q)).collect();
    if single.is_empty() {
        return Ok(());
    }
    page.gap()?;
    if !view.all() {
        return page.remark(&format!("{} in one source only (--all).", single.len()));
    }
    page.line(Paint::Bold, "In one source only")?;
    for (index, quote) in single {
        let Some(rendering) = quote.renderings.first() else { continue };
        let labels = [
            (Paint::Dim, id('Q', index, quotes.len())),
            (Paint::Bold, padded_key(view, rendering.document)),
        ];
        let words = format!("{}: {}", speaker(quote), view.evidence(&rendering.evidence));
        page.paragraph(&Paragraph { labels: &labels, ..Paragraph::new(0, &words) })?;
    }
    Ok(())
}

fn one(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    index: usize,
    quote: &QuoteCluster,
) -> io::Result<()> {
    page.gap()?;
    let labels = [
        (Paint::Bold, id('Q', index, view.comparison.quotes.len())),
        (Paint::Yellow, names::quote_relation(quote.relation).to_owned()),
    ];
    let differs: Vec<_> = quote.discrepancies.iter().map(|d| format!("D{d}")).collect();
    let suffix =
        if differs.is_empty() { String::new() } else { format!("[{}]", differs.join(" ")) };
    page.paragraph(&Paragraph {
        labels: &labels,
        paint: Paint::Bold,
        suffix: &suffix,
        ..Paragraph::new(0, &speaker(quote))
    })?;
    let max_lines = (!view.all()).then_some(3);
    // The fullest first: the others are told by their differences from it.
    let fullest = quote.renderings.get(quote.fullest).map(|r| (quote.fullest, r));
    let others = quote.renderings.iter().enumerate().filter(|(i, _)| *i != quote.fullest);
    for (i, rendering) in fullest.into_iter().chain(others) {
        let labels = [(Paint::Bold, padded_key(view, rendering.document))];
        page.paragraph(&Paragraph {
            labels: &labels,
            suffix: &remarks(rendering, i == quote.fullest),
            max_lines,
            ..Paragraph::new(4, &words(view, quote, rendering))
        })?;
    }
    Ok(())
}

/// The words of a rendering, with its differences from the fullest.
fn words(view: &CompareView<'_>, quote: &QuoteCluster, rendering: &QuoteRendering) -> String {
    let fullest = quote.renderings.get(quote.fullest);
    let Some(fullest) = fullest.filter(|_| !rendering.edits.is_empty()) else {
        return view.evidence(&rendering.evidence);
    };
    let mut parts: Vec<String> = Vec::new();
    for edit in &rendering.edits {
        let of = |document, span: Option<_>| {
            span.map(|span| view.words(document, span)).unwrap_or_default()
        };
        let (lost, gained) = names::edit_sides(edit.op);
        let (base, other) = (of(fullest.document, edit.base), of(rendering.document, edit.other));
        if lost && !base.is_empty() {
            parts.push(format!("[-{base}-]"));
        }
        if gained && !other.is_empty() {
            parts.push(format!("{{+{other}+}}"));
        }
        if !lost && !gained {
            parts.push(other);
        }
    }
    parts.join(" ")
}

fn remarks(rendering: &QuoteRendering, fullest: bool) -> String {
    let mut remarks = Vec::new();
    if fullest {
        remarks.push("fullest".to_owned());
    }
    if rendering.kind == QuoteKind::Indirect {
        remarks.push("without marks".to_owned());
    }
    let speakers = parties(&rendering.speakers);
    if !speakers.is_empty() {
        remarks.push(format!("credited to {speakers}"));
    }
    let relayed = parties(&rendering.relayed_by);
    if !relayed.is_empty() {
        remarks.push(format!("by way of {relayed}"));
    }
    if rendering.damaged {
        remarks.push("damaged".to_owned());
    }
    if remarks.is_empty() { String::new() } else { format!("({})", remarks.join("; ")) }
}

fn speaker(quote: &QuoteCluster) -> String {
    match clean(&quote.speaker_name) {
        nobody if nobody.is_empty() => "Speaker not told".to_owned(),
        name => name,
    }
}
