//! How the memory for work is divided, and how much of it there must be.

use super::{Config, ConfigFault, MAX_ARTICLE_BYTES, MAX_MEMORY, MAX_MESSAGE_BYTES, kind};

/// Bytes of memory that the analysis of a byte of text takes at most, with its answer. News takes a third
/// of it; texts of nothing but short sentences with a number in each take nearly all.
pub(crate) const ANALYSIS_MEMORY: usize = 350;
/// Bytes of memory that a byte of a message takes: as it came, and as it was read.
pub(crate) const MESSAGE_MEMORY: usize = 2;

/// Parts of [`Config::max_memory`], in bytes. Each is for itself: calls that wait for memory to work with hold
/// that of their messages meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shares {
    /// For analyses, comparisons and pages of stored texts, answers included.
    pub work: usize,
    /// For messages of calls in progress.
    pub messages: usize,
    /// For articles of feeds that are on their way to the store.
    pub feeds: usize,
}

impl Shares {
    /// Which part of the whole messages get, and feeds.
    const EIGHTH: usize = 8;

    fn of(memory: usize) -> Self {
        let eighth = memory / Self::EIGHTH;
        Self { work: memory - 2 * eighth, messages: eighth, feeds: eighth }
    }
}

impl Config {
    /// How the memory for work is divided.
    pub fn memory(&self) -> Shares {
        Shares::of(self.max_memory)
    }

    /// The largest article and the largest message must find room when they are alone.
    pub(super) fn memory_fault(&self) -> Option<ConfigFault> {
        let eighth = |bytes: usize, cost: usize, share: usize| {
            bytes.saturating_mul(cost).div_ceil(share).saturating_mul(Shares::EIGHTH)
        };
        let lowest = eighth(self.max_article_bytes, ANALYSIS_MEMORY, Shares::EIGHTH - 2)
            .max(eighth(self.max_message_bytes, MESSAGE_MEMORY, 1));
        if self.max_memory >= lowest {
            return None;
        }
        let rule = format!(
            "at least {} with {} and {} as they are",
            kind::written_size(lowest.checked_next_multiple_of(1 << 20).unwrap_or(lowest)),
            MAX_ARTICLE_BYTES.name,
            MAX_MESSAGE_BYTES.name
        );
        let value = MAX_MEMORY.value(self).unwrap_or_default();
        Some(MAX_MEMORY.fault(rule, &value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_given_away_twice() {
        for memory in [1 << 20, (1 << 30) + 7, usize::MAX] {
            let Shares { work, messages, feeds } = Shares::of(memory);
            assert_eq!(work + messages + feeds, memory);
            assert!(work >= 3 * memory.div_euclid(4) && messages == feeds);
        }
    }

    #[test]
    fn the_largest_article_and_message_must_find_room() {
        let fault = |max_memory, max_article_bytes, max_message_bytes| {
            let config =
                Config { max_memory, max_article_bytes, max_message_bytes, ..Config::default() };
            config.validate().err().map(|faults| faults[0].to_string())
        };
        assert_eq!(fault(128 << 20, 64 << 10, 1 << 20), None);
        let expected = "max_memory (PARALLAX_MAX_MEMORY) must be at least 467MiB with \
                        max_article_bytes and max_message_bytes as they are, not 400MiB";
        assert_eq!(fault(400 << 20, 1 << 20, 2 << 20).as_deref(), Some(expected));
        let expected = "max_memory (PARALLAX_MAX_MEMORY) must be at least 128MiB with \
                        max_article_bytes and max_message_bytes as they are, not 127MiB";
        assert_eq!(fault(127 << 20, 64 << 10, 8 << 20).as_deref(), Some(expected));
        assert!(fault(usize::MAX - 1, usize::MAX, usize::MAX).is_some(), "whatever is asked");
    }
}
