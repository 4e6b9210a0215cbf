//! Servers inside the fuzzer's process, as strangers meet them.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::Bytes;
use h2::client::SendRequest;
use http::{HeaderValue, Request, Response};
use parallax::{
    config::Config,
    domain::Gazetteer,
    pipeline::Analyzer,
    proto::FILE_DESCRIPTOR_SET,
    transport::{
        auth::{NewToken, Scope},
        server::Server,
    },
};
use parallax_nlp::Engine;
use prost::Message as _;
use prost_types::FileDescriptorSet;
use tempfile::TempDir;
use tokio::{runtime::Runtime, sync::Mutex, time::timeout};

/// RFC 9113, section 3.4, with settings of nothing after it.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// A call that takes longer hangs. Shorter than the time after which the server itself gives up.
const PATIENCE: Duration = Duration::from_secs(40);
/// For so long a stream is waited for that has no end.
const SOME_TIME: Duration = Duration::from_millis(200);
const WATCH: &str = "/parallax.v1.WatchService/Watch";
/// A public key of RFC 7517, appendix A.1: tokens that it signed are not at hand.
const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"1",
    "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#;

/// A server that runs until the process ends.
pub struct Served {
    runtime: Runtime,
    address: SocketAddr,
    methods: Vec<String>,
    /// None where everybody may call.
    authorization: Option<HeaderValue>,
    connection: Mutex<Option<SendRequest<Bytes>>>,
    _files: TempDir,
}

/// A header that a call has beside those it needs.
pub type Header<'a> = (&'static str, &'a [u8]);

/// The one server of this process that looks at credentials.
pub fn guarded() -> &'static Served {
    static SERVED: OnceLock<Served> = OnceLock::new();
    SERVED.get_or_init(|| {
        let (mut config, files) = settings();
        let path = |name: &str| files.path().join(name);
        let scopes = [Scope::Read, Scope::Write, Scope::Admin];
        let token = NewToken::generate("fuzzer", &scopes, None).unwrap();
        std::fs::write(path("callers"), &token.line).unwrap();
        std::fs::write(path("keys"), KEYS).unwrap();
        config.callers = Some(path("callers"));
        config.jwt_keys = Some(path("keys"));
        config.jwt_issuer = Some("https://issuer.example".to_owned());
        config.jwt_audience = Some("parallax".to_owned());
        let authorization = format!("Bearer {}", token.token).parse().unwrap();
        Served::start(&config, files, Some(authorization))
    })
}

/// The one server of this process that everybody may call.
pub fn open() -> &'static Served {
    static SERVED: OnceLock<Served> = OnceLock::new();
    SERVED.get_or_init(|| {
        let (config, files) = settings();
        Served::start(&config, files, None)
    })
}

/// Settings of a server with a folder of its own, which stays when the process ends.
fn settings() -> (Config, TempDir) {
    let files = tempfile::Builder::new().prefix("parallax-fuzz-").tempdir().unwrap();
    let config = Config {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        data: files.path().join("data"),
        web_origins: "https://page.example".to_owned(),
        ..Config::default()
    };
    (config, files)
}

impl Served {
    fn start(config: &Config, files: TempDir, authorization: Option<HeaderValue>) -> Self {
        let runtime = Runtime::new().unwrap();
        let engine = Engine::embedded().unwrap();
        let analyzer = Arc::new(Analyzer::new(Arc::new(engine), Gazetteer::default()));
        let server = runtime.block_on(Server::bind(config, analyzer)).unwrap();
        let address = server.local_addr();
        runtime.spawn(server.serve(std::future::pending()));
        let connection = Mutex::new(None);
        Self { runtime, address, methods: methods(), authorization, connection, _files: files }
    }

    /// The path of a method; numbers beyond the last begin again.
    pub fn method(&self, number: usize) -> &str {
        &self.methods[number % self.methods.len()]
    }

