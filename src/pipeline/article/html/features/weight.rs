//! Which elements hold how much of the page's text, and where most prose stands.

use super::{
    super::{tags::Tag, tree::NodeId, words::Hint},
    Measured, real,
};

/// The text of an element and all inside it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mass {
    pub(super) chars: f32,
    pub(super) link: f32,
    pub(super) blocks: f32,
    pub(super) prose: f32,
}

impl Mass {
    pub(super) fn link_density(self) -> f32 {
        self.link / self.chars.max(1.0)
    }
}

impl Measured<'_> {
    /// Adds up what elements hold.
    pub(super) fn weigh(&mut self) {
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
    pub(super) fn vote(&mut self) {
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
    pub(super) fn root(&self, kind: usize) -> NodeId {
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
}
