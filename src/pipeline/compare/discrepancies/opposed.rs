//! Pairs of statements of which one affirms what the other denies, of two documents or of one.
//!
//! Candidates come from inverted indices: denials by their action, opposites by theirs, attitudes
//! by who holds them, and violence by whether anybody denies it.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use rustc_hash::FxHashMap;

use super::attitudes::{Attitude, attitudes};
use crate::{
    domain::{Claim, Modality, Polarity, Signal, SlotRole, Span},
    pipeline::compare::{
        Context,
        claims::concept,
        occasion,
        relation::{self, Statement},
    },
};

/// A claim of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub(super) document: usize,
    pub(super) claim: usize,
}

/// Two claims that are opposed.
#[derive(Clone, Debug)]
pub(super) struct Opposed {
    /// The one that affirms, or thinks well.
    pub(super) for_it: Place,
    /// The one that denies, or thinks ill.
    pub(super) against: Place,
    /// Why; its weight is the confidence that they are opposed, 0 to 1.
    pub(super) signal: Signal,
    /// Whether named parties hold both.
    pub(super) named: bool,
}

/// Claims under one key that are looked at; what is under more is too common to tell anything.
const MAX_POSTINGS: usize = 32;

/// Claims that are kept when they were read, so that memory does not grow with the articles.
const MOST_READ: usize = 4096;

/// The opposed pairs, in order of places, each once.
#[derive(Debug, Default)]
pub(in crate::pipeline::compare) struct Opposites {
    /// Each claim of another document, of another voice.
    pub(super) between: Vec<Opposed>,
    /// Both claims in one document.
    pub(super) inside: Vec<Opposed>,
}

impl Opposites {
    /// Those of all articles.
    pub(in crate::pipeline::compare) fn new(context: &Context<'_>) -> Self {
        let search = Search { context, read: RefCell::default() };
        let mut found = search.clashes();
        found.extend(search.attitudes());
        found.extend(search.violence());
        found.sort_by(|a, b| {
            let key = |pair: &Opposed| (pair.for_it, pair.against);
            key(a).cmp(&key(b)).then(b.signal.weight.total_cmp(&a.signal.weight))
        });
        found.dedup_by_key(|pair| (pair.for_it, pair.against));
        let (inside, between) =
            found.into_iter().partition(|p| p.for_it.document == p.against.document);
        Self { between, inside }
    }
}

struct Search<'c, 'a> {
    context: &'c Context<'a>,
    /// Claims that were read for comparison.
    read: RefCell<FxHashMap<Place, Rc<Statement<'a>>>>,
}

