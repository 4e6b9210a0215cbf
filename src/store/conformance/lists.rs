//! Lists: filters, orders and pages.

use super::*;
use crate::{
    domain::{DuplicateKind, OrderBy},
    store::{AnalysisRecord, AnalysisRows, EntityRow, needs_analysis, passes},
};

pub(super) async fn run(store: &impl Store) {
    fill(store).await;
    filters(store).await;
    orders(store).await;
    pages(store).await;
    pages_keep_to_their_bytes(store).await;
    tokens_are_bound(store).await;
}

/// Four documents: a to c with times, d a copy of a.
async fn fill(store: &impl Store) {
    for (name, source, publish, create) in [
        ("a", "north", Some("2024-03-01T10:00:00Z"), "2026-01-04T00:00:00Z"),
        ("b", "north", None, "2026-01-03T00:00:00Z"),
        ("c", "south", Some("2024-02-28T23:59:59.999999999Z"), "2026-01-02T00:00:00Z"),
        ("d", "west \"'%_", None, "2026-01-02T00:00:00Z"),
    ] {
        let text = if name == "d" { "A TEXT" } else { &format!("{name} text") };
        let mut new = with_id(name, at_address(source, name, text));
        new.metadata.publish_time = publish.map(time);
        new.create_time = time(create);
        new.metadata.title = format!("Über {name}");
        new.metadata.labels.insert("topic".to_owned(), format!("t-{name}"));
        if name == "b" {
            new.metadata.external_id = "b-7".to_owned();
            new.metadata.authors = vec!["Zoë  Quinn".to_owned()];
            new.metadata.modify_time = Some(time("2024-05-01T00:00:00Z"));
            new.metadata.language_code = "de".to_owned();
            new.metadata.labels.insert("two \"words\"".to_owned(), "Größe".to_owned());
            new.analyzable = false;
        }
        let written = put(store, new).await;
        if name == "c" {
            let entity = EntityRow {
                name: "Xi Jinping".to_owned(),
                kind: "PERSON".to_owned(),
                mentions: 3,
                forms: vec!["President Xi".to_owned(), "Xí".to_owned(), "XI".to_owned()],
            };
            let record = AnalysisRecord {
                seq: written.seq,
                etag: written.document.etag,
                engine_version: "1".to_owned(),
                result: Ok(AnalysisRows { entities: vec![entity], ..AnalysisRows::default() }),
            };
            store.record(vec![record]).await.unwrap();
        }
    }
}

async fn names(store: &impl Store, filter: &str, order: &str) -> String {
    let page = list(store, filter, order, 100, "").await;
    assert_eq!((page.total, page.next_token.as_str()), (page.documents.len(), ""));
    page.documents.iter().map(|document| document.id.as_str()).collect()
}

async fn filters(store: &impl Store) {
    for (filter, expected) in [
        ("", "abcd"),
        ("source = north", "ab"),
        ("source != north", "cd"),
        ("source = \"west \\\"'%_\"", "d"),
        ("source = North", ""),
        ("source : ORT", "ab"),
        ("source:\"%\"", "d"),
        ("url = \"https://a\"", "a"),
        ("external_id = b-7", "b"),
        ("external_id:*", "b"),
        ("title:\"uber B\"", "b"),
        ("title = \"Über b\"", "b"),
        ("language_code = de", "b"),
        ("NOT language_code:*", "acd"),
        ("authors:\"zoe quinn\"", "b"),
        ("authors:zoe", ""),
        ("authors:*", "b"),
        ("entities:\"xi jinping\"", "c"),
        ("entities:\"PRESIDENT XI\"", "c"),
        ("entities:xi", "c"),
        ("entities:jinping", ""),
        ("-entities:xi", "abd"),
        ("entities:*", "c"),
        ("labels.topic = t-a OR labels.topic = t-b", "ab"),
        ("labels.topic != t-a", "bcd"),
        ("labels.none != x", "abcd"),
        ("labels.\"two \\\"words\\\"\" : grosse", ""),
        ("labels.\"two \\\"words\\\"\" : große", "b"),
        ("labels.\"two \\\"words\\\"\":*", "b"),
        ("labels:topic", "abcd"),
        ("labels:*", "abcd"),
        ("state = NOT_ANALYZED", "b"),
        ("state = ANALYZED OR state = NOT_ANALYZED", "bc"),
        ("state = FAILED", ""),
        ("duplicate.kind = EXACT", "d"),
        ("duplicate.kind != EXACT", "abc"),
        ("duplicate.kind:*", "d"),
        ("duplicate.original_document = \"documents/a\"", "d"),
        ("duplicate.original_document != \"documents/a\"", "abc"),
        ("duplicate.original_document = \"documents/none\"", ""),
        ("NOT duplicate.original_document = \"documents/none\"", "abcd"),
        ("publish_time >= 2024-02-29", "a"),
        ("publish_time < 2024-02-29", "c"),
        ("publish_time = 2024-02-28", "c"),
        ("publish_time <= 2024-03-01", "ac"),
        ("publish_time > 2024-03-01", ""),
        ("publish_time = 2024-03-01T11:00:00+01:00", "a"),
        ("publish_time != 2024-03-01T10:00:00Z", "bcd"),
        ("NOT publish_time:*", "bd"),
        ("modify_time > 2000-01-01", "b"),
        ("create_time = 2026-01-02", "cd"),
        ("update_time > 2026-01-03", "a"),
        ("source = north AND (labels.topic = t-a OR language_code = de) -title:\"a\"", "b"),
        ("source = south OR source = north publish_time:*", "ac"),
        ("NOT (source = north OR source = south)", "d"),
        ("source = \"' OR 1=1 --\"", ""),
    ] {
        assert_eq!(names(store, filter, "name").await, expected, "{filter}");
        // In memory a filter has the same answer as in a list.
        let parsed = Filter::parse(filter).unwrap();
        assert_eq!(needs_analysis(&parsed), filter.contains("entities"), "{filter}");
        if !needs_analysis(&parsed) {
            let all = list(store, "", "name", 100, "").await.documents;
            let pass = all.iter().filter(|document| passes(&parsed, document));
            assert_eq!(pass.map(|document| document.id.as_str()).collect::<String>(), expected);
        }
    }
}

