//! `parallax watch`: prints the changes of a running server as they happen.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context as _;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::{
    connect::ConnectArgs,
    failure::Failure,
    json::{JsonWriter, Layout},
    render::text::clean,
};
use crate::{
    client::{ClientError, Watch},
    proto::v1::{self, EventKind, watch_response::Resource},
};

const EXAMPLES: &str = "\
Examples:
  parallax watch
  parallax watch --kinds document-created --filter 'source = \"times.example\"' --json
  parallax watch --state seen.token --initial

The token of the last line printed is in the file of --state: the same command again goes on after
it. It reconnects by itself; ctrl-c ends it.";

/// How long it tries to reach a server that has gone.
const PATIENCE: Duration = Duration::from_hours(24);

/// Print changes of a running server as they happen.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct WatchArgs {
    /// The server, as URL or host:port.
    #[arg(long, value_name = "URL", env = "PARALLAX_ADDRESS", default_value = "127.0.0.1:50051")]
    server: String,

    #[command(flatten)]
    connect: ConnectArgs,

    /// Kinds of changes, with commas between them [default: all]
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kind)]
    kinds: Vec<EventKind>,

    /// Which resources, in the filter language of lists, as they are with the change.
    #[arg(long, default_value = "")]
    filter: String,

    /// Print what there is now first, then changes. Not looked at when a token says where to go
    /// on.
    #[arg(long)]
    initial: bool,

    /// Go on after the message that had this token.
    #[arg(long, value_name = "TOKEN", conflicts_with = "state")]
    resume: Option<String>,

    /// Keep the token of the last line in this file, and go on after it when the file is there.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,

    /// Tell changes of one resource within so many seconds as one.
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0)]
    coalesce: f64,

    /// Print each message whole, as a line of JSON; heartbeats too.
    #[arg(long)]
    json: bool,
}

/// The kinds of changes.
fn changes() -> impl Iterator<Item = EventKind> {
    let known = (1..=i32::from(u8::MAX)).filter_map(|n| EventKind::try_from(n).ok());
    known.filter(|kind| !matches!(kind, EventKind::Heartbeat | EventKind::Synced))
}

/// Reads the name of a kind.
fn kind(text: &str) -> Result<EventKind, String> {
    changes().find(|kind| name(*kind) == text).ok_or_else(|| {
        let names: Vec<_> = changes().map(name).collect();
        format!("there are {}", names.join(", "))
    })
}

/// "document-created" for `EVENT_KIND_DOCUMENT_CREATED`.
fn name(kind: EventKind) -> String {
    let name = kind.as_str_name().trim_start_matches("EVENT_KIND_");
    name.to_lowercase().replace('_', "-")
}

/// Prints until it is interrupted.
pub(super) fn run(args: &WatchArgs, out: &mut impl Write) -> Result<(), Failure> {
    let request = request(args)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    runtime.block_on(async {
        let mut interrupt = signal(SignalKind::interrupt()).context("cannot hear signals")?;
        let mut terminate = signal(SignalKind::terminate()).context("cannot hear signals")?;
        tokio::select! {
            result = watch(args, request, out) => result,
            _ = interrupt.recv() => Ok(()),
            _ = terminate.recv() => Ok(()),
        }
    })
}

fn request(args: &WatchArgs) -> Result<v1::WatchRequest, Failure> {
    let window = Duration::try_from_secs_f64(args.coalesce)
        .ok()
        .and_then(|window| prost_types::Duration::try_from(window).ok())
        .ok_or_else(|| Failure::input("--coalesce must be 0 or more seconds"))?;
    let kept = args.state.as_deref().map(read_token).transpose()?;
    Ok(v1::WatchRequest {
        kinds: args.kinds.iter().map(|kind| i32::from(*kind)).collect(),
        filter: args.filter.clone(),
        resume_token: kept.or_else(|| args.resume.clone()).unwrap_or_default(),
        include_initial: args.initial,
        heartbeat_interval: None,
        coalesce_window: Some(window),
        offset_unit: v1::OffsetUnit::CodePoint.into(),
    })
}

async fn watch(
    args: &WatchArgs,
    request: v1::WatchRequest,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let client = args.connect.client(&args.server)?.connect().await.map_err(failure)?;
    let json = JsonWriter::new(Layout::Line)?;
    let mut watch = client.watch(request).patience(PATIENCE).on_interruption(|error, pause| {
        let seconds = pause.as_secs_f64();
        // The work goes on when nobody can be told.
        let _ = writeln!(io::stderr(), "parallax: {error}; trying again in {seconds:.1} s");
    });
    loop {
        let message = next(&mut watch, args).await?;
        if args.json {
            json.write("WatchResponse", &message, out)?;
        } else if let Some(line) = line(&message) {
            writeln!(out, "{line}")?;
        }
        // Printed before it counts as printed.
        out.flush()?;
        if let Some(state) = &args.state {
            write_token(state, &message.resume_token)?;
        }
    }
}

