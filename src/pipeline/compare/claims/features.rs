//! What each clause is about, as a bag of weighted features.

use std::ops::Range;

use super::{
    vocabulary::{Feature, FeatureKind, Vocabulary},
    weights,
    words::feature,
};
use parallax_nlp::gazetteer;

use crate::{
    domain::{Claim, ClaimSlot, DateAnnotation, Section, SlotRole, Span},
    pipeline::{
        annotate::{Clause, Segment, words},
        compare::{
            Source,
            dates::{self, DateRange},
        },
    },
};

/// A clause with what it is matched by.
pub(super) struct Unit {
    /// Index of the column.
    pub(super) document: usize,
    /// Index of the claim in its document.
    pub(super) claim: usize,
    /// The words.
    pub(super) span: Span,
    /// Features by number, ascending, with their weights.
    pub(super) features: Vec<(u32, f64)>,
    /// Sum of the weights.
    pub(super) total: f64,
    /// The features of the clause's own words, ascending.
    pub(super) own: Vec<u32>,
    /// The dates it names.
    pub(super) dates: Vec<DateRange>,
    /// The features of its numbers, ascending.
    pub(super) numbers: Vec<u32>,
    /// The features of the words that tell what is done, ascending.
    pub(super) actions: Vec<u32>,
    /// The features of its own words and of those that it leans on, ascending.
    pub(super) near: Vec<u32>,
    /// The sentence that it stands in, counted within the document.
    pub(super) sentence: usize,
    /// Whether it denies something.
    pub(super) negated: bool,
    /// Whether it is marked as less than certain.
    pub(super) hedged: bool,
    /// Whether it stands in the headline.
    pub(super) title: bool,
}

impl Unit {
    /// A stretch of a claim that is matched by other means than its words.
    pub(super) fn bare(document: usize, claim: usize, span: Span) -> Self {
        Self {
            document,
            claim,
            span,
            features: Vec::new(),
            total: 0.0,
            own: Vec::new(),
            dates: Vec::new(),
            numbers: Vec::new(),
            actions: Vec::new(),
            near: Vec::new(),
            sentence: 0,
            negated: false,
            hedged: false,
            title: false,
        }
    }
}

/// The features of a clause before they are weighted.
pub(super) struct Draft {
    pub(super) unit: Unit,
    /// The features of its head.
    pub(super) head: Vec<u32>,
    /// Those of words outside that it leans on.
    pub(super) context: Vec<u32>,
    /// Those of the sentence before, if it has a pronoun.
    pub(super) previous: Vec<u32>,
}

/// The units of all documents, in order of documents and text. Clauses without any feature
/// are left out. Also the vocabulary that their features are numbered in. `None` once `stop`
/// returns true.
pub(super) fn units(
    sources: &[Source<'_>],
    stop: &dyn Fn() -> bool,
) -> Option<(Vec<Unit>, Vocabulary)> {
    let mut vocabulary = Vocabulary::default();
    let mut drafts = Vec::new();
    for (document, source) in sources.iter().enumerate() {
        draft_document(document, source, &mut vocabulary, &mut drafts, stop)?;
    }
    let units = weights::weigh(drafts, &mut vocabulary, stop)?;
    Some((units, vocabulary))
}

fn draft_document(
    document: usize,
    source: &Source<'_>,
    vocabulary: &mut Vocabulary,
    drafts: &mut Vec<Draft>,
    stop: &dyn Fn() -> bool,
) -> Option<()> {
    let annotated = source.annotated;
    let dates = annotated.analysis.dates.as_slice();
    let mut reader = None;
    let mut previous: Vec<u32> = Vec::new();
    let mut sentence: Vec<u32> = Vec::new();
    let mut at = None;
    for clause in &annotated.clauses {
        if stop() {
            return None;
        }
        let reader = match &mut reader {
            Some((segment, known)) if *segment == clause.segment => known,
            reader => {
                let segment = &annotated.segments[clause.segment];
                let new = Reader::new(segment, source.text);
                &mut reader.insert((clause.segment, new)).1
            }
        };
        if at != Some(clause.sentence) {
            previous = std::mem::take(&mut sentence);
            sentence = reader.features(clause.sentence_tokens.clone(), vocabulary);
            at = Some(clause.sentence);
        }
        let claim = &annotated.analysis.claims[clause.claim];
        if is_credit(claim, source.text) || reader.is_fragment(clause, claim) {
            continue;
        }
        if let Some(mut draft) = reader.draft(clause, dates, &previous, vocabulary) {
            draft.unit.document = document;
            draft.unit.claim = clause.claim;
            draft.unit.span = claim.span;
            draft.unit.sentence = claim.sentence;
            draft.unit.actions = reader.actions(claim, &draft.unit.own, vocabulary);
            drafts.push(draft);
        }
    }
    Some(())
}

/// Reads features off the tokens of one segment.
struct Reader<'a> {
    segment: &'a Segment,
    lower: Vec<String>,
    /// For each token, the country that it names.
    countries: Vec<Option<&'static str>>,
    /// For each token where its features stand in `read`, once they were asked for.
    known: Vec<Option<Range<usize>>>,
    read: Vec<u32>,
}

