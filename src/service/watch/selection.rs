//! What a watcher wants to be told of.

use std::collections::BTreeSet;

use crate::{
    domain::{FieldTest, Filter},
    store::{self, Change, ChangeKind, StoredDocument},
};

/// Kinds of changes, and which resources.
#[derive(Clone, Debug)]
pub struct Selection {
    /// `None` = all.
    kinds: Option<BTreeSet<ChangeKind>>,
    /// `None` when the filter does not fit documents: none passes.
    documents: Option<Filter>,
    /// The same for stories.
    stories: Option<Filter<FieldTest>>,
    /// The same for findings about stories.
    findings: Option<Filter<FieldTest>>,
    /// The same for entities.
    entities: Option<Filter<FieldTest>>,
}

impl Selection {
    /// Kinds (`None` = all), and the filter as it reads for each sort of resource; `None` where
    /// it does not fit: nothing of that sort passes.
    pub fn new(
        kinds: Option<BTreeSet<ChangeKind>>,
        documents: Option<Filter>,
        stories: Option<Filter<FieldTest>>,
        findings: Option<Filter<FieldTest>>,
        entities: Option<Filter<FieldTest>>,
    ) -> Self {
        Self { kinds, documents, stories, findings, entities }
    }

    /// Whether changes of a kind are wanted at all.
    pub(super) fn wants(&self, kind: ChangeKind) -> bool {
        self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Whether a change is to be told.
    pub(super) fn passes(&self, change: &Change) -> bool {
        self.wants(change.kind())
            && match change {
                Change::DocumentCreated(document)
                | Change::DocumentRevised(document)
                | Change::DocumentDeleted(document) => self.document(document),
                Change::StoryCreated(story)
                | Change::StoryUpdated(story)
                | Change::StoryMerged(story) => {
                    let filter = self.stories.as_ref();
                    filter.is_some_and(|filter| store::story_passes(filter, story))
                }
                Change::DiscrepancyFound(finding) | Change::ClaimCorroborated(finding) => {
                    self.findings.as_ref().is_some_and(|filter| finding.passes(filter))
                }
                Change::EntityUpdated(entity) | Change::EntityDeleted(entity) => {
                    self.entities.as_ref().is_some_and(|filter| entity.passes(filter))
                }
            }
    }

    fn document(&self, document: &StoredDocument) -> bool {
        self.documents.as_ref().is_some_and(|filter| store::passes(filter, document))
    }
}
