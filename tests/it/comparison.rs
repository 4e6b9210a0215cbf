//! ComparisonService with articles that are fine.

use std::collections::BTreeMap;

use parallax::proto::v1::{
    ArticleMetadata, CompareRequest, CompareTextsRequest, Comparison, ComparisonOptions,
    Discrepancy, DocumentSet, Facet, OffsetUnit, claim_cluster::Status, claim_stance::Relation,
    compare_request::Scope, discrepancy, warning,
};
use prost::Message as _;

use crate::support::{
    Server, reflect, spans,
    texts::{OTHER, SHORT, compare, ingest, seeds},
};

async fn comparison_of(server: &Server, request: CompareTextsRequest) -> Comparison {
    server.comparison().compare_texts(request).await.unwrap().into_inner().comparison.unwrap()
}

/// Stores the texts and compares them by name.
async fn stored_comparison(server: &Server, texts: &[String]) -> Comparison {
    let mut names = Vec::new();
    for text in texts {
        let answer = server.ingest().ingest_document(ingest(text, "")).await.unwrap().into_inner();
        names.push(answer.document.unwrap().name);
    }
    let scope = Some(Scope::Documents(DocumentSet { names }));
    let request = CompareRequest { scope, options: None };
    server.comparison().compare(request).await.unwrap().into_inner().comparison.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_rests_on_words_of_its_source() {
    let server = Server::start().await;
    let texts = seeds();
    for unit in [OffsetUnit::CodePoint, OffsetUnit::Utf8Byte, OffsetUnit::Utf16Unit] {
        let mut request = compare(texts.iter().map(String::as_str));
        request.options =
            Some(ComparisonOptions { offset_unit: unit.into(), ..Default::default() });
        let comparison = comparison_of(&server, request).await;
        assert_eq!(comparison.offset_unit(), unit);
        let paths = spans::check_comparison(&comparison, &texts, unit);
        for path in [
            "documents.title",
            "documents.furniture.span",
            "entities.in_documents.evidence.span",
            "claims.representative.sentence",
            "claims.stances.evidence.span",
            "claims.stances.attribution",
            "discrepancies.values.evidence.span",
            "quotes.renderings.evidence.span",
            "quotes.renderings.speakers.mention",
            "timeline.evidence.span",
            "framing.in_documents.outlet_terms.evidence.span",
            "text_reuse.first.span",
            "sourcing.uses.evidence.span",
            "five_w.rows.cells.evidence.span",
            "headlines.span",
        ] {
            assert!(paths.contains_key(path), "no {path} among {paths:?}");
        }
        for claim in &comparison.claims {
            for piece in claim.stances.iter().flat_map(|stance| &stance.evidence) {
                let span = piece.span.as_ref().unwrap();
                let sentence = piece.sentence.as_ref().unwrap();
                assert!(sentence.begin <= span.begin && span.end <= sentence.end, "{piece:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_columns_and_figures_agree() {
    let server = Server::start().await;
    let texts = seeds();
    let comparison = comparison_of(&server, compare(texts.iter().map(String::as_str))).await;
    let keys: Vec<&str> = comparison.documents.iter().map(|d| d.key.as_str()).collect();
    assert_eq!(keys, ["S0", "S1", "S2", "S3", "S4"]);

    let mut counts = BTreeMap::new();
    let mut last = usize::MAX;
    for claim in &comparison.claims {
        let columns: Vec<&str> = claim.stances.iter().map(|s| s.key.as_str()).collect();
        assert_eq!(columns, keys, "{}", claim.id);
        let mut makers = 0;
        let mut opposed = false;
        for stance in &claim.stances {
            let silent = stance.relation() == Relation::Silent;
            assert_eq!(stance.evidence.is_empty(), silent, "{stance:?}");
            assert!(stance.evidence.iter().all(|e| e.document == stance.key), "{stance:?}");
            assert!((0.0..=1.0).contains(&stance.score), "{stance:?}");
            makers +=
                usize::from(matches!(stance.relation(), Relation::Supports | Relation::Partial));
            opposed |=
                matches!(stance.relation(), Relation::Contradicts | Relation::MentionsDenial);
            assert_eq!(stance.claim_ids.len(), stance.evidence.len(), "{stance:?}");
            let words = stance.attribution.as_ref().map(|span| span.text.clone());
            assert_eq!(stance.attributed_to, words.unwrap_or_default());
        }
        assert!(makers >= 1, "{} has no evidence", claim.id);
        let support = usize::try_from(claim.independent_support).unwrap();
        assert!(support <= last, "{} is out of order", claim.id);
        assert!((1..=makers).contains(&support), "{claim:?}");
        last = support;
        let denied = |d: &Discrepancy| {
            d.claim_id == claim.id
                && d.r#type() == discrepancy::Type::Polarity
                && d.compatibility() == discrepancy::Compatibility::Conflicting
        };
        let disputed = opposed || comparison.discrepancies.iter().any(denied);
        assert_eq!(claim.status() == Status::Disputed, disputed, "{claim:?}");
        if !disputed {
            assert_eq!(claim.status() == Status::SingleSource, support == 1, "{claim:?}");
        }
        let words = &claim.representative.as_ref().unwrap().span.as_ref().unwrap().text;
        let said = claim.stances.iter().flat_map(|s| &s.evidence);
        assert!(
            said.filter_map(|e| e.span.as_ref()).any(|span| span.text == *words),
            "the representative of {} is none of its wordings",
            claim.id
        );
        *counts.entry(claim.status()).or_insert(0) += 1;
    }
    let overview = comparison.overview.unwrap();
    assert_eq!(overview.document_count, 5);
    assert_eq!(overview.claim_count, i32::try_from(comparison.claims.len()).unwrap());
    let count = |status| counts.get(&status).copied().unwrap_or(0);
    assert_eq!(overview.consensus_claim_count, count(Status::Consensus));
    assert_eq!(overview.corroborated_claim_count, count(Status::Corroborated));
    assert_eq!(overview.single_source_claim_count, count(Status::SingleSource));
    assert_eq!(overview.disputed_claim_count, count(Status::Disputed));
    let severities: i32 = overview.discrepancies_by_severity.values().sum();
    assert_eq!(severities, i32::try_from(comparison.discrepancies.len()).unwrap());
    assert!(count(Status::Consensus) > 0 && count(Status::SingleSource) > 0, "{counts:?}");

    assert_eq!(overview.agreement_matrix.len(), 25);
    for (row, column) in (0..5).flat_map(|row| (0..5).map(move |column| (row, column))) {
        let value = overview.agreement_matrix[row * 5 + column];
        let mirrored = overview.agreement_matrix[column * 5 + row];
        assert!((value - mirrored).abs() < 1e-12 && (0.0..=1.0).contains(&value));
        assert!(row != column || (value - 1.0).abs() < 1e-12);
    }
    for entity in &comparison.entities {
        let mut named: Vec<&str> = entity.in_documents.iter().map(|d| d.key.as_str()).collect();
        named.extend(entity.absent_from.iter().map(String::as_str));
        named.sort_unstable();
        assert_eq!(named, keys, "{}", entity.canonical_name);
        for document in &entity.in_documents {
            let forms: i64 = document.forms.iter().map(|form| form.count).sum();
            assert_eq!(forms, i64::from(document.mention_count), "{}", entity.canonical_name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_and_inline_comparison_are_the_same() {
    let server = Server::start().await;
    let texts = seeds();
    let inline = comparison_of(&server, compare(texts.iter().map(String::as_str))).await;
    let stored = stored_comparison(&server, &texts).await;
    assert!(stored.name.starts_with("comparisons/") && stored.create_time.is_some());
    let keys: BTreeMap<String, String> =
        stored.documents.iter().map(|d| (d.document.clone(), d.key.clone())).collect();
    assert!(keys.keys().all(|name| name.starts_with("documents/")));
    assert!(stored.documents.iter().all(|document| document.revision == "1"));

    // Only the name under which evidence is found differs: the document's or the key.
    let mut stored = reflect::json("Comparison", &stored);
    let map = stored.as_object_mut().unwrap();
    map.remove("name");
    map.remove("createTime");
    under_keys(&mut stored, &keys);
    assert_eq!(stored, reflect::json("Comparison", &inline));
}

/// Puts keys for the names of documents, and drops revisions.
fn under_keys(value: &mut serde_json::Value, keys: &BTreeMap<String, String>) {
    match value {
        serde_json::Value::Object(map) => {
            map.remove("revision");
            map.values_mut().for_each(|inner| under_keys(inner, keys));
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(|e| under_keys(e, keys)),
        serde_json::Value::String(text) => {
            if let Some(key) = keys.get(text) {
                text.clone_from(key);
            }
        }
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_gives_the_same_bytes() {
    let server = Server::start().await;
    let another = Server::start().await;
    let texts = seeds();
    let mut answers = Vec::new();
    for server in [&server, &server, &another] {
        let request = compare(texts.iter().map(String::as_str));
        let answer = server.comparison().compare_texts(request).await.unwrap().into_inner();
        answers.push(answer.encode_to_vec());
    }
    assert!(answers[0].len() > 10_000);
    assert!(answers.iter().all(|bytes| *bytes == answers[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_metadata_of_the_caller_are_used() {
    let server = Server::start().await;
    let mut request = compare([SHORT, OTHER]);
    request.articles[1].key = "agency".to_owned();
    let published = prost_types::Timestamp { seconds: 1_700_000_000, nanos: 0 };
    request.articles[1].metadata = Some(ArticleMetadata {
        source: "agency.example".to_owned(),
        publish_time: Some(published),
        ..Default::default()
    });
    let comparison = comparison_of(&server, request).await;
    let [first, second] = comparison.documents.as_slice() else { panic!("two columns") };
    assert_eq!((first.key.as_str(), first.document.as_str()), ("S0", "S0"));
    assert_eq!((second.key.as_str(), second.document.as_str()), ("agency", "agency"));
    assert_eq!(second.source, "agency.example");
    assert_eq!(second.publish_time, Some(published));
    assert!(comparison.claims.iter().all(|claim| claim.stances[1].key == "agency"));
}

/// The fields of a comparison that belong to one facet.
const FACETS: [(Facet, &str); 13] = [
    (Facet::Overview, "overview"),
    (Facet::Entities, "entities"),
    (Facet::Claims, "claims"),
    (Facet::Discrepancies, "discrepancies"),
    (Facet::Quotes, "quotes"),
    (Facet::Timeline, "timeline"),
    (Facet::Numbers, "numbers"),
    (Facet::Framing, "framing"),
    (Facet::Omissions, "omissions"),
    (Facet::TextReuse, "textReuse"),
    (Facet::Sourcing, "sourcing"),
    (Facet::FiveW, "fiveW"),
    (Facet::Headlines, "headlines"),
];

#[tokio::test(flavor = "multi_thread")]
async fn only_the_facets_asked_for() {
    let server = Server::start().await;
    let texts = seeds();
    let asked = async |facets: Vec<Facet>| {
        let mut request = compare(texts.iter().map(String::as_str));
        let facets = facets.into_iter().map(i32::from).collect();
        request.options = Some(ComparisonOptions { facets, ..Default::default() });
        comparison_of(&server, request).await
    };
    let whole = reflect::json("Comparison", &asked(Vec::new()).await);
    for (facet, name) in FACETS {
        let comparison = asked(vec![facet]).await;
        assert_eq!(comparison.documents.len(), 5, "columns always come");
        assert!(comparison.documents.iter().all(|document| document.quality.is_none()));
        let json = reflect::json("Comparison", &comparison);
        for (_, other) in FACETS {
            let expected = if other == name { whole.get(other) } else { None };
            assert_eq!(json.get(other), expected, "{other} when {name} is asked for");
        }
        let sizes = comparison.total_sizes.keys().map(String::as_str);
        let size = !matches!(facet, Facet::Overview | Facet::FiveW);
        assert_eq!(sizes.count(), usize::from(size), "{name}");
    }
    let comparison = asked(vec![Facet::Quality]).await;
    assert!(comparison.documents.iter().all(|document| document.quality.is_some()));
    assert!(comparison.overview.is_none() && comparison.total_sizes.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_cut_says_so() {
    let server = Server::start().await;
    let texts = seeds();
    let whole = comparison_of(&server, compare(texts.iter().map(String::as_str))).await;
    let mut request = compare(texts.iter().map(String::as_str));
    request.options = Some(ComparisonOptions { max_claims: 3, ..Default::default() });
    let cut = comparison_of(&server, request).await;
    assert_eq!(cut.claims, whole.claims[..3]);
    let warning = cut.warnings.iter().find(|w| w.code() == warning::Code::LimitReached).unwrap();
    let total = whole.claims.len().to_string();
    assert!(warning.metadata.values().any(|value| *value == total), "{warning:?}");
    assert!(!whole.warnings.iter().any(|w| w.code() == warning::Code::LimitReached));
    assert_eq!((cut.total_sizes, cut.overview), (whole.total_sizes, whole.overview));
}

#[tokio::test(flavor = "multi_thread")]
async fn consensus_begins_where_the_caller_says() {
    let server = Server::start().await;
    let texts = seeds();
    let mut consensus = Vec::new();
    for threshold in 2..=5 {
        let mut request = compare(texts.iter().map(String::as_str));
        let options = ComparisonOptions { consensus_threshold: threshold, ..Default::default() };
        request.options = Some(options);
        let claims = comparison_of(&server, request).await.claims;
        assert!(claims.iter().all(|c| threshold > 2 || c.status() != Status::Corroborated));
        consensus.push(claims.iter().filter(|c| c.status() == Status::Consensus).count());
    }
    assert!(consensus.is_sorted_by(|a, b| a >= b), "{consensus:?}");
    assert!(consensus[0] > consensus[3], "{consensus:?}");
}
