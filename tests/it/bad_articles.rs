//! Articles that cannot be analysed, in every call that takes one.

use parallax::config::Config;
use parallax::proto::v1::{
    AnalyzeTextRequest, ArticleContent, ExtractEntitiesRequest, GetDocumentRequest,
    IngestDocumentRequest,
};
use tonic::Code;

use crate::support::{
    Failure, Server, failure,
    texts::{SHORT, analyze, compare, content, ingest, raw_content},
    wire,
};

const FURNITURE: &str = "Leave a comment

Your email address will not be published. Required \
    fields are marked *

Subscribe to our newsletter

Follow us on Facebook
";

/// Sends an article to each method that takes one and returns their errors with the
/// prefix that its field must have.
async fn refusals(server: &Server, text: &str) -> Vec<(Failure, &'static str)> {
    let entities = ExtractEntitiesRequest { article: content(text), ..Default::default() };
    vec![
        (failure(server.analysis().analyze_text(analyze(text)).await), "article.text"),
        (failure(server.analysis().extract_entities(entities).await), "article.text"),
        (failure(server.ingest().ingest_document(ingest(text, "")).await), "article.text"),
        (
            failure(server.comparison().compare_texts(compare([SHORT, text])).await),
            "articles[1].article.text",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_text() {
    let server = Server::start().await;
    for text in ["", " \n\t\u{a0}\u{2003}\r\n", "\u{feff}\n"] {
        for (error, field) in refusals(&server, text).await {
            error.is(Code::InvalidArgument, "CONTENT_EMPTY").names_fields(&[field]);
        }
    }
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_content_at_all() {
    let server = Server::start().await;
    let nothing = AnalyzeTextRequest::default();
    failure(server.analysis().analyze_text(nothing).await)
        .is(Code::InvalidArgument, "CONTENT_EMPTY")
        .names_fields(&["article"]);
    let nothing = IngestDocumentRequest::default();
    failure(server.ingest().ingest_document(nothing).await)
        .is(Code::InvalidArgument, "CONTENT_EMPTY")
        .names_fields(&["article"]);
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_furniture() {
    let server = Server::start().await;
    for (error, field) in refusals(&server, FURNITURE).await {
        error.is(Code::InvalidArgument, "CONTENT_NOT_ARTICLE").names_fields(&[field]);
    }
    // Who says that it is clean is believed.
    let request = AnalyzeTextRequest { skip_cleaning: true, ..analyze(FURNITURE) };
    assert!(server.analysis().analyze_text(request).await.is_ok());
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_in_other_charsets_are_read() {
    let server = Server::start().await;
    let text = "Angela Merkel met Zoë Dupont in the café on Tuesday, a spokesman said.";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let utf16: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_text = format!("\u{feff}{text}");
    for (source, bytes, charset, read, name) in [
        ("a.example", latin.clone(), "", text, "windows-1252"),
        ("b.example", latin, "ISO-8859-1", text, "windows-1252"),
        ("c.example", utf16, "", utf16_text.as_str(), "UTF-16LE"),
    ] {
        let article = raw_content(&bytes).unwrap();
        let article = Some(ArticleContent { charset: charset.to_owned(), ..article });
        // One outlet would not say the same thing twice.
        let request = IngestDocumentRequest { article, ..ingest("", source) };
        let answer = server.ingest().ingest_document(request).await.unwrap().into_inner();
        let stored = answer.document.unwrap();
        assert_eq!(stored.charset, name);
        assert_eq!(usize::try_from(stored.size_bytes).unwrap(), bytes.len(), "as submitted");
        let request = GetDocumentRequest { name: stored.name, ..Default::default() };
        let full = server.documents().get_document(request).await.unwrap().into_inner();
        assert_eq!(full.document.unwrap().text, read);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_text() {
    let server = Server::start().await;
    let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80";
    let request = AnalyzeTextRequest { article: raw_content(picture), ..Default::default() };
    failure(server.analysis().analyze_text(request).await)
        .is(Code::InvalidArgument, "CONTENT_NOT_ARTICLE")
        .names_fields(&["article.raw"]);
    let article = raw_content(SHORT.as_bytes()).unwrap();
    let article = Some(ArticleContent { charset: "klingon".to_owned(), ..article });
    let request = IngestDocumentRequest { article, ..Default::default() };
    failure(server.ingest().ingest_document(request).await)
        .is(Code::InvalidArgument, "CHARSET_INVALID")
        .names_fields(&["article.raw"]);
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_string_field_that_is_not_utf8_on_the_wire() {
    let server = Server::start().await;
    let message = wire::field(1, &wire::field(1, b"Caf\xe9 in Paris"));
    failure(wire::call(&server, "AnalysisService/AnalyzeText", message).await)
        .is(Code::InvalidArgument, "ARGUMENT_INVALID")
        .names_fields(&["article"]);
    // The same bytes with a good letter do pass, so it was the letter.
    let message = wire::field(1, &wire::field(1, "Café in Paris".as_bytes()));
    assert!(wire::call(&server, "AnalysisService/AnalyzeText", message).await.is_ok());
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_megabytes_of_one_letter_are_over_the_article_limit() {
    let config =
        Config { max_article_bytes: 1_000_000, max_message_bytes: 20_000_000, ..Config::default() };
    let server = Server::with(config).await;
    let text = "a".repeat(10_000_000);
    for (error, field) in refusals(&server, &text).await {
        error.is(Code::InvalidArgument, "CONTENT_TOO_LARGE").names_fields(&[field]).names_limit(
            "PARALLAX_MAX_ARTICLE_BYTES",
            1_000_000,
            Some(10_000_000),
        );
    }
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_megabytes_of_one_letter_are_over_the_message_limit() {
    let config = Config { max_message_bytes: 4_000_000, ..Config::default() };
    let server = Server::with(config).await;
    let text = "a".repeat(10_000_000);
    for (error, _) in refusals(&server, &text).await {
        error.is(Code::ResourceExhausted, "CONTENT_TOO_LARGE").names_limit(
            "PARALLAX_MAX_MESSAGE_BYTES",
            4_000_000,
            None,
        );
    }
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_itself_is_allowed() {
    let config = Config { max_article_bytes: SHORT.len(), ..Config::default() };
    let server = Server::with(config).await;
    assert!(server.analysis().analyze_text(analyze(SHORT)).await.is_ok());
    let longer = format!("{SHORT}.");
    failure(server.analysis().analyze_text(analyze(&longer)).await)
        .is(Code::InvalidArgument, "CONTENT_TOO_LARGE")
        .names_limit("PARALLAX_MAX_ARTICLE_BYTES", SHORT.len(), Some(longer.len()));
}

/// Analyses `unit` repeated to `size` bytes; any answer will do before the server's own
/// limit on the time of a call.
async fn answers_in_time(server: &Server, unit: &str, size: usize) {
    let text = format!("x{}", unit.repeat((size - 1) / unit.len()));
    if let Err(status) = server.analysis().analyze_text(analyze(&text)).await {
        assert_eq!(status.code(), Code::InvalidArgument, "on a run of {unit:?}: {status:?}");
        Failure::new(&status).is(Code::InvalidArgument, "CONTENT_NOT_ARTICLE");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_one_letter_below_the_limit_is_answered_in_time() {
    let server = Server::start().await;
    let size = Config::default().max_article_bytes;
    for unit in ["a", "A", "1", "-", ".", "\n", "é", "\u{301}"] {
        answers_in_time(&server, unit, size).await;
    }
    server.goes_on().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_that_are_a_token_a_letter_take_time_in_proportion() {
    let server = Server::start().await;
    // Five thousand tokens each: a second, but minutes if anything were quadratic.
    for unit in
        ["\"", "(", "a ", "A ", "1 ", "Mr. ", "\u{1f600}", "x's ", "\u{201c}A\u{201d} ", "Aa\n\n"]
    {
        answers_in_time(&server, unit, 5_000 * unit.len()).await;
    }
    server.goes_on().await;
}
