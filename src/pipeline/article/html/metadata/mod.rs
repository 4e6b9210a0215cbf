//! What a page states of its article: title, authors, dates, outlet, address, language.

mod authors;
mod bylines;
mod dates;
mod json_ld;
mod meta;
mod times;
pub(super) mod title;

use jiff::Timestamp;

use super::{View, flow::folded, tags::Tag, words::Hint};
use crate::domain::Stated;
use dates::Order;
use json_ld::StructuredData;
use meta::Metas;

pub(super) use json_ld::read as structured_data;

/// What the parts that read metadata have in hand.
struct Sources<'p> {
    view: &'p View<'p>,
    metas: Metas,
    data: &'p StructuredData,
    order: Order,
    language: String,
    outlet: Option<String>,
    host: String,
}

impl Sources<'_> {
    /// Whether an element stands among readers' comments. Names that the headline's elements
    /// bear as well are those of the whole page.
    fn in_comments(&self, id: usize) -> bool {
        let comments = |id: usize| self.view.contexts[id].all.has(Hint::Comment);
        let headline = self.view.headline.map(|block| self.view.flow.blocks[block].owner);
        comments(id) && !headline.is_some_and(comments)
    }
}

/// Reads what the page states. `url` is where it was found, or empty.
pub(super) fn stated(view: &View<'_>, data: &StructuredData, url: &str) -> Stated {
    let metas = Metas::read(view.tree);
    let language = language(view, &metas, data);
    let canonical_url = canonical(view, &metas, data);
    let address = if url.is_empty() { canonical_url.as_deref().unwrap_or_default() } else { url };
    let host = host(address).to_owned();
    let outlet = outlet(&metas, data);
    let order = Order::of(language.as_deref().unwrap_or_default());
    let declared = language.clone().unwrap_or_default();
    let sources = Sources { view, metas, data, order, language: declared, outlet, host };
    let (published, modified) = times::stated(&sources, address);
    Stated {
        title: headline(&sources),
        authors: bylines::authors(&sources),
        published,
        modified,
        outlet: sources.outlet,
        canonical_url,
        language,
    }
}

/// The block that shows the headline if one does, else what the page states.
fn headline(sources: &Sources<'_>) -> Option<String> {
    let Sources { view, metas, data, outlet, host, .. } = sources;
    let clean = |title: &str| title::without_site(title, outlet.as_deref(), host);
    let shown = view.headline.map(|block| {
        let words = view.flow.blocks[block].text.of(&view.flow.text);
        words.replace('\n', " ")
    });
    let own = shown.filter(|words| {
        let site = outlet.as_deref().is_some_and(|outlet| title::key(outlet) == title::key(words));
        !site && words.chars().count() <= 400
    });
    let stated = || {
        let keys = [
            "og:title",
            "twitter:title",
            "parsely-title",
            "sailthru.title",
            "dc.title",
            "dcterms.title",
            "title",
            "headline",
        ];
        data.title
            .clone()
            .or_else(|| metas.first(&keys).map(clean))
            .or_else(|| view.title().map(|title| clean(&title)))
            .filter(|title| !title.is_empty())
    };
    own.or_else(stated)
}

fn outlet(metas: &Metas, data: &StructuredData) -> Option<String> {
    let keys = [
        "og:site_name",
        "application-name",
        "dc.publisher",
        "dcterms.publisher",
        "publisher",
        "article:publisher",
    ];
    let stated = metas.all(&keys[..1]).map(str::to_owned).chain(data.outlet.clone());
    let others = metas.all(&keys[1..]).map(str::to_owned);
    stated.chain(others).find(|name| !name.contains("://") && name.chars().count() <= 100)
}

/// The page's own address; only a whole one says where the article is.
fn canonical(view: &View<'_>, metas: &Metas, data: &StructuredData) -> Option<String> {
    let tree = view.tree;
    let links = tree.elements(Tag::Link).filter(|&id| {
        tree.attribute(id, "rel").is_some_and(|rel| {
            rel.split_whitespace().any(|word| word.eq_ignore_ascii_case("canonical"))
        })
    });
    let linked =
        links.filter_map(|id| tree.attribute(id, "href")).map(str::trim).map(str::to_owned);
    let stated = metas.all(&["og:url", "twitter:url", "parsely-link"]).map(str::to_owned);
    linked
        .chain(stated)
        .chain(data.url.clone())
        .map(|url| if url.starts_with("//") { format!("https:{url}") } else { url })
        .find(|url| url.starts_with("http://") || url.starts_with("https://"))
}

/// The language as declared, as a BCP 47 code.
fn language(view: &View<'_>, metas: &Metas, data: &StructuredData) -> Option<String> {
    let tree = view.tree;
    let html = tree.elements(Tag::Html).chain(tree.elements(Tag::Body)).filter_map(|id| {
        tree.attribute(id, "lang").or_else(|| tree.attribute(id, "xml:lang")).map(str::to_owned)
    });
    let keys = ["content-language", "og:locale", "dc.language", "language", "inlanguage"];
    let metas = metas.all(&keys).map(str::to_owned);
    html.chain(metas).chain(data.language.clone()).find_map(|code| language_code(&code))
}

/// `de_DE`, `DE-de`, `en, de` as a code of BCP 47.
fn language_code(stated: &str) -> Option<String> {
    let first = stated.split([',', ';', ' ']).next()?.trim();
    let mut parts = first.split(['-', '_']);
    let letters = |part: &str, count: std::ops::RangeInclusive<usize>| {
        count.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic())
    };
    let language = parts.next().filter(|part| letters(part, 2..=3))?.to_ascii_lowercase();
    match parts.next_back().filter(|part| letters(part, 2..=2)) {
        Some(region) => Some(format!("{language}-{}", region.to_ascii_uppercase())),
        None => Some(language),
    }
}

/// The host of an address without its port.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    host.split(':').next().unwrap_or_default()
}

/// How much of an element [`text_of`] reads: nodes, and bytes of the source.
const TEXT_NODES: usize = 100;
const TEXT_BYTES: usize = 2_000;

/// The text of an element's content as a reader sees it; the beginning of a long one.
fn text_of(view: &View<'_>, id: usize) -> String {
    let nodes = &view.tree.nodes[id..view.tree.nodes[id].end];
    let mut joined = String::new();
    for node in nodes.iter().take(TEXT_NODES).filter(|node| node.tag.is_none()) {
        if !view.tree.tag(node.parent).is_unseen() && joined.len() < TEXT_BYTES {
            let text = node.source.of(view.tree.html);
            joined.push_str(&text[..text.floor_char_boundary(TEXT_BYTES)]);
            joined.push(' ');
        }
    }
    folded(&joined)
}

/// Whether a moment is new among candidates.
fn is_new(times: &[crate::domain::StatedTime], time: Timestamp) -> bool {
    times.iter().all(|known| known.time != time)
}
