//! Articles out of pages against hand-made segments and metadata.
//!
//! The measure of the usual benchmarks: each page has segments that belong to the article and
//! segments that do not. A segment of the first kind is found (true positive) or missed, one of
//! the second kind is found (false positive) or left out; precision, recall and F1 are over the
//! segments of all pages together. A segment is found when the body holds it character by
//! character. Title, authors and publication day are exact matches after trimming, over the
//! pages whose gold states them.

use std::{
    collections::BTreeMap,
    fs,
    io::Read as _,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use parallax::{
    domain::{Metadata, Span, ZoneKind},
    pipeline::article::{self, Content},
};
use serde::{Deserialize, Serialize};

use super::files;

/// What a page holds.
#[derive(Deserialize)]
struct GoldPage {
    url: String,
    file: String,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
    title: Option<OneOrMore>,
    author: Option<OneOrMore>,
    date: Option<OneOrMore>,
}

/// A value, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn is_stated(&self) -> bool {
        match self {
            Self::One(value) => !value.trim().is_empty(),
            Self::More(values) => !values.is_empty(),
        }
    }

    fn to_line(&self) -> String {
        match self {
            Self::One(value) => value.trim().to_owned(),
            Self::More(values) => values.join(", "),
        }
    }
}

/// What the figures are.
#[derive(Default, Serialize)]
pub(super) struct Figures {
    pages: usize,
    precision: f64,
    recall: f64,
    f1: f64,
    date: f64,
    title: f64,
    author: f64,
    ms_per_page: f64,
    ms_per_100_kb: f64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mismatches: Vec<Mismatch>,
}

/// Where gold and answer differ.
#[derive(Serialize)]
struct Mismatch {
    file: String,
    gold: String,
    found: String,
}

/// What was found on a page.
struct Answer {
    body: String,
    title: String,
    author: String,
    date: String,
    took: Duration,
}

#[derive(Default)]
struct Count {
    right: usize,
    all: usize,
}

impl Count {
    fn add(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    fn share(&self) -> f64 {
        self.right as f64 / self.all.max(1) as f64
    }
}

/// Scores all pages of the gold file. `show` names what mismatches are listed of.
pub(super) fn score_files(gold: &Path, pages: &Path, show: Option<Show>) -> Result<Figures> {
    let pages = Pages::open(pages)?;
    let mut figures = Figures::default();
    let (mut found, mut kept_out) = (Count::default(), Count::default());
    let (mut date, mut title, mut author) = (Count::default(), Count::default(), Count::default());
    let (mut took, mut bytes) = (Duration::ZERO, 0);
    for page in files::lines(gold)? {
        let page: GoldPage = page?;
        let content = pages.get(&page.file)?;
        bytes += content.len();
        let answer = answer(content, &page.url);
        took += answer.took;
        figures.pages += 1;
        let mut mismatch = |what: Show, gold: &str, found: &str| {
            if show == Some(what) {
                let (gold, found) = (gold.to_owned(), found.to_owned());
                figures.mismatches.push(Mismatch { file: page.file.clone(), gold, found });
            }
        };
        for segment in &page.with {
            found.add(answer.body.contains(segment.as_str()));
            if !answer.body.contains(segment.as_str()) {
                mismatch(Show::Missing, segment, "");
            }
        }
        for segment in &page.without {
            kept_out.add(!answer.body.contains(segment.as_str()));
            if answer.body.contains(segment.as_str()) {
                mismatch(Show::Extra, segment, "");
            }
        }
        let fields = [
            (&page.title, &answer.title, &mut title, Show::Title),
            (&page.author, &answer.author, &mut author, Show::Author),
            (&page.date, &answer.date, &mut date, Show::Date),
        ];
        for (gold, found, count, what) in fields {
            if let Some(gold) = gold.as_ref().filter(|gold| gold.is_stated()) {
                let gold = gold.to_line();
                count.add(gold == found.trim());
                if gold != found.trim() {
                    mismatch(what, &gold, found);
                }
            }
        }
    }
    let false_positives = kept_out.all - kept_out.right;
    figures.precision = found.right as f64 / (found.right + false_positives).max(1) as f64;
    figures.recall = found.share();
    figures.f1 = 2.0 * figures.precision * figures.recall / (figures.precision + figures.recall);
    (figures.date, figures.title, figures.author) = (date.share(), title.share(), author.share());
    figures.ms_per_page = took.as_secs_f64() * 1e3 / figures.pages.max(1) as f64;
    figures.ms_per_100_kb = took.as_secs_f64() * 1e3 / (bytes as f64 / 1e5);
    Ok(figures)
}

/// What mismatches are listed of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Show {
    /// Segments of the article that were not found.
    Missing,
    /// Segments of the page that were taken for the article.
    Extra,
    /// Titles.
    Title,
    /// Authors.
    Author,
    /// Publication days.
    Date,
}

