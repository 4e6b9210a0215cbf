//! Links between copies.

use super::*;
use crate::{domain::DuplicateKind, store::Duplicate};

pub(super) async fn run(store: &impl Store) {
    same_wording_is_exact(store).await;
    similar_sketches_are_near(store).await;
    agencies_syndicate(store).await;
    links_lead_to_the_first(store).await;
    a_new_revision_is_linked_anew(store).await;
    deletion_gives_copies_a_new_original(store).await;
}

async fn link(store: &impl Store, new: NewDocument) -> Option<Duplicate> {
    let (id, _) = outcome(store, new).await;
    let found = store.get(&id, None, Detail::Basic).await.unwrap().unwrap();
    found.duplicate
}

fn sketched(source: &str, text: &str, numbers: std::ops::Range<u64>) -> NewDocument {
    NewDocument { sketch: sketch(numbers), ..document(source, text) }
}

async fn same_wording_is_exact(store: &impl Store) {
    let first = create(store, document("exact-1", "The same wording")).await;
    assert_eq!(first.duplicate, None);
    let found = link(store, document("exact-2", "the SAME wording.")).await.unwrap();
    assert_eq!(
        (found.kind, found.original, found.similarity),
        (DuplicateKind::Exact, first.id, 1.0)
    );
    assert_eq!(link(store, document("exact-2", "another wording")).await, None);
}

async fn similar_sketches_are_near(store: &impl Store) {
    let first = create(store, sketched("near-1", "near one", 1000..1400)).await;
    let found = link(store, sketched("near-2", "near two", 1000..1390)).await.unwrap();
    assert_eq!((found.kind, &found.original), (DuplicateKind::Near, &first.id));
    assert!((crate::domain::NEAR_COPY..1.0).contains(&found.similarity));
    assert_eq!(link(store, sketched("near-3", "near three", 1390..1900)).await, None);
    assert_eq!(link(store, document("near-4", "too short for a sketch")).await, None);
}

async fn agencies_syndicate(store: &impl Store) {
    let new = |source: &str, agency: Option<&str>, text: &str, numbers| NewDocument {
        agency: agency.map(str::to_owned),
        ..sketched(source, text, numbers)
    };
    let kind = |link: Option<Duplicate>| link.map(|link| (link.kind, link.agency));
    let first = new("paper-1", Some("AFP"), "wire text", 2000..2400);
    create(store, first).await;
    let both = kind(link(store, new("paper-2", Some("AFP"), "wire text", 2000..2400)).await);
    assert_eq!(both, Some((DuplicateKind::Syndicated, Some("AFP".to_owned()))));
    let near = kind(link(store, new("paper-3", Some("AFP"), "wire texts", 2000..2390)).await);
    assert_eq!(near, Some((DuplicateKind::Syndicated, Some("AFP".to_owned()))));
    let other = kind(link(store, new("paper-4", Some("DPA"), "Wire text", 2000..2400)).await);
    assert_eq!(other, Some((DuplicateKind::Exact, Some("DPA".to_owned()))));
    let none = kind(link(store, new("paper-5", None, "Wire text!", 2000..2400)).await);
    assert_eq!(none, Some((DuplicateKind::Exact, None)));
    let mut same = new("paper-1", Some("AFP"), "Wire text?", 2000..2400);
    same.address_keys = vec!["own".to_owned()];
    create(store, new("reuters.com", None, "from the agency", 3000..3400)).await;
    let source = kind(link(store, new("p", Some("Reuters"), "From the agency", 3000..3400)).await);
    assert_eq!(source, Some((DuplicateKind::Syndicated, Some("Reuters".to_owned()))));
}

async fn links_lead_to_the_first(store: &impl Store) {
    let first = create(store, sketched("root-1", "root one", 4000..4400)).await;
    create(store, sketched("root-2", "root two", 4005..4405)).await;
    let copy = link(store, sketched("root-3", "Root two", 4005..4405)).await.unwrap();
    assert_eq!((copy.original, copy.kind), (first.id, DuplicateKind::Near), "of the first");
    assert!(copy.similarity < 1.0);
}

async fn a_new_revision_is_linked_anew(store: &impl Store) {
    let first = create(store, document("anew-1", "anew one")).await;
    let changing = |text| at_address("anew-2", "x", text);
    let second = create(store, changing("anew two")).await;
    let third = link(store, document("anew-3", "Anew two")).await.unwrap();
    assert_eq!(third.original, second.id);
    let now = link(store, changing("anew one!")).await.unwrap();
    assert_eq!(now.original, first.id);
    let page = list(store, "source = anew-3", "", 1, "").await;
    let moved = page.documents[0].duplicate.clone().unwrap();
    assert_eq!(moved.original, first.id, "an original is no copy");
    assert_eq!(link(store, changing("anew three")).await, None);
}

async fn deletion_gives_copies_a_new_original(store: &impl Store) {
    let text = "will be deleted";
    let first = create(store, document("gone-1", text)).await;
    let mut copies = Vec::new();
    for n in 2..5 {
        copies.push(create(store, document(&format!("gone-{n}"), text)).await.id);
    }
    assert!(store.delete(first.id.clone(), None, false).await.unwrap().is_some());
    let heir = full(store, &copies[0], None).await;
    assert_eq!(heir.duplicate, None);
    for copy in &copies[1..] {
        let link = full(store, copy, None).await.duplicate.unwrap();
        assert_eq!((link.original, link.kind), (heir.id.clone(), DuplicateKind::Exact));
    }
    let next = link(store, document("gone-9", text)).await.unwrap();
    assert_eq!(next.original, heir.id);
}
