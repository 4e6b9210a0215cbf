//! The words that name and judge, by target, source and voice.

use super::{
    CompareView,
    writer::{Markdown, escape},
};
use crate::{
    cli::render::{names, text::clean},
    domain::FramingUse,
};

pub(super) fn render(view: &CompareView<'_>, page: &mut Markdown) {
    let targets = &view.comparison.framing;
    if targets.is_empty() {
        return;
    }
    page.heading(2, "Framing");
    page.paragraph("Words that name or judge; (+) is in favour of the target, (−) against it.");
    for target in targets {
        let name = clean(&target.target_name);
        page.heading(3, if name.is_empty() { "The story as a whole" } else { &name });
        let titles = ["Source", "Own voice", "Quoted voices", "Distinctive words"];
        let rows: Vec<_> = (0..view.documents().len())
            .filter_map(|document| {
                let there = target.in_documents.iter().find(|t| t.document == document);
                let own = target.distinctive_terms.iter().filter(|t| t.document == document);
                let own: Vec<_> = own.map(|t| escape(&clean(&t.term))).collect();
                if there.is_none() && own.is_empty() {
                    return None;
                }
                Some(vec![
                    escape(view.key(document)),
                    there.map(|t| terms(&t.outlet_terms)).unwrap_or_default(),
                    there.map(|t| terms(&t.quoted_terms)).unwrap_or_default(),
                    own.join(", "),
                ])
            })
            .collect();
        page.table(&titles.map(str::to_owned), &rows);
    }
}

fn terms(terms: &[FramingUse]) -> String {
    let term = |used: &FramingUse| {
        let sign = match names::valence(used.valence) {
            "+" => " (+)",
            "-" => " (−)",
            _ => "",
        };
        let times = if used.count > 1 { format!(" ×{}", used.count) } else { String::new() };
        format!("{}{sign}{times}", escape(&clean(&used.term)))
    };
    terms.iter().map(term).collect::<Vec<_>>().join(", ")
}
