//! Integration tests: the real server on a free port with a real store, called by the
//! typed client and, for what that client refuses to send, by raw gRPC.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod analysis;
mod any_text;
mod bad_articles;
mod bad_requests;
mod cli;
mod comparison;
mod corpus;
mod crash;
mod documents;
mod extract;
mod feed;
mod gazetteer;
mod health;
mod ingest_cli;
mod kept_comparisons;
mod layers;
mod library;
mod parse;
mod process;
mod seeds;
mod stopping;
mod support;
mod typed_client;
