//! Words: tokens whose lexeme is known.

/// A token of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// First byte.
    pub(crate) begin: u32,
    /// Byte after the last.
    pub(crate) end: u32,
    /// Number of the lexeme in the vocabulary.
    pub(crate) lexeme: u32,
    /// Whether one ASCII space follows that belongs to no token.
    pub(crate) space_after: bool,
}

impl Word {
    pub(crate) fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.begin as usize..self.end as usize]
    }
}
