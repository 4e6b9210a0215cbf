//! Callers in a closed loop: each sends an article to `ExtractEntities`, waits for the answer and
//! sends the next, over a connection of its own. Any server of `parallax.v1.AnalysisService` may
//! be measured.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use parallax::{
    client::{Client, text},
    domain::Article,
    proto::v1,
};
use serde::Serialize;
use tokio::task::JoinSet;

use super::{articles, stream::processor_ms};

/// Time for a connection and for each call: beyond it the server counts as broken.
const PATIENCE: Duration = Duration::from_secs(120);
/// Pause before a connection is tried again.
const AGAIN: Duration = Duration::from_millis(50);

/// What is measured with.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// URL of the server.
    #[arg(long, default_value = "http://127.0.0.1:50051")]
    address: String,
    /// Callers, each with one call under way.
    #[arg(long, default_value_t = 1)]
    callers: usize,
    /// Seconds that are measured.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Seconds of the same load before them.
    #[arg(long, default_value_t = 1.0)]
    warm_up: f64,
    /// JSONL of {"text"}, read through gzip when it ends in .gz; the texts of `seeds` when missing.
    #[arg(long)]
    articles: Option<PathBuf>,
    /// Articles to read from it.
    #[arg(long, default_value_t = 300)]
    count: usize,
}

#[derive(Serialize)]
pub(crate) struct Figures {
    callers: usize,
    articles: usize,
    words_per_article: f64,
    /// Of the measured time, as the clock had it.
    seconds: f64,
    /// Answers in that time. A call has one article.
    calls: usize,
    calls_per_second: f64,
    words_per_second: f64,
    latency_ms: Latency,
    /// What an answer holds on average, over all calls.
    entities_per_answer: f64,
    mentions_per_answer: f64,
    /// Answers from the beginning of the warm-up to those that were under way at the end: what
    /// the server has worked for.
    all_calls: usize,
    /// Processor time of this process while it measured, in shares of one core.
    own_processor_share: f64,
}

/// From before a request is sent to when its answer is decoded.
#[derive(Serialize)]
struct Latency {
    p50: f64,
    p95: f64,
    p99: f64,
    max: f64,
}

/// What a caller has seen.
#[derive(Default)]
struct Seen {
    /// Milliseconds of the calls that ended in the measured time.
    latencies: Vec<f64>,
    calls: usize,
    entities: usize,
    mentions: usize,
    words: usize,
}

/// The two moments that callers look at.
#[derive(Default)]
struct Clock {
    measuring: AtomicBool,
    over: AtomicBool,
}

pub(super) fn run(args: &Args) -> Result<Figures> {
    ensure!(args.callers > 0, "--callers must be 1 or more");
    let in_range = |seconds: f64| (0.0..=86_400.0).contains(&seconds);
    ensure!(in_range(args.seconds) && in_range(args.warm_up), "a day is the longest");
    let read = match &args.articles {
        Some(path) => articles::articles(path, args.count)?,
        None => articles::folder(Path::new("seeds"))?,
    };
    ensure!(!read.is_empty(), "there is no article");
    let requests: Arc<[Prepared]> = read.iter().map(Prepared::of).collect();
    // One thread: it shares the processors with the server that is measured.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measure(args, requests))
}

/// A request, and the words of its article.
struct Prepared(v1::ExtractEntitiesRequest, usize);

impl Prepared {
    fn of(article: &Article) -> Self {
        let words = article.text.as_str();
        let request = v1::ExtractEntitiesRequest {
            article: Some(text(words)),
            ..v1::ExtractEntitiesRequest::default()
        };
        Self(request, words.split_whitespace().count())
    }
}

