//! The way from every released schema.

use std::path::Path;

use super::*;
use crate::{
    domain::{Filter, Order, State},
    store::NewDocument,
};

/// A store as the release of schema 1 has left it: four documents, one of them under an id of
/// its caller's.
const SCHEMA_1: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/store-schema-1.db");

/// Id, source, address, publication time and text of its documents, in order of arrival.
const DOCUMENTS: [(&str, &str, &str, Option<&str>, &str); 4] = [
    (
        "a66e9fabd775e1fc172fbc2532325fdf",
        "norwick-times.example",
        "https://norwick-times.example/bridge?id=ü",
        Some("2025-06-18T09:30:00.123456789Z"),
        "Harbour bridge reopens\n\nThe old bridge over the harbour was opened again on Tuesday, \
         the mayor of Norwick said. Repairs had taken four months.\n",
    ),
    (
        "71abe991b95376b0474002413f6364d6",
        "coast-daily.example",
        "",
        None,
        "Harbour bridge reopens\r\n\r\n\tThe old bridge over the harbour was opened again on \
         Tuesday, the mayor of Norwick said. Repairs had taken four months.\u{2028} e\u{301} 🎉\n\n ",
    ),
    (
        "trams",
        "norwick-times.example",
        "https://norwick-times.example/trams",
        Some("2025-06-21T10:00:00Z"),
        "\u{feff}Council votes on trams\n\nThe council of Norwick voted on Friday to buy twelve \
         trams, Clara Behn told reporters. The vote was 31 to 9.",
    ),
    (
        "5d763645fabfc309adc7743c005a1a66",
        "",
        "",
        Some("1969-12-31T23:00:00.5Z"),
        "Storm closes school\n\nA storm closed the school of Eastmere on Monday. Nobody was \
         hurt, the fire brigade said. zero \0 byte",
    ),
];

async fn migrated(folder: &Path) -> SqliteStore {
    std::fs::copy(SCHEMA_1, folder.join(open::FILE_NAME)).unwrap();
    SqliteStore::open(folder).await.unwrap()
}

fn request<'a>(filter: &'a Filter, size: usize, token: &'a str) -> ListRequest<'a> {
    let (order, detail) = (Order { descending: false, ..Order::default() }, Detail::Full);
    ListRequest { filter, order, size, token, detail, max_bytes: usize::MAX }
}

/// What a service derives, in simple.
fn completed(stored: &StoredDocument) -> Completion {
    let text = String::from_utf8(stored.content.clone().unwrap()).unwrap();
    let metadata = stored.metadata.clone();
    let address_keys = vec![metadata.url.clone()];
    let document = conformance::document(&metadata.source, &text);
    let document = NewDocument { metadata, address_keys, ..document };
    Completion { seq: stored.seq, document }
}

#[tokio::test]
async fn documents_of_schema_1_come_along() {
    let folder = tempfile::tempdir().unwrap();
    let store = migrated(folder.path()).await;
    let all = Filter::all();
    let first = store.list(&request(&all, 3, "")).await.unwrap();
    assert_eq!((first.total, first.documents.len()), (4, 3));
    let second = store.list(&request(&all, 3, &first.next_token)).await.unwrap();
    let found: Vec<_> = first.documents.into_iter().chain(second.documents).collect();
    assert_eq!(found.len(), 4);
    for (seq, (stored, expected)) in (1_i64..).zip(found.iter().zip(DOCUMENTS)) {
        let (id, source, url, publish_time, text) = expected;
        assert_eq!((stored.seq, stored.id.as_str()), (seq, id));
        assert_eq!(stored.content.as_deref(), Some(text.as_bytes()), "byte for byte");
        assert_eq!((stored.size, stored.revision, stored.revision_count), (text.len(), 1, 1));
        assert_eq!((stored.metadata.source.as_str(), stored.metadata.url.as_str()), (source, url));
        assert_eq!(stored.metadata.publish_time, publish_time.map(|time| time.parse().unwrap()));
        let new = conformance::document(source, text);
        assert_eq!((stored.content_hash, stored.charset.as_str()), (new.content_hash, "UTF-8"));
        assert_eq!(stored.create_time, stored.update_time);
        assert!(stored.create_time.to_string().starts_with("2026-11-22T05:59:"));
    }
    assert_eq!(found[0].metadata.labels["desk"], "wörld \"1\"");
    assert_eq!(found[0].metadata.labels["page"], "3");
}

