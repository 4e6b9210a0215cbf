//! Stand-in with the engine's interface until the engine lands.
#![allow(missing_docs)]
use std::ops::Range;
pub struct Engine;
#[derive(Debug, thiserror::Error)]
#[error("model")]
pub struct ModelError;
#[derive(Debug, thiserror::Error)]
#[error("stopped")]
pub struct Stopped;
pub struct ModelInfo {
    pub name: String,
    pub version: String,
}
impl std::fmt::Display for ModelInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.name, self.version)
    }
}
static INFO: std::sync::OnceLock<ModelInfo> = std::sync::OnceLock::new();
impl Engine {
    pub fn load(_: &[u8]) -> Result<Self, ModelError> {
        Ok(Self)
    }
    pub fn embedded() -> Result<Self, ModelError> {
        Ok(Self)
    }
    pub fn model(&self) -> &ModelInfo {
        INFO.get_or_init(|| ModelInfo { name: "en_core_web_sm".into(), version: "3.8.0".into() })
    }
    pub fn analyze(&self, text: &str) -> Doc {
        self.analyze_until(text, &|| false).unwrap()
    }
    pub fn analyze_until(&self, text: &str, stop: &dyn Fn() -> bool) -> Result<Doc, Stopped> {
        if stop() {
            return Err(Stopped);
        }
        let mut tokens = Vec::new();
        for w in text.split(' ') {
            let begin = w.as_ptr() as usize - text.as_ptr() as usize;
            if !w.is_empty() {
                tokens.push(Token {
                    begin: begin as u32,
                    end: (begin + w.len()) as u32,
                    space_after: true,
                    head: 0,
                    sent_start: begin == 0,
                });
            }
        }
        let sentences = if tokens.is_empty() { vec![] } else { vec![0..tokens.len()] };
        let entities = tokens
            .iter()
            .enumerate()
            .filter(|(_, t)| text[t.begin as usize..].starts_with(char::is_uppercase))
            .map(|(i, _)| Entity { tokens: i..i + 1, confidence: 0.9 })
            .collect();
        Ok(Doc { tokens, sentences, entities })
    }
}
pub struct Token {
    pub begin: u32,
    pub end: u32,
    pub space_after: bool,
    pub head: u32,
    pub sent_start: bool,
}
pub struct Entity {
    pub tokens: Range<usize>,
    pub confidence: f32,
}
pub struct Doc {
    tokens: Vec<Token>,
    sentences: Vec<Range<usize>>,
    entities: Vec<Entity>,
}
impl Doc {
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }
    pub fn sentences(&self) -> &[Range<usize>] {
        &self.sentences
    }
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }
    pub fn label(&self, _: &Entity) -> &str {
        "PERSON"
    }
    pub fn tag(&self, _: usize) -> &str {
        "NN"
    }
    pub fn dep(&self, _: usize) -> &str {
        "dep"
    }
    pub fn head(&self, i: usize) -> usize {
        self.tokens[i].head as usize
    }
    pub fn children(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.tokens.len()).filter(move |&c| c != i && self.tokens[c].head as usize == i)
    }
    pub fn token_text<'t>(&self, i: usize, text: &'t str) -> &'t str {
        &text[self.tokens[i].begin as usize..self.tokens[i].end as usize]
    }
}
