//! Scores the grouping of mentions into entities against a hand-made comparison.
//!
//! An item is a variant of the gold: a stretch of one source that names an entity. It may hold
//! words besides the name ("in Moscow", "Xi and Putin"), so the mention that answers for it is the
//! one, among those that touch it, whose words stand in the gold's name for the entity, or whose
//! kind is the variant's; else the one that shares most with it, if that is half of what the two cover together. B-cubed (Bagga and
//! Baldwin, "Entity-based cross-document coreferencing using the vector space model", 1998) looks
//! from each item at the others of its group; an item without a mention is a group of its own in
//! the system's answer, as if it had been found and joined with nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context as _, Result};
use parallax::{
    domain::{Article, ArticleText, Mention, MentionKind, Metadata, Span},
    pipeline::{self, Annotated, CompareOptions, Options},
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};

use super::files;

/// A hand-made comparison.
#[derive(Deserialize)]
pub(crate) struct Gold {
    sources: Vec<Source>,
    entities: Vec<Entity>,
}

#[derive(Deserialize)]
struct Source {
    id: String,
    file: String,
}

#[derive(Deserialize)]
struct Entity {
    canonical: String,
    variants: Vec<Variant>,
}

#[derive(Deserialize)]
struct Variant {
    source: String,
    begin_char: usize,
    end_char: usize,
    kind: String,
}

impl Gold {
    /// Ids and files of the sources.
    pub(crate) fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.iter().map(|source| (source.id.as_str(), source.file.as_str()))
    }
}

/// Names of entities by the place of the source and that of the entity in its analysis.
pub(crate) type Linked = BTreeMap<(usize, usize), String>;

/// How entities are grouped that somebody else has linked.
pub(crate) struct LinkedFigures {
    /// Variants of the gold, all and those that a mention answers for.
    pub(crate) variants: usize,
    pub(crate) found: usize,
    /// Over all variants, and over those that were found.
    pub(crate) all: BCubed,
    pub(crate) of_found: BCubed,
    /// As in [`EntityGroupFigures`].
    pub(crate) split: Vec<String>,
    pub(crate) merged: Vec<String>,
}

/// What is printed.
#[derive(Debug, Serialize)]
pub(crate) struct EntityGroupFigures {
    /// Variants of the gold, all and those that a mention answers for.
    variants: usize,
    found: usize,
    /// Grouping in each article: the mean over its items.
    within: BCubed,
    /// Grouping over all articles.
    across: BCubed,
    /// Mentions by kind.
    mentions: BTreeMap<String, usize>,
    /// Variants without a mention: source, words, entity.
    missed: Vec<String>,
    /// Items of one gold entity in several entities of the system.
    split: Vec<String>,
    /// Items of several gold entities in one entity of the system.
    merged: Vec<String>,
}

/// B-cubed precision, recall and F1.
#[derive(Debug, Default, Serialize)]
pub(crate) struct BCubed {
    precision: f64,
    recall: f64,
    f1: f64,
}

struct Text {
    words: String,
    annotated: Annotated,
    article: Article,
}

/// One variant and what the system makes of it.
#[derive(Clone)]
struct Item {
    source: usize,
    gold: usize,
    words: String,
    /// The entity of the article.
    entity: Option<usize>,
    /// The entity of the comparison.
    joined: Option<usize>,
}

/// Scores the articles of a gold comparison.
pub(crate) fn score_files(gold: &Path, texts: &Path) -> Result<EntityGroupFigures> {
    let gold = read_gold(gold)?;
    let engine = Engine::embedded()?;
    let read = |source: &Source| read(&engine, &texts.join(&source.file));
    let texts = gold.sources.iter().map(read).collect::<Result<Vec<Text>>>()?;
    let joined = joined(&gold, &texts)?;
    let items = items(&gold, &texts, &|source, _, mention| {
        let words = mention.span.of(&texts[source].words);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        joined.get(&(source, words, format!("{:?}", mention.kind))).copied()
    })?;
    let mut mentions: BTreeMap<String, usize> = BTreeMap::new();
    for mention in
        texts.iter().flat_map(|t| &t.annotated.analysis.entities).flat_map(|e| &e.mentions)
    {
        *mentions.entry(format!("{:?}", mention.kind)).or_default() += 1;
    }
    Ok(EntityGroupFigures {
        variants: items.len(),
        found: items.iter().filter(|item| item.entity.is_some()).count(),
        within: b_cubed(
            &items,
            |item| Some((item.source, item.entity?)),
            |a, b| a.source == b.source,
        ),
        across: b_cubed(&items, |item| Some((0, item.joined?)), |_, _| true),
        mentions,
        missed: missed(&gold, &items),
        split: split(&gold, &items),
        merged: merged(&gold, &items),
    })
}

/// Reads a gold comparison.
pub(crate) fn read_gold(path: &Path) -> Result<Gold> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("bad gold {}", path.display()))
}

