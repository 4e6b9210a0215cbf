use proptest::prelude::*;

use super::{
    super::{Matches, Test},
    *,
};
use crate::domain::{DuplicateKind, State};

fn parse(text: &str) -> Filter {
    Filter::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn source(value: &str) -> Filter {
    Filter::Test(Test::Text(TextField::Source, Matches::Equal, value.to_owned()))
}

fn not(filter: Filter) -> Filter {
    Filter::Not(Box::new(filter))
}

fn publish(from: Option<&str>, until: Option<&str>) -> Filter {
    let time = |text: &str| text.parse().unwrap();
    let field = TimeField::Publish;
    Filter::Test(Test::Time { field, from: from.map(time), until: until.map(time) })
}

#[test]
fn nothing_is_everything() {
    assert!(parse("").is_all() && parse(" \n").is_all());
}

#[test]
fn the_example_of_the_contract() {
    let text = "source = \"example.org\" AND publish_time >= \"2023-03-17\" AND \
                entities:\"Xi Jinping\" AND NOT labels.topic = \"sport\"";
    let expected = vec![
        source("example.org"),
        publish(Some("2023-03-17T00:00:00Z"), None),
        Filter::Test(Test::Entity("Xi Jinping".to_owned())),
        not(Filter::Test(Test::Label("topic".to_owned(), Matches::Equal, "sport".to_owned()))),
    ];
    assert_eq!(parse(text), Filter::And(expected));
}

#[test]
fn or_binds_closer_than_and() {
    let [a, b, c] = ["a", "b", "c"].map(source);
    let or = |x: &Filter, y: &Filter| Filter::Or(vec![x.clone(), y.clone()]);
    let and = |x: Filter, y: Filter| Filter::And(vec![x, y]);
    assert_eq!(parse("source=a OR source=b AND source=c"), and(or(&a, &b), c.clone()));
    assert_eq!(parse("source=a source=b OR source=c"), and(a.clone(), or(&b, &c)));
    let grouped = Filter::Or(vec![a.clone(), and(b.clone(), c.clone())]);
    assert_eq!(parse("source=a OR (source=b AND source=c)"), grouped);
    assert_eq!(parse("-(source = 'a')"), not(a.clone()));
    assert_eq!(parse("NOT source=a source!=b"), and(not(a), not(b)));
}

#[test]
fn strings_and_words() {
    assert_eq!(parse(r#"source="a \"b\" \\ ü""#), source(r#"a "b" \ ü"#));
    assert_eq!(parse("source='it\\'s'"), source("it's"));
    assert_eq!(parse("source=-x:y=z"), source("-x:y=z"));
    let label = |name: &str| Filter::Test(Test::Present(Field::Label(name.to_owned())));
    assert_eq!(parse("labels.\"two words\":*"), label("two words"));
    assert_eq!(parse("labels:desk"), label("desk"));
}

#[test]
fn times_are_half_open_ranges() {
    let (day, next) = ("2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z");
    for (operator, from, until) in [
        ("=", Some(day), Some(next)),
        ("<", None, Some(day)),
        ("<=", None, Some(next)),
        (">", Some(next), None),
        (">=", Some(day), None),
    ] {
        let parsed = parse(&format!("publish_time {operator} 2024-02-29"));
        assert_eq!(parsed, publish(from, until), "{operator}");
    }
    let second = "2024-02-29T11:00:00Z";
    let after = "2024-02-29T11:00:00.000000001Z";
    assert_eq!(
        parse("publish_time = 2024-02-29T12:00:00+01:00"),
        publish(Some(second), Some(after))
    );
    assert_eq!(parse("publish_time>2024-02-29T11:00:00Z"), publish(Some(after), None));
}

#[test]
fn values_of_a_list() {
    assert_eq!(parse("state=NOT_ANALYZED"), Filter::Test(Test::State(State::NotAnalyzed)));
    let near = Filter::Test(Test::DuplicateKind(DuplicateKind::Near));
    assert_eq!(parse("duplicate.kind != NEAR"), not(near));
    let id = "abc".parse().unwrap();
    let original = Filter::Test(Test::Original(id));
    assert_eq!(parse("duplicate.original_document = \"documents/abc\""), original);
}

#[track_caller]
fn refused(text: &str, offset: usize, says: &str) {
    let error = Filter::parse(text).unwrap_err();
    assert_eq!(error.offset, offset, "{text}: {error}");
    assert!(error.problem.contains(says), "{text}: {error}");
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    refused("sauce = x", 0, "\"sauce\": there are source,");
    refused("source = a AND", 14, "ends where a test");
    refused("source = a OR OR", 14, "OR where a test");
    refused("source", 6, "an operator after source");
    refused("source =", 8, "a value for source");
    refused("source = \"x", 9, "not closed");
    refused("(source = x", 0, "not closed");
    refused("source = x)", 10, ") does not belong here");
    refused("source > x", 0, "> does not fit this field, which takes = != :");
    refused("entities = x", 0, "takes :");
    refused("state : ANALYZED", 0, "takes = !=");
    refused("state = analyzed", 8, "ACCEPTED");
    refused("publish_time >= yesterday", 16, "a date or a time of RFC 3339");
    refused("publish_time >= 2023-02-30", 16, "a date or a time");
    refused("publish_time : 2023-02-03", 0, "takes = != < <= > >=");
    refused("duplicate.original_document = abc", 30, "documents/{document}");
    refused("\"source\" = x", 0, "not a string");
    refused("source ! x", 7, "write != or NOT");
    refused("word", 0, "no field");
    refused("labels. = x", 0, "name of a label");
}

#[test]
fn filters_are_bounded() {
    refused(&"x".repeat(5000), MAX_BYTES, "more than 4096 bytes");
    refused(&"(".repeat(1000), MAX_DEPTH, "levels deep");
    refused(&"-".repeat(1000), MAX_DEPTH, "levels deep");
    refused(&"url:x ".repeat(101), 600, "more than 100 tests");
    parse(&"url:x ".repeat(100));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(source|labels\\.|publish_time|state| AND | OR |NOT |[-()=:<>!\"'\\\\* ü0-9]|\\PC){0,30}") {
        if let Err(error) = Filter::parse(&text) {
            prop_assert!(error.offset <= text.len() && text.is_char_boundary(error.offset));
        }
    }

    #[test]
    fn any_string_can_be_written(value: String) {
        prop_assume!(value.len() < 1000);
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
        prop_assert_eq!(parse(&format!("source = \"{escaped}\"")), source(&value));
    }
}
