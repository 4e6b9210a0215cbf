//! What a stretch of text says, as far as it is compared: its words with their kind and weight.

use std::cell::OnceCell;

use super::lexicon;
use crate::{
    domain::{Claim, ClaimSlot, Quantity, SlotRole, Span},
    pipeline::{
        annotate::{Annotated, EntityKey, words},
        compare::{claims::concept, dates::DateRange, dates::dates_in},
    },
};

/// Words of a stretch that are looked at: a bound on the work of one comparison.
const MAX_WORDS: usize = 160;

/// Claims of a text that are looked at, for the same reason.
const MAX_CLAIMS: usize = 24;

/// What a word counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A part of a name, or a word that refers to what has one.
    Name,
    /// A number in figures or words.
    Number,
    /// A verb.
    Verb,
    /// A noun, adjective or adverb.
    Other,
}

/// A word that counts.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    /// Lower case.
    pub(super) form: &'a str,
    pub(super) lemma: &'a str,
    pub(super) kind: Kind,
    /// Class of the concept lexicon.
    pub(super) concept: Option<u16>,
    /// Lemmas that can stand for it, separated by blanks.
    pub(super) synonyms: &'static str,
    /// What it names.
    pub(super) entity: Option<&'a EntityKey>,
    /// How much it counts.
    pub(super) weight: f64,
    /// Where it is.
    pub(super) span: Span,
}

/// A stretch of an annotated text.
pub(super) struct Reading<'a> {
    pub(super) annotated: &'a Annotated,
    /// Its claims, in text order; of a long text the first.
    pub(super) claims: &'a [Claim],
    /// In text order.
    pub(super) words: Vec<Word<'a>>,
    pub(super) quantities: Vec<&'a Quantity>,
    pub(super) dates: Vec<DateRange>,
    /// Number of words that deny.
    pub(super) negations: usize,
    /// Lower-case words without punctuation, for what looks at spelling alone.
    plain: String,
    /// The runs of four characters in them, once they were asked for.
    grams: OnceCell<Vec<u32>>,
}

impl<'a> Reading<'a> {
    /// Of a claim: its own words, and the parts that stand outside of it.
    pub(super) fn of_claim(text: &'a str, annotated: &'a Annotated, claim: usize) -> Option<Self> {
        let claims = annotated.analysis.claims.get(claim..=claim)?;
        let claim = claims.first()?;
        let outside = |slot: &&ClaimSlot| {
            let apart = slot.span.end <= claim.span.begin || claim.span.end <= slot.span.begin;
            apart && matches!(slot.role, SlotRole::Agent | SlotRole::Target)
        };
        let mut spans: Vec<Span> = vec![claim.span];
        spans.extend(claim.slots.iter().filter(outside).map(|slot| slot.span));
        spans.sort_unstable();
        spans.dedup();
        Some(Self::of(text, annotated, claims, &spans))
    }

    /// Of everything that was read.
    pub(super) fn of_text(text: &'a str, annotated: &'a Annotated) -> Self {
        let spans: Vec<Span> = annotated.segments.iter().map(|segment| segment.span).collect();
        let claims = &annotated.analysis.claims;
        let claims = &claims[..claims.len().min(MAX_CLAIMS)];
        Self::of(text, annotated, claims, &spans)
    }

    /// Of some stretches in text order.
    pub(super) fn of(
        text: &'a str,
        annotated: &'a Annotated,
        claims: &'a [Claim],
        spans: &[Span],
    ) -> Self {
        let analysis = &annotated.analysis;
        let mut reading = Self {
            annotated,
            claims,
            words: Vec::new(),
            quantities: Vec::new(),
            dates: Vec::new(),
            negations: 0,
            plain: String::new(),
            grams: OnceCell::new(),
        };
        for &span in spans {
            reading.add_words(text, span);
            let first = analysis.quantities.partition_point(|q| q.span.begin < span.begin);
            let inside = analysis.quantities[first..].iter();
            reading.quantities.extend(inside.take_while(|q| q.span.end <= span.end));
            reading.dates.extend(dates_in(&analysis.dates, span));
        }
        reading.name_words(spans);
        reading
    }

