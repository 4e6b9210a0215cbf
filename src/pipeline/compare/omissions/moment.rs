//! Who could have known what others had told.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::pipeline::compare::Source;

/// When an article was published, as finely as that is known.
#[derive(Clone, Copy, Debug)]
struct Moment {
    day: Date,
    /// `None` when only the day is known.
    time: Option<Timestamp>,
}

impl Moment {
    fn of(source: &Source<'_>) -> Option<Self> {
        if let Some(time) = source.metadata.publish_time {
            let zoned = time.to_zoned(TimeZone::UTC);
            // A day without a time is written as its midnight.
            let midnight = zoned.time() == jiff::civil::Time::midnight();
            return Some(Self { day: zoned.date(), time: (!midnight).then_some(time) });
        }
        let date = source.annotated.analysis.date?;
        Some(Self { day: date.date, time: None })
    }

    /// Whether this is surely later.
    fn is_after(self, other: Self) -> bool {
        match (self.time, other.time) {
            (Some(time), Some(other)) => time > other,
            _ => self.day > other.day,
        }
    }
}

/// Those of `omitted_by` that were published, surely, after one of `told_by`.
pub(super) fn could_have_known(
    sources: &[Source<'_>],
    told_by: &[usize],
    omitted_by: &[usize],
) -> Vec<usize> {
    let told: Vec<Moment> = told_by.iter().filter_map(|d| Moment::of(&sources[*d])).collect();
    let later = |document: &usize| {
        let moment = Moment::of(&sources[*document]);
        moment.is_some_and(|moment| told.iter().any(|told| moment.is_after(*told)))
    };
    omitted_by.iter().copied().filter(later).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(day: &str, time: Option<&str>) -> Moment {
        Moment {
            day: day.parse().expect("a day"),
            time: time.map(|time| format!("{day}T{time}Z").parse().expect("a time")),
        }
    }

    #[test]
    fn later_is_only_what_is_surely_later() {
        let check =
            |a: Moment, b: Moment, later: bool| assert_eq!(a.is_after(b), later, "{a:?} {b:?}");
        let (day, next) = ("2024-05-06", "2024-05-07");
        check(moment(next, None), moment(day, None), true);
        check(moment(day, None), moment(day, None), false);
        check(moment(day, Some("12:00:01")), moment(day, Some("12:00:00")), true);
        check(moment(day, Some("12:00:00")), moment(day, Some("12:00:00")), false);
        check(moment(day, Some("12:00:00")), moment(day, None), false);
        check(moment(next, None), moment(day, Some("12:00:00")), true);
    }
}
