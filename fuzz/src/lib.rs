//! What the targets share.

pub mod server;

use sha2::{Digest, Sha256};

/// Version of the model format.
const FORMAT_VERSION: u32 = 2;

/// A model file with this payload.
#[must_use]
pub fn model_file(payload: &[u8]) -> Vec<u8> {
    let mut file = b"PLXMODEL".to_vec();
    file.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    file.extend_from_slice(&[0; 4]);
    file.extend_from_slice(&Sha256::digest(payload));
    file.extend_from_slice(&(payload.len() as u64).to_le_bytes());
    file.extend_from_slice(&[0; 8]);
    file.extend_from_slice(payload);
    file
}
