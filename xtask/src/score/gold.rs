//! The hand-made comparison, as far as the scorer reads it.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context as _, Result};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::Deserialize;

use super::files;

/// A stretch of one source, in code points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The source's id in the gold, such as "S0".
    pub source: String,
    /// First code point.
    pub begin: usize,
    /// First code point after the stretch.
    pub end: usize,
}

impl Place {
    /// Whether the two share at least half of the shorter one.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        let shared = self.end.min(other.end).saturating_sub(self.begin.max(other.begin));
        let shorter = (self.end - self.begin).min(other.end - other.begin);
        self.source == other.source && shared > 0 && 2 * shared >= shorter
    }
}

#[derive(Deserialize)]
pub(crate) struct Gold {
    pub sources: Vec<Source>,
    pub claims: Vec<Claim>,
    pub entities: Vec<Entity>,
    #[serde(default)]
    pub discrepancies: Vec<Discrepancy>,
    #[serde(default)]
    pub boilerplate_entities: Vec<Furniture>,
}

#[derive(Deserialize)]
pub(crate) struct Source {
    pub id: String,
    pub file: String,
}

#[derive(Deserialize)]
pub(crate) struct Claim {
    pub evidence: Vec<ClaimEvidence>,
}

#[derive(Deserialize)]
pub(crate) struct ClaimEvidence {
    source: String,
    begin_char: usize,
    end_char: usize,
    #[serde(default = "supports")]
    pub relation: String,
}

fn supports() -> String {
    "supports".to_owned()
}

impl ClaimEvidence {
    pub(crate) fn place(&self) -> Place {
        Place { source: self.source.clone(), begin: self.begin_char, end: self.end_char }
    }
}

/// A difference between the sources.
#[derive(Deserialize)]
pub(crate) struct Discrepancy {
    pub id: String,
    /// In what they differ, in words of the gold's own.
    #[serde(rename = "type")]
    pub kind: String,
    /// "HIGH", "MEDIUM" or "LOW".
    pub severity: String,
    /// "CONFLICTING", "COMPATIBLE" or "UNCLEAR", where the gold says so.
    #[serde(default)]
    pub compatibility: Option<String>,
    /// The words that differ.
    pub spans: Vec<GoldSpan>,
}

/// A stretch of one source, as the gold writes it.
#[derive(Deserialize)]
pub(crate) struct GoldSpan {
    source: String,
    begin_char: usize,
    end_char: usize,
}

impl GoldSpan {
    pub(crate) fn place(&self) -> Place {
        Place { source: self.source.clone(), begin: self.begin_char, end: self.end_char }
    }
}

/// What `sources.json` beside the texts tells of one of them.
#[derive(Deserialize)]
struct Known {
    file: String,
    #[serde(default)]
    publish_time: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Entity {
    pub canonical: String,
    pub variants: Vec<Variant>,
}

#[derive(Deserialize)]
pub(crate) struct Variant {
    source: String,
    #[serde(default)]
    text: Option<String>,
    begin_char: usize,
    end_char: usize,
}

#[derive(Deserialize)]
pub(crate) struct Furniture {
    pub name: String,
}

impl Gold {
    pub(crate) fn read(path: &Path) -> Result<Self> {
        files::json(path)
    }

    /// The texts that the gold names, in its order.
    pub(crate) fn texts(&self, folder: &Path) -> Result<BTreeMap<String, String>> {
        let read =
            |source: &Source| Ok((source.id.clone(), files::text(&folder.join(&source.file))?));
        self.sources.iter().map(read).collect()
    }

    /// When articles were published, by source, as far as a `sources.json` beside the texts tells:
    /// a list of {"file", "publish_time"}, times in RFC 3339 or without a zone, which is UTC then.
    pub(crate) fn publish_times(&self, folder: &Path) -> Result<BTreeMap<String, Timestamp>> {
        let path = folder.join("sources.json");
        if !path.exists() {
            return Ok(BTreeMap::new());
        }
        let wrong = || format!("{} is no list of sources", path.display());
        let known: Vec<Known> = serde_json::from_slice(&fs::read(&path)?).with_context(wrong)?;
        let mut times = BTreeMap::new();
        for known in known {
            let source = self.sources.iter().find(|source| source.file == known.file);
            if let (Some(source), Some(time)) = (source, known.publish_time) {
                times.insert(source.id.clone(), instant(&time).with_context(wrong)?);
            }
        }
        Ok(times)
    }
}

impl Variant {
    /// The words, from the gold or else from the text.
    pub(crate) fn words(&self, texts: &BTreeMap<String, String>) -> String {
        if let Some(text) = &self.text {
            return text.clone();
        }
        let text = texts.get(&self.source).map(String::as_str).unwrap_or_default();
        text.chars().skip(self.begin_char).take(self.end_char - self.begin_char).collect()
    }
}

fn instant(time: &str) -> Result<Timestamp> {
    if let Ok(instant) = time.parse::<Timestamp>() {
        return Ok(instant);
    }
    Ok(time.parse::<DateTime>()?.to_zoned(TimeZone::UTC)?.timestamp())
}
