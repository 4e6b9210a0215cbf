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
use crate::tok2vec::Words;
use crate::unicode::is_space;
use crate::vocab::Vocabulary;
use crate::words::Word;

/// Bytes of text whose sequences are analysed together: some thousand tokens. The weights of a layer are
/// then read once for several segments of token vectors, and not for each short paragraph.
const GROUP: usize = 6 << 10;

/// What is found of a sequence, for the document that it belongs to.
struct Finding<'a> {
    /// Its number among the sequences of the call.
    number: usize,
    sequence: Sequence<'a>,
    vocabulary: &'a Vocabulary,
}

impl Engine {
    /// Analyses a text that is not too long.
    pub(super) fn run(
        &self,
        text: &str,
        options: Options,
        poll: &Poll<'_>,
    ) -> Result<Doc, Stopped> {
        let whole = std::iter::once(0..text.len());
        let ranges: Vec<Range<usize>> =
            if options.paragraphs { paragraphs(text).collect() } else { whole.collect() };
        let parts: Vec<&str> = ranges.iter().map(|range| &text[range.clone()]).collect();
        let mut builder = DocBuilder::default();
        let mut workspace = self.pool.lease();
        for group in groups(&parts) {
            let first = group.start;
            self.run_group(&parts[group], options, &mut workspace, poll, |finding| {
                // Positions fit in 32 bits, as checked before.
                let offset = ranges[first + finding.number].start as u32;
                builder.push(Sequence { offset, ..finding.sequence }, finding.vocabulary);
            })?;
            if workspace.trim_words() {
                builder.forget_lexemes();
            }
        }
        Ok(builder.finish(Arc::clone(&self.labels), self.has_syntax(options)))
    }

    /// Analyses texts that are not too long, each as one sequence.
    pub(super) fn run_all(&self, texts: &[&str], poll: &Poll<'_>) -> Result<Vec<Doc>, Stopped> {
        let options = Options::default();
        let mut docs = Vec::with_capacity(texts.len());
        let mut workspace = self.pool.lease();
        for group in groups(texts) {
            self.run_group(&texts[group], options, &mut workspace, poll, |finding| {
                let mut builder = DocBuilder::default();
                builder.push(finding.sequence, finding.vocabulary);
                docs.push(builder.finish(Arc::clone(&self.labels), self.has_syntax(options)));
            })?;
            workspace.trim_words();
        }
        Ok(docs)
    }

    fn has_syntax(&self, options: Options) -> bool {
        self.parser.is_some() && !options.names_only
    }

    /// Cuts a text that is not too long into tokens.
    pub(super) fn run_tokenizer(&self, text: &str, poll: &Poll<'_>) -> Result<Doc, Stopped> {
        let mut workspace = self.pool.lease();
        workspace.begin_group(self.encoders.len());
        self.tokenize_sequence(text, &mut workspace, poll)?;
        let mut builder = DocBuilder::default();
        let words = &workspace.words;
        let sequence =
            Sequence { words, offset: 0, parse: None, analysis: None, found: Vec::new() };
        builder.push(sequence, &workspace.tokens.vocabulary);
        Ok(builder.finish(Arc::clone(&self.labels), false))
    }

