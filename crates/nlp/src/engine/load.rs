//! From a model file to an engine.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::workspace::Pool;
use super::{Component, Engine};
use crate::doc::Labels;
use crate::math::Arch;
use crate::model::config::{Config, EncoderConfig};
use crate::model::file::ModelFile;
use crate::model::{ModelError, ModelInfo};
use crate::morphology::Morphology;
use crate::ner::Recognizer;
use crate::options::LoadOptions;
use crate::parser::Parser;
use crate::ruler::Values;
use crate::tagger::Tagger;
use crate::tok2vec::TokenVectors;
use crate::tokenizer::Tokenizer;
use crate::vocab::LexemeTables;

/// Loads an engine from an opened file.
pub(super) fn engine(file: &ModelFile<'_>, options: LoadOptions) -> Result<Engine, ModelError> {
    let arch = match options.instructions {
        None => Arch::best(),
        Some(set) => Arch::of(set).ok_or(ModelError::Instructions { set })?,
    };
    let config = Config::parse(file.bytes("config")?)?;
    let encoders = Encoders::load(file, &config.encoders, arch)?;

    let tagger = config.tagger.as_ref().map(|config| {
        let encoder = encoders.index("tagger", &config.encoder)?;
        let part = Tagger::load(file, encoders.width(encoder), config.labels.len())?;
        Ok::<_, ModelError>(Component { part, encoder })
    });
    let parser = config.parser.as_ref().map(|config| {
        let encoder = encoders.index("parser", &config.encoder)?;
        let part = Parser::load(file, encoders.width(encoder), config)?;
        Ok::<_, ModelError>(Component { part, encoder })
    });
    let recognizer = config.ner.as_ref().map(|config| {
        let encoder = encoders.index("ner", &config.encoder)?;
        let part = Recognizer::load(file, encoders.width(encoder), config)?;
        Ok::<_, ModelError>(Component { part, encoder })
    });
    let (tagger, parser) = (tagger.transpose()?, parser.transpose()?);
    let recognizer = recognizer.transpose()?;

    let boxed = |label: &String| label.as_str().into();
    let mut values = Values {
        tags: config.tagger.iter().flat_map(|tagger| tagger.labels.iter().map(boxed)).collect(),
        deps: parser.as_ref().map_or_else(Vec::new, |parser| parser.part.labels().to_vec()),
        ..Values::default()
    };
    let (ruler, lemmatizer) = (config.ruler.as_ref(), config.lemmatizer.as_ref());
    let morphology = Morphology::load(file, ruler, lemmatizer, &mut values)?;
    let labels = Labels {
        tags: values.tags,
        deps: values.deps,
        pos: values.pos,
        morphs: values.morphs,
        entities: recognizer.as_ref().map_or_else(Vec::new, |ner| ner.part.labels().to_vec()),
    };
    Ok(Engine {
        arch,
        tokenizer: Tokenizer::new(&config.tokenizer)?,
        lexemes: LexemeTables::new(config.symbols, &config.lexeme_norm, &config.base_norms)?,
        encoders: encoders.loaded,
        tagger,
        parser,
        morphology,
        recognizer,
        names_see_sentences: config.ner.is_some_and(|ner| ner.sees_sentences),
        labels: Arc::new(labels),
        info: ModelInfo { digest: file.digest(), ..config.model },
        pool: Pool::default(),
    })
}

/// The encoders and their names.
struct Encoders {
    names: Vec<String>,
    loaded: Vec<TokenVectors>,
}

impl Encoders {
    /// Loads the encoders that the configuration names.
    fn load(
        file: &ModelFile<'_>,
        configs: &BTreeMap<String, EncoderConfig>,
        arch: Arch,
    ) -> Result<Self, ModelError> {
        let load = |(name, config): (&String, _)| TokenVectors::load(file, name, config, arch);
        let loaded = configs.iter().map(load).collect::<Result<_, _>>()?;
        Ok(Self { names: configs.keys().cloned().collect(), loaded })
    }

    /// The index of the encoder that a component names.
    fn index(&self, component: &str, name: &str) -> Result<usize, ModelError> {
        self.names.iter().position(|known| known == name).ok_or_else(|| {
            ModelError::config(
                format!("{component}.encoder"),
                format!("names no encoder: {name:?}"),
            )
        })
    }

    fn width(&self, index: usize) -> usize {
        self.loaded[index].width()
    }
}
