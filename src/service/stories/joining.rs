//! What an article changes when it comes to a story: where it contradicts the others, and for
//! which of their claims it is the second voice.
//!
//! It is compared with the articles of the story that are most like it, a bounded number, so that
//! it costs in proportion to itself whatever has been told before. What pairs of values and which
//! claims were met already is remembered story by story, so that nothing is told twice.

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio_util::sync::CancellationToken;

use super::{
    super::{
        Column, InlineSource, Service, ServiceError, StopFlag, comparison::bytes_of, memory::cost,
    },
    signing,
};
use crate::{
    domain::{Comparison, DocumentId, Finding, Gazetteer, StoryId},
    pipeline::{
        CompareOptions,
        compare::news::{self, News, Place},
        stories::{Profile, fit},
    },
    store::{
        ClaimPlace, Detail, FindingSubject, JoinFindings, JoinedArticle, NewDiscrepancy,
        NewSharedClaim, StoreError, StoredDocument, StoryFinding, StoryReader,
    },
};

/// Pause after the store has failed.
const PAUSE: Duration = Duration::from_secs(1);
/// Articles that are compared at a time and recorded together.
const BATCH: usize = 16;
/// The latest articles of a story among which those are chosen that a newcomer is compared with.
const LOOKED_AT: usize = 64;
/// Articles that a newcomer is compared with.
const COMPARED: usize = 4;

/// Makes of a finding, a claim or a discrepancy of a comparison, what is kept for those who watch.
pub type RenderFinding = dyn Fn(&[Column], &Comparison, Finding) -> Vec<u8> + Send + Sync;

