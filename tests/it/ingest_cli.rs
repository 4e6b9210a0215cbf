//! `parallax ingest` and `parallax store`: the real binary on real files, into a store of its own
//! and to a server.

use std::{
    collections::BTreeMap,
    fs,
    io::{Read as _, Write as _},
    path::Path,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use parallax::{
    domain::Filter,
    proto::v1::{
        Document, DocumentView, ListDocumentsRequest, ListStoriesRequest, Story,
        document_service_client::DocumentServiceClient, story_service_client::StoryServiceClient,
    },
    store::{Backlog, Store as _, StoryListRequest, sqlite::SqliteStore},
};
use serde_json::{Value, json};

use crate::support::{Process, Run, origin_of, raw_channel};

/// An article that no other number has, nor one like it.
fn text_of(n: usize) -> String {
    let mut text = format!("The council of town {n} met on Friday.\n\nIts members spoke of");
    for k in 1..20 {
        text.push_str(&format!(" plan {},", n.wrapping_mul(7919 * k) % 1_000_003));
    }
    text + " and of the weather.\n"
}

fn line(n: usize) -> String {
    let article = json!({ "id": n.to_string(), "text": text_of(n), "source": "town.example" });
    format!("{article}\n")
}

fn lines(numbers: impl Iterator<Item = usize>) -> String {
    numbers.map(line).collect()
}

/// The summary of a run as JSON, and its exit code.
fn summary(run: &Run, args: &[&str]) -> (Value, Option<i32>) {
    let args: Vec<&str> = ["ingest", "--json"].into_iter().chain(args.iter().copied()).collect();
    let output = run.output(&args);
    let stderr = String::from_utf8_lossy(&output.stderr);
    let summary = serde_json::from_slice(&output.stdout);
    (summary.unwrap_or_else(|e| panic!("{e}: {stderr}")), output.status.code())
}

fn json_lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// All documents of a server.
async fn documents(process: &Process) -> Vec<Document> {
    let mut client = DocumentServiceClient::with_origin(raw_channel(), origin_of(process.address));
    let (mut found, mut page_token) = (Vec::new(), String::new());
    loop {
        let view = DocumentView::Full.into();
        let request =
            ListDocumentsRequest { page_size: 1000, view, page_token, ..Default::default() };
        let page = client.list_documents(request).await.unwrap().into_inner();
        found.extend(page.documents);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return found;
        }
    }
}

#[test]
fn folders_are_stored_once_and_the_report_tells_of_the_rest() {
    let run = Run::new(&[("more.jsonl", lines(10..13).as_bytes())]);
    let folder = run.folder.path().join("in");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a.txt"), text_of(1)).unwrap();
    fs::write(folder.join("b.html"), format!("<html><body><p>{}</p></body></html>", text_of(2)))
        .unwrap();
    fs::write(folder.join("c.jsonl"), format!("{}bad\n\n{{\"text\":7}}\n", line(3))).unwrap();
    fs::write(folder.join("d.pdf"), "x").unwrap();
    let args = ["--report", "report.jsonl", "--source", "town.example", "in", "more.jsonl"];

    let (first, code) = summary(&run, &args);
    assert_eq!(code, Some(2));
    let figure = |summary: &Value, name: &str| summary[name].as_u64().unwrap();
    let figures = |summary: &Value| {
        ["records", "created", "duplicates", "failed"].map(|name| figure(summary, name))
    };
    assert_eq!(figures(&first), [8, 6, 0, 2], "{first}");
    assert_eq!(figure(&first["leftOut"], "otherFiles"), 1);
    let report = json_lines(&run.folder.path().join("report.jsonl"));
    let failed: Vec<_> = report.iter().filter(|line| line["outcome"] == "FAILED").collect();
    assert_eq!(failed.len(), 2);
    assert_eq!(failed[0]["origin"]["input"], "in/c.jsonl");
    assert_eq!(failed[0]["origin"]["line"], 2);
    assert_eq!(failed[1]["origin"]["line"], 4);
    assert_eq!(failed[1]["message"], "field \"text\" must be a string, not a number");
    assert_eq!(failed[1]["sequence"], 5);

    let (again, _) = summary(&run, &args);
    assert_eq!(figures(&again), [8, 0, 6, 2], "{again}");
    let report = json_lines(&run.folder.path().join("report.jsonl"));
    let known = report.iter().filter(|line| line["outcome"] == "DUPLICATE");
    assert!(known.clone().all(|line| line["document"].as_str().unwrap().starts_with("documents/")));
    assert_eq!(known.count(), 6);
}

