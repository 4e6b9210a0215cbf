//! A long stream of articles through a whole server: what an article costs from its arrival to its
//! place in a story, and how much memory that takes, tenth by tenth.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use anyhow::{Context as _, Result, bail, ensure};
use jiff::Timestamp;
use parallax::{
    client::{Client, feed::FeedSender, text},
    config::Config,
    domain::Gazetteer,
    pipeline::Analyzer,
    proto::v1::{self, ingest_ack},
    transport::server::Server,
};
use parallax_nlp::Engine;
use serde::Serialize;
use tokio::{sync::oneshot, time::Instant};

use crate::generate::{Generated, Options, Stream};

/// Articles that are on their way at a time: enough that no part of the server ever waits.
const CHUNK: usize = 1000;
/// Parts of the stream that are told apart.
const PARTS: usize = 10;
/// How often it is asked whether a chunk is done.
const POLL: Duration = Duration::from_millis(20);

#[derive(Serialize)]
pub(super) struct Figures {
    articles: usize,
    tenths: Vec<Tenth>,
    /// Time per article in the last tenth over that in the second.
    last_to_second: f64,
}

#[derive(Serialize)]
struct Tenth {
    seconds: f64,
    ms_per_article: f64,
    /// Time of all processors that the process took, the generator included.
    processor_ms_per_article: f64,
    /// Of the whole process, at the end.
    resident_mb: f64,
    database_mb: f64,
}

/// Sends a stream to a server of its own in `folder`, or a temporary one.
pub(super) fn run(options: &Options, folder: Option<&Path>) -> Result<Figures> {
    ensure!(options.count >= PARTS, "--count must be {PARTS} or more");
    let stream = Stream::open(options)?;
    let temporary = tempfile::tempdir()?;
    let folder = folder.unwrap_or(temporary.path());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(measure(&stream, options.count, folder));
    runtime.shutdown_timeout(Duration::from_secs(5));
    result
}

async fn measure(stream: &Stream, count: usize, folder: &Path) -> Result<Figures> {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let config = Config { listen, data: folder.to_owned(), ..Config::default() };
    let analyzer = Analyzer::new(Arc::new(Engine::embedded()?), Gazetteer::default());
    let server = Server::bind(&config, Arc::new(analyzer)).await?;
    let client = Client::connect(format!("http://{}", server.local_addr()));
    let (stop, stopped) = oneshot::channel::<()>();
    // An error means that the sender is gone, which is the sign to stop as well.
    let serving = tokio::spawn(server.serve(async move { drop(stopped.await) }));
    let client = client.await?;
    let mut tenths = Vec::with_capacity(PARTS);
    for part in 0..PARTS {
        let places = count * part / PARTS..count * (part + 1) / PARTS;
        let (articles, begin, worked) = (places.len(), Instant::now(), processor_ms()?);
        for first in places.clone().step_by(CHUNK) {
            let chunk = first..places.end.min(first + CHUNK);
            let articles = chunk.map(|place| stream.article(place)).collect::<Result<Vec<_>>>()?;
            send(&client, first, articles).await?;
        }
        let seconds = begin.elapsed().as_secs_f64();
        let tenth = Tenth {
            seconds,
            ms_per_article: seconds * 1e3 / articles as f64,
            processor_ms_per_article: (processor_ms()? - worked) / articles as f64,
            resident_mb: resident_mb()?,
            database_mb: database_mb(folder)?,
        };
        eprintln!("{}", serde_json::to_string(&tenth)?);
        tenths.push(tenth);
    }
    let _ = stop.send(()); // it may have ended
    serving.await??;
    let last_to_second = match tenths.as_slice() {
        [_, second, .., last] => last.ms_per_article / second.ms_per_article,
        _ => bail!("there are {PARTS} parts"),
    };
    Ok(Figures { articles: count, tenths, last_to_second })
}

/// Sends articles and waits until the last of them is in a story.
async fn send(client: &Client, first: usize, articles: Vec<Generated>) -> Result<()> {
    let session_id = format!("stream-{first}");
    let config = v1::IngestConfig { session_id, ..Default::default() };
    let (sender, mut answers) = client.feed(config).await?.split();
    let sending = tokio::spawn(send_all(sender, articles));
    let mut last = None;
    while let Some(ack) = answers.next().await {
        match ack?.result {
            Some(ingest_ack::Result::Ok(stored)) => last = Some(stored.document),
            Some(ingest_ack::Result::Error(error)) => bail!("refused: {}", error.message),
            None => {}
        }
    }
    sending.await??;
    let name = last.context("nothing was sent")?;
    loop {
        let request = v1::GetDocumentRequest {
            name: name.clone(),
            view: v1::DocumentView::Basic.into(),
            ..Default::default()
        };
        let document = client.get_document(request).await?.document.unwrap_or_default();
        if !document.stories.is_empty() {
            return Ok(());
        }
        tokio::time::sleep(POLL).await;
    }
}

async fn send_all(sender: FeedSender, articles: Vec<Generated>) -> Result<()> {
    for (sequence, article) in (1..).zip(articles) {
        let publish_time: Timestamp = article.publish_time.parse()?;
        let metadata = v1::ArticleMetadata {
            source: article.source,
            external_id: article.id,
            title: article.title,
            publish_time: Some(prost_types::Timestamp {
                seconds: publish_time.as_second(),
                nanos: publish_time.subsec_nanosecond(),
            }),
            ..Default::default()
        };
        let item = v1::IngestItem {
            sequence,
            article: Some(text(article.text)),
            metadata: Some(metadata),
            ..Default::default()
        };
        ensure!(sender.send(item).await, "the feed has ended");
    }
    Ok(())
}

/// Memory of this process.
fn resident_mb() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status").context("no /proc")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1e3)
}

/// Milliseconds that processors have worked for this process, in user and system mode. The kernel
/// counts in hundredths of a second wherever Rust runs on Linux.
pub(super) fn processor_ms() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").context("no /proc")?;
    // The name in parentheses may hold anything; utime and stime are fields 14 and 15 of all.
    let (_, fields) = stat.rsplit_once(')').context("no process state")?;
    let times: Vec<f64> =
        fields.split_whitespace().skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
    Ok(times.iter().sum::<f64>() * 10.0)
}

fn database_mb(folder: &Path) -> Result<f64> {
    Ok(std::fs::metadata(folder.join("parallax.db"))?.len() as f64 / 1e6)
}
