use std::{fs, io::Write as _, sync::atomic::Ordering};

use flate2::{Compression, write::GzEncoder};

use super::*;

fn settings() -> Settings {
    Settings { max_bytes: 100, format: None }
}

#[test]
fn all_inputs_make_one_list() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("a.txt"), "Rain.").unwrap();
    fs::write(path("b.html"), "<p>Rain.").unwrap();
    fs::write(path("c.jsonl"), "{\"text\":\"one\"}\nbad\n").unwrap();
    fs::write(path("d.txt"), vec![b'x'; 101]).unwrap();
    let mut gzip = GzEncoder::new(fs::File::create(path("e.txt.gz")).unwrap(), Compression::fast());
    gzip.write_all("Snow.".as_bytes()).unwrap();
    gzip.finish().unwrap();
    fs::write(path("f.pdf"), "x").unwrap();

    let paths = vec![folder.path().to_owned(), path("missing")];
    let total = total_bytes(&[folder.path().to_owned()]);
    let mut inputs = Inputs::new(paths, settings());
    let records: Vec<Record> = inputs.by_ref().collect();
    let found: Vec<_> = records
        .iter()
        .map(|record| {
            let name = record.origin.to_string();
            let name = name.rsplit('/').next().unwrap().to_owned();
            (name, record.article.as_ref().map_or(0, FoundArticle::size))
        })
        .collect();
    let expected = [
        ("a.txt", 5),
        ("b.html", 8),
        ("c.jsonl:1", 3),
        ("c.jsonl:2", 0),
        ("d.txt", 0),
        ("e.txt.gz", 5),
        ("missing", 0),
    ];
    assert_eq!(found, expected.map(|(name, size)| (name.to_owned(), size)));
    assert_eq!(records[1].article.as_ref().unwrap().content.mime_type, "text/html");
    assert_eq!(records[0].article.as_ref().unwrap().content.mime_type, "");
    assert_eq!(inputs.tally().left_out(), [(LeftOut::File, 1)]);
    assert_eq!(Some(inputs.bytes_read().load(Ordering::Relaxed)), total);
}

#[test]
fn a_format_that_is_asked_for_beats_content_and_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "{\"text\":\"one\"}\n").unwrap();
    let read = |format| {
        let settings = Settings { format, ..settings() };
        let records: Vec<_> = Inputs::new(vec![path.clone()], settings).collect();
        records
    };
    assert_eq!(read(None)[0].origin.place, Place::Line(1));
    let text = &read(Some(InputFormat::Text))[0];
    assert_eq!(text.origin.place, Place::Whole);
    assert_eq!(text.article.as_ref().unwrap().content.mime_type, "text/plain");
    assert!(matches!(read(Some(InputFormat::Warc))[0].article, Err(RecordError::Warc { .. })));
}
