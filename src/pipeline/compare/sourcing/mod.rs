//! On whom documents rely.

mod roles;
#[cfg(test)]
mod tests;

use std::{cmp::Reverse, collections::BTreeMap};

use super::Context;
use crate::domain::{
    Claim, EntityComparison, EntityType, Evidence, Party, SourceRole, SourceUse, SourcingProfile,
    Span,
};

/// Places that evidence is given for.
const MOST_EVIDENCE: usize = 3;

/// The sources of each document, in order.
pub(super) fn sourcing(
    context: &Context<'_>,
    entities: &[EntityComparison],
) -> Vec<SourcingProfile> {
    (0..context.sources.len()).map(|document| profile(context, entities, document)).collect()
}

/// Who is credited: an entity over all documents, or the words for somebody without a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Entity(usize),
    Described(String),
}

/// Where a source is credited.
#[derive(Default)]
struct Credits {
    /// Whether it passes on what others say.
    relays: bool,
    /// Mentions in the order in which they were met.
    mentions: Vec<Span>,
    claims: usize,
    quotes: usize,
}

fn profile(
    context: &Context<'_>,
    entities: &[EntityComparison],
    document: usize,
) -> SourcingProfile {
    let analysis = &context.sources[document].annotated.analysis;
    let mut credits: BTreeMap<Who, Credits> = BTreeMap::new();
    for quote in &analysis.quotes {
        let speakers = quote.speakers.iter().map(|party| (party, false));
        let relays = quote.relayed_by.iter().map(|party| (party, true));
        for (Party { mention, entity, .. }, relays) in speakers.chain(relays) {
            if let Some(who) = credited(context, document, *mention, *entity) {
                let credits = credits.entry(who).or_default();
                credits.quotes += 1;
                credits.relays |= relays;
                credits.mentions.push(*mention);
            }
        }
    }
    let (mut anonymous_claims, mut unattributed_claims) = (0, 0);
    for Claim { attributed_to, attributed_entity, .. } in &analysis.claims {
        let Some(mention) = *attributed_to else {
            unattributed_claims += 1;
            continue;
        };
        if let Some(who) = credited(context, document, mention, *attributed_entity) {
            anonymous_claims += usize::from(is_anonymous(&who));
            let credits = credits.entry(who).or_default();
            credits.claims += 1;
            credits.mentions.push(mention);
        }
    }
    let mut uses: Vec<(Span, SourceUse)> = credits
        .into_iter()
        .map(|(who, credits)| source(context, entities, document, &who, credits))
        .collect();
    uses.sort_by_key(|(first, source)| (Reverse(source.claims + source.quotes), *first));
    let uses = uses.into_iter().map(|(_, source)| source).collect();
    SourcingProfile { document, uses, anonymous_claims, unattributed_claims }
}

/// Whom a mention credits; `None` for a pronoun that nobody is known for.
fn credited(
    context: &Context<'_>,
    document: usize,
    mention: Span,
    entity: Option<usize>,
) -> Option<Who> {
    if let Some(entity) = entity.and_then(|entity| context.who.is(document, entity)) {
        return Some(Who::Entity(entity));
    }
    let words = described(mention.of(context.sources[document].text));
    (!roles::is_pronoun(&words)).then_some(Who::Described(words))
}

/// The words for somebody, in lower case and without an article before them.
fn described(words: &str) -> String {
    let lower = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let words = lower.strip_prefix("according to ").unwrap_or(&lower);
    let bare =
        ["the ", "a ", "an ", "some "].iter().find_map(|article| words.strip_prefix(article));
    bare.unwrap_or(words).to_owned()
}

/// Whether a source has no name: a description of persons, not of a paper or a body.
fn is_anonymous(who: &Who) -> bool {
    match who {
        Who::Entity(_) => false,
        Who::Described(words) => roles::is_people(words),
    }
}

/// A source with where it is credited first.
fn source(
    context: &Context<'_>,
    entities: &[EntityComparison],
    document: usize,
    who: &Who,
    mut credits: Credits,
) -> (Span, SourceUse) {
    credits.mentions.sort_unstable();
    credits.mentions.dedup();
    // Nobody is entered without a mention.
    let first = credits.mentions.first().copied().unwrap_or(Span::new(0, 0));
    let text = context.sources[document].text;
    let (entity, name, role) = match who {
        Who::Entity(index) => {
            let known = entities.get(*index);
            let name =
                known.map_or_else(|| first.of(text).to_owned(), |e| e.canonical_name.clone());
            let person = known.is_some_and(|e| e.kind == EntityType::Person);
            let role = match credits.relays && !person {
                true => SourceRole::NewsMedia,
                false => known.map_or(SourceRole::Other, |e| role(context, e, document)),
            };
            (Some(*index), name, role)
        }
        Who::Described(words) => (None, first.of(text).to_owned(), roles::of_description(words)),
    };
    let evidence: Vec<Evidence> = credits
        .mentions
        .iter()
        .take(MOST_EVIDENCE)
        .map(|mention| context.evidence(document, *mention))
        .collect();
    let source = SourceUse {
        entity,
        name,
        role,
        anonymous: is_anonymous(who),
        claims: credits.claims,
        quotes: credits.quotes,
        evidence,
    };
    (first, source)
}

/// What kind of source an entity is: of a person by the roles that this document gives, else the
/// others; of a body by its name.
fn role(context: &Context<'_>, entity: &EntityComparison, document: usize) -> SourceRole {
    if entity.kind != EntityType::Person {
        return roles::of_body(&entity.canonical_name, entity.kind);
    }
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        entity.in_documents.iter().partition(|e| e.document == document);
    let text = |document: usize| context.sources[document].text;
    let told = here.iter().chain(&elsewhere).flat_map(|e| {
        let roles = e.roles.iter().map(|role| role.of(text(e.document)));
        let beside = e.evidence.iter().flat_map(|m| beside(text(e.document), m.span));
        roles.chain(beside)
    });
    let mut known = told.map(|role| roles::of_description(&role.to_lowercase()));
    known.find(|role| *role != SourceRole::Other).unwrap_or(SourceRole::Other)
}

/// The words beside a name that may tell what somebody is: those before it, and those set off by
/// commas behind it.
fn beside(text: &str, name: Span) -> [&str; 2] {
    /// Bytes that are looked at on either side.
    const REACH: usize = 60;
    let before = &text[text.floor_char_boundary(name.begin.saturating_sub(REACH))..name.begin];
    let after = &text[name.end..text.ceil_char_boundary((name.end + REACH).min(text.len()))];
    let is_sign = |c: char| !(c.is_alphanumeric() || c == '-' || c == ' ');
    let before = before.rsplit(is_sign).next().unwrap_or_default();
    let behind = after.strip_prefix(", ").and_then(|rest| rest.split_once(is_sign));
    // Of the words before, only a noun right there is the name's own.
    let noun = before.trim_end().rsplit(' ').next().unwrap_or_default();
    [noun, behind.map_or("", |(words, _)| words)]
}
