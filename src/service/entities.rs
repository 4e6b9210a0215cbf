//! Entities of the corpus: read, looked for, and put right by hand.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use super::{Service, ServiceError, StopFlag};
use crate::{
    domain::{EntityId, EntityType, ExternalId, Profile},
    pipeline::identity::{self, Question, Resolved},
    store::{
        EntityListRequest, EntityPage, Etag, MergeChange, RequestKey, SplitChange, Store,
        StoredDocument, StoredEntity, UpsertChange,
    },
};

/// Curated entities that one key of a question leads to, and as many others.
const MOST_PER_KEY: usize = 32;
/// Keys with a slip in them that are looked up together, and the curated and other entities that
/// each leads to.
const SLIPS: (usize, usize) = (96, 4);
/// Entities that are looked at, of one question.
const MOST_LOOKED_AT: usize = 512;
/// Score from which no slip is looked for any more.
const SURE: f64 = 0.75;
/// An answer to a question for a name.
#[derive(Clone, Debug, PartialEq)]
pub struct ResolvedEntity {
    /// The entity.
    pub entity: StoredEntity,
    /// Why it may be meant.
    pub resolved: Resolved,
}

/// What somebody knows of an entity; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct EntityValues {
    /// Its name.
    pub name: Option<String>,
    /// What it is.
    pub kind: Option<EntityType>,
    /// Its other names.
    pub aliases: Option<Vec<String>>,
    /// Its codes elsewhere.
    pub external_ids: Option<Vec<ExternalId>>,
    /// Its roles.
    pub roles: Option<Vec<String>>,
}

impl Service {
    /// One entity by id.
    pub async fn entity(&self, id: &EntityId) -> Result<StoredEntity, ServiceError> {
        let found = self.store.entity(id).await?;
        found.ok_or_else(|| ServiceError::EntityNotFound(id.clone()))
    }

    /// A page of entities.
    pub async fn list_entities(
        &self,
        request: EntityListRequest,
    ) -> Result<EntityPage, ServiceError> {
        Ok(self.store.list_entities(request).await?)
    }

    /// The entities that a name may mean, the likeliest first; at most `limit`.
    pub async fn resolve_entity(
        &self,
        question: Question,
        limit: usize,
    ) -> Result<Vec<ResolvedEntity>, ServiceError> {
        let admission = self.pool.admit()?;
        let keys = identity::question_keys(&question.name);
        let candidates = self.store.entity_candidates(keys, Vec::new(), MOST_PER_KEY).await?;
        let mut looked_at = candidates.profiles;
        if looked_at.len() > MOST_LOOKED_AT {
            looked_at.sort_by_key(|p| std::cmp::Reverse((p.curated, p.documents)));
            looked_at.truncate(MOST_LOOKED_AT);
        }
        let best = identity::resolve(&question, &looked_at).first().map_or(0.0, |r| r.score);
        if best < SURE {
            self.add_slips(&question.name, &mut looked_at).await?;
        }
        let job = move |_: &StopFlag| identity::resolve(&question, &looked_at);
        let mut resolved = admission.run(job).await?;
        resolved.truncate(limit);
        let numbers = resolved.iter().map(|resolved| resolved.entity).collect();
        let entities = self.store.entities_numbered(numbers).await?;
        let mut entities = entities.into_iter().peekable();
        let mut answers = Vec::with_capacity(resolved.len());
        for resolved in resolved {
            // One that has gone since is left out of both.
            if let Some(entity) = entities.next_if(|entity| entity.number == resolved.entity) {
                answers.push(ResolvedEntity { entity, resolved });
            }
        }
        Ok(answers)
    }

    /// Adds entities with a name one consonant off.
    async fn add_slips(&self, name: &str, found: &mut Vec<Profile>) -> Result<(), ServiceError> {
        let mut known: BTreeSet<i64> = found.iter().map(|profile| profile.entity).collect();
        for keys in identity::slip_keys(name).chunks(SLIPS.0) {
            let candidates = self.store.entity_candidates(keys.to_vec(), Vec::new(), SLIPS.1);
            let candidates = candidates.await?;
            found.extend(candidates.profiles.into_iter().filter(|p| known.insert(p.entity)));
            if found.len() >= MOST_LOOKED_AT {
                break;
            }
        }
        Ok(())
    }

    /// What the entities of a document are, by their place in its analysis.
    pub async fn entity_links(
        &self,
        document: &StoredDocument,
    ) -> Result<Vec<(u32, EntityId)>, ServiceError> {
        Ok(self.store.entity_links(document.seq).await?)
    }

    /// Merges entities into the first.
    pub async fn merge_entities(
        &self,
        into: EntityId,
        merged: Vec<EntityId>,
        etag: Option<Etag>,
        request: Option<RequestKey>,
    ) -> Result<StoredEntity, ServiceError> {
        let change = MergeChange { into, merged, etag, request, time: Timestamp::now() };
        self.change(async move |store| Ok(store.merge_entities(change).await?)).await
    }

