//! Entities of the corpus: identified, counted in and out, looked up, listed, and changed by hand.

use super::*;
use crate::{
    domain::{
        Appearance, AppearanceForm, EntityId, EntityType, ExternalId, Facet, FieldTest, Filter,
        MentionKind,
    },
    store::{
        AnalysisRecord, AnalysisRows, Change, ENTITY_FIELDS, EntityListRequest, EntityOrderBy,
        Etag, Event, Identified, IdentityLink, MergeChange, OwnName, SplitChange, StoredEntity,
        UpsertChange,
    },
};

pub(super) async fn run(store: &impl Store) {
    what_is_recorded_waits(store).await;
    documents_are_counted_in_and_out(store).await;
    a_batch_may_empty_an_entity_and_name_it_again(store).await;
    what_is_lost_is_a_change_and_counts_are_none(store).await;
    a_new_source_counts_once(store).await;
    what_has_changed_meanwhile_is_refused(store).await;
    lists_have_orders_filters_and_pages(store).await;
}

pub(super) async fn corrections(store: &impl Store) {
    merged_entities_are_one(store).await;
    a_split_takes_names_and_documents(store).await;
    what_somebody_knows_stays(store).await;
    the_names_that_tell_most_are_looked_at(store).await;
    names_given_by_hand_stay_those_of_a_merged_one(store).await;
    another_type_is_looked_up_by_other_keys(store).await;
    what_ends_is_told_once_and_what_is_curated_stays(store).await;
    of_many_namesakes_curated_ones_come_first(store).await;
}

fn entity(id: &str) -> EntityId {
    id.parse().unwrap()
}

/// An entity of an article under one name, told by facts.
fn named(index: u32, name: &str, facts: &[(Facet, &str)]) -> Appearance {
    let form = AppearanceForm {
        text: name.to_owned(),
        kind: MentionKind::Name,
        count: 2,
        keys: keys(name),
    };
    Appearance {
        index,
        name: name.to_owned(),
        kind: EntityType::Person,
        mentions: 3,
        forms: vec![form],
        facts: facts.iter().map(|(facet, value)| (*facet, (*value).to_owned())).collect(),
    }
}

fn keys(name: &str) -> Vec<String> {
    vec![format!("n:{}", name.to_lowercase())]
}

fn link(entity: i64, appearance: Appearance) -> IdentityLink {
    let name = appearance.name.to_lowercase();
    let slug = name.replace(' ', "-");
    IdentityLink { appearance, name, entity, slug }
}

/// Stores an article of a source and records an analysis of it.
async fn analyzed(store: &impl Store, id: &str, source: &str, day: u8) -> StoredDocument {
    let mut new = with_id(id, document(source, &format!("Title\nThe text of {id}.")));
    new.metadata.publish_time = Some(time(&format!("2026-03-{day:02}T00:00:00Z")));
    let document = create(store, new).await;
    record(store, &document).await;
    document
}

async fn record(store: &impl Store, document: &StoredDocument) {
    let rows = AnalysisRows { appearances: vec![7], ..AnalysisRows::default() };
    let record = AnalysisRecord {
        seq: document.seq,
        etag: document.etag.clone(),
        engine_version: "1".to_owned(),
        result: Ok(rows),
    };
    store.record(vec![record]).await.unwrap();
}

/// Identifies the one document that waits.
async fn identify(store: &impl Store, links: Vec<IdentityLink>) {
    let waiting = store.unidentified(10).await.unwrap();
    assert_eq!(waiting.len(), 1);
    let (ticket, seq) = (waiting[0].ticket, waiting[0].seq);
    store.identify(vec![Identified { ticket, seq, links }]).await.unwrap();
    assert!(store.unidentified(10).await.unwrap().is_empty());
}

async fn get(store: &impl Store, id: &str) -> Option<StoredEntity> {
    store.entity(&entity(id)).await.unwrap()
}

async fn number(store: &impl Store, id: &str) -> i64 {
    get(store, id).await.unwrap().number
}

async fn found(store: &impl Store, key: &str) -> Vec<i64> {
    let candidates = store.entity_candidates(vec![key.to_owned()], Vec::new(), 10).await.unwrap();
    candidates.found.into_iter().flat_map(|(_, entities)| entities).collect()
}

