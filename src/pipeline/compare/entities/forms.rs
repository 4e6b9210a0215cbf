//! What an entity is called, and in which forms each document names it.

use std::collections::BTreeMap;

use crate::{
    domain::{Entity, EntityInDocument, Mention, MentionKind, NameForm, Span},
    pipeline::compare::Context,
};

/// Forms that evidence is given for, in one document.
const MOST_EVIDENCE: usize = 3;

pub(super) fn is_named(mention: &Mention) -> bool {
    mention.kind != MentionKind::Pronoun
}

/// The fullest of the documents' names; of equally full ones the one whose words the other
/// names share most, then the one with most mentions, then the first in the alphabet.
pub(super) fn canonical_name(entities: &[(usize, &Entity)]) -> String {
    let mut votes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, e) in entities {
        let vote = votes.entry(&e.canonical_name).or_default();
        *vote = (vote.0 + 1, vote.1 + e.mentions.len());
        for word in e.canonical_name.split(' ') {
            *words.entry(word).or_default() += 1;
        }
    }
    let best = votes.into_iter().max_by_key(|&(name, vote)| {
        // A name of eight words is a description, not a fuller name.
        let size = name.split(' ').count().min(6);
        let shared: usize = name.split(' ').map(|w| words[w]).sum();
        (size, shared, vote, std::cmp::Reverse(name))
    });
    best.map(|(name, _)| name.to_owned()).unwrap_or_default()
}

/// `members`: entities of one document, at least one.
pub(super) fn in_document(context: &Context<'_>, members: &[(usize, usize)]) -> EntityInDocument {
    let document = members[0].0;
    let source = &context.sources[document];
    let entities: Vec<&Entity> =
        members.iter().map(|(_, index)| &source.annotated.analysis.entities[*index]).collect();
    let mut mentions: Vec<&Mention> =
        entities.iter().flat_map(|e| &e.mentions).filter(|m| is_named(m)).collect();
    mentions.sort_by_key(|m| (m.span.begin, m.span.end));
    let (forms, first): (Vec<NameForm>, Vec<Span>) = forms(source.text, &mentions);
    let evidence = first.into_iter().take(MOST_EVIDENCE);
    EntityInDocument {
        document,
        mention_count: mentions.len(),
        salience: entities.iter().map(|e| e.salience).sum(),
        roles: entities.iter().flat_map(|e| e.roles.iter().copied()).collect(),
        evidence: evidence.map(|span| context.evidence(document, span)).collect(),
        forms,
    }
}

/// The forms of mentions, most frequent first, each with the place where it stands first.
fn forms(text: &str, mentions: &[&Mention]) -> (Vec<NameForm>, Vec<Span>) {
    let mut forms: Vec<(NameForm, Span)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for mention in mentions {
        let words = mention.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let form = *known.entry(words.clone()).or_insert_with(|| {
            forms.push((NameForm { text: words, kind: mention.kind, count: 0 }, mention.span));
            forms.len() - 1
        });
        forms[form].0.count += 1;
    }
    // The sort is stable: ties stay in text order.
    forms.sort_by_key(|(form, _)| std::cmp::Reverse(form.count));
    forms.into_iter().unzip()
}
