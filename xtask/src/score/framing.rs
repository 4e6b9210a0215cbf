//! Scores framing terms against texts in which people marked biased words, or the polarity of a
//! sentence toward somebody named in it.
//!
//! Words are compared in lower case, each once a sentence. Biased words are what a reader finds
//! loaded in a sentence, which is more than a word's own framing: low figures are usual. Polarity
//! is right when the sum of the valences of the terms that frame the target has the sign that
//! people gave; sentences without such a term count as neutral.

use std::{collections::BTreeSet, path::Path};

use anyhow::Result;
use parallax::{
    domain::{Analysis, Article, ArticleText, FramingTerm, Metadata, Span},
    pipeline::{self, Options},
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};

use super::files;

/// A sentence of either data set.
#[derive(Deserialize)]
#[serde(untagged)]
enum Line {
    /// Words are a list as Python prints it.
    Words {
        text: String,
        label: String,
        words: String,
    },
    Targets {
        sentence_normalized: String,
        targets: Vec<Target>,
    },
}

#[derive(Deserialize)]
struct Target {
    /// First code point and the one after the last.
    from: usize,
    to: usize,
    /// 2 negative, 4 neutral, 6 positive.
    polarity: f64,
}

/// The figures.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Figures {
    sentences: usize,
    #[serde(skip_serializing_if = "Counts::is_empty")]
    words: Counts,
    /// Sentences called biased that hold a term, against those called not biased.
    #[serde(skip_serializing_if = "Counts::is_empty")]
    sentences_with_terms: Counts,
    #[serde(skip_serializing_if = "Counts::is_empty")]
    negative: Counts,
    #[serde(skip_serializing_if = "Counts::is_empty")]
    positive: Counts,
    /// Targets of a polarity that got the other sign.
    opposite: usize,
}

/// Found, wanted, and both.
#[derive(Debug, Default)]
struct Counts {
    found: usize,
    wanted: usize,
    right: usize,
}

impl Counts {
    fn add(&mut self, found: bool, wanted: bool) {
        self.found += usize::from(found);
        self.wanted += usize::from(wanted);
        self.right += usize::from(found && wanted);
    }

    fn is_empty(&self) -> bool {
        self.wanted == 0
    }
}

impl Serialize for Counts {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ratio = |whole: usize| if whole == 0 { 0.0 } else { self.right as f64 / whole as f64 };
        let (precision, recall) = (ratio(self.found), ratio(self.wanted));
        let sum = precision + recall;
        let f1 = if sum == 0.0 { 0.0 } else { 2.0 * precision * recall / sum };
        serializer.collect_map([
            ("precision", precision),
            ("recall", recall),
            ("f1", f1),
            ("found", self.found as f64),
            ("wanted", self.wanted as f64),
        ])
    }
}

/// Scores the lines of a file whose number leaves `part` when divided by two; all without.
pub(crate) fn score_file(path: &Path, part: Option<usize>, show: bool) -> Result<Figures> {
    let engine = Engine::embedded()?;
    let mut figures = Figures::default();
    for (number, line) in files::lines(path)?.enumerate() {
        if part.is_some_and(|part| number % 2 != part) {
            continue;
        }
        figures.sentences += 1;
        match line? {
            Line::Words { text, label, words } => {
                let (analysis, text) = analyse(&engine, &text)?;
                figures.biased_words(&analysis, &text, &label, &marked(&words), show);
            }
            Line::Targets { sentence_normalized, targets } => {
                let (analysis, text) = analyse(&engine, &sentence_normalized)?;
                for target in targets {
                    figures.polarity(&analysis, &text, &target, show);
                }
            }
        }
    }
    Ok(figures)
}

fn analyse(engine: &Engine, text: &str) -> Result<(Analysis, String)> {
    let article = ArticleText::from_text(text.to_owned(), usize::MAX)?;
    let article = Article::plain(article, Metadata::default());
    // A sentence alone has no page furniture.
    let options = Options { skip_cleaning: true, ..Options::default() };
    let annotated = pipeline::analyze(engine, &article, &options, &|| false)?;
    Ok((annotated.analysis, article.text.as_str().to_owned()))
}

impl Figures {
    fn biased_words(
        &mut self,
        analysis: &Analysis,
        text: &str,
        label: &str,
        marked: &BTreeSet<String>,
        show: bool,
    ) {
        let spans = analysis.framing.iter().map(|term| term.span.of(text));
        let found: BTreeSet<String> = spans.flat_map(words).collect();
        for word in found.union(marked) {
            self.words.add(found.contains(word), marked.contains(word));
            if show {
                let sign = match (found.contains(word), marked.contains(word)) {
                    (true, true) => '=',
                    (true, false) => '+',
                    _ => '-',
                };
                eprintln!("{sign} {word}\t{text}");
            }
        }
        if label != "No agreement" {
            self.sentences_with_terms.add(!found.is_empty(), label == "Biased");
        }
    }

    fn polarity(&mut self, analysis: &Analysis, text: &str, target: &Target, show: bool) {
        let byte = |point: usize| text.char_indices().nth(point).map_or(text.len(), |(at, _)| at);
        let span = Span::new(byte(target.from), byte(target.to));
        let named = |index: usize| {
            analysis.entities[index].mentions.iter().any(|mention| mention.span.overlaps(span))
        };
        let frames = |term: &&FramingTerm| term.target.is_some_and(named);
        let sum: f64 = analysis.framing.iter().filter(frames).map(|term| term.valence).sum();
        let (negative, positive) = (target.polarity < 3.5, target.polarity > 4.5);
        self.negative.add(sum < 0.0, negative);
        self.positive.add(sum > 0.0, positive);
        let opposite = (sum < 0.0 && positive) || (sum > 0.0 && negative);
        self.opposite += usize::from(opposite);
        if show && sum != 0.0 {
            let terms: Vec<&str> =
                analysis.framing.iter().filter(frames).map(|term| term.span.of(text)).collect();
            eprintln!("{} {sum:+.1} {terms:?} {}\t{text}", target.polarity, span.of(text));
        }
    }
}

/// The words of a phrase in lower case.
fn words(phrase: &str) -> Vec<String> {
    let word = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    phrase.split_whitespace().map(word).filter(|w| !w.is_empty()).collect()
}

/// The words in a list as Python prints it: `['stubborn', "a 'deal'"]`.
fn marked(list: &str) -> BTreeSet<String> {
    let inner = list.trim().trim_start_matches('[').trim_end_matches(']');
    let items = inner.split("', '").flat_map(|item| item.split("\", \""));
    items.flat_map(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_python_are_read() {
        let words: Vec<String> = marked("['stubborn', 'Sheer Folly']").into_iter().collect();
        assert_eq!(words, ["folly", "sheer", "stubborn"]);
        assert!(marked("[]").is_empty());
    }
}
