//! The files of the command line: named ones, those in folders, standard input.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{LeftOut, RecordError, Tally};

/// Stands for standard input on the command line.
pub(super) const STDIN: &str = "-";
/// Names of files in folders end in one of these, and may go on with `.gz`.
const EXTENSIONS: &[&str] = &["txt", "text", "html", "htm", "xhtml", "jsonl", "ndjson", "warc"];

/// What to call an input before people.
pub(super) fn name_of(path: &Path) -> String {
    if path == Path::new(STDIN) { "standard input".to_owned() } else { path.display().to_string() }
}

/// The extension that tells what a file holds, in lower case: that before `.gz`, if there is
/// one.
pub(super) fn extension(path: &Path) -> Option<String> {
    let lower = |path: &Path| Some(path.extension()?.to_str()?.to_ascii_lowercase());
    match lower(path)?.as_str() {
        "gz" => lower(Path::new(path.file_stem()?)),
        other => Some(other.to_owned()),
    }
}

/// Opens a file or standard input. What is read is added to `count`.
pub(super) fn read(path: &Path, count: Arc<AtomicU64>) -> io::Result<impl BufRead + Send + use<>> {
    let inner: Box<dyn Read + Send> =
        if path == Path::new(STDIN) { Box::new(io::stdin()) } else { Box::new(File::open(path)?) };
    Ok(BufReader::with_capacity(64 << 10, Counted { inner, count }))
}

struct Counted {
    inner: Box<dyn Read + Send>,
    count: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.count.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// The files of some paths, in order: folders are walked in the order of names, hidden files
/// and those of other kinds are left out. Links are followed, and no folder is entered twice
/// below one path. Holds the names of one folder at each depth, not more.
pub(super) struct Files {
    paths: std::vec::IntoIter<PathBuf>,
    /// Folders that are being walked, with what is left of them in reverse order.
    open: Vec<(PathBuf, Vec<OsString>)>,
    /// Device and number of folders that were entered.
    entered: BTreeSet<(u64, u64)>,
    tally: Arc<Tally>,
}

impl Files {
    pub(super) fn new(paths: Vec<PathBuf>, tally: Arc<Tally>) -> Self {
        Self { paths: paths.into_iter(), open: Vec::new(), entered: BTreeSet::new(), tally }
    }

    /// Begins to walk a folder, unless it was entered before.
    fn enter(&mut self, path: PathBuf, metadata: &fs::Metadata) -> io::Result<()> {
        if !self.entered.insert((metadata.dev(), metadata.ino())) {
            return Ok(());
        }
        let mut names = Vec::new();
        for entry in fs::read_dir(&path)? {
            let name = entry?.file_name();
            if !name.as_encoded_bytes().starts_with(b".") {
                names.push(name);
            }
        }
        names.sort_unstable_by(|a, b| b.cmp(a));
        self.open.push((path, names));
        Ok(())
    }

    /// Takes the next path of the command line.
    fn named(&mut self, path: PathBuf) -> Option<Result<PathBuf, (PathBuf, RecordError)>> {
        if path == Path::new(STDIN) {
            return Some(Ok(path));
        }
        self.entered.clear();
        let entered = fs::metadata(&path).and_then(|metadata| match metadata.is_dir() {
            true => self.enter(path.clone(), &metadata).map(|()| true),
            false => Ok(false),
        });
        match entered {
            Ok(true) => None,
            Ok(false) => Some(Ok(path)),
            Err(cause) => Some(Err((path, RecordError::of_reading(&cause, 0)))),
        }
    }

