mod marks;
mod speakers;

use std::sync::LazyLock;

use parallax_nlp::Engine;

use crate::{
    domain::{Span, Zone, ZoneKind},
    pipeline::annotate::{Parsed, segments},
};

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::embedded().expect("the model that is built in"));

/// Calls `read` with a text that is all body.
fn with_parsed<R>(text: &str, read: impl FnOnce(&Parsed<'_>) -> R) -> R {
    let zone = Zone { kind: ZoneKind::Body, span: Span::new(0, text.len()), rule: "test".into() };
    let segments = segments::analyze(&ENGINE, text, &[zone], &|| false).expect("never stopped");
    let (sentences, places) = segments::sentences(&segments, text);
    read(&Parsed { text, segments: &segments, sentences: &sentences, places: &places, date: None })
}
