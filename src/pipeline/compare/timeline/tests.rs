//! Times over articles, by the real engine.

use crate::{
    domain::{Compatibility, DiscrepancyType, Phase},
    pipeline::compare::testing::{compared, differences},
};

const DAY: &str = "2021-06-04T00:00:00Z";

#[test]
fn events_come_in_order_with_their_phase() {
    let comparison = compared(&[
        (
            DAY,
            "The minister opened the new bridge in Lagos on Friday. The old bridge collapsed in 2014.",
        ),
        (
            DAY,
            "On Friday the minister opened the new bridge in Lagos. A railway line will follow in 2025.",
        ),
    ]);
    let timeline: Vec<(&str, Phase, usize)> =
        comparison.timeline.iter().map(|e| (e.edtf.as_str(), e.phase, e.documents.len())).collect();
    assert_eq!(
        timeline,
        [
            ("2014", Phase::Background, 1),
            ("2021-06-04", Phase::Current, 2),
            ("2025", Phase::Announced, 1),
        ]
    );
}

#[test]
fn other_years_of_one_event_conflict() {
    let comparison = compared(&[
        (
            DAY,
            "The tiger Rama was brought to the Dublin Zoo from the Leipzig Zoo in 2011. A vet saw the tiger on Friday.",
        ),
        (
            DAY,
            "The tiger Rama was brought to the Dublin Zoo from the Leipzig Zoo in 2012. The vet came on Friday.",
        ),
    ]);
    let found = differences(&comparison, DiscrepancyType::Date);
    assert_eq!(found, [(Compatibility::Conflicting, vec!["2011".to_owned(), "2012".to_owned()])]);
}

#[test]
fn finer_times_refine() {
    let comparison = compared(&[
        (DAY, "The two presidents spoke in a video call in late December 2020."),
        (DAY, "The two presidents spoke in a video call on December 30, 2020."),
    ]);
    let found = differences(&comparison, DiscrepancyType::Date);
    assert!(found.iter().all(|(how, _)| *how == Compatibility::Compatible), "{found:?}");
    assert_eq!(comparison.timeline.len(), 1);
    assert_eq!(comparison.timeline[0].edtf, "2020-12-30");
}

#[test]
fn a_wrong_date_of_an_article_makes_no_conflict() {
    let comparison = compared(&[
        (DAY, "The minister opened the new bridge in Lagos on Friday."),
        ("2021-06-05T00:00:00Z", "The new bridge in Lagos was opened by the minister on Friday."),
        ("2022-11-22T00:00:00Z", "The minister opened the new bridge in Lagos on Friday."),
    ]);
    let found = differences(&comparison, DiscrepancyType::Date);
    assert!(found.iter().all(|(how, _)| *how != Compatibility::Conflicting), "{found:?}");
}

#[test]
fn what_was_foreseen_is_no_conflict() {
    let comparison = compared(&[
        (DAY, "The president arrived in Oslo on June 3 for talks with the king."),
        (DAY, "The president had been expected to arrive in Oslo in July for talks with the king."),
    ]);
    assert_eq!(differences(&comparison, DiscrepancyType::Date), []);
    let found = differences(&comparison, DiscrepancyType::Expectation);
    assert_eq!(
        found,
        [(Compatibility::Compatible, vec!["2021-06-03".to_owned(), "2021-07".to_owned()])]
    );
}

#[test]
fn a_place_in_a_place_refines_it() {
    let comparison = compared(&[
        (DAY, "The two leaders met in Samarkand in May at a summit of the bloc."),
        (DAY, "The two leaders met in Uzbekistan in May at a summit of the bloc."),
        (DAY, "The two leaders met in Central Asia in May at a summit of the bloc."),
    ]);
    let found = differences(&comparison, DiscrepancyType::Place);
    assert!(found.iter().all(|(how, _)| *how == Compatibility::Compatible), "{found:?}");
    assert_eq!(found.len(), 1, "{found:?}");
}

/// Whether the times of two articles are called conflicting.
fn conflict(first: (&str, &str), second: (&str, &str)) -> bool {
    let found = differences(&compared(&[first, second]), DiscrepancyType::Date);
    found.iter().any(|(how, _)| *how == Compatibility::Conflicting)
}

#[test]
fn times_that_hang_on_days_far_apart_are_no_conflict() {
    let early = "2021-06-04T00:00:00Z";
    let late = "2021-07-01T00:00:00Z";
    assert!(!conflict(
        (early, "The company will launch its new ferry in Bergen this year."),
        ("2023-06-04T00:00:00Z", "The company will launch its new ferry in Bergen this year."),
    ));
    assert!(!conflict(
        (early, "The ferry to Bergen is scheduled to depart tomorrow morning."),
        (late, "The ferry to Bergen is scheduled to depart on Friday morning."),
    ));
    assert!(conflict(
        (early, "The new museum in Bergen was opened by the king on May 3, 2021."),
        (late, "The new museum in Bergen was opened by the king on May 13, 2021."),
    ));
}

#[test]
fn times_told_roughly_or_of_another_clause_are_no_conflict() {
    assert!(!conflict(
        (DAY, "Ole Berg led the inquiry into the old harbour company in the mid-1990s."),
        (DAY, "Ole Berg led the inquiry into the old harbour company in 1998."),
    ));
    assert!(!conflict(
        (DAY, "Her career as a singer began after she left Oslo in 1947."),
        (DAY, "Her career as a singer began in 1950."),
    ));
}