async fn what_is_recorded_waits(store: &impl Store) {
    let document = analyzed(store, "a", "north", 2).await;
    let waiting = store.unidentified(10).await.unwrap();
    assert_eq!(waiting[0].appearances, [7]);
    assert_eq!(waiting[0].publish_time, document.metadata.publish_time);
    record(store, &document).await;
    let again = store.unidentified(10).await.unwrap();
    assert_eq!(again.len(), 1, "a document waits once");
    assert!(again[0].ticket > waiting[0].ticket);
    assert!(store.entity_links(document.seq).await.unwrap().is_empty());
    let facts = [(Facet::Role, "senator"), (Facet::Code, "own:7"), (Facet::Country, "US")];
    identify(store, vec![link(-1, named(0, "Ann Orr", &facts))]).await;
    let ann = get(store, "ann-orr").await.unwrap();
    assert_eq!((ann.name.as_str(), ann.kind.as_str()), ("Ann Orr", "PERSON"));
    assert_eq!((ann.mention_count, ann.document_count, ann.source_count), (3, 1, 1));
    assert_eq!(ann.first_seen, document.metadata.publish_time);
    assert_eq!((ann.roles, ann.external_ids.len()), (vec!["senator".to_owned()], 1));
    assert_eq!((ann.aliases[0].count, ann.aliases[0].sources.len()), (2, 1));
    let links = store.entity_links(document.seq).await.unwrap();
    assert_eq!(links, [(0, entity("ann-orr"))]);
    assert_eq!(found(store, "n:ann orr").await, [ann.number]);
    assert_eq!(found(store, "c:own:7").await, [ann.number]);
}

async fn documents_are_counted_in_and_out(store: &impl Store) {
    let ann = number(store, "ann-orr").await;
    let second = analyzed(store, "b", "south", 5).await;
    let links = vec![link(ann, named(0, "Ann Ore", &[])), link(-1, named(1, "Ann Orr", &[]))];
    identify(store, links).await;
    let both = get(store, "ann-orr").await.unwrap();
    assert_eq!((both.document_count, both.source_count, both.aliases.len()), (2, 2, 2));
    assert_eq!(both.last_seen, second.metadata.publish_time);
    assert_eq!(get(store, "ann-orr-2").await.unwrap().document_count, 1);
    let named_in = list(store, "entities:\"entities/ann-orr\"", "name", 10, "").await;
    assert_eq!(named_in.total, 2);
    let places = store.entity_places(ann, (0, 0), 10).await.unwrap();
    assert_eq!(places.len(), 2);
    assert_eq!(store.entity_places(ann, (places[0].document.seq, 0), 10).await.unwrap().len(), 1);

    // Analysed again, it tells something else: what it told goes.
    record(store, &second).await;
    let before = store.unidentified(1).await.unwrap().remove(0).before;
    assert_eq!(before.len(), 2);
    identify(store, vec![link(ann, named(0, "Ann Orr", &[]))]).await;
    let now = get(store, "ann-orr").await.unwrap();
    assert_eq!((now.document_count, now.aliases.len(), now.mention_count), (2, 1, 6));
    assert!(get(store, "ann-orr-2").await.is_none(), "nobody names it any more");
    assert!(found(store, "n:ann ore").await.is_empty());

    // An id is never used for another.
    let third = analyzed(store, "c", "south", 6).await;
    identify(store, vec![link(-1, named(0, "Ann Orr", &[]))]).await;
    assert!(get(store, "ann-orr-3").await.is_some());
    for gone in [second, third] {
        store.delete(gone.id, None, false).await.unwrap();
    }
    assert!(get(store, "ann-orr-3").await.is_none());
    let left = get(store, "ann-orr").await.unwrap();
    assert_eq!((left.document_count, left.source_count, left.mention_count), (1, 1, 3));
    assert_eq!(left.last_seen, left.first_seen);
}