    /// Analyses sequences together, each as if it were alone, one step a line, and hands each to `take`.
    fn run_group(
        &self,
        texts: &[&str],
        options: Options,
        workspace: &mut Workspace,
        poll: &Poll<'_>,
        mut take: impl FnMut(Finding<'_>),
    ) -> Result<(), Stopped> {
        workspace.begin_group(self.encoders.len());
        for text in texts {
            self.tokenize_sequence(text, workspace, poll)?;
        }
        let tags = if options.names_only { None } else { self.tag(workspace, poll)? };
        let mut parses = Vec::with_capacity(texts.len());
        for number in 0..texts.len() {
            let parse =
                if options.names_only { None } else { self.parse(number, workspace, poll)? };
            parses.push(parse);
        }
        // The vectors of tagger and parser were projected with theirs.
        let shared = self.recognizer.as_ref().is_some_and(|recognizer| {
            !options.names_only && self.is_for_syntax(recognizer.encoder)
        });
        if let Some(recognizer) = self.recognizer.as_ref().filter(|_| !shared) {
            self.project_names(recognizer, workspace, poll)?;
        }
        for (number, (text, parse)) in texts.iter().zip(&parses).enumerate() {
            let parse = parse.as_ref();
            let found = match &self.recognizer {
                Some(names) => self.recognize(names, number, workspace, shared, parse, poll)?,
                None => Vec::new(),
            };
            let Workspace { words, sequences, tokens, morphology, .. } = &mut *workspace;
            let range = sequences[number].clone();
            let (words, vocabulary) = (&words[range.clone()], &tokens.vocabulary);
            let parsed = Parsed {
                text,
                words,
                vocabulary,
                tags: tags.as_ref().map(|tags| &tags[range]),
                deps: parse.map(|parse| &parse.labels[..]),
            };
            let analysis = if options.names_only {
                None
            } else {
                Some(self.morphology.annotate(parsed, morphology, poll)?)
            };
            let sequence = Sequence { words, offset: 0, parse, analysis, found };
            take(Finding { number, sequence, vocabulary });
        }
        Ok(())
    }

    /// Cuts a sequence into tokens, the next of the group.
    pub(super) fn tokenize_sequence(
        &self,
        text: &str,
        workspace: &mut Workspace,
        poll: &Poll<'_>,
    ) -> Result<(), Stopped> {
        let Workspace { tokens, words, sequences, cut, .. } = workspace;
        self.tokenizer.tokenize(text, &self.lexemes, tokens, cut, poll)?;
        let begin = words.len();
        words.extend_from_slice(cut);
        sequences.push(begin..words.len());
        Ok(())
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
            let Workspace { tokens, words, sequences, vectors, projected, shared, scratch, .. } =
                workspace;
            let (words, memory) =
                (Words { words, sequences, vocabulary: &tokens.vocabulary }, &mut vectors[index]);
            encoder.for_each_stretch(self.arch, words, memory, poll, |vectors| {
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

    /// Parses a sequence of the group, by its number.
    pub(super) fn parse(
        &self,
        number: usize,
        workspace: &mut Workspace,
        poll: &Poll<'_>,
    ) -> Result<Option<Parse>, Stopped> {
        let Some(parser) = &self.parser else {
            return Ok(None);
        };
        let Workspace { tokens, words, sequences, projected, parser: memory, .. } = workspace;
        let range = sequences[number].clone();
        let words = &words[range.clone()];
        let is_space = |i: usize| tokens.vocabulary.lexeme(words[i].lexeme).is_space;
        parser.part.parse(self.arch, projected, range, is_space, memory, poll).map(Some)
    }

    /// Projects the vectors of the recogniser's encoder, where those of the parser
    /// were.
    fn project_names(
        &self,
        recognizer: &Component<Recognizer>,
        workspace: &mut Workspace,
        poll: &Poll<'_>,
    ) -> Result<(), Stopped> {
        let Workspace { tokens, words, sequences, vectors, projected, scratch, .. } = workspace;
        projected.clear();
        let scorer = recognizer.part.scorer();
        self.encoders[recognizer.encoder].for_each_stretch(
            self.arch,
            Words { words, sequences, vocabulary: &tokens.vocabulary },
            &mut vectors[recognizer.encoder],
            poll,
            |vectors| scorer.project(self.arch, vectors, scratch, projected),
        )
    }

    /// Finds the entities of a sequence of the group, whose vectors are projected, `shared` or not.
    pub(super) fn recognize(
        &self,
        recognizer: &Component<Recognizer>,
        number: usize,
        workspace: &mut Workspace,
        shared: bool,
        parse: Option<&Parse>,
        poll: &Poll<'_>,
    ) -> Result<Vec<Found>, Stopped> {
        let memory = &mut workspace.recognizer;
        let projected = if shared { &workspace.shared } else { &workspace.projected };
        let range = workspace.sequences[number].clone();
        let tokens = RecognizerTokens {
            words: &workspace.words[range.clone()],
            vocabulary: &workspace.tokens.vocabulary,
            parse: parse.filter(|_| self.names_see_sentences),
        };
        recognizer.part.recognize(self.arch, projected, range, &tokens, memory, poll)
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

/// Neighbouring sequences that are analysed together.
fn groups(texts: &[&str]) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let first = next;
        let mut bytes = 0;
        while let Some(text) = texts.get(next)
            && (next == first || bytes + text.len() <= GROUP)
        {
            bytes += text.len();
            next += 1;
        }
        (next > first).then_some(first..next)
    })
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
    use super::{Engine, GROUP, groups, paragraphs};

    #[test]
    fn words_whose_table_is_begun_anew_change_nothing() {
        let engine = Engine::load(&crate::testing::model_bytes()).unwrap();
        let text = "The mayor of Oslo said on Friday that the bridge in Oslo is safe. ".repeat(30);
        let first = engine.analyze(&text);
        for _ in 0..3 {
            let again = engine.analyze(&text);
            assert_eq!((again.tokens(), again.entities()), (first.tokens(), first.entities()));
            engine.encoders.iter().for_each(crate::tok2vec::TokenVectors::forget);
        }
    }

    #[test]
    fn groups_are_neighbours_up_to_a_size() {
        let long = "a".repeat(GROUP + 1);
        let half = "a".repeat(GROUP / 2);
        let texts = ["", &half, &half, "b", &long, &long, "c", ""];
        let found: Vec<_> = groups(&texts).collect();
        assert_eq!(found, [0..3, 3..4, 4..5, 5..6, 6..8]);
        assert_eq!(groups(&[]).count(), 0);
    }

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
