//! The trees that tell article from furniture, fitted by `scripts/fit_blocks.py`.
//!
//! Gradient-boosted regression trees over the values of [`super::features`]; their sum is the
//! log odds that a block belongs to the article. `blocks.bin` holds, little endian: the
//! number of values a row must have, the number of trees, the log odds of a block that
//! nothing is known of, the threshold; then for each tree its number of nodes and the nodes
//! of eight bytes: the value that is looked at (`0xff`: a leaf), a zero byte, how far the
//! right branch is (the left one follows), and the threshold or the leaf's log odds.

use std::sync::LazyLock;

use super::features::COUNT;

static BYTES: &[u8] = include_bytes!("blocks.bin");

const LEAF: u8 = 0xff;

#[derive(Clone, Copy, Debug)]
struct TreeNode {
    value: u8,
    right: u16,
    number: f32,
}

/// The fitted trees.
pub(super) struct Model {
    nodes: Vec<TreeNode>,
    /// Where each tree begins.
    roots: Vec<usize>,
    baseline: f32,
    threshold: f32,
}

/// The compiled-in model.
pub(super) static MODEL: LazyLock<Model> =
    LazyLock::new(|| Model::read(BYTES).expect("a test reads the compiled-in file"));

impl Model {
    /// `None` when the bytes are no model for the values that are measured.
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut take = |count: usize| {
            let (head, tail) = rest.split_at_checked(count)?;
            rest = tail;
            Some(head)
        };
        let number = |bytes: &[u8]| Some(f32::from_le_bytes(bytes.try_into().ok()?));
        let whole = |bytes: &[u8]| Some(u32::from_le_bytes(bytes.try_into().ok()?) as usize);
        if whole(take(4)?)? != COUNT {
            return None;
        }
        let trees = whole(take(4)?)?;
        let baseline = number(take(4)?)?;
        let threshold = number(take(4)?)?;
        let mut model = Self { nodes: Vec::new(), roots: Vec::new(), baseline, threshold };
        for _ in 0..trees {
            let root = model.nodes.len();
            model.roots.push(root);
            let count = whole(take(4)?)?;
            for at in 0..count {
                let node = take(8)?;
                let (value, right) = (node[0], u16::from_le_bytes([node[2], node[3]]));
                let fits = value == LEAF
                    || (usize::from(value) < COUNT && right > 0 && at + usize::from(right) < count);
                if !fits {
                    return None;
                }
                model.nodes.push(TreeNode { value, right, number: number(&node[4..])? });
            }
        }
        Some(model)
    }

    /// Whether a block with these values belongs to the article.
    pub(super) fn keeps(&self, row: &[f32; COUNT]) -> bool {
        self.log_odds(row) >= self.threshold
    }

    fn log_odds(&self, row: &[f32; COUNT]) -> f32 {
        let leaf = |&root: &usize| {
            let mut at = root;
            // Branches lead forwards and stay inside their tree, as was checked.
            while let node = self.nodes[at]
                && node.value != LEAF
            {
                at += if row[usize::from(node.value)] <= node.number {
                    1
                } else {
                    usize::from(node.right)
                };
            }
            self.nodes[at].number
        };
        self.baseline + self.roots.iter().map(leaf).sum::<f32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_in_model_is_read() {
        let model = Model::read(BYTES).unwrap();
        assert!(model.roots.len() > 10);
        assert!(Model::read(&BYTES[..BYTES.len() - 1]).is_none());
        assert!(Model::read(&[]).is_none());
    }
}
