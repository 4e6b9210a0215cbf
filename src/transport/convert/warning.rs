//! Warnings, with a sentence for people and the same in fields for programs.

use std::collections::BTreeMap;

use super::Offsets;
use crate::{
    domain::{Span, Warning},
    proto::v1::{self, warning::Code},
};

/// One warning. `offsets_of` gives the text that a document's key stands for; the key is
/// empty outside comparisons.
pub fn warning<'a>(
    warning: &Warning,
    offsets_of: impl Fn(&str) -> Option<&'a Offsets<'a>>,
) -> v1::Warning {
    match warning {
        Warning::DocumentDateUnknown { document } => v1::Warning {
            code: Code::DocumentDateUnknown.into(),
            message: format!(
                "{}no publication date was given and the text states none",
                prefix(document)
            ),
            spans: Vec::new(),
            metadata: about(document),
        },
        Warning::BoilerplateRemoved { document, spans } => v1::Warning {
            code: Code::BoilerplateRemoved.into(),
            message: format!(
                "{}{} of page furniture left out of the analysis",
                prefix(document),
                count(spans.len(), "stretch", "stretches")
            ),
            spans: offsets_of(document).map_or_else(Vec::new, |offsets| {
                spans.iter().map(|&span: &Span| offsets.span(span)).collect()
            }),
            metadata: about(document),
        },
        Warning::LimitReached { limit, kept, total } => v1::Warning {
            code: Code::LimitReached.into(),
            message: format!("{kept} of {total} entries kept as {limit} says"),
            spans: Vec::new(),
            metadata: [("limit", (*limit).to_owned()), ("kept", kept.to_string())]
                .into_iter()
                .chain([("total", total.to_string())])
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        },
    }
}

fn prefix(document: &str) -> String {
    if document.is_empty() { String::new() } else { format!("{document}: ") }
}

fn about(document: &str) -> BTreeMap<String, String> {
    let named = !document.is_empty();
    named.then(|| ("document".to_owned(), document.to_owned())).into_iter().collect()
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
