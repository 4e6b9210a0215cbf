//! The six questions side by side, and headlines against their articles.

use super::{Report, header::place};
use crate::{
    cli::render::{facet::Facet, names, text::clean},
    domain::{FiveWRow, Headline},
};

impl Report<'_> {
    pub(super) fn five_w(&mut self) {
        let rows = &self.view.comparison.five_w.rows;
        if rows.is_empty() {
            return;
        }
        let (id, title) = place(Facet::FiveW);
        self.section(id, title, "Each source's best answer on the main event.");
        self.table("Six questions", "five-w");
        self.source_columns(&["Question"], &["Together"]);
        self.html.raw("<tbody>");
        for row in rows {
            self.question(row);
        }
        self.html.raw("</tbody>");
        self.end_table();
        self.end_section();
    }

    fn question(&mut self, row: &FiveWRow) {
        let name = names::question(row.question);
        self.html.raw("<tr>").leaf("th", &[("scope", "row")], name);
        for document in 0..self.view.documents().len() {
            self.html.raw("<td>");
            match row.cells.iter().find(|cell| cell.document == document) {
                Some(cell) => {
                    let token = format!("W{name}.{document}");
                    self.mark(&cell.evidence, &token);
                    self.button("term", &token, &clean(&cell.value));
                }
                None => {
                    self.html.raw("<span class=\"none\">–</span>");
                }
            }
            self.html.raw("</td>");
        }
        let together = match (row.agreed, row.cells.len()) {
            (true, _) => "agree",
            (false, 0..=1) => "one answer",
            (false, _) => "differ",
        };
        self.html.leaf("td", &[], together).raw("</tr>\n");
    }

    pub(super) fn headlines(&mut self) {
        let headlines = &self.view.comparison.headlines;
        if headlines.is_empty() {
            return;
        }
        let (id, title) = place(Facet::Headlines);
        self.section(
            id,
            title,
            "Each headline, its framing words, and what its body does not bear out.",
        );
        self.html.raw("<ul class=\"plain\">\n");
        for headline in headlines {
            self.headline(headline);
        }
        self.html.raw("</ul>\n");
        self.end_section();
    }

    fn headline(&mut self, headline: &Headline) {
        let column = headline.document;
        let token = format!("H{column}");
        self.add_mark(column, headline.span, &token);
        self.html.raw("<li data-row>");
        self.button("key", &token, self.view.key(column));
        let words = self.view.words(column, headline.span);
        self.html.raw(" ").leaf("cite", &[("dir", "auto")], &words).raw(" ");
        if headline.question {
            self.chip("plain", "asks");
        }
        for (i, term) in headline.framing.iter().enumerate() {
            let token = format!("{token}.f{i}");
            self.add_mark(column, term.span, &token);
            self.button("term", &token, &self.view.words(column, term.span));
            let device = format!(" {} ", names::device(term.device));
            self.html.leaf("span", &[("class", "quiet")], &device);
        }
        for claim in &headline.unsupported {
            if let Some((span, words)) = self.view.article_claim(column, *claim) {
                let token = format!("{token}.u{claim}");
                self.add_mark(column, span, &token);
                self.html.raw("<br>");
                self.chip("unclear", "not borne out by the body");
                self.button("term", &token, &words);
            }
        }
        self.html.raw("</li>\n");
    }
}
