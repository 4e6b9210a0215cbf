//! The article's own date.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::Offset, tz::TimeZone};

use super::address;
use crate::domain::{Article, DateBasis, DocumentDate, Metadata, StatedTime, Zone, ZoneKind};
use crate::pipeline::calendar::{day_of_year, first_date};

/// When an article says, or its page or address say, that it was published and changed; the
/// most trusted first.
#[derive(Debug, Default)]
pub(super) struct Times {
    pub(super) published: Vec<StatedTime>,
    pub(super) modified: Vec<StatedTime>,
}

/// The article's date: the one that the caller gave, else that of its page, address, date
/// line or dateline, in this order, else the date of its last change, else none. Never the
/// clock, and never later than `not_after` or the time at which the caller fetched it.
pub fn document_date(
    article: &Article,
    zones: &[Zone],
    not_after: Option<Timestamp>,
) -> Option<DocumentDate> {
    let day = |time: Timestamp| time.to_zoned(TimeZone::UTC).date();
    if let Some(time) = article.metadata.publish_time {
        return Some(DocumentDate { date: day(time), basis: DateBasis::Request });
    }
    let Times { published, modified } = times(article, zones, not_after);
    let stated = published.first().or(modified.first())?;
    Some(DocumentDate { date: day(stated.time), basis: stated.basis })
}

/// Times that are stated of an article and can be believed.
pub(super) fn times(article: &Article, zones: &[Zone], not_after: Option<Timestamp>) -> Times {
    let metadata = &article.metadata;
    let mut times = Times::default();
    if let Some(page) = &article.page {
        times.published.clone_from(&page.stated.published);
        times.modified.clone_from(&page.stated.modified);
    }
    let addresses = [&metadata.canonical_url, &metadata.url];
    if let Some(date) = addresses.into_iter().find_map(|url| address::date_in(url)) {
        times.published.extend(stated(date, DateBasis::Url));
    }
    let text = article.text.as_str();
    for zone in zones.iter().filter(|zone| zone.kind == ZoneKind::MetadataHeader) {
        zone.span.of(text).lines().for_each(|line| header(line, &mut times));
    }
    let datelines = zones.iter().filter(|zone| zone.kind == ZoneKind::Dateline);
    let dateline = datelines.filter_map(|zone| dateline_date(zone.span.of(text), metadata)).next();
    times.published.extend(dateline.and_then(|date| stated(date, DateBasis::Dateline)));
    let latest = metadata.fetch_time.or(not_after);
    for list in [&mut times.published, &mut times.modified] {
        list.retain(|stated| latest.is_none_or(|latest| stated.time <= latest));
        // Stable: among equals the one stated first.
        list.sort_by_key(|stated| stated.basis);
    }
    times
}

/// A day, as midnight in UTC.
fn stated(date: Date, basis: DateBasis) -> Option<StatedTime> {
    let time = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(StatedTime { time, offset: Offset::UTC, basis })
}

/// The dates of a header's line; each is of a change if the words before it say so.
fn header(line: &str, times: &mut Times) {
    let mut at = 0;
    while let Some((span, date)) = first_date(&line[at..]) {
        let label = line[at..at + span.begin].to_lowercase();
        let changed = ["updated", "modified", "edited"].iter().any(|word| label.contains(word));
        let list = if changed { &mut times.modified } else { &mut times.published };
        list.extend(stated(date, DateBasis::TextHeader));
        at += span.end;
    }
}

/// The day of a dateline, "PARIS, March 3 (Reuters) -". Its year is stated, or that of the
/// last such day before the caller fetched the article.
fn dateline_date(words: &str, metadata: &Metadata) -> Option<Date> {
    if let Some((_, date)) = first_date(words) {
        return Some(date);
    }
    let (month, day) = day_of_year(words)?;
    let fetched = metadata.fetch_time?.to_zoned(TimeZone::UTC).date();
    // Only 29 February is missing from a year, from up to seven in a row.
    (0..=8).find_map(|back| {
        let year = fetched.checked_sub(back.years()).ok()?.year();
        Date::new(year, month, day).ok().filter(|date| *date <= fetched)
    })
}

#[cfg(test)]
mod tests {
    use super::super::zones;
    use super::*;
    use crate::domain::{ArticleText, Metadata};

    fn found(text: &str, metadata: Metadata) -> Option<DocumentDate> {
        let body = ArticleText::from_text(text.to_owned(), 10_000).expect("text");
        document_date(&Article::plain(body, metadata), &zones(text), None)
    }

    fn check(text: &str, expect: Option<&str>) {
        let found = found(text, Metadata::default());
        assert_eq!(found.map(|d| d.date.to_string()).as_deref(), expect, "{text}");
        assert!(found.is_none_or(|d| d.basis == DateBasis::TextHeader));
    }

    fn time(text: &str) -> Option<Timestamp> {
        Some(text.parse().expect("a time stamp"))
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
        check(
            "A title of four words\nUpdated 3 January 2020 | Published 2 January 2020\nThe town council met on Monday and decided nothing at all.",
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
        let metadata =
            Metadata { publish_time: time("2023-03-21T23:30:00-02:00"), ..Metadata::default() };
        let found = found(" date 2023-03-18 China has said.", metadata).expect("a date");
        assert_eq!(
            (found.date.to_string().as_str(), found.basis),
            ("2023-03-22", DateBasis::Request)
        );
    }

    #[test]
    fn nothing_is_later_than_the_fetch() {
        let text = " date 2023-03-18 China has said.";
        let fetched = |at| Metadata { fetch_time: time(at), ..Metadata::default() };
        assert!(found(text, fetched("2023-03-17T23:00:00Z")).is_none());
        assert!(found(text, fetched("2023-03-18T00:00:00Z")).is_some());
    }

    #[test]
    fn the_address_goes_before_the_text() {
        let metadata =
            Metadata { url: "https://example.com/2023/03/19/visit".into(), ..Metadata::default() };
        let found = found(" date 2023-03-18 China has said.", metadata).expect("a date");
        assert_eq!((found.date.to_string().as_str(), found.basis), ("2023-03-19", DateBasis::Url));
    }

    #[test]
    fn a_dateline_needs_its_year() {
        let text = "PARIS, March 3 (Reuters) - The council met on Monday and decided to build it.";
        assert!(found(text, Metadata::default()).is_none());
        for (fetched, expect) in
            [("2023-03-03T08:00:00Z", "2023-03-03"), ("2023-03-02T08:00:00Z", "2022-03-03")]
        {
            let metadata = Metadata { fetch_time: time(fetched), ..Metadata::default() };
            let found = found(text, metadata).expect("a date");
            assert_eq!(
                (found.date.to_string().as_str(), found.basis),
                (expect, DateBasis::Dateline)
            );
        }
        let leap = "PARIS, Feb 29 (Reuters) - The council met on Monday and decided to build it.";
        let metadata = Metadata { fetch_time: time("2023-01-01T08:00:00Z"), ..Metadata::default() };
        assert_eq!(found(leap, metadata).expect("a date").date.to_string(), "2020-02-29");
    }
}
