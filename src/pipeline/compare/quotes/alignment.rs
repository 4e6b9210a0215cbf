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
    let pairs = common(a.len(), b.len(), |i, j| {
        let (x, y) = (&shorter.words[a[i]], &longer.words[b[j]]);
        if x.stem == y.stem { x.weight } else { 0.0 }
    });
    let told: f64 = pairs.iter().map(|&(i, _)| shorter.words[a[i]].weight).sum();
    let same = |&&(i, j): &&(usize, usize)| shorter.words[a[i]].form == longer.words[b[j]].form;
    let exact = pairs.iter().filter(same).count() as f64 / a.len().max(1) as f64;
    let places: Vec<usize> = pairs.iter().map(|&(_, j)| b[j]).collect();
    let stretch = places.first().zip(places.last());
    Alignment {
        contained: if shorter.total > 0.0 { told / shorter.total } else { 0.0 },
        matched: pairs.len(),
        exact,
        tight: stretch.is_some_and(|(first, last)| last - first < shorter.words.len() + LOOSE),
        places,
    }
}

/// Share of all words of the shorter quotation, grammar included, that the longer has in order.
pub(super) fn worded(shorter: &Item<'_>, longer: &Item<'_>) -> f64 {
    let (a, b) = (&shorter.words, &longer.words);
    let same = common(a.len(), b.len(), |i, j| f64::from(u8::from(a[i].stem == b[j].stem)));
    same.len() as f64 / a.len().max(1) as f64
}

/// The common subsequence of greatest weight, as pairs of indices, those as late as possible;
/// `weight` is 0 for what does not match.
fn common(a: usize, b: usize, weight: impl Fn(usize, usize) -> f64) -> Vec<(usize, usize)> {
    let a = a.min(LARGEST);
    let b = b.min(LARGEST / a.max(1));
    let width = b + 1;
    let mut best = vec![0.0_f64; (a + 1) * width];
    for i in 0..a {
        for j in 0..b {
            let skip = best[i * width + j + 1].max(best[(i + 1) * width + j]);
            let own = weight(i, j);
            let take = if own > 0.0 { own + best[i * width + j] } else { 0.0 };
            best[(i + 1) * width + j + 1] = skip.max(take);
        }
    }
    let (mut i, mut j, mut pairs) = (a, b, Vec::new());
    while i > 0 && j > 0 {
        let own = weight(i - 1, j - 1);
        let here = best[i * width + j];
        if own > 0.0 && here == own + best[(i - 1) * width + j - 1] {
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
