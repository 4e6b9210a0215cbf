use std::collections::BTreeSet;

use super::{grouping::kinds, reasons::is_reason};
use crate::{
    domain::{Compatibility, Discrepancy, DiscrepancyType, Severity, Span},
    pipeline::compare::{CompareOptions, testing::compared_texts},
};

fn purposes(texts: &[&str]) -> Vec<Discrepancy> {
    let found = compared_texts(texts, &CompareOptions::default()).discrepancies;
    found.into_iter().filter(|d| d.kind == DiscrepancyType::Purpose).collect()
}

#[test]
fn aims_of_the_main_event() {
    let found = purposes(&[
        "President Anna Lind will visit Norway on Friday in a show of support for the strikers.",
        "President Anna Lind called her visit to Norway a rest. Her spokesman said the purpose \
         of the visit by Lind is to calm the markets.",
    ]);
    let [purpose] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(purpose.compatibility, Compatibility::Unclear);
    assert_eq!(purpose.severity, Severity::High);
    assert_eq!(purpose.values.len(), 2);
}

#[test]
fn the_same_aim_is_no_difference() {
    let found = purposes(&[
        "President Anna Lind will visit Norway on Friday in a show of support for the strikers.",
        "President Anna Lind will travel to Norway on Friday as a gesture of support.",
    ]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn sets_that_share_a_word_are_one_kind() {
    let set = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<BTreeSet<_>>();
    let sets = [set(&["a"]), set(&["b"]), set(&["a", "c"]), set(&["c", "b"]), set(&["d"])];
    assert_eq!(kinds(sets.iter().collect()), [vec![0, 1, 2, 3], vec![4]]);
}

#[test]
fn reasons_have_cues() {
    let cued = |text: &str, words: &str| {
        let begin = text.find(words).unwrap();
        is_reason(text, Span::new(begin, begin + words.len()))
    };
    assert!(cued("It closed because of rain.", "rain"));
    assert!(cued("He was held over a theft.", "a theft"));
    assert!(!cued("A line was opened for relatives.", "relatives"));
}

#[test]
fn where_something_happened_is_no_reason() {
    let because = |words: &str| {
        let other = format!("The ferry to Iceland turned around on Monday {words}.");
        purposes(&["The ferry to Iceland turned around on Monday because of a fire.", &other])
    };
    assert_eq!(because("over a strike of the crew").len(), 1);
    assert!(because("over the Atlantic Ocean").is_empty());
}
