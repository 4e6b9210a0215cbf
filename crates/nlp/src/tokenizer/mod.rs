//! Cuts a text into tokens.
//!
//! The text is cut at white space into chunks. A chunk that is a listed
//! exception has the listed tokens. From any other, prefixes and suffixes
//! (brackets, quotes, currency signs) are stripped one by one while what is
//! left is not an exception; the rest is one token if it is a web address, and
//! is cut at infixes (ellipses, hyphens between letters) otherwise. Finally
//! exceptions that the affix rules have torn apart are put together again.
//!
//! Every step reads a bounded neighbourhood, so that the time is linear in the
//! text whatever it holds.

mod affix;
mod class;
mod matcher;
mod special;
mod syntax;
mod url;

use crate::model::ModelError;
use crate::model::config::TokenizerConfig;
use crate::stop::{Poll, Stopped};
use crate::unicode::is_space;
use affix::AffixRules;
use special::{Exceptions, PhraseMatcher};

/// Chunks between two questions whether to stop.
const CHUNKS_PER_POLL: usize = 1_024;

/// A token before the analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RawToken {
    /// First byte.
    pub(crate) begin: u32,
    /// Byte after the last.
    pub(crate) end: u32,
    /// Whether one ASCII space follows that belongs to no token.
    pub(crate) space_after: bool,
    /// Norm given by an exception, for [`Tokenizer::exception_norm`].
    pub(crate) norm: Option<u32>,
}

impl RawToken {
    pub(crate) fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.begin as usize..self.end as usize]
    }
}

/// The rules of the tokenizer.
#[derive(Debug)]
pub(crate) struct Tokenizer {
    affixes: AffixRules,
    exceptions: Exceptions,
    phrases: PhraseMatcher,
}

impl Tokenizer {
    pub(crate) fn new(config: &TokenizerConfig) -> Result<Self, ModelError> {
        let affixes = AffixRules::new(config)?;
        let exceptions = Exceptions::new(&config.exceptions)?;
        let torn = config.exceptions.keys().filter(|text| {
            !config.faster_heuristics || text.contains(' ') || affixes.any_match(text)
        });
        let never = || false;
        let phrases = PhraseMatcher::new(torn.map(|text| {
            let mut tokens = Vec::new();
            let poll = Poll::new(&never);
            // A poll that never stops cannot fail.
            let _ = split_chunks(text, |chunk, at| {
                affixes.tokenize(chunk, at, None, &poll, &mut tokens)
            });
            tokens.iter().map(|token| token.text(text)).collect()
        }));
        Ok(Self { affixes, exceptions, phrases })
    }

    /// The tokens of `text`, which must be shorter than 4 GiB.
    pub(crate) fn tokenize(&self, text: &str, poll: &Poll<'_>) -> Result<Vec<RawToken>, Stopped> {
        let mut tokens = Vec::with_capacity(text.len() / 5);
        let mut chunks = 0_usize;
        split_text(text, |piece| {
            match piece {
                Piece::Chunk(chunk, at) => {
                    chunks += 1;
                    if chunks.is_multiple_of(CHUNKS_PER_POLL) {
                        poll.check()?;
                    }
                    if !self.exceptions.push(chunk, at, &mut tokens) {
                        let exceptions = Some(&self.exceptions);
                        self.affixes.tokenize(chunk, at, exceptions, poll, &mut tokens)?;
                    }
                }
                Piece::Space => {
                    if let Some(last) = tokens.last_mut() {
                        last.space_after = true;
                    }
                }
            }
            Ok(())
        })?;
        poll.check()?;
        Ok(self.restore_exceptions(text, tokens))
    }

    /// The norm with an index that a token carries.
    pub(crate) fn exception_norm(&self, index: u32) -> &str {
        self.exceptions.norm(index)
    }

    /// Replaces torn exceptions by their listed tokens.
    fn restore_exceptions(&self, text: &str, tokens: Vec<RawToken>) -> Vec<RawToken> {
        let spans = self.phrases.find(text, &tokens);
        if spans.is_empty() {
            return tokens;
        }
        let mut restored = Vec::with_capacity(tokens.len());
        let mut copied = 0;
        for (first, end) in spans {
            restored.extend_from_slice(&tokens[copied..first]);
            copied = end;
            let (begin, last) = (tokens[first].begin, tokens[end - 1]);
            let span = &text[begin as usize..last.end as usize];
            if self.exceptions.push(span, begin, &mut restored) {
                if let Some(token) = restored.last_mut() {
                    token.space_after = last.space_after;
                }
            } else {
                restored.extend_from_slice(&tokens[first..end]);
            }
        }
        restored.extend_from_slice(&tokens[copied..]);
        restored
    }
}

