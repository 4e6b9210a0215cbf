//! Days with how often each is told.

use serde::{Deserialize, Serialize};

/// Days since the beginning of 1970, each once, ascending, with how often it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Days(Vec<(i32, u32)>);

impl Days {
    /// Days in any order, repeated or not; each counts once.
    pub(super) fn new(mut days: Vec<i32>) -> Self {
        days.sort_unstable();
        days.dedup();
        Self(days.into_iter().map(|day| (day, 1)).collect())
    }

    /// Ascending, with counts.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i32, u32)> {
        self.0.iter().copied()
    }

    /// How often a day counts.
    pub(super) fn count(&self, day: i32) -> u32 {
        self.0.binary_search_by_key(&day, |&(day, _)| day).map_or(0, |at| self.0[at].1)
    }

    /// Days to the nearest day of the list, which has none when it is empty.
    pub(super) fn distance(&self, day: i32) -> Option<u32> {
        let after = self.0.partition_point(|&(other, _)| other < day);
        let near = [after.checked_sub(1), Some(after)].into_iter().flatten();
        near.filter_map(|at| self.0.get(at)).map(|&(other, _)| other.abs_diff(day)).min()
    }

    /// Adds the counts of another list; the `most` that count most remain, the latest of equals.
    pub(super) fn add(&mut self, other: &Self, most: usize) {
        for &(day, count) in &other.0 {
            match self.0.binary_search_by_key(&day, |&(day, _)| day) {
                Ok(at) => self.0[at].1 = self.0[at].1.saturating_add(count),
                Err(at) => self.0.insert(at, (day, count)),
            }
        }
        if self.0.len() > most {
            self.0.sort_unstable_by_key(|&(day, count)| std::cmp::Reverse((count, day)));
            self.0.truncate(most);
            self.0.sort_unstable();
        }
    }

    /// Takes the counts of another list away.
    pub(super) fn subtract(&mut self, other: &Self) {
        for &(day, count) in &other.0 {
            if let Ok(at) = self.0.binary_search_by_key(&day, |&(day, _)| day) {
                self.0[at].1 = self.0[at].1.saturating_sub(count);
            }
        }
        self.0.retain(|&(_, count)| count > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_distances() {
        let mut days = Days::new(vec![20, 10, 20]);
        assert_eq!(days.distance(13), Some(3));
        assert_eq!(days.distance(16), Some(4));
        assert_eq!(days.distance(25), Some(5));
        assert_eq!(Days::default().distance(25), None);
        let other = Days::new(vec![20, 30]);
        days.add(&other, 9);
        assert_eq!((days.count(20), days.count(30), days.count(31)), (2, 1, 0));
        days.subtract(&other);
        assert_eq!(days, Days::new(vec![10, 20]));
        days.add(&other, 2);
        assert_eq!(days.iter().collect::<Vec<_>>(), [(20, 2), (30, 1)]);
    }
}
