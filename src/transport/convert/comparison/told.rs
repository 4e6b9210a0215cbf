//! Findings that stand alone, for those who watch: outside of their comparison.

use std::io::{Read as _, Write as _};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use prost::Message as _;

use super::{ColumnText, Columns};
use crate::{
    domain::{Comparison, Finding},
    proto::v1,
};

/// The units that findings are rendered in, in this order.
const UNITS: [v1::OffsetUnit; 3] =
    [v1::OffsetUnit::CodePoint, v1::OffsetUnit::Utf8Byte, v1::OffsetUnit::Utf16Unit];

/// Most bytes of a finding in all units.
const MOST_BYTES: u64 = 64 << 20;

/// A claim or a discrepancy of a comparison in each unit, for [`told`]. What else could be found
/// comes out empty.
pub fn untold(comparison: &Comparison, texts: &[ColumnText<'_>], finding: Finding) -> Vec<u8> {
    let in_unit = |unit| {
        let columns = &Columns::new(&comparison.documents, texts, unit);
        match finding {
            Finding::Claim(index) => {
                let claim = comparison.claims.get(index).map(|found| columns.claim(index, found));
                claim.map(|claim| alone(claim).encode_to_vec())
            }
            Finding::Discrepancy(index) => {
                let found = comparison.discrepancies.get(index);
                let found = found.map(|found| columns.discrepancy(index, found));
                found.map(|found| difference_alone(found).encode_to_vec())
            }
            _ => None,
        }
    };
    // Units differ in little but numbers: together they take hardly more than one.
    let mut all = DeflateEncoder::new(Vec::new(), Compression::fast());
    for unit in UNITS {
        let message = in_unit(unit).unwrap_or_default();
        let length = u32::try_from(message.len()).unwrap_or_default();
        // Nothing that is written to memory fails.
        let _ = all.write_all(&length.to_be_bytes()).and_then(|()| all.write_all(&message));
    }
    all.finish().unwrap_or_default()
}

/// What [`untold`] has encoded, in a unit; `None` when it cannot be read.
pub fn told<M: prost::Message + Default>(rendered: &[u8], unit: v1::OffsetUnit) -> Option<M> {
    let unit = match unit {
        v1::OffsetUnit::Unspecified => v1::OffsetUnit::CodePoint,
        unit => unit,
    };
    let place = UNITS.iter().position(|of| *of == unit)?;
    let mut all = Vec::new();
    DeflateDecoder::new(rendered).take(MOST_BYTES).read_to_end(&mut all).ok()?;
    let mut rest = all.as_slice();
    for _ in 0..place {
        (_, rest) = first(rest)?;
    }
    M::decode(first(rest)?.0).ok()
}

/// The first of several messages, each with its length before it, and the others.
fn first(messages: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = messages.split_first_chunk()?;
    rest.split_at_checked(u32::from_be_bytes(*length) as usize)
}

/// Without ids of other entries of the comparison, and without documents that say nothing.
fn alone(mut claim: v1::ClaimCluster) -> v1::ClaimCluster {
    claim.id.clear();
    claim.discrepancy_ids.clear();
    claim.slots.iter_mut().for_each(|slot| slot.entity_id.clear());
    claim.stances.retain(|stance| stance.relation() != v1::claim_stance::Relation::Silent);
    for stance in &mut claim.stances {
        stance.attributed_to_entity_id.clear();
        stance.divergent_slots.iter_mut().for_each(|slot| slot.entity_id.clear());
    }
    claim
}

fn difference_alone(mut found: v1::Discrepancy) -> v1::Discrepancy {
    found.id.clear();
    found.claim_id.clear();
    found.quote_cluster_id.clear();
    found
}
