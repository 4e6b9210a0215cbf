//! Names while the rules work on them.

use std::ops::Range;

use crate::doc::{Doc, Entity};

/// What a name names: a label of `OntoNotes` 5 that the rules know, or another label of the
/// model, which they leave alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Person,
    Organisation,
    /// A place with a government.
    Country,
    /// Another place.
    Place,
    Facility,
    /// A people, a party's members, believers.
    Group,
    Event,
    Work,
    Law,
    Product,
    Language,
    /// Dates, numbers and what the rules do not know, by index of the label.
    Other(u16),
}

/// The kinds that the rules know, with their labels.
const KINDS: [(Kind, &str); 11] = [
    (Kind::Person, "PERSON"),
    (Kind::Organisation, "ORG"),
    (Kind::Country, "GPE"),
    (Kind::Place, "LOC"),
    (Kind::Facility, "FAC"),
    (Kind::Group, "NORP"),
    (Kind::Event, "EVENT"),
    (Kind::Work, "WORK_OF_ART"),
    (Kind::Law, "LAW"),
    (Kind::Product, "PRODUCT"),
    (Kind::Language, "LANGUAGE"),
];

impl Kind {
    /// A place of any sort.
    pub(super) fn is_place(self) -> bool {
        matches!(self, Self::Country | Self::Place | Self::Facility)
    }

    /// A person, a body or a place.
    pub(super) fn is_main(self) -> bool {
        self.is_place() || matches!(self, Self::Person | Self::Organisation)
    }
}

/// The labels of a model by number, and back.
pub(super) struct Labels {
    kinds: Vec<Kind>,
}

impl Labels {
    pub(super) fn new(doc: &Doc) -> Self {
        let kind = |(index, label): (usize, &str)| {
            let known = KINDS.iter().find(|(_, name)| *name == label);
            // Labels are counted in 16 bits.
            known.map_or(Kind::Other(index as u16), |(kind, _)| *kind)
        };
        Self { kinds: doc.entity_labels().enumerate().map(kind).collect() }
    }

    /// Whether the model knows persons, organisations and places by their usual labels.
    pub(super) fn are_usual(&self) -> bool {
        [Kind::Person, Kind::Organisation, Kind::Country].iter().all(|k| self.kinds.contains(k))
    }

    pub(super) fn kind(&self, label: u16) -> Kind {
        self.kinds[usize::from(label)]
    }

    /// The label of a kind; that of the nearest kind when the model has none, or nothing.
    pub(super) fn label(&self, kind: Kind) -> Option<u16> {
        if let Kind::Other(label) = kind {
            return Some(label);
        }
        // Labels are counted in 16 bits.
        self.kinds.iter().position(|k| *k == kind).map(|label| label as u16)
    }
}

/// How much speaks for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// A guess from the form of the word.
    Guess,
    /// The recogniser alone.
    Model,
    /// What the table or a word nearby says.
    Cue,
    /// A pattern that seldom errs.
    Pattern,
}

/// A name over some tokens.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) tokens: Range<usize>,
    pub(super) kind: Kind,
    pub(super) weight: Weight,
    pub(super) confidence: f32,
}

/// The names of a text; no two overlap.
pub(super) struct Names {
    list: Vec<Option<Name>>,
    /// For each token, one more than the index of the name that covers it, or zero.
    owner: Vec<u32>,
}

impl Names {
    pub(super) fn new(tokens: usize) -> Self {
        Self { list: Vec::new(), owner: vec![0; tokens] }
    }

    /// The name that covers a token.
    pub(super) fn at(&self, token: usize) -> Option<&Name> {
        let owner = *self.owner.get(token)?;
        self.list.get((owner as usize).checked_sub(1)?)?.as_ref()
    }

    /// The name over exactly these tokens.
    pub(super) fn exactly(&self, tokens: &Range<usize>) -> Option<&Name> {
        self.at(tokens.start).filter(|name| name.tokens == *tokens)
    }

    /// Whether no name covers any of the tokens.
    pub(super) fn are_free(&self, tokens: &Range<usize>) -> bool {
        self.owner[tokens.clone()].iter().all(|&owner| owner == 0)
    }

    /// Adds a name in place of all that it overlaps, unless one of them weighs more.
    pub(super) fn put(&mut self, tokens: Range<usize>, kind: Kind, weight: Weight) -> bool {
        let confidence = match weight {
            Weight::Guess => 0.5,
            Weight::Model => 0.6,
            Weight::Cue => 0.8,
            Weight::Pattern => 0.9,
        };
        self.put_name(Name { tokens, kind, weight, confidence })
    }

    /// As [`put`](Self::put).
    pub(super) fn put_name(&mut self, mut name: Name) -> bool {
        let range = name.tokens.clone();
        if range.is_empty() || range.end > self.owner.len() {
            return false;
        }
        if range.clone().any(|i| self.at(i).is_some_and(|other| other.weight > name.weight)) {
            return false;
        }
        if let Some(same) = self.exactly(&range) {
            // Rule and recogniser agree.
            if same.kind == name.kind {
                name.confidence = name.confidence.max(same.confidence);
            }
        }
        for i in range.clone() {
            self.remove(i);
        }
        self.list.push(Some(name));
        self.owner[range].fill(self.list.len() as u32);
        true
    }

    /// Takes away the name that covers a token.
    pub(super) fn remove(&mut self, token: usize) -> Option<Name> {
        let owner = self.owner[token] as usize;
        let name = self.list.get_mut(owner.checked_sub(1)?)?.take()?;
        self.owner[name.tokens.clone()].fill(0);
        Some(name)
    }

    /// Gives a name other tokens, kind or weight; it loses what it no longer covers.
    pub(super) fn change(&mut self, name: &Name, tokens: Range<usize>, kind: Kind, weight: Weight) {
        let confidence = name.confidence;
        self.remove(name.tokens.start);
        self.put_name(Name { tokens, kind, weight, confidence });
    }

    /// A copy of the names in text order.
    pub(super) fn in_order(&self) -> Vec<Name> {
        let mut names: Vec<Name> = self.list.iter().flatten().cloned().collect();
        names.sort_by_key(|name| name.tokens.start);
        names
    }

    /// The names as entities of the document, in text order.
    pub(super) fn into_entities(self, labels: &Labels) -> Vec<Entity> {
        let entity = |name: Name| {
            let label = labels.label(name.kind)?;
            Some(Entity { tokens: name.tokens, confidence: name.confidence, label })
        };
        let mut entities: Vec<Entity> =
            self.list.into_iter().flatten().filter_map(entity).collect();
        entities.sort_by_key(|entity| entity.tokens.start);
        entities
    }
}
