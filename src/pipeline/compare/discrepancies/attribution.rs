//! The same words, credited to another speaker.

use std::{cmp::Reverse, collections::BTreeMap};

use super::Findings;
use crate::{
    domain::{
        Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue, Evidence, MentionKind,
        QuoteCluster, QuoteParty, QuoteRelation, QuoteRendering, Severity, Signal, Span,
    },
    pipeline::compare::{
        Context,
        quotes::{Everybody, Speakers, is_pronoun},
    },
};

/// Bytes between a speaker and the word for saying that still belong together.
const NEAR: usize = 40;
/// Words that nobody says by chance in the same order as somebody else.
const LONG: usize = 12;
/// Least share of words that are the same, for words that are the same.
const VERBATIM: f64 = 0.97;
/// Least confidence in a speaker for a conflict.
const SURE: f64 = 0.8;

/// One for each utterance that documents credit to different speakers. Somebody and the body for
/// which he speaks are compatible.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let everybody = Everybody::new(context);
    let clusters = findings.quotes.iter().enumerate();
    let one = clusters.filter(|(_, c)| c.relation != QuoteRelation::Recurring);
    one.filter_map(|(index, cluster)| attribution(context, findings, &everybody, index, cluster))
        .collect()
}

fn attribution(
    context: &Context<'_>,
    findings: &Findings<'_>,
    everybody: &Everybody,
    index: usize,
    cluster: &QuoteCluster,
) -> Option<Discrepancy> {
    let mut speakers: BTreeMap<usize, Vec<(&QuoteRendering, &QuoteParty)>> = BTreeMap::new();
    for rendering in &cluster.renderings {
        // Of several speakers nobody can tell who said the words.
        let [party] = rendering.speakers.as_slice() else { continue };
        // A pronoun may stand for somebody else.
        if is_pronoun(party.mention.of(context.sources[rendering.document].text)) {
            continue;
        }
        if let Some(entity) = party.entity {
            speakers.entry(entity).or_default().push((rendering, party));
        }
    }
    let mut speakers: Vec<(usize, Vec<(&QuoteRendering, &QuoteParty)>)> =
        speakers.into_iter().collect();
    speakers.sort_by_key(|(entity, parts)| (Reverse(parts.len()), *entity));
    let [(first, first_parts), (second, second_parts), ..] = speakers.as_slice() else {
        return None;
    };
    let documents = |parts: &[(&QuoteRendering, &QuoteParty)]| -> Vec<usize> {
        let mut documents: Vec<usize> = parts.iter().map(|(r, _)| r.document).collect();
        documents.dedup();
        documents
    };
    if documents(first_parts) == documents(second_parts) {
        return None;
    }
    let standing = speakers
        .iter()
        .flat_map(|(a, _)| speakers.iter().map(move |(b, _)| everybody.compare(*a, *b)))
        .min()?;
    // One under two names.
    let entity = |at: usize| findings.entities.get(at).map(|e| e.canonical_name.as_str());
    let names = entity(*first).zip(entity(*second));
    if standing == Speakers::Same || names.is_some_and(|(a, b)| may_be_one(a, b)) {
        return None;
    }
    let compatibility = match standing {
        Speakers::Clash
            if is_conflict(context, everybody, *first, first_parts, *second, second_parts) =>
        {
            Compatibility::Conflicting
        }
        Speakers::Clash | Speakers::Unknown => Compatibility::Unclear,
        Speakers::Compatible | Speakers::Same => Compatibility::Compatible,
    };
    let severity = match compatibility {
        Compatibility::Compatible => Severity::Low,
        Compatibility::Unclear => Severity::Medium,
        Compatibility::Conflicting => Severity::High,
    };
    let values: Vec<DiscrepancyValue> =
        speakers.iter().map(|(entity, parts)| value(context, findings, *entity, parts)).collect();
    // Of two speakers at least; the fullest rendering is one of the cluster's.
    let words = &cluster.renderings[cluster.fullest].evidence;
    Some(Discrepancy {
        kind: DiscrepancyType::Attribution,
        compatibility,
        severity,
        claim: None,
        quote: Some(index),
        explanation: format!(
            "The same words are credited to “{}” and to “{}”.",
            values[0].value, values[1].value
        ),
        values,
        signals: vec![Signal {
            id: match standing {
                Speakers::Compatible | Speakers::Same => "speaks-for",
                Speakers::Clash | Speakers::Unknown => "other-speaker",
            }
            .into(),
            weight: 1.0,
            detail: words.span.of(context.sources[words.document].text).chars().take(80).collect(),
        }],
        score: if standing == Speakers::Clash { 0.5 } else { 0.7 },
    })
}

