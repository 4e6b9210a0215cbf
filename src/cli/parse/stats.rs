//! What `parallax parse --stats` tells.

use std::{
    io::{self, Write},
    num::NonZeroUsize,
    time::Duration,
};

use serde::Serialize;

use super::StatsFormat;
use crate::cli::memory;

/// Counts and times of a run, as they are printed: names tell the unit.
#[derive(Debug, Serialize)]
pub(super) struct Stats {
    /// Version of rules and model.
    engine: String,
    /// What was done: `full` or `names`.
    pipeline: &'static str,
    threads: NonZeroUsize,
    articles: u64,
    /// Of UTF-8 text.
    bytes: u64,
    tokens: u64,
    sentences: u64,
    names: u64,
    /// Time in which the model was loaded.
    load_seconds: f64,
    /// Time in which texts were analysed, without reading and writing.
    analysis_seconds: f64,
    /// Tokens in a second of analysis; none of no analysis.
    tokens_per_second: Option<f64>,
    /// Peak of the resident set; none where the system does not tell.
    peak_memory_bytes: Option<u64>,
}

/// What has been analysed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counts {
    pub(super) articles: u64,
    pub(super) bytes: u64,
    pub(super) tokens: u64,
    pub(super) sentences: u64,
    pub(super) names: u64,
    pub(super) analysis: Duration,
}

impl Stats {
    pub(super) fn new(
        engine: String,
        names_only: bool,
        threads: NonZeroUsize,
        load: Duration,
        counts: Counts,
    ) -> Self {
        let seconds = counts.analysis.as_secs_f64();
        Self {
            engine,
            pipeline: if names_only { "names" } else { "full" },
            threads,
            articles: counts.articles,
            bytes: counts.bytes,
            tokens: counts.tokens,
            sentences: counts.sentences,
            names: counts.names,
            load_seconds: load.as_secs_f64(),
            analysis_seconds: seconds,
            tokens_per_second: (seconds > 0.0).then(|| counts.tokens as f64 / seconds),
            peak_memory_bytes: memory::peak_bytes(),
        }
    }

    /// Writes one `name: value` a line, or one JSON object.
    pub(super) fn write(&self, format: StatsFormat, out: &mut impl Write) -> io::Result<()> {
        if format == StatsFormat::Json {
            serde_json::to_writer_pretty(&mut *out, self)?;
            return writeln!(out);
        }
        let unknown = || "unknown".to_owned();
        let speed = self.tokens_per_second.map_or_else(unknown, |speed| format!("{speed:.0}"));
        let peak = self.peak_memory_bytes.map_or_else(unknown, |bytes| bytes.to_string());
        writeln!(out, "engine: {}", self.engine)?;
        writeln!(out, "pipeline: {}", self.pipeline)?;
        writeln!(out, "threads: {}", self.threads)?;
        writeln!(out, "articles: {}", self.articles)?;
        writeln!(out, "bytes: {}", self.bytes)?;
        writeln!(out, "tokens: {}", self.tokens)?;
        writeln!(out, "sentences: {}", self.sentences)?;
        writeln!(out, "names: {}", self.names)?;
        writeln!(out, "load_seconds: {:.4}", self.load_seconds)?;
        writeln!(out, "analysis_seconds: {:.4}", self.analysis_seconds)?;
        writeln!(out, "tokens_per_second: {speed}")?;
        writeln!(out, "peak_memory_bytes: {peak}")
    }
}
