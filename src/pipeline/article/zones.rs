//! Zones: what each stretch of the submitted text is.

use crate::domain::{Span, Zone, ZoneKind};

/// One body zone over the whole text, for callers who clean their own input.
pub fn all_body(text: &str) -> Vec<Zone> {
    vec![Zone { kind: ZoneKind::Body, span: Span::new(0, text.len()), rule: "cleaning-skipped" }]
}

/// Divides a text into zones that tile it.
pub fn zones(text: &str) -> Vec<Zone> {
    all_body(text)
}

/// Whether the zones hold anything of an article.
pub fn has_article(zones: &[Zone], text: &str) -> bool {
    zones.iter().any(|zone| {
        matches!(zone.kind, ZoneKind::Body | ZoneKind::Title) && !zone.span.trimmed(text).is_empty()
    })
}
