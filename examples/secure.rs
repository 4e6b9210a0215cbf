//! Calls a server over TLS with a token: `cargo run --example secure -- seeds/*.txt`. `PARALLAX_SERVER` names the
//! server, `PARALLAX_TLS_CA` a file with the authority of its certificate, `PARALLAX_TOKEN` the token.

#![expect(clippy::print_stdout, reason = "what it finds is for people to read")]

use std::{env, fs};

use parallax::{
    client::Client,
    proto::v1::{self, article_content::Content},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = env::var("PARALLAX_SERVER").unwrap_or("https://localhost:50051".to_owned());
    let mut builder = Client::builder(server).token(env::var("PARALLAX_TOKEN")?.parse()?);
    if let Ok(file) = env::var("PARALLAX_TLS_CA") {
        builder = builder.authorities(fs::read(file)?);
    }
    let client = builder.connect().await?;
    for path in env::args().skip(1) {
        let content = Some(Content::Raw(fs::read(&path)?));
        let article = Some(v1::ArticleContent { content, ..Default::default() });
        let request = v1::AnalyzeTextRequest { article, ..Default::default() };
        let analysis = client.analyze_text(request).await?.analysis.unwrap_or_default();
        let names: Vec<_> = analysis.entities.iter().map(|e| e.canonical_name.as_str()).collect();
        println!("{path}: {}", names.join(", "));
    }
    Ok(())
}
