//! What requests for stories ask for.

use prost::Message;
use sha2::{Digest as _, Sha256};

use super::{
    check_length, document_name,
    feed::MAX_REQUEST_ID_BYTES,
    library::{MAX_FILTER_BYTES, Page, sized},
};
use crate::{
    domain::{DocumentId, FieldTest, Filter, STORY_FIELDS, StoryId, StoryOrder, StoryOrderError},
    store::RequestKey,
    transport::status::{self, Fault},
};

/// Most documents that are moved, and stories that are merged, in one call.
const MOST_NAMES: usize = 100;

/// A resource name `stories/{story}`.
pub(crate) fn story_name(name: &str, field: &str) -> Result<StoryId, Fault> {
    StoryId::from_name(name).map_err(|error| {
        Fault::argument(field, format!("must be stories/{{story}} where {{story}} {error}"))
    })
}

/// Names of stories, at least one.
pub(crate) fn story_names(names: &[String], field: &str) -> Result<Vec<StoryId>, Fault> {
    each(names, field, story_name)
}

/// Names of documents, at least one.
pub(crate) fn document_names(names: &[String], field: &str) -> Result<Vec<DocumentId>, Fault> {
    each(names, field, document_name)
}

fn each<T>(
    names: &[String],
    field: &str,
    parse: impl Fn(&str, &str) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    if names.is_empty() || names.len() > MOST_NAMES {
        let problem = format!("must have 1 to {MOST_NAMES} names, not {}", names.len());
        return Err(Fault::argument(field, problem));
    }
    let names = names.iter().enumerate();
    names.map(|(index, name)| parse(name, &format!("{field}[{index}]"))).collect()
}

/// Which stories.
pub(crate) fn story_filter(text: &str) -> Result<Filter<FieldTest>, Fault> {
    check_length(text, MAX_FILTER_BYTES, || "filter".to_owned())?;
    Filter::parse_over(text, STORY_FIELDS)
        .map_err(|error| status::filter("filter", error.to_string()))
}

/// In which order.
pub(crate) fn story_order(text: &str) -> Result<StoryOrder, Fault> {
    text.parse().map_err(|error: StoryOrderError| status::filter("order_by", error.to_string()))
}

/// How many candidates.
pub(crate) fn max_candidates(value: i32) -> Result<usize, Fault> {
    sized(value, Page { default: 5, most: 50 }, "max_candidates")
}

/// The name of a call of a method with what was called; an empty name is none.
pub(crate) fn call_key(
    method: &str,
    id: &str,
    request: &impl Message,
) -> Result<Option<RequestKey>, Fault> {
    if id.is_empty() {
        return Ok(None);
    }
    check_length(id, MAX_REQUEST_ID_BYTES, || "request_id".to_owned())?;
    let digest = Sha256::new().chain_update(method).chain_update(request.encode_to_vec());
    Ok(Some(RequestKey { id: id.to_owned(), digest: digest.finalize().into() }))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{pair, refusal};
    use super::*;
    use crate::proto::v1;

    #[test]
    fn names_and_numbers_are_checked() {
        assert!(story_name("stories/ab-1", "name").is_ok());
        assert_eq!(refusal(story_name("documents/a", "name")), pair("ARGUMENT_INVALID", "name"));
        let names = |n: usize| vec!["documents/a".to_owned(); n];
        assert_eq!(document_names(&names(100), "documents").unwrap().len(), 100);
        for bad in [0, 101] {
            let found = refusal(document_names(&names(bad), "documents"));
            assert_eq!(found, pair("ARGUMENT_INVALID", "documents"));
        }
        let names = ["stories/a".to_owned(), "a".to_owned()];
        let found = refusal(story_names(&names, "merged_names"));
        assert_eq!(found, pair("ARGUMENT_INVALID", "merged_names[1]"));
        assert_eq!(max_candidates(0).unwrap(), 5);
        assert_eq!(max_candidates(99).unwrap(), 50);
        assert_eq!(refusal(max_candidates(-1)), pair("ARGUMENT_INVALID", "max_candidates"));
    }

    #[test]
    fn filters_and_orders_are_checked() {
        assert!(story_filter("source_count >= 3 AND state = DEVELOPING").is_ok());
        for bad in ["colour = red", "state = OPEN", "source_count:3", "last_publish_time > May"] {
            assert_eq!(refusal(story_filter(bad)), pair("FILTER_INVALID", "filter"), "{bad}");
        }
        assert!(story_order("document_count desc").is_ok());
        assert_eq!(refusal(story_order("title")), pair("FILTER_INVALID", "order_by"));
    }

    #[test]
    fn calls_are_told_apart() {
        let request = v1::MoveDocumentsRequest { request_id: "r".into(), ..Default::default() };
        let key = |method| call_key(method, "r", &request).unwrap().unwrap();
        assert_eq!(key("a"), key("a"));
        assert_ne!(key("a").digest, key("b").digest);
        assert_eq!(call_key("a", "", &request).unwrap(), None);
    }
}
