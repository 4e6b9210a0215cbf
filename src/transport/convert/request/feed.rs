//! Requests to store articles.

use prost::Message as _;
use sha2::{Digest, Sha256};

use crate::{
    proto::v1::{self, ingest_config::AckLevel},
    service::{self, FeedItem, FeedOptions, NewArticle},
    store::RequestKey,
    transport::status::Fault,
};

use super::{check_length, document_id, metadata, submitted, unknown};

pub(super) const MAX_REQUEST_ID_BYTES: usize = 128;

/// The name of a call with what was called; an empty name is none.
pub(crate) fn request_key(
    request: &v1::IngestDocumentRequest,
) -> Result<Option<RequestKey>, Fault> {
    let id = &request.request_id;
    if id.is_empty() {
        return Ok(None);
    }
    check_length(id, MAX_REQUEST_ID_BYTES, || "request_id".to_owned())?;
    // Maps are ordered, so that equal requests have equal bytes.
    let digest = Sha256::digest(request.encode_to_vec()).into();
    Ok(Some(RequestKey { id: id.clone(), digest }))
}

/// How a feed is handled.
pub(crate) fn feed_options(config: &v1::IngestConfig) -> Result<FeedOptions, Fault> {
    let session = match config.session_id.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|error: crate::domain::InvalidSessionId| {
            Fault::argument("config.session_id", error.to_string())
        })?),
    };
    let ack_level = match AckLevel::try_from(config.ack_level) {
        Ok(AckLevel::Unspecified | AckLevel::Durable) => service::AckLevel::Durable,
        Ok(AckLevel::Analyzed) => service::AckLevel::Analyzed,
        Err(_) => return Err(unknown("config.ack_level", config.ack_level)),
    };
    let defaults = config.default_metadata.clone().unwrap_or_default();
    metadata(defaults, "config.default_metadata")?;
    Ok(FeedOptions { session, ack_level, validate_only: config.validate_only })
}

/// An item, good or bad. The paths in its errors begin with `item`.
pub(crate) fn item(
    item: v1::IngestItem,
    config: &v1::IngestConfig,
    max_bytes: usize,
) -> FeedItem<Fault> {
    let sequence = item.sequence;
    FeedItem { sequence, article: new_article(item, config, max_bytes) }
}

fn new_article(
    item: v1::IngestItem,
    config: &v1::IngestConfig,
    max_bytes: usize,
) -> Result<NewArticle, Fault> {
    if item.sequence < 1 {
        let problem = format!("must be 1 or more, not {}", item.sequence);
        return Err(Fault::argument("item.sequence", problem));
    }
    let wanted_id = document_id(&item.document_id, "item.document_id")?;
    let metadata = joined(item.metadata, config.default_metadata.as_ref());
    let (submitted, _) =
        submitted(item.article, metadata, config.skip_cleaning, "item.", max_bytes)?;
    Ok(NewArticle { submitted, wanted_id })
}

/// What is known of an item, and of every item of its feed that does not say otherwise.
fn joined(
    own: Option<v1::ArticleMetadata>,
    defaults: Option<&v1::ArticleMetadata>,
) -> Option<v1::ArticleMetadata> {
    let Some(defaults) = defaults.cloned() else { return own };
    let Some(own) = own else { return Some(defaults) };
    let text = |own: String, default: String| if own.is_empty() { default } else { own };
    let mut labels = defaults.labels;
    labels.extend(own.labels);
    Some(v1::ArticleMetadata {
        source: text(own.source, defaults.source),
        source_display_name: text(own.source_display_name, defaults.source_display_name),
        url: text(own.url, defaults.url),
        canonical_url: text(own.canonical_url, defaults.canonical_url),
        external_id: text(own.external_id, defaults.external_id),
        title: text(own.title, defaults.title),
        authors: if own.authors.is_empty() { defaults.authors } else { own.authors },
        publish_time: own.publish_time.or(defaults.publish_time),
        modify_time: own.modify_time.or(defaults.modify_time),
        fetch_time: own.fetch_time.or(defaults.fetch_time),
        language_code: text(own.language_code, defaults.language_code),
        labels,
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{content, pair, refusal};
    use super::*;

    fn config(defaults: v1::ArticleMetadata) -> v1::IngestConfig {
        v1::IngestConfig { default_metadata: Some(defaults), ..v1::IngestConfig::default() }
    }

    #[test]
    fn items_take_the_defaults_that_they_do_not_state() {
        let labels = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
        };
        let config = config(v1::ArticleMetadata {
            source: "a.example".to_owned(),
            language_code: "en".to_owned(),
            labels: labels(&[("desk", "world"), ("feed", "1")]),
            ..v1::ArticleMetadata::default()
        });
        let own = v1::ArticleMetadata {
            source: "b.example".to_owned(),
            labels: labels(&[("desk", "sport")]),
            ..v1::ArticleMetadata::default()
        };
        let sent = v1::IngestItem {
            sequence: 3,
            article: content("text"),
            metadata: Some(own),
            ..v1::IngestItem::default()
        };
        let found = item(sent, &config, 9);
        let known = found.article.unwrap().submitted.metadata;
        assert_eq!((found.sequence, known.source.as_str()), (3, "b.example"));
        assert_eq!(known.language_code, "en");
        assert_eq!(known.labels, labels(&[("desk", "sport"), ("feed", "1")]));
    }

    #[test]
    fn faults_name_their_field() {
        let bad = v1::ArticleMetadata { source: "x".repeat(2000), ..Default::default() };
        let found = refusal(feed_options(&config(bad)));
        assert_eq!(found, pair("ARGUMENT_INVALID", "config.default_metadata.source"));
        let named = v1::IngestConfig { session_id: "A b".to_owned(), ..Default::default() };
        assert_eq!(refusal(feed_options(&named)), pair("ARGUMENT_INVALID", "config.session_id"));
        let check = |sent: v1::IngestItem, field: &str| {
            let found = item(sent, &v1::IngestConfig::default(), 9).article;
            assert_eq!(refusal(found).1, field);
        };
        let good = || v1::IngestItem { sequence: 1, article: content("a"), ..Default::default() };
        check(v1::IngestItem { sequence: 0, ..good() }, "item.sequence");
        check(v1::IngestItem { document_id: "A".to_owned(), ..good() }, "item.document_id");
        check(v1::IngestItem { article: None, ..good() }, "item.article");
    }

    #[test]
    fn equal_calls_have_equal_keys() {
        let request = |text: &str| v1::IngestDocumentRequest {
            request_id: "r".to_owned(),
            article: content(text),
            ..Default::default()
        };
        let key = |text| request_key(&request(text)).unwrap();
        assert_eq!(key("a"), key("a"));
        assert_ne!(key("a"), key("b"));
        assert_eq!(request_key(&v1::IngestDocumentRequest::default()).unwrap(), None);
    }
}
