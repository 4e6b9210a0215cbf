//! The words that name and judge, by target, source and voice.

use std::io::{self, Write};

use super::{
    super::{
        names,
        style::Paint,
        table::{Page, Paragraph},
        text::clean,
    },
    CompareView, more, padded_key, shown,
};
use crate::domain::{FramingComparison, FramingUse};

/// Targets shown without --all.
const SHOWN: usize = 6;
/// Terms of one source and voice shown without --all.
const TERMS_SHOWN: usize = 6;

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let targets = &view.comparison.framing;
    if targets.is_empty() {
        return Ok(());
    }
    page.heading("Framing", "words that name or judge: + in favour of the target, - against it")?;
    let shown = shown(view, targets.len(), SHOWN);
    for target in &targets[..shown] {
        one(view, page, target)?;
    }
    if shown < targets.len() {
        page.gap()?;
    }
    more(page, 0, shown, targets.len())
}

fn one(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    target: &FramingComparison,
) -> io::Result<()> {
    page.gap()?;
    let name = clean(&target.target_name);
    let name = if name.is_empty() { "The story as a whole".to_owned() } else { name };
    page.line(Paint::Bold, &name)?;
    for there in &target.in_documents {
        for (voice, terms) in [("", &there.outlet_terms), ("quoted: ", &there.quoted_terms)] {
            if terms.is_empty() {
                continue;
            }
            let labels = [(Paint::Bold, padded_key(view, there.document))];
            let words = format!("{voice}{}", list(view, terms));
            page.paragraph(&Paragraph { labels: &labels, ..Paragraph::new(2, &words) })?;
        }
    }
    distinctive(view, page, target)
}

/// Terms with sign, device and number of uses.
fn list(view: &CompareView<'_>, terms: &[FramingUse]) -> String {
    let shown = shown(view, terms.len(), TERMS_SHOWN);
    let term = |used: &FramingUse| {
        let sign = names::valence(used.valence);
        let times = if used.count > 1 { format!(" {} times", used.count) } else { String::new() };
        let mut remark = format!("{}{times}", names::device(used.device));
        if let Some(speaker) = used.speaker {
            remark.push_str(&format!(", {}", view.entity(speaker)));
        }
        format!("{sign}{} ({remark})", clean(&used.term))
    };
    let mut listed = terms[..shown].iter().map(term).collect::<Vec<_>>().join(", ");
    if shown < terms.len() {
        listed.push_str(&format!(" and {} more (--all)", terms.len() - shown));
    }
    listed
}

/// The words that tell each source from the others.
fn distinctive(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    target: &FramingComparison,
) -> io::Result<()> {
    for document in 0..view.documents().len() {
        let own = target.distinctive_terms.iter().filter(|term| term.document == document);
        let own: Vec<_> = own.map(|term| clean(&term.term)).collect();
        if own.is_empty() {
            continue;
        }
        let shown = shown(view, own.len(), TERMS_SHOWN);
        let labels = [(Paint::Bold, padded_key(view, document))];
        let words = format!("distinctive: {}", own[..shown].join(", "));
        page.paragraph(&Paragraph {
            labels: &labels,
            paint: Paint::Dim,
            ..Paragraph::new(2, &words)
        })?;
    }
    Ok(())
}
