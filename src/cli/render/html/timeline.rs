//! Events in time: drawn by source, and told one by one.

use super::{Report, header::place};
use crate::{
    cli::render::{facet::Facet, names, text::clean},
    domain::{Finding, Phase, TimelineEntry},
};

/// The drawing shows at most so many events: more do not fit a page side by side.
const MOST_DRAWN: usize = 30;
/// Distances of the drawing, in its own units.
const LEFT: usize = 70;
const STEP: usize = 28;
/// Room for a slanting interval of two days.
const TOP: usize = 118;
/// Room for the slanting label of the last event.
const RIGHT: usize = 110;
const LANE: usize = 22;

impl Report<'_> {
    pub(super) fn timeline(&mut self) {
        let entries = &self.view.comparison.timeline;
        if entries.is_empty() {
            return;
        }
        let (id, title) = place(Facet::Timeline);
        self.section(id, title, "What happened when, and which sources date it.");
        self.drawing(entries);
        self.html.raw("<ol class=\"timeline\">\n");
        for (number, entry) in entries.iter().enumerate() {
            self.event(number, entry);
        }
        self.html.raw("</ol>\n");
        self.end_section();
    }

    /// A column for each event, a lane for each source, a dot where the source dates the event.
    /// The list below tells the same in words.
    fn drawing(&mut self, entries: &[TimelineEntry]) {
        let documents = self.view.documents().len();
        let shown = &entries[..entries.len().min(MOST_DRAWN)];
        let width = LEFT + STEP * shown.len() + RIGHT;
        let height = TOP + LANE * documents + 8;
        let view_box = format!("0 0 {width} {height}");
        let frame = [("class", "frame drawing"), ("role", "region"), ("tabindex", "0")];
        self.html.open("div", &[frame[0], frame[1], frame[2], ("aria-label", "Timeline drawn")]);
        let label = format!(
            "{} events in order of time by source; the list below tells them in words",
            shown.len()
        );
        self.html.open(
            "svg",
            &[
                ("viewBox", &view_box),
                ("width", &width.to_string()),
                ("height", &height.to_string()),
                ("role", "img"),
                ("aria-label", &label),
            ],
        );
        for document in 0..documents {
            let y = (TOP + LANE * document + LANE / 2).to_string();
            let right = (width - RIGHT).to_string();
            let line = [("class", "lane"), ("x1", "46"), ("y1", &y), ("x2", &right), ("y2", &y)];
            self.html.open("line", &line).close("line");
            let text = [("class", "lane-key"), ("x", "38"), ("y", &y), ("dy", "4")];
            self.html.leaf("text", &text, self.view.key(document));
        }
        for (i, entry) in shown.iter().enumerate() {
            self.drawn_event(i, entry);
        }
        self.html.raw("</svg></div>\n");
        if shown.len() < entries.len() {
            let rest = format!("The drawing shows the first {} of {}.", shown.len(), entries.len());
            self.html.leaf("p", &[("class", "quiet")], &rest).line();
        }
    }

    fn drawn_event(&mut self, index: usize, entry: &TimelineEntry) {
        let x = LEFT + STEP * index;
        let place = format!("translate({x} {}) rotate(-45)", TOP - 8);
        self.html.leaf("text", &[("class", "date"), ("transform", &place)], &clean(&entry.edtf));
        let x = x.to_string();
        let class = format!("dot {}", phase_class(entry.phase));
        for document in &entry.documents {
            let y = (TOP + LANE * document + LANE / 2).to_string();
            let dot = [("class", &*class), ("cx", &x), ("cy", &y), ("r", "6")];
            self.html.open("circle", &dot).close("circle");
        }
    }

    fn event(&mut self, number: usize, entry: &TimelineEntry) {
        let id = format!("T{number}");
        let class = phase_class(entry.phase);
        self.html.open("li", &[("id", &id), ("data-row", ""), ("class", class)]);
        self.html.raw("<div class=\"when\">");
        self.button("", &id, &clean(&entry.edtf));
        self.html.leaf("span", &[("class", "quiet")], names::phase(entry.phase)).raw("</div><div>");
        let words = self.view.evidence(&entry.representative);
        self.html.leaf("span", &[("dir", "auto")], &words).raw(" ");
        let token = format!("{id}:0");
        self.mark(&entry.representative, &token);
        let mut listed = Vec::new();
        for passage in &entry.evidence {
            self.mark(passage, &token);
            if !listed.contains(&passage.document) {
                self.source_link(passage, &id);
                self.html.raw(" ");
                listed.push(passage.document);
            }
        }
        for claim in &entry.claims {
            self.reference(Finding::Claim(*claim));
        }
        for discrepancy in &entry.discrepancies {
            self.reference(Finding::Discrepancy(*discrepancy));
        }
        self.html.raw("</div></li>\n");
    }
}

fn phase_class(phase: Phase) -> &'static str {
    match phase {
        Phase::Background => "background",
        Phase::Current => "current",
        Phase::Announced => "announced",
    }
}