async fn orders(store: &impl Store) {
    for (order, expected) in [
        ("", "abdc"),
        ("create_time desc", "abdc"),
        ("create_time", "cdba"),
        ("publish_time", "cabd"),
        ("publish_time desc", "acdb"),
        ("update_time", "cdba"),
        ("update_time desc", "abdc"),
        ("name", "abcd"),
        ("name desc", "dcba"),
    ] {
        assert_eq!(names(store, "", order).await, expected, "{order}");
        for size in 1..5 {
            let (mut seen, mut token) = (String::new(), String::new());
            loop {
                let page = list(store, "", order, size, &token).await;
                assert!(page.documents.len() <= size && page.total == 4);
                seen.extend(page.documents.iter().map(|document| document.id.as_str()));
                token = page.next_token;
                if token.is_empty() {
                    break;
                }
            }
            assert_eq!(seen, expected, "{order}, {size} a page");
        }
    }
}

async fn pages(store: &impl Store) {
    let page = list(store, "", "name", 4, "").await;
    assert_eq!(page.next_token, "", "no token when the page ends with the list");
    let kind = page.documents[3].duplicate.as_ref().map(|link| link.kind);
    assert_eq!(kind, Some(DuplicateKind::Exact));
    let filtered = list(store, "source = north", "name", 1, "").await;
    assert_eq!(filtered.total, 2);
    let next = list(store, "source = north", "name", 1, &filtered.next_token).await;
    assert_eq!((next.documents[0].id.as_str(), next.next_token.as_str()), ("b", ""));
}

async fn pages_keep_to_their_bytes(store: &impl Store) {
    for n in 0..3 {
        let text = format!("{n}{}", "x".repeat(500));
        create(store, with_id(&format!("long-{n}"), document("long", &text))).await;
    }
    let filter = Filter::parse("source = long").unwrap();
    let order = Order { by: OrderBy::Name, descending: false };
    let request = ListRequest {
        filter: &filter,
        order,
        size: 3,
        token: "",
        detail: Detail::Full,
        max_bytes: 2500,
    };
    let page = store.list(&request).await.unwrap();
    assert_eq!(page.documents.len(), 2);
    assert!(page.documents.iter().all(|d| d.content.is_some() && d.search.is_some()));
    let rest = ListRequest { token: &page.next_token, max_bytes: 1, ..request };
    let rest = store.list(&rest).await.unwrap();
    assert_eq!(rest.documents.len(), 1, "one document comes whatever its size");
    assert_eq!((rest.documents[0].id.as_str(), rest.next_token.as_str()), ("long-2", ""));
    let basic = ListRequest { detail: Detail::Basic, ..request };
    assert_eq!(store.list(&basic).await.unwrap().documents.len(), 3, "texts are not counted");
}

async fn tokens_are_bound(store: &impl Store) {
    let token = list(store, "source = north", "name", 1, "").await.next_token;
    let changed: String = format!("{token}0");
    for (filter, order, token) in [
        ("source = south", "name", token.as_str()),
        ("", "name", &token),
        ("source = north", "name desc", &token),
        ("source = north", "", &token),
        ("source = north", "name", &changed),
        ("source = north", "name", "x"),
        ("source = north", "name", "ü"),
        ("source = north", "name", &"0".repeat(10_000)),
    ] {
        let filter = Filter::parse(filter).unwrap();
        let order = Order::parse(order).unwrap();
        let detail = Detail::Basic;
        let request = ListRequest { filter: &filter, order, size: 1, token, detail, max_bytes: 1 };
        let result = store.list(&request).await;
        assert!(matches!(result, Err(StoreError::PageToken)), "{filter:?} {order:?}");
    }
}

pub(super) async fn pages_hold_while_documents_arrive(store: &impl Store) {
    for (order, n) in [("", 0), ("publish_time desc", 1), ("update_time", 2), ("name", 3)] {
        for at in 0..7 {
            create(store, arrival(n, at)).await;
        }
        let everything = list(store, "", order, 1000, "").await;
        assert_eq!(everything.documents.len(), everything.total);
        let expected: Vec<_> = everything.documents.into_iter().map(|d| d.id).collect();
        let (mut seen, mut token, mut arrivals) = (Vec::new(), String::new(), 100);
        loop {
            let page = list(store, "", order, 3, &token).await;
            seen.extend(page.documents.into_iter().map(|d| d.id));
            token = page.next_token;
            if token.is_empty() {
                break;
            }
            create(store, arrival(n, arrivals)).await;
            arrivals += 1;
        }
        assert!(arrivals > 101);
        let old: Vec<_> = seen.iter().filter(|id| expected.contains(id)).cloned().collect();
        assert_eq!(old, expected, "{order}: arrivals neither repeat nor hide documents");
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "{order}: nothing comes twice");
    }
}

fn arrival(round: u32, n: u32) -> NewDocument {
    let mut new = document("outlet", &format!("arrival {n} of round {round}"));
    new.metadata.publish_time = n.is_multiple_of(2).then(|| time("2024-01-01T00:00:00Z"));
    new
}
