//! The features that clauses are matched by, numbered in order of first appearance.

use rustc_hash::FxHashMap;

/// What a word or a date of a clause counts as.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Feature {
    /// The first letters of a word, lower case.
    Stem(Box<str>),
    /// A class of the concept lexicon.
    Concept(u16),
    /// A country by ISO 3166-1 alpha-2 code, whether named, by its people or by its capital.
    Country(Box<str>),
    /// A number, as written without thousands separators, or a number word's value.
    Number(Box<str>),
    /// A day of the year: month and day.
    Day(i8, i8),
    /// A month.
    Month(i8),
    /// A year.
    Year(i16),
}

/// Kind of a feature, as far as its weight depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FeatureKind {
    Word,
    Concept,
    Number,
    Date,
}

impl Feature {
    fn kind(&self) -> FeatureKind {
        match self {
            Self::Stem(_) | Self::Country(_) => FeatureKind::Word,
            Self::Concept(_) => FeatureKind::Concept,
            Self::Number(_) => FeatureKind::Number,
            Self::Day(..) | Self::Month(_) | Self::Year(_) => FeatureKind::Date,
        }
    }
}

/// All features of a comparison.
#[derive(Default)]
pub(super) struct Vocabulary {
    numbers: FxHashMap<Feature, u32>,
    kinds: Vec<FeatureKind>,
    /// How often each stands in a name, less how often it does not.
    named: Vec<i32>,
}

impl Vocabulary {
    /// The number of a feature; a new one gets the next.
    pub(super) fn number(&mut self, feature: Feature) -> u32 {
        let (kinds, named) = (&mut self.kinds, &mut self.named);
        *self.numbers.entry(feature).or_insert_with_key(|feature| {
            kinds.push(feature.kind());
            named.push(0);
            // A comparison's text is bounded far below 2^32 features.
            u32::try_from(kinds.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// The number of the feature of a word, which stands in a name or does not.
    pub(super) fn number_of_word(&mut self, feature: Feature, in_name: bool) -> u32 {
        let number = self.number(feature);
        let named = &mut self.named[number as usize];
        *named = named.saturating_add(if in_name { 1 } else { -1 });
        number
    }

    /// Whether a feature stands in names more often than not.
    pub(super) fn is_name(&self, number: u32) -> bool {
        self.named[number as usize] > 0
    }

    /// How many features there are.
    pub(super) fn len(&self) -> usize {
        self.kinds.len()
    }

    /// The kind of a feature.
    pub(super) fn kind(&self, number: u32) -> FeatureKind {
        self.kinds[number as usize]
    }
}
