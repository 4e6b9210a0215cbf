//! Entities over several documents.
//!
//! Keys join what is surely the same: a country, an institution of a country, an event of a
//! kind at a place, a name spelled alike. Names that differ are joined when one is the
//! short form or the initials of the other, or, for persons, when the spellings are two
//! renderings of one name. Every such join leaves a signal.

mod forms;
mod groups;
mod links;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use self::{
    forms::{canonical_name, in_document, is_named},
    groups::{Group, by_key, vote},
    links::link,
};
use super::{Context, Source, Who};
use crate::domain::{Entity, EntityComparison, EntityType, ExternalId, Signal};
pub(super) use links::is_body_noun;

/// Joins the entities of several documents: in most documents first, then by mentions, then
/// by name. Also who is who. `None` once `stop` returns true.
pub(super) fn join(sources: &[Source<'_>], stop: &dyn Fn() -> bool) -> Option<(Who, Vec<Joined>)> {
    let go_on = || (!stop()).then_some(());
    let mut groups = by_key(sources);
    go_on()?;
    let parents = link(&mut groups, stop)?;
    go_on()?;
    let root = |mut g: usize| {
        while parents[g] != g {
            g = parents[g];
        }
        g
    };
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for g in 0..groups.len() {
        members.entry(root(g)).or_default().push(g);
    }
    let mut joined: Vec<Joined> = members
        .values()
        .map(|members| {
            let members: Vec<&Group<'_>> = members.iter().map(|&g| &groups[g]).collect();
            Joined::new(&members)
        })
        .collect();
    go_on()?;
    joined.sort_by(|a, b| {
        let rank = |e: &Joined| (e.documents, e.mentions);
        rank(b).cmp(&rank(a)).then_with(|| a.canonical_name.cmp(&b.canonical_name))
    });
    let mut identities: Vec<Vec<Option<usize>>> =
        sources.iter().map(|s| vec![None; s.annotated.analysis.entities.len()]).collect();
    for (index, entity) in joined.iter().enumerate() {
        for &(document, own) in &entity.members {
            identities[document][own] = Some(index);
        }
    }
    Some((Who::new(identities), joined))
}

/// The entities with what each document has of them, in the order of `joined`. `None` once the
/// comparison is stopped.
pub(super) fn compare(context: &Context<'_>, joined: Vec<Joined>) -> Option<Vec<EntityComparison>> {
    let compared = |entity: Joined| (!(context.stop)()).then(|| entity.compared(context));
    joined.into_iter().map(compared).collect()
}

/// One entity over all documents.
pub(super) struct Joined {
    canonical_name: String,
    kind: EntityType,
    external_ids: Vec<ExternalId>,
    signals: Vec<Signal>,
    /// Document and index of the entity in its analysis, in that order.
    members: Vec<(usize, usize)>,
    documents: usize,
    mentions: usize,
}

impl Joined {
    fn new(groups: &[&Group<'_>]) -> Self {
        let mut entities: Vec<(usize, &Entity)> =
            groups.iter().flat_map(|g| g.entities.iter().copied()).collect();
        entities.sort_by_key(|&(document, e)| (document, e.mentions[0].span.begin));
        let mut external_ids: Vec<_> =
            entities.iter().flat_map(|(_, e)| e.external_ids.iter().cloned()).collect();
        external_ids.sort();
        external_ids.dedup();
        let mut members: Vec<_> = groups.iter().flat_map(|g| g.members.iter().copied()).collect();
        members.sort_unstable();
        let mut documents: Vec<usize> = members.iter().map(|(document, _)| *document).collect();
        documents.dedup();
        let named = |e: &Entity| e.mentions.iter().filter(|m| is_named(m)).count();
        Self {
            canonical_name: canonical_name(&entities),
            kind: vote(entities.iter().map(|(_, e)| *e)),
            external_ids,
            signals: groups.iter().flat_map(|g| g.signals.iter().cloned()).collect(),
            documents: documents.len(),
            mentions: entities.iter().map(|(_, e)| named(e)).sum(),
            members,
        }
    }

    fn compared(self, context: &Context<'_>) -> EntityComparison {
        let by_document = self.members.chunk_by(|a, b| a.0 == b.0);
        EntityComparison {
            in_documents: by_document.map(|members| in_document(context, members)).collect(),
            canonical_name: self.canonical_name,
            kind: self.kind,
            external_ids: self.external_ids,
            signals: self.signals,
        }
    }
}
