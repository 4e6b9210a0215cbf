//! On whom each source relies.

use std::io::{self, Write};

use super::{
    super::{
        names,
        style::Paint,
        table::{Page, Paragraph},
        text::{clean, count},
    },
    CompareView, padded_key, shown,
};
use crate::domain::{SourceUse, SourcingProfile};

/// Sources of one article shown without --all.
const SHOWN: usize = 5;

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let profiles = &view.comparison.sourcing;
    if profiles.iter().all(|profile| profile.uses.is_empty()) {
        return Ok(());
    }
    page.heading("Sourcing", "whom each source credits, with claims and quotes credited")?;
    for profile in profiles {
        let labels = [(Paint::Bold, padded_key(view, profile.document))];
        let words = line(view, profile);
        page.paragraph(&Paragraph { labels: &labels, ..Paragraph::new(0, &words) })?;
    }
    Ok(())
}

fn line(view: &CompareView<'_>, profile: &SourcingProfile) -> String {
    let uses = &profile.uses;
    let shown = shown(view, uses.len(), SHOWN);
    let mut parts: Vec<_> = uses[..shown].iter().map(one).collect();
    if shown < uses.len() {
        parts.push(format!("{} more (--all)", uses.len() - shown));
    }
    if parts.is_empty() {
        parts.push("nobody".to_owned());
    }
    format!(
        "{}; {} of unnamed sources, {} credited to nobody",
        parts.join(", "),
        count(profile.anonymous_claims, "claim", "claims"),
        profile.unattributed_claims,
    )
}

fn one(used: &SourceUse) -> String {
    let unnamed = if used.anonymous { ", unnamed" } else { "" };
    let role = names::source_role(used.role);
    format!("{} ({role}{unnamed}, {}+{})", clean(&used.name), used.claims, used.quotes)
}
