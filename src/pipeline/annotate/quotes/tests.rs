mod marks;
mod posts;
mod speakers;

use crate::{
    domain::{Span, Zone, ZoneKind},
    pipeline::{
        annotate::{Parsed, segments},
        testing::ENGINE,
    },
};

/// Calls `read` with a text that is all body.
fn with_parsed<R>(text: &str, read: impl FnOnce(&Parsed<'_>) -> R) -> R {
    let zone = Zone { kind: ZoneKind::Body, span: Span::new(0, text.len()), rule: "test".into() };
    let segments = segments::analyze(&ENGINE, text, &[zone], &|| false).expect("never stopped");
    let (sentences, places) = segments::sentences(&segments, text);
    read(&Parsed {
        text,
        segments: &segments,
        sentences: &sentences,
        places: &places,
        date: None,
        stop: &|| false,
    })
}
