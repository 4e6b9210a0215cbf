//! Whom the article credits with a clause, as the sentence's grammar says.

use parallax_nlp::Doc;

use super::super::{Segment, syntax, words};
use super::Clause;
use crate::domain::Span;

/// Deepest nesting of reported speech that is followed.
const MAX_CLIMB: usize = 8;

/// Whom the article credits with a clause: the subject of the verb of saying that governs
/// it, or whoever stands after "according to" in its sentence. The words, and their head.
pub(super) fn attribution(segment: &Segment, text: &str, clause: &Clause) -> Option<(Span, usize)> {
    let doc = &segment.doc;
    let words = segment.text(text);
    let source =
        governing_speaker(doc, words, clause).or_else(|| according_to(doc, words, clause))?;
    // Inside somebody's quoted words: the article itself credits nobody there.
    let speaks_inside = ["i", "we", "you"];
    if speaks_inside.contains(&doc.token_text(source, words).to_lowercase().as_str()) {
        return None;
    }
    let apart = |dep: &str| matches!(dep, "relcl" | "acl" | "appos" | "punct" | "advcl");
    let tokens = syntax::phrase(doc, &clause.sentence_tokens, source, apart);
    let span = segment.range_span(tokens).trimmed(text);
    let claimed = segment.range_span(clause.tokens.clone());
    (!span.is_empty() && !claimed.contains(span)).then_some((span, source))
}

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
