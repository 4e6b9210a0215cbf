//! Keys and quoted words in key points.

use crate::{domain::Evidence, pipeline::annotate::Annotated};

/// Keys that are listed; more are counted.
const MOST_KEYS: usize = 6;

/// Words that a claim needs to be understood by itself.
const LEAST_WORDS: usize = 4;

/// First words of a stretch that leans on what stands before it.
const LEANING: [&str; 12] =
    ["and", "as", "but", "or", "so", "than", "that", "where", "which", "who", "whom", "whose"];

/// The texts, and how their sources are called.
pub(super) struct Phrases<'a> {
    pub(super) texts: Vec<&'a str>,
    pub(super) names: Vec<&'a str>,
    pub(super) annotated: Vec<&'a Annotated>,
}

impl Phrases<'_> {
    /// The key of a column.
    pub(super) fn key(&self, document: usize) -> &str {
        self.names[document]
    }

    /// Whether a stretch can be understood by itself: it has words enough, somebody or something
    /// does it, and it does not open as a part of another sentence.
    pub(super) fn tells(&self, evidence: &Evidence) -> bool {
        let words = evidence.span.of(self.texts[evidence.document]);
        let first = words.split_whitespace().next().unwrap_or_default();
        // "that's over 400 pounds"
        let first = first.split(['\'', '’']).next().unwrap_or_default();
        words.split_whitespace().nth(LEAST_WORDS - 1).is_some()
            && !LEANING.contains(&first)
            && self.has_subject(evidence)
    }

    fn has_subject(&self, evidence: &Evidence) -> bool {
        let segments = &self.annotated[evidence.document].segments;
        let after = segments.partition_point(|s| s.span.begin <= evidence.span.begin);
        let Some(segment) = segments[..after].last() else { return false };
        let mut tokens = 0..segment.doc.tokens().len();
        tokens.any(|token| {
            matches!(segment.doc.dep(token), "csubj" | "expl" | "nsubj" | "nsubjpass")
                && evidence.span.contains(segment.token_span(token))
                && !matches!(segment.doc.tag(token), "WDT" | "WP")
        })
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
        let phrases = Phrases { texts: vec![""; 8], names: names.to_vec(), annotated: Vec::new() };
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
