//! Scorers, one file a data set's kind.

mod annotation;
mod claims;
mod comparison;
mod copies;
mod damage;
mod dates;
mod entities;
mod extraction;
mod files;
mod framing;
mod gold;
mod identity;
mod names;
mod quantities;
mod quote_groups;
mod quotes;
mod relation;
mod stories;
mod system;

use std::{io::Write, path::PathBuf};

use anyhow::{Context as _, Result};
use clap::Subcommand;

/// What to score.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Annotation of single articles against a gold comparison: values of dates, spans of
    /// quotations, speakers.
    Annotation {
        /// The gold comparison (JSON).
        gold: PathBuf,
        /// Folder of the texts that the gold names.
        texts: PathBuf,
    },
    /// Slots and standing of claims, and framing terms, against a gold comparison.
    Claims {
        /// The gold comparison (JSON).
        gold: PathBuf,
        /// Folder of the texts that the gold names.
        texts: PathBuf,
    },
    /// A comparison against a gold comparison: claims (pairwise precision, recall and F1 over
    /// evidence of different sources), stances, discrepancies, entities. Publication times are
    /// taken from a sources.json beside the texts, when there is one.
    Comparison {
        /// The gold comparison (JSON).
        gold: PathBuf,
        /// Folder of the texts that the gold names.
        texts: PathBuf,
        /// A CompareTextsResponse in JSON with code-point offsets; without it the texts are
        /// compared here.
        #[arg(long)]
        comparison: Option<PathBuf>,
    },
    /// Near copies: precision and recall on edited copies of articles, which are made here, and
    /// the near copies that are among the articles already.
    Copies {
        /// JSONL, or JSONL compressed with gzip, of {"id", "title", "text"}.
        #[arg(long)]
        articles: PathBuf,
        /// Edit every n-th article.
        #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
        every: u32,
        /// Show as many of the near copies that are among the articles already.
        #[arg(long, default_value_t = 0)]
        show: usize,
    },
    /// Entities: B-cubed of their grouping in each article and over all, against the variants of
    /// a gold comparison.
    Entities {
        /// The gold comparison (JSON).
        gold: PathBuf,
        /// Folder of the texts that the gold names.
        texts: PathBuf,
    },
    /// Text damage against marked places: found places and precision by overlap; on sound news,
    /// false alarms.
    Damage {
        /// The gold (JSON) with "mt_errors": places by file and bytes.
        #[arg(requires = "texts")]
        gold: Option<PathBuf>,
        /// Folder of the texts that the gold names.
        texts: Option<PathBuf>,
        /// Sound news instead: JSONL, or JSONL compressed with gzip, of {"text"}.
        #[arg(long, conflicts_with = "gold")]
        sound: Option<PathBuf>,
        /// Read at most this many lines of sound news.
        #[arg(long, default_value_t = usize::MAX, hide_default_value = true)]
        count: usize,
        /// Read every n-th line of sound news.
        #[arg(long, default_value_t = 1)]
        every: usize,
        /// Print what is reported.
        #[arg(long)]
        show: bool,
    },
    /// Expressions of time, as TempEval-3 does: strict and relaxed spans, type and value.
    Dates {
        /// JSONL, or JSONL compressed with gzip, of {"id", "reference_date", "text", "timex":
        /// [[begin, end, type, value], ...]} in code points.
        data: PathBuf,
        /// Which texts to score.
        #[arg(long, value_enum, default_value_t = dates::Share::All)]
        share: dates::Share,
        /// List what is missed, too much or wrong.
        #[arg(long)]
        show: bool,
    },
    /// Articles out of pages: precision, recall and F1 over segments that belong to the article
    /// or do not, exact matches of title, authors and publication day, time.
    Extraction {
        /// JSONL of {"url", "file", "with": [...], "without": [...], "title", "author", "date"}.
        #[arg(long)]
        gold: PathBuf,
        /// Folder or .tar.gz of the pages.
        #[arg(long)]
        pages: PathBuf,
        /// List the mismatches of one kind.
        #[arg(long)]
        show: Option<extraction::Show>,
        /// Write what is measured of every block, as scripts/fit_blocks.py takes it, instead of
        /// figures.
        #[arg(long, conflicts_with = "show")]
        dump: bool,
    },
    /// Framing terms against sentences with biased words marked, or with polarities toward a
    /// target: precision, recall and F1.
    Framing {
        /// JSONL, or JSONL compressed with gzip, of {"text", "label", "words"} or of
        /// {"sentence_normalized", "targets": [{"from", "to", "polarity"}]}.
        data: PathBuf,
        /// Read every other line only, from the first (0) or the second (1).
        #[arg(long, value_parser = clap::value_parser!(u8).range(..2))]
        part: Option<u8>,
        /// List what was found and missed on standard error.
        #[arg(long)]
        show: bool,
    },
    /// Who is who over a store: B-cubed of the corpus's entities against the variants of a gold
    /// comparison, whose articles are ingested into a new store; and what names lead to.
    Identity {
        /// The gold comparison (JSON).
        gold: PathBuf,
        /// Folder of the texts that the gold names.
        texts: PathBuf,
        /// Articles to ingest before: JSONL, or JSONL compressed with gzip, of {"id", "title",
        /// "text", "source"}.
        #[arg(long)]
        articles: Option<PathBuf>,
        /// Ingest at most this many of them.
        #[arg(long, default_value_t = usize::MAX, hide_default_value = true)]
        count: usize,
        /// Names to ask for: JSONL of {"query", "context", "name"}; the entity of this name
        /// should come first.
        #[arg(long)]
        queries: Option<PathBuf>,
        /// List as many of the most named entities on standard error.
        #[arg(long, default_value_t = 0)]
        show: usize,
        /// List every n-th of the others, too.
        #[arg(long)]
        every: Option<usize>,
    },
    /// Names of persons, organisations and places against marked texts: F1 of exact spans and
    /// types, over all and by type, for the recogniser alone and with the rules over it.
    Names {
        /// JSONL of {"text", "entities": [[begin, end, type], ...]} in code points.
        data: PathBuf,
        /// Read at most this many lines.
        #[arg(long, default_value_t = usize::MAX, hide_default_value = true)]
        count: usize,
        /// Leave out a rule, to measure what it is worth; may be repeated.
        #[arg(long, value_name = "RULE")]
        without: Vec<String>,
    },
    /// Quantities against marked texts: precision, recall and F1 of values, and of values with
    /// their units, for each file and over all.
    Quantities {
        /// JSONL of {"text", "quantities": [{"value", "normalized_unit"}, ...]}.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Print the texts with mismatches.
        #[arg(long)]
        show: bool,
    },
    /// Quotations and reported speech against marked attributions: quoted segments, their
    /// speakers, all attributions by content.
    Quotes {
        /// JSONL, or JSONL compressed with gzip, of {"id", "text", "attributions": [{"source",
        /// "cue", "content"}]}, each a list of [begin, end] in code points.
        data: PathBuf,
        /// Read every second line only: the first, third and so on (0), or the others (1).
        #[arg(long, value_parser = clap::value_parser!(u8).range(..2))]
        half: Option<u8>,
        /// List the mismatches of one kind on standard error.
        #[arg(long)]
        show: Option<quotes::Show>,
    },
    /// How two texts stand to each other, against labelled pairs, by cross-validation: balanced
    /// accuracy with one question left out, three-way accuracy, accuracy.
    Relation {
        /// JSONL of {"q", "answer1", "answer2", "label"}.
        #[arg(long)]
        nanco: Option<PathBuf>,
        /// JSONL of {"premise", "hypothesis", "label"}: entailment, neutral or contradiction.
        #[arg(long)]
        rte: Option<PathBuf>,
        /// JSONL of {"claim", "evidence", "label"}: SUPPORTS or REFUTES.
        #[arg(long)]
        fever: Option<PathBuf>,
        /// Print the product's weights, fitted on the pairs with three labels.
        #[arg(long, requires = "rte")]
        fit: bool,
    },
    /// Articles sorted into stories in the order in which they stand: B-cubed and pairwise
    /// precision, recall and F1 when all have a story, steps, time of an article.
    Stories {
        /// JSONL, or JSONL compressed with gzip, of {"story", "title", "text", "publish_time",
        /// "source"}; all but the text may be missing.
        #[arg(required = true)]
        data: Vec<PathBuf>,
        /// Folder of texts of one story that arrive spread among the articles.
        #[arg(long)]
        among: Option<PathBuf>,
        /// Sort in as many other orders too, and compare the stories.
        #[arg(long, default_value_t = 0)]
        orders: usize,
        /// List as many of the largest stories.
        #[arg(long, default_value_t = 0)]
        show: usize,
    },
}

