//! What every store must do; each back end runs this on itself.

use jiff::Timestamp;

use super::{Detail, Insertion, NewDocument, Page, PageRequest, Store, StoreError, StoredDocument};
use crate::domain::{Article, ArticleText, DocumentId, Metadata};

/// Runs the suite on a store that `open` opens and, after a close, opens again.
pub(super) async fn run<S, F>(open: impl Fn() -> F)
where
    S: Store,
    F: Future<Output = Result<S, StoreError>>,
{
    let store = open().await.unwrap();
    keeps_every_byte(&store).await;
    recognises_repeats(&store).await;
    refuses_a_taken_id(&store).await;
    checks_without_writing(&store).await;
    pages_are_stable(&store).await;
    pages_keep_to_their_bytes(&store).await;
    concurrent_repeats_make_one(&store).await;
    survives_reopening(store, open).await;
}

fn document(id: Option<&str>, source: &str, text: &str) -> NewDocument {
    let metadata = Metadata {
        source: source.to_owned(),
        url: "https://example.org/a?b=ü".to_owned(),
        publish_time: Some("2025-06-18T09:30:00.123456789Z".parse().unwrap()),
        labels: [("desk".to_owned(), "wörld \"1\"".to_owned())].into(),
    };
    let text = ArticleText::from_text(text.to_owned(), usize::MAX).unwrap();
    let id = id.map(|id| id.parse().unwrap());
    NewDocument::new(Article { text, metadata }, id, "2026-01-02T03:04:05Z".parse().unwrap())
}

async fn create(store: &impl Store, document: NewDocument) -> StoredDocument {
    match store.insert(document).await.unwrap() {
        Insertion::Created(stored) => stored,
        Insertion::Duplicate(stored) => panic!("{} exists", stored.id),
    }
}

async fn total(store: &impl Store) -> usize {
    list(store, 1, "", Detail::Basic).await.total
}

async fn list(store: &impl Store, size: usize, token: &str, detail: Detail) -> Page {
    let request = PageRequest { size, token, detail, max_bytes: usize::MAX };
    store.list(&request).await.unwrap()
}

async fn keeps_every_byte(store: &impl Store) {
    let text = "\u{feff}zero \0 byte\r\n\ttab e\u{301} 🎉 \u{2028}end\n\n ";
    let stored = create(store, document(Some("bytes"), "outlet", text)).await;
    assert_eq!((stored.text.as_deref(), stored.size), (None, text.len()));
    let full = store.get(&stored.id, Detail::Full).await.unwrap().unwrap();
    assert_eq!(full.text.as_deref(), Some(text));
    assert_eq!(full.metadata.labels["desk"], "wörld \"1\"");
    assert_eq!(full, StoredDocument { text: full.text.clone(), ..stored.clone() });
    assert_eq!(store.get(&stored.id, Detail::Basic).await.unwrap(), Some(stored));
    let unknown: DocumentId = "unknown".parse().unwrap();
    assert_eq!(store.get(&unknown, Detail::Full).await.unwrap(), None);
}

async fn recognises_repeats(store: &impl Store) {
    let first = create(store, document(None, "outlet", "repeated")).await;
    let before = total(store).await;
    for id in [None, Some(first.id.as_str()), Some("another-id")] {
        let mut again = document(id, "outlet", "repeated");
        again.create_time = Timestamp::UNIX_EPOCH;
        let outcome = store.insert(again).await.unwrap();
        assert_eq!(outcome, Insertion::Duplicate(first.clone()));
    }
    assert_eq!(total(store).await, before);
    create(store, document(None, "other outlet", "repeated")).await;
}

async fn refuses_a_taken_id(store: &impl Store) {
    create(store, document(Some("taken"), "outlet", "first text")).await;
    let before = total(store).await;
    for (source, text) in [("outlet", "second text"), ("other outlet", "first text")] {
        let error = store.insert(document(Some("taken"), source, text)).await.unwrap_err();
        assert!(matches!(error, StoreError::IdTaken(id) if id.as_str() == "taken"));
    }
    assert_eq!(total(store).await, before);
}

