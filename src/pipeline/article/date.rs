//! The article's own date.

use jiff::tz::TimeZone;

use crate::domain::{DateBasis, DocumentDate, Metadata, Zone, ZoneKind};
use crate::pipeline::calendar::first_date;

/// The date that the caller gave, else the one that a date line or dateline at the head of
/// the text states, else none. Never the clock. A publication date goes before the date of
/// an update.
pub fn document_date(text: &str, zones: &[Zone], metadata: &Metadata) -> Option<DocumentDate> {
    if let Some(time) = metadata.publish_time {
        let date = time.to_zoned(TimeZone::UTC).date();
        return Some(DocumentDate { date, basis: DateBasis::Request });
    }
    let is_head = |z: &&Zone| matches!(z.kind, ZoneKind::MetadataHeader | ZoneKind::Dateline);
    let lines = zones.iter().filter(is_head).flat_map(|zone| zone.span.of(text).lines());
    let stated = lines.filter_map(|line| {
        let (span, date) = first_date(line)?;
        let label = line[..span.begin].to_lowercase();
        Some((label.contains("updated") || label.contains("modified"), date))
    });
    // `min_by_key` keeps the first of equals.
    let (_, date) = stated.min_by_key(|(updated, _)| *updated)?;
    Some(DocumentDate { date, basis: DateBasis::TextHeader })
}

#[cfg(test)]
mod tests {
    use super::super::zones;
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        let found = document_date(text, &zones(text), &Metadata::default());
        assert_eq!(found.map(|d| d.date.to_string()).as_deref(), expect, "{text}");
        assert!(found.is_none_or(|d| d.basis == DateBasis::TextHeader));
    }

    #[test]
    fn the_head_of_the_text_states_it() {
        check(
            " date 2023-03-20 The rapprochement between China and Russia has worried.",
            Some("2023-03-20"),
        );
        check(
            "Zoo kills gorilla Updated: 2016-05-30 09:53 (Agencies)\nThe killing of a gorilla at the zoo caused an outcry on Sunday.",
            Some("2016-05-30"),
        );
        check(
            "A title of four words\nUpdated: 2020-01-03\nPublished: 2020-01-02\nThe town council met on Monday and decided nothing at all.",
            Some("2020-01-02"),
        );
    }

    #[test]
    fn dates_in_the_body_and_impossible_days_do_not_count() {
        check("The treaty of March 20, 2023 was signed in Moscow by the two presidents.", None);
        check(" date 2023-02-30 The rapprochement between China and Russia has worried.", None);
    }

    #[test]
    fn the_caller_goes_first() {
        let metadata = Metadata {
            publish_time: Some("2023-03-21T23:30:00-02:00".parse().expect("a time stamp")),
            ..Metadata::default()
        };
        let text = " date 2023-03-18 China has said.";
        let found = document_date(text, &zones(text), &metadata).expect("a date");
        assert_eq!(
            (found.date.to_string().as_str(), found.basis),
            ("2023-03-22", DateBasis::Request)
        );
    }
}
