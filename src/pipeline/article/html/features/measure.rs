//! A block's text in numbers.

use super::{
    super::flow::{Block, Flow},
    flag, real,
};

/// A block's text in numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(in super::super) struct Measure {
    pub(super) chars: f32,
    pub(super) words: f32,
    pub(in super::super) link: f32,
    pub(super) commas: f32,
    pub(super) ends: bool,
    pub(super) sentences: f32,
    pub(super) upper: f32,
    pub(super) digits: f32,
    /// Whether it reads like a paragraph.
    pub(in super::super) prose: bool,
    pub(super) letters: f32,
    pub(super) starts_upper: bool,
    pub(super) marks: f32,
}

/// Measures a block.
pub(super) fn measure(block: &Block, flow: &Flow) -> Measure {
    let text = block.text.of(&flow.text);
    let mut found = Measure::default();
    let mut previous = ' ';
    for c in text.chars() {
        if c.is_whitespace() {
            found.sentences += flag(matches!(previous, '.' | '!' | '?'));
        } else {
            found.chars += 1.0;
            found.words += flag(previous.is_whitespace());
            found.commas += flag(matches!(c, ',' | '،' | '，' | '、' | '。'));
            found.upper += flag(c.is_uppercase());
            found.digits += flag(c.is_numeric());
            found.letters += flag(c.is_alphabetic());
            found.marks += flag(matches!(c, '|' | '»' | '›' | '·' | '•' | '/' | '>'));
        }
        previous = c;
    }
    let Measure { chars, words, commas, .. } = found;
    let core = text.trim_end_matches(['"', '”', '“', '’', '\'', ')', ']', '»', '«']);
    found.ends = core.ends_with(['.', '!', '?', '…', ':', '。', '！', '？']);
    found.link = real(block.link_chars) / chars.max(1.0);
    found.upper /= found.letters.max(1.0);
    found.digits /= chars.max(1.0);
    let first = text.chars().find(|c| c.is_alphanumeric());
    found.starts_upper = first.is_some_and(|c| c.is_uppercase() || c.is_numeric());
    // Scripts without spaces have few words.
    let unspaced = chars > 40.0 && words < chars / 12.0 && commas > 1.0 && found.link < 0.3;
    found.prose = (found.ends && words >= 9.0 && found.link < 0.4)
        || (words >= 25.0 && found.link < 0.3)
        || unspaced;
    found
}
