//! TLS: who gets a connection, what happens when files change, and to clients that stop half-way.

use std::{fs, path::Path, time::Duration};

use parallax::{
    client::{Builder, Client, Health},
    config::Config,
};
use tokio::time::Instant;

use crate::support::{
    Server,
    frames::Wire,
    pki::{Authority, Issued},
};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

fn settings(folder: &Path, issued: &Issued) -> Config {
    let (cert, key) = issued.write(folder);
    Config { tls_cert: Some(cert), tls_key: Some(key), ..Config::default() }
}

fn client(server: &Server, authority: &Authority) -> Builder {
    let url = format!("https://{}", server.address());
    Client::builder(url).authorities(&authority.pem).max_attempts(1)
}

async fn gets_in(builder: Builder) -> bool {
    let Ok(client) = builder.connect().await else { return false };
    client.health("").await.is_ok_and(|health| health == Health::Serving)
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_know_the_authority_get_in_and_others_do_not() {
    let (ours, other) = (Authority::new(), Authority::new());
    let folder = tempfile::tempdir().unwrap();
    let server = Server::with(settings(folder.path(), &ours.server())).await;
    assert!(gets_in(client(&server, &ours)).await);
    assert!(!gets_in(client(&server, &other)).await);
    // The certificate is for another name.
    assert!(!gets_in(client(&server, &ours).server_name("other.example")).await);
    // Plaintext to the port of TLS.
    assert!(!gets_in(Client::builder(server.url()).max_attempts(1)).await);
    assert!(gets_in(client(&server, &ours)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_to_a_plaintext_port_fails_and_harms_nothing() {
    let server = Server::start().await;
    assert!(!gets_in(client(&server, &Authority::new())).await);
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_must_show_a_certificate_of_the_authority() {
    let (servers, clients, other) = (Authority::new(), Authority::new(), Authority::new());
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("clients.pem");
    fs::write(&ca, &clients.pem).unwrap();
    let config = Config { tls_client_ca: Some(ca), ..settings(folder.path(), &servers.server()) };
    for optional in [false, true] {
        let server = Server::with(Config { tls_client_optional: optional, ..config.clone() }).await;
        let with =
            |issued: Issued| client(&server, &servers).identity(&issued.certificate, &issued.key);
        assert!(gets_in(with(clients.client("feeder.example"))).await);
        assert_eq!(gets_in(client(&server, &servers)).await, optional, "without one");
        assert!(!gets_in(with(other.client("feeder.example"))).await);
        assert!(!gets_in(with(clients.expired_client("feeder.example"))).await);
        // A server's certificate is not a client's.
        assert!(!gets_in(with(clients.server())).await);
        assert!(gets_in(with(clients.client("feeder.example"))).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn new_files_are_taken_without_a_restart_and_broken_ones_are_not() {
    let (old, new) = (Authority::new(), Authority::new());
    let folder = tempfile::tempdir().unwrap();
    let server = Server::with(settings(folder.path(), &old.server())).await;
    let staying = client(&server, &old).connect().await.unwrap();
    assert!(staying.health("").await.is_ok());

    // A certificate whose key is not there yet.
    let issued = new.server();
    fs::write(folder.path().join("cert.pem"), &issued.certificate).unwrap();
    server.reload();
    // The files are looked at by themselves as well: whichever way, the old pair stays.
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(gets_in(client(&server, &old)).await);

    issued.write(folder.path());
    server.reload();
    let deadline = Instant::now() + PATIENCE;
    while !gets_in(client(&server, &new)).await {
        assert!(Instant::now() < deadline, "the new certificate is not taken");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!gets_in(client(&server, &old)).await);
    // Connections that were open stay open.
    assert!(staying.health("").await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_finish_his_handshake_loses_his_place() {
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        max_handshakes: 1,
        max_connections: 2,
        handshake_timeout: Duration::from_millis(200),
        ..settings(folder.path(), &authority.server())
    };
    let server = Server::with(config).await;
    // The beginning of a handshake and no more.
    let mut halves = Vec::new();
    for _ in 0..4 {
        let mut half = Wire::silent(server.address()).await;
        half.bytes(&[22, 3, 1, 2]).await;
        halves.push(half);
    }
    assert!(gets_in(client(&server, &authority)).await);
    for half in halves {
        assert!(half.until_closed().await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn handshakes_without_end_keep_nobody_out() {
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        max_handshakes: 1,
        handshake_timeout: Duration::from_secs(600),
        ..settings(folder.path(), &authority.server())
    };
    let server = Server::with(config).await;
    let mut silent = Vec::new();
    for _ in 0..3 {
        silent.push(Wire::silent(server.address()).await);
    }
    assert!(gets_in(client(&server, &authority)).await);
    for wire in silent {
        assert!(wire.until_closed().await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_begin_to_speak_loses_his_place() {
    let config = Config {
        max_connections: 1,
        handshake_timeout: Duration::from_millis(200),
        ..Config::default()
    };
    let server = Server::with(config).await;
    for begin in [&b""[..], b"P", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.1\r\n"] {
        let mut wire = Wire::silent(server.address()).await;
        wire.bytes(begin).await;
        // What the server says of itself may come, and then the end.
        wire.until_closed().await;
        server.goes_on().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn http_1_is_spoken_where_web_pages_may_call() {
    use tokio_rustls::{TlsConnector, rustls};
    let authority = Authority::new();
    let folder = tempfile::tempdir().unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(authority.der.clone().into()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let mut offer = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    offer.alpn_protocols = vec![b"http/1.1".to_vec()];
    let connector = TlsConnector::from(std::sync::Arc::new(offer));
    for (web_origins, spoken) in [("", false), ("https://news.example", true)] {
        let config = settings(folder.path(), &authority.server());
        let server = Server::with(Config { web_origins: web_origins.to_owned(), ..config }).await;
        let stream = tokio::net::TcpStream::connect(server.address()).await.unwrap();
        let connected = connector.connect("localhost".try_into().unwrap(), stream).await;
        assert_eq!(connected.is_ok(), spoken, "{web_origins}");
        assert!(gets_in(client(&server, &authority)).await);
    }
}

#[tokio::test]
async fn files_that_cannot_be_used_are_named_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (Authority::new().server(), Authority::new().server());
    let start = async |certificate: &str, key: &str| {
        let issued = Issued { certificate: certificate.to_owned(), key: key.to_owned() };
        let config = settings(folder.path(), &issued);
        Server::try_with(config).await.err().expect("it must not start")
    };
    for (certificate, key, expected) in [
        (&*one.certificate, &*other.key, "cannot be used together"),
        ("", &one.key, "no certificate in PEM"),
        (&one.certificate, "", "no private key in PEM"),
        (&one.certificate, &one.certificate, "no private key in PEM"),
    ] {
        let error = start(certificate, key).await;
        assert!(error.contains(expected) && error.contains("cert.pem"), "{error}");
    }
}
