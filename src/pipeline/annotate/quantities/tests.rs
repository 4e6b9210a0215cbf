use proptest::prelude::*;

use crate::{
    domain::{Change, Quantity},
    pipeline::testing::annotated,
};

fn quantities(text: &str) -> Vec<Quantity> {
    annotated(text).map_or_else(Vec::new, |a| a.analysis.quantities)
}

/// Words, least, greatest, unit, thing counted.
type Parts<'a> = (&'a str, Option<f64>, Option<f64>, &'a str, &'a str);

/// Checks the quantities of a text.
fn check(text: &str, expect: &[Parts<'_>]) {
    let found = quantities(text);
    let parts: Vec<_> = found
        .iter()
        .map(|q| {
            let unit = q.unit.as_ref().map_or("", |unit| unit.code.as_ref());
            (q.span.of(text), q.min, q.max, unit, q.counted_lemma.as_str())
        })
        .collect();
    assert_eq!(parts, expect, "{text}");
}

fn check_change(text: &str, expect: &[Option<Change>]) {
    let found: Vec<_> = quantities(text).iter().map(|q| q.change).collect();
    assert_eq!(found, expect, "{text}");
}

const fn exact(value: f64) -> (Option<f64>, Option<f64>) {
    (Some(value), Some(value))
}

#[test]
fn counts_name_the_thing_counted() {
    let (min, max) = exact(12.0);
    check("The blast killed 12 people in the old town.", &[("12", min, max, "", "people")]);
    let (min, max) = exact(30.0);
    check("Of the 30 young ministers, none spoke.", &[("30", min, max, "", "young minister")]);
    let (min, max) = exact(2.5e6);
    check(
        "The agency moved two and a half million refugees.",
        &[("two and a half million", min, max, "", "refugee")],
    );
}

#[test]
fn bounds_open_one_end() {
    check("At least 40 villagers fled.", &[("At least 40", Some(40.0), None, "", "villager")]);
    check("Up to 40 villagers fled.", &[("Up to 40", None, Some(40.0), "", "villager")]);
    check("The hall holds 300 or more guests.", &[("300 or more", Some(300.0), None, "", "guest")]);
    let found = quantities("Nearly 40 villagers fled.");
    assert!(found[0].approximate && found[0].min == Some(40.0));
    let found = quantities("Tens of thousands of villagers fled.");
    assert_eq!((found[0].min, found[0].max, found[0].approximate), (Some(1e4), None, true));
}

#[test]
fn ranges_have_two_ends() {
    check(
        "Some 10 to 15 tanks rolled by.",
        &[("Some 10 to 15", Some(10.0), Some(15.0), "", "tank")],
    );
    check(
        "It costs between $5 million and $7 million.",
        &[("$5 million and $7 million", Some(5e6), Some(7e6), "USD", "")],
    );
    check("A hill of 5-7 km in length.", &[("5-7 km", Some(5.0), Some(7.0), "km", "")]);
    check("Their team won 3-1 at home.", &[]);
}

#[test]
fn money_is_in_the_main_unit() {
    let (min, max) = exact(3e9);
    check("They raised A$3bn in a week.", &[("A$3bn", min, max, "AUD", "")]);
    let (min, max) = exact(0.5);
    check("Bread costs 50 cents.", &[("50 cents", min, max, "USD", "")]);
    let (min, max) = exact(3.45);
    check("It cost 3 euros and 45 cents.", &[("3 euros and 45 cents", min, max, "EUR", "")]);
    let (min, max) = exact(98.0);
    check("The bid is $98 a share.", &[("$98 a share", min, max, "USD/{share}", "")]);
    let (min, max) = exact(25.0);
    check("She lost 25 pounds on that diet.", &[("25 pounds", min, max, "[lb_av]", "")]);
}

#[test]
fn units_are_codes() {
    let (min, max) = exact(200.0);
    check("He carried 200lbs.", &[("200lbs", min, max, "[lb_av]", "")]);
    let (min, max) = exact(5e5);
    check(
        "They pump 500,000 barrels a day.",
        &[("500,000 barrels a day", min, max, "[bbl_us]/d", "")],
    );
    let (min, max) = exact(-5.0);
    check("It was -5 degrees Celsius.", &[("-5 degrees Celsius", min, max, "Cel", "")]);
    let (min, max) = exact(1.5);
    check(
        "Rates went up 1½ percentage points.",
        &[("1½ percentage points", min, max, "%{point}", "")],
    );
    let (min, max) = exact(30.0);
    check("Some of the 30-year-old drivers slept.", &[("30-year-old", min, max, "a{age}", "")]);
    let (min, max) = exact(2.0);
    check("The tower is twice as high.", &[("twice", min, max, "1", "")]);
}

#[test]
fn rates_over_time_are_no_dates() {
    let (min, max) = exact(188.0);
    check("The car runs at 188 miles an hour.", &[("188 miles an hour", min, max, "[mi_i]/h", "")]);
}

#[test]
fn codes_years_and_labels_are_none() {
    for text in [
        "The COVID-19 wave hit in 2021.",
        "A Boeing 737 landed at 12:30.",
        "Under Article 5 of the treaty, nobody stands alone.",
        "He was born on March 5, 1999.",
        "They met on 5 March at 10 Downing Street.",
        "No one came, and the one who did left.",
        "Fans of Formula One remember the First Amendment and 9/11.",
    ] {
        let found = quantities(text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn changes_have_a_direction() {
    check_change("Prices rose 3 percent.", &[Some(Change::Increase)]);
    check_change("Prices fell by 3 percent.", &[Some(Change::Decrease)]);
    check_change("Prices rose to 3 dollars.", &[None]);
    check_change("They reported a 3 percent increase.", &[Some(Change::Increase)]);
    check_change("The jury of 12 people sat down.", &[None]);
}

#[test]
fn ordinals_are_marked() {
    let found = quantities("Police held a third man.");
    assert!(found.len() == 1 && found[0].ordinal, "{found:?}");
    let found = quantities("It was the third attempt.");
    assert_eq!(found.len(), 1);
    assert!(found[0].ordinal && found[0].min == Some(3.0) && found[0].counted_lemma == "attempt");
}

fn any_text() -> impl Strategy<Value = String> {
    let words = prop::collection::vec(
        prop_oneof![
            prop::sample::select(vec![
                "$",
                "€",
                "5",
                "1,000",
                "-",
                "to",
                "a",
                "and",
                "half",
                "million",
                "percent",
                "per",
                "one",
                "of",
                "thousands",
                "km",
                "2",
                "°",
                "C",
                "year",
                "old",
                "US",
                "cents",
                "1/2",
                "½",
                ".",
                "between",
                "at least",
                "tens",
                "rose",
                "by",
                "m",
                "p",
                "3rd",
                "5-7",
                "twice",
                "people",
                "x",
                "“",
                "\n",
            ])
            .prop_map(str::to_owned),
            any::<String>(),
        ],
        0..24,
    );
    (words, prop::sample::select(vec!["", " "])).prop_map(|(words, space)| words.join(space))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn spans_are_inside_any_text(text in any_text()) {
        let mut end = 0;
        for quantity in quantities(&text) {
            let span = quantity.span;
            prop_assert!(span.begin >= end && span.begin < span.end && span.end <= text.len());
            prop_assert!(text.is_char_boundary(span.begin) && text.is_char_boundary(span.end));
            end = span.end;
            if let Some(counted) = quantity.counted {
                prop_assert!(text.get(counted.begin..counted.end).is_some_and(|words| !words.is_empty()));
            }
            prop_assert!(quantity.min.is_some() || quantity.max.is_some());
            if let (Some(min), Some(max)) = (quantity.min, quantity.max) {
                prop_assert!(min <= max && min.is_finite() && max.is_finite());
            }
        }
    }
}
