//! The columns.

use super::{
    super::{analysis::zone, annotation, count, timestamp},
    Columns,
};
use crate::{domain::DocumentProfile, proto::v1};

impl Columns<'_> {
    pub(super) fn document(&self, column: usize) -> v1::ComparedDocument {
        let document = &self.documents[column]; // the caller iterates over them
        let offsets = self.offsets.get(column);
        v1::ComparedDocument {
            key: document.key.clone(),
            document: document.document.clone(),
            revision: document.revision.clone(),
            source: document.source.clone(),
            publish_time: document.publish_time.map(timestamp),
            quality: offsets.map(|offsets| annotation::quality(&document.quality, offsets)),
            profile: Some(profile(&document.profile)),
            title: document.title.and_then(|span| self.span(column, span)),
            furniture: offsets.map_or_else(Vec::new, |offsets| {
                document.furniture.iter().map(|z| zone(z, offsets)).collect()
            }),
            voice_key: self.key(document.voice),
        }
    }
}

fn profile(profile: &DocumentProfile) -> v1::DocumentProfile {
    v1::DocumentProfile {
        claim_count: count(profile.claims),
        unique_claim_count: count(profile.unique_claims),
        consensus_claim_count: count(profile.consensus_claims),
        omitted_consensus_count: count(profile.omitted_consensus),
        quoted_share: profile.quoted_share,
        attributed_share: profile.attributed_share,
        reused_share: profile.reused_share,
        distinctiveness: profile.distinctiveness,
    }
}
