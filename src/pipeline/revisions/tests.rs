use proptest::prelude::*;

use super::*;
use crate::domain::{EditOp, FactKind};
use crate::pipeline::article::{all_body, zones};

fn diff_of(base: &str, other: &str, names: &[&str]) -> Vec<RevisionChange> {
    let spans = |text: &str| -> Vec<Span> {
        let mut spans: Vec<Span> = names
            .iter()
            .flat_map(|n| text.match_indices(n).map(|(at, n)| Span::new(at, at + n.len())))
            .collect();
        spans.sort_unstable();
        spans
    };
    let (base_zones, other_zones) = (zones(base), zones(other));
    let (base_names, other_names) = (spans(base), spans(other));
    diff(
        &RevisionText { text: base, zones: &base_zones, names: &base_names },
        &RevisionText { text: other, zones: &other_zones, names: &other_names },
    )
}

/// Kind, words before, words after.
fn check(base: &str, other: &str, expect: &[(ChangeKind, &str, &str)]) {
    let changes = diff_of(base, other, &[]);
    let found: Vec<_> = changes
        .iter()
        .map(|c| {
            let words = |span: Option<Span>, text| span.map_or("", |span| Span::of(span, text));
            (c.kind, words(c.base, base), words(c.other, other))
        })
        .collect();
    assert_eq!(found, expect);
}

fn facts(base: &str, other: &str, names: &[&str]) -> Vec<(FactKind, String, String)> {
    let words = |span: Option<Span>, text: &str| span.map_or("", |s| s.of(text)).to_owned();
    diff_of(base, other, names)
        .iter()
        .flat_map(|c| &c.factual_edits)
        .map(|f| (f.kind, words(f.base, base), words(f.other, other)))
        .collect()
}

const A: &str = "The council met on Monday and voted for the bridge.";
const B: &str = "It will cost forty million crowns over three years.";
const C: &str = "Farmers on the other bank have gone to court.";
const D: &str = "Nobody from the villages was asked, they said.";

#[test]
fn sentences_come_go_and_move() {
    check(&format!("{A} {B}"), &format!("{A} {B}"), &[]);
    check(&format!("{A} {B}"), &format!("{A} {C} {B}"), &[(ChangeKind::Added, "", C)]);
    check(&format!("{A} {B} {C}"), &format!("{A} {C}"), &[(ChangeKind::Removed, B, "")]);
    check(&format!("{A} {B} {C} {D}"), &format!("{D} {A} {B} {C}"), &[(ChangeKind::Moved, D, D)]);
    check("", A, &[(ChangeKind::Added, "", A)]);
    check(A, "", &[(ChangeKind::Removed, A, "")]);
}

#[test]
fn an_edited_sentence_stands_between_its_neighbours() {
    let edited = "It will cost fifty million crowns over three years.";
    check(
        &format!("{A} {B} {C}"),
        &format!("{A} {D} {edited} {C}"),
        &[(ChangeKind::Added, "", D), (ChangeKind::Edited, B, edited)],
    );
}

#[test]
fn line_ends_divide_unless_lines_are_wrapped() {
    check(
        "The council met on Monday and voted for the\nbridge over the river.",
        "The council met on Monday and voted for the bridge over the river.",
        &[],
    );
    check(
        "- three dead\n- five hurt",
        "- three dead\n- six hurt\n- one missing",
        &[
            (ChangeKind::Edited, "- five hurt", "- six hurt"),
            (ChangeKind::Added, "", "- one missing"),
        ],
    );
}

#[test]
fn furniture_is_not_compared() {
    check(&format!("{A}\nShare Tweet Email"), &format!("{A}\nSign up for our newsletter"), &[]);
}

#[test]
fn facts_of_an_edit() {
    use FactKind::{Date, Name, Negation, Number, Quote};
    let found = facts(
        "Mayor Jane Doe said on Monday that 40 people were hurt and she would resign.",
        "Mayor John Roe said on Tuesday that 1,400 people were hurt and she would not resign.",
        &["Jane Doe", "John Roe"],
    );
    let expect = [
        (Name, "Jane Doe", "John Roe"),
        (Date, "Monday", "Tuesday"),
        (Number, "40", "1,400"),
        (Negation, "", "not"),
    ];
    assert_eq!(found, expect.map(|(k, b, o)| (k, b.to_owned(), o.to_owned())));

    let found = facts(
        "\"We never saw the plan,\" said the mayor of the town.",
        "\"We hardly ever saw the plan,\" said the mayor of the town.",
        &[],
    );
    assert!(found.contains(&(Quote, "never".to_owned(), "hardly ever".to_owned())), "{found:?}");
    let found =
        facts("He came in May 2019 with the others.", "He came in May 2020 with the others.", &[]);
    assert_eq!(found, [(Date, "2019".to_owned(), "2020".to_owned())]);
    assert_eq!(
        facts("It may rain in the north today.", "It could rain in the north today.", &[]),
        []
    );
}

