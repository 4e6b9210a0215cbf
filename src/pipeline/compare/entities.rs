//! Entities over several documents.
use super::Source;
use crate::domain::EntityComparison;

pub(super) struct JoinedEntities {
    pub(super) comparisons: Vec<EntityComparison>,
}

pub(super) fn join(_: &[Source<'_>]) -> JoinedEntities {
    JoinedEntities { comparisons: Vec::new() }
}
