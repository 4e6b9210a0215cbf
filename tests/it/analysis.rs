//! AnalysisService with articles that are fine.

use std::collections::BTreeMap;

use parallax::proto::v1::{
    Analysis, AnalyzeTextRequest, EntityType, ExtractEntitiesRequest, ExtractQuotesRequest,
    Feature, OffsetUnit, Polarity, analysis_service_client::AnalysisServiceClient,
    date_annotation::Anchor, quantity_annotation::UnitSystem, quote_annotation::Kind as QuoteKind,
    warning, zone::Kind,
};
use prost::Message as _;

use crate::support::{
    RawChannel, Server, spans,
    texts::{SHORT, analyze, content, raw_content, seeds},
};

/// Something of everything that is found.
const TELLING: &str = "Oslo opens a bridge\n\n\
    The mayor of Oslo, Marianne Borgen, opened the new bridge on Friday in front of 300 guests. \
    It cost 40 million euros.\n\n\
    \u{201c}This is a great day for all of us,\u{201d} Borgen said. \
    The builder did not come to the ceremony. \
    Statoil denied that it had paid for the outrageous party, according to Reuters.\n";

/// One, two, three and four bytes a letter; a pair of UTF-16 units; a combining mark; both
/// kinds of line end.
const MIXED: &str = "\u{feff}Zoë \u{1f600} Café\u{301} talks\r\n\r\n\
    STRASBOURG \u{2014} José Müller \u{1f1eb}\u{1f1f7} met \u{201c}friends\u{201d} from Łódź on Monday, \
    according to Agnès Dupont.\n\n\u{1f4f0} \u{201c}We spoke about money,\u{201d} said Dupont in Paris.\n";

