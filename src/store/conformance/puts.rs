//! The rules of `put`.

use super::*;
use crate::domain::DateBasis;

pub(super) async fn run(store: &impl Store) {
    keeps_every_byte(store).await;
    keeps_everything_said(store).await;
    wanted_ids(store).await;
    external_ids_tell_articles(store).await;
    addresses_tell_articles(store).await;
    texts_tell_articles_without_keys(store).await;
    revisions_follow_each_other(store).await;
    new_revisions_renew_metadata(store).await;
    request_ids(store).await;
}

async fn keeps_every_byte(store: &impl Store) {
    let text = "\u{feff}zero \0 byte\r\n\ttab e\u{301} 🎉 \u{2028}\u{fdd0}end\n\n ";
    let mut new = document("bytes", text);
    new.content = [text.as_bytes(), b"\xff\xfe"].concat();
    let stored = create(store, new.clone()).await;
    assert_eq!((&stored.content, &stored.search, stored.size), (&None, &None, new.content.len()));
    let found = full(store, &stored.id, None).await;
    assert_eq!(found.content.as_ref(), Some(&new.content));
    let search = found.search.clone().unwrap();
    assert_eq!(search.title.len(), new.search.title.len());
    assert_eq!(search.body.len(), new.search.body.len(), "offsets do not shift");
    assert_eq!(StoredDocument { content: None, search: None, ..found }, stored);
    assert_eq!(store.get(&stored.id, None, Detail::Basic).await.unwrap(), Some(stored));
    assert_eq!(store.get(&id("unknown"), None, Detail::Full).await.unwrap(), None);
}

async fn keeps_everything_said(store: &impl Store) {
    let mut new = document("said", "Everything\nis kept");
    new.metadata = Metadata {
        source: "said".to_owned(),
        source_display_name: "The \"Said\" \0".to_owned(),
        url: "https://example.org/a?b=ü".to_owned(),
        canonical_url: "https://example.org/a".to_owned(),
        external_id: "7'; --".to_owned(),
        title: "Ein Titel".to_owned(),
        authors: vec!["Ann Ö.".to_owned(), "B \"C\"".to_owned()],
        publish_time: Some(time("2025-06-18T09:30:00.123456789Z")),
        modify_time: Some(time("1969-12-31T23:59:59.5Z")),
        fetch_time: Some(time("9999-12-30T00:00:00Z")),
        language_code: "de".to_owned(),
        labels: [("desk".to_owned(), "wörld \"1\"".to_owned()), (String::new(), String::new())]
            .into(),
    };
    new.publish_basis = Some(DateBasis::Dateline);
    new.media = MediaType::Html;
    new.charset = "windows-1252".to_owned();
    new.skip_cleaning = true;
    new.analyzable = false;
    new.create_time = time("2026-01-02T03:04:05.000000001Z");
    let stored = create(store, new.clone()).await;
    let found = store.get(&stored.id, Some(1), Detail::Basic).await.unwrap().unwrap();
    assert_eq!(found, stored, "what is answered is what is stored");
    assert_eq!((&found.metadata, found.publish_basis), (&new.metadata, new.publish_basis));
    assert_eq!((found.media, found.skip_cleaning), (MediaType::Html, true));
    assert_eq!((found.charset.as_str(), found.language_score), ("windows-1252", 0.5));
    assert_eq!((found.content_hash, found.body_hash), (new.content_hash, new.body_hash));
    assert_eq!((found.create_time, found.update_time), (new.create_time, new.create_time));
    assert_eq!(found.state, crate::domain::State::NotAnalyzed);
}

