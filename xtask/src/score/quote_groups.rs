//! Scores utterances and text reuse against a gold comparison.
//!
//! Quotes are scored by pairs of renderings in one utterance (pairwise precision, recall and F1 of
//! the clustering), of one document too. Only pairs are judged whose two spans both match renderings
//! of the gold. Talking points that recur are no utterances. Of text reuse, the gold's runs count
//! that some link covers by half of the shorter one in both documents.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::gold::Place;

/// Pairwise figures of the utterances.
#[derive(Debug, Serialize)]
pub(crate) struct QuoteFigures {
    pub groups: usize,
    /// Share of the gold's renderings that some rendering matches.
    pub span_recall: f64,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    /// Talking points of the gold that are one utterance here.
    pub wrongly_merged: Vec<String>,
}

/// Which shared runs of the gold are found.
#[derive(Debug, Serialize)]
pub(crate) struct ReuseFigures {
    pub links: usize,
    pub found: Vec<String>,
    pub missed: Vec<String>,
    /// Links that are called copies.
    pub copies: usize,
}

/// The gold, as far as it is read here.
#[derive(Deserialize)]
pub(crate) struct Gold {
    quotes: Vec<Group>,
    #[serde(default)]
    text_reuse: Vec<Run>,
}

#[derive(Deserialize)]
struct Group {
    id: String,
    relation: String,
    members: Vec<Stretch>,
}

#[derive(Deserialize)]
struct Run {
    id: String,
    a: Stretch,
    b: Stretch,
}

#[derive(Deserialize)]
struct Stretch {
    source: String,
    begin_char: usize,
    end_char: usize,
}

impl Stretch {
    fn place(&self) -> Place {
        Place { source: self.source.clone(), begin: self.begin_char, end: self.end_char }
    }
}

impl Gold {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        serde_json::from_slice(&bytes).with_context(|| format!("{} is no gold", path.display()))
    }
}

/// The utterances and links of a comparison.
#[derive(Default)]
pub(crate) struct Found {
    /// Renderings of each utterance.
    pub utterances: Vec<Vec<Place>>,
    /// The two sides of each link, and whether it is a copy.
    pub links: Vec<(Place, Place, bool)>,
}

impl Found {
    /// Of a comparison; `place` gives a stretch of a column.
    pub(crate) fn of(
        comparison: &parallax::domain::Comparison,
        place: impl Fn(usize, parallax::domain::Span) -> Place,
    ) -> Self {
        use parallax::domain::{QuoteRelation, ReuseKind};
        let quotes = comparison.quotes.iter();
        let utterances = quotes.filter(|q| q.relation != QuoteRelation::Recurring);
        let side = |e: &parallax::domain::Evidence| place(e.document, e.span);
        Self {
            utterances: utterances
                .map(|q| q.renderings.iter().map(|r| side(&r.evidence)).collect())
                .collect(),
            links: comparison
                .text_reuse
                .iter()
                .map(|l| (side(&l.first), side(&l.second), l.kind == ReuseKind::Copy))
                .collect(),
        }
    }

    /// Of a comparison in JSON; `place` gives the stretch of an evidence of a document's key.
    pub(crate) fn read(comparison: &Value, place: impl Fn(&str, &Value) -> Place) -> Self {
        let list = |value: &Value, name: &str| -> Vec<Value> {
            value.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
        };
        let text = |value: &Value, name: &str| -> String {
            value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let mut found = Self::default();
        for quote in list(comparison, "quotes") {
            if text(&quote, "relation").ends_with("RECURRING") {
                continue;
            }
            let renderings = list(&quote, "renderings");
            let side =
                |r: &Value| place(&text(r, "key"), r.get("evidence").unwrap_or(&Value::Null));
            found.utterances.push(renderings.iter().map(side).collect());
        }
        for link in list(comparison, "textReuse") {
            let side = |name: &str| {
                let evidence = link.get(name).unwrap_or(&Value::Null);
                place(&text(evidence, "key"), evidence)
            };
            let copy = text(&link, "kind").ends_with("COPY");
            found.links.push((side("first"), side("second"), copy));
        }
        found
    }
}

type Pair<'a> = (&'a Place, &'a Place);

fn pairs<'a>(groups: impl Iterator<Item = &'a Vec<Place>>) -> Vec<Pair<'a>> {
    let pairs = |group: &'a Vec<Place>| -> Vec<Pair<'a>> {
        let with = |i: usize| group[i + 1..].iter().map(move |other| (&group[i], other));
        (0..group.len()).flat_map(with).collect()
    };
    groups.flat_map(pairs).collect()
}

