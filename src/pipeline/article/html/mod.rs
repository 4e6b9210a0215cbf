//! Articles out of pages.
//!
//! A page is read into a tree that keeps every node's place (`tree`), its visible text is
//! cut into blocks (`flow`), each block is measured (`features`) and judged (`model`).
//! The article's text is put together of the blocks that are kept, so that every character
//! of it leads back to the source, and each stretch that is left out has its kind and rule
//! (`verdict`). Nothing recurses, and all time and memory is linear in the page.

mod assemble;
mod context;
mod features;
mod flow;
mod metadata;
mod model;
mod tags;
mod tree;
mod verdict;
mod words;

use crate::domain::{SourceMap, Stated, Zone};
use context::Context;
use features::Measured;
use flow::{Flow, folded};
use model::MODEL;
use tags::Tag;
use tree::Tree;

/// Blocks of a page that are judged; no page that people read has more, and the rest of one
/// that has is no article. Judging costs some microseconds a block.
const MOST_JUDGED: usize = 100_000;

/// Longest title element that is believed, in bytes.
const LONGEST_TITLE: usize = 2_000;

/// What was taken out of a page.
#[derive(Debug)]
pub(super) struct Taken {
    /// Headline if the page shows one, blank line, paragraphs with blank lines between.
    pub(super) text: String,
    /// Where `text` stands in the page.
    pub(super) map: SourceMap,
    /// What each stretch of the page is; tiles it.
    pub(super) zones: Vec<Zone>,
    /// What the page says of its article.
    pub(super) stated: Stated,
}

/// A page in the forms that all parts read.
struct View<'p> {
    tree: &'p Tree<'p>,
    flow: &'p Flow,
    contexts: &'p [Context],
    /// The block that shows the headline.
    headline: Option<usize>,
}

impl View<'_> {
    /// What the title element says.
    fn title(&self) -> Option<String> {
        title(self.tree)
    }
}

fn title(tree: &Tree<'_>) -> Option<String> {
    let element = tree.elements(Tag::Title).next()?;
    let joined = tree.texts(element).take(8).collect::<String>();
    let end = joined.floor_char_boundary(LONGEST_TITLE);
    let title = folded(&joined[..end]);
    (!title.is_empty()).then_some(title)
}

/// Takes the article out of a page that was found at `url` (may be empty). Without
/// `cleaning` all visible text is kept. The text is empty when the page holds no article.
///
/// Nothing once `stop` returns true.
pub(super) fn take(
    html: &str,
    url: &str,
    cleaning: bool,
    stop: &dyn Fn() -> bool,
) -> Option<Taken> {
    let go_on = || (!stop()).then_some(());
    let tree = Tree::parse(html);
    go_on()?;
    let flow = flow::flow(&tree);
    go_on()?;
    let contexts = context::contexts(&tree);
    go_on()?;
    let data = metadata::structured_data(&tree);
    go_on()?;
    let title = title(&tree).unwrap_or_default();
    let page = Measured::new(&tree, &flow, &contexts, &title, stop)?;
    go_on()?;
    let headline = page.headline;
    let mut keep = if cleaning {
        let rows = page.rows(data.body.as_deref().unwrap_or_default());
        let judged = rows.take(MOST_JUDGED).map(|row| go_on().map(|()| MODEL.keeps(&row)));
        let rest = std::iter::repeat(Some(false));
        judged.chain(rest).take(flow.blocks.len()).collect::<Option<_>>()?
    } else {
        vec![true; flow.blocks.len()]
    };
    if cleaning && !keep.contains(&true) {
        keep = fall_back(&page, &flow, &contexts);
    }
    go_on()?;
    let view = View { tree: &tree, flow: &flow, contexts: &contexts, headline };
    let stated = metadata::stated(&view, &data, url);
    go_on()?;
    let shown = headline.filter(|_| cleaning && keep.contains(&true));
    go_on()?;
    let assembled = assemble::assemble(&view, &page.blocks, &keep, shown);
    go_on()?;
    Some(Taken { text: assembled.text, map: assembled.map, zones: assembled.zones, stated })
}

/// For pages of which the model keeps nothing: paragraphs that stand in no furniture.
fn fall_back(page: &Measured<'_>, flow: &Flow, contexts: &[Context]) -> Vec<bool> {
    let is_text = |(block, measure): (&flow::Block, &features::Measure)| {
        measure.prose && verdict::named(contexts[block.owner]).is_none()
    };
    flow.blocks.iter().zip(&page.blocks).map(is_text).collect()
}

/// A block of a page and what is measured of it, to fit the model.
#[derive(Clone, Debug)]
pub struct MeasuredBlock {
    /// Its text.
    pub text: String,
    /// Its values.
    pub values: Vec<f32>,
}

/// The blocks of a page and what is measured of them; development data for
/// `scripts/fit_blocks.py`.
pub fn measure(html: &str) -> Vec<MeasuredBlock> {
    let tree = Tree::parse(html);
    let flow = flow::flow(&tree);
    let contexts = context::contexts(&tree);
    let data = metadata::structured_data(&tree);
    let title = title(&tree).unwrap_or_default();
    // Nobody asks to stop.
    let Some(page) = Measured::new(&tree, &flow, &contexts, &title, &|| false) else {
        return Vec::new();
    };
    let rows = page.rows(data.body.as_deref().unwrap_or_default());
    let text = |block: &flow::Block| block.text.of(&flow.text).to_owned();
    let measured = |(block, row): (&flow::Block, [f32; features::COUNT])| MeasuredBlock {
        text: text(block),
        values: row.to_vec(),
    };
    flow.blocks.iter().zip(rows).map(measured).collect()
}

#[cfg(test)]
mod tests;
