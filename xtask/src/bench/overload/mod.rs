//! More calls than a server can serve: how much of what it can do is left, how long those wait whom it
//! serves, how soon the others are told, and what it takes to recover.
//!
//! First callers in a closed loop, one after the other more of them: with how many most is got out of the
//! server. So many find its peak, just before the overload and just after it, since the speed of machines
//! drifts and the best of several levels is the luckiest too. The overload is a multiple of the peak in an
//! open loop: calls begin by the clock, whatever becomes of those before, and times count from when a call
//! was to begin.

mod calls;
mod server;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use parallax::{client::text, proto::v1};
use prost::{Message as _, bytes::Bytes};
use serde::Serialize;
use tokio::{task::JoinSet, time::sleep};

use self::{
    calls::{Answer, Calls, Tally},
    server::Server,
};
use super::articles;

/// The open loop begins what is due this often.
const TICK: Duration = Duration::from_millis(1);
/// Calls that begin at the end of the open loop have so long to end.
const TAIL: Duration = Duration::from_secs(5);
/// How long recovery is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// So many calls in a row as soon as at the peak: the server has recovered.
const RECOVERED: usize = 5;

/// What is measured with.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// JSONL of {"text"}, read through gzip when it ends in .gz; the texts of `seeds` when missing.
    #[arg(long)]
    articles: Option<PathBuf>,
    /// Articles to read from it.
    #[arg(long, default_value_t = 300)]
    count: usize,
    /// The `parallax` binary whose server is measured.
    #[arg(long, default_value = "target/release/parallax")]
    binary: PathBuf,
    /// Callers in the closed loop, one number after the other.
    #[arg(long, value_delimiter = ',', default_value = "1,2,3,4,6,8")]
    callers: Vec<usize>,
    /// Seconds for each of them.
    #[arg(long, default_value_t = 10.0)]
    peak_seconds: f64,
    /// Times the peak that is offered.
    #[arg(long, default_value_t = 10.0)]
    factor: f64,
    /// Seconds of overload.
    #[arg(long, default_value_t = 120.0)]
    seconds: f64,
    /// Deadline of each call of the overload in milliseconds; none when missing.
    #[arg(long)]
    deadline: Option<u64>,
    /// Connections, which share the calls.
    #[arg(long, default_value_t = 8)]
    connections: usize,
    /// Flags of the server, after `--`.
    #[arg(last = true)]
    settings: Vec<String>,
}

#[derive(Serialize)]
pub(crate) struct Figures {
    articles: usize,
    mean_bytes: usize,
    closed_loop: Vec<Level>,
    /// With as many callers as the best of these levels, before the overload and after it.
    peak: [Level; 2],
    overload: Overload,
    /// Goodput under overload over the mean of those at the peak; wanted: 0.9 at least.
    goodput_share: f64,
    /// 99th percentile of the calls served under overload over the mean of those at the peak; wanted:
    /// below 3.
    p99_ratio: f64,
    /// From the end of the overload to the end of the first of several calls in a row that are served as
    /// soon as 99 in 100 at the peak; none when that did not come.
    recovery_seconds: Option<f64>,
}

/// A number of callers in a closed loop.
#[derive(Serialize)]
struct Level {
    callers: usize,
    /// Calls served in a second.
    goodput: f64,
    /// Calls turned away.
    refused: usize,
    served_ms: Times,
}

#[derive(Serialize)]
struct Overload {
    offered_per_second: f64,
    /// Calls served in a second.
    goodput: f64,
    calls: usize,
    served: usize,
    refused: usize,
    /// Refusals that do not say when to come again; wanted: none.
    refused_without_retry_info: usize,
    /// Other statuses than OK and refusals, with how often they came.
    others: std::collections::BTreeMap<String, usize>,
    served_ms: Times,
    /// Wanted: 20 ms at most for 99 in 100.
    refused_ms: Times,
    resident_mb: Resident,
    /// Processors that the server, and this program, had at work on average.
    server_processors: f64,
    own_processors: f64,
}

