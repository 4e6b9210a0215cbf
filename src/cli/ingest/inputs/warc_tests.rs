use std::io::{BufReader, Cursor, Write as _};

use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;

use super::*;

const MAX_BYTES: usize = 1000;
const PAGE: &str = "<html><p>It rained in Oslo.</p></html>";

fn read(bytes: Vec<u8>) -> (Vec<Record>, Vec<(LeftOut, u64)>) {
    let tally = Arc::new(Tally::default());
    let input = super::super::open(BufReader::with_capacity(16, Cursor::new(bytes))).unwrap();
    let warc = Warc::new(input, "a.warc".into(), MAX_BYTES, Arc::clone(&tally));
    let records = warc.collect();
    (records, tally.left_out())
}

fn record(kind: &str, fields: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\n{fields}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(http: &str, body: &[u8]) -> Vec<u8> {
    let fields = "WARC-Target-URI: <https://a.example/1>\r\nWARC-Date: 2023-03-20T09:30:00.25Z\r\n\
        Content-Type: application/http; msgtype=response";
    record("response", fields, &[http.as_bytes(), b"\r\n\r\n", body].concat())
}

fn page() -> Vec<u8> {
    response("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x", PAGE.as_bytes())
}

fn bytes_of(record: &Record) -> &[u8] {
    match &record.article.as_ref().unwrap().content.content {
        Some(v1::article_content::Content::Raw(bytes)) => bytes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn pages_come_with_address_time_and_type() {
    let (records, left_out) = read([record("warcinfo", "a: b", b"x"), page()].concat());
    assert_eq!(left_out, [(LeftOut::RecordType, 1)]);
    let [record] = &records[..] else { panic!("{records:?}") };
    assert_eq!(record.origin.to_string(), "a.warc, record 2");
    assert_eq!(bytes_of(record), PAGE.as_bytes());
    let article = record.article.as_ref().unwrap();
    assert_eq!(article.content.mime_type, "text/html; charset=x");
    assert_eq!(article.metadata.url, "https://a.example/1");
    let fetched = article.metadata.fetch_time.unwrap();
    assert_eq!((fetched.seconds, fetched.nanos), (1_679_304_600, 250_000_000));
}

#[test]
fn what_is_no_article_is_counted_and_passed_over() {
    let resource = |media_type: &str, body: &[u8]| {
        record("resource", &format!("Content-Type: {media_type}\r\nWARC-Date: x"), body)
    };
    let robots = "WARC-Target-URI: https://a.example/robots.txt\r\nContent-Type: text/plain";
    let (records, left_out) = read(
        [
            response("HTTP/1.1 404 Not Found\r\nContent-Type: text/html", b"gone"),
            response("HTTP/2 200\r\nContent-Type: image/png", b"\x89PNG"),
            response("HTTP/2 200", b" <html>"),
            response("HTTP/2 200", b"\x89PNG"),
            record("response", "Content-Type: text/dns", b"a.example"),
            record("request", "Content-Type: application/http", b"GET /"),
            record("revisit", "a: b", b""),
            record("resource", robots, b"User-agent: *"),
            resource("text/plain", b"Rain."),
            resource("application/pdf", b"%PDF"),
        ]
        .concat(),
    );
    let texts: Vec<_> = records.iter().map(bytes_of).collect();
    assert_eq!(texts, [&b" <html>"[..], b"Rain."]);
    let expected = [
        (LeftOut::RecordType, 2),
        (LeftOut::MediaType, 4),
        (LeftOut::Status, 1),
        (LeftOut::Robots, 1),
    ];
    assert_eq!(left_out, expected);
}

#[test]
fn a_bad_answer_is_an_error_of_its_record_alone() {
    let html = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: ";
    let (records, _) = read(
        [
            response("no status", b""),
            response(&format!("{html}zstd"), b"x"),
            response(&format!("{html}gzip"), b"\x1f\x8bxxxxxxxxxxxxxxxxxx"),
            response("HTTP/1.1 200 OK\r\nContent-Type: text/html", &[b'x'; MAX_BYTES + 1]),
            record("response", "Content-Type: application/http", b"HTTP/1.1 200 OK\r\n"),
            page(),
        ]
        .concat(),
    );
    let faults: Vec<_> =
        records.iter().filter_map(|r| r.article.as_ref().err()).map(ToString::to_string).collect();
    assert_eq!(faults.len(), 5, "{faults:?}");
    assert!(faults[0].ends_with("it has no status"), "{faults:?}");
    assert!(faults[1].ends_with("unknown content coding \"zstd\""), "{faults:?}");
    assert!(faults[3].contains("more than 1000 bytes"), "{faults:?}");
    assert!(faults[4].ends_with("it ends in its head"), "{faults:?}");
    assert_eq!(bytes_of(&records[5]), PAGE.as_bytes());
}

#[test]
fn bodies_that_expand_without_end_are_cut_short() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&vec![b'a'; 4 << 20]).unwrap();
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip";
    let (records, _) = read([response(http, &gzip.finish().unwrap()), page()].concat());
    assert_eq!(records[0].article, Err(RecordError::TooLarge { limit: MAX_BYTES }));
    assert_eq!(bytes_of(&records[1]), PAGE.as_bytes());
}

#[test]
fn each_record_may_be_a_member_of_its_own() {
    let members = (0..3).map(|_| {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(&page()).unwrap();
        gzip.finish().unwrap()
    });
    let members: Vec<_> = members.collect();
    let (records, _) = read(members.concat());
    assert_eq!(records.len(), 3);
    assert!(records.iter().all(|record| bytes_of(record) == PAGE.as_bytes()));

    let whole = members.concat();
    let (records, _) = read(whole[..whole.len() - 20].to_vec());
    assert_eq!(records.len(), 3);
    let offset = match records[2].article {
        Err(RecordError::Truncated { offset }) => offset,
        ref other => panic!("{other:?}"),
    };
    assert!(offset >= 2 * page().len() as u64, "{offset}");
}

#[test]
fn archives_that_break_off_name_the_place() {
    let bytes = [page(), page()].concat();
    for cut in [page().len() + 5, page().len() + 40, bytes.len() - 10] {
        let (records, _) = read(bytes[..cut].to_vec());
        assert_eq!(records.len(), 2, "{cut}");
        assert_eq!(records[1].article, Err(RecordError::Truncated { offset: cut as u64 }));
        assert_eq!(records[1].origin.offset, page().len() as u64);
    }
    for bad in [&b"nonsense\r\n\r\n"[..], b"WARC/1.0\r\nContent-Length: many\r\n\r\n"] {
        let (records, _) = read([&page(), bad, &page()].concat());
        assert_eq!(records.len(), 2);
        let fault = records[1].article.as_ref().unwrap_err().to_string();
        let begin = format!("not a WARC record at byte {}: it ", page().len());
        assert!(fault.starts_with(&begin), "{fault}");
    }
}

proptest! {
    #[test]
    fn any_bytes_end_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read([b"WARC/1.0\r\n", &bytes[..]].concat());
    }

    #[test]
    fn any_damage_ends_without_a_panic(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = [page(), page()].concat();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let (records, _) = read(bytes);
        prop_assert!(records.len() <= 3);
    }
}
