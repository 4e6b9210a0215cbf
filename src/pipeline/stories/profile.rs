//! What a story is known by.

use serde::{Deserialize, Serialize};

use super::{days::Days, features::Features, signature::Signature};

/// The heaviest words of a story are kept, at most so many.
const WORDS: usize = 320;
/// The heaviest names of a story are kept, at most so many.
const NAMES: usize = 64;
/// Days that a story is told on, and tells of, are kept, at most so many of each.
const DAYS: usize = 64;

/// What a story is known by: the sum of its articles.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// How many articles it has.
    pub(super) articles: u32,
    /// Sums of their words.
    pub(super) words: Features,
    /// Sum of the squared lengths of the articles' words.
    pub(super) own_words: u64,
    /// Sums of their names.
    pub(super) names: Features,
    /// Sum of the squared lengths of the articles' names.
    pub(super) own_names: u64,
    /// Days on which they were published.
    pub(super) published: Days,
    /// Days that they tell of.
    pub(super) days: Days,
}

impl Profile {
    /// Adds an article.
    pub fn add(&mut self, signature: &Signature) {
        self.absorb(&Self::of(signature));
    }

    /// Takes an article out.
    pub fn remove(&mut self, signature: &Signature) {
        let out = Self::of(signature);
        self.articles = self.articles.saturating_sub(out.articles);
        self.words.subtract(&out.words);
        self.own_words = self.own_words.saturating_sub(out.own_words);
        self.names.subtract(&out.names);
        self.own_names = self.own_names.saturating_sub(out.own_names);
        self.published.subtract(&out.published);
        self.days.subtract(&out.days);
    }

    /// Adds all articles of another story.
    pub fn absorb(&mut self, other: &Self) {
        self.articles = self.articles.saturating_add(other.articles);
        self.words.add(&other.words, WORDS);
        self.own_words = self.own_words.saturating_add(other.own_words);
        self.names.add(&other.names, NAMES);
        self.own_names = self.own_names.saturating_add(other.own_names);
        self.published.add(&other.published, DAYS);
        self.days.add(&other.days, DAYS);
    }

    /// A story of one article.
    pub fn of(signature: &Signature) -> Self {
        let day = signature.time.map(|time| {
            // Times of the calendar are within 2^31 days.
            i32::try_from(time.div_euclid(86_400)).unwrap_or(i32::MAX)
        });
        Self {
            articles: 1,
            own_words: signature.words.dot(&signature.words),
            words: signature.words.clone(),
            own_names: signature.names.dot(&signature.names),
            names: signature.names.clone(),
            published: Days::new(day.into_iter().collect()),
            days: signature.days.clone(),
        }
    }
}
