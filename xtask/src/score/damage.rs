//! Scores text damage against marked places: a damage is right when its span overlaps one of the
//! gold's, and a place of the gold is found when a damage overlaps it. On sound news, whatever is
//! reported is a false alarm.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Result;
use parallax::{
    domain::{Article, ArticleText, Damage, Metadata, Quality, Span},
    pipeline::{self, Options},
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};

use super::files;

/// The part of the gold that is read.
#[derive(Deserialize)]
struct Gold {
    mt_errors: Vec<Place>,
}

/// A damaged place, in bytes of its file.
#[derive(Deserialize)]
struct Place {
    file: String,
    begin_byte: usize,
    end_byte: usize,
}

/// A line of sound news.
#[derive(Deserialize)]
struct Line {
    text: String,
}

/// Precision and recall on damaged texts.
#[derive(Debug, Default, Serialize)]
pub(crate) struct DamageFigures {
    gold: usize,
    found: usize,
    recall: f64,
    reported: usize,
    right: usize,
    precision: f64,
    /// Files that are likely machine translated.
    machine_translated: Vec<String>,
}

/// False alarms on sound texts.
#[derive(Debug, Default, Serialize)]
pub(crate) struct AlarmFigures {
    texts: usize,
    sentences: usize,
    alarms: usize,
    alarms_per_1000_sentences: f64,
    by_kind: BTreeMap<String, usize>,
    machine_translated: usize,
}

/// Scores the texts of a folder that the gold names; the others of the folder as well, where
/// every alarm is wrong. With `show`, prints what was reported to standard error.
pub(crate) fn score_files(gold: &Path, texts: &Path, show: bool) -> Result<DamageFigures> {
    let gold: Gold = files::json(gold)?;
    let engine = Engine::embedded()?;
    let mut figures = DamageFigures { gold: gold.mt_errors.len(), ..Default::default() };
    let mut paths: Vec<_> =
        fs::read_dir(texts)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = files::text(&path)?;
        let Some((quality, _)) = quality(&engine, &text)? else { continue };
        let places: Vec<Span> = gold
            .mt_errors
            .iter()
            .filter(|place| place.file == name)
            .map(|place| Span::new(place.begin_byte, place.end_byte))
            .collect();
        let is_right = |damage: &Damage| places.iter().any(|place| place.overlaps(damage.span));
        let is_found = |place: &&Span| quality.damages.iter().any(|d| d.span.overlaps(**place));
        figures.reported += quality.damages.len();
        figures.right += quality.damages.iter().filter(|damage| is_right(damage)).count();
        figures.found += places.iter().filter(is_found).count();
        if show {
            show_damages(&quality, &text, is_right);
        }
        if quality.likely_machine_translated {
            figures.machine_translated.push(name);
        }
    }
    let ratio =
        |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    figures.recall = ratio(figures.found, figures.gold);
    figures.precision = ratio(figures.right, figures.reported);
    Ok(figures)
}

/// Counts alarms on the first `count` lines of sound news, JSONL or JSONL compressed with gzip.
pub(crate) fn alarms(path: &Path, count: usize, every: usize, show: bool) -> Result<AlarmFigures> {
    let engine = Engine::embedded()?;
    let mut figures = AlarmFigures::default();
    for line in files::lines(path)?.step_by(every.max(1)).take(count) {
        let line: Line = line?;
        let Some((quality, sentences)) = quality(&engine, &line.text)? else { continue };
        figures.texts += 1;
        figures.sentences += sentences;
        figures.alarms += quality.damages.len();
        figures.machine_translated += usize::from(quality.likely_machine_translated);
        for damage in &quality.damages {
            *figures.by_kind.entry(format!("{:?}", damage.kind)).or_default() += 1;
        }
        if show {
            show_damages(&quality, &line.text, |_| false);
        }
    }
    let sentences = figures.sentences.max(1) as f64;
    figures.alarms_per_1000_sentences = 1000.0 * figures.alarms as f64 / sentences;
    Ok(figures)
}

/// The state of a text and how many sentences it has; nothing of what is no article.
fn quality(engine: &Engine, text: &str) -> Result<Option<(Quality, usize)>> {
    let Ok(text) = ArticleText::from_text(text.to_owned(), 1 << 24) else { return Ok(None) };
    let metadata = Metadata { language_code: "en".to_owned(), ..Metadata::default() };
    let article = Article::plain(text, metadata);
    let Ok(annotated) = pipeline::analyze(engine, &article, &Options::default(), &|| false) else {
        return Ok(None);
    };
    Ok(Some((annotated.analysis.quality, annotated.analysis.sentences.len())))
}

fn show_damages(quality: &Quality, text: &str, is_right: impl Fn(&Damage) -> bool) {
    /// Bytes of the text around a damage.
    const AROUND: usize = 60;
    for damage in &quality.damages {
        let begin = text.floor_char_boundary(damage.span.begin.saturating_sub(AROUND));
        let end = text.ceil_char_boundary((damage.span.end + AROUND).min(text.len()));
        let words = format!(
            "{}[[{}]]{}",
            &text[begin..damage.span.begin],
            damage.span.of(text),
            &text[damage.span.end..end]
        );
        let mark = if is_right(damage) { " " } else { "+" };
        eprintln!("{mark} {:?} {}", damage.kind, words.replace('\n', "/"));
    }
}
