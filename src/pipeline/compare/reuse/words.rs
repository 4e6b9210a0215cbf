//! The words of the articles, numbered by form, with what each tells.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::{
    domain::{Span, ZoneKind},
    pipeline::{annotate::words::is_stop_word, compare::Source},
};

/// A word of an article.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Word {
    /// Where it stands.
    pub(super) span: Span,
    /// Number of its form: the same in all articles, whatever its case and apostrophe.
    pub(super) form: u32,
    /// What it tells: its rarity; 0 for words of grammar and of the trade.
    pub(super) weight: f64,
    /// Index of the name in its article that it is a part of.
    pub(super) name: Option<usize>,
    /// Whether it has a capital inside a sentence, or is a part of a title before a name.
    pub(super) titled: bool,
    /// Whether it belongs to the page and not to the report.
    pub(super) furniture: bool,
    /// Whether it is of the trade: "told", "reporters".
    pub(super) trade: bool,
}

/// Words that are read between two looks at the stop flag.
const AT_A_TIME: usize = 1_024;

/// Sentences that are taken to have been read besides those at hand, so that few sentences do
/// not make every word common.
const PRIOR_SENTENCES: f64 = 50.0;

/// Words by which news say that, when and to whom something was said, and how old somebody is, in
/// lower case, sorted:
/// two newsrooms need no common source to use them alike.
#[rustfmt::skip]
const TRADE: [&str; 76] = [
    "aged", "announced", "announcement", "april", "asked", "august", "available", "briefing",
    "call", "called", "calls", "comment", "commented", "comments", "condition", "conference",
    "contributed", "daily", "december", "declined", "email", "familiar", "february", "friday",
    "immediate", "immediately", "interview", "january", "journalists", "july", "june", "march",
    "matter", "media", "monday", "month", "named", "new", "news", "night", "november", "october",
    "official", "officials", "old", "people", "post", "posted", "press", "release", "released",
    "report", "reported", "reporters", "request", "requests", "respond", "responded", "said",
    "saturday", "says", "september", "spokesman", "spokesperson", "spokeswoman", "statement",
    "sunday", "telling", "thursday", "told", "tuesday", "wednesday", "week", "writing", "year",
    "years",
];

/// Whether a lower-case word is of the trade.
fn is_trade(word: &str) -> bool {
    TRADE.binary_search(&word).is_ok()
}

