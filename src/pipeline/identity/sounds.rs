//! How a name sounds, whichever way it came into Latin letters.

use super::super::annotate::spelling::{damerau_levenshtein, fold};

/// Groups of letters that render one sound, in the order in which they are put for each other;
/// after [`fold`], which has made one of accents, doubled letters, "kh" and "h", "w" and "v".
const SOUNDS: &[(&str, &str)] = &[
    ("tsch", "c"),
    ("tch", "c"),
    ("dzh", "j"),
    ("sch", "s"),
    ("ch", "c"),
    ("sh", "s"),
    ("zh", "j"),
    ("dj", "j"),
    ("dh", "d"),
    ("th", "t"),
    ("gh", "g"),
    ("oo", "u"),
    ("ee", "y"),
    ("yj", "y"),
    ("x", "ks"),
    ("z", "s"),
    ("q", "k"),
];

/// The consonants of a word, with the sounds of which Latin letters write one in several ways
/// put in one way: "Zelenskiy" and "Zelensky", "Yevgeny" and "Evgeny", "Tchaikovsky" and
/// "Chaikovskii" have one skeleton. A vowel at the beginning, whichever, is an "a".
pub(super) fn skeleton(word: &str) -> String {
    let mut letters = fold(word);
    for (from, to) in SOUNDS {
        if letters.contains(from) {
            letters = letters.replace(from, to);
        }
    }
    let mut skeleton = String::with_capacity(letters.len());
    let mut last = None;
    for (at, letter) in letters.char_indices() {
        let sound = match letter {
            'a' | 'e' | 'o' | 'u' | 'y' if at == 0 => Some('a'),
            'a' | 'e' | 'o' | 'u' | 'y' => None,
            // Hardly heard, and left out by many.
            'h' if at > 0 => None,
            letter if letter.is_alphanumeric() => Some(letter),
            _ => None,
        };
        if sound.is_some() && sound != last {
            skeleton.extend(sound);
        }
        last = sound;
    }
    skeleton
}

/// Consonants that skeletons are made of.
const CONSONANTS: &str = "bcdfgjklmnprstv";

/// The skeletons that differ from one in a single consonant: one less, one more, another, or two
/// in the other order. A few hundred at most; none of one that is too short to tell.
pub(super) fn neighbours(skeleton: &str) -> Vec<String> {
    const LENGTHS: std::ops::RangeInclusive<usize> = 3..=10;
    let letters: Vec<char> = skeleton.chars().collect();
    if !LENGTHS.contains(&letters.len()) {
        return Vec::new();
    }
    let mut all = std::collections::BTreeSet::new();
    for at in 0..=letters.len() {
        // `at` is a place before, between or behind the letters.
        let (before, behind) = letters.split_at(at);
        let made = |middle: &[char], behind: &[char]| -> String {
            before.iter().chain(middle).chain(behind).collect()
        };
        all.extend(CONSONANTS.chars().map(|c| made(&[c], behind)));
        if let [first, rest @ ..] = behind {
            all.insert(made(&[], rest));
            all.extend(CONSONANTS.chars().map(|c| made(&[c], rest)));
            if let [second, rest @ ..] = rest {
                all.insert(made(&[*second, *first], rest));
            }
        }
    }
    all.remove(skeleton);
    all.into_iter().collect()
}

/// Whether two words are renderings of one: they sound alike, and are not far apart in letters.
pub(super) fn sounds_alike(a: &str, b: &str) -> bool {
    a == b || {
        let (x, y) = (fold(a), fold(b));
        x == y || {
            let longest = x.chars().count().max(y.chars().count());
            longest >= 4
                && skeleton(a) == skeleton(b)
                && damerau_levenshtein(&x, &y) <= (longest / 3).min(3)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn romanisations_sound_alike() {
        for (a, b) in [
            ("kadyrov", "kadyrow"),
            ("zelensky", "zelenskyy"),
            ("zelenskiy", "zelenskyj"),
            ("yevgeny", "evgeny"),
            ("evgenii", "yevgeniy"),
            ("mohammed", "muhammad"),
            ("mohamed", "muhammad"),
            ("selenskyj", "zelensky"),
            ("ramsan", "ramzan"),
            ("tchaikovsky", "chaikovskii"),
            ("tymoshenko", "timoshenko"),
            ("alexander", "aleksandr"),
            ("khodorkovsky", "hodorkovskiy"),
            ("dmitry", "dmitriy"),
            ("yuri", "iuri"),
        ] {
            assert_eq!(skeleton(a), skeleton(b), "{a} {b}");
            assert!(sounds_alike(a, b), "{a} {b}");
        }
    }

    #[test]
    fn other_names_do_not() {
        for (a, b) in [("john", "jane"), ("li", "lu"), ("merkel", "müller"), ("smith", "schmidt")]
        {
            assert!(!sounds_alike(a, b), "{a} {b}");
        }
    }

    #[test]
    fn neighbours_are_one_consonant_apart() {
        let near = neighbours(&skeleton("stolenberg"));
        assert!(near.contains(&skeleton("stoltenberg")) && near.len() < 500);
        assert!(neighbours(&skeleton("navlany")).iter().all(|near| *near != skeleton("navalny")));
        assert!(neighbours("ab").is_empty());
    }
}
