//! Articles and what callers say of them.

use crate::{
    domain::{ArticleError, Labels, Metadata},
    pipeline::article::Content,
    proto::v1,
    service::Submitted,
    transport::{
        convert::time::from_timestamp,
        status::{self, Fault, Fields},
    },
};

use super::check_length;

const MAX_SOURCE_BYTES: usize = 1024;
const MAX_URL_BYTES: usize = 8192;
const MAX_EXTERNAL_ID_BYTES: usize = 1024;
const MAX_TITLE_BYTES: usize = 4096;
const MAX_AUTHORS: usize = 256;
const MAX_AUTHOR_BYTES: usize = 1024;
const MAX_LANGUAGE_BYTES: usize = 64;
const MAX_CHARSET_BYTES: usize = 256;
const MAX_LABELS: usize = 64;
const MAX_LABEL_NAME_BYTES: usize = 256;
const MAX_LABEL_VALUE_BYTES: usize = 4096;

/// An article and the field that its content came in. `prefix` is the path of the message
/// around it, ending in a dot unless empty.
pub(crate) fn submitted(
    content: Option<v1::ArticleContent>,
    known: Option<v1::ArticleMetadata>,
    skip_cleaning: bool,
    prefix: &str,
    max_bytes: usize,
) -> Result<(Submitted, String), Fault> {
    use v1::article_content::Content as Sent;
    let path = |name: &str| format!("{prefix}article{name}");
    let v1::ArticleContent { content, charset, mime_type } = content.unwrap_or_default();
    check_length(&charset, MAX_CHARSET_BYTES, || path(".charset"))?;
    check_length(&mime_type, MAX_CHARSET_BYTES, || path(".mime_type"))?;
    let stated = |value: String| (!value.is_empty()).then_some(value);
    let (content, field) = match content {
        Some(Sent::Text(text)) => (Content::Text(text), path(".text")),
        Some(Sent::Html(html)) => (Content::Html(html), path(".html")),
        Some(Sent::Raw(bytes)) => {
            let (charset, mime_type) = (stated(charset), stated(mime_type));
            (Content::Raw { bytes, charset, mime_type }, path(".raw"))
        }
        None => return Err(status::article(&ArticleError::Empty, &path(""))),
    };
    let actual = content.len();
    if actual > max_bytes {
        let error = ArticleError::TooLarge { actual, limit: max_bytes };
        return Err(status::article(&error, &field));
    }
    let metadata = metadata(known.unwrap_or_default(), &format!("{prefix}metadata"))?;
    Ok((Submitted { content, metadata, skip_cleaning }, field))
}

/// The article of a request for one, and the field that its content came in.
pub(crate) fn single(
    content: Option<v1::ArticleContent>,
    known: Option<v1::ArticleMetadata>,
    skip_cleaning: bool,
    max_bytes: usize,
) -> Result<(Submitted, Fields), Fault> {
    let (submitted, field) = submitted(content, known, skip_cleaning, "", max_bytes)?;
    Ok((submitted, Fields::one(field)))
}

/// What a caller says of an article. `path` is that of the message.
pub(crate) fn metadata(known: v1::ArticleMetadata, path: &str) -> Result<Metadata, Fault> {
    let field = |name: &str| format!("{path}.{name}");
    for (value, limit, name) in [
        (&known.source, MAX_SOURCE_BYTES, "source"),
        (&known.source_display_name, MAX_SOURCE_BYTES, "source_display_name"),
        (&known.url, MAX_URL_BYTES, "url"),
        (&known.canonical_url, MAX_URL_BYTES, "canonical_url"),
        (&known.external_id, MAX_EXTERNAL_ID_BYTES, "external_id"),
        (&known.title, MAX_TITLE_BYTES, "title"),
        (&known.language_code, MAX_LANGUAGE_BYTES, "language_code"),
    ] {
        check_length(value, limit, || field(name))?;
    }
    check_authors(&known.authors, &field("authors"))?;
    check_labels(&known.labels, &field("labels"))?;
    let time = |time: Option<prost_types::Timestamp>, name: &str| {
        let time = time.map(from_timestamp).transpose();
        time.map_err(|problem| Fault::argument(field(name), problem))
    };
    Ok(Metadata {
        publish_time: time(known.publish_time, "publish_time")?,
        modify_time: time(known.modify_time, "modify_time")?,
        fetch_time: time(known.fetch_time, "fetch_time")?,
        source: known.source,
        source_display_name: known.source_display_name,
        url: known.url,
        canonical_url: known.canonical_url,
        external_id: known.external_id,
        title: known.title,
        authors: known.authors,
        language_code: language_code(known.language_code, || field("language_code"))?,
        labels: known.labels,
    })
}

