//! Analyses that are due, and their results.

use super::*;
use crate::{
    domain::State,
    store::{AnalysisRecord, AnalysisRows, Due, EntityRow, SignatureRow},
};

pub(super) async fn run(store: &impl Store) {
    due_in_order_of_arrival(store).await;
    another_engine_tries_again(store).await;
    late_results_are_dropped(store).await;
    large_ones_come_a_few_at_a_time(store).await;
    those_that_are_waited_for_come_first(store).await;
}

async fn due(store: &impl Store, engine: &str, limit: usize) -> Vec<StoredDocument> {
    store.due(engine, vec![], limit).await.unwrap().documents
}

fn names(documents: &[StoredDocument]) -> String {
    documents.iter().map(|document| document.id.as_str()).collect()
}

async fn due_names(store: &impl Store, engine: &str) -> String {
    names(&due(store, engine, 100).await)
}

fn done(document: &StoredDocument, engine: &str, names: &[&str]) -> AnalysisRecord {
    let entity = |name: &&str| EntityRow {
        name: (*name).to_owned(),
        kind: "ORG".to_owned(),
        mentions: 2,
        forms: vec![format!("the {name}")],
    };
    AnalysisRecord {
        seq: document.seq,
        etag: document.etag.clone(),
        engine_version: engine.to_owned(),
        result: Ok(AnalysisRows {
            entities: names.iter().map(entity).collect(),
            appearances: Vec::new(),
            content: names.concat().into_bytes(),
            parse: Vec::new(),
            signature: SignatureRow { algorithm: 1, ..SignatureRow::default() },
        }),
    }
}

fn failed(document: &StoredDocument, engine: &str) -> AnalysisRecord {
    AnalysisRecord { result: Err("too long".to_owned()), ..done(document, engine, &[]) }
}

async fn entities(store: &impl Store, name: &str) -> usize {
    list(store, &format!("entities:\"{name}\""), "", 1, "").await.total
}

async fn due_in_order_of_arrival(store: &impl Store) {
    for name in ["a", "b", "c", "d"] {
        let mut new = with_id(name, at_address("due", name, &format!("Title\n{name} text")));
        new.analyzable = name != "c";
        create(store, new).await;
    }
    let all = due(store, "1", 100).await;
    assert_eq!(due_names(store, "1").await, "abd", "not what the engine cannot read");
    assert_eq!(store.count_due("1", 100).await.unwrap(), 3);
    assert_eq!(store.count_due("1", 2).await.unwrap(), 2, "counted up to the limit");
    let content = all[0].content.as_deref();
    assert_eq!(content, Some(&b"Title\na text"[..]));
    assert_eq!(all[0].search.as_ref().unwrap().body, "a text");
    let first = due(store, "1", 1).await;
    assert_eq!((first.len(), first[0].id.as_str()), (1, "a"));

    let records = vec![done(&all[0], "1", &["Acme", "Bell"]), failed(&all[1], "1")];
    store.record(records).await.unwrap();
    assert_eq!(due_names(store, "1").await, "d");
    let state = async |name| {
        let found = store.get(&id(name), None, Detail::Basic).await.unwrap().unwrap();
        (found.state, found.entity_count)
    };
    assert_eq!(state("a").await, (State::Analyzed, 2));
    assert_eq!(state("b").await, (State::Failed, 0));
    assert_eq!(state("d").await, (State::Accepted, 0));
    assert_eq!(state("c").await, (State::NotAnalyzed, 0));
    let after = store.get(&id("a"), None, Detail::Basic).await.unwrap().unwrap();
    assert_eq!((&after.etag, after.update_time), (&all[0].etag, all[0].update_time));
    assert_eq!((entities(store, "acme").await, entities(store, "the bell").await), (1, 1));
}

