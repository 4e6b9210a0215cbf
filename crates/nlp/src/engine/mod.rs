//! The engine: a loaded model and what can be done with it.

mod batch;
mod builder;
mod load;
mod run;
#[cfg(feature = "stages")]
pub mod stages;
mod workspace;

use std::sync::Arc;

use crate::doc::{Doc, Labels};
use crate::math::{Arch, InstructionSet};
use crate::model::file::ModelFile;
use crate::model::{ModelError, ModelInfo};
use crate::morphology::Morphology;
use crate::ner::Recognizer;
use crate::options::{LoadOptions, Options};
use crate::parser::Parser;
use crate::stop::{Poll, Stopped};
use crate::tagger::Tagger;
use crate::tok2vec::TokenVectors;
use crate::tokenizer::Tokenizer;
use crate::vocab::LexemeTables;
use workspace::Pool;

/// Longest text that is analysed: 40 MiB, room for ten million characters of
/// any script.
///
/// The memory of an analysis grows with the text: by about 350 bytes for each
/// token of the longest sequence, and by about 50 bytes for each token of the
/// result.
pub const MAX_TEXT_BYTES: usize = 40 << 20;

/// The weights of the model, compiled in.
#[cfg(feature = "embedded-model")]
static EMBEDDED: &[u8] = include_bytes!("../../../../models/en_core_web_sm-3.8.0.plx");

/// A loaded model: tokenizer, tagger, parser and recogniser of entities.
///
/// An engine is immutable. It can be shared between threads, and analyses of
/// different texts never influence each other: the same text always has the
/// same analysis on the same machine.
///
/// Between analyses an engine keeps working memory for as many of them as have
/// run at the same time, some 30 MB each, with the words that were met last.
#[derive(Debug)]
pub struct Engine {
    info: ModelInfo,
    arch: Arch,
    tokenizer: Tokenizer,
    lexemes: LexemeTables,
    encoders: Vec<TokenVectors>,
    tagger: Option<Component<Tagger>>,
    parser: Option<Component<Parser>>,
    morphology: Morphology,
    recognizer: Option<Component<Recognizer>>,
    /// Whether the recogniser comes after the parser.
    names_see_sentences: bool,
    labels: Arc<Labels>,
    pool: Pool,
}

/// A part of the model and the index of the encoder whose vectors it reads.
#[derive(Debug)]
struct Component<T> {
    part: T,
    encoder: usize,
}

impl Engine {
    /// Loads a model from the bytes of a model file.
    ///
    /// # Errors
    ///
    /// If the bytes are not a model file of the supported version, are damaged,
    /// or hold a model of another architecture.
    pub fn load(bytes: &[u8]) -> Result<Engine, ModelError> {
        Self::load_with(bytes, LoadOptions::default())
    }

    /// Loads a model as the options say.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load), and [`ModelError::Instructions`] if the processor
    /// does not have the instructions that the options name.
    pub fn load_with(bytes: &[u8], options: LoadOptions) -> Result<Engine, ModelError> {
        load::engine(&ModelFile::open(bytes)?, options)
    }

    /// Loads the model that is compiled into the library.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load); none for a library built from a clean checkout.
    #[cfg(feature = "embedded-model")]
    pub fn embedded() -> Result<Engine, ModelError> {
        // A test checks the checksum, which at run time would take longer than
        // all the rest and say no more than that the program is damaged.
        load::engine(&ModelFile::open_trusted(EMBEDDED)?, LoadOptions::default())
    }

    /// What the model says about itself.
    #[must_use]
    pub fn model(&self) -> &ModelInfo {
        &self.info
    }

    /// The labels that tokens and entities can have.
    pub(crate) fn labels(&self) -> &Arc<Labels> {
        &self.labels
    }

    /// Whether the model has a parser: without one there are no trees and sentences.
    #[must_use]
    pub fn has_parser(&self) -> bool {
        self.parser.is_some()
    }

    /// Whether the model has a recogniser: without one there are no entities.
    #[must_use]
    pub fn has_recognizer(&self) -> bool {
        self.recognizer.is_some()
    }

    /// The instructions that the engine uses.
    #[must_use]
    pub fn instructions(&self) -> InstructionSet {
        self.arch.set()
    }

    /// Analyses a text.
    ///
    /// Never fails. Of a text longer than [`MAX_TEXT_BYTES`], only the longest
    /// beginning that is not too long is analysed.
    #[must_use]
    pub fn analyze(&self, text: &str) -> Doc {
        self.analyze_prefix(text, Options::default())
    }

    /// Analyses a text unless `stop` returns true, which is asked every few
    /// milliseconds.
    ///
    /// # Errors
    ///
    /// [`Stopped::Asked`] if `stop` returned true, [`Stopped::TooLong`] if the
    /// text is longer than [`MAX_TEXT_BYTES`].
    pub fn analyze_until(&self, text: &str, stop: &dyn Fn() -> bool) -> Result<Doc, Stopped> {
        self.analyze_with(text, Options::default(), stop)
    }

    /// Analyses texts, each as [`analyze_until`](Self::analyze_until) does, but for rounding. Short ones take
    /// less time together.
    ///
    /// # Errors
    ///
    /// As [`analyze_until`](Self::analyze_until).
    pub fn analyze_all_until(
        &self,
        texts: &[&str],
        stop: &dyn Fn() -> bool,
    ) -> Result<Vec<Doc>, Stopped> {
        texts.iter().try_for_each(|text| check_length(text))?;
        self.run_all(texts, &Poll::new(stop))
    }

    /// Analyses a text as the options say, unless `stop` returns true, which is
    /// asked every few milliseconds.
    ///
    /// # Errors
    ///
    /// As [`analyze_until`](Self::analyze_until).
    pub fn analyze_with(
        &self,
        text: &str,
        options: Options,
        stop: &dyn Fn() -> bool,
    ) -> Result<Doc, Stopped> {
        check_length(text)?;
        self.run(text, options, &Poll::new(stop))
    }

    /// Cuts a text into tokens, and does nothing else: the document has neither
    /// tags nor syntax nor entities.
    ///
    /// # Errors
    ///
    /// As [`analyze_until`](Self::analyze_until).
    pub fn tokenize(&self, text: &str, stop: &dyn Fn() -> bool) -> Result<Doc, Stopped> {
        check_length(text)?;
        self.run_tokenizer(text, &Poll::new(stop))
    }

    /// Analyses the longest beginning of a text that is not too long.
    fn analyze_prefix(&self, text: &str, options: Options) -> Doc {
        let text = &text[..text.floor_char_boundary(MAX_TEXT_BYTES)];
        let never = || false;
        match self.run(text, options, &Poll::new(&never)) {
            Ok(doc) => doc,
            // A poll that never stops cannot fail; an empty analysis is valid.
            Err(_) => Doc::empty(Arc::clone(&self.labels)),
        }
    }
}

fn check_length(text: &str) -> Result<(), Stopped> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(Stopped::TooLong { bytes: text.len(), limit: MAX_TEXT_BYTES });
    }
    Ok(())
}
