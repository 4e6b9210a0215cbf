//! Persons whom an article describes and never names: "a 4-year-old boy ... the boy".
//!
//! Only the one of a kind whom the article introduces near its beginning becomes an entity: what
//! is said of him up to where a second one appears. Who has a name anywhere is left to
//! [`super::anaphora`].

use std::{collections::BTreeMap, ops::Range};

use super::{Entities, EntityKey, discourse::Discourse, tokens::Tokens};
use crate::domain::{Entity, EntityType, Mention, MentionKind, Section, Span};

/// Nouns for one kind of person, with the kind, sorted by noun.
#[rustfmt::skip]
const KINDS: [(&str, &str); 47] = [
    ("assailant", "attacker"), ("attacker", "attacker"), ("baby", "child"), ("bomber", "attacker"),
    ("boy", "child"), ("child", "child"), ("cop", "officer"), ("cyclist", "cyclist"), ("dad", "father"),
    ("defendant", "suspect"), ("driver", "driver"), ("father", "father"), ("girl", "child"),
    ("gunman", "attacker"), ("hostage", "hostage"), ("infant", "child"), ("inmate", "prisoner"),
    ("kid", "child"), ("lad", "child"), ("man", "man"), ("mom", "mother"), ("mother", "mother"),
    ("motorist", "driver"), ("mum", "mother"), ("nurse", "nurse"), ("officer", "officer"),
    ("patient", "patient"), ("pedestrian", "pedestrian"), ("pilot", "pilot"), ("policeman", "officer"),
    ("policewoman", "officer"), ("prisoner", "prisoner"), ("schoolboy", "child"), ("schoolgirl", "child"),
    ("shooter", "attacker"), ("soldier", "soldier"), ("student", "student"), ("suspect", "suspect"),
    ("teacher", "teacher"), ("teen", "teenager"), ("teenager", "teenager"), ("toddler", "child"),
    ("tot", "child"), ("victim", "victim"), ("woman", "woman"), ("youngster", "child"),
    ("youth", "teenager"),
];

/// Sentences of the body in which the person must appear first.
const FIRST: usize = 6;

/// Least mentions of the person.
const LEAST: usize = 2;

/// How a noun brings a person in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    /// "a boy".
    Introduced,
    /// "the boy", "his mother".
    Known,
    /// "boy", in a headline.
    Bare,
    /// "another boy".
    Second,
    /// Named, here or elsewhere.
    Named,
}

/// One noun for a person.
struct Seen {
    segment: usize,
    tokens: Range<usize>,
    entry: Entry,
    /// Index of the sentence.
    sentence: usize,
    section: Section,
    noun: &'static str,
}

/// Adds the persons whom an article only describes.
pub(super) fn add(discourse: &Discourse<'_>, entities: &mut Entities) {
    let mut covered: Vec<Span> =
        entities.entities.iter().flat_map(|e| e.mentions.iter().map(|m| m.span)).collect();
    covered.sort_unstable();
    let mut seen: BTreeMap<&'static str, Vec<Seen>> = BTreeMap::new();
    let parsed = discourse.parsed;
    for (sentence, place) in parsed.until_stopped(parsed.places).enumerate() {
        let tokens = discourse.tokens(place.segment);
        for token in parsed.few_until_stopped(place.tokens.clone()) {
            let Some((noun, kind)) = kind(&tokens, token) else { continue };
            let reader = Noun { discourse, tokens: &tokens, segment: place.segment, token };
            let Some(entry) = reader.entry(&covered) else { continue };
            seen.entry(kind).or_default().push(Seen {
                segment: place.segment,
                tokens: reader.phrase(place.tokens.start),
                entry,
                sentence,
                section: tokens.segment.section,
                noun,
            });
        }
    }
    for (kind, seen) in seen {
        let one = the_one(discourse, &seen);
        if one.len() < LEAST {
            continue;
        }
        let mention = |seen: &&Seen| {
            let segment = &parsed.segments[seen.segment];
            Mention {
                span: segment.range_span(seen.tokens.clone()),
                kind: MentionKind::Nominal,
                score: 1.0,
                section: seen.section,
            }
        };
        entities.entities.push(Entity {
            canonical_name: usual(&one).to_owned(),
            kind: EntityType::Person,
            mentions: one.iter().map(mention).collect(),
            external_ids: Vec::new(),
            roles: Vec::new(),
            salience: 0.0,
        });
        entities.keys.push(EntityKey::Described(kind));
    }
}

/// The noun and the kind of person of a token.
fn kind(tokens: &Tokens<'_>, token: usize) -> Option<(&'static str, &'static str)> {
    if tokens.tag(token) != "NN" && tokens.tag(token) != "NNP" {
        return None;
    }
    let noun = tokens.lower(token);
    let at = KINDS.binary_search_by(|(known, _)| (*known).cmp(noun.as_str())).ok()?;
    Some(KINDS[at])
}

