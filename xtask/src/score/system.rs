//! The comparison under test, from the pipeline itself or from a JSON file.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, Result, anyhow};
use jiff::Timestamp;
use parallax::{
    domain::{
        Article, ArticleText, Comparison, Compatibility, DiscrepancyType, Metadata, Relation, Span,
    },
    pipeline::{self, CompareOptions, Options},
};
use parallax_nlp::Engine;
use serde_json::Value;

use super::{
    gold::{Gold, Place},
    quote_groups::Found,
};

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

/// A difference between sources.
pub(crate) struct Difference {
    /// "NUMBER", "TEXT_DAMAGE", ...
    pub kind: String,
    /// "CONFLICTING", "COMPATIBLE" or "UNCLEAR".
    pub compatibility: String,
    /// Evidence of all its values.
    pub places: Vec<Place>,
}

/// What the scorer looks at.
#[derive(Default)]
pub(crate) struct System {
    pub rows: Vec<Vec<Cell>>,
    pub differences: Vec<Difference>,
    /// Utterances and text reuse.
    pub shared: Found,
    pub entities: Vec<Names>,
}

impl System {
    /// Compares the gold's texts here; `times` has publication times by source.
    pub(crate) fn compute(
        gold: &Gold,
        texts: &BTreeMap<String, String>,
        times: &BTreeMap<String, Timestamp>,
    ) -> Result<Self> {
        let engine = Engine::embedded()?;
        let mut articles = Vec::new();
        for source in &gold.sources {
            let text = texts.get(&source.id).context("a source without a text")?.clone();
            let text = ArticleText::from_text(text, usize::MAX)?;
            let publish_time = times.get(&source.id).copied();
            articles.push(Article::plain(text, Metadata { publish_time, ..Metadata::default() }));
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
                revision: String::new(),
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
        let mut system = Self { shared: Found::of(comparison, place), ..Self::default() };
        for claim in &comparison.claims {
            let mut row = Vec::new();
            for stance in &claim.stances {
                let relation = match stance.relation {
                    Relation::Supports => "SUPPORTS",
                    Relation::Partial => "PARTIAL",
                    Relation::Contradicts => "CONTRADICTS",
                    Relation::MentionsDenial => "MENTIONS_DENIAL",
                    Relation::Silent => continue,
                };
                row.extend(stance.evidence.iter().map(|e| Cell {
                    place: place(e.document, e.span),
                    relation: relation.to_owned(),
                }));
            }
            system.rows.push(row);
        }
        for found in &comparison.discrepancies {
            let evidence = found.values.iter().flat_map(|value| &value.evidence);
            system.differences.push(Difference {
                kind: type_name(found.kind).to_owned(),
                compatibility: match found.compatibility {
                    Compatibility::Conflicting => "CONFLICTING",
                    Compatibility::Compatible => "COMPATIBLE",
                    Compatibility::Unclear => "UNCLEAR",
                }
                .to_owned(),
                places: evidence.map(|e| place(e.document, e.span)).collect(),
            });
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
        let documents: BTreeMap<&str, &str> = list(comparison, "documents")
            .zip(&gold.sources)
            .map(|(document, source)| {
                let name = match string(document, "document") {
                    "" => string(document, "key"),
                    name => name,
                };
                (name, source.id.as_str())
            })
            .collect();
        let side = |key: &str, evidence: &Value| {
            let source = keys.get(key).or_else(|| documents.get(string(evidence, "document")));
            json_place(source.copied().unwrap_or_default(), evidence)
        };
        let mut system = Self { shared: Found::read(comparison, side), ..Self::default() };
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
        for found in list(comparison, "discrepancies") {
            let mut places = Vec::new();
            for value in list(found, "values") {
                // Evidence names its document; that of a value of one source need not.
                let first = list(value, "keys").next().and_then(Value::as_str).unwrap_or_default();
                for evidence in list(value, "evidence") {
                    let own = string(evidence, "document");
                    let source = documents.get(own).or_else(|| keys.get(first));
                    let source = source.ok_or_else(|| anyhow!("evidence of unknown '{own}'"))?;
                    places.push(json_place(source, evidence));
                }
            }
            system.differences.push(Difference {
                kind: string(found, "type").trim_start_matches("TYPE_").to_owned(),
                compatibility: string(found, "compatibility")
                    .trim_start_matches("COMPATIBILITY_")
                    .to_owned(),
                places,
            });
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

/// Name of a type of discrepancies, as the gold's reader and the protocol write it.
fn type_name(kind: DiscrepancyType) -> &'static str {
    match kind {
        DiscrepancyType::Polarity => "POLARITY",
        DiscrepancyType::Number => "NUMBER",
        DiscrepancyType::Date => "DATE",
        DiscrepancyType::Place => "PLACE",
        DiscrepancyType::Actor => "ACTOR",
        DiscrepancyType::Target => "TARGET",
        DiscrepancyType::Attribution => "ATTRIBUTION",
        DiscrepancyType::QuoteWording => "QUOTE_WORDING",
        DiscrepancyType::Certainty => "CERTAINTY",
        DiscrepancyType::Label => "LABEL",
        DiscrepancyType::Purpose => "PURPOSE",
        DiscrepancyType::Spelling => "SPELLING",
        DiscrepancyType::Internal => "INTERNAL",
        DiscrepancyType::TextDamage => "TEXT_DAMAGE",
        DiscrepancyType::Expectation => "EXPECTATION",
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
