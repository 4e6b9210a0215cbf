//! `parallax stories`: stories of a running server, or of files without one.

mod local;
mod remote;

use std::{io::Write, path::PathBuf};

use clap::Args;
use jiff::Timestamp;

use super::{connect::ConnectArgs, failure::Failure, model::ModelArgs, output::LookArgs, time};
use crate::config::{Config, LARGEST_ARTICLE};

const EXAMPLES: &str = "\
Examples:
  parallax stories --filter 'source_count >= 3' --order-by 'last_publish_time desc'
  parallax stories stories/4f0c9a7be3d21586
  parallax stories --match article.txt --publish-time 2023-03-20
  parallax stories seeds/*.txt
  parallax stories --all --json export.jsonl.gz | jq .title";

/// List stories: articles on one event.
///
/// Without files, those of a running server: all, or one by name with its articles and its history,
/// or with --match those that a text would belong to. With files, folders or `-` the articles in
/// them are analysed and sorted here, in their order, and nothing is stored.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct StoriesArgs {
    /// The name of one story, as stories/ID, or articles: texts, pages, JSON lines, web archives,
    /// folders of them, as `parallax ingest` reads them.
    #[arg(value_name = "STORY|PATH")]
    what: Vec<PathBuf>,

    /// The server, as URL or host:port.
    #[arg(long, value_name = "URL", env = "PARALLAX_ADDRESS", default_value = "127.0.0.1:50051")]
    server: String,

    #[command(flatten)]
    connect: ConnectArgs,

    /// Stories that a text would belong to; `-` is standard input.
    #[arg(long = "match", value_name = "FILE", conflicts_with = "what")]
    matched: Option<PathBuf>,

    /// When the text of --match was published, as a date or an RFC 3339 time.
    #[arg(long, value_name = "TIME", value_parser = time::parse, requires = "matched")]
    publish_time: Option<Timestamp>,

    /// Which stories, in the filter language of lists.
    #[arg(long, default_value = "", conflicts_with_all = ["what", "matched"])]
    filter: String,

    /// create_time, last_publish_time, document_count or source_count, with " desc" for the
    /// greatest first [default: "create_time desc"].
    #[arg(long, default_value = "", hide_default_value = true,
          conflicts_with_all = ["what", "matched"])]
    order_by: String,

    /// Print at most this many stories, or articles of one; 0 = all, with --match 50 at the most.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,

    /// Of files, print articles too that stand alone.
    #[arg(long)]
    all: bool,

    /// Print each story as a line of JSON.
    #[arg(long)]
    json: bool,

    /// Largest article of files to accept, in bytes.
    #[arg(long, value_name = "N", default_value_t = Config::default().max_article_bytes as u32,
          value_parser = clap::value_parser!(u32).range(1..=LARGEST_ARTICLE as i64))]
    max_bytes: u32,

    #[command(flatten)]
    model: ModelArgs,

    #[command(flatten)]
    look: LookArgs,
}

impl StoriesArgs {
    /// At most so many are printed.
    fn most(&self) -> usize {
        if self.limit == 0 { usize::MAX } else { self.limit }
    }

    /// The story that is named.
    fn story(&self) -> Option<&str> {
        match self.what.as_slice() {
            [name] if !name.exists() => name.to_str().filter(|name| name.starts_with("stories/")),
            _ => None,
        }
    }
}

/// Prints stories.
pub(super) fn run(args: &StoriesArgs, out: &mut impl Write) -> Result<(), Failure> {
    match args.story() {
        None if !args.what.is_empty() => local::run(args, out),
        story => remote::run(args, story, out),
    }
}
