//! The articles named on the command line.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::failure::Failure;
use crate::domain::{Article, ArticleError, Metadata};
use crate::pipeline::article::{self, Content};

/// Stands for standard input on the command line.
const STDIN: &str = "-";

/// An article's file and its key in the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InputName {
    /// Key in a comparison: S0, S1, ... in the order given.
    pub(super) key: String,
    /// The file, or `-` for standard input.
    pub(super) path: PathBuf,
}

impl InputName {
    /// Names an input.
    pub(super) fn new(key: String, path: PathBuf) -> Self {
        Self { key, path }
    }

    /// Whether it is standard input.
    pub(super) fn is_stdin(&self) -> bool {
        self.path == Path::new(STDIN)
    }

    /// Whether `name` means this input: its path, the last parts of it, or its key.
    pub(super) fn is(&self, name: &str) -> bool {
        self.key == name || (!name.is_empty() && self.path.ends_with(name))
    }

    /// What to call it before people.
    pub(super) fn label(&self) -> String {
        if self.is_stdin() { "standard input".to_owned() } else { self.path.display().to_string() }
    }

    /// The file's name without its folder.
    pub(super) fn file_name(&self) -> String {
        match self.path.file_name() {
            Some(name) if !self.is_stdin() => name.to_string_lossy().into_owned(),
            _ => self.label(),
        }
    }
}

/// Gives the files of the command line their keys.
pub(super) fn names(files: &[PathBuf]) -> Result<Vec<InputName>, Failure> {
    let keyed = |(i, path): (usize, &PathBuf)| InputName::new(format!("S{i}"), path.clone());
    let names: Vec<_> = files.iter().enumerate().map(keyed).collect();
    if names.iter().filter(|name| name.is_stdin()).count() > 1 {
        return Err(Failure::input("'-' (standard input) can be read only once"));
    }
    Ok(names)
}

/// Reads all inputs, each of at most `limit` bytes of text or HTML in any charset; lists
/// every one that is no article. Unless `skip_cleaning`, a text of page furniture alone is
/// none.
pub(super) fn read(
    names: &[InputName],
    limit: usize,
    skip_cleaning: bool,
) -> Result<Vec<Article>, Failure> {
    let mut articles = Vec::with_capacity(names.len());
    let mut faults = Vec::new();
    for name in names {
        match read_one(name, limit, skip_cleaning) {
            Ok(article) => articles.push(article),
            Err(reason) => faults.push(format!("{}: {reason}", name.label())),
        }
    }
    if faults.is_empty() { Ok(articles) } else { Err(Failure::Input(faults)) }
}

/// All bytes of an input, at most `limit`; else why not.
pub(super) fn bytes(name: &InputName, limit: usize) -> Result<Vec<u8>, String> {
    let bytes = if name.is_stdin() {
        read_bounded(io::stdin().lock(), limit)
    } else {
        File::open(&name.path).and_then(|file| read_bounded(file, limit))
    };
    let bytes = bytes.map_err(|cause| reason(&cause))?;
    if bytes.len() > limit {
        // The size is not known: reading stopped one byte past the limit.
        return Err(format!("the article has more than {limit} bytes; --max-bytes sets the limit"));
    }
    Ok(bytes)
}

fn read_one(name: &InputName, limit: usize, skip_cleaning: bool) -> Result<Article, String> {
    let bytes = bytes(name, limit)?;
    let not_article = || format!("{}; --no-clean takes it as it is", ArticleError::NotArticle);
    let read = article::decode(Content::Raw { bytes, charset: None, mime_type: None })
        .and_then(|decoded| article::read(decoded, Metadata::default(), !skip_cleaning, usize::MAX))
        .map_err(|error| match error {
            ArticleError::NotArticle => not_article(),
            other => other.to_string(),
        })?;
    let text = read.text.as_str();
    if !article::has_article(&article::zones_of(text, skip_cleaning), text) {
        return Err(not_article());
    }
    Ok(read)
}

/// At most one byte more than the limit, so that an endless file costs no memory.
fn read_bounded(source: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Why a file cannot be read.
pub(super) fn reason(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder, not a file".to_owned(),
        _ => format!("cannot be read: {cause}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Vec<InputName>) {
        let folder = tempfile::tempdir().unwrap();
        let paths: Vec<_> = files.iter().map(|(name, _)| folder.path().join(name)).collect();
        for (path, (_, bytes)) in paths.iter().zip(files) {
            std::fs::write(path, bytes).unwrap();
        }
        let names = names(&paths).unwrap();
        (folder, names)
    }

    #[test]
    fn all_bad_files_are_listed_with_their_reasons() {
        let (folder, mut names) =
            folder_with(&[("empty", b" \n"), ("picture", b"\x89PNG\0"), ("large", &[b'a'; 33])]);
        names.push(InputName::new("S3".into(), folder.path().join("missing")));
        names.push(InputName::new("S4".into(), folder.path().to_owned()));
        let Err(Failure::Input(faults)) = read(&names, 32, true) else { panic!("accepted") };
        let expected = [
            "empty: the article is empty",
            "picture: the article is neither text nor HTML",
            "large: the article has more than 32 bytes; --max-bytes sets the limit",
            "missing: no such file",
            "is a folder, not a file",
        ];
        assert_eq!(faults.len(), expected.len());
        for (fault, end) in faults.iter().zip(expected) {
            assert!(fault.ends_with(end), "{fault}");
        }
    }

    #[test]
    fn a_file_as_large_as_the_limit_is_read_whole() {
        let (_folder, names) = folder_with(&[("a", &[b'a'; 32])]);
        assert_eq!(read(&names, 32, true).unwrap()[0].text.as_str().len(), 32);
    }

    #[test]
    fn standard_input_is_read_once() {
        assert!(names(&["-".into(), "a.txt".into()]).is_ok());
        assert!(names(&["-".into(), "-".into()]).is_err());
    }
}
