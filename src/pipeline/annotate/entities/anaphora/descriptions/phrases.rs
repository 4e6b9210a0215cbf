//! Which tokens a description takes, and whether it tells of something that is known.

use std::ops::Range;

use super::super::{children, is_joined};
use crate::pipeline::annotate::entities::{roles::Reader, tokens::Tokens};

/// Whether a noun stands behind "a" and tells of something new, and not of what is named beside it.
pub(super) fn is_indefinite(reader: &Reader<'_, '_>, noun: usize) -> bool {
    let tokens = reader.tokens;
    let doc = &tokens.segment.doc;
    !matches!(doc.dep(noun), "appos" | "attr" | "compound" | "nmod")
        && children(doc, noun).any(|c| c < noun && matches!(doc.norm(c), "a" | "an"))
        && !children(doc, noun).any(|c| doc.dep(c) == "appos")
        && reader.discourse.mentioned[reader.segment].covering(noun + 1).is_none()
}

/// The phrase of a noun with a definite article or "this", without it; none where more follows
/// that would make it another thing, or where a name follows that it is the role of.
pub(super) fn definite(reader: &Reader<'_, '_>, noun: usize) -> Option<Range<usize>> {
    /// Words before the noun.
    const LONGEST: usize = 8;
    let tokens = reader.tokens;
    let doc = &tokens.segment.doc;
    if matches!(doc.dep(noun), "compound" | "nmod" | "amod" | "appos" | "attr")
        || is_joined(doc, noun)
    {
        return None;
    }
    let article = (noun.saturating_sub(LONGEST)..noun).rev().find(|&i| {
        doc.head(i) == noun && matches!(doc.dep(i), "det" | "poss") || tokens.tag(i) == "DT"
    })?;
    if !matches!(tokens.lower(article).as_str(), "the" | "this") {
        // "China's president"
        return owned(reader, noun, article);
    }
    ends_clearly(reader, noun)?;
    if (article + 1..noun).any(|i| is_apart(tokens, i)) {
        return None;
    }
    Some(article + 1..behind(reader, noun)?)
}

/// The phrase of a noun with an owner that is named: "China's president".
fn owned(reader: &Reader<'_, '_>, noun: usize, owner: usize) -> Option<Range<usize>> {
    let mentioned = &reader.discourse.mentioned[reader.segment];
    let at = mentioned.covering(owner)?;
    let possessive = reader.tokens.is_possessive(at.tokens.end);
    if !possessive || (at.tokens.end + 1..noun).any(|i| is_apart(reader.tokens, i)) {
        return None;
    }
    ends_clearly(reader, noun)?;
    Some(at.tokens.start..noun + 1)
}

/// Whether a word between article and noun tells that another thing is meant.
fn is_apart(tokens: &Tokens<'_>, i: usize) -> bool {
    matches!(tokens.tag(i), "JJS" | "JJR" | "CD" | "," | "CC" | "DT" | "RBS")
        || matches!(
            tokens.lower(i).as_str(),
            "other"
                | "new"
                | "next"
                | "first"
                | "second"
                | "third"
                | "last"
                | "same"
                | "only"
                | "future"
                | "previous"
                | "whole"
                | "entire"
                | "current"
        )
}

/// Nothing when a name, a noun or a clause follows that belongs to the noun.
fn ends_clearly(reader: &Reader<'_, '_>, noun: usize) -> Option<()> {
    let tokens = reader.tokens;
    let doc = &tokens.segment.doc;
    let next = noun + 1;
    let named = reader.discourse.mentioned[reader.segment]
        .covering(next)
        .is_some_and(|at| at.tokens.start == next && !tokens.is_possessive(next));
    let goes_on = tokens.is_noun(next) || matches!(tokens.tag(next), "HYPH" | "CD");
    let clause = children(doc, noun)
        .any(|c| c > noun && matches!(doc.dep(c), "relcl" | "acl" | "appos" | "nummod"));
    (!named && !goes_on && !clause).then_some(())
}

/// The end of a phrase, behind "of" with a named owner; none where the owner has no name.
fn behind(reader: &Reader<'_, '_>, noun: usize) -> Option<usize> {
    if reader.tokens.lower(noun + 1) != "of" {
        return Some(noun + 1);
    }
    let end = reader.end(noun);
    let named = reader.discourse.mentioned[reader.segment].covering(end - 1);
    named.map(|at| at.tokens.end.max(noun + 1))
}
