//! Claims of one article: its clauses, with the entities they name and whom they credit.

use parallax_nlp::Doc;

use super::{Clause, Segment, clauses::split, words};
use crate::domain::{Claim, Entity, Section, Sentence, Span};

/// The clauses of title and body, in text order.
pub(super) fn clauses(segments: &[Segment], text: &str, sentences: &[Sentence]) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut sentence_index = 0;
    for (index, segment) in segments.iter().enumerate() {
        for range in segment.doc.sentences() {
            let span = segment.range_span(range.clone()).trimmed(text);
            if span.is_empty() {
                continue;
            }
            let at = sentence_index;
            sentence_index += 1;
            debug_assert_eq!(sentences[at].span, span);
            let worded = span.of(text).contains(char::is_alphanumeric);
            if segment.section != Section::Dateline && worded {
                clauses.extend(split(&segment.doc, segment.text(text), index, at, range.clone()));
            }
        }
    }
    clauses
}

/// The claims behind clauses, one for each.
pub(super) fn claims(
    segments: &[Segment],
    text: &str,
    clauses: &[Clause],
    entities: &[Entity],
) -> Vec<Claim> {
    let mut mentions: Vec<(Span, usize)> = entities
        .iter()
        .enumerate()
        .flat_map(|(index, entity)| entity.mentions.iter().map(move |m| (m.span, index)))
        .collect();
    mentions.sort_unstable();
    let claim = |clause: &Clause| {
        let segment = &segments[clause.segment];
        let span = segment.range_span(clause.tokens.clone()).trimmed(text);
        Claim {
            span,
            sentence: clause.sentence,
            entities: named_in(&mentions, span),
            attributed_to: attribution(segment, text, clause),
        }
    };
    clauses.iter().map(claim).collect()
}

/// The entities mentioned inside a span, each once, in text order.
fn named_in(mentions: &[(Span, usize)], span: Span) -> Vec<usize> {
    let from = mentions.partition_point(|(mention, _)| mention.begin < span.begin);
    let mut named = Vec::new();
    for (mention, entity) in &mentions[from..] {
        if mention.begin >= span.end {
            break;
        }
        if span.contains(*mention) && !named.contains(entity) {
            named.push(*entity);
        }
    }
    named
}

/// Whom the article credits with a clause: the subject of the verb of saying that governs
/// it, or whoever stands after "according to" in its sentence.
fn attribution(segment: &Segment, text: &str, clause: &Clause) -> Option<Span> {
    let doc = &segment.doc;
    let words = segment.text(text);
    let source =
        governing_speaker(doc, words, clause).or_else(|| according_to(doc, words, clause))?;
    // Inside somebody's quoted words: the article itself credits nobody there.
    let speaks_inside = ["i", "we", "you"];
    if speaks_inside.contains(&doc.token_text(source, words).to_lowercase().as_str()) {
        return None;
    }
    let tokens = phrase(doc, clause, source);
    let span = segment.range_span(tokens).trimmed(text);
    let claimed = segment.range_span(clause.tokens.clone());
    (!span.is_empty() && !claimed.contains(span)).then_some(span)
}

/// Deepest nesting of reported speech that is followed.
const MAX_CLIMB: usize = 8;

/// The subject of the nearest verb of saying above the clause's head.
fn governing_speaker(doc: &Doc, words: &str, clause: &Clause) -> Option<usize> {
    let mut token = clause.head;
    for _ in 0..MAX_CLIMB {
        let governor = doc.head(token);
        if governor == token || !clause.sentence_tokens.contains(&governor) {
            return None;
        }
        let reported = matches!(doc.dep(token), "ccomp" | "parataxis");
        if reported && words::is_speech_verb(&doc.token_text(governor, words).to_lowercase()) {
            return doc.children(governor).find(|&c| doc.dep(c) == "nsubj");
        }
        token = governor;
    }
    None
}

fn according_to(doc: &Doc, words: &str, clause: &Clause) -> Option<usize> {
    let sentence = clause.sentence_tokens.clone();
    let is = |t: usize, word: &str| doc.token_text(t, words).eq_ignore_ascii_case(word);
    let cue = sentence
        .clone()
        .find(|&t| is(t, "according") && sentence.contains(&(t + 1)) && is(t + 1, "to"))?;
    doc.children(cue + 1).find(|&c| doc.dep(c) == "pobj")
}

/// The tokens of a noun phrase: its head with what stands under it, without clauses.
fn phrase(doc: &Doc, clause: &Clause, head: usize) -> std::ops::Range<usize> {
    let sentence = &clause.sentence_tokens;
    let (mut first, mut last) = (head, head);
    let mut pending = vec![head];
    while let Some(token) = pending.pop() {
        first = first.min(token);
        last = last.max(token);
        pending.extend(doc.children(token).filter(|&child| {
            let apart = matches!(doc.dep(child), "relcl" | "acl" | "appos" | "punct" | "advcl");
            sentence.contains(&child) && !apart
        }));
    }
    first..last + 1
}
