//! TLS of the server: rustls with the cryptography of ring, which needs nothing but a C compiler.

use std::{io, path::PathBuf, sync::Arc, time::Duration};

use rustls::{
    RootCertStore, ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::WebPkiClientVerifier,
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use super::reload::{LoadError, Reloaded};

/// What the server speaks inside TLS, the best first; the second only to web pages.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// Whether clients must show a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ClientCertificates {
    /// No connection without one.
    #[default]
    Required,
    /// One that is shown must be good.
    Optional,
}

/// Files and limits of TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TlsSettings {
    /// The server's certificate and those that lead to its authority, PEM.
    pub(super) certificate: PathBuf,
    /// Its private key, PEM: PKCS #8, PKCS #1 or SEC 1.
    pub(super) key: PathBuf,
    /// Authorities of client certificates, PEM; none = clients are not asked.
    pub(super) client_authorities: Option<PathBuf>,
    /// Whether clients must show one.
    pub(super) client_certificates: ClientCertificates,
    /// Whether web pages may call, which may speak HTTP/1.1.
    pub(super) http1: bool,
    /// Time for a handshake.
    pub(super) handshake_timeout: Duration,
}

/// TLS of accepted connections.
pub(super) struct Tls {
    config: Arc<Reloaded<ServerConfig>>,
    handshake_timeout: Duration,
}

impl Tls {
    /// Reads the files.
    pub(super) fn open(settings: TlsSettings) -> Result<Self, LoadError> {
        let TlsSettings {
            certificate, key, client_authorities, client_certificates, http1, ..
        } = settings;
        let mut files = vec![certificate, key];
        files.extend(client_authorities);
        let load = move |contents: &[Vec<u8>]| configure(contents, client_certificates, http1);
        let config = Arc::new(Reloaded::open("the certificate", files, load)?);
        Ok(Self { config, handshake_timeout: settings.handshake_timeout })
    }

    /// What reads the files again.
    pub(super) fn files(&self) -> Arc<Reloaded<ServerConfig>> {
        Arc::clone(&self.config)
    }

    /// Handshakes with the certificate that is in force now.
    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let config = self.config.get();
        let handshake = TlsAcceptor::from(config).accept(stream);
        match tokio::time::timeout(self.handshake_timeout, handshake).await {
            Ok(done) => done,
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}

/// The settings of TLS for the contents of certificate, key and, maybe, client authorities.
fn configure(
    contents: &[Vec<u8>],
    client_certificates: ClientCertificates,
    http1: bool,
) -> Result<ServerConfig, String> {
    let (certificate, key, authorities) = match contents {
        [certificate, key] => (certificate, key, None),
        [certificate, key, authorities] => (certificate, key, Some(authorities)),
        _ => return Err("two or three files are needed".to_owned()),
    };
    let chain = certificates(certificate)?;
    // The error may not show what was read.
    let key = PrivateKeyDer::from_pem_slice(key)
        .map_err(|_| "the file of the key holds no private key in PEM".to_owned())?;
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let builder = match authorities {
        None => builder.with_no_client_auth(),
        Some(authorities) => {
            let roots = Arc::new(roots(authorities)?);
            let verifier = client_verifier(roots, provider, client_certificates)?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let mut config = builder
        .with_single_cert(chain, key)
        .map_err(|error| format!("certificate and key cannot be used together: {error}"))?;
    let spoken = &PROTOCOLS[..if http1 { 2 } else { 1 }];
    config.alpn_protocols = spoken.iter().map(|protocol| protocol.to_vec()).collect();
    Ok(config)
}

fn client_verifier(
    roots: Arc<RootCertStore>,
    provider: Arc<CryptoProvider>,
    wanted: ClientCertificates,
) -> Result<Arc<dyn rustls::server::danger::ClientCertVerifier>, String> {
    let builder = WebPkiClientVerifier::builder_with_provider(roots, provider);
    let builder = match wanted {
        ClientCertificates::Required => builder,
        ClientCertificates::Optional => builder.allow_unauthenticated(),
    };
    builder.build().map_err(|error| format!("the client authorities cannot be used: {error}"))
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match read {
        Ok(chain) if chain.is_empty() => Err("no certificate in PEM".to_owned()),
        Ok(chain) => Ok(chain),
        Err(error) => Err(format!("no certificate in PEM: {error}")),
    }
}

fn roots(pem: &[u8]) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(pem)? {
        let added = roots.add(certificate);
        added.map_err(|error| format!("a client authority cannot be used: {error}"))?;
    }
    Ok(roots)
}
