//! The options of `parallax ingest`.

use std::{fs, path::PathBuf};

use clap::Args;

use super::{
    super::{connect::ConnectArgs, failure::Failure, input, model::ModelArgs},
    inputs::{InputFormat, Settings},
};
use crate::{
    config::{Config, DEFAULT_DATA, LARGEST_ARTICLE},
    proto::v1,
};

const EXAMPLES: &str = "\
Examples:
  parallax ingest --source times.example articles/
  parallax ingest --server 127.0.0.1:50051 --session crawl-7 --report failed.jsonl crawl/*.warc.gz
  zcat export.jsonl.gz | parallax ingest --label batch=2024-06 -

JSON lines hold one object a line, with `text` or `html` and any of title, source,
source_display_name, url, canonical_url, external_id (or id), authors, publish_time (or published,
date), modify_time, fetch_time, language_code (or language) and labels. Times are RFC 3339, RFC 2822,
dates in digits or words, or seconds since 1970; a text that is none of these is passed over and
counted.

Exit status: 0 when all is stored or was known, 2 when a record failed or the options are bad, 130
when it was interrupted, 1 for an internal fault.";

/// Store articles: texts, pages, JSON lines, web archives, folders of them.
///
/// Each record is committed and synced before it counts as stored, and what is stored already is
/// recognised. Without --wait-for-analysis nothing is analysed here: the server that next opens the
/// store does it, and sorts into stories what is analysed.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct IngestArgs {
    /// Files, folders, or `-` for standard input. Of folders, all .txt, .text, .html, .htm,
    /// .xhtml, .jsonl, .ndjson and .warc, and the same with .gz, in the order of their names.
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    /// What the inputs hold [default: what each begins with and is called tells].
    #[arg(long, value_enum)]
    format: Option<InputFormat>,

    /// Folder of the store, made when missing [default: PARALLAX_DATA, else data].
    #[arg(long, value_name = "FOLDER", conflicts_with = "server")]
    data: Option<PathBuf>,

    /// Send to a running server, as URL or host:port, in place of a store of one's own.
    #[arg(long, value_name = "URL")]
    pub(super) server: Option<String>,

    #[command(flatten)]
    pub(super) connect: ConnectArgs,

    /// Name of this feed, [a-z0-9-]: run again, it goes on after the last record that was stored.
    ///
    /// The inputs must be the same in the same order; more may follow at the end. A name is
    /// forgotten when nothing has come under it for 30 days.
    #[arg(long, value_name = "NAME")]
    pub(super) session: Option<String>,

    /// Outlet of all records that do not name theirs.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,

    /// Label that all records get. May be repeated.
    #[arg(long = "label", value_name = "NAME=VALUE", value_parser = label)]
    labels: Vec<(String, String)>,

    /// Language of all records that do not name theirs, as a BCP 47 code [default: detected].
    #[arg(long, value_name = "CODE")]
    language: Option<String>,

    /// Count a record as stored only when it is analysed as well.
    ///
    /// In a store of one's own it is then also sorted into stories, its entities are identified, and
    /// it is compared with its stories, before the command ends.
    #[arg(long)]
    pub(super) wait_for_analysis: bool,

    /// Check everything, write nothing.
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Treat all text as body: look for no headline, date line or page furniture.
    #[arg(long)]
    no_clean: bool,

    /// Largest article to accept, in bytes.
    #[arg(long, value_name = "N", default_value_t = Config::default().max_article_bytes as u32,
          value_parser = clap::value_parser!(u32).range(1..=LARGEST_ARTICLE as i64))]
    max_bytes: u32,

    /// File to write a JSON object a line to, for each record that failed, was known, or is a
    /// copy. A session that goes on adds to it.
    #[arg(long, value_name = "FILE")]
    pub(super) report: Option<PathBuf>,

    /// Stop at the first record that fails.
    #[arg(long)]
    pub(super) fail_fast: bool,

    /// Print the summary as a JSON object.
    #[arg(long)]
    pub(super) json: bool,

    #[command(flatten)]
    pub(super) model: ModelArgs,

    /// File of names that the engine need not know, as `parallax serve` takes it; for
    /// --wait-for-analysis.
    #[arg(long, value_name = "FILE", conflicts_with = "server")]
    pub(super) gazetteer: Option<PathBuf>,
}

fn label(arg: &str) -> Result<(String, String), String> {
    match arg.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("must be NAME=VALUE".to_owned()),
    }
}

impl IngestArgs {
    /// Lists all inputs that are not there.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let named = input::names(&self.paths)?;
        let missing = named.iter().filter(|name| !name.is_stdin()).filter_map(|name| {
            let cause = fs::metadata(&name.path).err()?;
            Some(format!("{}: {}", name.label(), input::reason(&cause)))
        });
        let faults: Vec<_> = missing.collect();
        if faults.is_empty() { Ok(()) } else { Err(Failure::Input(faults)) }
    }

    /// Folder of the embedded store.
    pub(super) fn data(&self) -> PathBuf {
        // Not an `env` of the option, which would then clash with --server.
        let environment = || std::env::var_os("PARALLAX_DATA").map(PathBuf::from);
        self.data.clone().or_else(environment).unwrap_or_else(|| DEFAULT_DATA.into())
    }

    /// Most bytes of an article.
    pub(super) fn limit(&self) -> usize {
        self.max_bytes as usize
    }

    /// How inputs are read.
    pub(super) fn settings(&self) -> Settings {
        Settings { max_bytes: self.limit(), format: self.format }
    }

    /// How the feed is to be handled.
    pub(super) fn config(&self) -> v1::IngestConfig {
        use v1::ingest_config::AckLevel;
        let level = if self.wait_for_analysis { AckLevel::Analyzed } else { AckLevel::Durable };
        let metadata = v1::ArticleMetadata {
            source: self.source.clone().unwrap_or_default(),
            language_code: self.language.clone().unwrap_or_default(),
            labels: self.labels.iter().cloned().collect(),
            ..v1::ArticleMetadata::default()
        };
        v1::IngestConfig {
            session_id: self.session.clone().unwrap_or_default(),
            ack_level: level.into(),
            validate_only: self.dry_run,
            default_metadata: Some(metadata),
            skip_cleaning: self.no_clean,
        }
    }
}
