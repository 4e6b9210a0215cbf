//! `parallax extract` on pages and texts.

use std::{fs, io::Write as _, path::Path, process::Stdio};

use serde_json::Value;

use crate::support::Run;

fn page(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages").join(name)).unwrap()
}

fn with_pages(names: &[&str]) -> Run {
    let pages: Vec<_> = names.iter().map(|name| page(name)).collect();
    let files: Vec<_> = names.iter().copied().zip(pages.iter().map(Vec::as_slice)).collect();
    Run::new(&files)
}

fn object(name: &str, more: &[&str]) -> Value {
    let args: Vec<&str> = ["extract", "--format", "json"]
        .into_iter()
        .chain(more.iter().copied())
        .chain([name])
        .collect();
    let out = with_pages(&[name]).stdout(&args);
    assert_eq!(out.lines().count(), 1);
    serde_json::from_str(&out).unwrap()
}

#[test]
fn a_news_page_gives_its_article_and_what_it_states() {
    let found = object("news.html", &[]);
    assert_eq!(found["title"], "Harbour town to build tidal power plant");
    assert_eq!(found["authors"], serde_json::json!(["Mara Lind", "Tom Okafor"]));
    assert_eq!(found["published"], "2022-09-14T08:15:00+01:00");
    assert_eq!(found["published_basis"], "structured_data");
    assert_eq!(found["modified"], "2022-09-15T10:00:00+01:00");
    assert_eq!(found["outlet"], "The Coast Courier");
    assert_eq!(found["canonical_url"], "https://courier.example/news/tidal-power-plant");
    assert_eq!(found["language"], "en");
    assert_eq!((found["media"].as_str(), found["charset"].as_str()), (Some("html"), Some("UTF-8")));
    let body = found["body"].as_str().unwrap();
    assert!(body.starts_with("The harbour town of Selby Point"), "{body}");
    assert!(body.ends_with("look at the permit again."), "{body}");
    for furniture in ["Facebook", "Ferry fares", "Seagull99", "rights reserved", "Weather"] {
        assert!(!body.contains(furniture), "{furniture}");
    }
}

#[test]
fn zones_tile_the_page_in_code_points() {
    let found = object("news.html", &[]);
    let source: Vec<char> = String::from_utf8(page("news.html")).unwrap().chars().collect();
    let mut end = 0;
    let mut kinds = Vec::new();
    for zone in found["zones"].as_array().unwrap() {
        let at = |key: &str| usize::try_from(zone[key].as_u64().unwrap()).unwrap();
        assert_eq!(at("begin"), end);
        end = at("end");
        let words: String = source[at("begin")..end].iter().collect();
        kinds.push((zone["kind"].as_str().unwrap(), words));
    }
    assert_eq!(end, source.len());
    let kind_of = |words: &str| kinds.iter().find(|(_, text)| text.contains(words)).unwrap().0;
    assert_eq!(kind_of("NewsArticle"), "markup");
    assert_eq!(kind_of("Share on Facebook"), "navigation");
    assert_eq!(kind_of("Seagull99"), "comment_form");
    assert_eq!(kind_of("spawn in the estuary"), "body");
}

#[test]
fn a_blog_tells_date_and_author_on_the_page() {
    let found = object("blog.html", &[]);
    assert_eq!(found["title"], "My week without a phone");
    assert_eq!(found["authors"], serde_json::json!(["Ines Castell"]));
    assert_eq!(found["published"], "2019-05-03");
    assert_eq!(found["published_basis"], "time_element");
    assert!(found["body"].as_str().unwrap().ends_with("I had stopped counting."));
}

#[test]
fn a_german_page_in_an_old_charset() {
    let found = object("german-latin1.html", &[]);
    assert_eq!(found["charset"], "windows-1252");
    assert_eq!(found["title"], "Neue Brücke über die Mühlach eröffnet");
    assert_eq!(found["authors"], serde_json::json!(["Jörg Häberle"]));
    assert_eq!(found["published"], "2018-03-07");
    assert_eq!(found["language"], "de");
    assert!(found["body"].as_str().unwrap().contains("Käthe Grün durchschnitt das Band."));
}

#[test]
fn broken_markup_is_read() {
    let body = with_pages(&["broken.html"]).stdout(&["extract", "broken.html"]);
    assert!(body.contains("without light & heat. \"We have candles"), "{body}");
    assert!(body.contains("a third is to follow."), "{body}");
}

#[test]
fn text_files_print_with_their_names_and_bad_ones_are_told() {
    let run = with_pages(&["blog.html", "no-article.html", "german-latin1.html"]);
    let output = run.output(&[
        "extract",
        "blog.html",
        "no-article.html",
        "missing.html",
        "german-latin1.html",
    ]);
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.starts_with("==> blog.html <==\nOn Sunday evening"), "{out}");
    assert!(out.contains("counting.\n\n==> german-latin1.html <==\nNach drei Jahren"), "{out}");
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(err.lines().count(), 2, "{err}");
    assert!(err.contains("no-article.html: the text holds no article"), "{err}");
    assert!(err.contains("missing.html: no such file"), "{err}");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn standard_input_address_and_fetch_time() {
    let run = with_pages(&[]);
    let args = [
        "extract",
        "--format",
        "json",
        "--url",
        "https://www.bote.example/2018/03/09/x",
        "--fetch-time",
        "2018-03-10",
        "-",
    ];
    let mut child =
        run.command(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&page("german-latin1.html")).unwrap();
    let output = child.wait_with_output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (found["file"].as_str(), found["source"].as_str()),
        (Some("-"), Some("bote.example"))
    );
    let refused = run.refused(&["extract", "--url", "https://a.example/", "a", "b"]);
    assert!(refused.contains("--url is the address of one file"));
}

#[test]
fn nothing_is_left_out_without_cleaning() {
    let run = with_pages(&["no-article.html"]);
    let all = run.stdout(&["extract", "--no-clean", "no-article.html"]);
    assert!(all.starts_with("Home Help\n") && all.ends_with("Privacy\n"), "{all}");
}

#[test]
fn plain_text_loses_its_furniture() {
    let text = "Mayor opens bridge\n\nThe mayor opened the new bridge over the river on Friday, she said.\n\n\
                Related stories\n\nRiver floods old town\n";
    let run = Run::new(&[("a.txt", text.as_bytes())]);
    let body = run.stdout(&["extract", "a.txt"]);
    assert_eq!(body, "The mayor opened the new bridge over the river on Friday, she said.\n");
}
