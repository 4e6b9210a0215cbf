//! `parallax parse`.

mod stats;
mod texts;

use std::{
    io::Write,
    num::NonZeroUsize,
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::{Args, ValueEnum};
use parallax_nlp::{Doc, Engine, Entity, Options};

use self::{
    stats::{Counts, Stats},
    texts::{Text, Texts},
};
use super::{failure::Failure, input, model::ModelArgs, render::conllu::ConlluView};
use crate::pipeline::RULES_VERSION;

/// Texts analysed at a time, and their bytes, for each thread: enough to keep all threads at
/// work, few enough for memory not to grow with the input.
const BATCH_TEXTS: usize = 32;
const BATCH_BYTES: usize = 128 << 10;

const DETAILS: &str = "\
Columns: ID, FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, DEPS (always _), MISC. MISC holds
  ByteRange=0:6      where the token stands in the text, in UTF-8 bytes, half-open
  Entity=B-PERSON    first token of a name, with its type; Entity=I-PERSON on those after
  SpaceAfter=No      unless one space follows the token
Tokens of white space have it escaped: \\s for a space, \\n, \\t, \\r, and \\u2009 for others; so
have control characters. In words a backslash is one.
A text is analysed as one sequence; ids of sentences are TEXT-SENTENCE, counted from 1.

A file called .jsonl or .jsonl.gz has one JSON object a line with the article in `text` and
perhaps its name in `id`. It is read, analysed and written a few articles at a time.

--stats prints, a line each: engine, pipeline (full or names), threads, articles, bytes,
tokens, sentences, names, load_seconds (of the model), analysis_seconds (without reading and
writing), tokens_per_second (of analysis) and peak_memory_bytes.

Examples:
  parallax parse article.txt
  printf 'Angela Merkel met Emmanuel Macron in Paris.' | parallax parse -
  parallax parse --raw articles.jsonl | grep Entity=
  parallax parse --stats articles.jsonl.gz
  parallax parse --stats --names-only --threads 4 --format json articles.jsonl.gz";

/// Print tokens, lemmas, tags, trees and names as CoNLL-U.
#[derive(Args, Clone, Debug)]
#[command(after_help = DETAILS)]
pub(super) struct ParseArgs {
    /// Texts in UTF-8, or files of JSON lines; `-` is a text on standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Show names as the model alone finds them, not as the rules correct them.
    #[arg(long)]
    raw: bool,

    /// Find names alone: no lemmas, tags, trees and sentences. Faster; some names differ,
    /// since the model then knows no sentences.
    #[arg(long)]
    names_only: bool,

    /// Analyse each paragraph, a stretch between line breaks, by itself.
    #[arg(long)]
    paragraphs: bool,

    /// Read every input as JSON lines, standard input too.
    #[arg(long)]
    jsonl: bool,

    /// Threads for analysis. Each has working memory of its own, some 30 MB.
    #[arg(long, value_name = "N", default_value_t = NonZeroUsize::MIN)]
    threads: NonZeroUsize,

    /// Print counts, times and memory instead of the analyses.
    #[arg(long)]
    stats: bool,

    /// Form of the statistics [default: text]
    #[arg(long, value_enum, requires = "stats", value_name = "FORMAT")]
    format: Option<StatsFormat>,

    #[command(flatten)]
    model: ModelArgs,
}

/// Form of the statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StatsFormat {
    /// One `name: value` a line.
    Text,
    /// A JSON object with the same names.
    Json,
}

/// Analyses the texts and prints the analyses, or the statistics.
pub(super) fn run(args: &ParseArgs, out: &mut impl Write) -> Result<(), Failure> {
    let mut texts = Texts::open(input::names(&args.files)?, args.jsonl)?;
    let begin = Instant::now();
    let engine = args.model.load()?;
    let load = begin.elapsed();
    let mut parser = Parser::new(&engine, args);
    loop {
        let (batch, end) = parser.batch(&mut texts);
        parser.parse(&batch, (!args.stats).then_some(&mut *out))?;
        match end {
            Ok(true) => {}
            Ok(false) => break,
            Err(failure) => return Err(failure),
        }
    }
    if args.stats {
        parser.stats(load).write(args.format.unwrap_or(StatsFormat::Text), out)?;
    }
    Ok(())
}

struct Parser<'a> {
    engine: &'a Engine,
    engine_version: String,
    options: Options,
    raw: bool,
    threads: NonZeroUsize,
    counts: Counts,
}

impl<'a> Parser<'a> {
    fn new(engine: &'a Engine, args: &ParseArgs) -> Self {
        Self {
            engine,
            engine_version: format!("parallax-{RULES_VERSION}+{}", engine.model()),
            options: Options { names_only: args.names_only, paragraphs: args.paragraphs },
            raw: args.raw,
            threads: args.threads,
            counts: Counts::default(),
        }
    }

    /// Reads texts to analyse together, and tells whether there may be more. A failure comes
    /// with the texts before it.
    fn batch(&self, texts: &mut Texts) -> (Vec<Text>, Result<bool, Failure>) {
        let threads = self.threads.get();
        let mut batch: Vec<Text> = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH_TEXTS.saturating_mul(threads)
            && bytes < BATCH_BYTES.saturating_mul(threads)
        {
            match texts.next() {
                Ok(Some(text)) => {
                    bytes += text.text.len();
                    batch.push(text);
                }
                Ok(None) => return (batch, Ok(false)),
                Err(failure) => return (batch, Err(failure)),
            }
        }
        (batch, Ok(true))
    }

    /// Analyses texts and writes the analyses, if there is where to.
    fn parse(&mut self, batch: &[Text], mut out: Option<&mut impl Write>) -> Result<(), Failure> {
        let begin = Instant::now();
        let (engine, raw) = (self.engine, self.raw);
        let analyses = engine.map_batch(batch, self.options, self.threads, |text, doc| {
            let names = names(engine, raw, text, &doc);
            (doc, names)
        });
        self.counts.analysis += begin.elapsed();
        for (text, (doc, names)) in batch.iter().zip(&analyses) {
            self.counts.articles += 1;
            self.counts.bytes += text.text.len() as u64;
            self.counts.tokens += doc.tokens().len() as u64;
            self.counts.sentences += doc.sentences().len() as u64;
            self.counts.names += names.len() as u64;
            if let Some(out) = &mut out {
                let view = ConlluView {
                    engine_version: &self.engine_version,
                    id: &text.id,
                    number: self.counts.articles,
                    text: &text.text,
                    doc,
                    names,
                };
                view.render(out)?;
            }
        }
        Ok(())
    }

    fn stats(self, load: Duration) -> Stats {
        let Self { engine_version, options, threads, counts, .. } = self;
        Stats::new(engine_version, options.names_only, threads, load, counts)
    }
}

/// The names of a text: the model's own, or those that rules correct.
fn names(engine: &Engine, raw: bool, text: &Text, doc: &Doc) -> Vec<Entity> {
    if raw { doc.entities().to_vec() } else { engine.names(doc, &text.text) }
}
