#![no_main]
//! Any bytes as a gazetteer, and what follows the first NUL as a text to find its names in.

use libfuzzer_sys::fuzz_target;
use parallax::domain::Gazetteer;

fuzz_target!(|bytes: &[u8]| {
    let Ok(all) = std::str::from_utf8(bytes) else { return };
    let (lines, text) = all.split_once('\0').unwrap_or((all, all));
    let Ok(gazetteer) = Gazetteer::from_jsonl(lines) else { return };
    let mut end = 0;
    for found in gazetteer.matches(text, |_| true) {
        assert!(found.span.begin >= end && found.entry < gazetteer.entries().len());
        assert!(text.get(found.span.begin..found.span.end).is_some_and(|words| !words.is_empty()));
        end = found.span.end;
    }
});
