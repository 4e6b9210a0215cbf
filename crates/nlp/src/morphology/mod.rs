//! Coarse tags, morphological features and lemmas: the rules over tokens, then
//! the lemmatizer.

mod memory;

pub(crate) use memory::{Analysis, MorphologyMemory};

use crate::doc::NO_LABEL;
use crate::lemmatizer::{Lemmatizer, LemmatizerConfig};
use crate::model::ModelError;
use crate::model::file::ModelFile;
use crate::ruler::{Rule, Ruler, RulerConfig, RulerWord, Values, Winners};
use crate::stop::{Poll, Stopped};
use crate::vocab::Vocabulary;
use crate::words::Word;

/// Most coarse tags of a model. Universal Dependencies have 17.
const MAX_POS: usize = 256;

/// Tokens between two questions whether to stop.
const TOKENS_PER_POLL: usize = 8_192;

/// The attribute ruler and the lemmatizer, as far as the model has them.
#[derive(Debug)]
pub(crate) struct Morphology {
    ruler: Option<Ruler>,
    lemmatizer: Option<Lemmatizer>,
}

/// A sequence of tokens as tagger and parser leave it.
#[derive(Clone, Copy)]
pub(crate) struct Parsed<'a> {
    pub(crate) text: &'a str,
    pub(crate) words: &'a [Word],
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) tags: Option<&'a [u16]>,
    pub(crate) deps: Option<&'a [u16]>,
}

impl Morphology {
    /// Reads what the model has of both; adds the values that they set.
    ///
    /// Among the values, number 0 of the coarse tags and of the morphologies
    /// stands for those that are not set.
    pub(crate) fn load(
        file: &ModelFile<'_>,
        ruler: Option<&RulerConfig>,
        lemmatizer: Option<&LemmatizerConfig>,
        values: &mut Values,
    ) -> Result<Self, ModelError> {
        values.pos.push("".into());
        values.morphs.push("".into());
        let ruler = ruler.map(|config| Ruler::new(config, values)).transpose()?;
        if values.pos.len() > MAX_POS {
            return Err(ModelError::config("ruler.rules", "set too many coarse tags"));
        }
        let load = |config| Lemmatizer::load(file, config, &values.pos, &values.morphs);
        Ok(Self { ruler, lemmatizer: lemmatizer.map(load).transpose()? })
    }

    /// Lets the rules change tags and labels, and finds everything else.
    pub(crate) fn annotate<'m>(
        &self,
        parsed: Parsed<'_>,
        memory: &'m mut MorphologyMemory,
        poll: &Poll<'_>,
    ) -> Result<Analysis<'m>, Stopped> {
        memory.begin(parsed.words.len());
        self.apply_rules(parsed, memory, poll)?;
        for i in 0..parsed.words.len() {
            if i.is_multiple_of(TOKENS_PER_POLL) {
                poll.check()?;
            }
            let won = memory.winners[i];
            let before = |labels: Option<&[u16]>| labels.map_or(NO_LABEL, |labels| labels[i]);
            let value = |winner, get: fn(&Rule) -> Option<u16>| self.rule(winner).and_then(get);
            let pos = value(won.pos, |rule| rule.pos).unwrap_or_default();
            let morph = value(won.morph, |rule| rule.morph).unwrap_or_default();
            memory.tags.push(value(won.tag, |rule| rule.tag).unwrap_or(before(parsed.tags)));
            memory.deps.push(value(won.dep, |rule| rule.dep).unwrap_or(before(parsed.deps)));
            memory.pos.push(pos);
            memory.morphs.push(morph);
            let lemma = self.lemma(parsed, i, won, (pos, morph), memory);
            memory.lemma_of.push(lemma);
        }
        Ok(memory.analysis())
    }

    /// Finds the rules that win each token.
    fn apply_rules(
        &self,
        parsed: Parsed<'_>,
        memory: &mut MorphologyMemory,
        poll: &Poll<'_>,
    ) -> Result<(), Stopped> {
        let Some(ruler) = &self.ruler else {
            memory.winners.resize(parsed.words.len(), Winners::default());
            return Ok(());
        };
        for (i, word) in parsed.words.iter().enumerate() {
            if i.is_multiple_of(TOKENS_PER_POLL) {
                poll.check()?;
            }
            memory.row(word.lexeme, |lower, positions| {
                let lexeme = parsed.vocabulary.lexeme(word.lexeme);
                let text = word.text(parsed.text);
                push_lower(lower, text);
                let norm = &lexeme.norm;
                let word = RulerWord { text, lower, norm, is_space: lexeme.is_space };
                ruler.push_word(word, positions);
            });
        }
        let (row_of, positions) = (&memory.row_of, &memory.positions);
        let label = |labels: Option<&[u16]>, i: usize| labels.map_or(NO_LABEL, |labels| labels[i]);
        let token = |(i, word): (usize, &Word)| {
            (label(parsed.tags, i), label(parsed.deps, i), row_of[word.lexeme as usize])
        };
        let tokens = parsed.words.iter().enumerate().map(token);
        ruler.apply(tokens, positions, &mut memory.winners);
        Ok(())
    }

    fn rule(&self, winner: u16) -> Option<&Rule> {
        self.ruler.as_ref().and_then(|ruler| ruler.rule(winner))
    }

    /// The number of the lemma of a token.
    fn lemma(
        &self,
        parsed: Parsed<'_>,
        token: usize,
        won: Winners,
        (pos, morph): (u16, u16),
        memory: &mut MorphologyMemory,
    ) -> u32 {
        let given = self.rule(won.lemma).and_then(|rule| rule.lemma.as_ref());
        let overwritten = self.lemmatizer.as_ref().is_some_and(Lemmatizer::overwrites);
        if let Some(lemma) = given.filter(|lemma| !lemma.is_empty() && !overwritten) {
            return memory.given_lemma(won.lemma, lemma);
        }
        let Some(lemmatizer) = &self.lemmatizer else {
            return memory::NO_LEMMA;
        };
        let word = parsed.words[token];
        memory.found_lemma((word.lexeme, pos, morph), |scratch, lower, out| {
            let text = word.text(parsed.text);
            push_lower(lower, text);
            lemmatizer.lemma(text, lower, pos, morph, scratch, out);
        })
    }
}

fn push_lower(out: &mut String, text: &str) {
    if text.is_ascii() {
        out.extend(text.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        out.push_str(&text.to_lowercase());
    }
}
