//! Utterances in all their renderings, differing words marked.

use super::{Report, header::place};
use crate::{
    cli::render::{
        facet::Facet,
        names,
        text::{clean, count},
        view,
    },
    domain::{Finding, QuoteCluster, QuoteKind, QuoteRendering},
};

impl Report<'_> {
    pub(super) fn quotes(&mut self) {
        let view = self.view;
        let quotes = &view.comparison.quotes;
        if quotes.is_empty() {
            return;
        }
        let (id, title) = place(Facet::Quotes);
        let remark = "One utterance in all its renderings. Words that a source leaves out of the \
                      fullest rendering are struck through, words that it alone has are \
                      underlined.";
        self.section(id, title, remark);
        let (shared, single): (Vec<_>, Vec<_>) =
            quotes.iter().enumerate().partition(|(_, quote)| quote.renderings.len() > 1);
        self.html.raw("<div class=\"cards wide\">\n");
        for (number, quote) in shared {
            self.quote(number, quote);
        }
        self.html.raw("</div>\n");
        if !single.is_empty() {
            let title = count(single.len(), "quote", "quotes");
            let title = format!("{title} in one source only");
            self.html.raw("<details class=\"more\">").leaf("summary", &[], &title);
            self.html.raw("<ul class=\"plain\">");
            for (number, quote) in single {
                self.single_quote(number, quote);
            }
            self.html.raw("</ul></details>\n");
        }
        self.end_section();
    }

    fn quote(&mut self, number: usize, quote: &QuoteCluster) {
        let id = format!("Q{number}");
        let heading = format!("{id}-heading");
        let attributes = [("id", &*id), ("class", "card"), ("aria-labelledby", &heading)];
        self.html.open("article", &attributes).raw("<p class=\"chips\">");
        self.button("", &id, &id);
        self.html.raw(" ");
        self.chip("plain", names::quote_relation(quote.relation));
        for discrepancy in &quote.discrepancies {
            self.reference(Finding::Discrepancy(*discrepancy));
        }
        self.html.raw("</p>");
        self.html.leaf("h3", &[("id", &heading)], &speaker(quote));
        self.html.raw("<ul class=\"renderings\">");
        for (i, rendering) in quote.renderings.iter().enumerate() {
            let token = format!("{id}:{i}");
            self.mark(&rendering.evidence, &token);
            self.html.open("li", &[("data-row", "")]);
            self.source_link(&rendering.evidence, &token);
            self.html.raw(" ");
            self.rendering(quote, rendering);
            self.parties(rendering, i == quote.fullest);
            self.html.raw("</li>");
        }
        self.html.raw("</ul></article>\n");
    }

    fn single_quote(&mut self, number: usize, quote: &QuoteCluster) {
        let Some(rendering) = quote.renderings.first() else { return };
        let id = format!("Q{number}");
        let token = format!("{id}:0");
        self.mark(&rendering.evidence, &token);
        self.html.open("li", &[("id", &id), ("data-row", "")]);
        self.button("", &id, &id);
        self.html.raw(" ");
        self.source_link(&rendering.evidence, &token);
        self.html.raw(" ").leaf("strong", &[], &speaker(quote)).raw(": ");
        let words = self.view.evidence(&rendering.evidence);
        self.html.leaf("span", &[("dir", "auto")], &words).raw("</li>\n");
    }

    /// The words, those that differ from the fullest marked.
    fn rendering(&mut self, quote: &QuoteCluster, rendering: &QuoteRendering) {
        self.html.open("span", &[("class", "words"), ("dir", "auto")]);
        let fullest = quote.renderings.get(quote.fullest);
        match fullest.filter(|_| !rendering.edits.is_empty()) {
            None => {
                let words = self.view.evidence(&rendering.evidence);
                self.html.text(&words);
            }
            Some(fullest) => {
                for edit in &rendering.edits {
                    let (lost, gained) = names::edit_sides(edit.op);
                    let of = |document, span: Option<_>| {
                        span.map(|span| self.view.words(document, span)).unwrap_or_default()
                    };
                    let base = of(fullest.document, edit.base);
                    let other = of(rendering.document, edit.other);
                    match (lost, gained) {
                        (false, false) => {
                            self.html.text(&other).raw(" ");
                        }
                        _ => self.difference(
                            if lost { &base } else { "" },
                            if gained { &other } else { "" },
                        ),
                    }
                }
            }
        }
        self.html.raw("</span>");
    }

    /// Words lost and words gained; a screen reader is told which.
    fn difference(&mut self, lost: &str, gained: &str) {
        if !lost.is_empty() {
            self.html.raw("<del><span class=\"hidden\">left out: </span>").text(lost);
            self.html.raw("</del> ");
        }
        if !gained.is_empty() {
            self.html.raw("<ins><span class=\"hidden\">instead: </span>").text(gained);
            self.html.raw("</ins> ");
        }
    }

    fn parties(&mut self, rendering: &QuoteRendering, fullest: bool) {
        let mut remarks = Vec::new();
        if fullest {
            remarks.push("fullest".to_owned());
        }
        if rendering.kind == QuoteKind::Indirect {
            remarks.push("without quotation marks".to_owned());
        }
        let speakers = view::parties(&rendering.speakers);
        if !speakers.is_empty() {
            remarks.push(format!("credited to {speakers}"));
        }
        let relayed = view::parties(&rendering.relayed_by);
        if !relayed.is_empty() {
            remarks.push(format!("by way of {relayed}"));
        }
        if rendering.damaged {
            remarks.push("damaged text".to_owned());
        }
        if !remarks.is_empty() {
            let words = format!(" ({})", remarks.join("; "));
            self.html.leaf("span", &[("class", "quiet")], &words);
        }
    }
}

fn speaker(quote: &QuoteCluster) -> String {
    match clean(&quote.speaker_name) {
        nobody if nobody.is_empty() => "Speaker not told".to_owned(),
        name => name,
    }
}
