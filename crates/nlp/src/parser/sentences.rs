//! Extent of subtrees and sentences.

use crate::stop::{Poll, Stopped};

/// Passes after which the extents are taken as they are. Well-formed trees need
/// two or three.
const MAX_PASSES: usize = 12;

/// First and last token of the subtree of each token.
#[derive(Debug)]
pub(super) struct Edges {
    pub(super) left: Vec<u32>,
    pub(super) right: Vec<u32>,
}

impl Edges {
    /// Widens the extents over the arcs, forwards and backwards, until every
    /// head lies in the sentence of its child.
    pub(super) fn new(heads: &[u32], poll: &Poll<'_>) -> Result<Self, Stopped> {
        // Tokens are fewer than bytes, which fit in 32 bits.
        let own: Vec<u32> = (0..heads.len() as u32).collect();
        let mut edges = Self { left: own.clone(), right: own };
        for _ in 0..MAX_PASSES {
            poll.check()?;
            for (child, &head) in heads.iter().enumerate() {
                edges.widen(head as usize, child);
            }
            for (child, &head) in heads.iter().enumerate().rev() {
                edges.widen(head as usize, child);
            }
            if heads_stay_inside(heads, &edges.sentence_starts(heads)) {
                break;
            }
        }
        Ok(edges)
    }

    fn widen(&mut self, head: usize, child: usize) {
        self.left[head] = self.left[head].min(self.left[child]);
        self.right[head] = self.right[head].max(self.right[child]);
    }

    /// Whether a sentence begins at each token: where the subtree of a root
    /// does.
    pub(super) fn sentence_starts(&self, heads: &[u32]) -> Vec<bool> {
        let mut starts = vec![false; heads.len()];
        for (token, &head) in heads.iter().enumerate() {
            if head as usize == token {
                starts[self.left[token] as usize] = true;
            }
        }
        starts
    }
}

/// Whether each head is in the same sentence as its child. The last token ends
/// the check, as in the reference parser, and is itself not checked.
fn heads_stay_inside(heads: &[u32], starts: &[bool]) -> bool {
    let mut first = 0;
    for end in 1..heads.len() {
        if !starts[end] && end + 1 != heads.len() {
            continue;
        }
        let inside = heads[first..end].iter().all(|&head| (first..=end).contains(&(head as usize)));
        if !inside {
            return false;
        }
        first = end;
    }
    true
}
