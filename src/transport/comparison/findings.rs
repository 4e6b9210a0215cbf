//! Pages of what a stored comparison has found.

use prost::Message;

use crate::{
    domain::{
        ComparisonId, Compatibility, DiscrepancyType, FieldKind, FieldRule, FieldTest, FieldValue,
        Filter, Severity,
    },
    proto::v1::{self, claim_stance::Relation},
    service::ServiceError,
    store::{ListKey, PageTokens},
    transport::status::{self, Fault},
};

/// What claims can be filtered by.
pub(super) const CLAIM_FIELDS: &[FieldRule] = &[
    rule("status", FieldKind::Word(&["CONSENSUS", "CORROBORATED", "SINGLE_SOURCE", "DISPUTED"])),
    rule("independent_support", FieldKind::Number),
    rule("support", FieldKind::Number),
    rule("score", FieldKind::Number),
    rule("attributed", FieldKind::Flag),
    rule("attributed_to", FieldKind::Text),
    rule("keys", FieldKind::Names),
    rule(
        "relations",
        FieldKind::Words(&["SUPPORTS", "PARTIAL", "CONTRADICTS", "MENTIONS_DENIAL", "SILENT"]),
    ),
    rule("text", FieldKind::Text),
    rule("discrepancy_ids", FieldKind::Names),
];

/// What discrepancies can be filtered by.
pub(super) const DISCREPANCY_FIELDS: &[FieldRule] = &[
    rule("type", FieldKind::Word(DiscrepancyType::WORDS)),
    rule("compatibility", FieldKind::Word(Compatibility::WORDS)),
    rule("severity", FieldKind::Rank(Severity::WORDS)),
    rule("score", FieldKind::Number),
    rule("claim_id", FieldKind::Text),
    rule("quote_cluster_id", FieldKind::Text),
    rule("keys", FieldKind::Names),
    rule("text", FieldKind::Text),
];

const fn rule(name: &'static str, kind: FieldKind) -> FieldRule {
    FieldRule { name, kind }
}

/// Reads a filter over entries with these fields.
pub(super) fn filter(text: &str, fields: &'static [FieldRule]) -> Result<Filter<FieldTest>, Fault> {
    let filter = Filter::parse_over(text, fields);
    filter.map_err(|error| status::filter("filter", error.to_string()))
}

/// An entry of a list that can be filtered.
pub(super) trait Entry: Message {
    /// The value of a field.
    fn value(&self, field: &str) -> FieldValue<'_>;
}

/// A list to read a page of.
pub(super) struct List {
    /// Name of the list.
    pub(super) kind: &'static str,
    /// The comparison that it belongs to.
    pub(super) parent: ComparisonId,
    /// Which entries.
    pub(super) filter: Filter<FieldTest>,
    /// The filter as the caller wrote it.
    pub(super) filter_text: String,
    /// Most entries; at least 1.
    pub(super) size: usize,
    /// Token of the page before; empty = first page.
    pub(super) token: String,
    /// Most bytes of a page; the first entry comes whatever its size.
    pub(super) max_bytes: usize,
}

/// A page of a list.
#[derive(Debug)]
pub(super) struct Page<T> {
    /// In the order of the comparison.
    pub(super) entries: Vec<T>,
    /// Token of the next page; empty on the last one.
    pub(super) next_token: String,
    /// How many entries pass the filter in all.
    pub(super) total: i32,
}

impl List {
    /// The page of a comparison's whole list.
    pub(super) fn page<T: Entry>(&self, entries: Vec<T>) -> Result<Page<T>, ServiceError> {
        // A comparison never changes: its id and the filter say which list it is, and a token that
        // somebody makes up finds what the next page would have found.
        let tokens = PageTokens::new(Vec::new());
        let key = ListKey::new(self.kind, &format!("{}\n{}", self.parent, self.filter_text));
        let after = tokens.decode(key, &self.token)?;
        let first = match after {
            None => 0,
            Some(bytes) => {
                let bytes = bytes.try_into().map_err(|_| ServiceError::PageToken)?;
                u32::from_be_bytes(bytes) as usize
            }
        };
        let test = |entry: &T| self.filter.passes(&|t| t.passes(&entry.value(t.field.name)));
        let passing: Vec<T> = entries.into_iter().filter(|entry| test(entry)).collect();
        let total = passing.len();
        let mut page = Page {
            entries: Vec::new(),
            next_token: String::new(),
            total: i32::try_from(total).unwrap_or(i32::MAX),
        };
        let mut bytes = 0;
        for entry in passing.into_iter().skip(first) {
            bytes += entry.encoded_len();
            let full = page.entries.len() >= self.size || bytes > self.max_bytes;
            if full && !page.entries.is_empty() {
                break;
            }
            page.entries.push(entry);
        }
        let next = first + page.entries.len();
        if next < total {
            let position = u32::try_from(next).unwrap_or(u32::MAX).to_be_bytes();
            page.next_token = tokens.encode(key, &position);
        }
        Ok(page)
    }
}

