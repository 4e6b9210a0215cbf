//! `parallax compare`.

use std::{io::Write, path::PathBuf};

use clap::Args;

use super::{
    articles::{self, AnnotatedArticle, ArticleArgs},
    failure::Failure,
    json::{JsonWriter, Layout},
    model::ModelArgs,
    output::{Format, OutputArgs},
    render::compare::CompareView,
};
use crate::{
    pipeline::{self, AnalysisError, CompareOptions, Source},
    proto::v1,
    transport::convert,
};

/// Most articles that one comparison takes.
const MAX_ARTICLES: usize = 50;

const EXAMPLES: &str = "\
Examples:
  parallax compare seeds/*.txt
  parallax compare --all monday.txt tuesday.txt | less -R
  parallax compare --publish-time 2023-03-17 --publish-time b.txt=2023-03-18 a.txt b.txt
  parallax compare --format json seeds/*.txt | jq '.comparison.overview'";

/// Compare articles on one event, source by source.
///
/// Shows which claims most sources make, which some make and which one alone makes, in
/// the sources' own words; then who and what each source names.
///
/// Columns are called S0, S1, ... in the order of the files.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct CompareArgs {
    /// Articles as text or HTML, 2 to 50; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    #[command(flatten)]
    articles: ArticleArgs,

    #[command(flatten)]
    model: ModelArgs,

    #[command(flatten)]
    output: OutputArgs,

    /// Keep at most this many claims, those of most sources first; 0 = all.
    #[arg(long, default_value_t = 0, value_name = "N")]
    max_claims: u16,

    /// A claim that at least this many sources make is consensus; more than half if absent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..=50))]
    consensus_threshold: Option<u8>,

    /// Show every claim of a single source, every name, and every wording in full.
    #[arg(long)]
    all: bool,
}

/// Compares the articles and prints the result.
pub(super) fn run(args: &CompareArgs, out: &mut impl Write) -> Result<(), Failure> {
    check(args)?;
    let analyzer = args.articles.analyzer(args.model.load_for_articles()?)?;
    let articles = articles::load(&analyzer, &args.files, &args.articles)?;
    let sources: Vec<_> = articles.iter().map(source).collect();
    let options = CompareOptions {
        consensus_threshold: args.consensus_threshold.unwrap_or_default().into(),
        max_claims: args.max_claims.into(),
    };
    let comparison = pipeline::compare(&sources, &options, &|| false).map_err(internal)?;

    let texts: Vec<_> = articles.iter().map(|a| a.article.text.as_str()).collect();
    if args.output.format == Format::Json {
        let unit = args.articles.offsets.unit();
        let columns: Vec<_> = articles.iter().map(|a| &a.article).collect();
        let converted = convert::comparison(&comparison, &columns, unit, &[], analyzer.version());
        let response = v1::CompareTextsResponse { comparison: Some(converted) };
        return JsonWriter::new(Layout::Pretty)?.write("CompareTextsResponse", &response, out);
    }
    let view = CompareView {
        comparison: &comparison,
        texts: &texts,
        file_names: &display_names(&articles),
        consensus_threshold: match options.consensus_threshold {
            0 => articles.len() / 2 + 1,
            given => given,
        },
        all: args.all,
        engine_version: analyzer.version(),
    };
    view.render(out, &args.output.style())?;
    Ok(())
}

fn check(args: &CompareArgs) -> Result<(), Failure> {
    let given = args.files.len();
    if !(2..=MAX_ARTICLES).contains(&given) {
        return Err(Failure::input(format!(
            "a comparison takes 2 to {MAX_ARTICLES} articles, {given} given"
        )));
    }
    match args.consensus_threshold {
        Some(threshold) if usize::from(threshold) > given => Err(Failure::input(format!(
            "--consensus-threshold: {threshold} sources cannot agree when {given} are compared"
        ))),
        _ => Ok(()),
    }
}

fn source(article: &AnnotatedArticle) -> Source<'_> {
    Source {
        key: article.name.key.clone(),
        document: article.name.key.clone(),
        metadata: &article.article.metadata,
        text: article.article.text.as_str(),
        annotated: &article.annotated,
    }
}

/// File names, or paths where two files have the same name.
fn display_names(articles: &[AnnotatedArticle]) -> Vec<String> {
    let names: Vec<_> = articles.iter().map(|a| a.name.file_name()).collect();
    let unique = |name: &String| names.iter().filter(|other| *other == name).count() == 1;
    let shown = |(article, name): (&AnnotatedArticle, &String)| {
        if unique(name) { name.clone() } else { article.name.label() }
    };
    articles.iter().zip(&names).map(shown).collect()
}

fn internal(error: AnalysisError) -> Failure {
    Failure::Internal(anyhow::Error::new(error).context("cannot compare the articles"))
}
