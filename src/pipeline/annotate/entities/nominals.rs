//! Things named by a common noun with a modifier that tells which: institutions of a state,
//! events, plans, blocs.

use std::ops::Range;

use super::{EntityKey, Parsed, countries::CountryForm, lexicon, tokens::Tokens};
use crate::domain::EntityType;
use parallax_nlp::gazetteer::FormKind;

/// Marks an event's place as that of its agent, for want of a better.
pub(super) const AGENT: &str = "by ";

/// A nominal over some tokens.
#[derive(Debug)]
pub(super) struct Nominal {
    pub(super) tokens: Range<usize>,
    pub(super) key: EntityKey,
    pub(super) kind: EntityType,
    /// Whether it is a name in the narrow sense: capitals throughout.
    pub(super) is_name: bool,
}

/// The places that a segment names, by token.
pub(super) struct Places {
    /// For each token, the place whose name covers it: range and identity.
    at: Vec<Option<(Range<usize>, String)>>,
}

impl Places {
    /// From the forms of countries and the names of other places.
    pub(super) fn new(
        parsed: &Parsed<'_>,
        tokens: &Tokens<'_>,
        countries: &[CountryForm],
        names: impl Iterator<Item = Range<usize>>,
    ) -> Self {
        let mut at = vec![None; tokens.len()];
        let mut mark = |range: Range<usize>, identity: String| {
            for i in range.clone() {
                if at[i].is_none() {
                    at[i] = Some((range.clone(), identity.clone()));
                }
            }
        };
        for c in parsed.few_until_stopped(countries) {
            let identity = match c.form.kind {
                FormKind::Capital => tokens.phrase(c.tokens.clone()).to_lowercase(),
                _ => c.form.country.code.to_owned(),
            };
            mark(c.tokens.clone(), identity);
        }
        for range in parsed.few_until_stopped(names) {
            let identity = tokens.phrase(range.clone()).to_lowercase();
            mark(range, identity.trim_start_matches("the ").to_owned());
        }
        Self { at }
    }

    fn get(&self, i: usize) -> Option<&(Range<usize>, String)> {
        self.at.get(i)?.as_ref()
    }
}

/// The nominals of a segment in text order; none overlaps the one before.
pub(super) fn scan(
    parsed: &Parsed<'_>,
    tokens: &Tokens<'_>,
    places: &Places,
    countries: &[CountryForm],
) -> Vec<Nominal> {
    let mut found: Vec<Nominal> = Vec::new();
    for head in parsed.few_until_stopped(0..tokens.len()) {
        let word = tokens.lower(head);
        let nominal = institution(tokens, places, countries, head, &word)
            .or_else(|| event(tokens, places, head, &word))
            .or_else(|| work(tokens, places, countries, head, &word))
            .or_else(|| bloc(tokens, head, &word));
        let Some(nominal) = nominal else { continue };
        if found.last().is_none_or(|last| last.tokens.end <= nominal.tokens.start) {
            found.push(nominal);
        }
    }
    found
}

/// What stands left of a head noun and belongs to it.
struct Left {
    begin: usize,
    /// The nearest place among the modifiers, as identity.
    place: Option<String>,
    /// Modifiers in lower case that are no place, in text order.
    modifiers: Vec<String>,
}

/// Walks left over modifiers: adjectives, nouns, numbers and places, with possessives.
fn left_of(tokens: &Tokens<'_>, places: &Places, head: usize) -> Left {
    let mut left = Left { begin: head, place: None, modifiers: Vec::new() };
    while left.begin > 0 && head - left.begin < 8 {
        let i = left.begin - 1;
        if let Some((range, identity)) = places.get(i) {
            left.begin = range.start;
            left.place.get_or_insert_with(|| identity.clone());
            // Nothing that belongs to the head stands before an owner.
            if tokens.is_possessive(range.end) {
                break;
            }
            continue;
        }
        let possessive = tokens.is_possessive(i) && i > 0 && places.get(i - 1).is_some();
        let tag = tokens.tag(i);
        let modifier = matches!(tag, "JJ" | "NN" | "NNP" | "NNPS" | "CD" | "VBN" | "HYPH");
        let lower = tokens.lower(i);
        let plain =
            modifier && !is_quantifier(&lower) && (!tokens.is_upper(i) || tag.starts_with("NN"));
        if !(possessive || plain) {
            break;
        }
        if plain {
            left.modifiers.insert(0, lower);
        }
        left.begin = i;
        if possessive {
            continue;
        }
    }
    // A hyphen or possessive cannot begin a phrase.
    while left.begin < head
        && (tokens.is_possessive(left.begin) || tokens.tag(left.begin) == "HYPH")
    {
        left.begin += 1;
    }
    left
}

