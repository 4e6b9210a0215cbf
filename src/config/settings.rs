//! Every setting, declared once.

use std::{
    net::{Ipv4Addr, SocketAddr},
    num::NonZeroUsize,
    path::PathBuf,
    thread,
    time::Duration,
};

use super::{
    LARGEST_ARTICLE, LogFormat, Secret,
    kind::{
        Address, Choice, Count, Hidden, Kind, LogFilter, Maybe, OriginList, Path, Size, Span,
        Switch, Text,
    },
    setting::{Access, Setting},
};

/// Folder of the stored articles unless set otherwise: `data` where the server starts.
pub const DEFAULT_DATA: &str = "data";

/// Room in a message for everything but the text of an article.
pub(super) const MESSAGE_OVERHEAD: usize = 1 << 10;
const LARGEST_MESSAGE: usize = 1 << 30;
/// As much as is counted.
const MOST_MEMORY: usize = 1 << 41;
const MOST_WORKERS: usize = 1024;
const MOST_COMPARISONS: usize = 10_000_000;
const MOST_CALLS: usize = 1 << 16;
const MOST_IN_WINDOW: usize = 1 << 12;
const MOST_EVENTS: usize = 1_000_000_000;
const LONGEST: Duration = Duration::from_hours(1);
/// Ten years: older than any token that somebody still has.
const LONGEST_RETENTION: Duration = Duration::from_hours(3652 * 24);

fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

fn is_any(_text: &str) -> bool {
    true
}

/// Credentials belong into a setting that is never shown.
fn is_http(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| {
        let is_open = url.username().is_empty() && url.password().is_none();
        url.scheme() == "http" && url.has_host() && is_open
    })
}

/// Whether all are pairs of what may stand in a header.
fn are_headers(text: &str) -> bool {
    text.split(',').all(|pair| {
        pair.split_once('=').is_some_and(|(name, value)| {
            name.trim().parse::<http::HeaderName>().is_ok()
                && value.trim().parse::<http::HeaderValue>().is_ok()
        })
    })
}

/// `group { /// help  name CONSTANT: type = default, kind, notes; }`: the variable is called
/// as the constant is, after `PARALLAX_`.
macro_rules! settings {
    ($(
        $group:ident { $(
            $(#[doc = $help:literal])+
            $name:ident $constant:ident: $type:ty = $default:expr, $kind:expr
                $(, $note:ident($($argument:expr)?))*;
        )+ }
    )+) => {
        /// Everything that can be set.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Config { $($(
            $(#[doc = $help])+
            pub $name: $type,
        )+)+ }

        impl Default for Config {
            fn default() -> Self {
                Self { $($($name: $default,)+)+ }
            }
        }

        $($(
            #[doc = concat!("Setting of [`Config::", stringify!($name), "`].")]
            pub const $constant: Setting = Setting::new(
                stringify!($group),
                stringify!($name),
                concat!("PARALLAX_", stringify!($constant)),
                concat!($($help),+),
                Access {
                    set: |config, given| match $kind.read(given) {
                        Some(value) if $kind.admits(&value) => {
                            config.$name = value;
                            true
                        }
                        _ => false,
                    },
                    get: |config| $kind.write(&config.$name),
                    admits: |config| $kind.admits(&config.$name),
                    rule: || $kind.rule(),
                    placeholder: || placeholder(&$kind),
                    bare: || is_bare(&$kind),
                    switch: || is_switch(&$kind),
                },
            )$(.$note($($argument)?))*;
        )+)+

        /// All settings, in the order of the file.
        pub const SETTINGS: &[Setting] = &[$($($constant),+),+];
    };
}

fn placeholder<K: Kind>(_: &K) -> &'static str {
    K::PLACEHOLDER
}

fn is_bare<K: Kind>(_: &K) -> bool {
    K::BARE
}

fn is_switch<K: Kind>(_: &K) -> bool {
    K::SWITCH
}

