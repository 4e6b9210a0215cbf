//! Stories end to end: articles come in, fall into stories, and are put right by hand.

use std::{collections::BTreeSet, time::Duration};

use parallax::{
    client::Client,
    config::Config,
    proto::v1::{
        ArticleMetadata, DeleteDocumentRequest, Document, EventKind, ExplainMembershipRequest,
        GetDocumentRequest, GetStoryRequest, IngestConfig, IngestDocumentRequest, IngestItem,
        ListDocumentsRequest, ListStoriesRequest, MatchStoriesRequest, MergeStoriesRequest,
        MoveDocumentsRequest, Story, WatchRequest, story, story_service_client::StoryServiceClient,
        story_step, watch_response::Resource,
    },
};
use tonic::Code;

use crate::support::{
    Failure, Process, RawChannel, Run, Server, failure, raw_channel,
    texts::{content, seeds},
};

/// Two events beside that of the seeds, told three times each.
const OTHERS: [[&str; 3]; 2] = [
    [
        "Harbour bridge of Norwick collapses\n\nNORWICK - The harbour bridge of Norwick collapsed \
         before dawn on Monday. Engineers looked for cracks in the pillars of the bridge, mayor \
         Clara Behn told reporters. Two fishing boats were damaged by falling girders.",
        "Bridge falls into harbour at Norwick\n\nThe harbour bridge at Norwick collapsed on Monday \
         and damaged two fishing boats. Mayor Clara Behn said engineers had found cracks in the \
         pillars of the bridge a year ago. Girders fell into the harbour.",
        "Norwick mayor promises inquiry into bridge collapse\n\nMayor Clara Behn of Norwick \
         promised an inquiry on Monday after the collapse of the harbour bridge. Girders fell on \
         fishing boats. Cracks in the pillars had been known to engineers.",
    ],
    [
        "Odile Varga wins Eastmere chess open\n\nEASTMERE - Odile Varga won the Eastmere chess open \
         on Sunday when grandmaster Tomas Lind resigned after nine hours. Varga sacrificed her \
         queen for two rooks in the final game.",
        "Varga takes chess title in Eastmere\n\nGrandmaster Tomas Lind resigned on Sunday, and \
         Odile Varga took the title of the Eastmere chess open. In the final game, nine hours \
         long, Varga sacrificed the queen.",
        "Queen sacrifice decides Eastmere open\n\nA queen sacrifice by Odile Varga decided the \
         Eastmere chess open on Sunday. Her opponent, grandmaster Tomas Lind, resigned the final \
         game after nine hours. Two rooks were worth more than the queen.",
    ],
];

/// Articles by id, with their outlet and day of publication.
fn articles() -> Vec<(String, String)> {
    let mut articles: Vec<(String, String)> = Vec::new();
    for (n, text) in seeds().into_iter().enumerate() {
        articles.push((format!("seed-{n}"), text));
        for (event, texts) in OTHERS.iter().enumerate() {
            if let Some(text) = texts.get(n) {
                articles.push((format!("other-{event}-{n}"), (*text).to_owned()));
            }
        }
    }
    articles
}

fn ingest(id: &str, text: &str) -> IngestDocumentRequest {
    let is_seed = id.starts_with("seed");
    // The seeds tell their own dates.
    let publish_time =
        (!is_seed).then_some(prost_types::Timestamp { seconds: 1_717_400_000, nanos: 0 });
    let metadata = ArticleMetadata {
        source: format!("outlet-{}.example", id.len() + id.bytes().map(usize::from).sum::<usize>()),
        external_id: id.to_owned(),
        publish_time,
        ..ArticleMetadata::default()
    };
    IngestDocumentRequest {
        article: content(text),
        metadata: Some(metadata),
        document_id: id.to_owned(),
        ..Default::default()
    }
}

async fn documents(client: &Client, filter: &str) -> Vec<Document> {
    let request =
        ListDocumentsRequest { filter: filter.into(), page_size: 1000, ..Default::default() };
    client.list_documents(request).await.unwrap().documents
}

