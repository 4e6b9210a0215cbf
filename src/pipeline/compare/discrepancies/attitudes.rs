//! Who thinks well or ill of what: "welcomed the plan", "the effort met with scepticism from Rome",
//! "Rome says that the effort is credible".

use parallax_nlp::gazetteer;

use crate::{
    domain::{Claim, ClaimSlot, Modality, Polarity, SlotRole, Span},
    pipeline::{
        annotate::{EntityKey, Segment},
        compare::Context,
    },
};

/// Somebody who can think well or ill of something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Party {
    /// A country or its government, by ISO 3166-1 alpha-2 code.
    Country(String),
    /// The Western countries as a bloc.
    West,
    /// Index into [`crate::domain::Comparison::entities`].
    Entity(usize),
}

/// One attitude that an article reports.
#[derive(Clone, Debug)]
pub(super) struct Attitude {
    pub(super) document: usize,
    /// Index of the claim.
    pub(super) claim: usize,
    /// Whose it is; at least one.
    pub(super) holders: Vec<Party>,
    /// Whose undertaking it is about; at least one.
    pub(super) owners: Vec<Party>,
    pub(super) positive: bool,
}

impl Attitude {
    /// How surely both are attitudes of one party to one thing, 0 to 1.
    pub(super) fn fits(&self, other: &Self) -> Option<f64> {
        let pairs = self.holders.iter().flat_map(|a| other.holders.iter().map(move |b| (a, b)));
        let holder = pairs.filter_map(|(a, b)| same_party(a, b)).fold(0.0, f64::max);
        let owned = self.owners.iter().any(|owner| other.owners.contains(owner));
        (holder > 0.0 && owned).then_some(holder)
    }
}

/// How surely two parties are one: a Western country can speak for the West.
fn same_party(a: &Party, b: &Party) -> Option<f64> {
    match (a, b) {
        (a, b) if a == b => Some(0.9),
        (Party::West, Party::Country(code)) | (Party::Country(code), Party::West) => {
            WESTERN.binary_search(&code.as_str()).is_ok().then_some(0.7)
        }
        _ => None,
    }
}

/// Countries that news counts as the West.
#[rustfmt::skip]
const WESTERN: [&str; 20] = [
    "AT", "AU", "BE", "CA", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "LU", "NL", "NO", "NZ",
    "PL", "PT", "SE", "US",
];

/// Things that somebody undertakes and others judge.
#[rustfmt::skip]
const UNDERTAKINGS: [&str; 21] = [
    "bid", "campaign", "deal", "decision", "drive", "effort", "idea", "initiative", "measure",
    "mediation", "move", "offer", "overture", "plan", "policy", "project", "proposal", "push",
    "reform", "scheme", "suggestion",
];

/// Verbs whose subject thinks well of the object.
#[rustfmt::skip]
const APPROVE: [&str; 16] = [
    "admire", "applaud", "appreciate", "approve", "back", "celebrate", "commend", "embrace",
    "endorse", "favor", "favour", "hail", "laud", "praise", "support", "welcome",
];

/// Verbs whose subject thinks ill of the object.
#[rustfmt::skip]
const DISAPPROVE: [&str; 20] = [
    "blast", "condemn", "criticise", "criticize", "decry", "denounce", "deplore", "dismiss",
    "distrust", "doubt", "lambast", "mock", "oppose", "question", "rebuff", "rebuke", "reject",
    "ridicule", "slam", "spurn",
];

/// Nouns for what a thing meets with.
#[rustfmt::skip]
const APPROVAL: [&str; 10] = [
    "acclaim", "applause", "approval", "backing", "endorsement", "enthusiasm", "favour", "praise",
    "support", "welcome",
];

#[rustfmt::skip]
const DISAPPROVAL: [&str; 17] = [
    "condemnation", "criticism", "derision", "disapproval", "disbelief", "distrust", "doubt",
    "hostility", "opposition", "outrage", "rejection", "resistance", "scepticism", "scorn",
    "skepticism", "suspicion", "wariness",
];

/// Verbs of what a thing meets with.
#[rustfmt::skip]
const MEETS: [&str; 16] = [
    "attract", "draw", "earn", "encounter", "face", "find", "gain", "garner", "get", "greet",
    "meet", "provoke", "receive", "spark", "trigger", "win",
];

#[rustfmt::skip]
const GOOD: [&str; 11] = [
    "acceptable", "constructive", "convincing", "credible", "fair", "promising", "reasonable",
    "sensible", "serious", "sincere", "trustworthy",
];

#[rustfmt::skip]
const BAD: [&str; 12] = [
    "absurd", "dubious", "implausible", "incredible", "insincere", "misguided", "unacceptable",
    "unconvincing", "unfair", "unrealistic", "unreasonable", "untrustworthy",
];

