//! A real server on a free port with a store of its own, and clients to call it with.

mod failure;
mod process;
pub mod spans;
pub mod texts;
pub mod wire;

pub use failure::{Failure, failure};
pub use process::Process;

use std::net::SocketAddr;

use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use parallax::proto::v1::{
    analysis_service_client::AnalysisServiceClient,
    comparison_service_client::ComparisonServiceClient,
    document_service_client::DocumentServiceClient, ingest_service_client::IngestServiceClient,
};
use tonic::{body::Body, codegen::http::Uri};
use tonic_health::pb::health_client::HealthClient;

/// A bare HTTP/2 client. tonic's own channel would watch the deadline itself and hide
/// what the server answers.
pub type RawChannel = Client<HttpConnector, Body>;

pub fn raw_channel() -> RawChannel {
    Client::builder(TokioExecutor::new()).http2_only(true).build_http()
}

pub fn origin_of(address: SocketAddr) -> Uri {
    format!("http://{address}").parse().expect("an address is a URI")
}
