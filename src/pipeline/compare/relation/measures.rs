//! How two texts compare, in numbers.

use super::{
    alignment::{Match, align, number, same_entity},
    clash,
    frames::{self, Actions, Frame},
    lexicon,
    reading::{Kind, Reading},
};

/// Number of measures.
pub const MEASURES: usize = 21;

/// Names of the measures, in their order. The first text is the one that is judged by the second:
/// "covered" is the share of the words of one that the other has, by weight.
pub const NAMES: [&str; MEASURES] = [
    "first-covered",
    "second-covered",
    "less-covered",
    "more-covered",
    "first-covered-exactly",
    "second-covered-exactly",
    "first-names-covered",
    "first-numbers-covered",
    "grams-alike",
    "first-grams-covered",
    "second-grams-covered",
    "longer-by",
    "pairs-of-words",
    "claims-alike",
    "negations-differ",
    "polarity-differs",
    "opposites",
    "names-replaced",
    "number-differs",
    "roles-swapped",
    "modality-differs",
];

/// The measures of two texts, each 0 to 1 but for the length, which is -1 to 1.
pub type Measures = [f64; MEASURES];

/// Two readings with their words paired.
pub(super) struct Pair<'r, 'a> {
    first: &'r Reading<'a>,
    second: &'r Reading<'a>,
    /// For each word of the first its partner in the second.
    forth: Vec<Option<Match>>,
    /// The same of the second.
    back: Vec<Option<Match>>,
}

impl<'r, 'a> Pair<'r, 'a> {
    pub(super) fn new(first: &'r Reading<'a>, second: &'r Reading<'a>) -> Self {
        Self { first, second, forth: align(first, second), back: align(second, first) }
    }

    /// The same pair with the second reading as the first.
    pub(super) fn reversed(&self) -> Self {
        let (forth, back) = (self.back.clone(), self.forth.clone());
        Self { first: self.second, second: self.first, forth, back }
    }

    /// Weighted share of the words of either that the other has, whichever is more, 0 to 1.
    pub(super) fn covered(&self) -> f64 {
        let share = |reading, partners| covered(reading, partners, |_| true, false).unwrap_or(0.0);
        share(self.first, &self.forth).max(share(self.second, &self.back))
    }

    /// The measures, the first reading being judged by the second.
    pub(super) fn measure(&self) -> Measures {
        let (first, second, forth, back) = (self.first, self.second, &self.forth, &self.back);
        let any = |_: Kind| true;
        let covered_first = covered(first, forth, any, false).unwrap_or(0.0);
        let covered_second = covered(second, back, any, false).unwrap_or(0.0);
        let exactly = covered(first, forth, any, true).unwrap_or(0.0);
        let exactly_back = covered(second, back, any, true).unwrap_or(0.0);
        let names = covered(first, forth, |kind| kind == Kind::Name, false).unwrap_or(1.0);
        let numbers = covered(first, forth, |kind| kind == Kind::Number, false).unwrap_or(1.0);
        let (a, b) = (first.grams(), second.grams());
        let shared = a.iter().filter(|gram| b.binary_search(gram).is_ok()).count();
        let ratio =
            |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        let weight =
            |reading: &Reading<'_>| reading.words.iter().map(|w| w.weight).sum::<f64>() + 1.0;
        let length = (weight(first) / weight(second)).ln() / 3.0;
        let claims = Claims::new(first, second);
        [
            covered_first,
            covered_second,
            covered_first.min(covered_second),
            covered_first.max(covered_second),
            exactly,
            exactly_back,
            names,
            numbers,
            ratio(shared, a.len() + b.len() - shared),
            ratio(shared, a.len()),
            ratio(shared, b.len()),
            length.clamp(-1.0, 1.0),
            pairs_of_words(first, forth),
            claims.likeness,
            negations_differ(first, second),
            claims.polarity,
            opposites(first, second, forth, back),
            names_replaced(first, second, forth),
            numbers_differ(first, second),
            claims.roles,
            claims.modality,
        ]
    }
}

/// Weighted share of the words of one reading that the other has, 0 to 1.
pub(super) fn covered_of(reading: &Reading<'_>, other: &Reading<'_>) -> f64 {
    covered(reading, &align(reading, other), |_| true, false).unwrap_or(0.0)
}

/// Weighted share of the words of a kind that have a partner; `None` without such words.
fn covered(
    reading: &Reading<'_>,
    partners: &[Option<Match>],
    of: impl Fn(Kind) -> bool,
    exactly: bool,
) -> Option<f64> {
    const EXACT: f64 = 0.85;
    let (mut found, mut total) = (0.0, 0.0);
    for (word, partner) in reading.words.iter().zip(partners).filter(|(word, _)| of(word.kind)) {
        total += word.weight;
        found += match partner {
            Some(partner) if !exactly => word.weight * partner.score,
            Some(partner) if partner.score >= EXACT => word.weight,
            _ => 0.0,
        };
    }
    (total > 0.0).then(|| found / total)
}