#[derive(Clone, Copy, Serialize)]
struct Times {
    p50: f64,
    p99: f64,
    max: f64,
}

/// Memory of the server.
#[derive(Serialize)]
struct Resident {
    before: f64,
    /// Highest in each fifth of the overload.
    by_fifth: Vec<f64>,
}

impl Times {
    fn of(mut seconds: Vec<f64>) -> Self {
        seconds.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let rank = (seconds.len() as f64 * share).ceil() as usize;
            seconds.get(rank.saturating_sub(1)).copied().unwrap_or_default() * 1e3
        };
        Self { p50: at(0.5), p99: at(0.99), max: at(1.0) }
    }
}

pub(crate) fn run(args: &Args) -> Result<Figures> {
    let articles = match &args.articles {
        Some(path) => articles::articles(path, args.count)?,
        None => articles::folder(std::path::Path::new("seeds"))?,
    };
    ensure!(!articles.is_empty() && !args.callers.is_empty(), "nothing to call with");
    let texts: Vec<&str> = articles.iter().map(|article| article.text.as_str()).collect();
    let mean_bytes = texts.iter().map(|text| text.len()).sum::<usize>() / texts.len();
    let message = |words: &&str| {
        let article = Some(text((*words).to_owned()));
        let request = v1::AnalyzeTextRequest { article, ..Default::default() };
        Bytes::from(request.encode_to_vec())
    };
    let messages: Vec<Bytes> = texts.iter().map(message).collect();
    // One thread is enough, and does not wake another for every call.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measure(args, messages, mean_bytes))
}

async fn measure(args: &Args, messages: Vec<Bytes>, mean_bytes: usize) -> Result<Figures> {
    let articles = messages.len();
    let server = Server::start(&args.binary, &args.settings)?;
    let calls = Arc::new(Calls::connect(server.address(), args.connections, &messages).await?);
    // Tables and caches fill.
    closed_loop(&calls, 2, Duration::from_secs(2)).await?;
    let mut closed = Vec::new();
    let time = Duration::from_secs_f64(args.peak_seconds);
    for &callers in &args.callers {
        closed.push(closed_loop(&calls, callers, time).await?);
    }
    let best = closed.iter().max_by(|a, b| a.goodput.total_cmp(&b.goodput));
    let callers = best.context("no level was measured")?.callers;
    let before = closed_loop(&calls, callers, time).await?;
    let overload = open_loop(args, &calls, &server, before.goodput * args.factor).await?;
    let recovery_seconds = recovery(&calls, before.served_ms.p99).await?;
    let after = closed_loop(&calls, callers, time).await?;
    let mean = |figure: fn(&Level) -> f64| (figure(&before) + figure(&after)) / 2.0;
    Ok(Figures {
        articles,
        mean_bytes,
        goodput_share: overload.goodput / mean(|level| level.goodput),
        p99_ratio: overload.served_ms.p99 / mean(|level| level.served_ms.p99),
        closed_loop: closed,
        peak: [before, after],
        overload,
        recovery_seconds,
    })
}

/// Callers who each send the next call when the last is answered. Who is turned away comes again when he
/// is told to.
async fn closed_loop(calls: &Arc<Calls>, callers: usize, time: Duration) -> Result<Level> {
    let over = Arc::new(AtomicBool::new(false));
    let mut tasks = JoinSet::new();
    let begin = Instant::now();
    for caller in 0..callers {
        let (calls, over) = (Arc::clone(calls), Arc::clone(&over));
        tasks.spawn(async move {
            let mut tally = Tally::default();
            // Each begins elsewhere, so that not all send the same text at a time.
            for n in (caller * 7..).take_while(|_| !over.load(Ordering::Relaxed)) {
                let answer = calls.call(n, None, Instant::now()).await;
                let pause = answer.come_again();
                tally.note(answer);
                if let Some(pause) = pause {
                    sleep(pause).await;
                }
            }
            tally
        });
    }
    sleep(time).await;
    over.store(true, Ordering::Relaxed);
    let mut tally = Tally::default();
    while let Some(one) = tasks.join_next().await {
        tally.add(one?);
    }
    ensure!(tally.others.is_empty(), "calls failed: {:?}", tally.others);
    let goodput = tally.served.len() as f64 / begin.elapsed().as_secs_f64();
    let refused = tally.refused.len();
    Ok(Level { callers, goodput, refused, served_ms: Times::of(tally.served) })
}

