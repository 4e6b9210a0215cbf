//! Stories: what is decided is written whole or not at all, and shown as it stands.

use super::*;
use crate::{
    domain::{
        Appearance, EntityType, FieldTest, STORY_FIELDS, State, Story, StoryId, StoryState,
        StoryStep,
    },
    store::{
        AnalysisRecord, AnalysisRows, Change, ChangeKind, HistoryRow, Identified, IdentityLink,
        JoinFindings, Joining, MetadataChange, SignatureRow, SignedEntity, StoryChange,
        StoryChanges, StoryKey, StoryListRequest, StoryPage,
    },
};

pub(super) async fn run(store: &impl Store) {
    analysed_documents_wait(store).await;
    decisions_are_written(store).await;
    names_lead_to_their_entities(store).await;
    decisions_on_an_earlier_state_are_refused(store).await;
    merged_names_lead_to_their_successor(store).await;
    lists_are_filtered(store).await;
    removed_documents_leave(store).await;
    what_is_not_analysed_any_more_leaves(store).await;
    the_first_of_copies_is_compared(store).await;
}

const KEY: StoryKey = StoryKey { bucket: -7, feature: u32::MAX };

/// Stores an article of a source and records its analysis.
async fn analysed(store: &impl Store, name: &str, source: &str, day: u8) -> StoredDocument {
    let mut new = with_id(name, document(source, &format!("Headline {name}\ntext of {name}")));
    new.metadata.publish_time = Some(time(&format!("2024-05-{day:02}T00:00:00Z")));
    let document = create(store, new).await;
    record(store, &document, day).await;
    document
}

/// Records an analysis of an article, which is about one person and a day.
async fn record(store: &impl Store, document: &StoredDocument, day: u8) {
    let name = document.id.as_str();
    let entity = SignedEntity {
        canonical_name: "Ada Vale".to_owned(),
        kind: EntityType::Person,
        mention_count: 3,
        place: Some(0),
    };
    let signature = SignatureRow {
        algorithm: 1,
        content: name.as_bytes().to_vec(),
        title: format!("Headline {name}"),
        event_edtf: format!("2024-05-{:02}", day.min(3)),
        entities: vec![entity],
    };
    let rows = AnalysisRows { signature, ..AnalysisRows::default() };
    let record = AnalysisRecord {
        seq: document.seq,
        etag: document.etag.clone(),
        engine_version: "1".to_owned(),
        result: Ok(rows),
    };
    store.record(vec![record]).await.unwrap();
}

async fn seq(store: &impl Store, name: &str) -> i64 {
    store.stories().await.unwrap().document_of(&id(name)).unwrap().unwrap()
}

fn story_id(name: &str) -> StoryId {
    name.parse().unwrap()
}

async fn changes(store: &impl Store) -> StoryChanges {
    let reader = store.stories().await.unwrap();
    StoryChanges {
        based_on: reader.changes().unwrap(),
        time: time("2026-01-02T03:04:05Z"),
        algorithm: 1,
        stories: Vec::new(),
        signatures: Vec::new(),
        sorted: Vec::new(),
        history: Vec::new(),
        request: None,
    }
}

/// A story that these articles come to; the first is its founder.
fn change(seq: i64, name: &str, founded: bool, documents: &[i64]) -> StoryChange {
    let joining = |(index, document): (usize, &i64)| Joining {
        document: *document,
        score: 0.75,
        pinned: false,
        meets_others: index > 0,
    };
    StoryChange {
        seq,
        id: story_id(name),
        founded,
        merged_into: None,
        pinned: false,
        steps: documents.len() as i64,
        title_document: documents.first().copied(),
        profile: name.as_bytes().to_vec(),
        joined: documents.iter().enumerate().map(joining).collect(),
        left: Vec::new(),
        keys: vec![KEY],
        rekeyed: false,
    }
}

async fn shown(store: &impl Store, name: &str) -> Option<Story> {
    let now = time("2026-01-02T03:04:05Z");
    store.story(&story_id(name), now).await.unwrap().map(|found| found.story)
}

async fn listed(store: &impl Store, filter: &str, order: &str) -> String {
    let page = page(store, filter, order, 10, "").await;
    page.stories.iter().map(|story| story.id.as_str()).collect::<Vec<_>>().join(" ")
}

