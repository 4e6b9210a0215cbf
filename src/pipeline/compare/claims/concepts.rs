//! The concept lexicon: words that can stand for each other in a report of one event.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

static TEXT: &str = include_str!("concepts.txt");

static CONCEPTS: LazyLock<FxHashMap<String, u16>> = LazyLock::new(|| read(TEXT));

/// The class of a lower-case word, if it has one.
pub(in crate::pipeline::compare) fn concept(word: &str) -> Option<u16> {
    CONCEPTS.get(word).copied()
}

/// Reads "name: word word ..." lines. The first class that lists a form has it.
fn read(text: &str) -> FxHashMap<String, u16> {
    let mut concepts = FxHashMap::default();
    let classes = text.lines().filter(|line| !line.starts_with('#'));
    for (class, line) in (0_u16..).zip(classes) {
        let words = line.split_once(':').map_or("", |(_, words)| words);
        for word in words.split_whitespace() {
            concepts.entry(word.to_owned()).or_insert(class);
        }
    }
    // Listed forms win over made ones, whatever the order of the lines.
    let listed: Vec<(String, u16)> = concepts.iter().map(|(w, c)| (w.clone(), *c)).collect();
    let mut made: Vec<(String, u16)> = Vec::new();
    for (word, class) in listed {
        made.extend(inflections(&word).into_iter().map(|form| (form, class)));
    }
    made.sort_unstable();
    for (form, class) in made {
        concepts.entry(form).or_insert(class);
    }
    concepts
}

/// The regular forms of a word as noun and as verb. Some are no words: they never occur.
fn inflections(word: &str) -> Vec<String> {
    let mut forms = Vec::new();
    let mut add = |stem: &str, endings: &[&str]| {
        forms.extend(endings.iter().map(|ending| format!("{stem}{ending}")));
    };
    let vowel = |c: Option<char>| c.is_some_and(|c| "aeiou".contains(c));
    let mut last = word.chars().rev();
    let (end, before, third) = (last.next(), last.next(), last.next());
    match end {
        Some('e') => add(&word[..word.len() - 1], &["es", "ed", "ing"]),
        Some('y') if !vowel(before) => {
            add(&word[..word.len() - 1], &["ies", "ied"]);
            add(word, &["ing"]);
        }
        Some('s' | 'x' | 'z') => add(word, &["es", "ed", "ing"]),
        Some('h') if matches!(before, Some('s' | 'c')) => add(word, &["es", "ed", "ing"]),
        _ => add(word, &["s", "ed", "ing"]),
    }
    // stop, stopped
    if let Some(end) = end
        && !"aeiouwxyhs".contains(end)
        && vowel(before)
        && !vowel(third)
    {
        add(&format!("{word}{end}"), &["ed", "ing"]);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_share_a_class() {
        for (a, b) in [
            ("stopped", "ended"),
            ("visits", "travelled"),
            ("denies", "denial"),
            ("criticised", "condemning"),
            ("children", "boys"),
        ] {
            assert!(concept(a).is_some() && concept(a) == concept(b), "{a} {b}");
        }
        assert_ne!(concept("war"), concept("peace"));
        assert_eq!(concept("gorilla"), None);
    }

    #[test]
    fn no_word_is_listed_twice() {
        let mut words: Vec<&str> = TEXT
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(|line| line.split_once(':').map_or("", |(_, w)| w).split_whitespace())
            .collect();
        words.sort_unstable();
        let twice: Vec<_> = words.windows(2).filter(|w| w[0] == w[1]).map(|w| w[0]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
