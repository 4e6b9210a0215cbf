//! The command line: the real binary on real files.

use std::{
    collections::HashMap,
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::Stdio,
};

use serde_json::Value;

use crate::support::Run;

const ONE: &str = "The minister said on Friday that the bridge will open in May. \
                   The bridge cost two million euros.";
const TWO: &str = "The bridge will open in May, the minister said on Friday. \
                   Residents in Turku had waited for ten years.";

fn two() -> Run {
    Run::new(&[("one.txt", ONE.as_bytes()), ("two.txt", TWO.as_bytes())])
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn seeds() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut seeds: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    seeds.sort();
    seeds
}

fn seed_args<'a>(seeds: &'a [PathBuf], more: &[&'a str]) -> Vec<&'a str> {
    let files = seeds.iter().map(|path| path.to_str().unwrap());
    ["compare"].into_iter().chain(more.iter().copied()).chain(files).collect()
}

#[test]
fn version_names_the_model_and_help_has_examples() {
    let run = Run::new(&[]);
    let version = run.stdout(&["--version"]);
    assert!(version.starts_with(concat!("parallax ", env!("CARGO_PKG_VERSION"))), "{version}");
    assert!(version.contains("en_core_web_sm-3.8.0"), "{version}");
    for command in ["compare", "analyze", "ingest", "store", "serve"] {
        let help = run.stdout(&[command, "--help"]);
        assert!(help.contains(&format!("  parallax {command} ")), "{help}");
    }
    assert!(run.stdout(&[]).contains("Usage:"));
}

#[test]
fn the_readme_shows_how_the_comparison_begins() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let (_, sample) = readme.split_once("starts like this:\n\n```text\n").unwrap();
    let (sample, _) = sample.split_once("\n```").unwrap();
    let seeds = seeds();
    let printed = Run::new(&[]).stdout(&seed_args(&seeds, &[]));
    // Parts of it are left out, but what is shown is shown as it is printed.
    let mut rest = printed.as_str();
    for part in sample.split("...").map(str::trim).filter(|part| !part.is_empty()) {
        let (_, after) = rest.split_once(part).unwrap_or_else(|| panic!("not printed: {part}"));
        rest = after;
    }
}

#[test]
fn the_seeds_are_compared_for_people() {
    let seeds = seeds();
    let shown = Run::new(&[]).stdout(&seed_args(&seeds, &[]));
    for words in [
        "S0",
        "S4",
        "The Moscow Times",
        "2023-03-20",
        "DISCREPANCIES",
        "CONSENSUS",
        "SINGLE SOURCE",
        "Xi Jinping",
    ] {
        assert!(shown.contains(words), "no {words} in:\n{shown}");
    }
    assert!(!shown.contains('\u{1b}'), "colour without a terminal");
    assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
}

#[test]
fn a_report_is_one_page_and_the_same_each_time() {
    let seeds = seeds();
    let run = Run::new(&[]);
    let shown = run.stdout(&seed_args(&seeds, &["--html", "page.html"]));
    assert_eq!(shown, "", "a file was asked for");
    let page = fs::read_to_string(run.folder.path().join("page.html")).unwrap();
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"), "{page}");
    for words in ["The Moscow Times", "id=\"claims\"", "id=\"texts\"", "<mark id="] {
        assert!(page.contains(words), "no {words}");
    }
    assert_eq!(run.stdout(&seed_args(&seeds, &["--html", "-"])), page);
    let told = run.refused(&seed_args(&seeds, &["--html", "missing/page.html"]));
    assert!(told.contains("--html: cannot write missing/page.html: "), "{told}");
}

#[test]
fn markdown_has_the_matrix_as_a_table() {
    let seeds = seeds();
    let shown = Run::new(&[]).stdout(&seed_args(&seeds, &["--format", "markdown"]));
    assert!(shown.starts_with("# Comparison of 5 sources\n"), "{shown}");
    let head = "|  | S0 | S1 | S2 | S3 | S4 | Claim |\n| --- |";
    assert!(shown.contains(head), "{shown}");
    let rows = shown.lines().filter(|line| line.starts_with("| C"));
    let bars = |line: &str| line.replace("\\|", "").matches('|').count();
    let (matrix, others): (Vec<_>, Vec<_>) = rows.partition(|line| bars(line) == 8);
    assert!(matrix.len() > 5, "{others:?}");
}