async fn page(
    store: &impl Store,
    filter: &str,
    order: &str,
    size: usize,
    token: &str,
) -> StoryPage {
    let filter = Filter::<FieldTest>::parse_over(filter, STORY_FIELDS).unwrap();
    let (order, now) = (order.parse().unwrap(), time("2026-01-02T03:04:05Z"));
    store
        .list_stories(&StoryListRequest { filter: &filter, order, size, token, now })
        .await
        .unwrap()
}

async fn analysed_documents_wait(store: &impl Store) {
    for (name, source, day) in [("a", "one", 1), ("b", "two", 2), ("c", "one", 3), ("d", "x", 20)] {
        analysed(store, name, source, day).await;
    }
    let reader = store.stories().await.unwrap();
    let unsorted = reader.unsorted(3).unwrap();
    let names = ["a", "b", "c"].map(|name| reader.document_of(&id(name)).unwrap().unwrap());
    assert!(unsorted.iter().map(|u| u.document).eq(names), "in order of arrival");
    let signature = unsorted[0].signature.clone().unwrap();
    assert_eq!((signature.content, signature.title.as_str()), (b"a".to_vec(), "Headline a"));
    assert_eq!(reader.signature(unsorted[0].document).unwrap(), None, "not before it is sorted");
}

async fn decisions_are_written(store: &impl Store) {
    let (a, b, c) = (seq(store, "a").await, seq(store, "b").await, seq(store, "c").await);
    let d = seq(store, "d").await;
    let reader = store.stories().await.unwrap();
    let next = reader.next_story().unwrap();
    let waiting = reader.unsorted(10).unwrap();
    assert_eq!(store.backlog(10).await.unwrap().unsorted, waiting.len());
    drop(reader);
    let mut new = changes(store).await;
    new.signatures = waiting.iter().map(|u| (u.document, u.signature.clone().unwrap())).collect();
    new.sorted = vec![a, b, c, d];
    new.stories =
        vec![change(next, "first", true, &[a, b, c]), change(next + 1, "later", true, &[d])];
    let step = |step, document| HistoryRow {
        story: next,
        step,
        document: Some(document),
        other: None,
        score: 0.75,
        by_hand: false,
    };
    new.history = vec![step(StoryStep::Founded, a), step(StoryStep::Joined, b)];
    new.request = Some((request("r", 1), next));
    store.change_stories(new).await.unwrap();

    let story = shown(store, "first").await.unwrap();
    assert_eq!(story.title, "Headline a");
    assert_eq!(story.title_document, Some(id("a")));
    assert_eq!((story.document_count, story.source_count, story.generation), (3, 2, 3));
    assert_eq!(story.event_edtf, "2024-05-01", "of as many the first");
    assert_eq!(story.first_publish_time, Some(time("2024-05-01T00:00:00Z")));
    assert_eq!(story.last_publish_time, Some(time("2024-05-03T00:00:00Z")));
    assert_eq!(story.state, StoryState::Dormant, "another story was told 17 days later");
    let ada = &story.top_entities[0];
    assert_eq!((ada.document_count, ada.mention_count), (3, 9));
    let history = store.story(&story_id("first"), story.last_publish_time.unwrap()).await;
    let found = history.unwrap().unwrap();
    assert_eq!(found.story.state, StoryState::Developing, "what is dated later does not count");
    let steps: Vec<_> =
        found.history.iter().map(|step| (step.step, step.document.clone())).collect();
    assert_eq!(steps, [(StoryStep::Founded, Some(id("a"))), (StoryStep::Joined, Some(id("b")))]);

    let reader = store.stories().await.unwrap();
    assert!(reader.unsorted(10).unwrap().is_empty());
    assert_eq!(store.backlog(10).await.unwrap().unsorted, 0);
    assert_eq!(reader.stories_under(KEY, 10).unwrap(), [next + 1, next], "the latest first");
    assert_eq!(reader.stories_under(KEY, 1).unwrap(), [next + 1]);
    assert_eq!(reader.story_of(&story_id("first")).unwrap(), Some(next));
    assert_eq!(reader.story(next).unwrap().unwrap().profile, b"first");
    let members = reader.members(next, 2).unwrap();
    assert_eq!(members.iter().map(|m| m.document).collect::<Vec<_>>(), [b, c]);
    assert_eq!(reader.places(b).unwrap()[0].story, next);
    assert_eq!(reader.profiled_otherwise(2, 9).unwrap(), [next, next + 1]);
    assert!(reader.profiled_otherwise(1, 9).unwrap().is_empty());
    assert_eq!(reader.signed_otherwise(2, 9).unwrap().len(), 4);
    let now = time("2026-01-02T04:00:00Z");
    assert_eq!(reader.answered(&request("r", 1), now).unwrap(), Some(next));
    let reused = reader.answered(&request("r", 2), now);
    assert!(matches!(reused, Err(StoreError::RequestIdReused)));
    assert_eq!(reader.answered(&request("r", 2), time("2026-01-04T00:00:00Z")).unwrap(), None);

    let joined = store.joined(10).await.unwrap();
    assert_eq!(joined.iter().map(|j| j.document).collect::<Vec<_>>(), [b, c], "not the founder");
    assert_eq!(store.backlog(10).await.unwrap().uncompared, 2);
    assert_eq!(store.backlog(1).await.unwrap().uncompared, 1, "counted no further");
    findings::run(store, &joined).await;
    let places = store.places(vec![d, a]).await.unwrap();
    assert_eq!(places[0][0].story, story_id("later"));
    assert_eq!(places[1][0].story, story_id("first"));
    assert_eq!(list(store, "stories:stories/first", "", 9, "").await.total, 3);
    assert_eq!(list(store, "stories:*", "", 9, "").await.total, 4);
    assert_eq!(list(store, "stories:stories/none", "", 9, "").await.total, 0);
}

