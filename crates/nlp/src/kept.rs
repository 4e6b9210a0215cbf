//! Documents in a form that can be kept, to be read again with the model that made them: reading
//! takes a small part of the time of an analysis.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::doc::{Doc, Entity, NO_LABEL, Token, WordType};
use crate::engine::Engine;

/// A document as it is kept: column by column, positions as distances, so that it takes little
/// room in any format that writes small numbers short.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptDoc {
    /// Bytes from the end of the token before, and bytes of the token itself.
    gaps: Vec<u32>,
    lengths: Vec<u32>,
    /// 1: a space follows; 2: a sentence begins.
    flags: Vec<u8>,
    /// Distance to the head.
    heads: Vec<i32>,
    /// Numbers of labels, plus 1; 0 for none.
    tags: Vec<u16>,
    deps: Vec<u16>,
    pos: Vec<u16>,
    morphs: Vec<u16>,
    /// Places in `norms`, and in `lemmas` plus 1, 0 for none.
    types: Vec<u32>,
    lemma_of: Vec<u32>,
    norms: Vec<KeptType>,
    lemmas: Vec<String>,
    entities: Vec<KeptEntity>,
    has_syntax: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KeptType {
    norm: String,
    is_space: bool,
}

/// An entity as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptEntity {
    begin: u32,
    end: u32,
    confidence: f32,
    label: u16,
}

