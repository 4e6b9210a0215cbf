//! What some sources tell and others leave out.

use std::io::{self, Write};

use super::{
    super::{
        style::Paint,
        table::{Page, Paragraph},
    },
    CompareView, id, more, shown,
};
use crate::domain::Omission;

/// Omissions shown without --all.
const SHOWN: usize = 8;

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let omissions = &view.comparison.omissions;
    if omissions.is_empty() {
        return Ok(());
    }
    page.heading("Left out", "what some tell and others do not, the most important first")?;
    let shown = shown(view, omissions.len(), SHOWN);
    for (index, omission) in omissions[..shown].iter().enumerate() {
        one(view, page, index, omission)?;
    }
    more(page, 0, shown, omissions.len())
}

fn one(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    index: usize,
    omission: &Omission,
) -> io::Result<()> {
    let mut labels = vec![(Paint::Bold, id('O', index, view.comparison.omissions.len()))];
    if omission.is_one_sided() {
        labels.push((Paint::Red, "denial".to_owned()));
    }
    let mut refers = omission.subject.to_string();
    if let Some(accusation) = omission.accusation {
        refers.push_str(&format!(", denies C{accusation}"));
    }
    let max_lines = (!view.all()).then_some(2);
    page.paragraph(&Paragraph {
        labels: &labels,
        suffix: &format!("[{refers}]"),
        max_lines,
        ..Paragraph::new(0, &view.omitted(omission))
    })?;
    let keys = |documents: &[usize]| view.keys(documents.iter().copied());
    let mut words =
        format!("told by {}; left out by {}", keys(&omission.told_by), keys(&omission.omitted_by));
    if !omission.could_have_known.is_empty() {
        words.push_str(&format!("; {} could have known", keys(&omission.could_have_known)));
    }
    page.paragraph(&Paragraph { paint: Paint::Dim, ..Paragraph::new(4, &words) })
}
