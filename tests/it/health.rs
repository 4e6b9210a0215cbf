//! grpc.health.v1.

use std::time::Duration;

use parallax::config::Config;
use tonic::Code;
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus};

use crate::support::{
    Server, failure,
    texts::{SHORT, analyze},
};

const SERVICES: [&str; 8] = [
    "",
    "parallax.v1.AnalysisService",
    "parallax.v1.ComparisonService",
    "parallax.v1.DocumentService",
    "parallax.v1.EntityService",
    "parallax.v1.IngestService",
    "parallax.v1.StoryService",
    "parallax.v1.WatchService",
];

fn of(service: &str) -> HealthCheckRequest {
    HealthCheckRequest { service: service.to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_service_serves() {
    let server = Server::start().await;
    for service in SERVICES {
        let answer = server.health().check(of(service)).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{service}");
        let mut watch = server.health().watch(of(service)).await.unwrap().into_inner();
        let first = watch.message().await.unwrap().unwrap();
        assert_eq!(first.status(), ServingStatus::Serving, "{service}");
    }
    let unknown = server.health().check(of("nobody.Knows")).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_only_ask_have_so_many_places() {
    let server = Server::with(Config { max_connections: 2, ..Config::default() }).await;
    let mut client = server.health();
    let first = client.watch(of("")).await.unwrap();
    let second = client.watch(of("")).await.unwrap();
    let refused = failure(client.check(of("")).await);
    refused.is(Code::ResourceExhausted, "QUEUE_FULL");
    refused.names_limit("PARALLAX_MAX_CONNECTIONS", 2, None);
    assert!(server.analysis().analyze_text(analyze(SHORT)).await.is_ok());
    drop((first, second));
    // The test fails by running into its own time limit.
    while client.check(of("")).await.is_err() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
