//! What each clause is about, as a bag of weighted features.

use std::{collections::BTreeMap, ops::Range};

use super::{
    concepts::concept,
    vocabulary::{Feature, FeatureKind, Vocabulary},
};
use parallax_nlp::gazetteer;

use crate::{
    domain::{DateAnnotation, Section},
    pipeline::{
        annotate::{Clause, Segment, words},
        compare::{
            Source,
            dates::{self, DateRange, Grain},
        },
    },
};

/// Weights of the features. They were chosen on plateaus: half or double of each changes the
/// measured quality little.
mod weight {
    /// Words that the clause leans on but that stand outside of it.
    pub(super) const CONTEXT: f64 = 0.3;
    /// Words of the sentence before, for a clause with a pronoun.
    pub(super) const PREVIOUS: f64 = 0.15;
    /// The verb that heads the clause.
    pub(super) const HEAD: f64 = 1.3;
    pub(super) const CONCEPT: f64 = 1.1;
    pub(super) const NUMBER: f64 = 0.6;
    pub(super) const DAY: f64 = 2.0;
    pub(super) const MONTH: f64 = 2.5;
    pub(super) const YEAR: f64 = 1.5;
    /// Least weight of a word that is in every clause.
    pub(super) const LEAST: f64 = 0.1;
}

/// Letters of a word that count: cheap, and as good as a stemmer on the development sets.
const STEM_LETTERS: usize = 6;

/// A clause with what it is matched by.
pub(super) struct Unit {
    /// Index of the column.
    pub(super) document: usize,
    /// Index of the claim in its document.
    pub(super) claim: usize,
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
    /// Whether it denies something.
    pub(super) negated: bool,
    /// Whether it is marked as less than certain.
    pub(super) hedged: bool,
    /// Whether it stands in the headline.
    pub(super) title: bool,
    /// Whether its text looks broken.
    pub(super) damaged: bool,
}

/// The features of a clause before they are weighted.
struct Draft {
    unit: Unit,
    head: Vec<u32>,
    context: Vec<u32>,
    previous: Vec<u32>,
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
    let weights = inverse_frequencies(&drafts, &vocabulary);
    let weighed = drafts.into_iter().map(|draft| weigh(draft, &weights, &mut vocabulary)).collect();
    Some((weighed, vocabulary))
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
        let reader = match &reader {
            Some((segment, known)) if *segment == clause.segment => known,
            _ => {
                let segment = &annotated.segments[clause.segment];
                let new = Reader::new(segment, source.text);
                &reader.insert((clause.segment, new)).1
            }
        };
        if at != Some(clause.sentence) {
            previous = std::mem::take(&mut sentence);
            sentence = reader.features(clause.sentence_tokens.clone(), vocabulary);
            at = Some(clause.sentence);
        }
        if let Some(mut draft) = reader.draft(clause, dates, &previous, vocabulary) {
            draft.unit.document = document;
            draft.unit.claim = clause.claim;
            drafts.push(draft);
        }
    }
    Some(())
}

/// Reads features off the tokens of one segment.
struct Reader<'a> {
    segment: &'a Segment,
    words: &'a str,
    lower: Vec<String>,
    /// For each token, the country that it names.
    countries: Vec<Option<&'static str>>,
}

impl<'a> Reader<'a> {
    fn new(segment: &'a Segment, text: &'a str) -> Self {
        let words = segment.text(text);
        let tokens = segment.doc.tokens().len();
        let lower = (0..tokens).map(|t| segment.doc.token_text(t, words).to_lowercase()).collect();
        Self { segment, words, lower, countries: countries(segment, words) }
    }

    /// The features of a run of tokens, ascending, each once.
    fn features(
        &self,
        tokens: impl Iterator<Item = usize>,
        vocabulary: &mut Vocabulary,
    ) -> Vec<u32> {
        let mut features = Vec::new();
        for token in tokens {
            self.add_features(token, vocabulary, &mut features);
        }
        features.sort_unstable();
        features.dedup();
        features
    }

    fn add_features(&self, token: usize, vocabulary: &mut Vocabulary, features: &mut Vec<u32>) {
        if let Some(code) = self.countries[token] {
            features.push(vocabulary.number(Feature::Country(code.into())));
            return;
        }
        let tag = self.segment.doc.tag(token);
        let name = tag.starts_with("NNP");
        for part in self.lower[token].split('-') {
            let part = part.trim_matches(|c: char| !c.is_alphanumeric());
            if let Some(feature) = feature(part, tag, name) {
                features.push(vocabulary.number(feature));
            }
        }
    }

