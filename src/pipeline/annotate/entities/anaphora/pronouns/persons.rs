//! The persons whom "he" and "she" refer to.

use parallax_nlp::gazetteer::{Gender, lookup};

use super::{
    super::{is_joined, subject},
    Candidate, MOST_CANDIDATES, Resolver, Thing,
    site::Site,
};
use crate::pipeline::annotate::entities::tokens::Tokens;

impl Resolver<'_, '_> {
    /// The person that "he" or "she" refers to.
    pub(super) fn person(&self, site: &Site, tokens: &Tokens<'_>, gender: Gender) -> Option<Thing> {
        let doc = &tokens.segment.doc;
        let own = self.current();
        let barred = site.barred(doc);
        let not_meant: Vec<&Thing> =
            own.iter().filter(|c| barred.contains(&c.head)).map(|c| &c.thing).collect();
        let fits = |c: &Candidate| {
            c.person
                && c.gender.is_none_or(|g| g == gender)
                && c.quoted == site.quoted
                && !not_meant.contains(&&c.thing)
        };
        // The subject of the clause, or of one that it depends on, when it is a person.
        for verb in site.governors(doc) {
            let Some(head) = subject(doc, verb).filter(|s| !barred.contains(s)) else { continue };
            if head > site.token {
                // "In his speech, Smith said": the subject is still to come.
                let to_come = self.to_come(site, tokens, head);
                let to_come =
                    to_come.filter(|c| site.possessive && fits(c) && !is_joined(doc, head));
                match to_come {
                    Some(c) => return Some(c.thing),
                    None => continue,
                }
            }
            match own.iter().rev().find(|c| c.head == head && c.segment == site.segment) {
                Some(c) if fits(c) && !is_joined(doc, head) => {
                    // "Smith asked Jones about his plans"
                    let rival = |o: &&Candidate| o.head > head && o.thing != c.thing && fits(o);
                    let rivals = site.possessive && own.iter().any(|o| rival(&o));
                    return (!rivals).then(|| c.thing.clone());
                }
                Some(c) if c.person && is_joined(doc, head) => return None,
                // A name that the recogniser has passed over.
                None if tokens.tag(head).starts_with("NNP") && !is_country(tokens.word(head)) => {
                    return None;
                }
                _ => {}
            }
        }
        let here: Vec<&Candidate> = own.iter().filter(|c| fits(c)).collect();
        if !here.is_empty() {
            return clear(&here, site.prefers_subjects(doc));
        }
        for sentence in self.sentences.iter().rev().skip(1) {
            let sentence = &sentence[sentence.len().saturating_sub(MOST_CANDIDATES)..];
            // Over the end of a paragraph only subjects carry.
            let carries = |c: &&Candidate| fits(c) && (c.segment == site.segment || c.clausal);
            let there: Vec<&Candidate> = sentence.iter().filter(carries).collect();
            if !there.is_empty() {
                return clear(&there, site.prefers_subjects(doc));
            }
        }
        None
    }

    /// A candidate further on in the sentence.
    fn to_come(&self, site: &Site, tokens: &Tokens<'_>, head: usize) -> Option<Candidate> {
        let (thing, person) = self.thing(site.segment, tokens, head)?;
        Some(self.candidate(tokens, site.segment, head, thing, None, person))
    }
}

/// The thing of the only candidate; of several, for a pronoun that prefers subjects, the
/// subject's, when all subjects are one. Those
/// known to be called so go before those of whom it is not known, unless one of these is a
/// subject.
fn clear(candidates: &[&Candidate], prefers_subjects: bool) -> Option<Thing> {
    fn one<'c>(mut things: impl Iterator<Item = &'c Thing>) -> Option<Thing> {
        let first = things.next()?;
        things.all(|thing| thing == first).then(|| first.clone())
    }
    let all = || candidates.iter().copied();
    let known = || all().filter(|c| c.gender.is_some());
    let stranger = all().any(|c| c.gender.is_none() && c.subject);
    one(all().map(|c| &c.thing))
        .or_else(|| {
            let subjects = all().filter(|c| c.subject && prefers_subjects);
            one(subjects.map(|c| &c.thing))
        })
        .or_else(|| one(known().map(|c| &c.thing)).filter(|_| !stranger))
}

fn is_country(word: &str) -> bool {
    lookup(word).is_some()
}
