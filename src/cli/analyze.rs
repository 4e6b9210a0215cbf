//! `parallax analyze`.

use std::{io::Write, path::PathBuf};

use clap::{Args, ValueEnum};

use super::{
    articles::{self, AnnotatedArticle, ArticleArgs},
    failure::Failure,
    json::{JsonWriter, Layout},
    model::ModelArgs,
    output::{Format, OutputArgs},
    render::{Style, analyze::AnalyzeView},
};
use crate::{proto::v1, transport::convert};

const EXAMPLES: &str = "\
Examples:
  parallax analyze seeds/000_aa4194906b5342be.txt
  parallax analyze --publish-time 2023-03-17 - < article.txt
  parallax analyze --features quotes,dates article.txt
  parallax analyze --format json *.txt | jq -c '.analysis.entities[].canonicalName'";

/// Show what is found in single articles: names, dates, numbers, quotes, claims, wording.
///
/// With --format json and several files, one JSON object a line, in the order of the files.
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct AnalyzeArgs {
    /// Articles as text or HTML; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,

    /// Show these parts alone.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PARTS")]
    features: Vec<Part>,

    #[command(flatten)]
    articles: ArticleArgs,

    #[command(flatten)]
    model: ModelArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// Parts of an analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Sentences; with --format json only
    Sentences,
    /// People, organisations, places and other names
    Entities,
    /// Expressions of time with their values
    Dates,
    /// Numbers with units or what they count
    Quantities,
    /// Quotations and reported speech with speakers
    Quotes,
    /// Statements that can be true or false
    Claims,
    /// Words that name or judge
    Framing,
    /// Who, what, when, where, why and how
    FiveW,
    /// Signs that the text is damaged
    Quality,
}

impl From<Part> for v1::Feature {
    fn from(part: Part) -> Self {
        match part {
            Part::Sentences => Self::Sentences,
            Part::Entities => Self::Entities,
            Part::Dates => Self::Dates,
            Part::Quantities => Self::Quantities,
            Part::Quotes => Self::Quotes,
            Part::Claims => Self::Claims,
            Part::Framing => Self::Framing,
            Part::FiveW => Self::FiveW,
            Part::Quality => Self::Quality,
        }
    }
}

/// Analyses the articles and prints what was found.
pub(super) fn run(args: &AnalyzeArgs, out: &mut impl Write) -> Result<(), Failure> {
    let analyzer = args.articles.analyzer(args.model.load_for_articles()?)?;
    let articles = articles::load(&analyzer, &args.files, &args.articles)?;
    let unit = args.articles.offsets.unit();
    let features: Vec<v1::Feature> = args.features.iter().copied().map(Into::into).collect();
    let shown = &Shown { unit, features: &features, engine_version: analyzer.version() };
    match args.output.format {
        Format::Text => text(&articles, shown, out, &args.output.look.style()),
        Format::Json => json(&articles, shown, out),
    }
}

/// What to show, and how to count in it.
struct Shown<'a> {
    unit: v1::OffsetUnit,
    /// Empty = all.
    features: &'a [v1::Feature],
    engine_version: &'a str,
}

fn json(
    articles: &[AnnotatedArticle],
    shown: &Shown<'_>,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let layout = if articles.len() == 1 { Layout::Pretty } else { Layout::Line };
    let writer = JsonWriter::new(layout)?;
    for AnnotatedArticle { article, annotated, .. } in articles {
        let Shown { unit, features, engine_version } = *shown;
        let found = &annotated.analysis;
        let analysis =
            convert::analysis(article, found, unit, features, engine_version, &[], &|| false);
        let response = v1::AnalyzeTextResponse { analysis: Some(analysis) };
        writer.write("AnalyzeTextResponse", &response, out)?;
    }
    Ok(())
}

fn text(
    articles: &[AnnotatedArticle],
    shown: &Shown<'_>,
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
            offsets: &convert::Offsets::new(article, shown.unit),
            features: shown.features,
            engine_version: shown.engine_version,
        };
        view.render(out, style)?;
    }
    Ok(())
}
