//! Points in time.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

/// The protocol's form of a point in time.
pub fn timestamp(time: Timestamp) -> prost_types::Timestamp {
    // Nanoseconds always count forward there, also before 1970.
    let (seconds, nanos) = (time.as_second(), time.subsec_nanosecond());
    if nanos < 0 {
        prost_types::Timestamp { seconds: seconds - 1, nanos: nanos + 1_000_000_000 }
    } else {
        prost_types::Timestamp { seconds, nanos }
    }
}

/// Midnight UTC of a day.
pub(super) fn midnight(date: Date) -> Option<prost_types::Timestamp> {
    // Fails only for the first and last days of the calendar's range.
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| timestamp(zoned.timestamp()))
}

/// A time of the calendar, written as UTC.
pub(super) fn civil(time: DateTime) -> Option<prost_types::Timestamp> {
    // Fails only for the first and last days of the calendar's range.
    time.to_zoned(TimeZone::UTC).ok().map(|zoned| timestamp(zoned.timestamp()))
}

/// Reads a point in time of the years 1 to 9999, or says what is wrong with it.
pub(super) fn from_timestamp(time: prost_types::Timestamp) -> Result<Timestamp, String> {
    const FIRST: i64 = -62_135_596_800; // 0001-01-01T00:00:00Z
    const LAST: i64 = 253_402_300_799; // 9999-12-31T23:59:59Z
    if !(0..1_000_000_000).contains(&time.nanos) {
        return Err(format!("nanos must be 0 to 999999999, not {}", time.nanos));
    }
    if !(FIRST..=LAST).contains(&time.seconds) {
        return Err(format!("must lie in the years 1 to 9999, seconds are {}", time.seconds));
    }
    Timestamp::new(time.seconds, time.nanos)
        .map_err(|_| "must lie before 9999-12-30T22:00:00Z".to_owned())
}

#[cfg(test)]
mod tests {

    use proptest::prelude::*;

    use super::*;

    fn proto(seconds: i64, nanos: i32) -> prost_types::Timestamp {
        prost_types::Timestamp { seconds, nanos }
    }

    #[test]
    fn out_of_range_is_refused() {
        for (seconds, nanos) in [
            (0, -1),
            (0, 1_000_000_000),
            (-62_135_596_801, 0),
            (253_402_300_800, 0),
            (253_402_300_799, 999_999_999),
            (i64::MAX, i32::MAX),
            (i64::MIN, 0),
        ] {
            assert!(from_timestamp(proto(seconds, nanos)).is_err(), "{seconds} {nanos}");
        }
    }

    #[test]
    fn before_1970_nanoseconds_count_forward() {
        let time: Timestamp = "1969-12-31T23:59:59.25Z".parse().unwrap();
        assert_eq!(timestamp(time), proto(-1, 250_000_000));
    }

    #[test]
    fn a_day_begins_at_midnight_utc() {
        assert_eq!(midnight(jiff::civil::date(1970, 1, 2)), Some(proto(86_400, 0)));
    }

    proptest! {
        #[test]
        fn comes_back(seconds in -62_135_596_800_i64..253_402_200_000, nanos in 0..1_000_000_000) {
            let time = proto(seconds, nanos);
            prop_assert_eq!(timestamp(from_timestamp(time).unwrap()), time);
        }
    }
}