    fn draft(
        &self,
        clause: &Clause,
        dates: &[DateAnnotation],
        previous: &[u32],
        vocabulary: &mut Vocabulary,
    ) -> Option<Draft> {
        let doc = &self.segment.doc;
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
        let unit = Unit {
            document: 0,
            claim: 0,
            features: Vec::new(),
            total: 0.0,
            own,
            // A clause with features has tokens.
            dates: dates::dates_in(dates, self.segment.range_span(tokens.clone())),
            numbers,
            negated: tokens.clone().any(|t| self.negates(t)),
            hedged: tokens.clone().any(|t| words::is_hedge(&self.lower[t])),
            title: self.segment.section == Section::Title,
            damaged: self.is_damaged(tokens),
        };
        let previous = if leans_back { previous.to_vec() } else { Vec::new() };
        Some(Draft { unit, head, context, previous })
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

    /// A word said twice over, or a full stop doubled: traces of a broken translation.
    fn is_damaged(&self, tokens: Range<usize>) -> bool {
        /// Shorter words are doubled on purpose now and then ("had had").
        const MIN_DOUBLED: usize = 4;
        let word = |t: &usize| self.lower[*t].starts_with(char::is_alphanumeric);
        let worded: Vec<usize> = tokens.clone().filter(word).collect();
        let doubled = |pair: &[usize]| {
            self.lower[pair[0]] == self.lower[pair[1]] && self.lower[pair[0]].len() >= MIN_DOUBLED
        };
        let stopped = |t: usize| self.segment.doc.token_text(t, self.words) == "..";
        worded.windows(2).any(doubled) || tokens.clone().any(stopped)
    }
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

/// The feature of one word, if it counts as one.
fn feature(word: &str, tag: &str, name: bool) -> Option<Feature> {
    let first = word.chars().next()?;
    if first.is_ascii_digit() {
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        return Some(Feature::Number(digits.replace(',', "").into()));
    }
    if let Some(value) = number_word(word) {
        return Some(Feature::Number(value.into()));
    }
    let grammatical = matches!(
        tag,
        "MD" | "DT" | "IN" | "TO" | "PRP" | "PRP$" | "WDT" | "WP" | "CC" | "EX" | "POS"
    );
    if grammatical || words::is_stop_word(word) || is_calendar_word(word) {
        return None;
    }
    if let Some(class) = concept(word)
        && !name
    {
        return Some(Feature::Concept(class));
    }
    let end = word.char_indices().nth(STEM_LETTERS).map_or(word.len(), |(at, _)| at);
    Some(Feature::Stem(word[..end].into()))
}

/// The value of a number word, also of an ordinal.
fn number_word(word: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 32] = [
        ("zero", "0"),
        ("one", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("eleven", "11"),
        ("twelve", "12"),
        ("thirteen", "13"),
        ("fourteen", "14"),
        ("fifteen", "15"),
        ("sixteen", "16"),
        ("seventeen", "17"),
        ("eighteen", "18"),
        ("nineteen", "19"),
        ("twenty", "20"),
        ("thirty", "30"),
        ("forty", "40"),
        ("fifty", "50"),
        ("sixty", "60"),
        ("seventy", "70"),
        ("eighty", "80"),
        ("ninety", "90"),
        ("first", "1"),
        ("second", "2"),
        ("third", "3"),
        ("fourth", "4"),
    ];
    // "one" is a pronoun more often than a number.
    if word == "one" {
        return None;
    }
    WORDS.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// Words of dates, which count through the dates they name.
fn is_calendar_word(word: &str) -> bool {
    matches!(
        word,
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "january"
            | "february"
            | "march"
            | "april"
            | "june"
            | "july"
            | "august"
            | "september"
            | "october"
            | "november"
            | "december"
            | "jan"
            | "feb"
            | "aug"
            | "sept"
            | "oct"
            | "nov"
            | "dec"
            | "today"
            | "yesterday"
            | "tomorrow"
            | "week"
            | "month"
    )
}

/// How much each feature tells: the logarithm of how rare it is among the clauses
/// (inverse document frequency, Sparck Jones 1972), scaled by its kind.
fn inverse_frequencies(drafts: &[Draft], vocabulary: &Vocabulary) -> Vec<f64> {
    let mut frequency = vec![0_usize; vocabulary.len()];
    for feature in drafts.iter().flat_map(|draft| &draft.unit.own) {
        frequency[*feature as usize] += 1;
    }
    let clauses = drafts.len() as f64 + 1.0;
    let weight = |(feature, frequency): (u32, usize)| {
        let scale = match vocabulary.kind(feature) {
            FeatureKind::Concept => weight::CONCEPT,
            FeatureKind::Number => weight::NUMBER,
            FeatureKind::Word | FeatureKind::Date => 1.0,
        };
        let rarity = (clauses / (frequency as f64 + 0.5)).ln();
        (rarity * scale).max(weight::LEAST)
    };
    (0_u32..).zip(frequency).map(weight).collect()
}

fn weigh(draft: Draft, weights: &[f64], vocabulary: &mut Vocabulary) -> Unit {
    let Draft { mut unit, head, context, previous } = draft;
    let mut features: BTreeMap<u32, f64> = BTreeMap::new();
    let mut add = |feature: u32, weight: f64| {
        let known = features.entry(feature).or_insert(weight);
        *known = known.max(weight);
    };
    let rarity = |feature: &u32| weights[*feature as usize];
    for feature in &previous {
        add(*feature, weight::PREVIOUS * rarity(feature));
    }
    for feature in &context {
        add(*feature, weight::CONTEXT * rarity(feature));
    }
    for feature in &unit.own {
        let scale = if head.binary_search(feature).is_ok() { weight::HEAD } else { 1.0 };
        add(*feature, scale * rarity(feature));
    }
    for (feature, weight) in date_features(&unit.dates) {
        add(vocabulary.number(feature), weight);
    }
    unit.total = features.values().sum();
    unit.features = features.into_iter().collect();
    unit
}

/// The features of dates: a run of days as the days, a longer one by its grain.
fn date_features(dates: &[DateRange]) -> Vec<(Feature, f64)> {
    let mut features = Vec::new();
    for date in dates {
        match date.grain() {
            Grain::Days(days) => {
                let weight = weight::DAY / (days.len() as f64).sqrt();
                features.extend(days.into_iter().map(|(m, d)| (Feature::Day(m, d), weight)));
            }
            Grain::Month(month) => features.push((Feature::Month(month), weight::MONTH)),
            Grain::Year(year) => features.push((Feature::Year(year), weight::YEAR)),
        }
    }
    features
}
