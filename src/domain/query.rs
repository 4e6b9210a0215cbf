//! Searches: words, phrases and what must not occur.

use thiserror::Error;

/// What a search looks for. Every term has at least one letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    required: Vec<Vec<String>>,
    excluded: Vec<String>,
}

/// Why a text is no search.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum QueryError {
    /// No word in it.
    #[error("there is no word to search for")]
    Empty,
    /// Only words that must not occur.
    #[error("there are only words that must not occur: name one that must")]
    OnlyExcluded,
    /// More bytes than [`Query::MAX_BYTES`].
    #[error("the query has {actual} bytes, more than the {} allowed", Query::MAX_BYTES)]
    TooLong {
        /// Its length in bytes.
        actual: usize,
    },
    /// A quotation mark without its partner.
    #[error("the quotation mark at byte {offset} is not closed")]
    Unclosed {
        /// Byte offset of the mark.
        offset: usize,
    },
    /// OR without a word to choose on either side.
    #[error("OR at byte {offset} needs a word or phrase on either side")]
    Or {
        /// Byte offset of the OR.
        offset: usize,
    },
}

/// A piece of a query.
struct Piece<'a> {
    offset: usize,
    negated: bool,
    quoted: bool,
    text: &'a str,
}

impl Query {
    /// Most bytes of a query.
    pub const MAX_BYTES: usize = 1024;

    /// Reads a query: words and `"phrases"` that must all occur, `-word` and `-"phrase"` that
    /// must not, `OR` between two of which one must. OR binds closer than what stands side by
    /// side.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.len() > Self::MAX_BYTES {
            return Err(QueryError::TooLong { actual: text.len() });
        }
        let mut query = Self { required: Vec::new(), excluded: Vec::new() };
        // Offset of an OR that waits for its right side.
        let mut or: Option<usize> = None;
        let mut can_or = false;
        let mut rest = 0;
        while let Some((piece, next)) = piece(text, rest)? {
            rest = next;
            if piece.text == "OR" && !piece.quoted && !piece.negated {
                if !can_or || or.is_some() {
                    return Err(QueryError::Or { offset: piece.offset });
                }
                or = Some(piece.offset);
                continue;
            }
            if !piece.text.contains(char::is_alphanumeric) {
                continue; // punctuation alone is in no index
            }
            let term = piece.text.to_owned();
            match (or.take(), query.required.last_mut()) {
                (Some(offset), _) if piece.negated => return Err(QueryError::Or { offset }),
                (Some(_), Some(group)) => group.push(term),
                _ if piece.negated => query.excluded.push(term),
                _ => query.required.push(vec![term]),
            }
            can_or = !piece.negated;
        }
        match or {
            Some(offset) => Err(QueryError::Or { offset }),
            None if !query.required.is_empty() => Ok(query),
            None if query.excluded.is_empty() => Err(QueryError::Empty),
            None => Err(QueryError::OnlyExcluded),
        }
    }

    /// Documents that hold at least one of some words; `None` when none of them has a letter or
    /// digit.
    pub fn any_of(words: &[String]) -> Option<Self> {
        let is_word = |word: &&String| word.contains(char::is_alphanumeric);
        let words: Vec<String> = words.iter().filter(is_word).cloned().collect();
        (!words.is_empty()).then(|| Self { required: vec![words], excluded: Vec::new() })
    }

    /// Groups of words and phrases; of each group one must occur.
    pub fn required(&self) -> &[Vec<String>] {
        &self.required
    }

    /// Words and phrases that must not occur.
    pub fn excluded(&self) -> &[String] {
        &self.excluded
    }
}

/// The next piece at or after `from`, and where the one after it may begin.
fn piece(text: &str, from: usize) -> Result<Option<(Piece<'_>, usize)>, QueryError> {
    let rest = text[from..].trim_start();
    let offset = text.len() - rest.len();
    let after_sign = rest.strip_prefix('-');
    let negated = after_sign.is_some();
    let body = after_sign.unwrap_or(rest);
    let begin = text.len() - body.len();
    let Some(first) = body.chars().next() else {
        return Ok(None);
    };
    if is_quote(first) {
        let inside = begin + first.len_utf8();
        let Some(length) = text[inside..].find(is_quote) else {
            return Err(QueryError::Unclosed { offset: begin });
        };
        let end = inside + length;
        // The mark that closes is a character that was found there.
        let next = end + text[end..].chars().next().map_or(0, char::len_utf8);
        let piece = Piece { offset, negated, quoted: true, text: &text[inside..end] };
        return Ok(Some((piece, next)));
    }
    let length = body.find(|c: char| c.is_whitespace() || is_quote(c)).unwrap_or(body.len());
    let end = begin + length;
    Ok(Some((Piece { offset, negated, quoted: false, text: &text[begin..end] }, end)))
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, required: &[&[&str]], excluded: &[&str]) {
        let query = Query::parse(text).unwrap();
        assert_eq!(query.required(), required, "{text}");
        assert_eq!(query.excluded(), excluded, "{text}");
    }

    #[test]
    fn words_phrases_and_exclusions() {
        check("summit", &[&["summit"]], &[]);
        check(" a  b\tc ", &[&["a"], &["b"], &["c"]], &[]);
        check("\"prime minister\" -war", &[&["prime minister"]], &["war"]);
        check("a -\"b c\" d", &[&["a"], &["d"]], &["b c"]);
        check("\u{201c}x y\u{201d}z", &[&["x y"], &["z"]], &[]);
        check("well-known a*b (c) NEAR", &[&["well-known"], &["a*b"], &["(c)"], &["NEAR"]], &[]);
    }

    #[test]
    fn any_of_some_words() {
        let words = ["a", "..", "OR"].map(str::to_owned);
        let query = Query::any_of(&words).unwrap();
        assert_eq!(query.required(), [["a", "OR"]]);
        assert_eq!(Query::any_of(&words[1..2]), None);
    }

    #[test]
    fn or_binds_closer() {
        check("a b OR c OR d e", &[&["a"], &["b", "c", "d"], &["e"]], &[]);
        check("\"OR\" or -OR", &[&["OR"], &["or"]], &["OR"]);
    }

    #[test]
    fn punctuation_is_no_word() {
        check("a - & b ... \"\" \"!\" --c", &[&["a"], &["b"]], &["-c"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text: &str| Query::parse(text).unwrap_err();
        assert_eq!(error(" \t"), QueryError::Empty);
        assert_eq!(error("- ... \"\""), QueryError::Empty);
        assert_eq!(error("-a -\"b c\""), QueryError::OnlyExcluded);
        assert_eq!(error("a -\"b"), QueryError::Unclosed { offset: 3 });
        for (text, offset) in [("OR a", 0), ("a OR", 2), ("a OR OR b", 5), ("a OR -b", 2)] {
            assert_eq!(error(text), QueryError::Or { offset }, "{text}");
        }
        assert_eq!(error("a -b OR c"), QueryError::Or { offset: 5 });
        assert_eq!(error(&"a".repeat(1025)), QueryError::TooLong { actual: 1025 });
    }

    proptest! {
        #[test]
        fn any_text_gives_terms_or_an_error(text in "([\"a\u{201c}é -]|OR | |\\PC){0,40}") {
            if let Ok(query) = Query::parse(&text) {
                prop_assert!(!query.required().is_empty());
                for term in query.required().iter().flatten().chain(query.excluded()) {
                    prop_assert!(text.contains(term.as_str()));
                    prop_assert!(term.contains(char::is_alphanumeric));
                }
            }
        }
    }
}
