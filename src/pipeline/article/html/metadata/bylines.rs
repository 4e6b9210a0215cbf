//! Who wrote the article: what the page states, or the line that names the author.

use super::{
    super::{tags::Tag, words::Hint},
    Sources, authors, dates, text_of, title,
};

const METAS: &[&str] = &[
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "authors",
    "article.author",
    "byl",
    "cxenseparse:author",
    "og:article:author",
    "dc.contributor",
    "creator",
    "og:author",
    "article:author_name",
    "rbauthors",
    "shareaholic:article_author_name",
    "dc.author",
    "dcterms.author",
    "twitter:data1",
];

/// Parts of addresses that lead to an author's page.
const AUTHOR_PAGES: &[&str] = &[
    "/author/",
    "/authors/",
    "/autor/",
    "/autoren/",
    "/autorin/",
    "/profil/",
    "/profile/",
    "/auteur/",
    "/autore/",
    "/autores/",
    "/people/",
    "/staff/",
    "/newsteam/",
    "/contributor",
    "/redaktion/",
    "/redakteur",
    "/by/",
    "/writers/",
];

/// How bylines open.
const OPENINGS: &[&str] = &[
    "by ",
    "von ",
    "par ",
    "por ",
    "di ",
    "door ",
    "by: ",
    "von: ",
    "text: ",
    "autor: ",
    "author: ",
    "autorin: ",
    "auteur: ",
    "auteur : ",
    "geschrieben von",
    "written by",
    "posted by",
    "ein artikel von",
    "ein beitrag von",
    "redaktion: ",
    "verfasst von",
    "veröffentlicht von",
    "words by",
    "story by",
    "eine analyse von",
    "ein kommentar von",
];

/// How far from the headline a byline stands, in blocks.
const REACH: usize = 12;

/// The authors, from the most trusted place that names any.
pub(super) fn authors(sources: &Sources<'_>) -> Vec<String> {
    let outlet = sources.outlet.as_deref().map(title::key).unwrap_or_default();
    let is_outlet = |name: &String| {
        let name = title::key(name);
        name == outlet
            || (!sources.host.is_empty()
                && name == title::key(sources.host.trim_start_matches("www.")))
    };
    let stated = authors::clean(sources.data.authors.iter().map(String::as_str));
    let metas: Vec<String> = METAS
        .iter()
        .map(|key| {
            let values = sources.metas.all(std::slice::from_ref(key));
            authors::clean(values.filter(|value| {
                *key != "twitter:data1"
                    || value.contains(' ') && !value.chars().any(char::is_numeric)
            }))
        })
        .find(|names| !names.is_empty() && !names.iter().all(is_outlet))
        .unwrap_or_default();
    let all = [stated, metas];
    for names in &all {
        if !names.is_empty() && !names.iter().all(is_outlet) {
            return names.clone();
        }
    }
    let shown = marked(sources);
    if !shown.is_empty() {
        return shown;
    }
    let line = lines(sources);
    if !line.is_empty() {
        return line;
    }
    all.into_iter().find(|names| !names.is_empty()).unwrap_or_default()
}

