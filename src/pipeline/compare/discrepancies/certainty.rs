//! What some documents assert, others tell with reserve.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Findings, values};
use crate::{
    domain::{
        ClaimCluster, Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue, Evidence,
        Modality, Severity, Signal, Span,
    },
    pipeline::{
        annotate::{Annotated, words},
        compare::{Context, claims::concept, relation},
    },
};

/// Statements that are asserted here and hedged there.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let rows = findings.claims.iter().enumerate();
    let mut found: Vec<Discrepancy> = rows.filter_map(|(row, c)| in_row(context, row, c)).collect();
    for phrase in hedged_phrases(context, findings) {
        let known = found.iter().any(|d| {
            let mut evidence = d.values.iter().flat_map(|value| &value.evidence);
            evidence.any(|e| {
                phrase
                    .values
                    .iter()
                    .flat_map(|v| &v.evidence)
                    .any(|f| e.document == f.document && e.span.overlaps(f.span))
            })
        });
        if !known {
            found.push(phrase);
        }
    }
    found
}

/// A row in which some documents only hedge and some only assert.
fn in_row(context: &Context<'_>, row: usize, claim: &ClaimCluster) -> Option<Discrepancy> {
    let own =
        |document: usize, claim: usize| &context.sources[document].annotated.analysis.claims[claim];
    // A word of reserve in some phrase of a claim does not hedge the claim.
    let is_hedged = |document: usize, claim: usize| {
        let claim = own(document, claim);
        claim.modality == Modality::Hedged && !claim.hedges.is_empty()
    };
    let (mut hedged, mut asserted) = (Vec::new(), Vec::new());
    for (document, stance) in claim.stances.iter().enumerate().filter(|(_, s)| s.makes()) {
        let (Some(&first), Some(evidence)) = (stance.claims.first(), stance.evidence.first())
        else {
            continue;
        };
        let firm = matches!(own(document, first).modality, Modality::Asserted | Modality::Planned);
        if stance.claims.iter().all(|&claim| is_hedged(document, claim)) {
            hedged.push(((document, first), evidence.clone()));
        } else if firm && !stance.claims.iter().any(|&claim| is_hedged(document, claim)) {
            asserted.push(((document, first), evidence.clone()));
        }
    }
    if hedged.is_empty() || asserted.is_empty() {
        return None;
    }
    // Rows hold what is only near as well.
    let statement = |((document, claim), _): &((usize, usize), Evidence)| {
        let source = &context.sources[*document];
        relation::Statement::new(source.text, source.annotated, *claim)
    };
    let others: Vec<_> = hedged.iter().map(statement).collect();
    let (mut firm, mut reserved) = (vec![false; asserted.len()], vec![false; hedged.len()]);
    for (a, firm) in asserted.iter().map(statement).zip(&mut firm) {
        for (b, reserved) in others.iter().zip(&mut reserved) {
            if *firm && *reserved {
                continue;
            }
            let judgement = a.as_ref().zip(b.as_ref()).and_then(|(a, b)| relation::judge(a, b));
            let same = judgement.is_some_and(|j| {
                matches!(j.standing, relation::Standing::Same | relation::Standing::Partial)
            });
            (*firm, *reserved) = (*firm || same, *reserved || same);
        }
    }
    let mut keep = firm.into_iter();
    asserted.retain(|_| keep.next() == Some(true));
    let mut keep = reserved.into_iter();
    hedged.retain(|_| keep.next() == Some(true));
    let evidence =
        |side: Vec<((usize, usize), Evidence)>| side.into_iter().map(|(_, e)| e).collect();
    let ((document, first), _) = hedged.first()?;
    let words = own(*document, *first).hedges.iter();
    let words = words.map(|span| values::words_of(context, *document, *span));
    let words = words.collect::<Vec<_>>().join(", ");
    discrepancy(context, Some(row), evidence(hedged), evidence(asserted), (words, claim.score))
}

fn discrepancy(
    context: &Context<'_>,
    claim: Option<usize>,
    hedged: Vec<Evidence>,
    asserted: Vec<Evidence>,
    (words, score): (String, f64),
) -> Option<Discrepancy> {
    let mut sides = vec![side(context, asserted)?, side(context, hedged)?];
    let (firm, reserved) = (sides[0].documents.len(), sides[1].documents.len());
    let verb = |many: usize, word: &str| match many {
        1 => format!("{word}s"),
        _ => word.to_owned(),
    };
    let explanation = format!(
        "What {} {} as a fact, {} {} with reserve (“{words}”).",
        values::sources(firm),
        verb(firm, "state"),
        values::sources(reserved),
        verb(reserved, "tell"),
    );
    sides.sort_by_key(|value| std::cmp::Reverse(value.independent_support));
    let severity = if firm + reserved > 2 { Severity::Medium } else { Severity::Low };
    Some(Discrepancy {
        kind: DiscrepancyType::Certainty,
        compatibility: Compatibility::Compatible,
        severity,
        claim,
        quote: None,
        values: sides,
        explanation,
        signals: vec![Signal { id: "hedged".into(), weight: score.clamp(0.0, 1.0), detail: words }],
        score: score.clamp(0.0, 1.0),
    })
}

