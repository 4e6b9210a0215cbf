//! Watchers over a real store.

use std::{collections::VecDeque, path::Path};

use sha2::{Digest as _, Sha256};

use super::*;
use crate::{
    domain::{DocumentId, Filter, MediaType, Metadata},
    store::{ChangeKind, NewDocument, SearchText, Submission, sqlite::SqliteStore},
};

/// What a change is rendered as here: its sequence, name and token.
type Line = (i64, String, String);

struct Watched {
    store: Arc<SqliteStore>,
    hub: Arc<Hub<Line>>,
    stop: CancellationToken,
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn open(folder: &Path) -> Watched {
    let store = Arc::new(SqliteStore::open(folder).await.unwrap());
    let render = |event: &Event, token| (event.sequence, event.change.name(), token);
    let hub = Arc::new(Hub::over(Arc::clone(&store) as Arc<dyn Store>, render));
    let stop = CancellationToken::new();
    tokio::spawn(Arc::clone(&hub).run(stop.clone()));
    Watched { store, hub, stop }
}

impl Watched {
    /// Stores a document, or revises the one of this address.
    async fn put(&self, address: &str, text: &str) -> DocumentId {
        let digest: [u8; 32] = Sha256::digest(text).into();
        let metadata = Metadata { source: address.to_owned(), ..Metadata::default() };
        let document = NewDocument {
            wanted_id: None,
            metadata,
            publish_basis: None,
            language_score: 0.5,
            content: text.as_bytes().to_vec(),
            media: MediaType::Text,
            charset: "UTF-8".to_owned(),
            skip_cleaning: false,
            content_hash: digest,
            body_hash: digest,
            address_keys: vec![address.to_owned()],
            search: SearchText::default(),
            sketch: None,
            agency: None,
            analyzable: true,
            create_time: "2026-01-02T03:04:05Z".parse().unwrap(),
        };
        let submission = Submission { document, request: None, item: None };
        self.store.put(submission).await.unwrap().document.id
    }

    async fn watch(&self, change: impl FnOnce(&mut WatchOptions)) -> Taker {
        let mut options = WatchOptions {
            selection: Selection::new(None, Some(Filter::all()), Some(Filter::all()), None, None),
            token: String::new(),
            include_initial: false,
            heartbeat: Duration::from_secs(3600),
            window: Duration::ZERO,
        };
        change(&mut options);
        let watcher = self.hub.watch(options).await.unwrap();
        Taker { watcher, taken: VecDeque::new() }
    }
}

/// A watcher whose messages are taken one by one.
struct Taker {
    watcher: Watcher<Line>,
    taken: VecDeque<Told<Line>>,
}

impl Taker {
    async fn next(&mut self) -> Told<Line> {
        if self.taken.is_empty() {
            self.taken.extend(self.watcher.next().await.unwrap());
        }
        self.taken.pop_front().unwrap()
    }
}

/// The next change: sequence, kind, how many earlier, token.
async fn change(taker: &mut Taker) -> (i64, ChangeKind, u32, String) {
    match taker.next().await {
        Told::Change { entry, kind, coalesced } => {
            let (sequence, _, token) = taker.watcher.hub().rendered(&entry).clone();
            (sequence, kind, coalesced, token)
        }
        Told::Synced { .. } => panic!("synced"),
        Told::Heartbeat { .. } => panic!("a heartbeat"),
    }
}

async fn heartbeat(taker: &mut Taker) -> (i64, String) {
    match taker.next().await {
        Told::Heartbeat { sequence, token } => (sequence, token),
        _ => panic!("not a heartbeat"),
    }
}

#[tokio::test]
async fn those_behind_the_ring_see_all() {
    let folder = tempfile::tempdir().unwrap();
    let watched = open(folder.path()).await;
    for n in 0..300 {
        watched.put(&format!("a{n}"), &format!("text {n}")).await;
    }
    let mut first = watched.watch(|_| ()).await;
    let (end, _) = heartbeat(&mut first).await;
    assert_eq!(end, 300);
    // Place 0 is before everything; the ring has been filled or not: it makes no difference.
    let token = watched.hub.token(&Place::Changes(0));
    let mut second = watched.watch(|options| options.token = token.clone()).await;
    heartbeat(&mut second).await;
    *watched.hub.ring() = Ring::default();
    watched.hub.ring().extend(290, Vec::new());
    for expected in 1..=280 {
        assert_eq!(change(&mut second).await.0, expected);
    }
}

#[tokio::test]
async fn changes_of_one_resource_are_told_as_one_and_tokens_skip_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let watched = open(folder.path()).await;
    let window = Duration::from_millis(300);
    let mut watcher = watched.watch(|options| options.window = window).await;
    let (begin, _) = heartbeat(&mut watcher).await;
    assert_eq!(begin, 0);
    watched.put("a", "one").await; // 1
    let gone = watched.put("b", "two").await; // 2
    watched.put("a", "three").await; // 3
    watched.put("c", "four").await; // 4
    watched.store.delete(gone, None, false).await.unwrap(); // 5
    let mut told = Vec::new();
    for _ in 0..3 {
        told.push(change(&mut watcher).await);
    }
    let seen: Vec<_> = told.iter().map(|(n, kind, earlier, _)| (*n, *kind, *earlier)).collect();
    let expected = [
        (3, ChangeKind::DocumentCreated, 1),
        (4, ChangeKind::DocumentCreated, 0),
        (5, ChangeKind::DocumentDeleted, 1),
    ];
    assert_eq!(seen, expected);
    let mut resumed = watched.watch(|options| options.token = told[0].3.clone()).await;
    heartbeat(&mut resumed).await;
    assert_eq!(change(&mut resumed).await.0, 4);
    assert_eq!(change(&mut resumed).await.0, 5);
}