async fn next(watch: &mut Watch, args: &WatchArgs) -> Result<v1::WatchResponse, Failure> {
    watch.next().await.map_err(|error| match (error.code_name().as_str(), &args.state) {
        ("OUT_OF_RANGE", Some(state)) => {
            let state = state.display();
            Failure::input(format!("{error}: remove {state} and watch again, with --initial"))
        }
        _ => failure(error),
    })
}

/// What the caller asked for wrongly is the caller's fault, all else is not.
fn failure(error: ClientError) -> Failure {
    match error.code_name().as_str() {
        "INVALID_ARGUMENT" | "OUT_OF_RANGE" => Failure::input(error.to_string()),
        _ => Failure::Internal(anyhow::Error::new(error)),
    }
}

/// A line for people; none for a heartbeat.
fn line(message: &v1::WatchResponse) -> Option<String> {
    let kind = name(message.kind());
    let time = message.event_time.unwrap_or_default();
    let time = jiff::Timestamp::new(time.seconds, time.nanos).ok()?;
    let told = match &message.resource {
        Some(Resource::Document(document)) => {
            let metadata = document.metadata.clone().unwrap_or_default();
            let source = clean(&metadata.source);
            format!("{}  {source}  {}", document.name, clean(&metadata.title))
        }
        Some(Resource::Story(story)) => {
            let (articles, sources) = (story.document_count, story.source_count);
            let title = clean(&story.title);
            let into = match story.merged_into.as_str() {
                "" => String::new(),
                into => format!(" into {into}"),
            };
            let articles = counted(articles, "article");
            let sources = counted(sources, "source");
            format!("{}{into}  {articles}, {sources}  {title}", story.name)
        }
        Some(Resource::Discrepancy(found)) => {
            let values = found.values.iter().map(|value| clean(&value.value));
            let values = values.collect::<Vec<_>>().join(" | ");
            let severity = words(found.severity().as_str_name(), "SEVERITY_");
            let compatibility = words(found.compatibility().as_str_name(), "COMPATIBILITY_");
            let kind = words(found.r#type().as_str_name(), "TYPE_");
            format!("{}  {severity}, {compatibility} {kind}: {values}", message.story_name)
        }
        Some(Resource::Claim(claim)) => {
            let words = claim.representative.as_ref().and_then(|evidence| evidence.span.as_ref());
            let words = words.map(|span| clean(&span.text)).unwrap_or_default();
            format!("{}  {words}", message.story_name)
        }
        Some(Resource::Entity(entity)) => {
            let into = match entity.merged_into.as_str() {
                "" => String::new(),
                into => format!(" into {into}"),
            };
            format!("{}{into}  {}", entity.name, clean(&entity.canonical_name))
        }
        None if message.kind() == EventKind::Synced => return Some(kind),
        None => return None,
    };
    let more = match message.coalesced {
        0 => String::new(),
        earlier => format!("  (and {earlier} earlier)"),
    };
    Some(format!("{time:.3}  {kind:<18}  {told}{more}"))
}

/// "quote wording" for `TYPE_QUOTE_WORDING`.
fn words(name: &str, prefix: &str) -> String {
    name.trim_start_matches(prefix).to_lowercase().replace('_', " ")
}

/// "1 article", "2 articles".
fn counted(count: i32, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The token of a file; empty when the file is missing.
fn read_token(path: &Path) -> Result<String, Failure> {
    match fs::read_to_string(path) {
        Ok(token) => Ok(token.trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Failure::input(format!("{}: {error}", path.display()))),
    }
}

/// Replaces the file, so that it holds one token or the other whenever the process ends.
fn write_token(path: &Path, token: &str) -> Result<(), Failure> {
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let failed = || format!("cannot write {}", path.display());
    fs::write(&new, format!("{token}\n")).with_context(failed)?;
    Ok(fs::rename(&new, path).with_context(failed)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_the_names_of_the_protocol() {
        assert_eq!(name(EventKind::DocumentCreated), "document-created");
        assert_eq!(kind("document-deleted"), Ok(EventKind::DocumentDeleted));
        assert!(kind("heartbeat").unwrap_err().contains("document-created"));
    }

    #[test]
    fn a_change_is_a_line() {
        let metadata = v1::ArticleMetadata {
            source: "times\u{1b}.example".into(),
            title: "Rain\u{1b}[31m\nin Oslo".into(),
            ..Default::default()
        };
        let document = v1::Document {
            name: "documents/a".into(),
            metadata: Some(metadata),
            ..Default::default()
        };
        let message = v1::WatchResponse {
            kind: EventKind::DocumentRevised.into(),
            event_time: Some(prost_types::Timestamp { seconds: 0, nanos: 5_000_000 }),
            resource: Some(Resource::Document(document)),
            coalesced: 2,
            ..Default::default()
        };
        let expected = "1970-01-01T00:00:00.005Z  document-revised    documents/a  times\u{fffd}.example  \
                        Rain\u{fffd}[31m in Oslo  (and 2 earlier)";
        assert_eq!(line(&message).as_deref(), Some(expected));
        let heartbeat =
            v1::WatchResponse { kind: EventKind::Heartbeat.into(), ..Default::default() };
        assert_eq!(line(&heartbeat), None);
    }
}
