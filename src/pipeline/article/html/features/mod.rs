//! What is measured of each block to tell article from furniture.
//!
//! [`Measured::rows`] sets the order of the values; the trees in `blocks.bin` were fitted to it.

mod measure;
mod weight;

use std::collections::HashSet;

use super::{
    context::{AROUND, Context},
    flow::Flow,
    metadata::title::key,
    tags::Tag,
    tree::{NodeId, Tree},
    words::{Hint, Hints},
};
pub(super) use measure::Measure;
use measure::measure;
use weight::Mass;

/// How many values are measured of a block.
pub(super) const COUNT: usize = 171;

/// Kinds of blocks that are told apart.
const OWNERS: [&[Tag]; 12] = [
    &[Tag::P],
    &[Tag::H1],
    &[Tag::H2],
    &[Tag::H3],
    &[Tag::H4, Tag::H5, Tag::H6],
    &[Tag::Li],
    &[Tag::Td, Tag::Th],
    &[Tag::Div, Tag::Center],
    &[Tag::Article, Tag::Section, Tag::Main, Tag::Body],
    &[Tag::Dd, Tag::Dt],
    &[Tag::Blockquote, Tag::Pre],
    &[Tag::Figcaption, Tag::Button, Tag::Option, Tag::Legend, Tag::Summary],
];

/// Bytes that are compared with the article's body in structured data, at most.
const BODY_BUDGET: usize = 1 << 26;

/// Blocks that are measured between two looks at the stop flag.
const AT_A_TIME: usize = 64;

/// How far up the element of the best score is looked for.
const CLIMB: usize = 12;

/// A distance that counts as none.
const FAR: f32 = 99.0;

/// A page and what was counted in it.
pub(super) struct Measured<'p> {
    tree: &'p Tree<'p>,
    flow: &'p Flow,
    contexts: &'p [Context],
    pub(super) blocks: Vec<Measure>,
    /// Texts of the blocks with letters and digits alone.
    keys: Vec<String>,
    mass: Vec<Mass>,
    /// The element that holds most prose, by the votes of its paragraphs.
    best: NodeId,
    /// The elements around the first h1.
    first_heading: NodeId,
    /// The elements with most prose that are called the article's text, the article, main,
    /// the content.
    roots: [NodeId; 4],
    /// Paragraphs right inside each element.
    paragraphs: Vec<f32>,
    /// The block that shows the headline, or is most likely to.
    pub(super) headline: Option<usize>,
}

fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}

/// Numbers of blocks and characters; exact far beyond the size of a page.
fn real(value: usize) -> f32 {
    value as f32
}

impl<'p> Measured<'p> {
    /// Counts a page whose title element says `title`. Linear in the page. `None` once `stop` returns
    /// true.
    pub(super) fn new(
        tree: &'p Tree<'p>,
        flow: &'p Flow,
        contexts: &'p [Context],
        title: &str,
        stop: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let go_on = || (!stop()).then_some(());
        let (mut blocks, mut keys) = (Vec::new(), Vec::new());
        for some in flow.blocks.chunks(AT_A_TIME) {
            go_on()?;
            blocks.extend(some.iter().map(|block| measure(block, flow)));
            keys.extend(some.iter().map(|block| key(block.text.of(&flow.text))));
        }
        let nodes = tree.nodes.len();
        let mut page = Self {
            tree,
            flow,
            contexts,
            blocks,
            keys,
            mass: vec![Mass::default(); nodes],
            best: 0,
            first_heading: 0,
            roots: [0; 4],
            paragraphs: vec![0.0; nodes],
            headline: None,
        };
        page.weigh();
        go_on()?;
        page.vote();
        go_on()?;
        page.roots = [0, 1, 2, 3].map(|kind| page.root(kind));
        go_on()?;
        page.headline = page.find_headline(&key(title));
        Some(page)
    }

    fn tag(&self, block: usize) -> Tag {
        self.tree.tag(self.flow.blocks[block].owner)
    }

    /// The heading that the title element repeats, else the first h1, else a block that the
    /// title repeats.
    fn find_headline(&self, title: &str) -> Option<usize> {
        let repeats = |block: &usize| {
            let words = &self.keys[*block];
            let inside = words.len() > 8 && title.contains(words.as_str());
            let around = title.len() > 8 && words.len() < 2 * title.len() && words.contains(title);
            inside || (words.len() > 8 && around)
        };
        let all = || 0..self.flow.blocks.len();
        let is_h1 = |block: &usize| self.tag(*block) == Tag::H1;
        all()
            .filter(is_h1)
            .find(repeats)
            .or_else(|| all().filter(|&block| self.tag(block).heading().is_some()).find(repeats))
            .or_else(|| all().find(is_h1))
            .or_else(|| all().find(repeats))
    }

    /// Measures every block, one after the other: a row is large, and a page may have many.
    /// `body` is the article's text in structured data, or empty.
    pub(super) fn rows(&self, body: &str) -> impl Iterator<Item = [f32; COUNT]> {
        let count = self.flow.blocks.len();
        let mut before = vec![0_f32; count + 1];
        for block in 0..count {
            let measure = self.blocks[block];
            before[block + 1] = before[block] + if measure.prose { measure.chars } else { 0.0 };
        }
        let since = self.distances(0..count);
        let until = self.distances((0..count).rev());
        let body = key(body);
        let mut budget = BODY_BUDGET;
        let mut seen = HashSet::new();
        (0..count).map(move |block| {
            let mut row = Row::default();
            self.names_around(block, &mut row);
            self.own(block, &mut row);
            self.neighbours(block, &mut row);
            row.extend(&[since[block].ln_1p(), until[block].ln_1p()]);
            let all = before[count].max(1.0);
            row.extend(&[before[block] / all, (before[count] - before[block + 1]) / all]);
            row.push(real(block) / real(count));
            self.headline_distance(block, &mut row);
            self.containers(block, &mut row);
            let words = self.keys[block].as_str();
            row.push(flag(!seen.insert(words)));
            self.in_roots(block, &mut row);
            let compared = words.len() > 12 && body.len() <= budget;
            if compared {
                budget -= body.len();
            }
            row.extend(&[flag(compared && body.contains(words)), flag(body.len() > 200)]);
            row.values
        })
    }

