//! Requests, parsed into values of the domain or refused with the field at fault.

mod article;
mod comparison;
mod entity;
mod feed;
mod library;
mod story;
mod watch;

use crate::{
    domain::{
        DocumentId, EntityType, ExternalId, Gazetteer, GazetteerEntry, GazetteerError, QuoteKind,
    },
    proto::v1,
    transport::status::Fault,
};

pub(crate) use article::{metadata, single, submitted};
pub(crate) use comparison::{
    Comparing, claim_query, columns, comparing, comparison_name, quote_query, scope,
};
pub(crate) use entity::{
    aliases, entity_filter, entity_name, entity_order, entity_values, max_entities, mention_filter,
    merged_names, question,
};
pub(crate) use feed::{feed_options, item, request_key};
pub(crate) use library::{
    Page, detail, etag, filter, metadata_fields, order, page_size, query, revision,
};
pub(crate) use story::{
    call_key, document_names, max_candidates, story_filter, story_name, story_names, story_order,
};
pub(crate) use watch::watch;

fn check_length(value: &str, limit: usize, field: impl FnOnce() -> String) -> Result<(), Fault> {
    if value.len() > limit {
        let problem = format!("has {} bytes, more than {limit}", value.len());
        return Err(Fault::argument(field(), problem));
    }
    Ok(())
}

/// A resource name `documents/{document}`.
pub(crate) fn document_name(name: &str, field: &str) -> Result<DocumentId, Fault> {
    DocumentId::from_name(name).map_err(|error| {
        Fault::argument(field, format!("must be documents/{{document}} where {{document}} {error}"))
    })
}

/// A wanted id; empty = none.
pub(crate) fn document_id(id: &str, field: &str) -> Result<Option<DocumentId>, Fault> {
    let parse = |id: &str| {
        id.parse()
            .map_err(|e: crate::domain::InvalidDocumentId| Fault::argument(field, e.to_string()))
    };
    (!id.is_empty()).then(|| parse(id)).transpose()
}

/// The unit of positions; unspecified is allowed and means code points.
pub(crate) fn unit(value: i32, field: &str) -> Result<v1::OffsetUnit, Fault> {
    v1::OffsetUnit::try_from(value).map_err(|_| unknown(field, value))
}

/// Features of an analysis.
pub(crate) fn features(values: &[i32]) -> Result<Vec<v1::Feature>, Fault> {
    known(values, "features", v1::Feature::Unspecified)
}

/// Types of entities.
pub(crate) fn entity_types(values: &[i32]) -> Result<Vec<EntityType>, Fault> {
    let types = known(values, "types", v1::EntityType::Unspecified)?;
    Ok(types.into_iter().filter_map(entity_type).collect())
}

/// Names that a caller sends along at most.
const MAX_GAZETTEER_ENTRIES: usize = 1000;

/// Names of the caller's own.
pub(crate) fn gazetteer(entries: Vec<v1::GazetteerEntry>, field: &str) -> Result<Gazetteer, Fault> {
    if entries.len() > MAX_GAZETTEER_ENTRIES {
        let problem = format!("has {} entries, more than {MAX_GAZETTEER_ENTRIES}", entries.len());
        return Err(Fault::argument(field, problem));
    }
    let mut parsed = Vec::with_capacity(entries.len());
    for (index, entry) in entries.into_iter().enumerate() {
        let kind = v1::EntityType::try_from(entry.r#type).ok().and_then(entity_type);
        let kind = kind.ok_or_else(|| unknown(&format!("{field}[{index}].type"), entry.r#type))?;
        let id = |id: v1::ExternalId| ExternalId { scheme: id.scheme.into(), value: id.value };
        let ids = entry.external_ids.into_iter().map(id).collect();
        parsed.push(GazetteerEntry { name: entry.name, kind, aliases: entry.aliases, ids });
    }
    Gazetteer::new(parsed).map_err(|error| match error {
        GazetteerError::Field { line, field: inner, problem } => {
            Fault::argument(format!("{field}[{}].{inner}", line.saturating_sub(1)), problem)
        }
        error => Fault::argument(field, error.to_string()),
    })
}

/// Kinds of quotations.
pub(crate) fn quote_kinds(values: &[i32]) -> Result<Vec<QuoteKind>, Fault> {
    use v1::quote_annotation::Kind;
    let kinds = known(values, "kinds", Kind::Unspecified)?;
    let kind = |kind| match kind {
        Kind::Unspecified => None,
        Kind::Direct => Some(QuoteKind::Direct),
        Kind::Fragment => Some(QuoteKind::Fragment),
        Kind::Indirect => Some(QuoteKind::Indirect),
        Kind::Scare => Some(QuoteKind::Scare),
        Kind::Title => Some(QuoteKind::Title),
    };
    Ok(kinds.into_iter().filter_map(kind).collect())
}

fn entity_type(kind: v1::EntityType) -> Option<EntityType> {
    match kind {
        v1::EntityType::Unspecified => None,
        v1::EntityType::Person => Some(EntityType::Person),
        v1::EntityType::Organization => Some(EntityType::Organization),
        v1::EntityType::Location => Some(EntityType::Location),
        v1::EntityType::Event => Some(EntityType::Event),
        v1::EntityType::Work => Some(EntityType::Work),
        v1::EntityType::Group => Some(EntityType::Group),
        v1::EntityType::Other => Some(EntityType::Other),
    }
}

/// Values of an enumeration, none of them unspecified or unknown.
fn known<E>(values: &[i32], field: &str, unspecified: E) -> Result<Vec<E>, Fault>
where
    E: TryFrom<i32> + PartialEq,
{
    let each = |(index, &value): (usize, &i32)| match E::try_from(value) {
        Ok(known) if known != unspecified => Ok(known),
        _ => Err(unknown(&format!("{field}[{index}]"), value)),
    };
    values.iter().enumerate().map(each).collect()
}

fn unknown(field: &str, value: i32) -> Fault {
    Fault::argument(field, format!("{value} is not a known value"))
}

#[cfg(test)]
mod tests {

    use tonic::Status;
    use tonic_types::StatusExt as _;

    use super::*;

    pub(super) fn content(text: &str) -> Option<v1::ArticleContent> {
        let content = v1::article_content::Content::Text(text.to_owned());
        Some(v1::ArticleContent { content: Some(content), ..v1::ArticleContent::default() })
    }

    /// The reason and the field of a refusal.
    pub(super) fn refusal<T>(result: Result<T, Fault>) -> (String, String) {
        let status = Status::from(result.err().unwrap());
        let details = status.get_error_details();
        let field = &details.bad_request().unwrap().field_violations[0].field;
        (details.error_info().unwrap().reason.clone(), field.clone())
    }

    pub(super) fn pair(reason: &str, field: &str) -> (String, String) {
        (reason.to_owned(), field.to_owned())
    }

    #[test]
    fn numbers_and_enumerations_have_ranges() {
        assert_eq!(refusal(features(&[1, 0])), pair("ARGUMENT_INVALID", "features[1]"));
        assert_eq!(refusal(entity_types(&[99])), pair("ARGUMENT_INVALID", "types[0]"));
        assert_eq!(refusal(unit(9, "offset_unit")), pair("ARGUMENT_INVALID", "offset_unit"));
    }
}
