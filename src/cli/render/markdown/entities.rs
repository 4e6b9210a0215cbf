//! Who and what is named where, and how often.

use super::{
    CompareView, keys,
    writer::{Markdown, escape},
};
use crate::{
    cli::render::{ENTITY_GROUPS, text::clean},
    domain::EntityComparison,
};

pub(super) fn render(view: &CompareView<'_>, page: &mut Markdown) {
    let entities = &view.comparison.entities;
    if entities.is_empty() {
        return;
    }
    page.heading(2, "Names");
    for (kind, title) in ENTITY_GROUPS {
        let group: Vec<_> =
            entities.iter().filter(|e| e.kind == kind && e.in_documents.len() > 1).collect();
        if group.is_empty() {
            continue;
        }
        page.heading(3, title);
        let titles: Vec<_> =
            ["Name".to_owned()].into_iter().chain(keys(view)).chain(["Forms".to_owned()]).collect();
        let rows: Vec<_> = group.into_iter().map(|entity| row(view, entity)).collect();
        page.table(&titles, &rows);
    }
}

fn row(view: &CompareView<'_>, entity: &EntityComparison) -> Vec<String> {
    let mut cells = vec![escape(&clean(&entity.canonical_name))];
    for document in 0..view.documents().len() {
        let there = entity.in_documents.iter().find(|there| there.document == document);
        cells.push(there.map_or_else(|| "–".to_owned(), |there| there.mention_count.to_string()));
    }
    let mut forms: Vec<String> = Vec::new();
    for form in entity.in_documents.iter().flat_map(|there| &there.forms) {
        let form = escape(&clean(&form.text));
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    cells.push(forms.join(", "));
    cells
}