fn same(a: Pair<'_>, b: Pair<'_>) -> bool {
    (a.0.matches(b.0) && a.1.matches(b.1)) || (a.0.matches(b.1) && a.1.matches(b.0))
}

/// Scores utterances.
pub(crate) fn quotes(gold: &Gold, found: &Found) -> QuoteFigures {
    let groups: BTreeMap<&str, (bool, Vec<Place>)> = gold
        .quotes
        .iter()
        .map(|group| {
            let apart = group.relation.contains("NOT_SAME");
            (group.id.as_str(), (apart, group.members.iter().map(Stretch::place).collect()))
        })
        .collect();
    let wanted = pairs(groups.values().filter(|(apart, _)| !apart).map(|(_, places)| places));
    let system = pairs(found.utterances.iter());
    let known: Vec<&Place> = groups.values().flat_map(|(_, places)| places).collect();
    let is_known = |place: &Place| known.iter().any(|k| k.matches(place));
    let judged: Vec<&Pair<'_>> =
        system.iter().filter(|(a, b)| is_known(a) && is_known(b)).collect();
    let right = judged.iter().filter(|pair| wanted.iter().any(|w| same(*w, ***pair))).count();
    let hit = wanted.iter().filter(|pair| system.iter().any(|s| same(*s, **pair))).count();
    let (precision, recall) = (ratio(right, judged.len()), ratio(hit, wanted.len()));
    let all: Vec<&Place> = found.utterances.iter().flatten().collect();
    let met = known.iter().filter(|k| all.iter().any(|place| place.matches(k))).count();
    let merged = groups.iter().filter(|(_, (apart, places))| {
        *apart && pairs(std::iter::once(places)).iter().any(|p| system.iter().any(|s| same(*s, *p)))
    });
    QuoteFigures {
        groups: found.utterances.len(),
        span_recall: ratio(met, known.len()),
        precision,
        recall,
        f1: if precision + recall == 0.0 {
            0.0
        } else {
            2.0 * precision * recall / (precision + recall)
        },
        wrongly_merged: merged.map(|(id, _)| (*id).to_owned()).collect(),
    }
}

/// Scores text reuse.
pub(crate) fn reuse(gold: &Gold, found: &Found) -> ReuseFigures {
    let is_found = |run: &&Run| {
        let (a, b) = (run.a.place(), run.b.place());
        found.links.iter().any(|(x, y, _)| same((&a, &b), (x, y)))
    };
    let (hit, missed): (Vec<&Run>, Vec<&Run>) = gold.text_reuse.iter().partition(is_found);
    let ids = |runs: Vec<&Run>| runs.iter().map(|run| run.id.clone()).collect();
    ReuseFigures {
        links: found.links.len(),
        found: ids(hit),
        missed: ids(missed),
        copies: found.links.iter().filter(|(.., copy)| *copy).count(),
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(source: &str, begin: usize, end: usize) -> Place {
        Place { source: source.to_owned(), begin, end }
    }

    fn gold() -> Gold {
        serde_json::from_value(serde_json::json!({
            "quotes": [
                {"id": "Q1", "relation": "SAME", "members": [
                    {"source": "S0", "begin_char": 0, "end_char": 10},
                    {"source": "S1", "begin_char": 0, "end_char": 10}]},
                {"id": "Q2", "relation": "NOT_SAME", "members": [
                    {"source": "S0", "begin_char": 20, "end_char": 30},
                    {"source": "S1", "begin_char": 20, "end_char": 30}]},
            ],
            "text_reuse": [{"id": "T1",
                "a": {"source": "S0", "begin_char": 0, "end_char": 10},
                "b": {"source": "S1", "begin_char": 0, "end_char": 10}}],
        }))
        .unwrap()
    }

    #[test]
    fn pairs_are_judged() {
        let all = |group: [(&str, usize, usize); 2]| {
            group.iter().map(|(s, b, e)| place(s, *b, *e)).collect::<Vec<_>>()
        };
        let right = Found {
            utterances: vec![all([("S0", 0, 9), ("S1", 2, 10)])],
            links: vec![(place("S1", 1, 12), place("S0", 1, 12), false)],
        };
        let figures = quotes(&gold(), &right);
        assert_eq!((figures.f1, figures.span_recall), (1.0, 0.5));
        assert!(figures.wrongly_merged.is_empty());
        assert_eq!(reuse(&gold(), &right).found, ["T1"]);
        let wrong =
            Found { utterances: vec![all([("S0", 20, 30), ("S1", 20, 30)])], links: Vec::new() };
        let figures = quotes(&gold(), &wrong);
        assert_eq!((figures.f1, figures.wrongly_merged), (0.0, vec!["Q2".to_owned()]));
        assert_eq!(reuse(&gold(), &wrong).missed, ["T1"]);
    }
}