async fn another_engine_tries_again(store: &impl Store) {
    assert_eq!(due_names(store, "2").await, "abd");
    let all = due(store, "2", 100).await;
    let records = vec![done(&all[0], "2", &["Cord"]), done(&all[1], "2", &["Cord"])];
    store.record(records).await.unwrap();
    assert_eq!(
        (due_names(store, "2").await, due_names(store, "1").await),
        ("d".into(), "abd".into())
    );
    assert_eq!((entities(store, "acme").await, entities(store, "cord").await), (0, 2));
    store.record(vec![failed(&all[0], "2")]).await.unwrap();
    assert_eq!(entities(store, "cord").await, 1, "a failure leaves nothing of before");
}

async fn late_results_are_dropped(store: &impl Store) {
    let first = due(store, "2", 1).await.remove(0);
    assert_eq!(first.id.as_str(), "d");
    let new = at_address("due", "d", "Title\nd text, revised");
    assert_eq!(outcome(store, new).await.1, Outcome::NewRevision);
    store.record(vec![done(&first, "2", &["Late"])]).await.unwrap();
    assert_eq!((due_names(store, "2").await.as_str(), entities(store, "late").await), ("d", 0));
    let second = due(store, "2", 1).await.remove(0);
    assert_eq!(
        (second.revision, second.content.as_deref()),
        (2, Some(&b"Title\nd text, revised"[..]))
    );
    store.record(vec![done(&second, "2", &["Late"])]).await.unwrap();
    assert_eq!((due_names(store, "2").await.as_str(), entities(store, "late").await), ("", 1));
    // A new revision loses the entities of the one before.
    put(store, at_address("due", "d", "Title\nd text, again")).await;
    assert_eq!(entities(store, "late").await, 0);
    let third = due(store, "2", 1).await.remove(0);
    store.delete(third.id.clone(), None, false).await.unwrap();
    store.record(vec![done(&third, "2", &["Late"])]).await.unwrap();
    assert_eq!(entities(store, "late").await, 0);
}

async fn large_ones_come_a_few_at_a_time(store: &impl Store) {
    let mut seqs = Vec::new();
    for name in ["e", "f", "g", "h"] {
        let mut new = with_id(name, at_address("due", name, &format!("Title\n{name} text")));
        new.content = vec![b'x'; 5 << 20];
        seqs.push(create(store, new).await.seq);
    }
    // One that is waited for and one that nobody waits for, however large.
    let batch = store.due("2", seqs[1..].to_vec(), 100).await.unwrap();
    assert_eq!((names(&batch.documents).as_str(), batch.settled), ("ef", vec![]));
    for name in ["e", "f", "g", "h"] {
        let next = due(store, "2", 100).await;
        assert_eq!(names(&next), name);
        store.record(vec![done(&next[0], "2", &[])]).await.unwrap();
    }
}

async fn those_that_are_waited_for_come_first(store: &impl Store) {
    let mut seqs = Vec::new();
    for name in ["i", "j", "k", "l", "m", "n", "o", "p"] {
        let new = with_id(name, at_address("due", name, &format!("Title\n{name} text")));
        seqs.push(create(store, new).await.seq);
    }
    let batch = async |awaited: &[i64], limit| {
        let Due { documents, settled } = store.due("2", awaited.to_vec(), limit).await.unwrap();
        (names(&documents), settled)
    };
    let gone = seqs[7] + 1;
    assert_eq!(batch(&seqs[6..7], 4).await, ("ijko".into(), vec![]), "in order of arrival");
    assert_eq!(batch(&seqs[2..], 4).await, ("iklm".into(), vec![]), "three in four");
    assert_eq!(batch(&seqs[..2], 4).await, ("ijkl".into(), vec![]), "each once");
    assert_eq!(batch(&[seqs[5], gone], 4).await, ("ijkn".into(), vec![gone]));
    assert_eq!(batch(&seqs[5..], 1).await, ("n".into(), vec![]));
    let first = due(store, "2", 1).await.remove(0);
    store.record(vec![done(&first, "2", &[])]).await.unwrap();
    assert_eq!(batch(&[seqs[0], seqs[6]], 4).await, ("jklo".into(), vec![seqs[0]]));
    assert_eq!(batch(&[gone], 100).await.0, "jklmnop");
}
