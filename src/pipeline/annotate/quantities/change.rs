//! Whether a quantity measures a change, and which way: "rose by 3 percent", "a fall of 3
//! percent", "3 percent higher". "Rose to 3 percent" tells a level and no change.

use std::ops::Range;

use parallax_nlp::Doc;

use super::pieces::Pieces;
use crate::domain::Change;

/// Lemmas of verbs and nouns of growth, sorted.
#[rustfmt::skip]
const UP: &[&str] = &[
    "accelerate", "add", "advance", "boost", "climb", "expand", "expansion", "gain", "grow", "growth",
    "hike", "improve", "improvement", "increase", "jump", "leap", "quicken", "raise", "rally", "rebound", "rise",
    "skyrocket", "soar", "spike", "strengthen", "surge", "swell", "up", "uptick", "widen",
];

/// Lemmas of verbs and nouns of decline, sorted.
#[rustfmt::skip]
const DOWN: &[&str] = &[
    "contract", "contraction", "cut", "decline", "decrease", "depreciate", "dip", "dive", "down", "drop",
    "ease", "fall", "lose", "lower", "narrow", "plummet", "plunge", "reduce", "reduction", "shed", "shrink", "sink",
    "slash", "slide", "slip", "slow", "slump", "subside", "tumble", "weaken",
];

/// Irregular forms, sorted, for words whose tags may be wrong.
#[rustfmt::skip]
const FORMS: &[(&str, &str)] = &[
    ("fallen", "fall"), ("fell", "fall"), ("grew", "grow"), ("grown", "grow"), ("lost", "lose"), ("risen", "rise"),
    ("rose", "rise"), ("sank", "sink"), ("shrank", "shrink"), ("slid", "slide"), ("sunk", "sink"),
];

fn direction(lemma: &str) -> Option<Change> {
    if UP.binary_search(&lemma).is_ok() {
        Some(Change::Increase)
    } else if DOWN.binary_search(&lemma).is_ok() {
        Some(Change::Decrease)
    } else {
        None
    }
}

/// The direction that a word form tells, without its tag.
pub(super) fn of_form(word: &str) -> Option<Change> {
    direction(word)
        .or_else(|| {
            let at = FORMS.binary_search_by_key(&word, |entry| entry.0).ok()?;
            direction(FORMS[at].1)
        })
        .or_else(|| {
            let stem =
                ["ing", "ed", "es", "d", "s"].iter().filter_map(|end| word.strip_suffix(end));
            stem.filter(|stem| stem.len() > 2).find_map(|stem| {
                direction(stem).or_else(|| {
                    // "dipped", "cutting"
                    let last = stem.chars().next_back()?;
                    let single = stem.strip_suffix(last)?;
                    single.ends_with(last).then(|| direction(single)).flatten()
                })
            })
        })
}

/// The change that the words right around a quantity tell, which takes the pieces `quantity`.
pub(super) fn around(pieces: &Pieces<'_>, quantity: &Range<usize>) -> Option<Change> {
    /// How far the verb may stand before the quantity.
    const BACK: usize = 3;
    match pieces.word(quantity.end) {
        "higher" | "increase" | "rise" | "growth" | "gain" | "jump" | "hike" | "surge" => {
            return Some(Change::Increase);
        }
        "lower" | "decrease" | "fall" | "decline" | "drop" | "cut" | "reduction" | "loss"
        | "discount" => return Some(Change::Decrease),
        "more" if pieces.word(quantity.end + 1) == "than" => return Some(Change::Increase),
        "less" | "fewer" if pieces.word(quantity.end + 1) == "than" => {
            return Some(Change::Decrease);
        }
        _ => {}
    }
    for back in 1..=BACK {
        let word = pieces.word_before(quantity.start, back);
        match word {
            "by" | "of" | "a" | "an" | "another" | "further" | "as" | "much" | "only" | "just"
            | "sharply" | "slightly" | "some" => {}
            _ => return of_form(word),
        }
    }
    None
}

/// The change that the tree tells of a quantity whose last token is `token`.
pub(super) fn by_tree(doc: &Doc, token: usize) -> Option<Change> {
    let head = doc.head(token);
    let measure = match doc.dep(token) {
        // "3 percent": the number hangs on its unit.
        "nummod" => head,
        _ => token,
    };
    let mut above = doc.head(measure);
    match doc.dep(measure) {
        "npadvmod" | "advmod" | "dobj" => {}
        "pobj" if matches!(doc.norm(above), "by" | "of") => {
            if doc.norm(above) == "of" && !matches!(doc.tag(doc.head(above)), "NN" | "NNS") {
                return None;
            }
            above = doc.head(above);
        }
        _ => return None,
    }
    (above != measure).then(|| direction(doc.lemma(above))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(UP.is_sorted() && DOWN.is_sorted() && FORMS.is_sorted());
    }

    #[test]
    fn forms_of_verbs() {
        assert_eq!(of_form("dipped"), Some(Change::Decrease));
        assert_eq!(of_form("rose"), Some(Change::Increase));
        assert_eq!(of_form("gains"), Some(Change::Increase));
        assert_eq!(of_form("reduced"), Some(Change::Decrease));
        assert_eq!(of_form("was"), None);
    }
}
