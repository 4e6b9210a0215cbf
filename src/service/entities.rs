//! Entities of the corpus: read, looked for, and put right by hand.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use super::{Service, ServiceError, StopFlag, library::decoded, submission::reread};
use crate::{
    domain::{
        Analysis, Article, EntityId, EntityType, Evidence, ExternalId, FieldKind, FieldRule,
        FieldTest, FieldValue, Filter, Mention, MentionKind, Profile, Section, Span,
    },
    pipeline::{
        corpus::mention_evidence,
        identity::{self, Question, Resolved},
    },
    store::{
        EntityListRequest, EntityPage, EntityPlace, Etag, ListKey, MergeChange, PageTokens,
        RequestKey, SplitChange, Store, StoredDocument, StoredEntity, UpsertChange,
    },
};

/// Entities that one key of a question leads to.
const MOST_PER_KEY: usize = 32;
/// Keys with a slip in them that are looked up together, and the entities that each leads to.
const SLIPS: (usize, usize) = (96, 4);
/// Entities that are looked at, of one question.
const MOST_LOOKED_AT: usize = 512;
/// Score from which no slip is looked for any more.
const SURE: f64 = 0.75;
/// Documents that are read together, and at most for one page of mentions.
const DOCUMENTS: (usize, usize) = (8, 256);

/// What mentions can be filtered by.
pub const MENTION_FIELDS: &[FieldRule] = &[
    FieldRule {
        name: "kind",
        kind: FieldKind::Word(&[
            "NAME",
            "SHORT_NAME",
            "ABBREVIATION",
            "NOMINAL",
            "PRONOUN",
            "METONYM",
            "MISSPELLING",
            "DEMONYM",
        ]),
    },
    FieldRule { name: "section", kind: FieldKind::Word(&["TITLE", "BODY", "DATELINE"]) },
    FieldRule { name: "text", kind: FieldKind::Text },
    FieldRule { name: "source", kind: FieldKind::Text },
    FieldRule { name: "document", kind: FieldKind::Names },
];

/// Asks for a page of mentions.
#[derive(Clone, Debug)]
pub struct MentionQuery {
    /// Of which entity.
    pub entity: EntityId,
    /// Which, over [`MENTION_FIELDS`].
    pub filter: Filter<FieldTest>,
    /// Most mentions; at least 1.
    pub size: usize,
    /// Token of the page before; empty = first page.
    pub token: String,
}

/// A mention of an entity of the corpus.
#[derive(Debug)]
pub struct FoundMention<'a> {
    /// The document, without content.
    pub document: &'a StoredDocument,
    /// Its article.
    pub article: &'a Article,
    /// What was found in it.
    pub analysis: &'a Analysis,
    /// The mention.
    pub mention: &'a Mention,
    /// Where it stands.
    pub evidence: Evidence,
}

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
        let mut looked_at = self.store.entity_candidates(keys, MOST_PER_KEY).await?.profiles;
        looked_at.truncate(MOST_LOOKED_AT);
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
            let candidates = self.store.entity_candidates(keys.to_vec(), SLIPS.1).await?;
            found.extend(candidates.profiles.into_iter().filter(|p| known.insert(p.entity)));
            if found.len() >= MOST_LOOKED_AT {
                break;
            }
        }
        Ok(())
    }

    /// A page of the mentions of an entity, in order of arrival and of the text, and the token of
    /// the next page. A page may hold fewer than asked for where a filter lets few pass. `render`
    /// turns each into what the caller wants; it runs on the pool.
    pub async fn mentions<T, F>(
        &self,
        query: MentionQuery,
        render: F,
    ) -> Result<(Vec<T>, String), ServiceError>
    where
        T: Send + 'static,
        F: Fn(FoundMention<'_>) -> T + Clone + Send + 'static,
    {
        let mut entity = self.entity(&query.entity).await?;
        // Its successor has what one had that was merged away.
        if let Some(successor) = &entity.merged_into {
            entity = self.entity(successor).await?;
        }
        // A token that somebody makes up finds what a later page would have found.
        let tokens = PageTokens::new(Vec::new());
        let key = ListKey::new("mentions", &format!("{} {:?}", query.entity, query.filter));
        let mut position = match tokens.decode(key, &query.token)? {
            Some(bytes) => Position::from_bytes(&bytes).ok_or(ServiceError::PageToken)?,
            None => Position::default(),
        };
        let admission = self.pool.admit()?;
        let mut found: Vec<T> = Vec::new();
        let mut looked_at = 0;
        while looked_at < DOCUMENTS.1 {
            let places =
                self.store.entity_places(entity.number, position.before(), DOCUMENTS.0).await?;
            if places.is_empty() {
                return Ok((found, String::new()));
            }
            for place in places {
                looked_at += 1;
                let at = (place.document.seq, place.place);
                let first =
                    if at == (position.document, position.place) { position.next } else { 0 };
                let recorded = self.recorded_analysis(&place.document).await?;
                let page = PagePart { first, most: query.size - found.len() };
                let (filter, render) = (query.filter.clone(), render.clone());
                let job = move |_: &StopFlag| read_mentions(place, recorded, page, &filter, render);
                let (part, next) = admission.run(job).await??;
                found.extend(part);
                position = match next {
                    Some(next) => Position { document: at.0, place: at.1, next },
                    None => Position { document: at.0, place: at.1.saturating_add(1), next: 0 },
                };
                if found.len() >= query.size {
                    return Ok((found, tokens.encode(key, &position.to_bytes())));
                }
            }
        }
        Ok((found, tokens.encode(key, &position.to_bytes())))
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
                    super::entity_type(&entity.kind)
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
        identity::keys(name, super::entity_type(kind).unwrap_or(EntityType::Other))
    };
    UpsertChange {
        slug: identity::slug(name.as_deref().unwrap_or_default()),
        id,
        name: name.map(keyed),
        kind: kind.map(|kind| identity::kind_name(kind).to_owned()),
        keys,
        aliases: aliases.map(|all| all.into_iter().map(keyed).collect()),
        external_ids,
        roles: roles.map(|all| all.iter().map(|role| identity::folded(role)).collect()),
        etag,
        request,
        time: Timestamp::now(),
    }
}

