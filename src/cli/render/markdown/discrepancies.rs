//! Where sources differ, the values side by side.

use super::{
    CompareView, quoted,
    writer::{Markdown, escape},
};
use crate::{
    cli::render::{names, text::clean},
    domain::Finding,
};

pub(super) fn render(view: &CompareView<'_>, page: &mut Markdown) {
    page.heading(2, "Discrepancies");
    let mut any = false;
    for (index, discrepancy) in view.discrepancies() {
        any = true;
        page.heading(3, &format!("D{index} {}", names::discrepancy(discrepancy.kind)));
        let concerns =
            [discrepancy.claim.map(Finding::Claim), discrepancy.quote.map(Finding::Quote)];
        let concerns: String =
            concerns.into_iter().flatten().map(|finding| format!(", {finding}")).collect();
        page.paragraph(&format!(
            "**{}**, {} severity{concerns}. {}",
            names::compatibility(discrepancy.compatibility),
            names::severity(discrepancy.severity),
            escape(&clean(&discrepancy.explanation)),
        ));
        let rows: Vec<_> = discrepancy
            .values
            .iter()
            .map(|value| {
                let mut passages: Vec<_> =
                    value.evidence.iter().map(|passage| quoted(view, passage)).collect();
                passages.dedup();
                vec![
                    escape(&clean(&value.value)),
                    escape(&view.keys(value.documents.iter().copied())),
                    passages.join("<br>"),
                ]
            })
            .collect();
        page.table(&["Value", "Sources", "Words"].map(str::to_owned), &rows);
    }
    if !any {
        page.paragraph("None found.");
    }
}
