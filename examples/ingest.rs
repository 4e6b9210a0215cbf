//! Stores the files of a folder, and tells how it goes: `cargo run --example ingest -- seeds`.

#![expect(clippy::print_stdout, reason = "what it finds is for people to read")]

use parallax::{
    client::{CallError, Client},
    proto::v1::{self, article_content::Content, ingest_ack},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = std::env::var("PARALLAX_SERVER").unwrap_or("http://127.0.0.1:50051".to_owned());
    let folder = std::env::args().nth(1).unwrap_or("seeds".to_owned());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|suffix| suffix == "txt"));
    paths.sort();

    let client = Client::connect(server).await?;
    // The name of the session makes a second run go on after what the first has stored.
    let config = v1::IngestConfig { session_id: "seeds-3".to_owned(), ..Default::default() };
    let feed = client.feed(config).await?;
    let (total, known) = (paths.len(), usize::try_from(feed.resume_after())?);
    println!("{known} of {total} are stored already");
    let (sender, mut answers) = feed.split();
    let sending = tokio::spawn(async move {
        for (n, path) in paths.into_iter().enumerate().skip(known) {
            let content = Some(Content::Raw(std::fs::read(path)?));
            let article = Some(v1::ArticleContent { content, ..Default::default() });
            let sequence = n as i64 + 1;
            if !sender.send(v1::IngestItem { sequence, article, ..Default::default() }).await {
                break; // the last answer tells why
            }
        }
        Ok::<_, std::io::Error>(())
    });
    while let Some(answer) = answers.next().await {
        let answer = answer?;
        match answer.result {
            Some(ingest_ack::Result::Ok(stored)) => {
                println!("{} of {total}: {}", answer.sequence, stored.document);
            }
            Some(ingest_ack::Result::Error(error)) => {
                println!("{} of {total}: {}", answer.sequence, CallError::from(&error));
            }
            None => {}
        }
    }
    Ok(sending.await??)
}