async fn wanted_ids(store: &impl Store) {
    let new = |text| with_id("wanted", at_address("ids", "wanted", text));
    assert_eq!(outcome(store, new("text")).await, (id("wanted"), Outcome::Created));
    assert_eq!(outcome(store, new("text")).await, (id("wanted"), Outcome::Duplicate));
    assert_eq!(outcome(store, new("new text")).await, (id("wanted"), Outcome::NewRevision));
    let same = with_id("wanted", at_address("ids", "elsewhere", "text"));
    assert_eq!(outcome(store, same).await, (id("wanted"), Outcome::Duplicate));
    let known = with_id("another", at_address("ids", "wanted", "new text"));
    assert_eq!(outcome(store, known).await, (id("wanted"), Outcome::Duplicate));

    let before = total(store).await;
    for taken in [
        with_id("wanted", document("ids", "third text")),
        with_id("wanted", at_address("ids", "elsewhere", "third text")),
        with_id("wanted", at_address("others", "wanted", "text")),
    ] {
        for result in
            [store.check(submission(taken.clone())).await, store.put(submission(taken)).await]
        {
            let Err(StoreError::IdTaken(taken)) = result else { panic!("{result:?}") };
            assert_eq!(taken, id("wanted"));
        }
    }
    assert_eq!(total(store).await, before);
}

async fn external_ids_tell_articles(store: &impl Store) {
    let source = "external";
    let (first, _) = outcome(store, with_external_id(source, "1", "text")).await;
    let again = |text| with_external_id(source, "1", text);
    assert_eq!(outcome(store, again("text")).await, (first.clone(), Outcome::Duplicate));
    assert_eq!(
        outcome(store, again("TEXT!")).await,
        (first.clone(), Outcome::Duplicate),
        "wording"
    );
    assert_eq!(outcome(store, again("other")).await, (first.clone(), Outcome::NewRevision));
    let (other, created) = outcome(store, with_external_id(source, "2", "text")).await;
    assert_eq!(created, Outcome::Created, "another id is another article");
    assert_ne!(other, first);
    let (third, created) = outcome(store, with_external_id(source, "3", "text")).await;
    assert_eq!(created, Outcome::Created);
    assert_ne!(third, other);
    let elsewhere = outcome(store, with_external_id("external-2", "1", "text")).await;
    assert_eq!(elsewhere.1, Outcome::Created, "ids are a source's own");
    // The address of another id does not matter.
    let mut new = with_external_id(source, "4", "four");
    new.address_keys = vec!["shared".to_owned()];
    assert_eq!(outcome(store, new.clone()).await.1, Outcome::Created);
    new.metadata.external_id = "5".to_owned();
    assert_eq!(outcome(store, new).await.1, Outcome::Created);
}

async fn addresses_tell_articles(store: &impl Store) {
    let source = "addresses";
    let mut new = at_address(source, "a", "text");
    new.address_keys.push("canonical".to_owned());
    let (first, _) = outcome(store, new).await;
    let mut latest = "text";
    for (address, next) in [("a", "by a"), ("canonical", "by canonical")] {
        let same = outcome(store, at_address(source, address, latest)).await;
        assert_eq!(same, (first.clone(), Outcome::Duplicate));
        let changed = outcome(store, at_address(source, address, next)).await;
        assert_eq!(changed, (first.clone(), Outcome::NewRevision));
        latest = next;
    }
    assert_eq!(outcome(store, at_address(source, "b", "text")).await.1, Outcome::Created);
    assert_eq!(outcome(store, at_address("addresses-2", "a", "text")).await.1, Outcome::Created);
    // An empty address is none.
    assert_eq!(outcome(store, at_address(source, "", "without one")).await.1, Outcome::Created);
    assert_eq!(outcome(store, at_address(source, "", "again none")).await.1, Outcome::Created);
}

async fn texts_tell_articles_without_keys(store: &impl Store) {
    let source = "texts";
    let (first, _) = outcome(store, document(source, "a text")).await;
    for text in ["a text", "A text."] {
        let same = outcome(store, document(source, text)).await;
        assert_eq!(same, (first.clone(), Outcome::Duplicate));
        let keyed = outcome(store, at_address(source, "late", text)).await;
        assert_eq!(keyed, (first.clone(), Outcome::Duplicate), "the known one has no key");
    }
    let (keyed, _) = outcome(store, at_address(source, "keyed", "keyed text")).await;
    let same = outcome(store, document(source, "keyed text")).await;
    assert_eq!(same, (keyed, Outcome::Duplicate), "the new one has no key");
    let other = outcome(store, at_address(source, "other", "keyed text")).await;
    assert_eq!(other.1, Outcome::Created, "both have keys, and not the same");
    assert_eq!(outcome(store, document("texts-2", "a text")).await.1, Outcome::Created);
}

