//! Differences between the sources: which of the gold's are found, of the right type, and which are
//! called conflicts though they are none.

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::{
    gold::{Discrepancy, Gold, GoldSpan, Place},
    system::{Difference, System},
};

/// The figures. A difference of the gold is found by one that has evidence at its places in two
/// sources, or in the one source that it concerns.
#[derive(Debug, Serialize)]
pub(crate) struct DiscrepancyFigures {
    /// Differences reported.
    pub system: usize,
    /// Those called conflicting.
    pub conflicting: usize,
    pub gold: usize,
    pub all_found: usize,
    /// Found, and one that finds it is of a type that fits.
    pub all_right_type: usize,
    pub high: usize,
    pub high_found: Vec<String>,
    pub high_right_type: Vec<String>,
    /// True conflicts that are found and called so; of a gold that does not tell them apart, the
    /// weighty differences.
    pub conflicts_found: Vec<String>,
    pub compatible_called_conflicting: Vec<String>,
    /// Differences called conflicting that find none of these conflicts.
    pub other_conflicting: usize,
}

pub(super) fn discrepancies(gold: &Gold, system: &System) -> DiscrepancyFigures {
    let told = gold.discrepancies.iter().any(|d| d.compatibility.is_some());
    let found = |d: &Discrepancy| system.differences.iter().any(|s| finds(s, d));
    let fitting = |d: &Discrepancy| {
        let fits = |s: &&Difference| types(&d.kind).contains(&s.kind.as_str());
        system.differences.iter().filter(fits).any(|s| finds(s, d))
    };
    let called = |d: &Discrepancy| conflicting(system).any(|s| finds(s, d));
    let ids = |wanted: &dyn Fn(&Discrepancy) -> bool| -> Vec<String> {
        gold.discrepancies.iter().filter(|d| wanted(d)).map(|d| d.id.clone()).collect()
    };
    let conflicts = |d: &Discrepancy| match told {
        true => is(d, "CONFLICTING"),
        false => d.severity == "HIGH",
    };
    let other = |s: &&Difference| !gold.discrepancies.iter().any(|d| conflicts(d) && finds(s, d));
    let high = |d: &Discrepancy| d.severity == "HIGH";
    DiscrepancyFigures {
        system: system.differences.len(),
        conflicting: conflicting(system).count(),
        gold: gold.discrepancies.len(),
        all_found: gold.discrepancies.iter().filter(|d| found(d)).count(),
        all_right_type: gold.discrepancies.iter().filter(|d| fitting(d)).count(),
        high: gold.discrepancies.iter().filter(|d| high(d)).count(),
        high_found: ids(&|d| high(d) && found(d)),
        high_right_type: ids(&|d| high(d) && fitting(d)),
        conflicts_found: ids(&|d| conflicts(d) && called(d)),
        compatible_called_conflicting: ids(&|d| compatible(d, told) && called(d)),
        other_conflicting: conflicting(system).filter(other).count(),
    }
}

fn conflicting(system: &System) -> impl Iterator<Item = &Difference> {
    system.differences.iter().filter(|d| d.compatibility == "CONFLICTING")
}

fn is(gold: &Discrepancy, compatibility: &str) -> bool {
    gold.compatibility.as_deref().is_some_and(|c| c.eq_ignore_ascii_case(compatibility))
}

/// Whether the values of a gold difference can all be true. A gold that does not say so means it
/// of those that hardly matter, and of dates that only seem to differ.
fn compatible(gold: &Discrepancy, told: bool) -> bool {
    match told {
        true => is(gold, "COMPATIBLE"),
        false => gold.severity == "LOW" || gold.kind == "DATE_AMBIGUITY",
    }
}

fn finds(system: &Difference, gold: &Discrepancy) -> bool {
    let places: Vec<Place> = gold.spans.iter().map(GoldSpan::place).collect();
    let sources = |places: &mut dyn Iterator<Item = &Place>| {
        places.map(|place| place.source.clone()).collect::<BTreeSet<_>>().len()
    };
    let met = |place: &&Place| places.iter().any(|p| place.matches(p));
    let needed = if sources(&mut places.iter()) > 1 { 2 } else { 1 };
    sources(&mut system.places.iter().filter(met)) >= needed
}

/// Types that fit a gold difference. The gold names finer kinds than the protocol, and some that
/// two types describe equally well.
fn types(gold: &str) -> &'static [&'static str] {
    match gold {
        "TEXT_CORRUPTION" | "ANAPHORA_ERROR" => &["TEXT_DAMAGE"],
        "POLARITY" | "CHARACTERISATION" => &["POLARITY"],
        "DATE" | "DATE_GRANULARITY" | "DATE_AMBIGUITY" | "DATE_ANCHOR" => &["DATE"],
        "DURATION" => &["DATE", "NUMBER"],
        "EXPECTATION_VS_EVENT" | "TENSE" => &["EXPECTATION", "DATE"],
        "TIME_EVOLUTION" => &["EXPECTATION", "DATE", "NUMBER", "CERTAINTY"],
        "TRANSLATION_VARIANT" | "QUOTE_VARIANT" => &["QUOTE_WORDING", "INTERNAL"],
        "NUMBER" | "NUMBER_OMISSION" | "NUMBER_SEMANTICS" | "NUMBER_GRANULARITY" | "UNIT"
        | "SCOPE_OF_NUMBER" => &["NUMBER"],
        "PLACE" | "PLACE_GRANULARITY" => &["PLACE"],
        "ACTOR" | "ACTOR_GRANULARITY" => &["ACTOR"],
        "ANNOUNCER" => &["ACTOR", "ATTRIBUTION"],
        "ATTRIBUTION" | "CHANNEL" => &["ATTRIBUTION"],
        "TARGET" => &["TARGET"],
        "LABEL" | "DESCRIPTION_VS_NAME" | "EVALUATION" | "DEGREE" | "SEVERITY_OF_INJURY" => {
            &["LABEL"]
        }
        "CERTAINTY" => &["CERTAINTY"],
        "PURPOSE" | "PURPOSE_FRAMING" => &["PURPOSE"],
        "SPELLING" | "NAME_ERROR" => &["SPELLING"],
        "INTERNAL" | "INTERNAL_CONTRADICTION" => &["INTERNAL"],
        _ => &[],
    }
}