fn is_quantifier(word: &str) -> bool {
    matches!(
        word,
        "other"
            | "many"
            | "several"
            | "first"
            | "second"
            | "next"
            | "last"
            | "new"
            | "same"
            | "such"
            | "own"
            | "one"
            | "two"
            | "three"
    )
}

/// A complement of place right of a head: "in Ukraine", "of aggression in Ukraine".
fn place_after(tokens: &Tokens<'_>, places: &Places, head: usize) -> Option<(usize, String)> {
    let mut i = head + 1;
    if tokens.lower(i) == "of" && tokens.lower(i + 1) == "aggression" {
        i += 2;
    }
    if !matches!(tokens.lower(i).as_str(), "in" | "of" | "on" | "against") {
        return None;
    }
    i += 1;
    if tokens.lower(i) == "the" {
        i += 1;
    }
    let (range, identity) = places.get(i)?;
    // "the war in Ukrainian cities": a people is no place.
    let modifies = tokens.tag(range.end - 1).starts_with("JJ") && tokens.is_noun(range.end);
    (!modifies && !tokens.is_possessive(range.end)).then(|| (range.end, identity.clone()))
}

/// Whether a noun is only the modifier of the noun after it.
fn modifies_next(tokens: &Tokens<'_>, head: usize) -> bool {
    tokens.is_noun(head + 1) || (tokens.tag(head + 1) == "HYPH") || tokens.dep(head) == "compound"
}

fn institution(
    tokens: &Tokens<'_>,
    places: &Places,
    countries: &[CountryForm],
    head: usize,
    word: &str,
) -> Option<Nominal> {
    let class = lexicon::institution(word).filter(|_| tokens.is_noun(head))?;
    let left = left_of(tokens, places, head);
    let mut end = head + 1;
    let mut topic = left.modifiers.clone();
    // "Ministry of Foreign Affairs", "Ministry of Defence of Ukraine".
    if tokens.lower(end) == "of" && tokens.is_upper(end + 1) && places.get(end + 1).is_none() {
        topic.clear();
        end += 1;
        while tokens.is_upper(end) && places.get(end).is_none()
            || (tokens.lower(end) == "and"
                && tokens.is_upper(end + 1)
                && places.get(end + 1).is_none())
        {
            topic.push(tokens.lower(end));
            end += 1;
        }
    }
    let after = place_after(tokens, places, end - 1).filter(|_| tokens.lower(end) == "of");
    let mut place = left.place;
    if let Some((beyond, identity)) = after.filter(|_| class == "ministry" && place.is_none()) {
        (end, place) = (beyond, Some(identity));
    }
    topic.retain(|t| {
        t.chars().all(char::is_alphabetic) && t != "affairs" && t != "and" && t != word
    });
    let topic = topic.iter().map(|t| t.replace("defence", "defense")).collect::<Vec<_>>().join(" ");
    let country =
        place.filter(|p| countries.iter().any(|c| c.form.country.code == p)).unwrap_or_default();
    let is_name = tokens.is_upper(head);
    // A bare noun in lower case tells nothing.
    if country.is_empty() && !is_name || (country.is_empty() && topic.is_empty() && !is_name) {
        return None;
    }
    let key = EntityKey::Institution { class, topic, country };
    Some(Nominal { tokens: left.begin..end, key, kind: EntityType::Organization, is_name })
}

