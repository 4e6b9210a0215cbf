//! Weighted words or names, by which texts are compared.

use serde::{Deserialize, Serialize};

/// Weighted features, each once, sorted by the hashes that they are compared by. Weights are whole
/// numbers, so that what is added can be taken out again without a trace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub(super) struct Features {
    hashes: Vec<u32>,
    weights: Vec<u32>,
    /// What people are shown of each, in the same order, with a line break behind it.
    texts: String,
}

/// Features as they are stored.
#[derive(Deserialize)]
struct Stored {
    hashes: Vec<u32>,
    weights: Vec<u32>,
    texts: String,
}

impl TryFrom<Stored> for Features {
    type Error = &'static str;

    fn try_from(Stored { hashes, weights, texts }: Stored) -> Result<Self, Self::Error> {
        let fits = weights.len() == hashes.len() && texts.lines().count() == hashes.len();
        match fits && hashes.is_sorted_by(|a, b| a < b) {
            true => Ok(Self { hashes, weights, texts }),
            false => Err("the parts of stored features do not fit together"),
        }
    }
}

/// One feature of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Feature<'a> {
    pub(super) hash: u32,
    pub(super) weight: u32,
    pub(super) text: &'a str,
}

/// The 32-bit FNV-1a hash of a feature (Fowler, Noll, Vo), which is the same everywhere.
pub(super) fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

impl Features {
    /// Of features whose texts have no line breaks and are not empty. Of two with one hash the first
    /// in the alphabet is shown for both; their weights are added.
    pub(super) fn new(mut list: Vec<Feature<'_>>) -> Self {
        list.retain(|feature| feature.weight > 0);
        list.sort_unstable_by_key(|feature| (feature.hash, feature.text));
        list.dedup_by(|later, first| {
            let same = later.hash == first.hash;
            if same {
                first.weight = first.weight.saturating_add(later.weight);
            }
            same
        });
        list.into_iter().collect()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// In order of their hashes.
    pub(super) fn iter(&self) -> impl Iterator<Item = Feature<'_>> {
        let numbers = self.hashes.iter().zip(&self.weights);
        numbers.zip(self.texts.lines()).map(|((&hash, &weight), text)| Feature {
            hash,
            weight,
            text,
        })
    }

    /// The heaviest, at most `most`, heaviest first.
    pub(super) fn heaviest(&self, most: usize) -> Vec<Feature<'_>> {
        let mut list: Vec<Feature<'_>> = self.iter().collect();
        list.sort_unstable_by_key(|feature| (std::cmp::Reverse(feature.weight), feature.hash));
        list.truncate(most);
        list
    }

    /// Sum of the products of the weights of what both have.
    pub(super) fn dot(&self, other: &Self) -> u64 {
        let mut sum = 0;
        self.shared(other, |i, j| {
            sum += u64::from(self.weights[i]) * u64::from(other.weights[j]);
        });
        sum
    }

    /// What both have, by the product of the weights, greatest first; at most `most`.
    pub(super) fn strongest_shared<'a>(&'a self, other: &Self, most: usize) -> Vec<&'a str> {
        let mut shared = Vec::new();
        self.shared(other, |i, j| {
            shared.push((u64::from(self.weights[i]) * u64::from(other.weights[j]), i));
        });
        shared.sort_unstable_by_key(|&(product, i)| (std::cmp::Reverse(product), self.hashes[i]));
        shared.truncate(most);
        let texts: Vec<&str> = self.texts.lines().collect();
        // As many texts as hashes.
        shared.into_iter().map(|(_, i)| texts[i]).collect()
    }

    /// Calls with the indices of every feature that both have.
    fn shared(&self, other: &Self, mut call: impl FnMut(usize, usize)) {
        let (mut i, mut j) = (0, 0);
        while i < self.hashes.len() && j < other.hashes.len() {
            match self.hashes[i].cmp(&other.hashes[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    call(i, j);
                    (i, j) = (i + 1, j + 1);
                }
            }
        }
    }

    /// Adds the weights of another list; the `most` heaviest remain.
    pub(super) fn add(&mut self, other: &Self, most: usize) {
        let sum = self.merged(other, u32::saturating_add);
        *self = if sum.len() <= most { sum } else { sum.heaviest(most).into_iter().collect() };
    }

    /// Takes the weights of another list away.
    pub(super) fn subtract(&mut self, other: &Self) {
        *self = self.merged(other, u32::saturating_sub);
    }

    /// Both lists as one; weights that become zero are left out.
    fn merged(&self, other: &Self, join: impl Fn(u32, u32) -> u32) -> Self {
        let (mut mine, mut theirs) = (self.iter().peekable(), other.iter().peekable());
        let mut list = Vec::with_capacity(self.len() + other.len());
        loop {
            let feature = match (mine.peek(), theirs.peek()) {
                (Some(a), Some(b)) if a.hash == b.hash => {
                    let weight = join(a.weight, b.weight);
                    let both = Feature { weight, ..*a };
                    theirs.next();
                    mine.next();
                    both
                }
                (Some(a), Some(b)) if a.hash > b.hash => {
                    let alone = Feature { weight: join(0, b.weight), ..*b };
                    theirs.next();
                    alone
                }
                (Some(a), _) => {
                    let alone = *a;
                    mine.next();
                    alone
                }
                (None, Some(b)) => {
                    let alone = Feature { weight: join(0, b.weight), ..*b };
                    theirs.next();
                    alone
                }
                (None, None) => break,
            };
            if feature.weight > 0 {
                list.push(feature);
            }
        }
        // In order already.
        list.into_iter().collect()
    }
}