/// Waits until as many documents are in stories.
async fn sorted(client: &Client, count: usize) {
    for _ in 0..1200 {
        let all = documents(client, "").await;
        if all.len() == count && all.iter().all(|document| !document.stories.is_empty()) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not all documents came to stories");
}

/// A story without what is found out later, when its articles are compared.
fn before_comparison(story: Story) -> Story {
    Story { discrepancy_count: 0, ..story }
}

async fn stories(client: &Client, filter: &str) -> Vec<Story> {
    let request =
        ListStoriesRequest { filter: filter.into(), page_size: 1000, ..Default::default() };
    let found = client.list_stories(request).await.unwrap().stories;
    found.into_iter().map(before_comparison).collect()
}

async fn story(client: &Client, name: &str) -> Story {
    let answer = client.get_story(GetStoryRequest { name: name.into() }).await.unwrap();
    before_comparison(answer.story.unwrap())
}

/// The names of a story's documents.
async fn members(client: &Client, story: &str) -> BTreeSet<String> {
    let found = documents(client, &format!("stories:\"{story}\"")).await;
    found.into_iter().map(|document| document.name).collect()
}

async fn story_of(client: &Client, id: &str) -> String {
    let request = GetDocumentRequest { name: format!("documents/{id}"), ..Default::default() };
    let document = client.get_document(request).await.unwrap().document.unwrap();
    document.stories.first().unwrap().story.clone()
}

fn move_to(name: &str, ids: &[&str], request_id: &str) -> MoveDocumentsRequest {
    MoveDocumentsRequest {
        name: name.into(),
        documents: ids.iter().map(|id| format!("documents/{id}")).collect(),
        request_id: request_id.into(),
    }
}

async fn filled(server: &Server) -> Client {
    let client = Client::connect(server.url()).await.unwrap();
    for (id, text) in articles() {
        client.ingest_document(ingest(&id, &text)).await.unwrap();
    }
    sorted(&client, articles().len()).await;
    client
}

fn names(prefix: &str, count: usize) -> BTreeSet<String> {
    (0..count).map(|n| format!("documents/{prefix}-{n}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_fall_into_stories() {
    let server = Server::start().await;
    let client = filled(&server).await;
    let found = stories(&client, "").await;
    assert_eq!(found.len(), 3, "{found:#?}");
    let seed = story(&client, &story_of(&client, "seed-0").await).await;
    assert_eq!(members(&client, &seed.name).await, names("seed", 5));
    assert_eq!(
        (seed.document_count, seed.independent_document_count, seed.source_count),
        (5, 5, 5)
    );
    assert_eq!(seed.generation, 5);
    assert!(seed.title_document.starts_with("documents/seed-"));
    let holder = documents(&client, &format!("title = {:?}", seed.title)).await;
    assert!(holder.iter().any(|document| document.name == seed.title_document), "{}", seed.title);
    assert!(seed.top_entities.iter().any(|entity| entity.canonical_name == "Xi Jinping"));
    assert_eq!(seed.state(), story::State::Dormant, "the others are told a year later");
    let bridge = story_of(&client, "other-0-0").await;
    assert_eq!(members(&client, &bridge).await, names("other-0", 3));
    let bridge = story(&client, &bridge).await;
    assert_eq!(bridge.state(), story::State::Developing);
    assert_eq!(bridge.first_publish_time.map(|time| time.seconds), Some(1_717_400_000));

    let history = client.get_story(GetStoryRequest { name: seed.name.clone() }).await.unwrap();
    let kinds: Vec<_> = history.history.iter().map(parallax::proto::v1::StoryStep::kind).collect();
    assert_eq!(kinds[0], story_step::Kind::Founded);
    assert!(history.history[0].document.starts_with("documents/seed-"), "the first analysed");
    assert!(history.history[1..].iter().all(|step| !step.by_hand && step.score > 0.0));
    assert_eq!(stories(&client, "entities:\"xi jinping\"").await.len(), 1);
    assert_eq!(
        stories(&client, "document_count > 3 AND state = DORMANT").await,
        std::slice::from_ref(&seed)
    );
    assert_eq!(stories(&client, "state = DEVELOPING").await.len(), 2);

    let request = MatchStoriesRequest {
        article: content(&OTHERS[1][0].replace("nine hours", "ten hours")),
        metadata: ingest("other", "").metadata,
        ..Default::default()
    };
    let candidates = client.match_stories(request).await.unwrap().candidates;
    let best = candidates[0].clone();
    assert_eq!(best.story.unwrap().name, story_of(&client, "other-1-0").await);
    assert!(best.would_join && !best.signals.is_empty());
    assert_eq!(documents(&client, "").await.len(), articles().len(), "nothing is stored");

    let explain = async |document: &str| {
        let request =
            ExplainMembershipRequest { name: seed.name.clone(), document: document.into() };
        client.explain_membership(request).await.unwrap()
    };
    let member = explain("documents/seed-3").await;
    assert!(member.member && member.score > 0.0 && !member.signals.is_empty(), "{member:?}");
    assert!(member.nearest_document.starts_with("documents/seed-"));
    assert_ne!(member.nearest_document, "documents/seed-3");
    let other = explain("documents/other-0-0").await;
    assert!(!other.member && other.score < other.threshold, "{other:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_order_gives_the_same_stories_here() {
    let server = Server::start().await;
    let client = Client::connect(server.url()).await.unwrap();
    for (id, text) in articles().into_iter().rev() {
        client.ingest_document(ingest(&id, &text)).await.unwrap();
    }
    sorted(&client, articles().len()).await;
    assert_eq!(stories(&client, "").await.len(), 3);
    let seed = story_of(&client, "seed-2").await;
    assert_eq!(members(&client, &seed).await, names("seed", 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn corrections_by_hand_stay() {
    let data = tempfile::tempdir().unwrap();
    let mut process = Process::serve(data.path()).await;
    let address = process.address;
    let client = Client::connect(format!("http://{address}")).await.unwrap();
    for (id, text) in articles() {
        client.ingest_document(ingest(&id, &text)).await.unwrap();
    }
    sorted(&client, articles().len()).await;
    let (bridge, chess) =
        (story_of(&client, "other-0-0").await, story_of(&client, "other-1-0").await);

    let moving = async |request: MoveDocumentsRequest| {
        before_comparison(client.move_documents(request).await.unwrap().story.unwrap())
    };
    let moved = moving(move_to(&bridge, &["other-1-2"], "m1")).await;
    assert_eq!(moved.document_count, 4);
    let again = moving(move_to(&bridge, &["other-1-2"], "m1")).await;
    assert_eq!(again, moved, "the same call");
    let new = moving(move_to("", &["other-0-1", "seed-4"], "m2")).await;
    assert_eq!(members(&client, &new.name).await.len(), 2);
    let again = moving(move_to("", &["other-0-1", "seed-4"], "m2")).await;
    assert_eq!(again, new, "no second story");

    process.kill();
    process = Process::serve_at(address, data.path()).await;
    assert_eq!(story_of(&client, "other-1-2").await, bridge);
    // New revisions: each is pinned where it was put.
    let texts: Vec<(&str, &str)> = vec![("other-1-2", OTHERS[1][2]), ("other-0-1", OTHERS[0][1])];
    for (id, text) in texts {
        let text = format!("{text} An official confirmed it once more.");
        let request = IngestDocumentRequest {
            document_id: String::new(),
            wait_for_analysis: true,
            ..ingest(id, &text)
        };
        client.ingest_document(request).await.unwrap();
    }
    let late = "More cracks found\n\nMayor Clara Behn of Norwick said engineers had found more \
        cracks in pillars after the harbour bridge collapsed on Monday onto fishing boats.";
    client.ingest_document(ingest("late", late)).await.unwrap();
    sorted(&client, articles().len() + 1).await;
    assert_eq!(story_of(&client, "other-1-2").await, bridge);
    assert_eq!(story_of(&client, "other-0-1").await, new.name);

    let etag = story(&client, &chess).await.etag;
    let merge = |etag: &str, request_id: &str| MergeStoriesRequest {
        name: chess.clone(),
        merged_names: vec![bridge.clone()],
        etag: etag.into(),
        request_id: request_id.into(),
    };
    let merging = async |request: MergeStoriesRequest| {
        before_comparison(client.merge_stories(request).await.unwrap().story.unwrap())
    };
    let merged = merging(merge(&etag, "m3")).await;
    let again = merging(merge(&etag, "m3")).await;
    assert_eq!(again, merged, "the same call");
    assert_eq!(story(&client, &bridge).await, merged, "the successor answers");
    let old = stories(&client, "state = MERGED").await;
    assert_eq!((old.len(), old[0].merged_into.as_str()), (1, chess.as_str()));
    process.kill();
    let _process = Process::serve_at(address, data.path()).await;
    assert_eq!(story(&client, &bridge).await, merged);
    let places = documents(&client, &format!("stories:{bridge}")).await;
    assert_eq!(places.len() as i32, merged.document_count);
    assert!(places.iter().filter(|d| d.stories[0].pinned).count() >= 3, "{places:?}");
}

/// Kills a server again and again while articles come in: every one is in a story in the end.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_forgotten_when_the_server_is_killed() {
    const ARTICLES: i64 = 120;
    let data = tempfile::tempdir().unwrap();
    let mut process = Process::serve(data.path()).await;
    let address = process.address;
    let client = Client::connect(format!("http://{address}")).await.unwrap();
    let config = IngestConfig { session_id: "stories".to_owned(), ..Default::default() };
    let (sender, mut answers) = client.feed(config).await.unwrap().split();
    let sending = tokio::spawn(async move {
        for n in 1..=ARTICLES {
            let (event, text) = ((n % 2) as usize, (n % 3) as usize);
            let text = format!("{} It was note {n} of the {}th.", OTHERS[event][text], n % 28);
            let request = ingest(&format!("n{n}"), &text);
            let item = IngestItem {
                sequence: n,
                article: request.article,
                metadata: request.metadata,
                document_id: request.document_id,
            };
            assert!(sender.send(item).await, "the feed failed at item {n}");
        }
    });
    let receiving = tokio::spawn(async move {
        for _ in 0..ARTICLES {
            answers.next().await.expect("an answer").expect("the feed goes on");
        }
    });
    for pause in [40, 90, 30, 200, 60, 120, 300, 80] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        process.kill();
        process = Process::serve_at(address, data.path()).await;
    }
    sending.await.unwrap();
    receiving.await.unwrap();
    sorted(&client, ARTICLES as usize).await;
    let found = stories(&client, "").await;
    let articles: i32 = found.iter().map(|story| story.document_count).sum();
    let places: usize = documents(&client, "").await.iter().map(|d| d.stories.len()).sum();
    assert_eq!(articles as usize, places, "each place counts once");
    assert_eq!(found.len(), 2, "{found:#?}");
    process.terminate();
    process.ended_within(Duration::from_secs(30)).await;
    let folder = data.path().to_str().unwrap();
    Run::new(&[]).stdout(&["store", "check", "--data", folder]);
}

#[tokio::test(flavor = "multi_thread")]
async fn stories_shrink_and_end() {
    let server = Server::start().await;
    let client = filled(&server).await;
    let chess = story_of(&client, "other-1-0").await;
    let delete = async |id: &str, validate_only| {
        let name = format!("documents/{id}");
        let request = DeleteDocumentRequest { name, validate_only, ..Default::default() };
        client.delete_document(request).await.unwrap().affected_stories
    };
    assert_eq!(delete("other-1-0", true).await, std::slice::from_ref(&chess));
    assert_eq!(story(&client, &chess).await.document_count, 3);
    for n in 0..2 {
        assert_eq!(delete(&format!("other-1-{n}"), false).await, std::slice::from_ref(&chess));
    }
    let left = story(&client, &chess).await;
    assert_eq!((left.document_count, left.generation), (1, 5));
    assert_eq!(left.title_document, "documents/other-1-2");
    assert_eq!(delete("other-1-2", false).await, std::slice::from_ref(&chess));
    let gone = client.get_story(GetStoryRequest { name: chess }).await;
    assert_eq!(gone.unwrap_err().code_name(), "NOT_FOUND");
    assert_eq!(stories(&client, "").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_stories_are_told() {
    let server = Server::start().await;
    let client = Client::connect(server.url()).await.unwrap();
    let kinds = vec![
        EventKind::StoryCreated.into(),
        EventKind::StoryUpdated.into(),
        EventKind::StoryMerged.into(),
    ];
    let request = WatchRequest { kinds, include_initial: true, ..Default::default() };
    let mut watch = client.watch(request);
    // The watch must be open before anything happens.
    while watch.next().await.unwrap().kind() != EventKind::Synced {}
    let mut next = async || loop {
        let message = watch.next().await.unwrap();
        if let Some(Resource::Story(story)) = message.resource.clone() {
            return (message.kind(), story);
        }
    };
    let add = async |id: &str, text: &str| {
        let request = IngestDocumentRequest { wait_for_analysis: true, ..ingest(id, text) };
        client.ingest_document(request).await.unwrap();
    };
    add("a", OTHERS[0][0]).await;
    let (kind, bridge) = next().await;
    assert_eq!((kind, bridge.document_count), (EventKind::StoryCreated, 1));
    add("b", OTHERS[0][1]).await;
    let (kind, grown) = next().await;
    assert_eq!((kind, grown.document_count), (EventKind::StoryUpdated, 2));
    assert_eq!(grown.name, bridge.name);
    add("c", OTHERS[1][0]).await;
    let (kind, chess) = next().await;
    assert_eq!(kind, EventKind::StoryCreated);
    let request = MergeStoriesRequest {
        name: bridge.name.clone(),
        merged_names: vec![chess.name.clone()],
        ..Default::default()
    };
    client.merge_stories(request).await.unwrap();
    let (kind, all) = next().await;
    assert_eq!((kind, all.document_count), (EventKind::StoryUpdated, 3));
    let (kind, merged) = next().await;
    assert_eq!((kind, &merged.name), (EventKind::StoryMerged, &chess.name));
    assert_eq!(merged.merged_into, bridge.name);
    for name in ["documents/a", "documents/b", "documents/c"] {
        let request = DeleteDocumentRequest { name: name.into(), ..Default::default() };
        client.delete_document(request).await.unwrap();
    }
    loop {
        let (kind, story) = next().await;
        assert_eq!((kind, &story.name), (EventKind::StoryUpdated, &bridge.name));
        if story.document_count == 0 {
            break; // the story has ended
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told() {
    // Nothing is analysed here, and so nothing is sorted.
    let server = Server::with(Config { analysis_workers: 0, ..Config::default() }).await;
    let client = Client::connect(server.url()).await.unwrap();
    client.ingest_document(ingest("a", OTHERS[0][0])).await.unwrap();
    let stub = || StoryServiceClient::<RawChannel>::with_origin(raw_channel(), server.origin());
    let is = |found: Failure, code: Code, reason: &str, fields: &[&str]| {
        found.is(code, reason).names_fields(fields);
        found
    };
    let argument = "ARGUMENT_INVALID";

    let get =
        async |name: &str| failure(stub().get_story(GetStoryRequest { name: name.into() }).await);
    is(get("a").await, Code::InvalidArgument, argument, &["name"]);
    let found = is(get("stories/a").await, Code::NotFound, "STORY_NOT_FOUND", &[]);
    let resource = ("parallax.v1.Story".to_owned(), "stories/a".to_owned());
    assert_eq!(found.resource, Some(resource));

    let list = async |request| failure(stub().list_stories(request).await);
    let base = ListStoriesRequest::default;
    let bad = ListStoriesRequest { filter: "colour = red".into(), ..base() };
    is(list(bad).await, Code::InvalidArgument, "FILTER_INVALID", &["filter"]);
    let bad = ListStoriesRequest { order_by: "title".into(), ..base() };
    is(list(bad).await, Code::InvalidArgument, "FILTER_INVALID", &["order_by"]);
    let bad = ListStoriesRequest { page_token: "00".into(), ..base() };
    is(list(bad).await, Code::InvalidArgument, "PAGE_TOKEN_INVALID", &["page_token"]);
    let bad = ListStoriesRequest { page_size: -1, ..base() };
    is(list(bad).await, Code::InvalidArgument, argument, &["page_size"]);

    let matched = async |request| failure(stub().match_stories(request).await);
    let bad = MatchStoriesRequest { article: content(" "), ..Default::default() };
    is(matched(bad).await, Code::InvalidArgument, "CONTENT_EMPTY", &["article.text"]);
    let bad =
        MatchStoriesRequest { article: content("x"), max_candidates: -1, ..Default::default() };
    is(matched(bad).await, Code::InvalidArgument, argument, &["max_candidates"]);

    let explain = async |name: &str, document: &str| {
        let request = ExplainMembershipRequest { name: name.into(), document: document.into() };
        failure(stub().explain_membership(request).await)
    };
    is(explain("stories/a", "a").await, Code::InvalidArgument, argument, &["document"]);
    is(explain("stories/a", "documents/a").await, Code::NotFound, "STORY_NOT_FOUND", &[]);

    // By hand a document comes to a story before it is analysed.
    let made = client.move_documents(move_to("", &["a"], "r")).await.unwrap().story.unwrap();
    assert_eq!((made.document_count, made.title.as_str()), (1, ""));
    let found = explain(&made.name, "documents/a").await;
    is(found, Code::FailedPrecondition, "DOCUMENT_NOT_SORTED", &[]);
    is(explain(&made.name, "documents/b").await, Code::NotFound, "DOCUMENT_NOT_FOUND", &[]);

    let moved = async |request| failure(stub().move_documents(request).await);
    is(moved(move_to("", &[], "")).await, Code::InvalidArgument, argument, &["documents"]);
    is(moved(move_to("a", &["a"], "")).await, Code::InvalidArgument, argument, &["name"]);
    let found = moved(move_to("stories/a", &["a"], "")).await;
    is(found, Code::NotFound, "STORY_NOT_FOUND", &[]);
    is(moved(move_to("", &["b"], "")).await, Code::NotFound, "DOCUMENT_NOT_FOUND", &[]);
    let found = moved(move_to(&made.name, &["a"], "r")).await;
    is(found, Code::AlreadyExists, "REQUEST_ID_REUSED", &[]);
    let bad = MoveDocumentsRequest { documents: vec!["a".into()], ..Default::default() };
    is(moved(bad).await, Code::InvalidArgument, argument, &["documents[0]"]);

    let merge = async |others: &[&str], etag: &str| {
        let merged_names = others.iter().map(|name| (*name).to_owned()).collect();
        let (name, etag) = (made.name.clone(), etag.to_owned());
        let request = MergeStoriesRequest { name, merged_names, etag, ..Default::default() };
        failure(stub().merge_stories(request).await)
    };
    is(merge(&[], "").await, Code::InvalidArgument, argument, &["merged_names"]);
    is(merge(&["stories/a"], "").await, Code::NotFound, "STORY_NOT_FOUND", &[]);
    let found = is(merge(&[&made.name], "old").await, Code::Aborted, "ETAG_MISMATCH", &[]);
    assert_eq!(found.metadata.get("etag"), Some(&made.etag));
}
