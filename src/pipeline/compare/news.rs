//! What an article changes in what other articles on the same event have said: where it differs
//! from them, and which of their claims it is the second voice for.

use sha2::{Digest as _, Sha256};

use crate::domain::{
    ClaimCluster, Comparison, Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue,
    Evidence,
};

/// What one article of a comparison changes; indices are those of the comparison's lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Differences between it and others that cannot or may not both be right, in order.
    pub differences: Vec<Difference>,
    /// Claims that it shares with others, in order.
    pub shared: Vec<SharedClaim>,
}

/// A difference that an article has a part in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Index into [`Comparison::discrepancies`].
    pub index: usize,
    /// Which values stand against each other, the article's against each of the others': a hash
    /// for each pair. The same pair has the same hash in any comparison.
    pub pairs: Vec<i64>,
}

/// A claim that an article shares with other voices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedClaim {
    /// Index into [`Comparison::claims`].
    pub index: usize,
    /// Whether there is exactly one other voice: the claim has found its second.
    pub is_second: bool,
    /// Where the others make it.
    pub others: Vec<Place>,
    /// Where the article does.
    pub own: Vec<Place>,
}

/// Where a document makes a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The column.
    pub document: usize,
    /// First byte of the words.
    pub begin: usize,
}

/// What the article of a column changes in what the others say. A copy of one of the others is no
/// voice of its own and changes nothing.
pub fn news(comparison: &Comparison, newcomer: usize) -> News {
    let voice = |column: usize| comparison.documents.get(column).map(|d| d.voice);
    let is_copy = (0..comparison.documents.len())
        .any(|other| other != newcomer && voice(other) == voice(newcomer));
    if is_copy {
        return News::default();
    }
    let differences = comparison.discrepancies.iter().enumerate().filter_map(|(index, found)| {
        let pairs = pairs(found, subject(comparison, index), newcomer);
        (!pairs.is_empty()).then_some(Difference { index, pairs })
    });
    let shared = comparison.claims.iter().enumerate();
    let shared = shared.filter_map(|(index, row)| shared_claim(comparison, index, row, newcomer));
    News { differences: differences.collect(), shared: shared.collect() }
}

/// Whether sources disagree: not where both can be right, and not where a single text is at fault.
fn is_disagreement(found: &Discrepancy) -> bool {
    found.compatibility != Compatibility::Compatible
        && !matches!(found.kind, DiscrepancyType::Internal | DiscrepancyType::TextDamage)
}

/// What is counted or measured where numbers differ: two differences may have the same figures.
fn subject(comparison: &Comparison, index: usize) -> &str {
    let row = comparison.numbers.iter().find(|row| row.discrepancies.contains(&index));
    row.map_or("", |row| &row.subject)
}

