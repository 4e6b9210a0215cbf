//! What some sources tell and others leave out.

use super::{Report, header::place, tone};
use crate::{
    cli::render::{facet::Facet, text::percent},
    domain::{Finding, Omission},
};

impl Report<'_> {
    pub(super) fn omissions(&mut self) {
        let omissions = &self.view.comparison.omissions;
        if omissions.is_empty() {
            return;
        }
        let (id, title) = place(Facet::Omissions);
        let remark = "What some sources tell and others do not, the most important first. A \
                      source marked “could have known” was published after it had been told.";
        self.section(id, title, remark);
        self.html.raw("<ul class=\"plain omissions\">\n");
        for (number, omission) in omissions.iter().enumerate() {
            self.omission(number, omission);
        }
        self.html.raw("</ul>\n");
        self.end_section();
    }

    fn omission(&mut self, number: usize, omission: &Omission) {
        let id = format!("O{number}");
        self.html.open("li", &[("id", &id), ("data-row", "")]);
        self.mark_subject(omission.subject);
        self.button("", &omission.subject.to_string(), &omission.subject.to_string());
        self.html.raw(" ");
        if omission.is_one_sided() {
            self.chip("conflicting", "denial left out");
        }
        let words = self.view.omitted(omission);
        match omission.subject {
            Finding::Entity(_) => self.html.leaf("strong", &[("dir", "auto")], &words),
            _ => self.html.leaf("span", &[("dir", "auto")], &words),
        };
        self.html.raw("<br><span class=\"quiet\">told by</span> ");
        for document in &omission.told_by {
            self.key(*document);
            self.html.raw(" ");
        }
        self.html.raw("<span class=\"quiet\">left out by</span> ");
        for document in &omission.omitted_by {
            self.key(*document);
            if omission.could_have_known.contains(document) {
                self.html.raw(" <span class=\"quiet\">(could have known)</span>");
            }
            self.html.raw(" ");
        }
        if let Some(accusation) = omission.accusation {
            self.html.raw("<span class=\"quiet\">the accusation:</span> ");
            self.reference(Finding::Claim(accusation));
        }
        let importance = format!("importance {}", percent(omission.importance));
        self.html.leaf("span", &[("class", "quiet")], &importance).raw("</li>\n");
    }

    /// The words that tell it; its own section marks the same, where it is shown.
    fn mark_subject(&mut self, subject: Finding) {
        let comparison = self.view.comparison;
        match subject {
            Finding::Claim(i) => {
                for stance in comparison.claims.get(i).iter().flat_map(|c| &c.stances) {
                    let token = format!("{subject}:{}", tone(stance.relation));
                    stance.evidence.iter().for_each(|passage| self.mark(passage, &token));
                }
            }
            Finding::Quote(i) => {
                for (r, rendering) in
                    comparison.quotes.get(i).iter().flat_map(|q| q.renderings.iter().enumerate())
                {
                    self.mark(&rendering.evidence, &format!("{subject}:{r}"));
                }
            }
            Finding::Entity(i) => {
                for there in comparison.entities.get(i).iter().flat_map(|e| &e.in_documents) {
                    let token = format!("{subject}:0");
                    there.evidence.iter().for_each(|passage| self.mark(passage, &token));
                }
            }
            // Nothing else can be left out.
            _ => {}
        }
    }
}
