//! Who may call what, and how much.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use jiff::{SignedDuration, Timestamp};
use parallax::{
    client::{Builder, Client, ClientError},
    config::Config,
    proto::v1::{
        self, DeleteDocumentRequest, ErrorReason, GetDocumentRequest, ListDocumentsRequest,
        document_service_client::DocumentServiceClient,
    },
    transport::auth::{NewToken, Scope},
};
use ring::{
    rand::SystemRandom,
    signature::{Ed25519KeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::Instant;
use tonic::{Code, Request};

use crate::support::{
    Run, Server,
    pki::{Authority, base64},
    raw_channel,
    texts::{OTHER, SHORT, analyze, ingest},
    wire,
};

/// A server that knows callers, and their tokens.
struct Guarded {
    server: Server,
    reader: String,
    writer: String,
    admin: String,
    expired: String,
    folder: TempDir,
}

fn token(name: &str, scopes: &[Scope], expires: Option<Timestamp>) -> NewToken {
    NewToken::generate(name, scopes, expires).unwrap()
}

impl Guarded {
    async fn start(config: Config) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let hour_ago = Timestamp::now() - SignedDuration::from_hours(1);
        let reader = token("reader", &[Scope::Read], None);
        let writer = token("writer", &[Scope::Write], None);
        let admin = token("admin", &Scope::ALL, None);
        let expired = token("expired", &Scope::ALL, Some(hour_ago));
        let lines: Vec<_> =
            [&reader, &writer, &admin, &expired].iter().map(|made| made.line.as_str()).collect();
        let callers = folder.path().join("callers.jsonl");
        fs::write(&callers, lines.join("\n")).unwrap();
        let server = Server::with(Config { callers: Some(callers), ..config }).await;
        Self {
            server,
            reader: reader.token,
            writer: writer.token,
            admin: admin.token,
            expired: expired.token,
            folder,
        }
    }

    fn builder(&self) -> Builder {
        Client::builder(self.server.url()).max_attempts(1)
    }

    fn with(&self, token: &str) -> Client {
        self.builder().token(token.parse().unwrap()).build().unwrap()
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("callers.jsonl")
    }
}

#[track_caller]
fn is<T: std::fmt::Debug>(
    answer: Result<T, ClientError>,
    code: Code,
    reason: ErrorReason,
) -> ClientError {
    let error = answer.expect_err("the call must fail");
    assert_eq!((error.code(), error.reason()), (code, Some(reason)), "{error}");
    error
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_are_not_good_open_nothing() {
    let guarded = Guarded::start(Config::default()).await;
    let admin = guarded.with(&guarded.admin);
    let stored = admin.ingest_document(ingest(SHORT, "a.example")).await.unwrap();
    let name = stored.document.unwrap().name;

    let list = ListDocumentsRequest::default;
    let nobody = guarded.builder().build().unwrap();
    is(nobody.list_documents(list()).await, Code::Unauthenticated, ErrorReason::CredentialsMissing);
    let mut cut = guarded.admin.clone();
    cut.pop();
    for wrong in ["x", &cut, &format!("{}x", guarded.admin), "a.b.c", "plx_' OR '1'='1"] {
        let Ok(token) = wrong.parse() else { continue };
        let client = guarded.builder().token(token).build().unwrap();
        let answer = client
            .delete_document(DeleteDocumentRequest { name: name.clone(), ..Default::default() });
        let error = is(answer.await, Code::Unauthenticated, ErrorReason::CredentialsInvalid);
        assert!(!error.to_string().contains(wrong) || wrong == "x", "{error}");
    }
    let late = guarded.with(&guarded.expired);
    is(late.list_documents(list()).await, Code::Unauthenticated, ErrorReason::CredentialsExpired);
    // Health is for everybody.
    assert!(nobody.health("").await.is_ok());
    assert_eq!(admin.list_documents(list()).await.unwrap().documents[0].name, name);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_for_each_method() {
    let guarded = Guarded::start(Config::default()).await;
    let (reader, writer) = (guarded.with(&guarded.reader), guarded.with(&guarded.writer));
    let stored = writer.ingest_document(ingest(SHORT, "a.example")).await.unwrap();
    let name = stored.document.unwrap().name;
    let lacks = |error: ClientError, scope: &str| {
        assert_eq!(error.call().unwrap().metadata["scope"], scope);
        assert!(error.to_string().contains(scope), "{error}");
    };
    let (denied, missing) = (Code::PermissionDenied, ErrorReason::ScopeMissing);
    lacks(is(reader.ingest_document(ingest(OTHER, "b.example")).await, denied, missing), "write");
    lacks(is(writer.analyze_text(analyze(SHORT)).await, denied, missing), "read");
    let delete = || DeleteDocumentRequest { name: name.clone(), ..Default::default() };
    lacks(is(reader.delete_document(delete()).await, denied, missing), "admin");
    lacks(is(writer.delete_document(delete()).await, denied, missing), "admin");
    let merge = v1::MergeStoriesRequest::default();
    lacks(is(writer.merge_stories(merge).await, denied, missing), "admin");
    let mut watch = writer.watch(v1::WatchRequest::default()).patience(Duration::ZERO);
    lacks(is(watch.next().await, denied, missing), "read");
    lacks(is(reader.feed(v1::IngestConfig::default()).await, denied, missing), "write");
    assert!(writer.feed(v1::IngestConfig::default()).await.is_ok());

    let get = GetDocumentRequest { name: name.clone(), ..Default::default() };
    assert!(reader.get_document(get).await.is_ok());
    assert!(guarded.with(&guarded.admin).delete_document(delete()).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_read_of_the_message_of_a_stranger() {
    let guarded = Guarded::start(Config::default()).await;
    // Over the limit, and not even a message: both would be told to who is known.
    for message in [vec![0xff; 16 << 20], b"\xff\xff\xff".to_vec()] {
        let status =
            wire::call(&guarded.server, "AnalysisService/AnalyzeText", message).await.unwrap_err();
        assert_eq!(status.code(), Code::Unauthenticated, "{status:?}");
    }
    // Nor is told which methods there are.
    let status = wire::call(&guarded.server, "NoService/NoMethod", vec![]).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated, "{status:?}");
    assert!(guarded.with(&guarded.reader).analyze_text(analyze(SHORT)).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn reflection_needs_a_scope() {
    use tonic_reflection::pb::v1::{
        ServerReflectionRequest, server_reflection_client::ServerReflectionClient,
        server_reflection_request::MessageRequest,
    };
    let guarded = Guarded::start(Config::default()).await;
    let ask = async |token: Option<&str>| {
        let request = ServerReflectionRequest {
            host: String::new(),
            message_request: Some(MessageRequest::ListServices(String::new())),
        };
        let mut request = Request::new(tokio_stream::once(request));
        if let Some(token) = token {
            let value = format!("Bearer {token}").parse().unwrap();
            request.metadata_mut().insert("authorization", value);
        }
        let mut client =
            ServerReflectionClient::with_origin(raw_channel(), guarded.server.origin());
        client.server_reflection_info(request).await.map(drop).map_err(|status| status.code())
    };
    assert_eq!(ask(None).await, Err(Code::Unauthenticated));
    assert_eq!(ask(Some(&guarded.writer)).await, Err(Code::PermissionDenied));
    assert_eq!(ask(Some(&guarded.reader)).await, Ok(()));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_credentials_are_none() {
    let guarded = Guarded::start(Config::default()).await;
    let mut client = DocumentServiceClient::with_origin(raw_channel(), guarded.server.origin());
    let mut request = Request::new(ListDocumentsRequest::default());
    for token in [&guarded.reader, &guarded.admin] {
        let value = format!("Bearer {token}").parse().unwrap();
        request.metadata_mut().append("authorization", value);
    }
    let status = client.list_documents(request).await.unwrap_err();
    assert_eq!(status.code(), Code::Unauthenticated);
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_come_and_go_without_a_restart() {
    let guarded = Guarded::start(Config::default()).await;
    let new = token("new", &[Scope::Read], None);
    let (newcomer, reader) = (guarded.with(&new.token), guarded.with(&guarded.reader));
    let list = ListDocumentsRequest::default;
    assert!(newcomer.list_documents(list()).await.is_err());
    // Broken files change nothing.
    fs::write(guarded.file(), "no line of ours").unwrap();
    guarded.server.reload();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(reader.list_documents(list()).await.is_ok());

    fs::write(guarded.file(), &new.line).unwrap();
    guarded.server.reload();
    let deadline = Instant::now() + Duration::from_secs(60);
    while newcomer.list_documents(list()).await.is_err() {
        assert!(Instant::now() < deadline, "the file is not read again");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let gone = reader.list_documents(list()).await;
    is(gone, Code::Unauthenticated, ErrorReason::CredentialsInvalid);
}

/// Signs JSON Web Tokens.
struct Issuer(Ed25519KeyPair);

fn base64url(bytes: &[u8]) -> String {
    base64(bytes, b"-_")
}

impl Issuer {
    fn new() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap())
    }

    fn keys(&self) -> Value {
        let x = base64url(self.0.public_key().as_ref());
        json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "1", "x": x}]})
    }

    fn sign(&self, header: Value, claims: Value) -> String {
        let part = |value: Value| base64url(value.to_string().as_bytes());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = base64url(self.0.sign(signed.as_bytes()).as_ref());
        format!("{signed}.{signature}")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn json_web_tokens() {
    let (issuer, folder) = (Issuer::new(), tempfile::tempdir().unwrap());
    let keys = folder.path().join("jwks.json");
    fs::write(&keys, issuer.keys().to_string()).unwrap();
    let config = Config {
        jwt_keys: Some(keys),
        jwt_issuer: Some("https://id.example".to_owned()),
        jwt_audience: Some("parallax".to_owned()),
        ..Config::default()
    };
    let guarded = Guarded::start(config).await;
    let now = Timestamp::now().as_second();
    let claims = |change: Value| {
        let mut claims = json!({"iss": "https://id.example", "aud": "parallax", "sub": "agent-7",
            "exp": now + 600, "nbf": now - 600, "scope": "read"});
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    };
    let eddsa = || json!({"alg": "EdDSA", "kid": "1"});
    let signed = |change: Value| issuer.sign(eddsa(), claims(change));
    let list = async |token: &str| {
        guarded.with(token).list_documents(ListDocumentsRequest::default()).await
    };
    assert!(list(&signed(json!({}))).await.is_ok());
    // A token of the file is good beside them.
    assert!(list(&guarded.reader).await.is_ok());

    let good = signed(json!({}));
    let (head, signature) = good.rsplit_once('.').unwrap();
    let forged = base64url(claims(json!({"scope": "admin"})).to_string().as_bytes());
    let header = head.split_once('.').unwrap().0;
    for bad in [
        signed(json!({"aud": "other"})),
        signed(json!({"iss": "https://other.example"})),
        signed(json!({"nbf": now + 600})),
        Issuer::new().sign(eddsa(), claims(json!({}))),
        issuer.sign(json!({"alg": "none"}), claims(json!({}))),
        issuer.sign(json!({"alg": "HS256", "kid": "1"}), claims(json!({}))),
        format!("{header}.{forged}.{signature}"),
        format!("{head}.AAAA"),
    ] {
        is(list(&bad).await, Code::Unauthenticated, ErrorReason::CredentialsInvalid);
    }
    let late = list(&signed(json!({"exp": now - 600}))).await;
    is(late, Code::Unauthenticated, ErrorReason::CredentialsExpired);
    let unscoped = list(&signed(json!({"scope": "openid"}))).await;
    is(unscoped, Code::PermissionDenied, ErrorReason::ScopeMissing);
    assert!(list(&good).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_can_stand_for_a_caller() {
    let (servers, clients) = (Authority::new(), Authority::new());
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = servers.server().write(folder.path());
    let (ca, callers) = (folder.path().join("ca.pem"), folder.path().join("callers.jsonl"));
    fs::write(&ca, &clients.pem).unwrap();
    let line = json!({"name": "feeder", "certificate": "feeder.example", "scopes": ["write"]});
    fs::write(&callers, line.to_string()).unwrap();
    let config = Config {
        tls_cert: Some(cert),
        tls_key: Some(key),
        tls_client_ca: Some(ca),
        callers: Some(callers),
        ..Config::default()
    };
    let server = Server::with(config).await;
    let client = |name: &str| {
        let issued = clients.client(name);
        let builder = Client::builder(format!("https://{}", server.address()));
        let builder = builder.authorities(&servers.pem).max_attempts(1);
        builder.identity(issued.certificate, issued.key).build().unwrap()
    };
    let feeder = client("feeder.example");
    assert!(feeder.ingest_document(ingest(SHORT, "a.example")).await.is_ok());
    let list = feeder.list_documents(ListDocumentsRequest::default()).await;
    is(list, Code::PermissionDenied, ErrorReason::ScopeMissing);
    let other = client("other.example").ingest_document(ingest(OTHER, "b.example")).await;
    is(other, Code::Unauthenticated, ErrorReason::CredentialsInvalid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_is_asked_for_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let callers = folder.path().join("callers.jsonl");
    let line = json!({"name": "feeder", "certificate": "feeder.example", "scopes": ["write"]});
    fs::write(&callers, line.to_string()).unwrap();
    let config = Config { callers: Some(callers), ..Config::default() };
    let error = Server::try_with(config).await.err().unwrap();
    assert!(error.contains("tls_client_ca (PARALLAX_TLS_CLIENT_CA) is not set"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_over_his_quota_is_told_when_to_come_back() {
    let guarded = Guarded::start(Config { caller_calls_per_second: 2, ..Config::default() }).await;
    let reader = guarded.with(&guarded.reader);
    let list = ListDocumentsRequest::default;
    let refused = loop {
        if let Err(error) = reader.list_documents(list()).await {
            break error;
        }
    };
    assert_eq!(refused.code(), Code::ResourceExhausted);
    assert_eq!(refused.reason(), Some(ErrorReason::QuotaExceeded));
    assert!(refused.retry_delay().is_some(), "{refused:?}");
    let metadata = &refused.call().unwrap().metadata;
    assert_eq!(metadata["setting"], "caller_calls_per_second");
    // Others have their own.
    assert!(guarded.with(&guarded.admin).list_documents(list()).await.is_ok());
    // A client that waits as it is told gets through.
    let patient = guarded.builder().max_attempts(10).token(guarded.reader.parse().unwrap());
    assert!(patient.build().unwrap().list_documents(list()).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_and_bytes_of_a_caller_are_bounded() {
    let config = Config { caller_calls: 1, caller_bytes_per_minute: 1000, ..Config::default() };
    let guarded = Guarded::start(config).await;
    let admin = guarded.with(&guarded.admin);
    let feed = admin.feed(v1::IngestConfig::default()).await.unwrap();
    let second = admin.list_documents(ListDocumentsRequest::default()).await;
    let error = is(second, Code::ResourceExhausted, ErrorReason::QuotaExceeded);
    assert_eq!(error.call().unwrap().metadata["setting"], "caller_calls");
    drop(feed);
    let text = SHORT.repeat(20);
    let answer = loop {
        let answer = admin.analyze_text(analyze(&text)).await;
        match &answer {
            // The feed ends a moment after it was dropped; then the first message goes through.
            Err(error) if error.call().unwrap().metadata["setting"] == "caller_calls" => {}
            Ok(_) => {}
            Err(_) => break answer,
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    let error = is(answer, Code::ResourceExhausted, ErrorReason::QuotaExceeded);
    assert_eq!(error.call().unwrap().metadata["setting"], "caller_bytes_per_minute");
    assert!(error.retry_delay().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_limited_where_a_setting_says_so() {
    let config = Config { caller_calls_per_second: 1, limit_addresses: true, ..Config::default() };
    let server = Server::with(config).await;
    let client = Client::builder(server.url()).max_attempts(1).build().unwrap();
    let refused = loop {
        let answer = client.list_documents(ListDocumentsRequest::default()).await;
        if let Err(error) = answer {
            break error;
        }
    };
    assert_eq!(refused.reason(), Some(ErrorReason::QuotaExceeded), "{refused}");
    assert!(refused.to_string().contains("address:127.0.0.1"), "{refused}");
}

#[test]
fn nothing_listens_beyond_this_machine_without_tls_or_leave() {
    let run = Run::new(&[]);
    let error = run.refused(&["serve", "--listen", "0.0.0.0:0"]);
    for word in ["listen", "PARALLAX_TLS_CERT", "PARALLAX_TLS_KEY", "PARALLAX_INSECURE"] {
        assert!(error.contains(word), "{error}");
    }
    assert!(!run.folder.path().join("data").exists(), "nothing was made");
}

#[test]
fn a_token_is_printed_once_and_its_line_holds_none() {
    let run = Run::new(&[("callers.jsonl", b"# ours")]);
    let new = |more: &[&str]| {
        run.stdout(&[&["token", "new", "--name", "desk", "--scope", "read,write"], more].concat())
    };
    let out = new(&[]);
    let token = out.lines().next().unwrap().strip_prefix("token: ").unwrap();
    let line = out.lines().nth(1).unwrap().strip_prefix("line:  ").unwrap();
    assert!(token.starts_with("plx_") && !line.contains(token), "{out}");
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!((&line["name"], &line["scopes"]), (&json!("desk"), &json!(["read", "write"])));

    let out = new(&["--append", "callers.jsonl", "--expires", "2100-01-01"]);
    assert_eq!(out.lines().count(), 1);
    let file = fs::read_to_string(run.folder.path().join("callers.jsonl")).unwrap();
    assert_eq!(file.lines().count(), 2, "{file}");
    assert!(!file.contains(out.trim()), "{file}");
    for bad in [&["--name", "a b", "--scope", "read"][..], &["--name", "a", "--scope", "root"]] {
        assert_eq!(run.output(&[&["token", "new"], bad].concat()).status.code(), Some(2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_send_their_token() {
    let guarded = Guarded::start(Config::default()).await;
    let (address, token) = (guarded.server.address().to_string(), guarded.reader.clone());
    let folder = guarded.folder.path().to_owned();
    fs::write(folder.join("token"), format!("{token}\n")).unwrap();
    let run = move |more: &[&str], variable: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        command.current_dir(&folder).args(["stories", "--server", &address]).args(more);
        command.env_remove("PARALLAX_TOKEN").env_remove("PARALLAX_TOKEN_FILE");
        command.envs(variable.map(|token| ("PARALLAX_TOKEN", token)));
        command.output().unwrap()
    };
    let task = tokio::task::spawn_blocking(move || {
        let without = run(&[], None);
        assert_ne!(without.status.code(), Some(0));
        let error = String::from_utf8(without.stderr).unwrap();
        assert!(error.contains("no credentials"), "{error}");
        assert!(run(&[], Some(&token)).status.success());
        assert!(run(&["--token-file", "token"], Some("plx_other")).status.success());
        assert!(run(&["--token", &token], None).status.success());
        assert!(!run(&[], Some("plx_other")).status.success());
    });
    task.await.unwrap();
}
