//! Parallax takes news articles from several outlets on one event and lays them side by
//! side: who and where, what is claimed, which sources say it and which leave it out.
//!
//! The crate has four features. `engine` holds the pure functions from text to comparison
//! ([`pipeline`]), `server` the gRPC service, `client` the typed client alone and `cli`
//! the `parallax` binary with all of them.

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "server")]
pub mod config;
#[cfg(feature = "engine")]
pub mod domain;
#[cfg(feature = "server")]
pub mod metrics;
#[cfg(feature = "engine")]
pub mod pipeline;
#[cfg(feature = "client")]
pub mod proto;
#[cfg(feature = "server")]
pub mod service;
#[cfg(feature = "server")]
pub mod store;
#[cfg(feature = "cli")]
pub mod telemetry;
#[cfg(feature = "server")]
pub mod transport;

/// The examples of the README, compiled.
#[cfg(all(doctest, feature = "client"))]
#[doc = include_str!("../README.md")]
pub struct ReadmeExamples;