/// Runs a scorer and prints its figures.
pub(crate) fn run(command: Command, out: &mut impl Write) -> Result<()> {
    match command {
        Command::Annotation { gold, texts } => {
            let figures = annotation::score_files(&gold, &texts)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Claims { gold, texts } => {
            let figures = claims::score_files(&gold, &texts)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Comparison { gold, texts, comparison } => {
            let figures = comparison::score_files(&gold, &texts, comparison.as_deref())?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Copies { articles, every, show } => {
            // Articles that fit into memory are fewer than a usize holds.
            let figures = copies::score_file(&articles, every as usize, show)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Entities { gold, texts } => {
            let figures = entities::score_files(&gold, &texts)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Identity { gold, texts, articles, count, queries, show, every } => {
            let (articles, queries) = (articles.as_deref(), queries.as_deref());
            let settings = identity::Settings { articles, count, queries, show, every };
            let figures = identity::score_files(&gold, &texts, &settings)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Damage { gold: Some(gold), texts: Some(texts), show, .. } => {
            serde_json::to_writer_pretty(&mut *out, &damage::score_files(&gold, &texts, show)?)?;
        }
        Command::Damage { sound, count, every, show, .. } => {
            let sound = sound.context("either a gold with its texts or --sound is needed")?;
            let figures = damage::alarms(&sound, count, every, show)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Dates { data, share, show } => {
            let mut lines = String::new();
            let figures = dates::score_file(&data, share, show.then_some(&mut lines))?;
            out.write_all(lines.as_bytes())?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Extraction { gold, pages, dump: true, .. } => {
            return extraction::dump(&gold, &pages, out);
        }
        Command::Extraction { gold, pages, show, .. } => {
            let figures = extraction::score_files(&gold, &pages, show)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Framing { data, part, show } => {
            let figures = framing::score_file(&data, part.map(usize::from), show)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Quantities { files, show } => {
            let figures = quantities::score_files(&files, show)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Names { data, count, without } => {
            let rules = names::rules_without(&without)?;
            serde_json::to_writer_pretty(&mut *out, &names::score_file(&data, count, rules)?)?;
        }
        Command::Relation { nanco, rte, fever, fit } => {
            let (nanco, rte, fever) = (nanco.as_deref(), rte.as_deref(), fever.as_deref());
            let figures = relation::score_files(nanco, rte, fever, fit)?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Stories { data, among, orders, show } => {
            let among = among.as_deref();
            let figures = stories::score(&stories::Request { data: &data, among, orders, show })?;
            serde_json::to_writer_pretty(&mut *out, &figures)?;
        }
        Command::Quotes { data, half, show } => {
            let keep = |line: usize| half.is_none_or(|half| line % 2 == usize::from(half));
            serde_json::to_writer_pretty(&mut *out, &quotes::score_file(&data, keep, show)?)?;
        }
    }
    writeln!(out)?;
    Ok(())
}
