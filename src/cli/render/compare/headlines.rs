//! Headlines against the articles under them.

use std::io::{self, Write};

use super::{
    super::{
        names,
        style::Paint,
        table::{Page, Paragraph},
    },
    CompareView, padded_key,
};

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let headlines = &view.comparison.headlines;
    if headlines.is_empty() {
        return Ok(());
    }
    page.heading("Headlines", "their framing words, and what their bodies do not bear out")?;
    for headline in headlines {
        let column = headline.document;
        let labels = [(Paint::Bold, padded_key(view, column))];
        let asks = if headline.question { "[asks]" } else { "" };
        let words = view.words(column, headline.span);
        let suffix = asks;
        page.paragraph(&Paragraph { labels: &labels, suffix, ..Paragraph::new(0, &words) })?;
        let indent = super::key_width(view) + 2;
        let framing = headline.framing.iter().map(|term| {
            format!("{} ({})", view.words(column, term.span), names::device(term.device))
        });
        let framing = framing.collect::<Vec<_>>().join(", ");
        if !framing.is_empty() {
            let words = format!("framing: {framing}");
            let paint = Paint::Dim;
            page.paragraph(&Paragraph { paint, ..Paragraph::new(indent, &words) })?;
        }
        for claim in &headline.unsupported {
            if let Some((_, words)) = view.article_claim(column, *claim) {
                let words = format!("not borne out by the body: {words}");
                let paint = Paint::Yellow;
                page.paragraph(&Paragraph { paint, ..Paragraph::new(indent, &words) })?;
            }
        }
    }
    Ok(())
}
