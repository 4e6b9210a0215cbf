//! The head of the page: what is compared, the figures and the key points.

use super::{Report, sections};
use crate::{
    cli::render::{
        facet::Facet,
        furniture_kinds, names,
        text::{clean, count, percent},
    },
    domain::{ComparedDocument, Severity},
};

impl Report<'_> {
    pub(super) fn header(&mut self) {
        let view = self.view;
        let sources = count(view.documents().len(), "source", "sources");
        self.html.raw("<header>\n<p class=\"kicker\">Parallax · source comparison</p>\n");
        self.html.leaf("h1", &[], &format!("One event, {sources}")).line();
        if view.shows(Facet::Overview) {
            self.figures();
            self.key_points();
        }
        self.sources();
        self.html.raw("</header>\n");
    }

    fn figures(&mut self) {
        let view = self.view;
        let overview = &view.comparison.overview;
        let figures = [
            (overview.independent_documents, "independent voices"),
            (overview.claims, "claims"),
            (overview.consensus, "consensus"),
            (overview.corroborated, "corroborated"),
            (overview.disputed, "disputed"),
            (overview.single_source, "single source"),
            (overview.discrepancies_of(Severity::High), "severe discrepancies"),
            (overview.shared_quotes, "shared quotes"),
        ];
        self.html.raw("<dl class=\"figures\">");
        for (number, what) in figures {
            self.html.raw("<div>").leaf("dt", &[], what);
            self.html.leaf("dd", &[], &number.to_string()).raw("</div>");
        }
        self.html.raw("<div><dt>agreement</dt>");
        self.html.leaf("dd", &[], &percent(overview.agreement)).raw("</div></dl>\n");
    }

    fn key_points(&mut self) {
        let points = &self.view.comparison.overview.key_points;
        if points.is_empty() {
            return;
        }
        self.html.raw("<section aria-labelledby=\"key-points\"><h2 id=\"key-points\">Key points</h2>\n<ul class=\"points\">\n");
        for point in points {
            self.html.raw("<li>").text(&clean(&point.text)).raw(" ");
            for finding in &point.findings {
                self.reference(*finding);
            }
            self.html.raw("</li>\n");
        }
        self.html.raw("</ul></section>\n");
    }

    fn sources(&mut self) {
        let view = self.view;
        self.html.raw("<section aria-labelledby=\"sources\"><h2 id=\"sources\">Sources</h2>\n<ol class=\"sources\">\n");
        for (column, document) in view.documents().iter().enumerate() {
            self.html.raw("<li>");
            let target = format!("#text-{column}");
            self.html.leaf("a", &[("class", "key"), ("href", &target)], &document.key);
            self.html.raw("<div>").leaf("strong", &[], &view.name(column)).raw(" ");
            let published = view.published(column).unwrap_or_else(|| "date unknown".to_owned());
            self.html.leaf("span", &[("class", "quiet")], &published).raw("<br>");
            if let Some(title) = view.title(column) {
                self.html.leaf("cite", &[("dir", "auto")], &title).raw("<br>");
            }
            let profile = self.profile(document);
            self.html.leaf("span", &[("class", "quiet")], &profile);
            self.damages(column, document);
            self.html.raw("</div></li>\n");
        }
        self.html.raw("</ol></section>\n");
    }

    /// The column in figures, and what was left out of it.
    fn profile(&self, document: &ComparedDocument) -> String {
        let profile = &document.profile;
        let all_consensus = profile.consensus_claims + profile.omitted_consensus;
        let mut parts = vec![
            count(profile.claims, "claim", "claims"),
            format!("{} only here", profile.unique_claims),
            format!("{} of {all_consensus} consensus", profile.consensus_claims),
            format!("{} credited", percent(profile.attributed_share)),
            format!("{} quoted", percent(profile.quoted_share)),
        ];
        if profile.reused_share > 0.0 {
            parts.push(format!("{} shared word for word", percent(profile.reused_share)));
        }
        let column = self.view.documents().iter().position(|d| d.key == document.key);
        if column != Some(document.voice) {
            parts.push(format!("copy: one voice with {}", self.view.key(document.voice)));
        }
        if !document.furniture.is_empty() {
            let kinds = furniture_kinds(&document.furniture.iter().collect::<Vec<_>>());
            parts.push(format!("page furniture left out: {kinds}"));
        }
        parts.join(" · ")
    }

    /// Where the text is damaged.
    fn damages(&mut self, column: usize, document: &ComparedDocument) {
        let quality = &document.quality;
        if quality.damages.is_empty() {
            return;
        }
        let places = count(quality.damages.len(), "damaged place", "damaged places");
        let made =
            if quality.likely_machine_translated { ", as by machine translation" } else { "" };
        self.html.raw("<details class=\"damage\">");
        self.html.leaf("summary", &[], &format!("{places}{made}")).raw("<ul>");
        for (i, damage) in quality.damages.iter().enumerate() {
            let token = format!("X{column}:{i}");
            self.add_mark(column, damage.span, &token);
            self.html.raw("<li>");
            self.button("", &token, names::damage(damage.kind));
            let words = self.view.words(column, damage.span);
            self.html.raw(" ").quotation(&words).raw(" ");
            self.html.text(&clean(&damage.explanation)).raw("</li>");
        }
        self.html.raw("</ul></details>");
    }

    /// Links to the sections that are there.
    pub(super) fn contents(&mut self) {
        let view = self.view;
        let compared = view.comparison;
        let present = |facet: Facet| match facet {
            Facet::Discrepancies | Facet::Claims | Facet::Overview => true,
            Facet::Quotes => !compared.quotes.is_empty(),
            Facet::Timeline => !compared.timeline.is_empty(),
            Facet::Numbers => !compared.numbers.is_empty(),
            Facet::Framing => !compared.framing.is_empty(),
            Facet::Omissions => !compared.omissions.is_empty(),
            Facet::TextReuse => !compared.text_reuse.is_empty(),
            Facet::Sourcing => compared.sourcing.iter().any(|s| !s.uses.is_empty()),
            Facet::FiveW => !compared.five_w.rows.is_empty(),
            Facet::Headlines => !compared.headlines.is_empty(),
            Facet::Entities => !compared.entities.is_empty(),
            Facet::Sources => false,
        };
        self.html.raw("<nav aria-label=\"Sections\"><ul>\n");
        for (facet, _) in sections() {
            if view.shows(facet) && present(facet) {
                let (id, title) = place(facet);
                let target = format!("#{id}");
                self.html.raw("<li>").leaf("a", &[("href", &target)], title).raw("</li>\n");
            }
        }
        self.html.raw("<li><a href=\"#texts\">Texts</a></li>\n</ul></nav>\n");
    }

    /// How much of their claims each two sources share.
    pub(super) fn agreement(&mut self) {
        let view = self.view;
        let size = view.documents().len();
        if view.comparison.overview.matrix.size != size {
            return;
        }
        let remark = "Share of their claims that two sources have in common. A darker cell is \
                      more agreement.";
        let (id, title) = place(Facet::Overview);
        self.section(id, title, remark);
        self.table(title, "agreement");
        self.source_columns(&["Source"], &[]);
        self.html.raw("<tbody>");
        for row in 0..size {
            self.html.raw("<tr><th scope=\"row\">");
            self.key(row);
            self.html.text(&format!(" {}", view.name(row))).raw("</th>");
            for column in 0..size {
                match view.agreement(row, column) {
                    Some(share) => {
                        // Six shades; the number tells the rest.
                        let shade = format!("shade-{:.0}", (share.clamp(0.0, 1.0) * 10.0).min(5.0));
                        self.html.leaf("td", &[("class", &shade)], &percent(share));
                    }
                    None => {
                        self.html.raw("<td class=\"none\">–</td>");
                    }
                }
            }
            self.html.raw("</tr>\n");
        }
        self.html.raw("</tbody>");
        self.end_table();
        self.end_section();
    }
}

/// Id and title of the section of a part.
pub(super) fn place(facet: Facet) -> (&'static str, &'static str) {
    match facet {
        Facet::Sources => ("sources", "Sources"),
        Facet::Overview => ("agreement", "Agreement"),
        Facet::Discrepancies => ("discrepancies", "Discrepancies"),
        Facet::Claims => ("claims", "Claim matrix"),
        Facet::Quotes => ("quotes", "Quotes"),
        Facet::Timeline => ("timeline", "Timeline"),
        Facet::Numbers => ("numbers", "Numbers"),
        Facet::Framing => ("framing", "Framing"),
        Facet::Omissions => ("omissions", "Left out"),
        Facet::TextReuse => ("text-reuse", "Shared wording"),
        Facet::Sourcing => ("sourcing", "Sourcing"),
        Facet::FiveW => ("five-w", "Who, what, when, where, why, how"),
        Facet::Headlines => ("headlines", "Headlines"),
        Facet::Entities => ("entities", "Names"),
    }
}
