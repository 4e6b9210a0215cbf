//! Searches.

use super::*;
use crate::{
    domain::{Query, Span},
    store::{Hit, SearchPage, SearchRequest},
};

pub(super) async fn run(store: &impl Store) {
    fill(store).await;
    operators(store).await;
    ranks(store).await;
    highlights(store).await;
    highlights_of_any_unicode(store).await;
    revisions_replace_each_other(store).await;
    tokens_are_bound(store).await;
}

async fn fill(store: &impl Store) {
    for (name, text) in [
        ("a", "Harbour reopened\nThe mayor reopened the harbour bridge, she said."),
        ("b", "Council votes\nThe council said no to the bridge over the old harbour."),
        ("c", "Mayor's office\nNo comment: São Paulo's mayor NEAR didn't comment on the votes."),
        ("d", "Strasse\nDie Straße nach Łódź, Genève et Zürich; naïve résumé."),
    ] {
        create(store, with_id(name, document(if name == "d" { "de" } else { "en" }, text))).await;
    }
}

async fn page(
    store: &impl Store,
    query: &str,
    filter: &str,
    size: usize,
    token: &str,
) -> Result<SearchPage, StoreError> {
    let query = Query::parse(query).unwrap();
    let filter = Filter::parse(filter).unwrap();
    let (query, filter, detail) = (&query, &filter, Detail::Full);
    let request = SearchRequest { query, filter, size, token, detail, max_bytes: usize::MAX };
    store.search(&request).await
}

pub(super) async fn found(store: &impl Store, query: &str) -> SearchPage {
    page(store, query, "", 100, "").await.unwrap()
}

fn names(page: &SearchPage) -> String {
    let mut names: Vec<_> = page.hits.iter().map(|hit| hit.document.id.as_str()).collect();
    names.sort_unstable();
    names.concat()
}

async fn operators(store: &impl Store) {
    for (query, expected) in [
        ("bridge", "ab"),
        ("BRIDGES", "ab"),
        ("bridge mayor", "a"),
        ("mayor OR council", "abc"),
        ("bridge mayor OR votes", "ab"),
        ("\"harbour bridge\"", "a"),
        ("\"bridge harbour\"", ""),
        ("\"Harbour reopened\"", "a"),
        ("reopened -council", "a"),
        ("harbour -\"harbour bridge\"", "b"),
        ("vote", "bc"),
        ("didn't", "c"),
        ("sao paulo", "c"),
        ("NEAR", "c"),
        ("near(comment", ""),
        ("near(didn", "c"),
        ("title:harbour", ""),
        ("harb*", ""),
        ("geneve zurich", "d"),
        ("naive RÉSUMÉ", "d"),
        ("nothing", ""),
    ] {
        let page = found(store, query).await;
        assert_eq!(names(&page), expected, "{query}");
        assert_eq!((page.total, page.next_token.as_str()), (expected.len(), ""), "{query}");
    }
    for (query, filter, expected) in [
        ("harbour", "source = en", "ab"),
        ("harbour", "source = de", ""),
        ("harbour OR strasse", "source = de", "d"),
        ("mayor", "NOT title:x AND state = ACCEPTED", "ac"),
    ] {
        let page = page(store, query, filter, 100, "").await.unwrap();
        assert_eq!((names(&page).as_str(), page.total), (expected, expected.len()), "{filter}");
    }
}

async fn ranks(store: &impl Store) {
    let page = found(store, "harbour").await;
    assert_eq!(page.hits[0].document.id.as_str(), "a", "the headline counts more");
    assert!(page.hits.iter().all(|hit| hit.score > 0.0));
    assert!(page.hits.is_sorted_by(|a, b| a.score >= b.score));
    // Equals: the latest first.
    for n in 0..3 {
        create(store, with_id(&format!("same-{n}"), document(&format!("s{n}"), "equal words")))
            .await;
    }
    let page = found(store, "equal").await;
    let order: Vec<_> = page.hits.iter().map(|hit| hit.document.id.as_str()).collect();
    assert_eq!(order, ["same-2", "same-1", "same-0"]);
}

fn words(hit: &Hit) -> (Vec<&str>, Vec<&str>) {
    let text = hit.document.search.as_ref().unwrap();
    fn of<'a>(spans: &[Span], text: &'a str) -> Vec<&'a str> {
        spans.iter().map(|span| &text[span.begin..span.end]).collect()
    }
    (of(&hit.highlights.title, &text.title), of(&hit.highlights.body, &text.body))
}