fn sign(positive: &[&str], negative: &[&str], word: &str) -> Option<bool> {
    match () {
        () if positive.binary_search(&word).is_ok() => Some(true),
        () if negative.binary_search(&word).is_ok() => Some(false),
        () => None,
    }
}

/// The attitudes that the articles report of named parties, in order of documents and text.
pub(super) fn attitudes(context: &Context<'_>) -> Vec<Attitude> {
    let mut found = Vec::new();
    for (document, source) in context.sources.iter().enumerate() {
        let reader = Reader { context, document };
        for (index, claim) in source.annotated.analysis.claims.iter().enumerate() {
            if claim.modality == Modality::Asserted {
                found.extend(reader.attitude(index, claim));
            }
        }
    }
    found
}

/// A token of one segment.
struct Token<'a> {
    segment: &'a Segment,
    token: usize,
    span: Span,
}

impl Token<'_> {
    fn lemma(&self) -> &str {
        self.segment.doc.lemma(self.token)
    }

    fn norm(&self) -> &str {
        self.segment.doc.norm(self.token)
    }

    fn tag(&self) -> &str {
        self.segment.doc.tag(self.token)
    }
}

/// Reads attitudes off the claims of one document.
struct Reader<'c, 'a> {
    context: &'c Context<'a>,
    document: usize,
}

