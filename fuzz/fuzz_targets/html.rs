#![no_main]
//! Any string as a page: its article leads back to it, and its zones tile it.

use libfuzzer_sys::fuzz_target;
use parallax::{
    domain::{Metadata, Span},
    pipeline::article::{self, Content},
};

fuzz_target!(|html: &str| {
    for cleaning in [true, false] {
        let decoded = article::decode(Content::Html(html.to_owned())).unwrap();
        let Ok(read) = article::read(decoded, Metadata::default(), cleaning, 1 << 20) else {
            continue;
        };
        let page = read.page.unwrap();
        let text = read.text.as_str();
        assert_eq!(page.map.text_len(), text.len());
        for (at, c) in text.char_indices() {
            let source = page.map.to_page(Span::new(at, at + c.len_utf8()));
            assert!(page.html.get(source.begin..source.end).is_some());
        }
        let mut end = 0;
        for zone in &page.zones {
            assert_eq!(zone.span.begin, end);
            end = zone.span.end;
        }
        assert_eq!(end, page.html.len());
    }
});
