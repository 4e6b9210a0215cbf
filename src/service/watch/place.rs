//! How far a watch has come: what resume tokens hold.

use std::sync::OnceLock;

use crate::store::ListKey;

/// A place in a watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Among the changes: after this sequence.
    Changes(i64),
    /// In the present state, which is followed by the changes after `start`.
    Initial {
        start: i64,
        /// Index in [`crate::store::Collection::ALL`].
        collection: u8,
        /// After this entry of it.
        after: i64,
        /// Last entry of it that belongs to the present state.
        until: i64,
    },
}

/// What tokens are bound to: any watch of their store.
pub(super) fn list() -> ListKey {
    static LIST: OnceLock<ListKey> = OnceLock::new();
    *LIST.get_or_init(|| ListKey::new("watch", ""))
}

impl Place {
    /// The sequence after which changes follow.
    pub(super) fn sequence(&self) -> i64 {
        match self {
            Self::Changes(sequence) | Self::Initial { start: sequence, .. } => *sequence,
        }
    }

    pub(super) fn to_bytes(self) -> Vec<u8> {
        match self {
            Self::Changes(sequence) => sequence.to_be_bytes().to_vec(),
            Self::Initial { start, collection, after, until } => {
                let mut bytes = vec![collection];
                bytes.extend([start, after, until].iter().flat_map(|n| n.to_be_bytes()));
                bytes
            }
        }
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        if let Ok(sequence) = bytes.try_into() {
            return Some(Self::Changes(i64::from_be_bytes(sequence)));
        }
        let (collection, numbers) = bytes.split_first()?;
        let (numbers, rest) = numbers.as_chunks::<8>();
        match numbers {
            [start, after, until] if rest.is_empty() => Some(Self::Initial {
                start: i64::from_be_bytes(*start),
                collection: *collection,
                after: i64::from_be_bytes(*after),
                until: i64::from_be_bytes(*until),
            }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back() {
        let initial = Place::Initial { start: 7, collection: 2, after: -1, until: i64::MAX };
        for place in [Place::Changes(0), Place::Changes(i64::MAX), initial] {
            assert_eq!(Place::from_bytes(&place.to_bytes()), Some(place));
        }
        for bad in [&b""[..], b"1234567", b"123456789", &[0; 24], &[0; 26]] {
            assert_eq!(Place::from_bytes(bad), None);
        }
    }
}
