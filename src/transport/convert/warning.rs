//! Warnings, with a sentence for people and the same in fields for programs.

use std::collections::BTreeMap;

use super::{Offsets, enums::date_basis};
use crate::{
    domain::{DateBasis, Span, State, Warning},
    proto::v1::{self, warning::Code},
    store::StoredDocument,
};

/// One warning. `offsets_of` gives the text that a document's key stands for; the key is
/// empty outside comparisons.
pub fn warning<'a>(
    warning: &Warning,
    offsets_of: impl Fn(&str) -> Option<&'a Offsets<'a>>,
) -> v1::Warning {
    let places = |document: &str, spans: &[Span]| {
        let span = |offsets: &Offsets<'_>| spans.iter().map(|&s| offsets.span(s)).collect();
        offsets_of(document).map_or_else(Vec::new, span)
    };
    match warning {
        Warning::CharsetGuessed { document, charset } => v1::Warning {
            code: Code::CharsetGuessed.into(),
            message: format!(
                "{}nothing says in which charset it is: {charset} was detected",
                prefix(document)
            ),
            spans: Vec::new(),
            metadata: with(about(document), "charset", charset),
        },
        Warning::DocumentDateUnknown { document } => v1::Warning {
            code: Code::DocumentDateUnknown.into(),
            message: format!(
                "{}no publication date was given and the text states none",
                prefix(document)
            ),
            spans: Vec::new(),
            metadata: about(document),
        },
        Warning::DocumentDateInferred { document, date } => v1::Warning {
            code: Code::DocumentDateInferred.into(),
            message: format!(
                "{}no publication date was given: {} is used, which {} states",
                prefix(document),
                date.date,
                stated_by(date.basis)
            ),
            spans: Vec::new(),
            metadata: with(about(document), "basis", date_basis(date.basis).as_str_name()),
        },
        Warning::LanguageUnsupported { document, language_code } => v1::Warning {
            code: Code::LanguageUnsupported.into(),
            message: format!(
                "{}the language is {language_code}, which the engine does not read: nothing was \
                 analysed",
                prefix(document)
            ),
            spans: Vec::new(),
            metadata: with(about(document), "language_code", language_code),
        },
        Warning::LanguageUncertain { document } => v1::Warning {
            code: Code::LanguageUncertain.into(),
            message: format!(
                "{}the language cannot be told: the text is taken for English",
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
            spans: places(document, spans),
            metadata: about(document),
        },
        Warning::UnbalancedQuotes { document, spans } => v1::Warning {
            code: Code::UnbalancedQuotes.into(),
            message: format!(
                "{}{} without a partner",
                prefix(document),
                count(spans.len(), "quotation mark", "quotation marks")
            ),
            spans: places(document, spans),
            metadata: about(document),
        },
        Warning::LikelyMachineTranslated { document } => v1::Warning {
            code: Code::LikelyMachineTranslated.into(),
            message: format!("{}the text has the marks of a machine translation", prefix(document)),
            spans: Vec::new(),
            metadata: about(document),
        },
        Warning::TextDamaged { document, spans } => v1::Warning {
            code: Code::TextDamaged.into(),
            message: format!(
                "{}the text is damaged in {}",
                prefix(document),
                count(spans.len(), "place", "places")
            ),
            spans: places(document, spans),
            metadata: about(document),
        },
        Warning::LimitReached { limit, kept, total } => v1::Warning {
            code: Code::LimitReached.into(),
            message: format!("{kept} of {total} entries kept as {limit} says"),
            spans: Vec::new(),
            metadata: [("limit", limit.to_string()), ("kept", kept.to_string())]
                .into_iter()
                .chain([("total", total.to_string())])
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        },
    }
}

/// Tells that the analysis of a stored document has failed, if it has.
pub fn analysis_failure(document: &StoredDocument) -> Option<v1::Warning> {
    (document.state == State::Failed).then(|| v1::Warning {
        code: Code::AnalysisFailed.into(),
        message: "it is stored, and its analysis has failed; the server's log has the cause"
            .to_owned(),
        ..v1::Warning::default()
    })
}

fn stated_by(basis: DateBasis) -> &'static str {
    match basis {
        DateBasis::Request => "the caller",
        DateBasis::StructuredData => "the structured data of the page",
        DateBasis::MetaTag => "a meta element of the page",
        DateBasis::TimeElement => "the page",
        DateBasis::Url => "the address",
        DateBasis::TextHeader => "a line at the head of the text",
        DateBasis::Dateline => "the dateline",
    }
}

fn with(
    mut metadata: BTreeMap<String, String>,
    name: &str,
    value: &str,
) -> BTreeMap<String, String> {
    metadata.insert(name.to_owned(), value.to_owned());
    metadata
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