async fn measure(args: &Args, requests: Arc<[Prepared]>) -> Result<Figures> {
    let clock = Arc::new(Clock::default());
    let mut callers = JoinSet::new();
    for number in 0..args.callers {
        let client = connect(&args.address).await?;
        // Each begins somewhere else, so that not all send the same article at a time.
        let first = number * requests.len() / args.callers;
        callers.spawn(call(client, Arc::clone(&requests), first, Arc::clone(&clock)));
    }
    let wait = async {
        tokio::time::sleep(Duration::from_secs_f64(args.warm_up)).await;
        clock.measuring.store(true, Ordering::Relaxed);
        let (began, worked) = (Instant::now(), processor_ms()?);
        tokio::time::sleep(Duration::from_secs_f64(args.seconds)).await;
        clock.over.store(true, Ordering::Relaxed);
        let seconds = began.elapsed().as_secs_f64();
        anyhow::Ok((seconds, (processor_ms()? - worked) / 1e3 / seconds))
    };
    let mut wait = std::pin::pin!(wait);
    // A caller that ends before the time has met an error.
    let (seconds, own_processor_share) = tokio::select! {
        waited = &mut wait => waited?,
        Some(early) = callers.join_next() => {
            early??;
            anyhow::bail!("a caller has ended before its time")
        }
    };
    let mut all = Seen::default();
    while let Some(seen) = callers.join_next().await {
        all.add(seen??);
    }
    Ok(figures(args, &requests, all, seconds, own_processor_share))
}

async fn connect(address: &str) -> Result<Client> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        // No second attempts: a refusal must show.
        let builder = Client::builder(address).deadline(PATIENCE).max_attempts(1);
        match builder.connect().await {
            Err(_) if Instant::now() < deadline => tokio::time::sleep(AGAIN).await,
            result => return result.with_context(|| format!("{address} does not answer")),
        }
    }
}

/// Calls until the time is over, one article after the other.
async fn call(
    client: Client,
    requests: Arc<[Prepared]>,
    first: usize,
    clock: Arc<Clock>,
) -> Result<Seen> {
    let mut seen = Seen::default();
    for (place, Prepared(request, words)) in requests.iter().enumerate().cycle().skip(first) {
        let request = request.clone();
        let began = Instant::now();
        let answer = client.extract_entities(request).await;
        let spent = began.elapsed();
        let answer = answer.with_context(|| format!("article {place}"))?;
        ensure!(!answer.entities.is_empty(), "article {place}: the answer has no entity");
        seen.calls += 1;
        seen.entities += answer.entities.len();
        seen.mentions += answer.entities.iter().map(|entity| entity.mentions.len()).sum::<usize>();
        if clock.over.load(Ordering::Relaxed) {
            break;
        }
        if clock.measuring.load(Ordering::Relaxed) {
            seen.latencies.push(spent.as_secs_f64() * 1e3);
            seen.words += words;
        }
    }
    Ok(seen)
}

impl Seen {
    fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.calls += other.calls;
        self.entities += other.entities;
        self.mentions += other.mentions;
        self.words += other.words;
    }
}

fn figures(
    args: &Args,
    requests: &[Prepared],
    mut all: Seen,
    seconds: f64,
    own_processor_share: f64,
) -> Figures {
    all.latencies.sort_by(f64::total_cmp);
    let words: usize = requests.iter().map(|Prepared(_, words)| words).sum();
    let quantile = |share| quantile(&all.latencies, share);
    Figures {
        callers: args.callers,
        articles: requests.len(),
        words_per_article: words as f64 / requests.len() as f64,
        seconds,
        calls: all.latencies.len(),
        calls_per_second: all.latencies.len() as f64 / seconds,
        words_per_second: all.words as f64 / seconds,
        latency_ms: Latency {
            p50: quantile(0.5),
            p95: quantile(0.95),
            p99: quantile(0.99),
            max: quantile(1.0),
        },
        entities_per_answer: all.entities as f64 / all.calls as f64,
        mentions_per_answer: all.mentions as f64 / all.calls as f64,
        all_calls: all.calls,
        own_processor_share,
    }
}

/// The least of the sorted values that so large a share of them does not pass; 0 of none.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_seen() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        for (share, expected) in [(0.5, 50.0), (0.95, 95.0), (0.99, 99.0), (1.0, 100.0)] {
            assert_eq!(quantile(&hundred, share), expected);
        }
        assert_eq!((quantile(&[7.0], 0.5), quantile(&[], 0.5)), (7.0, 0.0));
    }
}
