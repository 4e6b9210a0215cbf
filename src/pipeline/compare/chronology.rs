//! When the articles were published, and which of their dates cannot be trusted.
//!
//! Relative dates hang on an article's own date. Where one article of several is dated months away
//! from all the others, its date is more likely that of a crawl or a change than the truth: what
//! was resolved against it is told apart from disagreement.

use jiff::{Timestamp, civil::Date};

use super::Source;

/// Days by which articles on one event seldom lie apart.
const CLOSE: i64 = 30;
/// Days from which an article lies apart from its peers.
const FAR: i64 = 60;

/// The dates of the articles of a comparison.
#[derive(Debug, Default)]
pub(super) struct Chronology {
    /// By column.
    dates: Vec<Option<Date>>,
    /// Publication times with a time of day, by column.
    times: Vec<Option<Timestamp>>,
    /// By column.
    outliers: Vec<bool>,
    /// From the first to the last day of publication, outliers left out.
    window: Option<(Date, Date)>,
}

impl Chronology {
    pub(super) fn new(sources: &[Source<'_>]) -> Self {
        let dates: Vec<_> =
            sources.iter().map(|s| s.annotated.analysis.date.map(|date| date.date)).collect();
        let times = sources.iter().map(|s| s.metadata.publish_time).collect();
        let outliers = outliers(&dates);
        let sound = dates.iter().zip(&outliers).filter(|(_, outlier)| !**outlier);
        let sound: Vec<Date> = sound.filter_map(|(date, _)| *date).collect();
        let window = sound.iter().min().copied().zip(sound.iter().max().copied());
        Self { dates, times, outliers, window }
    }

    /// Whether an article's date is far from those of all others, which agree.
    pub(super) fn is_outlier(&self, document: usize) -> bool {
        self.outliers[document]
    }

    /// An article's date, if it is known and no outlier.
    pub(super) fn date(&self, document: usize) -> Option<Date> {
        self.dates[document].filter(|_| !self.outliers[document])
    }

    /// From the first to the last day on which articles appeared.
    pub(super) fn window(&self) -> Option<(Date, Date)> {
        self.window
    }

    /// Days from one article's publication to another's; `None` when one is not known.
    pub(super) fn days_between(&self, first: usize, second: usize) -> Option<i64> {
        Some(days(self.date(first)?, self.date(second)?))
    }

    /// Whether one article surely appeared before another: by day, or by the hour of one day.
    pub(super) fn is_before(&self, first: usize, second: usize) -> bool {
        match self.days_between(first, second) {
            Some(0) => self.times[first].zip(self.times[second]).is_some_and(|(a, b)| a < b),
            Some(days) => days > 0,
            None => false,
        }
    }
}

/// Days from `first` to `second`.
pub(super) fn days(first: Date, second: Date) -> i64 {
    first.duration_until(second).as_hours() / 24
}

/// Marks dates that lie apart from the others. Two dates cannot tell which of them is wrong.
fn outliers(dates: &[Option<Date>]) -> Vec<bool> {
    let mut known: Vec<Date> = dates.iter().flatten().copied().collect();
    known.sort_unstable();
    let Some(&median) = known.get(known.len() / 2) else { return vec![false; dates.len()] };
    let distance = |date: Date| days(median, date).abs();
    let close = known.iter().filter(|date| distance(**date) <= CLOSE).count();
    let most = close >= 2 && close * 3 >= known.len() * 2;
    dates.iter().map(|date| most && date.is_some_and(|date| distance(date) > FAR)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_date_far_from_its_peers_is_an_outlier() {
        let date = |day: &str| Some(day.parse::<Date>().expect("a day"));
        let marked = outliers(&[date("2020-03-02"), None, date("2020-03-04"), date("2021-07-01")]);
        assert_eq!(marked, [false, false, false, true]);
        assert_eq!(outliers(&[date("2020-03-02"), date("2021-07-01")]), [false, false]);
        let spread = [date("2020-01-01"), date("2020-06-01"), date("2021-07-01")];
        assert_eq!(outliers(&spread), [false; 3]);
        assert!(outliers(&[]).is_empty());
    }
}
