//! Working memory that analyses use one after the other.

use std::ops::{Deref, DerefMut, Range};
use std::sync::{Mutex, PoisonError};

use crate::morphology::MorphologyMemory;
use crate::scorer::{Projected, ScorerMemory};
use crate::tok2vec::VectorMemory;
use crate::tokenizer::TokenMemory;
use crate::words::Word;

/// Bytes of buffers that grow with the text which are kept for the next text.
const MAX_KEPT_BYTES: usize = 4 << 20;

/// What an analysis works in.
///
/// It also remembers the words that were met: their tokens, attributes and
/// vectors. All of it follows from the characters of the words alone, so that
/// no analysis depends on those before it.
#[derive(Debug, Default)]
pub(super) struct Workspace {
    pub(super) tokens: TokenMemory,
    /// The words of a group of sequences.
    pub(super) words: Vec<Word>,
    /// Where the words of each sequence of the group are: each begins where the one before ends.
    pub(super) sequences: Vec<Range<usize>>,
    /// The words of the sequence that is cut into tokens.
    pub(super) cut: Vec<Word>,
    /// One for each encoder.
    pub(super) vectors: Vec<VectorMemory>,
    /// Tokens as the parser reads them, and then as the recogniser does.
    pub(super) projected: Projected,
    /// Tokens as a recogniser reads them that shares the vectors of tagger or parser.
    pub(super) shared: Projected,
    pub(super) parser: ScorerMemory,
    pub(super) recognizer: ScorerMemory,
    pub(super) morphology: MorphologyMemory,
    pub(super) scratch: Vec<f32>,
}

impl Workspace {
    /// Makes room for the next group of sequences.
    pub(super) fn begin_group(&mut self, encoders: usize) {
        self.words.clear();
        self.sequences.clear();
        self.projected.clear();
        self.shared.clear();
        self.vectors.resize_with(encoders, VectorMemory::default);
    }

    /// Forgets the words that were met, if they have become many; whether it
    /// did. Their numbers must not be in use any more.
    pub(super) fn trim_words(&mut self) -> bool {
        let full = self.tokens.vocabulary.is_full();
        if self.tokens.vocabulary.is_oversized() {
            self.tokens = TokenMemory::default();
            self.morphology = MorphologyMemory::default();
            self.vectors.clear();
        } else if full {
            self.tokens.clear();
            self.morphology.clear();
            for vectors in &mut self.vectors {
                vectors.cache.clear();
            }
        }
        full
    }

    /// Gives back what an unusually long text has taken.
    fn trim_buffers(&mut self) {
        for projected in [&mut self.projected, &mut self.shared] {
            if projected.bytes() > MAX_KEPT_BYTES {
                *projected = Projected::default();
            }
        }
        if self.morphology.token_bytes() > MAX_KEPT_BYTES {
            self.morphology.shrink();
        }
        for words in [&mut self.words, &mut self.cut] {
            if words.capacity() * size_of::<Word>() > MAX_KEPT_BYTES {
                *words = Vec::new();
            }
        }
    }
}

/// The workspaces that are not in use: at most as many as there have been
/// analyses at the same time.
#[derive(Debug, Default)]
pub(super) struct Pool {
    idle: Mutex<Vec<Workspace>>,
}

impl Pool {
    /// Takes a workspace until the lease is dropped.
    pub(super) fn lease(&self) -> Lease<'_> {
        // The list is whole even if a thread panicked while it held it.
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Lease { pool: self, workspace: idle.unwrap_or_default() }
    }
}

/// A workspace in use.
pub(super) struct Lease<'a> {
    pool: &'a Pool,
    workspace: Workspace,
}

impl Deref for Lease<'_> {
    type Target = Workspace;

    fn deref(&self) -> &Workspace {
        &self.workspace
    }
}

impl DerefMut for Lease<'_> {
    fn deref_mut(&mut self) -> &mut Workspace {
        &mut self.workspace
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // It may be in the middle of a change.
            return;
        }
        let mut workspace = std::mem::take(&mut self.workspace);
        workspace.trim_words();
        workspace.trim_buffers();
        self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner).push(workspace);
    }
}
