//! Dates as pages write them.

use super::*;

fn check(text: &str, expect: &str) {
    let found = find(text, Order::DayFirst).map(|(span, date)| {
        assert!(text.get(span.begin..span.end).is_some());
        date.to_string()
    });
    assert_eq!(found.unwrap_or_default(), expect, "{text}");
}

#[test]
fn days_in_the_languages_of_news() {
    check("Published on Monday, 20 March 2023, by", "2023-03-20");
    check("March 20th, 2023 10:00", "2023-03-20");
    check("Sept. 3, 2023", "2023-09-03");
    check("Stand: 20. März 2023, 10:30 Uhr", "2023-03-20");
    check("am 3. Jänner 2014", "2014-01-03");
    check("Publié le 1er août 2021 à 10h", "2021-08-01");
    check("20 de marzo de 2023", "2023-03-20");
    check("20 de março de 2023", "2023-03-20");
    check("3 gennaio 2022", "2022-01-03");
    check("3 mei 2022", "2022-05-03");
    check("20.03.2023 | 10:30", "2023-03-20");
    check("20.3.23", "2023-03-20");
    check("20/03/2023", "2023-03-20");
    check("03/20/2023", "2023-03-20");
    check("2023年3月20日", "2023-03-20");
    check("12-Mar-2020", "2020-03-12");
    check("20 | 03 | 2023", "2023-03-20");
}

#[test]
fn what_is_no_day() {
    check("30.02.2023", "");
    check("may 5 people come in 2023", "");
    check("1.2.3", "");
    check("20 March 1889", "");
    check("10:30", "");
    check("", "");
}

#[test]
fn the_month_is_first_in_the_united_states() {
    let found = find("3/4/2023", Order::of("en-US")).map(|(_, date)| date.to_string());
    assert_eq!(found.unwrap(), "2023-03-04");
    let found = find("3/4/2023", Order::of("en-GB")).map(|(_, date)| date.to_string());
    assert_eq!(found.unwrap(), "2023-04-03");
}

#[test]
fn attributes_tell_the_moment() {
    let time = |s: &str| parse(s, Order::DayFirst).map(|f| f.time.to_string()).unwrap_or_default();
    assert_eq!(time("2023-03-20T10:30:15+01:00"), "2023-03-20T09:30:15Z");
    assert_eq!(time("2023-03-20T10:30:15.123Z"), "2023-03-20T10:30:15Z");
    assert_eq!(time("2023-03-20 10:30"), "2023-03-20T10:30:00Z");
    assert_eq!(time("2023-03-20T10:30:15-0500"), "2023-03-20T15:30:15Z");
    assert_eq!(time("20230320"), "2023-03-20T00:00:00Z");
    assert_eq!(time("Mon, 20 Mar 2023 10:30:00 GMT"), "2023-03-20T10:30:00Z");
    assert_eq!(time("1679307000"), "2023-03-20T10:10:00Z");
    assert_eq!(time("1679307000123"), "2023-03-20T10:10:00Z");
    assert_eq!(time("5000000000"), "2128-06-11T08:53:20Z");
    assert_eq!(time("yesterday"), "");
}

#[test]
fn midnight_in_central_europe_begins_its_day() {
    let day = |value: &str, language: &str| {
        let found = parse(value, Order::DayFirst).unwrap().on_local_day_of(language);
        found.offset.to_datetime(found.time).date().to_string()
    };
    assert_eq!(day("2023-03-19T23:00:00Z", "de-DE"), "2023-03-20");
    assert_eq!(day("2023-07-19T22:00:00Z", "de"), "2023-07-20");
    assert_eq!(day("2023-03-19T23:00:00Z", "en"), "2023-03-19");
    assert_eq!(day("2023-03-19T22:59:59Z", "de"), "2023-03-19");
    assert_eq!(day("2023-07-19T22:30:00Z", "fr"), "2023-07-20");
    assert_eq!(day("2023-03-19T23:00:00+01:00", "de"), "2023-03-19");
}

#[test]
fn addresses_hold_days() {
    let day = |s: &str| in_address(s).map(|d| d.to_string()).unwrap_or_default();
    assert_eq!(day("https://a.example/2023/03/20/title"), "2023-03-20");
    assert_eq!(day("https://a.example/news/title-2023-3-20.html"), "2023-03-20");
    assert_eq!(day("https://a.example/20230320_title"), "2023-03-20");
    assert_eq!(day("https://a.example/20-03-2023/title"), "2023-03-20");
    assert_eq!(day("https://a.example/2023/03/title"), "");
    assert_eq!(day("https://2023-03-20.example/"), "");
}
