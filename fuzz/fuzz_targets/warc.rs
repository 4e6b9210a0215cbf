#![no_main]
//! Any bytes as a web archive, and as what follows the head of a response in one.

use std::{io::Cursor, sync::Arc};

use libfuzzer_sys::fuzz_target;
use parallax::cli::ingest::inputs::{Place, Tally, Warc, open};

const MAX_BYTES: usize = 1024;

fn read(bytes: Vec<u8>) {
    let length = bytes.len() as u64;
    let is_gzip = bytes.starts_with(b"\x1f\x8b");
    let Ok(input) = open(Cursor::new(bytes)) else { return };
    let mut last = 0;
    for record in Warc::new(input, "fuzz".into(), MAX_BYTES, Arc::new(Tally::default())) {
        let Place::Record(number) = record.origin.place else { panic!("no record") };
        assert!(number > last, "records come in order");
        last = number;
        assert!(is_gzip || record.origin.offset <= length);
        if let Ok(article) = record.article {
            assert!(article.size() <= MAX_BYTES);
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    read(bytes.to_vec());
    let head = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        bytes.len()
    );
    read([head.as_bytes(), bytes, b"\r\n\r\n"].concat());
});
