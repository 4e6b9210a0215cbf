//! `parallax ingest`: files, folders and archives into a store.

mod args;
mod counts;
mod drive;
mod embedded;
pub mod inputs;
mod progress;
mod read_ahead;
mod report;
mod summary;

use std::{
    io::{self, Write},
    sync::Arc,
    time::Instant,
};

use anyhow::Context as _;

pub(super) use args::IngestArgs;

use self::{
    drive::{End, Signals, drive},
    embedded::Embedded,
    inputs::Inputs,
    progress::Progress,
    read_ahead::ReadAhead,
    report::Report,
    summary::Summary,
};
use super::{failure::Failure, gazetteer};
use crate::{
    client::{ClientError, Feed, feed::Connector},
    config::{Config, LogFormat},
    pipeline::Analyzer,
    telemetry,
    transport::server::blocking_threads,
};

/// Stores what the inputs hold and prints a summary.
pub(super) fn run(args: &IngestArgs, out: &mut impl Write) -> Result<(), Failure> {
    args.check()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(blocking_threads(&Config::default()))
        .build()
        .context("cannot start the runtime")?;
    let result = runtime.block_on(ingest(args));
    // A reader may wait for input that never comes.
    runtime.shutdown_background();
    let (summary, end) = result?;
    summary.write(args.json, out)?;
    out.flush()?;
    let failed = summary.counts.failed;
    match end {
        End::Broken(error) => Err(failure(error)),
        End::Interrupted => Err(Failure::Interrupted(how_to_go_on(args, &summary))),
        End::LeftToServer => Err(Failure::Interrupted(LEFT_TO_SERVER.to_owned())),
        End::Done | End::Stopped if failed > 0 => {
            let all = summary.counts.records();
            Err(Failure::input(format!("{failed} of {all} records failed")))
        }
        End::Done | End::Stopped => Ok(()),
    }
}

/// Opens the way to the store, feeds it, and closes it in order.
async fn ingest(args: &IngestArgs) -> Result<(Summary, End), Failure> {
    let report = args.report.as_deref().map(Report::open).transpose()?;
    if let Some(server) = &args.server {
        let client = args.connect.client(server)?.connect().await.map_err(failure)?;
        return feed(args, Arc::new(client), report).await;
    }
    let filter = std::env::var("RUST_LOG").ok().filter(|filter| !filter.is_empty());
    telemetry::init(filter.as_deref().unwrap_or("error"), LogFormat::Text)
        .map_err(|error| Failure::input(format!("RUST_LOG: {error:#}")))?;
    let gazetteer = gazetteer::load(args.gazetteer.as_deref())?;
    let analyzer = Analyzer::new(Arc::new(args.model.load()?), gazetteer);
    let analyze = args.wait_for_analysis && !args.dry_run;
    let mut embedded = Embedded::open(&args.data(), analyzer, args.limit(), analyze)
        .await
        .map_err(anyhow::Error::new)?;
    let mut result = feed(args, embedded.connector(), report).await;
    if let Ok((_, end @ (End::Done | End::Stopped))) = &mut result
        && !catch_up(&mut embedded).await?
    {
        *end = End::LeftToServer;
    }
    embedded.close().await.context("the store did not close in order")?;
    result
}

/// Waits until all is done with what is stored; false when someone did not want to wait.
async fn catch_up(embedded: &mut Embedded) -> Result<bool, Failure> {
    let mut signals = Signals::new().map_err(anyhow::Error::new)?;
    let told = |left| {
        let articles = if left == 1 { "article" } else { "articles" };
        tell(&format!("{left} {articles} to sort into stories, identify and compare"));
    };
    tokio::select! {
        done = embedded.catch_up(told) => {
            done.context("the store cannot be read")?;
            Ok(true)
        }
        () = signals.next() => Ok(false),
    }
}

async fn feed(
    args: &IngestArgs,
    connector: Arc<dyn Connector>,
    mut report: Option<Report>,
) -> Result<(Summary, End), Failure> {
    let feed = Feed::open(connector, args.config()).await.map_err(failure)?;
    let resumed_after = feed.resume_after();
    if let Some(report) = &mut report {
        report.begin(resumed_after > 0)?;
    }
    let inputs = Inputs::new(args.paths.clone(), args.settings());
    let (tally, bytes_read) = (inputs.tally(), inputs.bytes_read());
    let progress = Progress::new(&args.paths, bytes_read);
    let began = Instant::now();
    let reading = ReadAhead::start(inputs, resumed_after).context("cannot start a thread")?;
    let (mut counts, end) = drive(feed, reading, progress, report, args.fail_fast).await?;
    counts.resumed_after = resumed_after;
    let summary = Summary {
        counts,
        left_out: tally.left_out(),
        unread_fields: tally.unread_fields(),
        elapsed: began.elapsed(),
        is_dry_run: args.dry_run,
        waits_for_analysis: args.wait_for_analysis,
        is_embedded: args.server.is_none(),
    };
    Ok((summary, end))
}

/// What the caller asked for wrongly is the caller's fault, all else is not.
fn failure(error: ClientError) -> Failure {
    if error.code_name() == "INVALID_ARGUMENT" {
        Failure::input(error.to_string())
    } else {
        Failure::Internal(anyhow::Error::new(error))
    }
}

fn how_to_go_on(args: &IngestArgs, summary: &Summary) -> String {
    match &args.session {
        Some(_) if args.dry_run => "interrupted".to_owned(),
        Some(session) => format!(
            "interrupted: the same command, with --session {session}, goes on after record {}",
            summary.counts.acked_through.max(summary.counts.resumed_after)
        ),
        None => "interrupted: the same command again stores the rest; what is stored is known \
            and not stored twice"
            .to_owned(),
    }
}

const LEFT_TO_SERVER: &str = "interrupted: all is stored and analysed; `parallax serve` sorts the \
    rest into stories when it opens the store";

/// Tells a person something while work goes on.
fn tell(line: &str) {
    // The work goes on when nobody can be told.
    let _ = writeln!(io::stderr(), "parallax: {line}");
}
