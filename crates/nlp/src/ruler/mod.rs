//! Attribute ruler: rules over sequences of tokens that set tags, labels,
//! coarse tags, morphology and lemmas.
//!
//! All patterns are searched for at once, one token after the other, by
//! Shift-And (Baeza-Yates and Gonnet, "A New Approach to Text Searching", 1992)
//! with a set of pattern positions for each token instead of each letter. A
//! text therefore costs a few words of bit operations for each token, however
//! many rules there are for it.

mod config;
mod pattern;

use std::sync::Arc;

use config::RuleConfig;
pub(crate) use config::RulerConfig;
use pattern::{Conditions, PositionsByValue};

use crate::doc::NO_LABEL;
use crate::model::ModelError;

/// Most tokens that all patterns may have together, and most rules.
const MAX_POSITIONS: usize = 8_192;

/// A word as the conditions see it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RulerWord<'a> {
    pub(crate) text: &'a str,
    pub(crate) lower: &'a str,
    pub(crate) norm: &'a str,
    pub(crate) is_space: bool,
}

/// What a rule sets.
#[derive(Debug, Default)]
pub(crate) struct Rule {
    pub(crate) tag: Option<u16>,
    pub(crate) dep: Option<u16>,
    pub(crate) pos: Option<u16>,
    pub(crate) morph: Option<u16>,
    pub(crate) lemma: Option<Arc<str>>,
}

/// The rules that won a token: for each attribute one more than the number of
/// the last rule that sets it, 0 if none does.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Winners {
    pub(crate) tag: u16,
    pub(crate) dep: u16,
    pub(crate) pos: u16,
    pub(crate) morph: u16,
    pub(crate) lemma: u16,
}

/// The names of all values, which the ruler adds its own to.
#[derive(Debug, Default)]
pub(crate) struct Values {
    pub(crate) tags: Vec<Box<str>>,
    pub(crate) deps: Vec<Box<str>>,
    pub(crate) pos: Vec<Box<str>>,
    pub(crate) morphs: Vec<Box<str>>,
}

/// Where a pattern ends.
#[derive(Debug, Clone, Copy)]
struct End {
    rule: u16,
    /// How many tokens before its last one the rule changes.
    back: u32,
}

/// The compiled rules.
#[derive(Debug)]
pub(crate) struct Ruler {
    rules: Vec<Rule>,
    /// 64-bit words in a set of positions.
    words: usize,
    starts: Vec<u64>,
    ends: Vec<u64>,
    /// For the last position of a pattern, the pattern.
    end_of: Vec<Option<End>>,
    /// The sets of positions by tag and by label, after those without one.
    by_tag: Vec<u64>,
    by_dep: Vec<u64>,
    by_space: Vec<u64>,
    by_text: PositionsByValue,
    by_lower: PositionsByValue,
    by_norm: PositionsByValue,
}

/// The conditions while they are collected.
#[derive(Default)]
struct Collected {
    tag: Conditions,
    dep: Conditions,
    space: Conditions,
    text: Conditions,
    lower: Conditions,
    norm: Conditions,
    starts: Vec<u32>,
    end_of: Vec<Option<End>>,
}

impl Ruler {
    /// Compiles the rules, and adds the values that they set to `values`.
    pub(crate) fn new(config: &RulerConfig, values: &mut Values) -> Result<Self, ModelError> {
        let mut collected = Collected::default();
        let mut rules = Vec::with_capacity(config.rules.len());
        if config.rules.len() > MAX_POSITIONS {
            return Err(ModelError::config("ruler.rules", "are too many"));
        }
        for (number, rule) in config.rules.iter().enumerate() {
            // Rules are at most `MAX_POSITIONS`.
            collected.add(number as u16, rule)?;
            rules.push(Rule::new(rule, values)?);
        }
        let words = collected.end_of.len().div_ceil(64);
        let mut starts = vec![0; words];
        let mut ends = vec![0; words];
        for &start in &collected.starts {
            pattern::set(&mut starts, start);
        }
        for (position, _) in collected.end_of.iter().enumerate().filter(|(_, end)| end.is_some()) {
            // Positions are at most `MAX_POSITIONS`.
            pattern::set(&mut ends, position as u32);
        }
        // Row 0 is for tokens without a label.
        let labels = |labels: &[Box<str>]| [&["".into()], labels].concat();
        Ok(Self {
            by_tag: collected.tag.table(&labels(&values.tags), words)?,
            by_dep: collected.dep.table(&labels(&values.deps), words)?,
            by_space: collected.space.table(&["0".into(), "1".into()], words)?,
            by_text: collected.text.index(words)?,
            by_lower: collected.lower.index(words)?,
            by_norm: collected.norm.index(words)?,
            end_of: collected.end_of,
            rules,
            words,
            starts,
            ends,
        })
    }

    /// The rule that a winner stands for.
    pub(crate) fn rule(&self, winner: u16) -> Option<&Rule> {
        usize::from(winner).checked_sub(1).map(|number| &self.rules[number])
    }

    /// Appends the positions that a word may take, as far as tags and labels
    /// do not matter.
    pub(crate) fn push_word(&self, word: RulerWord<'_>, out: &mut Vec<u64>) {
        let begin = out.len();
        let space = usize::from(word.is_space) * self.words;
        out.extend_from_slice(&self.by_space[space..space + self.words]);
        let positions = &mut out[begin..];
        for (index, value) in
            [(&self.by_text, word.text), (&self.by_lower, word.lower), (&self.by_norm, word.norm)]
        {
            if !index.is_trivial() {
                index.restrict(positions, value);
            }
        }
    }

