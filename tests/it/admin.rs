//! The admin port: probes, version, and metrics that are those of the documentation.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    net::SocketAddr,
    path::Path,
    time::Duration,
};

use parallax::{
    config::Config,
    metrics::{self, METRICS},
    pipeline::stage::Stage,
    proto::v1::analysis_service_client::AnalysisServiceClient,
    transport::server,
};
use serde_json::Value;
use tokio::{io::AsyncWriteExt as _, net::TcpStream, sync::oneshot};
use tonic::Request;
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::support::{
    Server, analyzer, failure, generated,
    http::{ask, get},
    origin_of, raw_channel,
    texts::{OTHER, SHORT, analyze, compare, long_prose},
};

/// A config with an admin port.
fn with_admin(config: Config) -> Config {
    Config { admin_listen: Some(SocketAddr::from(([127, 0, 0, 1], 0))), ..config }
}

async fn started(config: Config) -> (Server, SocketAddr) {
    let server = Server::with(with_admin(config)).await;
    let admin = server.admin.expect("the port is open");
    (server, admin)
}

/// Samples by name and labels, as they are served.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.map(|line| line.rsplit_once(' ').expect("a name and a value"));
    pairs.map(|(name, value)| (name.to_owned(), value.parse().expect("a number"))).collect()
}

