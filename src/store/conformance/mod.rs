//! What every store must do; each back end runs this on itself.

mod analyses;
mod changes;
mod comparisons;
mod copies;
mod events;
mod findings;
mod identities;
mod lists;
mod puts;
mod searches;
mod sessions;
mod stories;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::{
    Detail, ListRequest, NewDocument, Outcome, Page, RequestKey, SearchText, SessionItem, Store,
    StoreError, StoredDocument, Submission, Written,
};
use crate::domain::{DocumentId, Filter, MediaType, Metadata, Order, Sketch};

/// Runs the suite on stores that `open` opens by name; after a close it opens them again.
pub(super) async fn run<S, F>(open: impl Fn(&'static str) -> F)
where
    S: Store,
    F: Future<Output = Result<S, StoreError>>,
{
    puts::run(&open("puts").await.unwrap()).await;
    copies::run(&open("copies").await.unwrap()).await;
    sessions::run(&open("sessions").await.unwrap()).await;
    changes::run(&open("changes").await.unwrap()).await;
    lists::run(&open("lists").await.unwrap()).await;
    lists::pages_hold_while_documents_arrive(&open("pages").await.unwrap()).await;
    searches::run(&open("searches").await.unwrap()).await;
    searches::pages_hold_while_documents_arrive(&open("hits").await.unwrap()).await;
    analyses::run(&open("analyses").await.unwrap()).await;
    comparisons::run(&open("comparisons").await.unwrap()).await;
    stories::run(&open("stories").await.unwrap()).await;
    stories::pages_hold_while_stories_are_founded(&open("story-pages").await.unwrap()).await;
    events::run(&open("events").await.unwrap()).await;
    identities::run(&open("identities").await.unwrap()).await;
    identities::corrections(&open("corrections").await.unwrap()).await;
    concurrent_repeats_make_one(&open("concurrent").await.unwrap()).await;
    survives_reopening(open).await;
}

/// A document without keys; its wording is its text without case and punctuation.
pub(super) fn document(source: &str, text: &str) -> NewDocument {
    let letters = text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
    let (title, body) = text.split_once('\n').unwrap_or(("", text));
    NewDocument {
        wanted_id: None,
        metadata: Metadata { source: source.to_owned(), ..Metadata::default() },
        publish_basis: None,
        language_score: 0.5,
        content: text.as_bytes().to_vec(),
        media: MediaType::Text,
        charset: "UTF-8".to_owned(),
        skip_cleaning: false,
        content_hash: Sha256::digest(text).into(),
        body_hash: Sha256::digest(letters).into(),
        address_keys: Vec::new(),
        search: SearchText { title: title.to_owned(), body: body.to_owned() },
        sketch: None,
        agency: None,
        analyzable: true,
        create_time: time("2026-01-02T03:04:05Z"),
    }
}

/// A document that is known by its address.
fn at_address(source: &str, address: &str, text: &str) -> NewDocument {
    let mut document = document(source, text);
    document.metadata.url = format!("https://{address}");
    document.address_keys = vec![address.to_owned()];
    document
}

/// A document that is known by its external id.
fn with_external_id(source: &str, id: &str, text: &str) -> NewDocument {
    let mut document = document(source, text);
    document.metadata.external_id = id.to_owned();
    document
}

fn with_id(id: &str, document: NewDocument) -> NewDocument {
    NewDocument { wanted_id: Some(self::id(id)), ..document }
}

fn id(id: &str) -> DocumentId {
    id.parse().unwrap()
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A sketch of numbers in a row: two share what their ranges share.
fn sketch(numbers: std::ops::Range<u64>) -> Option<Sketch> {
    let hash = |n: u64| {
        let digest = Sha256::digest(n.to_be_bytes());
        digest.first_chunk().map(|bytes| u64::from_be_bytes(*bytes))
    };
    Sketch::of_hashes(numbers.filter_map(hash).collect())
}

fn submission(document: NewDocument) -> Submission {
    Submission { document, request: None, item: None }
}

fn item(session: &str, sequence: i64) -> SessionItem {
    SessionItem { session: session.parse().unwrap(), sequence, acknowledge: true }
}

fn request(id: &str, digest: u8) -> RequestKey {
    RequestKey { id: id.to_owned(), digest: [digest; 32] }
}

async fn put(store: &impl Store, document: NewDocument) -> Written {
    store.put(submission(document)).await.unwrap()
}

async fn create(store: &impl Store, document: NewDocument) -> StoredDocument {
    let written = put(store, document).await;
    assert_eq!(written.outcome, Outcome::Created);
    written.document
}

/// Puts a document and says which document it went to and what became of it. A check before
/// must say the same.
async fn outcome(store: &impl Store, document: NewDocument) -> (DocumentId, Outcome) {
    let checked = store.check(submission(document.clone())).await.unwrap();
    let written = put(store, document).await;
    assert_eq!(written.outcome, checked.outcome, "a check foretells the outcome");
    let expected = StoredDocument {
        seq: written.seq,
        etag: written.document.etag.clone(),
        ..checked.document
    };
    assert_eq!(written.document, expected, "a check foretells the document");
    (written.document.id, written.outcome)
}

async fn full(store: &impl Store, id: &DocumentId, revision: Option<u32>) -> StoredDocument {
    store.get(id, revision, Detail::Full).await.unwrap().unwrap()
}

async fn list(store: &impl Store, filter: &str, order: &str, size: usize, token: &str) -> Page {
    let filter = Filter::parse(filter).unwrap();
    let order = Order::parse(order).unwrap();
    let detail = Detail::Basic;
    let request =
        ListRequest { filter: &filter, order, size, token, detail, max_bytes: usize::MAX };
    store.list(&request).await.unwrap()
}

async fn total(store: &impl Store) -> usize {
    list(store, "", "", 1, "").await.total
}

async fn concurrent_repeats_make_one(store: &impl Store) {
    let puts: Vec<_> = (0..100)
        .map(|n| {
            let text = format!("at the same time {}", n % 10);
            store.put(submission(document("outlet", &text)))
        })
        .collect();
    let mut created = 0;
    for put in puts {
        created += usize::from(put.await.unwrap().outcome == Outcome::Created);
    }
    assert_eq!((created, total(store).await), (10, 10));
    let versions: Vec<_> = (0..20)
        .map(|n| store.put(submission(at_address("outlet", "one", &format!("version {n}")))))
        .collect();
    for version in versions {
        version.await.unwrap();
    }
    let page = list(store, "url:*", "", 10, "").await;
    assert_eq!((page.total, page.documents[0].revision_count), (1, 20));
}

async fn survives_reopening<S, F>(open: impl Fn(&'static str) -> F)
where
    S: Store,
    F: Future<Output = Result<S, StoreError>>,
{
    let store = open("reopened").await.unwrap();
    for n in 0..5 {
        create(&store, with_id(&format!("d{n}"), document("outlet", &format!("text {n}")))).await;
    }
    let first = list(&store, "source = outlet", "", 2, "").await;
    let all = list(&store, "", "", 10, "").await;
    store.refuse(item("feed", 7), time("2026-01-01T00:00:00Z")).await.unwrap();
    // Begun before the close: it is carried out.
    let last = store.put(submission(document("other", "the last")));
    store.close().await.unwrap();
    assert_eq!(last.await.unwrap().outcome, Outcome::Created);
    let late = store.put(submission(document("outlet", "too late")));
    assert!(matches!(late.await, Err(StoreError::Closed)));
    let read = store.get(&all.documents[0].id, None, Detail::Basic).await;
    assert!(matches!(read, Err(StoreError::Closed)));
    drop(store);

    let store = open("reopened").await.unwrap();
    assert_eq!(list(&store, "source = outlet", "", 10, "").await.documents, all.documents);
    assert_eq!(total(&store).await, 6);
    let second = list(&store, "source = outlet", "", 2, &first.next_token).await;
    assert_eq!(second.documents, all.documents[2..4], "tokens outlive a restart");
    assert_eq!(store.session(&"feed".parse().unwrap()).await.unwrap(), 7);
    for stored in &all.documents {
        let text = format!("text {}", &stored.id.as_str()[1..]);
        assert_eq!(full(&store, &stored.id, None).await.content, Some(text.into_bytes()));
    }
}
