//! `parallax stories`, over files and over a server.

use parallax::{
    client::Client,
    proto::v1::{ArticleMetadata, IngestDocumentRequest, MoveDocumentsRequest},
};

use crate::support::{Run, Server, texts::content};

const BRIDGE: &str = "Harbour bridge of Norwick collapses\n\nNORWICK - The harbour bridge of Norwick \
    collapsed before dawn on Monday. Engineers looked for cracks in the pillars of the bridge, mayor \
    Clara Behn told reporters. Two fishing boats were damaged by falling girders.\n";
const AGAIN: &str = "Bridge falls into harbour at Norwick\n\nThe harbour bridge at Norwick collapsed \
    on Monday and damaged two fishing boats. Mayor Clara Behn said engineers had found cracks in the \
    pillars of the bridge a year ago. Girders fell into the harbour.\n";
const CHESS: &str = "Odile Varga wins Eastmere chess open\n\nEASTMERE - Odile Varga won the Eastmere \
    chess open on Sunday when grandmaster Tomas Lind resigned after nine hours. Varga sacrificed her \
    queen for two rooks in the final game.\n";

#[test]
fn files_are_sorted_without_a_server() {
    let line = |id: &str, source: &str, text: &str| {
        let date = "2024-06-03T07:00:00Z";
        serde_json::json!({ "id": id, "source": source, "text": text, "publish_time": date })
            .to_string()
    };
    let lines = [line("a", "times.example", BRIDGE), line("b", "post.example", CHESS)].join("\n");
    let run = Run::new(&[("two.jsonl", lines.as_bytes()), ("again.txt", AGAIN.as_bytes())]);
    let told = run.stdout(&["stories", "two.jsonl", "again.txt"]);
    let lines: Vec<&str> = told.lines().collect();
    assert!(lines[0].contains("ridge"), "{told}");
    assert!(lines[1].starts_with("2 articles, 1 source, 2024-06-03"), "{told}");
    assert!(told.contains("(two.jsonl:1, times.example, 2024-06-03, score "), "{told}");
    assert!(told.contains("(again.txt, score "), "{told}");
    assert!(told.contains("3 articles, 1 of them alone in their story"), "{told}");
    assert!(!told.contains("Odile"), "{told}");
    assert!(run.stdout(&["stories", "--all", "two.jsonl", "again.txt"]).contains("Odile"));
    assert_eq!(told, run.stdout(&["stories", "two.jsonl", "again.txt"]), "the same each time");

    let json = run.stdout(&["stories", "--json", "--all", "two.jsonl", "again.txt"]);
    let stories: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(stories.len(), 2);
    assert_eq!(stories[0]["documentCount"], 2);
    assert_eq!(stories[0]["documents"][1]["document"], "again.txt");
    assert_eq!(stories[1]["title"], "Odile Varga wins Eastmere chess open");
}

#[test]
fn what_cannot_be_read_is_told() {
    let run = Run::new(&[("good.txt", BRIDGE.as_bytes()), ("empty.txt", b" \n")]);
    assert!(run.refused(&["stories", "gone.txt"]).contains("gone.txt"));
    let output = run.output(&["stories", "--all", "good.txt", "empty.txt"]);
    let (out, err) = (String::from_utf8(output.stdout), String::from_utf8(output.stderr));
    assert_eq!(output.status.code(), Some(2));
    assert!(out.unwrap().contains("Harbour bridge"), "the others are sorted all the same");
    let err = err.unwrap();
    assert!(err.contains("empty.txt: ") && err.contains("1 of 2 records failed"), "{err}");
    for bad in [
        &["stories", "--match", "good.txt", "empty.txt"][..],
        &["stories", "--publish-time", "2024-06-03"],
        &["stories", "--filter", "x", "good.txt"],
    ] {
        run.refused(bad);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_asked() {
    let server = Server::start().await;
    let client = Client::connect(server.url()).await.unwrap();
    for (id, source, text) in [("a", "times.example", BRIDGE), ("b", "post.example", CHESS)] {
        let metadata = ArticleMetadata {
            source: source.into(),
            publish_time: Some(prost_types::Timestamp { seconds: 1_717_400_000, nanos: 0 }),
            ..ArticleMetadata::default()
        };
        let request = IngestDocumentRequest {
            article: content(text),
            metadata: Some(metadata),
            document_id: id.into(),
            ..Default::default()
        };
        client.ingest_document(request).await.unwrap();
    }
    let url = server.url();
    let run = Run::new(&[("again.txt", AGAIN.as_bytes())]);
    let ask = |args: &[&str]| {
        let mut all = vec!["stories", "--server", &url];
        all.extend(args);
        run.stdout(&all)
    };
    let mut listed = String::new();
    for _ in 0..600 {
        listed = ask(&[]);
        if listed.lines().count() == 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(listed.contains("Articles") && listed.contains("Odile Varga"), "{listed}");
    assert!(listed.contains("2024-06-03") && listed.contains("stories/"), "{listed}");
    let filtered = ask(&["--filter", "title:bridge"]);
    assert!(!filtered.contains("Odile"), "{filtered}");
    let some = ask(&["--limit", "1"]);
    assert!(some.contains("There are more stories"), "{some}");
    let json = ask(&["--filter", "title:bridge", "--json"]);
    let story: serde_json::Value = serde_json::from_str(&json).unwrap();
    let name = story["name"].as_str().unwrap().to_owned();

    let matched = ask(&["--match", "again.txt", "--publish-time", "2024-06-03"]);
    assert!(matched.contains("would join, score"), "{matched}");
    assert!(matched.contains("shared-words: "), "{matched}");
    let documents = vec!["documents/b".to_owned()];
    let request = MoveDocumentsRequest { name: name.clone(), documents, ..Default::default() };
    client.move_documents(request).await.unwrap();
    let one = ask(&[&name]);
    assert!(one.contains("(documents/a, times.example, 2024-06-03, score 1.00)"), "{one}");
    assert!(one.contains("(documents/b, post.example, 2024-06-03, by hand)"), "{one}");
    assert!(one.contains("documents/a founded it") && one.contains("went into it"), "{one}");

    let none = run.refused(&["stories", "--server", &url, "stories/none"]);
    assert!(none.contains("there is no story stories/none"), "{none}");
    let bad = run.refused(&["stories", "--server", &url, "--filter", "colour = red"]);
    assert!(bad.contains("filter"), "{bad}");
}