/// What is found on a page; empty where it holds no article.
fn answer(bytes: Vec<u8>, url: &str) -> Answer {
    let begin = Instant::now();
    let content = Content::Raw { bytes, charset: None, mime_type: Some("text/html".into()) };
    let metadata = Metadata { url: url.to_owned(), ..Metadata::default() };
    let read = article::decode(content)
        .and_then(|decoded| article::read(decoded, metadata, true, usize::MAX));
    let took = begin.elapsed();
    let page = read.ok().and_then(|article| Some((article.text, article.page?)));
    let Some((text, page)) = page else {
        let empty = String::new;
        return Answer { body: empty(), title: empty(), author: empty(), date: empty(), took };
    };
    // The headline stands before the body where the page shows one.
    let titled = page.zones.iter().any(|zone| zone.kind == ZoneKind::Title);
    let text = text.as_str();
    let begin = if titled { text.find("\n\n").map_or(text.len(), |at| at + 2) } else { 0 };
    // Gold dates a page by its last change where it states nothing else.
    let day = page.stated.published.first().or(page.stated.modified.first());
    let day = day.map(|stated| stated.day().to_string());
    Answer {
        body: Span::new(begin, text.len()).of(text).to_owned(),
        title: page.stated.title.unwrap_or_default(),
        author: page.stated.authors.join(", "),
        date: day.unwrap_or_default(),
        took,
    }
}

/// Writes every block of the pages with what is measured of it, a page a line, to fit the
/// model that tells article from furniture.
pub(super) fn dump(gold: &Path, pages: &Path, out: &mut impl std::io::Write) -> Result<()> {
    let pages = Pages::open(pages)?;
    for page in files::lines(gold)? {
        let page: GoldPage = page?;
        let bytes = pages.get(&page.file)?;
        let mime_type = Some("text/html".to_owned());
        let decoded = article::decode(Content::Raw { bytes, charset: None, mime_type })?;
        let (texts, values): (Vec<_>, Vec<_>) = article::html::measure(&decoded.text)
            .into_iter()
            .map(|block| (block.text, block.values))
            .unzip();
        let line = serde_json::json!({
            "url": page.url, "with": page.with, "without": page.without, "texts": texts, "values": values,
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// The pages, from a folder or a compressed archive.
enum Pages {
    Folder(std::path::PathBuf),
    Archive(BTreeMap<String, Vec<u8>>),
}

impl Pages {
    fn open(path: &Path) -> Result<Self> {
        if path.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        let file =
            fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(file));
        let mut pages = BTreeMap::new();
        for entry in archive.entries()? {
            let mut entry = entry?;
            let name = entry.path()?.file_name().map(|name| name.to_string_lossy().into_owned());
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            if let Some(name) = name {
                pages.insert(name, bytes);
            }
        }
        Ok(Self::Archive(pages))
    }

    fn get(&self, name: &str) -> Result<Vec<u8>> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join(name);
                fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
            }
            Self::Archive(pages) => {
                pages.get(name).cloned().with_context(|| format!("the archive has no page {name}"))
            }
        }
    }
}
