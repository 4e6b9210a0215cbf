//! Compares files: `cargo run --example compare -- seeds/*.txt`. `PARALLAX_SERVER` names the server.

#![expect(clippy::print_stdout, reason = "what it finds is for people to read")]

use parallax::{
    client::Client,
    proto::v1::{self, article_content::Content},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = std::env::var("PARALLAX_SERVER").unwrap_or("http://127.0.0.1:50051".to_owned());
    let client = Client::connect(server).await?;
    let mut articles = Vec::new();
    for path in std::env::args().skip(1) {
        let content = Some(Content::Raw(std::fs::read(&path)?));
        let article = Some(v1::ArticleContent { content, ..Default::default() });
        articles.push(v1::InlineArticle { key: path, article, metadata: None });
    }
    let request = v1::CompareTextsRequest { articles, options: None };
    let comparison = client.compare_texts(request).await?.comparison.unwrap_or_default();
    for claim in comparison.claims {
        let words = claim.representative.and_then(|evidence| evidence.span).unwrap_or_default();
        println!("{} ({} voices): {}", claim.id, claim.independent_support, words.text);
    }
    for discrepancy in comparison.discrepancies {
        println!("{}: {}", discrepancy.id, discrepancy.explanation);
    }
    Ok(())
}
