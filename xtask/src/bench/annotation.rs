//! What annotation costs beside the language engine, on the same articles in one run.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use parallax::{
    domain::Article,
    pipeline::{self, Options, article},
};
use parallax_nlp::Engine;
use serde::Serialize;

use super::articles::articles;

/// Times of one pass over all articles, on one thread.
#[derive(Debug, Serialize)]
struct Pass {
    /// Tokens, tags, trees and names: `pipeline::names`.
    engine_seconds: f64,
    /// The whole analysis, the engine in it.
    analysis_seconds: f64,
    /// Share of everything but the engine, as a multiple of the engine.
    annotation_per_engine: f64,
}

#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    articles: usize,
    bytes: usize,
    /// In the order they ran.
    passes: Vec<Pass>,
    /// The median of the passes.
    annotation_per_engine: f64,
}

/// Times engine and analysis on the first articles of a file, article by article in turn, so that
/// a machine that slows down slows both.
pub(crate) fn run(path: &Path, count: usize, passes: usize) -> Result<Figures> {
    let articles = articles(path, count)?;
    ensure!(!articles.is_empty(), "{} holds no article", path.display());
    let engine = Engine::embedded()?;
    // Words that are met for the first time cost more: one pass for the caches.
    pass(&engine, &articles)?;
    let passes =
        (0..passes.max(1)).map(|_| pass(&engine, &articles)).collect::<Result<Vec<_>>>()?;
    let mut ratios: Vec<f64> = passes.iter().map(|pass| pass.annotation_per_engine).collect();
    ratios.sort_by(f64::total_cmp);
    Ok(Figures {
        articles: articles.len(),
        bytes: articles.iter().map(|article| article.text.as_str().len()).sum(),
        annotation_per_engine: ratios[ratios.len() / 2],
        passes,
    })
}

fn pass(engine: &Engine, articles: &[Article]) -> Result<Pass> {
    let (mut alone, mut whole) = (Duration::ZERO, Duration::ZERO);
    let options = Options { skip_cleaning: true, ..Options::default() };
    for article in articles {
        let zones = article::zones_of(article.text.as_str(), true);
        let start = Instant::now();
        pipeline::names(engine, article, &zones, &|| false)?;
        alone += start.elapsed();
        let start = Instant::now();
        pipeline::analyze(engine, article, &options, &|| false)?;
        whole += start.elapsed();
    }
    let (engine_seconds, analysis_seconds) = (alone.as_secs_f64(), whole.as_secs_f64());
    let annotation_per_engine = (analysis_seconds - engine_seconds) / engine_seconds;
    Ok(Pass { engine_seconds, analysis_seconds, annotation_per_engine })
}