async fn a_batch_may_empty_an_entity_and_name_it_again(store: &impl Store) {
    let first = analyzed(store, "n1", "north", 8).await;
    identify(store, vec![link(-1, named(0, "Ida Jay", &[]))]).await;
    let ida = get(store, "ida-jay").await.unwrap();
    // The first names it no more, the second does.
    record(store, &first).await;
    let second = analyzed(store, "n2", "south", 9).await;
    let waiting = store.unidentified(10).await.unwrap();
    let links = [Vec::new(), vec![link(ida.number, named(0, "Ida Jay", &[]))]];
    let batch = waiting.iter().zip(links).map(|(waiting, links)| Identified {
        ticket: waiting.ticket,
        seq: waiting.seq,
        links,
    });
    store.identify(batch.collect()).await.unwrap();
    let now = get(store, "ida-jay").await.unwrap();
    assert_eq!((now.number, now.document_count, now.source_count), (ida.number, 1, 1));
    assert_eq!(now.first_seen, second.metadata.publish_time);
    assert_eq!(found(store, "n:ida jay").await, [ida.number]);
    for gone in [first, second] {
        store.delete(gone.id, None, false).await.unwrap();
    }
    assert!(get(store, "ida-jay").await.is_none());
}

async fn the_names_that_tell_most_are_looked_at(store: &impl Store) {
    let document = analyzed(store, "p1", "north", 8).await;
    let mut zoe = named(0, "Zoe Zed", &[]);
    // More than a profile has, all of them before its name in the alphabet.
    zoe.forms.extend((0..80).map(|n| AppearanceForm {
        text: format!("Ann {n:02}"),
        kind: MentionKind::Name,
        count: if n == 70 { 2 } else { 1 },
        keys: keys(&format!("Ann {n:02}")),
    }));
    identify(store, vec![link(-1, zoe)]).await;
    let number = number(store, "zoe-zed").await;
    let given = known(Some("zoe-zed"), None, Some(&["Yves Zed"]));
    store.upsert_entity(given).await.unwrap();
    let keys = vec!["n:zoe zed".to_owned()];
    let candidates = store.entity_candidates(keys, Vec::new(), 10).await.unwrap();
    let [profile] = candidates.profiles.as_slice() else { panic!("{candidates:?}") };
    assert_eq!(profile.entity, number);
    let names: Vec<_> = profile.names.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names[..4], ["Zoe Zed", "Yves Zed", "Ann 70", "Ann 00"]);
    assert!(names.len() < 60, "{names:?}");
    store.upsert_entity(known(Some("zoe-zed"), None, Some(&[]))).await.unwrap();
    store.delete(document.id, None, false).await.unwrap();
}

/// The entities that changes were told of since a place of the log.
async fn told_of(store: &impl Store, after: i64) -> Vec<StoredEntity> {
    let events = store.events(after, 100, usize::MAX).await.unwrap();
    let entity = |event: Event| match event.change {
        Change::EntityUpdated(entity) => Some(*entity),
        _ => None,
    };
    events.into_iter().filter_map(entity).collect()
}

async fn of_many_namesakes_curated_ones_come_first(store: &impl Store) {
    let all = |n: u32| (0..n).map(|place| link(-1 - i64::from(place), named(place, "Jo Fox", &[])));
    let first = analyzed(store, "j1", "north", 2).await;
    identify(store, all(30).collect()).await;
    // The first is in many documents, the last two are curated: merged, and named.
    let many = number(store, "jo-fox").await;
    let mut others = Vec::new();
    for n in 2..5 {
        others.push(analyzed(store, &format!("j{n}"), "north", 3).await);
        identify(store, vec![link(many, named(0, "Jo Fox", &[]))]).await;
    }
    let (named_one, merged_one) =
        (number(store, "jo-fox-30").await, number(store, "jo-fox-29").await);
    store.upsert_entity(known(Some("jo-fox-30"), None, Some(&["Joe Fox"]))).await.unwrap();
    store.merge_entities(merge("jo-fox-29", &["jo-fox-28"], None)).await.unwrap();
    let candidates = async |more: Vec<i64>, limit| {
        let keys = vec!["n:jo fox".to_owned()];
        store.entity_candidates(keys, more, limit).await.unwrap()
    };
    let four = candidates(Vec::new(), 4).await;
    let second = number(store, "jo-fox-2").await;
    assert_eq!(four.found[0].1, [merged_one, named_one, many, second, second + 1, second + 2]);
    assert_eq!(candidates(Vec::new(), 1).await.found[0].1, [merged_one, many], "bounded");
    // One of more documents goes before the other.
    for n in 5..8 {
        others.push(analyzed(store, &format!("j{n}"), "north", 4).await);
        identify(store, vec![link(named_one, named(0, "Jo Fox", &[]))]).await;
    }
    assert_eq!(candidates(Vec::new(), 1).await.found[0].1, [named_one, many]);
    // Whoever is asked for by number comes along.
    let beyond = number(store, "jo-fox-20").await;
    let asked = candidates(vec![beyond, beyond], 1).await;
    assert_eq!(asked.found[0].1, [named_one, many]);
    let profiles: Vec<i64> = asked.profiles.iter().map(|profile| profile.entity).collect();
    assert_eq!(profiles, [many, beyond, named_one]);
    for document in others.into_iter().chain([first]) {
        store.delete(document.id, None, false).await.unwrap();
    }
}

