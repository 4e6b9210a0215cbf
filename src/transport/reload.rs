//! Files that are read again when they change: certificates, tokens, keys. What is broken is told
//! once in the log, and what was read before stays in force.

use std::{
    fmt, fs,
    io::Read as _,
    os::unix::fs::FileTypeExt as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use sha2::{Digest as _, Sha256};
use thiserror::Error;
use tokio::{sync::Notify, time::sleep};
use tokio_util::sync::CancellationToken;

/// How often the files are looked at. Their content decides: times of change lie where folders are
/// exchanged by a link, as orchestrators do it.
const INTERVAL: Duration = Duration::from_secs(2);
/// No file of ours has more bytes.
const LARGEST: u64 = 4 << 20;

/// Files that could not be taken into use.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what} of {files}: {reason}")]
pub struct LoadError {
    what: &'static str,
    files: String,
    reason: String,
}

/// Makes a value of the contents of files, or says what is wrong with them.
type Load<T> = dyn Fn(&[Vec<u8>]) -> Result<T, String> + Send + Sync;

/// What was read from files, and is read again when they change.
pub(super) struct Reloaded<T> {
    /// What the files hold, for the log.
    what: &'static str,
    files: Vec<PathBuf>,
    /// Makes the value of the files' contents, which come in their order.
    load: Box<Load<T>>,
    current: RwLock<Arc<T>>,
    last: Mutex<Last>,
}

/// What the last look at the files found.
struct Last {
    /// Hash of the contents: they may be secret and are not kept.
    hash: Option<[u8; 32]>,
    problem: Option<String>,
}

impl<T> Reloaded<T> {
    /// Reads the files.
    pub(super) fn open(
        what: &'static str,
        files: Vec<PathBuf>,
        load: impl Fn(&[Vec<u8>]) -> Result<T, String> + Send + Sync + 'static,
    ) -> Result<Self, LoadError> {
        let read = || {
            let contents = read_all(&files)?;
            Ok((load(&contents)?, hash(&contents)))
        };
        let (value, hash) = read().map_err(|reason| fault(what, &files, reason))?;
        let last = Mutex::new(Last { hash: Some(hash), problem: None });
        let current = RwLock::new(Arc::new(value));
        Ok(Self { what, files, load: Box::new(load), current, last })
    }

    /// What is in force.
    pub(super) fn get(&self) -> Arc<T> {
        // Nobody panics while he holds the lock; if so, the value is whole all the same.
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Something that can look whether its files have changed.
pub(super) trait Refresh: Send + Sync {
    /// Reads the files again if they have changed. Blocks.
    fn refresh(&self);
}

impl<T: Send + Sync> Refresh for Reloaded<T> {
    fn refresh(&self) {
        if self.files.iter().any(|file| is_pipe(file)) {
            return;
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = read_all(&self.files).and_then(|contents| {
            let hash = hash(&contents);
            if last.hash == Some(hash) {
                return Ok(None);
            }
            // Told once, not every few seconds.
            last.hash = Some(hash);
            (self.load)(&contents).map(Some)
        });
        match outcome {
            // A file that is back is missed again when it goes again.
            Ok(None) => last.problem = None,
            Ok(Some(value)) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
                last.problem = None;
                tracing::info!(what = self.what, files = listed(&self.files), "read again");
            }
            Err(reason) if last.problem.as_ref() == Some(&reason) => {}
            Err(reason) => {
                let error = fault(self.what, &self.files, reason.clone());
                tracing::error!(%error, "not read again: what was read before stays in force");
                last.problem = Some(reason);
            }
        }
    }
}

/// Looks after files until `stop`; at once when told to.
pub(super) async fn keep_fresh(
    all: Vec<Arc<dyn Refresh>>,
    now: Arc<Notify>,
    stop: CancellationToken,
) {
    if all.is_empty() {
        return stop.cancelled().await;
    }
    let all: Arc<[Arc<dyn Refresh>]> = all.into();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = now.notified() => {}
            () = sleep(INTERVAL) => {}
        }
        let all = Arc::clone(&all);
        let looked = tokio::task::spawn_blocking(move || all.iter().for_each(|one| one.refresh()));
        let looked = tokio::select! {
            // A folder of the network that does not answer holds up no end.
            () = stop.cancelled() => return,
            looked = looked => looked,
        };
        if let Err(error) = looked {
            tracing::error!(%error, "looking after changed files failed");
        }
    }
}

/// Whether it is a pipe, as shells put in the place of a file: what it said was read at the start, and who
/// opens it again waits for somebody who writes.
fn is_pipe(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|found| found.file_type().is_fifo())
}