#[tokio::test]
async fn documents_of_schema_1_are_completed() {
    let folder = tempfile::tempdir().unwrap();
    let store = migrated(folder.path()).await;
    assert_eq!(
        store.due("1", vec![], 10).await.unwrap().documents,
        [],
        "nothing is analysed before"
    );
    let part = store.incomplete(3).await.unwrap();
    assert_eq!(part.len(), 3);
    store.complete(part.iter().map(completed).collect()).await.unwrap();
    // Once is enough: what is complete is left as it is.
    let etag = store.get(&part[0].id, None, Detail::Basic).await.unwrap().unwrap().etag;
    store.complete(vec![completed(&part[0])]).await.unwrap();
    let rest = store.incomplete(10).await.unwrap();
    assert_eq!(rest.len(), 1);
    store.complete(rest.iter().map(completed).collect()).await.unwrap();
    assert_eq!(store.incomplete(10).await.unwrap(), []);

    let due = store.due("1", vec![], 10).await.unwrap().documents;
    assert_eq!(due.len(), 4);
    assert_eq!((due[0].state, &due[0].etag), (State::Accepted, &etag));
    assert!(due.iter().all(|document| document.search.is_some()));
    let again = Submission { document: completed(&due[2]).document, request: None, item: None };
    let again = store.put(again).await.unwrap();
    assert_eq!(
        (again.outcome, again.document.id.as_str()),
        (crate::store::Outcome::Duplicate, "trams")
    );
    store.close().await.unwrap();
    assert_eq!(SqliteStore::check(folder.path()).unwrap(), [""; 0]);
    let store = SqliteStore::open(folder.path()).await.unwrap();
    let trams = store.get(&"trams".parse().unwrap(), None, Detail::Full).await.unwrap().unwrap();
    assert_eq!(trams.content.as_deref(), Some(DOCUMENTS[2].4.as_bytes()));
    let new = conformance::document("new", "a new document");
    let new = store.put(Submission { document: new, request: None, item: None }).await.unwrap();
    assert_eq!(new.seq, 5, "arrival goes on");
}

#[tokio::test]
async fn sessions_of_schema_2_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let connection = Connection::open(folder.path().join(open::FILE_NAME)).unwrap();
    connection.execute_batch(&migrate::MIGRATIONS[..2].concat()).unwrap();
    connection.execute("INSERT INTO sessions (id, mark) VALUES ('feed', 7)", []).unwrap();
    connection.pragma_update(None, "user_version", 2).unwrap();
    drop(connection);
    let store = SqliteStore::open(folder.path()).await.unwrap();
    let session = "feed".parse().unwrap();
    assert_eq!(store.session(&session).await.unwrap(), 7);
    let item = SessionItem { session, sequence: 8, acknowledge: true };
    store.refuse(item.clone(), "2026-01-02T00:00:00Z".parse().unwrap()).await.unwrap();
    assert_eq!(store.session(&item.session).await.unwrap(), 8);
}

#[tokio::test]
async fn curated_entities_of_schema_10_come_first() {
    let folder = tempfile::tempdir().unwrap();
    let connection = Connection::open(folder.path().join(open::FILE_NAME)).unwrap();
    connection.execute_batch(&migrate::MIGRATIONS[..10].concat()).unwrap();
    for (id, curated, documents) in [(1, 0, 900), (2, 1, 3), (3, 0, 2)] {
        let sql = "INSERT INTO identities (id, slug, name, kind, curated, documents) \
                   VALUES (?1, 'jo-' || ?1, 'Jo', 'PERSON', ?2, ?3)";
        connection.execute(sql, [id, curated, documents]).unwrap();
        let sql = "INSERT INTO identity_keys (key, entity, weight, uses) VALUES ('n:jo', ?, ?, 1)";
        let weight = crate::domain::key_weight(documents.try_into().unwrap());
        connection.execute(sql, [id, i64::from(weight)]).unwrap();
    }
    connection.pragma_update(None, "user_version", 10).unwrap();
    drop(connection);
    let store = SqliteStore::open(folder.path()).await.unwrap();
    let keys = vec!["n:jo".to_owned()];
    let candidates = store.entity_candidates(keys, Vec::new(), 1).await.unwrap();
    assert_eq!(candidates.found, [("n:jo".to_owned(), vec![2, 1])]);
}

#[tokio::test]
async fn a_later_schema_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).await.unwrap();
    let later = store.writer.write(0, |c| Ok(c.pragma_update(None, "user_version", 9000)?));
    later.await.unwrap();
    store.close().await.unwrap();
    let error = SqliteStore::open(folder.path()).await.err().unwrap();
    assert!(matches!(error, StoreError::LaterSchema { version: 9000, .. }), "{error}");
}
