//! Numbers in words: of one utterance one house writes "four hours", another "4 hours".

use crate::pipeline::annotate::numbers;

/// The figures for a lower-case word. "One" is left out: it mostly stands for something else.
pub(super) fn figure(word: &str) -> Option<String> {
    numbers::small(word).filter(|_| word != "one").map(|number| number.to_string())
}

/// The value of a lower-case number word or of figures.
pub(super) fn number(word: &str) -> Option<u32> {
    match word {
        "hundred" => Some(100),
        _ => numbers::small(word).or_else(|| word.parse().ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_figures() {
        assert_eq!(
            (figure("four").as_deref(), figure("fourth"), figure("one")),
            (Some("4"), None, None)
        );
        assert_eq!(
            (number("one"), number("100"), number("hundred")),
            (Some(1), Some(100), Some(100))
        );
    }
}
