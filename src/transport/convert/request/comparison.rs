//! What to compare, and how.

use std::collections::BTreeSet;

use super::{
    Page, check_length, document_name, filter, gazetteer, known, library::sized, story::story_name,
    submitted, unit,
};
use crate::{
    domain::{ComparisonId, Gazetteer},
    pipeline::CompareOptions,
    proto::v1,
    service::{ClaimQuery, InlineSource, QuoteQuery, Scope},
    transport::{
        convert::{View, time},
        status::{Fault, Fields},
    },
};

const MAX_KEY_BYTES: usize = 256;

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
        columns.push(InlineSource::inline(key, submitted, max_bytes));
        texts.push(field);
    }
    Ok((columns, Fields { list: "articles", texts }))
}

/// The documents to compare, each once, or the story, and the fields they came in. `prefix` leads
/// to the scope: it is empty or "request.".
pub(crate) fn scope(
    scope: Option<v1::compare_request::Scope>,
    prefix: &str,
) -> Result<(Scope, Fields), Fault> {
    match scope {
        Some(v1::compare_request::Scope::Documents(set)) => documents(&set, prefix),
        Some(v1::compare_request::Scope::Story(name)) => {
            let id = story_name(&name, &format!("{prefix}story"))?;
            let list = if prefix.is_empty() { "story" } else { "request.story" };
            Ok((Scope::Story(id), Fields { list, texts: Vec::new() }))
        }
        None => {
            let problem = "says nothing to compare; set documents or story";
            Err(Fault::argument(format!("{prefix}scope"), problem))
        }
    }
}

fn documents(set: &v1::DocumentSet, prefix: &str) -> Result<(Scope, Fields), Fault> {
    let (mut ids, mut seen) = (Vec::with_capacity(set.names.len()), BTreeSet::new());
    let mut texts = Vec::with_capacity(set.names.len());
    for (index, name) in set.names.iter().enumerate() {
        let field = format!("{prefix}documents.names[{index}]");
        let id = document_name(name, &field)?;
        if !seen.insert(id.clone()) {
            return Err(Fault::argument(field, format!("names {} again", id.name())));
        }
        ids.push(id);
        texts.push(field);
    }
    let list = if prefix.is_empty() { "documents.names" } else { "request.documents.names" };
    Ok((Scope::Documents(ids), Fields { list, texts }))
}

/// A resource name `comparisons/{comparison}`.
pub(crate) fn comparison_name(name: &str, field: &str) -> Result<ComparisonId, Fault> {
    ComparisonId::from_name(name).map_err(|error| {
        let problem = format!("must be comparisons/{{comparison}} where {{comparison}} {error}");
        Fault::argument(field, problem)
    })
}

/// Most bytes of a text that the library is asked about.
const MAX_ASKED_BYTES: usize = 4096;
const MAX_NAME_BYTES: usize = 256;

/// A quotation to look for.
pub(crate) fn quote_query(request: v1::TraceQuoteRequest) -> Result<QuoteQuery, Fault> {
    const PAGE: Page = Page { default: 50, most: 200 };
    check_length(&request.speaker, MAX_NAME_BYTES, || "speaker".to_owned())?;
    Ok(QuoteQuery {
        text: asked(request.text)?,
        speaker: request.speaker,
        filter: filter(&request.filter)?,
        max_renderings: sized(request.max_renderings, PAGE, "max_renderings")?,
    })
}

/// A claim to look for.
pub(crate) fn claim_query(request: v1::MatchClaimRequest) -> Result<ClaimQuery, Fault> {
    const PAGE: Page = Page { default: 20, most: 100 };
    let time = request.reference_time.map(time::from_timestamp).transpose();
    Ok(ClaimQuery {
        text: asked(request.text)?,
        reference_time: time.map_err(|problem| Fault::argument("reference_time", problem))?,
        filter: filter(&request.filter)?,
        max_matches: sized(request.max_matches, PAGE, "max_matches")?,
    })
}

/// A text that the library is asked about.
fn asked(text: String) -> Result<String, Fault> {
    check_length(&text, MAX_ASKED_BYTES, || "text".to_owned())?;
    match text.contains(char::is_alphanumeric) {
        true => Ok(text),
        false => Err(Fault::argument("text", "has no word")),
    }
}

/// How a comparison is made, and how it is shown.
pub(crate) struct Comparing {
    pub(crate) options: CompareOptions,
    pub(crate) unit: v1::OffsetUnit,
    pub(crate) skip_cleaning: bool,
    pub(crate) gazetteer: Gazetteer,
    pub(crate) view: View,
}

/// Options of a comparison; absent ones take their defaults. `prefix` leads to them.
pub(crate) fn comparing(
    options: Option<v1::ComparisonOptions>,
    prefix: &str,
) -> Result<Comparing, Fault> {
    let options = options.unwrap_or_default();
    let field = |name: &str| format!("{prefix}options.{name}");
    let number = |value: i32, name: &str| {
        usize::try_from(value)
            .map_err(|_| Fault::argument(field(name), format!("must be 0 or more, not {value}")))
    };
    Ok(Comparing {
        options: CompareOptions {
            consensus_threshold: number(options.consensus_threshold, "consensus_threshold")?,
            collapse_copies: options.collapse_copies.unwrap_or(true),
        },
        unit: unit(options.offset_unit, &field("offset_unit"))?,
        skip_cleaning: options.skip_cleaning,
        gazetteer: gazetteer(options.gazetteer, &field("gazetteer"))?,
        view: View {
            facets: known(&options.facets, &field("facets"), v1::Facet::Unspecified)?,
            max_claims: number(options.max_claims, "max_claims")?,
            max_discrepancies: number(options.max_discrepancies, "max_discrepancies")?,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{content, pair, refusal},
        *,
    };

    fn inline(key: &str, text: &str) -> v1::InlineArticle {
        v1::InlineArticle { key: key.to_owned(), article: content(text), metadata: None }
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
            scope(Some(v1::compare_request::Scope::Documents(v1::DocumentSet { names })), "")
        };
        assert!(scope_of(&["documents/a", "documents/b"]).is_ok());
        let again = scope_of(&["documents/a", "documents/a"]);
        assert_eq!(refusal(again), pair("ARGUMENT_INVALID", "documents.names[1]"));
        assert_eq!(refusal(scope_of(&["a"])), pair("ARGUMENT_INVALID", "documents.names[0]"));
        assert_eq!(refusal(scope(None, "request.")), pair("ARGUMENT_INVALID", "request.scope"));
        let story = Some(v1::compare_request::Scope::Story("story/x".to_owned()));
        assert_eq!(refusal(scope(story, "request.")), pair("ARGUMENT_INVALID", "request.story"));
    }

    #[test]
    fn limits_are_not_negative() {
        for (name, options) in [
            ("max_claims", v1::ComparisonOptions { max_claims: -1, ..Default::default() }),
            (
                "max_discrepancies",
                v1::ComparisonOptions { max_discrepancies: -1, ..Default::default() },
            ),
        ] {
            let expected = pair("ARGUMENT_INVALID", &format!("request.options.{name}"));
            assert_eq!(refusal(comparing(Some(options), "request.")), expected);
        }
    }

    #[test]
    fn copies_are_one_voice_unless_the_caller_says_otherwise() {
        let collapses = |collapse_copies| {
            let options = v1::ComparisonOptions { collapse_copies, ..Default::default() };
            comparing(Some(options), "").unwrap().options.collapse_copies
        };
        assert_eq!([None, Some(true), Some(false)].map(collapses), [true, true, false]);
    }
}