/// Scores entities of the articles of a gold comparison that somebody else has linked.
pub(crate) fn score_linked(gold: &Gold, texts: &Path, linked: &Linked) -> Result<LinkedFigures> {
    let engine = Engine::embedded()?;
    let read = |source: &Source| read(&engine, &texts.join(&source.file));
    let texts = gold.sources.iter().map(read).collect::<Result<Vec<Text>>>()?;
    let names: BTreeSet<&String> = linked.values().collect();
    let number = |name: &String| names.iter().position(|known| *known == name);
    let items =
        items(gold, &texts, &|source, entity, _| linked.get(&(source, entity)).and_then(number))?;
    let found: Vec<Item> = items.iter().filter(|item| item.entity.is_some()).cloned().collect();
    let group = |item: &Item| Some((0, item.joined?));
    Ok(LinkedFigures {
        variants: items.len(),
        found: found.len(),
        all: b_cubed(&items, group, |_, _| true),
        of_found: b_cubed(&found, group, |_, _| true),
        split: split(gold, &items),
        merged: merged(gold, &items),
    })
}

/// The variants of a gold; `joined` names the entity over all articles that one of an article is,
/// by source, its place in the analysis and the mention that answers.
fn items(
    gold: &Gold,
    texts: &[Text],
    joined: &dyn Fn(usize, usize, &Mention) -> Option<usize>,
) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for (index, entity) in gold.entities.iter().enumerate() {
        for variant in &entity.variants {
            items.push(item(gold, texts, joined, index, variant)?);
        }
    }
    Ok(items)
}

fn read(engine: &Engine, path: &Path) -> Result<Text> {
    let words = files::text(path)?;
    let article =
        Article::plain(ArticleText::from_text(words.clone(), usize::MAX)?, Metadata::default());
    let annotated = pipeline::analyze(engine, &article, &Options::default(), &|| false)?;
    Ok(Text { words, annotated, article })
}

/// Entities of the comparison by source, words and kind of a mention.
type Joined = BTreeMap<(usize, String, String), usize>;

fn joined(gold: &Gold, texts: &[Text]) -> Result<Joined> {
    let sources: Vec<_> = texts
        .iter()
        .zip(&gold.sources)
        .map(|(text, source)| pipeline::Source {
            key: source.id.clone(),
            document: source.id.clone(),
            revision: String::new(),
            metadata: &text.article.metadata,
            text: text.article.text.as_str(),
            annotated: &text.annotated,
        })
        .collect();
    let comparison = pipeline::compare(&sources, &CompareOptions::default(), &|| false)?;
    let mut joined = Joined::new();
    for (index, entity) in comparison.entities.iter().enumerate() {
        for document in &entity.in_documents {
            for form in &document.forms {
                let key = (document.document, form.text.clone(), format!("{:?}", form.kind));
                joined.entry(key).or_insert(index);
            }
        }
    }
    Ok(joined)
}

fn item(
    gold: &Gold,
    texts: &[Text],
    joined: &dyn Fn(usize, usize, &Mention) -> Option<usize>,
    index: usize,
    variant: &Variant,
) -> Result<Item> {
    let source = gold.sources.iter().position(|s| s.id == variant.source);
    let source = source.with_context(|| format!("no source {}", variant.source))?;
    let text = &texts[source];
    let byte = |chars: usize| {
        text.words.char_indices().nth(chars).map_or(text.words.len(), |(byte, _)| byte)
    };
    let span = Span::new(byte(variant.begin_char), byte(variant.end_char));
    let names = names(&gold.entities[index]);
    let answer = answer(text, span, &names, &variant.kind);
    let joined = answer.and_then(|(entity, mention)| joined(source, entity, mention));
    Ok(Item {
        source,
        gold: index,
        words: span.of(&text.words).to_owned(),
        entity: answer.map(|(entity, _)| entity),
        joined,
    })
}

/// The words with capitals of an entity's canonical name, in lower case.
fn names(entity: &Entity) -> BTreeSet<String> {
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    entity
        .canonical
        .split(|c: char| !c.is_alphanumeric())
        .filter(capital)
        .map(str::to_lowercase)
        .collect()
}

