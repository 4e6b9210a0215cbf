//! Entities over several documents.
//!
//! Keys join what is surely the same: a country, an institution of a country, an event of a
//! kind at a place, a name spelled alike. Names that differ are joined when one is the
//! short form or the initials of the other, or, for persons, when the spellings are two
//! renderings of one name. Every such join leaves a signal.

use std::collections::{BTreeMap, BTreeSet};

use super::Source;
use crate::{
    domain::{
        Entity, EntityComparison, EntityInDocument, EntityType, Evidence, Mention, MentionKind,
        NameForm, Signal, Span,
    },
    pipeline::annotate::{
        EntityKey,
        spelling::{fold, is_variant, last_word},
    },
};

/// Forms that evidence is given for, in one document.
const MOST_EVIDENCE: usize = 3;

/// Joins the entities of several documents: in most documents first, then by mentions, then
/// by name.
pub(super) fn join(sources: &[Source<'_>]) -> Vec<EntityComparison> {
    let mut groups = by_key(sources);
    let parents = link(&mut groups);
    let root = |mut g: usize| {
        while parents[g] != g {
            g = parents[g];
        }
        g
    };
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for g in 0..groups.len() {
        members.entry(root(g)).or_default().push(g);
    }
    let mut built: Vec<EntityComparison> = members
        .values()
        .map(|members| {
            let members: Vec<&Group<'_>> = members.iter().map(|&g| &groups[g]).collect();
            comparison(sources, &members)
        })
        .collect();
    built.sort_by(|a, b| {
        let rank = |e: &EntityComparison| {
            let mentions: usize = e.in_documents.iter().map(|d| d.mention_count).sum();
            (e.in_documents.len(), mentions)
        };
        rank(b).cmp(&rank(a)).then_with(|| a.canonical_name.cmp(&b.canonical_name))
    });
    built
}

/// Entities of one key: document and entity.
struct Group<'a> {
    key: &'a EntityKey,
    entities: Vec<(usize, &'a Entity)>,
    signals: Vec<Signal>,
}

impl Group<'_> {
    fn kind(&self) -> EntityType {
        vote(self.entities.iter().map(|(_, e)| *e))
    }

    fn name(&self) -> &str {
        match self.key {
            EntityKey::Name(name) => name,
            _ => "",
        }
    }

    fn mentions(&self) -> usize {
        self.entities.iter().map(|(_, e)| e.mentions.len()).sum()
    }

    fn documents(&self) -> Vec<usize> {
        let mut documents: Vec<usize> = self.entities.iter().map(|(d, _)| *d).collect();
        documents.dedup();
        documents
    }
}

/// The type that most mentions have; of equals the first in the order of types.
fn vote<'e>(entities: impl Iterator<Item = &'e Entity>) -> EntityType {
    let mut votes: BTreeMap<EntityType, usize> = BTreeMap::new();
    for entity in entities {
        *votes.entry(entity.kind).or_default() += entity.mentions.len();
    }
    let best = votes.into_iter().max_by_key(|&(kind, n)| (n, std::cmp::Reverse(kind)));
    best.map_or(EntityType::Other, |(kind, _)| kind)
}

/// Groups by key.
fn by_key<'a>(sources: &[Source<'a>]) -> Vec<Group<'a>> {
    let mut known: BTreeMap<&EntityKey, usize> = BTreeMap::new();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for (document, source) in sources.iter().enumerate() {
        let annotated = source.annotated;
        for (entity, key) in annotated.analysis.entities.iter().zip(&annotated.entity_keys) {
            let group = *known.entry(key).or_insert_with(|| {
                groups.push(Group { key, entities: Vec::new(), signals: Vec::new() });
                groups.len() - 1
            });
            groups[group].entities.push((document, entity));
        }
    }
    for group in &mut groups {
        group.signals.extend(key_signal(group));
    }
    groups
}

/// Why forms under one key belong together although their words differ.
fn key_signal(group: &Group<'_>) -> Option<Signal> {
    let id = match group.key {
        EntityKey::Country(_) => {
            let demonym = |e: &Entity| e.mentions.iter().any(|m| m.kind == MentionKind::Demonym);
            group.entities.iter().any(|(_, e)| demonym(e)).then_some("country-demonym")?
        }
        EntityKey::Institution { .. } => "same-institution",
        EntityKey::Event { .. } => "same-event",
        EntityKey::Work { .. } => "same-work",
        EntityKey::Bloc(_) | EntityKey::Name(_) => return None,
    };
    let mut names: Vec<&str> =
        group.entities.iter().map(|(_, e)| e.canonical_name.as_str()).collect();
    names.dedup();
    let differ = names.len() > 1 || id == "country-demonym";
    differ.then(|| Signal { id: id.into(), weight: 1.0, detail: names.join(" = ") })
}

