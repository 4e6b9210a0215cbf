//! Entities of the corpus: found, looked up, listed with their mentions, and put right by hand.

use std::time::Duration;

use parallax::proto::v1::{
    Alias, ArticleMetadata, DeleteDocumentRequest, Entity, EntityAnnotation, EntityType, EventKind,
    ExternalId, GetAnalysisRequest, GetEntityRequest, IngestDocumentRequest, ListDocumentsRequest,
    ListEntitiesRequest, ListMentionsRequest, MergeEntitiesRequest, OffsetUnit,
    ResolveEntityRequest, SplitEntityRequest, UpsertEntityRequest, WatchRequest, mention,
    watch_response::Resource,
};
use tonic::{Code, Status};

use crate::support::{Failure, Server, spans::check, texts::content};

const SENATOR: &str = "Senate votes on harbour bill

WASHINGTON - United States senator John Smith said on Monday that the harbour bill would pass. \
“The harbours need it,” Senator John Smith told reporters in the United States Capitol. \
Smith has led the Harbour Committee with Senator Mary Jones since May.";

const STRIKER: &str = "Striker signs for Sydney Harbour United

SYDNEY - Australian footballer John Smith has signed for Sydney Harbour United, the club said. \
The striker John Smith scored twelve goals in Australia last season. \
Smith joins the Australian midfielder Paul Green at the club in Australia.";

const LATER: &str = "Harbour bill passes 😀

WASHINGTON - The harbour bill of United States senator John Smith passed on Friday. \
Senator John Smith thanked Senator Mary Jones in the United States Senate. \
Smith called it a good day for the United States.";

const LEADER: &str = "Leader visits Grozny

GROZNY - Ramzan Kadyrov met officials of Russia in Grozny on Tuesday. \
Ramzan Kadyrov said that Russia would build a new hall in Grozny.";

const LEADER_AGAIN: &str = "A hall for Grozny

GROZNY - Mr Ramzan Kadyrow said on Friday that Russia had built a great hall in Grozny. \
“We thank Russia,” said Mr Ramzan Kadyrow.";

async fn store(server: &Server, source: &str, text: &str) -> String {
    let metadata = ArticleMetadata {
        source: source.to_owned(),
        url: format!("https://{source}/{}", text.len()),
        publish_time: Some(prost_types::Timestamp { seconds: 1_767_225_600, nanos: 0 }),
        ..ArticleMetadata::default()
    };
    let request = IngestDocumentRequest {
        article: content(text),
        metadata: Some(metadata),
        wait_for_analysis: true,
        ..Default::default()
    };
    let stored = server.ingest().ingest_document(request).await.unwrap().into_inner();
    stored.document.unwrap().name
}

