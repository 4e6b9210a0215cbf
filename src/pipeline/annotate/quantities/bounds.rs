//! Words that bound a number or make it approximate: "at least", "up to", "nearly".

use super::pieces::Pieces;

/// What words around a number say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// The number or more.
    Least,
    /// The number or less.
    Most,
    /// Somewhere near the number.
    About,
}

use Bound::{About, Least, Most};

/// Words before a number, by their last word, sorted; longer ones before shorter ones with the
/// same last word.
#[rustfmt::skip]
const BEFORE: &[(&str, &[&str], Bound)] = &[
    ("<", &[], Most), (">", &[], Least), ("about", &[], About), ("above", &[], Least),
    ("almost", &[], About), ("approx", &[], About), ("approximately", &[], About),
    ("around", &[], About), ("as", &["as", "few"], Least), ("as", &["as", "little"], Least),
    ("as", &["as", "many"], Most), ("as", &["as", "much"], Most), ("at", &["estimated"], About),
    ("below", &[], Most), ("ca", &[], About), ("circa", &[], About), ("estimated", &["an"], About),
    ("estimated", &[], About), ("exceed", &[], Least), ("exceeded", &[], Least), ("exceeding", &[], Least),
    ("exceeds", &[], Least), ("least", &["at"], Least), ("minimum", &[], Least), ("most", &["at"], Most),
    ("nearing", &[], About), ("nearly", &[], About), ("of", &["a", "maximum"], Most),
    ("of", &["a", "minimum"], Least), ("of", &["in", "excess"], Least), ("of", &["on", "the", "order"], About),
    ("of", &["in", "the", "region"], About), ("of", &["upward"], Least), ("of", &["upwards"], Least),
    ("over", &["just"], Least), ("over", &[], Least), ("practically", &[], About), ("roughly", &[], About),
    ("some", &[], About), ("than", &["no", "fewer"], Least), ("than", &["no", "less"], Least),
    ("than", &["not", "less"], Least), ("than", &["no", "more"], Most), ("than", &["not", "more"], Most),
    ("than", &["fewer"], Most), ("than", &["greater"], Least), ("than", &["higher"], Least),
    ("than", &["less"], Most), ("than", &["lower"], Most), ("than", &["more"], Least),
    ("than", &["larger"], Least), ("than", &["longer"], Least), ("than", &["older"], Least),
    ("than", &["younger"], Most), ("to", &["close"], About), ("to", &["up"], Most),
    ("under", &["just"], Most), ("under", &[], Most), ("virtually", &[], About), ("~", &[], About),
    ("≈", &[], About), ("≤", &[], Most), ("≥", &[], Least),
];

/// Words behind a number and its unit.
#[rustfmt::skip]
const BEHIND: &[(&[&str], Bound)] = &[
    (&["or", "more"], Least), (&["or", "older"], Least), (&["or", "over"], Least),
    (&["or", "higher"], Least), (&["or", "above"], Least), (&["and", "above"], Least),
    (&["and", "over"], Least), (&["and", "older"], Least), (&["or", "less"], Most),
    (&["or", "fewer"], Most), (&["or", "younger"], Most), (&["or", "under"], Most),
    (&["or", "below"], Most), (&["and", "under"], Most), (&["or", "so"], About),
];

/// The bound that ends right before piece `i`, not reaching before `floor`, and how many pieces
/// it takes.
pub(super) fn before(pieces: &Pieces<'_>, i: usize, floor: usize) -> Option<(Bound, usize)> {
    let last = i.checked_sub(1).filter(|last| *last >= floor)?;
    let word = match pieces.word(last) {
        // "approx."
        "." if pieces.glued(last) => pieces.word_before(last, 1),
        word => word,
    };
    let dot = usize::from(word != pieces.word(last));
    let first = BEFORE.partition_point(|entry| entry.0 < word);
    let same = BEFORE[first..].iter().take_while(|entry| entry.0 == word);
    let mut found = None;
    for (_, rest, bound) in same {
        let len = rest.len() + 1 + dot;
        let Some(begin) = i.checked_sub(len).filter(|begin| *begin >= floor) else { continue };
        if rest.iter().enumerate().all(|(k, w)| pieces.word(begin + k) == *w) {
            found = Some((*bound, len));
            break;
        }
    }
    found
}

/// The bound that begins at piece `i`, behind a number and its unit, and its length.
pub(super) fn behind(pieces: &Pieces<'_>, i: usize) -> Option<(Bound, usize)> {
    if pieces.word(i) == "+" && pieces.glued(i) {
        return Some((Least, 1));
    }
    if !matches!(pieces.word(i), "or" | "and") {
        return None;
    }
    let fits = |words: &[&str]| words.iter().enumerate().all(|(k, w)| pieces.word(i + k) == *w);
    BEHIND.iter().find(|entry| fits(entry.0)).map(|(words, bound)| (*bound, words.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<(Bound, usize)>) {
        let pieces = Pieces::new(text, text);
        assert_eq!(before(&pieces, pieces.list.len(), 0), expect, "{text}");
    }

    #[test]
    fn bounds_before_numbers() {
        assert!(BEFORE.is_sorted_by(|a, b| a.0 <= b.0));
        check("no fewer than", Some((Least, 3)));
        check("fewer than", Some((Most, 2)));
        check("as many as", Some((Most, 3)));
        check("approx.", Some((About, 2)));
        check("an estimated", Some((About, 2)));
        check("on the order of", Some((About, 4)));
        check("the order of", None);
        check("the", None);
        check("", None);
    }
}
