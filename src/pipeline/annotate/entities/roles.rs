//! Titles and roles that an article gives to persons: before the name ("Kremlin spokesman Dmitry
//! Peskov"), after it ("Yury Ushakov, the Kremlin's foreign policy adviser,") and by a statement
//! ("Peskov is the Kremlin's spokesman").

use std::{collections::BTreeSet, ops::Range};

use super::{
    Entities,
    discourse::{At, Discourse, is_person},
    people,
    tokens::Tokens,
};
use crate::{
    domain::MentionKind,
    pipeline::{annotate::words, calendar},
};
use parallax_nlp::gazetteer::Gender;

/// Most words of a role.
const LONGEST: usize = 12;

/// A role in the text.
#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) entity: usize,
    pub(super) segment: usize,
    pub(super) tokens: Range<usize>,
    pub(super) description: Description,
}

/// What a noun phrase says of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Description {
    /// The noun, in lower case.
    pub(super) noun: String,
    /// Nouns and adjectives that tell one office from another, sorted.
    pub(super) topics: Vec<String>,
    /// Entities that it names: whose office it is.
    pub(super) owners: Vec<usize>,
    /// Whether the office is held no more.
    pub(super) former: bool,
}

/// Finds the roles of all persons, in text order, and gives them to the entities.
pub(super) fn attach(discourse: &Discourse<'_>, entities: &mut Entities) -> Vec<Role> {
    let mut roles: Vec<Role> = Vec::new();
    let parsed = discourse.parsed;
    for segment in parsed.few_until_stopped(0..discourse.mentioned.len()) {
        let tokens = discourse.tokens(segment);
        for at in parsed.few_until_stopped(&discourse.mentioned[segment].list) {
            if !is_person(&entities.entities[at.entity]) || at.kind == MentionKind::Nominal {
                continue;
            }
            let reader = Reader { discourse, segment, tokens: &tokens };
            let before = reader.before(at.tokens.start);
            let after = reader.beside(at);
            let stated = reader.stated(at);
            for (tokens, noun) in [before, after, stated].into_iter().flatten() {
                let description = reader.describe(&tokens, noun);
                roles.push(Role { entity: at.entity, segment, tokens, description });
            }
        }
    }
    roles.sort_by_key(|role| (role.segment, role.tokens.start, role.tokens.end));
    let mut known: BTreeSet<(usize, String)> = BTreeSet::new();
    for role in parsed.few_until_stopped(&roles) {
        let segment = &parsed.segments[role.segment];
        let span = segment.range_span(role.tokens.clone());
        let wording = span.of(parsed.text).to_lowercase();
        if known.insert((role.entity, wording)) {
            entities.entities[role.entity].roles.push(span);
        }
    }
    roles
}

/// Whom the words around a person's name tell that it is.
pub(super) fn gender_before(tokens: &Tokens<'_>, name: &Range<usize>) -> Option<Gender> {
    let before = name.start.checked_sub(1)?;
    [before, name.start].into_iter().find_map(|i| people::gender_of(&tokens.lower(i)))
}

/// Reads the words around names of one segment.
pub(super) struct Reader<'a, 'd> {
    pub(super) discourse: &'a Discourse<'d>,
    pub(super) segment: usize,
    pub(super) tokens: &'a Tokens<'d>,
}

impl Reader<'_, '_> {
    fn is_role(&self, token: usize) -> bool {
        let noun = self.tokens.is_noun(token) || self.tokens.is_upper(token);
        noun && people::is_role(&self.tokens.lower(token))
            && !people::is_courtesy(&self.tokens.lower(token))
    }

    /// The role that ends directly before a name, with its noun.
    fn before(&self, name: usize) -> Option<(Range<usize>, usize)> {
        let mut end = name;
        // "President Mr. Smith"
        while end > 0 && people::is_courtesy(&self.tokens.lower(end - 1)) {
            end -= 1;
        }
        let last = end.checked_sub(1)?;
        let noun = if self.is_role(last) { last } else { self.noun_with_of(last)? };
        let begin = self.begin(noun);
        (begin < end && end - begin <= LONGEST).then_some((begin..end, noun))
    }

    /// The noun of "Secretary of State", "president of the Republic of China", whose last word is
    /// given.
    fn noun_with_of(&self, last: usize) -> Option<usize> {
        let covering = self.discourse.mentioned[self.segment].covering(last);
        let first = match covering {
            Some(at) if at.tokens.end == last + 1 => at.tokens.start,
            _ if self.tokens.is_upper(last) && self.tokens.is_noun(last) => last,
            _ => return None,
        };
        let mut at = first.checked_sub(1)?;
        if self.tokens.lower(at) == "the" {
            at = at.checked_sub(1)?;
        }
        let noun = at.checked_sub(1)?;
        (self.tokens.lower(at) == "of" && self.is_role(noun)).then_some(noun)
    }

