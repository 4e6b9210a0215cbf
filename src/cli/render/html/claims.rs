//! The claim matrix: a row for each claim, a column for each source.

use super::{Report, header::place, tone};
use crate::{
    cli::render::{facet::Facet, names, style, text::credit},
    domain::{ClaimCluster, ClaimStance, ClaimStatus, Finding, Relation},
};

/// The statuses in the order in which their rows come.
const STATUSES: [(ClaimStatus, &str); 4] = [
    (ClaimStatus::Consensus, "consensus"),
    (ClaimStatus::Corroborated, "corroborated"),
    (ClaimStatus::Disputed, "disputed"),
    (ClaimStatus::SingleSource, "single"),
];
/// With more columns than this the matrix scrolls by itself on any page.
const MANY_COLUMNS: usize = 12;

impl Report<'_> {
    pub(super) fn claims(&mut self) {
        let (id, title) = place(Facet::Claims);
        let threshold = self.view.consensus_threshold;
        let remark = format!(
            "Who says what. Select a claim to see its words in every source. Consensus: at least \
             {threshold} independent voices make the claim."
        );
        self.section(id, title, &remark);
        self.legend();
        self.filters();
        let many = self.view.documents().len() > MANY_COLUMNS;
        self.table("Claim matrix", if many { "matrix many" } else { "matrix" });
        self.source_columns(&["Claim"], &["Voices"]);
        for (status, class) in STATUSES {
            self.html.open("tbody", &[("data-status", class)]).line();
            let claims = self.view.claims();
            for (number, claim) in claims.filter(|(_, claim)| claim.status == status) {
                self.claim(number, claim);
            }
            self.html.raw("</tbody>\n");
        }
        self.end_table();
        self.end_section();
    }

    fn legend(&mut self) {
        self.html.raw("<ul class=\"legend\" aria-label=\"Signs\">");
        for relation in RELATIONS {
            self.html.raw("<li>");
            self.glyph(relation);
            self.html.text(&format!(" {}", names::relation(relation))).raw("</li>");
        }
        self.html.raw("</ul>\n");
    }

    fn glyph(&mut self, relation: Relation) {
        let class = format!("glyph {}", class(relation));
        let glyph = style::glyph(relation);
        self.html.leaf("span", &[("class", &class), ("aria-hidden", "true")], glyph);
    }

    fn filters(&mut self) {
        let claims = || self.view.claims();
        let count = |status| claims().filter(|(_, claim)| claim.status == status).count();
        let numbers = STATUSES.map(|(status, _)| count(status));
        let single = numbers[3];
        let total: usize = numbers.iter().sum();
        let buttons = [
            ("all", "All", total),
            ("shared", "Shared", total - single),
            ("consensus", "Consensus", numbers[0]),
            ("corroborated", "Corroborated", numbers[1]),
            ("disputed", "Disputed", numbers[2]),
            ("single", "Single source", single),
        ];
        self.html
            .raw("<div class=\"filters scripted\" role=\"group\" aria-label=\"Claims shown\">");
        for (filter, title, number) in buttons {
            let pressed = if filter == "all" { "true" } else { "false" };
            let attributes =
                [("type", "button"), ("data-filter", filter), ("aria-pressed", pressed)];
            self.html.leaf("button", &attributes, &format!("{title} {number}"));
        }
        self.html.raw("</div>\n");
    }

    fn claim(&mut self, number: usize, claim: &ClaimCluster) {
        let view = self.view;
        let id = format!("C{number}");
        self.html.open("tr", &[("id", &id), ("data-row", "")]);
        self.html.raw("<th scope=\"row\">");
        self.button("", &id, &id);
        let words = view.evidence(&claim.representative);
        self.html.raw(" ").leaf("span", &[("class", "claim"), ("dir", "auto")], &words).raw(" ");
        for discrepancy in &claim.discrepancies {
            self.reference(Finding::Discrepancy(*discrepancy));
        }
        self.wordings(&id, claim);
        self.html.raw("</th>");
        for stance in &claim.stances {
            self.html.open("td", &[("class", &format!("stance {}", class(stance.relation)))]);
            self.glyph(stance.relation);
            self.html.leaf("span", &[("class", "hidden")], names::relation(stance.relation));
            self.html.raw("</td>");
        }
        let voices = claim.independent_support.to_string();
        self.html.leaf("td", &[("class", "number")], &voices).raw("</tr>\n");
    }

    /// The words of every source that has any.
    fn wordings(&mut self, id: &str, claim: &ClaimCluster) {
        self.html.raw("<details><summary>Wordings</summary><ul class=\"passages\">");
        for (document, stance) in claim.stances.iter().enumerate() {
            let token = format!("{id}:{}", tone(stance.relation));
            let mut seen: Vec<String> = Vec::new();
            for passage in &stance.evidence {
                self.mark(passage, &token);
                let words = self.view.evidence(passage);
                if seen.contains(&words) {
                    continue;
                }
                self.html.raw("<li>");
                self.source_link(passage, id);
                self.html.raw(" ");
                self.glyph(stance.relation);
                self.html.raw(" ").quotation(&words);
                if seen.is_empty() {
                    self.standing(document, stance);
                }
                self.html.raw("</li>");
                seen.push(words);
            }
        }
        self.html.raw("</ul></details>");
    }

    /// Who is credited, and how firmly it is said.
    fn standing(&mut self, document: usize, stance: &ClaimStance) {
        let credit = credit(&self.view.attribution(document, stance));
        let standing = names::modality(stance.modality).map(|m| format!("[{m}]"));
        for remark in [Some(credit), standing].into_iter().flatten().filter(|r| !r.is_empty()) {
            self.html.raw(" ").leaf("span", &[("class", "quiet")], &remark);
        }
    }
}

/// All relations, in the order of the legend.
const RELATIONS: [Relation; 5] = [
    Relation::Supports,
    Relation::Partial,
    Relation::Contradicts,
    Relation::MentionsDenial,
    Relation::Silent,
];

fn class(relation: Relation) -> &'static str {
    match relation {
        Relation::Supports => "supports",
        Relation::Partial => "partial",
        Relation::Contradicts => "contradicts",
        Relation::MentionsDenial => "denial",
        Relation::Silent => "silent",
    }
}
