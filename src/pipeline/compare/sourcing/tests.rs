//! Sources of short articles, by the real engine.

use crate::{
    domain::{SourceRole, SourceUse},
    pipeline::compare::{CompareOptions, testing::compared_texts},
};

const TEXTS: [&str; 2] = [
    "The dam is safe, water minister Ruth Amsel said. “We have checked every gate,” Amsel said. \
     Officials said the turbines will run again on Monday. According to a report by engineers, two \
     valves leaked.",
    "The valley was cleared in an hour. “I took only the cat,” Josef Kern, a resident, said.",
];

#[test]
fn sources_have_roles_and_counts() {
    let comparison = compared_texts(&TEXTS, &CompareOptions::default());
    let [first, second] = comparison.sourcing.as_slice() else { panic!("one for each column") };
    assert_eq!((first.document, second.document), (0, 1));
    let find = |uses: &[SourceUse], name: &str| -> SourceUse {
        let found = uses.iter().find(|u| u.name.to_lowercase().contains(name));
        found.unwrap_or_else(|| panic!("{name} in {uses:?}")).clone()
    };
    let minister = find(&first.uses, "amsel");
    assert_eq!(minister.role, SourceRole::PrimaryOfficial);
    assert!(minister.quotes >= 2 && !minister.anonymous);
    let officials = find(&first.uses, "officials");
    assert!(officials.anonymous && officials.role == SourceRole::PrimaryOfficial);
    assert!(first.anonymous_claims > 0);
    assert_eq!(find(&second.uses, "kern").role, SourceRole::Witness);
    assert!(second.unattributed_claims > 0);
    for profile in &comparison.sourcing {
        let counts = |u: &SourceUse| u.claims + u.quotes;
        assert!(profile.uses.is_sorted_by(|a, b| counts(a) >= counts(b)));
        for evidence in profile.uses.iter().flat_map(|u| &u.evidence) {
            assert_eq!(evidence.document, profile.document);
        }
    }
}