/// Waits until a metric has a value: a call is counted once its last byte has gone, which its
/// caller may know before.
async fn until(admin: SocketAddr, name: &str, value: f64) -> BTreeMap<String, f64> {
    loop {
        let served = samples(&get(admin, "/metrics").await.body);
        if served.get(name) == Some(&value) {
            return served;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn probes_version_and_what_is_not_there() {
    let (_server, admin) = started(Config::default()).await;
    let alive = get(admin, "/livez").await;
    assert_eq!((alive.status, alive.body.as_str()), (200, "alive\n"));
    let ready = get(admin, "/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (200, "ready\n"));
    let version = get(admin, "/version").await;
    let version: Value = serde_json::from_str(&version.body).unwrap();
    assert_eq!(version["version"], env!("CARGO_PKG_VERSION"));
    assert!(version["engine"].as_str().unwrap().contains("en_core_web_sm-3.8.0"));
    assert_eq!(get(admin, "/metrics/../x").await.status, 404);
    assert_eq!(get(admin, "/").await.status, 404);
    let post = "POST /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    assert_eq!(ask(admin, post).await.status, 405);
    let many = format!("GET /livez HTTP/1.1\r\nhost: x\r\n{}\r\n", "x: y\r\n".repeat(200));
    assert_eq!(ask(admin, &many).await.status, 431);
    let mut health = HealthClient::with_origin(raw_channel(), origin_of(admin));
    let health = health.check(HealthCheckRequest::default()).await.unwrap().into_inner();
    assert_eq!(health.status, 1);
}

#[tokio::test]
async fn it_is_ready_between_start_and_shutdown_and_says_why_not() {
    let data = tempfile::tempdir().unwrap();
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let config = Config { listen, data: data.path().to_owned(), ..with_admin(Config::default()) };
    let server = server::Server::bind(&config, analyzer()).await.unwrap();
    let (address, admin) = (server.local_addr(), server.admin_addr().unwrap());
    let starting = get(admin, "/readyz").await;
    assert_eq!(starting.status, 503);
    assert!(starting.body.starts_with("starting"), "{}", starting.body);
    assert_eq!(get(admin, "/livez").await.status, 200);

    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(server.serve(async { drop(stopped.await) }));
    while get(admin, "/readyz").await.status != 200 {
        tokio::task::yield_now().await;
    }
    // A call in progress holds the end up.
    let mut client = AnalysisServiceClient::with_origin(raw_channel(), origin_of(address));
    let call =
        tokio::spawn(async move { client.analyze_text(analyze(&long_prose(1_000_000))).await });
    until(admin, "parallax_calls_in_progress", 1.0).await;
    stop.send(()).unwrap();
    loop {
        let answer = get(admin, "/readyz").await;
        if answer.status == 503 {
            assert_eq!(answer.body, "shutting down\n");
            break;
        }
    }
    call.abort();
    serving.await.unwrap().unwrap();
    // The admin port closes at last.
    while TcpStream::connect(admin).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn half_open_connections_do_not_keep_probes_out() {
    let (_server, admin) = started(Config::default()).await;
    let mut silent = Vec::new();
    for _ in 0..32 {
        silent.push(TcpStream::connect(admin).await.unwrap());
    }
    assert_eq!(get(admin, "/livez").await.status, 200);
    // Requests that begin and say nothing more, of both versions.
    for begun in [&b"GET /livez HT"[..], b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let mut half = TcpStream::connect(admin).await.unwrap();
        half.write_all(begun).await.unwrap();
        silent.push(half);
    }
    assert_eq!(get(admin, "/livez").await.status, 200);
}

#[tokio::test]
async fn every_metric_is_documented_and_every_documented_one_is_served() {
    generated::check_part("docs/metrics.md", "metrics", &metrics::table());
    let (server, admin) = started(Config::default()).await;
    server.analysis().analyze_text(analyze(SHORT)).await.unwrap();
    let count = "parallax_calls_total{method=\"parallax.v1.AnalysisService/AnalyzeText\",\
                 code=\"OK\"}";
    until(admin, count, 1.0).await;
    let served = get(admin, "/metrics").await;
    assert_eq!(served.status, 200);
    assert!(served.headers.contains(&format!("content-type: {}", metrics::MEDIA_TYPE)));
    assert!(served.body.ends_with("# EOF\n"));
    let typed = served.body.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let served_types: BTreeSet<_> = typed.collect();
    let documented: Vec<_> =
        METRICS.iter().map(|metric| format!("{} {}", metric.name, metric.kind.name())).collect();
    assert_eq!(served_types, documented.iter().map(String::as_str).collect());
    for name in samples(&served.body).keys() {
        let (name, labels) = name.split_once('{').unwrap_or((name, ""));
        let bare = |metric: &&metrics::Description| {
            let rest = name.strip_prefix(metric.name);
            rest.is_some_and(|rest| ["", "_total", "_bucket", "_sum", "_count"].contains(&rest))
        };
        let metric = METRICS.iter().find(bare).unwrap_or_else(|| panic!("{name}"));
        let labels = labels.trim_end_matches('}').split("\",").filter(|label| !label.is_empty());
        for label in labels.map(|label| label.split('=').next().unwrap()) {
            assert!(label == "le" || metric.labels.contains(&label), "{name}: {label}");
        }
    }
}

#[tokio::test]
async fn calls_stages_queue_and_store_are_counted() {
    let (server, admin) = started(Config::default()).await;
    let mut analysis = server.analysis();
    for _ in 0..3 {
        analysis.analyze_text(analyze(SHORT)).await.unwrap();
    }
    failure(analysis.analyze_text(analyze("")).await);
    server.comparison().compare_texts(compare([SHORT, OTHER])).await.unwrap();
    let mut bad = Request::new(analyze(SHORT));
    bad.metadata_mut().insert("grpc-timeout", "soon".parse().unwrap());
    failure(analysis.analyze_text(bad).await);

    let bad = "parallax_calls_total{method=\"parallax.v1.AnalysisService/AnalyzeText\",\
               code=\"INVALID_ARGUMENT\"}";
    let served = until(admin, bad, 2.0).await;
    let of =
        |name: &str| served.get(name).copied().unwrap_or_else(|| panic!("{name}: {served:#?}"));
    let method = "method=\"parallax.v1.AnalysisService/AnalyzeText\"";
    assert_eq!(of(&format!("parallax_calls_total{{{method},code=\"OK\"}}")), 3.0);
    assert_eq!(of(&format!("parallax_calls_total{{{method},code=\"INVALID_ARGUMENT\"}}")), 2.0);
    assert_eq!(of(&format!("parallax_call_duration_seconds_count{{{method}}}")), 5.0);
    assert_eq!(of("parallax_calls_refused_total{reason=\"bad_timeout\"}"), 1.0);
    for stage in Stage::ALL {
        let count =
            of(&format!("parallax_stage_duration_seconds_count{{stage=\"{}\"}}", stage.name()));
        let expected = if stage.name().starts_with("compare") { 1.0 } else { 5.0 };
        assert_eq!(count, expected, "{stage:?}");
    }
    assert!(of("parallax_queue_wait_seconds_count{work=\"call\"}") >= 5.0);
    assert!(of("parallax_connections") >= 1.0);
    assert!(of("parallax_store_size_bytes{file=\"database\"}") > 0.0);
    assert_eq!(of("parallax_backlog_documents{work=\"analysis\"}"), 0.0);
    assert!(of("process_resident_memory_bytes") > 1e6 && of("process_cpu_seconds_total") > 0.0);
}

#[tokio::test]
async fn labels_do_not_grow_with_what_callers_send() {
    let (server, admin) = started(Config::default()).await;
    let channel = raw_channel();
    for n in 0..20 {
        let uri = format!("{}/parallax.v1.Nothing/Method{n}", server.url());
        let request = tonic::codegen::http::Request::post(uri)
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(tonic::body::Body::empty())
            .unwrap();
        channel.request(request).await.unwrap();
    }
    let unknown = "parallax_calls_total{method=\"unknown\",code=\"UNIMPLEMENTED\"}";
    let served = until(admin, unknown, 20.0).await;
    let methods: BTreeSet<_> =
        served.keys().filter(|name| name.starts_with("parallax_calls_total")).collect();
    assert_eq!(methods.len(), 1, "{methods:?}");
    assert!(methods.iter().all(|name| name.contains("method=\"unknown\"")), "{methods:?}");
}

#[test]
fn every_metric_of_the_dashboard_exists() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/grafana/parallax.json");
    let dashboard: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let mut used = BTreeSet::new();
    collect(&dashboard, &mut used);
    assert!(used.len() >= 15, "{used:?}");
    for name in &used {
        let known = METRICS.iter().any(|metric| {
            let served = metric.served_name();
            match metric.kind {
                metrics::Kind::Histogram => ["_bucket", "_sum", "_count"]
                    .iter()
                    .any(|end| *name == format!("{served}{end}")),
                _ => *name == served,
            }
        });
        assert!(known, "{name}");
    }
}

/// Names of metrics in all queries.
fn collect(value: &Value, used: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str() {
                    Some(query) if name == "expr" || name == "query" => {
                        let words = query.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                        let ours = |word: &&str| {
                            word.starts_with("parallax_") || word.starts_with("process_")
                        };
                        used.extend(words.filter(ours).map(str::to_owned));
                    }
                    _ => collect(value, used),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, used)),
        _ => {}
    }
}
