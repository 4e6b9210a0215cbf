//! How documents name and judge: framing terms by target and voice, and the words that tell one
//! document from the others.

mod distinctive;
mod labels;
#[cfg(test)]
mod tests;

use std::{cmp::Reverse, collections::BTreeMap};

use super::Context;
use crate::domain::{
    EntityComparison, FramingComparison, FramingDevice, FramingInDocument, FramingUse, Span, Voice,
};

/// Uses of a term that evidence is given for.
const MOST_EVIDENCE: usize = 3;

/// Uses that a target must have over all documents to be told of.
const LEAST_USES: usize = 2;

/// One use of a framing word.
struct Use {
    document: usize,
    span: Span,
    device: FramingDevice,
    /// Index of the target over all documents.
    target: Option<usize>,
    valence: f64,
    voice: Voice,
    /// Index of the speaker over all documents.
    speaker: Option<usize>,
}

/// The story as a whole, then targets by number of terms.
pub(super) fn framing(
    context: &Context<'_>,
    entities: &[EntityComparison],
) -> Vec<FramingComparison> {
    let mut by_target: BTreeMap<Option<usize>, Vec<Use>> = BTreeMap::new();
    let uses = uses(context).into_iter().chain(labels::uses(context, entities));
    for framing_use in uses {
        by_target.entry(framing_use.target).or_default().push(framing_use);
    }
    let whole = FramingComparison {
        target: None,
        target_name: String::new(),
        in_documents: in_documents(context, by_target.remove(&None).unwrap_or_default()),
        distinctive_terms: distinctive::terms(context),
    };
    let mut targets: Vec<(usize, FramingComparison)> = by_target
        .into_iter()
        .filter(|(_, uses)| uses.len() >= LEAST_USES)
        .map(|(target, uses)| {
            let count = uses.len();
            let name = target.and_then(|t| entities.get(t)).map(|e| e.canonical_name.clone());
            let framing = FramingComparison {
                target,
                target_name: name.unwrap_or_default(),
                in_documents: in_documents(context, uses),
                distinctive_terms: Vec::new(),
            };
            (count, framing)
        })
        .collect();
    // Stable: equals stay in the order of entities.
    targets.sort_by_key(|(count, _)| Reverse(*count));
    std::iter::once(whole).chain(targets.into_iter().map(|(_, framing)| framing)).collect()
}

/// The framing terms of all documents.
fn uses(context: &Context<'_>) -> Vec<Use> {
    let mut uses = Vec::new();
    for (document, source) in context.sources.iter().enumerate() {
        let terms = &source.annotated.analysis.framing;
        uses.extend(terms.iter().map(|term| Use {
            document,
            span: term.span,
            device: term.device,
            target: term.target.and_then(|target| context.who.is(document, target)),
            valence: term.valence,
            voice: term.voice,
            speaker: term.speaker.and_then(|speaker| context.who.is(document, speaker)),
        }));
    }
    uses
}

/// Uses of one target by document.
fn in_documents(context: &Context<'_>, mut uses: Vec<Use>) -> Vec<FramingInDocument> {
    uses.sort_by_key(|u| (u.document, u.span, u.device));
    let by_document = uses.chunk_by(|a, b| a.document == b.document);
    by_document
        .map(|uses| {
            let is_own = |u: &&Use| matches!(u.voice, Voice::Outlet | Voice::ScareQuote);
            let (own, quoted): (Vec<&Use>, Vec<&Use>) = uses.iter().partition(is_own);
            let outlet_terms = terms(context, &own);
            let weight: usize = outlet_terms.iter().map(|t| t.count).sum();
            let sum: f64 = outlet_terms.iter().map(|t| t.valence * t.count as f64).sum();
            FramingInDocument {
                document: uses[0].document,
                quoted_terms: terms(context, &quoted),
                mean_valence: (weight > 0).then(|| sum / weight as f64),
                outlet_terms,
            }
        })
        .collect()
}

/// The terms behind some uses of one document, most frequent first, ties in text order.
fn terms(context: &Context<'_>, uses: &[&Use]) -> Vec<FramingUse> {
    let mut known: BTreeMap<(String, FramingDevice, Voice, Option<usize>), usize> = BTreeMap::new();
    let mut terms: Vec<FramingUse> = Vec::new();
    let mut sums: Vec<f64> = Vec::new();
    for &framing_use in uses {
        let term = wording(context.sources[framing_use.document].text, framing_use.span);
        let key = (term.to_lowercase(), framing_use.device, framing_use.voice, framing_use.speaker);
        let at = *known.entry(key).or_insert_with(|| {
            terms.push(FramingUse {
                term,
                device: framing_use.device,
                valence: 0.0,
                count: 0,
                voice: framing_use.voice,
                speaker: framing_use.speaker,
                evidence: Vec::new(),
            });
            sums.push(0.0);
            terms.len() - 1
        });
        let term = &mut terms[at];
        term.count += 1;
        sums[at] += framing_use.valence;
        if term.evidence.len() < MOST_EVIDENCE {
            term.evidence.push(context.evidence(framing_use.document, framing_use.span));
        }
    }
    for (term, sum) in terms.iter_mut().zip(sums) {
        term.valence = sum / term.count as f64;
    }
    terms.sort_by_key(|term| Reverse(term.count));
    terms
}

/// The words of a term without marks around them, with single spaces, in lower case but for words
/// that begin with a capital inside a sentence's run of words: names.
fn wording(text: &str, span: Span) -> String {
    let words = span.of(text).trim_matches(|c: char| !c.is_alphanumeric());
    let mut words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    // The first word of a sentence has a capital that tells nothing.
    let opens = text[..span.begin]
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '‘' | '\''))
        .ends_with(['.', '!', '?', '\n', ':']);
    let opens = opens || text[..span.begin].ends_with('\n') || span.begin == 0;
    if let Some(first) = words.first_mut()
        && opens
        && !first.chars().skip(1).any(char::is_uppercase)
    {
        *first = first.to_lowercase();
    }
    words.join(" ")
}
