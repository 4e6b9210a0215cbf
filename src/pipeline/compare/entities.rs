//! Entities over several documents.
use super::Source;
use crate::domain::EntityComparison;

pub(super) struct JoinedEntities {
    pub(super) comparisons: Vec<EntityComparison>,
    pub(super) index: Vec<Vec<usize>>,
}

pub(super) fn join(sources: &[Source<'_>]) -> JoinedEntities {
    let index = sources.iter().map(|s| vec![0; s.annotated.analysis.entities.len()]).collect();
    JoinedEntities { comparisons: Vec::new(), index }
}
