//! Every publication time and every time of the last change that a page states.

use super::{
    super::{tags::Tag, words::Hint},
    Sources,
    dates::{self, Found, Order},
    is_new, text_of,
};
use crate::domain::{DateBasis, StatedTime};

/// Most candidates that are kept of each kind.
const LIMIT: usize = 20;

/// Most elements whose properties of schema.org are read.
const MOST_PROPERTIES: usize = 500;

/// How many blocks after and before the headline a date belongs to the article.
const AFTER_HEADLINE: usize = 14;
const BEFORE_HEADLINE: usize = 8;

/// Longest line that sets out a date, in bytes.
const LONGEST_DATE_LINE: usize = 240;

/// Most words of such a line, and how far into a longer one its date may begin, in bytes.
const LONGEST_DATE_WORDS: usize = 12;
const OPENING: usize = 20;

const PUBLISHED: &[&str] = &[
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "og:publish_date",
    "datepublished",
    "datecreated",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "article:publicationdate",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "publication-date",
    "pubdate",
    "published_time",
    "published",
    "originalpublicationdate",
    "article_date_original",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.created",
    "dcterms.date",
    "dc.date",
    "dcterms.available",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "displaydate",
    "ptime",
    "article-date",
    "release_date",
    "date.issued",
    "date.created",
    "creation_date",
    "created",
    "uploaddate",
    "bt:pubdate",
    "rbpubdate",
    "vr:published_time",
    "last-published",
    "pub_date",
];

/// Keys that often tell when the page was made of its article: believed after what is shown.
const GENERATED: &[&str] = &["date", "search_date", "timestamp"];

const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "dc.date.modified",
    "dcterms.modified",
    "modified",
    "modified_time",
    "last-modified",
    "lastmod",
    "article:modified",
    "date.modified",
    "dateupdate",
    "updated",
    "last_updated",
    "updated_time",
    "revision_date",
];

/// Words that tell a change from a publication.
const CHANGED: &[&str] = &[
    "updated",
    "modified",
    "aktualisiert",
    "geändert",
    "update",
    "mise à jour",
    "mis à jour",
    "modifié",
    "actualizado",
    "actualización",
    "aggiornato",
    "aggiornamento",
    "atualizado",
    "bijgewerkt",
    "zuletzt",
    "last edited",
    "letzte änderung",
    "last change",
    "edited",
];

#[derive(Default)]
struct Times {
    published: Vec<StatedTime>,
    modified: Vec<StatedTime>,
}

impl Times {
    fn add(&mut self, found: Option<Found>, basis: DateBasis, change: bool) {
        let list = if change { &mut self.modified } else { &mut self.published };
        if let Some(Found { time, offset }) = found
            && list.len() < LIMIT
            && is_new(list, time)
        {
            list.push(StatedTime { time, offset, basis });
        }
    }
}

/// Publications and changes, most trusted first.
pub(super) fn stated(sources: &Sources<'_>, address: &str) -> (Vec<StatedTime>, Vec<StatedTime>) {
    let mut times = Times::default();
    // Machines that write dates with slashes put the month first.
    let parse = |value: &str| {
        dates::parse(value, Order::MonthFirst).map(|found| found.on_local_day_of(&sources.language))
    };
    for value in &sources.data.published {
        times.add(parse(value), DateBasis::StructuredData, false);
    }
    for value in &sources.data.modified {
        times.add(parse(value), DateBasis::StructuredData, true);
    }
    microdata(sources, &mut times);
    for value in sources.metas.all(PUBLISHED) {
        times.add(parse(value), DateBasis::MetaTag, false);
    }
    for value in sources.metas.all(MODIFIED) {
        times.add(parse(value), DateBasis::MetaTag, true);
    }
    elements(sources, &mut times);
    shown(sources, &mut times);
    for value in sources.metas.all(GENERATED) {
        times.add(parse(value), DateBasis::MetaTag, false);
    }
    let in_address = dates::in_address(address).and_then(Found::day);
    times.add(in_address, DateBasis::Url, false);
    // Where a change is stated, days in other lines are those of other things.
    if times.modified.is_empty() {
        elsewhere(sources, &mut times);
    }
    (times.published, times.modified)
}

/// Elements with the properties of schema.org.
fn microdata(sources: &Sources<'_>, times: &mut Times) {
    let tree = sources.view.tree;
    let is_change = |id: usize| {
        let properties = tree.attribute(id, "itemprop")?;
        let published = ["datePublished", "dateCreated"].iter().any(|p| properties.contains(p));
        (published || properties.contains("dateModified")).then_some(!published)
    };
    let dated = (0..tree.nodes.len()).filter_map(|id| Some((id, is_change(id)?)));
    for (id, change) in dated.filter(|&(id, _)| !sources.in_comments(id)).take(MOST_PROPERTIES) {
        times.add(value_of(sources, id), DateBasis::StructuredData, change);
    }
}

