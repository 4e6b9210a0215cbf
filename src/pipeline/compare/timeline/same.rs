//! Events that are one by what is said of them, whatever time they are told of.

use std::collections::BTreeMap;

use super::{Event, Outlook};
use crate::{
    domain::{Claim, SlotRole},
    pipeline::compare::{Context, statements::Statements},
};

/// Least similarity of claims that tell one event in any row.
const SAME: f64 = 0.4;
/// The same for claims that share a row.
const SAME_IN_ROW: f64 = 0.15;
/// The same for what was foreseen, of the same parties.
const SAME_FORESEEN: f64 = 0.15;
/// Events that name one entity beyond this many are not compared with each other.
const MAX_BUCKET: usize = 96;
/// Entities of one claim that are looked up.
const MAX_ENTITIES: usize = 12;

/// Two events of different documents that seem to be one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::pipeline::compare) struct Pair {
    /// The first, by index; of the lesser column.
    pub(in crate::pipeline::compare) a: usize,
    /// The second.
    pub(in crate::pipeline::compare) b: usize,
    /// Similarity of their claims, 0 to 1.
    pub(in crate::pipeline::compare) similarity: f64,
    /// Whether they are evidence of one row.
    pub(in crate::pipeline::compare) is_row: bool,
}

/// Pairs of events of different documents that seem to be one, ascending.
pub(in crate::pipeline::compare) fn pairs(
    context: &Context<'_>,
    statements: &Statements,
    events: &[Event],
) -> Vec<Pair> {
    let mut found: BTreeMap<(bool, usize), Vec<usize>> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        if !event.is_own || event.outlook == Outlook::Unreal {
            continue;
        }
        if let Some(row) = event.row {
            found.entry((true, row)).or_default().push(index);
        }
        let claim = claim(context, event);
        let mut entities: Vec<usize> = claim
            .entities
            .iter()
            .copied()
            .chain(claim.slots.iter().filter_map(|slot| slot.entity))
            .filter_map(|entity| context.who.is(event.document, entity))
            .take(MAX_ENTITIES)
            .collect();
        entities.sort_unstable();
        entities.dedup();
        for entity in entities {
            found.entry((false, entity)).or_default().push(index);
        }
    }
    let mut pairs: Vec<Pair> = Vec::new();
    for bucket in found.values_mut() {
        bucket.truncate(MAX_BUCKET);
        for (at, &a) in bucket.iter().enumerate() {
            for &b in &bucket[at + 1..] {
                pairs.extend(pair(context, statements, events, a, b));
            }
        }
    }
    pairs.sort_by_key(|pair| (pair.a, pair.b));
    pairs.dedup_by_key(|pair| (pair.a, pair.b));
    pairs
}

fn pair(
    context: &Context<'_>,
    statements: &Statements,
    events: &[Event],
    a: usize,
    b: usize,
) -> Option<Pair> {
    let (first, second) = (&events[a], &events[b]);
    if first.document == second.document {
        return None;
    }
    let claims = ((first.document, first.claim), (second.document, second.claim));
    let similarity = statements.similarity(claims.0, claims.1);
    let is_row = first.row.is_some() && first.row == second.row;
    let least = if is_row { SAME_IN_ROW } else { SAME };
    if !actions_fit(context, first, second) {
        return None;
    }
    if similarity >= least {
        return Some(Pair { a, b, similarity, is_row });
    }
    // "was born in Lyon and came here in 2009": the claim leans on its sentence.
    let whole = statements.sentence_similarity(claims.0, claims.1);
    let alike = is_alike(context, first, second) && shares_party(context, first, second);
    if alike && whole >= SAME && first.outlook == second.outlook {
        return Some(Pair { a, b, similarity: whole, is_row });
    }
    // "had been expected to visit Rome in May": who, what and where are the same.
    let foreseen =
        first.outlook != second.outlook && alike && similarity.max(whole) >= SAME_FORESEEN;
    foreseen.then_some(Pair { a, b, similarity, is_row })
}

/// Whether what is done may be the same: verbs that begin and end a thing are not.
fn actions_fit(context: &Context<'_>, a: &Event, b: &Event) -> bool {
    let polarity = claim(context, a).polarity == claim(context, b).polarity;
    let phase = |event: &Event| action(context, event).and_then(stage);
    polarity && phase(a).zip(phase(b)).is_none_or(|(a, b)| a == b)
}

/// Whether one thing is done in both, by the same verb or one of its class.
pub(in crate::pipeline::compare) fn is_alike(context: &Context<'_>, a: &Event, b: &Event) -> bool {
    let (Some(a), Some(b)) = (action(context, a), action(context, b)) else { return false };
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    a == b || stage(&a).is_some_and(|class| stage(&b) == Some(class))
}

/// Whether an event is that something is told.
pub(in crate::pipeline::compare) fn is_telling(context: &Context<'_>, event: &Event) -> bool {
    action(context, event).and_then(stage) == Some("tell")
}

/// Whether somebody or something has part in both, place and time aside.
fn shares_party(context: &Context<'_>, a: &Event, b: &Event) -> bool {
    let parties = |event: &Event| -> Vec<usize> {
        let slots = claim(context, event).slots.iter();
        let party = slots
            .filter(|s| matches!(s.role, SlotRole::Agent | SlotRole::Target | SlotRole::Recipient));
        let entities = party.filter_map(|slot| slot.entity);
        entities.filter_map(|entity| context.who.is(event.document, entity)).collect()
    };
    let others = parties(b);
    parties(a).iter().any(|party| others.contains(party))
}

/// The lemma of what is done.
pub(in crate::pipeline::compare) fn action<'c>(
    context: &Context<'c>,
    event: &Event,
) -> Option<&'c str> {
    let slots = &claim(context, event).slots;
    slots.iter().find(|slot| slot.role == SlotRole::Action).map(|slot| slot.value.as_str())
}

/// Verbs that tell of one stage of a thing.
fn stage(verb: &str) -> Option<&'static str> {
    Some(match verb {
        "begin" | "start" | "open" | "launch" | "found" | "break out" => "begin",
        "end" | "finish" | "close" | "stop" | "cease" | "conclude" => "end",
        "arrive" | "come" | "visit" | "travel" | "go" | "move" | "transport" | "transfer"
        | "bring" | "ship" | "relocate" | "fly" | "send" => "move",
        "leave" | "depart" => "leave",
        "release" | "publish" | "issue" => "release",
        "announce" | "say" | "report" | "confirm" | "tell" | "state" | "declare" | "tweet"
        | "post" => "tell",
        "die" | "kill" => "die",
        "bear" => "bear",
        "arrest" | "detain" => "arrest",
        "charge" | "indict" | "accuse" => "charge",
        "convict" => "convict",
        "sentence" => "sentence",
        _ => return None,
    })
}

pub(in crate::pipeline::compare) fn claim<'c>(context: &Context<'c>, event: &Event) -> &'c Claim {
    &context.sources[event.document].annotated.analysis.claims[event.claim]
}
