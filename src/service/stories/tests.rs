//! Sorting over a real store.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::*;
use crate::{
    domain::{DocumentId, Filter, State, StoryId},
    pipeline::stories::StoryRef,
    service::testing::Desktop,
    store::{Detail, JoinFindings, SignatureRow, Store, StoryChange, StoryChanges},
};

/// Three events, told in turns; each article has words of its own.
fn texts() -> Vec<String> {
    let events = [
        "Bridge collapses in Norwick\n\nThe harbour bridge of Norwick collapsed early on Monday. \
         Engineers examined the cracked pillars of the bridge, mayor Clara Behn said.",
        "Eastmere chess open won by Odile Varga\n\nThe final game of the Eastmere chess open ended \
         after nine hours. Varga sacrificed her queen against Tomas Lind.",
        "Wildfire nears Calder valley vineyards\n\nFirefighters in Calder valley lit backfires to \
         save vineyards. Winemaker Pia Strand has lost her cellar to the wildfire.",
    ];
    let detail = ["gravel", "lantern", "orchard", "paddle", "quarry", "ribbon", "saddle", "tunnel"];
    let mut texts = Vec::new();
    for round in 0..7 {
        for (event, text) in events.iter().enumerate() {
            let own = detail[(round * 3 + event) % detail.len()];
            texts.push(format!(
                "{text} A {own} was seen near by, witness number {round} of {own} street said."
            ));
        }
    }
    texts
}

impl Desktop {
    async fn sort(&self, batch: usize) {
        while self.service.sort_due(batch).await.unwrap() > 0 {}
    }

    /// All stories with their articles.
    async fn stories(&self) -> String {
        let listing = StoryListing {
            filter: Filter::all(),
            order: "create_time".parse().unwrap(),
            size: 1000,
            token: String::new(),
        };
        let mut told = String::new();
        for story in self.service.list_stories(&listing).await.unwrap().stories {
            let reader = self.store.stories().await.unwrap();
            let seq = reader.story_of(&story.id).unwrap().unwrap();
            let members = reader.members(seq, 1000).unwrap();
            let scores: Vec<_> = members.iter().map(|m| (m.id.as_str(), m.score)).collect();
            let title = story.title_document;
            writeln!(told, "{} {} {scores:?} {title:?}", story.id, story.generation).unwrap();
        }
        told
    }

    /// The stories of a document.
    async fn of(&self, id: &str) -> Vec<StoryId> {
        let found = self.service.volume(&document(id), None, Detail::Basic).await.unwrap();
        found.stories.into_iter().map(|place| place.story).collect()
    }
}

fn document(id: &str) -> DocumentId {
    id.parse().unwrap()
}

#[tokio::test]
async fn batches_make_no_difference() {
    let mut told = Vec::new();
    for batch in [1, 3, 64] {
        let desktop = Desktop::new().await;
        for (index, text) in texts().iter().enumerate() {
            desktop.add(&format!("d{index}"), text).await;
        }
        desktop.sort(batch).await;
        told.push(desktop.stories().await);
    }
    assert_eq!(told[0].lines().count(), 3, "{}", told[0]);
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
}

/// Seven articles on each event, sorted.
async fn sorted() -> Desktop {
    let desktop = Desktop::new().await;
    for (index, text) in texts().iter().enumerate() {
        desktop.add(&format!("d{index}"), text).await;
    }
    desktop.sort(64).await;
    desktop
}

async fn named(desktop: &Desktop, id: &StoryId) -> crate::domain::Story {
    desktop.service.story(id).await.unwrap()
}

