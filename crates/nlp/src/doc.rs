//! The analysis of one text.

use std::ops::Range;
use std::sync::Arc;

/// Label of what has none.
pub(crate) const NO_LABEL: u16 = u16::MAX;

/// A token: a word, a number, a punctuation mark, or a run of white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub begin: u32,
    /// Byte after the last. Token boundaries are character boundaries.
    pub end: u32,
    /// Whether one ASCII space follows that belongs to no token.
    pub space_after: bool,
    /// Index of the syntactic head; the root of a sentence is its own head.
    pub head: u32,
    /// Whether a sentence begins with this token.
    pub sent_start: bool,
    pub(crate) tag: u16,
    pub(crate) dep: u16,
    pub(crate) pos: u16,
    pub(crate) morph: u16,
    pub(crate) lexeme: u32,
    pub(crate) lemma: u32,
}

/// A named entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// Indices of its tokens, at least one.
    pub tokens: Range<usize>,
    /// How sure the recogniser is, from 0 to 1.
    ///
    /// Each decision scores all actions that are allowed; its confidence is the
    /// logistic function of the margin between the best and the second best,
    /// hence at least 0.5 wherever there was a choice. An entity is as sure as
    /// the least sure of the decisions on its tokens. The value ranks entities; it is
    /// not a calibrated probability.
    pub confidence: f32,
    pub(crate) label: u16,
}

/// The names of everything that is stored by number.
#[derive(Debug)]
pub(crate) struct Labels {
    pub(crate) tags: Vec<Box<str>>,
    pub(crate) deps: Vec<Box<str>>,
    pub(crate) pos: Vec<Box<str>>,
    pub(crate) morphs: Vec<Box<str>>,
    pub(crate) entities: Vec<Box<str>>,
}

/// What a document keeps of a word type.
#[derive(Debug)]
pub(crate) struct WordType {
    pub(crate) norm: Arc<str>,
    pub(crate) is_space: bool,
}

/// The tokens, sentences and entities of a text.
///
/// A document does not own its text: positions are byte offsets into the text
/// that was analysed.
#[derive(Debug)]
pub struct Doc {
    tokens: Vec<Token>,
    sentences: Vec<Range<usize>>,
    entities: Vec<Entity>,
    types: Vec<WordType>,
    lemmas: Vec<Arc<str>>,
    labels: Arc<Labels>,
    has_syntax: bool,
    /// Where the children of each token begin in `children`.
    first_child: Vec<u32>,
    children: Vec<u32>,
}

impl Doc {
    pub(crate) fn new(
        tokens: Vec<Token>,
        entities: Vec<Entity>,
        types: Vec<WordType>,
        lemmas: Vec<Arc<str>>,
        labels: Arc<Labels>,
        has_syntax: bool,
    ) -> Self {
        let (first_child, children) = children_by_head(&tokens);
        Self {
            sentences: sentences(&tokens),
            tokens,
            entities,
            types,
            lemmas,
            labels,
            has_syntax,
            first_child,
            children,
        }
    }

    /// The document with other entities.
    pub(crate) fn with_entities(self, entities: Vec<Entity>) -> Self {
        Self { entities, ..self }
    }

    /// The word types that tokens have, by number.
    pub(crate) fn types(&self) -> &[WordType] {
        &self.types
    }

    /// The lemmas that tokens have, by number.
    pub(crate) fn lemmas(&self) -> &[Arc<str>] {
        &self.lemmas
    }

    /// The analysis of a text without tokens.
    pub(crate) fn empty(labels: Arc<Labels>) -> Self {
        Self::new(Vec::new(), Vec::new(), Vec::new(), Vec::new(), labels, false)
    }

