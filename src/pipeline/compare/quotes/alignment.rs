//! How much of one quotation another has, in order.

use super::items::{Item, Word};

/// Words of each of two quotations, multiplied, up to which they are aligned; of longer ones
/// only the beginnings are.
const LARGEST: usize = 40_000;

/// What of the shorter of two quotations stands in the longer, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Alignment {
    /// Share of what the shorter one tells that the longer one has, 0 to 1.
    pub(super) contained: f64,
    /// Number of words that tell something and that both have.
    pub(super) matched: usize,
    /// Indices of these words in the longer one, ascending.
    pub(super) places: Vec<usize>,
    /// Share of the words that tell something that the longer has in the same form.
    pub(super) exact: f64,
    /// Whether what matches in the longer one stands as close together as in the shorter.
    pub(super) tight: bool,
}

/// Aligns two quotations: the longest common subsequence by weight. `shorter` is what is looked for.
pub(super) fn align(shorter: &Item<'_>, longer: &Item<'_>) -> Alignment {
    /// Words that may stand between those that match.
    const LOOSE: usize = 3;
    let (a, b) = (&shorter.content, &longer.content);
    let told = |i: usize| &shorter.words[a[i]];
    let pairs = common(
        (a.iter().map(|w| (shorter.words[*w].stem, shorter.words[*w].weight)), &shorter.stems),
        (b.iter().map(|w| longer.words[*w].stem), &longer.stems),
    );
    let weight: f64 = pairs.iter().map(|&(i, _)| told(i).weight).sum();
    let same = |&&(i, j): &&(usize, usize)| told(i).form == longer.words[b[j]].form;
    let exact = pairs.iter().filter(same).count() as f64 / a.len().max(1) as f64;
    let places: Vec<usize> = pairs.iter().map(|&(_, j)| b[j]).collect();
    let stretch = places.first().zip(places.last());
    Alignment {
        contained: if shorter.total > 0.0 { weight / shorter.total } else { 0.0 },
        matched: pairs.len(),
        exact,
        tight: stretch.is_some_and(|(first, last)| last - first < shorter.words.len() + LOOSE),
        places,
    }
}

/// Share of all words of the shorter quotation, grammar included, that the longer has in order.
pub(super) fn worded(shorter: &Item<'_>, longer: &Item<'_>) -> f64 {
    let (a, b) = (&shorter.words, &longer.words);
    let sorted = |words: &[Word]| {
        let mut stems: Vec<u32> = words.iter().map(|word| word.stem).collect();
        stems.sort_unstable();
        stems
    };
    let same = common(
        (a.iter().map(|word| (word.stem, 1.0)), &sorted(a)),
        (b.iter().map(|word| word.stem), &sorted(b)),
    );
    same.len() as f64 / a.len().max(1) as f64
}

/// The common subsequence of greatest weight of some stems with weights above 0 and other stems, as
/// pairs of indices, those as late as possible. With either come its stems in ascending order.
fn common(
    (a, a_stems): (impl ExactSizeIterator<Item = (u32, f64)>, &[u32]),
    (b, b_stems): (impl ExactSizeIterator<Item = u32>, &[u32]),
) -> Vec<(usize, usize)> {
    let most = a.len().min(LARGEST);
    let all = b.len().min(LARGEST / most.max(1));
    // What the other has nowhere changes no sum: it is left out of the table.
    let rows: Vec<(usize, (u32, f64))> =
        a.take(most).enumerate().filter(|(_, (s, _))| b_stems.binary_search(s).is_ok()).collect();
    let columns: Vec<(usize, u32)> =
        b.take(all).enumerate().filter(|(_, s)| a_stems.binary_search(s).is_ok()).collect();
    let width = columns.len() + 1;
    let mut best = vec![0.0_f64; (rows.len() + 1) * width];
    for (i, (_, (stem, own))) in rows.iter().enumerate() {
        let (before, row) = best[i * width..(i + 2) * width].split_at_mut(width);
        for (j, (_, other)) in columns.iter().enumerate() {
            let skip = before[j + 1].max(row[j]);
            row[j + 1] = if stem == other { skip.max(own + before[j]) } else { skip };
        }
    }
    let (mut i, mut j, mut pairs) = (rows.len(), columns.len(), Vec::new());
    // Whether words behind column `j` were left out: they go with the earliest row.
    let mut gap = columns.last().is_some_and(|(last, _)| last + 1 < all);
    while i > 0 && j > 0 {
        let ((row, (stem, own)), (column, other)) = (rows[i - 1], columns[j - 1]);
        let (here, above) = (best[i * width + j], best[(i - 1) * width + j]);
        let takes = stem == other && here == own + best[(i - 1) * width + j - 1];
        if here == above && (gap || !takes) {
            i -= 1;
            continue;
        }
        if takes {
            i -= 1;
            pairs.push((row, column));
        }
        j -= 1;
        gap = j > 0 && columns[j - 1].0 + 1 < column;
    }
    pairs.reverse();
    pairs
}

