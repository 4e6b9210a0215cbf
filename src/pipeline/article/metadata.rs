//! What is known of an article, from all who tell: its caller, its page, its text, its address.

use jiff::Timestamp;

use super::{
    address, byline,
    date::{Times, document_date, times},
    language,
};
use crate::domain::{Article, DateBasis, DocumentDate, Language, Metadata, Span, Zone, ZoneKind};

/// Longest title, author and address that are taken from a page or text, in bytes: as much
/// as a caller may state.
const LONGEST_TITLE: usize = 4_096;
const LONGEST_NAME: usize = 1_024;
const LONGEST_URL: usize = 8_192;
/// At most this many authors are taken from a page or text.
const MOST_AUTHORS: usize = 256;

/// What is known of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The caller's metadata, completed.
    pub metadata: Metadata,
    /// The article's own date, anchor of relative dates: the publication, or the last change
    /// where that alone is stated.
    pub date: Option<DocumentDate>,
    /// How `metadata.publish_time` was found; `None` when it is unknown.
    pub publish_basis: Option<DateBasis>,
    /// The language of the text; `None` when it cannot be told.
    pub language: Option<Language>,
    /// The charset, where it was only detected.
    pub guessed_charset: Option<&'static str>,
}

impl Known {
    /// Whether the language is stated or told without doubt.
    pub fn language_is_certain(&self) -> bool {
        self.language.as_ref().is_some_and(|language| language.score >= language::CERTAIN)
    }

    /// Whether the engine reads the language. What cannot be told for certain counts as read:
    /// an article of two words is analysed rather than refused.
    pub fn is_read(&self) -> bool {
        !self.language_is_certain()
            || self.language.as_ref().is_none_or(|language| language::is_read(&language.code))
    }
}

/// Completes what the caller says of an article by what its page, its text and its address
/// say, in this order of trust. Times later than the caller's `fetch_time`, else than
/// `not_after`, are not believed. `zones` are those of the article's text.
pub fn known(article: &Article, zones: &[Zone], not_after: Option<Timestamp>) -> Known {
    let mut metadata = article.metadata.clone();
    let text = article.text.as_str();
    let stated = article.page.as_ref().map(|page| &page.stated);
    let fits = |value: &Option<String>, longest| {
        value.clone().filter(|value| value.len() <= longest).unwrap_or_default()
    };
    if let Some(stated) = stated {
        fill(&mut metadata.title, || fits(&stated.title, LONGEST_TITLE));
        fill(&mut metadata.source_display_name, || fits(&stated.outlet, LONGEST_NAME));
        fill(&mut metadata.canonical_url, || fits(&stated.canonical_url, LONGEST_URL));
    }
    fill(&mut metadata.title, || headline(text, zones));
    if metadata.authors.is_empty() {
        let by_page = stated.map(|stated| stated.authors.clone()).unwrap_or_default();
        metadata.authors = if by_page.is_empty() { byline::authors(text, zones) } else { by_page };
        metadata.authors.retain(|author| author.len() <= LONGEST_NAME);
        metadata.authors.truncate(MOST_AUTHORS);
    }
    let addresses = [metadata.canonical_url.clone(), metadata.url.clone()];
    fill(&mut metadata.source, || {
        addresses.iter().find_map(|url| address::outlet(url)).unwrap_or_default()
    });

    let date = document_date(article, zones, not_after);
    let Times { published, modified } = times(article, zones, not_after);
    let mut publish_basis = metadata.publish_time.map(|_| DateBasis::Request);
    if let (None, Some(first)) = (publish_basis, published.first()) {
        metadata.publish_time = Some(first.time);
        publish_basis = Some(first.basis);
    }
    if metadata.modify_time.is_none() {
        metadata.modify_time = modified.first().map(|stated| stated.time);
    }
    let language = language_of(article, zones);
    fill(&mut metadata.language_code, || language.clone().map_or_else(String::new, |l| l.code));
    let guessed_charset = article.guessed_charset;
    Known { metadata, date, publish_basis, language, guessed_charset }
}

fn fill(field: &mut String, value: impl FnOnce() -> String) {
    if field.is_empty() {
        *field = value();
    }
}

/// The headline, on one line.
fn headline(text: &str, zones: &[Zone]) -> String {
    let title = zones.iter().find(|zone| zone.kind == ZoneKind::Title);
    let words =
        title.map(|zone| zone.span.of(text).split_whitespace().collect::<Vec<_>>().join(" "));
    words.filter(|words| words.len() <= LONGEST_TITLE).unwrap_or_default()
}

