#![no_main]
//! Any text as a filter, a search and an order: no panic, and what a search looks for stands in it.

use libfuzzer_sys::fuzz_target;
use parallax::domain::{Filter, Order, Query};

fuzz_target!(|text: &str| {
    if let Ok(filter) = Filter::parse(text) {
        // Deep ones must not be too deep to be looked at.
        filter.passes(&|_| true);
    }
    if let Ok(query) = Query::parse(text) {
        assert!(text.len() <= Query::MAX_BYTES && !query.required().is_empty());
        let words = query.required().iter().flatten().chain(query.excluded());
        assert!(words.into_iter().all(|word| text.contains(word.as_str())));
    }
    let _ = Order::parse(text);
});
