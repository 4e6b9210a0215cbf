#![no_main]
//! Any bytes as the message of any method, with any words in one of the headers that are looked at: the
//! answer is a status that tells what is wrong, never that the server is.

use libfuzzer_sys::fuzz_target;
use parallax_fuzz::server::guarded;

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
/// UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE and DATA_LOSS.
const FAULTS: [u16; 5] = [2, DEADLINE_EXCEEDED, 13, 14, 15];
const DEADLINE_EXCEEDED: u16 = 4;

fuzz_target!(|bytes: &[u8]| {
    // Which method, which header, how long its words are; the words; the message.
    let Some((&[method, header, length], rest)) = bytes.split_first_chunk() else { return };
    let header = HEADERS[usize::from(header) % HEADERS.len()];
    let words = header.map_or(0, |_| usize::from(length).min(rest.len()));
    let (words, message) = rest.split_at(words);
    let method = guarded().method(usize::from(method));
    // A deadline may be too short.
    let may = |status| status == DEADLINE_EXCEEDED && header == Some("grpc-timeout");
    let status = guarded().call(method, header.map(|name| (name, words)), message);
    let is_fault = |status| (FAULTS.contains(&status) || status >= 500) && !may(status);
    let fault = status.is_some_and(is_fault);
    assert!(!fault, "{method} with {header:?} {words:?}: {status:?}");
});
