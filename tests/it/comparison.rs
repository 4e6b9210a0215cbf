//! ComparisonService with articles that are fine.

use std::collections::BTreeMap;

use parallax::proto::v1::{
    ArticleMetadata, CompareRequest, CompareTextsRequest, Comparison, ComparisonOptions,
    DocumentSet, Facet, OffsetUnit, claim_cluster::Status, claim_stance::Relation,
    compare_request::Scope, warning,
};
use prost::Message as _;

use crate::support::{
    Server, spans,
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
        let by_key: BTreeMap<&str, &String> =
            comparison.documents.iter().map(|d| d.key.as_str()).zip(&texts).collect();
        let evidence = spans::evidence_of(&comparison);
        assert!(evidence.len() > 100, "{}", evidence.len());
        for piece in evidence {
            let text = by_key[piece.document.as_str()];
            let (span, sentence) = (piece.span.as_ref().unwrap(), piece.sentence.as_ref().unwrap());
            spans::check(text, span, unit);
            spans::check(text, sentence, unit);
            assert!(sentence.begin <= span.begin && span.end <= sentence.end, "{piece:?}");
        }
        for document in &comparison.documents {
            let text = by_key[document.key.as_str()];
            document.title.iter().for_each(|title| spans::check(text, title, unit));
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
        for stance in &claim.stances {
            let silent = stance.relation() == Relation::Silent;
            assert_eq!(stance.evidence.is_empty(), silent, "{stance:?}");
            assert!(stance.evidence.iter().all(|e| e.document == stance.key), "{stance:?}");
            assert!((0.0..=1.0).contains(&stance.score), "{stance:?}");
            makers += usize::from(!silent);
        }
        assert!(makers >= 1, "{} has no evidence", claim.id);
        assert!(makers <= last, "{} is out of order", claim.id);
        last = makers;
        assert_eq!(claim.status() == Status::SingleSource, makers == 1, "{claim:?}");
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
    let mut stored = stored_comparison(&server, &texts).await;
    assert!(stored.documents.iter().all(|d| d.document.starts_with("documents/")));

    // Only the name under which evidence is found differs: the document's or the key.
    let keys: BTreeMap<String, String> =
        stored.documents.iter().map(|d| (d.document.clone(), d.key.clone())).collect();
    for document in &mut stored.documents {
        document.document.clone_from(&document.key);
    }
    let entities = stored.entities.iter_mut().flat_map(|e| &mut e.in_documents);
    entities.flat_map(|d| &mut d.evidence).for_each(|e| e.document = keys[&e.document].clone());
    for claim in &mut stored.claims {
        let stances = claim.stances.iter_mut().flat_map(|stance| &mut stance.evidence);
        for evidence in stances.chain(claim.representative.as_mut()) {
            evidence.document = keys[&evidence.document].clone();
        }
    }
    assert_eq!(stored.claims, inline.claims);
    assert_eq!(stored, inline);
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

#[tokio::test(flavor = "multi_thread")]
async fn only_the_facets_asked_for() {
    let server = Server::start().await;
    for facet in [Facet::Overview, Facet::Entities, Facet::Claims] {
        let mut request = compare([SHORT, OTHER]);
        let facets = vec![facet.into()];
        request.options = Some(ComparisonOptions { facets, ..Default::default() });
        let comparison = comparison_of(&server, request).await;
        assert_eq!(comparison.documents.len(), 2, "columns always come");
        assert_eq!(comparison.overview.is_some(), facet == Facet::Overview);
        assert_eq!(!comparison.entities.is_empty(), facet == Facet::Entities);
        assert_eq!(!comparison.claims.is_empty(), facet == Facet::Claims);
    }
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
