//! Scores expressions of time as TempEval-3 does (UzZaman et al. 2013): strict and relaxed
//! spans, and type and value of those that overlap.
//!
//! A span is right in the relaxed sense when it overlaps one of the other side. F1 of type and
//! of value is relaxed F1 times the share of the matched expressions whose attribute is right.
//! TIMEX3 has no ranges: a range with both ends counts as its two ends.

use std::{fmt::Write as _, path::Path};

use anyhow::Result;
use jiff::civil::Date;
use parallax::{
    domain::{Article, ArticleText, DateAnnotation, DateKind, Metadata},
    pipeline::{self, Options},
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};

use super::files;

/// One line of a data file; positions are code points.
#[derive(Deserialize)]
struct Record {
    id: String,
    /// Begins with the article's day.
    reference_date: String,
    text: String,
    /// Begin, end, type and value.
    timex: Vec<(usize, usize, String, String)>,
}

/// Which texts of the file to score; the halves are the same in each run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Share {
    All,
    /// Texts whose id's bytes sum to an even number.
    Even,
    Odd,
}

/// The figures, in percent.
#[derive(Debug, Default, Serialize)]
pub(crate) struct DateFigures {
    texts: usize,
    gold: usize,
    system: usize,
    strict: Figures,
    relaxed: Figures,
    type_f1: f64,
    value_f1: f64,
}

#[derive(Debug, Default, Serialize)]
struct Figures {
    precision: f64,
    recall: f64,
    f1: f64,
}

/// What is counted.
#[derive(Default)]
struct Counts {
    texts: usize,
    gold: usize,
    system: usize,
    /// The same on both sides.
    strict: usize,
    gold_matched: usize,
    system_matched: usize,
    types: usize,
    values: usize,
}

/// An expression of either side: span in bytes, type, value.
#[derive(Clone, Debug, PartialEq)]
struct Timex {
    begin: usize,
    end: usize,
    kind: String,
    value: String,
}

/// Scores a JSONL file, which may be compressed with gzip. With `show`, what is missed, too
/// much or wrong goes into it, one line each.
pub(crate) fn score_file(
    path: &Path,
    share: Share,
    mut show: Option<&mut String>,
) -> Result<DateFigures> {
    let engine = Engine::embedded()?;
    let mut counts = Counts::default();
    for record in files::lines(path)? {
        let record: Record = record?;
        let even = record.id.bytes().map(u32::from).sum::<u32>() % 2 == 0;
        if share == Share::All || (share == Share::Even) == even {
            let system = found(&engine, &record)?;
            counts.add(&record, &gold(&record), &system, show.as_deref_mut());
        }
    }
    Ok(counts.figures())
}

fn gold(record: &Record) -> Vec<Timex> {
    let text = record.text.as_str();
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let timex = |(begin, end, kind, value): &(usize, usize, String, String)| {
        let (begin, end) = (*bytes.get(*begin)?, *bytes.get(*end)?);
        Some(Timex { begin, end, kind: kind.clone(), value: value.clone() })
    };
    record.timex.iter().filter_map(timex).collect()
}

fn found(engine: &Engine, record: &Record) -> Result<Vec<Timex>> {
    let day: Date = record.reference_date.get(..10).unwrap_or_default().parse()?;
    let noon = day.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC)?.timestamp();
    let metadata = Metadata { publish_time: Some(noon), ..Metadata::default() };
    let text = ArticleText::from_text(record.text.clone(), usize::MAX)?;
    let article = Article::plain(text, metadata);
    let options = Options { skip_cleaning: true, ..Options::default() };
    let annotated = pipeline::analyze(engine, &article, &options, &|| false)?;
    Ok(annotated.analysis.dates.iter().flat_map(|date| timex(date, &record.text)).collect())
}

