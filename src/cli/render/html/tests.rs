//! Comparisons built by hand, as a page.

use super::{super::fixture::everything, *};
use crate::{cli::render::Selection, domain::Span};

#[test]
fn every_part_is_on_the_page_and_can_be_chosen() {
    let page = everything().viewed(&Selection::default(), render);
    for (facet, _) in sections() {
        let (id, title) = header::place(facet);
        assert!(page.contains(&format!("<section id=\"{id}\"")), "{title}");
        assert!(page.contains(&format!("href=\"#{id}\"")), "{title}");
    }
    for words in [
        "<html lang=\"en\">",
        "<tr id=\"C0\" data-row=\"\">",
        "data-f=\"D0:1\" aria-pressed=\"false\">Tuesday</button>",
        "<del><span class=\"hidden\">left out: </span>very</del>",
        "class=\"f term bad\" data-f=\"F0.2o0\" aria-pressed=\"false\">reckless −</button>",
        "<circle class=\"dot current\"",
        "(could have known)",
    ] {
        assert!(page.contains(words), "no {words} in:\n{page}");
    }
    let facets = vec![Facet::Quotes, Facet::Omissions];
    let chosen = everything().viewed(&Selection { facets, ..Selection::default() }, render);
    assert!(chosen.contains("id=\"quotes\"") && !chosen.contains("id=\"claims\""), "{chosen}");
    // What is left out lights up although the matrix is not there; a reference leads nowhere.
    assert!(chosen.contains("C0:s"), "{chosen}");
    assert!(!chosen.contains("href=\"#C1\""), "{chosen}");
}

#[test]
fn every_token_of_a_button_is_one_of_marked_words() {
    let page = everything().viewed(&Selection::default(), render);
    let (findings, texts) = page.split_once("<section id=\"texts\"").expect("there are texts");
    let tokens = |html: &str| -> Vec<String> {
        let parts = html.split("data-f=\"").skip(1);
        let values = parts.filter_map(|part| part.split_once('"'));
        values.flat_map(|(value, _)| value.split(' ').map(str::to_owned)).collect()
    };
    let marked = tokens(texts);
    let named = tokens(findings);
    assert!(named.len() > 20, "{named:?}");
    for token in named {
        let whole = format!("{token}:");
        let is_marked = marked.iter().any(|m| *m == token || m.starts_with(&whole));
        assert!(is_marked, "{token} is not among {marked:?}");
    }
}

#[test]
fn nothing_from_the_articles_becomes_markup() {
    let attack = "<script>alert(1)</script>";
    let mut fixture = everything();
    fixture.texts[0].push_str(attack);
    let end = fixture.texts[0].len();
    let span = Span::new(end - attack.len(), end);
    let comparison = &mut fixture.comparison;
    comparison.documents[0].title = Some(span);
    comparison.documents[0].source = attack.to_owned();
    comparison.headlines[0].span = span;
    comparison.discrepancies[0].explanation = attack.to_owned();
    comparison.discrepancies[0].values[0].value = "\" onclick=\"x".to_owned();
    comparison.quotes[0].speaker_name = attack.to_owned();
    comparison.entities[0].canonical_name = attack.to_owned();
    comparison.timeline[0].edtf = attack.to_owned();
    let page = fixture.viewed(&Selection::default(), render);
    assert_eq!(page.matches("<script").count(), 1, "only the page's own");
    assert!(page.matches("&lt;script&gt;").count() > 6);
    assert!(!page.contains("\" onclick"));
}

#[test]
fn the_page_asks_for_nothing() {
    let page = everything().viewed(&Selection::default(), render);
    assert!(page.contains("default-src &#39;none&#39;"));
    for address in ["http:", "https:", "src=", "url(", "@import", "<link"] {
        assert!(!page.contains(address), "{address}");
    }
}