impl<'a> Reader<'a> {
    fn new(segment: &'a Segment, text: &'a str) -> Self {
        let words = segment.text(text);
        let tokens = segment.doc.tokens().len();
        let lower = (0..tokens).map(|t| segment.doc.token_text(t, words).to_lowercase()).collect();
        let countries = countries(segment, words);
        Self { segment, lower, countries, known: vec![None; tokens], read: Vec::new() }
    }

    /// The features of a run of tokens, ascending, each once.
    fn features(
        &mut self,
        tokens: impl Iterator<Item = usize>,
        vocabulary: &mut Vocabulary,
    ) -> Vec<u32> {
        let mut features = Vec::new();
        for token in tokens {
            let known = match &self.known[token] {
                Some(known) => known.clone(),
                None => {
                    let first = self.read.len();
                    self.read_features(token, vocabulary);
                    self.known[token].insert(first..self.read.len()).clone()
                }
            };
            features.extend_from_slice(&self.read[known]);
        }
        features.sort_unstable();
        features.dedup();
        features
    }

    fn read_features(&mut self, token: usize, vocabulary: &mut Vocabulary) {
        if let Some(code) = self.countries[token] {
            self.read.push(vocabulary.number_of_word(Feature::Country(code.into()), true));
            return;
        }
        let tag = self.segment.doc.tag(token);
        let name = tag.starts_with("NNP");
        for part in self.lower[token].split('-') {
            let part = part.trim_matches(|c: char| !c.is_alphanumeric());
            if let Some(feature) = feature(part, tag, name) {
                self.read.push(vocabulary.number_of_word(feature, name));
            }
        }
    }

    fn draft(
        &mut self,
        clause: &Clause,
        dates: &[DateAnnotation],
        previous: &[u32],
        vocabulary: &mut Vocabulary,
    ) -> Option<Draft> {
        let segment = self.segment;
        let doc = &segment.doc;
        let tokens = clause.tokens.clone();
        let own = self.features(tokens.clone(), vocabulary);
        if own.is_empty() {
            return None;
        }
        let is_number = |f: &u32| vocabulary.kind(*f) == FeatureKind::Number;
        let numbers = own.iter().copied().filter(is_number).collect();
        let head = if clause.tokens.contains(&clause.head) { Some(clause.head) } else { None };
        let head = self.features(head.into_iter(), vocabulary);
        let context = self.features(clause.context.iter().copied(), vocabulary);
        let pronoun = |t: usize| {
            matches!(doc.tag(t), "PRP" | "PRP$")
                || matches!(self.lower[t].as_str(), "this" | "that")
        };
        let leans_back = tokens.clone().any(pronoun);
        let near = merged(&own, &context);
        let unit = Unit {
            near,
            own,
            // A clause with features has tokens.
            dates: dates::dates_in(dates, self.segment.range_span(tokens.clone())),
            numbers,
            negated: tokens.clone().any(|t| self.negates(t)),
            hedged: tokens.clone().any(|t| words::is_hedge(&self.lower[t])),
            title: self.segment.section == Section::Title,
            ..Unit::bare(0, 0, Span::new(0, 0))
        };
        let previous = if leans_back { previous.to_vec() } else { Vec::new() };
        Some(Draft { unit, head, context, previous })
    }