async fn revisions_follow_each_other(store: &impl Store) {
    let new = |text: &str| at_address("revisions", "r", text);
    let first = create(store, new("A")).await;
    let id = first.id.clone();
    for (n, text) in [(2, "B"), (3, "A")] {
        let mut new = new(text);
        new.create_time = time("2026-02-02T00:00:00Z");
        let written = put(store, new).await;
        assert_eq!(written.outcome, Outcome::NewRevision);
        let document = written.document;
        assert_eq!((document.revision, document.revision_count), (n, n));
        assert_eq!((document.create_time, document.seq), (first.create_time, first.seq));
        assert_eq!(document.update_time, time("2026-02-02T00:00:00Z"));
        assert_ne!(document.etag, first.etag);
    }
    for (n, text) in [(1, "A"), (2, "B"), (3, "A")] {
        let found = full(store, &id, Some(n)).await;
        assert_eq!((found.revision, found.revision_count), (n, 3));
        assert_eq!(found.content.as_deref(), Some(text.as_bytes()));
        assert_eq!(found.content_hash, new(text).content_hash);
        assert_eq!(found.search.is_some(), n == 3, "of the latest alone");
        let basic = store.get(&id, Some(n), Detail::Basic).await.unwrap().unwrap();
        assert_eq!(basic.content, None);
    }
    for none in [0, 4] {
        assert_eq!(store.get(&id, Some(none), Detail::Full).await.unwrap(), None);
    }
}

async fn new_revisions_renew_metadata(store: &impl Store) {
    let mut new = at_address("renewed", "r", "first");
    new.metadata.title = "Old title".to_owned();
    new.metadata.authors = vec!["Ann".to_owned()];
    new.metadata.publish_time = Some(time("2024-01-01T00:00:00Z"));
    new.publish_basis = Some(DateBasis::MetaTag);
    new.metadata.language_code = "en".to_owned();
    new.metadata.labels =
        [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "1".to_owned())].into();
    create(store, new).await;
    let mut new = at_address("renewed", "r", "second");
    new.metadata.title = "New title".to_owned();
    new.metadata.labels = [("b".to_owned(), "2".to_owned())].into();
    new.language_score = 0.9;
    new.analyzable = false;
    let (id, _) = outcome(store, new).await;
    let found = full(store, &id, None).await;
    assert_eq!(found.metadata.title, "New title");
    assert_eq!(found.metadata.authors, ["Ann"], "what is not said stays");
    assert_eq!(found.publish_basis, Some(DateBasis::MetaTag));
    assert_eq!((found.metadata.language_code.as_str(), found.language_score), ("en", 0.5));
    let labels: Vec<_> = found.metadata.labels.iter().map(|(k, v)| format!("{k}{v}")).collect();
    assert_eq!(labels, ["a1", "b2"]);
    assert_eq!(found.state, crate::domain::State::NotAnalyzed);
}

async fn request_ids(store: &impl Store) {
    let call = |digest, document| Submission {
        document,
        request: Some(request("call", digest)),
        item: None,
    };
    let first = store.put(call(1, at_address("calls", "c", "text"))).await.unwrap();
    assert_eq!(first.outcome, Outcome::Created);
    put(store, at_address("calls", "c", "changed since")).await;
    let again = store.put(call(1, at_address("calls", "c", "text"))).await.unwrap();
    assert_eq!(again.outcome, Outcome::Created, "the outcome of then");
    assert_eq!((&again.document.id, again.document.revision), (&first.document.id, 2));
    for result in [
        store.check(call(2, document("calls", "other"))).await,
        store.put(call(2, document("calls", "other"))).await,
    ] {
        assert!(matches!(result, Err(StoreError::RequestIdReused)), "{result:?}");
    }
    // Kept for a day, then free again.
    let mut next = document("calls", "next day");
    next.create_time = time("2026-01-03T03:04:05Z");
    let next = store.put(call(3, next)).await.unwrap();
    assert_eq!(next.outcome, Outcome::Created);
}
