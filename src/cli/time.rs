//! Points in time as people and files state them.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use crate::pipeline::calendar::first_date;

/// Reads an RFC 3339 time, or a date that stands for its midnight in UTC.
pub(super) fn parse(value: &str) -> Result<Timestamp, String> {
    let from_date = |date: Date| date.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
    let is_date = value.len() == "2023-03-20".len();
    let parsed = if is_date {
        value.parse::<Date>().and_then(from_date)
    } else {
        value.parse::<Timestamp>()
    };
    parsed.map_err(|_| {
        format!(
            "'{value}' is neither a date (2023-03-20) nor an RFC 3339 time (2023-03-20T09:30:00Z)"
        )
    })
}

/// Reads a time as files and feeds write them: as [`parse`] does, without an offset (then it is
/// in UTC), as RFC 2822 has it, or a date in words with or without the time of day:
/// "26-FEB-1987 15:01:01.79". What stands behind a date and is no time of day is passed over.
pub(super) fn written(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let in_utc = |time: DateTime| time.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    if let Ok(time) = parse(text) {
        return Some(time);
    }
    if let Ok(time) = jiff::fmt::rfc2822::parse(text) {
        return Some(time.timestamp());
    }
    if let Ok(time) = text.parse::<DateTime>() {
        return in_utc(time);
    }
    let spaced: String = text.chars().map(|c| if c == '-' { ' ' } else { c }).collect();
    [text, &spaced].into_iter().find_map(|text| {
        let (span, date) = first_date(text).filter(|(span, _)| span.begin == 0)?;
        let clock = text[span.end..].split_whitespace().next();
        let time = clock.and_then(time_of_day).unwrap_or(Time::midnight());
        in_utc(date.to_datetime(time))
    })
}

/// "15:01:01.79", "9:30"; what follows the digits does not count.
fn time_of_day(word: &str) -> Option<Time> {
    let end = word.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.'));
    let digits = word[..end.unwrap_or(word.len())].trim_end_matches('.');
    let digits = if digits.find(':') == Some(1) { format!("0{digits}") } else { digits.to_owned() };
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_and_times() {
        assert_eq!(parse("2023-03-20").unwrap().to_string(), "2023-03-20T00:00:00Z");
        assert_eq!(parse("2023-03-20T09:30:00+02:00").unwrap().to_string(), "2023-03-20T07:30:00Z");
        for bad in ["", "2023-02-30", "2023-3-20", "20 March 2023", "2023-03-20T09:30:00"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn reads_times_as_files_write_them() {
        for (text, expected) in [
            ("2017-09-15T00:00:00", "2017-09-15T00:00:00Z"),
            ("2017-09-15 06:30:05", "2017-09-15T06:30:05Z"),
            ("2023-03-20T09:30:00+02:00", "2023-03-20T07:30:00Z"),
            ("Mon, 20 Mar 2023 09:30:00 GMT", "2023-03-20T09:30:00Z"),
            ("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01.79Z"),
            (" 1-MAR-1987  9:41:26.4\u{5}RM", "1987-03-01T09:41:26.4Z"),
            ("31-MAR-1987 605:12:19.12", "1987-03-31T00:00:00Z"),
            ("March 20, 2023", "2023-03-20T00:00:00Z"),
            ("20.3.2023 18:05", "2023-03-20T18:05:00Z"),
        ] {
            let read = written(text).map(|time| time.to_string());
            assert_eq!(read.as_deref(), Some(expected), "{text}");
        }
        for text in ["", "yesterday", "May", "on 20 March 2023", "31-FEB-1987", "3/4/2023"] {
            assert_eq!(written(text), None, "{text}");
        }
    }
}