fn side(context: &Context<'_>, mut evidence: Vec<Evidence>) -> Option<DiscrepancyValue> {
    evidence.sort_by_key(|e| (e.document, e.span));
    evidence.dedup_by_key(|e| (e.document, e.span));
    let mut documents: Vec<usize> = evidence.iter().map(|e| e.document).collect();
    documents.dedup();
    let first = evidence.first()?;
    Some(DiscrepancyValue {
        value: values::words_of(context, first.document, first.span),
        independent_support: context.independent(&documents),
        documents,
        evidence,
        refines: Vec::new(),
    })
}

/// The words that take certainty from a claim.
fn hedges(context: &Context<'_>, evidence: &Evidence) -> String {
    let words = |span: &Span| values::words_of(context, evidence.document, *span);
    let all: Vec<String> = evidence.hedges.iter().map(words).collect();
    all.join(", ")
}

/// Where a phrase is stated without reserve, by document and place, with how well it fits.
type Stated = BTreeMap<(usize, Span), f64>;

/// A phrase with a word of reserve before it.
struct Phrase {
    document: usize,
    span: Span,
}

/// Phrases with a word of reserve ("an apparent show of support for the strikers") that other
/// documents state without.
fn hedged_phrases(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    /// Phrases that are looked at.
    const MOST: usize = 24;
    let mut groups: Vec<(Vec<Phrase>, Stated)> = Vec::new();
    let mut phrases = phrases(context);
    phrases.truncate(MOST);
    if phrases.is_empty() {
        return Vec::new();
    }
    let index = Index::new(context, &phrases);
    for phrase in phrases {
        let stated = index.stated(&phrase);
        if stated.is_empty() {
            continue;
        }
        let known =
            groups.iter_mut().find(|(_, others)| others.keys().any(|k| stated.contains_key(k)));
        match known {
            Some((phrases, others)) => {
                phrases.push(phrase);
                others.extend(stated);
            }
            None => groups.push((vec![phrase], stated)),
        }
    }
    let found = groups.into_iter().filter_map(|(phrases, stated)| {
        let hedged: Vec<Evidence> =
            phrases.iter().map(|p| context.evidence(p.document, p.span)).collect();
        let reserved = |document: &usize| phrases.iter().any(|p| p.document == *document);
        let stated: Vec<_> = stated.into_iter().filter(|((d, _), _)| !reserved(d)).collect();
        let score = stated.iter().map(|(_, score)| *score).fold(0.0, f64::max);
        let asserted = stated.iter().map(|((d, span), _)| context.evidence(*d, *span)).collect();
        let words = hedges(context, hedged.first()?);
        let mut found = discrepancy(context, None, hedged, asserted, (words, score))?;
        found.claim = values::row_of(findings.claims, &found.values);
        Some(found)
    });
    found.collect()
}

/// Noun phrases of some length that a word of reserve opens, in order of documents and text.
fn phrases(context: &Context<'_>) -> Vec<Phrase> {
    const WORDS: [&str; 6] =
        ["apparent", "alleged", "purported", "supposed", "suspected", "unconfirmed"];
    let mut found = Vec::new();
    for (document, source) in context.sources.iter().enumerate() {
        for segment in &source.annotated.segments {
            let doc = &segment.doc;
            for token in 0..doc.tokens().len() {
                if !WORDS.contains(&doc.norm(token)) || doc.dep(token) != "amod" {
                    continue;
                }
                // To the last of the words that hang on the noun, a few steps down.
                let noun = doc.head(token);
                let mut last = noun;
                for _ in 0..4 {
                    let below = doc.children(last).rev().find(|&c| {
                        c > last
                            && matches!(doc.dep(c), "prep" | "pobj" | "dobj" | "conj" | "pcomp")
                    });
                    let Some(below) = below else { break };
                    last = below;
                }
                let span = Span::new(
                    segment.token_span(token).begin,
                    segment.token_span(last.max(noun)).end,
                );
                if last > noun && span.len() < 200 {
                    found.push(Phrase { document, span });
                }
            }
        }
    }
    found
}

/// Share of a phrase that a claim must hold to state it.
const LEAST_COVERED: f64 = 0.7;

/// What claims are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key<'a> {
    Lemma(&'a str),
    Concept(u16),
    Entity(usize),
}