/// Long texts end in time, whatever is in them.
#[test]
fn hostile_texts_end_in_time() {
    let size = 1 << 18;
    let fill = |piece: &dyn Fn(usize) -> String| {
        let mut text = String::new();
        let mut i = 0;
        while text.len() < size {
            text.push_str(&piece(i));
            i += 1;
        }
        text
    };
    let pairs = [
        // Tiny sentences, none alike; turned around; one endless sentence; many long ones.
        (fill(&|i| format!("A{i}. ")), fill(&|i| format!("B{i}. "))),
        (fill(&|i| format!("A{i}. ")), fill(&|i| format!("A{}. ", 999_999 - i))),
        (fill(&|i| format!("a{} ", i % 7)), fill(&|i| format!("a{} ", i % 11))),
        (
            fill(&|i| format!("A b c d e {i} f g. ")),
            fill(&|i| format!("A b c d e {} f g. ", i + 1_000_000)),
        ),
        (
            fill(&|i| if i % 450 == 0 { "A. B ".into() } else { format!("{} ", i % 3) }),
            fill(&|i| if i % 450 == 0 { "A. B ".into() } else { format!("{} ", i % 5) }),
        ),
    ];
    for (base, other) in &pairs {
        let (base_zones, other_zones) = (all_body(base), all_body(other));
        let changes = diff(
            &RevisionText { text: base, zones: &base_zones, names: &[] },
            &RevisionText { text: other, zones: &other_zones, names: &[] },
        );
        assert!(!changes.is_empty());
    }
    let begin = std::time::Instant::now();
    let (old, new) = (fill(&|_| "and Xi 5 then ".into()), fill(&|_| "and Xi 6 then ".into()));
    let edits = facts(&old, &new, &["Xi"]);
    assert_eq!(edits.iter().filter(|(kind, ..)| *kind == FactKind::Number).count(), size / 14 + 1);
    assert!(begin.elapsed() < std::time::Duration::from_secs(30));
}

fn article() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        A,
        B,
        C,
        D,
        "Yes.",
        "“No,” he said.",
        "\n\n",
        "It will cost fifty crowns.",
        "Mr. Doe",
        "3.5",
        " ",
    ]);
    let pieces = prop::collection::vec(piece, 0..14).prop_map(|p| p.join(" "));
    prop_oneof![pieces, any::<String>()]
}

proptest! {
    /// The changes lead from one revision to the other: every sentence of each side is
    /// either changed once or the same on both, and word edits cover their sentences.
    #[test]
    fn the_changes_reproduce_both_sides(base in article(), other in article()) {
        let (base_zones, other_zones) = (all_body(&base), all_body(&other));
        let base = RevisionText { text: &base, zones: &base_zones, names: &[] };
        let other = RevisionText { text: &other, zones: &other_zones, names: &[] };
        let changes = diff(&base, &other);
        let untouched = |revision: &RevisionText<'_>, touched: Vec<Span>| -> Vec<Vec<String>> {
            let all = sentences(revision);
            let count = all.len();
            let rest: Vec<_> = all.into_iter().filter(|s| !touched.contains(&s.span)).collect();
            assert_eq!(rest.len() + touched.len(), count, "each sentence changes at most once");
            rest.iter().map(|s| s.words.iter().map(|w| w.words.to_owned()).collect()).collect()
        };
        let before = untouched(&base, changes.iter().filter_map(|c| c.base).collect());
        let after = untouched(&other, changes.iter().filter_map(|c| c.other).collect());
        prop_assert_eq!(before, after);
        let places: Vec<_> = changes.iter().filter_map(|c| c.other).collect();
        prop_assert!(places.is_sorted());
        for change in changes.iter().filter(|c| c.kind == ChangeKind::Edited) {
            prop_assert!(change.edits.iter().any(|e| e.op != EditOp::Keep));
            let joined = |spans: Vec<Span>, text: &str| -> String {
                spans.iter().flat_map(|s| s.of(text).chars()).filter(|c| !c.is_whitespace()).collect()
            };
            let bare = |span: Option<Span>, text: &str| -> String {
                span.map_or("", |s| s.of(text)).chars().filter(|c| !c.is_whitespace()).collect()
            };
            let old = joined(change.edits.iter().filter_map(|e| e.base).collect(), base.text);
            let new = joined(change.edits.iter().filter_map(|e| e.other).collect(), other.text);
            prop_assert_eq!(old, bare(change.base, base.text));
            prop_assert_eq!(new, bare(change.other, other.text));
        }
    }
}
