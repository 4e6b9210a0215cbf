//! A comparison as one page that needs nothing but itself: no request, readable without scripts,
//! printable.

mod claims;
mod discrepancies;
mod entities;
mod five_w;
mod framing;
mod header;
mod marks;
mod numbers;
mod omissions;
mod policy;
mod quotes;
mod sourcing;
#[cfg(test)]
mod tests;
mod texts;
mod timeline;
mod writer;

use self::{
    marks::{Marks, link},
    writer::Html,
};
use super::{facet::Facet, view::CompareView};
use crate::domain::{Evidence, Finding, Relation, Span};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// The whole page.
pub fn render(view: &CompareView<'_>) -> String {
    let mut report = Report::new(view);
    report.head();
    report.header();
    report.contents();
    report.html.raw("<main id=\"main\">\n");
    for (facet, section) in sections() {
        if view.shows(facet) {
            section(&mut report);
        }
    }
    report.texts();
    report.html.raw("</main>\n");
    report.footer();
    report.html.raw("<script>").raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
    report.html.finish()
}

/// What a section is about, and what writes it. A section writes nothing when it has nothing.
type Section<'a> = (Facet, fn(&mut Report<'a>));

/// The sections in their order.
fn sections<'a>() -> [Section<'a>; 13] {
    [
        (Facet::Discrepancies, Report::discrepancies),
        (Facet::Claims, Report::claims),
        (Facet::Quotes, Report::quotes),
        (Facet::Timeline, Report::timeline),
        (Facet::Numbers, Report::numbers),
        (Facet::Framing, Report::framing),
        (Facet::Omissions, Report::omissions),
        (Facet::TextReuse, Report::text_reuse),
        (Facet::Sourcing, Report::sourcing),
        (Facet::FiveW, Report::five_w),
        (Facet::Headlines, Report::headlines),
        (Facet::Entities, Report::entities),
        (Facet::Overview, Report::agreement),
    ]
}

/// A page under way.
struct Report<'a> {
    view: &'a CompareView<'a>,
    html: Html,
    /// One for each text, in column order.
    marks: Vec<Marks>,
}

impl<'a> Report<'a> {
    fn new(view: &'a CompareView<'a>) -> Self {
        Self { view, html: Html::default(), marks: vec![Marks::default(); view.texts.len()] }
    }

