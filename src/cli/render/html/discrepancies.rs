//! Differences as cards, the values side by side.

use super::{Report, header::place};
use crate::{
    cli::render::{facet::Facet, names, text::clean},
    domain::{Compatibility, Discrepancy, Finding, Severity},
};

impl Report<'_> {
    pub(super) fn discrepancies(&mut self) {
        let (id, title) = place(Facet::Discrepancies);
        let remark = "Where sources differ, the most severe first. Conflicting values cannot all \
                      be true; compatible ones can; unclear means that the texts do not tell.";
        self.section(id, title, remark);
        if self.view.comparison.discrepancies.is_empty() {
            self.html.raw("<p>None found.</p>\n");
        } else {
            self.html.raw("<div class=\"cards\">\n");
            for (number, discrepancy) in self.view.discrepancies() {
                self.discrepancy(number, discrepancy);
            }
            self.html.raw("</div>\n");
        }
        self.end_section();
    }

    fn discrepancy(&mut self, number: usize, discrepancy: &Discrepancy) {
        let id = format!("D{number}");
        let heading = format!("{id}-heading");
        let class = format!("card {}", judgement(discrepancy.compatibility));
        self.html.open("article", &[("id", &id), ("class", &class), ("aria-labelledby", &heading)]);
        self.html.raw("<p class=\"chips\">");
        self.button("", &id, &id);
        self.html.raw(" ");
        self.chip(
            judgement(discrepancy.compatibility),
            names::compatibility(discrepancy.compatibility),
        );
        let severity = format!("{} severity", names::severity(discrepancy.severity));
        self.chip(weight(discrepancy.severity), &severity);
        self.html.raw("</p>");
        self.html.leaf("h3", &[("id", &heading)], names::discrepancy(discrepancy.kind));
        self.html.leaf("p", &[], &clean(&discrepancy.explanation));
        self.html.raw("<ul class=\"values\">");
        for (i, value) in discrepancy.values.iter().enumerate() {
            // Values beyond the colours share the last one.
            let token = format!("{id}:{i}");
            self.html.open("li", &[("data-row", ""), ("class", value_class(i))]);
            self.button("value", &token, &clean(&value.value));
            self.html.raw(" ");
            for document in &value.documents {
                self.key(*document);
                self.html.raw(" ");
            }
            self.passages(&value.evidence, &token);
            self.html.raw("</li>");
        }
        self.html.raw("</ul>");
        let claim = discrepancy.claim.map(Finding::Claim);
        let quote = discrepancy.quote.map(Finding::Quote);
        for (what, finding) in [("claim ", claim), ("quote ", quote)] {
            if let Some(finding) = finding {
                self.html.leaf("span", &[("class", "quiet")], what);
                self.reference(finding);
            }
        }
        self.html.raw("</article>\n");
    }
}

/// The class of the colour of a value.
fn value_class(index: usize) -> &'static str {
    ["v0", "v1", "v2", "v3"][index.min(3)]
}

fn judgement(compatibility: Compatibility) -> &'static str {
    match compatibility {
        Compatibility::Conflicting => "conflicting",
        Compatibility::Compatible => "compatible",
        Compatibility::Unclear => "unclear",
    }
}

fn weight(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
    }
}
