//! Quotations as they are matched: their words in order, weighted by what they tell.

use rustc_hash::FxHashMap;

use parallax_nlp::gazetteer;

use super::{numbers, speakers::Speaking, synonyms::class};
use crate::{
    domain::{DamageKind, Quote, QuoteKind, Span},
    pipeline::{
        annotate::{Segment, words::is_stop_word},
        compare::Context,
    },
};

/// Weight of a word that one sentence in 20 has.
const RARE: f64 = 3.0;
/// Letters of a lemma that count, so that "declare" and "declaration" are one.
const STEM_LETTERS: usize = 6;
/// Words of a quotation that are looked at; longer ones are told by their beginning.
const LONGEST: usize = 400;
/// Words around a quotation that are looked at, on either side.
const AROUND: usize = 14;
/// Distance in words at which a word around a quotation weighs half of its neighbour.
const HALF: f64 = 4.0;
/// Quotations after a piece of reported speech among which those inside it are looked for.
const MAX_INNER: usize = 32;
/// Sentences that are taken to have been read besides those at hand, so that few sentences do
/// not make every word common.
const PRIOR_SENTENCES: f64 = 50.0;

/// A word of a quotation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Word {
    /// Where it stands.
    pub(super) span: Span,
    /// Number of its form in lower case.
    pub(super) form: u32,
    /// Number of its stem, class of synonyms or country.
    pub(super) stem: u32,
    /// What it tells: its rarity; 0 for words of grammar.
    pub(super) weight: f64,
}

/// A quotation of a document.
pub(super) struct Item<'a> {
    /// Index of the column.
    pub(super) document: usize,
    /// Index in its analysis.
    pub(super) index: usize,
    /// What the analysis has of it.
    pub(super) quote: &'a Quote,
    /// Who speaks.
    pub(super) speaking: Speaking,
    /// Its words in order.
    pub(super) words: Vec<Word>,
    /// Those that tell something, by index in `words`; of reported speech, without what stands in
    /// marks inside it, which is a quotation of its own.
    pub(super) content: Vec<usize>,
    /// Sum of their weights.
    pub(super) total: f64,
    /// Stems of what tells something, ascending, each once.
    pub(super) stems: Vec<u32>,
    /// Stems of neighbouring words, ascending.
    pub(super) pairs: Vec<(u32, u32)>,
    /// Stems of the words around it in its sentence that tell something, ascending, with weights:
    /// the nearer the word, the more it weighs.
    pub(super) around: Vec<(u32, f64)>,
    /// Whether it only frames what stands in marks inside it.
    pub(super) frames: bool,
    /// The sentence that it begins in.
    pub(super) sentence: Option<Span>,
    /// Whether the text is damaged here.
    pub(super) damaged: bool,
}

impl Item<'_> {
    /// Whether it stands in marks.
    pub(super) fn is_marked(&self) -> bool {
        self.quote.kind != QuoteKind::Indirect
    }

    /// Number of words that both have and that few sentences have.
    pub(super) fn rare_in_common(&self, other: &Self) -> usize {
        let mut rare: Vec<u32> = self
            .content
            .iter()
            .map(|w| &self.words[*w])
            .filter(|word| word.weight >= RARE && other.stems.binary_search(&word.stem).is_ok())
            .map(|word| word.stem)
            .collect();
        rare.sort_unstable();
        rare.dedup();
        rare.len()
    }

    /// The forms of its words.
    pub(super) fn forms(&self) -> impl Iterator<Item = u32> {
        self.words.iter().map(|word| word.form)
    }
}

