//! Which words of one text say what words of another say.

use super::{
    lexicon,
    reading::{Kind, Reading, Word},
};
use crate::pipeline::annotate::{EntityKey, spelling};

/// The best partner of a word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Match {
    /// Index of the partner.
    pub(super) word: usize,
    /// How alike they are: 1 for the same word.
    pub(super) score: f64,
}

/// For each word of a reading its best partner in the other, the earliest of equals.
pub(super) fn align(from: &Reading<'_>, to: &Reading<'_>) -> Vec<Option<Match>> {
    from.words.iter().map(|word| best(word, to)).collect()
}

fn best(word: &Word<'_>, to: &Reading<'_>) -> Option<Match> {
    let mut best: Option<Match> = None;
    for (index, other) in to.words.iter().enumerate() {
        let score = likeness(word, other);
        if score > best.map_or(0.0, |best| best.score) {
            best = Some(Match { word: index, score });
            if score >= 1.0 {
                break;
            }
        }
    }
    best
}

/// How alike two words are, 0 to 1.
pub(super) fn likeness(a: &Word<'_>, b: &Word<'_>) -> f64 {
    const STEM: f64 = 0.9;
    const SYNONYM: f64 = 0.8;
    const CONCEPT: f64 = 0.7;
    if a.form == b.form || a.lemma == b.lemma {
        return 1.0;
    }
    if let (Some(x), Some(y)) = (a.entity, b.entity)
        && same_entity(x, y)
    {
        return 1.0;
    }
    if a.kind == Kind::Number || b.kind == Kind::Number {
        let value = |word: &Word<'_>| number(word.form);
        return if value(a).is_some() && value(a) == value(b) { 1.0 } else { 0.0 };
    }
    if same_stem(a.form, b.form) {
        return STEM;
    }
    if a.kind == Kind::Name || b.kind == Kind::Name {
        return 0.0;
    }
    let opposites = || lexicon::are_opposites(a.lemma, b.lemma);
    if a.concept.is_some() && a.concept == b.concept && !opposites() {
        return CONCEPT;
    }
    let synonyms = || a.synonyms.split(' ').any(|other| other == b.lemma);
    if !a.synonyms.is_empty() && synonyms() { SYNONYM } else { 0.0 }
}

/// Whether two words begin alike for so long that they are forms of one: "invade", "invasion" are
/// not, "reject", "rejection" are.
pub(super) fn same_stem(a: &str, b: &str) -> bool {
    const LEAST: usize = 5;
    let common = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let shorter = a.len().min(b.len());
    let longer = a.len().max(b.len());
    common >= LEAST && common + 1 >= shorter && longer - common <= 5
}

/// Whether two keys may name one thing: equal, or one name is the short form of the other or
/// another spelling of it.
pub(super) fn same_entity(a: &EntityKey, b: &EntityKey) -> bool {
    if a == b {
        return true;
    }
    let (EntityKey::Name(a), EntityKey::Name(b)) = (a, b) else { return false };
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    const LEAST: usize = 3;
    let part = short.len() >= LEAST && long.split(' ').any(|word| word == short.as_str());
    let ends = long.strip_suffix(short.as_str()).is_some_and(|rest| rest.ends_with(' '));
    let begins = long.strip_prefix(short.as_str()).is_some_and(|rest| rest.starts_with(' '));
    part || ends || begins || spelling::is_variant(a, b)
}

/// The value of a number word or of figures.
pub(super) fn number(word: &str) -> Option<u64> {
    const WORDS: [(&str, u64); 33] = [
        ("billion", 1_000_000_000),
        ("dozen", 12),
        ("eight", 8),
        ("eighteen", 18),
        ("eighty", 80),
        ("eleven", 11),
        ("fifteen", 15),
        ("fifty", 50),
        ("five", 5),
        ("forty", 40),
        ("four", 4),
        ("fourteen", 14),
        ("hundred", 100),
        ("million", 1_000_000),
        ("nine", 9),
        ("nineteen", 19),
        ("ninety", 90),
        ("one", 1),
        ("seven", 7),
        ("seventeen", 17),
        ("seventy", 70),
        ("six", 6),
        ("sixteen", 16),
        ("sixty", 60),
        ("ten", 10),
        ("thirteen", 13),
        ("thirty", 30),
        ("thousand", 1000),
        ("three", 3),
        ("trillion", 1_000_000_000_000),
        ("twelve", 12),
        ("twenty", 20),
        ("two", 2),
    ];
    if let Ok(at) = WORDS.binary_search_by(|(known, _)| (*known).cmp(word)) {
        return Some(WORDS[at].1);
    }
    let digits: String = word.chars().filter(|c| *c != ',').collect();
    digits.parse().ok()
}
