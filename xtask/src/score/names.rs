//! Scores names of persons, organisations and places by exact span and type, as CoNLL-2003
//! does (Tjong Kim Sang and De Meulder 2003): precision, recall and F1, micro-averaged and by
//! type. A leading "the" counts on neither side.

use std::{collections::BTreeSet, path::Path};

use anyhow::{Result, bail};
use parallax_nlp::{Doc, Engine, Entity, Rules};
use serde::{Deserialize, Serialize};

use super::files;

/// One line of a data file; positions are code points.
#[derive(Deserialize)]
struct Record {
    text: String,
    entities: Vec<(usize, usize, String)>,
}

/// Precision, recall and F1.
#[derive(Debug, Default, Serialize)]
struct Figures {
    gold: usize,
    system: usize,
    right: usize,
    precision: f64,
    recall: f64,
    f1: f64,
}

/// Figures over all names and by type.
#[derive(Debug, Default, Serialize)]
struct ByType {
    all: Figures,
    person: Figures,
    organization: Figures,
    location: Figures,
}

/// What the recogniser finds alone, and with the rules over it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct NameFigures {
    texts: usize,
    raw: ByType,
    corrected: ByType,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Type {
    Person,
    Organization,
    Location,
}

/// Names by their bytes.
type Names = BTreeSet<(usize, usize, Type)>;

/// The rules without those that are named.
pub(crate) fn rules_without(names: &[String]) -> Result<Rules> {
    let mut rules = Rules::default();
    for name in names {
        match rules.without(name) {
            Some(fewer) => rules = fewer,
            None => bail!("no rule {name:?}; the rules are {}", Rules::NAMES.join(", ")),
        }
    }
    Ok(rules)
}

/// Scores the first `count` lines of a JSONL file; each is `{"text", "entities": [[begin,
/// end, type], ...]}` and analysed by itself.
pub(crate) fn score_file(path: &Path, count: usize, rules: Rules) -> Result<NameFigures> {
    let engine = Engine::embedded()?;
    let mut figures = NameFigures::default();
    for record in files::lines(path)?.take(count) {
        let record: Record = record?;
        let text = record.text.as_str();
        let gold = gold(&record);
        let doc = engine.analyze(text);
        figures.raw.add(&gold, &found(&doc, doc.entities(), text));
        figures.corrected.add(&gold, &found(&doc, &engine.names_with(&doc, text, rules), text));
        figures.texts += 1;
    }
    figures.raw.finish();
    figures.corrected.finish();
    Ok(figures)
}

fn gold(record: &Record) -> Names {
    let text = record.text.as_str();
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let name = |(begin, end, label): &(usize, usize, String)| {
        let kind = match label.as_str() {
            "person" | "politician" | "PER" | "PERSON" => Type::Person,
            "organisation" | "organization" | "politicalparty" | "ORG" => Type::Organization,
            "location" | "country" | "LOC" | "GPE" => Type::Location,
            _ => return None,
        };
        let (begin, end) = (*bytes.get(*begin)?, *bytes.get(*end)?);
        Some((after_article(text, begin, end), end, kind))
    };
    record.entities.iter().filter_map(name).collect()
}

fn found(doc: &Doc, entities: &[Entity], text: &str) -> Names {
    let name = |entity: &Entity| {
        let kind = match doc.label(entity) {
            "PERSON" => Type::Person,
            "ORG" => Type::Organization,
            "GPE" | "LOC" | "FAC" => Type::Location,
            _ => return None,
        };
        let bytes = doc.entity_bytes(entity);
        Some((after_article(text, bytes.start, bytes.end), bytes.end, kind))
    };
    entities.iter().filter_map(name).collect()
}

/// Where a name begins without a leading "the".
fn after_article(text: &str, begin: usize, end: usize) -> usize {
    let article = text.get(begin..begin + 4).is_some_and(|t| t.eq_ignore_ascii_case("the "));
    if article && begin + 4 < end { begin + 4 } else { begin }
}

impl ByType {
    fn add(&mut self, gold: &Names, system: &Names) {
        self.all.add(gold, system, |_| true);
        self.person.add(gold, system, |kind| kind == Type::Person);
        self.organization.add(gold, system, |kind| kind == Type::Organization);
        self.location.add(gold, system, |kind| kind == Type::Location);
    }

    fn finish(&mut self) {
        let Self { all, person, organization, location } = self;
        [all, person, organization, location].into_iter().for_each(Figures::finish);
    }
}

impl Figures {
    fn add(&mut self, gold: &Names, system: &Names, counts: impl Fn(Type) -> bool) {
        self.gold += gold.iter().filter(|name| counts(name.2)).count();
        self.system += system.iter().filter(|name| counts(name.2)).count();
        self.right += gold.intersection(system).filter(|name| counts(name.2)).count();
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