    /// Where the noun phrase of a role's noun begins, without article.
    fn begin(&self, noun: usize) -> usize {
        let mentioned = &self.discourse.mentioned[self.segment];
        let mut begin = noun;
        while begin > 0 && noun - begin < LONGEST {
            let i = begin - 1;
            if let Some(at) = mentioned.covering(i) {
                // "Putin spokesman": whose; but not the next person of a list.
                begin = at.tokens.start;
                continue;
            }
            if self.tokens.is_possessive(i) && i > 0 {
                let owner = mentioned.covering(i - 1).map(|at| at.tokens.start);
                let owner = owner.or_else(|| self.tokens.is_noun(i - 1).then_some(i - 1));
                match owner {
                    Some(owner) => begin = owner,
                    None => break,
                }
                continue;
            }
            let tag = self.tokens.tag(i);
            let modifier = matches!(tag, "NN" | "NNP" | "NNPS" | "JJ" | "VBN" | "HYPH" | "AFX");
            let joined = self.tokens.word(i) == "-" || self.tokens.word(begin) == "-";
            let word = self.tokens.lower(i);
            if !(modifier || joined) || is_date_word(&word) || words::is_speech_verb(&word) {
                break;
            }
            begin = i;
        }
        // A mark cannot begin a phrase.
        while begin < noun && !self.tokens.word(begin).starts_with(char::is_alphanumeric) {
            begin += 1;
        }
        begin
    }

    /// A role beside a name, joined by a comma: behind it ("Peskov, the spokesman") or before
    /// ("The director, Thane Maynard").
    fn beside(&self, at: &At) -> Option<(Range<usize>, usize)> {
        let doc = &self.tokens.segment.doc;
        let head = super::discourse::head_of(doc, &at.tokens);
        let appositive = doc
            .children(head)
            .take(16)
            .find(|&c| doc.dep(c) == "appos" && c >= at.tokens.end && self.is_role(c));
        let noun = match appositive {
            Some(noun) => noun,
            None if doc.dep(head) == "appos" && doc.head(head) < at.tokens.start => {
                self.apposed(doc.head(head), at.tokens.start)?
            }
            None => return None,
        };
        self.phrase(noun, at)
    }

    /// The role that a name stands beside, behind a comma. The tree may join it to the place in
    /// "The mayor of Oslo, Marianne Borgen".
    fn apposed(&self, governor: usize, name: usize) -> Option<usize> {
        if name < 2 || self.tokens.word(name - 1) != "," {
            return None;
        }
        if self.is_role(governor) { Some(governor) } else { self.noun_with_of(name - 2) }
    }

    /// The role of "Peskov is the Kremlin's spokesman".
    fn stated(&self, at: &At) -> Option<(Range<usize>, usize)> {
        let doc = &self.tokens.segment.doc;
        let head = super::discourse::head_of(doc, &at.tokens);
        let verb = doc.head(head);
        let is = doc.dep(head) == "nsubj" && doc.lemma(verb) == "be" && doc.tag(verb) != "MD";
        if !is || doc.children(verb).take(16).any(|c| doc.dep(c) == "neg" || doc.dep(c) == "aux") {
            return None;
        }
        let noun =
            doc.children(verb).take(16).find(|&c| doc.dep(c) == "attr" && self.is_role(c))?;
        self.phrase(noun, at)
    }

    /// The phrase of a role's noun with what follows it by "of".
    fn phrase(&self, noun: usize, at: &At) -> Option<(Range<usize>, usize)> {
        // "two former presidents", "the wife of ..." say nothing of an office in the singular.
        if matches!(self.tokens.tag(noun), "NNS" | "NNPS") {
            return None;
        }
        let begin = self.begin(noun);
        let range = begin..self.end(noun);
        let clear = range.end <= at.tokens.start || range.start >= at.tokens.end;
        (clear && range.len() <= LONGEST).then_some((range, noun))
    }

    /// Where the noun phrase of a role ends: behind a complement of "of", "at", "for".
    pub(super) fn end(&self, noun: usize) -> usize {
        let mut end = noun + 1;
        for _ in 0..2 {
            if !matches!(self.tokens.lower(end).as_str(), "of" | "at" | "for") {
                break;
            }
            let mut i = end + 1;
            if matches!(self.tokens.lower(i).as_str(), "the" | "its" | "his" | "her") {
                i += 1;
            }
            let complement = match self.discourse.mentioned[self.segment].covering(i) {
                Some(at) if at.tokens.start == i && !self.tokens.is_possessive(at.tokens.end) => {
                    at.tokens.end
                }
                _ => {
                    let nominal = |i: &usize| {
                        self.tokens.is_noun(*i) || matches!(self.tokens.tag(*i), "JJ" | "HYPH")
                    };
                    (i..i + 5).take_while(nominal).last().map_or(i, |last| last + 1)
                }
            };
            if complement == i {
                break;
            }
            end = complement;
        }
        end
    }

    /// What a phrase says, whose noun is given.
    pub(super) fn describe(&self, tokens: &Range<usize>, noun: usize) -> Description {
        let mut description =
            Description { noun: self.tokens.lower(noun), ..Description::default() };
        let mentioned = &self.discourse.mentioned[self.segment];
        let mut i = tokens.start;
        while i < tokens.end {
            if let Some(at) = mentioned.covering(i).filter(|at| !at.tokens.contains(&noun)) {
                description.owners.push(at.entity);
                i = at.tokens.end.max(i + 1);
                continue;
            }
            let word = self.tokens.lower(i);
            if people::is_former(&word) {
                description.former = true;
            } else if i != noun && (self.tokens.is_noun(i) || people::is_topical(&word)) {
                description.topics.push(word.replace("defence", "defense"));
            }
            i += 1;
        }
        description.topics.sort_unstable();
        description.owners.sort_unstable();
        description.owners.dedup();
        description
    }
}

/// Days and months, which stand before names without belonging to them.
pub(super) fn is_date_word(word: &str) -> bool {
    // "March" and "May" are names of people as well.
    calendar::is_weekday(word)
        || calendar::is_month(word) && !matches!(word, "march" | "may")
        || matches!(word, "today" | "yesterday" | "tomorrow")
}
