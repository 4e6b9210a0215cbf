//! Comparisons that are kept.

use super::*;
use crate::{
    domain::ComparisonId,
    store::{NewComparison, StoredComparison},
};

pub(super) async fn run(store: &impl Store) {
    for name in ["a", "b", "c"] {
        create(store, with_id(name, at_address("compared", name, &format!("{name} text")))).await;
    }
    the_first_of_an_id_stays(store).await;
    a_document_takes_its_comparisons_along(store).await;
    what_nobody_asks_for_goes(store).await;
    there_are_not_more_than_wanted(store).await;
}

const DAY_1: &str = "2026-01-01T00:00:00Z";

fn comparison_id(n: u8) -> ComparisonId {
    ComparisonId::of_hash([n; 16])
}

fn comparison(n: u8, documents: &[&str], content: &str, now: &str) -> NewComparison {
    NewComparison {
        id: comparison_id(n),
        documents: documents.iter().map(|name| id(name)).collect(),
        content: content.as_bytes().to_vec(),
        create_time: time(now),
    }
}

async fn keep(store: &impl Store, n: u8, documents: &[&str], now: &str) {
    let new = comparison(n, documents, "content", now);
    store.keep_comparison(new, 100).await.unwrap();
}

async fn get(store: &impl Store, n: u8) -> Option<StoredComparison> {
    store.comparison(&comparison_id(n)).await.unwrap()
}

async fn the_first_of_an_id_stays(store: &impl Store) {
    assert_eq!(get(store, 1).await, None);
    let first = comparison(1, &["a", "b"], "first", DAY_1);
    let kept = store.keep_comparison(first, 100).await.unwrap();
    let expected = StoredComparison {
        content: b"first".to_vec(),
        create_time: time(DAY_1),
        used: time(DAY_1),
    };
    assert_eq!(kept, expected);
    let second = comparison(1, &["a", "b"], "second", "2026-01-02T00:00:00Z");
    assert_eq!(store.keep_comparison(second, 100).await.unwrap(), expected);
    assert_eq!(get(store, 1).await, Some(expected));
    let of_nobody = comparison(2, &["a", "nobody"], "", DAY_1);
    let error = store.keep_comparison(of_nobody, 100).await.unwrap_err();
    assert!(matches!(&error, StoreError::NotFound(gone) if *gone == id("nobody")), "{error}");
    assert_eq!(get(store, 2).await, None);
}

async fn a_document_takes_its_comparisons_along(store: &impl Store) {
    keep(store, 2, &["b", "c"], DAY_1).await;
    keep(store, 3, &["c", "a"], DAY_1).await;
    let revised = at_address("compared", "a", "a text, revised");
    assert_eq!(outcome(store, revised).await.1, Outcome::NewRevision);
    assert!(get(store, 1).await.is_some() && get(store, 3).await.is_some());
    store.delete(id("a"), None, true).await.unwrap();
    assert!(get(store, 1).await.is_some(), "nothing is deleted yet");
    store.delete(id("a"), None, false).await.unwrap();
    let left: Vec<u8> = [get(store, 1).await, get(store, 2).await, get(store, 3).await]
        .iter()
        .zip(1..)
        .filter_map(|(found, n)| found.as_ref().map(|_| n))
        .collect();
    assert_eq!(left, [2]);
}

async fn what_nobody_asks_for_goes(store: &impl Store) {
    keep(store, 4, &["b", "c"], DAY_1).await;
    store.touch_comparison(comparison_id(4), time("2026-01-20T00:00:00Z")).await.unwrap();
    store.touch_comparison(comparison_id(4), time("2026-01-10T00:00:00Z")).await.unwrap();
    store.touch_comparison(comparison_id(99), time(DAY_1)).await.unwrap();
    assert_eq!(get(store, 4).await.unwrap().used, time("2026-01-20T00:00:00Z"));
    keep(store, 5, &["b", "c"], "2026-01-30T00:00:00Z").await;
    assert!(get(store, 2).await.is_some(), "29 days are not too long");
    keep(store, 6, &["b", "c"], "2026-02-01T00:00:00Z").await;
    assert!(get(store, 2).await.is_none());
    assert!(get(store, 4).await.is_some() && get(store, 5).await.is_some());
}

async fn there_are_not_more_than_wanted(store: &impl Store) {
    store.touch_comparison(comparison_id(4), time("2026-02-01T12:00:00Z")).await.unwrap();
    let new = comparison(7, &["b", "c"], "content", "2026-02-02T00:00:00Z");
    store.keep_comparison(new, 3).await.unwrap();
    assert!(get(store, 5).await.is_none(), "the least recently used goes");
    for n in [4, 6, 7] {
        assert!(get(store, n).await.is_some(), "{n}");
    }
}
