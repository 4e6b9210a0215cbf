//! Pages and what is taken out of them.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{Taken, flow::folded, take};
use crate::domain::{DateBasis, Span, ZoneKind};

const PARAGRAPHS: [&str; 3] = [
    "The council met on Monday evening and decided, after a long debate, to build a new bridge over the river.",
    "The mayor said that the bridge &amp; its roads would cost two million euros, &quot;not a cent more&quot;, and open in May.",
    "Residents of the old town, who had waited for ten years, welcomed the decision with applause and some relief.",
];

fn page(head: &str, around: &str) -> String {
    let text: String = PARAGRAPHS.iter().map(|p| format!("<p>{p}</p>\n")).collect();
    format!(
        "<!DOCTYPE html><html lang=en><head><title>New bridge over the river | The River Times</title>{head}</head>\
         <body><nav><ul><li><a href=/>Home</a><li><a href=/local>Local</a></ul></nav>\
         <article class=post><h1>New bridge over the river</h1>{around}<div class=entry-content>{text}</div></article>\
         <aside class=sidebar><h3>Most read</h3><ul><li><a href=/a>Cat climbs tree</a><li><a href=/b>Rain again</a></ul></aside>\
         <footer class=footer>Copyright 2023 The River Times</footer><script>var x = '<p>';</script></body></html>"
    )
}

fn taken(html: &str, cleaning: bool) -> Taken {
    take(html, "", cleaning, &|| false).expect("nobody stops it")
}

/// Every character leads to the stretch of the page that it was made of, and the zones tile.
fn check_sound(html: &str, taken: &Taken) {
    assert_eq!(taken.map.text_len(), taken.text.len());
    for (at, c) in taken.text.char_indices() {
        let source = taken.map.to_page(Span::new(at, at + c.len_utf8()));
        let words = html.get(source.begin..source.end).expect("on character boundaries");
        if c.is_whitespace() {
            continue;
        }
        // A reference may stand for two characters.
        let decoded = folded(words);
        assert!(decoded.contains(c), "{c:?} is made of {words:?}");
        assert!(decoded.chars().count() <= 2, "{c:?} is made of {words:?}");
    }
    let mut end = 0;
    for zone in &taken.zones {
        assert_eq!(zone.span.begin, end);
        assert!(html.is_char_boundary(zone.span.end) && !zone.span.is_empty());
        end = zone.span.end;
    }
    assert_eq!(end, if taken.zones.is_empty() { 0 } else { html.len() });
}

#[test]
fn an_article_is_taken_out_of_its_page() {
    let html = page("", "");
    let taken = taken(&html, true);
    check_sound(&html, &taken);
    let expected = format!(
        "New bridge over the river\n\n{}",
        PARAGRAPHS.join("\n\n").replace("&amp;", "&").replace("&quot;", "\"")
    );
    assert_eq!(taken.text, expected);
    let kind_of = |words: &str| {
        let at = html.find(words).unwrap();
        taken.zones.iter().find(|z| z.span.begin <= at && at < z.span.end).unwrap().kind
    };
    assert_eq!(kind_of("<title>"), ZoneKind::Markup);
    assert_eq!(kind_of("Home"), ZoneKind::Navigation);
    assert_eq!(kind_of("New bridge over the river</h1>"), ZoneKind::Title);
    assert_eq!(kind_of("The council"), ZoneKind::Body);
    assert_eq!(kind_of("Cat climbs"), ZoneKind::OtherBoilerplate);
    assert_eq!(kind_of("Copyright"), ZoneKind::OtherBoilerplate);
    assert_eq!(kind_of("var x"), ZoneKind::Markup);
}

#[test]
fn the_page_states_its_metadata() {
    let data = r##"<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
        {"@type":"NewsArticle","headline":"New bridge","author":[{"@type":"Person","name":"Anna Miller"},{"@type":"Person","name":"Ben Smith"}],
         "datePublished":"2023-03-20T00:30:00+01:00","dateModified":"2023-03-21","publisher":{"@id":"#p"}},
        {"@type":"Organization","@id":"#p","name":"The River Times"}]}</script>
        <link rel=canonical href="https://river.example/2023/03/19/bridge">"##;
    let stated = taken(&page(data, ""), true).stated;
    assert_eq!(stated.title.as_deref(), Some("New bridge over the river"));
    assert_eq!(stated.authors, ["Anna Miller", "Ben Smith"]);
    assert_eq!(stated.outlet.as_deref(), Some("The River Times"));
    assert_eq!(stated.canonical_url.as_deref(), Some("https://river.example/2023/03/19/bridge"));
    assert_eq!(stated.language.as_deref(), Some("en"));
    let times: Vec<_> = stated.published.iter().map(|t| (t.day().to_string(), t.basis)).collect();
    assert_eq!(times[0], ("2023-03-20".into(), DateBasis::StructuredData));
    assert!(times.contains(&("2023-03-19".into(), DateBasis::Url)));
    assert_eq!(stated.modified[0].day().to_string(), "2023-03-21");
}

#[test]
fn what_the_page_shows_is_read_where_it_states_nothing() {
    let shown = "<p class=byline>Von Anna Müller und Ben Schmidt | 20. März 2023</p>";
    let stated = taken(&page("", shown), true).stated;
    assert_eq!(stated.authors, ["Anna Müller", "Ben Schmidt"]);
    assert_eq!(stated.published[0].day().to_string(), "2023-03-20");
    let times = "<time datetime=2023-03-20T10:00:00Z>20 March</time>";
    let stated = taken(&page("", times), true).stated;
    assert_eq!(stated.published[0].basis, DateBasis::TimeElement);
}

