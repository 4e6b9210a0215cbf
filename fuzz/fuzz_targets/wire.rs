#![no_main]
//! Any bytes on a connection, as HTTP/2 or as whatever they are: others are served as before.

use libfuzzer_sys::fuzz_target;
use parallax_fuzz::server::open;

const HEALTH: &str = "/grpc.health.v1.Health/Check";

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    open().send(first % 4 != 0, rest);
    assert_eq!(open().call(HEALTH, None, &[]), Some(0));
});
