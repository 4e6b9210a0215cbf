//! Scores the annotation of single articles against a hand-made comparison: values of dates, spans
//! of quotations, speakers.
//!
//! Each article is analysed with the date that the gold gives it, unless it states one itself. A
//! date is right when the annotation that overlaps it has its value, in EDTF or in TIMEX3. A quoted
//! span is right when a quotation in marks covers the same words, marks and punctuation at either
//! end aside; its speaker when one of those found names the gold's entity. Speakers that the gold
//! only describes are right when a word of the description names them.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, Result};
use parallax::{
    domain::{Analysis, Article, ArticleText, Metadata, Party, Quote, QuoteKind, Span, ZoneKind},
    pipeline::{self, Options},
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};

use super::files;

#[derive(Deserialize)]
struct Gold {
    sources: Vec<Source>,
    entities: Vec<Entity>,
    dates: Vec<Date>,
    quotes: Vec<Cluster>,
    #[serde(default)]
    boilerplate_quotes: Vec<Stretch>,
}

#[derive(Deserialize)]
struct Source {
    id: String,
    file: String,
    doc_date: Option<String>,
}

#[derive(Deserialize)]
struct Entity {
    id: String,
    canonical: String,
}

#[derive(Deserialize)]
struct Stretch {
    source: String,
    begin_byte: usize,
    end_byte: usize,
}

#[derive(Deserialize)]
struct Date {
    #[serde(flatten)]
    place: Stretch,
    text: String,
    value: String,
}

#[derive(Deserialize)]
struct Cluster {
    members: Vec<Member>,
}

#[derive(Deserialize)]
struct Member {
    #[serde(flatten)]
    place: Stretch,
    text: String,
    speaker: String,
    kind: String,
}

/// Right ones among all, and what went wrong.
#[derive(Debug, Default, Serialize)]
struct Figures {
    all: usize,
    right: usize,
    share: f64,
    wrong: Vec<String>,
}

impl Figures {
    fn add(&mut self, right: bool, wrong: impl FnOnce() -> String) {
        self.all += 1;
        self.right += usize::from(right);
        if !right {
            self.wrong.push(wrong());
        }
        self.share = self.right as f64 / self.all as f64;
    }
}

/// What is printed.
#[derive(Debug, Default, Serialize)]
pub(crate) struct AnnotationFigures {
    dates: Figures,
    quote_spans: Figures,
    speakers: Figures,
    quotes_from_furniture: usize,
}

struct Text {
    words: String,
    analysis: Analysis,
}

/// Scores the articles of a gold comparison.
pub(crate) fn score_files(gold: &Path, texts: &Path) -> Result<AnnotationFigures> {
    let gold: Gold = files::json(gold)?;
    let engine = Engine::embedded()?;
    let mut analysed = BTreeMap::new();
    for source in &gold.sources {
        analysed.insert(source.id.as_str(), analyse(&engine, source, texts)?);
    }
    let mut figures = AnnotationFigures::default();
    for date in &gold.dates {
        let text = of(&analysed, &date.place)?;
        let found = value(text, date);
        figures.dates.add(found.contains(&date.value), || {
            format!("{} {:?}: {} found {found:?}", date.place.source, date.text, date.value)
        });
    }
    for member in gold.quotes.iter().flat_map(|cluster| &cluster.members) {
        if member.kind != "INDIRECT" {
            let text = of(&analysed, &member.place)?;
            add_quote(&mut figures, &gold, member, text);
        }
    }
    for furniture in &gold.boilerplate_quotes {
        let span = Span::new(furniture.begin_byte, furniture.end_byte);
        let quotes = &of(&analysed, furniture)?.analysis.quotes;
        figures.quotes_from_furniture += quotes.iter().filter(|q| q.span.overlaps(span)).count();
    }
    Ok(figures)
}

fn of<'a>(texts: &'a BTreeMap<&str, Text>, place: &Stretch) -> Result<&'a Text> {
    texts.get(place.source.as_str()).with_context(|| format!("no source {}", place.source))
}

