//! The stages of an analysis one by one, for the benches: feature `stages`. Not part of the
//! library's interface.

use super::Engine;
use super::workspace::Workspace;
use crate::morphology::Parsed;
use crate::parser::Parse;
use crate::stop::{Poll, Stopped};
use crate::tok2vec::Words;

/// An engine that does one stage of the analysis of a text at a time, as often as it is asked:
/// what the stages before it give is computed beforehand.
#[derive(Debug)]
pub struct Stages {
    engine: Engine,
    text: String,
    workspace: Workspace,
    /// Vectors in context of all words, by encoder.
    vectors: Vec<Vec<f32>>,
    tags: Vec<u16>,
    parse: Option<Parse>,
}

/// Which token vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoder {
    /// Those of the parser, and as a rule of the tagger.
    Syntax,
    /// Those of the recogniser.
    Names,
}

fn never() -> bool {
    false
}

impl Stages {
    /// Prepares all stages for a text; none for one that is too long.
    #[must_use]
    pub fn new(engine: Engine, text: String) -> Option<Self> {
        (text.len() <= super::MAX_TEXT_BYTES).then_some(())?;
        let workspace = Workspace::default();
        let (vectors, tags) = (Vec::new(), Vec::new());
        let mut stages = Self { engine, text, workspace, vectors, tags, parse: None };
        stages.prepare().ok()?;
        Some(stages)
    }

    fn prepare(&mut self) -> Result<(), Stopped> {
        self.tokenize()?;
        for encoder in 0..self.engine.encoders.len() {
            let vectors = self.collect_vectors(encoder)?;
            self.vectors.push(vectors);
        }
        self.tag();
        self.project_syntax();
        self.project_names();
        self.parse = self.engine.parse(0, &mut self.workspace, &Poll::new(&never))?;
        Ok(())
    }

    /// Tokens of the text.
    #[must_use]
    pub fn tokens(&self) -> usize {
        self.workspace.words.len()
    }

    /// Cuts the text into tokens that are known from before.
    pub fn tokenize(&mut self) -> Result<(), Stopped> {
        self.workspace.begin_group(self.engine.encoders.len());
        self.engine.tokenize_sequence(&self.text, &mut self.workspace, &Poll::new(&never))
    }

    /// Cuts the text into tokens and looks their attributes up, as if for the first time.
    pub fn tokenize_anew(&mut self) -> Result<(), Stopped> {
        self.workspace.tokens.clear();
        self.tokenize()
    }

    /// Puts the vectors of all words in context. Those out of context are known from before.
    pub fn encode(&mut self, encoder: Encoder) -> Result<(), Stopped> {
        match self.index(encoder) {
            Some(index) => self.with_vectors(index, |_| ()),
            None => Ok(()),
        }
    }

    /// The same, and computes the vectors out of context of all different words first.
    pub fn encode_anew(&mut self, encoder: Encoder) -> Result<(), Stopped> {
        if let Some(index) = self.index(encoder) {
            self.engine.encoders[index].forget();
        }
        self.encode(encoder)
    }

    fn index(&self, encoder: Encoder) -> Option<usize> {
        match encoder {
            Encoder::Syntax => self.engine.parser.as_ref().map(|parser| parser.encoder),
            Encoder::Names => self.engine.recognizer.as_ref().map(|names| names.encoder),
        }
    }

    fn with_vectors(&mut self, encoder: usize, visit: impl FnMut(&[f32])) -> Result<(), Stopped> {
        let Workspace { tokens, words, sequences, vectors, .. } = &mut self.workspace;
        let memory = &mut vectors[encoder];
        let words = Words { words, sequences, vocabulary: &tokens.vocabulary };
        let part = &self.engine.encoders[encoder];
        part.for_each_stretch(self.engine.arch, words, memory, &Poll::new(&never), visit)
    }

    fn collect_vectors(&mut self, encoder: usize) -> Result<Vec<f32>, Stopped> {
        let mut all = Vec::new();
        self.with_vectors(encoder, |vectors| all.extend_from_slice(vectors))?;
        Ok(all)
    }

    /// Tags all words.
    pub fn tag(&mut self) {
        if let Some(tagger) = &self.engine.tagger {
            self.tags.clear();
            let vectors = &self.vectors[tagger.encoder];
            tagger.part.tag(self.engine.arch, vectors, &mut self.workspace.scratch, &mut self.tags);
        }
    }

    /// Projects the vectors of all words for the parser.
    pub fn project_syntax(&mut self) {
        if let Some(parser) = &self.engine.parser {
            let Workspace { projected, scratch, .. } = &mut self.workspace;
            projected.clear();
            let vectors = &self.vectors[parser.encoder];
            parser.part.scorer().project(self.engine.arch, vectors, scratch, projected);
        }
    }

    /// Builds the trees.
    pub fn parse(&mut self) -> Result<(), Stopped> {
        self.engine.parse(0, &mut self.workspace, &Poll::new(&never)).map(drop)
    }

    /// Projects the vectors of all words for the recogniser.
    pub fn project_names(&mut self) {
        if let Some(recognizer) = &self.engine.recognizer {
            let Workspace { shared, scratch, .. } = &mut self.workspace;
            shared.clear();
            let vectors = &self.vectors[recognizer.encoder];
            recognizer.part.scorer().project(self.engine.arch, vectors, scratch, shared);
        }
    }

    /// Finds the entities.
    pub fn recognize(&mut self) -> Result<(), Stopped> {
        let (engine, parse) = (&self.engine, self.parse.as_ref());
        let Some(recognizer) = &engine.recognizer else {
            return Ok(());
        };
        let poll = Poll::new(&never);
        engine.recognize(recognizer, 0, &mut self.workspace, true, parse, &poll).map(drop)
    }

    /// Finds coarse tags, features and lemmas.
    pub fn annotate(&mut self) -> Result<(), Stopped> {
        let Workspace { words, tokens, morphology, .. } = &mut self.workspace;
        let parsed = Parsed {
            text: &self.text,
            words,
            vocabulary: &tokens.vocabulary,
            tags: self.engine.tagger.as_ref().map(|_| &self.tags[..]),
            deps: self.parse.as_ref().map(|parse| &parse.labels[..]),
        };
        self.engine.morphology.annotate(parsed, morphology, &Poll::new(&never)).map(drop)
    }
}