#[test]
fn parts_of_the_page_can_be_chosen() {
    let seeds = seeds();
    let run = Run::new(&[]);
    let chosen = run.stdout(&seed_args(&seeds, &["--show", "claims,entities"]));
    assert!(chosen.contains("CLAIM MATRIX") && chosen.contains("NAMES"), "{chosen}");
    assert!(!chosen.contains("OVERVIEW") && !chosen.contains("DISCREPANCIES"), "{chosen}");
    let cut = run.stdout(&seed_args(&seeds, &["--show", "claims", "--max-claims", "2", "--all"]));
    assert!(cut.contains("claims are shown: --max-claims 2."), "{cut}");
    assert!(cut.contains("\nC1 ") && !cut.contains("\nC2 "), "{cut}");
    let args = ["--format", "json", "--show", "claims", "--max-claims", "2"];
    let response = json(&run.stdout(&seed_args(&seeds, &args)));
    let comparison = &response["comparison"];
    assert_eq!(comparison["claims"].as_array().unwrap().len(), 2);
    assert_eq!(comparison["entities"], Value::Null);
}

#[test]
fn every_span_of_the_json_covers_its_words_in_the_unit_asked_for() {
    fn spans<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
        match value {
            Value::Object(fields) => {
                if fields.contains_key("text") && fields.contains_key("end") {
                    found.push(value);
                }
                fields.values().for_each(|field| spans(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| spans(item, found)),
            _ => {}
        }
    }
    let seeds = seeds();
    let path = seeds[1].to_str().unwrap();
    let text = fs::read_to_string(path).unwrap();
    type Length = fn(&str) -> usize;
    let units: [(&str, Length); 3] = [
        ("code-point", |words| words.chars().count()),
        ("utf8-byte", str::len),
        ("utf16-unit", |words| words.encode_utf16().count()),
    ];
    for (unit, length) in units {
        let args = ["analyze", "--format", "json", "--offsets", unit, path];
        let response = json(&Run::new(&[]).stdout(&args));
        let mut found = Vec::new();
        spans(&response, &mut found);
        assert!(found.len() > 50);
        // The byte at which each position of the unit begins.
        let mut bytes = HashMap::new();
        let mut position = 0;
        for (byte, c) in text.char_indices() {
            bytes.insert(position, byte);
            position += length(c.encode_utf8(&mut [0; 4]));
        }
        for span in found {
            let words = span["text"].as_str().unwrap();
            let begin = span["begin"].as_u64().unwrap_or(0) as usize;
            let end = span["end"].as_u64().unwrap() as usize;
            assert!(text[bytes[&begin]..].starts_with(words), "{unit} {span}");
            assert_eq!(end - begin, length(words), "{unit} {span}");
        }
    }
}

#[test]
fn json_is_the_response_and_the_same_each_time() {
    let seeds = seeds();
    let args = seed_args(&seeds, &["--format", "json"]);
    let first = Run::new(&[]).stdout(&args);
    let comparison = &json(&first)["comparison"];
    assert_eq!(comparison["documents"][1]["source"], "The Moscow Times");
    assert_eq!(comparison["documents"].as_array().unwrap().len(), 5);
    let claims = comparison["claims"].as_array().unwrap();
    assert_eq!(comparison["overview"]["claimCount"].as_u64().unwrap() as usize, claims.len());
    assert!(claims.iter().all(|c| c["stances"].as_array().unwrap().len() == 5));
    assert_eq!(first, Run::new(&[]).stdout(&args));
}

#[test]
fn several_articles_are_one_object_a_line_in_order() {
    let run = two();
    let lines = run.stdout(&["analyze", "--format", "json", "two.txt", "one.txt"]);
    let begins: Vec<_> = lines
        .lines()
        .map(|line| json(line)["analysis"]["sentences"][0]["span"]["text"].to_string())
        .collect();
    assert_eq!(begins.len(), 2);
    assert!(begins[0].contains("will open in May, the") && begins[1].contains("The minister"));
    assert!(run.stdout(&["analyze", "--format", "json", "one.txt"]).lines().count() > 10);
}

#[test]
fn standard_input_is_an_article() {
    let run = Run::new(&[]);
    let mut command = run.command(&["analyze", "--publish-time", "2023-03-17", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(ONE.as_bytes()).unwrap();
    let shown = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(shown.contains("2023-03-17, as given"), "{shown}");
    assert!(shown.contains("CLAIMS"), "{shown}");
}

#[test]
fn publication_times_come_from_flags_then_from_the_sources_file() {
    let run = two();
    let list = "[[article]]\nfile = \"one.txt\"\nsource = \"example.org\"\npublish_time = 2023-03-01\n\
                [[article]]\nfile = \"two.txt\"\npublish_time = 2023-03-02\n";
    fs::write(run.folder.path().join("sources.toml"), list).unwrap();
    let args =
        ["compare", "--format", "json", "--publish-time", "S1=2023-03-09", "one.txt", "two.txt"];
    let response = json(&run.stdout(&args));
    let documents = &response["comparison"]["documents"];
    assert_eq!(documents[0]["source"], "example.org");
    assert_eq!(documents[0]["publishTime"], "2023-03-01T00:00:00Z");
    assert_eq!(documents[1]["publishTime"], "2023-03-09T00:00:00Z");
    let glob = run.refused(&["compare", "one.txt", "sources.toml", "two.txt"]);
    assert!(glob.contains("sources.toml: "), "{glob}");
}

#[test]
fn all_bad_files_are_named_at_once() {
    let run =
        Run::new(&[("empty", b"\n"), ("picture", b"\x89PNG\r\n\0\0"), ("good", ONE.as_bytes())]);
    let told = run.refused(&["compare", "empty", "missing", "good", "picture"]);
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines.len(), 3, "{told}");
    assert!(lines[0].contains("empty: the article is empty"), "{told}");
    assert!(lines[1].contains("missing: no such file"), "{told}");
    assert!(lines[2].contains("picture: the article is neither text nor HTML"), "{told}");
}

#[test]
fn bad_options_are_named() {
    let run = two();
    for (args, words) in [
        (&["compare", "one.txt"][..], "2 to 50 articles, 1 given"),
        (&["analyze", "--max-bytes", "20", "one.txt"], "--max-bytes"),
        (&["analyze", "--publish-time", "soon", "one.txt"], "'soon' is neither"),
        (&["analyze", "--publish-time", "x.txt=2023-03-17", "one.txt"], "'x.txt'"),
        (&["analyze", "--sources", "none.toml", "one.txt"], "none.toml: "),
        (&["compare", "--consensus-threshold", "3", "one.txt", "two.txt"], "--consensus-threshold"),
        (&["analyze", "--offsets", "words", "one.txt"], "--offsets"),
        (&["compare", "--show", "gossip", "one.txt", "two.txt"], "gossip"),
        (&["compare", "--html", "x.html", "--format", "json", "one.txt", "two.txt"], "--html"),
    ] {
        let told = run.refused(args);
        assert!(told.contains(words), "{args:?}: {told}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let seeds = seeds();
    let run = Run::new(&[]);
    // More than a pipe holds, so that the writer meets the closed end.
    let files: Vec<_> = seeds.iter().cycle().take(40).map(|p| p.to_str().unwrap()).collect();
    let args: Vec<_> = ["analyze", "--format", "json"].into_iter().chain(files).collect();
    let mut child =
        run.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut start = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn colour_when_asked_for_and_width_from_the_environment() {
    let run = two();
    assert!(run.stdout(&["analyze", "--color", "always", "one.txt"]).contains("\u{1b}[1m"));
    let narrow = run.command(&["compare", "one.txt", "two.txt"]).env("COLUMNS", "60").output();
    let narrow = String::from_utf8(narrow.unwrap().stdout).unwrap();
    assert!(narrow.lines().all(|line| line.chars().count() <= 60), "{narrow}");
    let ascii = run.stdout(&["compare", "--ascii", "one.txt", "two.txt"]);
    assert!(ascii.is_ascii(), "{ascii}");
}