fn analyse(engine: &Engine, source: &Source, texts: &Path) -> Result<Text> {
    let words = files::text(&texts.join(&source.file))?;
    let article = |metadata| -> Result<Article> {
        Ok(Article::plain(ArticleText::from_text(words.clone(), usize::MAX)?, metadata))
    };
    let plain = article(Metadata::default())?;
    let analysis = pipeline::analyze(engine, &plain, &Options::default(), &|| false)?.analysis;
    if analysis.date.is_some() {
        return Ok(Text { words, analysis });
    }
    let day = source.doc_date.as_deref().context("a source without a date")?;
    let publish_time = Some(files::day(day)?);
    let dated = article(Metadata { publish_time, ..Metadata::default() })?;
    let analysis = pipeline::analyze(engine, &dated, &Options::default(), &|| false)?.analysis;
    Ok(Text { words, analysis })
}

/// The values found for a date: one annotation's, or the article's own date.
fn value(text: &Text, gold: &Date) -> Vec<String> {
    let span = Span::new(gold.place.begin_byte, gold.place.end_byte);
    let shared = |other: Span| span.end.min(other.end).saturating_sub(span.begin.max(other.begin));
    let dates = text.analysis.dates.iter().filter(|date| date.span.overlaps(span));
    let best = dates.max_by_key(|date| shared(date.span));
    let header = || {
        let zones = &text.analysis.zones;
        let apart = zones.iter().any(|z| z.kind != ZoneKind::Body && z.span.contains(span));
        let date = text.analysis.date.filter(|_| apart)?;
        Some(vec![date.date.to_string()])
    };
    match best {
        Some(date) => vec![date.edtf.clone(), date.timex_value.clone()],
        None => header().unwrap_or_default(),
    }
}

/// Without marks and punctuation at either end.
fn bare(words: &str) -> &str {
    words.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')'))
}

fn add_quote(figures: &mut AnnotationFigures, gold: &Gold, member: &Member, text: &Text) {
    let span = Span::new(member.place.begin_byte, member.place.end_byte);
    let wanted = bare(span.of(&text.words));
    let quotes = text.analysis.quotes.iter();
    let mut near = quotes.filter(|q| q.kind != QuoteKind::Indirect && q.span.overlaps(span));
    let found = near.find(|quote| bare(quote.content.of(&text.words)) == wanted);
    figures
        .quote_spans
        .add(found.is_some(), || format!("{} {:?}", member.place.source, member.text));
    let by = speakers(found, text);
    let names = names_of(gold, &member.speaker);
    figures.speakers.add(by.iter().any(|speaker| names.iter().any(|n| n == speaker)), || {
        format!("{} {:?}: {} found {by:?}", member.place.source, member.text, member.speaker)
    });
}

/// Words that name those who speak in a quotation.
fn speakers(quote: Option<&Quote>, text: &Text) -> Vec<String> {
    let words = |party: &Party| {
        let entity = party.entity.and_then(|index| text.analysis.entities.get(index));
        let name = entity.map_or("", |entity| entity.canonical_name.as_str());
        name_words(&format!("{name} {}", party.mention.of(&text.words)))
    };
    quote.into_iter().flat_map(|quote| quote.speakers.iter().flat_map(words)).collect()
}

/// Words that name the gold's speaker.
fn names_of(gold: &Gold, speaker: &str) -> Vec<String> {
    let Some(entity) = gold.entities.iter().find(|entity| entity.id == speaker) else {
        return name_words(speaker);
    };
    name_words(&entity.canonical)
}

/// The words with a capital, without possessive.
fn name_words(words: &str) -> Vec<String> {
    let bare = |word: &str| word.trim_end_matches("'s").trim_end_matches("’s").to_owned();
    let words = words.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '/' | ','));
    words.filter(|word| word.starts_with(char::is_uppercase)).map(bare).collect()
}
