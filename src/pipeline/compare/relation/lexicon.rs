//! Words of like and of opposite meaning.
//!
//! The tables are lines `lemma<TAB>lemma lemma ...`, sorted by the bytes of the first, and are
//! searched as they are; only where lines begin is noted.

use std::sync::LazyLock;

static ANTONYMS: Table = Table::new(include_str!("antonyms.tsv"), || lines(ANTONYMS.text));
static SYNONYMS: Table = Table::new(include_str!("synonyms.tsv"), || lines(SYNONYMS.text));

/// A table with the beginnings of its lines.
struct Table {
    text: &'static str,
    lines: LazyLock<Vec<u32>>,
}

impl Table {
    const fn new(text: &'static str, lines: fn() -> Vec<u32>) -> Self {
        Self { text, lines: LazyLock::new(lines) }
    }

    /// A line of the table as its lemma and what stands behind it.
    fn line(&self, begin: u32) -> (&'static str, &'static str) {
        let line = self.text[begin as usize..].split('\n').next().unwrap_or_default();
        line.split_once('\t').unwrap_or_default()
    }
}

fn lines(text: &str) -> Vec<u32> {
    // The tables are far below 4 GiB.
    let begins = text.lines().scan(0, |end, line| {
        let begin = *end;
        *end += line.len() as u32 + 1;
        Some(begin)
    });
    begins.collect()
}

/// The opposites of a lemma.
pub(in crate::pipeline::compare) fn opposites(
    lemma: &str,
) -> impl Iterator<Item = &'static str> + use<> {
    others(&ANTONYMS, lemma).split(' ').filter(|word| !word.is_empty())
}

/// Whether two lemmas are opposites.
pub(super) fn are_opposites(a: &str, b: &str) -> bool {
    opposites(a).any(|other| other == b)
}

/// The lemmas that can stand for one in one of its usual senses, separated by blanks.
pub(super) fn synonyms(lemma: &str) -> &'static str {
    others(&SYNONYMS, lemma)
}

/// What a table has for a lemma; empty when it has no such line.
fn others(table: &Table, lemma: &str) -> &'static str {
    if !lemma.starts_with(|c: char| c.is_ascii_lowercase()) {
        return "";
    }
    let text = table.text.as_bytes();
    // Compared with the bytes before the tab, which is less than any byte of a lemma.
    let known = |begin: &u32| {
        let line = &text[*begin as usize..];
        let same = lemma.bytes().zip(line).take_while(|(a, b)| a == *b).count();
        let next = line.get(same).copied().unwrap_or_default();
        next.cmp(&lemma.as_bytes().get(same).copied().unwrap_or(b'\t'))
    };
    match table.lines.binary_search_by(known) {
        Ok(at) => table.line(table.lines[at]).1,
        Err(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [&ANTONYMS, &SYNONYMS] {
            let text = table.text;
            let words: Vec<&str> =
                text.lines().filter_map(|l| Some(l.split_once('\t')?.0)).collect();
            assert!(words.len() > 1000 && words.is_sorted());
            for word in words.iter().flat_map(|word| [format!("{word}s"), word[1..].to_owned()]) {
                let known = words.binary_search(&word.as_str()).is_ok();
                assert_eq!(!others(table, &word).is_empty(), known, "{word}");
            }
            for line in text.lines() {
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
        assert_eq!(others(&ANTONYMS, "Rise"), "");
        assert_eq!(others(&ANTONYMS, ""), "");
    }
}