impl<'a> Reader<'_, 'a> {
    fn attitude(&self, index: usize, claim: &Claim) -> Option<Attitude> {
        let action = slots(claim, SlotRole::Action).last()?;
        let verb = action.value.rsplit(' ').next()?;
        let (positive, object, holders) = self
            .judged(claim, verb)
            .or_else(|| self.met(claim, verb))
            .or_else(|| self.said_to_be(claim, verb))?;
        // "did not criticise" is no praise.
        let positive = match (positive, claim.polarity) {
            (positive, Polarity::Affirmed) => positive,
            (true, Polarity::Negated) => false,
            (false, Polarity::Negated) => return None,
        };
        let owners = self.owners(claim, object)?;
        let found = Attitude { document: self.document, claim: index, holders, owners, positive };
        (!found.holders.is_empty() && !found.owners.is_empty()).then_some(found)
    }

    /// "Rome rejected the plan".
    fn judged(&self, claim: &Claim, verb: &str) -> Option<(bool, Span, Vec<Party>)> {
        let positive = sign(&APPROVE, &DISAPPROVE, verb)?;
        let object = slots(claim, SlotRole::Target).next()?.span;
        let holders = slots(claim, SlotRole::Agent).flat_map(|slot| self.parties(slot.span));
        Some((positive, object, holders.collect()))
    }

    /// "The plan met with scepticism from Rome".
    fn met(&self, claim: &Claim, verb: &str) -> Option<(bool, Span, Vec<Party>)> {
        MEETS.binary_search(&verb).ok()?;
        let tokens = self.tokens(claim.span);
        let (at, positive) = tokens.iter().enumerate().find_map(|(at, token)| {
            let noun = token.tag().starts_with("NN");
            Some((at, sign(&APPROVAL, &DISAPPROVAL, token.lemma()).filter(|_| noun)?))
        })?;
        let noun = tokens[at].span;
        let mut sides =
            slots(claim, SlotRole::Agent).chain(slots(claim, SlotRole::Target)).map(|s| s.span);
        let object = sides.find(|span| !span.overlaps(noun))?;
        // Whose it is stands behind "from", "by" or "among", up to the next word of another kind.
        const NEAR: usize = 4;
        let after = &tokens[at + 1..];
        let by =
            after.iter().take(NEAR).position(|t| matches!(t.norm(), "by" | "from" | "among"))?;
        let holders = after[by + 1..].iter().take_while(|token| {
            let tag = token.tag();
            tag.starts_with("NN") || tag.starts_with("JJ") || matches!(tag, "DT" | "CC" | ",")
        });
        let last = holders.last()?.span;
        Some((positive, object, self.parties(Span::new(after[by].span.end, last.end))))
    }

    /// "Rome says that the plan is credible".
    fn said_to_be(&self, claim: &Claim, verb: &str) -> Option<(bool, Span, Vec<Party>)> {
        if !matches!(verb, "be" | "seem" | "look" | "find" | "consider" | "call") {
            return None;
        }
        let object = slots(claim, SlotRole::Agent).next()?.span;
        let said = slots(claim, SlotRole::Target);
        let positive = said
            .flat_map(|slot| self.tokens(slot.span))
            .find_map(|token| sign(&GOOD, &BAD, token.lemma()))?;
        let holders = claim.attributed_to.map_or(Vec::new(), |span| self.parties(span));
        Some((positive, object, holders))
    }

    /// Whose undertaking a phrase names; `None` when it names none.
    fn owners(&self, claim: &Claim, object: Span) -> Option<Vec<Party>> {
        let analysis = &self.context.sources[self.document].annotated.analysis;
        let undertaking = |token: &Token<'_>| UNDERTAKINGS.binary_search(&token.lemma()).is_ok();
        if self.tokens(object).iter().any(undertaking) {
            return Some(self.parties(object));
        }
        // "an effort to end the war which was welcomed": what "which" stands for is often the
        // noun before the nearest one.
        let sentence = analysis.sentences.get(claim.sentence)?.span;
        let outside = object.end <= claim.span.begin && sentence.begin <= object.begin;
        if !outside {
            return None;
        }
        let clause = analysis.claims.iter().rev().find(|other| {
            other.sentence == claim.sentence
                && other.span.contains(object)
                && !other.span.overlaps(claim.span)
        });
        let around = clause?.span;
        let before = Span::new(around.begin, object.begin);
        self.tokens(before).iter().any(undertaking).then(|| {
            let agent = slots(clause?, SlotRole::Agent).next();
            agent.map(|slot| self.parties(slot.span))
        })?
    }

    /// The tokens inside a span.
    fn tokens(&self, span: Span) -> Vec<Token<'a>> {
        /// Phrases are shorter.
        const MOST: usize = 80;
        let segments = &self.context.sources[self.document].annotated.segments;
        let at = segments.partition_point(|segment| segment.span.end <= span.begin);
        let Some(segment) = segments.get(at) else { return Vec::new() };
        let tokens = segment.doc.tokens();
        let offset = segment.span.begin;
        let first = tokens.partition_point(|t| offset + (t.begin as usize) < span.begin);
        (first..tokens.len())
            .map(|token| Token { segment, token, span: segment.token_span(token) })
            .take_while(|token| token.span.end <= span.end)
            .take(MOST)
            .collect()
    }

    /// The parties that a phrase names, each once.
    fn parties(&self, span: Span) -> Vec<Party> {
        let annotated = self.context.sources[self.document].annotated;
        let mut parties = Vec::new();
        for (index, entity) in annotated.analysis.entities.iter().enumerate() {
            let first = entity.mentions.partition_point(|m| m.span.begin < span.begin);
            let named = entity.mentions[first..].iter().take_while(|m| m.span.begin < span.end);
            if named.into_iter().any(|m| m.span.end <= span.end) {
                parties.extend(self.party(index));
            }
        }
        if self.tokens(span).iter().any(|token| matches!(token.norm(), "west" | "western")) {
            parties.push(Party::West);
        }
        parties.sort();
        parties.dedup();
        parties
    }

    fn party(&self, entity: usize) -> Option<Party> {
        let annotated = self.context.sources[self.document].annotated;
        let country = |code: &str| (!code.is_empty()).then(|| Party::Country(code.to_owned()));
        match annotated.entity_keys.get(entity)? {
            EntityKey::Country(code) => country(code),
            EntityKey::Bloc("west") => Some(Party::West),
            EntityKey::Institution { country: code, .. } => country(code),
            EntityKey::Work { owner, .. } => country(owner).filter(|_| owner.len() == 2),
            EntityKey::Event { .. } => None,
            EntityKey::Described(_) => None,
            EntityKey::Bloc(_) | EntityKey::Name(_) => {
                let name = &annotated.analysis.entities[entity].canonical_name;
                // A capital stands for its government.
                match gazetteer::lookup(name) {
                    Some(form) => country(form.country.code),
                    None => Some(Party::Entity(self.context.who.is(self.document, entity)?)),
                }
            }
        }
    }
}

fn slots(claim: &Claim, role: SlotRole) -> impl Iterator<Item = &ClaimSlot> {
    claim.slots.iter().filter(move |slot| slot.role == role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [&APPROVE[..], &DISAPPROVE, &APPROVAL, &DISAPPROVAL, &MEETS, &GOOD, &BAD] {
            assert!(list.is_sorted(), "{list:?}");
        }
        assert!(UNDERTAKINGS.is_sorted() && WESTERN.is_sorted());
    }

    #[test]
    fn a_country_may_speak_for_its_bloc() {
        let of = |code: &str| Party::Country(code.to_owned());
        assert!(same_party(&of("US"), &Party::West).is_some());
        assert!(same_party(&of("CN"), &Party::West).is_none());
        assert!(same_party(&of("US"), &of("FR")).is_none());
    }
}
