//! What the whole library has to say to a quotation or a claim.

use parallax::proto::v1::{
    ArticleMetadata, IngestDocumentRequest, MatchClaimRequest, MatchClaimResponse, OffsetUnit,
    TraceQuoteRequest, TraceQuoteResponse, claim_stance::Relation, quote_cluster, warning,
    word_edit::Op,
};
use tonic::Code;

use crate::support::{
    Server, failure, spans,
    texts::{SHORT, ingest},
};

const WHOLE: &str = "The mayor spoke to the press.\n\n“We will rebuild the old harbour bridge before \
    the first winter storm arrives – 🌉,” Marianne Borgen told reporters on Friday.";
const PART: &str = "Oslo's mayor, Marianne Borgen, said the city would “rebuild the old harbour \
    bridge before the first winter storm”.";
const CHANGED: &str = "“We will repair the old harbour bridge before the first winter storm \
    arrives,” Per Hansen said.";
const QUOTE: &str = "We will rebuild the old harbour bridge before the first winter storm arrives";

/// Stores an article of a day of March 2023 with its analysis; its name.
async fn store(server: &Server, text: &str, day: Option<i64>) -> String {
    let publish_time =
        day.map(|day| prost_types::Timestamp { seconds: (19_416 + day) * 86_400, nanos: 0 });
    let metadata = ArticleMetadata {
        source: "a.example".to_owned(),
        publish_time,
        ..ArticleMetadata::default()
    };
    let request = IngestDocumentRequest {
        metadata: Some(metadata),
        wait_for_analysis: true,
        ..ingest(text, "")
    };
    server.ingest().ingest_document(request).await.unwrap().into_inner().document.unwrap().name
}

async fn trace(server: &Server, request: TraceQuoteRequest) -> TraceQuoteResponse {
    server.comparison().trace_quote(request).await.unwrap().into_inner()
}

