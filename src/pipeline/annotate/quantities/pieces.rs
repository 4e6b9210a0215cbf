//! A text cut into figures, words and signs.
//!
//! The engine's tokens keep figures and units together in some places ("200lbs") and apart in
//! others; numbers are read from these pieces, which are the same everywhere.

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// Digits with what belongs to them: "1,234.5", "3/4", "21st".
    Figure,
    /// Letters: "percent", "U.S."
    Word,
    /// One other character.
    Sign,
}

/// A piece and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub begin: usize,
    pub end: usize,
    pub kind: PieceKind,
    /// Whether no white space stands before it.
    pub glued: bool,
}

/// The pieces of a text, and the text in lower case.
pub(super) struct Pieces<'t> {
    /// The text as it is.
    pub text: &'t str,
    /// In text order.
    pub list: Vec<Piece>,
    /// The words of the pieces, ASCII letters in lower case; hyphens of all kinds are "-".
    pub words: Vec<&'t str>,
}

impl<'t> Pieces<'t> {
    /// Cuts a text; `lower` is the same text with ASCII letters in lower case.
    pub(super) fn new(text: &'t str, lower: &'t str) -> Self {
        debug_assert_eq!(text.len(), lower.len());
        let mut pieces = Self { text, list: Vec::new(), words: Vec::new() };
        let mut at = 0;
        let mut glued = false;
        while let Some(first) = lower[at..].chars().next() {
            let begin = at;
            if first.is_whitespace() {
                at += first.len_utf8();
                glued = false;
                continue;
            }
            let before = lower[..begin].chars().next_back();
            let kind;
            (kind, at) = piece(lower, begin, first, before);
            let word = match first {
                '‑' | '‐' | '−' if kind == PieceKind::Sign => "-",
                _ => &lower[begin..at],
            };
            pieces.list.push(Piece { begin, end: at, kind, glued });
            pieces.words.push(word);
            glued = true;
        }
        pieces
    }

    /// The words of a piece, or nothing behind the end.
    pub(super) fn word(&self, i: usize) -> &'t str {
        self.words.get(i).copied().unwrap_or("")
    }

    /// The word of the piece `back` pieces before `i`, or nothing before the beginning.
    pub(super) fn word_before(&self, i: usize, back: usize) -> &'t str {
        i.checked_sub(back).map_or("", |at| self.word(at))
    }

    /// The characters of a piece as they stand in the text.
    pub(super) fn raw(&self, i: usize) -> &'t str {
        self.list.get(i).map_or("", |piece| &self.text[piece.begin..piece.end])
    }

    /// Whether piece `i` is of a kind.
    pub(super) fn is(&self, i: usize, kind: PieceKind) -> bool {
        self.list.get(i).is_some_and(|piece| piece.kind == kind)
    }

    /// Whether piece `i` follows the one before it without white space.
    pub(super) fn glued(&self, i: usize) -> bool {
        self.list.get(i).is_some_and(|piece| piece.glued)
    }
}

/// The piece that begins at `begin`, and where it ends.
fn piece(lower: &str, begin: usize, first: char, before: Option<char>) -> (PieceKind, usize) {
    let bytes = lower.as_bytes();
    let decimal = first == '.'
        && bytes.get(begin + 1).is_some_and(u8::is_ascii_digit)
        && !before.is_some_and(|c| c.is_alphanumeric() || c == '.');
    if first.is_ascii_digit() || decimal {
        return (PieceKind::Figure, figure_end(bytes, begin));
    }
    if !first.is_alphabetic() {
        return (PieceKind::Sign, begin + first.len_utf8());
    }
    let run = |from: usize| -> usize {
        lower[from..].find(|c: char| !c.is_alphabetic()).map_or(lower.len(), |len| from + len)
    };
    let mut end = run(begin);
    // "U.S." is one word.
    let mut last = begin;
    while end - last == 1
        && bytes.get(end) == Some(&b'.')
        && bytes.get(end + 1).is_some_and(u8::is_ascii_alphabetic)
        && run(end + 1) == end + 2
    {
        last = end + 1;
        end += 2;
    }
    if last > begin && bytes.get(end) == Some(&b'.') {
        end += 1;
    }
    (PieceKind::Word, end)
}

/// Where a figure ends: digits, groups set off by commas, decimals, a fraction, the ending of
/// an ordinal.
fn figure_end(bytes: &[u8], begin: usize) -> usize {
    let digits = |from: usize| -> usize {
        from + bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count()
    };
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = digits(begin);
    while bytes.get(end) == Some(&b',') && is_digit(end + 1) {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'.' | b'/')) && is_digit(end + 1) {
        end = digits(end + 1);
    } else if matches!(bytes.get(end..end + 2), Some(b"st" | b"nd" | b"rd" | b"th"))
        && !bytes.get(end + 2).is_some_and(u8::is_ascii_alphanumeric)
    {
        end += 2;
    }
    end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let lower = text.to_ascii_lowercase();
        assert_eq!(Pieces::new(text, &lower).words, expect);
    }

    #[test]
    fn figures_words_and_signs() {
        check("200lbs", &["200", "lbs"]);
        check("A US$1,234.5m deal", &["a", "us", "$", "1,234.5", "m", "deal"]);
        check("the U.S. said 3/4 of it.", &["the", "u.s.", "said", "3/4", "of", "it", "."]);
        check("the 21st, 10–15 or .5%", &["the", "21st", ",", "10", "–", "15", "or", ".5", "%"]);
        check("5th-grade v2.0", &["5th", "-", "grade", "v", "2.0"]);
    }

    proptest! {
        #[test]
        fn pieces_cover_all_but_white_space(text in any::<String>()) {
            let lower = text.to_ascii_lowercase();
            let pieces = Pieces::new(&text, &lower);
            let mut at = 0;
            for piece in &pieces.list {
                prop_assert!(text[at..piece.begin].chars().all(char::is_whitespace));
                prop_assert!(piece.begin < piece.end);
                at = piece.end;
            }
            prop_assert!(text[at..].chars().all(char::is_whitespace));
        }
    }
}
