//! Sketches of wording.

use super::normalize::wording;
use crate::domain::Sketch;

/// Words in a shingle. Chosen with the threshold (`docs/accuracy.md`).
const SHINGLE: usize = 3;
/// Texts of fewer words have no sketch: a line is like too many others.
const SHORTEST: usize = 12;

/// The sketch of a text's wording; `None` for texts too short to be told copies. The same
/// for texts with the same [`body_hash`](super::body_hash).
pub fn sketch(body: &str) -> Option<Sketch> {
    let words = wording(body);
    let hashes: Vec<u64> = words.split(' ').map(hash_word).collect();
    if hashes.len() < SHORTEST {
        return None;
    }
    Sketch::of_hashes(hashes.windows(SHINGLE).map(hash_shingle).collect())
}

/// FNV-1a of 64 bits. Stored sketches live long, so the function is written out here.
fn hash_word(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// The words' hashes in order, mixed by the finaliser of SplitMix64 (Steele, Lea and Flood,
/// "Fast splittable pseudorandom number generators", 2014).
fn hash_shingle(words: &[u64]) -> u64 {
    let joined = words
        .iter()
        .fold(0u64, |hash, word| (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mixed = (joined ^ (joined >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::NEAR_COPY;

    const REPORT: &str = "The council of the old town voted on Tuesday to build a third bridge over \
        the river, after years of dispute with the villages on the other bank. Work is to begin in \
        spring and will cost eleven million crowns, the mayor said. Farmers fear that the road to it \
        will cut their fields in two, and have asked a court to stop the plan before the summer.";

    fn similarity(a: &str, b: &str) -> f64 {
        sketch(a).expect("long enough").similarity(&sketch(b).expect("long enough"))
    }

    #[test]
    fn an_edited_copy_is_near() {
        let edited = REPORT.replace("Tuesday", "Wednesday").replace("eleven", "twelve");
        assert!(similarity(REPORT, &edited) >= NEAR_COPY);
        assert_eq!(similarity(REPORT, &REPORT.to_uppercase()), 1.0);
    }

    #[test]
    fn another_report_is_far() {
        let other = "Thousands marched through the capital on Sunday against a law that lets the \
            government close newspapers. The police said that nobody was hurt. Ministers called the \
            march a plot, and promised to bring the law before parliament again within a month.";
        assert!(similarity(REPORT, other) < 0.1);
    }

    #[test]
    fn short_texts_have_none() {
        assert!(sketch("").is_none());
        assert!(sketch("A council voted on Tuesday to build a bridge.").is_none());
    }

    /// A stored sketch must be found again by later versions.
    #[test]
    fn hashes_do_not_change() {
        // The published value of FNV-1a.
        assert_eq!(hash_word("foobar"), 0x8594_4171_f739_67e8);
        assert_eq!(hash_shingle(&["a", "b", "c"].map(hash_word)), 4_359_953_786_591_477_310);
    }

    proptest! {
        #[test]
        fn deterministic(text in "(?:[a-e]{1,3}[ .,\n]){0,200}") {
            prop_assert_eq!(sketch(&text), sketch(&text));
        }
    }
}
