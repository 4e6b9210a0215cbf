use proptest::prelude::*;

use super::*;

fn check(text: &str, expect: Option<(f64, usize, NumberKind)>) {
    let words: Vec<&str> = text.split(' ').collect();
    let found = number(&words).map(|n| (n.value, n.len, n.kind));
    assert_eq!(found.map(|f| (f.1, f.2)), expect.map(|e| (e.1, e.2)), "{text}");
    if let (Some(found), Some(expect)) = (found, expect) {
        assert!((found.0 - expect.0).abs() <= 1e-9 * expect.0, "{text}: {}", found.0);
    }
}

use NumberKind::{Cardinal, Fraction, Ordinal};

#[test]
fn figures() {
    check("12 people", Some((12.0, 1, Cardinal)));
    check("1,234.5 tons", Some((1234.5, 1, Cardinal)));
    check("1,23 tons", None);
    check("12,345,678", Some((12_345_678.0, 1, Cardinal)));
    check(".5 percent", Some((0.5, 1, Cardinal)));
    check("1.5 million euros", Some((1.5e6, 2, Cardinal)));
    check("2 hundred thousand", Some((2e5, 3, Cardinal)));
    check("3 - 1/2 years", Some((3.5, 3, Cardinal)));
    check("3½ years", Some((3.5, 1, Cardinal)));
    check("6 and a half", Some((6.5, 4, Cardinal)));
    check("5 and 6", Some((5.0, 1, Cardinal)));
    check("123456789012345678901234567890", None);
}

#[test]
fn cardinals_in_words() {
    check("twenty - five", Some((25.0, 3, Cardinal)));
    check("twenty five", Some((25.0, 2, Cardinal)));
    check("a hundred and one dogs", Some((101.0, 4, Cardinal)));
    check("one hundred thousand", Some((1e5, 3, Cardinal)));
    check("two million three hundred thousand and six", Some((2_300_006.0, 7, Cardinal)));
    check("two and a half million", Some((2.5e6, 5, Cardinal)));
    check("two - and - a - half years", Some((2.5, 7, Cardinal)));
    check("half a dozen eggs", Some((6.0, 3, Cardinal)));
    check("a quarter of a million", Some((2.5e5, 5, Cardinal)));
    check("three point two five", Some((3.25, 4, Cardinal)));
    check("two dozen", Some((24.0, 2, Cardinal)));
    check("five and six", Some((5.0, 1, Cardinal)));
    check("five six", Some((5.0, 1, Cardinal)));
    check("four - five", Some((4.0, 1, Cardinal)));
    check("million", None);
    check("a man", None);
    check("a", None);
}

#[test]
fn ordinals() {
    check("third man", Some((3.0, 1, Ordinal)));
    check("21st century", Some((21.0, 1, Ordinal)));
    check("twenty - first", Some((21.0, 3, Ordinal)));
    check("thirtieth", Some((30.0, 1, Ordinal)));
    check("two hundredth", Some((200.0, 2, Ordinal)));
    check("north", None);
    check("month", None);
}

#[test]
fn fractions() {
    check("two - thirds of", Some((2.0 / 3.0, 3, Fraction)));
    check("a quarter of the", Some((0.25, 2, Fraction)));
    check("three quarters", Some((0.75, 2, Fraction)));
    check("one third", Some((1.0 / 3.0, 2, Fraction)));
    check("3/4", Some((0.75, 1, Fraction)));
    check("11/4", None);
    check("½", Some((0.5, 1, Fraction)));
    check("half the people", Some((0.5, 1, Fraction)));
    check("two seconds", Some((2.0, 1, Cardinal)));
}

proptest! {
    #[test]
    fn any_words_read_as_at_most_themselves(
        words in prop::collection::vec(
            prop_oneof![
                prop::sample::select(vec![
                    "a", "and", "-", "half", "one", "twenty", "hundred", "million", "third",
                    "point", "1.5", "12", "½", "quarter", "of", "dozen", "1/2", "21st",
                ]).prop_map(str::to_owned),
                any::<String>(),
            ],
            0..12,
        )
    ) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if let Some(number) = number(&words) {
            prop_assert!((1..=words.len()).contains(&number.len));
            prop_assert!(number.value.is_finite() && number.value >= 0.0);
        }
    }
}
