//! Numbers of one thing, side by side.

use super::{Report, header::place};
use crate::{
    cli::render::{facet::Facet, text::clean, view},
    domain::{Finding, QuantityComparison},
};

impl Report<'_> {
    pub(super) fn numbers(&mut self) {
        let numbers = &self.view.comparison.numbers;
        if numbers.is_empty() {
            return;
        }
        let (id, title) = place(Facet::Numbers);
        self.section(id, title, "What several sources count or measure.");
        self.table("Numbers", "numbers");
        self.html.raw("<thead><tr><th scope=\"col\">Of what</th><th scope=\"col\">Values</th>");
        self.html.raw("<th scope=\"col\">Together</th></tr></thead><tbody>\n");
        for (number, quantity) in numbers.iter().enumerate() {
            self.quantity(number, quantity);
        }
        self.html.raw("</tbody>");
        self.end_table();
        self.end_section();
    }

    fn quantity(&mut self, number: usize, quantity: &QuantityComparison) {
        let id = format!("N{number}");
        self.html.open("tr", &[("id", &id), ("data-row", "")]).raw("<th scope=\"row\">");
        self.button("", &id, &id);
        self.html.raw(" ").text(&clean(&quantity.subject));
        if let Some(entity) = quantity.entity {
            self.html.raw(" ").leaf("span", &[("class", "quiet")], &self.view.entity(entity));
        }
        self.html.raw("</th><td><ul class=\"passages\">");
        let token = format!("{id}:0");
        for value in &quantity.values {
            self.mark(&value.evidence, &token);
            self.html.raw("<li>");
            self.source_link(&value.evidence, &id);
            let shown = view::number(value, quantity.unit.as_ref());
            self.html.raw(" ").leaf("strong", &[], &shown).raw(" ");
            let words = self.view.evidence(&value.evidence);
            self.html.quotation(&words).raw("</li>");
        }
        self.html.raw("</ul></td><td>");
        match quantity.conflicting {
            true => self.chip("conflicting", "conflicting"),
            false => self.chip("compatible", "compatible"),
        }
        for discrepancy in &quantity.discrepancies {
            self.reference(Finding::Discrepancy(*discrepancy));
        }
        self.html.raw("</td></tr>\n");
    }
}