    fn head(&mut self) {
        let sources = self.view.documents().len();
        let html = &mut self.html;
        html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        let policy = policy::content_security(STYLE, SCRIPT);
        html.open("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]);
        html.raw("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
        html.open("meta", &[("name", "generator"), ("content", self.view.engine_version)]).line();
        html.leaf("title", &[], &format!("{sources} sources compared – Parallax")).line();
        html.raw("<style>").raw(STYLE).raw("</style>\n</head>\n<body>\n");
        html.raw("<a class=\"skip\" href=\"#main\">Skip to the findings</a>\n");
        html.raw("<a class=\"skip\" href=\"#texts\">Skip to the article texts</a>\n");
    }

    /// Opens a section with its heading and a remark on what it shows.
    fn section(&mut self, id: &'static str, title: &'static str, remark: &str) {
        let heading = format!("{id}-heading");
        self.html.open("section", &[("id", id), ("aria-labelledby", &heading)]).line();
        self.html.leaf("h2", &[("id", &heading)], title).line();
        if !remark.is_empty() {
            self.html.leaf("p", &[("class", "remark")], remark).line();
        }
    }

    fn end_section(&mut self) {
        self.html.raw("</section>\n");
    }

    /// Lets a piece of evidence light up for a token.
    fn mark(&mut self, evidence: &Evidence, token: &str) {
        self.add_mark(evidence.document, evidence.span, token);
    }

    /// Lets words of one text light up for a token.
    fn add_mark(&mut self, document: usize, span: Span, token: &str) {
        if let Some(marks) = self.marks.get_mut(document) {
            marks.add(span, token);
        }
    }

    /// A button that lights up what rests on the tokens, with words of its own.
    fn button(&mut self, class: &'static str, tokens: &str, words: &str) {
        let class = format!("f {class}");
        let attributes = [
            ("type", "button"),
            ("class", class.trim_end()),
            ("data-f", tokens),
            ("aria-pressed", "false"),
        ];
        self.html.leaf("button", &attributes, words);
    }

    /// The key of a source as a link to the words that carry a finding there, which light up.
    fn source_link(&mut self, evidence: &Evidence, token: &str) {
        let title = self.view.name(evidence.document);
        let attributes =
            [("class", "key"), ("href", &*link(evidence)), ("data-f", token), ("title", &title)];
        self.html.leaf("a", &attributes, self.view.key(evidence.document));
    }

    /// The id of another finding: a link to where it stands, if it is on this page.
    fn reference(&mut self, finding: Finding) {
        let id = finding.to_string();
        if self.is_shown(finding) {
            let target = format!("#{id}");
            self.html.leaf("a", &[("class", "ref"), ("href", &target)], &id);
        } else {
            self.html.leaf("span", &[("class", "ref")], &id);
        }
        self.html.raw(" ");
    }

    fn is_shown(&self, finding: Finding) -> bool {
        let within = |index: usize, most: usize| most == 0 || index < most;
        let selection = self.view.selection;
        let facet = match finding {
            Finding::Claim(i) if !within(i, selection.max_claims) => return false,
            Finding::Discrepancy(i) if !within(i, selection.max_discrepancies) => return false,
            Finding::Claim(_) => Facet::Claims,
            Finding::Discrepancy(_) => Facet::Discrepancies,
            Finding::Entity(_) => Facet::Entities,
            Finding::Framing(_) => Facet::Framing,
            Finding::Number(_) => Facet::Numbers,
            Finding::Omission(_) => Facet::Omissions,
            Finding::Quote(_) => Facet::Quotes,
            Finding::Reuse(_) => Facet::TextReuse,
            Finding::Timeline(_) => Facet::Timeline,
        };
        selection.shows(facet)
    }

    /// The key of a source, as a label.
    fn key(&mut self, document: usize) {
        let title = self.view.name(document);
        let attributes = [("class", "key"), ("title", &*title)];
        self.html.leaf("span", &attributes, self.view.key(document));
    }

    /// Marks passages for a token and lists them, each with a link to its place. The same words
    /// of one source are listed once.
    fn passages(&mut self, evidence: &[Evidence], token: &str) {
        self.html.raw("<ul class=\"passages\">");
        let mut listed: Vec<(usize, String)> = Vec::new();
        for passage in evidence {
            self.mark(passage, token);
            let words = (passage.document, self.view.evidence(passage));
            if listed.contains(&words) {
                continue;
            }
            self.html.raw("<li>");
            self.source_link(passage, token);
            self.html.raw(" ").quotation(&words.1).raw("</li>");
            listed.push(words);
        }
        self.html.raw("</ul>");
    }

    /// A small label with its class.
    fn chip(&mut self, class: &'static str, words: &str) {
        self.html.leaf("span", &[("class", &format!("chip {class}"))], words).raw(" ");
    }

    /// Opens a table in a frame that scrolls by itself where the page is too narrow.
    fn table(&mut self, label: &'static str, class: &'static str) {
        let frame = [("class", "frame"), ("role", "region"), ("tabindex", "0")];
        self.html.open("div", &[frame[0], frame[1], ("aria-label", label), frame[2]]);
        self.html.open("table", &[("class", class)]);
    }

    fn end_table(&mut self) {
        self.html.raw("</table></div>\n");
    }

    /// The head of a table: titles of columns before those of the sources, then after them.
    fn source_columns(&mut self, before: &[&str], after: &[&str]) {
        self.html.raw("<thead><tr>");
        for title in before {
            self.html.leaf("th", &[("scope", "col")], title);
        }
        for document in 0..self.view.documents().len() {
            self.html.open("th", &[("scope", "col"), ("class", "source")]);
            self.key(document);
            self.html.raw("</th>");
        }
        for title in after {
            self.html.leaf("th", &[("scope", "col")], title);
        }
        self.html.raw("</tr></thead>\n");
    }

    fn footer(&mut self) {
        self.html.raw("<footer>\n<h2>Notes</h2>\n");
        for remark in self.view.remarks() {
            self.html.leaf("p", &[], &remark).line();
        }
        self.html.raw(
            "<p>Every finding rests on marked words of the articles. This page says that sources \
             differ; it does not say who is right.</p>\n",
        );
        let made = format!("Compared by {}.", self.view.engine_version);
        self.html.leaf("p", &[], &made).raw("</footer>\n");
    }
}

/// The letter that tells in a token what words are to a claim.
fn tone(relation: Relation) -> char {
    match relation {
        Relation::Supports | Relation::Silent => 's',
        Relation::Partial => 'p',
        Relation::Contradicts => 'x',
        Relation::MentionsDenial => 'd',
    }
}