/// The quotations of all documents, in order of documents and text, and how many stems there are.
pub(super) fn items<'a>(context: &Context<'a>) -> (Vec<Item<'a>>, usize) {
    let mut reader = Reader::default();
    let mut items = Vec::new();
    for document in 0..context.sources.len() {
        reader.read(context, document, &mut items);
    }
    let total = f64::from(reader.sentences) + PRIOR_SENTENCES;
    let weight = |stem: u32| {
        let known = &reader.stems[stem as usize];
        if known.tells { (total / f64::from(known.sentences.max(1))).ln() } else { 0.0 }
    };
    for item in &mut items {
        for word in &mut item.words {
            word.weight = weight(word.stem);
        }
        let inner = &item.content;
        let own = |w: &usize| item.words[*w].weight > 0.0 && inner.binary_search(w).is_err();
        item.content = (0..item.words.len()).filter(own).collect();
        item.stems = item.content.iter().map(|w| item.words[*w].stem).collect();
        item.stems.sort_unstable();
        item.stems.dedup();
        item.pairs = item.words.windows(2).map(|w| (w[0].stem, w[1].stem)).collect();
        item.pairs.sort_unstable();
        item.total = item.content.iter().map(|w| item.words[*w].weight).sum();
        item.around.iter_mut().for_each(|(stem, near)| *near *= weight(*stem));
        item.around.retain(|(_, weight)| *weight > 0.0);
    }
    (items, reader.stems.len())
}

/// What is known of a stem.
struct Stem {
    tells: bool,
    /// Sentences that have it.
    sentences: u32,
    /// Number of the last of them.
    last: u32,
}

/// Numbers forms and stems.
#[derive(Default)]
struct Reader<'a> {
    /// The form and the stem of a word with its lemma, once they were read.
    known: FxHashMap<(&'a str, &'a str), (u32, u32)>,
    forms: FxHashMap<String, u32>,
    by_name: FxHashMap<String, u32>,
    stems: Vec<Stem>,
    sentences: u32,
}

impl<'a> Reader<'a> {
    fn read(&mut self, context: &Context<'a>, document: usize, items: &mut Vec<Item<'a>>) {
        let source = &context.sources[document];
        let annotated = source.annotated;
        let analysis = &annotated.analysis;
        let segments: Vec<Vec<Word>> =
            annotated.segments.iter().map(|s| self.segment(s, source.text)).collect();
        for (index, quote) in analysis.quotes.iter().enumerate() {
            let after = annotated.segments.partition_point(|s| s.span.begin <= quote.content.begin);
            let Some(segment) = after.checked_sub(1) else { continue };
            let words = &segments[segment];
            let first = words.partition_point(|w| w.span.begin < quote.content.begin);
            let end = words.partition_point(|w| w.span.end <= quote.content.end).max(first);
            let inside: Vec<Word> = words[first..end].iter().take(LONGEST).copied().collect();
            let sentence = annotated.sentence_at(quote.span.begin);
            let here = |w: &&Word| sentence.is_some_and(|s| s.span.contains(w.span));
            let before = words[..first].iter().rev().take(AROUND).take_while(here);
            let behind = words[end..].iter().take(AROUND).take_while(here);
            let tells = |w: &&Word| !skipped(quote).any(|span| span.overlaps(w.span));
            let near = |(distance, word): (usize, &Word)| {
                tells(&word).then(|| (word.stem, HALF / (HALF + distance as f64)))
            };
            let mut around: Vec<(u32, f64)> =
                before.enumerate().chain(behind.enumerate()).filter_map(near).collect();
            around.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
            around.dedup_by_key(|(stem, _)| *stem);
            let damages = &analysis.quality.damages;
            let inner = inner_words(&inside, index, &analysis.quotes);
            // What only frames a quotation says nothing of its own.
            let frames = !inner.is_empty() && 2 * inner.len() >= inside.len();
            items.push(Item {
                document,
                index,
                quote,
                speaking: Speaking::new(context, document, quote),
                content: if frames { (0..inside.len()).collect() } else { inner },
                frames,
                sentence: sentence.map(|sentence| sentence.span),
                words: inside,
                total: 0.0,
                stems: Vec::new(),
                pairs: Vec::new(),
                around,
                damaged: damages.iter().any(|damage| {
                    // A lost mark takes no word.
                    damage.kind != DamageKind::UnbalancedQuote && damage.span.overlaps(quote.span)
                }),
            });
        }
    }