/// The entities that were told to have ended since a place of the log.
async fn ended(store: &impl Store, after: i64) -> Vec<StoredEntity> {
    let events = store.events(after, 100, usize::MAX).await.unwrap();
    let entity = |event: Event| match event.change {
        Change::EntityDeleted(entity) => Some(*entity),
        _ => None,
    };
    events.into_iter().filter_map(entity).collect()
}

async fn what_is_lost_is_a_change_and_counts_are_none(store: &impl Store) {
    let first = analyzed(store, "k1", "north", 2).await;
    let mayor = [(Facet::Role, "mayor"), (Facet::Country, "US")];
    identify(store, vec![link(-1, named(0, "Kay Ell", &mayor))]).await;
    let kay = get(store, "kay-ell").await.unwrap();
    // Another that says the same changes nothing; nor does its going.
    let second = analyzed(store, "k2", "south", 3).await;
    identify(store, vec![link(kay.number, named(0, "Kay Ell", &mayor))]).await;
    let end = *store.log_end().borrow();
    let both = get(store, "kay-ell").await.unwrap();
    assert_eq!((&both.etag, both.document_count), (&kay.etag, 2));
    store.delete(second.id, None, false).await.unwrap();
    assert_eq!(get(store, "kay-ell").await.unwrap().etag, kay.etag);
    assert_eq!(told_of(store, end).await, []);

    // What the first alone has said goes with it: a role, then a name.
    let third = analyzed(store, "k3", "south", 4).await;
    identify(store, vec![link(kay.number, named(0, "Kay Ell", &[]))]).await;
    let end = *store.log_end().borrow();
    record(store, &first).await;
    identify(store, vec![link(kay.number, named(0, "Kay Ellis", &[]))]).await;
    let told = told_of(store, end).await;
    let now = get(store, "kay-ell").await.unwrap();
    assert_eq!(told, std::slice::from_ref(&now), "it is told once");
    assert!(now.roles.is_empty() && now.aliases.len() == 2);
    assert_ne!(now.etag, kay.etag);
    let end = *store.log_end().borrow();
    store.delete(third.id, None, false).await.unwrap();
    let last = get(store, "kay-ell").await.unwrap();
    assert_eq!((last.name.as_str(), last.aliases.len()), ("Kay Ellis", 1));
    assert_ne!(last.etag, now.etag);
    assert_eq!(told_of(store, end).await, [last]);
    // The last document takes it along, and it is told as it was.
    let before = get(store, "kay-ell").await.unwrap();
    assert_eq!(before.document_count, 1);
    let end = *store.log_end().borrow();
    store.delete(first.id, None, false).await.unwrap();
    assert!(get(store, "kay-ell").await.is_none());
    assert_eq!(told_of(store, end).await, []);
    assert_eq!(ended(store, end).await, [before]);
}