    /// Calls a method; its status. `None` when a call with such a header cannot be made, or has its status
    /// in the body as gRPC-Web does, and for a watch that goes on.
    ///
    /// # Panics
    ///
    /// When the server hangs, or breaks the stream instead of answering.
    pub fn call(&self, method: &str, header: Option<Header<'_>>, message: &[u8]) -> Option<u16> {
        let mut request = Request::post(format!("http://{}{method}", self.address))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(())
            .unwrap();
        if let Some(authorization) = &self.authorization {
            request.headers_mut().insert("authorization", authorization.clone());
        }
        if let Some((name, value)) = header {
            request.headers_mut().insert(name, HeaderValue::from_bytes(value).ok()?);
        }
        let mut framed = vec![0];
        framed.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
        framed.extend_from_slice(message);
        let work = async { timeout(PATIENCE, self.answer(request, framed.into())).await };
        self.runtime.block_on(work).expect("the server hangs")
    }

    /// Sends bytes on a connection of their own, after the preface or bare, and takes what comes.
    pub fn send(&self, with_preface: bool, bytes: &[u8]) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(SOME_TIME)).unwrap();
        // It may be closed before all is sent.
        let _ = stream
            .write_all(if with_preface { PREFACE } else { &[] })
            .and_then(|()| stream.write_all(bytes))
            .and_then(|()| stream.shutdown(Shutdown::Write));
        let mut answer = [0; 4096];
        while matches!(stream.read(&mut answer), Ok(1..)) {}
    }

    async fn answer(&self, request: Request<()>, message: Bytes) -> Option<u16> {
        let mut kept = self.connection.lock().await;
        let ready = match kept.take() {
            Some(connection) => connection.ready().await.ok(),
            None => None,
        };
        let mut connection = match ready {
            Some(connection) => connection,
            // What came before may have cost it.
            None => self.connect().await.ready().await.expect("a new connection is ready"),
        };
        let goes_on = request.uri().path() == WATCH;
        let (answer, mut send) = connection.send_request(request, false).unwrap();
        *kept = Some(connection);
        // It may be refused before its message has left.
        let _ = send.send_data(message, true);
        let status = status(answer.await.expect("the stream broke"));
        if goes_on { timeout(SOME_TIME, status).await.ok()? } else { status.await }
    }

    async fn connect(&self) -> SendRequest<Bytes> {
        let stream = tokio::net::TcpStream::connect(self.address).await.unwrap();
        let mut settings = h2::client::Builder::new();
        // No answer waits for room.
        settings.initial_window_size(1 << 30).initial_connection_window_size(1 << 30);
        let (send, connection) = settings.handshake(stream).await.unwrap();
        tokio::spawn(connection);
        send
    }
}

/// The status of an answer: that of HTTP when it is none of gRPC.
async fn status(answer: Response<h2::RecvStream>) -> Option<u16> {
    let read = |headers: &http::HeaderMap| headers.get("grpc-status")?.to_str().ok()?.parse().ok();
    let (head, mut body) = answer.into_parts();
    if head.status != 200 {
        return Some(head.status.as_u16());
    }
    if let Some(status) = read(&head.headers) {
        return Some(status);
    }
    if head.headers.get("content-type").is_none_or(|kind| kind != "application/grpc") {
        // gRPC-Web has it in the body.
        return None;
    }
    while let Some(part) = body.data().await {
        let length = part.expect("the stream broke").len();
        body.flow_control().release_capacity(length).unwrap();
    }
    let trailers = body.trailers().await.expect("the stream broke");
    read(&trailers.expect("no status came"))
}

/// `/package.Service/Method` of all methods, in the order of the descriptors.
pub fn methods() -> Vec<String> {
    let files = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap().file;
    let mut paths = Vec::new();
    for file in files.iter().filter(|file| file.package() == "parallax.v1") {
        for service in &file.service {
            let path = |method: &str| format!("/parallax.v1.{}/{method}", service.name());
            paths.extend(service.method.iter().map(|method| path(method.name())));
        }
    }
    paths
}
