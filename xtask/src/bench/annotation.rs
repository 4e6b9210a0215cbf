//! What annotation costs beside the language engine, on the same articles in one run.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read},
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use parallax::{
    domain::{Article, ArticleText, Metadata},
    pipeline::{self, Options, article},
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Line {
    text: String,
}

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

fn articles(path: &Path, count: usize) -> Result<Vec<Article>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let reader: Box<dyn Read> = match path.extension() {
        Some(extension) if extension == "gz" => Box::new(GzDecoder::new(file)),
        _ => Box::new(file),
    };
    let mut articles = Vec::new();
    for (number, line) in BufReader::new(reader).lines().take(count).enumerate() {
        let line: Line = serde_json::from_str(&line?)
            .with_context(|| format!("bad line {} of {}", number + 1, path.display()))?;
        let publish_time = Some("2024-06-03T00:00:00Z".parse()?);
        let metadata = Metadata { publish_time, ..Metadata::default() };
        articles.push(Article::plain(ArticleText::from_text(line.text, usize::MAX)?, metadata));
    }
    Ok(articles)
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