async fn what_ends_is_told_once_and_what_is_curated_stays(store: &impl Store) {
    let first = analyzed(store, "e1", "north", 2).await;
    let three = [(-1, "Eve Ash"), (-1, "Eve Ash"), (-2, "Ida Oak")];
    let links = (0..).zip(three).map(|(place, (n, name))| link(n, named(place, name, &[])));
    identify(store, links.collect()).await;
    let eve = number(store, "eve-ash").await;
    // Analysed again it names the one in other words, and somebody else in place of the other.
    let end = *store.log_end().borrow();
    record(store, &first).await;
    let again = [link(eve, named(0, "Eve Asher", &[])), link(-1, named(1, "Una Elm", &[]))];
    identify(store, again.to_vec()).await;
    let names = |all: Vec<StoredEntity>| -> Vec<String> {
        all.iter().map(|entity| entity.id.to_string()).collect()
    };
    assert_eq!(names(ended(store, end).await), ["ida-oak"]);
    assert!(get(store, "ida-oak").await.is_none());
    // What somebody has curated stays without documents.
    store.upsert_entity(known(Some("una-elm"), None, Some(&["Una"]))).await.unwrap();
    let end = *store.log_end().borrow();
    store.delete(first.id, None, false).await.unwrap();
    assert_eq!(names(ended(store, end).await), ["eve-ash"]);
    assert_eq!(get(store, "una-elm").await.unwrap().document_count, 0);
    // The name of what has ended is nobody else's.
    let other = analyzed(store, "e2", "north", 3).await;
    identify(store, vec![link(-1, named(0, "Eve Ash", &[]))]).await;
    assert!(get(store, "eve-ash").await.is_none());
    assert!(get(store, "eve-ash-2").await.is_some());
    store.delete(other.id, None, false).await.unwrap();
}

async fn a_new_source_counts_once(store: &impl Store) {
    let document = analyzed(store, "w1", "north", 2).await;
    let twice = [named(0, "Lou May", &[]), named(1, "Lou May", &[])];
    identify(store, twice.map(|appearance| link(-1, appearance)).to_vec()).await;
    let before = get(store, "lou-may").await.unwrap();
    let metadata = Metadata { source: "west".to_owned(), ..document.metadata.clone() };
    let change = super::changes::change(metadata, "w1.example");
    store.update(document.id.clone(), change, None, false).await.unwrap();
    let now = get(store, "lou-may").await.unwrap();
    assert_eq!((now.document_count, now.source_count, now.mention_count), (1, 1, 6));
    assert_eq!(now.aliases[0].sources, ["west"]);
    assert_eq!(now.etag, before.etag, "counts and sources are no change");
    let other = analyzed(store, "w2", "west", 3).await;
    identify(store, vec![link(now.number, named(0, "Lou May", &[]))]).await;
    assert_eq!(get(store, "lou-may").await.unwrap().source_count, 1);
    for gone in [document, other] {
        store.delete(gone.id, None, false).await.unwrap();
    }
    assert!(get(store, "lou-may").await.is_none());
}

async fn names_given_by_hand_stay_those_of_a_merged_one(store: &impl Store) {
    analyzed(store, "h1", "north", 2).await;
    identify(store, vec![link(-1, named(0, "Nan Orr", &[]))]).await;
    store.upsert_entity(known(None, Some("Nanette Orr"), Some(&["Nan O"]))).await.unwrap();
    store.merge_entities(merge("nan-orr", &["nanette-orr"], None)).await.unwrap();
    let own = store.own_names(1).await.unwrap();
    let nan = own.iter().find(|own| own.entity == entity("nan-orr"));
    let aliases = |own: Option<&OwnName>| own.map(|own| own.aliases.clone()).unwrap_or_default();
    assert!(aliases(nan).contains(&"Nanette Orr".to_owned()), "{own:?}");
    assert!(aliases(nan).contains(&"Nan O".to_owned()), "{own:?}");
    // Divided, both are sought, and neither goes by a name of the other.
    let (left, new) = store.split_entity(split("nan-orr", &["Nan Orr"], None)).await.unwrap();
    assert_eq!((left.name.as_str(), new.name.as_str()), ("Nan O", "Nan Orr"));
    let own = store.own_names(9).await.unwrap();
    let of = |id| own.iter().find(|own| own.entity == id);
    assert!(aliases(of(left.id)).contains(&"Nanette Orr".to_owned()), "{own:?}");
    assert_eq!(aliases(of(new.id)), ["Nan Orr"]);
}

