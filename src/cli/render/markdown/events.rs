//! Events in time, and numbers of one thing.

use super::{
    CompareView, quoted,
    writer::{Markdown, escape},
};
use crate::cli::render::{names, text::clean, view::number};

pub(super) fn timeline(view: &CompareView<'_>, page: &mut Markdown) {
    let entries = &view.comparison.timeline;
    if entries.is_empty() {
        return;
    }
    page.heading(2, "Timeline");
    let rows: Vec<_> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            vec![
                format!("T{index}"),
                escape(&clean(&entry.edtf)),
                names::phase(entry.phase).to_owned(),
                escape(&view.keys(entry.documents.iter().copied())),
                escape(&view.evidence(&entry.representative)),
            ]
        })
        .collect();
    page.table(&["", "Time", "Phase", "Sources", "What"].map(str::to_owned), &rows);
}

pub(super) fn numbers(view: &CompareView<'_>, page: &mut Markdown) {
    let numbers = &view.comparison.numbers;
    if numbers.is_empty() {
        return;
    }
    page.heading(2, "Numbers");
    for (index, quantity) in numbers.iter().enumerate() {
        let owner = quantity.entity.map(|e| format!(" ({})", escape(&view.entity(e))));
        let judged = if quantity.conflicting { ", **conflicting**" } else { "" };
        let subject = escape(&clean(&quantity.subject));
        page.item(0, &format!("N{index} {subject}{}{judged}", owner.unwrap_or_default()));
        for value in &quantity.values {
            let shown = escape(&number(value, quantity.unit.as_ref()));
            let key = escape(view.key(value.document));
            page.item(1, &format!("{key} {shown}: {}", quoted(view, &value.evidence)));
        }
    }
    page.end();
}
