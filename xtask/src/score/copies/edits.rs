//! Makes edited copies of articles, as outlets do with the texts of agencies: sentences cut at
//! either end or inside, moved or inserted; names and numbers changed. The same seed gives the
//! same copy everywhere.

use std::collections::BTreeMap;

/// Pseudo-random numbers by SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Random(u64);

impl Random {
    /// A sequence for a name: FNV-1a gives its first state.
    pub(crate) fn new(name: &str) -> Self {
        Self(name.bytes().fold(0xcbf2_9ce4_8422_2325, |state, byte| {
            (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    /// A number below `bound`, which is not 0. The bias is far below what could be seen.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        // The remainder is less than `bound`, a usize.
        ((z ^ (z >> 31)) % bound as u64) as usize
    }
}

/// A sentence as its words.
type Sentence = Vec<String>;

/// Names that take the place of others.
const NAMES: [&str; 12] = [
    "Anderson",
    "Brandt",
    "Castillo",
    "Dubois",
    "Eriksen",
    "Fischer",
    "Greenfield",
    "Harlow",
    "Ivanov",
    "Jansen",
    "Kowalski",
    "Lindqvist",
];
/// After as many steps that change nothing an article has nothing left to edit.
const FRUITLESS_STEPS: usize = 40;

/// A copy of `text` of which about `share` of the words are touched. Sentences that are
/// inserted come from `other`, another article.
pub(crate) fn edited(text: &str, other: &str, share: f64, random: &mut Random) -> String {
    let mut sentences = sentences(text);
    let strange = self::sentences(other);
    let words: usize = sentences.iter().map(Vec::len).sum();
    let mut left = (share * words as f64).round() as usize;
    let mut fruitless = 0;
    while left > 0 && fruitless < FRUITLESS_STEPS {
        let touched = match random.below(6) {
            0 => cut(&mut sentences, left, random),
            1 => swap(&mut sentences, left, random),
            2 => insert(&mut sentences, &strange, left, random),
            3 => rename(&mut sentences, left, random),
            4 => renumber(&mut sentences, random),
            _ => cut_words(&mut sentences, left, random),
        };
        left = left.saturating_sub(touched);
        fruitless = if touched == 0 { fruitless + 1 } else { 0 };
    }
    sentences.iter().map(|s| s.join(" ")).collect::<Vec<_>>().join("\n")
}

/// Sentences, roughly: a word ends one if it ends with a full stop and the next begins upper.
fn sentences(text: &str) -> Vec<Sentence> {
    let mut sentences = vec![Sentence::new()];
    let words: Vec<&str> = text.split_whitespace().collect();
    for (i, word) in words.iter().enumerate() {
        if let Some(last) = sentences.last_mut() {
            last.push((*word).to_owned());
        }
        let ends =
            word.trim_end_matches(['"', '\'', ')']).ends_with(['.', '!', '?']) && word.len() > 3;
        let fresh =
            words.get(i + 1).is_some_and(|next| next.starts_with(|c: char| !c.is_lowercase()));
        if ends && fresh {
            sentences.push(Sentence::new());
        }
    }
    sentences
}

/// Cuts a whole sentence at the beginning, at the end or inside.
fn cut(sentences: &mut Vec<Sentence>, left: usize, random: &mut Random) -> usize {
    if sentences.len() < 2 {
        return 0;
    }
    let at = match random.below(3) {
        0 => 0,
        1 => sentences.len() - 1,
        _ => random.below(sentences.len()),
    };
    if sentences[at].len() > left { 0 } else { sentences.remove(at).len() }
}

/// Cuts words of a sentence before its last, which carries the full stop.
fn cut_words(sentences: &mut [Sentence], left: usize, random: &mut Random) -> usize {
    let at = random.below(sentences.len());
    let sentence = &mut sentences[at];
    let length = (1 + random.below(8)).min(left).min(sentence.len().saturating_sub(3));
    let end = sentence.len().saturating_sub(1);
    sentence.drain(end.saturating_sub(length)..end).count()
}

/// Lets two neighbouring sentences change places.
fn swap(sentences: &mut [Sentence], left: usize, random: &mut Random) -> usize {
    if sentences.len() < 2 {
        return 0;
    }
    let at = random.below(sentences.len() - 1);
    let moved = sentences[at].len().min(sentences[at + 1].len());
    if moved > left {
        return 0;
    }
    sentences.swap(at, at + 1);
    moved
}

fn insert(
    sentences: &mut Vec<Sentence>,
    strange: &[Sentence],
    left: usize,
    random: &mut Random,
) -> usize {
    let sentence = &strange[random.below(strange.len())];
    if sentence.len() > left {
        return 0;
    }
    sentences.insert(random.below(sentences.len() + 1), sentence.clone());
    sentence.len()
}

/// Gives one name another form wherever it stands.
fn rename(sentences: &mut [Sentence], left: usize, random: &mut Random) -> usize {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in sentences.iter().flat_map(|s| s.iter().skip(1)) {
        if word.starts_with(|c: char| c.is_uppercase()) && word.chars().all(char::is_alphabetic) {
            *counts.entry(word.clone()).or_default() += 1;
        }
    }
    let names: Vec<_> = counts.into_iter().filter(|(_, count)| *count <= left).collect();
    if names.is_empty() {
        return 0;
    }
    let (name, count) = &names[random.below(names.len())];
    let new = NAMES[random.below(NAMES.len())];
    if name == new {
        return 0;
    }
    for word in sentences.iter_mut().flatten().filter(|word| *word == name) {
        new.clone_into(word);
    }
    *count
}

/// Gives one number other digits.
fn renumber(sentences: &mut [Sentence], random: &mut Random) -> usize {
    let is_number = |word: &&mut String| word.contains(|c: char| c.is_ascii_digit());
    let mut numbers: Vec<&mut String> = sentences.iter_mut().flatten().filter(is_number).collect();
    if numbers.is_empty() {
        return 0;
    }
    let at = random.below(numbers.len());
    let turn = 1 + random.below(9) as u8;
    let digit = |c: char| {
        if c.is_ascii_digit() { char::from((c as u8 - b'0' + turn) % 10 + b'0') } else { c }
    };
    *numbers[at] = numbers[at].chars().map(digit).collect();
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The mayor of Lyon opened a bridge on Monday. It cost 40 million crowns. Farmers \
        from Lyon had gone to court. They lost in 1999, and the road was built.";
    const OTHER: &str = "Rain fell. The cup was won by the team from the north on Saturday.";

    #[test]
    fn the_same_seed_gives_the_same_copy() {
        let copy = |seed: &str| edited(TEXT, OTHER, 0.2, &mut Random::new(seed));
        assert_eq!(copy("a"), copy("a"));
        assert_ne!(copy("a"), copy("b"));
    }

    #[test]
    fn the_share_of_words_is_kept() {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let before = words(TEXT);
        for seed in 0..200 {
            let after = words(&edited(TEXT, OTHER, 0.2, &mut Random::new(&seed.to_string())));
            let kept = before.iter().filter(|word| after.contains(word)).count();
            assert!(kept * 10 >= before.len() * 7, "{after:?}");
            assert_ne!(before, after);
        }
    }

    #[test]
    fn nothing_is_edited_at_share_none() {
        let copy = edited(TEXT, OTHER, 0.0, &mut Random::new("a"));
        assert_eq!(
            copy.split_whitespace().collect::<Vec<_>>(),
            TEXT.split_whitespace().collect::<Vec<_>>()
        );
    }
}
