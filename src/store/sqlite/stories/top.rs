//! What stories are about: counted over their articles when these change, and read off when a story
//! is shown.

use std::{cmp::Reverse, collections::BTreeMap};

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::super::{failure::Fault, row::unreadable};
use crate::{
    domain::{EntityCount, EntityId, EntityType},
    store::SignedEntity,
};

/// Articles of a story whose entities are counted: the latest.
const COUNTED_MEMBERS: usize = 256;
/// Most entities that are shown of a story.
const TOP_ENTITIES: usize = 10;
/// Articles in which it is looked up which entity of the corpus a name is, the latest: the very
/// latest ones may wait to be identified.
const LOOKED_UP: usize = 3;

/// How often a story names an entity.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Count {
    canonical_name: String,
    kind: EntityType,
    document_count: u32,
    mention_count: u32,
}

/// Where an entity stands: a document, and a place in its analysis.
type Place = (i64, u32);

/// Counts anew what a story is about.
pub(super) fn recount(connection: &Connection, story: i64) -> Result<(), Fault> {
    let (counts, places): (Vec<Count>, Vec<Vec<Place>>) =
        counted(connection, story)?.into_iter().unzip();
    let sql = "INSERT OR REPLACE INTO story_top_entities (story, counts, places) VALUES (?, ?, ?)";
    connection.prepare_cached(sql)?.execute(params![story, json(&counts)?, json(&places)?])?;
    Ok(())
}

fn json(value: &impl Serialize) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(|_| unreadable("", "top_entities"))
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|_| unreadable("", "top_entities"))
}

/// What most of the latest articles of a story name, and where.
fn counted(connection: &Connection, story: i64) -> Result<Vec<(Count, Vec<Place>)>, Fault> {
    let sql = "SELECT m.document, g.entities FROM memberships m \
               JOIN signatures g ON g.document = m.document \
               WHERE m.story = ? ORDER BY m.document DESC LIMIT ?";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params![story, COUNTED_MEMBERS])?;
    let mut counts: BTreeMap<(String, EntityType), (u32, u32, Vec<Place>)> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let document = row.get(0)?;
        let text = row.get_ref(1)?.as_str().map_err(|_| unreadable("", "entities"))?;
        let entities: Vec<SignedEntity> =
            serde_json::from_str(text).map_err(|_| unreadable("", "entities"))?;
        for entity in entities {
            let (documents, mentions, places) =
                counts.entry((entity.canonical_name, entity.kind)).or_default();
            *documents = documents.saturating_add(1);
            *mentions = mentions.saturating_add(entity.mention_count);
            if let Some(place) = entity.place.filter(|_| places.len() < LOOKED_UP) {
                places.push((document, place));
            }
        }
    }
    let count = |((canonical_name, kind), (document_count, mention_count, places))| {
        (Count { canonical_name, kind, document_count, mention_count }, places)
    };
    let mut top: Vec<(Count, Vec<Place>)> = counts.into_iter().map(count).collect();
    // Equals stay in the order of their names.
    top.sort_by_key(|(count, _)| Reverse((count.document_count, count.mention_count)));
    top.truncate(TOP_ENTITIES);
    Ok(top)
}

/// What a story is about, with the entities of the corpus where they are identified.
pub(super) fn entities(connection: &Connection, story: i64) -> Result<Vec<EntityCount>, Fault> {
    let sql = "SELECT counts, places FROM story_top_entities WHERE story = ?";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let known: Option<(String, String)> = statement.query_row(params![story], read).optional()?;
    let counted = match known {
        Some((counts, places)) => {
            let (counts, places): (Vec<Count>, Vec<Vec<Place>>) =
                (parsed(&counts)?, parsed(&places)?);
            counts.into_iter().zip(places).collect()
        }
        // Nothing has changed of it since its store was brought to this schema.
        None => counted(connection, story)?,
    };
    let entity = |(count, places): (Count, Vec<Place>)| -> Result<EntityCount, Fault> {
        Ok(EntityCount {
            entity: identified(connection, &places)?,
            canonical_name: count.canonical_name,
            kind: count.kind,
            document_count: count.document_count,
            mention_count: count.mention_count,
        })
    };
    counted.into_iter().map(entity).collect()
}

/// The entity that stands at the first of some places whose document is identified. Places of one
/// that is to be sorted anew are those of an analysis that there is no more.
fn identified(connection: &Connection, places: &[Place]) -> Result<Option<EntityId>, Fault> {
    let sql = "SELECT i.slug FROM identity_links l JOIN identities i ON i.id = l.entity \
               WHERE l.document = ?1 AND l.place = ?2 \
               AND NOT EXISTS (SELECT 1 FROM identifying WHERE document = ?1) \
               AND NOT EXISTS (SELECT 1 FROM sorting WHERE document = ?1)";
    let mut statement = connection.prepare_cached(sql)?;
    for place in places {
        let values = params![place.0, place.1];
        let slug: Option<String> = statement.query_row(values, |row| row.get(0)).optional()?;
        if let Some(slug) = slug {
            return Ok(Some(slug.parse().map_err(|_| unreadable(&slug, "slug"))?));
        }
    }
    Ok(None)
}
