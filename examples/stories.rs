//! Lists the stories of the stored articles: `cargo run --example stories`.

#![expect(clippy::print_stdout, reason = "what it finds is for people to read")]

use parallax::{client::Client, proto::v1};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = std::env::var("PARALLAX_SERVER").unwrap_or("http://127.0.0.1:50051".to_owned());
    let client = Client::connect(server).await?;
    let order_by = "last_publish_time desc".to_owned();
    let mut request = v1::ListStoriesRequest { order_by, ..Default::default() };
    loop {
        let page = client.list_stories(request.clone()).await?;
        for story in page.stories {
            println!("{} ({} articles): {}", story.name, story.document_count, story.title);
        }
        if page.next_page_token.is_empty() {
            return Ok(());
        }
        request.page_token = page.next_page_token;
    }
}
