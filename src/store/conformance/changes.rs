//! Updates and deletions.

use super::*;
use crate::{
    domain::{DateBasis, State},
    store::{AnalysisRecord, AnalysisRows, EntityRow, Etag, MetadataChange},
};

pub(super) async fn run(store: &impl Store) {
    updates_replace_metadata(store).await;
    etags_guard(store).await;
    updates_move_keys(store).await;
    languages_decide_analysis(store).await;
    deletion_leaves_nothing(store).await;
}

pub(super) fn change(metadata: Metadata, address: &str) -> MetadataChange {
    MetadataChange {
        metadata,
        publish_basis: Some(DateBasis::Request),
        language_score: 1.0,
        address_keys: vec![address.to_owned()],
        analyzable: true,
        reanalyze: false,
        update_time: time("2026-05-05T00:00:00Z"),
    }
}

async fn updates_replace_metadata(store: &impl Store) {
    let before = create(store, at_address("updates", "u", "text")).await;
    let metadata = Metadata {
        title: "Given".to_owned(),
        publish_time: Some(time("2020-02-02T02:02:02Z")),
        ..before.metadata.clone()
    };
    let change = change(metadata.clone(), "u");
    let checked = store.update(before.id.clone(), change.clone(), None, true).await.unwrap();
    assert_eq!(full(store, &before.id, None).await.etag, before.etag, "nothing is written");
    let after = store.update(before.id.clone(), change.clone(), None, false).await.unwrap();
    assert_eq!((&after.metadata, after.language_score), (&metadata, 1.0));
    assert_eq!(after.publish_basis, Some(DateBasis::Request));
    assert_eq!((after.create_time, after.update_time), (before.create_time, change.update_time));
    assert_ne!(after.etag, before.etag);
    assert_eq!(StoredDocument { etag: after.etag.clone(), ..checked }, after);
    let found = store.get(&before.id, None, Detail::Basic).await.unwrap();
    assert_eq!(found, Some(after));
    for validate_only in [true, false] {
        let none = store.update(id("none"), change.clone(), None, validate_only).await;
        assert!(matches!(none, Err(StoreError::NotFound(_))), "{none:?}");
    }
}

async fn etags_guard(store: &impl Store) {
    let before = create(store, at_address("etags", "e", "text")).await;
    let change = || change(before.metadata.clone(), "e");
    let old = Some(before.etag.clone());
    let id = || before.id.clone();
    let after = store.update(id(), change(), old.clone(), false).await.unwrap();
    for validate_only in [true, false] {
        let late = store.update(id(), change(), old.clone(), validate_only).await;
        assert!(matches!(late, Err(StoreError::Changed { .. })), "{late:?}");
        let late = store.delete(id(), Some(Etag::from("x".to_owned())), validate_only).await;
        assert!(matches!(late, Err(StoreError::Changed { .. })), "{late:?}");
    }
    assert!(store.delete(id(), Some(after.etag.clone()), true).await.unwrap().is_some());
    assert!(store.delete(id(), Some(after.etag), false).await.unwrap().is_some());
    assert!(store.delete(id(), None, false).await.unwrap().is_none());
    assert!(store.delete(id(), None, true).await.unwrap().is_none());
}

async fn updates_move_keys(store: &impl Store) {
    let document = create(store, at_address("moves", "from", "text")).await;
    let moved = change(document.metadata.clone(), "to");
    store.update(document.id.clone(), moved, None, false).await.unwrap();
    let new = outcome(store, at_address("moves", "from", "other")).await;
    assert_eq!(new.1, Outcome::Created);
    let revision = outcome(store, at_address("moves", "to", "another")).await;
    assert_eq!(revision, (document.id, Outcome::NewRevision));
}

async fn languages_decide_analysis(store: &impl Store) {
    let document = create(store, at_address("languages", "l", "text")).await;
    analyze(store, &document, "Ada").await;
    let set = async |analyzable| {
        let change = MetadataChange { analyzable, ..change(document.metadata.clone(), "l") };
        let checked = store.update(document.id.clone(), change.clone(), None, true).await.unwrap();
        let done = store.update(document.id.clone(), change, None, false).await.unwrap();
        assert_eq!((checked.state, checked.entity_count), (done.state, done.entity_count));
        (done.state, done.entity_count)
    };
    assert_eq!(set(true).await, (State::Analyzed, 1));
    let kept = async |engine| {
        let now = store.get(&document.id, None, Detail::Basic).await.unwrap().unwrap();
        let analysis = store.analysis(now.seq, &now.etag, engine).await.unwrap();
        let states =
            vec![(now.seq, now.etag.clone()), (-1, now.etag), (now.seq, document.etag.clone())];
        let [parse, nobodys, earlier] =
            store.parses(states, engine).await.unwrap().try_into().unwrap();
        assert_eq!((nobodys, earlier), (None, None));
        (analysis, parse)
    };
    assert_eq!(kept("1").await, (Some(b"whole".to_vec()), Some(b"trees".to_vec())));
    assert_eq!(kept("2").await, (None, None), "another engine cannot read it");
    let metadata = document.metadata.clone();
    let change = MetadataChange { reanalyze: true, ..change(metadata, "l") };
    let done = store.update(document.id.clone(), change, None, false).await.unwrap();
    assert_eq!((done.state, done.entity_count), (State::Accepted, 0));
    assert_eq!(kept("1").await, (None, None));
    assert_eq!(set(false).await, (State::NotAnalyzed, 0));
    assert_eq!(list(store, "entities:ada", "", 1, "").await.total, 0);
    assert_eq!(set(true).await, (State::Accepted, 0));
}

async fn analyze(store: &impl Store, document: &StoredDocument, name: &str) {
    let (name, kind) = (name.to_owned(), "PERSON".to_owned());
    let entity = EntityRow { name, kind, mentions: 1, forms: Vec::new() };
    let record = AnalysisRecord {
        seq: document.seq,
        etag: document.etag.clone(),
        engine_version: "1".to_owned(),
        result: Ok(AnalysisRows {
            entities: vec![entity],
            content: b"whole".to_vec(),
            parse: b"trees".to_vec(),
            ..AnalysisRows::default()
        }),
    };
    store.record(vec![record]).await.unwrap();
}

async fn deletion_leaves_nothing(store: &impl Store) {
    let before = total(store).await;
    let mut new = at_address("deletions", "d", "Vanishing words");
    new.sketch = sketch(50..450);
    let call = |digest| Submission {
        document: new.clone(),
        request: Some(request("vanishing", digest)),
        item: None,
    };
    let document = store.put(call(1)).await.unwrap().document;
    put(store, at_address("deletions", "d", "Vanishing words, revised")).await;
    analyze(store, &full(store, &document.id, None).await, "Vanessa").await;
    assert_eq!(list(store, "entities:vanessa", "", 1, "").await.total, 1);
    assert!(store.delete(document.id.clone(), None, false).await.unwrap().is_some());

    assert_eq!(total(store).await, before);
    for revision in [None, Some(1), Some(2)] {
        assert_eq!(store.get(&document.id, revision, Detail::Full).await.unwrap(), None);
    }
    assert_eq!(list(store, "entities:vanessa", "", 1, "").await.total, 0);
    assert_eq!(searches::found(store, "vanishing").await.total, 0);
    // Neither key nor text, sketch or request id is known any more.
    let again = store.put(call(2)).await.unwrap();
    assert_eq!((again.outcome, again.document.duplicate), (Outcome::Created, None));
    assert_eq!(again.document.id, document.id);
    assert!(again.seq > document.seq, "places are not used twice");
    assert_ne!(again.document.etag, document.etag);
}
