//! What was found when an article came to a story with others.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{JoinedArticle, hex};
use crate::domain::{
    Check, Compatibility, DiscrepancyType, DocumentId, FieldKind, FieldRule, FieldTest, FieldValue,
    Filter, Severity, StoryId,
};

/// What findings can be filtered by; claims have no type, compatibility and severity.
pub const FINDING_FIELDS: &[FieldRule] = &[
    FieldRule { name: "story", kind: FieldKind::Names },
    FieldRule { name: "document", kind: FieldKind::Names },
    FieldRule { name: "type", kind: FieldKind::Word(DiscrepancyType::WORDS) },
    FieldRule { name: "compatibility", kind: FieldKind::Word(Compatibility::WORDS) },
    FieldRule { name: "severity", kind: FieldKind::Rank(Severity::WORDS) },
    FieldRule { name: "score", kind: FieldKind::Number },
];

/// A finding about a story, as those who watch see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoryFinding {
    /// The story.
    pub story: StoryId,
    /// The article that brought it.
    pub document: DocumentId,
    /// What filters ask of it.
    pub subject: FindingSubject,
    /// As the service has rendered it.
    pub rendered: Vec<u8>,
}

/// What a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum FindingSubject {
    /// Sources differ.
    Discrepancy {
        /// In what.
        kind: DiscrepancyType,
        /// Whether the values can all be true.
        compatibility: Compatibility,
        /// How much it matters.
        severity: Severity,
        /// Confidence, 0 to 1.
        score: f64,
    },
    /// Sources agree.
    Claim {
        /// How tightly the wordings match, 0 to 1.
        score: f64,
    },
}

impl FindingSubject {
    fn value(&self, field: &str) -> FieldValue<'static> {
        let none = FieldValue::Texts(Vec::new());
        match (*self, field) {
            (Self::Discrepancy { score, .. } | Self::Claim { score }, "score") => {
                FieldValue::Number(score)
            }
            (Self::Discrepancy { kind, .. }, "type") => FieldValue::Texts(vec![kind.word()]),
            (Self::Discrepancy { compatibility, .. }, "compatibility") => {
                FieldValue::Texts(vec![compatibility.word()])
            }
            (Self::Discrepancy { severity, .. }, "severity") => {
                FieldValue::Texts(vec![severity.word()])
            }
            _ => none,
        }
    }
}

impl StoryFinding {
    /// Whether it passes a filter by [`FINDING_FIELDS`].
    pub fn passes(&self, filter: &Filter<FieldTest>) -> bool {
        filter.passes(&|test| match (test.field.name, &test.check) {
            ("story", Check::Is(name)) => *name == self.story.name(),
            ("document", Check::Is(name)) => *name == self.document.name(),
            ("story" | "document", _) => true,
            (field, _) => test.passes(&self.subject.value(field)),
        })
    }

    /// Tells it from all other findings; it has no name of its own.
    pub fn key(&self) -> String {
        let hash = Sha256::digest(&self.rendered);
        format!("{}#{}", self.story.name(), hex::encode(&hash))
    }
}

/// A difference between an article and others of its story.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDiscrepancy {
    /// Which values stand against each other: a hash for each pair. It is told when one of them is
    /// new to the story.
    pub pairs: Vec<i64>,
    /// What is told.
    pub finding: StoryFinding,
}

/// A claim that an article shares with others of its story.
#[derive(Clone, Debug, PartialEq)]
pub struct NewSharedClaim {
    /// Where the others make it.
    pub others: Vec<ClaimPlace>,
    /// Where the article does.
    pub own: Vec<ClaimPlace>,
    /// What is told if nobody knew it to be shared: `None` when there is more than one other voice.
    pub finding: Option<StoryFinding>,
}

/// Where a document makes a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimPlace {
    /// The document.
    pub document: i64,
    /// First byte of the words in the text that the engine reads.
    pub begin: i64,
}

/// All that an article has changed in its story.
#[derive(Clone, Debug, PartialEq)]
pub struct JoinFindings {
    /// The article and the story.
    pub joined: JoinedArticle,
    /// In order.
    pub discrepancies: Vec<NewDiscrepancy>,
    /// In order.
    pub claims: Vec<NewSharedClaim>,
}

impl JoinFindings {
    /// About how much memory it holds.
    pub(super) fn bytes(&self) -> usize {
        let told = self.discrepancies.iter().map(|found| &found.finding);
        let told = told.chain(self.claims.iter().filter_map(|claim| claim.finding.as_ref()));
        told.map(|finding| 256 + finding.rendered.len()).sum()
    }
}
