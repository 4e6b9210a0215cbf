//! `parallax health`: asks a running server how it is, for container health checks.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use anyhow::{Context as _, bail};

use super::{connect::ConnectArgs, failure::Failure, settings::SettingsArgs};
use crate::client::{Builder, Client, Health};

/// Ask a running server for its health; exit code 0 when it is serving, else 1
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address of the server [default: its admin port, or where else the environment, or the file
    /// of PARALLAX_CONFIG, lets it listen, else 127.0.0.1:50051]
    #[arg(long, env = "PARALLAX_ADDRESS")]
    address: Option<String>,
    /// Name of the service to ask for; empty = the whole server
    #[arg(long, default_value = "")]
    service: String,
    /// Time to wait for the answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 3)]
    timeout: u64,
    #[command(flatten)]
    connect: ConnectArgs,
}

/// Fails unless the server says that it is serving.
pub fn run(args: &Args) -> Result<(), Failure> {
    let (address, builder) = match &args.address {
        Some(address) => (address.clone(), args.connect.client(address)?),
        // A container's health check follows its server.
        None => {
            let config = SettingsArgs::of_a_running_server().load()?.config;
            let address = reachable(config.admin_listen.unwrap_or(config.listen)).to_string();
            let builder = match config.admin_listen {
                // It speaks plaintext and asks for nothing.
                Some(_) => Client::builder(format!("http://{address}")),
                None => args.connect.client(&address)?,
            };
            (address, builder)
        }
    };
    Ok(ask(builder.deadline(Duration::from_secs(args.timeout)), &address, &args.service)?)
}

fn ask(builder: Builder, address: &str, service: &str) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let health = runtime.block_on(async {
        let client = builder.max_attempts(1).build()?;
        client.health(service).await
    });
    match health.with_context(|| format!("cannot tell the health of {address}"))? {
        Health::Serving => Ok(()),
        other => bail!("{address} is {other}"),
    }
}

/// Where a server that listens there can be called: "all addresses" is not one of them.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_server_on_all_addresses_is_called_on_the_loopback() {
        let check = |listen: &str, expected: &str| {
            assert_eq!(reachable(listen.parse().unwrap()).to_string(), expected);
        };
        check("0.0.0.0:50051", "127.0.0.1:50051");
        check("[::]:9000", "[::1]:9000");
        check("192.0.2.7:1234", "192.0.2.7:1234");
    }
}