fn event(tokens: &Tokens<'_>, places: &Places, head: usize, word: &str) -> Option<Nominal> {
    let class =
        lexicon::event(word).filter(|_| tokens.is_noun(head) && !modifies_next(tokens, head))?;
    let left = left_of(tokens, places, head);
    let after = place_after(tokens, places, head);
    let owned = left.place.is_some()
        && class == "armed-conflict"
        && word != "conflict"
        && (left.begin..head)
            .any(|i| tokens.is_possessive(i) || tokens.tag(i) == "JJ" && places.get(i).is_some());
    let place = match (&after, &left.place) {
        (Some((_, target)), _) => target.clone(),
        // "Russia's war" says who wages it and not where.
        (None, Some(agent)) if owned => format!("{AGENT}{agent}"),
        (None, Some(place)) => place.clone(),
        (None, None) if class == "epidemic" => left.modifiers.last()?.clone(),
        (None, None) => return None,
    };
    let end = after.map_or(head + 1, |(end, _)| end);
    // "(the) largest attack in Europe": a ranking, no name. The walk stops before it.
    let ranked = left.begin > 0 && matches!(tokens.tag(left.begin - 1), "JJS" | "RBS");
    if ranked || (tokens.tag(head) == "NNS" && class != "election") {
        return None;
    }
    let is_name = (left.begin..end).all(|i| tokens.is_upper(i) || tokens.is_possessive(i));
    Some(Nominal {
        tokens: left.begin..end,
        key: EntityKey::Event { class, place },
        kind: EntityType::Event,
        is_name,
    })
}

fn work(
    tokens: &Tokens<'_>,
    places: &Places,
    countries: &[CountryForm],
    head: usize,
    word: &str,
) -> Option<Nominal> {
    let class =
        lexicon::work(word).filter(|_| tokens.tag(head) == "NN" && !modifies_next(tokens, head))?;
    let left = left_of(tokens, places, head);
    let typed = left.modifiers.iter().any(|m| lexicon::is_work_modifier(m) || m.ends_with("point"))
        || left.modifiers.windows(2).any(|m| m[1] == "point");
    if !typed && (left.place.is_none() || class != "plan") {
        return None;
    }
    let owner = left
        .place
        .map(|p| owner_of(&p))
        .or_else(|| subject(tokens, places, head))
        .unwrap_or_default();
    // A country's plan of no kind is one only where the country is its owner.
    if !typed && !countries.iter().any(|c| c.form.country.code == owner) {
        return None;
    }
    Some(Nominal {
        tokens: left.begin..head + 1,
        key: EntityKey::Work { class, owner },
        kind: EntityType::Work,
        is_name: false,
    })
}

/// The country that a place stands for as the owner of a plan: a capital is its country.
fn owner_of(place: &str) -> String {
    let capital =
        parallax_nlp::gazetteer::lookup(&title_case(place)).filter(|f| f.kind == FormKind::Capital);
    capital.map_or_else(|| place.to_owned(), |f| f.country.code.to_owned())
}

fn title_case(words: &str) -> String {
    let word = |w: &str| {
        let mut chars = w.chars();
        chars.next().map(|c| c.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    words.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The place that is the subject of the verb whose object a noun is: "China published a
/// plan".
fn subject(tokens: &Tokens<'_>, places: &Places, noun: usize) -> Option<String> {
    if tokens.dep(noun) != "dobj" {
        return None;
    }
    let verb = tokens.head(noun);
    let subject = tokens.segment.doc.children(verb).find(|&c| tokens.dep(c) == "nsubj")?;
    let (_, identity) = places.get(subject)?;
    Some(owner_of(identity))
}

fn bloc(tokens: &Tokens<'_>, at: usize, word: &str) -> Option<Nominal> {
    let next = tokens.lower(at + 1);
    let range = match tokens.word(at) {
        "West"
            if at > 0
                && tokens.lower(at - 1) == "the"
                && !tokens.is_upper(at + 1)
                && next != "of"
                && !tokens.is_noun(at + 1) =>
        {
            at..at + 1
        }
        "Western" if lexicon::is_bloc_member(&next) => at..at + 2,
        "Western" if lexicon::is_bloc_matter(&next) => at..at + 1,
        _ => return None,
    };
    let is_name = word == "west";
    Some(Nominal { tokens: range, key: EntityKey::Bloc("west"), kind: EntityType::Group, is_name })
}