/// Elements that are marked as the author's name, best first.
fn marked(sources: &Sources<'_>) -> Vec<String> {
    let view = sources.view;
    let tree = view.tree;
    let headline = view.headline.map_or(0, |block| view.flow.blocks[block].nodes.start);
    let mut found: Vec<(u32, usize, usize)> = Vec::new();
    for (id, node) in tree.nodes.iter().enumerate() {
        if node.tag.is_none() || node.end - id > 60 || node.end == id + 1 {
            continue;
        }
        let attribute = |name| tree.attribute(id, name).unwrap_or_default();
        let class = attribute("class").to_ascii_lowercase();
        let leads_to_author = || {
            let href = attribute("href").to_ascii_lowercase();
            AUTHOR_PAGES.iter().any(|part| href.contains(part))
        };
        let rank = if attribute("rel").split_whitespace().any(|word| word == "author") {
            0
        } else if attribute("itemprop").split_whitespace().any(|word| word == "author") {
            1
        } else {
            match class.as_str() {
                _ if node.tag == Some(Tag::A) && leads_to_author() => 2,
                _ if class.is_empty() => continue,
                _ if class.split_whitespace().any(|word| {
                    matches!(
                        word,
                        "author"
                            | "autor"
                            | "author-name"
                            | "author__name"
                            | "authorname"
                            | "byline-name"
                            | "post-author"
                            | "entry-author"
                            | "article-author"
                            | "article__author"
                            | "fn"
                    )
                }) =>
                {
                    2
                }
                _ if class.contains("byline")
                    || class.contains("author")
                    || class.contains("autor") =>
                {
                    3
                }
                _ => continue,
            }
        };
        let context = view.contexts[id];
        if sources.in_comments(id) {
            continue;
        }
        let apart = if id >= headline { id - headline } else { 2 * (headline - id) + 100 };
        let far = 4 * u32::from(apart > 600)
            + 2 * u32::from(context.all.any(&[Hint::Side, Hint::Related, Hint::Footer]));
        found.push((rank + far, apart, id));
        if found.len() > 500 {
            break;
        }
    }
    found.sort_unstable();
    found
        .iter()
        .take(12)
        .map(|&(_, _, id)| from_line(sources, &text_of(view, id)))
        .find(|names| !names.is_empty())
        .unwrap_or_default()
}

/// A line near the headline that opens as bylines do.
fn lines(sources: &Sources<'_>) -> Vec<String> {
    let view = sources.view;
    let Some(headline) = view.headline else { return Vec::new() };
    let end = (headline + REACH).min(view.flow.blocks.len());
    for block in &view.flow.blocks[headline + 1..end.max(headline + 1)] {
        let text = block.text.of(&view.flow.text);
        for line in text.lines().take(4).filter(|line| line.len() < 160) {
            let names = named(sources, line);
            if !names.is_empty() && names.iter().all(|name| starts_upper(name)) {
                return names;
            }
        }
    }
    Vec::new()
}

fn starts_upper(words: &str) -> bool {
    words.chars().next().is_some_and(char::is_uppercase)
}

/// The names of a line that opens as bylines do, or of its part that does; a name beside a
/// date is one too.
fn named(sources: &Sources<'_>, line: &str) -> Vec<String> {
    let dated = dates::find(line, sources.order);
    let mut parts: Vec<&str> = line
        .split(['|', '•', '·', '/'])
        .flat_map(|p| p.split(" - "))
        .flat_map(|p| p.split(" – "))
        .collect();
    parts.retain(|part| !part.trim().is_empty());
    for part in &parts {
        let lower = part.trim().to_lowercase();
        if OPENINGS.iter().any(|opening| lower.starts_with(opening)) {
            return from_line(sources, part);
        }
    }
    let [first, second] = parts[..] else { return Vec::new() };
    if dated.is_none() {
        return Vec::new();
    }
    let is_name = |part: &&str| {
        let words = part.split_whitespace().count();
        (2..=4).contains(&words)
            && part.split_whitespace().all(starts_upper)
            && !part.chars().any(char::is_numeric)
    };
    [first, second]
        .into_iter()
        .find(is_name)
        .map(|part| from_line(sources, part))
        .unwrap_or_default()
}

/// The names of a line, without the date that may follow them.
fn from_line(sources: &Sources<'_>, line: &str) -> Vec<String> {
    if line.len() > 300 {
        return Vec::new();
    }
    let end = dates::find(line, sources.order).map_or(line.len(), |(span, _)| span.begin);
    let line = line[..end].trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '.');
    let line = line.trim_end_matches(" am").trim_end_matches(" on").trim_end_matches(" vom");
    let names = authors::clean([line]);
    if names.iter().any(|name| name.split_whitespace().count() > 5) { Vec::new() } else { names }
}
