//! Analyses, and what they rest on, as the store keeps them: postcard, deflated. Only the engine version that wrote one
//! reads it, so that the form may change with any version of the rules. Other bytes are deflated
//! in the same way.

use std::io::{Read as _, Write as _};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

/// Bytes of an inflated analysis that are read at most. Analyses are bounded by the length of
/// their articles, far below this.
const MAX_BYTES: u64 = 1 << 30;

/// Why a stored analysis cannot be read.
#[derive(Debug, Error)]
pub(super) enum EncodingError {
    /// It does not inflate.
    #[error("it is not deflated: {0}")]
    Inflate(#[from] std::io::Error),
    /// It is not what this version writes.
    #[error("it is not encoded as this version does: {0}")]
    Decode(#[from] postcard::Error),
}

/// An analysis, or what it rests on, in bytes.
pub(super) fn encode(value: &impl Serialize) -> Result<Vec<u8>, EncodingError> {
    deflate(&postcard::to_stdvec(value)?)
}

/// Bytes made smaller.
pub(super) fn deflate(plain: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(plain.len() / 3), Compression::fast());
    encoder.write_all(plain)?;
    Ok(encoder.finish()?)
}

/// The bytes that were made smaller.
pub(super) fn inflate(bytes: &[u8]) -> Result<Vec<u8>, EncodingError> {
    let mut plain = Vec::new();
    DeflateDecoder::new(bytes).take(MAX_BYTES).read_to_end(&mut plain)?;
    Ok(plain)
}

/// What the bytes hold.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, EncodingError> {
    Ok(postcard::from_bytes(&inflate(bytes)?)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        domain::{Analysis, Article, ArticleText, Metadata},
        pipeline::{self, KeptParse},
    };

    #[test]
    fn comes_back() {
        let engine = parallax_nlp::Engine::embedded().unwrap();
        let text = "The mayor of Paris said on Friday that “about 300 people” would march.\n\n\
                    She denied the reports of reporters. \"Nobody was hurt, she added.";
        let text = ArticleText::from_text(text.to_owned(), usize::MAX).unwrap();
        let publish_time = Some("2023-03-20T00:00:00Z".parse().unwrap());
        let article = Article::plain(text, Metadata { publish_time, ..Metadata::default() });
        let annotated =
            pipeline::analyze(&engine, &article, &Default::default(), &|| false).unwrap();
        let (analysis, parse) = (&annotated.analysis, annotated.parse());
        assert!(!analysis.claims.is_empty());
        assert_eq!(decode::<Analysis>(&encode(analysis).unwrap()).unwrap(), *analysis);
        assert_eq!(decode::<KeptParse>(&encode(&parse).unwrap()).unwrap(), parse);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode::<Analysis>(&bytes);
            let _ = decode::<KeptParse>(&bytes);
        }
    }
}
