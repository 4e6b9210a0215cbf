//! How late watchers learn of changes while articles come in at full rate.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Read},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use flate2::read::GzDecoder;
use jiff::Timestamp;
use parallax::{
    client::{self, Client},
    proto::v1,
};
use serde::{Deserialize, Serialize};
use tokio::task::JoinSet;
use tonic::{
    Request, Streaming,
    client::Grpc,
    codegen::http::uri::PathAndQuery,
    transport::{Channel, Endpoint},
};
use tonic_prost::ProstCodec;

/// What is measured with.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// JSONL of {"title", "text", "source"}; read through gzip when it ends in .gz.
    #[arg(long)]
    articles: PathBuf,
    /// Articles to send.
    #[arg(long, default_value_t = 20_000)]
    count: usize,
    /// The `parallax` binary whose server is measured.
    #[arg(long, default_value = "target/release/parallax")]
    binary: PathBuf,
    /// Watchers that read.
    #[arg(long, default_value_t = 1000)]
    watchers: usize,
    /// Watchers that open a stream and never read it.
    #[arg(long, default_value_t = 0)]
    stuck: usize,
    /// Watchers on one connection.
    #[arg(long, default_value_t = 50)]
    per_connection: usize,
    /// Whether each article waits for its analysis, and the feed so for the engine.
    #[arg(long)]
    analyzed: bool,
    /// Stored documents the server analyses at a time; as many as it has processors when missing.
    #[arg(long)]
    analysis_workers: Option<usize>,
}

#[derive(Serialize)]
pub(crate) struct Figures {
    articles: usize,
    watchers: usize,
    stuck: usize,
    ingest_seconds: f64,
    articles_per_second: f64,
    /// Messages received, all watchers together.
    received: u64,
    /// From the first to the last message.
    receive_seconds: f64,
    delay_ms: Delay,
    /// Of the server, before and after.
    resident_mb_before: f64,
    resident_mb_after: f64,
    resident_mb_peak: f64,
}

/// From the time in the change, taken within its transaction, to when it was decoded.
#[derive(Serialize)]
struct Delay {
    median: f64,
    p90: f64,
    p99: f64,
    max: f64,
}

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    title: String,
    text: String,
    #[serde(default)]
    source: String,
}

/// The fields of a message that are looked at: a thousand clients that decode everything would take
/// the processors from the server that is measured.
#[derive(Clone, PartialEq, prost::Message)]
struct Glance {
    #[prost(int64, tag = "2")]
    commit_sequence: i64,
    #[prost(message, optional, tag = "3")]
    event_time: Option<prost_types::Timestamp>,
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    /// A line of its status in MB.
    fn memory(&self, field: &str) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line =
            status.lines().find_map(|line| line.strip_prefix(field)).context("no such line")?;
        let number = line.trim_start_matches(':').trim().trim_end_matches(" kB");
        Ok(number.parse::<f64>()? / 1024.0)
    }
}

pub(crate) fn run(args: &Args) -> Result<Figures> {
    let articles = read(args)?;
    ensure!(!articles.is_empty(), "{} holds no article", args.articles.display());
    let data = tempfile::tempdir()?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let address = format!("127.0.0.1:{port}");
    let mut command = Command::new(&args.binary);
    command.args(["serve", "--listen", &address, "--log", "error", "--data"]).arg(data.path());
    command.args(["--watch-patience", "5", "--max-watchers", "10000"]);
    command.args(["--max-connections", "10000"]);
    if let Some(workers) = args.analysis_workers {
        command.args(["--analysis-workers", &workers.to_string()]);
    }
    let server =
        Server(command.stdout(Stdio::null()).spawn().context("the server does not start")?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(args, articles, &server, format!("http://{address}")))
}

