//! The language model that a command runs: the one in the binary, or that of a file.

use std::{
    fs::File,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::Args;
use parallax_nlp::Engine;

use super::{failure::Failure, input};
use crate::config;

/// Largest model file: some twenty times what a pipeline of this kind takes.
const MAX_MODEL_BYTES: u64 = 256 << 20;

/// Option on the language model, the same for every command.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct ModelArgs {
    /// Model file to run instead of the model in the binary; models/convert.py makes one
    /// out of a spaCy pipeline.
    #[arg(long, env = config::MODEL.variable, value_name = "FILE")]
    model: Option<PathBuf>,
}

impl ModelArgs {
    /// Loads the model.
    pub(super) fn load(&self) -> Result<Engine, Failure> {
        load(self.model.as_deref())
    }

    /// Loads the model for the analysis of articles, and tells on standard error what it lacks
    /// for that.
    pub(super) fn load_for_articles(&self) -> Result<Engine, Failure> {
        let engine = self.load()?;
        for lack in lacks(&engine) {
            // The work goes on when nobody can be told.
            let _ = writeln!(io::stderr(), "parallax: warning: {lack}");
        }
        Ok(engine)
    }
}

/// What an analysis by this engine lacks, because its model has no parser or recogniser: a line
/// each.
pub(super) fn lacks(engine: &Engine) -> Vec<&'static str> {
    let parts = [
        (
            engine.has_parser(),
            "the model has no parser: paragraphs are not divided into sentences and clauses",
        ),
        (engine.has_recognizer(), "the model has no recogniser of entities: no names are found"),
    ];
    parts.into_iter().filter(|(there, _)| !there).map(|(_, lack)| lack).collect()
}

/// Loads the model of a file, or without one that of the binary.
pub(super) fn load(path: Option<&Path>) -> Result<Engine, Failure> {
    let Some(path) = path else {
        return Ok(Engine::embedded().context("cannot load the embedded language model")?);
    };
    let fault = |reason: String| Failure::input(format!("{}: {reason}", path.display()));
    let bytes = read(path).map_err(|cause| fault(input::reason(&cause)))?;
    if bytes.len() as u64 > MAX_MODEL_BYTES {
        return Err(fault(format!("has more than {MAX_MODEL_BYTES} bytes, too many for a model")));
    }
    Engine::load(&bytes).map_err(|cause| fault(format!("{:#}", anyhow::Error::new(cause))))
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let mut bytes = Vec::with_capacity(file.metadata()?.len().min(MAX_MODEL_BYTES) as usize);
    file.take(MAX_MODEL_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
