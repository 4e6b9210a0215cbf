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
mod chunks;
mod class;
mod matcher;
mod special;
mod syntax;
mod url;

use crate::model::ModelError;
use crate::model::config::TokenizerConfig;
use crate::stop::{Poll, Stopped};
use crate::unicode::is_space;
use crate::vocab::{LexemeTables, NewWord, Vocabulary};
use crate::words::Word;
use affix::AffixRules;
use chunks::ChunkCache;
use special::{Exceptions, PhraseMatcher};

/// Chunks between two questions whether to stop.
const CHUNKS_PER_POLL: usize = 1_024;

/// A token that the rules have cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct RawToken {
    /// First byte.
    begin: u32,
    /// Byte after the last.
    end: u32,
    /// Index of the norm that an exception gives.
    norm: Option<u32>,
}

impl RawToken {
    fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.begin as usize..self.end as usize]
    }
}

/// What the tokenizer remembers from text to text.
#[derive(Debug, Default)]
pub(crate) struct TokenMemory {
    pub(crate) vocabulary: Vocabulary,
    chunks: ChunkCache,
    raw: Vec<RawToken>,
    /// Words before torn exceptions among them are put together.
    torn: Vec<Word>,
}

impl TokenMemory {
    /// Forgets all words; the memory is kept for others.
    pub(crate) fn clear(&mut self) {
        self.vocabulary.clear();
        self.chunks.clear();
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

    /// Replaces `words` by the tokens of `text`, which must be shorter than 4 GiB.
    pub(crate) fn tokenize(
        &self,
        text: &str,
        tables: &LexemeTables,
        memory: &mut TokenMemory,
        words: &mut Vec<Word>,
        poll: &Poll<'_>,
    ) -> Result<(), Stopped> {
        words.clear();
        let mut chunks = 0_usize;
        split_text(text, |piece| {
            match piece {
                Piece::Chunk(chunk, at) => {
                    chunks += 1;
                    if chunks.is_multiple_of(CHUNKS_PER_POLL) {
                        poll.check()?;
                    }
                    if !memory.chunks.push(chunk, at, words) {
                        self.push_new_chunk(chunk, at, tables, memory, words, poll)?;
                    }
                }
                Piece::Space => {
                    if let Some(last) = words.last_mut() {
                        last.space_after = true;
                    }
                }
            }
            Ok(())
        })?;
        poll.check()?;
        self.restore_exceptions(text, tables, memory, words);
        Ok(())
    }

    /// Cuts a chunk by the rules, and remembers its tokens.
    fn push_new_chunk(
        &self,
        chunk: &str,
        at: u32,
        tables: &LexemeTables,
        memory: &mut TokenMemory,
        words: &mut Vec<Word>,
        poll: &Poll<'_>,
    ) -> Result<(), Stopped> {
        let TokenMemory { vocabulary, chunks, raw, .. } = memory;
        raw.clear();
        if !self.exceptions.push(chunk, 0, raw) {
            self.affixes.tokenize(chunk, 0, Some(&self.exceptions), poll, raw)?;
        }
        let from = words.len();
        for token in raw.iter() {
            words.push(self.word(chunk, at, *token, tables, vocabulary));
        }
        chunks.insert(chunk, at, &words[from..]);
        Ok(())
    }

    /// The word that a token of `text`, which begins at byte `at`, is.
    fn word(
        &self,
        text: &str,
        at: u32,
        token: RawToken,
        tables: &LexemeTables,
        vocabulary: &mut Vocabulary,
    ) -> Word {
        let characters = token.text(text);
        let lexeme = vocabulary.known(characters, token.norm).unwrap_or_else(|| {
            let norm = token.norm.map(|index| (index, self.exceptions.norm(index)));
            let begins_phrase = self.phrases.begins(characters);
            vocabulary.add(tables, NewWord { text: characters, norm, begins_phrase })
        });
        Word { begin: at + token.begin, end: at + token.end, lexeme, space_after: false }
    }

    /// Replaces torn exceptions by their listed tokens.
    fn restore_exceptions(
        &self,
        text: &str,
        tables: &LexemeTables,
        memory: &mut TokenMemory,
        words: &mut Vec<Word>,
    ) {
        let TokenMemory { vocabulary, raw, torn, .. } = memory;
        let spans = self.phrases.find(text, words, vocabulary);
        if spans.is_empty() {
            return;
        }
        std::mem::swap(torn, words);
        words.clear();
        let mut copied = 0;
        for (begin, end) in spans {
            let (at, last) = (torn[begin].begin, torn[end - 1]);
            let span = &text[at as usize..last.end as usize];
            raw.clear();
            if !self.exceptions.push(span, 0, raw) {
                continue;
            }
            words.extend_from_slice(&torn[copied..begin]);
            copied = end;
            for token in raw.iter() {
                words.push(self.word(span, at, *token, tables, vocabulary));
            }
            if let Some(word) = words.last_mut() {
                word.space_after = last.space_after;
            }
        }
        words.extend_from_slice(&torn[copied..]);
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
    use super::{TokenMemory, Tokenizer};
    use crate::model::config::Config;
    use crate::model::file::ModelFile;
    use crate::stop::{Poll, Stopped};
    use crate::vocab::LexemeTables;
    use crate::words::Word;

    struct Fixture {
        tokenizer: Tokenizer,
        tables: LexemeTables,
    }

    fn tokenizer() -> Fixture {
        let bytes = crate::testing::model_bytes();
        let file = ModelFile::open(&bytes).expect("the model is valid");
        let json = file.bytes("config").expect("the model has a configuration");
        let config = Config::parse(json).expect("the configuration is valid");
        let tokenizer = Tokenizer::new(&config.tokenizer).expect("the tokenizer is valid");
        let tables = LexemeTables::new(config.symbols, &config.lexeme_norm, &config.base_norms);
        Fixture { tokenizer, tables: tables.expect("the tables are valid") }
    }

    impl Fixture {
        fn tokenize_until(
            &self,
            text: &str,
            memory: &mut TokenMemory,
            stop: &dyn Fn() -> bool,
        ) -> Result<Vec<Word>, Stopped> {
            let mut words = Vec::new();
            self.tokenizer.tokenize(text, &self.tables, memory, &mut words, &Poll::new(stop))?;
            Ok(words)
        }
    }

    fn tokenize(fixture: &Fixture, text: &str) -> Vec<Word> {
        let mut memory = TokenMemory::default();
        fixture.tokenize_until(text, &mut memory, &|| false).expect("nothing stops it")
    }

    fn check(tokenizer: &Fixture, text: &str, expected: &[&str]) {
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
            let result = tokenizer.tokenize_until(&text, &mut TokenMemory::default(), &always);
            assert_eq!(result, Err(Stopped::Asked));
        }
    }

    #[test]
    fn what_was_met_before_changes_nothing() {
        let tokenizer = tokenizer();
        let mut memory = TokenMemory::default();
        for round in 0..2 {
            for text in crate::testing::texts() {
                let fresh = tokenize(&tokenizer, &text);
                let again = tokenizer.tokenize_until(&text, &mut memory, &|| false);
                let spans = |words: &[Word]| -> Vec<(u32, u32, bool)> {
                    words.iter().map(|word| (word.begin, word.end, word.space_after)).collect()
                };
                let again = again.expect("nothing stops it");
                assert_eq!(spans(&fresh), spans(&again), "round {round}: {text:?}");
                for word in again {
                    let norm = &memory.vocabulary.lexeme(word.lexeme).norm;
                    assert!(!norm.is_empty(), "{}", word.text(&text));
                }
            }
        }
    }
}