impl<'a> FromIterator<Feature<'a>> for Features {
    /// Of features that each have a hash of their own.
    fn from_iter<I: IntoIterator<Item = Feature<'a>>>(list: I) -> Self {
        let mut list: Vec<Feature<'a>> = list.into_iter().collect();
        list.sort_unstable_by_key(|feature| feature.hash);
        let mut features = Self::default();
        for feature in list {
            features.hashes.push(feature.hash);
            features.weights.push(feature.weight);
            features.texts.push_str(feature.text);
            features.texts.push('\n');
        }
        features
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(features: &[(&str, u32)]) -> Features {
        let feature = |&(text, weight)| Feature { hash: hash(text), weight, text };
        Features::new(features.iter().map(feature).collect())
    }

    #[test]
    fn products_and_sums() {
        let a = list(&[("lyon", 3), ("bridge", 2), ("lyon", 1), ("river", 0)]);
        let b = list(&[("bridge", 5), ("lyon", 1), ("mayor", 7)]);
        assert_eq!(a.len(), 2);
        assert_eq!(a.dot(&b), 4 + 10);
        assert_eq!(a.strongest_shared(&b, 5), ["bridge", "lyon"]);
        let mut sum = a.clone();
        sum.add(&b, 10);
        assert_eq!(sum.heaviest(2).iter().map(|f| f.text).collect::<Vec<_>>(), ["bridge", "mayor"]);
        sum.subtract(&b);
        assert_eq!(sum, a);
        sum.subtract(&a);
        assert_eq!(sum, Features::default());
        sum.add(&b, 1);
        assert_eq!(sum, list(&[("mayor", 7)]));
    }

    #[test]
    fn what_is_stored_is_read_when_its_parts_fit() {
        let stored = |hashes: &str, weights: &str, texts: &str| {
            let json =
                format!(r#"{{"hashes":[{hashes}],"weights":[{weights}],"texts":"{texts}"}}"#);
            serde_json::from_str::<Features>(&json).ok()
        };
        let kept = list(&[("lyon", 3), ("bridge", 2), ("été", 9)]);
        let json = serde_json::to_string(&kept).unwrap();
        assert_eq!(serde_json::from_str::<Features>(&json).unwrap(), kept);
        assert!(stored("1,2", "5,6", r"a\nb\n").is_some());
        for (hashes, weights, texts) in
            [("1,2", "5", r"a\nb\n"), ("1,2", "5,6", "a"), ("2,1", "5,6", r"a\nb\n")]
        {
            assert!(stored(hashes, weights, texts).is_none(), "{hashes} {weights} {texts}");
        }
    }
}
