//! What requests on entities of the corpus ask for.

use super::{Page, check_length, entity_type, gazetteer, library::sized, unknown};
use crate::{
    domain::{EntityId, EntityType, ExternalId, FieldRule, FieldTest, Filter},
    pipeline::identity::{self, Question},
    proto::v1,
    service::{EntityValues, MENTION_FIELDS},
    store::{ENTITY_FIELDS, EntityOrderBy, Etag},
    transport::status::{self, Fault},
};

const MAX_QUERY_BYTES: usize = 256;
const MAX_CONTEXT_BYTES: usize = 4096;
const MAX_FILTER_BYTES: usize = 4096;
const MAX_MERGED: usize = 100;
const MAX_SPLIT: usize = 64;
const MAX_ROLES: usize = 32;
const MAX_ROLE_BYTES: usize = 256;
const CANDIDATES: Page = Page { default: 10, most: 100 };

/// A resource name `entities/{entity}`.
pub(crate) fn entity_name(name: &str, field: &str) -> Result<EntityId, Fault> {
    EntityId::from_name(name).map_err(|error| {
        Fault::argument(field, format!("must be entities/{{entity}} where {{entity}} {error}"))
    })
}

/// Which entities.
pub(crate) fn entity_filter(text: &str) -> Result<Filter<FieldTest>, Fault> {
    filter(text, ENTITY_FIELDS)
}

/// Which mentions.
pub(crate) fn mention_filter(text: &str) -> Result<Filter<FieldTest>, Fault> {
    filter(text, MENTION_FIELDS)
}

fn filter(text: &str, fields: &'static [FieldRule]) -> Result<Filter<FieldTest>, Fault> {
    check_length(text, MAX_FILTER_BYTES, || "filter".to_owned())?;
    let filter = Filter::parse_over(text, fields);
    filter.map_err(|error| status::filter("filter", error.to_string()))
}

/// In which order, and whether the greatest comes first.
pub(crate) fn entity_order(text: &str) -> Result<(EntityOrderBy, bool), Fault> {
    let text = if text.trim().is_empty() { "document_count desc" } else { text };
    let mut words = text.split_whitespace();
    let order = match words.next() {
        Some("document_count") => EntityOrderBy::Documents,
        Some("mention_count") => EntityOrderBy::Mentions,
        Some("first_seen_time") => EntityOrderBy::FirstSeen,
        Some("last_seen_time") => EntityOrderBy::LastSeen,
        Some("name") => EntityOrderBy::Name,
        _ => {
            let problem = "must be one of document_count, mention_count, first_seen_time, \
                           last_seen_time, name, and may have \" desc\" behind it";
            return Err(status::filter("order_by", problem.to_owned()));
        }
    };
    match (words.next(), words.next()) {
        (None, _) | (Some("asc"), None) => Ok((order, false)),
        (Some("desc"), None) => Ok((order, true)),
        _ => {
            let problem = "has more behind the field than \"asc\" or \"desc\"";
            Err(status::filter("order_by", problem.to_owned()))
        }
    }
}

/// Most entities that a name may mean.
pub(crate) fn max_entities(value: i32) -> Result<usize, Fault> {
    sized(value, CANDIDATES, "max_candidates")
}

