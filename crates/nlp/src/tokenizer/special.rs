//! Exceptions: strings whose tokens are listed, such as "don't" and "a.m.".

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::RawToken;
use crate::model::ModelError;
use crate::vocab::Vocabulary;
use crate::words::Word;

/// One token of an exception.
#[derive(Debug)]
struct Part {
    bytes: u32,
    /// Norm of the token, by index, if the exception gives one.
    norm: Option<u32>,
}

/// The exceptions, by string.
#[derive(Debug)]
pub(super) struct Exceptions {
    by_text: FxHashMap<Box<str>, Box<[Part]>>,
    norms: Vec<Box<str>>,
    max_bytes: usize,
}

impl Exceptions {
    pub(super) fn new(
        config: &BTreeMap<String, Vec<(String, Option<String>)>>,
    ) -> Result<Self, ModelError> {
        let mut exceptions =
            Self { by_text: FxHashMap::default(), norms: Vec::new(), max_bytes: 0 };
        for (text, parts) in config {
            let joined: String = parts.iter().map(|(orth, _)| orth.as_str()).collect();
            let has_empty = parts.iter().any(|(orth, _)| orth.is_empty());
            if text.is_empty() || joined != *text || has_empty || text.len() > 1_024 {
                return Err(ModelError::config(
                    format!("tokenizer.exceptions[{text:?}]"),
                    "is not made of its tokens",
                ));
            }
            let parts = parts
                .iter()
                .map(|(orth, norm)| Part {
                    // At most 1,024, as checked above.
                    bytes: orth.len() as u32,
                    norm: norm.as_deref().map(|norm| exceptions.add_norm(norm)),
                })
                .collect();
            exceptions.max_bytes = exceptions.max_bytes.max(text.len());
            exceptions.by_text.insert(text.as_str().into(), parts);
        }
        Ok(exceptions)
    }

    fn add_norm(&mut self, norm: &str) -> u32 {
        let known = self.norms.iter().position(|known| **known == *norm);
        let index = known.unwrap_or_else(|| {
            self.norms.push(norm.into());
            self.norms.len() - 1
        });
        // The configuration of a model file is smaller than 4 GiB.
        index as u32
    }

    /// The norm with an index that a token carries.
    pub(super) fn norm(&self, index: u32) -> &str {
        &self.norms[index as usize]
    }

    pub(super) fn contains(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    fn get(&self, text: &str) -> Option<&[Part]> {
        if text.len() > self.max_bytes {
            return None;
        }
        self.by_text.get(text).map(|parts| &**parts)
    }

    /// Appends the tokens of `text`, which begins at byte `at`, if it is an
    /// exception.
    pub(super) fn push(&self, text: &str, at: u32, out: &mut Vec<RawToken>) -> bool {
        let Some(parts) = self.get(text) else {
            return false;
        };
        let mut begin = at;
        for part in parts {
            let end = begin + part.bytes;
            out.push(RawToken { begin, end, norm: part.norm });
            begin = end;
        }
        true
    }
}

/// Finds the exceptions that the affix rules have torn apart, such as the
/// emoticon ":-)", as sequences of tokens.
#[derive(Debug)]
pub(super) struct PhraseMatcher {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    next: FxHashMap<Box<str>, u32>,
    is_end: bool,
}

impl PhraseMatcher {
    /// Builds the matcher from the token sequences.
    pub(super) fn new<'a>(phrases: impl Iterator<Item = Vec<&'a str>>) -> Self {
        let mut matcher = Self { nodes: vec![Node::default()] };
        for phrase in phrases {
            let mut at = 0;
            for token in phrase {
                // Nodes are as many as the tokens of the configuration.
                let fresh = matcher.nodes.len() as u32;
                let next = *matcher.nodes[at].next.entry(token.into()).or_insert(fresh);
                if next == fresh {
                    matcher.nodes.push(Node::default());
                }
                at = next as usize;
            }
            matcher.nodes[at].is_end = at != 0;
        }
        matcher
    }

    /// Whether a phrase begins with a token.
    pub(super) fn begins(&self, token: &str) -> bool {
        self.nodes[0].next.contains_key(token)
    }

    /// The token ranges to replace: the longest matches first, the leftmost of
    /// equally long ones first, without overlap; in text order.
    pub(super) fn find(
        &self,
        text: &str,
        tokens: &[Word],
        vocabulary: &Vocabulary,
    ) -> Vec<(usize, usize)> {
        let mut matches = Vec::new();
        for (first, token) in tokens.iter().enumerate() {
            if !vocabulary.lexeme(token.lexeme).begins_phrase {
                continue;
            }
            let mut node = &self.nodes[0];
            for (at, token) in tokens.iter().enumerate().skip(first) {
                let Some(&next) = node.next.get(token.text(text)) else {
                    break;
                };
                node = &self.nodes[next as usize];
                if node.is_end {
                    matches.push((first, at + 1));
                }
            }
        }
        matches.sort_unstable_by_key(|&(begin, end)| (std::cmp::Reverse(end - begin), begin));
        filter_overlaps(matches)
    }
}

/// Drops the matches that begin or end inside of an earlier one. A dropped
/// match still shadows those after it, as in the reference tokenizer.
fn filter_overlaps(matches: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut kept = Vec::new();
    for (begin, end) in matches {
        if !seen.contains(&begin) && !seen.contains(&(end - 1)) {
            kept.push((begin, end));
        }
        seen.extend(begin..end);
    }
    kept.sort_unstable();
    kept
}
