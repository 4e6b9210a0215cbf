//! Which share of an article is about an entity.

use super::Entities;
use super::discourse::Discourse;
use crate::domain::{Entity, Mention, MentionKind, Section};

/// Weight of a mention in the headline.
const TITLE: f64 = 3.0;
/// Weight of a mention in the first sentences of the body.
const LEAD: f64 = 2.0;
/// How many sentences of the body are the lead.
const LEAD_SENTENCES: usize = 3;
/// By how much a subject weighs more.
const SUBJECT: f64 = 1.5;
/// How much an adjective or pronoun weighs.
const SLIGHT: f64 = 0.5;

/// Shares are multiples of this, rounded down, so that their sum does not pass 1.
const GRAIN: f64 = 1e-6;

/// Weighs the mentions of each entity by where they stand; the weights of all entities sum to 1
/// at most. Datelines tell where an article was written and weigh little.
pub(super) fn weigh(discourse: &Discourse<'_>, entities: &mut Entities) {
    let (parsed, sentences) = (discourse.parsed, discourse.parsed.sentences);
    let body = sentences.iter().filter(|s| s.section == Section::Body);
    let lead = body.take(LEAD_SENTENCES).last().map_or(0, |sentence| sentence.span.end);
    let weight = |mention: &Mention| {
        let place = match mention.section {
            Section::Title => TITLE,
            Section::Dateline => SLIGHT,
            Section::Body if mention.span.begin < lead => LEAD,
            Section::Body => 1.0,
        };
        let form = match mention.kind {
            MentionKind::Demonym | MentionKind::Pronoun => SLIGHT,
            _ => 1.0,
        };
        place * form * if is_subject(discourse, mention) { SUBJECT } else { 1.0 }
    };
    let of_entity =
        |entity: &Entity| -> f64 { parsed.few_until_stopped(&entity.mentions).map(weight).sum() };
    let weights: Vec<f64> = parsed.few_until_stopped(&entities.entities).map(of_entity).collect();
    let all: f64 = weights.iter().sum();
    for (entity, weight) in entities.entities.iter_mut().zip(weights) {
        entity.salience = if all > 0.0 { (weight / all / GRAIN).floor() * GRAIN } else { 0.0 };
    }
}

fn is_subject(discourse: &Discourse<'_>, mention: &Mention) -> bool {
    let Some(index) = discourse.parsed.segment_at(mention.span.begin) else { return false };
    let segment = &discourse.parsed.segments[index];
    let tokens = discourse.parsed.tokens_in(index, mention.span);
    !tokens.is_empty() && {
        let head = super::discourse::head_of(&segment.doc, &tokens);
        matches!(segment.doc.dep(head), "nsubj" | "nsubjpass")
    }
}