    /// Takes the next name of a folder.
    fn found(&mut self, path: PathBuf) -> Option<Result<PathBuf, (PathBuf, RecordError)>> {
        let entered = fs::metadata(&path).and_then(|metadata| match metadata.is_dir() {
            true => self.enter(path.clone(), &metadata).map(|()| None),
            false => Ok(Some(metadata.is_file())),
        });
        let is_of_ours = extension(&path).is_some_and(|e| EXTENSIONS.contains(&e.as_str()));
        match entered {
            Ok(None) => None,
            Ok(Some(true)) if is_of_ours => Some(Ok(path)),
            // A link that leads nowhere under another name is no article that is missing.
            Ok(Some(_)) => {
                self.tally.leave_out(LeftOut::File);
                None
            }
            Err(_) if !is_of_ours && path.is_symlink() => {
                self.tally.leave_out(LeftOut::File);
                None
            }
            Err(cause) => Some(Err((path, RecordError::of_reading(&cause, 0)))),
        }
    }
}

impl Iterator for Files {
    type Item = Result<PathBuf, (PathBuf, RecordError)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let item = match self.open.last_mut() {
                Some((folder, names)) => match names.pop() {
                    Some(name) => {
                        let path = folder.join(name);
                        self.found(path)
                    }
                    None => {
                        self.open.pop();
                        None
                    }
                },
                None => {
                    let path = self.paths.next()?;
                    self.named(path)
                }
            };
            if item.is_some() {
                return item;
            }
        }
    }
}

/// Bytes of all files before decompression; `None` where that cannot be told, as of standard
/// input.
pub fn total_bytes(paths: &[PathBuf]) -> Option<u64> {
    let mut total: u64 = 0;
    for path in Files::new(paths.to_vec(), Arc::default()).flatten() {
        let metadata = fs::metadata(&path).ok().filter(|_| path != Path::new(STDIN))?;
        total = total.saturating_add(metadata.is_file().then_some(metadata.len())?);
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn listed(root: &Path) -> (Vec<String>, u64) {
        let tally = Arc::new(Tally::default());
        let files = Files::new(vec![root.to_owned()], Arc::clone(&tally));
        let names = files.map(|file| {
            let path = file.unwrap();
            path.strip_prefix(root).unwrap().to_str().unwrap().to_owned()
        });
        let names = names.collect();
        (names, tally.left_out().iter().map(|(_, count)| count).sum())
    }

    #[test]
    fn folders_are_walked_in_order_and_other_files_counted() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b/inner")).unwrap();
        fs::create_dir(root.join(".git")).unwrap();
        for name in [
            "c.txt",
            "a.HTML",
            "b/2.jsonl.gz",
            "b/inner/x.warc",
            "b/10.txt",
            ".git/a.txt",
            ".b.txt",
        ] {
            fs::write(root.join(name), "x").unwrap();
        }
        for name in ["b/photo.jpg", "noname", "b/data.json"] {
            fs::write(root.join(name), "x").unwrap();
        }
        let expected = ["a.HTML", "b/10.txt", "b/2.jsonl.gz", "b/inner/x.warc", "c.txt"];
        assert_eq!(listed(root), (expected.map(str::to_owned).to_vec(), 3));
        assert_eq!(total_bytes(&[root.to_owned()]), Some(5));
    }

    #[test]
    fn links_are_followed_and_circles_end() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::write(root.join("a/1.txt"), "x").unwrap();
        symlink(root, root.join("a/b/up")).unwrap();
        symlink(root.join("a"), root.join("again")).unwrap();
        symlink(root.join("a/1.txt"), root.join("z.txt")).unwrap();
        symlink("nowhere", root.join("gone")).unwrap();
        let expected = ["a/1.txt", "z.txt"].map(str::to_owned).to_vec();
        assert_eq!(listed(root), (expected, 1));
    }

    #[test]
    fn what_is_named_is_read_whatever_its_name_and_what_is_missing_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let (odd, gone) = (folder.path().join("odd.name"), folder.path().join("gone.txt"));
        fs::write(&odd, "x").unwrap();
        let paths = vec![odd.clone(), gone.clone(), STDIN.into()];
        let files: Vec<_> = Files::new(paths.clone(), Arc::default()).collect();
        let missing = RecordError::Unreadable("no such file".to_owned());
        assert_eq!(files, [Ok(odd), Err((gone, missing)), Ok(STDIN.into())]);
        assert_eq!(total_bytes(&paths), None);
    }

    #[test]
    fn the_extension_before_gz_counts() {
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(extension(Path::new(name)).as_deref(), expected, "{name}");
        };
        check("a.WARC.gz", Some("warc"));
        check("a.txt", Some("txt"));
        check("a.gz", None);
        check("a", None);
    }
}
