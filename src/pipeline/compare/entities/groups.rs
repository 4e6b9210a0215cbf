//! Entities of the documents under one key.

use std::collections::BTreeMap;

use crate::{
    domain::{Entity, EntityType, MentionKind, Signal},
    pipeline::{annotate::EntityKey, compare::Source},
};

/// Entities of one key: document and entity.
pub(super) struct Group<'a> {
    pub(super) key: &'a EntityKey,
    pub(super) entities: Vec<(usize, &'a Entity)>,
    /// The same by document and index.
    pub(super) members: Vec<(usize, usize)>,
    /// Why they belong together.
    pub(super) signals: Vec<Signal>,
}

impl Group<'_> {
    pub(super) fn kind(&self) -> EntityType {
        vote(self.entities.iter().map(|(_, e)| *e))
    }

    pub(super) fn name(&self) -> &str {
        match self.key {
            EntityKey::Name(name) => name,
            _ => "",
        }
    }

    pub(super) fn mentions(&self) -> usize {
        self.entities.iter().map(|(_, e)| e.mentions.len()).sum()
    }
}

/// The type that most documents give, then that of most mentions; of equals the first in the order
/// of types.
pub(super) fn vote<'e>(entities: impl Iterator<Item = &'e Entity>) -> EntityType {
    let mut votes: BTreeMap<EntityType, (usize, usize)> = BTreeMap::new();
    for entity in entities {
        let vote = votes.entry(entity.kind).or_default();
        *vote = (vote.0 + 1, vote.1 + entity.mentions.len());
    }
    let best = votes.into_iter().max_by_key(|&(kind, n)| (n, std::cmp::Reverse(kind)));
    best.map_or(EntityType::Other, |(kind, _)| kind)
}

/// Groups by key.
pub(super) fn by_key<'a>(sources: &[Source<'a>]) -> Vec<Group<'a>> {
    let mut known: BTreeMap<&EntityKey, usize> = BTreeMap::new();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for (document, source) in sources.iter().enumerate() {
        let annotated = source.annotated;
        let entities = annotated.analysis.entities.iter().zip(&annotated.entity_keys);
        for (index, (entity, key)) in entities.enumerate() {
            let group = *known.entry(key).or_insert_with(|| {
                let (entities, members) = (Vec::new(), Vec::new());
                groups.push(Group { key, entities, members, signals: Vec::new() });
                groups.len() - 1
            });
            groups[group].entities.push((document, entity));
            groups[group].members.push((document, index));
        }
    }
    for group in &mut groups {
        group.signals.extend(key_signal(group));
    }
    groups
}

/// Why forms under one key belong together although their words differ.
fn key_signal(group: &Group<'_>) -> Option<Signal> {
    let id = match group.key {
        EntityKey::Country(_) => {
            let demonym = |e: &Entity| e.mentions.iter().any(|m| m.kind == MentionKind::Demonym);
            group.entities.iter().any(|(_, e)| demonym(e)).then_some("country-demonym")?
        }
        EntityKey::Institution { .. } => "same-institution",
        EntityKey::Event { .. } => "same-event",
        EntityKey::Work { .. } => "same-work",
        EntityKey::Described(_) => "same-description",
        EntityKey::Bloc(_) | EntityKey::Name(_) => return None,
    };
    let mut names: Vec<&str> =
        group.entities.iter().map(|(_, e)| e.canonical_name.as_str()).collect();
    names.dedup();
    let differ = names.len() > 1 || id == "country-demonym";
    differ.then(|| Signal { id: id.into(), weight: 1.0, detail: names.join(" = ") })
}
