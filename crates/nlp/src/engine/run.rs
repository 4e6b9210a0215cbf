//! The pipeline from a text to its analysis.

use std::ops::Range;
use std::sync::Arc;

use super::builder::{DocBuilder, Sequence};
use super::workspace::Workspace;
use super::{Component, Engine};
use crate::doc::Doc;
use crate::morphology::Parsed;
use crate::ner::{Found, Recognizer, Tokens};
use crate::options::Options;
use crate::parser::Parse;
use crate::stop::{Poll, Stopped};
use crate::unicode::is_space;
use crate::vocab::Vocabulary;
use crate::words::Word;

impl Engine {
    /// Analyses a text that is not too long.
    pub(super) fn run(
        &self,
        text: &str,
        options: Options,
        poll: &Poll<'_>,
    ) -> Result<Doc, Stopped> {
        let mut workspace = self.pool.lease();
        let mut builder = DocBuilder::default();
        if options.paragraphs {
            for range in paragraphs(text) {
                self.run_sequence(text, range, options, &mut workspace, &mut builder, poll)?;
                if workspace.trim_words() {
                    builder.forget_lexemes();
                }
            }
        } else {
            self.run_sequence(text, 0..text.len(), options, &mut workspace, &mut builder, poll)?;
        }
        let has_syntax = self.parser.is_some() && !options.names_only;
        Ok(builder.finish(Arc::clone(&self.labels), has_syntax))
    }

    /// Cuts a text that is not too long into tokens.
    pub(super) fn run_tokenizer(&self, text: &str, poll: &Poll<'_>) -> Result<Doc, Stopped> {
        let mut workspace = self.pool.lease();
        workspace.begin_sequence(self.encoders.len());
        self.tokenize_sequence(text, &mut workspace, poll)?;
        let mut builder = DocBuilder::default();
        let words = &workspace.words;
        let sequence =
            Sequence { words, offset: 0, parse: None, analysis: None, found: Vec::new() };
        builder.push(sequence, &workspace.tokens.vocabulary);
        Ok(builder.finish(Arc::clone(&self.labels), false))
    }

    /// Analyses a stretch of the text, one step a line.
    fn run_sequence(
        &self,
        text: &str,
        range: Range<usize>,
        options: Options,
        workspace: &mut Workspace,
        builder: &mut DocBuilder,
        poll: &Poll<'_>,
    ) -> Result<(), Stopped> {
        // Positions fit in 32 bits, as checked before.
        let offset = range.start as u32;
        workspace.begin_sequence(self.encoders.len());
        let text = &text[range];
        self.tokenize_sequence(text, workspace, poll)?;
        let (tags, parse) = if options.names_only {
            (None, None)
        } else {
            let tags = self.tag(workspace, poll)?;
            (tags, self.parse(workspace, poll)?)
        };
        let found = match &self.recognizer {
            Some(recognizer) => {
                // The vectors of tagger and parser were projected with theirs.
                let shared = !options.names_only && self.is_for_syntax(recognizer.encoder);
                if !shared {
                    self.project_names(recognizer, workspace, poll)?;
                }
                self.recognize(recognizer, workspace, shared, parse.as_ref(), poll)?
            }
            None => Vec::new(),
        };
        let Workspace { words, tokens, morphology, .. } = workspace;
        let parsed = Parsed {
            text,
            words,
            vocabulary: &tokens.vocabulary,
            tags: tags.as_deref(),
            deps: parse.as_ref().map(|parse| &parse.labels[..]),
        };
        let analysis = if options.names_only {
            None
        } else {
            Some(self.morphology.annotate(parsed, morphology, poll)?)
        };
        let sequence = Sequence { words, offset, parse: parse.as_ref(), analysis, found };
        builder.push(sequence, &tokens.vocabulary);
        Ok(())
    }

    pub(super) fn tokenize_sequence(
        &self,
        text: &str,
        workspace: &mut Workspace,
        poll: &Poll<'_>,
    ) -> Result<(), Stopped> {
        let Workspace { tokens, words, .. } = workspace;
        self.tokenizer.tokenize(text, &self.lexemes, tokens, words, poll)
    }

    /// Whether the tagger or the parser reads the vectors of an encoder.
    fn is_for_syntax(&self, encoder: usize) -> bool {
        self.tagger.as_ref().is_some_and(|tagger| tagger.encoder == encoder)
            || self.parser.as_ref().is_some_and(|parser| parser.encoder == encoder)
    }

