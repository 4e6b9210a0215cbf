use proptest::prelude::*;

use super::with_parsed;
use crate::{
    domain::Span,
    pipeline::annotate::quotes::{Marks, marks},
};

fn marks_of(text: &str) -> Marks {
    with_parsed(text, marks)
}

/// The stretches of a text: depth, words with marks, whether unbalanced.
fn stretches(text: &str) -> Vec<(usize, &str, bool)> {
    let marks = marks_of(text);
    marks.stretches.iter().map(|s| (s.depth, s.span.of(text), s.unbalanced)).collect()
}

#[test]
fn every_style_pairs() {
    for quoted in [
        "\"We won\"",
        "“We won”",
        "”We won”",
        "„We won“",
        "„We won”",
        "«We won»",
        "« We won »",
        "»We won«",
        "‹We won›",
        "'We won'",
        "‘We won’",
        "``We won''",
        "‘‘We won’’",
        "`We won'",
        "「We won」",
        "『We won』",
        "“We won\"",
        "\"We won”",
        "＂We won＂",
    ] {
        let text = format!("The captain said {quoted} and left.");
        let marks = marks_of(&text);
        let [stretch] = marks.stretches.as_slice() else { panic!("{text}: {marks:?}") };
        assert_eq!(stretch.span.of(&text), quoted);
        assert_eq!(stretch.content.of(&text), "We won");
        assert!(!stretch.unbalanced && marks.stray.is_empty(), "{text}");
    }
}

#[test]
fn apostrophes_and_measures_are_no_marks() {
    for text in [
        "The '90s weren't the leaders' best years, and rock 'n' roll didn't end in '99.",
        "The players’ union and the states’ lawyers met in the ’80s.",
        "He is 6'2\" tall and his brother's 5'10\" without shoes.",
        "A 12\" disc costs more than a 7\" one.",
    ] {
        assert_eq!(marks_of(text), Marks::default(), "{text}");
    }
}

#[test]
fn apostrophes_inside_quotations_do_not_close_them() {
    let text = "'The voters' choice isn't ours,' the mayor's aide said. ‘It’s the judges’ call.’";
    assert_eq!(
        stretches(text),
        [(0, "'The voters' choice isn't ours,'", false), (0, "‘It’s the judges’ call.’", false)]
    );
}

#[test]
fn marks_nest() {
    let text = "“He told me ‘Never again’ and left,” she said. \"A \"fine\" day,\" he said.";
    assert_eq!(
        stretches(text),
        [
            (0, "“He told me ‘Never again’ and left,”", false),
            (1, "‘Never again’", false),
            (0, "\"A \"fine\" day,\"", false),
            (1, "\"fine\"", false),
        ]
    );
}

#[test]
fn paragraphs_open_again() {
    let text = "“We waited for hours.\n“Nobody came.\n“Then it rained,” she said.\nNo more.";
    assert_eq!(
        stretches(text),
        [
            (0, "“We waited for hours.", false),
            (0, "“Nobody came.", false),
            (0, "“Then it rained,”", false)
        ]
    );
}

#[test]
fn paragraphs_that_do_not_open_again_are_covered() {
    let text = "She said: “We waited for hours.\nNobody came.\nThen it rained.” That was all.";
    assert_eq!(
        stretches(text),
        [
            (0, "“We waited for hours.", false),
            (0, "Nobody came.", false),
            (0, "Then it rained.”", false)
        ]
    );
}

#[test]
fn an_odd_mark_is_forgotten() {
    let text = "The plan is a “grand bargain for all.\nThe end is near.\n“We agree,” she said.";
    assert_eq!(stretches(text), [(0, "“grand bargain for all.", true), (0, "“We agree,”", false)]);
    let text = "We will not go,” said the mayor. “Never,” she added.";
    assert_eq!(stretches(text), [(0, "We will not go,”", true), (0, "“Never,”", false)]);
    let text = "“We will not go, said the mayor. “Never,” she added.";
    assert_eq!(
        stretches(text),
        [(0, "“We will not go, said the mayor.", true), (0, "“Never,”", false)]
    );
    let text = "They spoke “about a new deal.” for the whole region,” the office said.";
    assert_eq!(stretches(text), [(0, "“about a new deal.” for the whole region,”", true)]);
}

#[test]
fn many_open_marks_are_survived() {
    let text = format!("{} a {}", "«“‘ a ".repeat(400), "”»\" ".repeat(400));
    assert!(marks_of(&text).stretches.len() <= text.len());
}

proptest! {
    #[test]
    fn stretches_lie_inside_and_nest(text in "([a-z0-9 .,\n]|[\"“”„«»‹›'‘’`「」]|\\PC){0,80}") {
        let marks = marks_of(&text);
        let mut outer: Vec<Span> = Vec::new();
        for stretch in &marks.stretches {
            prop_assert!(text.get(stretch.span.begin..stretch.span.end).is_some());
            prop_assert!(text.get(stretch.content.begin..stretch.content.end).is_some());
            prop_assert!(stretch.span.contains(stretch.content));
            outer.retain(|o| stretch.span.begin < o.end);
            prop_assert_eq!(stretch.depth, outer.len());
            prop_assert!(outer.iter().all(|o| o.contains(stretch.span)));
            outer.push(stretch.span);
        }
        let begins: Vec<_> = marks.stretches.iter().map(|s| s.span.begin).collect();
        prop_assert!(begins.is_sorted());
    }
}
