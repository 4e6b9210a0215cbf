use proptest::prelude::*;

use crate::{
    domain::{DateAnchor, DateAnnotation, DateKind},
    pipeline::testing::{WHOLE, analyzed, article},
};

/// The dates of an article of a day; empty when unknown.
fn dates(text: &str, today: &str) -> Option<Vec<DateAnnotation>> {
    article(text, today).map(|article| analyzed(&article, &WHOLE).analysis.dates)
}

/// The dates of an article of [`TODAY`].
fn dates_today(text: &str) -> Vec<DateAnnotation> {
    dates(text, TODAY).expect("a text")
}

/// A Friday.
const TODAY: &str = "2023-03-17";

/// Checks the expressions of a text in an article of [`TODAY`]: words, EDTF, TIMEX3.
fn check(text: &str, expect: &[(&str, &str, &str)]) {
    let found = dates_today(text);
    let show =
        |d: &DateAnnotation| (d.span.of(text).to_owned(), d.edtf.clone(), d.timex_value.clone());
    let found: Vec<_> = found.iter().map(show).collect();
    let own = |(a, b, c): &(&str, &str, &str)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned());
    assert_eq!(found, expect.iter().map(own).collect::<Vec<_>>(), "{text}");
}

#[test]
fn full_dates() {
    for (words, day) in [
        ("March 3, 2021", "2021-03-03"),
        ("3 March 2021", "2021-03-03"),
        ("the 3rd of March 2021", "2021-03-03"),
        ("Wednesday, March 3, 2021", "2021-03-03"),
        ("2021-03-03", "2021-03-03"),
        ("3/24/2021", "2021-03-24"),
        ("24.03.2021", "2021-03-24"),
        ("Dec. 30, 2019", "2019-12-30"),
    ] {
        check(&format!("The council met on {words} in the hall."), &[(words, day, day)]);
    }
}

#[test]
fn a_colon_may_follow() {
    check(
        "He said on Tuesday, March 14: no.",
        &[("Tuesday, March 14", "2023-03-14", "2023-03-14")],
    );
}

#[test]
fn years_decades_centuries() {
    check("The bridge was built in 1987.", &[("1987", "1987", "1987")]);
    check("It began in the 1990s.", &[("the 1990s", "199X", "199")]);
    check("It began in the early nineties.", &[("the early nineties", "1990/1992", "199")]);
    check("It dates from the 19th century.", &[("the 19th century", "18XX", "18")]);
    check("It was in nineteen eighty-four.", &[("nineteen eighty-four", "1984", "1984")]);
    check("The factory made 2000 cars.", &[]);
    check("They paid $1995 for the car.", &[]);
    check("The road will open in mid-2024.", &[("mid-2024", "2024-05/2024-08", "2024")]);
}

#[test]
fn the_tense_decides_a_weekday() {
    check("The mayor said so on Tuesday.", &[("Tuesday", "2023-03-14", "2023-03-14")]);
    check("The mayor will speak on Tuesday.", &[("Tuesday", "2023-03-21", "2023-03-21")]);
    check("The mayor spoke on Friday.", &[("Friday", "2023-03-17", "2023-03-17")]);
    check("The mayor plans to speak on Sunday.", &[("Sunday", "2023-03-19", "2023-03-19")]);
    check("The mayor spoke last Friday.", &[("last Friday", "2023-03-10", "2023-03-10")]);
}

#[test]
fn the_tense_decides_a_month() {
    check("The mayor resigned in November.", &[("November", "2022-11", "2022-11")]);
    check("The mayor will resign in November.", &[("November", "2023-11", "2023-11")]);
    check("The mayor resigned on June 2.", &[("June 2", "2022-06-02", "2022-06-02")]);
    check("They may march again.", &[]);
}

#[test]
fn relative_units() {
    let check = |words: &str, edtf: &str, timex: &str| {
        check(&format!("The council voted {words} in the hall."), &[(words, edtf, timex)]);
    };
    check("yesterday", "2023-03-16", "2023-03-16");
    check("last week", "2023-03-06/2023-03-12", "2023-W10");
    check("last month", "2023-02", "2023-02");
    check("last year", "2022", "2022");
    check("this spring", "2023-21", "2023-SP");
    check("two weeks ago", "2023-03-03", "2023-03-03");
    check("three years ago", "2020", "2020");
    check("early this week", "2023-03-13/2023-03-15", "2023-W11");
    check("the day before yesterday", "2023-03-15", "2023-03-15");
}

