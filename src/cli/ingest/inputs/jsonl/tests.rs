use std::io::{BufReader, Cursor};

use proptest::prelude::*;

use super::{super::*, *};

const MAX_BYTES: usize = 1000;

fn read(bytes: &[u8]) -> (Vec<Record>, Arc<Tally>) {
    let tally = Arc::new(Tally::default());
    // A small buffer, so that lines come in parts.
    let input = open(BufReader::with_capacity(16, Cursor::new(bytes.to_vec()))).unwrap();
    let lines = JsonLines::new(input, "a.jsonl".into(), MAX_BYTES, Arc::clone(&tally));
    (lines.collect(), tally)
}

fn one(line: &str) -> FoundArticle {
    let (mut records, _) = read(line.as_bytes());
    assert_eq!(records.len(), 1);
    records.remove(0).article.unwrap()
}

fn fault(line: &str) -> String {
    let (records, _) = read(line.as_bytes());
    assert_eq!(records.len(), 1);
    records[0].article.as_ref().unwrap_err().to_string()
}

fn text_of(article: &FoundArticle) -> &str {
    let Some(v1::article_content::Content::Text(text)) = &article.content.content else {
        panic!("no text")
    };
    text
}

#[test]
fn every_field_is_read_in_both_spellings() {
    let snake = r#"{"text":"Rain.","title":"T","source":"s.example","source_display_name":"S",
        "url":"https://s.example/1","canonical_url":"https://s.example/c","external_id":"e",
        "authors":["A","B"],"publish_time":"2023-03-20T09:30:00Z","modify_time":"2023-03-21",
        "fetch_time":1679392800.5,"language_code":"en","labels":{"a":"1","b":"2"}}"#;
    let camel = snake
        .replace("source_display_name", "sourceDisplayName")
        .replace("canonical_url", "canonicalUrl")
        .replace("external_id", "externalId")
        .replace("_time", "Time")
        .replace("language_code", "languageCode");
    assert_ne!(snake, camel);
    let line = |text: &str| one(&text.replace('\n', " "));
    let found = line(snake);
    assert_eq!(found, line(&camel));
    let time = |seconds, nanos| Some(prost_types::Timestamp { seconds, nanos });
    let expected = v1::ArticleMetadata {
        source: "s.example".into(),
        source_display_name: "S".into(),
        url: "https://s.example/1".into(),
        canonical_url: "https://s.example/c".into(),
        external_id: "e".into(),
        title: "T".into(),
        authors: vec!["A".into(), "B".into()],
        publish_time: time(1_679_304_600, 0),
        modify_time: time(1_679_356_800, 0),
        fetch_time: time(1_679_392_800, 500_000_000),
        language_code: "en".into(),
        labels: [("a".to_owned(), "1".to_owned()), ("b".to_owned(), "2".to_owned())].into(),
    };
    assert_eq!(found.metadata, expected);
    assert_eq!(text_of(&found), "Rain.");
}