async fn decisions_on_an_earlier_state_are_refused(store: &impl Store) {
    let a = seq(store, "a").await;
    let first = store.stories().await.unwrap().story_of(&story_id("first")).unwrap().unwrap();
    let mut late = changes(store).await;
    late.stories = vec![StoryChange { left: vec![a], ..change(first, "first", false, &[]) }];
    let e = analysed(store, "e", "x", 4).await;
    store.change_stories(late.clone()).await.unwrap(); // a new arrival disturbs nothing
    assert_eq!(shown(store, "first").await.unwrap().document_count, 2);
    let again = store.change_stories(late).await;
    assert!(matches!(again, Err(StoreError::StoriesChanged)));
    let mut late = changes(store).await;
    late.sorted = vec![e.seq];
    store.delete(e.id, None, false).await.unwrap();
    let again = store.change_stories(late).await;
    assert!(matches!(again, Err(StoreError::StoriesChanged)), "the document is gone");
}

async fn merged_names_lead_to_their_successor(store: &impl Store) {
    let reader = store.stories().await.unwrap();
    let first = reader.story_of(&story_id("first")).unwrap().unwrap();
    let later = reader.story_of(&story_id("later")).unwrap().unwrap();
    let third = reader.next_story().unwrap();
    let (d, members) = (seq(store, "d").await, reader.members(first, 9).unwrap());
    let members: Vec<_> = members.into_iter().map(|member| member.document).collect();
    drop(reader);
    let merge = |from: i64, name: &str, left: &[i64], into: i64| StoryChange {
        merged_into: Some(into),
        left: left.to_vec(),
        joined: Vec::new(),
        keys: Vec::new(),
        ..change(from, name, false, left)
    };
    let mut new = changes(store).await;
    new.stories =
        vec![merge(first, "first", &members, later), change(later, "later", false, &members)];
    store.change_stories(new).await.unwrap();
    let all: Vec<_> = members.iter().copied().chain([d]).collect();
    let mut new = changes(store).await;
    new.stories = vec![merge(later, "later", &all, third), change(third, "third", true, &all)];
    store.change_stories(new).await.unwrap();
    for name in ["first", "later", "third"] {
        let story = shown(store, name).await.unwrap();
        assert_eq!((story.id, story.document_count), (story_id("third"), 3), "{name}");
    }
    let reader = store.stories().await.unwrap();
    assert_eq!(reader.stories_under(KEY, 9).unwrap(), [third]);
    assert_eq!(reader.story(first).unwrap().unwrap().merged_into, Some(third));
    assert_eq!(list(store, "stories:stories/first", "", 9, "").await.total, 3);
    let now = time("2026-01-02T03:04:05Z");
    let merged = store.stories_by_number(vec![first, 0], now).await.unwrap();
    let state = merged[0].as_ref().map(|story| (story.state, story.merged_into.clone()));
    assert_eq!(state, Some((StoryState::Merged, Some(story_id("third")))));
    assert_eq!(merged[1], None);
}

