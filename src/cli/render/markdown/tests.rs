//! Comparisons built by hand, as Markdown.

use super::{super::fixture::everything, *};
use crate::cli::render::Selection;

fn shown(selection: &Selection) -> String {
    let mut out = Vec::new();
    everything().viewed(selection, |view| render(view, &mut out)).expect("a vector takes all");
    String::from_utf8(out).expect("the output is UTF-8")
}

#[test]
fn every_part_is_shown_and_can_be_chosen() {
    let page = shown(&Selection::default());
    for words in [
        "# Comparison of 3 sources\n\n\n## Sources\n\n| Key | Source |",
        "- S0 and S1 differ on the day. (D0)",
        "### D0 Date\n\n**conflicting**, high severity, C0. One source says",
        "| Monday | S0 | “on Monday” |",
        "| C0 | ● | ◐ | ✗ | The bridge opened on Monday D0 |",
        "  - S1: We are ~~very~~ glad,",
        "| T0 | 2023-03-20 | the event | S0 | The bridge opened on Monday |",
        "- N0 people, **conflicting**\n  - S0 10: “Ten people”",
        "| S2 | reckless (−) |",
        "| C0 | The bridge opened on Monday **denial** of C1 | S0, S1 | S2 | S2 |",
        "- R0 S0, S1, 3 words, one agency's report behind both: “The bridge opened”",
        "| S2 | critics (other, unnamed, 1 claim, 0 quotes) | 1 | 2 |",
        "| When | Monday | – | – |",
        "- S0 The bridge opened on Monday. (asks)",
        "| Ann Lee | 1 | 1 | – | Ann Lee, Lee |",
    ] {
        assert!(page.contains(words), "no {words} in:\n{page}");
    }
    let chosen = shown(&Selection { facets: vec![Facet::Numbers], ..Selection::default() });
    assert!(chosen.contains("## Numbers") && !chosen.contains("## Quotes"), "{chosen}");
}
