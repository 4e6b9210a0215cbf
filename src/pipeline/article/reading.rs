//! From what a caller submits to an article.

use encoding_rs::UTF_8;

use super::{
    charset::{self, Characters},
    html,
};
use crate::{
    domain::{Article, ArticleError, ArticleText, MediaType, Metadata, Page},
    pipeline::AnalysisError,
};

/// Elements that a page or a part of one begins with.
const OPENINGS: &[&str] = &[
    "!doctype", "html", "head", "body", "script", "iframe", "h1", "h2", "div", "font", "table",
    "a", "style", "title", "b", "br", "p", "meta", "link", "main", "article", "section", "header",
    "nav", "span", "center", "base", "noscript", "figure",
];

/// How far into the bytes NUL characters tell that they are no text.
const SNIFFED: usize = 1_024;

/// What a caller submits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Plain text.
    Text(String),
    /// An HTML page whose characters are decoded.
    Html(String),
    /// Bytes as they were fetched.
    Raw {
        /// The bytes.
        bytes: Vec<u8>,
        /// A name of the charset in the WHATWG Encoding standard, if the caller knows it.
        charset: Option<String>,
        /// The MIME type, with or without parameters, if the caller knows it.
        mime_type: Option<String>,
    },
}

impl Content {
    /// Length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(text) | Self::Html(text) => text.len(),
            Self::Raw { bytes, .. } => bytes.len(),
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A submission whose characters are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text or the page's source; a byte order mark is kept as U+FEFF.
    pub text: String,
    /// Name of its charset in the WHATWG Encoding standard.
    pub charset: &'static str,
    /// Whether nothing says so: no byte order mark, no caller, no page, and the bytes are not
    /// valid UTF-8.
    pub charset_guessed: bool,
    /// What it is written in.
    pub media: MediaType,
}

impl Decoded {
    /// What came as characters: gRPC and JSON carry them in UTF-8.
    fn characters(text: String, media: MediaType) -> Self {
        Self { text, charset: "UTF-8", charset_guessed: false, media }
    }
}

/// Decodes what was submitted.
///
/// The charset is that of the byte order mark, else `charset`, else that of the MIME type,
/// else what a page's meta element says, else detected. Bytes that are said to be UTF-8 and
/// are not, and bytes of which nothing is said, are detected. Malformed sequences become
/// U+FFFD. Text that is no page by its MIME type is looked at: it is one when it begins with
/// an element of HTML.
///
/// Fails when `charset` names nothing known, and on bytes that are no text.
pub fn decode(content: Content) -> Result<Decoded, ArticleError> {
    let (bytes, name, mime_type) = match content {
        Content::Text(text) => {
            return Ok(Decoded::characters(text, MediaType::Text));
        }
        Content::Html(text) => {
            return Ok(Decoded::characters(text, MediaType::Html));
        }
        Content::Raw { bytes, charset, mime_type } => (bytes, charset, mime_type),
    };
    let stated = mime_type.as_deref();
    let declared = match name.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => Some(
            charset::labelled(name)
                .ok_or_else(|| ArticleError::UnknownCharset { name: name.to_owned() })?,
        ),
        None => stated.and_then(charset::of_mime_type),
    };
    let media = stated.and_then(media_of);
    let looks_html = media.map_or_else(|| begins_as_page(&bytes), |media| media == MediaType::Html);
    let Characters { text, encoding, guessed } = charset::decode(&bytes, declared, looks_html);
    let head = &text[..text.floor_char_boundary(SNIFFED)];
    // Whoever sends UTF-8 or names a charset may have NUL characters.
    if declared.is_none() && encoding != UTF_8 && head.contains('\0') {
        return Err(ArticleError::NotText);
    }
    let is_page = media.map_or_else(|| begins_as_page(text.as_bytes()), |m| m == MediaType::Html);
    let media = if is_page { MediaType::Html } else { MediaType::Text };
    Ok(Decoded { text, charset: encoding.name(), charset_guessed: guessed, media })
}

/// What a MIME type says; `None` when it leaves open what is meant.
fn media_of(mime_type: &str) -> Option<MediaType> {
    let essence = mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "text/html" | "application/xhtml+xml" => Some(MediaType::Html),
        "text/plain" | "text/markdown" => Some(MediaType::Text),
        _ => None,
    }
}

