//! One document affirms what another denies, or reports to be denied.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Findings, denied,
    opposed::{Opposed, Place},
    values,
};
use crate::{
    domain::{
        Compatibility, DamageKind, Discrepancy, DiscrepancyType, DiscrepancyValue, Evidence,
        Polarity, Severity, Signal, Span,
    },
    pipeline::compare::Context,
};

/// Confidence from which opposed statements are a conflict.
const SURE: f64 = 0.65;

/// What one document affirms and another denies.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let groups = grouped(&findings.opposites.between);
    let known = groups.iter().flat_map(|group| group.for_it.union(&group.against)).copied();
    let known: BTreeSet<Place> = known.collect();
    let opposed = groups.iter().filter_map(|group| discrepancy(context, findings, group));
    opposed.chain(denied::find(context, findings, &known)).collect()
}

/// Opposed statements that hang together: both sides, and why.
pub(super) struct Group {
    pub(super) for_it: BTreeSet<Place>,
    pub(super) against: BTreeSet<Place>,
    /// The surest first.
    pub(super) signals: Vec<Signal>,
    pub(super) named: bool,
}

/// Joins pairs that share a statement; groups in order of their first places.
pub(super) fn grouped(pairs: &[Opposed]) -> Vec<Group> {
    let mut group_of: BTreeMap<Place, usize> = BTreeMap::new();
    let mut members: Vec<Vec<&Opposed>> = Vec::new();
    for pair in pairs {
        let known = [pair.for_it, pair.against].map(|place| group_of.get(&place).copied());
        let at = match known {
            [Some(a), Some(b)] if a != b => {
                let (low, high) = (a.min(b), a.max(b));
                let moved = std::mem::take(&mut members[high]);
                for other in &moved {
                    group_of.insert(other.for_it, low);
                    group_of.insert(other.against, low);
                }
                members[low].extend(moved);
                low
            }
            [Some(at), _] | [None, Some(at)] => at,
            [None, None] => {
                members.push(Vec::new());
                members.len() - 1
            }
        };
        group_of.insert(pair.for_it, at);
        group_of.insert(pair.against, at);
        members[at].push(pair);
    }
    members.into_iter().filter(|pairs| !pairs.is_empty()).map(Group::new).collect()
}

impl Group {
    fn new(pairs: Vec<&Opposed>) -> Self {
        let mut signals: Vec<Signal> = pairs.iter().map(|pair| pair.signal.clone()).collect();
        signals.sort_by(|a, b| {
            b.weight.total_cmp(&a.weight).then_with(|| (&a.id, &a.detail).cmp(&(&b.id, &b.detail)))
        });
        signals.dedup_by(|a, b| a.id == b.id && a.detail == b.detail);
        Self {
            for_it: pairs.iter().map(|pair| pair.for_it).collect(),
            against: pairs.iter().map(|pair| pair.against).collect(),
            named: pairs.iter().any(|pair| pair.named),
            signals,
        }
    }

    /// Adds the other wordings of a row to the side that one of them is on, where they have the same
    /// polarity and stand on no other side.
    fn widen(&mut self, context: &Context<'_>, findings: &Findings<'_>) {
        let polarity = |place: &Place| {
            context.sources[place.document].annotated.analysis.claims[place.claim].polarity
        };
        for row in findings.claims {
            let cells: Vec<Place> = row
                .stances
                .iter()
                .enumerate()
                .flat_map(|(document, stance)| {
                    stance.claims.iter().map(move |&claim| Place { document, claim })
                })
                .collect();
            let of = |side: &BTreeSet<Place>| cells.iter().any(|cell| side.contains(cell));
            let (mine, theirs) = (of(&self.for_it), of(&self.against));
            // Only denials are alike enough in what they mean to be joined unseen.
            if mine || !theirs {
                continue;
            }
            let denials = cells.iter().filter(|cell| polarity(cell) == Polarity::Negated);
            let on_it = cells
                .iter()
                .any(|cell| self.against.contains(cell) && polarity(cell) == Polarity::Negated);
            if on_it {
                self.against.extend(denials.copied());
            }
        }
    }
}