/// A step of the walk over a text.
enum Piece<'a> {
    /// A run of white space or of anything else, with its first byte.
    Chunk(&'a str, u32),
    /// The single space after the chunk before.
    Space,
}

/// Walks over the runs of white space and of anything else. The first space
/// after a run that is not white space belongs to that run.
fn split_text<'a>(
    text: &'a str,
    mut visit: impl FnMut(Piece<'a>) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let mut start = 0;
    let mut in_space = text.chars().next().is_some_and(is_space);
    for (at, c) in text.char_indices() {
        if is_space(c) == in_space {
            continue;
        }
        in_space = !in_space;
        if start < at {
            // Positions fit in 32 bits because the text does.
            visit(Piece::Chunk(&text[start..at], start as u32))?;
        }
        start = at;
        if c == ' ' {
            visit(Piece::Space)?;
            start += 1;
        }
    }
    if start < text.len() {
        visit(Piece::Chunk(&text[start..], start as u32))?;
    }
    Ok(())
}

/// Walks over the chunks alone.
fn split_chunks<'a>(
    text: &'a str,
    mut visit: impl FnMut(&'a str, u32) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    split_text(text, |piece| match piece {
        Piece::Chunk(chunk, at) => visit(chunk, at),
        Piece::Space => Ok(()),
    })
}

#[cfg(test)]
mod tests {
    use super::{RawToken, Tokenizer};
    use crate::model::config::Config;
    use crate::model::file::ModelFile;
    use crate::stop::{Poll, Stopped};

    fn tokenizer() -> Tokenizer {
        let bytes = crate::testing::model_bytes();
        let file = ModelFile::open(&bytes).expect("the model is valid");
        let json = file.bytes("config").expect("the model has a configuration");
        let config = Config::parse(json).expect("the configuration is valid");
        Tokenizer::new(&config.tokenizer).expect("the tokenizer is valid")
    }

    fn tokenize(tokenizer: &Tokenizer, text: &str) -> Vec<RawToken> {
        let never = || false;
        tokenizer.tokenize(text, &Poll::new(&never)).expect("nothing stops it")
    }

    fn check(tokenizer: &Tokenizer, text: &str, expected: &[&str]) {
        let tokens = tokenize(tokenizer, text);
        let found: Vec<&str> = tokens.iter().map(|token| token.text(text)).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn chunks_are_cut_at_affixes() {
        let tokenizer = tokenizer();
        check(&tokenizer, "", &[]);
        check(&tokenizer, " ", &[" "]);
        check(&tokenizer, "a  b", &["a", " ", "b"]);
        check(&tokenizer, "(don't)", &["(", "do", "n't", ")"]);
        check(&tokenizer, "\"Hello,\" he said.", &["\"", "Hello", ",", "\"", "he", "said", "."]);
        check(&tokenizer, "US$5m.", &["US$", "5", "m."]);
        check(&tokenizer, "see https://a.org/b-c.", &["see", "https://a.org/b-c", "."]);
        check(&tokenizer, "state-of-the-art", &["state", "-", "of", "-", "the", "-", "art"]);
        check(&tokenizer, "fine :-) (8am)", &["fine", ":-)", "(", "8", "am", ")"]);
    }

    #[test]
    fn spaces_belong_to_the_token_before() {
        let tokens = tokenize(&tokenizer(), "a b\nc  d ");
        let spaces: Vec<bool> = tokens.iter().map(|token| token.space_after).collect();
        assert_eq!(spaces, [true, false, false, true, false, true]);
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        let tokenizer = tokenizer();
        let fill = |part: &str| part.repeat((1 << 20) / part.len());
        let numbered: String = (0..512).map(|i| format!("{i}{} ", ":a@b.c".repeat(340))).collect();
        let cases = [
            ("letters", fill("a")),
            ("dots", fill(".")),
            ("dotted letters", fill("a.b")),
            ("brackets", fill("(")),
            ("brackets and dots", fill("(.")),
            ("possessives", fill("'s")),
            ("hyphens", fill("a-")),
            ("users", fill("a:@")),
            ("exceptions", fill("don't")),
            ("emoticons", fill(":-)")),
            ("wide", fill("……")),
            ("addresses", numbered),
            ("one-letter words", fill("a ")),
        ];
        for (name, text) in cases {
            // Quadratic work would not end before the test runner's limit.
            let tokens = tokenize(&tokenizer, &text);
            assert!(!tokens.is_empty(), "{name}");
        }
    }

    #[test]
    fn tokenizing_can_be_stopped() {
        let tokenizer = tokenizer();
        let always = || true;
        for text in ["(".repeat(1 << 16), "a ".repeat(1 << 16), String::new()] {
            let result = tokenizer.tokenize(&text, &Poll::new(&always));
            assert_eq!(result, Err(Stopped::Asked));
        }
    }
}
