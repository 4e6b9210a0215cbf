//! The bodies and countries that "it" and "they" refer to.

use super::{
    super::{clause, is_joined, subject},
    Candidate, MOST_CANDIDATES, Resolver, Thing,
    site::Site,
};
use crate::{
    domain::EntityType,
    pipeline::annotate::{
        entities::{EntityKey, lexicon, roles, tokens::Tokens},
        words,
    },
};

impl Resolver<'_, '_> {
    /// The body or country that "it" or "they" refers to: only the subject that it clearly goes
    /// back to.
    pub(super) fn body(
        &self,
        site: &Site,
        tokens: &Tokens<'_>,
        fits: impl Fn(&Candidate) -> bool,
    ) -> Option<Thing> {
        let doc = &tokens.segment.doc;
        let own = self.current();
        let candidate = |head: usize| {
            let at = |c: &&Candidate| {
                c.head == head && c.segment == site.segment && c.quoted == site.quoted
            };
            own.iter().rev().find(at)
        };
        let verb = clause(doc, site.token)?;
        let head = if site.possessive {
            subject(doc, verb)?
        } else if doc.dep(site.token) == "nsubj" && is_agentive(doc.lemma(verb)) {
            // "The company said it would ..."
            let says = doc.head(verb);
            if doc.dep(verb) != "ccomp" || !words::is_speech_verb(&tokens.lower(says)) {
                return self.carried(site, tokens, verb, fits);
            }
            subject(doc, says)?
        } else {
            return None;
        };
        if head >= site.token || is_joined(doc, head) {
            return None;
        }
        let c = candidate(head).filter(|c| fits(c))?;
        // Another one between them, or one that governs the clause, might be meant as well.
        let between = own.iter().any(|o| {
            // Who is not known to be a man or a woman may be no person.
            let unsure = o.person && o.gender.is_none() && matches!(o.thing, Thing::Entity(_));
            o.head > head && o.head < site.token && o.thing != c.thing && (unsure || fits(o))
        });
        // So might a name that the recogniser has passed over.
        let strange = (head + 1..site.token).take(MOST_CANDIDATES).any(|i| {
            tokens.tag(i) == "NNP"
                && self.discourse.mentioned[site.segment].covering(i).is_none()
                && !roles::is_date_word(&tokens.lower(i))
        });
        let mut governing = site.governors(doc).into_iter().filter_map(|verb| subject(doc, verb));
        let above = governing.any(|other| {
            other < head && candidate(other).is_some_and(|o| o.thing != c.thing && fits(o))
        });
        (!between && !strange && !above).then(|| c.thing.clone())
    }

    /// The subject of the sentence before, for "It said ..." at the beginning of one.
    fn carried(
        &self,
        site: &Site,
        tokens: &Tokens<'_>,
        verb: usize,
        fits: impl Fn(&Candidate) -> bool,
    ) -> Option<Thing> {
        let word = tokens.lower(verb);
        let says = words::is_speech_verb(&word) || lexicon::is_decision_verb(&word);
        if !says || site.token > site.first + 1 || site.quoted.is_some() {
            return None;
        }
        let before = self.sentences.iter().rev().nth(1)?;
        let mut fitting =
            before.iter().rev().take(MOST_CANDIDATES).filter(|c| fits(c) && c.quoted.is_none());
        let subject = fitting.clone().find(|c| c.subject)?;
        fitting.all(|c| c.thing == subject.thing || !c.subject).then(|| subject.thing.clone())
    }

    pub(super) fn is_single_body(&self, c: &Candidate) -> bool {
        let Thing::Entity(entity) = c.thing else { return false };
        let country = matches!(self.entities.keys[entity], EntityKey::Country(_));
        match self.entities.entities[entity].kind {
            EntityType::Organization => true,
            EntityType::Location => country,
            _ => false,
        }
    }

    pub(super) fn is_several(&self, c: &Candidate, segment: usize, tokens: &Tokens<'_>) -> bool {
        let Thing::Entity(entity) = c.thing else { return false };
        let plural = c.segment == segment && matches!(tokens.tag(c.head), "NNPS" | "NNS");
        let kind = self.entities.entities[entity].kind;
        plural && matches!(kind, EntityType::Organization | EntityType::Group)
    }
}

/// Whether "it" before a verb is a thing that does something, and not the weather or a clause to
/// come: "it is likely that", "it took hours".
fn is_agentive(lemma: &str) -> bool {
    !matches!(
        lemma,
        "be" | "seem"
            | "appear"
            | "take"
            | "come"
            | "happen"
            | "begin"
            | "start"
            | "end"
            | "last"
            | "follow"
            | "matter"
            | "remain"
            | "become"
            | "make"
            | "cost"
            | "emerge"
            | "rain"
            | "snow"
            | "turn"
            | "depend"
            | "occur"
            | "involve"
            | "include"
            | "mean"
            | "look"
            | "sound"
            | "feel"
            | "get"
            | "go"
    )
}