async fn another_type_is_looked_up_by_other_keys(store: &impl Store) {
    let document = analyzed(store, "y1", "north", 2).await;
    let part = AppearanceForm {
        text: "Orr".to_owned(),
        kind: MentionKind::ShortName,
        count: 1,
        keys: Vec::new(),
    };
    let mut ora = named(0, "Ora Orr", &[]);
    ora.forms.push(part);
    identify(store, vec![link(-1, ora)]).await;
    let number = number(store, "ora-orr").await;
    let change =
        UpsertChange { kind: Some("PLACE".to_owned()), ..known(Some("ora-orr"), None, None) };
    store.upsert_entity(change.clone()).await.unwrap();
    assert_eq!(found(store, "place:ora orr").await, [number]);
    assert!(
        found(store, "n:ora orr").await.is_empty() && found(store, "place:orr").await.is_empty()
    );
    store.upsert_entity(change).await.unwrap();
    assert_eq!(found(store, "place:ora orr").await, [number], "the same type changes no key");
    // The name is given by nobody: it goes with its document.
    store.delete(document.id, None, false).await.unwrap();
    assert!(found(store, "place:ora orr").await.is_empty());
}

async fn what_has_changed_meanwhile_is_refused(store: &impl Store) {
    let document = analyzed(store, "d", "north", 7).await;
    let waiting = store.unidentified(1).await.unwrap().remove(0);
    let batch = |entity| {
        let links = vec![link(entity, named(0, "Bo Lee", &[]))];
        vec![Identified { ticket: waiting.ticket, seq: waiting.seq, links }]
    };
    let gone = store.identify(batch(1 << 40)).await;
    assert!(matches!(gone, Err(StoreError::Overtaken)), "no such entity");
    record(store, &document).await;
    assert!(matches!(store.identify(batch(-1)).await, Err(StoreError::Overtaken)));
    assert!(get(store, "bo-lee").await.is_none(), "nothing was written");
    store.delete(document.id, None, false).await.unwrap();
    assert!(store.unidentified(1).await.unwrap().is_empty());
}

async fn pages(store: &impl Store, filter: &str, order: EntityOrderBy, size: usize) -> String {
    let filter: Filter<FieldTest> = Filter::parse_over(filter, ENTITY_FIELDS).unwrap();
    let descending = order != EntityOrderBy::Name;
    let mut request = EntityListRequest { filter, order, descending, size, token: String::new() };
    let mut all = Vec::new();
    loop {
        let page = store.list_entities(request.clone()).await.unwrap();
        assert!(page.entities.len() <= size);
        all.push(page.entities.iter().map(|e| e.id.as_str()).collect::<Vec<_>>().join(" "));
        if page.next_token.is_empty() {
            return all.join(" | ");
        }
        request.token = page.next_token;
    }
}

async fn lists_have_orders_filters_and_pages(store: &impl Store) {
    for (n, name) in ["Cy Dee", "Di Eff", "Ed Gee"].into_iter().enumerate() {
        let day = u8::try_from(10 + n).unwrap();
        analyzed(store, &format!("l{n}"), "east", day).await;
        identify(store, vec![link(-1, named(0, name, &[(Facet::Role, "mayor")]))]).await;
    }
    use EntityOrderBy::{Documents, LastSeen, Name};
    assert_eq!(pages(store, "", Name, 3).await, "ann-orr cy-dee di-eff | ed-gee");
    assert_eq!(pages(store, "", LastSeen, 2).await, "ed-gee di-eff | cy-dee ann-orr");
    assert_eq!(pages(store, "", Documents, 1).await, "ann-orr | cy-dee | di-eff | ed-gee");
    assert_eq!(pages(store, "roles:mayor", Name, 2).await, "cy-dee di-eff | ed-gee");
    assert_eq!(pages(store, "document_count > 1", Name, 2).await, "");
    let filter = "type = PERSON AND canonical_name:DEE AND curated = false";
    assert_eq!(pages(store, filter, Name, 2).await, "cy-dee");
    assert_eq!(pages(store, "aliases:orr OR external_ids:8", Name, 2).await, "ann-orr");
    let mut request = EntityListRequest {
        filter: Filter::all(),
        order: Name,
        descending: false,
        size: 1,
        token: String::new(),
    };
    request.token = store.list_entities(request.clone()).await.unwrap().next_token;
    request.descending = true;
    let other = store.list_entities(request).await;
    assert!(matches!(other, Err(StoreError::PageToken)), "a token is of one list");
}

