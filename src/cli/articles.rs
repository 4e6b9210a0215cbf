//! From the command line's files to annotated articles.

use std::{
    num::NonZeroUsize,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::anyhow;
use clap::{Args, ValueEnum};
use parallax_nlp::Engine;

use super::{
    failure::Failure,
    gazetteer,
    input::{self, InputName},
    publish_time::{self, PublishTimeArg},
    sources::{self, Sources},
};
use crate::domain::{Article, Metadata};
use crate::pipeline::{Analyzer, Annotated};
use crate::proto::v1;

/// Options on how articles are read, the same for every command.
#[derive(Args, Clone, Debug)]
pub(super) struct ArticleArgs {
    /// When the article was published: a date or an RFC 3339 time, for all articles or as
    /// FILE=TIME for one. May be repeated.
    ///
    /// It is the anchor of relative dates such as "on Friday". A time for one file beats
    /// the time for all, and both beat the sources file. In a comparison KEY=TIME names an
    /// article by its column: S0=2023-03-20. Without any, the date that the text states at
    /// its head is used, or none.
    #[arg(long, value_name = "[FILE=]TIME")]
    pub(super) publish_time: Vec<PublishTimeArg>,

    /// TOML file that tells outlet, address and publication time of each article.
    ///
    /// It holds [[article]] tables with `file` and any of `source`, `url` and
    /// `publish_time`. When the option is absent and all articles lie in one folder, the
    /// file sources.toml of that folder is used, if there is one.
    #[arg(long, value_name = "FILE")]
    pub(super) sources: Option<PathBuf>,

    /// Treat all text as body: look for no headline, date line or page furniture.
    #[arg(long)]
    pub(super) no_clean: bool,

    /// File of names that the engine need not know, one JSON object a line.
    ///
    /// Each has `name` and `type` (PERSON, ORGANIZATION, LOCATION, EVENT, WORK, GROUP or OTHER), and
    /// may have `aliases` (a list) and `ids` (an object from scheme to code). They win over
    /// what is recognised.
    #[arg(long, value_name = "FILE")]
    pub(super) gazetteer: Option<PathBuf>,

    /// Unit of the positions in the result.
    #[arg(long, value_enum, default_value_t = Offsets::CodePoint, value_name = "UNIT")]
    pub(super) offsets: Offsets,

    /// Largest article to accept, in bytes.
    #[arg(long, default_value_t = 1_048_576, value_name = "N",
          value_parser = clap::value_parser!(u32).range(1..=i64::from(i32::MAX)))]
    pub(super) max_bytes: u32,
}

/// Unit of positions in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Offsets {
    /// Unicode code points.
    CodePoint,
    /// UTF-8 bytes.
    Utf8Byte,
    /// UTF-16 code units.
    Utf16Unit,
}

impl Offsets {
    /// The unit as the protocol names it.
    pub(super) fn unit(self) -> v1::OffsetUnit {
        match self {
            Self::CodePoint => v1::OffsetUnit::CodePoint,
            Self::Utf8Byte => v1::OffsetUnit::Utf8Byte,
            Self::Utf16Unit => v1::OffsetUnit::Utf16Unit,
        }
    }
}

/// An article with its name and annotation.
pub(super) struct AnnotatedArticle {
    /// File and key.
    pub(super) name: InputName,
    /// Text and metadata.
    pub(super) article: Article,
    /// What was found in it.
    pub(super) annotated: Annotated,
}

impl ArticleArgs {
    /// The engine with the names of the file.
    pub(super) fn analyzer(&self, engine: Engine) -> Result<Analyzer, Failure> {
        Ok(Analyzer::new(Arc::new(engine), gazetteer::load(self.gazetteer.as_deref())?))
    }
}

/// Reads the files and annotates them, in order.
pub(super) fn load(
    analyzer: &Analyzer,
    files: &[PathBuf],
    args: &ArticleArgs,
) -> Result<Vec<AnnotatedArticle>, Failure> {
    let names = input::names(files)?;
    let articles = articles(&names, args)?;
    annotate(analyzer, &names, articles, args.no_clean)
}

/// Reads the files and joins what is known of them; all faults are collected.
fn articles(names: &[InputName], args: &ArticleArgs) -> Result<Vec<Article>, Failure> {
    let mut faults = Vec::new();
    let texts = keep(input::read(names, args.max_bytes as usize, args.no_clean), &mut faults)?;
    let sources = keep(Sources::find(args.sources.as_deref(), names), &mut faults)?;
    let times = publish_time::assign(&args.publish_time, names);
    let times = keep(times.map_err(Failure::Input), &mut faults)?;
    if args.sources.is_none() {
        // A glob such as seeds/* takes the list of sources for an article.
        let lists = names.iter().filter(|name| name.path.ends_with(sources::FILE_NAME));
        faults.extend(
            lists.map(|name| format!("{}: is a list of sources, not an article", name.label())),
        );
    }
    let (Some(texts), Some(sources), Some(times), true) =
        (texts, sources, times, faults.is_empty())
    else {
        return Err(Failure::Input(faults));
    };
    let article = |((name, read), time): ((&InputName, Article), Option<_>)| {
        let known = sources.metadata(name);
        let publish_time = time.or(known.publish_time);
        Article { metadata: Metadata { publish_time, ..known }, ..read }
    };
    Ok(names.iter().zip(texts).zip(times).map(article).collect())
}

/// Puts faults of the input aside, so that others are found too.
fn keep<T>(result: Result<T, Failure>, faults: &mut Vec<String>) -> Result<Option<T>, Failure> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Failure::Input(more)) => {
            faults.extend(more);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// Annotates articles on all cores; the result has their order.
fn annotate(
    analyzer: &Analyzer,
    names: &[InputName],
    articles: Vec<Article>,
    skip_cleaning: bool,
) -> Result<Vec<AnnotatedArticle>, Failure> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(index) =
            Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&index| index < articles.len())
        {
            let result = analyzer.analyze(&articles[index], skip_cleaning, None, &|| false);
            done.push((index, result));
        }
        done
    };
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let done = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores.min(articles.len())).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(thread::ScopedJoinHandle::join).collect::<Vec<_>>()
    });

    let mut results = Vec::with_capacity(articles.len());
    for part in done {
        results.extend(part.map_err(|_| anyhow!("the analysis panicked"))?);
    }
    results.sort_by_key(|(index, _)| *index);

    let mut annotated = Vec::with_capacity(articles.len());
    let mut faults = Vec::new();
    for ((name, article), (_, result)) in names.iter().zip(articles).zip(results) {
        match result {
            Ok(found) => {
                annotated.push(AnnotatedArticle { name: name.clone(), article, annotated: found });
            }
            Err(error) => faults.push(format!("{}: {error}", name.label())),
        }
    }
    if faults.is_empty() { Ok(annotated) } else { Err(Failure::Input(faults)) }
}
