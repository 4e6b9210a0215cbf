//! Names of a caller's own: with a call, and from the server's file.

use std::process::Command;

use parallax::proto::v1::{
    ComparisonOptions, EntityType, ExternalId, ExtractEntitiesRequest, GazetteerEntry,
    GetAnalysisRequest, UpdateDocumentRequest, date_annotation::Anchor,
};
use tonic::Code;

use crate::support::{
    Failure, Server,
    texts::{compare, content, ingest},
};

const TEXT: &str =
    "Statnett closed the line to Hjorten on Friday. The grid company gave no reason.";

fn statnett() -> GazetteerEntry {
    GazetteerEntry {
        name: "Statnett SF".to_owned(),
        r#type: EntityType::Organization.into(),
        aliases: vec!["Statnett".to_owned(), "the grid company".to_owned()],
        external_ids: vec![ExternalId {
            scheme: "orgnr".to_owned(),
            value: "962986633".to_owned(),
        }],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_with_a_call_win() {
    let server = Server::start().await;
    let request = ExtractEntitiesRequest {
        article: content(TEXT),
        gazetteer: vec![statnett()],
        ..Default::default()
    };
    let found = server.analysis().extract_entities(request).await.unwrap().into_inner();
    let entity = found.entities.iter().find(|e| e.canonical_name == "Statnett SF").unwrap();
    assert_eq!(entity.r#type(), EntityType::Organization);
    let forms: Vec<_> =
        entity.mentions.iter().map(|m| m.span.as_ref().unwrap().text.as_str()).collect();
    assert_eq!(forms, ["Statnett", "The grid company"]);
    assert_eq!(entity.external_ids, statnett().external_ids);

    let mut request = compare([TEXT, "On Friday Statnett closed a line."]);
    request.options = Some(ComparisonOptions { gazetteer: vec![statnett()], ..Default::default() });
    let compared = server.comparison().compare_texts(request).await.unwrap().into_inner();
    let entities = compared.comparison.unwrap().entities;
    let entity = entities.iter().find(|e| e.canonical_name == "Statnett SF").unwrap();
    assert_eq!(entity.in_documents.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_name_the_field() {
    let server = Server::start().await;
    let bad = |change: fn(&mut GazetteerEntry)| {
        let mut entry = statnett();
        change(&mut entry);
        let gazetteer = vec![statnett(), entry];
        ExtractEntitiesRequest { article: content(TEXT), gazetteer, ..Default::default() }
    };
    let many = ExtractEntitiesRequest {
        article: content(TEXT),
        gazetteer: vec![statnett(); 1001],
        ..Default::default()
    };
    for (request, field) in [
        (bad(|e| e.name.clear()), "gazetteer[1].name"),
        (bad(|e| e.r#type = 0), "gazetteer[1].type"),
        (bad(|e| e.r#type = 99), "gazetteer[1].type"),
        (bad(|e| e.aliases[1] = "x".repeat(10_000)), "gazetteer[1].aliases[1]"),
        (many, "gazetteer"),
    ] {
        let failure = Failure::new(&server.analysis().extract_entities(request).await.unwrap_err());
        assert_eq!(failure.code, Code::InvalidArgument);
        failure.names_fields(&[field]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_analyses_are_made_anew_when_the_date_changes() {
    let server = Server::start().await;
    let mut request = ingest(TEXT, "times.example");
    request.wait_for_analysis = true;
    let time = |seconds| Some(prost_types::Timestamp { seconds, nanos: 0 });
    request.metadata.get_or_insert_default().publish_time = time(1_679_300_000); // 2023-03-20
    let document =
        server.ingest().ingest_document(request).await.unwrap().into_inner().document.unwrap();
    let friday = async || {
        let request = GetAnalysisRequest { name: document.name.clone(), ..Default::default() };
        let answer = server.documents().get_analysis(request).await.unwrap().into_inner();
        let date = answer.analysis.unwrap().dates.remove(0);
        assert_eq!(date.anchor(), Anchor::DocumentTime);
        date.edtf
    };
    assert_eq!(friday().await, "2023-03-17");
    assert_eq!(friday().await, "2023-03-17");

    let mut changed = document.clone();
    changed.metadata.get_or_insert_default().publish_time = time(1_679_904_800); // a week later
    let request = UpdateDocumentRequest {
        document: Some(changed),
        update_mask: Some(prost_types::FieldMask {
            paths: vec!["metadata.publish_time".to_owned()],
        }),
        ..Default::default()
    };
    server.documents().update_document(request).await.unwrap();
    assert_eq!(friday().await, "2023-03-24");
}

#[test]
fn the_command_line_reads_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let (article, names) = (folder.path().join("a.txt"), folder.path().join("names.jsonl"));
    std::fs::write(&article, TEXT).unwrap();
    let run = |lines: &str| {
        std::fs::write(&names, lines).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        command.arg("analyze").arg(&article).arg("--gazetteer").arg(&names);
        command.args(["--features", "entities"]).output().unwrap()
    };
    let good = run(r#"{"name": "Statnett SF", "type": "organization", "aliases": ["Statnett"]}"#);
    let shown = String::from_utf8(good.stdout).unwrap();
    assert!(shown.contains("Statnett SF") && shown.contains(".gazetteer@"), "{shown}");
    let bad = run("{\"name\": \"A\", \"type\": \"person\"}\n{\"name\": \"B\"}");
    assert_eq!(bad.status.code(), Some(2));
    let told = String::from_utf8(bad.stderr).unwrap();
    assert!(told.contains("names.jsonl: line 2: type is missing"), "{told}");
}