fn read(args: &Args) -> Result<Vec<Line>> {
    let file = File::open(&args.articles)?;
    let gzip = args.articles.extension().is_some_and(|extension| extension == "gz");
    let bytes: Box<dyn Read> = if gzip { Box::new(GzDecoder::new(file)) } else { Box::new(file) };
    let lines = BufReader::new(bytes).lines().take(args.count);
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

async fn measure(
    args: &Args,
    articles: Vec<Line>,
    server: &Server,
    url: String,
) -> Result<Figures> {
    let client = connect(&url).await?;
    // Held open, and never read again.
    let _stuck = open(&url, args.stuck, args.per_connection).await?;
    let streams = open(&url, args.watchers, args.per_connection).await?;
    let resident_mb_before = server.memory("VmRSS")?;
    // The sequence of the last change, once it is known.
    let last = Arc::new(AtomicI64::new(i64::MAX));
    let mut watchers = JoinSet::new();
    for stream in streams {
        watchers.spawn(receive(stream, Arc::clone(&last)));
    }
    let count = articles.len();
    let begin = Instant::now();
    feed(&client, articles, args.analyzed).await?;
    let ingest_seconds = begin.elapsed().as_secs_f64();
    last.store(log_end(&url).await?, Ordering::Relaxed);
    let resident_mb_after = server.memory("VmRSS")?;
    // Those who have received the last change already wait for one more.
    feed(
        &client,
        vec![Line { title: String::new(), text: "The end.".into(), source: "end".into() }],
        false,
    )
    .await?;
    let mut all = Histogram::default();
    while let Some(one) = watchers.join_next().await {
        all.add(&one??);
    }
    Ok(Figures {
        articles: count,
        watchers: args.watchers,
        stuck: args.stuck,
        ingest_seconds,
        articles_per_second: count as f64 / ingest_seconds,
        received: all.count(),
        receive_seconds: begin.elapsed().as_secs_f64(),
        delay_ms: Delay {
            median: all.quantile(0.5),
            p90: all.quantile(0.9),
            p99: all.quantile(0.99),
            max: all.quantile(1.0),
        },
        resident_mb_before,
        resident_mb_after,
        resident_mb_peak: server.memory("VmHWM")?,
    })
}

async fn connect(url: &str) -> Result<Client> {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        match Client::connect(url).await {
            Ok(client) => return Ok(client),
            Err(error) if Instant::now() > deadline => bail!("the server does not serve: {error}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Opens watches; each has received its first heartbeat.
async fn open(url: &str, count: usize, per_connection: usize) -> Result<Vec<Streaming<Glance>>> {
    let mut streams = Vec::with_capacity(count);
    let mut channel = None;
    for n in 0..count {
        if n % per_connection.max(1) == 0 {
            let endpoint = Endpoint::from_shared(url.to_owned())?;
            // Streams that are not read must not hold up those that are.
            let endpoint = endpoint.initial_stream_window_size(64 << 10);
            let endpoint = endpoint.initial_connection_window_size(16 << 20);
            channel = Some(endpoint.connect().await?);
        }
        let Some(channel) = channel.clone() else { bail!("no connection") };
        let mut grpc = Grpc::new(channel);
        grpc.ready().await?;
        let (stream, _) = watch(&mut grpc).await?;
        streams.push(stream);
    }
    Ok(streams)
}

/// Opens a watch; with its first heartbeat.
async fn watch(grpc: &mut Grpc<Channel>) -> Result<(Streaming<Glance>, Glance)> {
    let path = PathAndQuery::from_static("/parallax.v1.WatchService/Watch");
    let request = Request::new(v1::WatchRequest::default());
    let codec = ProstCodec::<v1::WatchRequest, Glance>::default();
    let mut stream = grpc.server_streaming(request, path, codec).await?.into_inner();
    let first = stream.message().await?.context("no heartbeat")?;
    Ok((stream, first))
}

/// Sequence of the last change until now.
async fn log_end(url: &str) -> Result<i64> {
    let mut grpc = Grpc::new(Endpoint::from_shared(url.to_owned())?.connect().await?);
    grpc.ready().await?;
    Ok(watch(&mut grpc).await?.1.commit_sequence)
}

/// Receives every change up to the last one, in its order.
async fn receive(mut stream: Streaming<Glance>, last: Arc<AtomicI64>) -> Result<Histogram> {
    let (mut delays, mut before) = (Histogram::default(), 0);
    while before < last.load(Ordering::Relaxed) {
        let message = stream.message().await?.context("the watch has ended")?;
        let Some(time) = message.event_time else { continue };
        ensure!(message.commit_sequence == before + 1, "a change is missing after {before}");
        before = message.commit_sequence;
        let time = Timestamp::new(time.seconds, time.nanos)?;
        delays.note(Timestamp::now().duration_since(time).as_secs_f64() * 1e3);
    }
    Ok(delays)
}

/// Sends articles as fast as they are taken, until all are acknowledged.
async fn feed(client: &Client, articles: Vec<Line>, analyzed: bool) -> Result<()> {
    let level = match analyzed {
        true => v1::ingest_config::AckLevel::Analyzed,
        false => v1::ingest_config::AckLevel::Durable,
    };
    let config = v1::IngestConfig { ack_level: level.into(), ..Default::default() };
    let (sender, mut answers) = client.feed(config).await?.split();
    let sending = tokio::spawn(async move {
        for (sequence, line) in (1..).zip(articles) {
            let metadata = v1::ArticleMetadata {
                title: line.title,
                source: line.source,
                ..Default::default()
            };
            let (article, metadata) = (Some(client::text(line.text)), Some(metadata));
            let item = v1::IngestItem { sequence, article, metadata, ..Default::default() };
            if !sender.send(item).await {
                return;
            }
        }
    });
    while let Some(ack) = answers.next().await {
        if let Some(v1::ingest_ack::Result::Error(error)) = ack?.result {
            bail!("refused: {}", error.message);
        }
    }
    Ok(sending.await?)
}

/// Delays in milliseconds, in steps of 5 %.
#[derive(Default)]
struct Histogram(std::collections::BTreeMap<i32, u64>);

impl Histogram {
    fn note(&mut self, delay: f64) {
        let step = delay.max(0.01).log(1.05).round() as i32;
        *self.0.entry(step).or_default() += 1;
    }

    fn add(&mut self, other: &Self) {
        for (step, count) in &other.0 {
            *self.0.entry(*step).or_default() += count;
        }
    }

    fn count(&self) -> u64 {
        self.0.values().sum()
    }

    fn quantile(&self, share: f64) -> f64 {
        let wanted = (self.count() as f64 * share).ceil() as u64;
        let mut seen = 0;
        let step = self.0.iter().find(|(_, count)| {
            seen += **count;
            seen >= wanted
        });
        step.map_or(0.0, |(step, _)| 1.05_f64.powi(*step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_right_to_a_step() {
        let mut delays = Histogram::default();
        (1..=1000).for_each(|delay| delays.note(f64::from(delay)));
        for (share, expected) in [(0.5, 500.0), (0.99, 990.0), (1.0, 1000.0)] {
            let found = delays.quantile(share);
            assert!((found / expected - 1.0).abs() < 0.05, "{share}: {found}");
        }
    }
}