/// Share of the neighbouring words of the first whose partners are neighbours, too.
fn pairs_of_words(first: &Reading<'_>, forth: &[Option<Match>]) -> f64 {
    const NEAR: usize = 2;
    let pairs = first.words.len().saturating_sub(1);
    let kept = forth.windows(2).filter(|pair| match (pair[0], pair[1]) {
        (Some(a), Some(b)) => a.word < b.word && b.word - a.word <= NEAR,
        _ => false,
    });
    if pairs == 0 { 0.0 } else { kept.count() as f64 / pairs as f64 }
}

fn negations_differ(first: &Reading<'_>, second: &Reading<'_>) -> f64 {
    f64::from(u8::from((first.negations > 0) != (second.negations > 0)))
}

/// Whether a word of the first that the second does not have stands there with its opposite.
fn opposites(
    first: &Reading<'_>,
    second: &Reading<'_>,
    forth: &[Option<Match>],
    back: &[Option<Match>],
) -> f64 {
    let without = |reading: &Reading<'_>, partners: &[Option<Match>]| -> Vec<String> {
        let words = reading.words.iter().zip(partners);
        let alone = words.filter(|(word, partner)| partner.is_none() && word.kind != Kind::Name);
        alone.map(|(word, _)| word.lemma.to_owned()).collect()
    };
    let (mine, theirs) = (without(first, forth), without(second, back));
    let clash = mine.iter().any(|word| {
        lexicon::opposites(word).any(|opposite| theirs.iter().any(|other| other == opposite))
    });
    f64::from(u8::from(clash))
}

/// Share of the first's named things that the second does not name, while it names others.
fn names_replaced(first: &Reading<'_>, second: &Reading<'_>, forth: &[Option<Match>]) -> f64 {
    let named = first.words.iter().zip(forth).filter(|(word, _)| word.kind == Kind::Name);
    let (mut lost, mut total) = (0.0, 0.0);
    for (_, partner) in named {
        total += 1.0;
        lost += if partner.is_none() { 1.0 } else { 0.0 };
    }
    let known = |key| {
        let mut keys = first.words.iter().filter_map(|word| word.entity);
        keys.any(|own| same_entity(own, key))
    };
    let others = second.words.iter().filter_map(|word| word.entity).any(|key| !known(key));
    if total == 0.0 || !others { 0.0 } else { lost / total }
}

/// Whether a number of the first is missing in the second, which has another of the same thing.
fn numbers_differ(first: &Reading<'_>, second: &Reading<'_>) -> f64 {
    let clash = first.quantities.iter().any(|a| {
        let mut of_it = second.quantities.iter().filter(|b| clash::comparable(a, b)).peekable();
        of_it.peek().is_some() && of_it.all(|b| clash::numbers_clash(a, b))
    });
    let values = |reading: &Reading<'_>| -> Vec<u64> {
        let numbers = reading.words.iter().filter(|word| word.kind == Kind::Number);
        numbers.filter_map(|word| number(word.form)).collect()
    };
    let (mine, theirs) = (values(first), values(second));
    let none_shared =
        !mine.is_empty() && !theirs.is_empty() && !mine.iter().any(|v| theirs.contains(v));
    match () {
        () if clash => 1.0,
        () if none_shared => 0.5,
        () => 0.0,
    }
}

/// What the claims of two texts say of each other.
struct Claims {
    /// How alike the claims of the first are to their likest in the second, the longest counting
    /// most, 0 to 1.
    likeness: f64,
    /// Whether the likest claims differ in polarity.
    polarity: f64,
    modality: f64,
    roles: f64,
}

impl Claims {
    fn new(first: &Reading<'_>, second: &Reading<'_>) -> Self {
        let (mine, theirs) = (Frame::all(first), Frame::all(second));
        let mut claims = Self { likeness: 0.0, polarity: 0.0, modality: 0.0, roles: 0.0 };
        let mut total = 0.0;
        for a in &mine {
            let weight: f64 = a.own().iter().map(|word| word.weight).sum();
            total += weight;
            let mut best: Option<(f64, &Frame<'_, '_>)> = None;
            for b in &theirs {
                let alike = frames::likeness_of(a, b);
                if alike > best.map_or(0.0, |(best, _)| best) {
                    best = Some((alike, b));
                }
            }
            let Some((alike, b)) = best else { continue };
            claims.likeness += weight * alike;
            if alike < frames::SAME_PART {
                continue;
            }
            let opposite = frames::actions(a, b) == Actions::Opposite;
            if (a.negated() != b.negated()) != opposite {
                claims.polarity = alike.max(claims.polarity);
            }
            if a.is_factual() != b.is_factual() {
                claims.modality = 1.0;
            }
            if theirs.iter().any(|b| frames_swapped(a, b)) {
                claims.roles = 1.0;
            }
        }
        if total > 0.0 {
            claims.likeness /= total;
        }
        claims
    }
}

fn frames_swapped(a: &Frame<'_, '_>, b: &Frame<'_, '_>) -> bool {
    clash::find(a, b).is_some_and(|found| found.clash == clash::Clash::Roles)
}