/// What name is asked for.
pub(crate) fn question(request: v1::ResolveEntityRequest) -> Result<Question, Fault> {
    let v1::ResolveEntityRequest { query, context, r#type, .. } = request;
    check_length(&query, MAX_QUERY_BYTES, || "query".to_owned())?;
    check_length(&context, MAX_CONTEXT_BYTES, || "context".to_owned())?;
    if identity::folded(&query).is_empty() {
        return Err(Fault::argument("query", "holds no name"));
    }
    let kind = v1::EntityType::try_from(r#type).map_err(|_| unknown("type", r#type))?;
    let kind = entity_type(kind).map_or("", EntityType::name);
    Ok(Question { name: query, context, kind })
}

/// Entities that go into another.
pub(crate) fn merged_names(into: &EntityId, names: &[String]) -> Result<Vec<EntityId>, Fault> {
    if names.is_empty() || names.len() > MAX_MERGED {
        let problem = format!("must name 1 to {MAX_MERGED} entities, not {}", names.len());
        return Err(Fault::argument("merged_names", problem));
    }
    let mut merged = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let field = format!("merged_names[{index}]");
        let id = entity_name(name, &field)?;
        if id == *into {
            return Err(Fault::argument(field, "is the survivor itself"));
        }
        if !merged.contains(&id) {
            merged.push(id);
        }
    }
    Ok(merged)
}

/// Names that go to another entity, each once.
pub(crate) fn aliases(names: Vec<String>) -> Result<Vec<String>, Fault> {
    if names.is_empty() || names.len() > MAX_SPLIT {
        let problem = format!("must have 1 to {MAX_SPLIT} names, not {}", names.len());
        return Err(Fault::argument("aliases", problem));
    }
    let repeated = |(index, name): &(usize, &String)| names[..*index].contains(name);
    if let Some((index, _)) = names.iter().enumerate().find(repeated) {
        return Err(Fault::argument(format!("aliases[{index}]"), "stands there twice"));
    }
    Ok(names)
}

/// Which entity to write, and what.
pub(crate) fn entity_values(
    request: v1::UpsertEntityRequest,
) -> Result<(Option<EntityId>, EntityValues, Option<Etag>), Fault> {
    let Some(entity) = request.entity else {
        return Err(Fault::argument("entity", "says nothing to write"));
    };
    let id = match entity.name.as_str() {
        "" => None,
        name => Some(entity_name(name, "entity.name")?),
    };
    let written = written(&entity, request.update_mask)?;
    let writes = |field: &str| written.contains(&field);
    check_values(&entity, &writes)?;
    let kind = match v1::EntityType::try_from(entity.r#type) {
        Ok(kind) => entity_type(kind),
        Err(_) => return Err(unknown("entity.type", entity.r#type)),
    };
    if id.is_none() && (!writes("canonical_name") || !writes("type")) {
        let field = if writes("canonical_name") { "type" } else { "canonical_name" };
        return Err(Fault::argument(format!("entity.{field}"), "is needed without a name"));
    }
    let id_of = |id: v1::ExternalId| ExternalId { scheme: id.scheme.into(), value: id.value };
    let values = EntityValues {
        name: writes("canonical_name").then_some(entity.canonical_name),
        kind: kind.filter(|_| writes("type")),
        aliases: writes("aliases").then(|| entity.aliases.into_iter().map(|a| a.text).collect()),
        external_ids: writes("external_ids")
            .then(|| entity.external_ids.into_iter().map(id_of).collect()),
        roles: writes("roles").then_some(entity.roles),
    };
    Ok((id, values, super::etag(entity.etag)))
}

/// The fields that are written.
fn written(
    entity: &v1::Entity,
    mask: Option<prost_types::FieldMask>,
) -> Result<Vec<&'static str>, Fault> {
    let fields = [
        ("canonical_name", !entity.canonical_name.is_empty()),
        ("type", entity.r#type != 0),
        ("aliases", !entity.aliases.is_empty()),
        ("external_ids", !entity.external_ids.is_empty()),
        ("roles", !entity.roles.is_empty()),
    ];
    let paths = mask.unwrap_or_default().paths;
    if paths.is_empty() {
        let set: Vec<_> = fields.iter().filter(|(_, set)| *set).map(|(name, _)| *name).collect();
        return match set.is_empty() {
            true => Err(Fault::argument("entity", "says nothing to write")),
            false => Ok(set),
        };
    }
    let field = |(index, path): (usize, &String)| {
        let known = fields.iter().find(|(name, _)| name == path).map(|(name, _)| *name);
        known.ok_or_else(|| {
            let names: Vec<_> = fields.iter().map(|(name, _)| *name).collect();
            let problem = format!("{path:?} is none of {}", names.join(", "));
            Fault::argument(format!("update_mask.paths[{index}]"), problem)
        })
    };
    paths.iter().enumerate().map(field).collect()
}

/// What is written must be fit for a gazetteer, because it becomes part of one.
fn check_values(entity: &v1::Entity, writes: &impl Fn(&str) -> bool) -> Result<(), Fault> {
    if writes("type") && entity.r#type == 0 {
        return Err(Fault::argument("entity.type", "must not be unspecified"));
    }
    let kept = |field: &str, name: &str| match writes(field) {
        true => name.to_owned(),
        false => "name".to_owned(),
    };
    let aliases = entity.aliases.iter().map(|alias| alias.text.clone());
    let entry = v1::GazetteerEntry {
        name: kept("canonical_name", &entity.canonical_name),
        r#type: v1::EntityType::Other.into(),
        aliases: if writes("aliases") { aliases.collect() } else { Vec::new() },
        external_ids: if writes("external_ids") { entity.external_ids.clone() } else { Vec::new() },
    };
    gazetteer(vec![entry], "entry").map_err(|fault| {
        fault.renamed(|field| {
            let field = field.trim_start_matches("entry[0].");
            match field.strip_prefix("name") {
                Some(rest) => format!("entity.canonical_name{rest}"),
                None => format!(
                    "entity.{}",
                    field.replacen("ids", "external_ids", usize::from(field.starts_with("ids")))
                ),
            }
        })
    })?;
    if entity.roles.len() > MAX_ROLES {
        let problem = format!("has {} roles, more than {MAX_ROLES}", entity.roles.len());
        return Err(Fault::argument("entity.roles", problem));
    }
    for (index, role) in entity.roles.iter().enumerate() {
        check_length(role, MAX_ROLE_BYTES, || format!("entity.roles[{index}]"))?;
        if identity::folded(role).is_empty() {
            return Err(Fault::argument(format!("entity.roles[{index}]"), "holds no role"));
        }
    }
    if writes("canonical_name") && identity::folded(&entity.canonical_name).is_empty() {
        return Err(Fault::argument("entity.canonical_name", "holds no name"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{pair, refusal};
    use super::*;

    fn upsert(entity: v1::Entity, paths: &[&str]) -> Result<EntityValues, Fault> {
        let paths = paths.iter().map(|&path| path.to_owned()).collect();
        let update_mask = Some(prost_types::FieldMask { paths });
        let request = v1::UpsertEntityRequest {
            entity: Some(entity),
            update_mask,
            request_id: String::new(),
        };
        entity_values(request).map(|(_, values, _)| values)
    }

    fn acme() -> v1::Entity {
        v1::Entity {
            canonical_name: "Acme".to_owned(),
            r#type: v1::EntityType::Organization.into(),
            ..v1::Entity::default()
        }
    }

    #[test]
    fn faults_name_their_field() {
        let argument = |field| pair("ARGUMENT_INVALID", field);
        assert_eq!(refusal(entity_name("acme", "name")), argument("name"));
        assert_eq!(refusal(entity_filter("size > 1")), pair("FILTER_INVALID", "filter"));
        assert_eq!(refusal(mention_filter("kind = NOUN")), pair("FILTER_INVALID", "filter"));
        assert_eq!(refusal(entity_order("size")), pair("FILTER_INVALID", "order_by"));
        assert_eq!(refusal(entity_order("name up")), pair("FILTER_INVALID", "order_by"));
        assert_eq!(refusal(max_entities(-1)), argument("max_candidates"));
        let asked = |query: &str, kind| v1::ResolveEntityRequest {
            query: query.to_owned(),
            r#type: kind,
            ..Default::default()
        };
        assert_eq!(refusal(question(asked("...", 0))), argument("query"));
        assert_eq!(refusal(question(asked("x", 99))), argument("type"));
        let into: EntityId = "acme".parse().unwrap();
        assert_eq!(refusal(merged_names(&into, &[])), argument("merged_names"));
        let itself = ["entities/b".to_owned(), "entities/acme".to_owned()];
        assert_eq!(refusal(merged_names(&into, &itself)), argument("merged_names[1]"));
        assert_eq!(refusal(aliases(Vec::new())), argument("aliases"));
        let twice = vec!["a".to_owned(), "a".to_owned()];
        assert_eq!(refusal(aliases(twice)), argument("aliases[1]"));
    }

    #[test]
    fn faults_of_values_name_their_field() {
        let argument = |field| pair("ARGUMENT_INVALID", field);
        let bad = |change: fn(&mut v1::Entity), paths: &[&str]| {
            let mut entity = acme();
            change(&mut entity);
            refusal(upsert(entity, paths))
        };
        assert_eq!(bad(|_| {}, &["size"]), argument("update_mask.paths[0]"));
        assert_eq!(bad(|_| {}, &["roles"]), argument("entity.canonical_name"));
        assert_eq!(bad(|_| {}, &["canonical_name"]), argument("entity.type"));
        assert_eq!(bad(|e| e.name = "x".into(), &[]), argument("entity.name"));
        assert_eq!(bad(|e| e.r#type = 77, &[]), argument("entity.type"));
        assert_eq!(
            bad(|e| e.canonical_name = "...".into(), &[]),
            argument("entity.canonical_name")
        );
        let long = |e: &mut v1::Entity| e.canonical_name = "a".repeat(300);
        assert_eq!(bad(long, &[]), argument("entity.canonical_name"));
        let alias = |e: &mut v1::Entity| e.aliases.push(v1::Alias::default());
        assert_eq!(bad(alias, &[]), argument("entity.aliases[0]"));
        assert_eq!(bad(|e| e.roles.push(" ".into()), &[]), argument("entity.roles[0]"));
    }

    #[test]
    fn without_a_mask_what_is_set_is_written() {
        let values = upsert(acme(), &[]).unwrap();
        assert_eq!(values.name.as_deref(), Some("Acme"));
        assert!(values.kind.is_some() && values.aliases.is_none() && values.roles.is_none());
        let values = upsert(acme(), &["canonical_name", "type", "aliases"]).unwrap();
        assert_eq!(values.aliases, Some(Vec::new()), "named and empty");
    }
}
