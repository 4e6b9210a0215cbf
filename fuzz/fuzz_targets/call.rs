#![no_main]
//! Any bytes as the message of any method, with any words in one of the headers that are looked at: the
//! answer is a status that tells what is wrong, never that the server is.

use libfuzzer_sys::fuzz_target;
use parallax_fuzz::server::served;

/// Headers whose words are of the fuzzer's choice, one at a time; or none.
const HEADERS: [Option<&str>; 8] = [
    None,
    Some("authorization"),
    Some("grpc-timeout"),
    Some("grpc-encoding"),
    Some("grpc-accept-encoding"),
    Some("content-type"),
    Some("traceparent"),
    Some("x-request-id"),
];
/// UNKNOWN, INTERNAL and DATA_LOSS.
const FAULTS: [u16; 3] = [2, 13, 15];

fuzz_target!(|bytes: &[u8]| {
    // Which method, which header, how long its words are; the words; the message.
    let Some((&[method, header, length], rest)) = bytes.split_first_chunk() else { return };
    let header = HEADERS[usize::from(header) % HEADERS.len()];
    let words = header.map_or(0, |_| usize::from(length).min(rest.len()));
    let (words, message) = rest.split_at(words);
    let method = served().method(usize::from(method));
    let status = served().call(method, header.map(|name| (name, words)), message);
    let fault = status.is_some_and(|status| FAULTS.contains(&status) || status >= 500);
    assert!(!fault, "{method} with {header:?} {words:?}: {status:?}");
});