/// Whether bytes begin as pages do, after white space, comments and an XML declaration.
fn begins_as_page(bytes: &[u8]) -> bool {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if rest.starts_with(b"<?xml") {
        let Some(end) = rest.iter().position(|&b| b == b'>') else { return false };
        rest = rest[end + 1..].trim_ascii_start();
    }
    if rest.starts_with(b"<!--") {
        return true;
    }
    let Some(rest) = rest.strip_prefix(b"<") else { return false };
    OPENINGS.iter().any(|name| {
        let (Some(head), next) = (rest.get(..name.len()), rest.get(name.len())) else {
            return false;
        };
        let ends = next.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'));
        ends && head.eq_ignore_ascii_case(name.as_bytes())
    })
}

/// Takes the article out of what was submitted: plain text stays as it is; of a page, the
/// article's text, the way back, what each stretch is and what the page states. Without
/// `cleaning` all visible text of a page is kept.
///
/// Fails on more than `limit` bytes (of the decoded text), on nothing but white space, and
/// on pages that hold no article.
pub fn read(
    decoded: Decoded,
    metadata: Metadata,
    cleaning: bool,
    limit: usize,
) -> Result<Article, ArticleError> {
    let read = read_until(decoded, metadata, cleaning, limit, &|| false);
    read.map_err(|error| match error {
        AnalysisError::Article(error) => error,
        // Nobody asks to stop.
        AnalysisError::Stopped => ArticleError::NotArticle,
    })
}

/// The same; ends with [`AnalysisError::Stopped`] once `stop` returns true.
pub fn read_until(
    decoded: Decoded,
    metadata: Metadata,
    cleaning: bool,
    limit: usize,
    stop: &dyn Fn() -> bool,
) -> Result<Article, AnalysisError> {
    let guessed_charset = decoded.charset_guessed.then_some(decoded.charset);
    let submitted = ArticleText::from_text(decoded.text, limit)?;
    if decoded.media == MediaType::Text {
        return Ok(Article { guessed_charset, ..Article::plain(submitted, metadata) });
    }
    let html = submitted.into_string();
    let taken = html::take(&html, &metadata.url, cleaning, stop).ok_or(AnalysisError::Stopped)?;
    // The limit was for the page; what is taken out of it is not longer in any way that counts.
    let text =
        ArticleText::from_text(taken.text, usize::MAX).map_err(|_| ArticleError::NotArticle)?;
    let page = Page { html, map: taken.map, zones: taken.zones, stated: taken.stated };
    Ok(Article { text, page: Some(page), metadata, guessed_charset })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(bytes: &[u8], charset: Option<&str>, mime_type: Option<&str>) -> Content {
        let owned = |s: Option<&str>| s.map(str::to_owned);
        Content::Raw { bytes: bytes.to_vec(), charset: owned(charset), mime_type: owned(mime_type) }
    }

    #[test]
    fn pages_are_told_from_text() {
        let media =
            |bytes: &[u8], mime: Option<&str>| decode(raw(bytes, None, mime)).unwrap().media;
        for page in [
            "<!DOCTYPE html><p>a",
            " \n<html>",
            "<?xml version=\"1.0\"?>\n<html>",
            "<p>a",
            "<!-- x -->",
        ] {
            assert_eq!(media(page.as_bytes(), None), MediaType::Html, "{page}");
        }
        for text in ["The river", "<3 cats", "< p", "<pathology of a place>", "1 < 2"] {
            assert_eq!(media(text.as_bytes(), None), MediaType::Text, "{text}");
        }
        assert_eq!(media(b"<p>a", Some("text/plain")), MediaType::Text);
        assert_eq!(media(b"a", Some("text/html; charset=utf-8")), MediaType::Html);
    }

    #[test]
    fn faults_are_told() {
        let error = decode(raw(b"a", Some("klingon"), None)).unwrap_err();
        assert_eq!(error.to_string(), "no charset is called 'klingon'");
        assert_eq!(decode(raw(b"\x89PNG\r\n\0\0\0", None, None)), Err(ArticleError::NotText));
        let read = |text: &str, limit| {
            read(decode(Content::Html(text.into())).unwrap(), Metadata::default(), true, limit)
        };
        assert_eq!(read("<p>", 2).unwrap_err(), ArticleError::TooLarge { actual: 3, limit: 2 });
        assert_eq!(read(" ", 9).unwrap_err(), ArticleError::Empty);
        assert_eq!(
            read("<nav><a href=/>Home</a></nav>", 99).unwrap_err(),
            ArticleError::NotArticle
        );
    }

    #[test]
    fn bytes_in_utf16_are_text() {
        let bytes: Vec<u8> = "\u{feff}<p>ab".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let decoded = decode(raw(&bytes, None, None)).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.media), ("\u{feff}<p>ab", MediaType::Html));
    }
}
