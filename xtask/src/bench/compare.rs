//! What a whole comparison costs, from text to result, and how that grows with the articles.
//!
//! One thread does everything. Its processor time is told where the system counts it (Linux), so
//! that other work on the machine shows less. The system may count in steps of milliseconds: what
//! takes less is repeated, so that every figure rests on a second of work.

use std::{fs, path::Path, time::Instant};

use anyhow::{Result, ensure};
use parallax::{
    domain::Article,
    pipeline::{self, Annotated, CompareOptions, Options, Source, article},
};
use parallax_nlp::Engine;
use serde::Serialize;

use super::articles::{articles, folder};

/// Times of one comparison, in milliseconds.
#[derive(Clone, Copy, Debug, Serialize)]
struct Times {
    /// Tokens, tags, trees and names alone: `pipeline::names`.
    engine: f64,
    /// The whole analysis of the articles, the engine in it.
    analysis: f64,
    /// The comparison of the annotated articles.
    comparison: f64,
    /// From text to comparison.
    whole: f64,
    /// The comparison as a multiple of the engine.
    comparison_per_engine: f64,
}

#[derive(Debug, Serialize)]
struct Size {
    articles: usize,
    words: usize,
    /// Rows of the claim matrix.
    rows: usize,
    /// Medians of the passes.
    #[serde(flatten)]
    times: Times,
}

#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    /// The texts of the folder.
    texts: Size,
    /// Growing numbers of articles on one story.
    story: Vec<Size>,
    /// Exponent of the growth with the number of articles: slope of the logarithms by least
    /// squares; 1 is linear.
    exponent_whole: Option<f64>,
    exponent_comparison: Option<f64>,
}

/// Milliseconds of work that every figure rests on at least, over all passes.
const SECOND: f64 = 1000.0;

/// Measures the texts of a folder, and the first so many articles of a file.
pub(crate) fn run(
    texts: &Path,
    story: Option<&Path>,
    counts: &[usize],
    passes: usize,
) -> Result<Figures> {
    let seeds = folder(texts)?;
    ensure!(seeds.len() > 1, "{} holds less than two texts", texts.display());
    let most = counts.iter().copied().max().unwrap_or_default();
    let story = story.map(|path| articles(path, most)).transpose()?.unwrap_or_default();
    let counts: Vec<usize> =
        counts.iter().copied().filter(|count| (2..=story.len()).contains(count)).collect();
    let engine = Engine::embedded()?;
    let sets: Vec<&[Article]> =
        [seeds.as_slice()].into_iter().chain(counts.iter().map(|count| &story[..*count])).collect();
    // Words that are met for the first time cost more: one pass for the caches.
    for set in &sets {
        measure(&engine, set, 0.0)?;
    }
    let passes = passes.max(1);
    let mut measured: Vec<Vec<(Times, usize)>> = vec![Vec::new(); sets.len()];
    for _ in 0..passes {
        for (set, times) in sets.iter().zip(&mut measured) {
            times.push(measure(&engine, set, SECOND / passes as f64)?);
        }
    }
    let mut sizes: Vec<Size> =
        sets.iter().zip(&measured).map(|(set, measured)| size(set, measured)).collect();
    let story = sizes.split_off(1);
    let exponent = |time: fn(&Times) -> f64| {
        exponent(&story.iter().map(|s| (s.articles as f64, time(&s.times))).collect::<Vec<_>>())
    };
    Ok(Figures {
        exponent_whole: exponent(|times| times.whole),
        exponent_comparison: exponent(|times| times.comparison),
        // Split off above: the first set is there.
        texts: sizes.remove(0),
        story,
    })
}

fn size(articles: &[Article], measured: &[(Times, usize)]) -> Size {
    let median = |time: fn(&Times) -> f64| {
        let mut times: Vec<f64> = measured.iter().map(|(times, _)| time(times)).collect();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let (engine, comparison) = (median(|t| t.engine), median(|t| t.comparison));
    Size {
        articles: articles.len(),
        words: articles.iter().map(|a| a.text.as_str().split_whitespace().count()).sum(),
        rows: measured[0].1,
        times: Times {
            engine,
            analysis: median(|t| t.analysis),
            comparison,
            whole: median(|t| t.whole),
            comparison_per_engine: comparison / engine,
        },
    }
}

/// Times of one pass, in which everything is repeated until it has taken `least` milliseconds, and
/// the number of rows.
fn measure(engine: &Engine, articles: &[Article], least: f64) -> Result<(Times, usize)> {
    let options = Options::default();
    let (engine_time, ()) = repeated(least, || {
        for article in articles {
            let zones = article::zones_of(article.text.as_str(), true);
            pipeline::names(engine, article, &zones, &|| false)?;
        }
        Ok(())
    })?;
    let (analysis, annotated) = repeated(least, || {
        let analyses = articles.iter().map(|a| pipeline::analyze(engine, a, &options, &|| false));
        Ok(analyses.collect::<Result<Vec<Annotated>, _>>()?)
    })?;
    let sources: Vec<Source<'_>> = articles
        .iter()
        .zip(&annotated)
        .enumerate()
        .map(|(index, (article, annotated))| Source {
            key: format!("S{index}"),
            document: format!("S{index}"),
            revision: String::new(),
            metadata: &article.metadata,
            text: article.text.as_str(),
            annotated,
        })
        .collect();
    let (comparison, compared) = repeated(least, || {
        Ok(pipeline::compare(&sources, &CompareOptions::default(), &|| false)?)
    })?;
    let times = Times {
        engine: engine_time,
        analysis,
        comparison,
        whole: analysis + comparison,
        comparison_per_engine: comparison / engine_time,
    };
    Ok((times, compared.claims.len()))
}

/// Milliseconds that some work takes, as the mean over as many repetitions as take `least`
/// milliseconds, and its result.
fn repeated<T>(least: f64, mut work: impl FnMut() -> Result<T>) -> Result<(f64, T)> {
    let start = Clock::start();
    let mut times = 0.0;
    loop {
        let done = work()?;
        times += 1.0;
        let passed = start.milliseconds();
        if passed >= least {
            return Ok((passed / times, done));
        }
    }
}

/// Slope of the logarithms of some points, by least squares.
fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = logs.len() as f64;
    let (x, y) = logs.iter().fold((0.0, 0.0), |(x, y), log| (x + log.0 / count, y + log.1 / count));
    let spread: f64 = logs.iter().map(|log| (log.0 - x).powi(2)).sum();
    let joint: f64 = logs.iter().map(|log| (log.0 - x) * (log.1 - y)).sum();
    (spread > 0.0).then(|| joint / spread)
}

/// Time that this thread has worked, or that has passed where the system does not count it.
enum Clock {
    Worked(u64),
    Passed(Instant),
}

impl Clock {
    fn start() -> Self {
        worked().map_or_else(|| Self::Passed(Instant::now()), Self::Worked)
    }

    fn milliseconds(&self) -> f64 {
        match self {
            Self::Worked(start) => {
                worked().unwrap_or(*start).saturating_sub(*start) as f64 / 1_000_000.0
            }
            Self::Passed(start) => start.elapsed().as_secs_f64() * 1000.0,
        }
    }
}

/// Nanoseconds that this thread has had a processor.
fn worked() -> Option<u64> {
    let line = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponent_of_a_power_is_its_own() {
        let squares: Vec<(f64, f64)> = (1..9).map(|n| (f64::from(n), f64::from(n * n))).collect();
        assert!((exponent(&squares).unwrap() - 2.0).abs() < 1e-9);
        assert_eq!(exponent(&squares[..1]), None);
    }
}