/// The moment that an element's attributes or text tell.
fn value_of(sources: &Sources<'_>, id: usize) -> Option<Found> {
    let attributes = ["datetime", "content", "title", "data-datetime", "data-date"];
    let parse = |value: &str| {
        dates::parse(value, sources.order).map(|found| found.on_local_day_of(&sources.language))
    };
    attributes
        .iter()
        .filter_map(|name| sources.view.tree.attribute(id, name))
        .find_map(parse)
        .or_else(|| {
            let text = text_of(sources.view, id);
            dates::find(&text, sources.order).and_then(|(_, date)| Found::day(date))
        })
}

/// Time elements, and others whose class says that they hold the date; those that say
/// "published" or stand at the headline first.
fn elements(sources: &Sources<'_>, times: &mut Times) {
    let view = sources.view;
    let tree = view.tree;
    let headline = view.headline.map(|block| view.flow.blocks[block].nodes.start);
    let mut found: Vec<(u32, usize, usize, bool)> = Vec::new();
    for (id, node) in tree.nodes.iter().enumerate() {
        let Some(tag) = node.tag else { continue };
        let class = tree.attribute(id, "class").unwrap_or_default();
        let names_date = || {
            let lower = class.to_ascii_lowercase();
            node.end - id < 40
                && ["date", "datum", "published", "time", "fecha"]
                    .iter()
                    .any(|word| lower.contains(word))
        };
        let is_time = tag == Tag::Time;
        if !is_time && (class.is_empty() || !names_date()) {
            continue;
        }
        let context = view.contexts[id];
        if sources.in_comments(id) {
            continue;
        }
        let lower = class.to_ascii_lowercase();
        let change = ["updated", "modified"].iter().any(|word| lower.contains(word))
            && !lower.contains("published");
        let says = lower.contains("publi")
            || lower.contains("entry-date")
            || lower.contains("post-date")
            || tree.attribute(id, "pubdate").is_some();
        // Far from the headline and before it are dates of other things.
        let apart = headline.map_or(500, |at| if id >= at { id - at } else { 2 * (at - id) + 40 });
        let aside = u32::from(context.all.any(&[
            Hint::Side,
            Hint::Related,
            Hint::Footer,
            Hint::Navigation,
        ])) * 2;
        let rank = aside + u32::from(!says) + 3 * u32::from(apart > 400) + u32::from(!is_time);
        found.push((rank, apart, id, change));
        if found.len() > 2_000 {
            break;
        }
    }
    found.sort_unstable();
    for &(_, _, id, change) in found.iter().take(LIMIT) {
        times.add(value_of(sources, id), DateBasis::TimeElement, change);
    }
}

/// Lines around the headline that set out a date.
fn shown(sources: &Sources<'_>, times: &mut Times) {
    let view = sources.view;
    let Some(headline) = view.headline else { return };
    let after = headline + 1..(headline + AFTER_HEADLINE).min(view.flow.blocks.len());
    let before = (headline.saturating_sub(BEFORE_HEADLINE)..headline).rev();
    for block in after.chain(before) {
        line(sources, block, times, DateBasis::TimeElement);
    }
}

/// Short lines anywhere that are not of comments, those that do not belong to other
/// articles first: the weakest sign.
fn elsewhere(sources: &Sources<'_>, times: &mut Times) {
    for others in [false, true] {
        for block in 0..sources.view.flow.blocks.len() {
            if !times.published.is_empty() {
                return;
            }
            let context = sources.view.contexts[sources.view.flow.blocks[block].owner];
            if context.all.any(&[Hint::Footer, Hint::Side, Hint::Related]) == others {
                line(sources, block, times, DateBasis::TextHeader);
            }
        }
    }
}

fn line(sources: &Sources<'_>, block: usize, times: &mut Times, basis: DateBasis) {
    let view = sources.view;
    let text = view.flow.blocks[block].text.of(&view.flow.text);
    let head: String = text.chars().take(LONGEST_DATE_LINE / 2).collect();
    let short = text.len() <= LONGEST_DATE_LINE;
    if sources.in_comments(view.flow.blocks[block].owner) {
        return;
    }
    let Some((span, date)) = dates::find(&head, sources.order) else { return };
    // In a sentence a date is what the sentence is about, unless it opens it.
    let short = short && text.split_whitespace().nth(LONGEST_DATE_WORDS).is_none();
    if !short && span.begin > OPENING {
        return;
    }
    let lower = head[..span.begin].to_lowercase();
    let change = CHANGED.iter().any(|word| lower.contains(word));
    times.add(Found::day(date), basis, change);
}
