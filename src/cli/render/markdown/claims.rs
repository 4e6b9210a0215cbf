//! The claim matrix.

use super::{
    CompareView, keys,
    writer::{Markdown, escape, in_html},
};
use crate::{
    cli::render::{
        names,
        style::glyph,
        text::{count, credit},
    },
    domain::{ClaimCluster, ClaimStatus, Relation},
};

/// Statuses of several voices, in the order shown.
const SHARED: [(ClaimStatus, &str); 3] = [
    (ClaimStatus::Consensus, "Consensus"),
    (ClaimStatus::Corroborated, "Corroborated"),
    (ClaimStatus::Disputed, "Disputed"),
];

pub(super) fn render(view: &CompareView<'_>, page: &mut Markdown) {
    page.heading(2, "Claim matrix");
    let relations = [
        Relation::Supports,
        Relation::Partial,
        Relation::Contradicts,
        Relation::MentionsDenial,
        Relation::Silent,
    ];
    let legend = relations.map(|r| format!("{} {}", glyph(r), names::relation(r)));
    page.paragraph(&legend.join(", "));
    for (status, title) in SHARED {
        let claims: Vec<_> = view.claims().filter(|(_, c)| c.status == status).collect();
        if claims.is_empty() {
            continue;
        }
        page.heading(3, title);
        let titles: Vec<_> =
            [String::new()].into_iter().chain(keys(view)).chain(["Claim".to_owned()]).collect();
        let rows: Vec<_> = claims.iter().map(|(index, claim)| row(view, *index, claim)).collect();
        page.table(&titles, &rows);
        if view.all() || view.selection.wordings {
            wordings(view, page, &claims);
        }
    }
    single_source(view, page);
}

fn row(view: &CompareView<'_>, index: usize, claim: &ClaimCluster) -> Vec<String> {
    let differs: String = claim.discrepancies.iter().map(|d| format!(" D{d}")).collect();
    let words = format!("{}{differs}", escape(&view.evidence(&claim.representative)));
    let glyphs = claim.stances.iter().map(|stance| glyph(stance.relation).to_owned());
    [format!("C{index}")].into_iter().chain(glyphs).chain([words]).collect()
}

fn wordings(view: &CompareView<'_>, page: &mut Markdown, claims: &[(usize, &ClaimCluster)]) {
    for (index, claim) in claims {
        page.item(0, &format!("C{index}"));
        for (document, stance) in claim.stances.iter().enumerate() {
            let mut words: Vec<_> =
                stance.evidence.iter().map(|e| escape(&view.evidence(e))).collect();
            words.dedup();
            if words.is_empty() {
                continue;
            }
            let credit = escape(&credit(&view.attribution(document, stance)));
            let line = format!(
                "{} {} “{}” {credit}",
                escape(view.key(document)),
                glyph(stance.relation),
                words.join("” / “")
            );
            page.item(1, line.trim_end());
        }
    }
    page.end();
}

/// What each source alone says, folded away.
fn single_source(view: &CompareView<'_>, page: &mut Markdown) {
    let single = |(_, claim): &(usize, &ClaimCluster)| claim.status == ClaimStatus::SingleSource;
    let claims: Vec<_> = view.claims().filter(single).collect();
    if claims.is_empty() {
        return;
    }
    page.heading(3, "Single source");
    for document in 0..view.documents().len() {
        let own = claims.iter().filter(|(_, c)| c.representative.document == document);
        let own: Vec<_> = own.collect();
        if own.is_empty() {
            continue;
        }
        let title = format!(
            "{} {}: {}",
            view.key(document),
            view.name(document),
            count(own.len(), "claim", "claims")
        );
        page.paragraph(&format!("<details><summary>{}</summary>", in_html(&title)));
        for (index, claim) in own {
            let words = escape(&view.evidence(&claim.representative));
            page.item(0, &format!("C{index} {words}"));
        }
        page.end();
        page.paragraph("</details>");
    }
}