settings! {
    server {
        /// Address to listen on; port 0 takes a free one.
        listen LISTEN: SocketAddr = SocketAddr::from((Ipv4Addr::LOCALHOST, 50051)), Address;
        /// Speak plaintext beyond the loopback address.
        insecure INSECURE: bool = false, Switch;
        /// Address of the admin port, plain HTTP with /livez, /readyz, /version and /metrics; none is
        /// open unless it is set.
        admin_listen ADMIN_LISTEN: Option<SocketAddr> = None, Maybe(Address);
        /// Time for calls in progress to finish at shutdown.
        drain_timeout DRAIN_TIMEOUT: Duration = Duration::from_secs(10),
            Span { lowest: Duration::ZERO, highest: LONGEST };
    }
    tls {
        /// The server's certificate and those up to its authority, PEM.
        tls_cert TLS_CERT: Option<PathBuf> = None, Maybe(Path { folder: false }), reloaded();
        /// Its private key, PEM.
        tls_key TLS_KEY: Option<PathBuf> = None, Maybe(Path { folder: false }), reloaded();
        /// Authorities of client certificates, PEM: clients must show one.
        tls_client_ca TLS_CLIENT_CA: Option<PathBuf> = None, Maybe(Path { folder: false }),
            reloaded();
        /// Let clients come without a certificate too.
        tls_client_optional TLS_CLIENT_OPTIONAL: bool = false, Switch;
        /// Time for a TLS handshake, and for the first frame of HTTP/2.
        handshake_timeout HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10),
            Span { lowest: Duration::from_millis(10), highest: LONGEST };
        /// TLS handshakes under way; for further ones, slow ones are broken off.
        max_handshakes MAX_HANDSHAKES: usize = 256, Count { lowest: 1, highest: MOST_CALLS };
    }
    auth {
        /// File of callers: bearer tokens and names of client certificates, with their scopes; see
        /// parallax token new.
        callers CALLERS: Option<PathBuf> = None, Maybe(Path { folder: false }), reloaded();
        /// JWK Set with the keys that sign JSON Web Tokens.
        jwt_keys JWT_KEYS: Option<PathBuf> = None, Maybe(Path { folder: false }), reloaded();
        /// Issuer of JSON Web Tokens.
        jwt_issuer JWT_ISSUER: Option<String> = None,
            Maybe(Text { what: "a line of text", is: is_any });
        /// Audience that JSON Web Tokens must name.
        jwt_audience JWT_AUDIENCE: Option<String> = None,
            Maybe(Text { what: "a line of text", is: is_any });
        /// Calls at a time of one caller; 0 = no limit.
        caller_calls CALLER_CALLS: usize = 0, Count { lowest: 0, highest: MOST_CALLS };
        /// Calls that one caller may begin in a second; 0 = no limit.
        caller_calls_per_second CALLER_CALLS_PER_SECOND: usize = 0,
            Count { lowest: 0, highest: 1_000_000 };
        /// Bytes of messages of one caller in a minute; 0 = no limit.
        caller_bytes_per_minute CALLER_BYTES_PER_MINUTE: usize = 0,
            Size { lowest: 0, highest: LARGEST_MESSAGE << 10 };
        /// Tell callers without credentials apart, and limit them, by their address.
        limit_addresses LIMIT_ADDRESSES: bool = false, Switch;
        /// Origins of web pages that may call by gRPC-Web, with commas between; without them HTTP/1
        /// is not spoken.
        web_origins WEB_ORIGINS: String = String::new(), OriginList,
            default_is("none");
    }
    store {
        /// Folder of the stored articles, made when missing.
        data DATA: PathBuf = PathBuf::from(DEFAULT_DATA), Path { folder: true };
        /// Most comparisons of stored articles kept; beyond them those go that were asked for
        /// longest ago, and all go after 30 days without use.
        max_comparisons MAX_COMPARISONS: usize = 10_000,
            Count { lowest: 1, highest: MOST_COMPARISONS };
    }
    analysis {
        /// Model file to run instead of the model in the binary.
        model MODEL: Option<PathBuf> = None, Maybe(Path { folder: false });
        /// File of names that the engine need not know, one JSON object a line: {"name", "type",
        /// "aliases", "ids"}.
        gazetteer GAZETTEER: Option<PathBuf> = None, Maybe(Path { folder: false });
        /// Threads for analysis.
        workers WORKERS: usize = processors(), Count { lowest: 1, highest: MOST_WORKERS },
            default_is("one for each processor");
        /// Callers that may wait for a worker before the next is turned away, while none waits for
        /// long.
        queue QUEUE: usize = 64, Count { lowest: 0, highest: MOST_CALLS };
        /// Callers that may wait however long it takes, but no more than queue; between the two the
        /// server finds how many by how long they wait.
        min_queue MIN_QUEUE: usize = 1, Count { lowest: 0, highest: MOST_CALLS };
        /// Stored documents analysed at a time in the background, on the threads of workers; 0 =
        /// none, they wait for a server that analyses.
        analysis_workers ANALYSIS_WORKERS: usize = processors(),
            Count { lowest: 0, highest: MOST_WORKERS }, default_is("as workers");
    }
    limits {
        /// Most bytes of text in one article.
        max_article_bytes MAX_ARTICLE_BYTES: usize = 1 << 20,
            Size { lowest: 1, highest: LARGEST_ARTICLE };
        /// Most bytes in one request message, before and after decompression.
        max_message_bytes MAX_MESSAGE_BYTES: usize = 8 << 20,
            Size { lowest: 2 * MESSAGE_OVERHEAD, highest: LARGEST_MESSAGE };
        /// Memory for the work of calls and the background: three quarters for analyses, comparisons
        /// and pages, an eighth for messages, an eighth for feeds. Who finds it taken waits or is
        /// told to come again. Beside it stand the models and the caches of the store.
        max_memory MAX_MEMORY: usize = 2 << 30, Size { lowest: 1 << 20, highest: MOST_MEMORY };
        /// Most articles in one comparison.
        max_compared_documents MAX_COMPARED_DOCUMENTS: usize = 50,
            Count { lowest: 2, highest: 1000 };
        /// Calls handled at the same time over all connections.
        max_calls MAX_CALLS: usize = 256, Count { lowest: 1, highest: MOST_CALLS };
        /// Open connections; for further ones, idle ones are closed.
        max_connections MAX_CONNECTIONS: usize = 1024, Count { lowest: 1, highest: MOST_CALLS };
        /// Longest time for one call, whatever deadline its caller sets; streams may last longer.
        call_timeout CALL_TIMEOUT: Duration = Duration::from_secs(60),
            Span { lowest: Duration::from_millis(1), highest: LONGEST };
        /// Items of one feed that may be on their way, taken in and not acknowledged.
        ingest_window INGEST_WINDOW: usize = 256, Count { lowest: 1, highest: MOST_IN_WINDOW };
    }
    watch {
        /// Watches that may be open over all connections, beside the calls.
        max_watchers MAX_WATCHERS: usize = 2000, Count { lowest: 1, highest: MOST_CALLS };
        /// How long changes are kept for those who watch.
        watch_retention WATCH_RETENTION: Duration = Duration::from_hours(7 * 24),
            Span { lowest: Duration::from_secs(1), highest: LONGEST_RETENTION };
        /// Most changes kept for those who watch.
        watch_events WATCH_EVENTS: usize = 1_000_000, Count { lowest: 1, highest: MOST_EVENTS };
        /// How long a watcher may take nothing while messages wait for it; then it is told to
        /// resume.
        watch_patience WATCH_PATIENCE: Duration = Duration::from_secs(30),
            Span { lowest: Duration::from_millis(10), highest: LONGEST };
    }
    log {
        /// Level of the log, or a list of target=level.
        log LOG: String = "info".to_owned(), LogFilter, or("RUST_LOG");
        /// Form of the log on standard error.
        log_format LOG_FORMAT: LogFormat = LogFormat::Text,
            Choice { names: &LogFormat::NAMES, name: LogFormat::name };
    }
    telemetry {
        /// Collector that traces are sent to by OTLP over gRPC; none are made unless it is set.
        otlp_endpoint OTLP_ENDPOINT: Option<String> = None, Maybe(Text {
            what: "a URL without TLS or credentials, as http://127.0.0.1:4317",
            is: is_http,
        });
        /// Headers that are sent to the collector, as name=value, name=value.
        otlp_headers OTLP_HEADERS: Option<Secret> = None, Maybe(Hidden(Text {
            what: "name=value, name=value",
            is: are_headers,
        })), secret();
        /// Of a hundred calls whose callers send no trace of their own, how many are traced; else
        /// the caller decides.
        trace_percent TRACE_PERCENT: usize = 100, Count { lowest: 0, highest: 100 };
    }
}