/// The mentions of the one who is introduced first, up to where a second one appears.
fn the_one<'s>(discourse: &Discourse<'_>, seen: &'s [Seen]) -> Vec<&'s Seen> {
    if seen.iter().any(|s| s.entry == Entry::Named) {
        return Vec::new();
    }
    let sentences = discourse.parsed.sentences;
    let body = sentences.iter().position(|s| s.section == Section::Body).unwrap_or(0);
    let Some(first) = seen.first().filter(|s| s.sentence < body + FIRST) else {
        return Vec::new();
    };
    let words = |s: &Seen| {
        let span = discourse.parsed.segments[s.segment].range_span(s.tokens.clone());
        span.of(discourse.parsed.text).to_lowercase()
    };
    let mut introduced: Option<&Seen> = None;
    let mut one = Vec::new();
    for s in seen {
        // "a boy ... a boy": the second is somebody else, unless the headline has the first or
        // both are told by the same words.
        let again = |first: &Seen| {
            first.section == Section::Title || s.tokens.len() > 1 && words(first) == words(s)
        };
        match s.entry {
            Entry::Second => break,
            Entry::Introduced if introduced.is_some_and(|first| !again(first)) => break,
            Entry::Introduced => introduced = Some(s),
            _ => {}
        }
        one.push(s);
    }
    let clear =
        introduced.is_some() || first.entry == Entry::Known || first.section == Section::Title;
    if clear { one } else { Vec::new() }
}

/// The noun that is used most, of equals the first.
fn usual(one: &[&Seen]) -> &'static str {
    let count = |noun: &str| one.iter().filter(|s| s.noun == noun).count();
    let best = one.iter().rev().max_by_key(|s| count(s.noun));
    best.map_or("", |s| s.noun)
}

/// A noun in its sentence.
struct Noun<'a, 'd> {
    discourse: &'a Discourse<'d>,
    tokens: &'a Tokens<'d>,
    segment: usize,
    token: usize,
}

impl Noun<'_, '_> {
    /// How the noun brings a person in; `None` where it does not speak of one.
    fn entry(&self, covered: &[Span]) -> Option<Entry> {
        let doc = &self.tokens.segment.doc;
        let dep = doc.dep(self.token);
        let span = self.tokens.span(self.token..self.token + 1);
        let after = covered.partition_point(|other| other.begin <= span.begin);
        if covered[..after].iter().rev().take(4).any(|other| other.contains(span)) {
            return Some(Entry::Named);
        }
        let mentioned = &self.discourse.mentioned[self.segment];
        let named = |token: usize| mentioned.covering(token).is_some();
        // "suspect John Smith", "John Smith, a student".
        let beside = self.tokens.is_upper(self.token + 1) && named(self.token + 1);
        let apposed = dep == "appos" && named(doc.head(self.token))
            || doc.children(self.token).take(32).any(|c| doc.dep(c) == "appos" && named(c));
        if beside || apposed {
            return Some(Entry::Named);
        }
        if matches!(dep, "compound" | "nmod" | "amod" | "attr" | "appos" | "npadvmod") {
            return None;
        }
        let before = doc.children(self.token).take(32).take_while(|&c| c < self.token);
        let mut determiner = None;
        for child in before {
            let word = self.tokens.lower(child);
            match word.as_str() {
                "another" | "second" | "third" | "other" | "each" | "every" | "any" | "no" => {
                    return Some(Entry::Second);
                }
                "a" | "an" | "one" => determiner = Some(Entry::Introduced),
                "the" | "this" | "that" => determiner = Some(Entry::Known),
                _ if doc.dep(child) == "poss" => {
                    // "his mother": whose is not told apart.
                    let kin = matches!(
                        self.tokens.lower(self.token).as_str(),
                        "mother" | "mum" | "mom" | "father" | "dad"
                    );
                    determiner = kin.then_some(Entry::Known);
                    if !kin {
                        return None;
                    }
                }
                _ => {}
            }
        }
        let quoted = self.discourse.quoted(span.begin).is_some();
        match determiner {
            // What somebody says of "a child" is said of any.
            Some(Entry::Introduced) if quoted => None,
            None if self.tokens.segment.section == Section::Title => Some(Entry::Bare),
            determiner => determiner,
        }
    }

    /// The noun with its modifiers, without article or possessor.
    fn phrase(&self, from: usize) -> Range<usize> {
        /// Words before the noun.
        const LONGEST: usize = 8;
        let doc = &self.tokens.segment.doc;
        // "4-year-old boy": the number stands three steps below.
        let modifier = |&t: &usize| {
            let mut above = std::iter::successors(Some(t), |&at| Some(doc.head(at)));
            let joined = above.by_ref().take(5).any(|at| at == self.token);
            let tag = self.tokens.tag(t);
            joined
                && doc.dep(t) != "poss"
                && !matches!(tag, "DT" | "PRP$" | "POS" | "," | "IN" | "CC")
        };
        let before = (from..self.token).rev().take(LONGEST).take_while(modifier);
        before.last().unwrap_or(self.token)..self.token + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_sorted() {
        assert!(KINDS.is_sorted_by_key(|(noun, _)| *noun));
    }
}
