//! Other numbers of the same thing.

use std::cmp::Reverse;

use super::Findings;
use crate::{
    domain::{
        Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue, QuantityComparison,
        QuantityValue, Severity,
    },
    pipeline::compare::{
        Context,
        numbers::{Standing, Verdict, written},
    },
};

/// Numbers of one thing that are not the same in all documents.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let judged = findings.numbers.iter().zip(findings.verdicts);
    judged.filter_map(|(number, verdict)| discrepancy(context, number, verdict)).collect()
}

fn discrepancy(
    context: &Context<'_>,
    number: &QuantityComparison,
    verdict: &Verdict,
) -> Option<Discrepancy> {
    let values = values(context, number, verdict);
    let refined = values.iter().any(|value| !value.refines.is_empty());
    let told = match verdict.standing {
        Standing::Agree => refined,
        // What nothing holds together is no difference.
        Standing::Unclear => !verdict.signals.is_empty(),
        Standing::Later | Standing::Conflict => true,
    };
    if values.len() < 2 || !told {
        return None;
    }
    let compatibility = match verdict.standing {
        Standing::Agree => Compatibility::Compatible,
        Standing::Later | Standing::Unclear => Compatibility::Unclear,
        Standing::Conflict => Compatibility::Conflicting,
    };
    let severity = match compatibility {
        Compatibility::Conflicting if verdict.is_central => Severity::High,
        Compatibility::Compatible => Severity::Low,
        _ => Severity::Medium,
    };
    let mut told: Vec<&str> = values.iter().map(|v| v.value.as_str()).collect();
    told.truncate(4);
    let explanation = explanation(&number.subject, &told, verdict.standing);
    Some(Discrepancy {
        kind: DiscrepancyType::Number,
        compatibility,
        severity,
        claim: verdict.row,
        quote: None,
        explanation,
        values,
        signals: verdict.signals.clone(),
        score: verdict.score,
    })
}

fn explanation(subject: &str, values: &[&str], standing: Standing) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("“{value}”")).collect();
    let list = match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    };
    match standing {
        Standing::Agree => format!("The numbers for “{subject}” differ in precision: {list}."),
        Standing::Later => {
            format!("The numbers for “{subject}” differ, the later report has the greater: {list}.")
        }
        Standing::Unclear => {
            format!("The numbers for “{subject}” differ, if they are of the same thing: {list}.")
        }
        Standing::Conflict => format!("The numbers for “{subject}” cannot all be right: {list}."),
    }
}

/// The values, those with most voices first.
fn values(
    context: &Context<'_>,
    number: &QuantityComparison,
    verdict: &Verdict,
) -> Vec<DiscrepancyValue> {
    let mut firsts: Vec<usize> = verdict.alike.clone();
    firsts.sort_unstable();
    firsts.dedup();
    let members = |first: usize| -> Vec<(usize, &QuantityValue)> {
        let all = number.values.iter().enumerate();
        all.filter(|(index, _)| verdict.alike[*index] == first).collect()
    };
    let mut values: Vec<(usize, DiscrepancyValue)> = firsts
        .iter()
        .map(|&first| {
            let members = members(first);
            let mut documents: Vec<usize> = members.iter().map(|(_, v)| v.document).collect();
            documents.dedup();
            let value = DiscrepancyValue {
                value: written(number, &number.values[first]),
                independent_support: context.independent(&documents),
                documents,
                evidence: members.iter().map(|(_, v)| v.evidence.clone()).collect(),
                refines: Vec::new(),
            };
            (first, value)
        })
        .collect();
    values.sort_by_key(|(first, v)| (Reverse(v.independent_support), *first));
    let order: Vec<usize> = values.iter().map(|(first, _)| *first).collect();
    for (first, value) in &mut values {
        let mut refines: Vec<usize> = verdict.admitted_by[*first]
            .iter()
            .filter_map(|at| order.iter().position(|first| *first == verdict.alike[*at]))
            .filter(|at| order[*at] != *first)
            .collect();
        refines.sort_unstable();
        refines.dedup();
        value.refines = refines;
    }
    values.into_iter().map(|(_, value)| value).collect()
}
