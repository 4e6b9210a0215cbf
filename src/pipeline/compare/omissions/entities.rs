//! Entities that most documents name and one never does.

use super::Told;
use crate::domain::{EntityComparison, EntityType, Finding, Omission};

/// Mean share of the documents that name an entity which it must have, so that it is missed
/// elsewhere.
const LEAST_SALIENCE: f64 = 0.02;

/// Salience from which an entity counts as the story's own.
const FULL_SALIENCE: f64 = 0.2;

pub(super) fn omissions(told: &Told<'_>) -> Vec<Omission> {
    let entities = told.entities.iter().enumerate();
    entities.filter_map(|(index, entity)| omission(told, index, entity)).collect()
}

fn omission(told: &Told<'_>, index: usize, entity: &EntityComparison) -> Option<Omission> {
    if entity.kind == EntityType::Other {
        return None;
    }
    let told_by: Vec<usize> = entity.in_documents.iter().map(|here| here.document).collect();
    if told.context.independent(&told_by) < told.context.consensus {
        return None;
    }
    let salience = entity.in_documents.iter().map(|here| here.salience).sum::<f64>();
    let salience = salience / told_by.len().max(1) as f64;
    if salience < LEAST_SALIENCE {
        return None;
    }
    let words = words(entity);
    let absent = |document: &usize| {
        told_by.binary_search(document).is_err()
            && !words.iter().any(|word| told.coverage.has_word(*document, word))
    };
    let omitted_by: Vec<usize> = (0..told.context.sources.len()).filter(absent).collect();
    if omitted_by.is_empty() {
        return None;
    }
    let weight = (salience / FULL_SALIENCE).min(1.0);
    let importance = 0.4 * told.voices(&told_by) + 0.4 * weight;
    Some(told.omission(Finding::Entity(index), None, (told_by, omitted_by), importance))
}

/// The words that stand for an entity by themselves: the last one of each of its names. A document
/// that has one of them may mean it.
fn words(entity: &EntityComparison) -> Vec<&str> {
    let forms = entity.in_documents.iter().flat_map(|here| &here.forms);
    let names = forms.filter(|form| form.kind.is_name()).map(|form| form.text.as_str());
    let all = names.chain([entity.canonical_name.as_str()]);
    let mut words: Vec<&str> = all.filter_map(|name| name.split_whitespace().last()).collect();
    words.sort_unstable();
    words.dedup();
    words
}