impl<'a> Search<'_, 'a> {
    fn claim(&self, place: Place) -> &'a Claim {
        &self.context.sources[place.document].annotated.analysis.claims[place.claim]
    }

    fn read(&self, place: Place) -> Option<Rc<Statement<'a>>> {
        let mut read = self.read.borrow_mut();
        if let Some(known) = read.get(&place) {
            return Some(Rc::clone(known));
        }
        if read.len() >= MOST_READ {
            read.clear();
        }
        let source = &self.context.sources[place.document];
        let statement = Rc::new(Statement::new(source.text, source.annotated, place.claim)?);
        read.insert(place, Rc::clone(&statement));
        Some(statement)
    }

    /// Whether two claims may be set against each other: those of one voice only inside of one
    /// document.
    fn may_oppose(&self, a: Place, b: Place) -> bool {
        match a.document == b.document {
            true => a.claim != b.claim && !(self.introduces(a) && self.introduces(b)),
            false => self.context.voices[a.document] != self.context.voices[b.document],
        }
    }

    /// Whether a claim introduces who does it: in one text "a man" and again "a man" are two.
    fn introduces(&self, place: Place) -> bool {
        let agent = self.claim(place).slots.iter().find(|slot| slot.role == SlotRole::Agent);
        agent.is_some_and(|slot| {
            let words = slot.span.of(self.context.sources[place.document].text);
            let first = words.split_whitespace().next().unwrap_or_default();
            first.eq_ignore_ascii_case("a") || first.eq_ignore_ascii_case("an")
        })
    }

    /// Whether both may tell of one occasion.
    fn is_one_occasion(&self, a: Place, b: Place) -> bool {
        occasion::may_be_one(self.context, (a.document, a.claim), (b.document, b.claim))
    }

    /// Whether two claims share a name, or a word of who does it or of what is done to whom: cheap to
    /// ask, and what clashes does.
    fn related(&self, a: Place, b: Place) -> bool {
        let (x, y) = (self.claim(a), self.claim(b));
        let who = |place: Place, entity: usize| self.context.who.is(place.document, entity);
        let named = x
            .entities
            .iter()
            .filter_map(|&e| who(a, e))
            .any(|entity| y.entities.iter().any(|&other| who(b, other) == Some(entity)));
        named || words(x).any(|word| words(y).any(|other| alike(word, other)))
    }

    /// All claims that say how things are, with the last word of their action.
    fn factual(&self) -> impl Iterator<Item = (Place, &'a Claim, &'a str)> {
        let sources = self.context.sources.iter().enumerate();
        let claims = sources.flat_map(|(document, source)| {
            let claims = source.annotated.analysis.claims.iter().enumerate();
            claims.map(move |(claim, of)| (Place { document, claim }, of))
        });
        claims.filter_map(|(place, claim)| {
            let factual = matches!(claim.modality, Modality::Asserted | Modality::Hedged);
            let action = claim.slots.iter().rev().find(|slot| slot.role == SlotRole::Action)?;
            let verb = action.value.rsplit(' ').next()?;
            factual.then_some((place, claim, verb))
        })
    }

    /// Denials of what others affirm, and opposites.
    fn clashes(&self) -> Vec<Opposed> {
        let mut affirmed: FxHashMap<Key<'_>, Vec<Place>> = FxHashMap::default();
        for (place, claim, verb) in self.factual() {
            if claim.polarity == Polarity::Affirmed {
                for key in keys(claim, verb) {
                    affirmed.entry(key).or_default().push(place);
                }
            }
        }
        let mut found = Vec::new();
        for (place, claim, verb) in self.factual() {
            let negated = claim.polarity == Polarity::Negated;
            let mut others: Vec<Place> = Vec::new();
            let mut add = |key: Key<'_>| {
                let posting = affirmed.get(&key).filter(|posting| posting.len() <= MAX_POSTINGS);
                others.extend(posting.into_iter().flatten());
            };
            if negated {
                keys(claim, verb).for_each(&mut add);
            } else {
                relation::opposites(verb).map(Key::Verb).for_each(&mut add);
                let said = said(claim, verb).into_iter();
                said.flat_map(relation::opposites).map(Key::Said).for_each(&mut add);
            }
            others.sort_unstable();
            others.dedup();
            for other in others {
                // Of two opposites the one that comes first is "for".
                if !self.may_oppose(place, other) || (!negated && other < place) {
                    continue;
                }
                if !self.related(place, other) || !self.is_one_occasion(place, other) {
                    continue;
                }
                let clash = self
                    .read(other)
                    .zip(self.read(place))
                    .and_then(|(a, b)| relation::clash(&a, &b));
                let Some(signal) =
                    clash.filter(|s| matches!(&*s.id, "polarity-differs" | "opposites"))
                else {
                    continue;
                };
                let (for_it, against) = if negated { (other, place) } else { (place, other) };
                let credited = |place: Place| self.claim(place).attributed_entity.is_some();
                let named = credited(for_it) || credited(against);
                found.push(Opposed { for_it, against, signal, named });
            }
        }
        found
    }

    /// Attitudes of one party to one thing.
    fn attitudes(&self) -> Vec<Opposed> {
        let (good, bad): (Vec<Attitude>, Vec<Attitude>) =
            attitudes(self.context).into_iter().partition(|attitude| attitude.positive);
        let mut by_owner: BTreeMap<_, Vec<&Attitude>> = BTreeMap::new();
        for attitude in &bad {
            for owner in &attitude.owners {
                by_owner.entry(owner).or_default().push(attitude);
            }
        }
        let mut found = Vec::new();
        for positive in &good {
            let owners = positive.owners.iter().filter_map(|owner| by_owner.get(owner));
            for negative in owners.flatten().take(MAX_POSTINGS) {
                let place = |a: &Attitude| Place { document: a.document, claim: a.claim };
                let (for_it, against) = (place(positive), place(negative));
                let Some(weight) = positive.fits(negative) else { continue };
                if self.may_oppose(for_it, against) {
                    let detail = String::new();
                    let signal = Signal { id: "attitude-differs".into(), weight, detail };
                    found.push(Opposed { for_it, against, signal, named: true });
                }
            }
        }
        found
    }

    /// Violence that one tells of and the other denies.
    fn violence(&self) -> Vec<Opposed> {
        /// Denials of violence that are looked at.
        const MOST: usize = 16;
        let mut acts = Vec::new();
        let mut denials = Vec::new();
        for (place, claim, verb) in self.factual() {
            match claim.polarity {
                Polarity::Negated => {
                    let words = claim.span.of(self.context.sources[place.document].text);
                    denials.extend(denied(claim, verb, words).map(|d| (place, d)));
                }
                Polarity::Affirmed => acts.extend(act(claim, verb).map(|a| (place, a))),
            }
        }
        let mut found = Vec::new();
        for (against, denied) in denials.iter().take(MOST) {
            for (for_it, act) in acts.iter().take(MAX_POSTINGS) {
                if !self.may_oppose(*for_it, *against) {
                    continue;
                }
                let fit = |a: Span, b: Span| {
                    let phrase = |place: &Place, span: Span| {
                        let source = &self.context.sources[place.document];
                        (source.text, source.annotated, span)
                    };
                    relation::phrases_fit(phrase(for_it, a), phrase(against, b)).unwrap_or(0.0)
                };
                let sufferer = fit(act.sufferer, denied.sufferer);
                let doer = act.doer.zip(denied.doer).map(|(a, b)| fit(a, b));
                const SAME: f64 = 0.65;
                if sufferer < SAME || doer.is_some_and(|fit| fit < SAME) {
                    continue;
                }
                let weight = if doer.is_some() { 0.8 } else { 0.7 };
                let detail = String::new();
                let signal = Signal { id: "violence-denied".into(), weight, detail };
                found.push(Opposed { for_it: *for_it, against: *against, signal, named: true });
            }
        }
        found
    }
}

