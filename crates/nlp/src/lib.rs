//! English text analysis in pure Rust: tokens, part-of-speech tags, dependency
//! parses, sentences, morphology, lemmas and named entities.
//!
//! The crate runs the weights of spaCy's `en_core_web_sm` 3.8.0 and gives the
//! same analyses as the original, without Python.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let engine = parallax_nlp::Engine::load(&std::fs::read("model.plx")?)?;
//! let text = "Angela Merkel visited Paris on Monday.";
//! let doc = engine.analyze(text);
//! for entity in doc.entities() {
//!     println!("{} {}", doc.label(entity), &text[doc.entity_bytes(entity)]);
//! }
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod doc;
mod engine;
pub mod gazetteer;
mod kept;
mod lemmatizer;
mod math;
mod model;
mod morphology;
pub mod names;
mod ner;
mod options;
mod parser;
mod ruler;
mod scorer;
mod stop;
mod strings;
mod tagger;
mod tok2vec;
mod tokenizer;
mod unicode;
mod vocab;
mod words;

#[cfg(test)]
mod testing;

pub use doc::{Doc, Entity, Token};
#[cfg(feature = "stages")]
#[doc(hidden)]
pub use engine::stages;
pub use engine::{Engine, MAX_TEXT_BYTES};
pub use kept::{KeptDoc, KeptEntity, KeptError};
pub use math::InstructionSet;
pub use model::{ModelError, ModelInfo};
pub use names::Rules;
pub use options::{LoadOptions, Options};
pub use stop::Stopped;
