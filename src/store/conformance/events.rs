//! The log of changes.

use super::*;
use crate::store::{Change, ChangeKind, Collection, Event, LogState, MetadataChange, Present};

pub(super) async fn run(store: &impl Store) {
    let empty = LogState { oldest: 1, oldest_time: None, last: 0 };
    assert_eq!(store.log().await.unwrap(), empty);
    assert_eq!(store.events(0, 10, usize::MAX).await.unwrap(), []);
    let before = Timestamp::now();
    each_change_is_an_event_in_its_order(store, before).await;
    pages_are_bounded(store).await;
    what_is_present_comes_in_order_of_arrival(store).await;
    entries_after_the_end_are_none(store).await;
}

async fn events(store: &impl Store, after: i64) -> Vec<Event> {
    store.events(after, 100, usize::MAX).await.unwrap()
}

async fn each_change_is_an_event_in_its_order(store: &impl Store, before: Timestamp) {
    let end = store.log_end();
    let created = create(store, at_address("log", "l", "first text")).await;
    assert_eq!(*end.borrow(), 1, "told when the write is answered");
    let again = put(store, at_address("log", "l", "first text")).await;
    assert_eq!(again.outcome, Outcome::Duplicate);
    let revised = put(store, at_address("log", "l", "second text")).await;
    assert_eq!(revised.outcome, Outcome::NewRevision);
    let change = MetadataChange {
        metadata: Metadata { title: "Given".to_owned(), ..revised.document.metadata.clone() },
        publish_basis: None,
        language_score: 0.25,
        address_keys: vec!["l".to_owned()],
        analyzable: true,
        reanalyze: false,
        update_time: time("2026-05-05T00:00:00Z"),
    };
    let updated = |validate_only| {
        store.update(id(&created.id.to_string()), change.clone(), None, validate_only)
    };
    updated(true).await.unwrap();
    let updated = updated(false).await.unwrap();
    assert!(store.delete(created.id.clone(), None, false).await.unwrap().is_some());
    assert!(store.delete(created.id.clone(), None, false).await.unwrap().is_none());

    let events = events(store, 0).await;
    let changes: Vec<_> = events.iter().map(|event| event.change.clone()).collect();
    let expected = [
        Change::DocumentCreated(Box::new(created.clone())),
        Change::DocumentRevised(Box::new(revised.document)),
        Change::DocumentRevised(Box::new(updated.clone())),
        Change::DocumentDeleted(Box::new(updated)),
    ];
    assert_eq!(changes, expected);
    assert!(changes.iter().all(|change| change.name() == created.id.name()));
    assert_eq!(changes[3].kind(), ChangeKind::DocumentDeleted);
    let sequences: Vec<_> = events.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, [1, 2, 3, 4]);
    assert!(events.is_sorted_by_key(|event| event.time));
    assert!(events.iter().all(|event| (before..=Timestamp::now()).contains(&event.time)));
    assert_eq!(*end.borrow(), 4);
    let state = LogState { oldest: 1, oldest_time: Some(events[0].time), last: 4 };
    assert_eq!(store.log().await.unwrap(), state);
}

async fn pages_are_bounded(store: &impl Store) {
    let all = events(store, 0).await;
    assert_eq!(store.events(1, 2, usize::MAX).await.unwrap(), all[1..3]);
    assert_eq!(store.events(3, 100, 1).await.unwrap(), all[3..], "one comes whatever its size");
    assert_eq!(store.events(0, 100, 1).await.unwrap(), all[..1]);
}

async fn what_is_present_comes_in_order_of_arrival(store: &impl Store) {
    let mut documents = Vec::new();
    for n in 0..5 {
        documents.push(create(store, document("present", &format!("present {n}"))).await);
    }
    let end = store.collection_end(Collection::Documents).await.unwrap();
    assert_eq!(end, documents[4].seq);
    let until = documents[3].seq;
    let page = |after, limit| store.present(Collection::Documents, (after, until), limit);
    let present = |document: &StoredDocument| Present {
        seq: document.seq,
        time: document.update_time,
        change: Change::DocumentCreated(Box::new(document.clone())),
    };
    let expected: Vec<_> = documents.iter().take(4).map(present).collect();
    assert_eq!(page(0, 3).await.unwrap(), expected[..3]);
    assert_eq!(page(documents[2].seq, 3).await.unwrap(), expected[3..]);
    assert_eq!(page(until, 3).await.unwrap(), []);
}

async fn entries_after_the_end_are_none(store: &impl Store) {
    let last = store.log().await.unwrap().last;
    assert_eq!(events(store, last).await, []);
    assert_eq!(events(store, last + 100).await, []);
}
