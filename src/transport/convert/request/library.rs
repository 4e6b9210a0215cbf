//! What requests to the library ask for.

use crate::{
    domain::{Filter, Order, Query},
    proto::v1,
    service::MetadataField,
    store::{Detail, Etag},
    transport::status::{self, Fault},
};

use super::unknown;

pub(super) const MAX_FILTER_BYTES: usize = 8192;

/// Sizes of the pages of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(super) default: usize,
    pub(super) most: usize,
}

impl Page {
    /// Of documents.
    pub(crate) const LIST: Self = Self { default: 50, most: 1000 };
    /// Of hits.
    pub(crate) const SEARCH: Self = Self { default: 20, most: 100 };
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

/// Number of entries on a page.
pub(crate) fn page_size(value: i32, page: Page) -> Result<usize, Fault> {
    sized(value, page, "page_size")
}

/// Number of entries that a field asks for.
pub(super) fn sized(value: i32, page: Page, field: &str) -> Result<usize, Fault> {
    match usize::try_from(value) {
        Ok(0) => Ok(page.default),
        Ok(size) => Ok(size.min(page.most)),
        Err(_) => Err(Fault::argument(field, format!("must be 0 or more, not {value}"))),
    }
}

/// Refuses what is too long for a filter.
pub(super) fn check_filter(text: &str) -> Result<(), Fault> {
    super::check_length(text, MAX_FILTER_BYTES, || "filter".to_owned())
}

/// Which documents.
pub(crate) fn filter(text: &str) -> Result<Filter, Fault> {
    check_filter(text)?;
    Filter::parse(text).map_err(|error| status::filter("filter", error.to_string()))
}

/// In which order.
pub(crate) fn order(text: &str) -> Result<Order, Fault> {
    Order::parse(text).map_err(|error| status::filter("order_by", error.to_string()))
}

/// Which words.
pub(crate) fn query(text: &str) -> Result<Query, Fault> {
    Query::parse(text).map_err(|error| Fault::argument("query", error.to_string()))
}

/// Which revision; empty = the latest.
pub(crate) fn revision(text: &str, field: &str) -> Result<Option<u32>, Fault> {
    let number = |text: &str| match text.parse() {
        // One revision has one name: no "+1", no "01".
        Ok(number) if number > 0 && text == u32::to_string(&number) => Ok(number),
        _ => Err(Fault::argument(field, format!("must be a number from 1, not {text:?}"))),
    };
    (!text.is_empty()).then(|| number(text)).transpose()
}

/// The state that a caller has seen; empty = any.
pub(crate) fn etag(text: String) -> Option<Etag> {
    (!text.is_empty()).then(|| Etag::from(text))
}

/// Fields of metadata to change.
pub(crate) fn metadata_fields(
    mask: Option<prost_types::FieldMask>,
) -> Result<Vec<MetadataField>, Fault> {
    const PATHS: &[(&str, MetadataField)] = &[
        ("source", MetadataField::Source),
        ("source_display_name", MetadataField::SourceDisplayName),
        ("url", MetadataField::Url),
        ("canonical_url", MetadataField::CanonicalUrl),
        ("external_id", MetadataField::ExternalId),
        ("title", MetadataField::Title),
        ("authors", MetadataField::Authors),
        ("publish_time", MetadataField::PublishTime),
        ("modify_time", MetadataField::ModifyTime),
        ("fetch_time", MetadataField::FetchTime),
        ("language_code", MetadataField::LanguageCode),
        ("labels", MetadataField::Labels),
    ];
    let paths = mask.unwrap_or_default().paths;
    if paths.is_empty() {
        return Err(Fault::argument("update_mask", "names no field to change"));
    }
    let mut fields = Vec::new();
    for (index, path) in paths.iter().enumerate() {
        let wanted = match path.strip_prefix("metadata") {
            Some("") => PATHS,
            Some(rest) => {
                let name = rest.strip_prefix('.').unwrap_or_default();
                let at = PATHS.iter().position(|(known, _)| *known == name);
                at.map_or(&[][..], |at| &PATHS[at..=at]) // `position` gave the index
            }
            None => &[],
        };
        if wanted.is_empty() {
            let problem = format!("{path:?} is not metadata or a field of it");
            return Err(Fault::argument(format!("update_mask.paths[{index}]"), problem));
        }
        fields.extend(wanted.iter().map(|&(_, field)| field));
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{pair, refusal};
    use super::*;

    #[test]
    fn pages_have_sizes() {
        assert_eq!(page_size(0, Page::LIST).unwrap(), 50);
        assert_eq!(page_size(5000, Page::LIST).unwrap(), 1000);
        assert_eq!(page_size(5000, Page::SEARCH).unwrap(), 100);
        assert_eq!(refusal(page_size(-1, Page::LIST)), pair("ARGUMENT_INVALID", "page_size"));
    }

    #[test]
    fn views_have_a_default() {
        assert_eq!(refusal(detail(2, Detail::Full)), pair("ARGUMENT_INVALID", "view"));
        assert_eq!(detail(0, Detail::Full).unwrap(), Detail::Full);
    }

    #[test]
    fn faults_name_their_field() {
        assert_eq!(refusal(filter("source =")), pair("FILTER_INVALID", "filter"));
        assert_eq!(refusal(order("size")), pair("FILTER_INVALID", "order_by"));
        assert_eq!(refusal(query("-rain")), pair("ARGUMENT_INVALID", "query"));
        assert_eq!(refusal(query(" ")), pair("ARGUMENT_INVALID", "query"));
    }

    #[test]
    fn revisions_count_from_one() {
        assert_eq!(revision("", "r").unwrap(), None);
        assert_eq!(revision("17", "r").unwrap(), Some(17));
        for text in ["0", "-1", "+1", "01", "1.0", "x", " 1", "99999999999"] {
            assert_eq!(refusal(revision(text, "r")), pair("ARGUMENT_INVALID", "r"), "{text}");
        }
    }

    #[test]
    fn masks_name_fields_of_metadata() {
        let fields = |paths: &[&str]| {
            let paths = paths.iter().map(|&path| path.to_owned()).collect();
            metadata_fields(Some(prost_types::FieldMask { paths }))
        };
        let expected = [MetadataField::Title, MetadataField::Labels];
        assert_eq!(fields(&["metadata.title", "metadata.labels"]).unwrap(), expected);
        assert_eq!(fields(&["metadata"]).unwrap().len(), 12);
        assert_eq!(refusal(metadata_fields(None)), pair("ARGUMENT_INVALID", "update_mask"));
        for bad in ["text", "metadata.", "metadata.size", "metadatatitle", "metadata.labels.x"] {
            let found = refusal(fields(&["metadata.title", bad]));
            assert_eq!(found, pair("ARGUMENT_INVALID", "update_mask.paths[1]"), "{bad}");
        }
    }
}