#[tokio::test]
async fn what_another_version_has_made_is_made_anew() {
    let desktop = sorted().await;
    let before = desktop.stories().await;
    let reader = desktop.store.stories().await.unwrap();
    let stories: Vec<StoryRef> = reader.profiled_otherwise(99, 99).unwrap();
    let change = |seq: StoryRef| {
        let row = reader.story(seq).unwrap().unwrap();
        StoryChange {
            seq,
            id: row.id,
            founded: false,
            merged_into: None,
            pinned: row.pinned,
            steps: 0,
            title_document: row.title_document,
            profile: b"of another form".to_vec(),
            joined: Vec::new(),
            left: Vec::new(),
            keys: Vec::new(),
            rekeyed: true,
        }
    };
    let signature = |document: i64| {
        let row = reader.signature(document).unwrap().unwrap();
        (document, SignatureRow { algorithm: 99, content: b"of another form".to_vec(), ..row })
    };
    let documents = reader.signed_otherwise(99, 99).unwrap();
    assert_eq!((stories.len(), documents.len()), (3, 21));
    let changes = StoryChanges {
        based_on: reader.changes().unwrap(),
        time: Timestamp::now(),
        algorithm: 99,
        stories: stories.into_iter().map(change).collect(),
        signatures: documents.into_iter().map(signature).collect(),
        sorted: Vec::new(),
        history: Vec::new(),
        request: None,
    };
    drop(reader);
    desktop.store.change_stories(changes).await.unwrap();
    desktop.sort(5).await;
    // When all are asked again another headline may be the most central.
    let places = |told: &str| {
        let lines = told.lines().filter_map(|line| Some(line.split_once(']')?.0.to_owned()));
        lines.collect::<Vec<_>>()
    };
    assert_eq!(places(&desktop.stories().await), places(&before));
    let text = format!("{} Another bridge was closed.", texts()[0]);
    desktop.add("late", &text).await;
    desktop.sort(1).await;
    assert_eq!(desktop.of("late").await, desktop.of("d0").await, "found by its new keys");
}

#[tokio::test]
async fn what_no_longer_fits_is_sorted_anew_unless_it_is_pinned() {
    let desktop = sorted().await;
    let (bridge, chess) = (desktop.of("d0").await, desktop.of("d1").await);
    let target = Some(bridge[0].clone());
    desktop.service.move_documents(target, vec![document("d4")], None).await.unwrap();
    assert_eq!((desktop.of("d3").await, desktop.of("d4").await), (bridge.clone(), bridge.clone()));
    // Both now tell of chess; the second was put among bridges by hand.
    for id in ["d3", "d4"] {
        desktop.add(id, &format!("{} New words on {id}.", texts()[1])).await;
    }
    desktop.sort(64).await;
    assert_eq!(desktop.of("d3").await, chess);
    assert_eq!(desktop.of("d4").await, bridge);
    assert_eq!(named(&desktop, &bridge[0]).await.document_count, 7);
    let found = desktop.service.story_with_history(&bridge[0]).await.unwrap();
    let last = found.history.last().unwrap();
    assert_eq!(
        (last.step, &last.document),
        (crate::domain::StoryStep::Left, &Some(document("d3")))
    );
}

#[tokio::test]
async fn stories_shrink_and_are_made_anew() {
    let desktop = sorted().await;
    let bridge = desktop.of("d0").await[0].clone();
    let title = named(&desktop, &bridge).await.title_document.unwrap();
    let left = desktop.service.delete(&title, None, false).await.unwrap();
    assert_eq!(left, Some(vec![bridge.clone()]));
    desktop.sort(64).await;
    let reader = desktop.store.stories().await.unwrap();
    assert!(reader.profiled_otherwise(super::signing::ALGORITHM, 9).unwrap().is_empty());
    drop(reader);
    let story = named(&desktop, &bridge).await;
    assert_eq!((story.document_count, story.generation), (6, 8));
    assert_ne!(story.title_document, Some(title));
    let chess = desktop.of("d1").await[0].clone();
    let merged = desktop.service.merge_stories(bridge.clone(), vec![chess.clone()], None, None);
    let merged = merged.await.unwrap();
    assert_eq!((&merged.id, merged.document_count), (&bridge, 13));
    assert_eq!(named(&desktop, &chess).await, merged);
    for n in 0..21 {
        desktop.service.delete(&document(&format!("d{n}")), None, false).await.unwrap();
    }
    desktop.sort(64).await;
    assert_eq!(desktop.stories().await, "");
}