fn pairs(found: &Discrepancy, subject: &str, newcomer: usize) -> Vec<i64> {
    if !is_disagreement(found) {
        return Vec::new();
    }
    let gives = |value: &&DiscrepancyValue| value.documents.contains(&newcomer);
    let (own, others): (Vec<_>, Vec<_>) = found.values.iter().partition(gives);
    let mut pairs: Vec<i64> = own
        .iter()
        .flat_map(|own| {
            others.iter().map(|other| pair(found.kind, subject, &own.value, &other.value))
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// A hash of two values of a difference in a subject, whichever comes first.
fn pair(kind: DiscrepancyType, subject: &str, one: &str, other: &str) -> i64 {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    // A zero byte is in no value, so that no two pairs read the same.
    let digest = Sha256::digest(format!("{kind:?}\0{subject}\0{first}\0{second}"));
    digest.first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes))
}

fn shared_claim(
    comparison: &Comparison,
    index: usize,
    row: &ClaimCluster,
    newcomer: usize,
) -> Option<SharedClaim> {
    if !row.stances.get(newcomer)?.makes() {
        return None;
    }
    let makers = row.stances.iter().enumerate().filter(|(_, stance)| stance.makes());
    let mut voices: Vec<usize> = makers
        .clone()
        .filter(|(column, _)| *column != newcomer)
        .filter_map(|(column, _)| comparison.documents.get(column).map(|d| d.voice))
        .collect();
    voices.sort_unstable();
    voices.dedup();
    let place = |e: &Evidence| Place { document: e.document, begin: e.span.begin };
    let places = makers.flat_map(|(_, stance)| stance.evidence.iter().map(place));
    let (own, others) = places.partition(|place: &Place| place.document == newcomer);
    let is_second = voices.len() == 1;
    (!voices.is_empty()).then_some(SharedClaim { index, is_second, others, own })
}

#[cfg(test)]
mod tests {
    use super::{super::testing::compared, *};

    const FIRST: &str = "A ferry sank off the coast of Norway on Tuesday, killing 12 people, the \
        police said. The captain was arrested in Bergen on Wednesday.";
    const SECOND: &str = "A ferry sank off the coast of Norway on Tuesday, killing 14 people, \
        according to the police. Divers searched the harbour for three hours.";
    const THIRD: &str = "The captain was arrested in Bergen on Wednesday, prosecutors confirmed. \
        Families of the victims gathered at the church in Oslo.";

    fn day(texts: &[&'static str]) -> Comparison {
        let dated: Vec<_> = texts.iter().map(|text| ("2024-05-09", *text)).collect();
        compared(&dated)
    }

    #[test]
    fn a_newcomer_contradicts() {
        let comparison = day(&[FIRST, SECOND]);
        let news = news(&comparison, 1);
        let kinds: Vec<_> =
            news.differences.iter().map(|d| comparison.discrepancies[d.index].kind).collect();
        assert!(kinds.contains(&DiscrepancyType::Number), "{kinds:?}");
    }

    #[test]
    fn a_pair_of_values_has_one_hash_whoever_comes_last() {
        let comparison = day(&[FIRST, SECOND]);
        let pairs = |newcomer| -> Vec<_> {
            news(&comparison, newcomer).differences.into_iter().map(|d| d.pairs).collect()
        };
        assert_eq!(pairs(0), pairs(1));
        let one = pair(DiscrepancyType::Number, "boat", "12", "14");
        assert_eq!(one, pair(DiscrepancyType::Number, "boat", "14", "12"));
        assert_ne!(one, pair(DiscrepancyType::Date, "boat", "12", "14"));
        assert_ne!(one, pair(DiscrepancyType::Number, "boat", "1", "214"));
        assert_ne!(one, pair(DiscrepancyType::Number, "mile", "12", "14"));
    }

    #[test]
    fn a_newcomer_is_the_second_voice() {
        let comparison = day(&[FIRST, THIRD]);
        let news = news(&comparison, 1);
        let second: Vec<_> = news.shared.iter().filter(|shared| shared.is_second).collect();
        assert!(!second.is_empty());
        for shared in second {
            assert!(shared.own.iter().all(|place| place.document == 1));
            assert!(shared.others.iter().all(|place| place.document == 0));
            assert!(!shared.own.is_empty() && !shared.others.is_empty());
        }
    }

    #[test]
    fn a_copy_changes_nothing() {
        let comparison = day(&[FIRST, SECOND, FIRST]);
        assert_eq!(news(&comparison, 2), News::default());
        assert_ne!(news(&comparison, 1), News::default());
    }

    #[test]
    fn a_third_voice_is_no_second() {
        let also = "Police arrested the captain in Bergen on Wednesday. The captain was arrested \
            in Bergen on Wednesday, a newspaper reported from the town hall.";
        let comparison = day(&[FIRST, also, THIRD]);
        let arrested = |shared: &&SharedClaim| {
            let row = &comparison.claims[shared.index];
            row.independent_support == 3
        };
        let news = news(&comparison, 2);
        let third: Vec<_> = news.shared.iter().filter(arrested).collect();
        assert!(!third.is_empty());
        assert!(third.iter().all(|shared| !shared.is_second));
    }
}
