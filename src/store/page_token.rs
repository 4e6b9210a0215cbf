//! Page tokens: a position in a list, signed so that only this store's own are taken, and only
//! for the list that they were made for.

use sha2::{Digest, Sha256};

use super::{StoreError, hex};

const VERSION: u8 = 2;
const SIGNATURE_LEN: usize = 8;
/// Longest position: a document's id and a few numbers.
const MAX_POSITION_LEN: usize = 128;

/// Signs and reads the tokens of one store, or, with an empty key, of lists that never change and so
/// have no position that could harm.
pub struct PageTokens {
    key: Vec<u8>,
}

/// What a token is bound to: everything that decides which list it is a position in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListKey([u8; 32]);

impl ListKey {
    /// The key of a list of this kind with these settings.
    pub fn new(kind: &str, settings: &str) -> Self {
        let hash = Sha256::new()
            // The length keeps apart pairs that read the same when joined.
            .chain_update((kind.len() as u64).to_be_bytes())
            .chain_update(kind)
            .chain_update(settings);
        Self(hash.finalize().into())
    }
}

impl PageTokens {
    /// Tokens signed with the store's own key.
    pub fn new(key: Vec<u8>) -> Self {
        Self { key }
    }

    /// The token of a position in a list.
    pub fn encode(&self, list: ListKey, position: &[u8]) -> String {
        let mut token = vec![VERSION];
        token.extend_from_slice(position);
        let signature = self.signature(list, &token);
        token.extend_from_slice(&signature);
        hex::encode(&token)
    }

    /// The position that a token holds; `None` for the empty token.
    pub fn decode(&self, list: ListKey, token: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if token.is_empty() {
            return Ok(None);
        }
        if token.len() > 2 * (1 + MAX_POSITION_LEN + SIGNATURE_LEN) {
            return Err(StoreError::PageToken);
        }
        let bytes = hex::decode(token).ok_or(StoreError::PageToken)?;
        let (payload, signature) =
            bytes.split_last_chunk::<SIGNATURE_LEN>().ok_or(StoreError::PageToken)?;
        match payload.split_first() {
            Some((&VERSION, position)) if *signature == self.signature(list, payload) => {
                Ok(Some(position.to_vec()))
            }
            _ => Err(StoreError::PageToken),
        }
    }

    fn signature(&self, list: ListKey, payload: &[u8]) -> [u8; SIGNATURE_LEN] {
        // HMAC (RFC 2104) in its nested form; the key is shorter than a block.
        let inner = Sha256::new()
            .chain_update(&self.key)
            .chain_update(list.0)
            .chain_update(payload)
            .finalize();
        let digest = Sha256::new().chain_update(&self.key).chain_update(inner).finalize();
        let mut signature = [0; SIGNATURE_LEN];
        signature.copy_from_slice(&digest[..SIGNATURE_LEN]);
        signature
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list() -> ListKey {
        ListKey::new("list", "all")
    }

    fn tokens(key: u8) -> PageTokens {
        PageTokens::new(vec![key; 32])
    }

    #[test]
    fn the_empty_token_is_the_first_page() {
        assert!(matches!(tokens(1).decode(list(), ""), Ok(None)));
    }

    #[test]
    fn another_stores_or_lists_token_is_refused() {
        let token = tokens(1).encode(list(), b"7");
        assert!(tokens(1).decode(list(), &token).is_ok());
        assert!(tokens(2).decode(list(), &token).is_err());
        for other in [ListKey::new("search", "all"), ListKey::new("list", "al")] {
            assert!(tokens(1).decode(other, &token).is_err());
        }
    }

    proptest! {
        #[test]
        fn tokens_come_back(position in prop::collection::vec(any::<u8>(), 0..100)) {
            let token = tokens(3).encode(list(), &position);
            prop_assert_eq!(tokens(3).decode(list(), &token).unwrap(), Some(position));
        }

        #[test]
        fn any_changed_character_is_refused(
            position: [u8; 9], at in 0_usize..36, with in "[0-9a-fA-Zäz]",
        ) {
            let token = tokens(3).encode(list(), &position);
            let mut changed = token.clone();
            changed.replace_range(at..=at, &with);
            prop_assume!(changed != token);
            prop_assert!(tokens(3).decode(list(), &changed).is_err());
        }

        #[test]
        fn any_text_is_refused_without_panic(token in ".+|[0-9a-f]{1,40}") {
            prop_assert!(tokens(3).decode(list(), &token).is_err());
        }
    }
}
