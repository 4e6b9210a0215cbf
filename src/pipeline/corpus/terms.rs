//! Words of a text, compared without a language engine.

use std::collections::BTreeSet;

use crate::{domain::Span, pipeline::annotate::words::is_stop_word};

/// Letters of a word that are compared: enough to join "sanctions" and "sanctioned".
const STEM: usize = 5;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// Where it is.
    pub(super) span: Span,
    /// In lower case.
    pub(super) form: String,
    /// Whether it carries meaning more than grammar.
    pub(super) content: bool,
}

impl Term {
    /// The beginning of the word; figures are compared as a whole.
    pub(super) fn stem(&self) -> &str {
        if self.form.bytes().any(|byte| byte.is_ascii_digit()) {
            return &self.form;
        }
        let end = self.form.char_indices().nth(STEM).map_or(self.form.len(), |(at, _)| at);
        &self.form[..end]
    }
}

/// The words inside a stretch of a text, at most `most`.
pub(super) fn terms(text: &str, within: Span, most: usize) -> Vec<Term> {
    let inside = within.of(text);
    let mut terms = Vec::new();
    let mut begin = None;
    // A blank behind the text ends its last word.
    for (at, character) in inside.char_indices().chain([(inside.len(), ' ')]) {
        let joins = matches!(character, '\'' | '’') && begin.is_some();
        if character.is_alphanumeric() || joins {
            begin.get_or_insert(at);
        } else if let Some(first) = begin.take() {
            let word = inside[first..at].trim_end_matches(['\'', '’']);
            let span = Span::new(within.begin + first, within.begin + first + word.len());
            let form = word.to_lowercase().replace('’', "'");
            let content = !is_stop_word(form.strip_suffix("'s").unwrap_or(&form));
            terms.push(Term { span, form, content });
            if terms.len() == most {
                break;
            }
        }
    }
    terms
}

/// Words of a text by which articles with the like are searched: those with meaning, each once, in
/// the order of the text. All its words where none has meaning.
pub fn search_words(text: &str, most: usize) -> Vec<String> {
    let terms = terms(text, Span::new(0, text.len()), usize::MAX);
    let any = terms.iter().any(|term| term.content);
    let mut seen = BTreeSet::new();
    let wanted = terms.iter().filter(|term| term.content || !any);
    let words = wanted.map(|term| term.form.strip_suffix("'s").unwrap_or(&term.form).to_owned());
    words.filter(|word| seen.insert(word.clone())).take(most).collect()
}

/// Content words by their beginnings, in text order.
pub(super) fn stems(terms: &[Term]) -> Vec<&str> {
    terms.iter().filter(|term| term.content).map(Term::stem).collect()
}

/// How many of the beginnings two texts have in common, counted as often as both have them.
pub(super) fn common(a: &[&str], b: &[&str]) -> usize {
    let sorted = |list: &[&str]| {
        let mut list: Vec<String> = list.iter().map(|&stem| stem.to_owned()).collect();
        list.sort_unstable();
        list
    };
    let (a, b) = (sorted(a), sorted(b));
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, count) = (i + 1, j + 1, count + 1),
        }
    }
    count
}
