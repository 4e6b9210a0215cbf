//! What one event is said to be for: aims are compared where somebody has part in all of them.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Findings, MOST,
    constructions::{Phrase, Reader, key},
    grouping::{differ, kinds},
    lexicon::{AIMS, COMMON, MEANT, MISSIONS, SHOWING, SHOWS},
    lines::{Line, Lines},
    values::{listed, row_of, values, words_of},
};
use crate::{
    domain::{
        Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue, Evidence, Severity, Signal,
        Span,
    },
    pipeline::compare::Context,
};

/// What an event is said to be for.
struct Aim {
    document: usize,
    span: Span,
    /// Kind of event.
    event: String,
    /// What it is about, as words that are no names.
    keys: BTreeSet<String>,
    /// Who has part in it: indices over all documents, ascending.
    entities: Vec<usize>,
    /// Whether the words say that it is an aim, and not by an infinitive alone.
    firm: bool,
}

/// Aims of one kind of event that are not the same.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let lines = Lines::new(context);
    let mut by_event: BTreeMap<String, Vec<Aim>> = BTreeMap::new();
    for line in &lines.lines {
        for phrase in (Reader { line }).aims() {
            let Some(aim) = aim(context, line, phrase) else { continue };
            by_event.entry(aim.event.clone()).or_default().push(aim);
        }
    }
    let main = Main::new(context, &lines);
    by_event
        .into_iter()
        .filter_map(|(event, aims)| compare(context, findings, &main, &event, aims))
        .collect()
}

/// Who is named in the claims that hold the beginning of a stretch: indices over all documents,
/// ascending.
fn parties(context: &Context<'_>, document: usize, span: Span) -> Vec<usize> {
    /// Claims that begin before a place and are asked whether they hold it.
    const NEAR: usize = 12;
    let claims = &context.sources[document].annotated.analysis.claims;
    let after = claims.partition_point(|claim| claim.span.begin <= span.begin);
    let near = claims[..after].iter().rev().take(NEAR).filter(|c| span.begin < c.span.end);
    let own = near.flat_map(|claim| {
        let slots = claim.slots.iter().filter_map(|slot| slot.entity);
        claim.entities.iter().copied().chain(slots)
    });
    let mut parties: Vec<usize> = own.filter_map(|e| context.who.is(document, e)).collect();
    parties.sort_unstable();
    parties.dedup();
    parties
}

fn aim(context: &Context<'_>, line: &Line<'_>, phrase: Phrase) -> Option<Aim> {
    let Phrase { tokens, event, firm } = phrase;
    let keys: BTreeSet<String> =
        tokens.clone().filter(|&t| tells(line, t)).map(|t| key(line, t)).collect();
    if keys.is_empty() {
        return None;
    }
    let span = line.span(tokens);
    let entities = parties(context, line.document, span);
    Some(Aim { document: line.document, span, event, keys, entities, firm })
}

/// Whether a word of an aim tells what it is about.
fn tells(line: &Line<'_>, token: usize) -> bool {
    let tag = line.doc().tag(token);
    // Of "peaceful purposes" the adjective tells.
    let of_purpose = tag == "JJ" && AIMS.contains(&line.key(line.doc().head(token)));
    let open = matches!(tag, "NN" | "NNS") || tag.starts_with("VB") || of_purpose;
    let lemma = line.key(token);
    open && line.is_content(token)
        && !SHOWS.contains(&lemma)
        && !MISSIONS.contains(&lemma)
        && !AIMS.contains(&lemma)
        && !SHOWING.contains(&lemma)
        && !MEANT.contains(&lemma)
        && !COMMON.contains(&lemma)
}

/// The kinds of events that headlines and first sentences are about.
struct Main(BTreeMap<String, usize>, usize);

impl Main {
    fn new(context: &Context<'_>, lines: &Lines<'_>) -> Self {
        /// Sentences from the headline on.
        const FIRST: usize = 3;
        let mut documents: BTreeMap<String, usize> = BTreeMap::new();
        for of_document in lines.lines.chunk_by(|a, b| a.document == b.document) {
            let mut told: BTreeSet<String> = BTreeSet::new();
            for line in of_document.iter().take(FIRST) {
                let words = line.tokens.clone().filter(|&t| line.is_content(t));
                told.extend(words.map(|t| key(line, t)));
            }
            for event in told {
                *documents.entry(event).or_default() += 1;
            }
        }
        Self(documents, context.sources.len())
    }

    fn is(&self, event: &str) -> bool {
        self.0.get(event).is_some_and(|documents| 2 * documents >= self.1)
    }
}

/// The aims of one kind of event.
fn compare(
    context: &Context<'_>,
    findings: &Findings<'_>,
    main: &Main,
    event: &str,
    aims: Vec<Aim>,
) -> Option<Discrepancy> {
    // Somebody must have part in all of them.
    let mut parts: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for aim in &aims {
        for entity in &aim.entities {
            parts.entry(*entity).or_default().insert(aim.document);
        }
    }
    let (who, shared) =
        parts.into_iter().max_by_key(|(entity, documents)| (documents.len(), Reverse(*entity)))?;
    if shared.len() < 2 {
        return None;
    }
    let aims: Vec<Aim> =
        aims.into_iter().filter(|aim| aim.entities.contains(&who)).take(MOST).collect();
    let kinds = kinds(aims.iter().map(|aim| &aim.keys).collect());
    let readings = |kind: &Vec<usize>| -> Vec<(String, Evidence)> {
        let value = words_of(context, aims[kind[0]].document, aims[kind[0]].span);
        let evidence = kind.iter().map(|&a| context.evidence(aims[a].document, aims[a].span));
        evidence.map(|evidence| (value.clone(), evidence)).collect()
    };
    let values = values(context, kinds.iter().flat_map(readings).collect());
    if !differ(&values) {
        return None;
    }
    let is_main = main.is(event);
    // Infinitives tell what is done next as often as what for.
    let is_firm = |value: &&DiscrepancyValue| {
        value
            .evidence
            .iter()
            .any(|e| aims.iter().any(|a| a.firm && a.document == e.document && a.span == e.span))
    };
    let firm = values.iter().filter(is_firm).count();
    if firm == 0 || !is_main && firm < 2 {
        return None;
    }
    let claim = row_of(findings.claims, &values);
    let severity = if is_main && firm > 1 { Severity::High } else { Severity::Medium };
    let name = findings.entities.get(who).map(|e| e.canonical_name.clone()).unwrap_or_default();
    Some(Discrepancy {
        kind: DiscrepancyType::Purpose,
        compatibility: Compatibility::Unclear,
        severity,
        claim,
        quote: None,
        explanation: format!("Sources give the {event} different aims: {}.", listed(&values)),
        signals: vec![
            Signal { id: "same-event".into(), weight: 0.7, detail: event.to_owned() },
            Signal { id: "same-entity".into(), weight: 0.7, detail: name },
        ],
        score: if is_main && firm > 1 { 0.75 } else { 0.5 },
        values,
    })
}