fn discrepancy(
    context: &Context<'_>,
    findings: &Findings<'_>,
    group: &Group,
) -> Option<Discrepancy> {
    let mut group =
        Group { for_it: group.for_it.clone(), against: group.against.clone(), ..copy(group) };
    group.widen(context, findings);
    let mut sides = vec![side(context, &group.for_it)?, side(context, &group.against)?];
    let lost = group.for_it.iter().chain(&group.against).find_map(|p| lost_negation(context, *p));
    let explanation = explain(&sides, lost.is_some());
    // Most voices first; the affirming side is first of equals.
    sides.sort_by_key(|value| std::cmp::Reverse(value.independent_support));
    let score = group.signals.first()?.weight;
    let row = row_of(findings, &group);
    let central =
        row.is_some_and(|row| findings.claims[row].independent_support >= context.consensus.min(3));
    let sure = score >= SURE;
    let mut signals = group.signals;
    signals.extend(lost);
    Some(Discrepancy {
        kind: DiscrepancyType::Polarity,
        compatibility: if sure { Compatibility::Conflicting } else { Compatibility::Unclear },
        severity: if group.named || central { Severity::High } else { Severity::Medium },
        claim: row,
        quote: None,
        values: sides,
        explanation,
        signals,
        score,
    })
}

fn copy(group: &Group) -> Group {
    Group {
        for_it: BTreeSet::new(),
        against: BTreeSet::new(),
        signals: group.signals.clone(),
        named: group.named,
    }
}

/// One side as a value: its first wording stands for it.
pub(super) fn side(context: &Context<'_>, places: &BTreeSet<Place>) -> Option<DiscrepancyValue> {
    let span = |place: &Place| -> Span {
        context.sources[place.document].annotated.analysis.claims[place.claim].span
    };
    let evidence: Vec<Evidence> =
        places.iter().map(|place| context.evidence(place.document, span(place))).collect();
    let mut documents: Vec<usize> = places.iter().map(|place| place.document).collect();
    documents.dedup();
    let first = places.first()?;
    Some(DiscrepancyValue {
        value: values::words_of(context, first.document, span(first)),
        independent_support: context.independent(&documents),
        documents,
        evidence,
        refines: Vec::new(),
    })
}

/// The row that most of the statements stand in, if they stand in any.
fn row_of(findings: &Findings<'_>, group: &Group) -> Option<usize> {
    let places = || group.for_it.iter().chain(&group.against);
    let held = |row: &crate::domain::ClaimCluster| {
        let holds = |place: &&Place| {
            row.stances.get(place.document).is_some_and(|s| s.claims.contains(&place.claim))
        };
        places().filter(holds).count()
    };
    let rows = findings.claims.iter().map(held).enumerate().filter(|(_, held)| *held > 0);
    rows.max_by_key(|&(row, held)| (held, std::cmp::Reverse(row))).map(|(row, _)| row)
}

/// The damage that may have turned a statement into its opposite.
pub(super) fn lost_negation(context: &Context<'_>, place: Place) -> Option<Signal> {
    let analysis = &context.sources[place.document].annotated.analysis;
    let span = analysis.claims.get(place.claim)?.span;
    let damages = analysis.quality.damages.iter();
    let damage = damages
        .filter(|damage| damage.kind == DamageKind::LostNegation)
        .find(|damage| damage.span.overlaps(span))?;
    Some(Signal {
        id: "lost-negation".into(),
        weight: damage.score.clamp(0.0, 1.0),
        detail: values::words_of(context, place.document, damage.span),
    })
}

fn explain(sides: &[DiscrepancyValue], damaged: bool) -> String {
    let first = match sides[0].documents.len() {
        1 => "One source says".to_owned(),
        many => format!("{many} sources say"),
    };
    let second = match sides[1].documents.len() {
        1 => "another says".to_owned(),
        many => format!("{many} others say"),
    };
    let damage = if damaged { "; the text of one side seems to have lost a “not”" } else { "" };
    format!("{first} “{}”, but {second} “{}”{damage}.", sides[0].value, sides[1].value)
}
