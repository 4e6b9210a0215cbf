//! What is left out, which words are shared, and on whom sources rely.

use super::{
    CompareView, quoted,
    writer::{Markdown, escape},
};
use crate::cli::render::{
    names,
    text::{clean, count},
};

pub(super) fn omissions(view: &CompareView<'_>, page: &mut Markdown) {
    let omissions = &view.comparison.omissions;
    if omissions.is_empty() {
        return;
    }
    page.heading(2, "Left out");
    let titles = ["", "What", "Told by", "Left out by", "Could have known"];
    let rows: Vec<_> = omissions
        .iter()
        .map(|omission| {
            let keys = |documents: &[usize]| escape(&view.keys(documents.iter().copied()));
            let denies = omission.accusation.map(|claim| format!(" **denial** of C{claim}"));
            vec![
                omission.subject.to_string(),
                format!("{}{}", escape(&view.omitted(omission)), denies.unwrap_or_default()),
                keys(&omission.told_by),
                keys(&omission.omitted_by),
                keys(&omission.could_have_known),
            ]
        })
        .collect();
    page.table(&titles.map(str::to_owned), &rows);
}

pub(super) fn text_reuse(view: &CompareView<'_>, page: &mut Markdown) {
    let links = &view.comparison.text_reuse;
    if links.is_empty() {
        return;
    }
    page.heading(2, "Shared wording");
    for (index, link) in links.iter().enumerate() {
        let keys = escape(&view.keys([link.first.document, link.second.document]));
        let size = count(link.words, "word", "words");
        let why = names::reuse(link.kind);
        page.item(0, &format!("R{index} {keys}, {size}, {why}: {}", quoted(view, &link.first)));
    }
    page.end();
}

pub(super) fn sourcing(view: &CompareView<'_>, page: &mut Markdown) {
    let profiles = &view.comparison.sourcing;
    if profiles.iter().all(|profile| profile.uses.is_empty()) {
        return;
    }
    page.heading(2, "Sourcing");
    let titles = ["Source", "Relies on", "Claims of unnamed sources", "Claims credited to nobody"];
    let rows: Vec<_> = profiles
        .iter()
        .map(|profile| {
            let uses = profile.uses.iter().map(|used| {
                let unnamed = if used.anonymous { ", unnamed" } else { "" };
                format!(
                    "{} ({}{unnamed}, {}, {})",
                    escape(&clean(&used.name)),
                    names::source_role(used.role),
                    count(used.claims, "claim", "claims"),
                    count(used.quotes, "quote", "quotes"),
                )
            });
            vec![
                escape(view.key(profile.document)),
                uses.collect::<Vec<_>>().join("<br>"),
                profile.anonymous_claims.to_string(),
                profile.unattributed_claims.to_string(),
            ]
        })
        .collect();
    page.table(&titles.map(str::to_owned), &rows);
}