    /// Blocks since the last prose, in the order given.
    fn distances(&self, order: impl Iterator<Item = usize>) -> Vec<f32> {
        let mut distances = vec![FAR; self.blocks.len()];
        let mut gap = FAR;
        for block in order {
            distances[block] = gap;
            let prose = self.blocks[block].prose && self.blocks[block].link < 0.3;
            gap = if prose { 1.0 } else { (gap + 1.0).min(FAR) };
        }
        distances
    }

    fn up(&self, id: NodeId) -> NodeId {
        self.tree.nodes[id].parent
    }

    fn names_around(&self, block: usize, row: &mut Row) {
        let owner = self.flow.blocks[block].owner;
        let context = self.contexts[owner];
        let parent = self.up(owner);
        let near =
            context.own.with(self.contexts[parent].own).with(self.contexts[self.up(parent)].own);
        for Hints(set) in [context.own, near, context.all] {
            for bit in 0..Hint::COUNT {
                row.push(flag(set >> bit & 1 == 1));
            }
        }
        let tag = self.tree.tag(owner);
        for tags in OWNERS {
            row.push(flag(tags.contains(&tag)));
        }
        for bit in 0..AROUND.len() {
            row.push(flag(context.around >> bit & 1 == 1));
        }
        row.push(flag(context.hidden));
    }

    fn own(&self, block: usize, row: &mut Row) {
        let Measure {
            chars,
            words,
            link,
            commas,
            ends,
            sentences,
            upper,
            digits,
            prose,
            letters,
            starts_upper,
            marks,
        } = self.blocks[block];
        row.extend(&[
            chars.ln_1p(),
            words.ln_1p(),
            link,
            commas.ln_1p(),
            flag(ends),
            sentences.ln_1p(),
        ]);
        row.extend(&[
            upper,
            digits,
            flag(prose),
            letters / words.max(1.0),
            flag(starts_upper),
            marks,
        ]);
    }

    fn neighbours(&self, block: usize, row: &mut Row) {
        for other in [block.wrapping_sub(1), block + 1, block.wrapping_sub(2), block + 2] {
            let Some(measure) = self.blocks.get(other) else {
                row.extend(&[0.0; 5]);
                continue;
            };
            let tag = self.tag(other);
            row.extend(&[measure.chars.ln_1p(), measure.link, flag(measure.prose)]);
            row.extend(&[flag(tag.heading().is_some()), flag(tag == Tag::P)]);
        }
    }

    fn headline_distance(&self, block: usize, row: &mut Row) {
        row.push(flag(self.headline.is_some_and(|headline| block >= headline)));
        row.push(flag(self.headline == Some(block)));
        row.push(self.headline.map_or(0.0, |headline| {
            let distance = real(block.abs_diff(headline)).ln_1p();
            if block < headline { -distance } else { distance }
        }));
    }

    fn containers(&self, block: usize, row: &mut Row) {
        let parent = self.up(self.flow.blocks[block].owner);
        row.push(self.mass[parent].blocks.ln_1p());
        let total = self.mass[0].prose.max(1.0);
        let mut id = parent;
        for _ in 0..3 {
            let mass = self.mass[id];
            row.extend(&[mass.chars.ln_1p(), mass.link_density(), mass.blocks.ln_1p()]);
            row.extend(&[mass.prose.ln_1p(), mass.prose / total]);
            id = self.up(id);
        }
        let mut climbed = 0;
        let mut around = self.best;
        while !self.inside(block, around) && around != 0 && climbed < CLIMB {
            around = self.up(around);
            climbed += 1;
        }
        row.push(flag(self.inside(block, self.best)));
        row.extend(&[self.mass[self.best].prose / total, real(climbed)]);
        row.push(flag(self.first_heading > 0 && self.inside(block, self.first_heading)));
    }

    fn in_roots(&self, block: usize, row: &mut Row) {
        let total = self.mass[0].prose.max(1.0);
        for id in self.roots {
            let share = if id > 0 { self.mass[id].prose / total } else { 0.0 };
            row.extend(&[flag(id > 0 && self.inside(block, id)), share, flag(id > 0)]);
        }
        let parent = self.up(self.flow.blocks[block].owner);
        row.extend(&[self.paragraphs[parent].ln_1p(), self.paragraphs[self.up(parent)].ln_1p()]);
        row.push(flag(self.tree.tag(parent) == Tag::P));
    }

    fn inside(&self, block: usize, id: NodeId) -> bool {
        let owner = self.flow.blocks[block].owner;
        owner >= id && owner < self.tree.nodes[id].end
    }
}

/// A block's values while they are collected.
struct Row {
    values: [f32; COUNT],
    length: usize,
}

impl Default for Row {
    fn default() -> Self {
        Self { values: [0.0; COUNT], length: 0 }
    }
}

impl Row {
    fn push(&mut self, value: f32) {
        debug_assert!(self.length < COUNT);
        if let Some(slot) = self.values.get_mut(self.length) {
            *slot = value;
            self.length += 1;
        }
    }

    fn extend(&mut self, values: &[f32]) {
        values.iter().for_each(|&value| self.push(value));
    }
}
