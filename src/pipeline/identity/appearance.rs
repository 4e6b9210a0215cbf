//! The entities of one article, with what tells whom of the corpus each is.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{folded, keys};
use crate::{
    domain::{Appearance, AppearanceForm, Entity, Facet, MentionKind, code_value},
    pipeline::{Annotated, annotate::EntityKey},
};

/// Roles of one article that are kept.
const MOST_ROLES: usize = 4;
/// Countries of an article that its entities are told by.
const MOST_COUNTRIES: usize = 3;
/// Other names of an article that an entity is told by.
const MOST_COMPANY: usize = 6;
/// Forms of a name in one article that are kept.
const MOST_FORMS: usize = 12;
/// Most bytes of a name or of the value of a fact; what is longer is cut. Codes have a bound of
/// their own.
const MAX_BYTES: usize = 200;

/// The entities of an article; persons who are only described are none that other articles
/// could name, and are left out.
pub fn appearances(annotated: &Annotated, text: &str) -> Vec<Appearance> {
    let entities = &annotated.analysis.entities;
    let around = Around::of(annotated);
    let both = entities.iter().zip(&annotated.entity_keys).enumerate();
    both.filter_map(|(index, (entity, key))| appearance(index, entity, key, text, &around))
        .collect()
}

/// What an article is about, as far as it tells its persons from namesakes.
struct Around {
    /// Codes of countries, the most mentioned first.
    countries: Vec<String>,
    /// Folded names of others, the most mentioned first, with their place in the list.
    others: Vec<(usize, String)>,
}

impl Around {
    fn of(annotated: &Annotated) -> Self {
        let (mut countries, mut others) = (Vec::new(), Vec::new());
        let both = annotated.analysis.entities.iter().zip(&annotated.entity_keys);
        for (index, (entity, key)) in both.enumerate() {
            let rank = (std::cmp::Reverse(entity.mentions.len()), index);
            match key {
                EntityKey::Country(code) => countries.push((rank, (*code).to_owned())),
                EntityKey::Name(_) if entity.canonical_name.contains(' ') => {
                    others.push((rank, folded(cut(&entity.canonical_name))));
                }
                _ => {}
            }
        }
        countries.sort();
        others.sort();
        let countries = countries.into_iter().map(|(_, code)| code).take(MOST_COUNTRIES).collect();
        let others = others.into_iter().map(|((_, index), name)| (index, name));
        Self { countries, others: others.take(MOST_COMPANY + 1).collect() }
    }
}

fn appearance(
    index: usize,
    entity: &Entity,
    key: &EntityKey,
    text: &str,
    around: &Around,
) -> Option<Appearance> {
    let topic = topic(key)?;
    let mut forms = forms(entity, text);
    if forms.is_empty() && topic.is_empty() {
        return None;
    }
    let name = cut(&entity.canonical_name).to_owned();
    if forms.iter().all(|form| form.text != name || form.keys.is_empty()) {
        forms.retain(|form| form.text != name);
        forms.push(main_form(entity, &name, text));
    }
    let mut facts: BTreeSet<(Facet, String)> = BTreeSet::new();
    facts.extend(entity.external_ids.iter().map(|id| (Facet::Code, code_value(id))));
    if !topic.is_empty() {
        facts.insert((Facet::Topic, cut(&topic).to_owned()));
    }
    // A code says enough.
    if entity.external_ids.is_empty() {
        let roles = entity.roles.iter().map(|span| folded(cut(span.of(text))));
        let roles = roles.filter(|role| !role.is_empty()).take(MOST_ROLES);
        facts.extend(roles.map(|role| (Facet::Role, role)));
        facts.extend(around.countries.iter().map(|code| (Facet::Country, code.clone())));
        let others = around.others.iter().filter(|(other, _)| *other != index).take(MOST_COMPANY);
        facts.extend(others.map(|(_, name)| (Facet::Company, name.clone())));
    }
    Some(Appearance {
        index: u32::try_from(index).ok()?,
        name,
        kind: entity.kind,
        mentions: u32::try_from(entity.mentions.len()).unwrap_or(u32::MAX),
        forms,
        facts: facts.into_iter().collect(),
    })
}