fn read_all(files: &[PathBuf]) -> Result<Vec<Vec<u8>>, String> {
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    let name = file.display();
    let mut bytes = Vec::new();
    let opened = fs::File::open(file).map_err(|cause| format!("cannot open {name}: {cause}"))?;
    opened
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|cause| format!("cannot read {name}: {cause}"))?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("{name} has more than {LARGEST} bytes"));
    }
    Ok(bytes)
}

fn hash(contents: &[Vec<u8>]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for content in contents {
        hash.update((content.len() as u64).to_be_bytes());
        hash.update(content);
    }
    hash.finalize().into()
}

fn fault(what: &'static str, files: &[PathBuf], reason: String) -> LoadError {
    LoadError { what, files: listed(files), reason }
}

fn listed(files: &[PathBuf]) -> String {
    files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ")
}

impl<T> fmt::Debug for Reloaded<T> {
    /// Files alone: contents may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reloaded").field("files", &self.files).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(contents: &[Vec<u8>]) -> Result<u32, String> {
        let text = std::str::from_utf8(&contents[0]).map_err(|_| "no text".to_owned())?;
        text.trim().parse().map_err(|_| "no number".to_owned())
    }

    #[test]
    fn what_changes_is_read_again_and_what_is_broken_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("n");
        fs::write(&file, "1").unwrap();
        let value = Reloaded::open("number", vec![file.clone()], number).unwrap();
        assert_eq!(*value.get(), 1);
        for (content, expected) in [("2", 2), ("two", 2), ("", 2), ("3", 3)] {
            fs::write(&file, content).unwrap();
            value.refresh();
            assert_eq!(*value.get(), expected, "{content:?}");
        }
        fs::remove_file(&file).unwrap();
        value.refresh();
        assert_eq!(*value.get(), 3);
        fs::write(&file, "4").unwrap();
        value.refresh();
        assert_eq!(*value.get(), 4);
    }

    #[test]
    fn a_problem_that_comes_back_is_told_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("n");
        fs::write(&file, "1").unwrap();
        let value = Reloaded::open("number", vec![file.clone()], number).unwrap();
        let problem = || value.last.lock().unwrap().problem.clone();
        for _ in 0..2 {
            fs::remove_file(&file).unwrap();
            value.refresh();
            assert!(problem().is_some_and(|told| told.contains("cannot open")));
            fs::write(&file, "1").unwrap();
            value.refresh();
            assert_eq!((problem(), *value.get()), (None, 1));
        }
    }

    #[test]
    fn a_pipe_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("n");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let writing = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::write(pipe, "1").unwrap()
        });
        let value = Reloaded::open("number", vec![pipe], number).unwrap();
        writing.join().unwrap();
        value.refresh();
        assert_eq!(*value.get(), 1);
    }

    /// Files that do not answer until somebody lets them.
    struct Stuck(Mutex<std::sync::mpsc::Receiver<()>>, Arc<Notify>);

    impl Refresh for Stuck {
        fn refresh(&self) {
            self.1.notify_one();
            let _ = self.0.lock().unwrap().recv();
        }
    }

    #[tokio::test]
    async fn files_that_do_not_answer_hold_up_no_end() {
        let (answer, waiting) = std::sync::mpsc::channel();
        let (now, asked, stop) = (Arc::default(), Arc::default(), CancellationToken::new());
        let stuck = Arc::new(Stuck(Mutex::new(waiting), Arc::clone(&asked)));
        let keeping = tokio::spawn(keep_fresh(vec![stuck], Arc::clone(&now), stop.clone()));
        now.notify_one();
        asked.notified().await;
        stop.cancel();
        keeping.await.unwrap();
        // The thread that waits must go with the test.
        drop(answer);
    }

    #[test]
    fn a_broken_start_names_file_and_reason() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("n");
        let open = || Reloaded::open("number", vec![file.clone()], number).unwrap_err().to_string();
        assert!(open().contains("cannot open") && open().contains("/n"), "{}", open());
        fs::write(&file, "one").unwrap();
        assert!(open().ends_with(": no number"), "{}", open());
        fs::write(&file, vec![b'1'; LARGEST as usize + 1]).unwrap();
        assert!(open().contains("more than"), "{}", open());
    }
}
