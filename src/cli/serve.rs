//! `parallax serve`: the gRPC server until SIGTERM or SIGINT.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context as _;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use tokio::signal::unix::{SignalKind, signal};

use super::{Failure, gazetteer, model};
use crate::{
    config::{Config, DEFAULT_DATA, GAZETTEER, MODEL},
    pipeline::Analyzer,
    telemetry::{self, LogFormat},
    transport::server::Server,
};

/// Time for abandoned work to notice that the process ends.
const LAST_WORK: Duration = Duration::from_secs(1);

/// Serve the gRPC API until SIGTERM or SIGINT
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  parallax serve\n  parallax serve --listen 0.0.0.0:50051 --data /var/lib/parallax"
)]
pub struct Args {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, env = "PARALLAX_LISTEN", default_value_t = Config::default().listen)]
    listen: SocketAddr,
    /// Folder of the stored articles, made when missing
    #[arg(long, env = "PARALLAX_DATA", value_name = "FOLDER", default_value = DEFAULT_DATA)]
    data: PathBuf,
    /// Model file to run instead of the model in the binary
    #[arg(long, env = MODEL.variable, value_name = "FILE")]
    model: Option<PathBuf>,
    /// File of names that the engine need not know, one JSON object a line: {"name", "type",
    /// "aliases", "ids"}
    #[arg(long, env = GAZETTEER.variable, value_name = "FILE")]
    gazetteer: Option<PathBuf>,
    /// Most bytes of text in one article
    #[arg(long, env = "PARALLAX_MAX_ARTICLE_BYTES", value_name = "BYTES", default_value_t = Config::default().max_article_bytes)]
    max_article_bytes: usize,
    /// Most bytes in one request message
    #[arg(long, env = "PARALLAX_MAX_MESSAGE_BYTES", value_name = "BYTES", default_value_t = Config::default().max_message_bytes)]
    max_message_bytes: usize,
    /// Most articles in one comparison
    #[arg(long, env = "PARALLAX_MAX_COMPARED_DOCUMENTS", value_name = "N", default_value_t = Config::default().max_compared_documents)]
    max_compared_documents: usize,
    /// Most comparisons kept; beyond them those go that were asked for longest ago, and all go
    /// after 30 days without use
    #[arg(long, env = "PARALLAX_MAX_COMPARISONS", value_name = "N", default_value_t = Config::default().max_comparisons)]
    max_comparisons: usize,
    /// Threads for analysis [default: one for each processor]
    #[arg(long, env = "PARALLAX_WORKERS", value_name = "N")]
    workers: Option<usize>,
    /// Callers that may wait for a worker before the next is turned away
    #[arg(long, env = "PARALLAX_QUEUE", value_name = "N", default_value_t = Config::default().queue)]
    queue: usize,
    /// Calls handled at the same time over all connections
    #[arg(long, env = "PARALLAX_MAX_CALLS", value_name = "N", default_value_t = Config::default().max_calls)]
    max_calls: usize,
    /// Open connections; further ones wait
    #[arg(long, env = "PARALLAX_MAX_CONNECTIONS", value_name = "N", default_value_t = Config::default().max_connections)]
    max_connections: usize,
    /// Stored documents analysed at a time in the background; 0 = none, they wait for a server
    /// that does [default: as --workers]
    #[arg(long, env = "PARALLAX_ANALYSIS_WORKERS", value_name = "N")]
    analysis_workers: Option<usize>,
    /// Items of one feed that may be on their way, taken in and not acknowledged
    #[arg(long, env = "PARALLAX_INGEST_WINDOW", value_name = "N", default_value_t = Config::default().ingest_window)]
    ingest_window: usize,
    /// Longest time for one call, in seconds; streams may last longer
    #[arg(long, env = "PARALLAX_CALL_TIMEOUT", value_name = "SECONDS", value_parser = seconds, default_value = "60")]
    call_timeout: Duration,
    /// Time for calls in progress to finish at shutdown, in seconds
    #[arg(long, env = "PARALLAX_DRAIN_TIMEOUT", value_name = "SECONDS", value_parser = seconds, default_value = "10")]
    drain_timeout: Duration,
    /// Level of the log, or a list of target=level; RUST_LOG is read when this is unset
    #[arg(long, env = "PARALLAX_LOG", value_name = "FILTER")]
    log: Option<String>,
    /// Form of the log on standard error
    #[arg(long, env = "PARALLAX_LOG_FORMAT", value_name = "FORMAT", default_value = "text",
        value_parser = PossibleValuesParser::new(LogFormat::NAMES).try_map(|name| name.parse::<LogFormat>()))]
    log_format: LogFormat,
}

fn seconds(value: &str) -> Result<Duration, String> {
    let seconds: f64 = value.parse().map_err(|_| "must be a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| "must be 0 or more seconds".to_owned())
}

impl Args {
    /// The server's settings.
    pub fn config(&self) -> Config {
        Config {
            listen: self.listen,
            data: self.data.clone(),
            model: self.model.clone(),
            gazetteer: self.gazetteer.clone(),
            max_article_bytes: self.max_article_bytes,
            max_message_bytes: self.max_message_bytes,
            max_compared_documents: self.max_compared_documents,
            max_comparisons: self.max_comparisons,
            workers: self.workers.unwrap_or_else(|| Config::default().workers),
            queue: self.queue,
            max_calls: self.max_calls,
            max_connections: self.max_connections,
            analysis_workers: self
                .analysis_workers
                .or(self.workers)
                .unwrap_or_else(|| Config::default().analysis_workers),
            ingest_window: self.ingest_window,
            call_timeout: self.call_timeout,
            drain_timeout: self.drain_timeout,
        }
    }

    fn filter(&self) -> String {
        self.log
            .clone()
            .or_else(|| std::env::var("RUST_LOG").ok().filter(|filter| !filter.is_empty()))
            .unwrap_or_else(|| "info".to_owned())
    }
}

/// Serves; returns when the server has shut down in order. Settings out of range are all
/// told at once.
pub fn run(args: Args) -> Result<(), Failure> {
    let config = args.config();
    config
        .validate()
        .map_err(|faults| Failure::Input(faults.iter().map(ToString::to_string).collect()))?;
    telemetry::init(&args.filter(), args.log_format)
        .map_err(|error| Failure::input(format!("--log: {error:#}")))?;
    let engine = Arc::new(model::load(config.model.as_deref())?);
    for lack in model::lacks(&engine) {
        tracing::warn!(model = %engine.model(), "{lack}");
    }
    let gazetteer = gazetteer::load(config.gazetteer.as_deref())?;
    let analyzer = Arc::new(Analyzer::new(engine, gazetteer));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    let result = runtime.block_on(serve(&config, analyzer));
    // Work that nobody waits for must not hold up the end of the process.
    runtime.shutdown_timeout(LAST_WORK);
    Ok(result?)
}

async fn serve(config: &Config, analyzer: Arc<Analyzer>) -> anyhow::Result<()> {
    // Before the port opens, so that no early signal is missed.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let server = Server::bind(config, analyzer).await?;
    tracing::info!(address = %server.local_addr(), data = %config.data.display(), "listening");
    let shutdown = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    Ok(server.serve(shutdown).await?)
}
