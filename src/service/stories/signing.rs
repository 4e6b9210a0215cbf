//! What stories know of an article, and how it is kept.

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    domain::{Analysis, Article, DateKind, Entity},
    pipeline::{
        article::Kept,
        stories::{Profile, Signature},
    },
    service::ServiceError,
    store::{SignatureRow, SignedEntity, StoryRow},
};

/// Version of signatures, profiles and keys. Raise it whenever one of them changes: what an
/// earlier version has made is then made anew.
pub(super) const ALGORITHM: u32 = 1;
/// Most entities of an article that its stories show: the most salient.
const ENTITIES: usize = 16;

/// What stories know of an analysed article.
pub(in crate::service) fn sign(
    article: &Article,
    analysis: &Analysis,
) -> Result<SignatureRow, ServiceError> {
    let headline = Kept::new(article.text.as_str(), &analysis.zones).title;
    let title = if headline.is_empty() { article.metadata.title.clone() } else { headline };
    Ok(SignatureRow {
        algorithm: ALGORITHM,
        content: encode(&Signature::of(article, analysis))?,
        title: title.split_whitespace().collect::<Vec<_>>().join(" "),
        event_edtf: event_date(analysis).unwrap_or_default(),
        entities: entities(analysis),
    })
}

/// When the event of an article happens, where the text and its date tell the day.
fn event_date(analysis: &Analysis) -> Option<String> {
    let when = analysis.five_w.when.first()?;
    let told = analysis.dates.iter().find(|date| date.span.overlaps(when.span))?;
    let is_dated = matches!(told.kind, DateKind::Date | DateKind::Range | DateKind::Time);
    (is_dated && !told.edtf.is_empty()).then(|| told.edtf.clone())
}

/// The named entities that an article is most about.
fn entities(analysis: &Analysis) -> Vec<SignedEntity> {
    let named = |entity: &Entity| entity.mentions.iter().any(|mention| mention.kind.is_name());
    let all = (0..).zip(&analysis.entities);
    let mut entities: Vec<(u32, &Entity)> = all.filter(|(_, entity)| named(entity)).collect();
    // Equals stay in the order of the analysis.
    entities.sort_by(|(_, a), (_, b)| b.salience.total_cmp(&a.salience));
    entities.truncate(ENTITIES);
    let signed = |(place, entity): (u32, &Entity)| SignedEntity {
        canonical_name: entity.canonical_name.clone(),
        kind: entity.kind,
        mention_count: u32::try_from(entity.mentions.len()).unwrap_or(u32::MAX),
        place: Some(place),
    };
    entities.into_iter().map(signed).collect()
}

/// In bytes.
pub(super) fn encode(value: &impl Serialize) -> Result<Vec<u8>, ServiceError> {
    postcard::to_stdvec(value)
        .map_err(|error| ServiceError::Internal(format!("a story cannot be kept: {error}")))
}

fn decode<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Option<T> {
    postcard::from_bytes(bytes)
        .inspect_err(|error| tracing::error!(%error, "a stored {what} cannot be read"))
        .ok()
}

/// The signature of a row; `None` when it is not of this version.
pub(super) fn signature(row: &SignatureRow) -> Option<Arc<Signature>> {
    let is_known = row.algorithm == ALGORITHM && !row.content.is_empty();
    is_known.then(|| decode(&row.content, "signature")).flatten().map(Arc::new)
}

/// The profile of a row; `None` when it must be made anew.
pub(super) fn profile(row: &StoryRow) -> Option<Arc<Profile>> {
    let is_known = row.algorithm == ALGORITHM;
    is_known.then(|| decode(&row.profile, "profile")).flatten().map(Arc::new)
}
