//! The pipeline from a text to its analysis.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::doc::{Doc, Entity, Labels, Token, Word};
use crate::lexeme::{Lexeme, LexemeTables};
use crate::math;
use crate::model::config::{Config, EncoderConfig};
use crate::model::file::ModelFile;
use crate::model::{ModelError, ModelInfo};
use crate::ner::{Found, Recognizer, Tokens};
use crate::parser::{Parse, Parser};
use crate::scorer::Projected;
use crate::stop::{Poll, Stopped};
use crate::tagger::Tagger;
use crate::tok2vec::{Embedding, Encoder, EncoderScratch, PIECES, SEGMENT, TokenType, WIDTH};
use crate::tokenizer::{RawToken, Tokenizer};

/// Longest text that is analysed: 4 MiB, about 800,000 words.
///
/// The memory of an analysis grows with the text, by less than 1 KiB for each
/// token.
pub const MAX_TEXT_BYTES: usize = 4 << 20;

/// The weights of the model, compiled in.
#[cfg(feature = "embedded-model")]
static EMBEDDED: &[u8] = include_bytes!("../../../models/en_core_web_sm-3.8.0.plx");

/// A loaded model: tokenizer, tagger, parser and recogniser of entities.
///
/// An engine is immutable. It can be shared between threads, and analyses of
/// different texts never influence each other: the same text always has the
/// same analysis on the same machine.
#[derive(Debug)]
pub struct Engine {
    info: ModelInfo,
    arch: math::Arch,
    tokenizer: Tokenizer,
    lexemes: LexemeTables,
    /// Token vectors for the tagger and the parser.
    syntax_vectors: TokenVectors,
    tagger: Tagger,
    parser: Parser,
    /// Token vectors for the recogniser.
    entity_vectors: TokenVectors,
    recognizer: Recognizer,
    labels: Arc<Labels>,
}

/// An embedding and the convolutions above it.
#[derive(Debug)]
struct TokenVectors {
    embedding: Embedding,
    encoder: Encoder,
}

/// The tokens of a text with their word types.
struct Words {
    tokens: Vec<RawToken>,
    lexemes: Vec<Lexeme>,
    /// Lexeme of each token.
    lexeme_of: Vec<u32>,
    /// Type of each token: its lexeme and whether a space follows.
    type_of: Vec<u32>,
    types: Vec<(u32, bool)>,
}

impl Engine {
    /// Loads a model from the bytes of a model file.
    ///
    /// # Errors
    ///
    /// If the bytes are not a model file of the supported version, are damaged,
    /// or hold a model of another architecture.
    pub fn load(bytes: &[u8]) -> Result<Engine, ModelError> {
        let file = ModelFile::open(bytes)?;
        let config = Config::parse(file.bytes("config")?)?;
        let parser = Parser::load(&file, &config.parser)?;
        let recognizer = Recognizer::load(&file, &config.ner)?;
        let boxed = |label: &String| label.as_str().into();
        let labels = Labels {
            tags: config.tagger.labels.iter().map(boxed).collect(),
            deps: parser.labels().to_vec(),
            entities: recognizer.labels().to_vec(),
        };
        Ok(Self {
            arch: math::Arch::new(),
            tokenizer: Tokenizer::new(&config.tokenizer)?,
            syntax_vectors: TokenVectors::load(&file, "tok2vec", &config.tok2vec)?,
            tagger: Tagger::load(&file, labels.tags.len())?,
            parser,
            entity_vectors: TokenVectors::load(&file, "ner.tok2vec", &config.ner_tok2vec)?,
            recognizer,
            labels: Arc::new(labels),
            lexemes: LexemeTables::new(config.symbols, &config.lexeme_norm, &config.base_norms)?,
            info: config.model,
        })
    }

    /// Loads the model that is compiled into the library.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load); none for a library built from a clean checkout.
    #[cfg(feature = "embedded-model")]
    pub fn embedded() -> Result<Engine, ModelError> {
        Self::load(EMBEDDED)
    }

