//! Undoing the projective encoding of crossing arcs.
//!
//! Nivre and Nilsson, "Pseudo-Projective Dependency Parsing" (2005): an arc that
//! was lifted to make a tree projective has the label `X||Y`; it belongs below
//! the first descendant, breadth first, of its present head whose label is `Y`.

use super::sentences::Edges;
use crate::stop::{Poll, Stopped};

/// Tokens that the search for one head may look at. A sentence is shorter.
const MAX_VISITED: usize = 4_096;

/// What a label says of the arc that bears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifted {
    /// The arc is where it belongs.
    No,
    /// The arc belongs below a token with label `head`, or with a label that no
    /// other arc has if that is `None`; its own label is `own`.
    Yes { own: u16, head: Option<u16> },
}

/// The tree while arcs are moved, with the children of each token in a list.
pub(super) struct Tree<'a> {
    pub(super) heads: &'a mut [u32],
    pub(super) labels: &'a mut [u16],
    first_child: Vec<Option<u32>>,
    next_sibling: Vec<Option<u32>>,
    edges: Edges,
}

impl<'a> Tree<'a> {
    pub(super) fn new(
        heads: &'a mut [u32],
        labels: &'a mut [u16],
        poll: &Poll<'_>,
    ) -> Result<Self, Stopped> {
        let count = heads.len();
        let mut tree = Self {
            edges: Edges::new(heads, poll)?,
            heads,
            labels,
            first_child: vec![None; count],
            next_sibling: vec![None; count],
        };
        // From the last to the first, so that the lists are in text order.
        for child in (0..count).rev() {
            let head = tree.heads[child] as usize;
            if head != child {
                tree.next_sibling[child] = tree.first_child[head];
                tree.first_child[head] = Some(child as u32);
            }
        }
        Ok(tree)
    }

    /// Moves every lifted arc to where it belongs, from left to right.
    pub(super) fn deproject(
        &mut self,
        lifted: &[Lifted],
        is_space: impl Fn(usize) -> bool,
        poll: &Poll<'_>,
    ) -> Result<(), Stopped> {
        for token in 0..self.heads.len() {
            let Lifted::Yes { own, head } = lifted[usize::from(self.labels[token])] else {
                continue;
            };
            // Each looks at as many tokens as the sentence has.
            poll.check()?;
            let found = head.and_then(|label| self.find(token, label, &is_space));
            if let Some(head) = found {
                self.reattach(token, head);
            }
            self.labels[token] = own;
        }
        Ok(())
    }

    /// The first descendant of the head of `token` with the label.
    fn find(&self, token: usize, label: u16, is_space: &impl Fn(usize) -> bool) -> Option<usize> {
        let mut queue = vec![self.heads[token] as usize];
        let mut visited = 0;
        while let Some(&parent) = queue.get(visited) {
            visited += 1;
            let mut child = self.first_child[parent];
            while let Some(at) = child {
                let at = at as usize;
                child = self.next_sibling[at];
                if !self.spans(parent, at) || at == token || is_space(at) {
                    continue;
                }
                if self.labels[at] == label {
                    return Some(at);
                }
                if queue.len() < MAX_VISITED {
                    queue.push(at);
                }
            }
        }
        None
    }

    /// Whether `token` lies in the subtree of `parent` as it was before any arc
    /// was moved; the reference parser sees no child outside of it.
    fn spans(&self, parent: usize, token: usize) -> bool {
        let extent = self.edges.left[parent]..=self.edges.right[parent];
        extent.contains(&(token as u32))
    }

    fn reattach(&mut self, token: usize, head: usize) {
        let old = self.heads[token] as usize;
        self.heads[token] = head as u32;
        let mut link = self.first_child[old];
        if link == Some(token as u32) {
            self.first_child[old] = self.next_sibling[token];
        }
        while let Some(sibling) = link {
            let sibling = sibling as usize;
            link = self.next_sibling[sibling];
            if link == Some(token as u32) {
                self.next_sibling[sibling] = self.next_sibling[token];
            }
        }
        self.insert(token, head);
    }

    /// Puts `token` into the children of `head`, in text order.
    fn insert(&mut self, token: usize, head: usize) {
        let mut before = None;
        let mut after = self.first_child[head];
        while let Some(sibling) = after.filter(|&sibling| (sibling as usize) < token) {
            before = Some(sibling as usize);
            after = self.next_sibling[sibling as usize];
        }
        self.next_sibling[token] = after;
        let link = match before {
            Some(before) => &mut self.next_sibling[before],
            None => &mut self.first_child[head],
        };
        *link = Some(token as u32);
    }
}
