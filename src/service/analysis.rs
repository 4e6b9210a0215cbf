//! Stateless analysis of one article.

use std::sync::Arc;

use super::{Service, ServiceError};
use crate::{
    domain::{Analysis, Article},
    pipeline,
};

impl Service {
    /// Analyses one article. `render` turns the result into what the caller wants; it
    /// runs on the pool too, since a large result takes time to write out.
    ///
    /// With `skip_cleaning` all text is body.
    pub async fn analyze<T, F>(
        &self,
        article: Article,
        skip_cleaning: bool,
        render: F,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: FnOnce(&Article, &Analysis) -> T + Send + 'static,
    {
        let admission = self.pool.admit()?;
        let engine = Arc::clone(&self.engine);
        let job = move |stop: &super::StopFlag| {
            pipeline::analyze(&engine, &article, skip_cleaning, &|| stop.is_set())
                .map(|annotated| render(&article, &annotated.analysis))
                .map_err(|error| ServiceError::of_article(0, error))
        };
        admission.run(job).await?
    }
}