    fn add_words(&mut self, text: &'a str, span: Span) {
        let segments = &self.annotated.segments;
        let first = segments.partition_point(|segment| segment.span.end <= span.begin);
        for segment in &segments[first..] {
            if segment.span.begin >= span.end {
                break;
            }
            let doc = &segment.doc;
            let begin = doc
                .tokens()
                .partition_point(|t| segment.span.begin + (t.begin as usize) < span.begin);
            for token in begin..doc.tokens().len() {
                let at = segment.token_span(token);
                if at.end > span.end || self.words.len() >= MAX_WORDS {
                    break;
                }
                let form = doc.norm(token);
                if doc.dep(token) == "neg" || is_denial(form) {
                    self.negations += 1;
                }
                if at.of(text).contains(char::is_alphanumeric) {
                    self.plain.push_str(form);
                    self.plain.push(' ');
                }
                if let Some((kind, weight)) = weigh(form, doc.lemma(token), doc.tag(token)) {
                    let concept = if kind == Kind::Name { None } else { concept(form) };
                    let lemma = doc.lemma(token);
                    let synonyms = match kind {
                        Kind::Verb | Kind::Other => lexicon::synonyms(lemma),
                        Kind::Name | Kind::Number => "",
                    };
                    self.words.push(Word {
                        form,
                        lemma,
                        kind,
                        concept,
                        synonyms,
                        entity: None,
                        weight,
                        span: at,
                    });
                }
            }
        }
    }

    /// Tells words that name something.
    fn name_words(&mut self, spans: &[Span]) {
        let annotated = self.annotated;
        for (entity, key) in annotated.analysis.entities.iter().zip(&annotated.entity_keys) {
            for &span in spans {
                let first = entity.mentions.partition_point(|m| m.span.begin < span.begin);
                let inside = entity.mentions[first..].iter();
                for mention in inside.take_while(|m| m.span.begin < span.end) {
                    let at = self.words.partition_point(|w| w.span.begin < mention.span.begin);
                    let named = self.words[at..].iter_mut();
                    for word in named.take_while(|w| w.span.end <= mention.span.end) {
                        word.entity = Some(key);
                    }
                }
            }
        }
    }

    /// The runs of four characters of the lower-case words, ascending, each once.
    pub(super) fn grams(&self) -> &[u32] {
        self.grams.get_or_init(|| grams(&self.plain))
    }

    /// Indices of the words inside a span.
    pub(super) fn words_in(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.words.partition_point(|w| w.span.begin < span.begin);
        let end = self.words.partition_point(|w| w.span.end <= span.end);
        first..end.max(first)
    }
}

/// The runs of four characters, ascending, each once.
fn grams(plain: &str) -> Vec<u32> {
    /// Characters that are looked at.
    const MOST: usize = 4096;
    let mut grams = Vec::new();
    let mut last = [0_u32; 4];
    for (at, c) in plain.chars().take(MOST).enumerate() {
        last = [last[1], last[2], last[3], c as u32];
        if at >= 3 {
            // A hash is as good as the characters: what collides is rare.
            let hash = last.iter().fold(0_u32, |h, c| h.wrapping_mul(0x0100_0193) ^ c);
            grams.push(hash);
        }
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

fn is_denial(word: &str) -> bool {
    matches!(word, "no" | "never" | "none" | "nobody" | "nothing" | "nor" | "neither" | "without")
}

/// What a word counts as and how much; `None` for words of grammar.
fn weigh(form: &str, lemma: &str, tag: &str) -> Option<(Kind, f64)> {
    const NAME: f64 = 1.5;
    const NUMBER: f64 = 1.2;
    const CONTENT: f64 = 1.0;
    const ADVERB: f64 = 0.5;
    const SPEECH: f64 = 0.3;
    const LIGHT: f64 = 0.2;
    if !form.contains(char::is_alphanumeric) {
        return None;
    }
    if matches!(tag, "NNP" | "NNPS") {
        return Some((Kind::Name, NAME));
    }
    if tag == "CD" || form.starts_with(|c: char| c.is_ascii_digit()) {
        return Some((Kind::Number, NUMBER));
    }
    let verb = tag.starts_with("VB");
    let grammar = matches!(tag, "MD" | "DT" | "IN" | "TO" | "CC" | "EX" | "POS" | "RP" | "UH")
        || matches!(tag, "PRP" | "PRP$" | "WDT" | "WP" | "WP$" | "WRB" | "PDT" | "LS");
    if grammar || words::is_stop_word(form) || is_denial(form) {
        return None;
    }
    let kind = if verb { Kind::Verb } else { Kind::Other };
    let weight = match () {
        () if verb && is_light(lemma) => LIGHT,
        () if words::is_speech_verb(form) => SPEECH,
        () if tag.starts_with("RB") => ADVERB,
        () => CONTENT,
    };
    Some((kind, weight))
}

/// Verbs that say little by themselves.
fn is_light(lemma: &str) -> bool {
    const LIGHT: [&str; 18] = [
        "be", "become", "begin", "come", "do", "get", "give", "go", "have", "hold", "keep", "let",
        "make", "put", "remain", "seem", "take", "use",
    ];
    LIGHT.binary_search(&lemma).is_ok()
}
