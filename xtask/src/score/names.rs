//! Scores names of persons, organisations and places by exact span and type, as CoNLL-2003
//! does (Tjong Kim Sang and De Meulder 2003): micro-averaged precision, recall and F1.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
};

use anyhow::{Context as _, Result};
use parallax::{
    domain::{Article, ArticleText, EntityType, MentionKind, Metadata, Span},
    pipeline,
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};

/// One line of a data file; positions are code points.
#[derive(Deserialize)]
struct Record {
    text: String,
    entities: Vec<(usize, usize, String)>,
}

/// Precision, recall and F1.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Figures {
    gold: usize,
    system: usize,
    right: usize,
    precision: f64,
    recall: f64,
    f1: f64,
}

/// What the engine alone finds, and what Parallax finds on top of it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct NameFigures {
    texts: usize,
    engine: Figures,
    parallax: Figures,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Type {
    Person,
    Organization,
    Location,
}

type Names = BTreeSet<(usize, usize, Type)>;

/// Scores the first `count` lines of a JSONL file; each is `{"text", "entities": [[begin,
/// end, type], ...]}`.
pub(crate) fn score_file(path: &Path, count: usize) -> Result<NameFigures> {
    let file = fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let engine = Engine::embedded()?;
    let mut figures = NameFigures::default();
    for line in BufReader::new(file).lines().take(count) {
        let record: Record = serde_json::from_str(&line?)
            .with_context(|| format!("bad line {} of {}", figures.texts + 1, path.display()))?;
        let gold = record.entities.iter().filter_map(|(b, e, t)| Some((*b, *e, gold_type(t)?)));
        let gold: Names = gold.collect();
        figures.engine.add(&gold, &by_engine(&engine, &record.text));
        figures.parallax.add(&gold, &by_parallax(&engine, &record.text)?);
        figures.texts += 1;
    }
    figures.engine.finish();
    figures.parallax.finish();
    Ok(figures)
}

fn gold_type(name: &str) -> Option<Type> {
    Some(match name {
        "person" | "politician" | "PER" | "PERSON" => Type::Person,
        "organisation" | "organization" | "politicalparty" | "ORG" => Type::Organization,
        "location" | "country" | "LOC" | "GPE" => Type::Location,
        _ => return None,
    })
}

fn by_engine(engine: &Engine, text: &str) -> Names {
    let doc = engine.analyze(text);
    let name = |entity| {
        let kind = match doc.label(entity) {
            "PERSON" => Type::Person,
            "ORG" => Type::Organization,
            "GPE" | "LOC" | "FAC" => Type::Location,
            _ => return None,
        };
        let bytes = doc.entity_bytes(entity);
        Some((code_points(text, bytes.start), code_points(text, bytes.end), kind))
    };
    doc.entities().iter().filter_map(name).collect()
}

fn by_parallax(engine: &Engine, text: &str) -> Result<Names> {
    let text = ArticleText::from_text(text.to_owned(), usize::MAX)?;
    let article = Article { text, metadata: Metadata::default() };
    let annotated = pipeline::analyze(engine, &article, true, &|| false)?;
    let text = article.text.as_str();
    let place = |span: Span| (code_points(text, span.begin), code_points(text, span.end));
    let mut names = Names::new();
    for entity in &annotated.analysis.entities {
        let kind = match entity.kind {
            EntityType::Person => Type::Person,
            EntityType::Organization => Type::Organization,
            EntityType::Location => Type::Location,
            _ => continue,
        };
        for mention in &entity.mentions {
            // The sets mark names, not descriptions, nor adjectives as places.
            if !matches!(mention.kind, MentionKind::Nominal | MentionKind::Demonym) {
                let (begin, end) = place(mention.span);
                names.insert((begin, end, kind));
            }
        }
    }
    Ok(names)
}

fn code_points(text: &str, byte: usize) -> usize {
    text[..byte].chars().count()
}

impl Figures {
    fn add(&mut self, gold: &Names, system: &Names) {
        self.gold += gold.len();
        self.system += system.len();
        self.right += gold.intersection(system).count();
    }

    fn finish(&mut self) {
        let ratio = |whole: usize| if whole == 0 { 0.0 } else { self.right as f64 / whole as f64 };
        (self.precision, self.recall) = (ratio(self.system), ratio(self.gold));
        self.f1 = match self.precision + self.recall {
            0.0 => 0.0,
            sum => 2.0 * self.precision * self.recall / sum,
        };
    }
}