async fn lists_are_filtered(store: &impl Store) {
    for (name, day) in [("f", 21), ("g", 22)] {
        let document = analysed(store, name, "press", day).await;
        let reader = store.stories().await.unwrap();
        let next = reader.next_story().unwrap();
        let waiting = reader.unsorted(1).unwrap();
        drop(reader);
        let mut new = changes(store).await;
        new.signatures =
            waiting.iter().map(|u| (u.document, u.signature.clone().unwrap())).collect();
        new.sorted = vec![document.seq];
        new.stories = vec![change(next, name, true, &[document.seq])];
        store.change_stories(new).await.unwrap();
    }
    assert_eq!(listed(store, "", "").await, "g f third", "merged ones do not come");
    assert_eq!(listed(store, "state = MERGED", "create_time").await, "first later");
    let all = listed(store, "state = MERGED OR title:HEADLINE", "").await;
    assert_eq!(all, "g f third later first");
    assert_eq!(listed(store, "document_count > 1", "").await, "third");
    assert_eq!(listed(store, "document_count = 1 AND source_count <= 1", "").await, "g f");
    assert_eq!(listed(store, "", "document_count desc").await, "third g f");
    assert_eq!(listed(store, "", "last_publish_time").await, "third f g");
    assert_eq!(listed(store, "last_publish_time >= 2024-05-22", "").await, "g");
    assert_eq!(listed(store, "first_publish_time < 2024-05-03", "").await, "third");
    assert_eq!(listed(store, "event_edtf = \"2024-05-03\"", "").await, "g f third");
    assert_eq!(listed(store, "state = DORMANT", "").await, "");
    assert_eq!(listed(store, "state = DEVELOPING AND title:* ", "").await, "g f third");
    assert_eq!(listed(store, "entities:\"Ada Vale\"", "").await, "", "not among the analysed rows");
    let token = page(store, "", "", 1, "").await.next_token;
    let filter = Filter::<FieldTest>::parse_over("document_count = 1", STORY_FIELDS).unwrap();
    let (order, now) = (Default::default(), time("2026-01-02T03:04:05Z"));
    let other = StoryListRequest { filter: &filter, order, size: 1, token: &token, now };
    assert!(matches!(store.list_stories(&other).await, Err(StoreError::PageToken)));
}

async fn removed_documents_leave(store: &impl Store) {
    let before = shown(store, "third").await.unwrap();
    let would = store.delete(id("b"), None, true).await.unwrap();
    assert_eq!(would, Some(vec![story_id("third")]));
    assert_eq!(shown(store, "third").await.unwrap(), before);
    let left = store.delete(before.title_document.unwrap(), None, false).await.unwrap();
    assert_eq!(left, Some(vec![story_id("third")]));
    let after = shown(store, "third").await.unwrap();
    assert_eq!((after.document_count, after.generation), (2, before.generation + 1));
    assert_ne!((after.etag, after.title.as_str()), (before.etag, before.title.as_str()));
    assert_ne!(after.title, "");
    let reader = store.stories().await.unwrap();
    let third = reader.story_of(&story_id("third")).unwrap().unwrap();
    assert_eq!(reader.profiled_otherwise(1, 9).unwrap(), [third], "to be made anew");
    drop(reader);
    for member in store.stories().await.unwrap().members(third, 9).unwrap() {
        store.delete(member.id, None, false).await.unwrap();
    }
    for name in ["third", "first", "later"] {
        assert_eq!(shown(store, name).await, None, "{name}");
    }
    assert!(store.joined(9).await.unwrap().is_empty());
    let reader = store.stories().await.unwrap();
    assert!(reader.stories_under(KEY, 9).unwrap().iter().all(|story| *story != third));
    assert!(reader.next_story().unwrap() > third, "no number is used twice");
    assert_eq!(store.delete(id("none"), None, false).await.unwrap(), None);
}

/// Founds a story of these articles.
async fn found(store: &impl Store, name: &str, documents: &[i64]) -> i64 {
    let reader = store.stories().await.unwrap();
    let next = reader.next_story().unwrap();
    let waiting = reader.unsorted(99).unwrap();
    drop(reader);
    let mut new = changes(store).await;
    new.signatures = waiting.iter().map(|u| (u.document, u.signature.clone().unwrap())).collect();
    new.sorted = waiting.iter().map(|u| u.document).collect();
    new.stories = vec![change(next, name, true, documents)];
    store.change_stories(new).await.unwrap();
    next
}