/// Links groups whose names differ; for each group its parent, itself where it has none.
fn link(groups: &mut [Group<'_>]) -> Vec<usize> {
    let mut parents: Vec<usize> = (0..groups.len()).collect();
    let named: Vec<usize> = (0..groups.len()).filter(|&g| !groups[g].name().is_empty()).collect();
    let mut links = spelling_variants(groups, &named);
    links.extend(short_names(groups, &named, &links));
    links.extend(abbreviations(groups, &named));
    links.extend(institutions(groups));
    links.extend(longer_names(groups));
    for (from, to, signal) in links {
        let root = |mut g: usize, parents: &[usize]| {
            while parents[g] != g {
                g = parents[g];
            }
            g
        };
        let (a, b) = (root(from, &parents), root(to, &parents));
        if a != b {
            // The lower index stays root, so that the outcome does not hang on the order.
            parents[a.max(b)] = a.min(b);
        }
        groups[from].signals.push(signal);
    }
    parents
}

type Link = (usize, usize, Signal);

/// Persons whose names are two spellings of one: compared only among family names with the
/// same beginning and end after folding.
fn spelling_variants(groups: &[Group<'_>], named: &[usize]) -> Vec<Link> {
    let persons = named.iter().copied().filter(|&g| groups[g].kind() == EntityType::Person);
    let mut buckets: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for g in persons {
        let family = fold(last_word(groups[g].name()));
        let mut letters = family.chars();
        let bucket: String = letters.by_ref().take(2).collect();
        buckets.entry(bucket).or_default().push(g);
    }
    let mut links = Vec::new();
    for mut bucket in buckets.into_values() {
        // The most mentioned spelling is the one that others are variants of.
        bucket.sort_by_key(|&g| (std::cmp::Reverse(groups[g].mentions()), g));
        bucket.truncate(MOST_PERSONS);
        for (i, &a) in bucket.iter().enumerate() {
            let model = bucket[..i]
                .iter()
                .copied()
                .find(|&b| is_variant(groups[a].name(), groups[b].name()));
            if let Some(b) = model {
                let detail = format!(
                    "{} = {}",
                    groups[a].entities[0].1.canonical_name, groups[b].entities[0].1.canonical_name
                );
                links.push((a, b, Signal { id: "spelling-variant".into(), weight: 0.9, detail }));
            }
        }
    }
    links
}

/// At most this many persons with family names that begin alike are compared.
const MOST_PERSONS: usize = 200;

/// One-word names that are part of the full name of one person of the other documents.
fn short_names(groups: &[Group<'_>], named: &[usize], variants: &[Link]) -> Vec<Link> {
    let mut full: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &g in named {
        let name = groups[g].name();
        if let Some((first, _)) = name.split_once(' ')
            && groups[g].kind() == EntityType::Person
        {
            full.entry(last_word(name)).or_default().push(g);
            full.entry(first).or_default().push(g);
        }
    }
    let pairs: BTreeSet<(usize, usize)> =
        variants.iter().flat_map(|&(a, b, _)| [(a, b), (b, a)]).collect();
    let same = |a: usize, b: usize| a == b || pairs.contains(&(a, b));
    let mut links = Vec::new();
    for &g in named {
        let name = groups[g].name();
        let Some(candidates) = full.get(name).filter(|_| !name.contains(' ')) else { continue };
        let place = groups[g].kind() == EntityType::Location;
        let one = candidates.iter().all(|&c| same(c, candidates[0]));
        if one && !place {
            let detail = format!(
                "{} = {}",
                groups[g].entities[0].1.canonical_name,
                groups[candidates[0]].entities[0].1.canonical_name
            );
            links.push((g, candidates[0], Signal { id: "short-name".into(), weight: 0.8, detail }));
        }
    }
    links
}

/// Capitals that are the initials of one name of several words.
fn abbreviations(groups: &[Group<'_>], named: &[usize]) -> Vec<Link> {
    let light = ["of", "the", "and", "for", "in", "on"];
    let mut long: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &g in named {
        let name = groups[g].name();
        if name.contains(' ') && groups[g].kind() != EntityType::Person {
            let words = name.split([' ', '-']).filter(|w| !light.contains(w));
            long.entry(words.filter_map(|w| w.chars().next()).collect()).or_default().push(g);
        }
    }
    let mut links = Vec::new();
    for &g in named {
        let words = &groups[g].entities[0].1.canonical_name;
        let capitals = words.chars().all(|c| c.is_uppercase() || c == '.') && words.len() >= 2;
        if let Some([one]) = long.get(groups[g].name()).map(Vec::as_slice)
            && capitals
        {
            let detail = format!("{words} = {}", groups[*one].entities[0].1.canonical_name);
            links.push((g, *one, Signal { id: "abbreviation".into(), weight: 0.8, detail }));
        }
    }
    links
}

/// Names that the one longer name goes on from with "and": "Zoo" and "Zoo and Garden".
fn longer_names(groups: &[Group<'_>]) -> Vec<Link> {
    let by_name: BTreeMap<&str, usize> =
        (0..groups.len()).map(|g| (groups[g].name(), g)).filter(|(n, _)| !n.is_empty()).collect();
    let mut links = Vec::new();
    for (name, &g) in by_name.iter().filter(|(name, _)| name.contains(' ')) {
        let start = format!("{name} and ");
        let mut longer = by_name.range(start.as_str()..).take_while(|(n, _)| n.starts_with(&start));
        if let (Some((_, &one)), None) = (longer.next(), longer.next()) {
            let name = |g: usize| groups[g].entities[0].1.canonical_name.as_str();
            let detail = format!("{} = {}", name(g), name(one));
            links.push((g, one, Signal { id: "short-name".into(), weight: 0.8, detail }));
        }
    }
    links
}

/// Institutions that one document names without their country, where all others name one
/// country's.
fn institutions(groups: &[Group<'_>]) -> Vec<Link> {
    let mut known: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (g, group) in groups.iter().enumerate() {
        if let EntityKey::Institution { class, topic, country } = group.key
            && !country.is_empty()
        {
            known.entry((class, topic)).or_default().push(g);
        }
    }
    let mut links = Vec::new();
    for (g, group) in groups.iter().enumerate() {
        let EntityKey::Institution { class, topic, country } = group.key else { continue };
        if let Some([one]) = known.get(&(*class, topic.as_str())).map(Vec::as_slice)
            && country.is_empty()
        {
            let name = |g: usize| groups[g].entities[0].1.canonical_name.as_str();
            let detail = format!("{} = {}", name(g), name(*one));
            links.push((g, *one, Signal { id: "same-institution".into(), weight: 0.7, detail }));
        }
    }
    links
}

fn comparison(sources: &[Source<'_>], members: &[&Group<'_>]) -> EntityComparison {
    let mut entities: Vec<(usize, &Entity)> =
        members.iter().flat_map(|g| g.entities.iter().copied()).collect();
    entities.sort_by_key(|&(document, e)| (document, e.mentions[0].span.begin));
    let mut documents: Vec<usize> = members.iter().flat_map(|g| g.documents()).collect();
    documents.sort_unstable();
    documents.dedup();
    let in_documents = documents
        .into_iter()
        .map(|document| {
            let here = entities.iter().filter(|(d, _)| *d == document).map(|(_, e)| *e);
            in_document(&sources[document], document, here.collect())
        })
        .collect();
    let mut external_ids: Vec<_> =
        entities.iter().flat_map(|(_, e)| e.external_ids.iter().cloned()).collect();
    external_ids.sort();
    external_ids.dedup();
    EntityComparison {
        canonical_name: canonical_name(&entities),
        kind: vote(entities.iter().map(|(_, e)| *e)),
        external_ids,
        in_documents,
        signals: members.iter().flat_map(|g| g.signals.iter().cloned()).collect(),
    }
}

/// The fullest of the documents' names; of equally full ones the one whose words the other
/// names share most, then the one with most mentions, then the first in the alphabet.
fn canonical_name(entities: &[(usize, &Entity)]) -> String {
    let mut votes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut words: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, e) in entities {
        let vote = votes.entry(&e.canonical_name).or_default();
        *vote = (vote.0 + 1, vote.1 + e.mentions.len());
        for word in e.canonical_name.split(' ') {
            *words.entry(word).or_default() += 1;
        }
    }
    let best = votes.into_iter().max_by_key(|&(name, vote)| {
        // A name of eight words is a description, not a fuller name.
        let size = name.split(' ').count().min(6);
        let shared: usize = name.split(' ').map(|w| words[w]).sum();
        (size, shared, vote, std::cmp::Reverse(name))
    });
    best.map(|(name, _)| name.to_owned()).unwrap_or_default()
}

fn in_document(source: &Source<'_>, document: usize, entities: Vec<&Entity>) -> EntityInDocument {
    let named = |m: &&Mention| m.kind != MentionKind::Pronoun;
    let mut mentions: Vec<_> = entities.iter().flat_map(|e| &e.mentions).filter(named).collect();
    mentions.sort_by_key(|m| (m.span.begin, m.span.end));
    let mut forms: Vec<(NameForm, usize)> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (at, mention) in mentions.iter().enumerate() {
        let words = mention.span.of(source.text).split_whitespace().collect::<Vec<_>>().join(" ");
        let form = *known.entry(words.clone()).or_insert_with(|| {
            forms.push((NameForm { text: words, kind: mention.kind, count: 0 }, at));
            forms.len() - 1
        });
        forms[form].0.count += 1;
    }
    // The sort is stable: ties stay in text order.
    forms.sort_by_key(|(form, _)| std::cmp::Reverse(form.count));
    let evidence = forms.iter().take(MOST_EVIDENCE).map(|&(_, at)| {
        let mention = mentions[at];
        let sentence = source.annotated.sentence_at(mention.span.begin);
        let sentence = sentence.map_or(mention.span, |s| cover(s.span, mention.span));
        Evidence { document, span: mention.span, sentence, section: mention.section }
    });
    EntityInDocument {
        document,
        mention_count: mentions.len(),
        evidence: evidence.collect(),
        forms: forms.into_iter().map(|(form, _)| form).collect(),
    }
}

/// The smallest span that holds both.
fn cover(a: Span, b: Span) -> Span {
    Span::new(a.begin.min(b.begin), a.end.max(b.end))
}
