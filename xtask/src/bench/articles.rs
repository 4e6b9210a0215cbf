//! Articles to measure with.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Read},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use flate2::read::GzDecoder;
use parallax::domain::{Article, ArticleText, Metadata};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    text: String,
}

/// The first articles of a file of JSON lines, read through gzip when its name ends in .gz.
pub(super) fn articles(path: &Path, count: usize) -> Result<Vec<Article>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let reader: Box<dyn Read> = match path.extension() {
        Some(extension) if extension == "gz" => Box::new(GzDecoder::new(file)),
        _ => Box::new(file),
    };
    let mut articles = Vec::new();
    for (number, line) in BufReader::new(reader).lines().take(count).enumerate() {
        let line: Line = serde_json::from_str(&line?)
            .with_context(|| format!("bad line {} of {}", number + 1, path.display()))?;
        let publish_time = Some("2024-06-03T00:00:00Z".parse()?);
        let metadata = Metadata { publish_time, ..Metadata::default() };
        articles.push(Article::plain(ArticleText::from_text(line.text, usize::MAX)?, metadata));
    }
    Ok(articles)
}

/// The texts of a folder, in order of their names.
pub(super) fn folder(path: &Path) -> Result<Vec<Article>> {
    let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let article = |path: &PathBuf| {
        let text = ArticleText::from_text(fs::read_to_string(path)?, usize::MAX)?;
        Ok(Article::plain(text, Metadata::default()))
    };
    paths.iter().map(article).collect()
}