#[test]
fn people_get_a_summary_and_exit_codes_tell() {
    let run = Run::new(&[("a.txt", text_of(1).as_bytes()), ("empty.txt", b" \n")]);
    let shown = run.stdout(&["ingest", "a.txt"]);
    assert!(shown.contains("1 record in") && shown.contains("  created\n"), "{shown}");
    let failed = run.output(&["ingest", "a.txt", "empty.txt"]);
    assert_eq!(failed.status.code(), Some(2));
    let shown = String::from_utf8(failed.stdout).unwrap();
    assert!(shown.contains("  empty.txt: article: holds no text\n"), "{shown}");
    assert_eq!(String::from_utf8(failed.stderr).unwrap(), "parallax: 1 of 2 records failed\n");

    let refused = run.refused(&["ingest", "a.txt", "gone.txt", "nowhere"]);
    assert_eq!(refused, "parallax: gone.txt: no such file\nparallax: nowhere: no such file\n");
    let refused = run.refused(&["ingest", "--session", "Not A Name", "a.txt"]);
    assert!(refused.contains("session_id"), "{refused}");
    run.refused(&["ingest", "--data", "x", "--server", "y", "a.txt"]);
    let away = run.output(&["ingest", "--server", "127.0.0.1:9", "a.txt"]);
    assert_eq!(away.status.code(), Some(1));
}

#[test]
fn a_dry_run_writes_nothing_and_fail_fast_ends_early() {
    let bad = format!("bad\n{}", lines(0..2000));
    let run = Run::new(&[("a.jsonl", lines(0..5).as_bytes()), ("b.jsonl", bad.as_bytes())]);
    for _ in 0..2 {
        let (checked, code) = summary(&run, &["--dry-run", "a.jsonl"]);
        assert_eq!((&checked["validated"], code), (&json!(5), Some(0)), "{checked}");
    }
    let (stopped, code) = summary(&run, &["--fail-fast", "b.jsonl"]);
    assert_eq!((&stopped["failed"], code), (&json!(1), Some(2)));
    assert!(stopped["records"].as_u64().unwrap() < 2000, "{stopped}");
}

