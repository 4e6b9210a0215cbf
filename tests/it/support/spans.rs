//! Positions checked against the text with arithmetic of the test's own.

use std::collections::BTreeMap;

use parallax::proto::v1::{
    Analysis, ClaimAnnotation, Comparison, FiveW, OffsetUnit, QuoteAnnotation, Span,
};
use prost_reflect::{DynamicMessage, MapKey, ReflectMessage as _, Value};

use super::reflect;

/// What `span` covers of `text`, counting in `unit`.
fn covered(text: &str, span: &Span, unit: OffsetUnit) -> String {
    let begin = usize::try_from(span.begin).expect("not negative");
    let end = usize::try_from(span.end).expect("not negative");
    match unit {
        OffsetUnit::Utf8Byte => text[begin..end].to_owned(),
        OffsetUnit::CodePoint | OffsetUnit::Unspecified => {
            text.chars().skip(begin).take(end - begin).collect()
        }
        OffsetUnit::Utf16Unit => {
            let units: Vec<u16> = text.encode_utf16().collect();
            String::from_utf16(&units[begin..end]).expect("no half of a pair")
        }
    }
}

#[track_caller]
pub fn check(text: &str, span: &Span, unit: OffsetUnit) {
    assert!(span.begin <= span.end, "{span:?}");
    assert_eq!(covered(text, span, unit), span.text, "{span:?} in {unit:?}");
}

/// Every span of an analysis, in a stated order.
pub fn of_analysis(analysis: &Analysis) -> Vec<&Span> {
    let zones = analysis.zones.iter().filter_map(|zone| zone.span.as_ref());
    let sentences = analysis.sentences.iter().filter_map(|sentence| sentence.span.as_ref());
    let entities = analysis.entities.iter().flat_map(|entity| {
        let mentions = entity.mentions.iter().filter_map(|mention| mention.span.as_ref());
        mentions.chain(&entity.roles)
    });
    let dates = analysis.dates.iter().filter_map(|date| date.span.as_ref());
    let quantities = analysis.quantities.iter();
    let quantities = quantities.flat_map(|q| q.span.iter().chain(&q.counted_span));
    let framing = analysis.framing_terms.iter().filter_map(|term| term.span.as_ref());
    let damages = analysis.quality.iter().flat_map(|quality| &quality.damages);
    zones
        .chain(sentences)
        .chain(entities)
        .chain(dates)
        .chain(quantities)
        .chain(analysis.quotes.iter().flat_map(of_quote))
        .chain(analysis.claims.iter().flat_map(of_claim))
        .chain(framing)
        .chain(analysis.five_w.iter().flat_map(of_five_w))
        .chain(damages.filter_map(|damage| damage.span.as_ref()))
        .chain(analysis.warnings.iter().flat_map(|warning| &warning.spans))
        .collect()
}

/// Every span of a quotation.
pub fn of_quote(quote: &QuoteAnnotation) -> impl Iterator<Item = &Span> {
    let parties = quote.speakers.iter().chain(&quote.addressee).chain(&quote.relayed_by);
    let own = quote.span.iter().chain(&quote.content).chain(&quote.cue);
    own.chain(parties.filter_map(|party| party.mention.as_ref())).chain(&quote.insertions)
}

fn of_claim(claim: &ClaimAnnotation) -> impl Iterator<Item = &Span> {
    let own = claim.span.iter().chain(&claim.sentence).chain(&claim.attributed_to);
    own.chain(claim.slots.iter().filter_map(|slot| slot.span.as_ref())).chain(&claim.hedges)
}

fn of_five_w(five_w: &FiveW) -> impl Iterator<Item = &Span> {
    let FiveW { who, what, when, r#where, why, how } = five_w;
    let answers = [who, what, when, r#where, why, how].into_iter().flatten();
    answers.filter_map(|answer| answer.span.as_ref())
}

/// A span somewhere in a message.
#[derive(Debug)]
pub struct Found {
    /// Where, as `claims.stances.evidence.span`.
    pub path: String,
    /// The span.
    pub span: Span,
    /// Name or key of the document that it is in.
    pub document: String,
}

/// Every span of a comparison, of whatever message it is a field: none that is added later is
/// forgotten. Each is in the document that the nearest message around it names.
pub fn of_comparison(comparison: &Comparison) -> Vec<Found> {
    let message = reflect::message("Comparison", comparison);
    let mut found = Vec::new();
    visit(&message, "", "", &mut found);
    found
}

fn visit(message: &DynamicMessage, path: &str, owner: &str, found: &mut Vec<Found>) {
    if message.descriptor().full_name() == "parallax.v1.Span" {
        let span: Span = message.transcode_to().expect("a span is a span");
        let (path, document) = (path.trim_start_matches('.').to_owned(), owner.to_owned());
        return found.push(Found { path, span, document });
    }
    let named = own_document(message);
    let owner = named.as_deref().unwrap_or(owner);
    for (field, value) in message.fields() {
        let path = format!("{path}.{}", field.name());
        let inner = match value {
            Value::Message(inner) => vec![inner],
            Value::List(list) => list.iter().filter_map(Value::as_message).collect(),
            _ => Vec::new(),
        };
        inner.into_iter().for_each(|inner| visit(inner, &path, owner, found));
    }
}

/// The document that a message is about.
fn own_document(message: &DynamicMessage) -> Option<String> {
    let text = |message: &DynamicMessage, name: &str| {
        let value = message.get_field_by_name(name)?;
        value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let of = |name: &str, field: &str| {
        let inner = message.get_field_by_name(name)?;
        text(inner.as_message()?, field)
    };
    let metadata = || {
        let field = message.get_field_by_name("metadata")?;
        let about = field.as_map()?.get(&MapKey::String("document".to_owned()))?.as_str();
        about.map(str::to_owned)
    };
    match message.descriptor().name() {
        // The slots of a row are those of its representative.
        "ClaimCluster" => of("representative", "document"),
        "Warning" => metadata(),
        _ => text(message, "document").or_else(|| text(message, "key")),
    }
}

/// Checks every span of a comparison against the texts of its columns; how many there are by path.
#[track_caller]
pub fn check_comparison(
    comparison: &Comparison,
    texts: &[String],
    unit: OffsetUnit,
) -> BTreeMap<String, usize> {
    let mut by_name: BTreeMap<&str, &str> = BTreeMap::new();
    for (document, text) in comparison.documents.iter().zip(texts) {
        by_name.insert(&document.key, text);
        by_name.insert(&document.document, text);
    }
    let mut paths = BTreeMap::new();
    for Found { path, span, document } in of_comparison(comparison) {
        let text = by_name.get(document.as_str());
        let text = text.unwrap_or_else(|| panic!("{path} is in no document: {span:?}"));
        check(text, &span, unit);
        *paths.entry(path).or_insert(0) += 1;
    }
    paths
}