/// The expressions of TIMEX3 that an annotation stands for: a range is its two ends.
fn timex(date: &DateAnnotation, text: &str) -> Vec<Timex> {
    let whole = Timex::from(date);
    let Some((first, last)) = whole.value.split_once('/') else { return vec![whole] };
    let words = date.span.of(text);
    let joints = [" to ", " and ", " through ", " thru ", " until ", " till ", "-", "–", "—"];
    let joint = joints.iter().find_map(|joint| Some((words.find(joint)?, joint.len())));
    let Some((at, length)) = joint else { return vec![whole] };
    // Both ends of a range are times of day, or neither is.
    let kind = if first.contains('T') { "TIME" } else { "DATE" }.to_owned();
    let first = Timex {
        end: whole.begin + at,
        begin: whole.begin,
        kind: kind.clone(),
        value: first.to_owned(),
    };
    let begin = whole.begin + at + length;
    let last = Timex { begin, end: whole.end, kind, value: last.to_owned() };
    vec![first, last]
}

impl From<&DateAnnotation> for Timex {
    fn from(date: &DateAnnotation) -> Self {
        let kind = match date.kind {
            DateKind::Date | DateKind::Range | DateKind::Vague => "DATE",
            DateKind::Time => "TIME",
            DateKind::Duration => "DURATION",
            DateKind::Recurring => "SET",
        };
        let (begin, end) = (date.span.begin, date.span.end);
        Self { begin, end, kind: kind.to_owned(), value: date.timex_value.clone() }
    }
}

impl Timex {
    fn overlaps(&self, other: &Self) -> bool {
        self.begin < other.end && other.begin < self.end
    }

    fn describe(&self, text: &str) -> String {
        let words = text.get(self.begin..self.end).unwrap_or_default();
        format!("{:?} {} {}", words.replace('\n', " "), self.kind, self.value)
    }
}

impl Counts {
    fn add(
        &mut self,
        record: &Record,
        gold: &[Timex],
        system: &[Timex],
        mut show: Option<&mut String>,
    ) {
        self.texts += 1;
        self.gold += gold.len();
        self.system += system.len();
        let same = |g: &&Timex| system.iter().any(|s| (s.begin, s.end) == (g.begin, g.end));
        self.strict += gold.iter().filter(same).count();
        self.system_matched += system.iter().filter(|s| gold.iter().any(|g| g.overlaps(s))).count();
        let mut note = |kind: &str, line: String, at: usize| {
            if let Some(show) = show.as_deref_mut() {
                let around = context(&record.text, at);
                // Writing to a string does not fail.
                let _ = writeln!(show, "{kind}\t{line}\t{}\t{around}", record.reference_date);
            }
        };
        for g in gold {
            let text = record.text.as_str();
            let Some(s) = system.iter().find(|s| s.overlaps(g)) else {
                note("missed", g.describe(text), g.begin);
                continue;
            };
            self.gold_matched += 1;
            self.types += usize::from(s.kind == g.kind);
            self.values += usize::from(s.value == g.value);
            if s.kind != g.kind || s.value != g.value {
                note("wrong", format!("{} <> {}", g.describe(text), s.describe(text)), g.begin);
            }
        }
        for s in system.iter().filter(|s| !gold.iter().any(|g| g.overlaps(s))) {
            note("extra", s.describe(&record.text), s.begin);
        }
    }

    fn figures(&self) -> DateFigures {
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        let relaxed = Figures::of(
            percent(self.system_matched, self.system),
            percent(self.gold_matched, self.gold),
        );
        let share = |right: usize| right as f64 / self.gold_matched.max(1) as f64;
        DateFigures {
            texts: self.texts,
            gold: self.gold,
            system: self.system,
            strict: Figures::of(percent(self.strict, self.system), percent(self.strict, self.gold)),
            type_f1: relaxed.f1 * share(self.types),
            value_f1: relaxed.f1 * share(self.values),
            relaxed,
        }
    }
}

impl Figures {
    fn of(precision: f64, recall: f64) -> Self {
        let sum = precision + recall;
        let f1 = if sum == 0.0 { 0.0 } else { 2.0 * precision * recall / sum };
        Self { precision, recall, f1 }
    }
}

/// The words around a position, in one line.
fn context(text: &str, at: usize) -> String {
    let begin = text.floor_char_boundary(at.saturating_sub(60));
    let end = text.ceil_char_boundary((at + 50).min(text.len()));
    text[begin..end].replace(['\n', '\t'], " ")
}