async fn analysis_of(
    client: &mut AnalysisServiceClient<RawChannel>,
    request: AnalyzeTextRequest,
) -> Analysis {
    client.analyze_text(request).await.unwrap().into_inner().analysis.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn zones_tile_the_text_and_all_spans_lie_in_it() {
    let server = Server::start().await;
    let mut texts = seeds();
    texts.extend([SHORT.to_owned(), MIXED.to_owned()]);
    for text in texts {
        let analysis = analysis_of(&mut server.analysis(), analyze(&text)).await;
        let mut end = 0;
        for zone in &analysis.zones {
            let span = zone.span.as_ref().unwrap();
            assert_eq!(span.begin, end, "a gap or overlap before {zone:?}");
            assert!(!zone.rule.is_empty(), "{zone:?}");
            end = span.end;
        }
        assert_eq!(usize::try_from(end).unwrap(), text.chars().count());
        assert!(analysis.zones.iter().any(|zone| zone.kind() == Kind::Body));
        for span in spans::of_analysis(&analysis) {
            spans::check(&text, span, OffsetUnit::CodePoint);
        }
        assert!(!analysis.sentences.is_empty() && !analysis.entities.is_empty());
        assert!(!analysis.claims.is_empty());
        assert!(analysis.engine_version.contains('+'), "{}", analysis.engine_version);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn offsets_in_all_units_cover_the_same_words() {
    let server = Server::start().await;
    let mut by_unit = BTreeMap::new();
    for unit in [OffsetUnit::CodePoint, OffsetUnit::Utf8Byte, OffsetUnit::Utf16Unit] {
        let request = AnalyzeTextRequest { offset_unit: unit.into(), ..analyze(MIXED) };
        let analysis = analysis_of(&mut server.analysis(), request).await;
        assert_eq!(analysis.offset_unit(), unit);
        let spans = spans::of_analysis(&analysis);
        for span in &spans {
            spans::check(MIXED, span, unit);
        }
        let words: Vec<String> = spans.iter().map(|span| span.text.clone()).collect();
        let ends = spans.iter().map(|span| span.end).max();
        by_unit.insert(unit as i32, (words, ends));
    }
    let (words, _) = &by_unit[&(OffsetUnit::CodePoint as i32)];
    assert!(words.len() > 10, "{words:?}");
    assert!(by_unit.values().all(|(others, _)| others == words));
    let ends: Vec<_> = by_unit.values().map(|(_, end)| end.unwrap()).collect();
    let length = |n: usize| i32::try_from(n).unwrap();
    assert_eq!(
        ends,
        [length(MIXED.chars().count()), length(MIXED.len()), length(MIXED.encode_utf16().count())]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unstated_unit_is_answered_as_code_points() {
    let server = Server::start().await;
    let analysis = analysis_of(&mut server.analysis(), analyze(SHORT)).await;
    assert_eq!(analysis.offset_unit(), OffsetUnit::CodePoint);
}

#[tokio::test(flavor = "multi_thread")]
async fn text_and_the_same_bytes_give_the_same() {
    let server = Server::start().await;
    let text = server.analysis().analyze_text(analyze(MIXED)).await.unwrap().into_inner();
    let request =
        AnalyzeTextRequest { article: raw_content(MIXED.as_bytes()), ..Default::default() };
    let raw = server.analysis().analyze_text(request).await.unwrap().into_inner();
    assert_eq!(text.encode_to_vec(), raw.encode_to_vec());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_features_asked_for() {
    let server = Server::start().await;
    for feature in 1..=9 {
        let feature = Feature::try_from(feature).unwrap();
        let request = AnalyzeTextRequest { features: vec![feature.into()], ..analyze(TELLING) };
        let analysis = analysis_of(&mut server.analysis(), request).await;
        assert!(!analysis.zones.is_empty(), "zones always come");
        let there = [
            (Feature::Sentences, !analysis.sentences.is_empty()),
            (Feature::Entities, !analysis.entities.is_empty()),
            (Feature::Dates, !analysis.dates.is_empty()),
            (Feature::Quantities, !analysis.quantities.is_empty()),
            (Feature::Quotes, !analysis.quotes.is_empty()),
            (Feature::Claims, !analysis.claims.is_empty()),
            (Feature::Framing, !analysis.framing_terms.is_empty()),
            (Feature::FiveW, analysis.five_w.is_some()),
            (Feature::Quality, analysis.quality.is_some()),
        ];
        for (part, there) in there {
            assert_eq!(there, part == feature, "{part:?} when {feature:?} is asked for");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_is_found_in_a_telling_article() {
    let server = Server::start().await;
    let mut request = analyze(TELLING);
    let time = prost_types::Timestamp { seconds: 1_679_300_000, nanos: 0 }; // 2023-03-20, a Monday
    request.metadata.get_or_insert_default().publish_time = Some(time);
    let analysis = analysis_of(&mut server.analysis(), request).await;

    let friday = analysis.dates.iter().find(|d| d.span.as_ref().unwrap().text == "Friday").unwrap();
    assert_eq!((friday.edtf.as_str(), friday.anchor()), ("2023-03-17", Anchor::DocumentTime));
    assert_eq!(friday.earliest, Some(prost_types::Timestamp { seconds: 1_679_011_200, nanos: 0 }));
    assert_eq!(friday.latest, Some(prost_types::Timestamp { seconds: 1_679_097_599, nanos: 0 }));

    let euros = analysis.quantities.iter().find(|q| q.unit == "EUR").unwrap();
    assert_eq!((euros.min, euros.unit_system()), (Some(40_000_000.0), UnitSystem::Iso4217));

    let quote = analysis.quotes.iter().find(|q| q.kind() == QuoteKind::Direct).unwrap();
    assert_eq!(quote.speakers[0].canonical_name, "Marianne Borgen");
    let speaker = &quote.speakers[0].entity_id;
    let entity = analysis.entities.iter().find(|entity| entity.id == *speaker).unwrap();
    assert_eq!(entity.canonical_name, "Marianne Borgen");
    assert!(entity.salience > 0.0 && entity.roles.iter().any(|role| role.text.contains("mayor")));

    let denied = analysis.claims.iter().find(|c| c.polarity() == Polarity::Negated).unwrap();
    assert!(!denied.slots.is_empty(), "{denied:?}");
    let five_w = analysis.five_w.as_ref().unwrap();
    assert!(!five_w.who.is_empty() && !five_w.what.is_empty() && !five_w.when.is_empty());
    let quality = analysis.quality.as_ref().unwrap();
    assert_eq!((quality.score, quality.damages.len()), (1.0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn quotes_alone_come_with_those_who_speak() {
    let server = Server::start().await;
    let whole = analysis_of(&mut server.analysis(), analyze(TELLING)).await;
    let request = ExtractQuotesRequest { article: content(TELLING), ..Default::default() };
    let all = server.analysis().extract_quotes(request.clone()).await.unwrap().into_inner();
    assert_eq!(all.quotes, whole.quotes);
    assert!(!all.entities.is_empty() && all.entities.len() < whole.entities.len());
    assert!(all.entities.iter().all(|entity| whole.entities.contains(entity)));
    for span in all.quotes.iter().flat_map(spans::of_quote) {
        spans::check(TELLING, span, OffsetUnit::CodePoint);
    }
    let request = ExtractQuotesRequest { kinds: vec![QuoteKind::Direct.into()], ..request };
    let direct = server.analysis().extract_quotes(request).await.unwrap().into_inner();
    assert!(!direct.quotes.is_empty() && direct.quotes.len() < all.quotes.len());
    assert!(direct.quotes.iter().all(|quote| quote.kind() == QuoteKind::Direct));
}

#[tokio::test(flavor = "multi_thread")]
async fn entities_alone_are_those_of_the_analysis() {
    let server = Server::start().await;
    let whole = analysis_of(&mut server.analysis(), analyze(SHORT)).await;
    let request = ExtractEntitiesRequest { article: content(SHORT), ..Default::default() };
    let all = server.analysis().extract_entities(request.clone()).await.unwrap().into_inner();
    assert_eq!(all.entities, whole.entities);
    let names: Vec<&str> = all.entities.iter().map(|e| e.canonical_name.as_str()).collect();
    assert!(names.contains(&"Angela Merkel") && names.contains(&"Berlin"), "{names:?}");

    let request = ExtractEntitiesRequest { types: vec![EntityType::Location.into()], ..request };
    let places = server.analysis().extract_entities(request).await.unwrap().into_inner();
    assert!(!places.entities.is_empty() && places.entities.len() < all.entities.len());
    assert!(places.entities.iter().all(|entity| entity.r#type() == EntityType::Location));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_out_changes_nothing_of_the_rest() {
    let server = Server::start().await;
    let mut warnings = 0;
    for text in seeds() {
        let whole = analysis_of(&mut server.analysis(), analyze(&text)).await;
        let request = ExtractEntitiesRequest { article: content(&text), ..Default::default() };
        let entities = server.analysis().extract_entities(request).await.unwrap().into_inner();
        assert_eq!((&entities.entities, &entities.warnings), (&whole.entities, &whole.warnings));
        let request = ExtractQuotesRequest { article: content(&text), ..Default::default() };
        let quotes = server.analysis().extract_quotes(request).await.unwrap().into_inner();
        assert_eq!((&quotes.quotes, &quotes.warnings), (&whole.quotes, &whole.warnings));

        let few = [Feature::Sentences, Feature::Entities, Feature::Quality];
        let features = few.map(i32::from).to_vec();
        let request = AnalyzeTextRequest { features, ..analyze(&text) };
        let part = analysis_of(&mut server.analysis(), request).await;
        let (dates, quantities, quotes) = <_>::default();
        let (claims, framing_terms, five_w) = <_>::default();
        let rest = Analysis { dates, quantities, quotes, claims, framing_terms, five_w, ..whole };
        assert_eq!(part, rest);
        warnings += part.warnings.iter().filter(|w| w.code() == warning::Code::TextDamaged).count();
    }
    assert!(warnings > 0, "some of the texts are damaged");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_callers_date_is_the_documents() {
    let server = Server::start().await;
    let without = analysis_of(&mut server.analysis(), analyze(SHORT)).await;
    assert_eq!(without.document_time, None);
    let codes: Vec<_> = without.warnings.iter().map(parallax::proto::v1::Warning::code).collect();
    assert!(codes.contains(&warning::Code::DocumentDateUnknown), "{codes:?}");

    let time = prost_types::Timestamp { seconds: 1_679_300_000, nanos: 0 };
    let mut request = analyze(SHORT);
    request.metadata.get_or_insert_default().publish_time = Some(time);
    let with = analysis_of(&mut server.analysis(), request).await;
    assert_eq!(with.document_time, Some(time));
    assert!(!with.warnings.iter().any(|w| w.code() == warning::Code::DocumentDateUnknown));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_gives_the_same_bytes() {
    let server = Server::start().await;
    let another = Server::start().await;
    for text in seeds() {
        let first = server.analysis().analyze_text(analyze(&text)).await.unwrap().into_inner();
        let again = server.analysis().analyze_text(analyze(&text)).await.unwrap().into_inner();
        let other = another.analysis().analyze_text(analyze(&text)).await.unwrap().into_inner();
        assert_eq!(first.encode_to_vec(), again.encode_to_vec());
        assert_eq!(first.encode_to_vec(), other.encode_to_vec());
    }
}
