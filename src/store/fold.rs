//! Texts compared without case and accents.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The text without case, accents and compatibility forms, white space made single.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        let plain = word.nfkd().filter(|c| !is_combining_mark(*c));
        folded.extend(plain.flat_map(char::to_lowercase));
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_accents_and_width_do_not_matter() {
        assert_eq!(fold(" José  GARCÍA\n"), "jose garcia");
        assert_eq!(fold("Jose\u{301}"), fold("JOSÉ"));
        assert_eq!(fold("ＡＢＣ"), "abc");
        assert_eq!(fold(" \t"), "");
        assert_ne!(fold("Garcia"), fold("Garcio"));
    }
}