/// The entities of a document, once they are identified.
async fn entities(server: &Server, document: &str) -> Vec<EntityAnnotation> {
    for _ in 0..600 {
        let request = GetAnalysisRequest { name: document.to_owned(), ..Default::default() };
        let answer = server.documents().get_analysis(request).await.unwrap().into_inner();
        let found = answer.analysis.unwrap().entities;
        if found.iter().any(|entity| !entity.entity.is_empty()) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the entities of {document} are not identified");
}

/// What entity of the corpus a name of a document is.
async fn who(server: &Server, document: &str, name: &str) -> String {
    let entities = entities(server, document).await;
    let entity = entities.iter().find(|entity| entity.canonical_name == name);
    entity.unwrap_or_else(|| panic!("{name} is not in {entities:?}")).entity.clone()
}

async fn get(server: &Server, name: &str) -> Result<Entity, Status> {
    let request = GetEntityRequest { name: name.to_owned() };
    Ok(server.entities().get_entity(request).await?.into_inner().entity.unwrap())
}

async fn resolve(server: &Server, query: &str, context: &str) -> Vec<String> {
    let request = ResolveEntityRequest {
        query: query.to_owned(),
        context: context.to_owned(),
        ..Default::default()
    };
    let answer = server.entities().resolve_entity(request).await.unwrap().into_inner();
    for candidate in &answer.candidates {
        assert!((0.0..=1.0).contains(&candidate.score) && !candidate.signals.is_empty());
        assert!(!candidate.matched_alias.is_empty());
    }
    answer.candidates.into_iter().map(|found| found.entity.unwrap().name).collect()
}

fn merge(into: &str, merged: &[&str]) -> MergeEntitiesRequest {
    MergeEntitiesRequest {
        name: into.to_owned(),
        merged_names: merged.iter().map(|&name| name.to_owned()).collect(),
        ..Default::default()
    }
}

#[tokio::test]
async fn namesakes_stay_two_and_spellings_are_one() {
    let server = Server::start().await;
    let senator = store(&server, "north.example", SENATOR).await;
    let first = who(&server, &senator, "John Smith").await;
    let striker = store(&server, "south.example", STRIKER).await;
    let second = who(&server, &striker, "John Smith").await;
    let later = store(&server, "east.example", LATER).await;
    assert_eq!(first, "entities/john-smith");
    assert_eq!(second, "entities/john-smith-2");
    assert_eq!(who(&server, &later, "John Smith").await, first);
    assert_eq!(resolve(&server, "John Smith", "").await[..2], [first.clone(), second.clone()]);
    let context = "the Australian footballer";
    assert_eq!(resolve(&server, "Jon Smith", context).await[0], second);

    let one = store(&server, "north.example", LEADER).await;
    let leader = who(&server, &one, "Ramzan Kadyrov").await;
    let two = store(&server, "south.example", LEADER_AGAIN).await;
    assert_eq!(who(&server, &two, "Ramzan Kadyrow").await, leader);
    let entity = get(&server, &leader).await.unwrap();
    assert_eq!((entity.document_count, entity.source_count), (2, 2));
    assert_eq!(entity.r#type(), EntityType::Person);
    assert!(entity.aliases.iter().all(|alias| alias.count > 0 && !alias.sources.is_empty()));
    assert_eq!(entity.first_seen_time.unwrap().seconds, 1_767_225_600);
    assert_eq!(resolve(&server, "Ramsan Kadirow", "").await[0], leader);
    assert!(resolve(&server, "Xylophone Quagmire", "").await.is_empty());

    let russia = who(&server, &one, "Russia").await;
    assert_eq!(russia, "entities/russia");
    let codes = get(&server, &russia).await.unwrap().external_ids;
    assert!(codes.iter().any(|id| id.scheme == "iso3166-1" && id.value == "RU"));
    let filter = format!("entities:\"{first}\"");
    let request =
        ListDocumentsRequest { filter, order_by: "name".to_owned(), ..Default::default() };
    let page = server.documents().list_documents(request).await.unwrap().into_inner();
    assert_eq!(page.total_size, 2);
}

#[tokio::test]
async fn who_is_in_no_document_any_more_is_told_and_not_found() {
    let server = Server::start().await;
    let senator = store(&server, "north.example", SENATOR).await;
    let name = who(&server, &senator, "John Smith").await;
    let curated = who(&server, &senator, "Mary Jones").await;
    let entity = Entity {
        name: curated.clone(),
        aliases: vec![Alias { text: "Mary A. Jones".to_owned(), ..Alias::default() }],
        ..Entity::default()
    };
    let request = UpsertEntityRequest { entity: Some(entity), ..Default::default() };
    server.entities().upsert_entity(request).await.unwrap();
    let before = get(&server, &name).await.unwrap();
    let request = WatchRequest {
        kinds: vec![EventKind::EntityDeleted.into()],
        filter: "canonical_name = \"John Smith\" AND document_count = 1".to_owned(),
        ..Default::default()
    };
    let mut watch = server.watches().watch(request).await.unwrap().into_inner();
    let mut next = async || {
        let message = tokio::time::timeout(Duration::from_secs(120), watch.message()).await;
        message.expect("a message in time").unwrap().unwrap()
    };
    assert_eq!(next().await.kind(), EventKind::Heartbeat);
    let request = DeleteDocumentRequest { name: senator, ..Default::default() };
    server.documents().delete_document(request).await.unwrap();
    let told = next().await;
    assert_eq!(told.kind(), EventKind::EntityDeleted);
    assert_eq!(told.resource, Some(Resource::Entity(before)), "as it was with its last document");
    let gone = get(&server, &name).await.unwrap_err();
    Failure::new(&gone).is(Code::NotFound, "ENTITY_NOT_FOUND");
    assert_eq!(get(&server, &curated).await.unwrap().document_count, 0);
}

#[tokio::test]
async fn mentions_come_with_evidence_in_every_unit_and_in_pages() {
    let server = Server::start().await;
    for (source, text) in [("north.example", SENATOR), ("east.example", LATER)] {
        let document = store(&server, source, text).await;
        entities(&server, &document).await;
    }
    let mentions = async |filter: &str, unit: OffsetUnit, size: i32| {
        let mut request = ListMentionsRequest {
            parent: "entities/john-smith".to_owned(),
            page_size: size,
            filter: filter.to_owned(),
            offset_unit: unit.into(),
            ..Default::default()
        };
        let mut all = Vec::new();
        loop {
            let page = server.entities().list_mentions(request.clone()).await.unwrap().into_inner();
            assert!(page.mentions.len() <= usize::try_from(size).unwrap());
            all.extend(page.mentions);
            if page.next_page_token.is_empty() {
                return all;
            }
            request.page_token = page.next_page_token;
        }
    };
    let all = mentions("", OffsetUnit::CodePoint, 100).await;
    let count = get(&server, "entities/john-smith").await.unwrap().mention_count;
    assert_eq!(i64::try_from(all.len()).unwrap(), count);
    assert!(all.len() >= 6, "{all:?}");
    assert_eq!(mentions("", OffsetUnit::CodePoint, 1).await, all);
    assert_eq!(mentions("", OffsetUnit::CodePoint, 4).await, all);
    for unit in [OffsetUnit::CodePoint, OffsetUnit::Utf8Byte, OffsetUnit::Utf16Unit] {
        for (source, text) in [("north.example", SENATOR), ("east.example", LATER)] {
            let filter = format!("source = \"{source}\"");
            let found = mentions(&filter, unit, 100).await;
            assert!(found.len() >= 3, "{found:?}");
            for found in found {
                let evidence = found.evidence.unwrap();
                for span in [found.mention.unwrap().span, evidence.span, evidence.sentence] {
                    check(text, &span.unwrap(), unit);
                }
            }
        }
    }
    let short = mentions("kind = SHORT_NAME", OffsetUnit::CodePoint, 100).await;
    assert!(!short.is_empty() && short.len() < all.len());
    assert!(short.iter().all(|m| m.mention.as_ref().unwrap().kind() == mention::Kind::ShortName));
}

#[tokio::test]
async fn corrections_outlast_new_revisions() {
    let server = Server::start().await;
    let senator = store(&server, "north.example", SENATOR).await;
    let striker = store(&server, "south.example", STRIKER).await;
    let (one, two) =
        (who(&server, &senator, "John Smith").await, who(&server, &striker, "John Smith").await);
    assert_ne!(one, two);
    let request = MergeEntitiesRequest { request_id: "m".to_owned(), ..merge(&one, &[&two]) };
    let merged = server.entities().merge_entities(request.clone()).await.unwrap().into_inner();
    assert_eq!(merged.entity.as_ref().unwrap().document_count, 2);
    let again = server.entities().merge_entities(request).await.unwrap().into_inner();
    assert_eq!(again, merged);
    assert_eq!(get(&server, &two).await.unwrap().merged_into, one);
    // The old name leads to all mentions, as the new one does.
    let mentions = async |parent: &str| {
        let request = ListMentionsRequest { parent: parent.to_owned(), ..Default::default() };
        server.entities().list_mentions(request).await.unwrap().into_inner().mentions
    };
    let all = mentions(&one).await;
    assert!(!all.is_empty());
    assert_eq!(mentions(&two).await, all);
    // A new revision at the same address is analysed and identified anew.
    let longer = STRIKER.replace("last season", "this season");
    assert_eq!(store(&server, "south.example", &longer).await, striker);
    assert_eq!(who(&server, &striker, "John Smith").await, one);

    let leader = store(&server, "north.example", LEADER).await;
    let other = store(&server, "south.example", LEADER_AGAIN).await;
    let kadyrov = who(&server, &leader, "Ramzan Kadyrov").await;
    assert_eq!(who(&server, &other, "Ramzan Kadyrow").await, kadyrov);
    let split = SplitEntityRequest {
        name: kadyrov.clone(),
        aliases: vec!["Ramzan Kadyrow".to_owned()],
        ..Default::default()
    };
    let split = server.entities().split_entity(split).await.unwrap().into_inner();
    let new = split.new_entity.unwrap().name;
    assert_eq!(who(&server, &other, "Ramzan Kadyrow").await, new);
    let longer = LEADER_AGAIN.replace("great", "grand");
    assert_eq!(store(&server, "south.example", &longer).await, other);
    assert_eq!(who(&server, &other, "Ramzan Kadyrow").await, new);
    // Undone.
    server.entities().merge_entities(merge(&kadyrov, &[&new])).await.unwrap();
    assert_eq!(who(&server, &other, "Ramzan Kadyrow").await, kadyrov);

    // What was merged is there after a restart, and goes on without its documents.
    let delete = DeleteDocumentRequest { name: striker, ..Default::default() };
    server.documents().delete_document(delete).await.unwrap();
    assert_eq!(get(&server, &one).await.unwrap().document_count, 1);
}

#[tokio::test]
async fn what_somebody_knows_is_found_in_articles() {
    let server = Server::start().await;
    let known = Entity {
        canonical_name: "Quorl Collective".to_owned(),
        r#type: EntityType::Organization.into(),
        aliases: vec![Alias { text: "the quorl people".to_owned(), ..Alias::default() }],
        external_ids: vec![ExternalId { scheme: "own".to_owned(), value: "q7".to_owned() }],
        ..Entity::default()
    };
    let request =
        UpsertEntityRequest { entity: Some(known), update_mask: None, request_id: "u".to_owned() };
    let first = server.entities().upsert_entity(request.clone()).await.unwrap().into_inner();
    assert!(first.created);
    let again = server.entities().upsert_entity(request).await.unwrap().into_inner();
    assert_eq!(again, first, "a repetition makes no second one");
    let name = first.entity.unwrap().name;
    assert_eq!(name, "entities/quorl-collective");
    let text = "Meeting in town\n\nOn Monday the quorl people met in the town hall and left early.";
    let document = store(&server, "north.example", text).await;
    let found = entities(&server, &document).await;
    let found = found.iter().find(|entity| entity.entity == name);
    assert_eq!(found.unwrap().canonical_name, "Quorl Collective");
    let entity = get(&server, &name).await.unwrap();
    assert_eq!((entity.document_count, entity.curated), (1, true));
    let renamed = UpsertEntityRequest {
        entity: Some(Entity {
            name: name.clone(),
            canonical_name: "Quorl".to_owned(),
            ..Entity::default()
        }),
        ..Default::default()
    };
    let renamed = server.entities().upsert_entity(renamed).await.unwrap().into_inner();
    let entity = renamed.entity.unwrap();
    assert_eq!((entity.name, entity.canonical_name.as_str()), (name, "Quorl"));
}

#[tokio::test]
async fn lists_are_filtered_ordered_and_paged() {
    let server = Server::start().await;
    for (source, text) in [("north.example", SENATOR), ("east.example", LATER)] {
        let document = store(&server, source, text).await;
        entities(&server, &document).await;
    }
    let list = async |filter: &str, order_by: &str, size: i32| {
        let mut request = ListEntitiesRequest {
            page_size: size,
            filter: filter.to_owned(),
            order_by: order_by.to_owned(),
            ..Default::default()
        };
        let mut all = Vec::new();
        loop {
            let page = server.entities().list_entities(request.clone()).await.unwrap().into_inner();
            all.extend(page.entities.into_iter().map(|entity| entity.name));
            if page.next_page_token.is_empty() {
                return all;
            }
            request.page_token = page.next_page_token;
        }
    };
    let people = list("type = PERSON AND document_count = 2", "name", 1).await;
    assert_eq!(people, ["entities/john-smith", "entities/mary-jones"]);
    let all = list("", "", 100).await;
    assert_eq!(list("", "", 2).await, all);
    assert!(all.len() > 3 && all.contains(&"entities/united-states".to_owned()));
    assert_eq!(list("roles:senator AND canonical_name:mary", "", 9).await.len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_told_with_its_place() {
    let server = Server::start().await;
    let document = store(&server, "north.example", SENATOR).await;
    entities(&server, &document).await;
    let smith = "entities/john-smith";
    let other = "entities/mary-jones";
    let nobody = "entities/nobody";
    let fails = |status: Status, code: Code, reason: &str| {
        Failure::new(&status).is(code, reason);
    };
    let missing = |status| fails(status, Code::NotFound, "ENTITY_NOT_FOUND");
    let argument = |status: Status, field: &str| {
        let failure = Failure::new(&status);
        failure.is(Code::InvalidArgument, "ARGUMENT_INVALID").names_fields(&[field]);
    };
    missing(get(&server, nobody).await.unwrap_err());
    argument(get(&server, "smith").await.unwrap_err(), "name");
    let mut client = server.entities();
    let mentions = ListMentionsRequest { parent: nobody.to_owned(), ..Default::default() };
    missing(client.list_mentions(mentions).await.unwrap_err());
    missing(client.merge_entities(merge(smith, &[nobody])).await.unwrap_err());
    missing(client.merge_entities(merge(nobody, &[smith])).await.unwrap_err());
    argument(client.merge_entities(merge(smith, &[smith])).await.unwrap_err(), "merged_names[0]");
    let stale = MergeEntitiesRequest { etag: "old".to_owned(), ..merge(smith, &[other]) };
    fails(client.merge_entities(stale).await.unwrap_err(), Code::Aborted, "ETAG_MISMATCH");
    let split = |aliases: &[&str]| SplitEntityRequest {
        name: smith.to_owned(),
        aliases: aliases.iter().map(|&alias| alias.to_owned()).collect(),
        ..Default::default()
    };
    argument(client.split_entity(split(&[])).await.unwrap_err(), "aliases");
    argument(client.split_entity(split(&["Smith", "Nobody"])).await.unwrap_err(), "aliases[1]");
    argument(client.split_entity(split(&["Smith", "John Smith"])).await.unwrap_err(), "aliases");
    let empty = UpsertEntityRequest { entity: Some(Entity::default()), ..Default::default() };
    argument(client.upsert_entity(empty).await.unwrap_err(), "entity");
    let known = |name: &str| UpsertEntityRequest {
        entity: Some(Entity {
            canonical_name: name.to_owned(),
            r#type: EntityType::Person.into(),
            ..Entity::default()
        }),
        update_mask: None,
        request_id: "once".to_owned(),
    };
    client.upsert_entity(known("Ann Orr")).await.unwrap();
    let reused = client.upsert_entity(known("Bo Lee")).await.unwrap_err();
    fails(reused, Code::AlreadyExists, "REQUEST_ID_REUSED");
    client.merge_entities(merge(smith, &[other])).await.unwrap();
    let merged = client.merge_entities(merge(other, &[smith])).await.unwrap_err();
    fails(merged, Code::FailedPrecondition, "ENTITY_MERGED");
    let token = ListEntitiesRequest { page_token: "00".to_owned(), ..Default::default() };
    let token = client.list_entities(token).await.unwrap_err();
    fails(token, Code::InvalidArgument, "PAGE_TOKEN_INVALID");
    let token = ListMentionsRequest {
        parent: smith.to_owned(),
        page_token: "00".to_owned(),
        ..Default::default()
    };
    let token = client.list_mentions(token).await.unwrap_err();
    fails(token, Code::InvalidArgument, "PAGE_TOKEN_INVALID");
    let filter = ListEntitiesRequest { filter: "size = 3".to_owned(), ..Default::default() };
    let filter = client.list_entities(filter).await.unwrap_err();
    fails(filter, Code::InvalidArgument, "FILTER_INVALID");
}
