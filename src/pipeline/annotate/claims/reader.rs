//! One sentence, with what the other annotators have found in it.

use std::ops::Range;

use parallax_nlp::Doc;

use super::super::mentions::{Mentions, Named};
use super::super::{Found, Segment, syntax};
use crate::domain::{DateAnnotation, EntityType, MentionKind, Quantity, Span};

/// Common nouns of those who can mean to do something, as lemmas, sorted by bytes.
#[rustfmt::skip]
const ACTORS: [&str; 112] = [
    "activist", "administration", "agency", "airline", "alliance", "ally", "analyst", "army",
    "attacker", "authority", "bank", "board", "body", "boy", "cabinet", "campaigner", "candidate",
    "chancellor", "chief", "child", "citizen", "city", "club", "commission", "committee",
    "community", "company", "council", "country", "court", "crew", "critic", "customer",
    "diplomat", "director", "doctor", "driver", "employee", "expert", "family", "farmer",
    "fighter", "firefighter", "firm", "girl", "government", "governor", "group", "gunman",
    "immigrant", "investor", "journalist", "judge", "king", "lawmaker", "lawyer", "leader", "man",
    "mayor", "member", "migrant", "militant", "military", "minister", "ministry", "nation",
    "observer", "officer", "official", "opponent", "opposition", "panel", "parent", "parliament",
    "party", "patient", "people", "player", "police", "politician", "president", "prosecutor",
    "protester", "public", "rebel", "refugee", "regulator", "reporter", "researcher", "resident",
    "rival", "scientist", "senate", "side", "soldier", "spokesman", "spokeswoman", "state",
    "student", "supporter", "suspect", "teacher", "team", "trader", "troop", "union", "user",
    "victim", "visitor", "voter", "woman", "worker",
];

/// A sentence as the rules for claims read it.
pub(super) struct Reader<'a> {
    pub(super) doc: &'a Doc,
    pub(super) segment: &'a Segment,
    /// The tokens of the sentence.
    pub(super) sentence: Range<usize>,
    /// Whether it ends in a question mark.
    pub(super) is_question: bool,
    found: &'a Found<'a>,
    mentions: &'a Mentions,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        found: &'a Found<'a>,
        mentions: &'a Mentions,
        segment: &'a Segment,
        sentence: Range<usize>,
    ) -> Self {
        let doc = &segment.doc;
        let words = segment.text(found.parsed.text);
        let closing = |&t: &usize| !matches!(doc.tag(t), "''" | "\"" | "-RRB-" | "_SP" | "``");
        let last = sentence.clone().rev().take(4).find(closing);
        let is_question = last.is_some_and(|t| doc.token_text(t, words).contains('?'));
        Self { doc, segment, sentence, is_question, found, mentions }
    }

    /// Where tokens stand in the text.
    pub(super) fn span(&self, tokens: Range<usize>) -> Span {
        self.segment.range_span(tokens).trimmed(self.found.parsed.text)
    }

    /// The mention that a token is part of.
    pub(super) fn mention(&self, token: usize) -> Option<Named> {
        self.mentions.covering(self.segment.token_span(token))
    }

    /// The entity that a phrase with this head names, by its head or by an apposition: "the mayor,
    /// Ann Smith".
    pub(super) fn entity(&self, head: usize) -> Option<usize> {
        let own = self.mention(head);
        let beside = || self.mention(syntax::child(self.doc, head, &["appos"])?);
        own.or_else(beside).map(|mention| mention.entity)
    }

    /// Whether a phrase with this head can mean to do something.
    pub(super) fn is_actor(&self, head: usize) -> bool {
        let named = || {
            let mention = self.mention(head)?;
            let kind = self.found.entities.get(mention.entity)?.kind;
            Some(!matches!(kind, EntityType::Event | EntityType::Work))
        };
        match self.doc.tag(head) {
            "PRP" => !self.doc.norm(head).eq_ignore_ascii_case("it"),
            "WP" => true,
            "NNP" | "NNPS" => named().unwrap_or(true),
            _ => ACTORS.binary_search(&self.doc.lemma(head)).is_ok() || named().unwrap_or(false),
        }
    }

    /// Whether a phrase with this head names a place.
    pub(super) fn is_place(&self, head: usize) -> bool {
        self.mention(head).is_some_and(|mention| {
            let entity = self.found.entities.get(mention.entity);
            entity.is_some_and(|e| e.kind == EntityType::Location)
                && !matches!(mention.kind, MentionKind::Demonym | MentionKind::Metonym)
        })
    }

    /// Whether a phrase with this head names a country.
    pub(super) fn is_country(&self, head: usize) -> bool {
        let entity = self.mention(head).and_then(|m| self.found.entities.get(m.entity));
        entity.is_some_and(|e| e.external_ids.iter().any(|id| id.scheme == "iso3166-1"))
    }

    /// The expression of time that a token is part of.
    pub(super) fn date(&self, token: usize) -> Option<&'a DateAnnotation> {
        let span = self.segment.token_span(token);
        let dates = self.found.dates;
        let after = dates.partition_point(|date| date.span.begin <= span.begin);
        dates[..after].last().filter(|date| date.span.contains(span))
    }

    /// The quantities inside a span.
    pub(super) fn quantities(&self, span: Span) -> impl Iterator<Item = &'a Quantity> {
        let quantities = self.found.quantities;
        let from = quantities.partition_point(|quantity| quantity.span.begin < span.begin);
        quantities[from..]
            .iter()
            .take_while(move |quantity| quantity.span.begin < span.end)
            .filter(move |quantity| span.contains(quantity.span))
    }

    /// The lemmas of the words that carry meaning, with single spaces; of a phrase without any
    /// the words in lower case.
    pub(super) fn lemmas(&self, tokens: Range<usize>) -> String {
        let mut lemmas = String::new();
        let all = tokens.clone();
        for token in tokens {
            let grammar =
                matches!(self.doc.tag(token), "DT" | "POS" | "," | "." | ":" | "_SP" | "``" | "''");
            let lemma = self.doc.lemma(token).trim();
            if grammar || lemma.is_empty() {
                continue;
            }
            if !lemmas.is_empty() {
                lemmas.push(' ');
            }
            lemmas.push_str(lemma);
        }
        if lemmas.is_empty() {
            return self.span(all).of(self.found.parsed.text).to_lowercase();
        }
        lemmas
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn actors_are_sorted() {
        assert!(super::ACTORS.is_sorted());
    }
}
