//! Sorting in the background: newly analysed documents, those that were analysed anew, and what
//! another version of the algorithm has left. What is due is asked of the store, so that nothing
//! is forgotten when the server ends.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use super::{
    Decided,
    desk::Desk,
    signing::{self, ALGORITHM},
};
use crate::{
    domain::StoryStep,
    pipeline::stories::{self, DocumentRef, JOIN, Shelf as _, fit},
    service::{Service, ServiceError, encoding, submission::reread},
    store::{SignatureRow, StoryReader, Unsorted},
};

/// Documents that are sorted and written together.
pub(super) const BATCH: usize = 64;
/// Stories that are made anew together.
const REBUILT: usize = 16;
/// Pause after the store has failed.
const PAUSE: Duration = Duration::from_secs(1);

impl Service {
    /// Sorts analysed documents into stories until `stop`. To be run once, for as long as the
    /// service is used.
    pub async fn run_sorter(self: Arc<Self>, stop: CancellationToken) {
        let _running = self.stages.begin();
        let work = async {
            let mut batch = BATCH;
            loop {
                match self.sort_due(batch).await {
                    Ok(0) => self.stories.bell.notified().await,
                    Ok(_) => {
                        batch = BATCH;
                        self.stages.look_again();
                    }
                    // Documents come and go faster than so many are sorted.
                    Err(ServiceError::StoriesChanged) => batch = (batch / 2).max(1),
                    Err(error) => {
                        tracing::error!(%error, "documents could not be sorted into stories");
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

    /// Does one batch of what is due; how many documents or stories that was.
    pub(in crate::service) async fn sort_due(&self, batch: usize) -> Result<usize, ServiceError> {
        let engine_version = self.engine_version().to_owned();
        let decide = move |desk: &mut Desk<'_>| {
            let done = due(desk, &engine_version, batch)?;
            Ok(Decided { value: done, request: None })
        };
        self.change_stories(&self.pool.background(), false, decide).await
    }
}

/// One batch of what is due: signatures of another version come before profiles, and these
/// before documents, which are sorted by both.
fn due(desk: &mut Desk<'_>, engine_version: &str, batch: usize) -> Result<usize, ServiceError> {
    let reader = desk.reader();
    let unsigned = reader.signed_otherwise(ALGORITHM, batch)?;
    if !unsigned.is_empty() {
        for document in &unsigned {
            let signature = match signed(reader, *document, engine_version)? {
                Some(signature) => signature,
                // Sorted by nothing until it is analysed anew.
                None => SignatureRow {
                    algorithm: ALGORITHM,
                    content: Vec::new(),
                    ..reader.signature(*document)?.unwrap_or_default()
                },
            };
            desk.replace(*document, signature)?;
        }
        return Ok(unsigned.len());
    }
    let outdated = reader.profiled_otherwise(ALGORITHM, REBUILT)?;
    if !outdated.is_empty() {
        // Looking at them is enough.
        for story in &outdated {
            desk.profile(*story)?;
        }
        return Ok(outdated.len());
    }
    let unsorted = reader.unsorted(batch)?;
    for Unsorted { document, signature } in &unsorted {
        let signature = match signature {
            Some(signature) if signature.algorithm == ALGORITHM => Some(signature.clone()),
            _ => signed(reader, *document, engine_version)?,
        };
        if let Some(signature) = signature {
            sort(desk, *document, signature)?;
        }
        // What has no analysis comes again when it has one.
        desk.done(*document);
    }
    Ok(unsorted.len())
}

/// The signature of a stored document; `None` when this engine has no analysis of it.
fn signed(
    reader: &dyn StoryReader,
    document: DocumentRef,
    engine_version: &str,
) -> Result<Option<SignatureRow>, ServiceError> {
    let Some((document, analysis)) = reader.analyzed(document, engine_version)? else {
        return Ok(None);
    };
    let analysis = encoding::decode(&analysis)
        .inspect_err(|error| tracing::error!(%error, "a recorded analysis cannot be read"))
        .ok();
    let id = document.id.clone();
    let read = reread(document)
        .inspect_err(|error| tracing::error!(document = %id, %error, "it cannot be read again"))
        .ok();
    let (Some(analysis), Some(read)) = (analysis, read) else { return Ok(None) };
    Ok(Some(signing::sign(&read.article, &analysis)?))
}

/// Sorts a document that was analysed, perhaps not for the first time.
fn sort(desk: &mut Desk<'_>, document: DocumentRef, row: SignatureRow) -> Result<(), ServiceError> {
    let places = desk.places(document)?;
    if places.is_empty() {
        desk.sign(document, row);
        let signature = desk.signature(document)?;
        stories::sort(desk, document, &signature)?;
        return Ok(());
    }
    let was_signed = desk.is_signed(document)?;
    let before = desk.signature(document)?;
    desk.replace(document, row)?;
    let is_pinned = places.values().any(|pinned| *pinned);
    let signature = desk.signature(document)?;
    if is_pinned || !was_signed || signature == before {
        return Ok(());
    }
    let mut left = 0;
    for story in places.keys() {
        // One that is alone in its story fits it.
        if desk.count(*story)? > 1 {
            let score = fit(&signature, &*desk.profile(*story)?, true).score;
            if score < JOIN {
                desk.take_out(*story, document)?;
                desk.rebuild(*story)?;
                desk.note(*story, StoryStep::Left, Some(document), None, score);
                left += 1;
            }
        }
    }
    if left == places.len() {
        stories::sort(desk, document, &signature)?;
    }
    Ok(())
}
