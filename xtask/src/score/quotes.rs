//! Scores quotations and reported speech against marked attributions, each of a source, a cue and
//! a content, as PolNeAR has them (Newell, Margolin, Ruths 2018).
//!
//! - `quoted`: the gold segments are what stands in double quotation marks inside a gold content,
//!   paired here by turns without regard to how the product pairs them; what a content leaves
//!   open reaches to the end of its span. The system's are its direct quotes and fragments. Two
//!   match when they share more than half of the shorter. Recall is over gold segments;
//!   precision is the share of the system's quotes that lie in a gold content for more than half.
//!   Scare quotes and titles are not claimed to be speech and do not count as the system's.
//! - `speakers`: over all gold segments whose attribution has a source, found or not. A speaker
//!   is right when the words that name it overlap the gold source, or when the last word of its
//!   entity's name is among the words of the gold source.
//! - `attributions`: each gold attribution, quoted or not, against each of the system's (all kinds
//!   but scare quotes and titles; quotes that continue one another, or lie in the reported
//!   clause of the same cue, are one). Pairs that share more than half of the shorter content are
//!   matched one to one, longest overlap first.
//! - `characters`: the characters that lie in any content, gold and system.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::Result;
use parallax::{
    domain::{Analysis, Article, ArticleText, Metadata, Quote, QuoteKind, Span},
    pipeline,
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};

use super::files;

/// One line of a data file; positions are code points.
#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    attributions: Vec<Attribution>,
}

#[derive(Deserialize)]
struct Attribution {
    source: Vec<(usize, usize)>,
    content: Vec<(usize, usize)>,
}

/// Precision, recall and F1 of counts.
#[derive(Debug, Default, Serialize)]
struct Figures {
    gold: usize,
    system: usize,
    /// Gold ones that were found.
    found: usize,
    /// System ones that are right.
    right: usize,
    precision: f64,
    recall: f64,
    f1: f64,
}

/// How many speakers are right.
#[derive(Debug, Default, Serialize)]
struct Speakers {
    /// Gold segments that have a source.
    gold: usize,
    /// Those that were found and given a speaker.
    given: usize,
    right: usize,
    /// `right / gold`.
    share: f64,
}

/// All figures of a file.
#[derive(Debug, Default, Serialize)]
pub(crate) struct QuoteFigures {
    texts: usize,
    quoted: Figures,
    speakers: Speakers,
    /// Speakers by the rule that decided: given and right.
    rules: BTreeMap<String, (usize, usize)>,
    attributions: Figures,
    characters: Figures,
}

/// What to list beside the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Show {
    /// Gold segments without a quote.
    Missed,
    /// Quotes outside of all gold contents.
    Wrong,
    /// Wrong or missing speakers.
    Speakers,
    /// Attributions on either side without a partner.
    Attributions,
}

/// Scores the lines of a JSONL file, or of one compressed with gzip, that `keep` accepts by
/// their number.
pub(crate) fn score_file(
    path: &Path,
    keep: impl Fn(usize) -> bool,
    show: Option<Show>,
) -> Result<QuoteFigures> {
    let engine = Engine::embedded()?;
    // The texts are articles without furniture.
    let options = pipeline::Options { skip_cleaning: true, ..pipeline::Options::default() };
    let mut figures = QuoteFigures::default();
    for (number, record) in files::lines(path)?.enumerate() {
        let record: Record = record?;
        if !keep(number) {
            continue;
        }
        let text = ArticleText::from_text(record.text.clone(), usize::MAX)?;
        let article = Article::plain(text, Metadata::default());
        let annotated = pipeline::analyze(&engine, &article, &options, &|| false)?;
        let text = article.text.as_str();
        Scoring { record: &record, text, analysis: &annotated.analysis, show }.add(&mut figures);
        figures.texts += 1;
    }
    figures.finish();
    Ok(figures)
}

struct Scoring<'a> {
    record: &'a Record,
    text: &'a str,
    analysis: &'a Analysis,
    show: Option<Show>,
}

/// A gold attribution in bytes.
struct Gold {
    source: Vec<Span>,
    content: Vec<Span>,
}

