//! `parallax analyze`.

use std::{io::Write, path::PathBuf};

use clap::Args;

use super::{
    articles::{self, AnnotatedArticle, ArticleArgs, Offsets},
    failure::Failure,
    output::OutputArgs,
    render::{Style, analyze::AnalyzeView},
};
use crate::pipeline;

const EXAMPLES: &str = "\
Examples:
  parallax analyze seeds/000_aa4194906b5342be.txt
  parallax analyze --publish-time 2023-03-17 - < article.txt
  parallax analyze --format json *.txt | jq -c '.analysis.entities[].canonicalName'";

/// Show what is found in single articles: zones, names, claims.
///
/// With --format json and several files, one JSON object a line, in the order of the files.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct AnalyzeArgs {
    /// Articles as plain text in UTF-8; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    #[command(flatten)]
    articles: ArticleArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// Analyses the articles and prints what was found.
pub(super) fn run(args: &AnalyzeArgs, out: &mut impl Write) -> Result<(), Failure> {
    let engine = articles::engine()?;
    let articles = articles::load(&engine, &args.files, &args.articles)?;
    let engine_version = pipeline::engine_version(&engine);
    let style = args.output.style();
    for (i, article) in articles.iter().enumerate() {
        if i > 0 {
            writeln!(out, "\n{}\n", "-".repeat(style.width))?;
        }
        text(article, args.articles.offsets, &engine_version, out, &style)?;
    }
    Ok(())
}

fn text(
    article: &AnnotatedArticle,
    offsets: Offsets,
    engine_version: &str,
    out: &mut impl Write,
    style: &Style,
) -> Result<(), Failure> {
    let text = article.article.text.as_str();
    let name = match article.article.metadata.source.as_str() {
        "" => article.name.label(),
        source => format!("{source} ({})", article.name.label()),
    };
    let view = AnalyzeView {
        name: &name,
        text,
        analysis: &article.annotated.analysis,
        position: &|byte| offsets.count(text.get(..byte).unwrap_or(text)),
        engine_version,
    };
    Ok(view.render(out, style)?)
}
