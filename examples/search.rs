//! Searches the stored articles: `cargo run --example search -- 'Putin -Belarus'`.

#![expect(clippy::print_stdout, reason = "what it finds is for people to read")]

use parallax::{client::Client, proto::v1};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = std::env::var("PARALLAX_SERVER").unwrap_or("http://127.0.0.1:50051".to_owned());
    let query = std::env::args().nth(1).unwrap_or("Putin".to_owned());
    let client = Client::connect(server).await?;
    let request = v1::SearchDocumentsRequest { query, ..Default::default() };
    let found = client.search_documents(request).await?;
    println!("{} documents", found.total_size);
    for hit in found.hits {
        let words: Vec<_> = hit.highlights.iter().map(|span| span.text.as_str()).collect();
        println!("{}: {}", hit.document.unwrap_or_default().name, words.join(", "));
    }
    Ok(())
}
