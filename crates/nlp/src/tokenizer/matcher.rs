//! Matchers for the affix patterns.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::class::CharClass;
use super::syntax::{self, Atom, Rule};
use crate::model::ModelError;

/// Classes up to this size are looked up by code point like literals are.
const SMALL_CLASS: usize = 16;

/// Largest number of different classes in one pattern.
const MAX_CLASSES: usize = 256;

/// One code point of a compiled rule; classes are shared by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Test {
    Char(char),
    Class(u16),
}

#[derive(Debug)]
struct Compiled {
    behind: Box<[Test]>,
    body: Box<[Test]>,
    repeat_last: bool,
    /// The test of the next code point and whether it must fail.
    ahead: Option<(Test, bool)>,
}

/// The rules of one pattern, found by one key code point of their bodies.
#[derive(Debug)]
struct Rules {
    classes: Vec<CharClass>,
    rules: Vec<Compiled>,
    /// Rules, ascending, whose key is this code point.
    by_char: FxHashMap<char, Vec<u16>>,
    /// Rules, ascending, whose key is a large class.
    by_class: Vec<u16>,
    /// ASCII code points that are the key of some rule.
    ascii_keys: u128,
}

/// Which code point of its body a rule is found by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    First,
    Last,
}

/// Finds an affix at the beginning of a string.
#[derive(Debug)]
pub(super) struct PrefixMatcher(Rules);

/// Finds an affix at the end of a string.
#[derive(Debug)]
pub(super) struct SuffixMatcher(Rules);

/// Finds the separators inside of a string.
#[derive(Debug)]
pub(super) struct InfixMatcher(Rules);

impl PrefixMatcher {
    pub(super) fn new(pattern: &str) -> Result<Self, ModelError> {
        let rules = parse("prefix", pattern, |rule| {
            rule.at_start && !rule.at_end && rule.behind.is_empty()
        })?;
        Rules::compile("prefix", rules, Key::First).map(Self)
    }

    /// Length in bytes of the prefix of `text`, or 0.
    pub(super) fn find(&self, text: &str) -> usize {
        self.0.match_at(text, 0).unwrap_or(0)
    }
}

impl SuffixMatcher {
    pub(super) fn new(pattern: &str) -> Result<Self, ModelError> {
        let rules = parse("suffix", pattern, |rule| {
            let uniform = rule.body.iter().all(|atom| *atom == rule.body[0]);
            let countable = !rule.repeat_last || (uniform && rule.behind.is_empty());
            rule.at_end && !rule.at_start && rule.ahead.is_none() && countable
        })?;
        Rules::compile("suffix", rules, Key::Last).map(Self)
    }

    /// Length in bytes of the suffix of `text`, or 0.
    ///
    /// A search meets the leftmost match first, which among matches that all
    /// end at the end of the string is the longest.
    pub(super) fn find(&self, text: &str) -> usize {
        let Some(last) = text.chars().next_back() else {
            return 0;
        };
        let rules = &self.0;
        rules.candidates(last).filter_map(|rule| rules.match_end(rule, text)).max().unwrap_or(0)
    }
}

impl InfixMatcher {
    pub(super) fn new(pattern: &str) -> Result<Self, ModelError> {
        let rules = parse("infix", pattern, |rule| !rule.at_start && !rule.at_end)?;
        Rules::compile("infix", rules, Key::First).map(Self)
    }

    /// The first match at or after byte `from`, as a byte range.
    pub(super) fn find(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        text[from..].char_indices().find_map(|(offset, _)| {
            let begin = from + offset;
            let end = self.0.match_at(text, begin)?;
            Some((begin, end))
        })
    }
}

fn parse(
    which: &'static str,
    pattern: &str,
    supported: impl Fn(&Rule) -> bool,
) -> Result<Vec<Rule>, ModelError> {
    let rules = syntax::parse(pattern).map_err(|error| ModelError::Pattern {
        which,
        problem: error.problem,
        at: error.at,
    })?;
    if let Some(index) = rules.iter().position(|rule| !supported(rule)) {
        return Err(ModelError::Pattern {
            which,
            problem: format!("has an unsupported alternative, number {index}"),
            at: 0,
        });
    }
    Ok(rules)
}

impl Rules {
    fn compile(which: &'static str, parsed: Vec<Rule>, key: Key) -> Result<Self, ModelError> {
        let mut compiled = Self {
            classes: Vec::new(),
            rules: Vec::with_capacity(parsed.len()),
            by_char: FxHashMap::default(),
            by_class: Vec::new(),
            ascii_keys: 0,
        };
        if parsed.len() > usize::from(u16::MAX) {
            return Err(ModelError::Pattern {
                which,
                problem: "has too many alternatives".to_owned(),
                at: 0,
            });
        }
        for (index, rule) in (0_u16..).zip(parsed) {
            compiled.add(index, &rule, key);
            if compiled.classes.len() > MAX_CLASSES {
                return Err(ModelError::Pattern {
                    which,
                    problem: "has too many different classes".to_owned(),
                    at: 0,
                });
            }
        }
        Ok(compiled)
    }