    /// What the model says about itself.
    #[must_use]
    pub fn model(&self) -> &ModelInfo {
        &self.info
    }

    /// Analyses a text.
    ///
    /// Never fails. Of a text longer than [`MAX_TEXT_BYTES`], only the longest
    /// beginning that is not too long is analysed.
    #[must_use]
    pub fn analyze(&self, text: &str) -> Doc {
        let text = &text[..text.floor_char_boundary(MAX_TEXT_BYTES)];
        let never = || false;
        match self.run(text, &Poll::new(&never)) {
            Ok(doc) => doc,
            // A poll that never stops cannot fail; an empty analysis is valid.
            Err(_) => Doc::new(Vec::new(), Vec::new(), Vec::new(), Arc::clone(&self.labels)),
        }
    }

    /// Analyses a text unless `stop` returns true, which is asked every few
    /// milliseconds.
    ///
    /// # Errors
    ///
    /// [`Stopped::Asked`] if `stop` returned true, [`Stopped::TooLong`] if the
    /// text is longer than [`MAX_TEXT_BYTES`].
    pub fn analyze_until(&self, text: &str, stop: &dyn Fn() -> bool) -> Result<Doc, Stopped> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(Stopped::TooLong { bytes: text.len(), limit: MAX_TEXT_BYTES });
        }
        self.run(text, &Poll::new(stop))
    }

    /// The pipeline, one step a line.
    fn run(&self, text: &str, poll: &Poll<'_>) -> Result<Doc, Stopped> {
        let tokens = self.tokenizer.tokenize(text, poll)?;
        let words = self.words(text, tokens);
        let (tags, projected) = self.tag(&words, poll)?;
        let parse = self.parse(&words, &projected, poll)?;
        // The largest part of the memory; the recogniser has its own.
        drop(projected);
        let found = self.recognize(&words, &parse, poll)?;
        Ok(self.doc(words, &tags, &parse, found))
    }

    /// Finds the word types of a text.
    fn words(&self, text: &str, tokens: Vec<RawToken>) -> Words {
        let mut known: FxHashMap<(&str, Option<u32>), u32> = FxHashMap::default();
        let mut known_types: FxHashMap<(u32, bool), u32> = FxHashMap::default();
        let mut lexemes = Vec::new();
        let mut types = Vec::new();
        let mut lexeme_of = Vec::with_capacity(tokens.len());
        let mut type_of = Vec::with_capacity(tokens.len());
        for token in &tokens {
            let word = token.text(text);
            let lexeme = *known.entry((word, token.norm)).or_insert_with(|| {
                let norm = token.norm.map(|norm| self.tokenizer.exception_norm(norm));
                lexemes.push(self.lexemes.lexeme(word, norm));
                // Tokens are fewer than bytes, which fit in 32 bits.
                (lexemes.len() - 1) as u32
            });
            let key = (lexeme, token.space_after);
            let kind = *known_types.entry(key).or_insert_with(|| {
                types.push(key);
                (types.len() - 1) as u32
            });
            lexeme_of.push(lexeme);
            type_of.push(kind);
        }
        Words { tokens, lexemes, lexeme_of, type_of, types }
    }

    /// Tags the tokens; also projects their vectors for the parser.
    fn tag(&self, words: &Words, poll: &Poll<'_>) -> Result<(Vec<u16>, Projected), Stopped> {
        let mut tags = Vec::with_capacity(words.tokens.len());
        let mut projected = Projected::default();
        let mut scratch = Vec::new();
        self.syntax_vectors.for_each_segment(self.arch, words, poll, |vectors| {
            self.tagger.tag(self.arch, vectors, &mut scratch, &mut tags);
            self.parser.scorer().project(self.arch, vectors, &mut scratch, &mut projected);
        })?;
        Ok((tags, projected))
    }

    fn parse(
        &self,
        words: &Words,
        projected: &Projected,
        poll: &Poll<'_>,
    ) -> Result<Parse, Stopped> {
        let count = words.tokens.len();
        self.parser.parse(self.arch, projected, count, |i| words.is_space(i), poll)
    }

    fn recognize(
        &self,
        words: &Words,
        parse: &Parse,
        poll: &Poll<'_>,
    ) -> Result<Vec<Found>, Stopped> {
        let mut projected = Projected::default();
        let mut scratch = Vec::new();
        self.entity_vectors.for_each_segment(self.arch, words, poll, |vectors| {
            self.recognizer.scorer().project(self.arch, vectors, &mut scratch, &mut projected);
        })?;
        let tokens = ParsedWords { words, parse };
        self.recognizer.recognize(self.arch, &projected, &tokens, poll)
    }

    fn doc(&self, words: Words, tags: &[u16], parse: &Parse, found: Vec<Found>) -> Doc {
        let token = |(i, raw): (usize, &RawToken)| Token {
            begin: raw.begin,
            end: raw.end,
            space_after: raw.space_after,
            head: parse.heads[i],
            sent_start: parse.sentence_starts[i],
            tag: tags[i],
            dep: parse.labels[i],
            lexeme: words.lexeme_of[i],
        };
        let tokens = words.tokens.iter().enumerate().map(token).collect();
        let entities = found
            .into_iter()
            .map(|found| Entity {
                tokens: found.begin..found.end,
                confidence: found.confidence,
                label: found.label,
            })
            .collect();
        let kept = words
            .lexemes
            .into_iter()
            .map(|lexeme| Word { norm: lexeme.norm, is_space: lexeme.is_space })
            .collect();
        Doc::new(tokens, entities, kept, Arc::clone(&self.labels))
    }
}