#[tokio::test]
async fn a_window_with_many_changes_is_told_in_pages() {
    let folder = tempfile::tempdir().unwrap();
    let watched = open(folder.path()).await;
    let watched = &watched;
    let put = |n| async move { watched.put(&format!("a{n}"), &format!("text {n}")).await };
    futures_util::future::join_all((0..held::MOST + 10).map(put)).await;
    // Nothing but the number of resources ends the window.
    let token = watched.hub.token(&Place::Changes(0));
    let options = |options: &mut WatchOptions| {
        (options.token, options.window) = (token.clone(), Duration::from_secs(3600));
    };
    let mut watcher = watched.watch(options).await.watcher;
    let mut told = Vec::new();
    while told.len() < held::MOST {
        let batch = watcher.next().await.unwrap();
        assert!((1..=ring::PAGE).contains(&batch.len()), "{}", batch.len());
        told.extend(batch.into_iter().filter_map(|told| match told {
            Told::Change { entry, .. } => Some(watcher.hub().rendered(&entry).0),
            _ => None,
        }));
    }
    assert!(told.len() < held::MOST + ring::PAGE);
    let expected: Vec<i64> = (1..).take(told.len()).collect();
    assert_eq!(told, expected, "in their order, none left out");
}

#[tokio::test]
async fn a_heartbeat_passes_over_nothing_that_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let watched = open(folder.path()).await;
    let mut watcher = watched
        .watch(|options| {
            options.window = Duration::from_millis(400);
            options.heartbeat = Duration::from_millis(100);
        })
        .await;
    heartbeat(&mut watcher).await;
    watched.put("a", "one").await;
    let (sequence, token) = heartbeat(&mut watcher).await;
    assert_eq!(sequence, 0);
    let mut resumed = watched.watch(|options| options.token = token.clone()).await;
    heartbeat(&mut resumed).await;
    assert_eq!(change(&mut resumed).await.0, 1);
}

#[tokio::test]
async fn a_token_within_the_present_state_leads_back_into_it() {
    let folder = tempfile::tempdir().unwrap();
    let watched = open(folder.path()).await;
    for n in 0..100 {
        watched.put(&format!("a{n}"), &format!("text {n}")).await;
    }
    let mut watcher = watched.watch(|options| options.include_initial = true).await;
    let mut token = String::new();
    for _ in 0..70 {
        token = change(&mut watcher).await.3;
    }
    watched.put("late", "late text").await;
    let mut resumed = watched.watch(|options| options.token = token.clone()).await;
    for _ in 0..30 {
        let (sequence, kind, ..) = change(&mut resumed).await;
        assert_eq!((sequence, kind), (100, ChangeKind::DocumentCreated));
    }
    assert!(matches!(resumed.next().await, Told::Synced { sequence: 100, .. }));
    assert_eq!(change(&mut resumed).await.0, 101);
}

#[tokio::test]
async fn odd_tokens_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let watched = open(folder.path()).await;
    let refused = async |token: String| {
        let options = WatchOptions {
            selection: Selection::new(None, Some(Filter::all()), Some(Filter::all()), None, None),
            token,
            include_initial: false,
            heartbeat: Duration::from_secs(1),
            window: Duration::ZERO,
        };
        watched.hub.watch(options).await.err()
    };
    let ahead = watched.hub.token(&Place::Changes(1));
    let error = refused(ahead).await;
    assert!(matches!(error, Some(ServiceError::ResumeToken { is_ahead: true })), "{error:?}");
    for odd in ["nonsense".to_owned(), watched.hub.tokens.encode(place::list(), b"odd")] {
        let error = refused(odd).await;
        assert!(matches!(error, Some(ServiceError::ResumeToken { is_ahead: false })), "{error:?}");
    }
    assert_eq!(*watched.hub.active.borrow(), 0, "who is refused does not watch");
}
