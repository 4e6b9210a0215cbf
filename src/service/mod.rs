//! The use cases: each takes parsed values, runs the pipeline on the pool and reads or
//! writes the store. Knows nothing of gRPC.

mod analysis;
mod comparison;
mod error;
mod ingest;
mod library;
mod pool;

use std::sync::Arc;

use parallax_nlp::Engine;

use crate::{pipeline, store::Store};

pub use comparison::{Columns, InlineSource};
pub use error::ServiceError;
pub use ingest::{Ingested, Outcome};
pub use pool::{Admission, Pool, PoolError, StopFlag};

/// Bounds on what one call may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most articles in one comparison.
    pub max_compared_documents: usize,
    /// Most bytes of stored text and metadata on one page of a list. A page holds at
    /// least one document however large.
    pub max_page_bytes: usize,
}

/// The use cases over one engine, one store and one pool.
pub struct Service {
    engine: Arc<Engine>,
    store: Arc<dyn Store>,
    pool: Pool,
    limits: Limits,
    engine_version: String,
}

impl Service {
    /// Puts the parts together.
    pub fn new(engine: Arc<Engine>, store: Arc<dyn Store>, pool: Pool, limits: Limits) -> Self {
        let engine_version = pipeline::engine_version(&engine);
        Self { engine, store, pool, limits, engine_version }
    }

    /// Version of rules and language model, as responses carry it.
    pub fn engine_version(&self) -> &str {
        &self.engine_version
    }
}
