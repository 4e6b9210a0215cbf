//! String ids and the hash functions of the model.
//!
//! A string is known to the model by a 64-bit id: a small number if it is one
//! of the fixed symbols (`"PERSON"`, `"punct"`, but also everyday words such as
//! `"mark"`), otherwise its `MurmurHash64A` with seed 1. The embedding tables hash
//! the id once more, into four rows.

use rustc_hash::FxHashMap;

/// Seed of the string hash.
const STRING_SEED: u64 = 1;

/// The fixed symbols, by string.
#[derive(Debug)]
pub(crate) struct StringIds {
    symbols: FxHashMap<Box<str>, u64>,
}

impl StringIds {
    pub(crate) fn new(symbols: impl IntoIterator<Item = (String, u64)>) -> Self {
        let symbols = symbols.into_iter().map(|(text, id)| (text.into_boxed_str(), id)).collect();
        Self { symbols }
    }

    /// The id of `text`; the empty string has id 0.
    pub(crate) fn id(&self, text: &str) -> u64 {
        if text.is_empty() {
            return 0;
        }
        match self.symbols.get(text) {
            Some(&id) => id,
            None => murmur64a(text.as_bytes(), STRING_SEED),
        }
    }
}

/// Appleby's `MurmurHash64A`.
pub(crate) fn murmur64a(bytes: &[u8], seed: u64) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    const R: u32 = 47;
    let mut hash = seed ^ (bytes.len() as u64).wrapping_mul(M);
    let (blocks, tail) = bytes.as_chunks::<8>();
    for block in blocks {
        let mut k = u64::from_le_bytes(*block).wrapping_mul(M);
        k ^= k >> R;
        hash = (hash ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    if !tail.is_empty() {
        let mut padded = [0; 8];
        padded[..tail.len()].copy_from_slice(tail);
        hash = (hash ^ u64::from_le_bytes(padded)).wrapping_mul(M);
    }
    hash ^= hash >> R;
    hash = hash.wrapping_mul(M);
    hash ^ (hash >> R)
}

/// The four keys of an id in one embedding table: the 64-bit variant of
/// `MurmurHash3` (128 bits) over the eight bytes of the id, cut into four words.
pub(crate) fn embedding_keys(id: u64, seed: u32) -> [u32; 4] {
    const ID_BYTES: u64 = 8;
    let seed = u64::from(seed);
    let mixed =
        id.wrapping_mul(0x87c3_7b91_1142_53d5).rotate_left(31).wrapping_mul(0x4cf5_ad43_2745_937f);
    let mut low = seed ^ mixed ^ ID_BYTES;
    let mut high = seed ^ ID_BYTES;
    low = low.wrapping_add(high);
    high = high.wrapping_add(low);
    low = finalize(low);
    high = finalize(high);
    low = low.wrapping_add(high);
    high = high.wrapping_add(low);
    // Each cast keeps one half of a 64-bit word.
    [low as u32, (low >> 32) as u32, high as u32, (high >> 32) as u32]
}

fn finalize(mut x: u64) -> u64 {
    x ^= x >> 33;
    x = x.wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^= x >> 33;
    x = x.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}

#[cfg(test)]
mod tests {
    use super::{StringIds, embedding_keys, murmur64a};

    #[test]
    fn string_hash_has_known_values() {
        for (text, hash) in [
            ("a", 11_901_859_001_352_538_922),
            ("apple", 8_566_208_034_543_834_098),
            ("Berlin", 14_607_853_860_610_250_682),
            ("New York", 16_910_981_474_062_290_848),
            ("naïve", 16_224_804_062_388_677_344),
            ("日本語", 1_998_301_522_555_383_300),
            ("abcdefgh", 17_751_780_907_874_141_760),
            ("abcdefghi", 13_885_881_106_499_164_936),
        ] {
            assert_eq!(murmur64a(text.as_bytes(), 1), hash, "{text}");
        }
    }

    #[test]
    fn symbols_come_before_hashes() {
        let ids = StringIds::new([("mark".to_owned(), 423)]);
        assert_eq!(ids.id(""), 0);
        assert_eq!(ids.id("mark"), 423);
        assert_eq!(ids.id("apple"), 8_566_208_034_543_834_098);
    }

    #[test]
    fn embedding_keys_have_known_values() {
        assert_eq!(embedding_keys(0, 8), [0; 4]);
        assert_eq!(
            embedding_keys(1, 8),
            [1_161_550_108, 2_247_783_286, 1_742_325_162, 1_224_191_281]
        );
        assert_eq!(
            embedding_keys(1 << 63, 8),
            [2_354_736_462, 2_184_247_079, 1_384_621_045, 1_128_886_971]
        );
        assert_eq!(
            embedding_keys(5, 13),
            [1_409_493_199, 513_626_589, 2_737_001_234, 2_561_683_528]
        );
    }
}