/// Why a kept document cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the kept document does not fit: {0}")]
pub struct KeptError(&'static str);

const SPACE_AFTER: u8 = 1;
const SENT_START: u8 = 2;

impl KeptEntity {
    /// An entity to be kept.
    #[must_use]
    pub fn new(entity: &Entity) -> Self {
        // Tokens are fewer than bytes, which fit in 32 bits.
        let (begin, end) = (entity.tokens.start as u32, entity.tokens.end as u32);
        Self { begin, end, confidence: entity.confidence, label: entity.label }
    }

    /// The entity, if it can be one of `doc`.
    ///
    /// # Errors
    ///
    /// If the document has no such tokens, or its model no such label.
    pub fn read(&self, doc: &Doc) -> Result<Entity, KeptError> {
        let tokens = self.begin as usize..self.end as usize;
        if tokens.is_empty() || tokens.end > doc.tokens().len() {
            return Err(KeptError("an entity is not among its tokens"));
        }
        if usize::from(self.label) >= doc.entity_labels().count() {
            return Err(KeptError("an entity has a label that the model does not have"));
        }
        Ok(Entity { tokens, confidence: self.confidence, label: self.label })
    }
}

impl KeptDoc {
    /// A document to be kept.
    #[must_use]
    pub fn new(doc: &Doc) -> Self {
        let mut kept = Self { has_syntax: doc.has_syntax(), ..Self::default() };
        let mut end = 0;
        for (i, token) in doc.tokens().iter().enumerate() {
            kept.gaps.push(token.begin - end);
            kept.lengths.push(token.end - token.begin);
            end = token.end;
            let space = if token.space_after { SPACE_AFTER } else { 0 };
            let start = if token.sent_start { SENT_START } else { 0 };
            kept.flags.push(space | start);
            // Both are below 2^31: there are fewer tokens than bytes, of which an engine takes a
            // few millions.
            kept.heads.push(token.head as i32 - i as i32);
            kept.tags.push(token.tag.wrapping_add(1));
            kept.deps.push(token.dep.wrapping_add(1));
            kept.pos.push(token.pos.wrapping_add(1));
            kept.morphs.push(token.morph.wrapping_add(1));
            kept.types.push(token.lexeme);
            kept.lemma_of.push(token.lemma.wrapping_add(1));
        }
        let norm = |t: &WordType| KeptType { norm: (*t.norm).to_owned(), is_space: t.is_space };
        kept.norms = doc.types().iter().map(norm).collect();
        kept.lemmas = doc.lemmas().iter().map(|lemma| (**lemma).to_owned()).collect();
        kept.entities = doc.entities().iter().map(KeptEntity::new).collect();
        kept
    }

    /// The document, of the model of `engine` over `text`.
    ///
    /// # Errors
    ///
    /// If it cannot be one. A document of another model or text with the same numbers of labels
    /// and bytes cannot be told: keep the digests of both beside it.
    pub fn read(&self, engine: &Engine, text: &str) -> Result<Doc, KeptError> {
        let tokens = self.tokens(text)?;
        check_heads(&tokens)?;
        let types = self.norms.iter();
        let types = types.map(|t| WordType { norm: t.norm.as_str().into(), is_space: t.is_space });
        let lemmas = self.lemmas.iter().map(|lemma| lemma.as_str().into()).collect();
        let labels = engine.labels();
        let fits = |number: u16, labels: &[Box<str>]| {
            number == NO_LABEL || usize::from(number) < labels.len()
        };
        let known = |token: &Token| {
            fits(token.tag, &labels.tags)
                && fits(token.dep, &labels.deps)
                && fits(token.pos, &labels.pos)
                && fits(token.morph, &labels.morphs)
        };
        if !tokens.iter().all(known) {
            return Err(KeptError("a token has a label that the model does not have"));
        }
        let labels = std::sync::Arc::clone(labels);
        let doc = Doc::new(tokens, Vec::new(), types.collect(), lemmas, labels, self.has_syntax);
        let entities = self.entities.iter().map(|entity| entity.read(&doc));
        let entities = entities.collect::<Result<Vec<_>, _>>()?;
        if entities.windows(2).any(|pair| pair[1].tokens.start < pair[0].tokens.end) {
            return Err(KeptError("entities overlap"));
        }
        Ok(doc.with_entities(entities))
    }

    fn tokens(&self, text: &str) -> Result<Vec<Token>, KeptError> {
        let count = self.gaps.len();
        let columns = [
            self.lengths.len(),
            self.flags.len(),
            self.heads.len(),
            self.tags.len(),
            self.deps.len(),
            self.pos.len(),
            self.morphs.len(),
            self.types.len(),
            self.lemma_of.len(),
        ];
        if columns.iter().any(|&length| length != count) {
            return Err(KeptError("columns are of different lengths"));
        }
        let mut tokens = Vec::with_capacity(count);
        let mut end = 0_u32;
        // All columns are as long as the first.
        for i in 0..count {
            let begin = end.checked_add(self.gaps[i]);
            let stop = begin.and_then(|begin| begin.checked_add(self.lengths[i]));
            let (Some(begin), Some(stop)) = (begin, stop) else {
                return Err(KeptError("a token is not in the text"));
            };
            if text.get(begin as usize..stop as usize).is_none_or(str::is_empty) {
                return Err(KeptError("a token is not in the text"));
            }
            let (lexeme, lemma) = (self.types[i], self.lemma_of[i]);
            if lexeme as usize >= self.norms.len() || lemma as usize > self.lemmas.len() {
                return Err(KeptError("a token has a word that is not kept"));
            }
            tokens.push(Token {
                begin,
                end: stop,
                space_after: self.flags[i] & SPACE_AFTER != 0,
                // What is out of range is found by `check_heads`.
                head: (i as i64 + i64::from(self.heads[i])).try_into().unwrap_or(u32::MAX),
                sent_start: self.flags[i] & SENT_START != 0,
                tag: self.tags[i].wrapping_sub(1),
                dep: self.deps[i].wrapping_sub(1),
                pos: self.pos[i].wrapping_sub(1),
                morph: self.morphs[i].wrapping_sub(1),
                lexeme,
                lemma: lemma.wrapping_sub(1),
            });
            end = stop;
        }
        Ok(tokens)
    }
}

/// Checks that following heads ends at a root from each token.
fn check_heads(tokens: &[Token]) -> Result<(), KeptError> {
    // The walk on which a token was met; 0 before.
    let mut met = vec![0_usize; tokens.len()];
    for first in 0..tokens.len() {
        let walk = first + 1;
        let mut at = first;
        loop {
            match met.get(at) {
                None => return Err(KeptError("a head is not among the tokens")),
                Some(0) => met[at] = walk,
                Some(&earlier) if earlier == walk => {
                    return Err(KeptError("heads go round in a circle"));
                }
                // From there on an earlier walk has found its root.
                Some(_) => break,
            }
            let head = tokens[at].head as usize;
            if head == at {
                break;
            }
            at = head;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    const TEXT: &str =
        "Angela Merkel visited Paris on Monday. She didn't say why.  \n\nNobody asked.";

    fn engine() -> Engine {
        Engine::load(&testing::model_bytes()).unwrap()
    }

    fn kept() -> (Engine, KeptDoc, Doc) {
        let engine = engine();
        let doc = engine.analyze(TEXT);
        (engine, KeptDoc::new(&doc), doc)
    }

    #[test]
    fn what_is_kept_comes_back() {
        let (engine, kept, doc) = kept();
        let read = kept.read(&engine, TEXT).unwrap();
        assert_eq!(read.tokens(), doc.tokens());
        assert_eq!(read.sentences(), doc.sentences());
        assert_eq!(read.entities(), doc.entities());
        assert_eq!(read.has_syntax(), doc.has_syntax());
        for i in 0..doc.tokens().len() {
            assert_eq!(read.norm(i), doc.norm(i));
            assert_eq!(read.lemma(i), doc.lemma(i));
            assert_eq!((read.tag(i), read.dep(i)), (doc.tag(i), doc.dep(i)));
            assert_eq!((read.pos(i), read.morph(i)), (doc.pos(i), doc.morph(i)));
            assert_eq!(read.is_space(i), doc.is_space(i));
            assert!(read.children(i).eq(doc.children(i)));
        }
        assert_eq!(KeptDoc::new(&read), kept);
    }

    #[test]
    fn an_empty_document_comes_back() {
        let engine = engine();
        let read = KeptDoc::new(&engine.analyze("")).read(&engine, "").unwrap();
        assert!(read.tokens().is_empty());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let (engine, good, _) = kept();
        let refused = |change: &dyn Fn(&mut KeptDoc)| {
            let mut bad = good.clone();
            change(&mut bad);
            assert!(bad.read(&engine, TEXT).is_err());
        };
        assert!(good.read(&engine, &TEXT[..20]).is_err());
        assert!(
            good.read(&engine, &TEXT.replace("s o", "ス")).is_err(),
            "a token ends in a character"
        );
        refused(&|bad| bad.tags.truncate(1));
        refused(&|bad| bad.tags[0] = 60_000);
        refused(&|bad| bad.heads[0] = -1);
        refused(&|bad| bad.heads[0] = i32::MAX);
        refused(&|bad| (bad.heads[0], bad.heads[1]) = (1, -1));
        refused(&|bad| bad.gaps[3] = u32::MAX);
        refused(&|bad| bad.lengths[0] = 0);
        refused(&|bad| bad.types[0] = u32::MAX);
        refused(&|bad| bad.lemma_of[0] = u32::MAX);
        refused(&|bad| bad.entities[0].end = 1000);
        refused(&|bad| bad.entities[0].end = bad.entities[0].begin);
        refused(&|bad| bad.entities[0].label = 1000);
        refused(&|bad| bad.entities.push(bad.entities[0]));
    }
}