    fn add(&mut self, index: u16, rule: &Rule, key: Key) {
        let mut tests = |atoms: &[Atom]| atoms.iter().map(|atom| self.test(atom)).collect();
        let (behind, body): (Box<[Test]>, Box<[Test]>) = (tests(&rule.behind), tests(&rule.body));
        let ahead = rule.ahead.as_ref().map(|ahead| (self.test(&ahead.atom), ahead.negative));
        // The reader refuses empty bodies.
        let key = match key {
            Key::First => body[0],
            Key::Last => body[body.len() - 1],
        };
        let keys = match key {
            Test::Char(c) => Some(vec![c]),
            Test::Class(class) => self.classes[usize::from(class)].members(SMALL_CLASS),
        };
        for c in keys.iter().flatten() {
            self.by_char.entry(*c).or_default().push(index);
        }
        if keys.is_none() {
            self.by_class.push(index);
        }
        for code in 0..128_u8 {
            if self.holds(key, char::from(code)) {
                self.ascii_keys |= 1 << code;
            }
        }
        self.rules.push(Compiled { behind, body, repeat_last: rule.repeat_last, ahead });
    }

    fn test(&mut self, atom: &Atom) -> Test {
        let class: &Rc<CharClass> = match atom {
            Atom::Char(c) => return Test::Char(*c),
            Atom::Class(class) => class,
        };
        let known = self.classes.iter().position(|known| known == &**class);
        let index = known.unwrap_or_else(|| {
            self.classes.push((**class).clone());
            self.classes.len() - 1
        });
        // A pattern with too many classes is refused before it is used.
        Test::Class(index as u16)
    }

    fn holds(&self, test: Test, c: char) -> bool {
        match test {
            Test::Char(expected) => expected == c,
            Test::Class(class) => self.classes[usize::from(class)].contains(c),
        }
    }

    /// The rules whose key may be `key`, in order of preference within each of
    /// the two indexes.
    fn candidates(&self, key: char) -> impl Iterator<Item = u16> {
        let known = !key.is_ascii() || self.ascii_keys >> u32::from(key) & 1 == 1;
        let by_char = known.then(|| self.by_char.get(&key)).flatten();
        let by_class: &[u16] = if known { &self.by_class } else { &[] };
        by_char.into_iter().flatten().chain(by_class).copied()
    }

    /// The end of the match of the preferred rule that matches at byte `at`.
    fn match_at(&self, text: &str, at: usize) -> Option<usize> {
        let key = text[at..].chars().next()?;
        let mut best: Option<(u16, usize)> = None;
        for rule in self.candidates(key) {
            if best.is_some_and(|(preferred, _)| preferred < rule) {
                continue;
            }
            if let Some(end) = self.match_rule(rule, text, at) {
                best = Some((rule, end));
            }
        }
        best.map(|(_, end)| end)
    }

    fn match_rule(&self, rule: u16, text: &str, at: usize) -> Option<usize> {
        let rule = &self.rules[usize::from(rule)];
        let mut rest = text[at..].chars();
        for &test in &rule.body {
            if !self.holds(test, rest.next()?) {
                return None;
            }
        }
        if rule.repeat_last {
            let last = rule.body[rule.body.len() - 1];
            let mut ahead = rest.clone();
            while ahead.next().is_some_and(|c| self.holds(last, c)) {
                rest = ahead.clone();
            }
        }
        let end = text.len() - rest.as_str().len();
        if let Some((test, negative)) = rule.ahead {
            let found = rest.next().is_some_and(|c| self.holds(test, c));
            if found == negative {
                return None;
            }
        }
        self.holds_behind(&rule.behind, &text[..at]).then_some(end)
    }

    /// Length in bytes of the match of a rule that ends where `text` ends.
    fn match_end(&self, rule: u16, text: &str) -> Option<usize> {
        let rule = &self.rules[usize::from(rule)];
        let mut rest = text.chars();
        for &test in rule.body.iter().rev() {
            if !self.holds(test, rest.next_back()?) {
                return None;
            }
        }
        if rule.repeat_last {
            // All atoms of such a body are the same, so the match begins where
            // the run of them begins.
            let mut before = rest.clone();
            while before.next_back().is_some_and(|c| self.holds(rule.body[0], c)) {
                rest = before.clone();
            }
        }
        let before = rest.as_str();
        self.holds_behind(&rule.behind, before).then(|| text.len() - before.len())
    }

    fn holds_behind(&self, behind: &[Test], text: &str) -> bool {
        let mut before = text.chars();
        behind.iter().rev().all(|&test| before.next_back().is_some_and(|c| self.holds(test, c)))
    }
}

#[cfg(test)]
mod tests;