    /// Gives names of an entity to a new one: what is left, and the new one.
    pub async fn split_entity(
        &self,
        from: EntityId,
        aliases: Vec<String>,
        etag: Option<Etag>,
        request: Option<RequestKey>,
    ) -> Result<(StoredEntity, StoredEntity), ServiceError> {
        let slug = identity::slug(aliases.first().map_or("", String::as_str));
        let aliases = aliases.into_iter().map(|alias| {
            let folded = identity::folded(&alias);
            (alias, folded)
        });
        let aliases = aliases.collect();
        let change = SplitChange { from, aliases, slug, etag, request, time: Timestamp::now() };
        self.change(async move |store| Ok(store.split_entity(change).await?)).await
    }

    /// Writes what somebody knows of an entity; whether it is new. Without an id it is the only
    /// one of this name and type, or a new one.
    pub async fn upsert_entity(
        &self,
        id: Option<EntityId>,
        values: EntityValues,
        etag: Option<Etag>,
        request: Option<RequestKey>,
    ) -> Result<(StoredEntity, bool), ServiceError> {
        let work = async move |store: Arc<dyn Store>| {
            let known = match (&values.kind, &id) {
                (None, Some(id)) => {
                    let entity = store.entity(id).await?;
                    let entity = entity.ok_or_else(|| ServiceError::EntityNotFound(id.clone()))?;
                    EntityType::named(&entity.kind)
                }
                _ => values.kind,
            };
            let change = upsert(id, values, known, etag, request);
            Ok(store.upsert_entity(change).await?)
        };
        self.change(work).await
    }

    /// Changes entities by hand, while nobody decides over them. What was begun is ended whether
    /// the caller waits for it or not: the names that articles are searched for follow the store.
    async fn change<T, W, F>(&self, work: W) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        W: FnOnce(Arc<dyn Store>) -> F + Send + 'static,
        F: Future<Output = Result<T, ServiceError>> + Send,
    {
        let (store, names) = (Arc::clone(&self.store), Arc::clone(&self.own_names));
        let identifier = Arc::clone(&self.identifier);
        let task = tokio::spawn(async move {
            let _turn = identifier.turn.lock().await;
            let result = work(store).await;
            names.changed();
            result
        });
        // It is never aborted.
        task.await.map_err(|error| ServiceError::Internal(error.to_string()))?
    }
}

/// What is written of an entity that is of type `known` then.
fn upsert(
    id: Option<EntityId>,
    values: EntityValues,
    known: Option<EntityType>,
    etag: Option<Etag>,
    request: Option<RequestKey>,
) -> UpsertChange {
    let EntityValues { name, kind, aliases, external_ids, roles } = values;
    let keyed = |name: String| {
        let keys = identity::keys(&name, known.unwrap_or(EntityType::Other));
        (name, keys)
    };
    let keys = |name: &str, kind: &str| {
        identity::keys(name, EntityType::named(kind).unwrap_or(EntityType::Other))
    };
    UpsertChange {
        slug: identity::slug(name.as_deref().unwrap_or_default()),
        id,
        name: name.map(keyed),
        kind: kind.map(|kind| kind.name().to_owned()),
        keys,
        aliases: aliases.map(|all| all.into_iter().map(keyed).collect()),
        external_ids,
        roles: roles.map(|all| all.iter().map(|role| identity::folded(role)).collect()),
        etag,
        request,
        time: Timestamp::now(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::testing::Desktop;

    fn known(name: &str) -> EntityValues {
        EntityValues {
            name: Some(name.to_owned()),
            kind: Some(EntityType::Organization),
            ..EntityValues::default()
        }
    }

    #[tokio::test]
    async fn a_change_is_ended_though_its_caller_leaves() {
        let desktop = Desktop::new().await;
        let service = &desktop.service;
        assert!(service.own_names().await.unwrap().is_empty());
        let turn = service.identifier.turn.lock().await;
        let mut call = Box::pin(service.upsert_entity(None, known("Quorl"), None, None));
        let nobody = tokio::time::timeout(std::time::Duration::from_millis(20), &mut call).await;
        assert!(nobody.is_err(), "it waits for its turn");
        drop((call, turn));
        // The next change is made after it.
        service.upsert_entity(None, known("Quill"), None, None).await.unwrap();
        let names = service.own_names().await.unwrap();
        let names: Vec<_> = names.entries().iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["Quill", "Quorl"]);
    }

    #[tokio::test]
    async fn many_changes_cost_one_reading() {
        let desktop = Desktop::new().await;
        let service = &desktop.service;
        for n in 0..5 {
            service.upsert_entity(None, known(&format!("Quorl {n}")), None, None).await.unwrap();
        }
        let names = service.own_names().await.unwrap();
        assert_eq!(names.entries().len(), 5);
        assert!(Arc::ptr_eq(&names, &service.own_names().await.unwrap()));
        service.upsert_entity(None, known("Quill"), None, None).await.unwrap();
        assert_eq!(service.own_names().await.unwrap().entries().len(), 6);
    }
}