/// The words of who does it and to whom.
fn words(claim: &Claim) -> impl Iterator<Item = &str> {
    let slots = claim.slots.iter();
    let parts = slots.filter(|slot| matches!(slot.role, SlotRole::Agent | SlotRole::Target));
    parts.flat_map(|slot| slot.value.split(' ')).filter(|word| word.len() > 2 && *word != "the")
}

fn alike(a: &str, b: &str) -> bool {
    a == b || (concept(a).is_some() && concept(a) == concept(b))
}

/// What affirmed claims are found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key<'a> {
    /// The last word of the action.
    Verb(&'a str),
    /// Its concept.
    Concept(u16),
    /// What is said of the agent.
    Said(&'a str),
}

/// The keys of a claim.
fn keys<'a>(claim: &'a Claim, verb: &'a str) -> impl Iterator<Item = Key<'a>> {
    let said = said(claim, verb).into_iter().map(Key::Said);
    let verbs = (verb != "be").then_some(Key::Verb(verb)).into_iter();
    verbs.chain(concept(verb).map(Key::Concept)).chain(said)
}

/// What a claim says that its agent is: the last word.
fn said<'a>(claim: &'a Claim, verb: &str) -> Option<&'a str> {
    let target = claim.slots.iter().find(|slot| slot.role == SlotRole::Target);
    target.filter(|_| verb == "be")?.value.rsplit(' ').next()
}

/// Somebody who does something to somebody.
struct Act {
    doer: Option<Span>,
    sufferer: Span,
}

/// Acts that are attacks, whoever commits them.
#[rustfmt::skip]
const VIOLENT: [&str; 24] = [
    "assault", "attack", "bash", "batter", "beat", "bite", "choke", "club", "harm", "hit", "hurt",
    "kick", "maul", "maim", "molest", "pummel", "punch", "shoot", "slap", "stab", "strike",
    "throw", "torture", "trample",
];

/// Words that stand for all of them.
const ANY_VIOLENCE: [&str; 4] = ["abuse", "assault", "attack", "mistreat"];

/// Words for whoever does something, that tell nothing of who it is.
#[rustfmt::skip]
const ANYBODY: [&str; 11] = [
    "animal", "assailant", "attacker", "beast", "creature", "man", "person", "somebody", "someone",
    "suspect", "woman",
];

fn slot(claim: &Claim, role: SlotRole) -> Option<Span> {
    claim.slots.iter().find(|slot| slot.role == role).map(|slot| slot.span)
}

/// The attack that a claim tells of.
fn act(claim: &Claim, verb: &str) -> Option<Act> {
    let violently = claim.slots.iter().any(|slot| {
        let manner = slot.role == SlotRole::Manner;
        let words = ["violently", "brutally", "savagely", "viciously"];
        manner && words.iter().any(|word| slot.value.contains(word))
    });
    if !violently && !VIOLENT.contains(&verb) {
        return None;
    }
    let sufferer = slot(claim, SlotRole::Target)?;
    Some(Act { doer: doer(claim), sufferer })
}

/// The attack that a claim of these words denies, be it of somebody who "was not under attack".
fn denied(claim: &Claim, verb: &str, words: &str) -> Option<Act> {
    // "They don't attack unless provoked" is a rule, and denies no act.
    const HABITS: [&str; 6] = ["do n't ", "do not ", "don't ", "don’t ", "does not ", "doesn't "];
    let lower = words.to_ascii_lowercase();
    if lower.contains("unless") || HABITS.iter().any(|habit| lower.contains(habit)) {
        return None;
    }
    if ANY_VIOLENCE.contains(&verb) {
        let sufferer = slot(claim, SlotRole::Target)?;
        return Some(Act { doer: doer(claim), sufferer });
    }
    let under_attack = verb == "be" && lower.contains("under attack");
    under_attack.then_some(())?;
    Some(Act { doer: None, sufferer: slot(claim, SlotRole::Agent)? })
}

/// Who does it, where that is told.
fn doer(claim: &Claim) -> Option<Span> {
    let slot = claim.slots.iter().find(|slot| slot.role == SlotRole::Agent)?;
    let noun = slot.value.rsplit(' ').next()?;
    (!ANYBODY.contains(&noun)).then_some(slot.span)
}
