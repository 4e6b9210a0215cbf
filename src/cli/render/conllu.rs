//! Analyses as CoNLL-U, the format of the Universal Dependencies project
//! (<https://universaldependencies.org/format.html>).
//!
//! What the format leaves open, or has no room for:
//! - A token of white space has its characters escaped in FORM, LEMMA and `# text`: `\s` for a
//!   space, `\t`, `\n`, `\r`, and `\u` with four hexadecimal digits for others. So have control
//!   characters anywhere. Nothing else is escaped: a backslash in a word is one. The tokens of a
//!   sentence joined, with a space where `SpaceAfter=No` is absent, are its `# text`.
//! - MISC has `ByteRange=begin:end`, the token's place in the text in UTF-8 bytes, half-open;
//!   `Entity=B-` or `Entity=I-` and the type on tokens of names; and `SpaceAfter=No`.
//! - Heads, labels and tags are those of the model: English ones are of the CLEAR style,
//!   where the root's label is `ROOT`.

use std::{
    io::{self, Write},
    ops::Range,
};

use parallax_nlp::{Doc, Entity};

/// One text with its analysis.
pub struct ConlluView<'a> {
    /// Version of rules and model that analysed it.
    pub engine_version: &'a str,
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
                writeln!(out, "\n# generator = {}", self.engine_version)?;
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

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use parallax_nlp::Engine;

    use super::*;

    static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().unwrap());

    fn rendered(text: &str) -> String {
        let doc = ENGINE.analyze(text);
        let view = ConlluView {
            engine_version: "test",
            id: "a\nb c",
            number: 3,
            text,
            doc: &doc,
            names: doc.entities(),
        };
        let mut out = Vec::new();
        view.render(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Columns of the only token with this FORM.
    fn columns<'c>(conllu: &'c str, form: &str) -> Vec<&'c str> {
        let lines = conllu.lines().map(|line| line.split('\t').collect::<Vec<_>>());
        let mut found: Vec<_> = lines.filter(|columns| columns.get(1) == Some(&form)).collect();
        assert_eq!(found.len(), 1, "{form} in {conllu}");
        found.remove(0)
    }

    fn one_line(value: &str, spaces: Spaces) -> String {
        let mut out = Vec::new();
        super::value(value, spaces, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn white_space_is_escaped() {
        assert_eq!(one_line("", Spaces::Kept), "_");
        assert_eq!(one_line("_", Spaces::Kept), "_");
        assert_eq!(one_line("a b\\n", Spaces::Kept), "a b\\n");
        assert_eq!(one_line("  ", Spaces::Escaped), "\\s\\s");
        let all = "\t\n\r\u{b}\u{1c}\u{85}\u{a0}\u{2028}\u{3000}é";
        let escapes = "\\t\\n\\r\\u000b\\u001c\\u0085\\u00a0\\u2028\\u3000é";
        assert_eq!(one_line(all, Spaces::Kept), escapes);
    }

    #[test]
    fn labels_cannot_end_their_field() {
        let mut out = Vec::new();
        label("A|B C", &mut out).unwrap();
        assert_eq!(out, b"A\\pB\\sC");
    }

    #[test]
    fn a_text_begins_with_its_name_and_sentences_with_their_text() {
        let conllu = rendered("It rained.\n\nHe left  early.");
        let comments: Vec<_> = conllu.lines().filter(|line| line.starts_with('#')).collect();
        let expected = [
            "# newdoc id = a\\nb c",
            "# generator = test",
            "# sent_id = 3-1",
            "# text = It rained.\\n\\n",
            "# sent_id = 3-2",
            "# text = He left \\searly.",
        ];
        assert_eq!(comments, expected);
        assert!(conllu.ends_with("\n\n") && !conllu.ends_with("\n\n\n"));
        assert_eq!(rendered(""), "");
    }

    #[test]
    fn spans_are_bytes_and_spaces_are_told() {
        let conllu = rendered("“Añil” is blue.");
        assert_eq!(columns(&conllu, "“")[9], "ByteRange=0:3|SpaceAfter=No");
        assert!(columns(&conllu, "Añil")[9].starts_with("ByteRange=3:8|"));
        assert_eq!(columns(&conllu, "is")[9], "ByteRange=12:14");
        assert!(columns(&conllu, ".")[9].ends_with("SpaceAfter=No"));
    }

    #[test]
    fn names_are_marked_from_first_to_last_token() {
        let conllu = rendered("Angela Merkel Paris");
        let doc = ENGINE.analyze("Angela Merkel Paris");
        let mut names = [doc.entities()[0].clone(), doc.entities()[0].clone()];
        (names[0].tokens, names[1].tokens) = (0..2, 2..3);
        let text = "Angela Merkel Paris";
        let view = ConlluView {
            engine_version: "test",
            id: "a",
            number: 1,
            text,
            doc: &doc,
            names: &names,
        };
        let mut out = Vec::new();
        view.render(&mut out).unwrap();
        let shown = String::from_utf8(out).unwrap();
        let label = doc.label(&names[0]);
        for (form, mark) in [("Angela", "B"), ("Merkel", "I"), ("Paris", "B")] {
            let entity = format!("|Entity={mark}-{label}");
            assert!(columns(&shown, form)[9].contains(&entity), "{shown}");
        }
        assert!(columns(&conllu, "Merkel")[9].contains("Entity=I-PERSON"), "{conllu}");
    }

    #[test]
    fn heads_count_in_the_sentence() {
        let conllu = rendered("It rained. They left early.");
        assert_eq!(columns(&conllu, "It")[6..8], ["2", "nsubj"]);
        assert_eq!(columns(&conllu, "They")[6..8], ["2", "nsubj"]);
        assert_eq!(columns(&conllu, "left")[6..8], ["0", "ROOT"]);
    }
}
