//! Writes calls for the corpora of the `call` and `wire` targets: `cargo run --bin seed-calls -- corpus`.

use std::{fs, path::Path};

use parallax::{client::text, proto::v1};
use parallax_fuzz::server::methods;
use prost::Message;

/// HTTP/2 by hand, as the tests speak it; they need more of it.
#[allow(dead_code)]
#[path = "../../../tests/it/support/frames.rs"]
mod by_hand;

use by_hand::{DATA, END_HEADERS, END_STREAM, HEADERS, call_headers, frame};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let corpus = std::env::args_os().nth(1).ok_or("usage: seed-calls FOLDER")?;
    let (calls, wire) = (Path::new(&corpus).join("call"), Path::new(&corpus).join("wire"));
    fs::create_dir_all(&calls)?;
    fs::create_dir_all(&wire)?;
    for (number, path) in (0_u8..).zip(methods()) {
        let message = message(&path);
        let name = path.trim_start_matches('/').replace('/', ".");
        fs::write(calls.join(&name), [&[number, 0, 0], &message[..]].concat())?;
        fs::write(wire.join(&name), [&[1], &frames(&path, &message)[..]].concat())?;
    }
    let health = "/grpc.health.v1.Health/Check";
    fs::write(wire.join("health"), [&[1], &frames(health, &[])[..]].concat())?;
    Ok(())
}

/// A message that the method takes.
fn message(path: &str) -> Vec<u8> {
    let words = "The bridge fell at 9 a.m. on 3 May 2024, killing 12, “a disaster”, the mayor, Ann Lee, said.";
    let article = Some(text(words));
    match path.rsplit('/').next().unwrap_or_default() {
        "AnalyzeText" => v1::AnalyzeTextRequest { article, ..Default::default() }.encode_to_vec(),
        "CompareTexts" => {
            let one = v1::InlineArticle { article, ..Default::default() };
            let articles = vec![one.clone(), one];
            v1::CompareTextsRequest { articles, ..Default::default() }.encode_to_vec()
        }
        "IngestDocument" => {
            v1::IngestDocumentRequest { article, ..Default::default() }.encode_to_vec()
        }
        "ListDocuments" => {
            let filter =
                "source = \"a.example\" AND NOT labels.topic:x OR publish_time < 2024-05-03";
            let (filter, order_by) = (filter.to_owned(), "name desc".to_owned());
            v1::ListDocumentsRequest { filter, order_by, page_size: 2, ..Default::default() }
                .encode_to_vec()
        }
        "SearchDocuments" => {
            let query = "bridge OR tunnel \"Ann Lee\" -sport".to_owned();
            v1::SearchDocumentsRequest { query, ..Default::default() }.encode_to_vec()
        }
        // Field 1 of many others is the name of what they are about.
        _ => v1::GetDocumentRequest { name: "documents/a".to_owned(), ..Default::default() }
            .encode_to_vec(),
    }
}

/// A call as HTTP/2 frames.
fn frames(path: &str, message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap_or_default().to_be_bytes();
    let framed = [&[0], &length[..], message].concat();
    let head = frame(HEADERS, END_HEADERS, 1, &call_headers(path));
    [head, frame(DATA, END_STREAM, 1, &framed)].concat()
}
