//! A server inside the fuzzer's process, as strangers meet it.

use std::{
    future::Future,
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
/// A call that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// For so long the rest of a stream is waited for that may have no end.
const SOME_TIME: Duration = Duration::from_millis(200);
/// A public key of RFC 7517, appendix A.1: tokens that it signed are not at hand.
const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"1",
    "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#;

/// A server that runs until the process ends.
pub struct Served {
    runtime: Runtime,
    address: SocketAddr,
    methods: Vec<String>,
    authorization: HeaderValue,
    connection: Mutex<Option<SendRequest<Bytes>>>,
    _files: TempDir,
}

/// A header that a call has beside those it needs.
pub type Header<'a> = (&'static str, &'a [u8]);

/// The one server of this process, begun by whoever asks first.
pub fn served() -> &'static Served {
    static SERVED: OnceLock<Served> = OnceLock::new();
    SERVED.get_or_init(Served::start)
}

impl Served {
    fn start() -> Self {
        let files = tempfile::tempdir().unwrap();
        let path = |name: &str| files.path().join(name);
        let token = NewToken::generate("fuzzer", &[Scope::Read, Scope::Write, Scope::Admin], None);
        let token = token.unwrap();
        std::fs::write(path("callers"), &token.line).unwrap();
        std::fs::write(path("keys"), KEYS).unwrap();
        let config = Config {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            data: path("data"),
            callers: Some(path("callers")),
            jwt_keys: Some(path("keys")),
            jwt_issuer: Some("https://issuer.example".to_owned()),
            jwt_audience: Some("parallax".to_owned()),
            web_origins: "https://page.example".to_owned(),
            ..Config::default()
        };
        let runtime = Runtime::new().unwrap();
        let engine = Engine::embedded().unwrap();
        let analyzer = Arc::new(Analyzer::new(Arc::new(engine), Gazetteer::default()));
        let server = runtime.block_on(Server::bind(&config, analyzer)).unwrap();
        let address = server.local_addr();
        runtime.spawn(server.serve(std::future::pending()));
        Self {
            runtime,
            address,
            methods: methods(),
            authorization: format!("Bearer {}", token.token).parse().unwrap(),
            connection: Mutex::new(None),
            _files: files,
        }
    }

    /// The path of a method; numbers beyond the last begin again.
    pub fn method(&self, number: usize) -> &str {
        &self.methods[number % self.methods.len()]
    }

    /// Calls a method; its status. `None` when a call with such headers cannot be
    /// made, or when it was not refused and goes on for long.
    ///
    /// # Panics
    ///
    /// When the server hangs, or breaks the stream instead of answering.
    pub fn call(&self, method: &str, header: Option<Header<'_>>, message: &[u8]) -> Option<u16> {
        let mut request = Request::post(format!("http://{}{method}", self.address))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header("grpc-timeout", "5S")
            .header("authorization", self.authorization.clone())
            .body(())
            .unwrap();
        if let Some((name, value)) = header {
            request.headers_mut().insert(name, HeaderValue::from_bytes(value).ok()?);
        }
        let mut framed = vec![0];
        framed.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
        framed.extend_from_slice(message);
        self.wait(self.answer(request, framed.into()))
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

    /// What comes of it, on the server's own threads.
    fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        let in_time = async { timeout(PATIENCE, work).await };
        self.runtime.block_on(in_time).expect("the server hangs")
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
        let (answer, mut send) = connection.send_request(request, false).unwrap();
        *kept = Some(connection);
        // It may be refused before its message has left.
        let _ = send.send_data(message, true);
        status(answer.await.expect("the stream broke")).await
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
    let rest = async {
        while let Some(part) = body.data().await {
            let length = part.expect("the stream broke").len();
            body.flow_control().release_capacity(length).unwrap();
        }
        let trailers = body.trailers().await.expect("the stream broke");
        read(&trailers.expect("no status came"))
    };
    timeout(SOME_TIME, rest).await.ok()?
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