    /// The tokens in text order. They do not overlap, and what lies between two
    /// of them is at most one ASCII space.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The sentences as ranges of tokens, in text order. Every token is in
    /// exactly one.
    #[must_use]
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }

    /// The entities in text order. They do not overlap.
    #[must_use]
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// Whether the tokens have heads and the sentences are those of a parser.
    /// Otherwise each token is its own head, and the whole text, or each of its
    /// paragraphs, is one sentence.
    #[must_use]
    pub fn has_syntax(&self) -> bool {
        self.has_syntax
    }

    /// Fine-grained part-of-speech tag of token `i`, of the Penn Treebank as in
    /// `OntoNotes` 5: `"NNP"`, `"VBD"`; empty if the tokens were not tagged.
    ///
    /// # Panics
    ///
    /// If there is no token `i`.
    #[must_use]
    pub fn tag(&self, i: usize) -> &str {
        self.labels.tags.get(usize::from(self.tokens[i].tag)).map_or("", |tag| tag)
    }

    /// Label of the arc from the head of token `i` to it, of the CLEAR style:
    /// `"nsubj"`, `"dobj"`; `"ROOT"` for the root of a sentence; empty without
    /// syntax.
    ///
    /// # Panics
    ///
    /// If there is no token `i`.
    #[must_use]
    pub fn dep(&self, i: usize) -> &str {
        self.labels.deps.get(usize::from(self.tokens[i].dep)).map_or("", |dep| dep)
    }

    /// Coarse part of speech of token `i`, as in Universal Dependencies:
    /// `"PROPN"`, `"VERB"`; empty if the model does not give it, and in an
    /// analysis for names only.
    ///
    /// # Panics
    ///
    /// If there is no token `i`.
    #[must_use]
    pub fn pos(&self, i: usize) -> &str {
        self.labels.pos.get(usize::from(self.tokens[i].pos)).map_or("", |pos| pos)
    }

    /// Morphological features of token `i`, as in Universal Dependencies:
    /// `"Number=Sing|Person=3"`, sorted by name; empty if there are none.
    ///
    /// # Panics
    ///
    /// If there is no token `i`.
    #[must_use]
    pub fn morph(&self, i: usize) -> &str {
        self.labels.morphs.get(usize::from(self.tokens[i].morph)).map_or("", |morph| morph)
    }

    /// Lemma of token `i`, the form a dictionary has it under: "said" is "say"
    /// as a verb, "ministers" is "minister". Names keep their capitals. Empty
    /// if the model gives none, and in an analysis for names only.
    ///
    /// # Panics
    ///
    /// If there is no token `i`.
    #[must_use]
    pub fn lemma(&self, i: usize) -> &str {
        self.lemmas.get(self.tokens[i].lemma as usize).map_or("", |lemma| lemma)
    }

    /// Index of the head of token `i`, which is `i` for the root of a sentence.
    ///
    /// # Panics
    ///
    /// If there is no token `i`.
    #[must_use]
    pub fn head(&self, i: usize) -> usize {
        self.tokens[i].head as usize
    }

    /// Indices of the tokens whose head is token `i`, in text order. A root is
    /// not its own child.
    ///
    /// # Panics
    ///
    /// If there is no token `i`.
    #[must_use]
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + ExactSizeIterator {
        let range = self.first_child[i] as usize..self.first_child[i + 1] as usize;
        self.children[range].iter().map(|&child| child as usize)
    }

    /// The characters of token `i`.
    ///
    /// # Panics
    ///
    /// If there is no token `i` or `text` is not the text that was analysed.
    #[must_use]
    pub fn token_text<'t>(&self, i: usize, text: &'t str) -> &'t str {
        let token = &self.tokens[i];
        &text[token.begin as usize..token.end as usize]
    }

    /// Norm of token `i`: its lower case with variants of spelling removed, so
    /// that "n't" is "not" and "colour" is "color".
    ///
    /// # Panics
    ///
    /// If there is no token `i`.
    #[must_use]
    pub fn norm(&self, i: usize) -> &str {
        &self.types[self.tokens[i].lexeme as usize].norm
    }

    /// Whether token `i` is white space.
    ///
    /// # Panics
    ///
    /// If there is no token `i`.
    #[must_use]
    pub fn is_space(&self, i: usize) -> bool {
        self.types[self.tokens[i].lexeme as usize].is_space
    }

    /// Label of an entity of this document, as in `OntoNotes` 5: `"PERSON"`,
    /// `"ORG"`, `"DATE"`.
    ///
    /// # Panics
    ///
    /// If the entity is of a document of another model.
    #[must_use]
    pub fn label(&self, entity: &Entity) -> &str {
        &self.labels.entities[usize::from(entity.label)]
    }

    /// All labels that entities can have, by number.
    pub(crate) fn entity_labels(&self) -> impl Iterator<Item = &str> {
        self.labels.entities.iter().map(AsRef::as_ref)
    }

    /// The bytes of an entity of this document in the text.
    ///
    /// # Panics
    ///
    /// If the entity is of another document.
    #[must_use]
    pub fn entity_bytes(&self, entity: &Entity) -> Range<usize> {
        let begin = self.tokens[entity.tokens.start].begin as usize;
        begin..self.tokens[entity.tokens.end - 1].end as usize
    }
}

fn sentences(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut sentences: Vec<Range<usize>> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match sentences.last_mut() {
            Some(last) if !token.sent_start => last.end = i + 1,
            _ => sentences.push(i..i + 1),
        }
    }
    sentences
}

/// The children of all tokens, by head and then in text order, and where those
/// of each token begin, with the end of the last one added.
fn children_by_head(tokens: &[Token]) -> (Vec<u32>, Vec<u32>) {
    let is_child = |(i, token): &(usize, &Token)| token.head as usize != *i;
    let mut ends = vec![0_u32; tokens.len() + 1];
    for (_, token) in tokens.iter().enumerate().filter(is_child) {
        ends[token.head as usize] += 1;
    }
    let mut total = 0;
    for end in &mut ends {
        total += *end;
        *end = total;
    }
    let mut children = vec![0; total as usize];
    for (i, token) in tokens.iter().enumerate().rev().filter(is_child) {
        let slot = &mut ends[token.head as usize];
        *slot -= 1;
        // Tokens are fewer than bytes, which fit in 32 bits.
        children[*slot as usize] = i as u32;
    }
    (ends, children)
}
