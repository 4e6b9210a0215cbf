//! Sketches: a small fingerprint of an article's wording, by which copies are found among
//! many articles without their texts.

/// Least similarity of two sketches that makes their articles near copies, measured on
/// edited copies and on different articles of one outlet (`docs/accuracy.md`).
pub const NEAR_COPY: f64 = 0.48;

/// The smallest hashes of an article's shingles (runs of words): a bottom-k sketch (Broder,
/// "On the resemblance and containment of documents", 1997; Cohen and Kaplan, "Summarizing
/// data using bottom-k sketches", 2007). Equal shingles have equal hashes everywhere, so the
/// smallest hashes of two articles together are a random sample of all their shingles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// How many different shingles the article has.
    total: u32,
    /// The smallest of their hashes, ascending, without repetition.
    hashes: Vec<u64>,
}

impl Sketch {
    /// At most this many hashes are kept: the standard error of a similarity is at most
    /// 0.5 / √192 = 0.036.
    pub const HASHES: usize = 192;
    /// At most this many hashes are anchors.
    pub const ANCHORS: usize = 16;
    /// First byte of the serialised form: changes when shingles or hashes change, so that
    /// sketches of another version are never compared.
    const VERSION: u8 = 1;

    /// The sketch of an article from the hashes of all its shingles, in any order, repeated
    /// or not. `None` when there are none.
    pub fn of_hashes(mut hashes: Vec<u64>) -> Option<Self> {
        hashes.sort_unstable();
        hashes.dedup();
        let total = u32::try_from(hashes.len()).unwrap_or(u32::MAX);
        hashes.truncate(Self::HASHES);
        hashes.shrink_to_fit();
        (total > 0).then_some(Self { total, hashes })
    }

    /// Hashes to index: two articles of similarity `s` share none of them with a
    /// probability of about (1 - s) to the power of their number.
    pub fn anchors(&self) -> &[u64] {
        &self.hashes[..self.hashes.len().min(Self::ANCHORS)]
    }

    /// Estimate of the share of shingles that two articles have in common, among all that
    /// either has (Jaccard), 0 to 1. Exact for articles of few shingles.
    pub fn similarity(&self, other: &Self) -> f64 {
        let (a, b) = (&self.hashes, &other.hashes);
        // A sketch that keeps all hashes limits nothing.
        let size = match (self.is_whole(), other.is_whole()) {
            (true, true) => usize::MAX,
            _ => Self::HASHES,
        };
        let (mut i, mut j, mut union, mut shared) = (0, 0, 0, 0);
        while union < size && (i < a.len() || j < b.len()) {
            // An exhausted side gives no smaller hash: `None` sorts before all.
            match (a.get(i), b.get(j)) {
                (Some(x), Some(y)) if x == y => {
                    shared += 1;
                    i += 1;
                    j += 1;
                }
                (Some(x), Some(y)) if x > y => j += 1,
                (Some(_), _) => i += 1,
                (None, _) => j += 1,
            }
            union += 1;
        }
        if union == 0 { 0.0 } else { f64::from(shared) / union as f64 }
    }

    fn is_whole(&self) -> bool {
        self.total as usize == self.hashes.len()
    }

    /// Version, number of shingles and hashes, integers in little-endian order.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(5 + 8 * self.hashes.len());
        bytes.push(Self::VERSION);
        bytes.extend_from_slice(&self.total.to_le_bytes());
        self.hashes.iter().for_each(|hash| bytes.extend_from_slice(&hash.to_le_bytes()));
        bytes
    }

    /// Reads what [`Sketch::to_bytes`] wrote; `None` for another version or other bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&version, rest) = bytes.split_first()?;
        let (total, rest) = rest.split_first_chunk()?;
        let (hashes, rest) = rest.as_chunks();
        let total = u32::from_le_bytes(*total);
        let hashes: Vec<u64> = hashes.iter().map(|hash| u64::from_le_bytes(*hash)).collect();
        let ascending = hashes.windows(2).all(|pair| pair[0] < pair[1]);
        let complete = hashes.len() == Self::HASHES.min(total as usize) && total > 0;
        (version == Self::VERSION && rest.is_empty() && ascending && complete)
            .then_some(Self { total, hashes })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Numbers spread over the whole range, as hashes are.
    fn spread(numbers: std::ops::Range<u64>) -> Sketch {
        let hash = |n: u64| {
            let mut z = n.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        Sketch::of_hashes(numbers.map(hash).collect()).expect("not empty")
    }

    #[test]
    fn similarity_of_small_sets_is_exact() {
        assert_eq!(spread(0..40).similarity(&spread(20..60)), 20.0 / 60.0);
        assert_eq!(spread(0..40).similarity(&spread(0..40)), 1.0);
        assert_eq!(spread(0..40).similarity(&spread(40..60)), 0.0);
    }

    #[test]
    fn similarity_of_large_sets_is_near() {
        let (a, b) = (spread(0..4_000), spread(1_000..5_000));
        assert!((a.similarity(&b) - 0.6).abs() < 0.1, "{}", a.similarity(&b));
        let (short, long) = (spread(0..100), spread(0..1_000));
        assert!((short.similarity(&long) - 0.1).abs() < 0.06, "{}", short.similarity(&long));
        assert_eq!(short.similarity(&long), long.similarity(&short));
    }

    #[test]
    fn copies_share_anchors() {
        let (a, b) = (spread(0..500), spread(100..600));
        assert_eq!(a.anchors().len(), Sketch::ANCHORS);
        assert!(a.anchors().iter().any(|anchor| b.anchors().contains(anchor)));
        assert_eq!(spread(0..3).anchors().len(), 3);
    }

    #[test]
    fn other_bytes_are_no_sketch() {
        let bytes = spread(0..3).to_bytes();
        assert!(Sketch::from_bytes(&bytes).is_some());
        assert!(Sketch::from_bytes(&[]).is_none());
        assert!(Sketch::from_bytes(&bytes[..bytes.len() - 1]).is_none());
        let mut other_version = bytes.clone();
        other_version[0] += 1;
        assert!(Sketch::from_bytes(&other_version).is_none());
        let mut unordered = bytes;
        unordered[5..].rotate_left(8);
        assert!(Sketch::from_bytes(&unordered).is_none());
        assert!(Sketch::of_hashes(Vec::new()).is_none());
    }

    proptest! {
        #[test]
        fn bytes_lead_back(hashes in prop::collection::vec(any::<u64>(), 1..400)) {
            let sketch = Sketch::of_hashes(hashes.clone()).expect("not empty");
            prop_assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch.clone()));
            let mut turned = hashes;
            turned.reverse();
            prop_assert_eq!(Sketch::of_hashes(turned), Some(sketch));
        }
    }
}
