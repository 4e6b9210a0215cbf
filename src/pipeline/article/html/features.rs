//! What is measured of each block to tell article from furniture.
//!
//! The order of the values is that of [`names`]; the trees in `blocks.bin` were fitted to it.

use std::collections::HashSet;

use super::{
    context::{AROUND, Context},
    flow::{Block, Flow},
    metadata::title::key,
    tags::Tag,
    tree::{NodeId, Tree},
    words::{Hint, Hints},
};

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

/// How far up the element of the best score is looked for.
const CLIMB: usize = 12;

/// A distance that counts as none.
const FAR: f32 = 99.0;

/// The text of an element and all inside it.
#[derive(Clone, Copy, Debug, Default)]
struct Mass {
    chars: f32,
    link: f32,
    blocks: f32,
    prose: f32,
}

impl Mass {
    fn link_density(self) -> f32 {
        self.link / self.chars.max(1.0)
    }
}

/// A block's text in numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Measure {
    chars: f32,
    words: f32,
    pub(super) link: f32,
    commas: f32,
    ends: bool,
    sentences: f32,
    upper: f32,
    digits: f32,
    /// Whether it reads like a paragraph.
    pub(super) prose: bool,
    letters: f32,
    starts_upper: bool,
    marks: f32,
}

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
    /// Counts a page whose title element says `title`. Linear in the page.
    pub(super) fn new(
        tree: &'p Tree<'p>,
        flow: &'p Flow,
        contexts: &'p [Context],
        title: &str,
    ) -> Self {
        let blocks: Vec<_> = flow.blocks.iter().map(|block| measure(block, flow)).collect();
        let keys: Vec<_> = flow.blocks.iter().map(|block| key(block.text.of(&flow.text))).collect();
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
        page.vote();
        page.roots = [0, 1, 2, 3].map(|kind| page.root(kind));
        page.headline = page.find_headline(&key(title));
        page
    }

    fn tag(&self, block: usize) -> Tag {
        self.tree.tag(self.flow.blocks[block].owner)
    }

    /// Adds up what elements hold.
    fn weigh(&mut self) {
        for (block, measure) in self.flow.blocks.iter().zip(&self.blocks) {
            let mass = &mut self.mass[block.owner];
            mass.chars += measure.chars;
            mass.link += real(block.link_chars);
            mass.blocks += 1.0;
            if measure.prose {
                self.paragraphs[self.tree.nodes[block.owner].parent] += 1.0;
                if !self.contexts[block.owner].hidden {
                    mass.prose += measure.chars;
                }
            }
            if self.tree.tag(block.owner) == Tag::H1 && self.first_heading == 0 {
                let parent = self.tree.nodes[block.owner].parent;
                self.first_heading = self.tree.nodes[parent].parent;
            }
        }
        for id in (1..self.tree.nodes.len()).rev() {
            let mass = self.mass[id];
            let up = &mut self.mass[self.tree.nodes[id].parent];
            up.chars += mass.chars;
            up.link += mass.link;
            up.blocks += mass.blocks;
            up.prose += mass.prose;
        }
    }

    /// Lets every paragraph vote for the elements around it, the nearest most, as the
    /// Readability family of extractors does.
    fn vote(&mut self) {
        let mut votes = vec![0_f32; self.tree.nodes.len()];
        for (block, measure) in self.flow.blocks.iter().zip(&self.blocks) {
            let context = self.contexts[block.owner];
            if !measure.prose || context.hidden {
                continue;
            }
            let weight = (1.0 + measure.commas.min(10.0) + (measure.chars / 100.0).min(3.0))
                * (1.0 - measure.link);
            let apart = context.all.any(&[
                Hint::Comment,
                Hint::Footer,
                Hint::Side,
                Hint::Consent,
                Hint::Related,
            ]) || context.around & 0b11111 != 0;
            let weight = if apart { weight * 0.3 } else { weight };
            let holds = matches!(
                self.tree.tag(block.owner),
                Tag::Div | Tag::Td | Tag::Article | Tag::Section | Tag::Main | Tag::Body
            );
            let up = |id: NodeId| self.tree.nodes[id].parent;
            let parent = if holds { block.owner } else { up(block.owner) };
            votes[parent] += weight;
            votes[up(parent)] += weight / 2.0;
            votes[up(up(parent))] += weight / 4.0;
        }
        let score = |id: NodeId| {
            let own = self.contexts[id].own;
            let mut factor = 1.0;
            if own.has(Hint::Text) {
                factor += 0.3;
            }
            if own.any(&[Hint::Article, Hint::Content]) || self.tree.tag(id) == Tag::Article {
                factor += 0.2;
            }
            if own.any(&[Hint::Comment, Hint::Side, Hint::Footer, Hint::Related]) {
                factor -= 0.5;
            }
            votes[id] * factor * (1.0 - self.mass[id].link_density())
        };
        let mut best = 0;
        for (id, &vote) in votes.iter().enumerate() {
            if vote > 0.0 && score(id) > score(best) {
                best = id;
            }
        }
        self.best = best;
    }

    /// The element of a kind with most prose; inside it the innermost that holds nearly all.
    fn root(&self, kind: usize) -> NodeId {
        let mut found = 0;
        for (id, node) in self.tree.nodes.iter().enumerate().skip(1) {
            let Some(tag) = node.tag.filter(|_| node.end > id + 1) else { continue };
            let context = self.contexts[id];
            let own = context.own;
            let fits = match kind {
                0 => own.has(Hint::Text) && tag.is_block(),
                1 => tag == Tag::Article || own.has(Hint::Article) && tag.is_block(),
                2 => tag == Tag::Main,
                _ => own.has(Hint::Content) && tag.is_block(),
            };
            let apart =
                context.hidden || context.all.any(&[Hint::Comment, Hint::Footer, Hint::Side]);
            if !fits || apart {
                continue;
            }
            let (mass, most) = (self.mass[id], self.mass[found]);
            let first = found == 0 && mass.chars > 0.0;
            let nearly_all = id < self.tree.nodes[found].end && mass.prose >= 0.9 * most.prose;
            if mass.prose > most.prose || first || nearly_all {
                found = id;
            }
        }
        found
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

    /// Measures every block. `body` is the article's text in structured data, or empty.
    pub(super) fn rows(&self, body: &str) -> Vec<[f32; COUNT]> {
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
        let mut rows = Vec::with_capacity(count);
        for block in 0..count {
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
            rows.push(row.values);
        }
        rows
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

fn measure(block: &Block, flow: &Flow) -> Measure {
    let text = block.text.of(&flow.text);
    let mut found = Measure::default();
    let mut previous = ' ';
    for c in text.chars() {
        if c.is_whitespace() {
            found.sentences += flag(matches!(previous, '.' | '!' | '?'));
        } else {
            found.chars += 1.0;
            found.words += flag(previous.is_whitespace());
            found.commas += flag(matches!(c, ',' | '،' | '，' | '、' | '。'));
            found.upper += flag(c.is_uppercase());
            found.digits += flag(c.is_numeric());
            found.letters += flag(c.is_alphabetic());
            found.marks += flag(matches!(c, '|' | '»' | '›' | '·' | '•' | '/' | '>'));
        }
        previous = c;
    }
    let Measure { chars, words, commas, .. } = found;
    let core = text.trim_end_matches(['"', '”', '“', '’', '\'', ')', ']', '»', '«']);
    found.ends = core.ends_with(['.', '!', '?', '…', ':', '。', '！', '？']);
    found.link = real(block.link_chars) / chars.max(1.0);
    found.upper /= found.letters.max(1.0);
    found.digits /= chars.max(1.0);
    let first = text.chars().find(|c| c.is_alphanumeric());
    found.starts_upper = first.is_some_and(|c| c.is_uppercase() || c.is_numeric());
    // Scripts without spaces have few words.
    let unspaced = chars > 40.0 && words < chars / 12.0 && commas > 1.0 && found.link < 0.3;
    found.prose = (found.ends && words >= 9.0 && found.link < 0.4)
        || (words >= 25.0 && found.link < 0.3)
        || unspaced;
    found
}