fn quote(text: &str) -> TraceQuoteRequest {
    TraceQuoteRequest { text: text.to_owned(), ..Default::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quotation_is_traced_to_its_first_rendering() {
    let server = Server::start().await;
    let texts = [CHANGED, PART, WHOLE, SHORT];
    let mut names = Vec::new();
    for (text, day) in texts.into_iter().zip([None, Some(3), Some(1), Some(2)]) {
        names.push(store(&server, text, day).await);
    }
    for unit in [OffsetUnit::CodePoint, OffsetUnit::Utf8Byte, OffsetUnit::Utf16Unit] {
        let request = TraceQuoteRequest { offset_unit: unit.into(), ..quote(QUOTE) };
        let answer = trace(&server, request).await;
        assert_eq!(answer.offset_unit(), unit);
        assert_eq!(
            answer.first_seen_documents,
            [&names[2], &names[1], &names[0]].map(Clone::clone)
        );
        assert!(answer.warnings.is_empty(), "{:?}", answer.warnings);
        let found = answer.quote.unwrap();
        assert_eq!(found.relation(), quote_cluster::Relation::Altered);
        assert_eq!((found.fullest, found.speaker_name.as_str()), (0, "Marianne Borgen"));
        for rendering in &found.renderings {
            let evidence = rendering.evidence.as_ref().unwrap();
            assert_eq!((&rendering.key, evidence.revision.as_str()), (&evidence.document, "1"));
            let text = texts[names.iter().position(|name| *name == rendering.key).unwrap()];
            let mentions = rendering.speakers.iter().flat_map(|party| &party.mention);
            let spans = evidence.span.iter().chain(&evidence.sentence).chain(mentions);
            spans.for_each(|span| spans::check(text, span, unit));
            assert!((0.0..=1.0).contains(&rendering.similarity));
        }
        let changes = found.renderings[2].edits.iter().filter(|edit| edit.op() == Op::Replace);
        let changes: Vec<_> = changes.map(|e| (e.base.as_str(), e.other.as_str())).collect();
        assert_eq!(changes, [("rebuild", "repair")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_can_be_narrowed_and_cut() {
    let server = Server::start().await;
    let mut names = Vec::new();
    for (text, day) in [(WHOLE, 1), (PART, 2), (CHANGED, 3)] {
        names.push(store(&server, text, Some(day)).await);
    }
    let by = TraceQuoteRequest { speaker: "Hansen".to_owned(), ..quote(QUOTE) };
    assert_eq!(trace(&server, by).await.first_seen_documents, [names[2].as_str()]);
    let filter = "publish_time >= \"2023-03-02\" AND publish_time < \"2023-03-04\"".to_owned();
    let later = trace(&server, TraceQuoteRequest { filter, ..quote(QUOTE) }).await;
    assert_eq!(later.first_seen_documents, names[1..]);
    let cut = trace(&server, TraceQuoteRequest { max_renderings: 1, ..quote(QUOTE) }).await;
    assert_eq!(cut.first_seen_documents, [names[0].as_str()]);
    assert_eq!(cut.quote.unwrap().renderings.len(), 1);
    assert_eq!(cut.warnings[0].code(), warning::Code::LimitReached);
    assert_eq!(cut.warnings[0].metadata["total"], "3");
    let nothing = trace(&server, quote("Nobody has ever uttered these seven words")).await;
    assert_eq!((nothing.quote, nothing.first_seen_documents), (None, Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_candidates_than_are_looked_at_are_told() {
    let server = Server::start().await;
    for n in 0..130 {
        let text = format!("“Bridge number {n} is closed,” the mayor of town {n} said on Friday.");
        server.ingest().ingest_document(ingest(&text, "")).await.unwrap();
    }
    let answer = trace(&server, quote("Bridge number 7 is closed")).await;
    let warning = &answer.warnings[0];
    assert_eq!(warning.code(), warning::Code::LimitReached);
    assert_eq!(warning.metadata["limit"], "candidate_documents");
    assert_eq!((&*warning.metadata["kept"], &*warning.metadata["total"]), ("128", "130"));
}

async fn matches(server: &Server, request: MatchClaimRequest) -> MatchClaimResponse {
    server.comparison().match_claim(request).await.unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_finds_who_says_and_who_denies_it() {
    let server = Server::start().await;
    let says = "Rain fell – 🌧 – in Oslo all week.\n\nMarianne Borgen opened the new harbour bridge \
        on Friday. Children sang.";
    let denies = "Marianne Borgen did not open the new harbour bridge, the council said.";
    let texts = [says, denies, SHORT];
    let mut names = Vec::new();
    for text in texts {
        names.push(store(&server, text, Some(4)).await);
    }
    let claim = MatchClaimRequest {
        text: "Marianne Borgen opened the new harbour bridge.".to_owned(),
        ..Default::default()
    };
    for unit in [OffsetUnit::CodePoint, OffsetUnit::Utf8Byte, OffsetUnit::Utf16Unit] {
        let request = MatchClaimRequest { offset_unit: unit.into(), ..claim.clone() };
        let answer = matches(&server, request).await;
        let found: Vec<_> = answer
            .matches
            .iter()
            .map(|found| (found.evidence.as_ref().unwrap().document.as_str(), found.relation()))
            .collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.contains(&(names[1].as_str(), Relation::Contradicts)), "{found:?}");
        let says = found.iter().find(|(name, _)| *name == names[0]).unwrap().1;
        assert!(matches!(says, Relation::Supports | Relation::Partial), "{found:?}");
        for found in &answer.matches {
            let evidence = found.evidence.as_ref().unwrap();
            let index = names.iter().position(|name| *name == evidence.document).unwrap();
            let slots = found.divergent_slots.iter().flat_map(|slot| &slot.span);
            let spans = evidence.span.iter().chain(&evidence.sentence).chain(slots);
            spans.for_each(|span| spans::check(texts[index], span, unit));
            assert!((0.0..=1.0).contains(&found.score) && !found.signals.is_empty());
        }
    }
    let cut = matches(&server, MatchClaimRequest { max_matches: 1, ..claim.clone() }).await;
    assert_eq!(cut.matches.len(), 1);
    assert_eq!(cut.warnings[0].metadata["limit"], "max_matches");
    let filter = "source = \"b.example\"".to_owned();
    assert!(matches(&server, MatchClaimRequest { filter, ..claim }).await.matches.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_questions_name_their_field() {
    let server = Server::start().await;
    for (request, field) in [
        (quote(" … "), "text"),
        (quote(&"a".repeat(4097)), "text"),
        (TraceQuoteRequest { speaker: "a".repeat(257), ..quote(QUOTE) }, "speaker"),
        (TraceQuoteRequest { max_renderings: -1, ..quote(QUOTE) }, "max_renderings"),
        (TraceQuoteRequest { offset_unit: 9, ..quote(QUOTE) }, "offset_unit"),
    ] {
        failure(server.comparison().trace_quote(request).await)
            .is(Code::InvalidArgument, "ARGUMENT_INVALID")
            .names_fields(&[field]);
    }
    let claim = |text: &str| MatchClaimRequest { text: text.to_owned(), ..Default::default() };
    let late = prost_types::Timestamp { seconds: i64::MAX, nanos: 0 };
    for (request, field) in [
        (claim(""), "text"),
        (MatchClaimRequest { reference_time: Some(late), ..claim("x") }, "reference_time"),
        (MatchClaimRequest { max_matches: -1, ..claim("x") }, "max_matches"),
    ] {
        failure(server.comparison().match_claim(request).await)
            .is(Code::InvalidArgument, "ARGUMENT_INVALID")
            .names_fields(&[field]);
    }
    let request = TraceQuoteRequest { filter: "colour = red".to_owned(), ..quote(QUOTE) };
    failure(server.comparison().trace_quote(request).await)
        .is(Code::InvalidArgument, "FILTER_INVALID")
        .names_fields(&["filter"]);
}