async fn checks_without_writing(store: &impl Store) {
    let before = total(store).await;
    let new = document(Some("checked"), "outlet", "checked text");
    assert_eq!(store.check(&new).await.unwrap(), Insertion::Created(new.stored()));
    assert_eq!(total(store).await, before);
    let stored = create(store, new.clone()).await;
    assert_eq!(store.check(&new).await.unwrap(), Insertion::Duplicate(stored));
    let taken = document(Some("checked"), "outlet", "another text");
    assert!(matches!(store.check(&taken).await, Err(StoreError::IdTaken(_))));
}

async fn pages_are_stable(store: &impl Store) {
    for n in 0..7 {
        create(store, document(Some(&format!("page-{n}")), "outlet", &format!("page {n}"))).await;
    }
    let everything = list(store, 1000, "", Detail::Basic).await;
    assert_eq!(everything.next_token, "");
    assert_eq!(everything.documents.len(), everything.total);
    let expected: Vec<_> = everything.documents.into_iter().map(|d| d.id).collect();
    assert_eq!(expected[0].as_str(), "page-6", "newest first");

    let (mut seen, mut token, mut arrivals) = (Vec::new(), String::new(), 0);
    loop {
        let page = list(store, 3, &token, Detail::Full).await;
        assert!(page.documents.len() <= 3 && page.documents.iter().all(|d| d.text.is_some()));
        seen.extend(page.documents.into_iter().map(|d| d.id));
        token = page.next_token;
        if token.is_empty() {
            break;
        }
        create(store, document(None, "outlet", &format!("arrival {arrivals}"))).await;
        arrivals += 1;
    }
    assert!(arrivals > 1);
    assert_eq!(seen, expected, "arrivals neither repeat nor hide documents");

    let exact = list(store, expected.len() + arrivals, "", Detail::Basic).await;
    assert_eq!(exact.next_token, "", "no token when the page ends with the list");
    for bad in ["x", "0", &"0".repeat(34), "ü"] {
        let request = PageRequest { size: 1, token: bad, detail: Detail::Basic, max_bytes: 0 };
        assert!(matches!(store.list(&request).await, Err(StoreError::PageToken)), "{bad}");
    }
}

async fn pages_keep_to_their_bytes(store: &impl Store) {
    for n in 0..3 {
        create(store, document(None, "outlet", &format!("{n}{}", "x".repeat(1000)))).await;
    }
    let request = PageRequest { size: 3, token: "", detail: Detail::Full, max_bytes: 2500 };
    let page = store.list(&request).await.unwrap();
    assert_eq!(page.documents.len(), 2);
    let request = PageRequest { token: &page.next_token, max_bytes: 1, ..request };
    let rest = store.list(&request).await.unwrap();
    assert_eq!(rest.documents.len(), 1, "one document comes whatever its size");
    assert!(rest.documents[0].text.as_deref().unwrap().starts_with("0x"));
    let request = PageRequest { token: "", detail: Detail::Basic, ..request };
    let request = PageRequest { max_bytes: 2500, ..request };
    assert_eq!(store.list(&request).await.unwrap().documents.len(), 3, "texts are not counted");
}

async fn concurrent_repeats_make_one(store: &impl Store) {
    let insert = || store.insert(document(None, "outlet", "at the same time"));
    let (a, b, c) = tokio::join!(insert(), insert(), insert());
    let created = [a, b, c]
        .into_iter()
        .filter(|outcome| matches!(outcome.as_ref().unwrap(), Insertion::Created(_)))
        .count();
    assert_eq!(created, 1);
}

async fn survives_reopening<S, F>(store: S, open: impl Fn() -> F)
where
    S: Store,
    F: Future<Output = Result<S, StoreError>>,
{
    let first = list(&store, 2, "", Detail::Full).await;
    let all = list(&store, 1000, "", Detail::Full).await;
    store.close().await.unwrap();
    drop(store);
    let store = open().await.unwrap();
    assert_eq!(list(&store, 1000, "", Detail::Full).await.documents, all.documents);
    let second = list(&store, 2, &first.next_token, Detail::Full).await;
    assert_eq!(second.documents, all.documents[2..4], "tokens outlive a restart");
}
