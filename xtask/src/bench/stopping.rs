//! How long work goes on that nobody waits for any more: the longest stretch of processor time between two
//! looks at the stop flag, on the largest texts that a server takes, and where it was.

mod inputs;

use std::{
    backtrace::Backtrace,
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    hint::black_box,
    rc::Rc,
    sync::Arc,
};

use anyhow::{Context as _, Result};
use clap::Args;
use parallax::{
    domain::{Article, ArticleText, Gazetteer, Metadata},
    pipeline::{
        Analyzer, CompareOptions, Source,
        article::{self, Content},
        compare,
        stage::{Observer, Stage, observed},
    },
    proto::v1::{self, OffsetUnit},
    transport::convert::{self, ColumnText},
};
use prost::Message as _;
use rustix::time::{ClockId, clock_gettime};
use serde::Serialize;

/// One line of figures for each kind of work.
#[derive(Serialize)]
pub(crate) struct Figures {
    work: Vec<Work>,
}

/// Some work, in milliseconds of processor time.
#[derive(Serialize)]
struct Work {
    what: &'static str,
    bytes: usize,
    all: f64,
    /// The longest stretch, in the round where it was shortest.
    longest: f64,
    /// The stage in which that stretch ended, and in which it began.
    ended_in: &'static str,
    began_in: &'static str,
    /// Looks at the flag.
    polls: u64,
    /// The functions in which the stretches ended and began that take longest, where they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<Place>,
}

/// A stretch between two looks.
#[derive(Clone, Serialize)]
struct Place {
    milliseconds: f64,
    stage: &'static str,
    began: String,
    ended: String,
}

/// How it is measured.
#[derive(Args)]
pub(crate) struct Options {
    /// Bytes of the texts, and of all articles of the comparisons together.
    #[arg(long, default_value_t = 1 << 20)]
    bytes: usize,
    /// How often each work is done; the round with the shortest longest stretch counts.
    #[arg(long, default_value_t = 2)]
    rounds: usize,
    /// Tell in which functions so many of the longest stretches began and ended.
    #[arg(long, default_value_t = 0)]
    places: usize,
    /// Only kinds of work with this in their name.
    #[arg(long, default_value = "")]
    only: String,
}

/// What lies between two looks.
#[derive(Clone, Copy)]
struct Stretch {
    milliseconds: f64,
    /// The number of the second look.
    look: usize,
    /// The stage of the first and of the second.
    began_in: &'static str,
    ended_in: &'static str,
}

/// Milliseconds from which on stretches are kept, as the longest is in any case: all of them, millions,
/// would take longer to keep than what lies between.
const KEPT: f64 = 1.0;

/// Notes each look at the flag.
struct Watch {
    stage: Cell<&'static str>,
    /// When and where the last look was.
    last: Cell<(f64, &'static str)>,
    stretches: RefCell<Vec<Stretch>>,
    longest: Cell<f64>,
    polls: Cell<usize>,
    /// The looks at which it notes who looks.
    wanted: BTreeSet<usize>,
    noted: RefCell<BTreeMap<usize, String>>,
}

impl Watch {
    fn new(wanted: BTreeSet<usize>) -> Rc<Self> {
        Rc::new(Self {
            stage: Cell::new("reading"),
            last: Cell::new((worked(), "reading")),
            stretches: RefCell::default(),
            longest: Cell::new(0.0),
            polls: Cell::new(0),
            wanted,
            noted: RefCell::default(),
        })
    }

    fn look(&self) {
        let (now, stage) = (worked(), self.stage.get());
        let (before, began) = self.last.get();
        let (took, poll) = (now - before, self.polls.get());
        if took >= self.longest.get().min(KEPT) {
            let stretch =
                Stretch { milliseconds: took, look: poll, began_in: began, ended_in: stage };
            self.stretches.borrow_mut().push(stretch);
            self.longest.set(took.max(self.longest.get()));
        }
        self.polls.set(poll + 1);
        if self.wanted.contains(&poll) {
            self.noted.borrow_mut().insert(poll, caller());
        }
        self.last.set((if self.wanted.is_empty() { now } else { worked() }, stage));
    }
}

impl Observer for Watch {
    fn around(&self, stage: Stage, work: &mut dyn FnMut()) {
        let before = self.stage.replace(stage.name());
        work();
        self.stage.set(before);
    }
}

/// The functions of the pipeline and the engine that lead to a look, innermost first.
fn caller() -> String {
    let trace = Backtrace::force_capture().to_string();
    let lines: Vec<&str> = trace.lines().map(str::trim).collect();
    let mut frames = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        // What was inlined stands without a number.
        let name = line.split_once(": ").map_or(*line, |(_, name)| name);
        if !name.trim_start_matches('<').starts_with("parallax") {
            continue;
        }
        // Where lines are known they stand below.
        let at = lines.get(n + 1).and_then(|next| next.strip_prefix("at "));
        let at = at.and_then(|at| at.rsplit('/').next()).unwrap_or_default();
        frames.push(format!("{name} {at}"));
    }
    frames.truncate(4);
    frames.join(" < ")
}