#[test]
fn parts() {
    let check = |words: &str, span: &str, edtf: &str, timex: &str| {
        check(&format!("The council voted {words} on the budget."), &[(span, edtf, timex)]);
    };
    check("in late December", "late December", "2022-12-21/2022-12-31", "2022-12");
    check("at the end of December", "the end of December", "2022-12-21/2022-12-31", "2022-12");
    check("in mid-February", "mid-February", "2023-02-11/2023-02-20", "2023-02");
    check("in the spring of 2021", "the spring of 2021", "2021-21", "2021-SP");
    check(
        "in the third quarter of 2021",
        "the third quarter of 2021",
        "2021-07/2021-09",
        "2021-Q3",
    );
    check("on Tuesday night", "Tuesday night", "2023-03-14", "2023-03-14TNI");
    check("at 5 p.m. on Tuesday", "5 p.m. on Tuesday", "2023-03-14T17:00:00", "2023-03-14T17:00");
    check("at Easter 2021", "Easter 2021", "2021-04-04", "2021-04-04");
}

#[test]
fn a_fall_may_be_none_of_the_year() {
    for words in [
        "Two workers were injured in the fall.",
        "The climber died in the fall.",
        "She broke her hip in the fall.",
        "Nobody was to blame in the fall from the balcony.",
    ] {
        check(words, &[]);
    }
    check("The mayor will resign in the fall.", &[("the fall", "2023-23", "2023-FA")]);
    check("Prices fell in the fall.", &[("the fall", "2022-23", "2022-FA")]);
    check("The poet died in the fall of 2012.", &[("the fall of 2012", "2012-23", "2012-FA")]);
}

#[test]
fn ranges() {
    let check = |words: &str, span: &str, edtf: &str| {
        check(&format!("The leaders will meet {words}."), &[(span, edtf, edtf)]);
    };
    check("on March 20-22, 2023", "March 20-22, 2023", "2023-03-20/2023-03-22");
    check("from March 20 to 22", "March 20 to 22", "2023-03-20/2023-03-22");
    check("from Monday to Wednesday", "Monday to Wednesday", "2023-03-20/2023-03-22");
    check("Monday through Wednesday", "Monday through Wednesday", "2023-03-20/2023-03-22");
    check("between 2024 and 2026", "2024 and 2026", "2024/2026");
    check("from 20-22 March", "20-22 March", "2023-03-20/2023-03-22");
    check("from April to June", "April to June", "2023-04/2023-06");
    check("in 2025-26", "2025-26", "2025/2026");
}

#[test]
fn a_night_runs_into_the_next_day() {
    let found = dates_today("The curfew held from 10 p.m. to 6 a.m. on Tuesday.");
    assert_eq!(found[0].edtf, "2023-03-14T22:00:00/2023-03-15T06:00:00");
}

#[test]
fn months_in_names_are_none() {
    check("Theresa May resigned.", &[]);
    check("They will march on May Day.", &[("May Day", "2023-05-01", "2023-05-01")]);
}

#[test]
fn open_ranges() {
    let found = dates("The plan runs until 2030.", "").expect("a text");
    assert_eq!((found[0].edtf.as_str(), found[0].kind), ("../2030", DateKind::Range));
    assert_eq!((found[0].earliest, found[0].timex_value.as_str()), (None, "2030"));
}

#[test]
fn durations() {
    let check = |words: &str, edtf: &str, timex: &str| {
        check(&format!("The talks took {words} in all."), &[(words, edtf, timex)]);
    };
    check("three days", "P3D", "P3D");
    check("nearly four years", "P4Y~", "P4Y");
    check("two and a half hours", "PT2H30M", "PT2H30M");
    check("several weeks", "", "PXW");
    check("a decade", "P10Y", "P10Y");
    check("12 to 18 months", "", "PXM");
}

#[test]
fn durations_as_attributes() {
    check("It was a year-long war.", &[("year-long", "P1Y", "P1Y")]);
    check("He is on a three-day visit.", &[("three-day", "P3D", "P3D")]);
    check("A 45-year-old man was hurt.", &[]);
}

