//! How commands reach a running server: TLS and credentials.

use std::{env, fs, path::PathBuf};

use super::failure::Failure;
use crate::client::{BearerToken, Builder, Client};

/// Variable of the token itself.
const TOKEN: &str = "PARALLAX_TOKEN";
/// Variable of the file that holds it.
const TOKEN_FILE: &str = "PARALLAX_TOKEN_FILE";

/// TLS and credentials for a running server.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Connection")]
pub(super) struct ConnectArgs {
    /// Authorities of the server's certificate, PEM, for https [default: those of the system].
    #[arg(long, value_name = "FILE", env = "PARALLAX_TLS_CA")]
    tls_ca: Option<PathBuf>,

    /// Certificate to show to the server, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,

    /// Its private key, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,

    /// Name that the server's certificate must have [default: the host of the URL].
    #[arg(long, value_name = "NAME", env = "PARALLAX_TLS_NAME")]
    tls_name: Option<String>,

    /// Bearer token; others on this machine can read it here, so better PARALLAX_TOKEN or
    /// --token-file.
    #[arg(long, value_name = "TOKEN", conflicts_with = "token_file")]
    token: Option<BearerToken>,

    /// File with the bearer token [default: PARALLAX_TOKEN_FILE, if it is set].
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,

    /// Send the token over plaintext beyond this machine.
    #[arg(long)]
    plaintext_token: bool,
}

impl ConnectArgs {
    /// A client of a server, given as URL or as host and port. These alone mean https where there is
    /// anything of TLS among the options, else plaintext.
    pub(super) fn client(&self, server: &str) -> Result<Builder, Failure> {
        let has_tls = self.tls_ca.is_some() || self.tls_cert.is_some() || self.tls_name.is_some();
        let mut builder = Client::builder(url(server, has_tls));
        if let Some(file) = &self.tls_ca {
            builder = builder.authorities(read(file)?);
        }
        if let (Some(certificate), Some(key)) = (&self.tls_cert, &self.tls_key) {
            builder = builder.identity(read(certificate)?, read(key)?);
        }
        if let Some(name) = &self.tls_name {
            builder = builder.server_name(name);
        }
        if let Some(token) = self.token()? {
            builder = builder.token(token);
        }
        Ok(if self.plaintext_token { builder.allow_plaintext_token() } else { builder })
    }

    /// The token: that of an option before that of a variable.
    fn token(&self) -> Result<Option<BearerToken>, Failure> {
        if let Some(token) = &self.token {
            return Ok(Some(token.clone()));
        }
        if let Some(file) = &self.token_file {
            return of_file(file).map(Some);
        }
        if let Some(token) = env::var_os(TOKEN).filter(|token| !token.is_empty()) {
            let token = token.to_str().and_then(|token| token.parse().ok());
            let fault = || Failure::input(format!("{TOKEN} holds no token"));
            return token.ok_or_else(fault).map(Some);
        }
        let file = env::var_os(TOKEN_FILE).filter(|file| !file.is_empty());
        file.map(|file| of_file(&file.into())).transpose()
    }
}

fn of_file(file: &PathBuf) -> Result<BearerToken, Failure> {
    let bytes = read(file)?;
    let token = std::str::from_utf8(&bytes).ok().and_then(|text| text.parse().ok());
    token.ok_or_else(|| Failure::input(format!("{} holds no token", file.display())))
}

fn read(file: &PathBuf) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|cause| Failure::input(format!("{}: {cause}", file.display())))
}

fn url(server: &str, has_tls: bool) -> String {
    match (server.contains("://"), has_tls) {
        (true, _) => server.to_owned(),
        (false, true) => format!("https://{server}"),
        (false, false) => format!("http://{server}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_and_port_alone_are_plain_without_tls() {
        assert_eq!(url("127.0.0.1:1", false), "http://127.0.0.1:1");
        assert_eq!(url("a.example:1", true), "https://a.example:1");
        assert_eq!(url("http://[::1]:1", true), "http://[::1]:1");
    }
}
