//! Requests, parsed into values of the domain or refused with the field at fault.

mod article;
mod feed;
mod library;

use std::collections::BTreeSet;

use crate::{
    domain::{
        DocumentId, EntityType, ExternalId, Gazetteer, GazetteerEntry, GazetteerError, QuoteKind,
    },
    pipeline::CompareOptions,
    proto::v1,
    service::InlineSource,
    transport::status::{Fault, Fields},
};

pub(crate) use article::{metadata, single, submitted};
pub(crate) use feed::{feed_options, item, request_key};
pub(crate) use library::{
    Page, detail, etag, filter, metadata_fields, order, page_size, query, revision,
};

const MAX_KEY_BYTES: usize = 256;

fn check_length(value: &str, limit: usize, field: impl FnOnce() -> String) -> Result<(), Fault> {
    if value.len() > limit {
        let problem = format!("has {} bytes, more than {limit}", value.len());
        return Err(Fault::argument(field(), problem));
    }
    Ok(())
}

/// The articles of a comparison with their keys, and the fields they came in.
pub(crate) fn columns(
    articles: Vec<v1::InlineArticle>,
    skip_cleaning: bool,
    max_bytes: usize,
) -> Result<(Vec<InlineSource>, Fields), Fault> {
    let (mut columns, mut texts) = (Vec::with_capacity(articles.len()), Vec::new());
    let mut keys = BTreeSet::new();
    for (index, inline) in articles.into_iter().enumerate() {
        let prefix = format!("articles[{index}].");
        let key = if inline.key.is_empty() { format!("S{index}") } else { inline.key };
        check_length(&key, MAX_KEY_BYTES, || format!("{prefix}key"))?;
        if !keys.insert(key.clone()) {
            let problem = format!("{key:?} is the key of another article already");
            return Err(Fault::argument(format!("{prefix}key"), problem));
        }
        let (submitted, field) =
            submitted(inline.article, inline.metadata, skip_cleaning, &prefix, max_bytes)?;
        columns.push(InlineSource { document: key.clone(), key, submitted, max_bytes });
        texts.push(field);
    }
    Ok((columns, Fields { list: "articles", texts }))
}

/// The documents to compare, each once, and the fields they came in.
pub(crate) fn scope(
    scope: Option<v1::compare_request::Scope>,
) -> Result<(Vec<DocumentId>, Fields), Fault> {
    let Some(v1::compare_request::Scope::Documents(set)) = scope else {
        return Err(Fault::argument("scope", "says nothing to compare; set documents"));
    };
    let (mut ids, mut seen) = (Vec::with_capacity(set.names.len()), BTreeSet::new());
    let mut texts = Vec::with_capacity(set.names.len());
    for (index, name) in set.names.iter().enumerate() {
        let field = format!("documents.names[{index}]");
        let id = document_name(name, &field)?;
        if !seen.insert(id.clone()) {
            return Err(Fault::argument(field, format!("names {} again", id.name())));
        }
        ids.push(id);
        texts.push(field);
    }
    Ok((ids, Fields { list: "documents.names", texts }))
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

/// How a comparison is made, and how it is shown.
pub(crate) struct Comparing {
    pub(crate) options: CompareOptions,
    pub(crate) facets: Vec<v1::Facet>,
    pub(crate) unit: v1::OffsetUnit,
    pub(crate) skip_cleaning: bool,
    pub(crate) gazetteer: Gazetteer,
}

/// Options of a comparison; absent ones take their defaults.
pub(crate) fn comparing(options: Option<v1::ComparisonOptions>) -> Result<Comparing, Fault> {
    let options = options.unwrap_or_default();
    let number = |value: i32, field: &str| {
        usize::try_from(value)
            .map_err(|_| Fault::argument(field, format!("must be 0 or more, not {value}")))
    };
    Ok(Comparing {
        options: CompareOptions {
            consensus_threshold: number(
                options.consensus_threshold,
                "options.consensus_threshold",
            )?,
            max_claims: number(options.max_claims, "options.max_claims")?,
        },
        facets: known(&options.facets, "options.facets", v1::Facet::Unspecified)?,
        unit: unit(options.offset_unit, "options.offset_unit")?,
        skip_cleaning: options.skip_cleaning,
        gazetteer: gazetteer(options.gazetteer, "options.gazetteer")?,
    })
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

    fn inline(key: &str, text: &str) -> v1::InlineArticle {
        v1::InlineArticle { key: key.to_owned(), article: content(text), metadata: None }
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
    fn keys_default_to_their_position_and_differ() {
        let (found, fields) =
            columns(vec![inline("", "a"), inline("x", "b"), inline("", "c")], false, 9).unwrap();
        let keys: Vec<_> = found.iter().map(|column| column.key.as_str()).collect();
        assert_eq!(keys, ["S0", "x", "S2"]);
        assert_eq!(fields.texts[2], "articles[2].article.text");
        let same = vec![inline("S1", "a"), inline("", "b")];
        assert_eq!(refusal(columns(same, false, 9)), pair("ARGUMENT_INVALID", "articles[1].key"));
    }

    #[test]
    fn a_document_is_compared_once() {
        let scope_of = |names: &[&str]| {
            let names = names.iter().map(|&name| name.to_owned()).collect();
            scope(Some(v1::compare_request::Scope::Documents(v1::DocumentSet { names })))
        };
        assert!(scope_of(&["documents/a", "documents/b"]).is_ok());
        let again = scope_of(&["documents/a", "documents/a"]);
        assert_eq!(refusal(again), pair("ARGUMENT_INVALID", "documents.names[1]"));
        assert_eq!(refusal(scope_of(&["a"])), pair("ARGUMENT_INVALID", "documents.names[0]"));
        assert_eq!(refusal(scope(None)), pair("ARGUMENT_INVALID", "scope"));
    }

    #[test]
    fn numbers_and_enumerations_have_ranges() {
        assert_eq!(refusal(features(&[1, 0])), pair("ARGUMENT_INVALID", "features[1]"));
        assert_eq!(refusal(entity_types(&[99])), pair("ARGUMENT_INVALID", "types[0]"));
        assert_eq!(refusal(unit(9, "offset_unit")), pair("ARGUMENT_INVALID", "offset_unit"));
        let options = v1::ComparisonOptions { max_claims: -1, ..Default::default() };
        assert_eq!(
            refusal(comparing(Some(options))),
            pair("ARGUMENT_INVALID", "options.max_claims")
        );
    }
}
