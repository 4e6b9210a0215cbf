//! Keys and quoted words in key points.

use crate::domain::Evidence;

/// Keys that are listed; more are counted.
const MOST_KEYS: usize = 6;

/// Words that a claim needs to be understood by itself.
const LEAST_WORDS: usize = 4;

/// The texts, and how their sources are called.
pub(super) struct Phrases<'a> {
    pub(super) texts: Vec<&'a str>,
    pub(super) names: Vec<&'a str>,
}

impl Phrases<'_> {
    /// The key of a column.
    pub(super) fn key(&self, document: usize) -> &str {
        self.names[document]
    }

    /// Whether a stretch has words enough to be understood by itself.
    pub(super) fn tells(&self, evidence: &Evidence) -> bool {
        let words = evidence.span.of(self.texts[evidence.document]);
        words.split_whitespace().nth(LEAST_WORDS - 1).is_some()
    }

    /// The words of a stretch in quotation marks, at most `length` characters of them.
    pub(super) fn words(&self, evidence: &Evidence, length: usize) -> String {
        quoted(evidence.span.of(self.texts[evidence.document]), length)
    }
}

/// Some columns by key: "S0", "S0 and S1", "S0, S1 and S2", "S0, S1, S2, S3, S4, S5 and 3 more".
pub(super) fn keys(phrases: &Phrases<'_>, documents: &[usize]) -> String {
    let listed: Vec<&str> = documents.iter().take(MOST_KEYS).map(|d| phrases.key(*d)).collect();
    if documents.len() > MOST_KEYS {
        return format!("{} and {} more", listed.join(", "), documents.len() - MOST_KEYS);
    }
    match listed.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
        None => String::new(),
    }
}

/// Words in quotation marks, without marks and stops at their ends; cut after a word when they are
/// longer than `length` characters. Marks inside become single ones.
pub(super) fn quoted(words: &str, length: usize) -> String {
    let edge = |c: char| {
        c.is_whitespace() || matches!(c, '“' | '”' | '"' | '„' | '«' | '»' | ',' | ';' | ':')
    };
    let words = words.trim_matches(edge).trim_end_matches('.').trim_end_matches(edge);
    let mut short = String::new();
    let (mut characters, mut cut) = (0, false);
    for word in words.split_whitespace() {
        characters += word.chars().count() + 1;
        if characters > length + 1 && !short.is_empty() {
            cut = true;
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        let single = word.chars().take(length).map(|c| match c {
            '“' | '„' | '«' => '‘',
            '”' | '»' => '’',
            '"' => '\'',
            other => other,
        });
        short.extend(single);
    }
    if cut {
        short.push_str(" …");
    }
    format!("“{short}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_listed_and_counted() {
        let names = ["A", "B", "C", "D", "E", "F", "G", "H"];
        let phrases = Phrases { texts: vec![""; 8], names: names.to_vec() };
        assert_eq!(keys(&phrases, &[1]), "B");
        assert_eq!(keys(&phrases, &[0, 2]), "A and C");
        assert_eq!(keys(&phrases, &[0, 1, 2]), "A, B and C");
        assert_eq!(keys(&phrases, &[0, 1, 2, 3, 4, 5, 6, 7]), "A, B, C, D, E, F and 2 more");
    }

    #[test]
    fn words_are_cut_after_a_word_and_marks_are_single_inside() {
        assert_eq!(quoted("  “The ferry sank”, ", 80), "“The ferry sank”");
        assert_eq!(quoted("He said “no” twice.", 80), "“He said ‘no’ twice”");
        assert_eq!(quoted("one two three", 8), "“one two …”");
        assert_eq!(quoted("onetwothree", 3), "“one”");
        assert_eq!(quoted("", 3), "“”");
    }
}
