//! Stateless analysis of one article.

use std::sync::Arc;

use super::{Service, ServiceError, Submitted};
use crate::{
    domain::{Analysis, Article},
    pipeline,
};

impl Service {
    /// Analyses one article. `render` turns the result into what the caller wants; it
    /// runs on the pool too, since a large result takes time to write out.
    pub async fn analyze<T, F>(&self, submitted: Submitted, render: F) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: FnOnce(&Article, &Analysis) -> T + Send + 'static,
    {
        let admission = self.pool.admit()?;
        let engine = Arc::clone(&self.engine);
        let limit = self.limits.max_article_bytes;
        let job = move |stop: &super::StopFlag| {
            let read = submitted.read(limit);
            let read = read.map_err(|error| ServiceError::Article { index: 0, error })?;
            pipeline::analyze(&engine, &read.article, read.skip_cleaning, &|| stop.is_set())
                .map(|annotated| render(&read.article, &annotated.analysis))
                .map_err(|error| ServiceError::of_article(0, error))
        };
        admission.run(job).await?
    }
}