async fn names_lead_to_their_entities(store: &impl Store) {
    let entity = async || shown(store, "first").await.unwrap().top_entities.remove(0).entity;
    assert_eq!(entity().await, None, "nothing is identified yet");
    let link = |entity, slug: &str| IdentityLink {
        appearance: Appearance {
            index: 0,
            name: "Ada Vale".to_owned(),
            kind: EntityType::Person,
            mentions: 3,
            forms: Vec::new(),
            facts: Vec::new(),
        },
        name: "ada vale".to_owned(),
        entity,
        slug: slug.to_owned(),
    };
    // The first and the second of its three articles, which mean two namesakes.
    for (entity_of, slug) in [(-1, "ada-vale"), (-1, "ada-vale-b")] {
        let waiting = store.unidentified(1).await.unwrap().remove(0);
        let (ticket, seq) = (waiting.ticket, waiting.seq);
        let links = vec![link(entity_of, slug)];
        store.identify(vec![Identified { ticket, seq, links }]).await.unwrap();
        assert_eq!(entity().await, Some(slug.parse().unwrap()), "the latest that is identified");
    }
    // An analysis that is not sorted yet may have it at another place.
    let second = full(store, &id("b"), None).await;
    record(store, &second, 2).await;
    assert_eq!(entity().await, Some("ada-vale".parse().unwrap()));
    let reader = store.stories().await.unwrap();
    let sorted = reader.unsorted(9).unwrap().iter().map(|u| u.document).collect();
    drop(reader);
    let new = changes(store).await;
    store.change_stories(StoryChanges { sorted, ..new }).await.unwrap();
}

async fn what_is_not_analysed_any_more_leaves(store: &impl Store) {
    let mut members = Vec::new();
    for name in ["n1", "n2", "n3", "n4"] {
        members.push(analysed(store, name, "press", 1).await);
    }
    let numbers: Vec<i64> = members.iter().map(|document| document.seq).collect();
    let story = found(store, "unread", &numbers).await;
    let before = shown(store, "unread").await.unwrap();
    assert_eq!((before.document_count, before.title.as_str()), (4, "Headline n1"));
    let end = *store.log_end().borrow();
    // Its language turns out to be another one.
    let metadata = Metadata { language_code: "fr".to_owned(), ..members[0].metadata.clone() };
    let change = super::changes::change(metadata, "n1.example");
    let change = MetadataChange { analyzable: false, ..change };
    store.update(id("n1"), change, None, false).await.unwrap();
    let after = shown(store, "unread").await.unwrap();
    assert_eq!((after.document_count, after.generation), (3, before.generation + 1));
    assert_eq!(after.title, "Headline n2");
    let events = store.events(end, 9, usize::MAX).await.unwrap();
    let told: Vec<_> = events.iter().map(|event| event.change.kind()).collect();
    assert_eq!(told, [ChangeKind::DocumentRevised, ChangeKind::StoryUpdated]);
    assert!(store.places(vec![numbers[0]]).await.unwrap()[0].is_empty());
    let reader = store.stories().await.unwrap();
    assert_eq!(reader.signature(numbers[0]).unwrap(), None);
    assert_eq!(reader.profiled_otherwise(1, 9).unwrap(), [story], "to be made anew");
    drop(reader);
    let found = store.story(&story_id("unread"), Timestamp::MAX).await.unwrap().unwrap();
    let last = found.history.last().map(|step| (step.step, step.document.clone()));
    assert_eq!(last, Some((StoryStep::Left, Some(id("n1")))));
    // The analysis of another one fails.
    let failed = AnalysisRecord {
        seq: numbers[1],
        etag: members[1].etag.clone(),
        engine_version: "2".to_owned(),
        result: Err("it cannot be read".to_owned()),
    };
    store.record(vec![failed]).await.unwrap();
    assert_eq!(shown(store, "unread").await.unwrap().document_count, 2);
    // What somebody has put there by hand stays, without a word to be sorted by.
    let mut new = changes(store).await;
    let mut by_hand = super::stories::change(story, "unread", false, &[numbers[2]]);
    by_hand.joined[0].pinned = true;
    new.stories = vec![by_hand];
    store.change_stories(new).await.unwrap();
    let keyed = super::changes::change(members[2].metadata.clone(), "n3.example");
    store.update(id("n3"), keyed, None, false).await.unwrap();
    let unread = at_address("press", "n3.example", "un texte tout autre");
    let revised = put(store, NewDocument { analyzable: false, ..unread }).await;
    assert_eq!((revised.outcome, revised.document.id), (Outcome::NewRevision, id("n3")));
    assert_eq!(revised.document.state, State::NotAnalyzed);
    let story = shown(store, "unread").await.unwrap();
    assert_eq!((story.document_count, story.top_entities[0].document_count), (2, 1));
    // With its last article the story ends.
    store.delete(id("n3"), None, false).await.unwrap();
    let end = *store.log_end().borrow();
    let change = super::changes::change(members[3].metadata.clone(), "n4.example");
    let change = MetadataChange { analyzable: false, ..change };
    store.update(id("n4"), change, None, false).await.unwrap();
    assert_eq!(shown(store, "unread").await, None);
    let events = store.events(end, 9, usize::MAX).await.unwrap();
    let last = events.into_iter().last().map(|event| event.change);
    assert!(matches!(last, Some(Change::StoryUpdated(story)) if story.document_count == 0));
    for name in ["n1", "n2", "n4"] {
        store.delete(id(name), None, false).await.unwrap();
    }
}

