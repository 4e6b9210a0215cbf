#![no_main]
//! Any bytes, with and without a charset and a MIME type that somebody names.

use libfuzzer_sys::fuzz_target;
use parallax::{
    domain::Metadata,
    pipeline::article::{self, Content},
};

fuzz_target!(|input: (Vec<u8>, Option<String>, Option<String>)| {
    let (bytes, charset, mime_type) = input;
    let length = bytes.len();
    let Ok(decoded) = article::decode(Content::Raw { bytes, charset, mime_type }) else { return };
    assert!(decoded.text.len() <= 3 * length + 3);
    assert!(!decoded.charset.is_empty());
    let _ = article::read(decoded, Metadata::default(), true, 1 << 20);
});
