//! The affix rules: what to strip from a chunk, and how to cut the rest.

use super::RawToken;
use super::matcher::{InfixMatcher, PrefixMatcher, SuffixMatcher};
use super::special::Exceptions;
use super::url::UrlMatcher;
use crate::model::ModelError;
use crate::model::config::TokenizerConfig;
use crate::stop::{Poll, Stopped};
use crate::unicode::is_space;

/// Affixes between two questions whether to stop.
const AFFIXES_PER_POLL: usize = 1_024;

/// Bytes of a chunk that are searched for infixes between two such questions.
const BYTES_PER_POLL: usize = 1 << 16;

#[derive(Debug)]
pub(super) struct AffixRules {
    prefix: PrefixMatcher,
    suffix: SuffixMatcher,
    infix: InfixMatcher,
    url: UrlMatcher,
}

/// What is left of a chunk, and the lengths of what was stripped.
struct Stripped<'a> {
    core: &'a str,
    prefixes: Vec<u32>,
    /// From the outside to the inside.
    suffixes: Vec<u32>,
}

impl AffixRules {
    pub(super) fn new(config: &TokenizerConfig) -> Result<Self, ModelError> {
        Ok(Self {
            prefix: PrefixMatcher::new(&config.prefix)?,
            suffix: SuffixMatcher::new(&config.suffix)?,
            infix: InfixMatcher::new(&config.infix)?,
            url: UrlMatcher::new(&config.url)?,
        })
    }

    /// Whether any affix rule finds something in `text`.
    pub(super) fn any_match(&self, text: &str) -> bool {
        self.prefix.find(text) > 0
            || self.suffix.find(text) > 0
            || self.infix.find(text, 0).is_some()
    }

    /// Appends the tokens of `chunk`, which begins at byte `at` of the text.
    pub(super) fn tokenize(
        &self,
        chunk: &str,
        at: u32,
        exceptions: Option<&Exceptions>,
        poll: &Poll<'_>,
        out: &mut Vec<RawToken>,
    ) -> Result<(), Stopped> {
        if chunk.starts_with(is_space) {
            // No rule matches in a run of white space.
            push(out, at, chunk.len() as u32);
            return Ok(());
        }
        let stripped = self.strip(chunk, exceptions, poll)?;
        let mut at = at;
        for length in stripped.prefixes {
            push(out, at, length);
            at += length;
        }
        let core = stripped.core;
        if !core.is_empty() {
            let is_exception = exceptions.is_some_and(|known| known.push(core, at, out));
            if !is_exception {
                self.cut(core, at, poll, out)?;
            }
        }
        at += core.len() as u32;
        for &length in stripped.suffixes.iter().rev() {
            push(out, at, length);
            at += length;
        }
        Ok(())
    }

    /// Strips affixes until none is found or an exception is left.
    fn strip<'a>(
        &self,
        chunk: &'a str,
        exceptions: Option<&Exceptions>,
        poll: &Poll<'_>,
    ) -> Result<Stripped<'a>, Stopped> {
        let is_exception = |text: &str| exceptions.is_some_and(|known| known.contains(text));
        let mut core = chunk;
        let mut prefixes = Vec::new();
        let mut suffixes = Vec::new();
        let mut rounds = 0_usize;
        while !core.is_empty() && !is_exception(core) {
            rounds += 1;
            if rounds.is_multiple_of(AFFIXES_PER_POLL) {
                poll.check()?;
            }
            // Lengths fit in 32 bits because the text does.
            let prefix = self.prefix.find(core);
            if prefix > 0 && is_exception(&core[prefix..]) {
                prefixes.push(prefix as u32);
                core = &core[prefix..];
                break;
            }
            let suffix = self.suffix.find(&core[prefix..]);
            if suffix > 0 && is_exception(&core[..core.len() - suffix]) {
                // The prefix stays, because what is left with it is known.
                suffixes.push(suffix as u32);
                core = &core[..core.len() - suffix];
                break;
            }
            if prefix == 0 && suffix == 0 {
                break;
            }
            // The suffix was found behind the prefix, so they never overlap.
            core = &core[prefix..core.len() - suffix];
            if prefix > 0 {
                prefixes.push(prefix as u32);
            }
            if suffix > 0 {
                suffixes.push(suffix as u32);
            }
        }
        Ok(Stripped { core, prefixes, suffixes })
    }

    /// Cuts what has no affixes: not at all if it is a web address, otherwise
    /// at the infixes. An infix at the very beginning is none.
    fn cut(
        &self,
        core: &str,
        at: u32,
        poll: &Poll<'_>,
        out: &mut Vec<RawToken>,
    ) -> Result<(), Stopped> {
        if self.url.matches(core) {
            push(out, at, core.len() as u32);
            return Ok(());
        }
        let mut start = 0;
        let mut from = 0;
        let mut polled = 0;
        while let Some((begin, end)) = self.infix.find(core, from) {
            from = end;
            if end - polled > BYTES_PER_POLL {
                polled = end;
                poll.check()?;
            }
            if begin == 0 {
                continue;
            }
            if begin > start {
                push(out, at + start as u32, (begin - start) as u32);
            }
            push(out, at + begin as u32, (end - begin) as u32);
            start = end;
        }
        if start < core.len() {
            push(out, at + start as u32, (core.len() - start) as u32);
        }
        Ok(())
    }
}

fn push(out: &mut Vec<RawToken>, begin: u32, length: u32) {
    out.push(RawToken { begin, end: begin + length, norm: None });
}
