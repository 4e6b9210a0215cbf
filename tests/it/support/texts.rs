//! Texts and requests that several tests use.

use std::{fs, path::PathBuf};

use parallax::proto::v1::{
    AnalyzeTextRequest, ArticleContent, ArticleMetadata, CompareTextsRequest,
    IngestDocumentRequest, InlineArticle, article_content::Content,
};

/// An article of two sentences.
pub const SHORT: &str = "Angela Merkel met Emmanuel Macron in Berlin on Tuesday. \
    The two leaders signed a treaty on trade, the German government said.\n";

/// Another one on the same event.
pub const OTHER: &str = "BERLIN - Emmanuel Macron and Angela Merkel signed a trade treaty on \
    Tuesday, a spokesman said. Protesters gathered outside the chancellery.\n";

/// The seed articles in the order of their names.
pub fn seeds() -> Vec<String> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the seeds")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    assert_eq!(files.len(), 5, "{files:?}");
    files.iter().map(|file| fs::read_to_string(file).expect("a seed in UTF-8")).collect()
}

/// News prose of at least `bytes` bytes: work for many seconds when there are millions.
pub fn long_prose(bytes: usize) -> String {
    let paragraph = "The finance minister, Maria Lindqvist, told reporters in Stockholm on \
        Thursday that the budget would grow by 4.2 percent, although three parties in the \
        Riksdag had asked for deeper cuts. \"We have listened, and we have decided,\" she said. \
        The opposition leader Erik Sandberg called the plan reckless and demanded a vote.\n\n";
    paragraph.repeat(bytes / paragraph.len() + 1)
}

pub fn content(text: &str) -> Option<ArticleContent> {
    Some(ArticleContent {
        content: Some(Content::Text(text.to_owned())),
        ..ArticleContent::default()
    })
}

pub fn raw_content(bytes: &[u8]) -> Option<ArticleContent> {
    Some(ArticleContent {
        content: Some(Content::Raw(bytes.to_vec())),
        ..ArticleContent::default()
    })
}

pub fn analyze(text: &str) -> AnalyzeTextRequest {
    AnalyzeTextRequest { article: content(text), ..Default::default() }
}

pub fn compare<'t>(texts: impl IntoIterator<Item = &'t str>) -> CompareTextsRequest {
    let inline = |text| InlineArticle { article: content(text), ..Default::default() };
    let articles = texts.into_iter().map(inline).collect();
    CompareTextsRequest { articles, ..Default::default() }
}

pub fn ingest(text: &str, source: &str) -> IngestDocumentRequest {
    let metadata = ArticleMetadata { source: source.to_owned(), ..Default::default() };
    IngestDocumentRequest { article: content(text), metadata: Some(metadata), ..Default::default() }
}
