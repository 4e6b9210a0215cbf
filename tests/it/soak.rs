//! A short mixed load on the server as operators run it: nothing fails, and nothing is kept that should
//! have been given back. `cargo run -p xtask -- bench soak` is the same for half an hour.

use std::{
    fs,
    process::Command,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use crate::support::{Process, Run, free_address, texts::seeds};

#[path = "../../xtask/src/bench/soak/mix.rs"]
mod mix;

use mix::{Article, Articles, Load, Tally, Target};

const CALLERS: usize = 4;
const STEPS: u64 = 40;
/// Files that the store opens when it first needs them.
const LATE_FILES: usize = 16;
/// Far above what the server takes for a few articles, and far below what a leak would soon take.
const MOST_MEMORY: u64 = 1 << 30;

/// The seeds again and again, each time with words of its own and a sentence moved.
fn articles() -> Articles {
    let seeds = seeds();
    Arc::new(move |place| {
        let (round, index) = (place / seeds.len(), place % seeds.len());
        let mut sentences: Vec<&str> = seeds[index].split_inclusive(". ").collect();
        let moved = sentences.remove(round % sentences.len());
        sentences.push(moved);
        Article {
            title: String::new(),
            text: format!("{} It was note {place} of round {round}.\n", sentences.concat()),
            source: format!("outlet-{index}.example"),
            publish_time: 1_679_270_400 + 3600 * round as i64,
        }
    })
}

fn token(run: &Run, name: &str, scope: &str) -> String {
    let args = ["token", "new", "--name", name, "--scope", scope, "--append", "callers.jsonl"];
    run.stdout(&args).trim().to_owned()
}

/// Descriptors of a process, and how many of them are sockets.
fn open(pid: u32) -> (usize, usize) {
    let open: Vec<_> = fs::read_dir(format!("/proc/{pid}/fd")).unwrap().collect();
    // One that is closed meanwhile leads nowhere.
    let targets = open.iter().flatten().filter_map(|entry| fs::read_link(entry.path()).ok());
    let sockets = targets.filter(|target| target.to_string_lossy().starts_with("socket:"));
    (open.len(), sockets.count())
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_of_all_sorts_at_once_fail_nowhere_and_leave_nothing_behind() {
    let run = Run::new(&[]);
    let (all, reader) = (token(&run, "all", "read,write,admin"), token(&run, "reader", "read"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
    command.args(["serve", "--queue", "4", "--max-article-bytes", "256KiB"]);
    // A busy machine takes its time.
    command.args(["--call-timeout", "10m"]);
    command.arg("--callers").arg(run.folder.path().join("callers.jsonl"));
    let data = run.folder.path().join("store");
    let mut process = Process::run(command, free_address(), &data).await;
    let pid = process.id();
    let target =
        Target { address: process.address, token: all, reader, max_article_bytes: 256 << 10 };
    let (before, sockets) = open(pid);
    let load = Arc::new(Load {
        target,
        articles: articles(),
        callers: CALLERS,
        seed: 1,
        tally: Tally::default(),
        over: AtomicBool::new(false),
    });
    mix::run(Arc::clone(&load), STEPS).await.unwrap();
    let told = load.tally.told();
    assert_eq!(told.faults, 0, "{:#?}", told.first_faults);
    let of = |outcome: &str| told.calls.values().filter_map(|by| by.get(outcome)).sum::<u64>();
    assert!(of("OK") > 100 && told.calls.len() > 15, "{told:#?}");
    assert!(of("UNAUTHENTICATED") > 0 && of("INVALID_ARGUMENT") > 0, "{told:#?}");
    // The test fails by running into its own time limit.
    while open(pid).1 > sockets {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let left = open(pid).0;
    assert!(left <= before + LATE_FILES, "{before} descriptors, then {left}");
    assert!(process.most_memory() < MOST_MEMORY, "{}", process.most_memory());
    process.terminate();
    assert_eq!(process.ended_within(Duration::from_secs(120)).await.code(), Some(0));
}