#[test]
fn all_visible_text_is_kept_without_cleaning() {
    let html = page("", "");
    let taken = taken(&html, false);
    check_sound(&html, &taken);
    assert!(taken.text.starts_with("Home\n\nLocal") && taken.text.ends_with("The River Times"));
    assert!(!taken.text.contains("var x"));
}

#[test]
fn a_page_without_an_article_gives_no_text() {
    for html in ["", "<p>", "<nav><a href=/>Home</a></nav>", "<script>alert(1)</script>"] {
        assert_eq!(taken(html, true).text, "", "{html}");
    }
}

#[test]
fn text_is_folded_as_a_reader_sees_it() {
    let html = "<p>a\u{ad}b  c&nbsp;d<br>e</p>\u{feff}<pre>f\n g</pre><p>&#x48;&eacute;&copy2 &unknown; &amp;lt;</p><b>h</b>i<svg><title/></svg><p>j";
    let taken = taken(html, false);
    check_sound(html, &taken);
    assert_eq!(taken.text, "ab c d\ne\n\nf\ng\n\nHé©2 &unknown; &lt;\n\nhi\n\nj");
}

#[test]
fn attributes_belong_to_start_tags() {
    let date = |html: &str| taken(html, true).stated.published.first().map(|t| t.time.to_string());
    let page = |rest: &str| format!("<h1>New bridge</h1><p>Text</p>{rest}");
    let day = Some("2023-03-20T00:00:00Z".to_owned());
    assert_eq!(date(&page("<time datetime=2023-03-20>now</time title=2024-01-01>")), day);
    // What an end tag says belongs to no element, nor do attributes beyond those that are kept.
    assert_eq!(date(&page("<time title=2023-03-20>x</b datetime=2024-01-01></time>")), day);
    let many: String = (0..40).map(|n| format!(" a{n}=2024-01-01")).collect();
    assert_eq!(
        date(&page(&format!("<time{}{many}>now</time>", " x".repeat(31) + " datetime=2023-03-20"))),
        day
    );
}

#[test]
fn references_in_structured_data_are_followed_once() {
    let data = r##"<script type="application/ld+json">[
        {"@type":"NewsArticle","headline":"New bridge","author":[{"@id":"#a"},{"@id":"#loop"},{"@id":"#none"}]},
        {"@id":"#a","name":"Anna Miller"},{"@id":"#a","name":"Ben Smith"},
        {"@id":"#loop","name":{"@id":"#loop"}}]</script>"##;
    assert_eq!(taken(&page(data, ""), true).stated.authors, ["Anna Miller"]);
}

/// Pages that nest, repeat and break off without end.
#[test]
fn hostile_pages_cost_linear_time() {
    let large = |unit: &str| unit.repeat((1 << 18) / unit.len());
    let pages = [
        large("<div>"),
        large("<a"),
        large("<a href=x>"),
        large("&"),
        large("&amp"),
        large("<table><tr><td>"),
        large("<b><p>x"),
        format!("<p {}>", large("a=b ")),
        large("</p>"),
        format!("{}{}", large("<span>"), large("</div>")),
        large("<div class='a b-c d'>x"),
        large("<script>"),
        large("<!--"),
        large("<p>word, word. "),
        large("<h1>x</h1>"),
        large("<time>2020-01-01</time>"),
        format!("<title>{}</title>{}", large("title "), large("<p>title title title</p>")),
        large("<br>x"),
        large("<b itemprop=dateCreated>a"),
        format!("{}{}", "<b itemprop=dateCreated>".repeat(99), large("1. may ")),
        references(),
    ];
    for html in &pages {
        let begin = Instant::now();
        let taken = taken(html, true);
        assert!(begin.elapsed() < Duration::from_secs(30), "{}", &html[..40]);
        assert!(taken.text.len() <= 2 * html.len() + 2);
    }
}

/// An article that refers to very many authors whom nobody names.
fn references() -> String {
    let mut authors = "{\"@id\":\"x\"}".to_owned();
    for _ in 0..3 {
        authors = format!("[{}0]", format!("{authors},").repeat(49));
    }
    format!(
        "<script type=application/ld+json>{{\"@type\":\"Article\",\"author\":{authors}}}</script><p>Text"
    )
}

proptest! {
    #[test]
    fn any_string_is_a_page(html: String, cleaning: bool) {
        check_sound(&html, &taken(&html, cleaning));
    }

    #[test]
    fn any_markup_is_a_page(parts in prop::collection::vec(prop::sample::select(vec![
        "<p>", "</p>", "<div class=content>", "</div>", "<a href=/>", "</a>", "<br>", "<h1>", "</h1>", "<ul><li>", "<td>",
        "<table>", "</table>", "&amp;", "&ampx", "&#10;", "&nbsp;", "&", " ", "\n", "é", "\u{ad}", "\u{a0}", "中", "The mayor said, on Monday, that the bridge would open. ",
        "<script>", "</script>", "<!-- c -->", "<svg>", "<title>", "</title>", "<span", ">", "&bne;", "\0", "\r\n", "<pre>",
    ]), 0..60), cleaning: bool) {
        let html = parts.concat();
        check_sound(&html, &taken(&html, cleaning));
    }
}