/// As much of a text as may be kept.
fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_BYTES)]
}

/// What an entity that a description tells is over all articles; empty for names, `None` for
/// those that are of their article alone.
fn topic(key: &EntityKey) -> Option<String> {
    Some(match key {
        EntityKey::Country(_) | EntityKey::Name(_) => String::new(),
        EntityKey::Institution { class, topic, country } => {
            format!("institution:{class}:{topic}:{country}")
        }
        EntityKey::Event { class, place } => format!("event:{class}:{}", folded(place)),
        EntityKey::Work { class, owner } => format!("work:{class}:{}", folded(owner)),
        EntityKey::Bloc(name) => format!("bloc:{name}"),
        EntityKey::Described(_) => return None,
    })
}

/// The name that stands for the entity, where the article writes it otherwise or only describes
/// the entity.
fn main_form(entity: &Entity, name: &str, text: &str) -> AppearanceForm {
    let same = entity.mentions.iter().filter(|mention| mention.span.of(text) == name);
    let kind = entity.mentions.iter().find(|mention| mention.span.of(text) == name);
    AppearanceForm {
        text: name.to_owned(),
        kind: kind.map_or(MentionKind::Name, |mention| mention.kind),
        count: u32::try_from(same.count()).unwrap_or(u32::MAX),
        keys: keys(name, entity.kind),
    }
}

/// The names that the article gives an entity, the most frequent first.
fn forms(entity: &Entity, text: &str) -> Vec<AppearanceForm> {
    let mut counts: BTreeMap<String, (u32, MentionKind)> = BTreeMap::new();
    for mention in entity.mentions.iter().filter(|mention| mention.kind.is_name()) {
        let words = mention.span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        if words.len() <= MAX_BYTES {
            counts.entry(words).or_insert((0, mention.kind)).0 += 1;
        }
    }
    let mut forms: Vec<_> = counts.into_iter().collect();
    // The sort is stable: ties stay in the order of the alphabet.
    forms.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
    forms.truncate(MOST_FORMS);
    let form = |(text, (count, kind)): (String, (u32, MentionKind))| {
        // A part of a name is that of many: "House". What names a country's people or government
        // is no name to be looked up by.
        let part =
            matches!(kind, MentionKind::ShortName | MentionKind::Demonym | MentionKind::Metonym);
        let whole = folded(&entity.canonical_name) == folded(&text);
        let keys = match whole || !part {
            true => keys(&text, entity.kind),
            false => Vec::new(),
        };
        AppearanceForm { text, kind, count, keys }
    };
    forms.into_iter().map(form).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::testing::annotated;

    #[test]
    fn long_texts_are_cut_between_characters() {
        for text in ["é".repeat(150), format!("x{}", "é".repeat(150)), "a".repeat(500)] {
            let kept = cut(&text);
            assert!(text.starts_with(kept) && kept.len() <= MAX_BYTES);
            assert!(kept.len() > MAX_BYTES - 4);
        }
        assert_eq!(cut("Zoë"), "Zoë");
    }

    #[test]
    fn no_name_and_no_fact_is_without_bound() {
        let text = "Ann Orr met Bo Lee in the town hall of Springfield.";
        let mut annotated = annotated(text).unwrap();
        for (at, entity) in annotated.analysis.entities.iter_mut().enumerate() {
            entity.canonical_name = format!("Zoë{at} {}", "long ".repeat(200));
        }
        let found = appearances(&annotated, text);
        assert!(found.iter().any(|one| one.values(Facet::Company).next().is_some()));
        for one in &found {
            let values = one.facts.iter().map(|(_, value)| value);
            let texts = values.chain(one.forms.iter().map(|form| &form.text)).chain([&one.name]);
            for text in texts {
                assert!(text.len() <= MAX_BYTES, "{text}");
            }
        }
    }
}
