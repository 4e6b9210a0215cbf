//! Requests, parsed into values of the domain or refused with the field at fault.

use std::collections::BTreeSet;

use super::time::from_timestamp;
use crate::{
    domain::{Article, ArticleText, DocumentId, EntityType, Labels, Metadata},
    pipeline::CompareOptions,
    proto::v1,
    service::InlineSource,
    store::Detail,
    transport::status::{self, Fault, Fields},
};

const MAX_SOURCE_BYTES: usize = 1024;
const MAX_URL_BYTES: usize = 8192;
const MAX_LABELS: usize = 64;
const MAX_LABEL_NAME_BYTES: usize = 256;
const MAX_LABEL_VALUE_BYTES: usize = 4096;
const MAX_KEY_BYTES: usize = 256;
const DEFAULT_PAGE_SIZE: usize = 50;
const MAX_PAGE_SIZE: usize = 1000;

/// An article and the field that its text came in. `prefix` is the path of the message
/// around it, ending in a dot unless empty.
pub(crate) fn article(
    content: Option<v1::ArticleContent>,
    metadata: Option<v1::ArticleMetadata>,
    prefix: &str,
    max_bytes: usize,
) -> Result<(Article, String), Fault> {
    use v1::article_content::Content;
    let (text, field) = match content.and_then(|content| content.content) {
        Some(Content::Text(text)) => {
            (ArticleText::from_text(text, max_bytes), format!("{prefix}article.text"))
        }
        Some(Content::Raw(bytes)) => {
            (ArticleText::from_bytes(bytes, max_bytes), format!("{prefix}article.raw"))
        }
        None => {
            let error = crate::domain::ArticleError::Empty;
            return Err(status::article(&error, &format!("{prefix}article")));
        }
    };
    let text = text.map_err(|error| status::article(&error, &field))?;
    let metadata = metadata_of(metadata.unwrap_or_default(), prefix)?;
    Ok((Article { text, metadata }, field))
}

fn metadata_of(metadata: v1::ArticleMetadata, prefix: &str) -> Result<Metadata, Fault> {
    let field = |name: &str| format!("{prefix}metadata.{name}");
    check_length(&metadata.source, MAX_SOURCE_BYTES, || field("source"))?;
    check_length(&metadata.url, MAX_URL_BYTES, || field("url"))?;
    check_labels(&metadata.labels, &field("labels"))?;
    let publish_time = metadata
        .publish_time
        .map(from_timestamp)
        .transpose()
        .map_err(|problem| Fault::argument(field("publish_time"), problem))?;
    Ok(Metadata {
        source: metadata.source,
        url: metadata.url,
        publish_time,
        labels: metadata.labels,
    })
}

fn check_labels(labels: &Labels, field: &str) -> Result<(), Fault> {
    if labels.len() > MAX_LABELS {
        let problem = format!("has {} entries, more than {MAX_LABELS}", labels.len());
        return Err(Fault::argument(field, problem));
    }
    for (name, value) in labels {
        if name.is_empty() || name.len() > MAX_LABEL_NAME_BYTES {
            let problem = format!("names must have 1 to {MAX_LABEL_NAME_BYTES} bytes");
            return Err(Fault::argument(field, problem));
        }
        check_length(value, MAX_LABEL_VALUE_BYTES, || format!("{field}[{name:?}]"))?;
    }
    Ok(())
}

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
        let (article, field) = article(inline.article, inline.metadata, &prefix, max_bytes)?;
        columns.push(InlineSource { document: key.clone(), key, article });
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
pub(crate) fn document_id(id: &str) -> Result<Option<DocumentId>, Fault> {
    let parse = |id: &str| {
        id.parse().map_err(|e: crate::domain::InvalidDocumentId| {
            Fault::argument("document_id", e.to_string())
        })
    };
    (!id.is_empty()).then(|| parse(id)).transpose()
}

