//! What was found as articles came to stories: told once, counted, and gone with its article.

use super::*;
use crate::{
    domain::{Compatibility, DiscrepancyType, Severity},
    store::{
        ClaimPlace, FindingSubject, JoinFindings, JoinedArticle, NewDiscrepancy, NewSharedClaim,
        StoryFinding,
    },
};

fn finding(joined: &JoinedArticle, subject: FindingSubject, name: &str) -> StoryFinding {
    StoryFinding {
        story: joined.story_id.clone(),
        document: joined.document_id.clone(),
        subject,
        rendered: name.as_bytes().to_vec(),
    }
}

fn discrepancy(joined: &JoinedArticle, pairs: &[i64]) -> NewDiscrepancy {
    let subject = FindingSubject::Discrepancy {
        kind: DiscrepancyType::Number,
        compatibility: Compatibility::Conflicting,
        severity: Severity::High,
        score: 0.5,
    };
    NewDiscrepancy { pairs: pairs.to_vec(), finding: finding(joined, subject, "12 or 14") }
}

fn claim(joined: &JoinedArticle, other: i64) -> NewSharedClaim {
    let place = |document| ClaimPlace { document, begin: 7 };
    NewSharedClaim {
        others: vec![place(other)],
        own: vec![place(joined.document)],
        finding: Some(finding(joined, FindingSubject::Claim { score: 0.5 }, "it sank")),
    }
}

/// Records findings of the first of two articles that have joined one story.
pub(super) async fn run(store: &impl Store, joined: &[JoinedArticle]) {
    let [first, second] = joined else { panic!("two articles") };
    let counted = async || {
        let found = store.story(&first.story_id, Timestamp::MAX).await.unwrap().unwrap();
        found.story.discrepancy_count
    };
    let found = |joined: &JoinedArticle, pairs: &[&[i64]]| JoinFindings {
        joined: joined.clone(),
        discrepancies: pairs.iter().map(|pairs| discrepancy(joined, pairs)).collect(),
        claims: vec![claim(joined, second.document)],
    };
    assert_eq!(counted().await, 0);
    store.record_findings(vec![found(first, &[&[1, 2], &[2], &[2, 3]])]).await.unwrap();
    assert_eq!(counted().await, 2, "a pair is told once");
    assert_eq!(store.joined(10).await.unwrap(), std::slice::from_ref(second), "it waits no longer");
    store.record_findings(vec![found(first, &[&[9]])]).await.unwrap();
    assert_eq!(counted().await, 2, "recorded before");
}
