//! Analyses as CoNLL-U, the format of the Universal Dependencies project
//! (<https://universaldependencies.org/format.html>).
//!
//! What the format leaves open, or has no room for:
//! - A token of white space has its characters escaped in FORM, LEMMA and `# text`: `\s` for a
//!   space, `\t`, `\n`, `\r`, and `\u` with four hexadecimal digits for others. The tokens of
//!   a sentence joined, with a space where `SpaceAfter=No` is absent, are its `# text`.
//! - MISC has `ByteRange=begin:end`, the token's place in the text in UTF-8 bytes, half-open;
//!   `Entity=B-` or `Entity=I-` and the type on tokens of names; and `SpaceAfter=No`.
//! - Heads, labels and tags are those of the model: English ones are of the CLEAR style,
//!   where the root's label is `ROOT`.

use std::{
    io::{self, Write},
    ops::Range,
};

use crate::cli::shim::DocExt as _;
use parallax_nlp::{Doc, Entity};

/// One text with its analysis.
pub struct ConlluView<'a> {
    /// Name of the text.
    pub id: &'a str,
    /// Number of the text in the output, from 1; part of the names of its sentences.
    pub number: u64,
    /// The text that was analysed.
    pub text: &'a str,
    /// Its analysis.
    pub doc: &'a Doc,
    /// The names to show: of this document, in text order, not overlapping.
    pub names: &'a [Entity],
}

impl ConlluView<'_> {
    /// Writes all sentences; nothing for a text without tokens.
    pub fn render(&self, out: &mut impl Write) -> io::Result<()> {
        let mut names = self.names.iter().peekable();
        for (index, sentence) in self.doc.sentences().iter().enumerate() {
            if index == 0 {
                write!(out, "# newdoc id = ")?;
                escaped(self.id, Spaces::Kept, out)?;
                writeln!(out)?;
            }
            writeln!(out, "# sent_id = {}-{}", self.number, index + 1)?;
            self.text_line(sentence.clone(), out)?;
            for token in sentence.clone() {
                while names.next_if(|name| name.tokens.end <= token).is_some() {}
                let name = names.peek().copied().filter(|name| name.tokens.start <= token);
                self.token_line(sentence, token, name, out)?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    /// The sentence on one line, which must not end in a space.
    fn text_line(&self, sentence: Range<usize>, out: &mut impl Write) -> io::Result<()> {
        write!(out, "# text = ")?;
        let last = sentence.end - 1; // a sentence has a token
        for token in sentence {
            self.form(token, out)?;
            if token < last && self.doc.tokens()[token].space_after {
                out.write_all(b" ")?;
            }
        }
        writeln!(out)
    }

    fn token_line(
        &self,
        sentence: &Range<usize>,
        index: usize,
        name: Option<&Entity>,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let doc = self.doc;
        write!(out, "{}\t", index - sentence.start + 1)?;
        self.form(index, out)?;
        out.write_all(b"\t")?;
        value(doc.lemma(index), self.spaces(index), out)?;
        for column in [doc.pos(index), doc.tag(index), doc.morph(index)] {
            out.write_all(b"\t")?;
            value(column, Spaces::Escaped, out)?;
        }
        let head = doc.head(index);
        match head {
            _ if !doc.has_syntax() => write!(out, "\t_\t")?,
            _ if head == index => write!(out, "\t0\t")?,
            _ if sentence.contains(&head) => write!(out, "\t{}\t", head - sentence.start + 1)?,
            // A tree never leaves its sentence; a number would point at a wrong token.
            _ => write!(out, "\t_\t")?,
        }
        value(doc.dep(index), Spaces::Escaped, out)?;
        let token = &doc.tokens()[index];
        write!(out, "\t_\tByteRange={}:{}", token.begin, token.end)?;
        if let Some(name) = name {
            let place = if name.tokens.start == index { 'B' } else { 'I' };
            write!(out, "|Entity={place}-")?;
            label(doc.label(name), out)?;
        }
        if !token.space_after {
            write!(out, "|SpaceAfter=No")?;
        }
        writeln!(out)
    }

    fn form(&self, token: usize, out: &mut impl Write) -> io::Result<()> {
        escaped(self.doc.token_text(token, self.text), self.spaces(token), out)
    }

    /// Words may hold spaces between others; tokens of white space must not look empty.
    fn spaces(&self, token: usize) -> Spaces {
        if self.doc.is_space(token) { Spaces::Escaped } else { Spaces::Kept }
    }
}

/// What becomes of the ASCII space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spaces {
    Kept,
    Escaped,
}

/// A column's value, or the underscore that says that there is none. (An underscore in FORM
/// and LEMMA is one; elsewhere no value is an underscore.)
fn value(value: &str, spaces: Spaces, out: &mut impl Write) -> io::Result<()> {
    if value.is_empty() { out.write_all(b"_") } else { escaped(value, spaces, out) }
}

/// A value of MISC, where a bar would end it.
fn label(label: &str, out: &mut impl Write) -> io::Result<()> {
    for (index, part) in label.split('|').enumerate() {
        if index > 0 {
            out.write_all(b"\\p")?;
        }
        escaped(part, Spaces::Escaped, out)?;
    }
    Ok(())
}

/// Writes a value such that no white space ends its column or line.
fn escaped(value: &str, spaces: Spaces, out: &mut impl Write) -> io::Result<()> {
    let special = |c: char| {
        if c == ' ' { spaces == Spaces::Escaped } else { c.is_whitespace() || c.is_control() }
    };
    let mut rest = value;
    while let Some(at) = rest.find(special) {
        out.write_all(&rest.as_bytes()[..at])?;
        let mut chars = rest[at..].chars();
        match chars.next() {
            Some(' ') => out.write_all(b"\\s")?,
            Some('\t') => out.write_all(b"\\t")?,
            Some('\n') => out.write_all(b"\\n")?,
            Some('\r') => out.write_all(b"\\r")?,
            // White space and controls have at most four digits.
            Some(c) => write!(out, "\\u{:04x}", u32::from(c))?,
            None => {}
        }
        rest = chars.as_str();
    }
    out.write_all(rest.as_bytes())
}
