//! Wording: a text without what differs between two editions of the same words.

use sha2::{Digest as _, Sha256};
use unicode_normalization::{UnicodeNormalization as _, is_nfkc};

/// SHA-256 of a text's wording: the same when only case, punctuation, white space or
/// compatible forms of characters differ. A text without words has the hash of itself.
pub fn body_hash(body: &str) -> [u8; 32] {
    let words = wording(body);
    let hashed = if words.is_empty() { body.trim() } else { &words };
    Sha256::digest(hashed.as_bytes()).into()
}

/// The words of a text in lower case with one space between them, in the compatibility form
/// NFKC (Unicode Standard Annex 15). Signs that carry meaning remain as words: a sign before
/// a number, percent and other signs of units, currencies.
pub(super) fn wording(text: &str) -> String {
    let mut out = Wording { text: String::with_capacity(text.len()), pending_sign: None };
    if text.is_ascii() || is_nfkc(text) {
        text.chars().for_each(|c| out.push(c));
    } else {
        text.nfkc().for_each(|c| out.push(c));
    }
    if out.text.ends_with(' ') {
        out.text.pop();
    }
    out.text
}

/// The wording so far: empty, or ending with a word or with the space after one.
struct Wording {
    text: String,
    /// A plus or minus that stands before a word, and counts if a digit follows.
    pending_sign: Option<char>,
}

impl Wording {
    fn push(&mut self, c: char) {
        if c.is_ascii_alphanumeric() {
            self.sign(c);
            self.text.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            self.sign(c);
            // Lower case may bring a mark of its own ("İ").
            self.text.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
        } else {
            let inside = self.text.ends_with(|c: char| c != ' ');
            self.pending_sign = match c {
                '-' | '\u{2212}' | '+' if !inside => Some(if c == '+' { '+' } else { '-' }),
                _ => None,
            };
            if inside {
                self.text.push(' ');
            }
            if is_unit(c) {
                self.text.push(c);
                self.text.push(' ');
            }
        }
    }

    fn sign(&mut self, next: char) {
        if let Some(sign) = self.pending_sign.take()
            && next.is_numeric()
        {
            self.text.push(sign);
        }
    }
}

fn is_unit(c: char) -> bool {
    matches!(c, '%' | '$' | '£' | '¢' | '¥' | '°' | '‰' | '\u{20a0}'..='\u{20cf}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_wording() {
        let hash = body_hash("The “Zoo” said it won't pay 1,500 dollars.");
        for same in [
            "the \"zoo\" said it won’t pay 1,500 dollars",
            "  The zoo said:\nit won't pay\u{a0}1,500 dollars!",
            "THE ZOO SAID IT WON'T PAY １,５００ DOLLARS",
            "The zoo – said – it won't pay 1,500 dollars.",
        ] {
            assert_eq!(body_hash(same), hash, "{same}");
        }
    }

    #[test]
    fn another_wording() {
        let differ = |a: &str, b: &str| assert_ne!(body_hash(a), body_hash(b), "{a} / {b}");
        differ("It fell to -3 degrees.", "It fell to 3 degrees.");
        differ("It rose by 1.5 points.", "It rose by 15 points.");
        differ("It costs $5.", "It costs £5.");
        differ("It rose 5%.", "It rose 5.");
        differ("…", "?!");
    }

    #[test]
    fn wording_of_a_sentence() {
        assert_eq!(
            wording(" «Œuvre» at -4 °C — co-op, 1-2, ﬁne. "),
            "œuvre at -4 ° c co op 1 2 fine"
        );
        assert_eq!(wording("?"), "");
    }

    proptest! {
        #[test]
        fn the_wording_of_wording_is_itself(text in any::<String>()) {
            let words = wording(&text);
            prop_assert!(!words.starts_with(' ') && !words.ends_with(' ') && !words.contains("  "));
            if !words.is_empty() {
                prop_assert_eq!(body_hash(&words), body_hash(&format!(" {text} ")));
            }
        }
    }
}