async fn the_first_of_copies_is_compared(store: &impl Store) {
    // The first, two copies of it, and another text.
    let mut numbers = Vec::new();
    for (name, text) in [("v1", "one"), ("v2", "one"), ("v3", "one"), ("v4", "another")] {
        let new =
            with_id(name, document(&format!("press-{name}"), &format!("the voice of {text}")));
        let stored = create(store, new).await;
        record(store, &stored, 1).await;
        numbers.push(stored.seq);
    }
    let story = found(store, "voices", &numbers).await;
    let waiting = async || {
        let joined = store.joined(9).await.unwrap();
        joined.into_iter().map(|joined| joined.document).collect::<Vec<_>>()
    };
    let none = |joined| JoinFindings { joined, discrepancies: vec![], claims: vec![] };
    let compared = async || {
        let joined = store.joined(9).await.unwrap();
        store.record_findings(joined.into_iter().map(none).collect()).await.unwrap();
    };
    let repeating = async || {
        let members = store.stories().await.unwrap().members(story, 9).unwrap();
        members.into_iter().filter(|m| m.repeats).map(|m| m.document).collect::<Vec<_>>()
    };
    assert_eq!(waiting().await, [numbers[3]], "neither the founder nor its copies");
    assert_eq!(repeating().await, numbers[1..3]);
    compared().await;
    // Its heir tells in its place what it has told, and then the heir's heir.
    store.delete(id("v1"), None, false).await.unwrap();
    assert_eq!(waiting().await, [numbers[1]]);
    assert_eq!(repeating().await, [numbers[2]]);
    compared().await;
    // A copy that goes changes nothing.
    let fifth = with_id("v5", document("press-v5", "the voice of one"));
    let fifth = create(store, fifth).await;
    record(store, &fifth, 1).await;
    let mut new = changes(store).await;
    let mut comes = change(story, "voices", false, &[fifth.seq]);
    comes.joined[0].meets_others = true;
    (new.stories, new.sorted) = (vec![comes], vec![fifth.seq]);
    store.change_stories(new).await.unwrap();
    assert_eq!(waiting().await, [0; 0], "it repeats the second");
    store.delete(id("v3"), None, false).await.unwrap();
    assert_eq!(waiting().await, [0; 0]);
    // An original that leaves the story for another leaves it to its copy.
    let mut new = changes(store).await;
    let left = vec![numbers[1]];
    new.stories = vec![StoryChange { left, ..change(story, "voices", false, &[]) }];
    store.change_stories(new).await.unwrap();
    assert_eq!(waiting().await, [fifth.seq]);
    assert_eq!(repeating().await, [0; 0]);
    for name in ["v2", "v4", "v5"] {
        store.delete(id(name), None, false).await.unwrap();
    }
    assert_eq!(shown(store, "voices").await, None);
}

pub(super) async fn pages_hold_while_stories_are_founded(store: &impl Store) {
    let found = async |n: i64| {
        let document = analysed(store, &format!("p{n}"), "press", 1).await;
        let mut new = changes(store).await;
        new.stories = vec![change(n, &format!("s{n}"), true, &[document.seq])];
        store.change_stories(new).await.unwrap();
    };
    for n in 1..=5 {
        found(n).await;
    }
    let (mut names, mut token) = (Vec::new(), String::new());
    for n in 6.. {
        let page = page(store, "", "", 2, &token).await;
        names.extend(page.stories.iter().map(|story| story.id.to_string()));
        token = page.next_token;
        if token.is_empty() {
            break;
        }
        found(n).await;
    }
    assert_eq!(names, ["s5", "s4", "s3", "s2", "s1"]);
}
