//! Positions checked against the text with arithmetic of the test's own.

use parallax::proto::v1::{Analysis, Comparison, Evidence, OffsetUnit, Span};

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
    let mentions = analysis.entities.iter().flat_map(|entity| &entity.mentions);
    let claims = analysis.claims.iter().flat_map(|claim| {
        [&claim.span, &claim.sentence, &claim.attributed_to].into_iter().filter_map(Option::as_ref)
    });
    let warnings = analysis.warnings.iter().flat_map(|warning| &warning.spans);
    zones
        .chain(sentences)
        .chain(mentions.filter_map(|mention| mention.span.as_ref()))
        .chain(claims)
        .chain(warnings)
        .collect()
}

/// Every piece of evidence of a comparison.
pub fn evidence_of(comparison: &Comparison) -> Vec<&Evidence> {
    let entities = comparison.entities.iter().flat_map(|entity| &entity.in_documents);
    let claims = comparison.claims.iter();
    entities
        .flat_map(|in_document| &in_document.evidence)
        .chain(claims.clone().filter_map(|claim| claim.representative.as_ref()))
        .chain(claims.flat_map(|claim| &claim.stances).flat_map(|stance| &stance.evidence))
        .collect()
}
