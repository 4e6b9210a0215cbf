//! TLS and credentials of a client.

use std::{fmt, net::IpAddr, str::FromStr};

use thiserror::Error;
use tonic::{
    Request,
    metadata::{Ascii, MetadataValue},
    transport::{Certificate, ClientTlsConfig, Endpoint, Identity},
};

use super::{Builder, ClientError};

/// A bearer token. It is shown by nothing.
#[derive(Clone)]
pub struct BearerToken(MetadataValue<Ascii>);

/// The string is no bearer token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a token is one word of visible ASCII characters")]
pub struct InvalidToken;

impl FromStr for BearerToken {
    type Err = InvalidToken;

    /// Takes a token as it was handed out, without "Bearer"; blanks around it are left out.
    fn from_str(text: &str) -> Result<Self, InvalidToken> {
        let text = text.trim();
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(InvalidToken);
        }
        let mut value: MetadataValue<Ascii> =
            format!("Bearer {text}").parse().map_err(|_| InvalidToken)?;
        value.set_sensitive(true);
        Ok(Self(value))
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerToken(hidden)")
    }
}

/// Why a connection would not be safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SecurityError {
    /// A token is not sent where others can read it.
    #[error("the token is not sent over plaintext: use https, or allow it")]
    PlaintextToken,
    /// TLS was set up for an endpoint that does not use it.
    #[error("there are certificates, but the endpoint is not https")]
    NotHttps,
}

/// TLS and credentials.
#[derive(Clone, Default)]
pub(super) struct Security {
    authorities: Option<Certificate>,
    identity: Option<Identity>,
    server_name: Option<String>,
    token: Option<BearerToken>,
    plaintext_token: bool,
}

impl fmt::Debug for Security {
    /// Without keys and tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Security")
            .field("own_authorities", &self.authorities.is_some())
            .field("has_identity", &self.identity.is_some())
            .field("server_name", &self.server_name)
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

impl Builder {
    /// Authorities of the server's certificate, PEM. Default: those of the system.
    #[must_use]
    pub fn authorities(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.security.authorities = Some(Certificate::from_pem(pem));
        self
    }

    /// The client's own certificate, with those up to its authority, and its key, PEM.
    #[must_use]
    pub fn identity(mut self, certificate: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Self {
        self.security.identity = Some(Identity::from_pem(certificate, key));
        self
    }

    /// The name that the server's certificate must have. Default: the host of the endpoint.
    #[must_use]
    pub fn server_name(mut self, name: impl Into<String>) -> Self {
        self.security.server_name = Some(name.into());
        self
    }

    /// Sent with each call. Over plaintext only to this machine itself.
    #[must_use]
    pub fn token(mut self, token: BearerToken) -> Self {
        self.security.token = Some(token);
        self
    }

    /// Sends the token over plaintext too: for connections that something else protects.
    #[must_use]
    pub fn allow_plaintext_token(mut self) -> Self {
        self.security.plaintext_token = true;
        self
    }
}

impl Security {
    /// Sets up an endpoint.
    pub(super) fn apply(&self, endpoint: Endpoint) -> Result<Endpoint, ClientError> {
        let uri = endpoint.uri();
        if uri.scheme_str() != Some("https") {
            if self.authorities.is_some() || self.identity.is_some() {
                return Err(SecurityError::NotHttps.into());
            }
            let is_near = uri.host().is_some_and(is_loopback);
            if self.token.is_some() && !is_near && !self.plaintext_token {
                return Err(SecurityError::PlaintextToken.into());
            }
            return Ok(endpoint);
        }
        let mut tls = ClientTlsConfig::new();
        tls = match &self.authorities {
            Some(authorities) => tls.ca_certificate(authorities.clone()),
            None => tls.with_native_roots(),
        };
        if let Some(identity) = &self.identity {
            tls = tls.identity(identity.clone());
        }
        if let Some(name) = &self.server_name {
            tls = tls.domain_name(name.clone());
        }
        let url = uri.to_string();
        endpoint.tls_config(tls).map_err(|source| ClientError::Tls { endpoint: url, source })
    }

    /// Adds the credentials to a call.
    pub(super) fn authorize<T>(&self, request: &mut Request<T>) {
        if let Some(BearerToken(value)) = &self.token {
            request.metadata_mut().insert("authorization", value.clone());
        }
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;

    #[test]
    fn a_token_is_shown_by_nothing() {
        let token: BearerToken = " plx_secret\n".parse().unwrap();
        let builder = Client::builder("https://a.example")
            .token(token.clone())
            .identity("certificate", "secret key");
        let mut request = Request::new(());
        builder.security.authorize(&mut request);
        let sent = request.metadata().get("authorization").unwrap();
        assert_eq!(sent.to_str().unwrap(), "Bearer plx_secret");
        let shown = format!("{token:?} {builder:?} {request:?}");
        assert!(!shown.contains("secret"), "{shown}");
        for bad in ["", " ", "a b", "a\nb", "é"] {
            assert_eq!(bad.parse::<BearerToken>().unwrap_err(), InvalidToken, "{bad:?}");
        }
    }

    #[tokio::test]
    async fn tokens_go_over_plaintext_to_this_machine_alone() {
        let token: BearerToken = "plx_x".parse().unwrap();
        let builder = |url: &str| Client::builder(url).token(token.clone());
        for near in ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"] {
            assert!(builder(near).build().is_ok(), "{near}");
        }
        for far in ["http://192.0.2.1:1", "http://a.example:1", "http://localhost.example:1"] {
            let error = builder(far).build().unwrap_err();
            assert!(
                matches!(error, ClientError::Security(SecurityError::PlaintextToken)),
                "{far}: {error}"
            );
            assert!(builder(far).allow_plaintext_token().build().is_ok(), "{far}");
        }
        let error = Client::builder("http://127.0.0.1:1").authorities("").build().unwrap_err();
        assert!(matches!(error, ClientError::Security(SecurityError::NotHttps)), "{error}");
    }
}
