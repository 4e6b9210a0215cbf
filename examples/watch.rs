//! Tells what is stored, until all is told: `cargo run --example watch`. Without the `break` it goes
//! on with what changes.

#![expect(clippy::print_stdout, reason = "what it finds is for people to read")]

use parallax::{
    client::Client,
    proto::v1::{self, EventKind, watch_response::Resource},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = std::env::var("PARALLAX_SERVER").unwrap_or("http://127.0.0.1:50051".to_owned());
    let client = Client::connect(server).await?;
    let kinds = vec![EventKind::DocumentCreated.into()];
    let request = v1::WatchRequest { include_initial: true, kinds, ..Default::default() };
    let mut watch = client.watch(request);
    loop {
        let change = watch.next().await?;
        if change.kind() == EventKind::Synced {
            break;
        }
        if let Some(Resource::Document(document)) = change.resource {
            println!("{}", document.name);
        }
    }
    println!("resume with {}", watch.resume_token());
    Ok(())
}