/// Whether two names of persons may be of one: with a word in common, and no other given name
/// against it, as "Ray Kelly" and "Raymond Kelly".
fn may_be_one(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        words.filter(|word| word.chars().count() > 2).collect()
    };
    let (a, b) = (words(a), words(b));
    let (Some(x), Some(y)) = (a.first(), b.first()) else { return false };
    let initial = |word: &str| word.chars().next();
    let last = a.last() == b.last();
    last && initial(x) == initial(y) || !last && a.iter().any(|word| b.contains(word))
}

/// Whether two persons are credited with the same long words, both by name.
fn is_conflict(
    context: &Context<'_>,
    everybody: &Everybody,
    first: usize,
    first_parts: &[(&QuoteRendering, &QuoteParty)],
    second: usize,
    second_parts: &[(&QuoteRendering, &QuoteParty)],
) -> bool {
    let named = |(rendering, party): &(&QuoteRendering, &QuoteParty)| {
        let text = context.sources[rendering.document].text;
        let entities = &context.sources[rendering.document].annotated.analysis.entities;
        let mut mentions = entities.iter().flat_map(|e| &e.mentions);
        let names = |kind: MentionKind| kind.is_name();
        let by_name = mentions.any(|m| names(m.kind) && party.mention.contains(m.span));
        let words = rendering.evidence.span.of(text).split_whitespace().count();
        by_name
            && words >= LONG
            && rendering.similarity >= VERBATIM
            && party.score >= SURE
            && is_beside(context, rendering, party)
    };
    everybody.is_person(first)
        && everybody.is_person(second)
        && everybody.compare(first, second) == Speakers::Clash
        && first_parts.iter().all(named)
        && second_parts.iter().all(named)
}

/// Whether a speaker and a word for saying stand beside the words, before or behind them, as
/// far as these reach: whoever is named some sentences away may have been taken for the speaker
/// because a quotation mark is missing or turned.
fn is_beside(context: &Context<'_>, rendering: &QuoteRendering, party: &QuoteParty) -> bool {
    let source = &context.sources[rendering.document];
    let quote = source.annotated.analysis.quotes.get(rendering.quote);
    let cue = quote.and_then(|quote| quote.cue);
    let told = cue.map_or(party.mention, |cue| cue.cover(party.mention));
    let words = rendering.evidence.span;
    let between = match told.begin >= words.end {
        true => Span::new(words.end, told.begin),
        false => Span::new(told.end.min(words.begin), words.begin),
    };
    let plain = |c: char| {
        c.is_whitespace() || c.is_ascii_punctuation() || matches!(c, '”' | '“' | '’' | '‘')
    };
    let marks = between.of(source.text).chars().filter(|c| matches!(c, '"' | '“' | '”')).count();
    let rest = between.of(source.text).trim_matches(plain);
    marks <= 1 && !rest.contains(['.', '!', '?', '\n'])
}

fn value(
    context: &Context<'_>,
    findings: &Findings<'_>,
    entity: usize,
    parts: &[(&QuoteRendering, &QuoteParty)],
) -> DiscrepancyValue {
    let mut documents: Vec<usize> = parts.iter().map(|(r, _)| r.document).collect();
    documents.sort_unstable();
    documents.dedup();
    let mut evidence: Vec<Evidence> = parts
        .iter()
        .map(|(rendering, party)| {
            let quotes = &context.sources[rendering.document].annotated.analysis.quotes;
            let cue = quotes.get(rendering.quote).and_then(|quote| quote.cue);
            let near = cue.map(|cue| cue.cover(party.mention));
            let span = near.filter(|s| s.len() <= party.mention.len() + NEAR);
            context.evidence(rendering.document, span.unwrap_or(party.mention))
        })
        .collect();
    evidence.sort_by_key(|e| (e.document, e.span));
    evidence.dedup();
    let name = findings.entities.get(entity).map(|e| e.canonical_name.clone());
    DiscrepancyValue {
        value: name.unwrap_or_else(|| parts[0].1.name.clone()),
        independent_support: context.independent(&documents),
        documents,
        evidence,
        refines: Vec::new(),
    }
}