/// Where the next page of mentions begins.
#[derive(Clone, Copy, Debug, Default)]
struct Position {
    document: i64,
    place: u32,
    /// Mention of the place.
    next: u32,
}

impl Position {
    /// The last place that it is behind.
    fn before(self) -> (i64, u32) {
        match self.place.checked_sub(1) {
            Some(place) => (self.document, place),
            None => (self.document.saturating_sub(1), u32::MAX),
        }
    }

    fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.document.to_be_bytes().to_vec();
        bytes.extend(self.place.to_be_bytes());
        bytes.extend(self.next.to_be_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (document, rest) = bytes.split_first_chunk::<8>()?;
        let (place, rest) = rest.split_first_chunk::<4>()?;
        Some(Self {
            document: i64::from_be_bytes(*document),
            place: u32::from_be_bytes(*place),
            next: u32::from_be_bytes(rest.try_into().ok()?),
        })
    }
}

/// Which mentions of a place a page takes.
#[derive(Clone, Copy)]
struct PagePart {
    first: u32,
    most: usize,
}

/// Mentions of one place, and the first one that is left for the next page.
fn read_mentions<T>(
    place: EntityPlace,
    recorded: Option<Vec<u8>>,
    page: PagePart,
    filter: &Filter<FieldTest>,
    render: impl Fn(FoundMention<'_>) -> T,
) -> Result<(Vec<T>, Option<u32>), ServiceError> {
    let EntityPlace { document, place } = place;
    // One that is analysed anew right now is passed over.
    let Some(analysis) = recorded.as_deref().and_then(decoded) else {
        return Ok((Vec::new(), None));
    };
    let mut basic = document.clone();
    (basic.content, basic.search) = (None, None);
    let article = reread(document)?.article;
    let text = article.text.as_str();
    let entity = usize::try_from(place).ok().and_then(|place| analysis.entities.get(place));
    let mentions = entity.map_or(&[][..], |entity| &entity.mentions);
    let spans: Vec<Span> = mentions.iter().map(|mention| mention.span).collect();
    let evidence = mention_evidence(&analysis, text, &spans);
    let mut found = Vec::new();
    for (index, (mention, evidence)) in (0..).zip(mentions.iter().zip(evidence)) {
        if index < page.first || !passes(filter, mention, &basic, text) {
            continue;
        }
        if found.len() == page.most {
            return Ok((found, Some(index)));
        }
        let (document, article, analysis) = (&basic, &article, &analysis);
        found.push(render(FoundMention { document, article, analysis, mention, evidence }));
    }
    Ok((found, None))
}

fn passes(
    filter: &Filter<FieldTest>,
    mention: &Mention,
    document: &StoredDocument,
    text: &str,
) -> bool {
    let name = document.id.name();
    let value = |field: &str| match field {
        "kind" => kind(mention.kind),
        "section" => match mention.section {
            Section::Title => "TITLE",
            Section::Body => "BODY",
            Section::Dateline => "DATELINE",
        },
        "text" => mention.span.of(text),
        "source" => document.metadata.source.as_str(),
        "document" => name.as_str(),
        _ => "",
    };
    filter.passes(&|test| test.passes(&FieldValue::Texts(vec![value(test.field.name)])))
}

fn kind(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Name => "NAME",
        MentionKind::ShortName => "SHORT_NAME",
        MentionKind::Abbreviation => "ABBREVIATION",
        MentionKind::Nominal => "NOMINAL",
        MentionKind::Pronoun => "PRONOUN",
        MentionKind::Metonym => "METONYM",
        MentionKind::Misspelling => "MISSPELLING",
        MentionKind::Demonym => "DEMONYM",
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