fn merge(into: &str, merged: &[&str], request: Option<RequestKey>) -> MergeChange {
    MergeChange {
        into: entity(into),
        merged: merged.iter().map(|id| entity(id)).collect(),
        etag: None,
        request,
        time: time("2026-03-20T00:00:00Z"),
    }
}

async fn merged_entities_are_one(store: &impl Store) {
    for (id, source, name) in [("m1", "north", "Flo Hay"), ("m2", "north", "Flora Hay")] {
        let day = if id == "m1" { 1 } else { 2 };
        analyzed(store, id, source, day).await;
        identify(store, vec![link(-1, named(0, name, &[(Facet::Code, &format!("own:{id}"))]))])
            .await;
    }
    let missing = store.merge_entities(merge("flo-hay", &["nobody"], None)).await;
    assert!(matches!(missing, Err(StoreError::EntityNotFound(id)) if id == entity("nobody")));
    let stale = MergeChange {
        etag: Some(Etag::from("old".to_owned())),
        ..merge("flo-hay", &["flora-hay"], None)
    };
    let stale = store.merge_entities(stale).await;
    assert!(matches!(stale, Err(StoreError::EntityChanged { .. })));
    let before = get(store, "flo-hay").await.unwrap();
    let key = Some(request("merge", 1));
    let change = MergeChange {
        etag: Some(before.etag.clone()),
        ..merge("flo-hay", &["flora-hay"], key.clone())
    };
    let merged = store.merge_entities(change.clone()).await.unwrap();
    assert_ne!(merged.etag, before.etag);
    assert_eq!((merged.document_count, merged.source_count, merged.mention_count), (2, 1, 6));
    assert_eq!((merged.aliases.len(), merged.external_ids.len(), merged.curated), (2, 2, true));
    let again = store.merge_entities(change).await.unwrap();
    assert_eq!(again, merged, "a repetition changes nothing");
    let reused = store.merge_entities(merge("flo-hay", &["x"], Some(request("merge", 2)))).await;
    assert!(matches!(reused, Err(StoreError::RequestIdReused)));
    let tombstone = get(store, "flora-hay").await.unwrap();
    assert_eq!((tombstone.merged_into, tombstone.document_count), (Some(entity("flo-hay")), 0));
    let into = store.merge_entities(merge("flora-hay", &["flo-hay"], None)).await;
    assert!(
        matches!(into, Err(StoreError::EntityMerged { into, .. }) if into == entity("flo-hay"))
    );
    assert_eq!(found(store, "n:flora hay").await, [merged.number]);
    assert_eq!(pages(store, "", EntityOrderBy::Name, 9).await, "flo-hay");
    let by_old_name = list(store, "entities:\"entities/flora-hay\"", "name", 10, "").await;
    assert_eq!(by_old_name.total, 2, "the old name leads to the successor");
    // Without the document, what was merged is remembered.
    store.delete(id("m2"), None, false).await.unwrap();
    assert_eq!(found(store, "n:flora hay").await, [merged.number]);
}

fn split(from: &str, aliases: &[&str], request: Option<RequestKey>) -> SplitChange {
    let alias = |name: &&str| ((*name).to_owned(), name.to_lowercase());
    SplitChange {
        from: entity(from),
        aliases: aliases.iter().map(alias).collect(),
        slug: "flora-hay".to_owned(),
        etag: None,
        request,
        time: time("2026-03-20T00:00:00Z"),
    }
}

