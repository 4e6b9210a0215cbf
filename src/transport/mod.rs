//! The gRPC edge: the only part that knows tonic and the generated messages.

mod analysis;
mod call;
mod comparison;
mod connections;
pub mod convert;
mod document;
pub mod ingest;
pub mod server;
mod status;