    /// The words of a segment, without signs.
    fn segment(&mut self, segment: &'a Segment, text: &'a str) -> Vec<Word> {
        let here = segment.text(text);
        let doc = &segment.doc;
        let mut starts = doc.sentences().iter().map(|sentence| sentence.start).peekable();
        let mut words = Vec::with_capacity(doc.tokens().len());
        for token in 0..doc.tokens().len() {
            if starts.next_if(|start| *start <= token).is_some() {
                self.sentences += 1;
            }
            let written = doc.token_text(token, here);
            if !written.contains(char::is_alphanumeric) {
                continue;
            }
            let (form, stem) = self.numbers(written, doc.lemma(token));
            let known = &mut self.stems[stem as usize];
            if known.last != self.sentences {
                known.last = self.sentences;
                known.sentences += 1;
            }
            words.push(Word { span: segment.token_span(token), form, stem, weight: 0.0 });
        }
        words
    }

    /// The form and the stem of a word.
    fn numbers(&mut self, written: &'a str, lemma: &'a str) -> (u32, u32) {
        if let Some(known) = self.known.get(&(written, lemma)) {
            return *known;
        }
        let lower = written.to_lowercase().replace('’', "'");
        let numbers = (number(&mut self.forms, &lower), self.stem(written, &lower, lemma));
        self.known.insert((written, lemma), numbers);
        numbers
    }

    fn stem(&mut self, written: &str, lower: &str, lemma: &str) -> u32 {
        let lemma = lemma.to_lowercase();
        if let Some(figure) = numbers::figure(lower) {
            return self.number_of_stem(figure, true);
        }
        let country = written.starts_with(char::is_uppercase).then(|| gazetteer::lookup(written));
        let name = match country.flatten() {
            // No stem has a capital.
            Some(form) => form.country.code.to_owned(),
            None => match class(&lemma).or_else(|| class(lower)) {
                Some(class) => class.to_owned(),
                None => {
                    let end = lemma.char_indices().nth(STEM_LETTERS);
                    lemma[..end.map_or(lemma.len(), |(at, _)| at)].to_owned()
                }
            },
        };
        self.number_of_stem(name, !is_stop_word(lower) && !is_stop_word(&lemma))
    }

    fn number_of_stem(&mut self, name: String, tells: bool) -> u32 {
        let known = self.by_name.len();
        let number = number(&mut self.by_name, &name);
        if number as usize == known {
            self.stems.push(Stem { tells, sentences: 0, last: 0 });
        }
        number
    }
}

/// The number of a string; a new one gets the next.
fn number(numbers: &mut FxHashMap<String, u32>, word: &str) -> u32 {
    if let Some(number) = numbers.get(word) {
        return *number;
    }
    // Texts are bounded far below 2^32 words.
    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    numbers.insert(word.to_owned(), next);
    next
}

/// Of a piece of reported speech, the words that stand in marks inside it, by index.
fn inner_words(words: &[Word], index: usize, quotes: &[Quote]) -> Vec<usize> {
    let quote = &quotes[index];
    if quote.kind != QuoteKind::Indirect {
        return Vec::new();
    }
    let after = quotes[index + 1..].iter().take(MAX_INNER);
    let inner: Vec<Span> = after
        .filter(|q| q.kind != QuoteKind::Indirect && quote.content.contains(q.content))
        .map(|q| q.content)
        .collect();
    let inside = |w: &usize| inner.iter().any(|span| span.contains(words[*w].span));
    (0..words.len()).filter(inside).collect()
}

/// What around a quotation tells nothing of what is said: who says it, and the word for saying.
fn skipped(quote: &Quote) -> impl Iterator<Item = Span> {
    let parties = quote.speakers.iter().chain(&quote.addressee).chain(&quote.relayed_by);
    parties.map(|party| party.mention).chain(quote.cue)
}
