//! Sessions.

use super::*;

pub(super) async fn run(store: &impl Store) {
    marks_grow(store).await;
    replays_write_nothing(store).await;
    unacknowledged_items_move_nothing(store).await;
    sessions_that_nobody_uses_are_forgotten(store).await;
}

async fn mark(store: &impl Store, session: &str) -> i64 {
    store.session(&session.parse().unwrap()).await.unwrap()
}

async fn refuse(store: &impl Store, item: SessionItem, now: &str) {
    store.refuse(item, time(now)).await.unwrap();
}

/// The day of all documents.
const DAY_1: &str = "2026-01-02T00:00:00Z";

fn feed(sequence: i64, text: &str) -> Submission {
    let item = Some(item("feed", sequence));
    Submission { document: document("feed", text), request: None, item }
}

async fn marks_grow(store: &impl Store) {
    assert_eq!(mark(store, "feed").await, 0);
    store.put(feed(1, "one")).await.unwrap();
    assert_eq!(mark(store, "feed").await, 1);
    refuse(store, item("feed", 2), DAY_1).await;
    assert_eq!(mark(store, "feed").await, 2);
    // A known article is acknowledged like a new one.
    let known = store.put(feed(5, "one")).await.unwrap();
    assert_eq!((known.outcome, mark(store, "feed").await), (Outcome::Duplicate, 5));
    refuse(store, item("feed", 3), DAY_1).await;
    assert_eq!((mark(store, "feed").await, mark(store, "other").await), (5, 0));
}

async fn replays_write_nothing(store: &impl Store) {
    let before = total(store).await;
    let replay = store.put(feed(1, "one")).await.unwrap();
    assert_eq!(replay.outcome, Outcome::Duplicate);
    let error = store.put(feed(2, "two")).await.unwrap_err();
    assert!(matches!(error, StoreError::AlreadyAcknowledged { sequence: 2 }), "{error}");
    assert!(matches!(
        store.check(feed(5, "five")).await,
        Err(StoreError::AlreadyAcknowledged { sequence: 5 })
    ));
    assert_eq!((total(store).await, mark(store, "feed").await), (before, 5));
    // A replay finds its content though the document has moved on.
    let item = |sequence, text| Submission {
        document: at_address("feed", "moving", text),
        request: None,
        item: Some(super::item("feed", sequence)),
    };
    store.put(item(6, "version 1")).await.unwrap();
    store.put(item(7, "version 2")).await.unwrap();
    let replay = store.put(item(6, "version 1")).await.unwrap();
    assert_eq!((replay.outcome, replay.document.revision), (Outcome::Duplicate, 2));
}

async fn unacknowledged_items_move_nothing(store: &impl Store) {
    let item = |sequence| SessionItem { acknowledge: false, ..item("slow", sequence) };
    let new = document("slow", "slow one");
    let submission = Submission { document: new.clone(), request: None, item: Some(item(1)) };
    assert_eq!(store.put(submission.clone()).await.unwrap().outcome, Outcome::Created);
    assert_eq!(mark(store, "slow").await, 0);
    assert_eq!(store.put(submission).await.unwrap().outcome, Outcome::Duplicate);
    // A refusal in the store moves nothing either: whoever answers for the item says so.
    let taken = create(store, with_id("slow-taken", document("slow", "taken"))).await;
    let clash = with_id(taken.id.as_str(), document("slow", "clash"));
    let item = Some(super::item("slow", 2));
    let clash = store.put(Submission { document: clash, request: None, item }).await;
    assert!(matches!(clash, Err(StoreError::IdTaken(_))));
    assert_eq!(mark(store, "slow").await, 0);
}

async fn sessions_that_nobody_uses_are_forgotten(store: &impl Store) {
    let marks = async || {
        let [early, busy, late] = ["early", "busy", "late"].map(|session| mark(store, session));
        (early.await, busy.await, late.await)
    };
    refuse(store, item("early", 3), DAY_1).await;
    refuse(store, item("busy", 4), DAY_1).await;
    refuse(store, item("busy", 5), "2026-01-20T00:00:00Z").await;
    // An item that comes again is a use as well, and a clock that went back takes none away.
    refuse(store, item("busy", 5), DAY_1).await;
    refuse(store, item("late", 1), "2026-01-31T23:59:59Z").await;
    assert_eq!(marks().await, (3, 5, 1));
    refuse(store, item("next", 1), "2026-02-01T00:00:00Z").await;
    assert_eq!(marks().await, (0, 5, 1), "30 days after the latest item");
    // What goes on after a long pause goes on where it was, as long as no other has begun.
    refuse(store, item("late", 2), "2026-12-01T00:00:00Z").await;
    assert_eq!(marks().await, (0, 5, 2));
    let mut new = document("early", "begun anew");
    new.create_time = time("2026-12-02T00:00:00Z");
    let again = Submission { document: new, request: None, item: Some(item("early", 1)) };
    store.put(again).await.unwrap();
    assert_eq!(marks().await, (1, 0, 2));
}
