//! Names out of a caller's gazetteers.

use std::collections::BTreeMap;

use super::{EntityKey, name_key, names::Name, nominals::Nominal, tokens::Tokens};
use crate::domain::{EntityType, Gazetteer, GazetteerEntry, Span};
use parallax_nlp::gazetteer::{FormKind, lookup};

/// A name of a gazetteer over some tokens.
#[derive(Clone, Debug)]
pub(super) struct Listed<'g> {
    pub(super) tokens: std::ops::Range<usize>,
    /// Where it stands; a full stop of the last token may be left out.
    pub(super) span: Span,
    pub(super) entry: &'g GazetteerEntry,
}

/// What the gazetteers say of the entities that they name.
pub(super) type Entries<'g> = BTreeMap<EntityKey, &'g GazetteerEntry>;

/// What identifies an entry: a country's code where it is one, else its name.
pub(super) fn key(entry: &GazetteerEntry) -> EntityKey {
    let country = lookup(&entry.name).filter(|form| {
        entry.kind == EntityType::Location
            && matches!(form.kind, FormKind::Name | FormKind::Abbreviation)
    });
    country.map_or_else(
        || EntityKey::Name(name_key(&entry.name)),
        |form| EntityKey::Country(form.country.code),
    )
}

/// The names of a segment that gazetteers know, in text order, none overlapping another. A
/// name begins and ends where tokens do.
pub(super) fn scan<'g>(tokens: &Tokens<'_>, gazetteers: &[&'g Gazetteer]) -> Vec<Listed<'g>> {
    let offset = tokens.segment.span.begin;
    let mut found: Vec<Listed<'g>> = Vec::new();
    for gazetteer in gazetteers.iter().filter(|g| !g.is_empty()) {
        let fits = |span: Span| covered(tokens, span.shifted(offset)).is_some();
        let matches = gazetteer.matches(tokens.text(), fits).into_iter().filter_map(|found| {
            let span = found.span.shifted(offset);
            let entry = gazetteer.entries().get(found.entry)?;
            Some(Listed { tokens: covered(tokens, span)?, span, entry })
        });
        found.extend(matches);
    }
    // Of two that begin alike the longer; the sort is stable, so the first gazetteer's stands.
    found.sort_by_key(|l| (l.tokens.start, std::cmp::Reverse(l.tokens.end)));
    let mut end = 0;
    found.retain(|l| {
        let free = l.tokens.start >= end;
        end = if free { l.tokens.end } else { end };
        free
    });
    found
}

/// The tokens that a span covers, when it begins with a token and ends with one, or before
/// the full stops at one's end.
fn covered(tokens: &Tokens<'_>, span: Span) -> Option<std::ops::Range<usize>> {
    let all = tokens.segment.doc.tokens();
    let offset = tokens.segment.span.begin;
    let first = all.partition_point(|t| offset + (t.begin as usize) < span.begin);
    let end = all.partition_point(|t| offset + (t.begin as usize) < span.end);
    if first >= end || tokens.segment.token_span(first).begin != span.begin {
        return None;
    }
    let last = tokens.segment.token_span(end - 1);
    let rest = &tokens.word(end - 1)[(span.end.max(last.begin) - last.begin).min(last.len())..];
    rest.chars().all(|c| c == '.').then_some(first..end)
}

/// Takes away what stands where a listed name stands, and listed names that are only one word of
/// a person's name: "Paris" in "Paris Hilton".
pub(super) fn settle(
    listed: &mut Vec<Listed<'_>>,
    names: &mut Vec<Name>,
    nominals: &mut Vec<Nominal>,
) {
    listed.retain(|l| {
        let after = names.partition_point(|n| n.tokens.start <= l.tokens.start);
        let name = names[..after].last().filter(|n| l.tokens.end <= n.tokens.end);
        let inside =
            name.is_some_and(|n| n.label == EntityType::Person && n.tokens.len() > l.tokens.len());
        !(inside && l.tokens.len() == 1 && l.entry.kind != EntityType::Person)
    });
    let overlapping = |tokens: &std::ops::Range<usize>| {
        let at = listed.partition_point(|l| l.tokens.end <= tokens.start);
        listed.get(at).filter(|l| l.tokens.start < tokens.end).map(|l| l.tokens.clone())
    };
    names.retain(|n| overlapping(&n.tokens).is_none());
    // "the Acme plan" may hold a listed name as any other.
    nominals.retain(|n| {
        overlapping(&n.tokens)
            .is_none_or(|l| n.tokens.start <= l.start && l.end < n.tokens.end && n.tokens != l)
    });
}
