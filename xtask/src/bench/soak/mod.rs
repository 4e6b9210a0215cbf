//! A server under mixed load for a long time: whether anything fails, and whether memory and open files
//! stay level.

mod mix;
mod server;
mod trend;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Result, ensure};
use jiff::Timestamp;
use serde::Serialize;
use tokio::time::Instant;

use self::{
    mix::{Article, Articles, Counts, Load, Tally, Told},
    server::{Held, Server},
    trend::{Point, Trend},
};
use crate::generate::Stream;

/// How often the process is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// How often figures are told.
const MINUTE: Duration = Duration::from_secs(60);
/// The first part of the time, which counts for no trend: caches fill.
const WARM_UP: f64 = 1.0 / 3.0;

/// What is measured with.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// How long.
    #[arg(long, default_value_t = 30.0)]
    minutes: f64,
    /// Callers at a time.
    #[arg(long, default_value_t = 12)]
    callers: usize,
    /// Another seed makes other calls.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// JSONL of {"title", "text"}; read through gzip when it ends in .gz. The texts of `seeds` when
    /// missing.
    #[arg(long)]
    articles: Option<PathBuf>,
    /// The `parallax` binary whose server is measured.
    #[arg(long, default_value = "target/release/parallax")]
    binary: PathBuf,
    /// Flags of the server, after `--`.
    #[arg(last = true)]
    settings: Vec<String>,
}

#[derive(Serialize)]
pub(crate) struct Figures {
    minutes: f64,
    calls: u64,
    calls_per_second: f64,
    #[serde(flatten)]
    told: Told,
    before: Held,
    /// Once all clients have left.
    after: Held,
    /// After the warm-up.
    resident_mb: Trend,
    descriptors: Trend,
    threads: Trend,
    /// Of the server at the end.
    exit_code: Option<i32>,
}

impl Figures {
    /// Whether nothing failed and everything was given back.
    pub(crate) fn is_sound(&self) -> bool {
        self.told.faults == 0
            && self.after.sockets <= self.before.sockets
            && self.exit_code == Some(0)
    }
}

/// Puts a server of its own under load.
pub(crate) fn run(args: &Args) -> Result<Figures> {
    ensure!(args.minutes > 0.0, "--minutes must be more than 0");
    let stream = match &args.articles {
        Some(file) => Stream::of_file(file, args.seed)?,
        None => Stream::of_folder(Path::new("seeds"), args.seed)?,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let figures = runtime.block_on(measure(args, articles(stream)));
    runtime.shutdown_timeout(Duration::from_secs(5));
    figures
}

fn articles(stream: Stream) -> Articles {
    Arc::new(move |place| {
        // A stream has an article for every place that a load of hours comes to.
        let article = stream.article(place).unwrap_or_default();
        let time: Timestamp = article.publish_time.parse().unwrap_or_default();
        Article {
            title: article.title,
            text: article.text,
            source: article.source,
            publish_time: time.as_second(),
        }
    })
}

async fn measure(args: &Args, articles: Articles) -> Result<Figures> {
    let server = Server::start(&args.binary, &args.settings).await?;
    let before = server.held()?;
    let load = Arc::new(Load {
        target: server.target.clone(),
        articles,
        callers: args.callers,
        seed: args.seed,
        tally: Tally::default(),
        over: AtomicBool::new(false),
    });
    let calling = tokio::spawn(mix::run(Arc::clone(&load), u64::MAX));
    let (begin, time) = (Instant::now(), Duration::from_secs_f64(args.minutes * 60.0));
    let mut points = Vec::new();
    let (mut told, mut minute) = (Counts::new(), 0);
    while begin.elapsed() < time {
        tokio::time::sleep(LOOK.min(time)).await;
        let held = server.held()?;
        points.push((begin.elapsed().as_secs_f64() / 3600.0, held));
        if begin.elapsed() >= MINUTE * (minute + 1) || begin.elapsed() >= time {
            minute += 1;
            let now = load.tally.told();
            let calls = since(&now.calls, &told);
            let line = serde_json::json!({
                "minute": minute, "held": held, "faults": now.faults, "calls": calls,
            });
            eprintln!("{line}");
            told = now.calls;
        }
    }
    load.over.store(true, Ordering::Relaxed);
    calling.await??;
    let seconds = begin.elapsed().as_secs_f64();
    let after = server.left_alone(before).await?;
    let told = load.tally.told();
    let calls = told.calls.values().flat_map(|by_status| by_status.values()).sum();
    let warm = points.len() - (points.len() as f64 * WARM_UP) as usize;
    let warm = &points[points.len() - warm..];
    let trend = |of: fn(&Held) -> f64| {
        Trend::of(warm.iter().map(|(hours, held)| Point { hours: *hours, value: of(held) }))
    };
    Ok(Figures {
        minutes: seconds / 60.0,
        calls,
        calls_per_second: calls as f64 / seconds,
        told,
        before,
        after,
        resident_mb: trend(|held| held.resident_mb),
        descriptors: trend(|held| held.descriptors as f64),
        threads: trend(|held| held.threads as f64),
        exit_code: server.stop().await?,
    })
}

/// What was counted since then.
fn since(now: &Counts, before: &Counts) -> Counts {
    let mut calls = now.clone();
    for (method, by_status) in &mut calls {
        for (status, count) in by_status.iter_mut() {
            let counted = before.get(method).and_then(|by_status| by_status.get(status));
            *count -= counted.copied().unwrap_or_default();
        }
        by_status.retain(|_, count| *count > 0);
    }
    calls.retain(|_, by_status| !by_status.is_empty());
    calls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_what_was_counted_in_it() {
        let counts = |ok: u64, refused: u64| {
            let by_status = [("OK".to_owned(), ok), ("NOT_FOUND".to_owned(), refused)];
            Counts::from([("GetDocument", by_status.into())])
        };
        let expected = Counts::from([("GetDocument", [("OK".to_owned(), 3)].into())]);
        assert_eq!(since(&counts(8, 2), &counts(5, 2)), expected);
        assert_eq!(since(&counts(8, 2), &counts(8, 2)), Counts::new());
    }
}