    /// Computes the vectors of the encoders of tagger and parser; tags the words
    /// and projects their vectors for the parser, and for a recogniser that shares
    /// them.
    fn tag(&self, workspace: &mut Workspace, poll: &Poll<'_>) -> Result<Option<Vec<u16>>, Stopped> {
        let mut tags = self.tagger.as_ref().map(|_| Vec::with_capacity(workspace.words.len()));
        for (index, encoder) in self.encoders.iter().enumerate() {
            let tagger = self.tagger.as_ref().filter(|tagger| tagger.encoder == index);
            let parser = self.parser.as_ref().filter(|parser| parser.encoder == index);
            let recognizer = self.recognizer.as_ref().filter(|part| part.encoder == index);
            if !self.is_for_syntax(index) {
                continue;
            }
            let Workspace { tokens, words, vectors, projected, shared, scratch, .. } = workspace;
            let (vocabulary, memory) = (&tokens.vocabulary, &mut vectors[index]);
            encoder.for_each_segment(self.arch, words, vocabulary, memory, poll, |vectors| {
                if let (Some(tagger), Some(tags)) = (tagger, &mut tags) {
                    tagger.part.tag(self.arch, vectors, scratch, tags);
                }
                if let Some(parser) = parser {
                    parser.part.scorer().project(self.arch, vectors, scratch, projected);
                }
                if let Some(recognizer) = recognizer {
                    recognizer.part.scorer().project(self.arch, vectors, scratch, shared);
                }
            })?;
        }
        Ok(tags)
    }

    pub(super) fn parse(
        &self,
        workspace: &mut Workspace,
        poll: &Poll<'_>,
    ) -> Result<Option<Parse>, Stopped> {
        let Some(parser) = &self.parser else {
            return Ok(None);
        };
        let Workspace { tokens, words, projected, parser: memory, .. } = workspace;
        let is_space = |i: usize| tokens.vocabulary.lexeme(words[i].lexeme).is_space;
        let count = words.len();
        parser.part.parse(self.arch, projected, count, is_space, memory, poll).map(Some)
    }

    /// Projects the vectors of the recogniser's encoder, where those of the parser
    /// were.
    fn project_names(
        &self,
        recognizer: &Component<Recognizer>,
        workspace: &mut Workspace,
        poll: &Poll<'_>,
    ) -> Result<(), Stopped> {
        let Workspace { tokens, words, vectors, projected, scratch, .. } = workspace;
        projected.clear();
        let scorer = recognizer.part.scorer();
        self.encoders[recognizer.encoder].for_each_segment(
            self.arch,
            words,
            &tokens.vocabulary,
            &mut vectors[recognizer.encoder],
            poll,
            |vectors| scorer.project(self.arch, vectors, scratch, projected),
        )
    }

    /// Finds the entities among words whose vectors are projected, `shared` or not.
    pub(super) fn recognize(
        &self,
        recognizer: &Component<Recognizer>,
        workspace: &mut Workspace,
        shared: bool,
        parse: Option<&Parse>,
        poll: &Poll<'_>,
    ) -> Result<Vec<Found>, Stopped> {
        let memory = &mut workspace.recognizer;
        let projected = if shared { &workspace.shared } else { &workspace.projected };
        let tokens = RecognizerTokens {
            words: &workspace.words,
            vocabulary: &workspace.tokens.vocabulary,
            parse: parse.filter(|_| self.names_see_sentences),
        };
        recognizer.part.recognize(self.arch, projected, &tokens, memory, poll)
    }
}

/// What the recogniser knows of a sequence.
struct RecognizerTokens<'a> {
    words: &'a [Word],
    vocabulary: &'a Vocabulary,
    parse: Option<&'a Parse>,
}

impl Tokens for RecognizerTokens<'_> {
    fn count(&self) -> usize {
        self.words.len()
    }

    fn is_space(&self, token: usize) -> bool {
        self.vocabulary.lexeme(self.words[token].lexeme).is_space
    }

    fn starts_sentence(&self, token: usize) -> bool {
        self.parse.is_some_and(|parse| parse.sentence_starts[token])
    }
}

/// The paragraphs of a text, without the white space around them and without
/// those that have nothing else.
fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        if next >= text.len() {
            return None;
        }
        let line = text[next..].split(is_line_break).next().unwrap_or_default();
        let begin = next + (line.len() - line.trim_start_matches(is_space).len());
        let end = begin + line.trim_matches(is_space).len();
        next += line.len();
        // The line break, unless the text ends before it.
        next += text[next..].chars().next().map_or(0, char::len_utf8);
        Some(begin..end)
    })
    .filter(|range| !range.is_empty())
}

/// Whether a line ends here: the mandatory breaks of Unicode (UAX 14).
fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn paragraphs_are_the_lines_that_say_something() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<&str> = paragraphs(text).map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text:?}");
        };
        check("", &[]);
        check(" \n\r\n", &[]);
        check("a", &["a"]);
        check(" a b \n\n\u{a0}c\u{2029}d", &["a b", "c", "d"]);
        check("a\r\nb\n", &["a", "b"]);
        check("é\u{85}\u{2028}ü", &["é", "ü"]);
    }
}