/// Calls that begin by the clock.
async fn open_loop(
    args: &Args,
    calls: &Arc<Calls>,
    server: &Server,
    rate: f64,
) -> Result<Overload> {
    let (time, deadline) = (Duration::from_secs_f64(args.seconds), args.deadline);
    let deadline = deadline.map(Duration::from_millis);
    let before = server.resident_mb()?;
    let (server_worked, own_worked) =
        (server.processor_seconds()?, server::own_processor_seconds()?);
    let begin = Instant::now();
    let mut resident = Vec::new();
    let mut tasks = JoinSet::new();
    let mut tally = Tally::default();
    let done_in_time = Arc::new(AtomicUsize::new(0));
    let (mut n, mut looked) = (0_usize, Duration::ZERO);
    while begin.elapsed() < time {
        while (n as f64) < begin.elapsed().as_secs_f64() * rate {
            let due = begin + Duration::from_secs_f64(n as f64 / rate);
            let (calls, done) = (Arc::clone(calls), Arc::clone(&done_in_time));
            tasks.spawn(async move {
                let answer = calls.call(n, deadline, due).await;
                if matches!(answer, Answer::Served(_)) && begin.elapsed() <= time {
                    done.fetch_add(1, Ordering::Relaxed);
                }
                answer
            });
            n += 1;
        }
        while let Some(answer) = tasks.try_join_next() {
            tally.note(answer?);
        }
        if begin.elapsed() >= looked + Duration::from_millis(500) {
            looked = begin.elapsed();
            resident.push(server.resident_mb()?);
        }
        sleep(TICK).await;
    }
    let took = begin.elapsed().as_secs_f64();
    let server_processors = (server.processor_seconds()? - server_worked) / took;
    let own_processors = (server::own_processor_seconds()? - own_worked) / took;
    let tail = async {
        while let Some(answer) = tasks.join_next().await {
            tally.note(answer?);
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(TAIL, tail).await.context("calls do not end")??;
    let highest = |fifth: &[f64]| fifth.iter().copied().fold(0.0, f64::max);
    let by_fifth = resident.chunks(resident.len().div_ceil(5).max(1)).map(highest).collect();
    Ok(Overload {
        offered_per_second: n as f64 / took,
        goodput: done_in_time.load(Ordering::Relaxed) as f64 / args.seconds,
        calls: n,
        served: tally.served.len(),
        refused: tally.refused.len(),
        refused_without_retry_info: tally.without_retry_info,
        others: tally.others,
        served_ms: Times::of(tally.served),
        refused_ms: Times::of(tally.refused),
        resident_mb: Resident { before, by_fifth },
        server_processors,
        own_processors,
    })
}

/// Calls one at a time until they are served as at the peak again.
async fn recovery(calls: &Calls, p99_ms: f64) -> Result<Option<f64>> {
    let begin = Instant::now();
    let (mut row, mut first) = (0, None);
    for n in 0.. {
        if begin.elapsed() > PATIENCE {
            return Ok(None);
        }
        match calls.call(n, None, Instant::now()).await {
            Answer::Served(seconds) if seconds * 1e3 <= p99_ms => {
                row += 1;
                let first = *first.get_or_insert(begin.elapsed().as_secs_f64());
                if row == RECOVERED {
                    return Ok(Some(first));
                }
            }
            _ => (row, first) = (0, None),
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_the_nearest_rank() {
        let times = Times::of((1..=200).rev().map(f64::from).collect());
        assert_eq!((times.p50, times.p99, times.max), (100e3, 198e3, 200e3));
        assert_eq!(Times::of(Vec::new()).p99, 0.0);
    }
}