/// Measures all kinds of work.
pub(crate) fn run(options: &Options) -> Result<Figures> {
    let engine = parallax_nlp::Engine::embedded()?;
    let analyzer = Analyzer::new(Arc::new(engine), Gazetteer::default());
    let bytes = options.bytes;
    let mut work = Vec::new();
    for (what, content) in inputs::texts(bytes)? {
        if what.contains(&options.only) {
            let analysis = |stop: &dyn Fn() -> bool| analysis(&analyzer, content.clone(), stop);
            work.push(watched(what, bytes, options, analysis)?);
        }
    }
    for (what, parts) in inputs::compared(bytes)? {
        if what.contains(&options.only) {
            work.push(comparison(what, bytes, &analyzer, parts, options)?);
        }
    }
    Ok(Figures { work })
}

fn analysis(analyzer: &Analyzer, content: Content, stop: &dyn Fn() -> bool) -> Result<()> {
    let decoded = article::decode(content)?;
    let article = article::read_until(decoded, Metadata::default(), true, usize::MAX, stop)?;
    let annotated = analyzer.analyze(&article, false, None, stop)?;
    stop();
    let analysis = &annotated.analysis;
    let answer = convert::analysis(&article, analysis, OffsetUnit::CodePoint, &[], "", &[], stop);
    stop();
    drop((annotated, article));
    stop();
    let answer = v1::AnalyzeTextResponse { analysis: Some(answer) };
    black_box(answer.encode_to_vec());
    stop();
    Ok(())
}

fn comparison(
    what: &'static str,
    bytes: usize,
    analyzer: &Analyzer,
    parts: Vec<String>,
    options: &Options,
) -> Result<Work> {
    let columns = parts.into_iter().enumerate().map(|(n, part)| {
        let article = ArticleText::from_text(part, usize::MAX)?;
        let article = Article::plain(article, Metadata::default());
        Ok((format!("S{n}"), analyzer.analyze(&article, false, None, &|| false)?, article))
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let sources: Vec<Source<'_>> = columns
        .iter()
        .map(|(key, annotated, article)| Source {
            key: key.clone(),
            document: key.clone(),
            revision: String::new(),
            text: article.text.as_str(),
            metadata: &article.metadata,
            annotated,
        })
        .collect();
    watched(what, bytes, options, |stop| {
        let comparison = compare(&sources, &CompareOptions::default(), stop)?;
        stop();
        let texts: Vec<ColumnText<'_>> = columns
            .iter()
            .map(|(_, annotated, article)| ColumnText { article, analysis: &annotated.analysis })
            .collect();
        let answer = convert::comparison(&comparison, &texts, OffsetUnit::CodePoint, "", stop);
        stop();
        drop(comparison);
        stop();
        black_box(answer.encode_to_vec());
        stop();
        Ok(())
    })
}

fn watched(
    what: &'static str,
    bytes: usize,
    options: &Options,
    work: impl Fn(&dyn Fn() -> bool) -> Result<()>,
) -> Result<Work> {
    let mut all = f64::INFINITY;
    let mut round = |wanted| -> Result<Rc<Watch>> {
        let (begin, watch) = (worked(), Watch::new(wanted));
        let polled = Rc::clone(&watch);
        let stop = move || {
            polled.look();
            false
        };
        observed(Rc::clone(&watch) as Rc<dyn Observer>, || work(&stop)).context(what)?;
        all = all.min(worked() - begin);
        watch.stage.set("answer");
        watch.look();
        Ok(watch)
    };
    let mut best: Option<Rc<Watch>> = None;
    for _ in 0..options.rounds.max(1) {
        let watch = round(BTreeSet::new())?;
        if best.as_ref().is_none_or(|best| watch.longest.get() < best.longest.get()) {
            best = Some(watch);
        }
    }
    let best = best.context("there is a round")?;
    let mut stretches = best.stretches.take();
    stretches.sort_by(|a, b| b.milliseconds.total_cmp(&a.milliseconds));
    let (began_in, ended_in) =
        stretches.first().map(|longest| (longest.began_in, longest.ended_in)).unwrap_or_default();
    let (longest, polls) = (best.longest.get(), best.polls.get() as u64);
    stretches.truncate(options.places);
    let mut places = Vec::new();
    if !stretches.is_empty() {
        let wanted = stretches.iter().flat_map(|s| [s.look.saturating_sub(1), s.look]).collect();
        let noted = round(wanted)?.noted.take();
        let of = |n: usize| noted.get(&n).cloned().unwrap_or_default();
        places.extend(stretches.iter().map(|&Stretch { milliseconds, look, ended_in, .. }| {
            Place {
                milliseconds,
                stage: ended_in,
                began: if look == 0 { "the beginning".to_owned() } else { of(look - 1) },
                ended: of(look),
            }
        }));
    }
    Ok(Work { what, bytes, all, longest, ended_in, began_in, polls, places })
}

/// Milliseconds that this thread has had a processor: how busy others keep it does not count.
fn worked() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}
