//! On whom sources rely, and which words they share.

use super::{Report, header::place};
use crate::{
    cli::render::{
        facet::Facet,
        names,
        text::{clean, count, percent},
    },
    domain::{ReuseLink, SourceUse, SourcingProfile},
};

impl Report<'_> {
    pub(super) fn text_reuse(&mut self) {
        let links = &self.view.comparison.text_reuse;
        if links.is_empty() {
            return;
        }
        let (id, title) = place(Facet::TextReuse);
        self.section(id, title, "Runs of words that two sources share, and probably why.");
        self.html.raw("<ul class=\"plain\">\n");
        for (number, link) in links.iter().enumerate() {
            self.shared_words(number, link);
        }
        self.html.raw("</ul>\n");
        self.end_section();
    }

    fn shared_words(&mut self, number: usize, link: &ReuseLink) {
        let id = format!("R{number}");
        let token = format!("{id}:0");
        self.html.open("li", &[("id", &id), ("data-row", "")]);
        self.button("", &id, &id);
        self.html.raw(" ");
        for passage in [&link.first, &link.second] {
            self.mark(passage, &token);
            self.source_link(passage, &id);
            self.html.raw(" ");
        }
        self.chip("plain", names::reuse(link.kind));
        let size = count(link.words, "word", "words");
        let mut remark = format!("{size}, {} the same", percent(link.similarity));
        if let Some(earlier) = link.earlier {
            remark.push_str(&format!(", {} earlier", self.view.key(earlier)));
        }
        self.html.leaf("span", &[("class", "quiet")], &remark).raw("<br>");
        let words = self.view.evidence(&link.first);
        self.html.quotation(&words).raw("</li>\n");
    }

    pub(super) fn sourcing(&mut self) {
        let profiles = &self.view.comparison.sourcing;
        if profiles.iter().all(|profile| profile.uses.is_empty()) {
            return;
        }
        let (id, title) = place(Facet::Sourcing);
        self.section(id, title, "Whom each source credits, and how often.");
        self.table("Sourcing", "sourcing");
        self.html.raw(
            "<thead><tr><th scope=\"col\">Source</th><th scope=\"col\">Relies on</th>\
             <th scope=\"col\">Claims of unnamed sources</th>\
             <th scope=\"col\">Claims credited to nobody</th></tr></thead><tbody>\n",
        );
        for profile in profiles {
            self.relies_on(profile);
        }
        self.html.raw("</tbody>");
        self.end_table();
        self.end_section();
    }

    fn relies_on(&mut self, profile: &SourcingProfile) {
        self.html.raw("<tr><th scope=\"row\">");
        self.key(profile.document);
        self.html.text(&format!(" {}", self.view.name(profile.document))).raw("</th><td>");
        for (i, used) in profile.uses.iter().enumerate() {
            let token = format!("S{}.{i}", profile.document);
            for passage in &used.evidence {
                self.mark(passage, &token);
            }
            self.button("term", &token, &clean(&used.name));
            self.html.leaf("span", &[("class", "quiet")], &format!(" {} ", use_of(used)));
        }
        self.html.raw("</td>");
        for number in [profile.anonymous_claims, profile.unattributed_claims] {
            self.html.leaf("td", &[("class", "number")], &number.to_string());
        }
        self.html.raw("</tr>\n");
    }
}

/// What kind of source it is and how often it is used.
fn use_of(used: &SourceUse) -> String {
    let mut parts = vec![names::source_role(used.role).to_owned()];
    if used.anonymous {
        parts.push("unnamed".to_owned());
    }
    if used.claims > 0 {
        parts.push(count(used.claims, "claim", "claims"));
    }
    if used.quotes > 0 {
        parts.push(count(used.quotes, "quote", "quotes"));
    }
    parts.join(", ")
}
