//! What the tests of the rules share, and what holds for all of them.

use std::sync::LazyLock;

use crate::doc::{Doc, Entity};
use crate::engine::Engine;
use crate::options::Options;
use crate::testing;

use super::Rules;

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::load(&testing::model_bytes()).expect("the model is valid"));

fn shown(doc: &Doc, entities: &[Entity], text: &str) -> Vec<String> {
    let show = |e: &Entity| format!("{} {}", doc.label(e), &text[doc.entity_bytes(e)]);
    entities.iter().map(show).collect()
}

/// Checks that names, as "LABEL words", are found with all rules, also when only names were
/// analysed, and that it is the rule of a name that finds them.
pub(super) fn check(rule: &str, text: &str, expected: &[&str]) {
    let has_all = |names: &[String]| expected.iter().all(|e| names.iter().any(|n| n == e));
    let names_only = Options { names_only: true, ..Options::default() };
    for options in [Options::default(), names_only] {
        let doc = ENGINE.analyze_with(text, options, &|| false).expect("nobody stops it");
        let names = shown(&doc, &ENGINE.names(&doc, text), text);
        assert!(has_all(&names), "{text:?} has {names:?}");
    }
    let doc = ENGINE.analyze(text);
    let fewer = Rules::default().without(rule).expect("a rule");
    let names = shown(&doc, &ENGINE.names_with(&doc, text, fewer), text);
    assert!(!has_all(&names), "{text:?} has {names:?} without {rule}");
}

/// The names that all rules find, as "LABEL words".
pub(super) fn named(text: &str) -> Vec<String> {
    let doc = ENGINE.analyze(text);
    shown(&doc, &ENGINE.names(&doc, text), text)
}

/// Checks that nothing is named by these words.
pub(super) fn check_none(rule: &str, text: &str, words: &str) {
    let named = |rules: Rules| {
        let doc = ENGINE.analyze(text);
        let names = ENGINE.names_with(&doc, text, rules);
        names.iter().any(|e| &text[doc.entity_bytes(e)] == words)
    };
    assert!(!named(Rules::default()), "{text:?} names {words:?}");
    assert!(named(Rules::default().without(rule).expect("a rule")), "{text:?} without {rule}");
}

#[test]
fn entities_are_in_order_and_apart_for_any_text() {
    let mut texts = testing::texts();
    texts.extend(
        ["", " ", "\n\n", "(", "v", "A. B", "IN: (", "1 2 3 4", "É v Ø 1 (", "THE"]
            .map(str::to_owned),
    );
    for text in &texts {
        for text in [text.clone(), text.to_uppercase()] {
            for paragraphs in [false, true] {
                let options = Options { paragraphs, ..Options::default() };
                let doc = ENGINE.analyze_with(&text, options, &|| false).expect("nobody stops it");
                let mut end = 0;
                for entity in ENGINE.names(&doc, &text) {
                    assert!(end <= entity.tokens.start && entity.tokens.start < entity.tokens.end);
                    end = entity.tokens.end;
                    assert!((0.0..=1.0).contains(&entity.confidence));
                    assert!(!doc.label(&entity).is_empty());
                }
                assert!(end <= doc.tokens().len());
            }
        }
    }
}

#[test]
fn without_rules_the_names_are_the_recognisers() {
    let rules = Rules::NAMES
        .iter()
        .fold(Rules::default(), |rules, name| rules.without(name).expect("a rule"));
    for text in testing::texts() {
        let doc = ENGINE.analyze(&text);
        assert_eq!(ENGINE.names_with(&doc, &text, rules), doc.entities());
    }
}

#[test]
fn other_texts_have_a_vote() {
    let (first, second) = ("Yusuf Brkic was late.", "They blamed Brkic and thanked Brkic.");
    let docs = [ENGINE.analyze(first), ENGINE.analyze(second)];
    let alone = shown(&docs[1], &ENGINE.names(&docs[1], second), second);
    let both = [(&docs[0], first), (&docs[1], second)];
    let all = ENGINE.names_of_all(&both, Rules::default());
    let together = shown(&docs[1], &all[1], second);
    assert_eq!(together, ["PERSON Brkic", "PERSON Brkic"]);
    assert_ne!(alone, together);
}

#[test]
fn numbers_and_dates_stay() {
    let text = "On 4 May 2021 about 300 people came.";
    let doc = ENGINE.analyze(text);
    assert!(!doc.entities().is_empty());
    assert_eq!(ENGINE.names(&doc, text), doc.entities());
}
