//! Utterances in all their renderings.

use super::{
    CompareView,
    writer::{Markdown, escape},
};
use crate::{
    cli::render::{names, text::clean},
    domain::{QuoteCluster, QuoteRendering},
};

pub(super) fn render(view: &CompareView<'_>, page: &mut Markdown) {
    let quotes = &view.comparison.quotes;
    if quotes.is_empty() {
        return;
    }
    page.heading(2, "Quotes");
    page.paragraph(
        "Against the fullest rendering: ~~words left out~~, **words of the rendering's own**.",
    );
    for (index, quote) in quotes.iter().enumerate() {
        let speaker = match clean(&quote.speaker_name) {
            nobody if nobody.is_empty() => "Speaker not told".to_owned(),
            name => escape(&name),
        };
        let relation = names::quote_relation(quote.relation);
        page.item(0, &format!("Q{index} **{speaker}**, {relation}"));
        for (i, rendering) in quote.renderings.iter().enumerate() {
            let fullest =
                if i == quote.fullest && quote.renderings.len() > 1 { " (fullest)" } else { "" };
            let key = escape(view.key(rendering.document));
            page.item(1, &format!("{key}{fullest}: {}", words(view, quote, rendering)));
        }
    }
    page.end();
}

fn words(view: &CompareView<'_>, quote: &QuoteCluster, rendering: &QuoteRendering) -> String {
    let fullest = quote.renderings.get(quote.fullest);
    let Some(fullest) = fullest.filter(|_| !rendering.edits.is_empty()) else {
        return escape(&view.evidence(&rendering.evidence));
    };
    let mut parts: Vec<String> = Vec::new();
    for edit in &rendering.edits {
        let of = |document, span: Option<_>| {
            span.map(|span| escape(&view.words(document, span))).unwrap_or_default()
        };
        let (lost, gained) = names::edit_sides(edit.op);
        let (base, other) = (of(fullest.document, edit.base), of(rendering.document, edit.other));
        if lost && !base.is_empty() {
            parts.push(format!("~~{base}~~"));
        }
        if gained && !other.is_empty() {
            parts.push(format!("**{other}**"));
        }
        if !lost && !gained {
            parts.push(other);
        }
    }
    parts.join(" ")
}