/// A BCP 47 code by its form: subtags of letters and digits, the first of letters.
fn language_code(code: String, field: impl FnOnce() -> String) -> Result<String, Fault> {
    let mut subtags = code.split('-');
    let is_subtag = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let language = subtags.next().unwrap_or_default();
    let fits = language.len() >= 2
        && is_subtag(language)
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && subtags.all(is_subtag);
    if code.is_empty() || fits {
        Ok(code)
    } else {
        Err(Fault::argument(field(), "must be a BCP 47 code such as \"en\" or \"pt-BR\""))
    }
}

fn check_authors(authors: &[String], field: &str) -> Result<(), Fault> {
    if authors.len() > MAX_AUTHORS {
        let problem = format!("has {} entries, more than {MAX_AUTHORS}", authors.len());
        return Err(Fault::argument(field, problem));
    }
    for (index, author) in authors.iter().enumerate() {
        check_length(author, MAX_AUTHOR_BYTES, || format!("{field}[{index}]"))?;
    }
    Ok(())
}

fn check_labels(labels: &Labels, field: &str) -> Result<(), Fault> {
    if labels.len() > MAX_LABELS {
        let problem = format!("has {} entries, more than {MAX_LABELS}", labels.len());
        return Err(Fault::argument(field, problem));
    }
    for (name, value) in labels {
        if name.is_empty() || name.len() > MAX_LABEL_NAME_BYTES {
            let problem = format!("names must have 1 to {MAX_LABEL_NAME_BYTES} bytes");
            return Err(Fault::argument(field, problem));
        }
        check_length(value, MAX_LABEL_VALUE_BYTES, || format!("{field}[{name:?}]"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{content, pair, refusal};
    use super::*;

    fn read(content: Option<v1::ArticleContent>, known: v1::ArticleMetadata) -> Result<(), Fault> {
        submitted(content, Some(known), false, "articles[1].", 5).map(drop)
    }

    #[test]
    fn an_article_is_refused_at_its_own_field() {
        let check = |content, reason: &str, field: &str| {
            let found = refusal(read(content, v1::ArticleMetadata::default()));
            assert_eq!(found, pair(reason, field));
        };
        check(None, "CONTENT_EMPTY", "articles[1].article");
        check(Some(v1::ArticleContent::default()), "CONTENT_EMPTY", "articles[1].article");
        check(content("abcdef"), "CONTENT_TOO_LARGE", "articles[1].article.text");
        let charset = v1::ArticleContent { charset: "x".repeat(300), ..content("a").unwrap() };
        check(Some(charset), "ARGUMENT_INVALID", "articles[1].article.charset");
    }

    #[test]
    fn metadata_is_checked() {
        let check = |known, field: &str| {
            let field = format!("articles[1].metadata.{field}");
            assert_eq!(refusal(read(content("text"), known)), pair("ARGUMENT_INVALID", &field));
        };
        let empty = v1::ArticleMetadata::default;
        let long = || "x".repeat(10_000);
        check(v1::ArticleMetadata { source: long(), ..empty() }, "source");
        check(v1::ArticleMetadata { url: long(), ..empty() }, "url");
        check(v1::ArticleMetadata { title: long(), ..empty() }, "title");
        check(v1::ArticleMetadata { external_id: long(), ..empty() }, "external_id");
        check(
            v1::ArticleMetadata { authors: vec![String::new(), long()], ..empty() },
            "authors[1]",
        );
        check(v1::ArticleMetadata { authors: vec![String::new(); 257], ..empty() }, "authors");
        for code in ["e", "english!", "12", "en--us", "en-"] {
            let language_code = code.to_owned();
            check(v1::ArticleMetadata { language_code, ..empty() }, "language_code");
        }
        let time = Some(prost_types::Timestamp { seconds: 0, nanos: -1 });
        check(v1::ArticleMetadata { publish_time: time, ..empty() }, "publish_time");
        check(v1::ArticleMetadata { fetch_time: time, ..empty() }, "fetch_time");
        let labels = |pairs: Vec<(String, String)>| v1::ArticleMetadata {
            labels: pairs.into_iter().collect(),
            ..empty()
        };
        let many = (0..65).map(|n| (n.to_string(), String::new())).collect();
        check(labels(many), "labels");
        check(labels(vec![(String::new(), "x".into())]), "labels");
        check(labels(vec![("desk".into(), long())]), "labels[\"desk\"]");
    }

    #[test]
    fn good_language_codes_are_taken() {
        for code in ["", "en", "pt-BR", "zh-Hant-TW", "nds"] {
            let language_code = code.to_owned();
            let known = v1::ArticleMetadata { language_code, ..v1::ArticleMetadata::default() };
            assert!(read(content("text"), known).is_ok(), "{code}");
        }
    }
}