impl Service {
    /// Compares articles that came to stories with the others there, until `stop`. To be run once,
    /// for as long as the service is used.
    pub async fn run_joins(self: Arc<Self>, render: Arc<RenderFinding>, stop: CancellationToken) {
        let _running = self.stages.begin();
        let work = async {
            loop {
                match self.compare_joined(&render).await {
                    Ok(0) => self.stories.joined.notified().await,
                    Ok(_) => self.stages.look_again(),
                    Err(error) => {
                        tracing::error!(%error, "articles could not be compared with their stories");
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = work => {}
        }
    }

    /// Does one batch of what waits; how many articles that was.
    async fn compare_joined(&self, render: &Arc<RenderFinding>) -> Result<usize, ServiceError> {
        let waiting = self.store.joined(BATCH).await?;
        let count = waiting.len();
        if count == 0 {
            return Ok(0);
        }
        let jobs = waiting.into_iter().map(|joined| self.findings_of(joined, render));
        let lanes = self.limits.analysis_workers.max(1);
        let found: Vec<_> = stream::iter(jobs).buffered(lanes).try_collect().await?;
        self.store.record_findings(found).await?;
        Ok(count)
    }

    /// What an article changes. Fails only when that may succeed later.
    async fn findings_of(
        &self,
        joined: JoinedArticle,
        render: &Arc<RenderFinding>,
    ) -> Result<JoinFindings, ServiceError> {
        let nothing = |joined| JoinFindings { joined, discrepancies: vec![], claims: vec![] };
        let documents = self.newcomer_and_others(&joined).await?;
        if documents.len() < 2 {
            return Ok(nothing(joined));
        }
        match self.compare_newcomer(joined.clone(), documents, render).await {
            Err(
                error @ (ServiceError::Stopped
                | ServiceError::ShuttingDown
                | ServiceError::Store(_)),
            ) => Err(error),
            Err(error) => {
                // The same article would fail again and again, and hold up all others.
                tracing::error!(story = %joined.story_id, %error, "an article is not compared");
                Ok(nothing(joined))
            }
            found => found,
        }
    }

    /// The newcomer, and behind it the articles that it is compared with; none when it has gone.
    async fn newcomer_and_others(
        &self,
        joined: &JoinedArticle,
    ) -> Result<Vec<StoredDocument>, ServiceError> {
        let reader = self.store.stories().await?;
        let (story, document) = (joined.story, joined.document);
        let job = move |_: &StopFlag| nearest(&*reader, story, document);
        let nearest = self.pool.background().run(job).await??;
        let mut documents = Vec::with_capacity(1 + nearest.len());
        for id in std::iter::once(&joined.document_id).chain(&nearest) {
            let found = match self.store.get(id, None, Detail::Full).await {
                // It would fail again and again, and hold up all others.
                Err(error @ StoreError::Unreadable { .. }) => {
                    tracing::error!(document = %id, %error, "a document is not compared");
                    None
                }
                found => found?,
            };
            match found {
                Some(document) => documents.push(document),
                None if documents.is_empty() => break,
                None => {}
            }
        }
        Ok(documents)
    }

    async fn compare_newcomer(
        &self,
        joined: JoinedArticle,
        documents: Vec<StoredDocument>,
        render: &Arc<RenderFinding>,
    ) -> Result<JoinFindings, ServiceError> {
        let columns: Vec<(i64, DocumentId)> =
            documents.iter().map(|document| (document.seq, document.id.clone())).collect();
        let source = |mut document: StoredDocument| {
            InlineSource::stored(document.id.to_string(), &mut document)
        };
        let sources: Vec<_> = documents.into_iter().filter_map(source).collect();
        let admission = Arc::new(self.pool.background());
        admission.take_memory(cost::comparison(bytes_of(&sources))).await?;
        let render = Arc::clone(render);
        let findings = move |texts: &[Column], comparison: &Comparison, _: &dyn Fn() -> bool| {
            let made = Made { columns: &columns, texts, comparison, render: &*render };
            made.findings(joined)
        };
        let (own, options) = (Gazetteer::default(), CompareOptions::default());
        self.compared(&admission, sources, own, options, findings).await
    }
}

/// A comparison of a newcomer, the first column, with others of its story.
struct Made<'a> {
    columns: &'a [(i64, DocumentId)],
    texts: &'a [Column],
    comparison: &'a Comparison,
    render: &'a RenderFinding,
}

impl Made<'_> {
    fn findings(&self, joined: JoinedArticle) -> JoinFindings {
        let News { differences, shared } = news::news(self.comparison, 0);
        let finding = |found| self.finding(&joined.story_id, found);
        let discrepancies = differences.into_iter().filter_map(|difference| {
            let finding = finding(Finding::Discrepancy(difference.index))?;
            Some(NewDiscrepancy { pairs: difference.pairs, finding })
        });
        let discrepancies = discrepancies.collect();
        let claims = shared.into_iter().map(|shared| NewSharedClaim {
            others: self.places(&shared.others),
            own: self.places(&shared.own),
            finding: shared.is_second.then(|| finding(Finding::Claim(shared.index))).flatten(),
        });
        let claims = claims.collect();
        JoinFindings { joined, discrepancies, claims }
    }

    fn finding(&self, story: &StoryId, found: Finding) -> Option<StoryFinding> {
        let (_, document) = self.columns.first()?;
        let subject = match found {
            Finding::Discrepancy(index) => {
                let found = self.comparison.discrepancies.get(index)?;
                FindingSubject::Discrepancy {
                    kind: found.kind,
                    compatibility: found.compatibility,
                    severity: found.severity,
                    score: found.score,
                }
            }
            Finding::Claim(index) => {
                FindingSubject::Claim { score: self.comparison.claims.get(index)?.score }
            }
            _ => return None,
        };
        let rendered = (self.render)(self.texts, self.comparison, found);
        let (story, document) = (story.clone(), document.clone());
        Some(StoryFinding { story, document, subject, rendered })
    }

    fn places(&self, places: &[Place]) -> Vec<ClaimPlace> {
        let place = |place: &Place| {
            let (document, _) = self.columns.get(place.document)?;
            Some(ClaimPlace { document: *document, begin: i64::try_from(place.begin).ok()? })
        };
        places.iter().filter_map(place).collect()
    }
}

/// The articles of a story that are most like one of them, the most like first. Copies of others
/// there say nothing that these do not say.
fn nearest(
    reader: &dyn StoryReader,
    story: i64,
    document: i64,
) -> Result<Vec<DocumentId>, ServiceError> {
    let signature = |document| -> Result<_, ServiceError> {
        Ok(reader.signature(document)?.as_ref().and_then(signing::signature))
    };
    let Some(own) = signature(document)? else { return Ok(Vec::new()) };
    let mut others = Vec::new();
    for member in reader.members(story, LOOKED_AT)? {
        if member.document == document || member.repeats {
            continue;
        }
        if let Some(other) = signature(member.document)? {
            let score = fit(&own, &Profile::of(&other), false).score;
            others.push((score, member));
        }
    }
    // Of equals the earliest, who told it first.
    others.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.document.cmp(&b.1.document)));
    Ok(others.into_iter().take(COMPARED).map(|(_, member)| member.id).collect())
}
