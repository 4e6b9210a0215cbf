//! Stateless analysis of one article.

use std::sync::Arc;

use super::{Demand, Service, ServiceError, Submitted, memory::cost};
use crate::{
    domain::{Analysis, Article, Gazetteer},
    pipeline::Extent,
};

impl Service {
    /// Looks for so much in one article, with names of the caller's own. `render` turns the result into what the caller wants; it
    /// runs on the pool too, since a large result takes time to write out.
    pub async fn analyze<T, F>(
        &self,
        submitted: Submitted,
        own: Gazetteer,
        extent: Extent,
        render: F,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: FnOnce(&Article, &Analysis, &dyn Fn() -> bool) -> T + Send + 'static,
    {
        let bytes = submitted.content.len();
        let admission = self.pool.admit_for(Demand::text(bytes))?;
        admission.take_memory(cost::analysis(bytes)).await?;
        let analyzer = Arc::clone(&self.analyzer);
        let limit = self.limits.max_article_bytes;
        let job = move |stop: &super::StopFlag| {
            let read = submitted.read_until(limit, stop);
            let read = read.map_err(|error| ServiceError::of_article(0, error))?;
            let polled = || stop.is_set();
            let annotated = analyzer
                .analyze_part(extent, &read.article, read.skip_cleaning, Some(&own), &polled)
                .map_err(|error| ServiceError::of_article(0, error))?;
            Ok(stop.whole(render(&read.article, &annotated.analysis, &polled))?)
        };
        admission.run(job).await?
    }
}
