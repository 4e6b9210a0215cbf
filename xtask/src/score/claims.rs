//! Scores slots and framing terms of single articles against a hand-made comparison.
//!
//! The gold gives slots to a claim that several sources make, so a slot is looked for in each
//! source's evidence: among the claims that share at least half of the shorter stretch with it.
//! An entity is right when the slot's words, or the name of the entity it points at, are one of
//! the entity's names; a date when it has the gold's value. A source need not say all that the
//! gold claim says (one names the visitor, another the day), so figures stay below 1. Framing
//! terms are found when a term overlaps the gold's words; terms that the gold calls neutral are
//! left out.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, Result};
use parallax::{
    domain::{Analysis, Article, ArticleText, Claim, Metadata, Polarity, SlotRole, Span, Voice},
    pipeline::{self, Options},
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::files;

#[derive(Deserialize)]
struct Gold {
    sources: Vec<Source>,
    entities: Vec<Entity>,
    claims: Vec<GoldClaim>,
    #[serde(default)]
    framing: Vec<Framing>,
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
    variants: Vec<Variant>,
}

#[derive(Deserialize)]
struct Variant {
    text: Option<String>,
}

#[derive(Deserialize)]
struct GoldClaim {
    id: String,
    evidence: Vec<Stretch>,
    #[serde(default)]
    slots: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Stretch {
    source: String,
    begin_byte: usize,
    end_byte: usize,
}

#[derive(Deserialize)]
struct Framing {
    terms: Vec<Term>,
}

#[derive(Deserialize)]
struct Term {
    #[serde(flatten)]
    place: Stretch,
    text: String,
    voice: String,
    valence: String,
}

/// Right ones among all, and what was missed.
#[derive(Debug, Default, Serialize)]
struct Count {
    right: usize,
    of: usize,
    missed: Vec<String>,
}

impl Count {
    fn add(&mut self, right: bool, what: impl Fn() -> String) {
        self.of += 1;
        self.right += usize::from(right);
        if !right {
            self.missed.push(what());
        }
    }
}

/// The figures.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Figures {
    who: Count,
    whom_or_what: Count,
    place: Count,
    time: Count,
    negated: Count,
    framing: Count,
    /// Of the framing terms found.
    voice: Count,
}

struct Text {
    words: String,
    analysis: Analysis,
}

/// Scores the texts of a gold in a folder.
pub(crate) fn score_files(gold: &Path, texts: &Path) -> Result<Figures> {
    let gold: Gold = files::json(gold)?;
    let engine = Engine::embedded()?;
    let mut read = BTreeMap::new();
    for source in &gold.sources {
        read.insert(source.id.as_str(), analyse(&engine, source, texts)?);
    }
    let mut figures = Figures::default();
    for claim in &gold.claims {
        for evidence in &claim.evidence {
            let text = read.get(evidence.source.as_str()).context("evidence without a source")?;
            add_claim(&mut figures, &gold, claim, evidence, text);
        }
    }
    for term in gold.framing.iter().flat_map(|framing| &framing.terms) {
        let text = read.get(term.place.source.as_str()).context("a term without a source")?;
        if !term.valence.starts_with("neutral") {
            add_term(&mut figures, term, text);
        }
    }
    Ok(figures)
}

fn analyse(engine: &Engine, source: &Source, texts: &Path) -> Result<Text> {
    let words = files::text(&texts.join(&source.file))?;
    let publish_time = source.doc_date.as_deref().map(files::day).transpose()?;
    let article = Article::plain(
        ArticleText::from_text(words, usize::MAX)?,
        Metadata { publish_time, ..Metadata::default() },
    );
    let analysis = pipeline::analyze(engine, &article, &Options::default(), &|| false)?.analysis;
    Ok(Text { words: article.text.as_str().to_owned(), analysis })
}

fn add_claim(
    figures: &mut Figures,
    gold: &Gold,
    claim: &GoldClaim,
    evidence: &Stretch,
    text: &Text,
) {
    let span = Span::new(evidence.begin_byte, evidence.end_byte);
    let matches = |found: &&Claim| {
        let end = span.end.min(found.span.end);
        let shared = end.saturating_sub(span.begin.max(found.span.begin));
        shared > 0 && 2 * shared >= span.len().min(found.span.len())
    };
    let claims: Vec<&Claim> = text.analysis.claims.iter().filter(matches).collect();
    let named = |id: &str, roles: &[SlotRole]| {
        let names = names(gold, id);
        let slots = claims.iter().flat_map(|c| &c.slots).filter(|s| roles.contains(&s.role));
        slots.into_iter().any(|slot| {
            let entity = slot.entity.map(|e| text.analysis.entities[e].canonical_name.as_str());
            let known = |words: &str| names.iter().any(|name| is_name(name, words));
            known(slot.span.of(&text.words)) || entity.is_some_and(known)
        })
    };
    for (key, value) in &claim.slots {
        let what = || format!("{} {} {value}", claim.id, evidence.source);
        let (count, roles): (_, &[SlotRole]) = match key.as_str() {
            "who" => (&mut figures.who, &[SlotRole::Agent]),
            "whom" | "target" => {
                (&mut figures.whom_or_what, &[SlotRole::Target, SlotRole::Recipient])
            }
            "where" => (&mut figures.place, &[SlotRole::Place]),
            "when" => {
                let slots = claims.iter().flat_map(|c| &c.slots);
                let mut times = slots.filter(|slot| slot.role == SlotRole::Time);
                let right = times.any(|slot| value.as_str() == Some(&slot.value));
                figures.time.add(right, what);
                continue;
            }
            "polarity" => {
                let negated = claims.iter().any(|c| c.polarity == Polarity::Negated);
                figures.negated.add(negated, what);
                continue;
            }
            _ => continue,
        };
        let ids: Vec<&str> = match value {
            Value::Array(ids) => ids.iter().filter_map(Value::as_str).collect(),
            other => other.as_str().into_iter().collect(),
        };
        let ids = ids.into_iter().filter(|id| id.starts_with("e-"));
        let ids: Vec<&str> = ids.collect();
        if !ids.is_empty() {
            count.add(ids.iter().any(|id| named(id, roles)), what);
        }
    }
}

/// The names of an entity in lower case.
fn names(gold: &Gold, id: &str) -> Vec<String> {
    let entities = gold.entities.iter().filter(|entity| entity.id == id);
    let names = entities.flat_map(|entity| {
        let variants = entity.variants.iter().filter_map(|v| v.text.as_deref());
        variants.chain([entity.canonical.as_str()])
    });
    names.map(plain).collect()
}

/// Whether words are a name, or end in it as "President Xi Jinping" does.
fn is_name(name: &str, words: &str) -> bool {
    let words = plain(words);
    words == name || words.strip_suffix(name).is_some_and(|before| before.ends_with(' '))
}

/// In lower case without article, possessive and marks.
fn plain(words: &str) -> String {
    let words = words.to_lowercase().replace('’', "'");
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    let words = words.strip_suffix("'s").unwrap_or(words);
    words.strip_prefix("the ").unwrap_or(words).to_owned()
}

fn add_term(figures: &mut Figures, term: &Term, text: &Text) {
    let span = Span::new(term.place.begin_byte, term.place.end_byte);
    let found: Vec<_> = text.analysis.framing.iter().filter(|f| f.span.overlaps(span)).collect();
    let what = || format!("{} {:?} ({})", term.place.source, term.text, term.valence);
    figures.framing.add(!found.is_empty(), what);
    if !found.is_empty() {
        let outlet = term.voice.starts_with("outlet");
        let own = |voice| matches!(voice, Voice::Outlet | Voice::ScareQuote);
        figures.voice.add(found.iter().any(|f| own(f.voice) == outlet), what);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_their_ends() {
        assert!(is_name("xi jinping", "President Xi Jinping"));
        assert!(is_name("russia", "Russia’s"));
        assert!(!is_name("xi", "Taxi"));
    }
}
