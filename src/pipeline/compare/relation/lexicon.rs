//! Words of like and of opposite meaning.
//!
//! The tables are lines `lemma<TAB>lemma lemma ...`, sorted by the bytes of the first, and are
//! searched as they are.

static ANTONYMS: &str = include_str!("antonyms.tsv");
static SYNONYMS: &str = include_str!("synonyms.tsv");

/// The opposites of a lemma.
pub(in crate::pipeline::compare) fn opposites(
    lemma: &str,
) -> impl Iterator<Item = &'static str> + use<> {
    others(ANTONYMS, lemma).split(' ').filter(|word| !word.is_empty())
}

/// Whether two lemmas are opposites.
pub(super) fn are_opposites(a: &str, b: &str) -> bool {
    opposites(a).any(|other| other == b)
}

/// The lemmas that can stand for one in one of its usual senses, separated by blanks.
pub(super) fn synonyms(lemma: &str) -> &'static str {
    others(SYNONYMS, lemma)
}

/// What a table has for a lemma; empty when it has no such line.
fn others(table: &'static str, lemma: &str) -> &'static str {
    if !lemma.starts_with(|c: char| c.is_ascii_lowercase()) {
        return "";
    }
    let bytes = table.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    // `low` and `high` are beginnings of lines, or the end.
    while low < high {
        let middle = low + (high - low) / 2;
        let begin = bytes[..middle].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let end = bytes[middle..].iter().position(|b| *b == b'\n').map_or(high, |at| middle + at);
        let Some((word, rest)) = table[begin..end].split_once('\t') else { return "" };
        match word.cmp(lemma) {
            std::cmp::Ordering::Equal => return rest,
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = begin,
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [ANTONYMS, SYNONYMS] {
            let words: Vec<&str> =
                table.lines().filter_map(|l| Some(l.split_once('\t')?.0)).collect();
            assert!(words.len() > 1000 && words.is_sorted());
            for line in table.lines() {
                let (word, rest) = line.split_once('\t').expect("two fields");
                assert_eq!(others(table, word), rest);
            }
        }
    }

    #[test]
    fn opposites_go_both_ways() {
        for (a, b) in [("rise", "fall"), ("welcome", "reject"), ("credible", "dubious")] {
            assert!(are_opposites(a, b) && are_opposites(b, a), "{a} {b}");
        }
        assert!(!are_opposites("rise", "reject"));
        assert!(synonyms("buy").split(' ').any(|word| word == "purchase"));
        assert_eq!(others(ANTONYMS, "Rise"), "");
        assert_eq!(others(ANTONYMS, ""), "");
    }
}
