//! Words that sources share, and probably why.

use std::io::{self, Write};

use super::{
    super::{
        names,
        style::Paint,
        table::{Page, Paragraph},
        text::{clean, count},
    },
    CompareView, id, more, shown,
};

/// Shared runs shown without --all.
const SHOWN: usize = 6;

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let links = &view.comparison.text_reuse;
    if links.is_empty() {
        return Ok(());
    }
    page.heading("Shared wording", "runs of words in two sources, and probably why")?;
    let shown = shown(view, links.len(), SHOWN);
    for (index, link) in links[..shown].iter().enumerate() {
        let keys = view.keys([link.first.document, link.second.document]);
        let labels =
            [(Paint::Bold, id('R', index, links.len())), (Paint::Bold, keys.replace(", ", " "))];
        let size = count(link.words, "word", "words");
        let mut remark = format!("[{}, {size}", names::reuse(link.kind));
        if let Some(earlier) = link.earlier {
            remark.push_str(&format!(", {} earlier", view.key(earlier)));
        }
        remark.push(']');
        let max_lines = (!view.all()).then_some(2);
        let words = page.style.quoted(&view.evidence(&link.first));
        page.paragraph(&Paragraph {
            labels: &labels,
            suffix: &remark,
            max_lines,
            ..Paragraph::new(0, &words)
        })?;
        for signal in link.signals.iter().filter(|_| view.all()) {
            let words = format!("{}: {}", signal.id, clean(&signal.detail));
            page.paragraph(&Paragraph { paint: Paint::Dim, ..Paragraph::new(4, &words) })?;
        }
    }
    more(page, 0, shown, links.len())
}
