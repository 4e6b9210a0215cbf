//! The text of a page as a reader sees it, cut into blocks, with the place of every
//! character in the source.

use std::{borrow::Cow, ops::Range};

use super::{
    tags::Tag,
    tree::{NodeId, Tree},
};
use crate::domain::Span;

/// Longest character reference: `&CounterClockwiseContourIntegral;`.
const LONGEST_REFERENCE: usize = 33;

/// A stretch of the flow's text and the stretch of the source that it was made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) length: usize,
    pub(super) source: Span,
}

/// A paragraph, heading, list item, cell: text that no other block interrupts.
#[derive(Debug)]
pub(super) struct Block {
    /// The block element right around the text.
    pub(super) owner: NodeId,
    /// Where the text stands in the flow's text.
    pub(super) text: Span,
    /// Its pieces in the flow's pieces; their lengths add up to the text's.
    pub(super) pieces: Range<usize>,
    /// First and last texts' nodes.
    pub(super) nodes: Range<NodeId>,
    /// Letters and digits that stand in links.
    pub(super) link_chars: usize,
}

/// All visible text of a page.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// The blocks' texts, one behind the other.
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    /// In page order.
    pub(super) blocks: Vec<Block>,
}

impl Block {
    /// Where it stands in the source, from its first to its last character.
    pub(super) fn source(&self, flow: &Flow) -> Span {
        let pieces = &flow.pieces[self.pieces.clone()];
        let begin = pieces.first().map_or(0, |piece| piece.source.begin);
        Span::new(begin, pieces.last().map_or(begin, |piece| piece.source.end))
    }
}

/// White space that waits for the next visible character of its block.
#[derive(Clone, Copy)]
struct Gap {
    /// Whether a line ends in it.
    line: bool,
    source: Span,
}

struct Writer<'t, 'h> {
    tree: &'t Tree<'h>,
    flow: Flow,
    gap: Option<Gap>,
    /// Line breaks since the last visible character.
    breaks: usize,
    /// Whether the next visible character opens a block.
    opens: bool,
    owner: NodeId,
}

/// What texts inherit from the elements around them.
#[derive(Clone, Copy)]
struct Inherited {
    owner: NodeId,
    link: bool,
    preformatted: bool,
    unseen: bool,
}

/// Reads the visible text. Linear in the page.
pub(super) fn flow(tree: &Tree<'_>) -> Flow {
    let mut writer =
        Writer { tree, flow: Flow::default(), gap: None, breaks: 0, opens: true, owner: 0 };
    let root = Inherited { owner: 0, link: false, preformatted: false, unseen: false };
    // What each open element hands down, with its end.
    let mut open: Vec<(NodeId, Inherited, bool)> = vec![(tree.nodes.len(), root, false)];
    for (id, node) in tree.nodes.iter().enumerate().skip(1) {
        while let Some(&(end, _, block)) = open.last()
            && end <= id
        {
            writer.opens |= block;
            open.pop();
        }
        let around = open.last().map_or(root, |&(_, inherited, _)| inherited);
        let Some(tag) = node.tag else {
            if !around.unseen {
                writer.write(id, node.source, around);
            }
            continue;
        };
        if tag == Tag::Br {
            writer.line_break(node.source);
        }
        let block = tag.is_block();
        writer.opens |= block;
        if node.end > id + 1 {
            let inherited = Inherited {
                owner: if block { id } else { around.owner },
                link: around.link || tag == Tag::A,
                preformatted: around.preformatted || tag == Tag::Pre,
                unseen: around.unseen || tag.is_unseen(),
            };
            open.push((node.end, inherited, block));
        }
    }
    writer.flow
}

impl Writer<'_, '_> {
    fn line_break(&mut self, source: Span) {
        self.breaks += 1;
        // Two in a row are how pages without paragraphs end one.
        self.opens |= self.breaks > 1;
        self.leave_gap(true, source);
    }

    fn leave_gap(&mut self, line: bool, source: Span) {
        self.gap = Some(match self.gap {
            Some(gap) => {
                Gap { line: gap.line || line, source: Span::new(gap.source.begin, source.end) }
            }
            None => Gap { line, source },
        });
    }

