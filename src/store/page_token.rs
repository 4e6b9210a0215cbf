//! Page tokens: a position in a list, signed so that only this store's own are taken.

use sha2::{Digest, Sha256};

use super::{StoreError, document::hex};

const VERSION: u8 = 1;
const SIGNATURE_LEN: usize = 8;
const TOKEN_LEN: usize = 1 + 8 + SIGNATURE_LEN;

/// Signs and reads the tokens of one store.
pub(super) struct PageTokens {
    key: Vec<u8>,
}

impl PageTokens {
    /// Tokens signed with the store's own key.
    pub(super) fn new(key: Vec<u8>) -> Self {
        Self { key }
    }

    /// The token of the page that starts after this sequence number.
    pub(super) fn encode(&self, last: i64) -> String {
        let payload = payload(last);
        let mut token = payload.to_vec();
        token.extend_from_slice(&self.signature(&payload));
        hex(&token)
    }

    /// The sequence number that a token holds; `None` for the empty token.
    pub(super) fn decode(&self, token: &str) -> Result<Option<i64>, StoreError> {
        if token.is_empty() {
            return Ok(None);
        }
        let bytes = unhex(token).ok_or(StoreError::PageToken)?;
        let (payload, signature) = bytes.split_at(bytes.len() - SIGNATURE_LEN);
        let (version, last) = payload.split_at(1);
        if version != [VERSION] || signature != self.signature(payload) {
            return Err(StoreError::PageToken);
        }
        let last: [u8; 8] = last.try_into().map_err(|_| StoreError::PageToken)?;
        Ok(Some(i64::from_be_bytes(last)))
    }

    fn signature(&self, payload: &[u8]) -> [u8; SIGNATURE_LEN] {
        // Key and payload have fixed lengths, so nothing can be appended to a signed token.
        let digest = Sha256::new().chain_update(&self.key).chain_update(payload).finalize();
        let mut signature = [0; SIGNATURE_LEN];
        signature.copy_from_slice(&digest[..SIGNATURE_LEN]);
        signature
    }
}

fn payload(last: i64) -> [u8; TOKEN_LEN - SIGNATURE_LEN] {
    let mut payload = [VERSION; TOKEN_LEN - SIGNATURE_LEN];
    payload[1..].copy_from_slice(&last.to_be_bytes());
    payload
}

fn unhex(token: &str) -> Option<[u8; TOKEN_LEN]> {
    let digits = token.as_bytes();
    if digits.len() != 2 * TOKEN_LEN {
        return None;
    }
    let mut bytes = [0; TOKEN_LEN];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        // Lower case only: one position has one token.
        let digit = |d: u8| match d {
            b'0'..=b'9' => Some(d - b'0'),
            b'a'..=b'f' => Some(d - b'a' + 10),
            _ => None,
        };
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_empty_token_is_the_first_page() {
        assert!(matches!(PageTokens::new(vec![1; 32]).decode(""), Ok(None)));
    }

    #[test]
    fn another_stores_token_is_refused() {
        let token = PageTokens::new(vec![1; 32]).encode(7);
        assert!(PageTokens::new(vec![2; 32]).decode(&token).is_err());
    }

    proptest! {
        #[test]
        fn tokens_come_back(last: i64) {
            let tokens = PageTokens::new(vec![3; 32]);
            prop_assert_eq!(tokens.decode(&tokens.encode(last)).unwrap(), Some(last));
        }

        #[test]
        fn any_changed_character_is_refused(last: i64, at in 0_usize..34, with in "[0-9a-fA-Zäz]") {
            let tokens = PageTokens::new(vec![3; 32]);
            let token = tokens.encode(last);
            let mut changed = token.clone();
            changed.replace_range(at..=at, &with);
            prop_assume!(changed != token);
            prop_assert!(tokens.decode(&changed).is_err());
        }

        #[test]
        fn any_text_is_refused_without_panic(token in ".+") {
            prop_assert!(PageTokens::new(vec![3; 32]).decode(&token).is_err());
        }
    }
}
