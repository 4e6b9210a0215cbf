#![no_main]
//! Any bytes as JSON lines, in an input of any format and in one that is said to hold them.

use std::{io::Cursor, sync::Arc};

use libfuzzer_sys::fuzz_target;
use parallax::cli::ingest::inputs::{JsonLines, Place, Tally, open};

const MAX_BYTES: usize = 256;

fuzz_target!(|bytes: &[u8]| {
    let is_gzip = bytes.starts_with(b"\x1f\x8b");
    let Ok(input) = open(Cursor::new(bytes.to_vec())) else { return };
    let lines = JsonLines::new(input, "fuzz".into(), MAX_BYTES, Arc::new(Tally::default()));
    let mut last = 0;
    for record in lines {
        let Place::Line(line) = record.origin.place else { panic!("no line") };
        assert!(line > last, "lines come in order");
        last = line;
        if let Ok(article) = record.article {
            assert!(article.size() <= MAX_BYTES && article.content.content.is_some());
            assert!(article.metadata.publish_time.is_none_or(|time| time.nanos >= 0));
        }
    }
    if !is_gzip {
        let lines = bytes.split(|&byte| byte == b'\n').count();
        assert!(last <= lines as u64, "no line comes twice");
    }
});
