//! `parallax compare`.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{
    articles::{self, AnnotatedArticle, ArticleArgs},
    failure::Failure,
    json::{JsonWriter, Layout},
    model::ModelArgs,
    output::LookArgs,
    render::{self, CompareView, Facet, Selection},
};
use crate::{
    domain::Comparison,
    pipeline::{self, AnalysisError, CompareOptions, Source},
    proto::v1,
    transport::convert,
};

/// Most articles that one comparison takes.
const MAX_ARTICLES: usize = 50;

const EXAMPLES: &str = "\
Examples:
  parallax compare seeds/*.txt
  parallax compare --html report.html seeds/*.txt
  parallax compare --show discrepancies,quotes monday.txt tuesday.txt
  parallax compare --all monday.txt tuesday.txt | less -R
  parallax compare --publish-time 2023-03-17 --publish-time b.txt=2023-03-18 a.txt b.txt
  parallax compare --format markdown seeds/*.txt > report.md
  parallax compare --format json seeds/*.txt | jq '.comparison.overview'";

/// Compare articles on one event, source by source.
///
/// Shows where the sources differ, which claims most of them make, which some make and which
/// one alone makes, in the sources' own words; then quotes, times, numbers, framing, what is
/// left out, and who and what each source names.
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

    /// Form of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Write one HTML page that needs nothing else to FILE, instead of anything to standard
    /// output; `-` is standard output.
    ///
    /// The page holds the articles: findings light up the words that they rest on. It asks for
    /// nothing over the network, and can be printed and read without scripts.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "color", "ascii"])]
    html: Option<PathBuf>,

    #[command(flatten)]
    look: LookArgs,

    /// Show these parts alone.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART[,PART...]")]
    show: Vec<Facet>,

    /// Show at most this many claims, those of most voices first; 0 = all.
    #[arg(long, default_value_t = 0, value_name = "N")]
    max_claims: u16,

    /// Show at most this many discrepancies, the most severe first; 0 = all.
    #[arg(long, default_value_t = 0, value_name = "N")]
    max_discrepancies: u16,

    /// A claim that at least this many voices make is consensus; more than half if absent.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..=50))]
    consensus_threshold: Option<u8>,

    /// Count copies of one text as voices of their own.
    #[arg(long)]
    count_copies: bool,

    /// Show every entry of every list, and every wording in full.
    #[arg(long)]
    all: bool,

    /// Show under each claim the words of every source.
    #[arg(long)]
    wordings: bool,
}

/// Form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people at a terminal.
    Text,
    /// For pages and tickets, in GitHub's flavour.
    Markdown,
    /// For programs: the protobuf JSON mapping of the service's response.
    Json,
}

/// Compares the articles and prints the result.
pub(super) fn run(args: &CompareArgs, out: &mut impl Write) -> Result<(), Failure> {
    check(args)?;
    let analyzer = args.articles.analyzer(args.model.load_for_articles()?)?;
    let articles = articles::load(&analyzer, &args.files, &args.articles)?;
    let sources: Vec<_> = articles.iter().map(source).collect();
    let options = CompareOptions {
        consensus_threshold: args.consensus_threshold.unwrap_or_default().into(),
        collapse_copies: !args.count_copies,
    };
    let comparison = pipeline::compare(&sources, &options, &|| false).map_err(internal)?;
    if args.format == Format::Json {
        return json(args, &comparison, &articles, analyzer.version(), out);
    }

    let texts: Vec<_> = articles.iter().map(|a| a.article.text.as_str()).collect();
    let claims: Vec<_> = articles.iter().map(|a| a.annotated.analysis.claims.as_slice()).collect();
    let selection = args.selection();
    let view = CompareView {
        comparison: &comparison,
        texts: &texts,
        article_claims: &claims,
        file_names: &display_names(&articles),
        consensus_threshold: options.consensus_of(comparison.overview.independent_documents),
        selection: &selection,
        engine_version: analyzer.version(),
    };
    match (&args.html, args.format) {
        (Some(file), _) => return write_page(file, &render::html::render(&view), out),
        (None, Format::Markdown) => render::markdown::render(&view, out)?,
        (None, _) => render::compare::render(&view, out, &args.look.style())?,
    }
    Ok(())
}

impl CompareArgs {
    fn selection(&self) -> Selection {
        Selection {
            facets: self.show.clone(),
            all: self.all,
            wordings: self.wordings,
            max_claims: self.max_claims.into(),
            max_discrepancies: self.max_discrepancies.into(),
        }
    }
}

fn write_page(file: &Path, page: &str, out: &mut impl Write) -> Result<(), Failure> {
    if file == Path::new("-") {
        return Ok(out.write_all(page.as_bytes())?);
    }
    fs::write(file, page).map_err(|error| {
        Failure::input(format!("--html: cannot write {}: {error}", file.display()))
    })
}

fn json(
    args: &CompareArgs,
    comparison: &Comparison,
    articles: &[AnnotatedArticle],
    version: &str,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let unit = args.articles.offsets.unit();
    let columns: Vec<_> = articles.iter().map(column_text).collect();
    let view = convert::View {
        facets: args.show.iter().map(|part| facet(*part)).collect(),
        max_claims: args.max_claims.into(),
        max_discrepancies: args.max_discrepancies.into(),
    };
    let converted = convert::comparison(comparison, &columns, unit, version, &|| false);
    let converted = view.of(converted);
    let response = v1::CompareTextsResponse { comparison: Some(converted) };
    JsonWriter::new(Layout::Pretty)?.write("CompareTextsResponse", &response, out)
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
        revision: String::new(),
        metadata: &article.article.metadata,
        text: article.article.text.as_str(),
        annotated: &article.annotated,
    }
}

fn column_text(article: &AnnotatedArticle) -> convert::ColumnText<'_> {
    convert::ColumnText { article: &article.article, analysis: &article.annotated.analysis }
}

/// The part as the protocol names it. The columns are always there; their text's state is a
/// facet of its own.
fn facet(part: Facet) -> v1::Facet {
    match part {
        Facet::Sources => v1::Facet::Quality,
        Facet::Overview => v1::Facet::Overview,
        Facet::Discrepancies => v1::Facet::Discrepancies,
        Facet::Claims => v1::Facet::Claims,
        Facet::Quotes => v1::Facet::Quotes,
        Facet::Timeline => v1::Facet::Timeline,
        Facet::Numbers => v1::Facet::Numbers,
        Facet::Framing => v1::Facet::Framing,
        Facet::Omissions => v1::Facet::Omissions,
        Facet::TextReuse => v1::Facet::TextReuse,
        Facet::Sourcing => v1::Facet::Sourcing,
        Facet::FiveW => v1::Facet::FiveW,
        Facet::Headlines => v1::Facet::Headlines,
        Facet::Entities => v1::Facet::Entities,
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
