//! The article's text with its way back to the page, and the page's zones.

use super::{View, features::Measure, verdict};
use crate::domain::{SourceMap, Span, Zone, ZoneKind};

/// What stands between two paragraphs of an article's text.
const BREAK: &str = "\n\n";

/// The article's text and what became of the rest.
pub(super) struct Assembled {
    pub(super) text: String,
    pub(super) map: SourceMap,
    pub(super) zones: Vec<Zone>,
}

/// Puts the kept blocks together, the headline first.
pub(super) fn assemble(
    view: &View<'_>,
    measures: &[Measure],
    keep: &[bool],
    headline: Option<usize>,
) -> Assembled {
    let mut article = Article::default();
    let body = |block: &usize| keep[*block] && Some(*block) != headline;
    for block in headline.into_iter().chain((0..keep.len()).filter(body)) {
        article.add(view, block);
    }
    let zones = zones(view, measures, keep, headline);
    Assembled { text: article.text, map: article.map, zones }
}

#[derive(Default)]
struct Article {
    text: String,
    map: SourceMap,
    /// Where the last block ends in the page.
    end: usize,
}

impl Article {
    fn add(&mut self, view: &View<'_>, block: usize) {
        let block = &view.flow.blocks[block];
        let source = block.source(view.flow);
        if !self.text.is_empty() {
            self.text.push_str(BREAK);
            // A block that stands before the last one follows it without a place between.
            let begin = self.end.min(source.begin);
            self.map.push(BREAK.len(), Span::new(begin, source.begin));
        }
        self.text.push_str(block.text.of(&view.flow.text));
        for piece in &view.flow.pieces[block.pieces.clone()] {
            self.map.push(piece.length, piece.source);
        }
        self.end = source.end;
    }
}

/// Zones that tile the page: one for every run of blocks alike, up to where the next begins;
/// what nobody sees between two of them is markup.
fn zones(
    view: &View<'_>,
    measures: &[Measure],
    keep: &[bool],
    headline: Option<usize>,
) -> Vec<Zone> {
    let mut starts = vec![(0, (ZoneKind::Markup, "markup"))];
    for (index, block) in view.flow.blocks.iter().enumerate() {
        let source = block.source(view.flow);
        let verdict = if Some(index) == headline {
            (ZoneKind::Title, "headline")
        } else if keep[index] {
            (ZoneKind::Body, "article-text")
        } else {
            verdict::furniture(view.contexts[block.owner], &measures[index])
        };
        starts.push((source.begin, verdict));
        let next = view.flow.blocks.get(index + 1).map_or(view.tree.nodes.len(), |b| b.nodes.start);
        if unseen_between(view, block.nodes.end, next) {
            starts.push((source.end, (ZoneKind::Markup, "markup")));
        }
    }
    tile(view.tree.html, &starts)
}

/// Whether texts that nobody sees, such as scripts, stand between two nodes.
fn unseen_between(view: &View<'_>, begin: usize, end: usize) -> bool {
    let nodes = view.tree.nodes.get(begin..end).unwrap_or_default();
    nodes.iter().any(|node| node.tag.is_none() && !node.source.of(view.tree.html).trim().is_empty())
}

/// Zones over the whole page from where they begin, in order; neighbours alike become one.
fn tile(html: &str, starts: &[(usize, verdict::Verdict)]) -> Vec<Zone> {
    let mut zones: Vec<Zone> = Vec::new();
    for &(begin, (kind, rule)) in starts {
        if let Some(last) = zones.last_mut() {
            if last.kind == kind && last.rule == rule {
                continue;
            }
            last.span.end = begin;
        }
        zones.push(Zone { kind, span: Span::new(begin, html.len()), rule: rule.into() });
    }
    zones.retain(|zone| !zone.span.is_empty());
    zones
}
