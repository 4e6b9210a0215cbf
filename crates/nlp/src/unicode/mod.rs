//! Python's character predicates.
//!
//! The features of the model were computed by Python's `str` methods, so the
//! same code points have to count as letters and digits here. Rust's own
//! predicates differ: `char::is_alphabetic` also holds for letter numbers and
//! for combining vowel signs, and `char::is_numeric` holds for fractions.
//! The tables follow Unicode 14.0, as CPython 3.11 does; a code point that was
//! assigned later is neither a letter nor a digit.

mod tables;

use tables::{ALPHA, DIGIT, NON_DECIMAL_DIGIT};

/// Whether `c` is a letter: Python's `str.isalpha`, general category `L*`.
pub(crate) fn is_alpha(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { contains(&ALPHA, c) }
}

/// Whether `c` is a digit: Python's `str.isdigit`, which counts superscripts,
/// subscripts and circled digits too.
pub(crate) fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { contains(&DIGIT, c) }
}

/// Whether `c` is a decimal digit: Python's `\d`, general category `Nd`.
pub(crate) fn is_decimal(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && is_digit(c) && !contains(&NON_DECIMAL_DIGIT, c))
}

/// Whether `c` belongs to a word: Python's `\w`.
pub(crate) fn is_word(c: char) -> bool {
    c == '_' || is_alpha(c) || c.is_numeric()
}

/// Whether `c` is upper case: Python's `str.isupper` on one code point.
pub(crate) fn is_upper(c: char) -> bool {
    c.is_uppercase()
}

/// Whether `c` is white space: Python's `str.isspace`. Beyond
/// `char::is_whitespace` these are the four information separators.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// Whether an odd number of the ascending `edges` is at or below `c`.
fn contains(edges: &[u32], c: char) -> bool {
    edges.partition_point(|&edge| edge <= u32::from(c)) % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::{contains, is_alpha, is_decimal, is_digit, is_space, is_upper};
    use sha2::{Digest, Sha256};

    #[derive(serde::Deserialize)]
    struct Reference {
        alpha: Vec<u32>,
        upper: Vec<u32>,
        digit: Vec<u32>,
        space: Vec<u32>,
        assigned: Vec<u32>,
        lower_sha256: String,
    }

    fn reference() -> Reference {
        let json = include_str!("../../tests/fixtures/unicode-cpython311.json");
        serde_json::from_str(json).expect("the fixture is valid")
    }

    #[test]
    fn predicates_agree_with_cpython_on_every_assigned_code_point() {
        let reference = reference();
        let assigned = |c: &char| contains(&reference.assigned, *c);
        for c in ('\0'..=char::MAX).filter(assigned) {
            assert_eq!(is_alpha(c), contains(&reference.alpha, c), "alpha {c:?}");
            assert_eq!(is_digit(c), contains(&reference.digit, c), "digit {c:?}");
            assert_eq!(is_upper(c), contains(&reference.upper, c), "upper {c:?}");
            assert_eq!(is_space(c), contains(&reference.space, c), "space {c:?}");
        }
    }

    #[test]
    fn decimal_digits_are_those_of_a_regular_expression_engine() {
        let reference = reference();
        let digit = fancy_regex::Regex::new(r"^\d$").expect("the pattern is valid");
        for c in ('\0'..=char::MAX).filter(|c| contains(&reference.assigned, *c)) {
            let text = c.to_string();
            assert_eq!(is_decimal(c), digit.is_match(&text).expect("the match ends"), "{c:?}");
        }
    }

    #[test]
    fn lower_case_agrees_with_cpython_on_every_assigned_code_point() {
        let reference = reference();
        let mut hasher = Sha256::new();
        let mut buffer = [0; 4];
        for c in ('\0'..=char::MAX).filter(|c| contains(&reference.assigned, *c)) {
            let text: &str = c.encode_utf8(&mut buffer);
            hasher.update(text.to_lowercase().as_bytes());
            hasher.update(b"\n");
        }
        let digest: String = hasher.finalize().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(digest, reference.lower_sha256);
    }
}