    /// The features of the words that tell what is done, ascending: those of the slots of action
    /// that are the clause's own.
    fn actions(&mut self, claim: &Claim, own: &[u32], vocabulary: &mut Vocabulary) -> Vec<u32> {
        let slots = claim.slots.iter().filter(|slot| slot.role == SlotRole::Action);
        let segment = self.segment;
        let tokens = slots.flat_map(|slot| segment.tokens_in(slot.span));
        let mut actions = self.features(tokens, vocabulary);
        actions.retain(|feature| own.binary_search(feature).is_ok());
        actions
    }

    /// Whether a clause is a mere name, as of a picture or a chapter.
    fn is_fragment(&self, clause: &Clause, claim: &Claim) -> bool {
        /// Words from which a headline without a verb tells something.
        const LEAST_WORDS: usize = 5;
        let doc = &self.segment.doc;
        let mut tokens = clause.tokens.clone();
        claim.slots.iter().all(|slot| slot.role != SlotRole::Action)
            && !tokens.clone().any(|t| words::is_verb_tag(doc.tag(t)))
            && tokens.by_ref().filter(|&t| !words::is_stop_word(&self.lower[t])).count()
                < LEAST_WORDS
    }

    fn negates(&self, token: usize) -> bool {
        const NEGATIVE: [&str; 12] = [
            "declined",
            "denied",
            "denies",
            "failed",
            "neither",
            "never",
            "no",
            "nor",
            "refrained",
            "refused",
            "rejected",
            "without",
        ];
        self.segment.doc.dep(token) == "neg" || NEGATIVE.contains(&self.lower[token].as_str())
    }
}

/// Two ascending lists as one.
fn merged(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut all = [a, b].concat();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether a clause only credits somebody with words that stand outside of it: "said the mayor, a
/// former teacher, in a statement". That something was said on a day is an event.
fn is_credit(claim: &Claim, text: &str) -> bool {
    let mut actions = claim.slots.iter().filter(|slot| slot.role == SlotRole::Action);
    let told = |slot: &ClaimSlot| {
        matches!(
            slot.role,
            SlotRole::Target | SlotRole::Topic | SlotRole::Quantity | SlotRole::Time
        )
    };
    actions.any(|slot| words::is_speech_verb(slot.span.of(text))) && !claim.slots.iter().any(told)
}

/// For each token of a segment, the code of the country that it names, by itself, by its
/// people or by its capital. The longest form wins.
fn countries(segment: &Segment, words: &str) -> Vec<Option<&'static str>> {
    let tokens = segment.doc.tokens();
    let mut countries = vec![None; tokens.len()];
    let mut at = 0;
    while at < tokens.len() {
        let begin = tokens[at].begin as usize;
        let longest = tokens.len().min(at + gazetteer::LONGEST_FORM);
        let form = |end: &usize| {
            let form = &words[begin..tokens[*end - 1].end as usize];
            gazetteer::lookup(&form.replace('’', "'"))
        };
        let first = segment.doc.token_text(at, words);
        let found = if first.starts_with(char::is_uppercase) && gazetteer::begins_form(first) {
            (at + 1..=longest).rev().find_map(|end| form(&end).map(|form| (end, form)))
        } else {
            None
        };
        match found {
            Some((end, form)) => {
                countries[at..end].fill(Some(form.country.code));
                at = end;
            }
            None => at += 1,
        }
    }
    countries
}