    /// Appends the winners of each token of a text, given its tag, its label and
    /// the number of its word among those that were pushed to `words`.
    pub(crate) fn apply(
        &self,
        tokens: impl ExactSizeIterator<Item = (u16, u16, u32)>,
        words: &[u64],
        out: &mut Vec<Winners>,
    ) {
        let first = out.len();
        out.resize(first + tokens.len(), Winners::default());
        let winners = &mut out[first..];
        let mut state = vec![0_u64; self.words];
        for (i, (tag, dep, word)) in tokens.enumerate() {
            let by_tag = self.row(&self.by_tag, row_of_label(tag));
            let by_dep = self.row(&self.by_dep, row_of_label(dep));
            let by_word = self.row(words, word as usize);
            let mut carry = 0;
            for at in 0..self.words {
                let next = state[at] << 1 | carry | self.starts[at];
                carry = state[at] >> 63;
                state[at] = next & by_tag[at] & by_dep[at] & by_word[at];
                let mut ended = state[at] & self.ends[at];
                while ended != 0 {
                    let position = at * 64 + ended.trailing_zeros() as usize;
                    ended &= ended - 1;
                    if let Some(end) = self.end_of[position] {
                        // A match is as long as its pattern, which holds the target.
                        self.win(end.rule, &mut winners[i - end.back as usize]);
                    }
                }
            }
        }
    }

    fn row<'a>(&self, sets: &'a [u64], number: usize) -> &'a [u64] {
        &sets[number * self.words..(number + 1) * self.words]
    }

    /// Lets a rule win what it sets of a token, unless a later rule did.
    fn win(&self, number: u16, winners: &mut Winners) {
        let rule = &self.rules[usize::from(number)];
        let winner = number + 1;
        for (sets, slot) in [
            (rule.tag.is_some(), &mut winners.tag),
            (rule.dep.is_some(), &mut winners.dep),
            (rule.pos.is_some(), &mut winners.pos),
            (rule.morph.is_some(), &mut winners.morph),
            (rule.lemma.is_some(), &mut winners.lemma),
        ] {
            if sets {
                *slot = winner.max(*slot);
            }
        }
    }
}

impl Collected {
    fn add(&mut self, number: u16, rule: &RuleConfig) -> Result<(), ModelError> {
        let refused = |problem| Err(ModelError::config(format!("ruler.rules[{number}]"), problem));
        for pattern in &rule.patterns {
            let length = pattern.len() as i64;
            if pattern.is_empty() || self.end_of.len() + pattern.len() > MAX_POSITIONS {
                return refused("has a pattern of no usable length");
            }
            let index = if rule.index < 0 { rule.index.saturating_add(length) } else { rule.index };
            if !(0..length).contains(&index) {
                return refused("changes a token outside of its pattern");
            }
            // Lengths and positions are at most `MAX_POSITIONS`.
            self.starts.push(self.end_of.len() as u32);
            for token in pattern {
                let position = self.end_of.len() as u32;
                for test in token {
                    let conditions = match test.attribute.as_str() {
                        "TAG" => &mut self.tag,
                        "DEP" => &mut self.dep,
                        "IS_SPACE" => &mut self.space,
                        "ORTH" => &mut self.text,
                        "LOWER" => &mut self.lower,
                        "NORM" => &mut self.norm,
                        _ => return refused("has a condition on an unknown attribute"),
                    };
                    conditions.add(position, test)?;
                }
                self.end_of.push(None);
            }
            let back = (length - 1 - index) as u32;
            if let Some(last) = self.end_of.last_mut() {
                *last = Some(End { rule: number, back });
            }
        }
        Ok(())
    }
}

impl Rule {
    fn new(config: &RuleConfig, values: &mut Values) -> Result<Self, ModelError> {
        let mut rule = Self::default();
        for (attribute, value) in &config.set {
            match attribute.as_str() {
                "TAG" => rule.tag = Some(intern(&mut values.tags, value)?),
                "DEP" => rule.dep = Some(intern(&mut values.deps, value)?),
                "POS" => rule.pos = Some(intern(&mut values.pos, value)?),
                "MORPH" => rule.morph = Some(intern(&mut values.morphs, value)?),
                "LEMMA" => rule.lemma = Some(value.as_str().into()),
                _ => {
                    let problem = format!("set an unknown attribute {attribute:?}");
                    return Err(ModelError::config("ruler.rules", problem));
                }
            }
        }
        Ok(rule)
    }
}

/// The row of the positions of tokens with a label.
fn row_of_label(label: u16) -> usize {
    if label == NO_LABEL { 0 } else { usize::from(label) + 1 }
}

/// The index of `value`, which is added if it is new.
fn intern(values: &mut Vec<Box<str>>, value: &str) -> Result<u16, ModelError> {
    let known = values.iter().position(|known| **known == *value);
    let index = known.unwrap_or_else(|| {
        values.push(value.into());
        values.len() - 1
    });
    let number = u16::try_from(index).ok().filter(|&number| number != NO_LABEL);
    number.ok_or_else(|| ModelError::config("ruler.rules", "set too many values"))
}

#[cfg(test)]
mod tests;
