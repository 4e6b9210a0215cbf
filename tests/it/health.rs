//! grpc.health.v1.

use tonic::Code;
use tonic_health::pb::{HealthCheckRequest, health_check_response::ServingStatus};

use crate::support::Server;

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
