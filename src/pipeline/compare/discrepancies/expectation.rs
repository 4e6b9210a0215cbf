//! What was foreseen in one way and came, or is announced, in another.

use jiff::civil::DateTime;

use std::collections::BTreeSet;

use super::Findings;
use crate::{
    domain::{Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue, Severity, Signal},
    pipeline::compare::{
        Context,
        chronology::days,
        timeline::{Event, Outlook, Pair},
    },
};

/// Times that were foreseen against those that came.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut pairs: Vec<&Pair> = findings.same.iter().collect();
    pairs.sort_by(|x, y| y.similarity.total_cmp(&x.similarity).then((x.a, x.b).cmp(&(y.a, y.b))));
    let mut found = Vec::new();
    for pair in pairs {
        let (a, b) = (&findings.events[pair.a], &findings.events[pair.b]);
        let ((foreseen, index), came) = match (a.outlook, b.outlook) {
            (x, y) if is_superseded(x, y) => ((a, pair.a), b),
            (x, y) if is_superseded(y, x) => ((b, pair.b), a),
            _ => continue,
        };
        let shaky = foreseen.is_shaky || came.is_shaky || is_past(findings, came);
        if foreseen.period.meets(&came.period) || shaky || !seen.insert(index) {
            continue;
        }
        found.push(discrepancy(context, foreseen, came, pair));
    }
    found
}

/// Whether something came long before the reports, and so before it was foreseen.
fn is_past(findings: &Findings<'_>, came: &Event) -> bool {
    /// Days before the first report in which what was foreseen may have come.
    const BEFORE: i64 = 45;
    let last = came.period.last.map(DateTime::date);
    let first = findings.chronology.window().map(|(first, _)| first);
    last.zip(first).is_some_and(|(last, first)| days(last, first) > BEFORE)
}

/// Whether what one article foresaw is settled by what the other tells.
fn is_superseded(foreseen: Outlook, came: Outlook) -> bool {
    match foreseen {
        Outlook::WasForeseen => matches!(came, Outlook::Told | Outlook::Foreseen),
        Outlook::Foreseen => came == Outlook::Told,
        Outlook::Told | Outlook::Unreal => false,
    }
}

fn discrepancy(context: &Context<'_>, foreseen: &Event, came: &Event, pair: &Pair) -> Discrepancy {
    let value = |event: &Event| {
        let date = &context.sources[event.document].annotated.analysis.dates[event.date];
        DiscrepancyValue {
            value: date.edtf.clone(),
            documents: vec![event.document],
            evidence: vec![context.evidence(event.document, date.span)],
            independent_support: 1,
            refines: Vec::new(),
        }
    };
    let values = vec![value(came), value(foreseen)];
    let explanation =
        format!("It was foreseen for “{}” and is told of “{}”.", values[1].value, values[0].value);
    Discrepancy {
        kind: DiscrepancyType::Expectation,
        compatibility: Compatibility::Compatible,
        severity: Severity::Medium,
        claim: came.row.or(foreseen.row),
        quote: None,
        values,
        explanation,
        signals: vec![Signal {
            id: if pair.is_row { "same-row" } else { "similar-claims" }.into(),
            weight: pair.similarity.min(1.0),
            detail: String::new(),
        }],
        score: (0.4 + 0.6 * pair.similarity).min(1.0),
    }
}
