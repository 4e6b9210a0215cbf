//! A document against itself.

use std::collections::BTreeSet;

use super::{
    Findings,
    opposed::Place,
    polarity::{self, grouped},
};
use crate::{
    domain::{Claim, Compatibility, Discrepancy, DiscrepancyType, Severity, Voice},
    pipeline::compare::Context,
};

/// What a document affirms here and denies there.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let groups = grouped(&findings.opposites.inside);
    let mut found = Vec::new();
    for group in groups {
        let sides = [&group.for_it, &group.against];
        let claims = |side: &BTreeSet<Place>| -> Vec<&Claim> {
            let claim = |p: &Place| &context.sources[p.document].annotated.analysis.claims[p.claim];
            side.iter().map(claim).collect()
        };
        let one_voice =
            claims(sides[0]).iter().any(|a| claims(sides[1]).iter().any(|b| same_voice(a, b)));
        let attitude = group.signals.iter().any(|signal| signal.id == "attitude-differs");
        let Some(score) = group.signals.first().map(|signal| signal.weight) else { continue };
        let values: Option<Vec<_>> =
            sides.iter().map(|side| polarity::side(context, side)).collect();
        let Some(values) = values else { continue };
        // Who reports two parties that disagree does not contradict himself, and whoever welcomed a
        // thing may question it later.
        let compatibility = match one_voice && !attitude {
            true => Compatibility::Conflicting,
            false => Compatibility::Unclear,
        };
        let lost = sides.iter().flat_map(|side| side.iter());
        let lost = lost.filter_map(|place| polarity::lost_negation(context, *place)).next();
        let mut signals = group.signals;
        signals.extend(lost);
        let explanation =
            format!("One source says “{}”, and elsewhere “{}”.", values[0].value, values[1].value);
        found.push(Discrepancy {
            kind: DiscrepancyType::Internal,
            compatibility,
            severity: if group.named { Severity::High } else { Severity::Medium },
            claim: super::values::row_of(findings.claims, &values),
            quote: None,
            values,
            explanation,
            signals,
            score,
        });
    }
    found
}

/// Whether two claims are surely made by one: both by the outlet itself, or by one entity.
fn same_voice(a: &Claim, b: &Claim) -> bool {
    let own = |claim: &Claim| claim.voice == Voice::Outlet && claim.attributed_to.is_none();
    let credited = a.attributed_entity.is_some() && a.attributed_entity == b.attributed_entity;
    (own(a) && own(b)) || credited
}