async fn a_split_takes_names_and_documents(store: &impl Store) {
    let flo = number(store, "flo-hay").await;
    let document = analyzed(store, "m3", "west", 3).await;
    identify(store, vec![link(flo, named(0, "Flora Hay", &[]))]).await;
    let unknown = store.split_entity(split("flo-hay", &["Flora Hay", "Nobody"], None)).await;
    assert!(matches!(unknown, Err(StoreError::AliasUnknown { index: 1 })));
    let all = store.split_entity(split("flo-hay", &["Flora Hay", "Flo Hay"], None)).await;
    assert!(matches!(all, Err(StoreError::NothingLeft)));
    let change = split("flo-hay", &["Flora Hay"], Some(request("split", 1)));
    let (left, new) = store.split_entity(change.clone()).await.unwrap();
    assert_eq!((left.document_count, left.aliases.len()), (1, 1));
    assert_eq!((new.id.as_str(), new.document_count), ("flora-hay-2", 1));
    let again = store.split_entity(change).await.unwrap();
    assert_eq!(again, (left, new.clone()), "a repetition divides nothing more");
    assert_eq!(found(store, "n:flora hay").await, [new.number]);
    let links = store.entity_links(document.seq).await.unwrap();
    assert_eq!(links, [(0, new.id)]);
    // Undone.
    let merged = store.merge_entities(merge("flo-hay", &["flora-hay-2"], None)).await.unwrap();
    assert_eq!((merged.document_count, merged.aliases.len()), (2, 2));
}

fn known(id: Option<&str>, name: Option<&str>, aliases: Option<&[&str]>) -> UpsertChange {
    let keyed = |name: &str| (name.to_owned(), keys(name));
    UpsertChange {
        id: id.map(entity),
        slug: name.unwrap_or_default().to_lowercase().replace(' ', "-"),
        name: name.map(keyed),
        kind: name.map(|_| "ORGANIZATION".to_owned()),
        keys: |name, kind| vec![format!("{}:{}", kind.to_lowercase(), name.to_lowercase())],
        aliases: aliases.map(|all| all.iter().map(|alias| keyed(alias)).collect()),
        external_ids: None,
        roles: None,
        etag: None,
        request: None,
        time: time("2026-03-20T00:00:00Z"),
    }
}

async fn what_somebody_knows_stays(store: &impl Store) {
    let ids = vec![ExternalId { scheme: "own".into(), value: "44".to_owned() }];
    let change = UpsertChange {
        external_ids: Some(ids.clone()),
        request: Some(request("upsert", 1)),
        ..known(None, Some("Gil Ink"), Some(&["Gil", "Ink"]))
    };
    let (gil, created) = store.upsert_entity(change.clone()).await.unwrap();
    assert!(created && gil.curated);
    assert_eq!((gil.aliases.len(), &gil.external_ids), (3, &ids));
    assert_eq!(store.upsert_entity(change).await.unwrap(), (gil.clone(), true), "the same call");
    let (same, created) = store.upsert_entity(known(None, Some("Gil Ink"), None)).await.unwrap();
    assert_eq!((same.number, created), (gil.number, false), "the same name and type");
    assert_eq!(found(store, "n:gil").await, [gil.number]);
    let (fewer, _) =
        store.upsert_entity(known(Some("gil-ink"), None, Some(&["Ink"]))).await.unwrap();
    assert_eq!(fewer.aliases.len(), 2, "the name itself stays");
    assert_eq!(fewer.external_ids, ids, "what is not written stays");
    assert!(found(store, "n:gil").await.is_empty());
    let own = store.own_names(10).await.unwrap();
    assert_eq!((own[0].name.as_str(), own[0].aliases.len(), own[0].ids.len()), ("Gil Ink", 2, 1));
    let missing = store.upsert_entity(known(Some("nobody"), None, Some(&["x"]))).await;
    assert!(matches!(missing, Err(StoreError::EntityNotFound(_))));
    // Documents come and go; it stays, under its name.
    let document = analyzed(store, "u1", "north", 8).await;
    identify(store, vec![link(gil.number, named(0, "GIL INK", &[]))]).await;
    assert_eq!(get(store, "gil-ink").await.unwrap().name, "Gil Ink");
    store.delete(document.id, None, false).await.unwrap();
    let left = get(store, "gil-ink").await.unwrap();
    assert_eq!((left.document_count, left.aliases.len()), (0, 2));
}