fn text<'a>(texts: impl IntoIterator<Item = &'a str>) -> FieldValue<'a> {
    FieldValue::Texts(texts.into_iter().collect())
}

fn number(value: impl Into<f64>) -> FieldValue<'static> {
    FieldValue::Number(value.into())
}

/// The name of a value of an enumeration without its prefix.
fn word(name: &'static str, prefix: &str) -> FieldValue<'static> {
    text(name.strip_prefix(prefix))
}

impl Entry for v1::ClaimCluster {
    fn value(&self, field: &str) -> FieldValue<'_> {
        let makers = || {
            self.stances.iter().filter(|stance| {
                matches!(stance.relation(), Relation::Supports | Relation::Partial)
            })
        };
        let relation =
            |stance: &v1::ClaimStance| stance.relation().as_str_name().strip_prefix("RELATION_");
        let credited =
            || self.stances.iter().map(|s| s.attributed_to.as_str()).filter(|s| !s.is_empty());
        match field {
            "status" => word(self.status().as_str_name(), "STATUS_"),
            "independent_support" => number(self.independent_support),
            "support" => number(i32::try_from(makers().count()).unwrap_or(i32::MAX)),
            "score" => number(self.score),
            "attributed" => FieldValue::Flag(credited().next().is_some()),
            "attributed_to" => text(credited()),
            "keys" => text(makers().map(|stance| stance.key.as_str())),
            "relations" => text(self.stances.iter().filter_map(relation)),
            "text" => {
                let span = self.representative.as_ref().and_then(|found| found.span.as_ref());
                text(span.map(|span| match span.words.as_str() {
                    "" => span.text.as_str(),
                    words => words,
                }))
            }
            "discrepancy_ids" => text(self.discrepancy_ids.iter().map(String::as_str)),
            _ => text(None),
        }
    }
}

impl Entry for v1::Discrepancy {
    fn value(&self, field: &str) -> FieldValue<'_> {
        let keys = || self.values.iter().flat_map(|value| &value.keys);
        match field {
            "type" => word(self.r#type().as_str_name(), "TYPE_"),
            "compatibility" => word(self.compatibility().as_str_name(), "COMPATIBILITY_"),
            "severity" => word(self.severity().as_str_name(), "SEVERITY_"),
            "score" => number(self.score),
            "claim_id" => text([self.claim_id.as_str()]),
            "quote_cluster_id" => text([self.quote_cluster_id.as_str()]),
            "keys" => text(keys().map(String::as_str)),
            "text" => text([self.explanation.as_str()]),
            _ => text(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims() -> Vec<v1::ClaimCluster> {
        let claim = |n: i32| v1::ClaimCluster {
            id: format!("C{n}"),
            independent_support: n % 3,
            score: 0.5,
            ..Default::default()
        };
        (0..10).map(claim).collect()
    }

    fn list(text: &str, size: usize, token: &str, max_bytes: usize) -> List {
        List {
            kind: "claims",
            parent: ComparisonId::of_hash([1; 16]),
            filter: filter(text, CLAIM_FIELDS).unwrap(),
            filter_text: text.to_owned(),
            size,
            token: token.to_owned(),
            max_bytes,
        }
    }

    fn pages(text: &str, size: usize, max_bytes: usize) -> Vec<String> {
        let (mut pages, mut token) = (Vec::new(), String::new());
        loop {
            let page = list(text, size, &token, max_bytes).page(claims()).unwrap();
            pages.push(page.entries.iter().map(|claim| claim.id.as_str()).collect());
            if page.next_token.is_empty() {
                return pages;
            }
            token = page.next_token;
        }
    }

    #[test]
    fn pages_follow_each_other() {
        assert_eq!(pages("", 4, usize::MAX), ["C0C1C2C3", "C4C5C6C7", "C8C9"]);
        assert_eq!(pages("independent_support = 0", 3, usize::MAX), ["C0C3C6", "C9"]);
        assert_eq!(pages("independent_support > 7", 3, usize::MAX), [""]);
        assert_eq!(pages("", 100, 1).len(), 10, "each page has one at least");
    }

    #[test]
    fn a_token_is_of_one_list() {
        let token = list("", 4, "", usize::MAX).page(claims()).unwrap().next_token;
        assert!(list("", 9, &token, usize::MAX).page(claims()).is_ok());
        let other = list("score < 1", 4, &token, usize::MAX).page(claims());
        assert!(matches!(other.unwrap_err(), ServiceError::PageToken));
    }
}