impl Scoring<'_> {
    fn add(&self, figures: &mut QuoteFigures) {
        let gold = self.gold();
        let speech: Vec<&Quote> = self.analysis.quotes.iter().filter(|q| is_speech(q)).collect();
        self.add_quoted(&gold, &speech, figures);
        self.add_attributions(&gold, &mut figures.attributions);
        let union = |spans: &mut dyn Iterator<Item = Span>| union(spans.collect());
        let gold = union(&mut gold.iter().flat_map(|g| g.content.iter().copied()));
        let system = union(&mut speech.iter().map(|q| q.content));
        let shared = shared(&gold, &system);
        figures.characters.gold += length(&gold);
        figures.characters.system += length(&system);
        figures.characters.found += shared;
        figures.characters.right += shared;
    }

    fn gold(&self) -> Vec<Gold> {
        let ends = [self.record.text.len()];
        let at: Vec<usize> =
            self.record.text.char_indices().map(|(at, _)| at).chain(ends).collect();
        let bytes = |spans: &[(usize, usize)]| -> Vec<Span> {
            let byte =
                |&(begin, end): &(usize, usize)| Some(Span::new(*at.get(begin)?, *at.get(end)?));
            spans.iter().filter_map(byte).collect()
        };
        let gold = |a: &Attribution| Gold { source: bytes(&a.source), content: bytes(&a.content) };
        self.record.attributions.iter().map(gold).collect()
    }

    fn add_quoted(&self, gold: &[Gold], speech: &[&Quote], figures: &mut QuoteFigures) {
        let quotes: Vec<&&Quote> =
            speech.iter().filter(|q| q.kind != QuoteKind::Indirect).collect();
        figures.quoted.system += quotes.len();
        for quote in &quotes {
            let right = gold.iter().any(|g| {
                2 * shared(&[quote.content], &union(g.content.clone())) > quote.content.len()
            });
            figures.quoted.right += usize::from(right);
            if !right {
                self.list(Show::Wrong, quote.span, &format!("{:?}", self.because(quote)));
            }
        }
        for (segment, source) in quoted_segments(self.text, gold) {
            figures.quoted.gold += 1;
            figures.speakers.gold += usize::from(!source.is_empty());
            let Some(quote) = quotes.iter().find(|q| overlap(q.content, segment)) else {
                self.list(Show::Missed, segment, "");
                continue;
            };
            figures.quoted.found += 1;
            if source.is_empty() {
                continue;
            }
            figures.speakers.given += usize::from(!quote.speakers.is_empty());
            let right = self.is_speaker(quote, source);
            if let Some(signal) = quote.signals.first() {
                let counts = figures.rules.entry(signal.id.to_string()).or_default();
                counts.0 += 1;
                counts.1 += usize::from(right);
            }
            if right {
                figures.speakers.right += 1;
            } else {
                let source: Vec<&str> = source.iter().map(|s| s.of(self.text)).collect();
                let note = format!("gold {source:?} system {:?}", self.because(quote));
                self.list(Show::Speakers, quote.span, &note);
            }
        }
    }

    fn because<'q>(&'q self, quote: &'q Quote) -> (Vec<&'q str>, Option<&'q str>, Vec<&'q str>) {
        let speakers = quote.speakers.iter().map(|p| p.mention.of(self.text)).collect();
        let signals = quote.signals.iter().map(|s| s.id.as_ref()).collect();
        (speakers, quote.cue.map(|c| c.of(self.text)), signals)
    }

    fn is_speaker(&self, quote: &Quote, source: &[Span]) -> bool {
        quote.speakers.iter().any(|party| {
            let named = source.iter().any(|&s| s.overlaps(party.mention));
            let entity = party.entity.map(|index| &self.analysis.entities[index]);
            let last = entity.and_then(|e| e.canonical_name.split_whitespace().next_back());
            named
                || last.is_some_and(|name| {
                    source.iter().any(|s| {
                        let mut words = s.of(self.text).split(|c: char| !c.is_alphanumeric());
                        words.any(|word| word == name)
                    })
                })
        })
    }

    fn add_attributions(&self, gold: &[Gold], figures: &mut Figures) {
        let system = self.attributions();
        let gold: Vec<Vec<Span>> = gold
            .iter()
            .map(|g| union(g.content.clone()))
            .filter(|content| length(content) > 0)
            .collect();
        let mut pairs = Vec::new();
        for (g, gold) in gold.iter().enumerate() {
            for (s, system) in system.iter().enumerate() {
                let common = shared(gold, system);
                let shorter = length(gold).min(length(system));
                if 2 * common > shorter {
                    let longer = length(gold).max(length(system));
                    pairs.push((longer - common, g, s));
                }
            }
        }
        pairs.sort_unstable();
        let (mut golds, mut systems) = (BTreeSet::new(), BTreeSet::new());
        for (_, g, s) in pairs {
            if !golds.contains(&g) && !systems.contains(&s) {
                golds.insert(g);
                systems.insert(s);
            }
        }
        figures.gold += gold.len();
        figures.system += system.len();
        figures.found += golds.len();
        figures.right += systems.len();
        for (index, content) in gold.iter().enumerate().filter(|(g, _)| !golds.contains(g)) {
            self.list(Show::Attributions, content[0], &format!("missed {index}"));
        }
        for (index, content) in system.iter().enumerate().filter(|(s, _)| !systems.contains(s)) {
            self.list(Show::Attributions, content[0], &format!("wrong {index}"));
        }
    }

    /// The contents of the system's attributions.
    fn attributions(&self) -> Vec<Vec<Span>> {
        let quotes = &self.analysis.quotes;
        // To which attribution each quote belongs: that of what it continues, or of its cue.
        let mut group: Vec<usize> = (0..quotes.len()).collect();
        for (index, quote) in quotes.iter().enumerate() {
            let same_cue = |other: &&Quote| other.cue == quote.cue && is_speech(other);
            let first = quotes[..index].iter().rev().take(8).find(same_cue);
            let first = first.filter(|_| quote.cue.is_some()).map(|other| {
                // `other` is an element of `quotes`.
                quotes.iter().position(|q| std::ptr::eq(q, other)).unwrap_or(index)
            });
            if let Some(first) = quote.continues.or(first).filter(|&first| first < index) {
                group[index] = group[first];
            }
        }
        let mut contents: Vec<Vec<Span>> = vec![Vec::new(); quotes.len()];
        for (index, quote) in quotes.iter().enumerate().filter(|(_, q)| is_speech(q)) {
            contents[group[index]].push(quote.content);
        }
        contents.into_iter().map(union).filter(|content| !content.is_empty()).collect()
    }

    fn list(&self, show: Show, span: Span, note: &str) {
        if self.show == Some(show) {
            let mut begin = span.begin.saturating_sub(120);
            while !self.text.is_char_boundary(begin) {
                begin -= 1;
            }
            let mut end = (span.end + 120).min(self.text.len());
            while !self.text.is_char_boundary(end) {
                end += 1;
            }
            let before = Span::new(begin, span.begin).of(self.text).replace('\n', "¶");
            let after = Span::new(span.end, end).of(self.text).replace('\n', "¶");
            let words = span.of(self.text).replace('\n', "¶");
            eprintln!("{}: {note}\n    {before}⟦{words}⟧{after}", self.record.id);
        }
    }
}

