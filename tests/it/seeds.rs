//! What ingestion finds in the seed articles, against the answer made by hand.

use std::fs;

use parallax::{
    domain::{Article, ArticleText, DateBasis, Metadata, Span, ZoneKind},
    pipeline::{article, copies},
};
use serde_json::Value;

use crate::support::texts::seeds;

fn gold() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/gold/seeds.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Stretches without white space at their ends; those with only white space between are one.
fn joined(text: &str, spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for span in spans.map(|span| span.trimmed(text)) {
        match joined.last_mut() {
            Some(last) if text[last.end..span.begin].trim().is_empty() => last.end = span.end,
            _ => joined.push(span),
        }
    }
    joined
}

fn plain(text: &str) -> Article {
    let text = ArticleText::from_text(text.to_owned(), text.len()).unwrap();
    Article::plain(text, Metadata::default())
}

#[test]
fn zones_have_the_bounds_that_people_drew() {
    let gold = gold();
    for (i, text) in seeds().iter().enumerate() {
        let source = format!("S{i}");
        let drawn = gold["boilerplate"].as_array().unwrap().iter();
        let drawn = drawn.filter(|zone| zone["source"] == source.as_str()).map(|zone| {
            let byte = |key: &str| usize::try_from(zone[key].as_u64().unwrap()).unwrap();
            Span::new(byte("begin_byte"), byte("end_byte"))
        });
        let zones = article::zones(text);
        let is_article = |kind| matches!(kind, ZoneKind::Body | ZoneKind::Title);
        let found = zones.iter().filter(|zone| !is_article(zone.kind)).map(|zone| zone.span);
        assert_eq!(joined(text, found), joined(text, drawn), "{source}");

        let titles = gold["titles"].as_array().unwrap().iter();
        let title =
            titles.filter(|t| t["source"] == source.as_str()).find_map(|t| t["text"].as_str());
        let known = article::known(&plain(text), &zones, None);
        assert_eq!(known.metadata.title, title.unwrap_or_default(), "{source}");
        assert!(known.is_read() && known.language_is_certain(), "{source}: {:?}", known.language);
    }
}

#[test]
fn the_dates_of_the_two_headers_are_found() {
    let found: Vec<_> = seeds()
        .iter()
        .map(|text| {
            let known = article::known(&plain(text), &article::zones(text), None);
            known.metadata.publish_time.zip(known.publish_basis).map(|(t, b)| (t.to_string(), b))
        })
        .collect();
    let header = |day: &str| Some((format!("{day}T00:00:00Z"), DateBasis::TextHeader));
    assert_eq!(found, [header("2023-03-20"), None, header("2023-03-18"), None, None]);
}

#[test]
fn no_seed_is_a_copy_of_another() {
    let sketches: Vec<_> = seeds()
        .iter()
        .map(|text| copies::sketch(&article::Kept::new(text, &article::zones(text)).body).unwrap())
        .collect();
    for (i, a) in sketches.iter().enumerate() {
        for b in &sketches[i + 1..] {
            assert!(a.similarity(b) < 0.1);
        }
    }
}
