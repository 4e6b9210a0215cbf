//! What documents call one event: "war", "conflict", "invasion".

use std::collections::{BTreeMap, BTreeSet};

use super::Use;
use crate::{
    domain::{EntityComparison, EntityType, FramingDevice, Span},
    pipeline::compare::Context,
};

/// The nouns that documents name one event by, of events that go by several.
pub(super) fn uses(context: &Context<'_>, entities: &[EntityComparison]) -> Vec<Use> {
    let mut nouns: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    let mut uses: Vec<Use> = Vec::new();
    for (document, source) in context.sources.iter().enumerate() {
        // In text order, and seldom nested: the ones before a place tell whether it is covered.
        let framed = &source.annotated.analysis.framing;
        let covered = |span: Span| {
            let after = framed.partition_point(|term| term.span.begin <= span.begin);
            framed[..after].iter().rev().take(4).any(|term| term.span.overlaps(span))
        };
        for (own, entity) in source.annotated.analysis.entities.iter().enumerate() {
            let Some(index) = context.who.is(document, own) else { continue };
            if entities.get(index).is_none_or(|e| e.kind != EntityType::Event) {
                continue;
            }
            for mention in entity.mentions.iter().filter(|m| m.kind.is_name() || is_nominal(m)) {
                let Some((span, lemma)) = noun(context, document, mention.span) else { continue };
                nouns.entry(index).or_default().insert(lemma);
                if covered(span) {
                    continue;
                }
                uses.push(Use {
                    document,
                    span,
                    device: FramingDevice::Label,
                    target: Some(index),
                    valence: 0.0,
                    voice: context.voice(document, span),
                    speaker: None,
                });
            }
        }
    }
    let told = |u: &Use| u.target.is_some_and(|t| nouns.get(&t).is_some_and(|n| n.len() > 1));
    uses.retain(told);
    uses
}

fn is_nominal(mention: &crate::domain::Mention) -> bool {
    mention.kind == crate::domain::MentionKind::Nominal
}

/// The common noun that heads a mention, and its lemma.
fn noun<'a>(context: &Context<'a>, document: usize, mention: Span) -> Option<(Span, &'a str)> {
    /// A longer mention is a sentence.
    const LONGEST: usize = 16;
    let segments = &context.sources[document].annotated.segments;
    let after = segments.partition_point(|s| s.span.begin <= mention.begin);
    let segment = segments[..after].last()?;
    let (doc, offset) = (&segment.doc, segment.span.begin);
    let tokens = doc.tokens();
    let first = tokens.partition_point(|t| offset + (t.begin as usize) < mention.begin);
    let end = tokens.partition_point(|t| offset + t.end as usize <= mention.end);
    let inside = first..end.max(first).min(first + LONGEST);
    let head = inside.clone().find(|&t| {
        matches!(doc.tag(t), "NN" | "NNS") && (doc.head(t) == t || !inside.contains(&doc.head(t)))
    })?;
    Some((segment.token_span(head), doc.lemma(head)))
}