/// Reads the words of all articles, weighted by how few sentences have them. `None` once `stop` returns
/// true.
pub(super) fn read(sources: &[Source<'_>], stop: &dyn Fn() -> bool) -> Option<Vec<Vec<Word>>> {
    let mut forms = Forms::default();
    let mut texts = Vec::with_capacity(sources.len());
    for source in sources {
        texts.push(forms.read(source, stop)?);
    }
    let total = f64::from(forms.sentences) + PRIOR_SENTENCES;
    let weights: Vec<f64> = forms
        .list
        .iter()
        .map(|form| if form.tells { (total / f64::from(form.sentences.max(1))).ln() } else { 0.0 })
        .collect();
    for word in texts.iter_mut().flatten() {
        word.weight = weights[word.form as usize];
        word.trade = forms.list[word.form as usize].trade;
    }
    Some(texts)
}

/// What is known of a form.
struct Form {
    tells: bool,
    trade: bool,
    /// Sentences that have it.
    sentences: u32,
    /// Number of the last of them, from 1.
    last: u32,
}

/// The forms of all articles.
#[derive(Default)]
struct Forms {
    numbers: FxHashMap<Box<str>, u32>,
    list: Vec<Form>,
    sentences: u32,
    buffer: String,
}

impl Forms {
    fn number(&mut self, word: &str) -> u32 {
        self.buffer.clear();
        if word.is_ascii() {
            self.buffer.push_str(word);
            self.buffer.make_ascii_lowercase();
        } else {
            for c in word.chars() {
                match c {
                    '’' | 'ʼ' => self.buffer.push('\''),
                    c => self.buffer.extend(c.to_lowercase()),
                }
            }
        }
        if let Some(number) = self.numbers.get(self.buffer.as_str()) {
            return *number;
        }
        // Texts are bounded far below 2^32 words.
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let stem = self.buffer.strip_suffix("'s").unwrap_or(&self.buffer);
        let trade = is_trade(stem);
        let tells = !trade && !is_stop_word(stem) && !self.buffer.contains("n't");
        self.list.push(Form { tells, trade, sentences: 0, last: 0 });
        self.numbers.insert(self.buffer.as_str().into(), number);
        number
    }

    /// The words of an article. `None` once `stop` returns true.
    fn read(&mut self, source: &Source<'_>, stop: &dyn Fn() -> bool) -> Option<Vec<Word>> {
        let analysis = &source.annotated.analysis;
        let (names, roles) = (names(source), roles(source));
        let mut words: Vec<Word> = Vec::new();
        let (mut sentence, mut name, mut role) = (0, 0, 0);
        let before = self.sentences;
        for zone in &analysis.zones {
            if matches!(zone.kind, ZoneKind::Markup) {
                continue;
            }
            for span in split(source.text, zone.span) {
                if words.len().is_multiple_of(AT_A_TIME) && stop() {
                    return None;
                }
                while analysis.sentences.get(sentence).is_some_and(|s| s.span.end <= span.begin) {
                    sentence += 1;
                }
                while names.get(name).is_some_and(|n| n.end <= span.begin) {
                    name += 1;
                }
                while roles.get(role).is_some_and(|r| r.end <= span.begin) {
                    role += 1;
                }
                let begins =
                    analysis.sentences.get(sentence).is_none_or(|s| s.span.begin >= span.begin);
                let capital = span.of(source.text).starts_with(char::is_uppercase) && !begins;
                let form = self.number(span.of(source.text));
                let here = before + u32::try_from(sentence).unwrap_or(u32::MAX) + 1;
                let known = &mut self.list[form as usize];
                if known.last != here {
                    known.last = here;
                    known.sentences += 1;
                }
                words.push(Word {
                    span,
                    form,
                    weight: 0.0,
                    name: names.get(name).filter(|n| n.overlaps(span)).map(|_| name),
                    titled: capital || roles.get(role).is_some_and(|r| r.overlaps(span)),
                    furniture: zone.kind.is_furniture(),
                    trade: false,
                });
            }
        }
        self.sentences += u32::try_from(analysis.sentences.len()).unwrap_or(u32::MAX) + 1;
        Some(words)
    }
}

/// Where names stand in an article, in text order and apart.
fn names(source: &Source<'_>) -> Vec<Span> {
    let mentions = source.annotated.analysis.entities.iter().flat_map(|e| &e.mentions);
    apart(mentions.filter(|m| m.kind.is_name()).map(|m| m.span).collect())
}

/// Where titles and roles stand, in text order and apart.
fn roles(source: &Source<'_>) -> Vec<Span> {
    let roles = source.annotated.analysis.entities.iter().flat_map(|e| &e.roles);
    apart(roles.copied().collect())
}

/// Spans in text order, those that overlap as one.
fn apart(spans: BTreeSet<Span>) -> Vec<Span> {
    let mut names: Vec<Span> = Vec::new();
    for span in spans {
        match names.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.cover(span),
            _ => names.push(span),
        }
    }
    names
}

/// The words in a stretch of a text: runs of letters and digits, with apostrophes between them.
pub(in crate::pipeline::compare) fn split(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let mut chars = span.of(text).char_indices().peekable();
    std::iter::from_fn(move || {
        let begin = loop {
            let (at, c) = chars.next()?;
            if c.is_alphanumeric() {
                break at;
            }
        };
        // The first letter has been taken, so there is a character before the end.
        let mut end = begin + span.of(text)[begin..].chars().next().map_or(0, char::len_utf8);
        while let Some(&(at, c)) = chars.peek() {
            let apostrophe = matches!(c, '\'' | '’' | 'ʼ');
            if c.is_alphanumeric() {
                end = at + c.len_utf8();
            } else if !apostrophe || end != at {
                break;
            }
            chars.next();
        }
        Some(Span::new(begin, end).shifted(span.begin))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<&str> {
        split(text, Span::new(0, text.len())).map(|span| span.of(text)).collect()
    }

    #[test]
    fn words_keep_their_apostrophes() {
        assert_eq!(
            words("'The zoo's' so-called “rock’n’roll”, isn't it''s 1,5"),
            ["The", "zoo's", "so", "called", "rock’n’roll", "isn't", "it", "s", "1", "5"]
        );
        assert_eq!(words("—…!"), [""; 0]);
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(is_trade("reporters") && is_trade("immediately") && !is_trade("gorilla"));
        let unsorted: Vec<_> = TRADE.windows(2).filter(|w| w[0] >= w[1]).collect();
        assert!(unsorted.is_empty(), "{unsorted:?}");
    }

    proptest! {
        #[test]
        fn words_are_apart_and_on_boundaries(text in any::<String>()) {
            let mut end = 0;
            for span in split(&text, Span::new(0, text.len())) {
                prop_assert!(span.begin >= end && !span.of(&text).is_empty());
                prop_assert!(span.of(&text).starts_with(char::is_alphanumeric));
                prop_assert!(span.of(&text).ends_with(char::is_alphanumeric));
                end = span.end;
            }
        }
    }
}
