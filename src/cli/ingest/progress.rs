//! How far a run has come, told while it goes on: a bar on a terminal, lines elsewhere.

use std::{
    io::{self, IsTerminal as _},
    path::PathBuf,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use super::{counts::Counts, inputs::total_bytes, tell};

/// Time between two lines where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(10);
const WITH_TOTAL: &str = "{bar:24} {binary_bytes}/{binary_total_bytes}  {msg}  {eta} left";
const WITHOUT_TOTAL: &str = "{spinner} {binary_bytes}  {msg}";

/// Time between two calls of [`Progress::show`].
pub(super) const TICK: Duration = Duration::from_millis(100);

/// The progress of a run.
pub(super) struct Progress {
    bytes_read: Arc<AtomicU64>,
    began: Instant,
    told: Instant,
    bar: Option<Bar>,
}

struct Bar {
    bar: ProgressBar,
    /// Bytes of all inputs, once they are known.
    total: Arc<OnceLock<u64>>,
}

impl Progress {
    /// Begins with nothing done. `bytes_read` grows as the inputs are read.
    pub(super) fn new(paths: &[PathBuf], bytes_read: Arc<AtomicU64>) -> Self {
        let now = Instant::now();
        let bar = io::stderr().is_terminal().then(|| Bar::new(paths.to_vec()));
        Self { bytes_read, began: now, told: now, bar }
    }

    /// Shows the figures; to be called every [`TICK`].
    pub(super) fn show(&mut self, counts: &Counts) {
        if let Some(bar) = &self.bar {
            let line = line(counts, self.began.elapsed());
            bar.show(self.bytes_read.load(Ordering::Relaxed), line);
        } else if self.told.elapsed() >= LINE_EVERY {
            self.told = Instant::now();
            tell(&line(counts, self.began.elapsed()));
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.bar.finish_and_clear();
        }
    }
}

impl Bar {
    fn new(paths: Vec<PathBuf>) -> Self {
        let total = Arc::new(OnceLock::new());
        let found = Arc::clone(&total);
        // Large folders take a while to look through; without the total the bar has no end.
        let _ = thread::Builder::new().name("sizes".to_owned()).spawn(move || {
            if let Some(bytes) = total_bytes(&paths) {
                let _ = found.set(bytes);
            }
        });
        let bar = ProgressBar::no_length().with_style(style(WITHOUT_TOTAL));
        Self { bar, total }
    }

    fn show(&self, bytes: u64, line: String) {
        if let (None, Some(&total)) = (self.bar.length(), self.total.get()) {
            self.bar.set_style(style(WITH_TOTAL));
            self.bar.set_length(total);
        }
        self.bar.set_position(bytes);
        self.bar.set_message(line);
        self.bar.tick();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// The figures in a line.
fn line(counts: &Counts, elapsed: Duration) -> String {
    let records = counts.records();
    let mut line = format!("{} records, {}/s", HumanCount(records), rate(records, elapsed));
    for (count, what) in [
        (counts.duplicates, "duplicates"),
        (counts.revisions, "revisions"),
        (counts.copies(), "copies"),
        (counts.failed, "failed"),
    ] {
        if count > 0 {
            line.push_str(&format!(", {} {what}", HumanCount(count)));
        }
    }
    line
}

/// Records in a second.
pub(super) fn rate(records: u64, elapsed: Duration) -> HumanCount {
    HumanCount((records as f64 / elapsed.as_secs_f64().max(1e-3)) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_has_what_is_not_zero() {
        let counts =
            Counts { created: 11_984, duplicates: 14, failed: 2, near: 3, ..Counts::default() };
        assert_eq!(
            line(&counts, Duration::from_secs(4)),
            "12,000 records, 3,000/s, 14 duplicates, 3 copies, 2 failed"
        );
        assert_eq!(line(&Counts::default(), Duration::ZERO), "0 records, 0/s");
    }

    #[test]
    fn the_templates_are_sound() {
        for template in [WITH_TOTAL, WITHOUT_TOTAL] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