/// How a comparison is made, and how it is shown.
pub(crate) struct Comparing {
    pub(crate) options: CompareOptions,
    pub(crate) facets: Vec<v1::Facet>,
    pub(crate) unit: v1::OffsetUnit,
    pub(crate) skip_cleaning: bool,
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

/// How much of a document, where `default` stands for unspecified.
pub(crate) fn detail(view: i32, default: Detail) -> Result<Detail, Fault> {
    match v1::DocumentView::try_from(view) {
        Ok(v1::DocumentView::Unspecified) => Ok(default),
        Ok(v1::DocumentView::Basic) => Ok(Detail::Basic),
        Ok(v1::DocumentView::Full) => Ok(Detail::Full),
        Err(_) => Err(unknown("view", view)),
    }
}

/// Number of documents on a page.
pub(crate) fn page_size(value: i32) -> Result<usize, Fault> {
    match usize::try_from(value) {
        Ok(0) => Ok(DEFAULT_PAGE_SIZE),
        Ok(size) => Ok(size.min(MAX_PAGE_SIZE)),
        Err(_) => Err(Fault::argument("page_size", format!("must be 0 or more, not {value}"))),
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

    fn content(text: &str) -> Option<v1::ArticleContent> {
        let content = v1::article_content::Content::Text(text.to_owned());
        Some(v1::ArticleContent { content: Some(content) })
    }

    fn inline(key: &str, text: &str) -> v1::InlineArticle {
        v1::InlineArticle { key: key.to_owned(), article: content(text), metadata: None }
    }

    /// The reason and the field of a refusal.
    fn refusal<T>(result: Result<T, Fault>) -> (String, String) {
        let status = Status::from(result.err().unwrap());
        let details = status.get_error_details();
        let field = &details.bad_request().unwrap().field_violations[0].field;
        (details.error_info().unwrap().reason.clone(), field.clone())
    }

    fn pair(reason: &str, field: &str) -> (String, String) {
        (reason.to_owned(), field.to_owned())
    }

    #[test]
    fn an_article_is_refused_at_its_own_field() {
        let raw = v1::article_content::Content::Raw(b"ab\xff".to_vec());
        let raw = Some(v1::ArticleContent { content: Some(raw) });
        let empty = Some(v1::ArticleContent { content: None });
        let check = |content, expected| {
            assert_eq!(refusal(article(content, None, "articles[1].", 5)), expected);
        };
        check(None, pair("CONTENT_EMPTY", "articles[1].article"));
        check(empty, pair("CONTENT_EMPTY", "articles[1].article"));
        check(content(" \n"), pair("CONTENT_EMPTY", "articles[1].article.text"));
        check(content("abcdef"), pair("CONTENT_TOO_LARGE", "articles[1].article.text"));
        check(raw, pair("CHARSET_INVALID", "articles[1].article.raw"));
    }

    #[test]
    fn metadata_is_checked() {
        let check = |metadata, field: &str| {
            let result = article(content("text"), Some(metadata), "", 10);
            assert_eq!(refusal(result), pair("ARGUMENT_INVALID", field));
        };
        let empty = v1::ArticleMetadata::default;
        let long = || "x".repeat(10_000);
        check(v1::ArticleMetadata { source: long(), ..empty() }, "metadata.source");
        check(v1::ArticleMetadata { url: long(), ..empty() }, "metadata.url");
        let time = Some(prost_types::Timestamp { seconds: 0, nanos: -1 });
        check(v1::ArticleMetadata { publish_time: time, ..empty() }, "metadata.publish_time");
        let labels = |pairs: Vec<(String, String)>| v1::ArticleMetadata {
            labels: pairs.into_iter().collect(),
            ..empty()
        };
        let many = (0..65).map(|n| (n.to_string(), String::new())).collect();
        check(labels(many), "metadata.labels");
        check(labels(vec![(String::new(), "x".into())]), "metadata.labels");
        check(labels(vec![("desk".into(), long())]), "metadata.labels[\"desk\"]");
    }

    #[test]
    fn keys_default_to_their_position_and_differ() {
        let (found, fields) =
            columns(vec![inline("", "a"), inline("x", "b"), inline("", "c")], 9).unwrap();
        let keys: Vec<_> = found.iter().map(|column| column.key.as_str()).collect();
        assert_eq!(keys, ["S0", "x", "S2"]);
        assert_eq!(fields.texts[2], "articles[2].article.text");
        let same = vec![inline("S1", "a"), inline("", "b")];
        assert_eq!(refusal(columns(same, 9)), pair("ARGUMENT_INVALID", "articles[1].key"));
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
        assert_eq!(page_size(0).unwrap(), 50);
        assert_eq!(page_size(5000).unwrap(), 1000);
        assert_eq!(refusal(page_size(-1)), pair("ARGUMENT_INVALID", "page_size"));
        assert_eq!(refusal(features(&[1, 0])), pair("ARGUMENT_INVALID", "features[1]"));
        assert_eq!(refusal(entity_types(&[99])), pair("ARGUMENT_INVALID", "types[0]"));
        assert_eq!(refusal(unit(9, "offset_unit")), pair("ARGUMENT_INVALID", "offset_unit"));
        assert_eq!(refusal(detail(2, Detail::Full)), pair("ARGUMENT_INVALID", "view"));
        assert_eq!(detail(0, Detail::Full).unwrap(), Detail::Full);
        let options = v1::ComparisonOptions { max_claims: -1, ..Default::default() };
        assert_eq!(
            refusal(comparing(Some(options))),
            pair("ARGUMENT_INVALID", "options.max_claims")
        );
    }
}
