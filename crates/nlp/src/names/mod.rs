//! Names that rules have corrected.
//!
//! The recogniser was trained on other texts than today's news, and errs in ways that
//! rules can mend: it leaves the possessive on a name, takes a town for a person, is at a
//! loss with headlines in capitals and tables of results. The rules work on tokens and on
//! the recogniser's names alone, without tags and trees, so that they give the same for a
//! document with names only. Labels that they do not know, as those of a recogniser of
//! one's own, pass through unchanged.
//!
//! All rules look at a bounded number of tokens around each, so that their time is linear
//! in the text.

mod abbreviations;
mod boundaries;
mod common_words;
mod dateline;
mod events;
mod gazetteer;
mod heads;
mod lexicon;
mod lists;
mod name;
mod persons;
mod places;
mod results;
mod rules;
mod runs;
#[cfg(test)]
mod tests;
mod truecase;
mod view;
mod vote;

pub use lexicon::{is_organisation_ending, is_title};
pub use rules::Rules;

use crate::doc::{Doc, Entity};
use crate::engine::Engine;
use crate::stop::{Poll, Stopped};
use name::{Labels, Name, Names, Weight};
use view::View;

impl Engine {
    /// The names of a document as rules correct them: in text order, without overlap, with
    /// the labels of the recogniser, whose own names remain at [`Doc::entities`].
    ///
    /// `text` is the text that was analysed. Names of a model that does not label persons,
    /// organisations and places as `PERSON`, `ORG` and `GPE` are returned as they are.
    ///
    /// # Panics
    ///
    /// If `text` is not the text that was analysed.
    #[must_use]
    pub fn names(&self, doc: &Doc, text: &str) -> Vec<Entity> {
        self.names_with(doc, text, Rules::default())
    }

    /// As [`names`](Self::names), with some of the rules.
    ///
    /// # Panics
    ///
    /// If `text` is not the text that was analysed.
    #[must_use]
    pub fn names_with(&self, doc: &Doc, text: &str, rules: Rules) -> Vec<Entity> {
        self.names_of_all(&[(doc, text)], rules).pop().unwrap_or_default()
    }

    /// The names of several documents on one subject, such as the paragraphs of an article
    /// or reports of one event by several newsrooms: one list for each. What a name names is
    /// decided over all of them.
    ///
    /// # Panics
    ///
    /// If a text is not the one that was analysed.
    #[must_use]
    pub fn names_of_all(&self, docs: &[(&Doc, &str)], rules: Rules) -> Vec<Vec<Entity>> {
        // A stop that is never asked for does not come.
        self.names_until(docs, rules, &|| false).unwrap_or_default()
    }

    /// As [`names_of_all`](Self::names_of_all), unless `stop` returns true, which is asked
    /// every few milliseconds.
    ///
    /// # Errors
    ///
    /// [`Stopped::Asked`] if `stop` returned true.
    ///
    /// # Panics
    ///
    /// If a text is not the one that was analysed.
    pub fn names_until<'d>(
        &self,
        docs: &[(&'d Doc, &'d str)],
        rules: Rules,
        stop: &dyn Fn() -> bool,
    ) -> Result<Vec<Vec<Entity>>, Stopped> {
        let usual = docs.first().is_some_and(|(doc, _)| Labels::new(doc).are_usual());
        if !usual {
            return Ok(docs.iter().map(|(doc, _)| doc.entities().to_vec()).collect());
        }
        let poll = Poll::new(stop);
        let view = |(doc, text): &(&'d Doc, &'d str)| View::new(doc, text, &poll);
        let views: Vec<View<'_>> = docs.iter().map(view).collect::<Result<_, _>>()?;
        let casing = truecase::Casing::new(&views, &poll)?;
        let mut found: Vec<Names> = Vec::with_capacity(docs.len());
        for view in &views {
            poll.check()?;
            let mut names = correct(view, &Labels::new(view.doc), rules, &poll)?;
            if rules.truecase {
                truecase::read_again(self, view, &casing, rules, &poll, &mut names)?;
            }
            found.push(names);
        }
        if rules.vote {
            vote::vote(&views, &mut found, &poll)?;
        }
        let entities = |(names, view): (Names, &View<'_>)| {
            poll.check().map(|()| names.into_entities(&Labels::new(view.doc)))
        };
        found.into_iter().zip(&views).map(entities).collect()
    }
}

/// A rule at work on a document's names.
type Step = fn(&View<'_>, &mut Names, &Poll<'_>) -> Result<(), Stopped>;

/// All rules that look at one document alone, in order: the later ones see what the
/// earlier ones found.
fn correct(
    view: &View<'_>,
    labels: &Labels,
    rules: Rules,
    poll: &Poll<'_>,
) -> Result<Names, Stopped> {
    let mut names = Names::new(view.len());
    for entity in view.doc.entities() {
        poll.step()?;
        let name = Name {
            tokens: entity.tokens.clone(),
            kind: labels.kind(entity.label),
            weight: Weight::Model,
            confidence: entity.confidence,
        };
        if rules.boundaries {
            boundaries::put_trimmed(view, name, &mut names);
        } else {
            names.put_name(name);
        }
    }
    let steps: [(bool, Step); 10] = [
        (rules.common_words, common_words::drop),
        (rules.events, events::apply),
        (rules.heads, heads::apply),
        (rules.gazetteer, gazetteer::apply),
        (rules.places, places::apply),
        (rules.persons, persons::apply),
        (rules.results, results::apply),
        (rules.dateline, dateline::apply),
        (rules.abbreviations, abbreviations::apply),
        (rules.lists, lists::apply),
    ];
    for (_, apply) in steps.iter().filter(|(wanted, _)| *wanted) {
        apply(view, &mut names, poll)?;
    }
    Ok(names)
}
