//! Numbers in words: of one utterance one house writes "four hours", another "4 hours".

/// Words for numbers with their figures, sorted by bytes. "One" is left out: it mostly stands for
/// something else.
const FIGURES: [(&str, &str); 27] = [
    ("eight", "8"),
    ("eighteen", "18"),
    ("eighty", "80"),
    ("eleven", "11"),
    ("fifteen", "15"),
    ("fifty", "50"),
    ("five", "5"),
    ("forty", "40"),
    ("four", "4"),
    ("fourteen", "14"),
    ("nine", "9"),
    ("nineteen", "19"),
    ("ninety", "90"),
    ("seven", "7"),
    ("seventeen", "17"),
    ("seventy", "70"),
    ("six", "6"),
    ("sixteen", "16"),
    ("sixty", "60"),
    ("ten", "10"),
    ("thirteen", "13"),
    ("thirty", "30"),
    ("three", "3"),
    ("twelve", "12"),
    ("twenty", "20"),
    ("two", "2"),
    ("zero", "0"),
];

/// The figure for a lower-case word.
pub(super) fn figure(word: &str) -> Option<&'static str> {
    let found = FIGURES.binary_search_by(|(known, _)| (*known).cmp(word));
    found.ok().map(|at| FIGURES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_figures() {
        assert!(FIGURES.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!((figure("four"), figure("fourth")), (Some("4"), None));
    }
}
