//! What a page says of its article in JSON-LD with the vocabulary of schema.org.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::{flow::folded, tags::Tag, tree::Tree};

/// Most scripts and objects that are looked at.
const LIMIT: usize = 2_000;

/// Most names that are taken of one value.
const MOST_NAMES: usize = 200;

/// Names of objects by their `@id`.
type Names<'v> = BTreeMap<&'v str, &'v Value>;

/// Kinds of objects that stand for the article, besides all whose name ends in "Article",
/// "Posting" or "Report".
const ARTICLES: &[&str] = &[
    "Review",
    "Recipe",
    "HowTo",
    "Question",
    "CreativeWork",
    "Chapter",
    "VideoObject",
    "WebPage",
    "ItemPage",
];

/// What JSON-LD states of the article.
#[derive(Debug, Default)]
pub(in super::super) struct StructuredData {
    pub(super) title: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Vec<String>,
    pub(super) modified: Vec<String>,
    pub(super) outlet: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    pub(in super::super) body: Option<String>,
}

/// Reads all scripts of JSON-LD; the object that looks most like the article is believed
/// first.
pub(in super::super) fn read(tree: &Tree<'_>) -> StructuredData {
    let mut roots = Vec::new();
    for id in tree.elements(Tag::Script).take(LIMIT) {
        if tree
            .attribute(id, "type")
            .is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"))
        {
            roots.extend(parse(&tree.texts(id).collect::<String>()));
        }
    }
    let mut objects = Vec::new();
    for root in &roots {
        collect(root, &mut objects);
    }
    // The most telling kind first; the order of the page decides among equals.
    let mut articles: Vec<_> =
        objects.iter().filter_map(|object| rank(object).map(|rank| (rank, *object))).collect();
    articles.sort_by_key(|&(rank, _)| rank);
    let named = names_by_id(&objects);
    let mut data = StructuredData::default();
    for (rank, article) in articles {
        data.take(article, &named, rank < 3);
    }
    if data.outlet.is_none() {
        data.outlet = objects.iter().filter(|o| is(o, &["WebSite"])).find_map(|o| text(o, "name"));
    }
    data
}

impl StructuredData {
    fn take(&mut self, article: &Map<String, Value>, named: &Names<'_>, article_kind: bool) {
        if article_kind {
            self.title = self
                .title
                .take()
                .or_else(|| text(article, "headline").or_else(|| text(article, "name")));
            if self.authors.is_empty() {
                for key in ["author", "creator"] {
                    if let Some(value) = article.get(key)
                        && self.authors.is_empty()
                    {
                        people(value, named, &mut self.authors);
                    }
                }
            }
            self.body = self.body.take().or_else(|| text(article, "articleBody"));
        }
        for key in ["datePublished", "dateCreated", "uploadDate"] {
            self.published.extend(text(article, key));
        }
        self.modified.extend(text(article, "dateModified"));
        if self.outlet.is_none()
            && let Some(publisher) = article.get("publisher")
        {
            let mut names = Vec::new();
            people(publisher, named, &mut names);
            self.outlet = names.into_iter().next();
        }
        if self.url.is_none() {
            let page = article.get("mainEntityOfPage");
            let url = text(article, "url")
                .or_else(|| page.and_then(Value::as_str).map(str::to_owned))
                .or_else(|| page.and_then(Value::as_object).and_then(|page| text(page, "@id")));
            self.url = url.filter(|url| url.starts_with("http"));
        }
        self.language = self.language.take().or_else(|| text(article, "inLanguage"));
    }
}

/// The values of a script; many break the rules of JSON by control characters or marks
/// around it.
fn parse(script: &str) -> Option<Value> {
    let core = script.trim();
    let core = core.strip_prefix("<!--").unwrap_or(core);
    let core = core.strip_prefix("//").unwrap_or(core).trim_start();
    let core = core
        .strip_prefix("<![CDATA[")
        .or_else(|| core.strip_prefix("/*<![CDATA[*/"))
        .unwrap_or(core);
    let begin = core.find(['{', '['])?;
    let end = core.rfind(['}', ']'])? + 1;
    let core = core.get(begin..end)?;
    serde_json::from_str(core).ok().or_else(|| {
        let plain: String = core.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&plain).ok()
    })
}

/// All objects, outer ones first. The parser bounds the depth.
fn collect<'v>(value: &'v Value, objects: &mut Vec<&'v Map<String, Value>>) {
    match value {
        _ if objects.len() >= LIMIT => {}
        Value::Array(values) => values.iter().for_each(|value| collect(value, objects)),
        Value::Object(object) => {
            objects.push(object);
            object.values().for_each(|value| collect(value, objects));
        }
        _ => {}
    }
}

/// Names of an object's kind.
fn kinds(object: &Map<String, Value>) -> Vec<&str> {
    match object.get("@type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is(object: &Map<String, Value>, names: &[&str]) -> bool {
    kinds(object).iter().any(|kind| names.contains(&local(kind)))
}

fn local(kind: &str) -> &str {
    kind.rsplit(['/', '#', ':']).next().unwrap_or(kind)
}

/// How much an object looks like the article: 0 most; `None` not at all.
fn rank(object: &Map<String, Value>) -> Option<u8> {
    let kinds = kinds(object);
    let any = |test: &dyn Fn(&str) -> bool| kinds.iter().any(|kind| test(local(kind)));
    if any(&|kind| kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report") {
        // Teasers of other articles have no more than a name.
        return Some(if object.contains_key("datePublished") { 0 } else { 1 });
    }
    if any(&|kind| matches!(kind, "WebPage" | "ItemPage" | "CollectionPage" | "VideoObject")) {
        return Some(3);
    }
    any(&|kind| ARTICLES.contains(&kind)).then_some(2)
}

/// A value as plain text.
fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    let value = match object.get(key)? {
        Value::String(value) => value,
        Value::Array(values) => values.first()?.as_str()?,
        Value::Object(inner) => inner.get("name").or_else(|| inner.get("@value"))?.as_str()?,
        _ => return None,
    };
    let plain = folded(value);
    (!plain.is_empty()).then_some(plain)
}

/// The name of every object that has an `@id`; the first of one id counts.
fn names_by_id<'v>(objects: &[&'v Map<String, Value>]) -> Names<'v> {
    let mut named = Names::new();
    for object in objects {
        if let Some(id) = object.get("@id").and_then(Value::as_str)
            && let Some(name) = object.get("name")
        {
            named.entry(id).or_insert(name);
        }
    }
    named
}

/// The names of persons or organisations; a reference to another object is followed once.
fn people(value: &Value, named: &Names<'_>, names: &mut Vec<String>) {
    match value {
        _ if names.len() >= MOST_NAMES => {}
        Value::String(name) => {
            let name = folded(name);
            if !name.is_empty() {
                names.push(name);
            }
        }
        Value::Array(values) => {
            values.iter().take(50).for_each(|value| people(value, named, names));
        }
        Value::Object(object) => {
            if let Some(name) = object.get("name") {
                people(name, named, names);
            } else if let Some(id) = object.get("@id").and_then(Value::as_str)
                && let Some(name) = named.get(id)
            {
                people(name, &Names::new(), names);
            }
        }
        _ => {}
    }
}
