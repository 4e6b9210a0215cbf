//! Of what one text affirms and another, or the same, denies.

use crate::{
    domain::{Compatibility, Discrepancy, DiscrepancyType, Severity},
    pipeline::compare::{
        CompareOptions,
        testing::{compared, compared_texts},
    },
};

fn of(kind: DiscrepancyType, texts: &[&str]) -> Vec<Discrepancy> {
    let all = compared_texts(texts, &CompareOptions::default()).discrepancies;
    all.into_iter().filter(|d| d.kind == kind).collect()
}

#[test]
fn what_one_affirms_and_another_denies() {
    let texts = [
        "The navy found the missing ferry on Monday. Families waited in the port.",
        "The navy did not find the missing ferry on Monday. Rain fell all day.",
    ];
    let found = of(DiscrepancyType::Polarity, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].compatibility, Compatibility::Conflicting);
    assert_eq!(found[0].values.len(), 2);
    assert!(found[0].explanation.contains("“The navy did not find the missing ferry on Monday"));
}

#[test]
fn attitudes_of_one_party_to_one_thing() {
    let texts = [
        "Italy welcomed the proposal of Norway on Friday.",
        "Italy rejected Norway's plan, and France welcomed it.",
    ];
    let found = of(DiscrepancyType::Polarity, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].severity, Severity::High);
    let documents: Vec<usize> = found[0].values.iter().map(|v| v.documents.len()).collect();
    assert_eq!(documents.iter().sum::<usize>(), 2, "{found:?}");
}

#[test]
fn different_parties_may_differ() {
    let texts = ["Italy welcomed Norway's proposal.", "Spain rejected Norway's proposal."];
    assert_eq!(of(DiscrepancyType::Polarity, &texts), []);
}

#[test]
fn denied_violence() {
    let texts = [
        "The keeper said the bear did not attack the child.",
        "A report says that the bear violently dragged the child through the pond.",
    ];
    let found = of(DiscrepancyType::Polarity, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    let one = format!("{}\n\n{}", texts[0], texts[1]);
    let inside = of(DiscrepancyType::Internal, &[&one, "Rain fell in Oslo."]);
    assert_eq!(inside.len(), 1, "{inside:?}");
    assert_eq!(inside[0].compatibility, Compatibility::Unclear);
}

#[test]
fn who_changes_his_mind_is_told_inside_one_document() {
    let texts = [
        "Italy welcomed Norway's plan in March. Months later Italy questioned Norway's proposal.",
        "Rain fell in Oslo.",
    ];
    let found = of(DiscrepancyType::Internal, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].values.iter().flat_map(|v| &v.documents).count(), 2);
}

#[test]
fn reserve_here_and_assertion_there() {
    let texts = [
        "The minister visited the mine in an apparent show of support for the miners.",
        "The trip demonstrated the minister's show of support for the miners.",
    ];
    let found = of(DiscrepancyType::Certainty, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].compatibility, Compatibility::Compatible);
    assert!(found[0].explanation.contains("with reserve"), "{}", found[0].explanation);
}

#[test]
fn the_past_of_a_story_does_not_deny_its_news() {
    const DAY: &str = "2021-06-04T00:00:00Z";
    let conflicts = |texts: &[&str]| {
        let dated: Vec<(&str, &str)> = texts.iter().map(|text| (DAY, *text)).collect();
        let found = compared(&dated).discrepancies;
        found.iter().any(|d| d.kind == DiscrepancyType::Polarity)
    };
    let news = "The rocket reached its orbit on Friday. Engineers in the control room cheered.";
    assert!(conflicts(&[news, "The rocket did not reach its orbit on Friday."]));
    assert!(!conflicts(&[news, "On April 13, 2015, the rocket did not reach its orbit."]));
}

#[test]
fn a_rule_denies_no_act() {
    let texts = [
        "A swan attacked the rower on Friday. The rower was unhurt.",
        "Experts say that swans do not attack rowers unless provoked.",
    ];
    assert_eq!(of(DiscrepancyType::Polarity, &texts), []);
}

#[test]
fn one_person_under_two_forms_of_a_name_is_one_speaker() {
    let words = "“The investigators have worked day and night and are now sure that the fire in \
                 the harbour was no accident,”";
    let by = |first: &str, second: &str| {
        let texts = [
            format!("{words} said {first}, the head of the harbour police."),
            format!("{words} said {second}, the head of the harbour police."),
        ];
        of(DiscrepancyType::Attribution, &[&texts[0], &texts[1]])
    };
    assert_eq!(by("Ray Holm", "Raymond Holm"), []);
    let found = by("Clara Holm", "Peter Falk");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].compatibility, Compatibility::Conflicting);
}

#[test]
fn a_quotation_is_a_key_point_once() {
    let texts = [
        "“The company ignored all 12 warnings about the rusty gangway,” Captain Ole Berg said.",
        "“The company ignored all 15 warnings about the rusty gangway,” Captain Ole Berg said.",
    ];
    let comparison = compared_texts(&texts, &CompareOptions::default());
    let quote = |line: &&crate::domain::SummaryLine| {
        line.findings.iter().any(|f| matches!(f, crate::domain::Finding::Quote(_)))
    };
    let lines: Vec<_> = comparison.overview.key_points.iter().filter(quote).collect();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines[0].text.contains("12 warnings") && lines[0].text.contains("15 warnings"));
}
