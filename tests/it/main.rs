//! Integration tests: the real server on a free port with a real store, called by the
//! typed client and, for what that client refuses to send, by raw gRPC.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod admin;
mod analysis;
mod any_text;
mod attacks;
mod auth;
mod bad_articles;
mod bad_requests;
mod cli;
mod comparison;
mod configuration;
mod corpus;
mod crash;
mod documents;
mod entities;
mod extract;
mod feed;
mod gazetteer;
mod health;
mod ingest_cli;
mod joining;
mod kept_comparisons;
mod layers;
mod library;
mod memory;
mod overload;
mod parse;
mod process;
mod seeds;
mod shell;
mod shutdown;
mod soak;
mod stopping;
mod stories;
mod stories_cli;
mod support;
mod tls;
mod traces;
mod typed_client;
mod watch;
