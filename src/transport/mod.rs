//! The gRPC edge: the only part that knows tonic and the generated messages.

mod admin;
mod analysis;
pub mod auth;
mod call;
mod comparison;
mod connections;
pub mod convert;
mod document;
mod entity;
mod gauges;
pub mod ingest;
mod quota;
mod reload;
pub mod server;
mod status;
mod story;
mod tls;
mod watch;
mod web;

pub use comparison::finding;