/// What words around the longer quotation count for those of the shorter one.
const OUTSIDE: f64 = 0.9;

/// Share of what one quotation tells that another has in whatever order, or has around it.
pub(super) fn anyhow(one: &Item<'_>, other: &Item<'_>) -> f64 {
    let told = |word: &Word| {
        if other.stems.binary_search(&word.stem).is_ok() {
            word.weight
        } else if other.around.binary_search_by_key(&word.stem, |(stem, _)| *stem).is_ok() {
            OUTSIDE * word.weight
        } else {
            0.0
        }
    };
    let total: f64 = one.content.iter().map(|w| told(&one.words[*w])).sum();
    if one.total > 0.0 { total / one.total } else { 0.0 }
}

/// Words in the longest run that two quotations share in the same form.
pub(super) fn run(one: &Item<'_>, other: &Item<'_>) -> usize {
    let a: Vec<u32> = one.forms().collect();
    let b: Vec<u32> = other.forms().take(LARGEST / a.len().max(1)).collect();
    let mut before = vec![0_usize; b.len() + 1];
    let mut longest = 0;
    for x in a {
        // From the end, so that the row before is still there.
        for j in (0..b.len()).rev() {
            before[j + 1] = if b[j] == x { before[j] + 1 } else { 0 };
            longest = longest.max(before[j + 1]);
        }
    }
    longest
}

/// Share of the pairs of neighbouring words of one quotation that another one has, 0 to 1.
pub(super) fn paired(one: &Item<'_>, other: &Item<'_>) -> f64 {
    let shared = one.pairs.iter().filter(|pair| other.pairs.binary_search(pair).is_ok()).count();
    shared as f64 / one.pairs.len().max(1) as f64
}

/// Whether all words of the shorter quotation stand in the longer one in a row: the same words, or
/// other forms of them.
pub(super) fn is_verbatim(shorter: &Item<'_>, longer: &Item<'_>) -> bool {
    let (part, whole) = (&shorter.words, &longer.words);
    let same = |a: &Word, b: &Word| a.stem == b.stem || a.form == b.form;
    !part.is_empty()
        && part.len() <= whole.len()
        && whole.windows(part.len()).any(|w| w.iter().zip(part).all(|(a, b)| same(a, b)))
}

/// How far the words around and in one quotation are those around and in the other: the share of
/// what tells around the first that the second has, and how many words that are.
pub(super) fn surroundings(one: &Item<'_>, other: &Item<'_>) -> (f64, usize) {
    let inside = |stem: u32| other.stems.binary_search(&stem).is_ok();
    let around = |stem: u32| other.around.binary_search_by_key(&stem, |(s, _)| *s).is_ok();
    let total: f64 = one.around.iter().map(|(_, weight)| weight).sum();
    let shared = one.around.iter().filter(|(stem, _)| around(*stem) || inside(*stem));
    let (told, count) = shared.fold((0.0, 0), |(told, n), (_, weight)| (told + weight, n + 1));
    (if total > 0.0 { told / total } else { 0.0 }, count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same over the whole table.
    fn plain(a: &[u32], b: &[u32], weights: &[f64]) -> Vec<(usize, usize)> {
        let width = b.len() + 1;
        let mut best = vec![0.0_f64; (a.len() + 1) * width];
        let own = |i: usize, j: usize| if a[i] == b[j] { weights[a[i] as usize] } else { 0.0 };
        for (i, j) in (0..a.len()).flat_map(|i| (0..b.len()).map(move |j| (i, j))) {
            let skip = best[i * width + j + 1].max(best[(i + 1) * width + j]);
            let take = if a[i] == b[j] { own(i, j) + best[i * width + j] } else { 0.0 };
            best[(i + 1) * width + j + 1] = skip.max(take);
        }
        let (mut i, mut j, mut pairs) = (a.len(), b.len(), Vec::new());
        while i > 0 && j > 0 {
            let here = best[i * width + j];
            let taken = own(i - 1, j - 1) + best[(i - 1) * width + j - 1];
            if a[i - 1] == b[j - 1] && here == taken {
                (i, j) = (i - 1, j - 1);
                pairs.push((i, j));
            } else if here == best[(i - 1) * width + j] {
                i -= 1;
            } else {
                j -= 1;
            }
        }
        pairs.reverse();
        pairs
    }

    proptest! {
        #[test]
        fn what_is_left_out_changes_nothing(
            a in prop::collection::vec(0_u32..8, 0..14),
            b in prop::collection::vec(3_u32..11, 0..14),
            weights in prop::collection::vec(1_u8..4, 11),
        ) {
            let weights: Vec<f64> = weights.into_iter().map(f64::from).collect();
            let sorted = |stems: &[u32]| {
                let mut stems = stems.to_vec();
                stems.sort_unstable();
                stems
            };
            let found = common(
                (a.iter().map(|stem| (*stem, weights[*stem as usize])), &sorted(&a)),
                (b.iter().copied(), &sorted(&b)),
            );
            prop_assert_eq!(found, plain(&a, &b, &weights));
        }
    }
}
