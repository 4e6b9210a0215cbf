//! What somebody is accused of, and denies.

use std::{cmp::Reverse, collections::BTreeSet};

use super::{Findings, opposed::Place, polarity, values};
use crate::{
    domain::{Claim, Compatibility, Discrepancy, DiscrepancyType, Polarity, Severity, Signal},
    pipeline::compare::{Context, denials::Denial},
};

/// Accusations that whoever is accused denies. Which side is right the texts do not tell, so none of
/// them is a conflict of documents. `known` are statements that stand against others already.
pub(super) fn find(
    context: &Context<'_>,
    findings: &Findings<'_>,
    known: &BTreeSet<Place>,
) -> Vec<Discrepancy> {
    let mut matters: Vec<Matter> = Vec::new();
    for denials in findings.denials.matters(findings.coverage) {
        let matter = Matter::new(context, findings, &denials);
        match matters.iter_mut().find(|other| other.is_same(&matter)) {
            Some(other) => other.merge(matter),
            None => matters.push(matter),
        }
    }
    matters.retain(|matter| matter.denied.is_disjoint(known));
    matters.iter().filter_map(|matter| discrepancy(context, findings, matter)).collect()
}

/// What somebody denies.
struct Matter {
    /// Who: index over all documents.
    denier: usize,
    accused: BTreeSet<Place>,
    denied: BTreeSet<Place>,
}

impl Matter {
    fn new(context: &Context<'_>, findings: &Findings<'_>, denials: &[&Denial]) -> Self {
        let place = |denial: &&Denial| Place { document: denial.document, claim: denial.claim };
        let denied: BTreeSet<Place> = denials.iter().map(place).collect();
        let mut accused = BTreeSet::new();
        for denial in denials {
            for accusation in findings.denials.answered(denial, findings.coverage) {
                let document = accusation.document;
                // What follows a denial in its sentence is more of the answer.
                let begins = |claim: usize| claims(context, document)[claim].span.begin;
                let sentence = |claim: usize| claims(context, document)[claim].sentence;
                let asks = |claim: usize| {
                    claims(context, document)[claim].polarity == Polarity::Affirmed
                        && !denied.iter().any(|denial| {
                            denial.document == document
                                && sentence(denial.claim) == sentence(claim)
                                && begins(denial.claim) <= begins(claim)
                        })
                };
                let claim = accusation.claim(context, findings.coverage, denial, asks);
                accused.extend(claim.map(|claim| Place { document, claim }));
            }
        }
        let denier = denials.first().map_or(usize::MAX, |denial| denial.denier);
        Self { denier, accused, denied }
    }

    /// Whether two answer an accusation in common.
    fn is_same(&self, other: &Self) -> bool {
        self.denier == other.denier && !self.accused.is_disjoint(&other.accused)
    }

    fn merge(&mut self, other: Self) {
        self.accused.extend(other.accused);
        self.denied.extend(other.denied);
    }
}

fn claims<'a>(context: &Context<'a>, document: usize) -> &'a [Claim] {
    &context.sources[document].annotated.analysis.claims
}

fn discrepancy(
    context: &Context<'_>,
    findings: &Findings<'_>,
    matter: &Matter,
) -> Option<Discrepancy> {
    let mut sides =
        vec![polarity::side(context, &matter.accused)?, polarity::side(context, &matter.denied)?];
    if values::documents(&sides).len() < 2 {
        return None;
    }
    let told = &sides[0];
    let central = told.independent_support >= context.consensus.min(3);
    let voices = context.independent(&values::documents(&sides)).max(1);
    let score = told.independent_support as f64 / voices as f64;
    let explanation = format!(
        "What {} as “{}” is denied: “{}” ({}).",
        match told.documents.len() {
            1 => "one source tells".to_owned(),
            many => format!("{many} sources tell"),
        },
        told.value,
        sides[1].value,
        values::sources(sides[1].documents.len()),
    );
    let claim = values::row_of(findings.claims, &sides);
    // Most voices first; the accusation is first of equals.
    sides.sort_by_key(|value| Reverse(value.independent_support));
    let who = &findings.entities.get(matter.denier)?.canonical_name;
    Some(Discrepancy {
        kind: DiscrepancyType::Polarity,
        compatibility: Compatibility::Unclear,
        severity: if central { Severity::High } else { Severity::Medium },
        claim,
        quote: None,
        explanation,
        signals: vec![Signal { id: "denial".into(), weight: score, detail: who.clone() }],
        score,
        values: sides,
    })
}

#[cfg(test)]
mod tests {
    use crate::{
        domain::{Compatibility, Discrepancy, DiscrepancyType},
        pipeline::compare::testing::compared,
    };

    fn denials(texts: &[&str]) -> Vec<Discrepancy> {
        let articles: Vec<(&str, &str)> =
            texts.iter().map(|text| ("2021-05-04T10:00:00Z", *text)).collect();
        let mut found = compared(&articles).discrepancies;
        found.retain(|d| d.signals.iter().any(|signal| signal.id == "denial"));
        found
    }

    const ACCUSED: &str = "Norway accused Denmark of fishing for herring in the closed waters off \
                           Jan Mayen.";

    #[test]
    fn an_accusation_stands_beside_its_denial() {
        let found = denials(&[
            ACCUSED,
            "Norway accused Denmark of fishing for herring in the closed waters off Jan Mayen. \
             Denmark denied the accusation.",
            "Denmark denied that it had been fishing for herring in the closed waters off Jan \
             Mayen, of which Norway accused it.",
        ]);
        assert_eq!(found.len(), 1, "{found:?}");
        let denial = &found[0];
        assert_eq!(denial.kind, DiscrepancyType::Polarity);
        assert_eq!(denial.compatibility, Compatibility::Unclear);
        assert!(denial.values[0].documents.contains(&0), "{denial:?}");
        assert!(denial.values[1].documents.contains(&1), "{denial:?}");
        assert!(!denial.values[1].documents.contains(&0), "{denial:?}");
        assert_eq!(denial.signals[0].detail, "Denmark");
    }

    #[test]
    fn a_denial_of_something_else_answers_nothing() {
        let other = "Denmark denied that its queen would resign in the spring.";
        assert!(denials(&[ACCUSED, other]).is_empty());
    }

    #[test]
    fn what_only_one_document_tells_is_no_difference() {
        let both = "Norway accused Denmark of fishing for herring in the closed waters off Jan \
                    Mayen. Denmark denied the accusation.";
        assert!(denials(&[both, "A bakery opened in Bergen."]).is_empty());
    }
}