#[test]
fn recurring_and_vague_times() {
    check("They meet every Tuesday.", &[("every Tuesday", "", "XXXX-WXX-2")]);
    check("The bus runs daily.", &[("daily", "", "P1D")]);
    check("He had recently left.", &[("recently", "", "PAST_REF")]);
    check("It has grown in recent years.", &[("recent years", "", "PAST_REF")]);
    check("She now works there.", &[("now", "", "PRESENT_REF")]);
}

#[test]
fn the_date_before_is_an_anchor() {
    let text = "The mayor called on Wednesday. She met the judge the same day. \
                A year earlier she had refused.";
    let found = dates_today(text);
    let values: Vec<_> = found.iter().map(|d| (d.edtf.as_str(), d.anchor)).collect();
    assert_eq!(values[0], ("2023-03-15", Some(DateAnchor::DocumentTime)));
    assert_eq!(values[1], ("2023-03-15", Some(DateAnchor::PreviousDate)));
}

#[test]
fn a_bare_year_of_another_sentence_is_no_anchor() {
    let month = |text: &str| {
        let found = dates(text, "").expect("an article");
        found.iter().find(|d| d.timex_value.ends_with("-05")).map(|d| d.timex_value.clone())
    };
    let apart = "Her last visit to Oslo was in 2019. They met in May at a fair in Bergen.";
    assert_eq!(month(apart).as_deref(), Some("XXXX-05"));
    let near = "Her visit to Oslo was on April 2, 2019. They met again in May in Bergen.";
    assert_eq!(month(near).as_deref(), Some("2019-05"));
}

#[test]
fn without_a_date_nothing_is_made_up() {
    let found = dates("The mayor spoke on Friday and left last month.", "").expect("a text");
    for (date, timex) in found.iter().zip(["XXXX-WXX-5", "XXXX-XX"]) {
        assert_eq!((date.timex_value.as_str(), date.edtf.as_str()), (timex, ""));
        assert_eq!((date.earliest, date.latest, date.anchor), (None, None, None));
    }
}

#[test]
fn other_readings_are_told() {
    let found = dates_today("The show opens next Monday.");
    assert_eq!(found[0].edtf, "2023-03-20");
    let other: Vec<_> =
        found[0].alternatives.iter().map(|o| (o.edtf.as_str(), &*o.reason)).collect();
    assert_eq!(other, [("2023-03-27", "week-after-next-such-day")]);
}

#[test]
fn long_runs_of_time_words_are_survived() {
    for word in [
        "around ", "the ", "March ", "a ", "year ", "early ", "last ", "- ", "and ", "of ",
        "Friday ",
    ] {
        let text = word.repeat(3000);
        assert!(dates(&text, TODAY).is_some(), "{word}");
    }
}

/// Words that set off the rules, in any order.
fn time_words() -> impl Strategy<Value = String> {
    const WORDS: &str = "the last next March 20 - 22 , 2023 of early end quarter third year 's a half two \
        weeks ago earlier from to until Friday morning 5 p.m. GMT every nineteen ninety ' 90s \
        1990s century 0001 9999 999999 centuries February 29 31 Easter é 👍 since between and \
        around Sunday month 12:30 recent same day before later winter decades";
    let words: Vec<&str> = WORDS.split(' ').chain(["\n"]).collect();
    let word = prop::sample::select(words);
    prop::collection::vec(word, 1..30).prop_map(|w| w.join(" "))
}

#[test]
fn ends_in_the_wrong_order_make_no_interval() {
    let found = dates_today("Easter - last February");
    for date in &found {
        let ordered = date.earliest.zip(date.latest).is_none_or(|(first, last)| first <= last);
        assert!(ordered, "{date:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn dates_are_sorted_and_lie_in_the_text(
        text in prop_oneof![3 => time_words(), 1 => any::<String>()],
        today in prop::sample::select(vec!["", TODAY, "2024-02-29", "0001-01-01", "9998-12-31"]),
    ) {
        let Some(found) = dates(&text, today) else { return Ok(()) };
        let mut end = 0;
        for date in &found {
            prop_assert!(date.span.begin >= end && !date.span.of(&text).trim().is_empty());
            end = date.span.end;
            prop_assert!(!date.timex_value.is_empty());
            prop_assert!((0.0..=1.0).contains(&date.score));
            if let (Some(earliest), Some(latest)) = (date.earliest, date.latest) {
                prop_assert!(earliest <= latest, "{:?}", date);
            }
            prop_assert!(date.alternatives.iter().all(|other| other.score <= date.score));
        }
    }
}