/// What stands in double quotation marks inside the gold contents, each stretch once, with the
/// source of the shortest content that holds it.
fn quoted_segments<'g>(text: &str, gold: &'g [Gold]) -> Vec<(Span, &'g [Span])> {
    let mut by_length: Vec<&Gold> = gold.iter().collect();
    by_length.sort_by_key(|g| length(&union(g.content.clone())));
    let mut segments: Vec<(Span, &[Span])> = Vec::new();
    for gold in by_length {
        for segment in gold.content.iter().flat_map(|&span| between_marks(text, span)) {
            if !segments.iter().any(|(known, _)| overlap(*known, segment)) {
                segments.push((segment, &gold.source));
            }
        }
    }
    segments.sort_by_key(|(span, _)| *span);
    segments
}

/// What stands between double quotation marks in a span: by turns, beginning inside when the first
/// mark can only close.
fn between_marks(text: &str, span: Span) -> Vec<Span> {
    let words = span.of(text);
    let mut found = Vec::new();
    let mut begin = words.find(['“', '”']).filter(|&at| words[at..].starts_with('”')).map(|_| 0);
    let mut last = 0;
    for (at, mark) in words.char_indices() {
        let len = match mark {
            '"' | '“' | '”' | '«' | '»' => mark.len_utf8(),
            '\'' if at >= last && words[at + 1..].starts_with('\'') => 2,
            _ => continue,
        };
        last = at + len;
        match begin.take() {
            Some(begin) => found.push(Span::new(begin, at)),
            None => begin = Some(at + len),
        }
    }
    found.extend(begin.map(|begin| Span::new(begin, words.len())));
    let found = found.into_iter().map(|s| s.shifted(span.begin).trimmed(text));
    found.filter(|s| !s.is_empty()).collect()
}

fn is_speech(quote: &Quote) -> bool {
    !matches!(quote.kind, QuoteKind::Scare | QuoteKind::Title)
}

fn overlap(a: Span, b: Span) -> bool {
    2 * shared(&[a], &[b]) > a.len().min(b.len())
}

/// The same bytes as sorted spans that are apart.
fn union(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut apart: Vec<Span> = Vec::new();
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.begin <= last.end => last.end = last.end.max(span.end),
            _ => apart.push(span),
        }
    }
    apart
}

fn length(spans: &[Span]) -> usize {
    spans.iter().map(|span| span.len()).sum()
}

/// Bytes that two lists of spans, each sorted and apart, have in common.
fn shared(a: &[Span], b: &[Span]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        shared += x.end.min(y.end).saturating_sub(x.begin.max(y.begin));
        if x.end < y.end { i += 1 } else { j += 1 }
    }
    shared
}

impl QuoteFigures {
    fn finish(&mut self) {
        let Self { quoted, speakers, attributions, characters, .. } = self;
        [quoted, attributions, characters].into_iter().for_each(Figures::finish);
        speakers.share = ratio(speakers.right, speakers.gold);
    }
}

impl Figures {
    fn finish(&mut self) {
        self.precision = ratio(self.right, self.system);
        self.recall = ratio(self.found, self.gold);
        self.f1 = match self.precision + self.recall {
            0.0 => 0.0,
            sum => 2.0 * self.precision * self.recall / sum,
        };
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
