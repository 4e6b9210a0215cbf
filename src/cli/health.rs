//! `parallax health`: asks a running server how it is, for container health checks.

use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::client::{Client, Health};

/// Ask a running server for its health; exit code 0 when it is serving, else 1
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address of the server
    #[arg(long, env = "PARALLAX_ADDRESS", default_value = "http://127.0.0.1:50051")]
    address: String,
    /// Name of the service to ask for; empty = the whole server
    #[arg(long, default_value = "")]
    service: String,
    /// Time to wait for the answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 3)]
    timeout: u64,
}

/// Fails unless the server says that it is serving.
pub fn run(args: Args) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let health = runtime.block_on(async {
        let client = Client::builder(endpoint(&args.address))
            .deadline(Duration::from_secs(args.timeout))
            .max_attempts(1)
            .build()?;
        client.health(&args.service).await
    });
    match health.with_context(|| format!("cannot tell the health of {}", args.address))? {
        Health::Serving => Ok(()),
        other => bail!("{} is {other}", args.address),
    }
}

/// Host and port alone mean plain HTTP/2.
fn endpoint(address: &str) -> String {
    if address.contains("://") { address.to_owned() } else { format!("http://{address}") }
}
