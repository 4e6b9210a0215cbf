//! `parallax analyze`.

use std::{io::Write, path::PathBuf};

use clap::Args;

use super::{
    articles::{self, AnnotatedArticle, ArticleArgs},
    failure::Failure,
    json::{JsonWriter, Layout},
    model::ModelArgs,
    output::{Format, OutputArgs},
    render::{Style, analyze::AnalyzeView},
};
use crate::{pipeline, proto::v1, transport::convert};

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
    /// Articles as text or HTML; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    #[command(flatten)]
    articles: ArticleArgs,

    #[command(flatten)]
    model: ModelArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// Analyses the articles and prints what was found.
pub(super) fn run(args: &AnalyzeArgs, out: &mut impl Write) -> Result<(), Failure> {
    let engine = args.model.load_for_articles()?;
    let articles = articles::load(&engine, &args.files, &args.articles)?;
    let engine_version = pipeline::engine_version(&engine);
    let unit = args.articles.offsets.unit();
    match args.output.format {
        Format::Text => text(&articles, unit, &engine_version, out, &args.output.style()),
        Format::Json => json(&articles, unit, &engine_version, out),
    }
}

fn json(
    articles: &[AnnotatedArticle],
    unit: v1::OffsetUnit,
    engine_version: &str,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let layout = if articles.len() == 1 { Layout::Pretty } else { Layout::Line };
    let writer = JsonWriter::new(layout)?;
    for AnnotatedArticle { article, annotated, .. } in articles {
        let analysis = convert::analysis(article, &annotated.analysis, unit, &[], engine_version);
        let response = v1::AnalyzeTextResponse { analysis: Some(analysis) };
        writer.write("AnalyzeTextResponse", &response, out)?;
    }
    Ok(())
}

fn text(
    articles: &[AnnotatedArticle],
    unit: v1::OffsetUnit,
    engine_version: &str,
    out: &mut impl Write,
    style: &Style,
) -> Result<(), Failure> {
    for (i, AnnotatedArticle { name, article, annotated }) in articles.iter().enumerate() {
        if i > 0 {
            writeln!(out, "\n{}\n", "-".repeat(style.width))?;
        }
        let text = article.text.as_str();
        let name = match article.metadata.source.as_str() {
            "" => name.label(),
            source => format!("{source} ({})", name.label()),
        };
        let view = AnalyzeView {
            name: &name,
            text,
            analysis: &annotated.analysis,
            offsets: &convert::Offsets::new(article, unit),
            engine_version,
        };
        view.render(out, style)?;
    }
    Ok(())
}