#[test]
fn standard_input_is_stored_as_it_comes() {
    let run = Run::new(&[]);
    let mut child = run
        .command(&["ingest", "--label", "batch=7", "--language", "en", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(lines(0..20).as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("          20  created"), "{shown}");
}

/// Waits until a file has some number of lines, or the child has ended.
fn wait_for_lines(path: &Path, count: usize, child: &mut Child) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while fs::read_to_string(path).map_or(0, |text| text.lines().count()) < count {
        assert!(Instant::now() < deadline, "nothing is reported");
        if child.try_wait().unwrap().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Each article that should be there is there exactly once, with its text.
fn assert_complete(documents: &[Document], count: usize) {
    let texts: BTreeMap<&str, &str> = documents
        .iter()
        .map(|document| {
            let id = document.metadata.as_ref().unwrap().external_id.as_str();
            (id, document.text.as_str())
        })
        .collect();
    assert_eq!((documents.len(), texts.len()), (count, count));
    for n in 0..count {
        assert_eq!(texts[n.to_string().as_str()], text_of(n));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_run_goes_on_where_it_was() {
    const COUNT: usize = 3000;
    // The first is refused, so that the report shows when the run has begun.
    let input = format!("{{\"text\":\"\"}}\n{}", lines(0..COUNT));
    let run = Run::new(&[("a.jsonl", input.as_bytes())]);
    let folder = run.folder.path();
    let args = ["ingest", "--session", "kill", "--report", "r.jsonl", "--json", "a.jsonl"];
    let mut child = run.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    wait_for_lines(&folder.join("r.jsonl"), 1, &mut child);
    std::thread::sleep(Duration::from_millis(50));
    child.kill().unwrap();
    child.wait().unwrap();

    let output = run.output(&args);
    let resumed: Value = serde_json::from_slice(&output.stdout).unwrap();
    let before = resumed["resumedAfter"].as_u64().unwrap();
    assert!(before >= 1, "{resumed}");
    assert_eq!(before + resumed["records"].as_u64().unwrap(), COUNT as u64 + 1, "{resumed}");
    assert_eq!(resumed["failed"], 0, "the bad record is not tried again");
    assert_eq!(output.status.code(), Some(0));
    // The report of the first run is still there.
    assert!(json_lines(&folder.join("r.jsonl")).iter().any(|line| line["outcome"] == "FAILED"));

    let process = Process::serve(&folder.join("data")).await;
    assert_complete(&documents(&process).await, COUNT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_to_a_server_outlives_a_restart_of_it() {
    const COUNT: usize = 2000;
    let run = Run::new(&[("a.jsonl", lines(0..COUNT).as_bytes())]);
    let data = tempfile::tempdir().unwrap();
    let process = Process::serve(data.path()).await;
    let address = process.address;
    let server = address.to_string();
    let args = ["ingest", "--server", &server, "--session", "s", "--json", "a.jsonl"];
    let child = run.command(&args).stdout(Stdio::piped()).spawn().unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    process.kill();
    let process = Process::serve_at(address, data.path()).await;
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap());
    let output = output.await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let done: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&done["records"], &done["failed"]), (&json!(COUNT), &json!(0)), "{done}");
    assert_complete(&documents(&process).await, COUNT);
}

#[test]
fn an_interrupted_run_ends_in_order_and_tells_how_to_go_on() {
    let run = Run::new(&[]);
    let mut child = run
        .command(&["ingest", "--session", "pipe", "--report", "r.jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = format!("{}{{\"text\":\"\"}}\n", lines(0..30));
    stdin.write_all(input.as_bytes()).unwrap();
    // The refusal of the last is reported when all before it are stored.
    wait_for_lines(&run.folder.path().join("r.jsonl"), 1, &mut child);
    let interrupt = format!("kill -INT {}", child.id());
    assert!(std::process::Command::new("sh").args(["-c", &interrupt]).status().unwrap().success());
    // Standard input is still open: nobody waits for its end.
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(stdin);
    let (mut shown, mut told) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut shown).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert!(shown.contains("          30  created"), "{shown}");
    assert!(told.contains("with --session pipe, goes on after record 31"), "{told}");
}

#[test]
fn records_can_wait_for_their_analysis() {
    let run = Run::new(&[("a.jsonl", lines(0..3).as_bytes())]);
    let (done, code) = summary(&run, &["--wait-for-analysis", "a.jsonl"]);
    assert_eq!((&done["created"], code), (&json!(3), Some(0)), "{done}");
}

/// Two reports of one event, and one of another.
fn reports() -> String {
    let bridge = "The harbour bridge of Norwick collapsed early on Monday. Engineers examined the \
        cracked pillars of the bridge, mayor Clara Behn said.";
    let chess = "The final game of the Eastmere chess open ended after nine hours. Odile Varga \
        sacrificed her queen against Tomas Lind.";
    let report = |source: &str, headline: &str, text: &str, more: &str| {
        let text = format!("{headline}\n\n{text} {more}");
        let report = json!({ "text": text, "source": source, "published": "2024-05-06T07:00:00Z" });
        format!("{report}\n")
    };
    [
        report("one.example", "Bridge collapses in Norwick", bridge, "Nobody was hurt there."),
        report("two.example", "Norwick loses its bridge", bridge, "A lantern fell into the water."),
        report("one.example", "Eastmere chess open won by Odile Varga", chess, "It rained."),
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_its_analysis_is_sorted_and_identified_as_well() {
    let run = Run::new(&[("a.jsonl", reports().as_bytes())]);
    let (done, code) = summary(&run, &["--data", "data", "--wait-for-analysis", "a.jsonl"]);
    assert_eq!((&done["created"], code), (&json!(3), Some(0)), "{done}");
    // Nobody but the command has touched the store.
    let store = SqliteStore::open(&run.folder.path().join("data")).await.unwrap();
    assert_eq!(store.backlog(9).await.unwrap(), Backlog::default());
    let (filter, order) = (Filter::all(), "document_count desc".parse().unwrap());
    let request = StoryListRequest {
        filter: &filter,
        order,
        size: 9,
        token: "",
        now: jiff::Timestamp::now(),
    };
    let stories = store.list_stories(&request).await.unwrap().stories;
    let counts: Vec<_> = stories.iter().map(|story| story.document_count).collect();
    assert_eq!(counts, [2, 1]);
    let behn = stories[0].top_entities.iter().find(|e| e.canonical_name == "Clara Behn").unwrap();
    assert_eq!(behn.entity.as_ref().map(parallax::domain::EntityId::as_str), Some("clara-behn"));
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_sorts_what_a_command_has_stored() {
    let run = Run::new(&[("a.jsonl", reports().as_bytes())]);
    let told = run.stdout(&["ingest", "--data", "data", "a.jsonl"]);
    assert!(told.contains("analysed and sorted once `parallax serve` opens the store"), "{told}");
    let process = Process::serve(&run.folder.path().join("data")).await;
    let mut client = StoryServiceClient::with_origin(raw_channel(), origin_of(process.address));
    let began = Instant::now();
    loop {
        let request =
            ListStoriesRequest { order_by: "document_count desc".into(), ..Default::default() };
        let stories = client.list_stories(request).await.unwrap().into_inner().stories;
        let counts: Vec<_> = stories.iter().map(|story| story.document_count).collect();
        let identified = |story: &Story| story.top_entities.iter().all(|e| !e.entity.is_empty());
        if counts == [2, 1] && stories.iter().all(identified) {
            assert!(stories[0].top_entities.iter().any(|e| e.entity == "entities/clara-behn"));
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "{stories:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[test]
fn the_store_is_backed_up_compacted_and_checked() {
    let run = Run::new(&[("a.jsonl", lines(0..50).as_bytes())]);
    run.stdout(&["ingest", "--data", "kept", "a.jsonl"]);
    run.stdout(&["store", "backup", "--data", "kept", "copy.db"]);
    let again = run.refused(&["store", "backup", "--data", "kept", "copy.db"]);
    assert!(again.contains("exists already"), "{again}");
    run.stdout(&["store", "compact", "--data", "kept"]);
    run.stdout(&["store", "check", "--data", "kept"]);

    // The copy is a store that knows all of it.
    let copy = run.folder.path().join("restored");
    fs::create_dir(&copy).unwrap();
    fs::rename(run.folder.path().join("copy.db"), copy.join("parallax.db")).unwrap();
    let (known, code) = summary(&run, &["--data", "restored", "a.jsonl"]);
    assert_eq!((&known["duplicates"], code), (&json!(50), Some(0)), "{known}");

    let path = run.folder.path().join("kept/parallax.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[..100].fill(b'x');
    fs::write(&path, bytes).unwrap();
    let damaged = run.refused(&["store", "check", "--data", "kept"]);
    assert!(damaged.contains("parallax.db"), "{damaged}");
}
