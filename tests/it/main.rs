//! Integration tests: the real server on a free port with a real store, called by the
//! typed client and, for what that client refuses to send, by raw gRPC.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod analysis;
mod bad_articles;
mod bad_requests;
mod cli;
mod comparison;
mod documents;
mod health;
mod layers;
mod parse;
mod process;
mod stopping;
mod support;
mod typed_client;