#[tokio::test]
async fn a_revised_article_is_compared_when_it_is_sorted_anew() {
    let desktop = Desktop::new().await;
    let own = "Norwick bridge falls into harbour\n\nMayor Clara Behn said that engineers had found \
        cracked pillars before the harbour bridge of Norwick collapsed on Monday.";
    desktop.add("d0", &texts()[0]).await;
    desktop.add("d1", own).await;
    desktop.sort(64).await;
    let waiting = async || desktop.store.joined(9).await.unwrap();
    let [before] = waiting().await.try_into().unwrap();
    assert_eq!(before.document_id, document("d1"));

    let revised = format!("{own} She promised a new one.");
    desktop.put("d1", &revised).await;
    assert!(waiting().await.is_empty(), "its story may be another now");
    // The comparison of what it was comes to its end meanwhile.
    let nothing = JoinFindings { joined: before.clone(), discrepancies: vec![], claims: vec![] };
    desktop.store.record_findings(vec![nothing]).await.unwrap();
    while desktop.service.analyze_due().await.unwrap() > 0 {}
    assert!(waiting().await.is_empty(), "it is not sorted yet");
    desktop.sort(64).await;
    let [after] = waiting().await.try_into().unwrap();
    assert_eq!((after.document, after.story), (before.document, before.story));
    assert_ne!(after.seq, before.seq);

    let russian = "Мэр города обещала жителям новый мост через гавань. Рыбаки ждут начала работ \
        уже много лет и больше никому не верят, рассказали они журналистам в понедельник.";
    let unread = desktop.put("d1", russian).await;
    assert_eq!(unread.state, State::NotAnalyzed);
    while desktop.service.analyze_due().await.unwrap() > 0 {}
    desktop.sort(64).await;
    assert!(waiting().await.is_empty(), "there is no analysis of it");
    assert_eq!(desktop.store.backlog(9).await.unwrap().uncompared, 0);
    assert!(desktop.of("d1").await.is_empty(), "nor does it tell a story");
    let [story] = desktop.of("d0").await.try_into().unwrap();
    assert_eq!(named(&desktop, &story).await.document_count, 1);
    // In a language that is read it comes back, and meets the other.
    desktop.add("d1", &format!("{revised} Nobody was hurt.")).await;
    desktop.sort(64).await;
    assert_eq!(desktop.of("d1").await, [story]);
    assert_eq!(waiting().await.len(), 1);
}

#[tokio::test]
async fn what_is_put_somewhere_by_hand_stays_unread() {
    let desktop = sorted().await;
    let (bridge, chess) = (desktop.of("d0").await, desktop.of("d1").await);
    let target = Some(bridge[0].clone());
    desktop.service.move_documents(target, vec![document("d4")], None).await.unwrap();
    for id in ["d3", "d4"] {
        let russian = format!(
            "Мэр города обещала жителям новый мост через гавань. Рыбаки ждут начала работ уже \
             много лет и больше никому не верят, рассказали они журналистам ({id})."
        );
        assert_eq!(desktop.put(id, &russian).await.state, State::NotAnalyzed);
    }
    desktop.sort(64).await;
    assert!(desktop.of("d3").await.is_empty());
    assert_eq!(desktop.of("d4").await, bridge);
    let story = named(&desktop, &bridge[0]).await;
    assert_eq!(story.document_count, 7);
    // Read again it stays there, whatever it tells.
    desktop.add("d4", &format!("{} New words.", texts()[1])).await;
    desktop.sort(64).await;
    assert_eq!(desktop.of("d4").await, bridge);
    assert_eq!(named(&desktop, &chess[0]).await.document_count, 6);
    // And leaves no trace when it goes.
    desktop.service.delete(&document("d4"), None, false).await.unwrap();
    desktop.sort(64).await;
    assert_eq!(named(&desktop, &bridge[0]).await.document_count, 6);
}