    /// Adds a text's characters.
    fn write(&mut self, node: NodeId, source: Span, around: Inherited) {
        let text = source.of(self.tree.html);
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let run = ordinary(&bytes[at..]);
            if run > 0 {
                self.add(
                    node,
                    &text[at..at + run],
                    Span::new(at, at + run).shifted(source.begin),
                    around,
                );
                at += run;
                continue;
            }
            let (length, value) = character(&text[at..]);
            let place = Span::new(at, at + length).shifted(source.begin);
            self.special(node, &value, place, around);
            at += length;
        }
    }

    /// Adds a character that may be white space, invisible, or a reference.
    fn special(&mut self, node: NodeId, value: &str, place: Span, around: Inherited) {
        if value.chars().all(char::is_whitespace) {
            self.leave_gap(around.preformatted && value.contains('\n'), place);
        } else if !value.chars().all(is_invisible) {
            self.add(node, value, place, around);
        }
    }

    fn add(&mut self, node: NodeId, value: &str, source: Span, around: Inherited) {
        self.opens |= self.owner != around.owner;
        self.breaks = 0;
        let gap = self.gap.take();
        if self.opens {
            self.opens = false;
            self.owner = around.owner;
            let begin = self.flow.text.len();
            let piece = self.flow.pieces.len();
            self.flow.blocks.push(Block {
                owner: around.owner,
                text: Span::new(begin, begin),
                pieces: piece..piece,
                nodes: node..node + 1,
                link_chars: 0,
            });
        } else if let Some(Gap { line, source }) = gap {
            self.push(if line { "\n" } else { " " }, source);
        }
        self.push(value, source);
        if let Some(block) = self.flow.blocks.last_mut() {
            block.text.end = self.flow.text.len();
            block.pieces.end = self.flow.pieces.len();
            block.nodes.end = node + 1;
            if around.link {
                block.link_chars += value.chars().filter(|c| !c.is_whitespace()).count();
            }
        }
    }

    fn push(&mut self, value: &str, source: Span) {
        self.flow.text.push_str(value);
        self.flow.pieces.push(Piece { length: value.len(), source });
    }
}

/// How many bytes stand for themselves: no white space that folds, no reference, nothing
/// invisible. A single space between words stands for itself too.
fn ordinary(bytes: &[u8]) -> usize {
    let plain =
        |b: u8| b > b' ' && b != b'&' && !matches!(b, 0x7f | 0xc2 | 0xe1 | 0xe2 | 0xe3 | 0xef);
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if plain(byte) || (byte == b' ' && at > 0 && bytes.get(at + 1).copied().is_some_and(plain))
        {
            at += 1;
        } else if byte >= 0xc2 && !folds(&bytes[at..]) {
            at += if byte >= 0xe0 { 3 } else { 2 };
        } else {
            break;
        }
    }
    at
}

/// Whether a character of two or three bytes is white space or invisible.
fn folds(bytes: &[u8]) -> bool {
    match bytes {
        [0xc2, second, ..] => *second <= 0xa0 || *second == 0xad,
        [0xe1, 0x9a, 0x80, ..] | [0xe3, 0x80, 0x80, ..] | [0xef, 0xbb, 0xbf, ..] => true,
        [0xe2, 0x80, third, ..] => *third <= 0x8f || (0xa8..=0xaf).contains(third),
        [0xe2, 0x81, third, ..] => *third >= 0x9f,
        _ => false,
    }
}

/// Whether a character takes no room: soft hyphens, zero-width spaces, marks of order,
/// controls.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || c.is_control()
}

/// The first character, decoded if it is a reference, and how many bytes it takes.
fn character(text: &str) -> (usize, Cow<'_, str>) {
    if text.starts_with('&')
        && let Some(found) = reference(text)
    {
        return found;
    }
    let length = text.chars().next().map_or(1, char::len_utf8);
    (length, Cow::Borrowed(&text[..length]))
}

/// A character reference: its length in the source and what it stands for. References
/// without a semicolon count where the HTML standard has them.
fn reference(text: &str) -> Option<(usize, Cow<'_, str>)> {
    let name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'#';
    let words = text.as_bytes()[1..].iter().take(LONGEST_REFERENCE).take_while(|b| name(b)).count();
    let semicolon = text.as_bytes().get(1 + words) == Some(&b';');
    let candidate = &text[..1 + words + usize::from(semicolon)];
    let decoded = htmlize::unescape(candidate);
    if decoded.starts_with('&') && decoded.len() == candidate.len() {
        return None;
    }
    // What follows a reference without a semicolon stands for itself.
    let rest = if semicolon && !decoded.ends_with(';') {
        0
    } else {
        let same = |(a, b): &(u8, u8)| a == b;
        candidate.bytes().rev().zip(decoded.bytes().rev()).take_while(same).count()
    };
    let value = decoded.len() - rest;
    if value == 0 {
        return Some((candidate.len(), decoded));
    }
    Some((candidate.len() - rest, Cow::Owned(decoded[..value].to_owned())))
}

/// Text with its character references decoded and white space folded, as for attributes and
/// titles.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    let mut at = 0;
    while at < text.len() {
        let (length, value) = character(&text[at..]);
        at += length;
        for c in value.chars() {
            if c.is_whitespace() {
                gap = true;
            } else if !is_invisible(c) {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                gap = false;
                out.push(c);
            }
        }
    }
    out
}
