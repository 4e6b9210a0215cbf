//! How well articles and stories belong together.

use super::{
    features::Features,
    profile::Profile,
    signature::{LENGTH, Signature},
};
use crate::domain::Signal;

/// Score from which an article joins.
pub const JOIN: f64 = 0.5;
/// Likeness from which an article joins: its score is [`JOIN`].
pub(super) const ENOUGH: f64 = 0.2;
/// What names count beside words.
const NAMES: f64 = 0.2;
/// What it counts that days are told which the others tell too.
const DAYS: f64 = 0.02;
/// Articles published so many days apart count as of one time.
const SAME_TIME: f64 = 7.0;
/// Likeness halves with so many further days between publications.
const HALF_LIFE: f64 = 45.0;
/// As many words, names or days are named in a reason.
const NAMED: usize = 8;

/// How well an article fits a story, or a story another one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// From 0 to 1.
    pub score: f64,
    /// What speaks for it and against it.
    pub signals: Vec<Signal>,
}

/// How well an article fits a story; one that is a member is judged against the others.
pub fn fit(signature: &Signature, profile: &Profile, member: bool) -> Fit {
    let one = Profile::of(signature);
    if !member {
        return Likeness::between(&one, profile).explained(&one, profile, 0.0);
    }
    let mut others = profile.clone();
    others.remove(signature);
    Likeness::between(&one, &others).explained(&one, &others, 0.0)
}

/// How alike two groups of articles are: means over all pairs of an article of either.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Likeness {
    /// Cosine of the words.
    words: f64,
    /// Cosine of the names.
    names: f64,
    /// Share of pairs that tell of the same day, at most.
    days: f64,
    /// 1 for articles of one time, less the further apart they were published.
    near: f64,
}

impl Likeness {
    /// Between the articles of two stories.
    pub(super) fn between(a: &Profile, b: &Profile) -> Self {
        if a.articles == 0 || b.articles == 0 {
            return Self::default();
        }
        let pairs = f64::from(a.articles) * f64::from(b.articles);
        let mean = |a: &Features, b: &Features| a.dot(b) as f64 / (pairs * LENGTH * LENGTH);
        let told: f64 = a.days.iter().map(|(day, n)| f64::from(n.min(b.days.count(day)))).sum();
        Self {
            words: mean(&a.words, &b.words),
            names: mean(&a.names, &b.names),
            days: (told / f64::from(a.articles.min(b.articles))).min(1.0),
            near: nearness(a, b, pairs),
        }
    }

    /// Between the articles of one story; `None` when there is but one.
    pub(super) fn within(story: &Profile) -> Option<f64> {
        let n = f64::from(story.articles);
        if story.articles < 2 {
            return None;
        }
        let mean = |sum: &Features, own: u64| {
            sum.dot(sum).saturating_sub(own) as f64 / (n * (n - 1.0) * LENGTH * LENGTH)
        };
        let words = mean(&story.words, story.own_words);
        Some(words + NAMES * mean(&story.names, story.own_names))
    }

    /// All in one number, from 0.
    pub(super) fn value(&self) -> f64 {
        (self.words + NAMES * self.names + DAYS * self.days) * self.near
    }

    /// The score of a likeness: 0 for nothing, [`JOIN`] for [`ENOUGH`], towards 1 for more.
    pub(super) fn score(value: f64) -> f64 {
        let value = value.max(0.0);
        value / (value + ENOUGH)
    }

    /// With its reasons. `rivals` is taken off the likeness for what other stories have of it.
    pub(super) fn explained(&self, a: &Profile, b: &Profile, rivals: f64) -> Fit {
        let mut signals = Vec::new();
        let mut tell = |id: &'static str, weight: f64, detail: String| {
            if weight > 0.0 {
                signals.push(Signal { id: id.into(), weight: weight.min(1.0), detail });
            }
        };
        let listed = |a: &Features, b: &Features| a.strongest_shared(b, NAMED).join(", ");
        tell("shared-words", self.words, listed(&a.words, &b.words));
        tell("shared-entities", self.names, listed(&a.names, &b.names));
        tell("event-dates", self.days, shared_days(a, b));
        tell("time-distance", 1.0 - self.near, apart(a, b));
        tell("rivals", rivals, "other stories are like it too".to_owned());
        Fit { score: Self::score(self.value() - rivals), signals }
    }
}

/// Mean over the pairs of what their times leave of the likeness; articles without a time leave
/// all of it.
fn nearness(a: &Profile, b: &Profile, pairs: f64) -> f64 {
    let (mut dated, mut sum) = (0.0, 0.0);
    for (day, n) in a.published.iter() {
        for (other, m) in b.published.iter() {
            let pairs = f64::from(n) * f64::from(m);
            let days = f64::from(day.abs_diff(other)) - SAME_TIME;
            dated += pairs;
            sum += pairs * if days > 0.0 { 0.5_f64.powf(days / HALF_LIFE) } else { 1.0 };
        }
    }
    ((sum + pairs - dated) / pairs).clamp(0.0, 1.0)
}

/// Days that both tell of, as dates.
fn shared_days(a: &Profile, b: &Profile) -> String {
    let shared = a.days.iter().map(|(day, _)| day).filter(|&day| b.days.count(day) > 0);
    let dates = shared.filter_map(super::signature::date).take(NAMED);
    dates.map(|date| date.to_string()).collect::<Vec<_>>().join(", ")
}

/// How many days lie between the nearest publications of both.
fn apart(a: &Profile, b: &Profile) -> String {
    let days = a.published.iter().filter_map(|(day, _)| b.published.distance(day)).min();
    days.map_or_else(String::new, |days| format!("{days} days to the nearest"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_of_enough_is_the_threshold() {
        assert_eq!(Likeness::score(ENOUGH), JOIN);
        assert_eq!(Likeness::score(-0.1), 0.0);
        assert!(Likeness::score(1.2) < 1.0);
    }
}
