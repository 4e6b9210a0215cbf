//! Who and what is named where, how often, and in which words.

use super::{Report, header::place};
use crate::{
    cli::render::{
        ENTITY_GROUPS,
        facet::Facet,
        form_remark,
        text::{clean, count},
    },
    domain::{EntityComparison, EntityInDocument},
};

impl Report<'_> {
    pub(super) fn entities(&mut self) {
        let entities = &self.view.comparison.entities;
        if entities.is_empty() {
            return;
        }
        let (id, title) = place(Facet::Entities);
        let remark = "Who and what is named in several sources: mentions, and the forms that \
                      each source uses.";
        self.section(id, title, remark);
        let numbered = || entities.iter().enumerate();
        for (kind, title) in ENTITY_GROUPS {
            let group: Vec<_> =
                numbered().filter(|(_, e)| e.kind == kind && e.in_documents.len() > 1).collect();
            if group.is_empty() {
                continue;
            }
            self.html.leaf("h3", &[], title).line();
            self.table(title, "entities");
            self.source_columns(&["Name"], &[]);
            self.html.raw("<tbody>");
            for (number, entity) in group {
                self.named(number, entity);
            }
            self.html.raw("</tbody>");
            self.end_table();
        }
        let single: Vec<_> = numbered().filter(|(_, e)| e.in_documents.len() == 1).collect();
        self.in_one_source(&single);
        self.end_section();
    }

    fn named(&mut self, number: usize, entity: &EntityComparison) {
        let id = format!("E{number}");
        self.html.open("tr", &[("id", &id), ("data-row", "")]).raw("<th scope=\"row\">");
        self.button("term", &id, &clean(&entity.canonical_name));
        self.html.raw("</th>");
        for document in 0..self.view.documents().len() {
            match entity.in_documents.iter().find(|there| there.document == document) {
                Some(there) => self.mentions(&id, there),
                None => {
                    self.html.raw("<td class=\"none\">–</td>");
                }
            }
        }
        self.html.raw("</tr>\n");
    }

    /// How often, in which forms and with which roles a source names an entity.
    fn mentions(&mut self, id: &str, there: &EntityInDocument) {
        let token = format!("{id}:0");
        for passage in &there.evidence {
            self.mark(passage, &token);
        }
        self.html.raw("<td>").leaf("strong", &[], &there.mention_count.to_string());
        let forms: Vec<_> = there
            .forms
            .iter()
            .map(|form| match form_remark(form.kind) {
                Some(remark) => format!("{} ({remark})", clean(&form.text)),
                None => clean(&form.text),
            })
            .collect();
        let roles = there.roles.iter().map(|role| self.view.words(there.document, *role));
        let roles: Vec<_> = roles.collect();
        self.html.raw(" ").leaf("span", &[("class", "quiet"), ("dir", "auto")], &forms.join(", "));
        if !roles.is_empty() {
            let roles = format!("as {}", roles.join(", "));
            self.html.raw("<br>").leaf("span", &[("class", "quiet"), ("dir", "auto")], &roles);
        }
        self.html.raw("</td>");
    }

    fn in_one_source(&mut self, entities: &[(usize, &EntityComparison)]) {
        if entities.is_empty() {
            return;
        }
        let title = count(entities.len(), "name", "names");
        let title = format!("{title} in one source only");
        self.html.raw("<details class=\"more\">").leaf("summary", &[], &title);
        self.html.raw("<ul class=\"plain\">");
        for document in 0..self.view.documents().len() {
            let mut own = entities
                .iter()
                .filter(|(_, e)| e.in_documents.iter().any(|t| t.document == document))
                .peekable();
            if own.peek().is_none() {
                continue;
            }
            self.html.raw("<li>");
            self.key(document);
            for (number, entity) in own {
                let id = format!("E{number}");
                for there in &entity.in_documents {
                    for passage in &there.evidence {
                        self.mark(passage, &format!("{id}:0"));
                    }
                }
                self.html.raw(" ");
                self.button("term", &id, &clean(&entity.canonical_name));
            }
            self.html.raw("</li>");
        }
        self.html.raw("</ul></details>\n");
    }
}