async fn highlights(store: &impl Store) {
    let page = found(store, "\"harbour bridge\" OR mayor reopening -council").await;
    let (title, body) = words(&page.hits[0]);
    assert_eq!(title, ["reopened"]);
    assert_eq!(body, ["mayor", "reopened", "harbour bridge"]);
    let page = found(store, "geneve zurich naive").await;
    assert_eq!(words(&page.hits[0]).1, ["Genève", "Zürich", "naïve"]);
}

async fn highlights_of_any_unicode(store: &impl Store) {
    for (n, around) in
        ["\0", "\u{fdd0}", "\u{fdd1}\u{fdd0}", "🎉 ", " e\u{301} ", "\u{feff}", "\t", " 日本 "]
            .into_iter()
            .enumerate()
    {
        let word = format!("needle{n}");
        let text = format!("{around}{word}{around}\n{around}x {around}{word}{around} y");
        create(store, document("unicode", &text)).await;
        let page = found(store, &word).await;
        assert_eq!(page.hits.len(), 1, "{around:?}");
        let (title, body) = words(&page.hits[0]);
        let (title, body) = (title.join("|"), body.join("|"));
        assert!(title.contains(&word) && body.contains(&word), "{around:?} {title:?} {body:?}");
        // Offsets hold in the text as it was submitted, too.
        let (submitted, span) = (text.split_once('\n').unwrap(), page.hits[0].highlights.body[0]);
        assert!(submitted.1[span.begin..span.end].contains(&word), "{around:?}");
    }
}

async fn revisions_replace_each_other(store: &impl Store) {
    create(store, at_address("revised", "r", "Formerly\nthe earliest wording")).await;
    assert_eq!(found(store, "earliest").await.total, 1);
    put(store, at_address("revised", "r", "Lately\nthe newest wording")).await;
    assert_eq!((found(store, "earliest").await.total, found(store, "newest").await.total), (0, 1));
}

async fn tokens_are_bound(store: &impl Store) {
    let first = page(store, "harbour", "source = en", 1, "").await.unwrap();
    assert_eq!((first.hits.len(), first.total), (1, 2));
    let token = &first.next_token;
    let second = page(store, "harbour", "source = en", 1, token).await.unwrap();
    assert_eq!((second.hits.len(), second.next_token.as_str()), (1, ""));
    for (query, filter) in
        [("harbour", ""), ("bridge", "source = en"), ("-x harbour", "source = en")]
    {
        let result = page(store, query, filter, 1, token).await;
        assert!(matches!(result, Err(StoreError::PageToken)), "{query} {filter}");
    }
    let list = list(store, "source = en", "", 1, "").await.next_token;
    let result = page(store, "harbour", "source = en", 1, &list).await;
    assert!(matches!(result, Err(StoreError::PageToken)), "a list is no search");
}

/// Pages join to the whole list; while documents arrive, none of these comes.
pub(super) async fn pages_hold_while_documents_arrive(store: &impl Store) {
    for n in 0..40 {
        let text = format!("common {}{}", "common ".repeat(n % 5), "filler ".repeat(n % 7));
        create(store, document(&format!("o{n}"), &text)).await;
    }
    let whole = found(store, "common").await;
    let expected: Vec<_> = whole.hits.iter().map(|hit| hit.document.id.clone()).collect();
    for size in [1, 7, 39, 40] {
        let mut pages = Vec::new();
        let mut token = String::new();
        while let Some(next) = next_page(store, size, &mut pages, &token).await {
            token = next;
        }
        assert_eq!(pages, expected, "{size} a page");
    }
    let (mut seen, mut token, mut arrivals) = (Vec::new(), String::new(), 0);
    while let Some(next) = next_page(store, 7, &mut seen, &token).await {
        token = next;
        create(store, document(&format!("arrival{arrivals}"), "common common common")).await;
        arrivals += 1;
        if arrivals == 2 {
            // The last one shown: the place is found by what its score was.
            let last = seen.last().unwrap().clone();
            store.delete(last, None, false).await.unwrap();
        }
    }
    assert!(arrivals > 3 && seen.iter().all(|id| expected.contains(id)));
    assert_eq!(found(store, "common").await.total, 39 + arrivals);
}

/// Adds the hits of a page; the token of the one after it.
async fn next_page(
    store: &impl Store,
    size: usize,
    seen: &mut Vec<DocumentId>,
    token: &str,
) -> Option<String> {
    let page = page(store, "common", "", size, token).await.unwrap();
    seen.extend(page.hits.into_iter().map(|hit| hit.document.id));
    Some(page.next_token).filter(|token| !token.is_empty())
}
