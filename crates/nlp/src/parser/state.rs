//! State of the arc-eager parser.

/// What is built and what is left of a text.
#[derive(Debug)]
pub(super) struct State {
    count: usize,
    stack: Vec<u32>,
    /// Next token of the text.
    next: usize,
    /// Tokens put back in front of the text, the first one last.
    put_back: Vec<u32>,
    /// Head and label of each token that has one.
    arcs: Vec<Option<Arc>>,
    /// The newest child on each side of a token, by token.
    newest_left: Vec<Option<u32>>,
    newest_right: Vec<Option<u32>>,
    /// The child added before this one to the same side of the same head.
    older_sibling: Vec<Option<u32>>,
    unshiftable: Vec<bool>,
    sentence_start: Vec<bool>,
}

/// A head and the label of the arc from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    pub(super) head: u32,
    pub(super) label: u16,
}

impl State {
    pub(super) fn new(count: usize) -> Self {
        let mut sentence_start = vec![false; count];
        if let Some(first) = sentence_start.first_mut() {
            *first = true;
        }
        Self {
            count,
            stack: Vec::new(),
            next: 0,
            put_back: Vec::new(),
            arcs: vec![None; count],
            newest_left: vec![None; count],
            newest_right: vec![None; count],
            older_sibling: vec![None; count],
            unshiftable: vec![false; count],
            sentence_start,
        }
    }

    /// Token `depth` below the top of the stack.
    pub(super) fn stack(&self, depth: usize) -> Option<usize> {
        let at = self.stack.len().checked_sub(depth + 1)?;
        Some(self.stack[at] as usize)
    }

    /// Token `ahead` after the first of the buffer.
    pub(super) fn buffer(&self, ahead: usize) -> Option<usize> {
        if let Some(at) = self.put_back.len().checked_sub(ahead + 1) {
            return Some(self.put_back[at] as usize);
        }
        let token = self.next + (ahead - self.put_back.len());
        (token < self.count).then_some(token)
    }

    pub(super) fn stack_depth(&self) -> usize {
        self.stack.len()
    }

    pub(super) fn buffer_length(&self) -> usize {
        self.count - self.next + self.put_back.len()
    }

    pub(super) fn is_final(&self) -> bool {
        self.stack.is_empty() && self.buffer_length() == 0
    }

    pub(super) fn is_sentence_start(&self, token: usize) -> bool {
        self.sentence_start[token]
    }

    pub(super) fn set_sentence_start(&mut self, token: usize) {
        self.sentence_start[token] = true;
    }

    pub(super) fn is_unshiftable(&self, token: usize) -> bool {
        self.unshiftable[token]
    }

    pub(super) fn set_shiftable(&mut self, token: usize) {
        self.unshiftable[token] = false;
    }

    pub(super) fn has_head(&self, token: usize) -> bool {
        self.arcs[token].is_some()
    }

    /// The eight tokens that the scorer looks at.
    pub(super) fn context(&self) -> [Option<usize>; 8] {
        let (b0, s0) = (self.buffer(0), self.stack(0));
        let newest = |side: &[Option<u32>], head: Option<usize>| {
            head.and_then(|head| side[head]).map(|child| child as usize)
        };
        [
            b0,
            self.buffer(1),
            s0,
            self.stack(1),
            self.stack(2),
            newest(&self.newest_left, b0),
            newest(&self.newest_left, s0),
            newest(&self.newest_right, s0),
        ]
    }

    /// Moves the first token of the buffer to the stack.
    pub(super) fn push(&mut self) {
        match self.put_back.pop() {
            Some(token) => self.stack.push(token),
            None if self.next < self.count => {
                // Tokens are fewer than bytes, which fit in 32 bits.
                self.stack.push(self.next as u32);
                self.next += 1;
            }
            None => {}
        }
    }

    pub(super) fn pop(&mut self) {
        self.stack.pop();
    }

    /// Moves the top of the stack back to the buffer, whence it may not be
    /// shifted again.
    pub(super) fn unshift(&mut self) {
        if let Some(token) = self.stack.pop() {
            self.unshiftable[token as usize] = true;
            self.put_back.push(token);
        }
    }

    /// Gives `child` the head `head`, instead of any that it has.
    pub(super) fn add_arc(&mut self, head: usize, child: usize, label: u16) {
        self.remove_arc(child);
        let arc = Arc { head: head as u32, label };
        self.arcs[child] = Some(arc);
        let side = self.side(head, child);
        let older = side[head].replace(child as u32);
        self.older_sibling[child] = older;
    }

    /// A child that loses its head is always the newest of that head, because
    /// it is on top of the stack or first in the buffer.
    fn remove_arc(&mut self, child: usize) {
        let Some(arc) = self.arcs[child].take() else {
            return;
        };
        let older = self.older_sibling[child];
        let head = arc.head as usize;
        let side = self.side(head, child);
        if side[head] == Some(child as u32) {
            side[head] = older;
        }
    }

    fn side(&mut self, head: usize, child: usize) -> &mut [Option<u32>] {
        if head > child { &mut self.newest_left } else { &mut self.newest_right }
    }

    /// The arcs by child, when the analysis is done.
    pub(super) fn into_arcs(self) -> Vec<Option<Arc>> {
        self.arcs
    }
}