/// The caller's word, else what the text shows, else what the page declares: pages are made
/// from templates that often declare another language than that of the article.
fn language_of(article: &Article, zones: &[Zone]) -> Option<Language> {
    let caller = &article.metadata.language_code;
    if !caller.is_empty() {
        return Some(Language { code: caller.clone(), score: 1.0 });
    }
    let text = article.text.as_str();
    // From the first words of the article on, so that a page's furniture does not decide.
    let body =
        zones.iter().find(|zone| zone.kind == ZoneKind::Body).map_or(0, |zone| zone.span.begin);
    let shown = language::language(Span::new(body, text.len()).of(text));
    let declared = article.page.as_ref().and_then(|page| page.stated.language.clone());
    let primary = |code: &str| code.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    match (shown, declared) {
        (Some(shown), _) if shown.score >= language::CERTAIN => Some(shown),
        // Two uncertain voices that agree are as good as one that is certain.
        (Some(shown), Some(declared)) if primary(&declared) == shown.code => {
            Some(Language { score: language::CERTAIN, ..shown })
        }
        (Some(shown), _) => Some(shown),
        (None, declared) => declared.map(|code| Language { code, score: DECLARED }),
    }
}

/// How sure a language is that a page declares and its text is too short to show.
const DECLARED: f64 = 0.6;

#[cfg(test)]
mod tests {
    use super::super::zones;
    use super::*;
    use crate::domain::{ArticleText, Page, SourceMap, Stated, StatedTime};

    const TEXT: &str = "Mayor opens third bridge\nBy Jane Doe and John Roe, Reuters\nUpdated: 21 March 2023\n\
        Published: 20 March 2023\nPARIS, March 19 (Reuters) - The mayor opened the third bridge over the \
        river on Monday, and thousands came to see it.";

    fn article(metadata: Metadata) -> Article {
        Article::plain(ArticleText::from_text(TEXT.to_owned(), 10_000).expect("text"), metadata)
    }

    fn check(article: &Article) -> Known {
        known(article, &zones(article.text.as_str()), None)
    }

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time stamp")
    }

    #[test]
    fn the_text_tells() {
        let known = check(&article(Metadata::default()));
        assert_eq!(known.metadata.title, "Mayor opens third bridge");
        assert_eq!(known.metadata.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(known.metadata.publish_time, Some(time("2023-03-20T00:00:00Z")));
        assert_eq!(known.metadata.modify_time, Some(time("2023-03-21T00:00:00Z")));
        assert_eq!(known.publish_basis, Some(DateBasis::TextHeader));
        assert_eq!(known.metadata.language_code, "en");
        assert_eq!(known.metadata.source, "");
        assert!(known.language_is_certain() && known.is_read());
    }

    #[test]
    fn the_page_goes_before_the_text_and_the_caller_before_the_page() {
        let mut article = article(Metadata {
            url: "https://www.example.com/2023/03/18/bridge".into(),
            authors: vec!["A. Caller".into()],
            fetch_time: Some(time("2023-03-22T00:00:00Z")),
            ..Metadata::default()
        });
        let state = |at, basis| StatedTime { time: time(at), offset: jiff::tz::Offset::UTC, basis };
        article.page = Some(Page {
            html: TEXT.to_owned(),
            map: SourceMap::default(),
            zones: Vec::new(),
            stated: Stated {
                title: Some("The third bridge".into()),
                authors: vec!["A. Page".into()],
                outlet: Some("The Example".into()),
                language: Some("de".into()),
                published: vec![
                    state("2023-03-30T10:00:00Z", DateBasis::StructuredData),
                    state("2023-03-19T10:00:00Z", DateBasis::MetaTag),
                ],
                ..Stated::default()
            },
        });
        let known = check(&article);
        assert_eq!(known.metadata.title, "The third bridge");
        assert_eq!(known.metadata.authors, ["A. Caller"]);
        assert_eq!(known.metadata.source, "example.com");
        assert_eq!(known.metadata.source_display_name, "The Example");
        // The first date lies in the future of the fetch.
        assert_eq!(known.publish_basis, Some(DateBasis::MetaTag));
        assert_eq!(known.metadata.language_code, "en", "what the text shows");
    }

    #[test]
    fn only_a_change_is_stated() {
        let text = "Mayor opens third bridge\nUpdated: 21 March 2023\nThe mayor opened the third bridge on Monday, she said.";
        let text = ArticleText::from_text(text.to_owned(), 10_000).expect("text");
        let known = check(&Article::plain(text, Metadata::default()));
        assert_eq!(known.metadata.publish_time, None);
        assert_eq!(known.metadata.modify_time, Some(time("2023-03-21T00:00:00Z")));
        assert_eq!(known.date.expect("the change").date.to_string(), "2023-03-21");
    }

    #[test]
    fn languages() {
        let mut german = article(Metadata::default());
        let text = "Der Stadtrat hat am Dienstag beschlossen, eine dritte Brücke zu bauen.";
        german.text = ArticleText::from_text(text.repeat(3), 10_000).expect("text");
        assert!(!check(&german).is_read());
        german.metadata.language_code = "en-GB".into();
        assert!(check(&german).is_read());
        let short = ArticleText::from_text("Bridge opened".to_owned(), 100).expect("text");
        let known = check(&Article::plain(short, Metadata::default()));
        assert!(known.is_read() && !known.language_is_certain());
    }
}