/// Claims without reserve, by their words and by whom they name, as far as phrases have them.
struct Index<'c, 'a> {
    context: &'c Context<'a>,
    /// Documents and claims.
    postings: FxHashMap<Key<'a>, Vec<(usize, usize)>>,
}

impl<'c, 'a> Index<'c, 'a> {
    fn new(context: &'c Context<'a>, phrases: &[Phrase]) -> Self {
        let wanted = phrases.iter().flat_map(|phrase| keys(context, phrase.document, phrase.span));
        let mut postings: FxHashMap<Key<'a>, Vec<(usize, usize)>> =
            wanted.map(|key| (key, Vec::new())).collect();
        for (document, source) in context.sources.iter().enumerate() {
            let annotated = source.annotated;
            let entity = |entity: &usize| {
                let known = context.who.is(document, *entity).map(Key::Entity);
                known.is_some_and(|key| postings.contains_key(&key))
            };
            let all = 0..annotated.analysis.entities.len();
            let entities: Vec<usize> = all.filter(entity).collect();
            for (index, claim) in annotated.analysis.claims.iter().enumerate() {
                let firm = claim.hedges.is_empty() && claim.modality == Modality::Asserted;
                if !firm || context.is_hedged(document, claim.span) {
                    continue;
                }
                let mut keys = word_keys(annotated, claim.span);
                keys.extend(entity_keys(context, document, claim.span, entities.iter().copied()));
                keys.retain(|key| postings.contains_key(key));
                keys.sort_unstable();
                keys.dedup();
                for key in keys {
                    postings.entry(key).or_default().push((document, index));
                }
            }
        }
        Self { context, postings }
    }

    /// Claims of other voices that say without reserve what a phrase says with it: in each document
    /// the best.
    fn stated(&self, phrase: &Phrase) -> Stated {
        /// What stands in more claims tells nothing.
        const MAX_POSTINGS: usize = 256;
        /// Words or names that a claim must share to be looked at.
        const LEAST_SHARED: usize = 2;
        let context = self.context;
        let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for key in keys(context, phrase.document, phrase.span) {
            let posting = self.postings.get(&key).filter(|posting| posting.len() <= MAX_POSTINGS);
            for place in posting.into_iter().flatten() {
                *shared.entry(*place).or_default() += 1;
            }
        }
        let here = &context.sources[phrase.document];
        let words = relation::Phrase::new(here.text, here.annotated, phrase.span);
        let mut best: BTreeMap<usize, (f64, Span)> = BTreeMap::new();
        for ((document, claim), count) in shared {
            if count < LEAST_SHARED || context.voices[document] == context.voices[phrase.document] {
                continue;
            }
            let source = &context.sources[document];
            let span = source.annotated.analysis.claims[claim].span;
            let covered = words.covered_by(source.text, source.annotated, span);
            if covered > best.get(&document).map_or(LEAST_COVERED, |(best, _)| *best) {
                best.insert(document, (covered, span));
            }
        }
        best.into_iter().map(|(document, (score, span))| ((document, span), score)).collect()
    }
}

/// The keys of a stretch of a document, each once.
fn keys<'a>(context: &Context<'a>, document: usize, span: Span) -> Vec<Key<'a>> {
    let annotated = context.sources[document].annotated;
    let mut keys = word_keys(annotated, span);
    let entities = 0..annotated.analysis.entities.len();
    keys.extend(entity_keys(context, document, span, entities));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The words of a stretch of a document.
fn word_keys(annotated: &Annotated, span: Span) -> Vec<Key<'_>> {
    let segments = &annotated.segments;
    let at = segments.partition_point(|segment| segment.span.end <= span.begin);
    let mut keys = Vec::new();
    if let Some(segment) = segments.get(at) {
        let doc = &segment.doc;
        let offset = segment.span.begin;
        let first = doc.tokens().partition_point(|t| offset + (t.begin as usize) < span.begin);
        for token in first..doc.tokens().len() {
            if offset + (doc.tokens()[token].end as usize) > span.end {
                break;
            }
            let norm = doc.norm(token);
            if words::is_stop_word(norm) || norm.len() < 3 {
                continue;
            }
            keys.push(Key::Lemma(doc.lemma(token)));
            keys.extend(concept(norm).map(Key::Concept));
        }
    }
    keys
}

/// Those of some entities of a document, ascending, that a stretch of it names.
fn entity_keys<'a>(
    context: &Context<'_>,
    document: usize,
    span: Span,
    entities: impl Iterator<Item = usize>,
) -> impl Iterator<Item = Key<'a>> {
    let all = &context.sources[document].annotated.analysis.entities;
    entities.filter_map(move |entity| {
        let mentions = &all[entity].mentions;
        let first = mentions.partition_point(|m| m.span.begin < span.begin);
        mentions.get(first).filter(|m| m.span.end <= span.end)?;
        context.who.is(document, entity).map(Key::Entity)
    })
}
