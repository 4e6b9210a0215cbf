//! What is found in one article, one subject a file. Ids are the places in the lists of the whole
//! analysis, so that they are the same whatever part of it is asked for.

mod claims;
mod entities;
mod framing;
mod quality;
mod quotes;
mod values;

use crate::{
    domain::{Analysis, EntityId, FiveW, FiveWAnswer, Span},
    proto::v1,
};

use super::Offsets;

pub(super) use self::{entities::external_ids, framing::framing_term, quality::quality};
pub use framing::device;

/// Turns parts of one analysis into messages.
#[derive(Clone, Copy)]
pub(super) struct Annotations<'a> {
    pub(super) analysis: &'a Analysis,
    pub(super) offsets: &'a Offsets<'a>,
    /// Entities of the corpus by the place of those of the article; empty when not known.
    pub(super) links: &'a [(u32, EntityId)],
    /// Asked now and then; once it returns true lists are cut short, since nobody waits for them.
    pub(super) stop: &'a dyn Fn() -> bool,
}

/// Messages that are made between two looks at the stop flag.
const MESSAGES_PER_POLL: usize = 256;

/// Local id of an entity.
fn entity_id(index: usize) -> String {
    format!("e{index}")
}

/// Local id of a claim.
pub(super) fn claim_id(index: usize) -> String {
    format!("c{index}")
}

/// Local id of a quotation.
pub(super) fn quote_id(index: usize) -> String {
    format!("q{index}")
}

/// Local id of an entity; empty when there is none.
fn optional_entity_id(index: Option<usize>) -> String {
    index.map(entity_id).unwrap_or_default()
}

impl<'a> Annotations<'a> {
    /// A list with the places of what is in it, as far as somebody waits for it.
    fn each<T>(self, list: &'a [T]) -> impl Iterator<Item = (usize, &'a T)> {
        list.iter()
            .enumerate()
            .take_while(move |(n, _)| !n.is_multiple_of(MESSAGES_PER_POLL) || !(self.stop)())
    }

    fn span(self, span: Span) -> v1::Span {
        self.offsets.span(span)
    }

    fn spans(self, spans: &[Span]) -> Vec<v1::Span> {
        spans.iter().map(|&span| self.span(span)).collect()
    }

    pub(super) fn sentences(self) -> Vec<v1::Sentence> {
        let sentence = |(index, sentence): (usize, &crate::domain::Sentence)| v1::Sentence {
            index: super::count(index),
            span: Some(self.span(sentence.span)),
        };
        self.each(&self.analysis.sentences).map(sentence).collect()
    }

    pub(super) fn five_w(self) -> v1::FiveW {
        let FiveW { who, what, when, place, why, how } = &self.analysis.five_w;
        let answer = |answer: &FiveWAnswer| v1::FiveWAnswer {
            span: Some(self.span(answer.span)),
            value: answer.value.clone(),
            score: answer.score,
        };
        let answers = |list: &[FiveWAnswer]| list.iter().map(answer).collect();
        v1::FiveW {
            who: answers(who),
            what: answers(what),
            when: answers(when),
            r#where: answers(place),
            why: answers(why),
            how: answers(how),
        }
    }
}
