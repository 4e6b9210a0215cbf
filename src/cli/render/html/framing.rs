//! The words that name and judge, by target and voice.

use super::{Report, header::place};
use crate::{
    cli::render::{facet::Facet, names, text::clean},
    domain::{FramingComparison, FramingInDocument, FramingUse},
};

impl Report<'_> {
    pub(super) fn framing(&mut self) {
        let targets = &self.view.comparison.framing;
        if targets.is_empty() {
            return;
        }
        let (id, title) = place(Facet::Framing);
        let remark = "Words that name or judge: in the outlet's own voice, and in the mouths of \
                      those it quotes. + is in favour of the target, − against it.";
        self.section(id, title, remark);
        for (number, target) in targets.iter().enumerate() {
            self.target(number, target);
        }
        self.end_section();
    }

    fn target(&mut self, number: usize, target: &FramingComparison) {
        let id = format!("F{number}");
        let name = match clean(&target.target_name) {
            whole if whole.is_empty() => "The story as a whole".to_owned(),
            name => name,
        };
        self.html.leaf("h3", &[("id", &id)], &name).line();
        if !target.in_documents.is_empty() {
            self.table("Framing terms", "framing");
            self.html.raw(
                "<thead><tr><th scope=\"col\">Source</th><th scope=\"col\">Own voice</th>\
                 <th scope=\"col\">Quoted voices</th><th scope=\"col\">Mean</th></tr></thead><tbody>",
            );
            for there in &target.in_documents {
                self.framing_row(&id, there);
            }
            self.html.raw("</tbody>");
            self.end_table();
        }
        self.distinctive(&id, target);
    }

    fn framing_row(&mut self, id: &str, there: &FramingInDocument) {
        self.html.raw("<tr><th scope=\"row\">");
        self.key(there.document);
        self.html.raw("</th><td>");
        self.terms(&format!("{id}.{}o", there.document), &there.outlet_terms);
        self.html.raw("</td><td>");
        self.terms(&format!("{id}.{}q", there.document), &there.quoted_terms);
        self.html.raw("</td>");
        let mean = there.mean_valence.map_or_else(|| "–".to_owned(), signed);
        self.html.leaf("td", &[("class", "number")], &mean).raw("</tr>\n");
    }

    fn terms(&mut self, prefix: &str, terms: &[FramingUse]) {
        for (i, term) in terms.iter().enumerate() {
            let token = format!("{prefix}{i}");
            for passage in &term.evidence {
                self.mark(passage, &token);
            }
            let class = match names::valence(term.valence) {
                "+" => "term good",
                "-" => "term bad",
                _ => "term",
            };
            let sign = match names::valence(term.valence) {
                "" => "",
                "+" => " +",
                _ => " −",
            };
            let words = format!("{}{sign}{}", clean(&term.term), times(term.count));
            self.button(class, &token, &words);
            let speaker = term.speaker.map(|s| format!(", {}", self.view.entity(s)));
            let remark = format!(" {}{} ", names::device(term.device), speaker.unwrap_or_default());
            self.html.leaf("span", &[("class", "quiet")], &remark);
        }
    }

    /// The words that tell each source from the others.
    fn distinctive(&mut self, id: &str, target: &FramingComparison) {
        if target.distinctive_terms.is_empty() {
            return;
        }
        self.html.raw("<p class=\"quiet\">Words that tell a source from the others:</p>");
        self.html.raw("<ul class=\"plain\">");
        for document in 0..self.view.documents().len() {
            let own = target.distinctive_terms.iter().filter(|t| t.document == document);
            let own: Vec<_> = own.collect();
            if own.is_empty() {
                continue;
            }
            self.html.raw("<li>");
            self.key(document);
            for (i, term) in own.into_iter().enumerate() {
                let token = format!("{id}.{document}d{i}");
                for passage in &term.evidence {
                    self.mark(passage, &token);
                }
                self.html.raw(" ");
                let words = format!("{}{}", clean(&term.term), times(term.count));
                self.button("term", &token, &words);
            }
            self.html.raw("</li>");
        }
        self.html.raw("</ul>\n");
    }
}

/// How often a term is used, where that is more than once.
fn times(count: usize) -> String {
    if count > 1 { format!(" ×{count}") } else { String::new() }
}

fn signed(value: f64) -> String {
    match format!("{value:+.1}") {
        zero if zero == "+0.0" || zero == "-0.0" => "0".to_owned(),
        value => value.replace('-', "−"),
    }
}