impl TokenVectors {
    fn load(
        file: &ModelFile<'_>,
        prefix: &str,
        config: &EncoderConfig,
    ) -> Result<Self, ModelError> {
        if (config.width, config.window, config.pieces) != (WIDTH, 1, PIECES) {
            return Err(ModelError::config(
                prefix,
                format!("must have width {WIDTH}, window 1 and {PIECES} pieces"),
            ));
        }
        Ok(Self {
            embedding: Embedding::load(file, prefix, config)?,
            encoder: Encoder::load(file, prefix)?,
        })
    }

    /// Calls `visit` with the vectors of one segment of tokens after the other.
    fn for_each_segment(
        &self,
        arch: math::Arch,
        words: &Words,
        poll: &Poll<'_>,
        mut visit: impl FnMut(&[f32]),
    ) -> Result<(), Stopped> {
        let types: Vec<TokenType<'_>> = words
            .types
            .iter()
            .map(|&(lexeme, space_after)| TokenType {
                lexeme: &words.lexemes[lexeme as usize],
                space_after,
            })
            .collect();
        let vectors = self.embedding.embed(arch, &types, poll)?;
        let vector = |token: usize| {
            let at = words.type_of[token] as usize * WIDTH;
            &vectors[at..at + WIDTH]
        };
        let count = words.tokens.len();
        let mut scratch = EncoderScratch::new();
        for first in (0..count).step_by(SEGMENT) {
            visit(self.encoder.encode(arch, first, count, vector, &mut scratch, poll)?);
        }
        Ok(())
    }
}

impl Words {
    fn is_space(&self, token: usize) -> bool {
        self.lexemes[self.lexeme_of[token] as usize].is_space
    }
}

/// What the recogniser knows of a text.
struct ParsedWords<'a> {
    words: &'a Words,
    parse: &'a Parse,
}

impl Tokens for ParsedWords<'_> {
    fn count(&self) -> usize {
        self.words.tokens.len()
    }

    fn is_space(&self, token: usize) -> bool {
        self.words.is_space(token)
    }

    fn starts_sentence(&self, token: usize) -> bool {
        self.parse.sentence_starts[token]
    }
}
