//! How much a word tells: inverse document frequencies of English news, fixed, so that the order
//! in which articles arrive changes no weight.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Letters of a word that are compared: enough to join "sanctions" and "sanctioned".
const STEM: usize = 5;
/// Weight of a word that the table does not have.
const UNKNOWN: u32 = 75;

/// Stems, each with its weight behind a blank.
static TABLE: LazyLock<FxHashMap<&str, u32>> = LazyLock::new(|| {
    let lines = include_str!("idf.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(stem, weight)| Some((stem, weight.parse().ok()?)))
        .collect()
});

/// The beginning of a word in lower case; figures are compared as a whole.
pub(super) fn stem(word: &str) -> &str {
    let most = if word.bytes().any(|byte| byte.is_ascii_digit()) { 4 * STEM } else { STEM };
    let end = word.char_indices().nth(most).map_or(word.len(), |(at, _)| at);
    &word[..end]
}

/// Weight of a stem: its inverse document frequency, ln(N/n), less a half, in tenths, so that words
/// which every other article has count nothing. From 0.
pub(super) fn weight(stem: &str) -> u32 {
    TABLE.get(stem).copied().unwrap_or(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_weigh_more() {
        assert!(TABLE.len() > 1000);
        assert!(weight(stem("people")) < weight(stem("bridge")));
        assert!(weight(stem("bridge")) < weight(stem("zyzzyva")));
        assert_eq!(stem("1,250"), "1,250");
        assert_eq!(stem("sanctioned"), stem("sanctions"));
    }
}
