//! Positions checked against the text with arithmetic of the test's own.

use parallax::proto::v1::{
    Analysis, ClaimAnnotation, Comparison, Evidence, FiveW, OffsetUnit, QuoteAnnotation, Span,
};

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