/// The mention that answers for a stretch, with the index of its entity.
fn answer<'a>(
    text: &'a Text,
    span: Span,
    names: &BTreeSet<String>,
    kind: &str,
) -> Option<(usize, &'a Mention)> {
    let entities = text.annotated.analysis.entities.iter().enumerate();
    let mentions = entities.flat_map(|(index, e)| e.mentions.iter().map(move |m| (index, m)));
    let near: Vec<(usize, &Mention)> = mentions.filter(|(_, m)| m.span.overlaps(span)).collect();
    let shared = |m: &Mention| {
        let shared = m.span.end.min(span.end).saturating_sub(m.span.begin.max(span.begin));
        let all = m.span.end.max(span.end) - m.span.begin.min(span.begin);
        shared as f64 / all as f64
    };
    let rank = |m: &Mention| {
        let words = m.span.of(&text.words).to_lowercase();
        let words = words.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        let words: Vec<&str> = words.collect();
        let named = words.iter().any(|word| names.contains(*word))
            || kind == "metonym" && m.kind == MentionKind::Metonym
            || kind == "abbr" && m.kind == MentionKind::Abbreviation
            // "President Jon Smith" for John Smith: the name ends where the variant does.
            || matches!(kind, "misspelling" | "role+name") && m.span.end == span.end;
        let plain = m.kind != MentionKind::Demonym && m.kind != MentionKind::Pronoun;
        (named && plain, shared(m))
    };
    let best = near
        .into_iter()
        .max_by(|a, b| rank(a.1).partial_cmp(&rank(b.1)).unwrap_or(std::cmp::Ordering::Equal))?;
    let (named, share) = rank(best.1);
    (named || share >= 0.5).then_some(best)
}

/// B-cubed over the items; `group` names an item's group in the system's answer, `together` tells
/// which items are looked at from each other.
fn b_cubed(
    items: &[Item],
    group: impl Fn(&Item) -> Option<(usize, usize)>,
    together: impl Fn(&Item, &Item) -> bool,
) -> BCubed {
    let (mut precision, mut recall) = (0.0, 0.0);
    for (i, item) in items.iter().enumerate() {
        let own = group(item);
        let (mut both, mut system, mut gold) = (0.0, 0.0, 0.0);
        for (j, other) in items.iter().enumerate().filter(|(_, other)| together(item, other)) {
            let same_gold = item.gold == other.gold;
            let same_system = i == j || own.is_some() && own == group(other);
            gold += f64::from(u8::from(same_gold));
            system += f64::from(u8::from(same_system));
            both += f64::from(u8::from(same_gold && same_system));
        }
        precision += both / system;
        recall += both / gold;
    }
    let count = items.len().max(1) as f64;
    let (precision, recall) = (precision / count, recall / count);
    BCubed { precision, recall, f1: 2.0 * precision * recall / (precision + recall).max(1e-9) }
}

fn missed(gold: &Gold, items: &[Item]) -> Vec<String> {
    let missed = items.iter().filter(|item| item.entity.is_none());
    missed.map(|item| described(gold, item)).collect()
}

fn described(gold: &Gold, item: &Item) -> String {
    let canonical = &gold.entities[item.gold].canonical;
    format!("{} {:?}: {canonical}", gold.sources[item.source].id, item.words)
}

fn split(gold: &Gold, items: &[Item]) -> Vec<String> {
    let mut found: BTreeMap<usize, BTreeMap<usize, Vec<String>>> = BTreeMap::new();
    for item in items {
        if let Some(joined) = item.joined {
            let words = format!("{} {:?}", gold.sources[item.source].id, item.words);
            found.entry(item.gold).or_default().entry(joined).or_default().push(words);
        }
    }
    let parts = |(entity, parts): (usize, BTreeMap<usize, Vec<String>>)| {
        let parts: Vec<String> = parts.into_values().map(|part| part.join(", ")).collect();
        format!("{}: {}", gold.entities[entity].canonical, parts.join(" | "))
    };
    found.into_iter().filter(|(_, parts)| parts.len() > 1).map(parts).collect()
}

fn merged(gold: &Gold, items: &[Item]) -> Vec<String> {
    let mut found: BTreeMap<usize, Vec<&Item>> = BTreeMap::new();
    for item in items {
        if let Some(joined) = item.joined {
            found.entry(joined).or_default().push(item);
        }
    }
    let several = |items: &Vec<&Item>| items.iter().any(|item| item.gold != items[0].gold);
    let described = |items: Vec<&Item>| {
        items.into_iter().map(|item| described(gold, item)).collect::<Vec<_>>().join(" | ")
    };
    found.into_values().filter(several).map(described).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b_cubed_looks_from_each_item() {
        let item = |gold, entity| Item {
            source: 0,
            gold,
            words: String::new(),
            entity: Some(entity),
            joined: Some(entity),
        };
        // Two of one entity found apart, a third found with another entity.
        let items = [item(0, 0), item(0, 1), item(1, 1)];
        let figures = b_cubed(&items, |item| Some((0, item.entity?)), |_, _| true);
        assert!((figures.precision - 2.0 / 3.0).abs() < 1e-9);
        assert!((figures.recall - (0.5 + 0.5 + 1.0) / 3.0).abs() < 1e-9);
    }

    /// The names of the seeds stay grouped.
    #[test]
    fn seeds_stay_grouped() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let figures =
            score_files(&root.join("tests/gold/seeds.json"), &root.join("seeds")).unwrap();
        assert!(figures.within.f1 >= 0.9 && figures.across.f1 >= 0.9, "{figures:#?}");
    }
}
