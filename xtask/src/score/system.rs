//! The comparison under test, from the pipeline itself or from a JSON file.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, Result, anyhow};
use parallax::{
    domain::{Article, ArticleText, Comparison, Metadata, Relation, Span},
    pipeline::{self, CompareOptions, Options},
};
use parallax_nlp::Engine;
use serde_json::Value;

use super::gold::{Gold, Place};

/// One piece of evidence in a claim row.
pub(crate) struct Cell {
    pub place: Place,
    /// "SUPPORTS", "PARTIAL", ...
    pub relation: String,
}

/// An entity's name and the forms it takes.
pub(crate) struct Names {
    pub canonical: String,
    pub forms: Vec<String>,
}

/// What the scorer looks at.
#[derive(Default)]
pub(crate) struct System {
    pub rows: Vec<Vec<Cell>>,
    pub entities: Vec<Names>,
}

impl System {
    /// Compares the gold's texts here.
    pub(crate) fn compute(gold: &Gold, texts: &BTreeMap<String, String>) -> Result<Self> {
        let engine = Engine::embedded()?;
        let mut articles = Vec::new();
        for source in &gold.sources {
            let text = texts.get(&source.id).context("a source without a text")?.clone();
            let text = ArticleText::from_text(text, usize::MAX)?;
            articles.push(Article::plain(text, Metadata::default()));
        }
        let annotated = articles
            .iter()
            .map(|article| pipeline::analyze(&engine, article, &Options::default(), &|| false))
            .collect::<Result<Vec<_>, _>>()?;
        let sources: Vec<_> = articles
            .iter()
            .zip(&annotated)
            .zip(&gold.sources)
            .map(|((article, annotated), source)| pipeline::Source {
                key: source.id.clone(),
                document: source.id.clone(),
                metadata: &article.metadata,
                text: article.text.as_str(),
                annotated,
            })
            .collect();
        let comparison = pipeline::compare(&sources, &CompareOptions::default(), &|| false)?;
        Ok(Self::from_comparison(&comparison, &sources))
    }

    fn from_comparison(comparison: &Comparison, sources: &[pipeline::Source<'_>]) -> Self {
        let place = |document: usize, span: Span| Place {
            source: sources[document].key.clone(),
            begin: sources[document].text[..span.begin].chars().count(),
            end: sources[document].text[..span.end].chars().count(),
        };
        let mut system = Self::default();
        for claim in &comparison.claims {
            let mut row = Vec::new();
            for stance in &claim.stances {
                let relation = match stance.relation {
                    Relation::Supports => "SUPPORTS",
                    Relation::Partial => "PARTIAL",
                    Relation::Silent => continue,
                };
                row.extend(stance.evidence.iter().map(|e| Cell {
                    place: place(e.document, e.span),
                    relation: relation.to_owned(),
                }));
            }
            system.rows.push(row);
        }
        for entity in &comparison.entities {
            let forms = entity.in_documents.iter().flat_map(|d| &d.forms);
            system.entities.push(Names {
                canonical: entity.canonical_name.clone(),
                forms: forms.map(|form| form.text.clone()).collect(),
            });
        }
        system
    }

    /// Reads a CompareTextsResponse; its documents stand in the order of the gold's sources.
    pub(crate) fn read(path: &Path, gold: &Gold) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let value: Value = serde_json::from_slice(&bytes)
            .with_context(|| format!("{} is not JSON", path.display()))?;
        let comparison = value.get("comparison").unwrap_or(&value);
        let keys: BTreeMap<&str, &str> = list(comparison, "documents")
            .zip(&gold.sources)
            .map(|(document, source)| (string(document, "key"), source.id.as_str()))
            .collect();
        let mut system = Self::default();
        for claim in list(comparison, "claims") {
            let mut row = Vec::new();
            for stance in list(claim, "stances") {
                let relation = string(stance, "relation").trim_start_matches("RELATION_");
                let key = string(stance, "key");
                let source =
                    keys.get(key).ok_or_else(|| anyhow!("stance of an unknown document {key}"))?;
                row.extend(list(stance, "evidence").map(|evidence| Cell {
                    place: json_place(source, evidence),
                    relation: relation.to_owned(),
                }));
            }
            system.rows.push(row);
        }
        for entity in list(comparison, "entities") {
            let forms = list(entity, "inDocuments").flat_map(|d| list(d, "forms"));
            system.entities.push(Names {
                canonical: string(entity, "canonicalName").to_owned(),
                forms: forms.map(|form| string(form, "text").to_owned()).collect(),
            });
        }
        Ok(system)
    }
}

fn json_place(source: &str, evidence: &Value) -> Place {
    let number = |name: &str| {
        let value = evidence.get("span").and_then(|span| span.get(name)).and_then(Value::as_u64);
        value.and_then(|v| usize::try_from(v).ok()).unwrap_or_default()
    };
    Place { source: source.to_owned(), begin: number("begin"), end: number("end") }
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn string<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