#[test]
fn other_names_stand_in_where_the_first_is_missing() {
    let found = one(
        r#"{"id":7,"external_id":"e","date":"2020-01-01","published":0,"html":"<p>x","text":null,"author":"A","language":"de"}"#,
    );
    assert_eq!(found.metadata.external_id, "e");
    assert_eq!(found.metadata.publish_time.unwrap().seconds, 0);
    assert_eq!(found.metadata.authors, ["A"]);
    assert_eq!(found.metadata.language_code, "de");
    assert!(matches!(found.content.content, Some(v1::article_content::Content::Html(_))));
    assert_eq!(
        one(r#"{"text":"a","id":12345678901234567890}"#).metadata.external_id,
        "12345678901234567890"
    );
    assert_eq!(
        one(r#"{"text":"a","date":"","authors":""}"#).metadata,
        v1::ArticleMetadata::default()
    );
    assert_eq!(
        one(r#"{"text":"a","date":-1.25}"#).metadata.publish_time.unwrap().nanos,
        750_000_000
    );
}

#[test]
fn times_are_read_as_people_and_feeds_write_them() {
    for (time, seconds) in [
        (r#""2023-03-20""#, 1_679_270_400),
        (r#""2023-03-20T09:30:00+02:00""#, 1_679_297_400),
        (r#""Mon, 20 Mar 2023 09:30:00 +0200""#, 1_679_297_400),
        (r#""20 Mar 2023 07:30 GMT""#, 1_679_297_400),
        ("1679297400", 1_679_297_400),
    ] {
        let found = one(&format!(r#"{{"text":"a","date":{time}}}"#));
        assert_eq!(found.metadata.publish_time.unwrap().seconds, seconds, "{time}");
    }
}

#[test]
fn no_article_is_lost_to_a_time_that_cannot_be_read() {
    let long = "x".repeat(500);
    for time in ["May", "3/4/2023", "yesterday", long.as_str()] {
        let found = one(&format!(r#"{{"text":"a","date":"{time}"}}"#));
        assert_eq!(found.metadata.publish_time, None, "{time}");
    }
    let tally = Tally::default();
    super::line::article(br#"{"text":"a","date":"May"}"#, 99, &tally).unwrap();
    assert_eq!(tally.unread_fields(), [("date (no time)".to_owned(), 1)]);
}

#[test]
fn faults_name_the_field() {
    for (line, expected) in [
        (r#"{"text":1}"#, r#"field "text" must be a string, not a number"#),
        (r#"{"text":"a","authors":[1]}"#, r#"field "authors" must be a list of strings"#),
        (
            r#"{"text":"a","authors":{}}"#,
            r#"field "authors" must be a list of strings, not an object"#,
        ),
        (r#"{"text":"a","labels":[]}"#, r#"field "labels" must be an object, not a list"#),
        (
            r#"{"text":"a","labels":{"x":true}}"#,
            r#"field "labels.x" must be a string, not true or false"#,
        ),
        (r#"{"text":"a","date":1e12}"#, r#"field "date" must be seconds since 1970"#),
        (r#"{"text":"a","date":[]}"#, r#"field "date" must be a time, not a list"#),
        (r#"{"text":"a","id":1.5}"#, r#"field "id" must be a string, not a number"#),
        (r#"{"text":"a","title":"x","title":"y"}"#, r#"field "title" is given twice"#),
        (
            r#"{"text":"a","canonical_url":"x","canonicalUrl":"y"}"#,
            r#"field "canonicalUrl" is given twice"#,
        ),
        (r#"{"text":"a","html":"b"}"#, "has both"),
        (r#"{"title":"a"}"#, "has neither"),
        ("[1]", "must be a JSON object"),
        (r#"{"text":"a""#, "not JSON: EOF while parsing an object at column 11"),
        (r#"{"text":"a"} x"#, "not JSON: trailing characters at column 14"),
        (r#"{"text":"\ud800"}"#, "not JSON: "),
    ] {
        let fault = fault(line);
        assert!(fault.starts_with(expected), "{line}: {fault}");
    }
    let (records, _) = read(b"{\"text\":\"caf\xe9\"}");
    assert!(records[0].article.is_err());
}

#[test]
fn a_bad_line_is_one_error_and_reading_goes_on() {
    let long = "x".repeat(MAX_BYTES + 1);
    let huge = "x".repeat(ROOM + 6 * MAX_BYTES + 100);
    let text = format!(
        "\u{feff}{{\"text\":\"one\"}}\r\n\n  \nbad\n{{\"text\":\"{long}\"}}\n{{\"text\":\"{huge}\"}}\n{{\"text\":\"two\"}}"
    );
    let (records, _) = read(text.as_bytes());
    let lines: Vec<_> = records.iter().map(|record| record.origin.place).collect();
    assert_eq!(lines, [1, 4, 5, 6, 7].map(Place::Line));
    assert_eq!(text_of(records[0].article.as_ref().unwrap()), "one");
    assert_eq!(records[1].article, Err(RecordError::NotObject));
    assert_eq!(records[2].article, Err(RecordError::TooLarge { limit: MAX_BYTES }));
    assert_eq!(records[3].article, Err(RecordError::LongLine { limit: 6 * MAX_BYTES + ROOM }));
    assert_eq!(text_of(records[4].article.as_ref().unwrap()), "two");
    for record in &records[1..] {
        assert_eq!(text.as_bytes()[record.origin.offset as usize - 1], b'\n');
    }
    assert_eq!(records[3].origin.to_string(), "a.jsonl:6");
}

#[test]
fn names_that_are_not_known_are_counted() {
    let (records, tally) = read(
        b"{\"text\":\"a\",\"body\":[[[1]]],\"n\":1}\n{\"body\":{},\"text\":\"b\",\"x\":null}\n",
    );
    assert!(records.iter().all(|record| record.article.is_ok()));
    let counted = [("body".to_owned(), 2), ("n".to_owned(), 1), ("x".to_owned(), 1)];
    assert_eq!(tally.unread_fields(), counted);
}

#[test]
fn input_that_is_cut_off_keeps_what_came_before() {
    use std::io::Write as _;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    for n in 0..2000_u32 {
        let noise = n.wrapping_mul(2_654_435_761);
        writeln!(gzip, "{{\"text\":\"{noise} {}\"}}", noise.rotate_left(7)).unwrap();
    }
    let bytes = gzip.finish().unwrap();
    let (records, _) = read(&bytes[..bytes.len() / 2]);
    let (last, before) = records.split_last().unwrap();
    assert!(before.len() > 500 && before.iter().all(|record| record.article.is_ok()));
    assert!(matches!(last.article, Err(RecordError::Truncated { offset }) if offset > 10_000));
    assert_eq!(last.origin.place, Place::Line(before.len() as u64 + 1));
}

proptest! {
    #[test]
    fn any_bytes_end_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let (records, _) = read(&bytes);
        let lines = bytes.split(|&byte| byte == b'\n').count();
        prop_assert!(records.len() <= lines);
    }

    #[test]
    fn every_article_comes_out_once_and_in_order(
        texts in prop::collection::vec(any::<String>(), 0..20),
        blank in prop::collection::vec(any::<bool>(), 20),
    ) {
        let mut input = String::new();
        for (text, blank) in texts.iter().zip(blank) {
            input.push_str(&serde_json::json!({ "n": 1, "text": text }).to_string());
            input.push_str(if blank { "\r\n \n" } else { "\n" });
        }
        let (records, _) = read(input.as_bytes());
        let read: Vec<_> = records.iter().map(|r| text_of(r.article.as_ref().unwrap())).collect();
        prop_assert_eq!(read, texts);
    }
}
