//! A page as a tree of elements and texts that know where they stand in the source.
//!
//! The tokenizer follows the HTML standard; the tree is built with the rules of the standard
//! that decide where elements end (elements without content, end tags that may be left out,
//! end tags that close nothing) and without those that move elements, so that everything
//! keeps its place in the source. Nodes stand in page order and nothing here recurses: depth
//! costs nothing. Time is linear in the page.

use std::borrow::Cow;

use html5gum::{
    Span as TokenSpan, State, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};

use super::tags::Tag;
use crate::domain::Span;

/// How many open elements an end tag looks through for its start tag. Only pages that nest
/// for the sake of nesting go deeper between the two.
const END_TAG_REACH: usize = 256;

/// How many an end tag of an element within the line looks through.
const INLINE_REACH: usize = 24;

/// Attributes that are kept of an element.
const KEPT_ATTRIBUTES: usize = 32;

/// Index of a node; nodes are in page order.
pub(super) type NodeId = usize;

/// An element or a text.
#[derive(Debug)]
pub(super) struct Node {
    /// The element's kind; `None` for a text.
    pub(super) tag: Option<Tag>,
    /// The element around it; the root is its own parent.
    pub(super) parent: NodeId,
    /// The first node behind it and all that it contains.
    pub(super) end: NodeId,
    /// Where it stands: a text, or an element's start tag.
    pub(super) source: Span,
    attributes: std::ops::Range<usize>,
}

/// A page.
#[derive(Debug)]
pub(super) struct Tree<'h> {
    /// The source.
    pub(super) html: &'h str,
    /// In page order; the first is the root and stands for the page.
    pub(super) nodes: Vec<Node>,
    attributes: Vec<(Cow<'h, str>, Cow<'h, str>)>,
}

impl<'h> Tree<'h> {
    /// Reads a page. Every string is a page.
    pub(super) fn parse(html: &'h str) -> Self {
        let mut builder = Builder::new(html);
        let emitter = CallbackEmitter::new(
            |event: CallbackEvent<'_>, span: TokenSpan<usize>| -> Option<State> {
                builder.take(&event, Span::new(span.start, span.end))
            },
        );
        let mut tokenizer = Tokenizer::new_with_emitter(html, emitter);
        // Reading from memory does not fail.
        while let Some(Ok(state)) = tokenizer.next() {
            tokenizer.set_state(state);
        }
        drop(tokenizer);
        builder.finish()
    }

    /// An attribute's value with its character references decoded.
    pub(super) fn attribute(&self, node: NodeId, name: &str) -> Option<&str> {
        let range = self.nodes.get(node)?.attributes.clone();
        self.attributes[range].iter().find(|(n, _)| n == name).map(|(_, value)| &**value)
    }

    /// The element's kind; [`Tag::Other`] for texts.
    pub(super) fn tag(&self, node: NodeId) -> Tag {
        self.nodes[node].tag.unwrap_or(Tag::Other)
    }

    /// The elements of a kind, in page order.
    pub(super) fn elements(&self, tag: Tag) -> impl Iterator<Item = NodeId> + '_ {
        let is = move |node: &Node| node.tag == Some(tag);
        self.nodes.iter().enumerate().filter(move |(_, node)| is(node)).map(|(id, _)| id)
    }

    /// The source of the texts inside an element, in page order.
    pub(super) fn texts(&self, node: NodeId) -> impl Iterator<Item = &'h str> + '_ {
        let inside = &self.nodes[node..self.nodes[node].end];
        inside.iter().filter(|n| n.tag.is_none()).map(|n| n.source.of(self.html))
    }
}

/// Whether the end tag of such an element closes cells that are open.
fn of_table(tag: Tag) -> bool {
    matches!(tag, Tag::Table | Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot)
}

struct Builder<'h> {
    html: &'h str,
    nodes: Vec<Node>,
    attributes: Vec<(Cow<'h, str>, Cow<'h, str>)>,
    /// Open elements, outermost first; the root is always there.
    open: Vec<NodeId>,
    /// How many elements of each kind are open, so that most end tags that close nothing
    /// are told at once.
    open_of: [u32; Tag::COUNT],
    /// Whether the attribute that is being read is kept: end tags have some too, which say
    /// nothing.
    keeps_attribute: bool,
    in_start_tag: bool,
}

impl<'h> Builder<'h> {
    fn new(html: &'h str) -> Self {
        let mut builder = Self {
            html,
            nodes: Vec::with_capacity(html.len() / 32),
            attributes: Vec::new(),
            open: Vec::new(),
            open_of: [0; Tag::COUNT],
            keeps_attribute: false,
            in_start_tag: false,
        };
        builder.push(Some(Tag::Other), Span::new(0, 0));
        builder.open.push(0);
        builder
    }

    /// Takes an event; the tokenizer's next state where an element's content is no markup.
    fn take(&mut self, event: &CallbackEvent<'_>, span: Span) -> Option<State> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.start_tag(Tag::of(name), span);
                self.in_start_tag = true;
            }
            CallbackEvent::AttributeName { name } => self.attribute_name(name),
            CallbackEvent::AttributeValue { value } => self.attribute_value(value, span),
            CallbackEvent::CloseStartTag { self_closing } => {
                self.in_start_tag = false;
                return self.close_start_tag(*self_closing);
            }
            CallbackEvent::EndTag { name } => self.end_tag(Tag::of(name), span.begin),
            CallbackEvent::String { .. } => {
                self.push(None, span);
            }
            _ => {}
        }
        None
    }

    fn push(&mut self, tag: Option<Tag>, source: Span) -> NodeId {
        let id = self.nodes.len();
        let parent = self.open.last().copied().unwrap_or(0);
        let attributes = self.attributes.len()..self.attributes.len();
        self.nodes.push(Node { tag, parent, end: id + 1, source, attributes });
        id
    }

    fn start_tag(&mut self, tag: Tag, span: Span) {
        self.close_implied(tag);
        let id = self.push(Some(tag), span);
        if !tag.is_void() {
            self.open.push(id);
            self.open_of[tag as usize] += 1;
        }
    }

    /// Closes the elements whose end tag may be left out before `tag`.
    fn close_implied(&mut self, tag: Tag) {
        use Tag::*;
        let (closed, within): (&[Tag], &[Tag]) = match tag {
            Li => (&[Li], &[Ul, Ol, Menu]),
            Dt | Dd => (&[Dt, Dd], &[Dl]),
            Tr => (&[Tr, Td, Th], &[Table]),
            Td | Th => (&[Td, Th], &[Tr, Table]),
            Thead | Tbody | Tfoot => (&[Thead, Tbody, Tfoot, Tr, Td, Th], &[Table]),
            Option | Optgroup => (&[Option], &[Select]),
            Body => (&[Head], &[Html]),
            A => (&[A], &[Table, Td, Th]),
            _ if tag.is_block() => (&[P], &[Button, Td, Th, Table]),
            _ => return,
        };
        if closed.iter().all(|&tag| self.open_of[tag as usize] == 0) {
            return;
        }
        // An open paragraph or link is closed with what stands in the line inside it, never
        // through other blocks.
        let inline = matches!(closed, [P] | [A]);
        let reach = if inline { INLINE_REACH } else { END_TAG_REACH };
        let mut outermost = None;
        for (depth, &id) in self.open.iter().enumerate().rev().take(reach) {
            let open = self.nodes[id].tag.unwrap_or(Other);
            if closed.contains(&open) {
                outermost = Some(depth);
                if inline {
                    break;
                }
            } else if within.contains(&open) || (inline && open.is_block()) {
                break;
            }
        }
        if let Some(depth) = outermost {
            self.close_to(depth);
        }
    }

    fn end_tag(&mut self, tag: Tag, at: usize) {
        if (tag == Tag::P && self.open_of[tag as usize] == 0) || tag == Tag::Br {
            self.push(Some(Tag::Br), Span::new(at, at));
            return;
        }
        // What comes behind the end of the body still belongs to the page.
        if self.open_of[tag as usize] == 0 || matches!(tag, Tag::Body | Tag::Html) {
            return;
        }
        let block = tag.is_block();
        let reach = if block { END_TAG_REACH } else { INLINE_REACH };
        for (depth, &id) in self.open.iter().enumerate().rev().take(reach) {
            let open = self.nodes[id].tag.unwrap_or(Tag::Other);
            let same = open == tag || (tag.heading().is_some() && open.heading().is_some());
            if same && depth > 0 {
                self.close_to(depth);
                return;
            }
            let bars = if block { open.is_scope() && !of_table(tag) } else { open.is_block() };
            if bars {
                return;
            }
        }
    }

    /// Closes the open elements from a depth on; the root stays open.
    fn close_to(&mut self, depth: usize) {
        let end = self.nodes.len();
        for id in self.open.drain(depth.max(1)..) {
            let node = &mut self.nodes[id];
            node.end = end;
            self.open_of[node.tag.unwrap_or(Tag::Other) as usize] -= 1;
        }
    }

    fn attribute_name(&mut self, name: &[u8]) {
        let Some(node) = self.nodes.last_mut() else { return };
        self.keeps_attribute = self.in_start_tag && node.attributes.len() < KEPT_ATTRIBUTES;
        if self.keeps_attribute {
            let name = String::from_utf8_lossy(name).into_owned();
            self.attributes.push((Cow::Owned(name), Cow::Borrowed("")));
            node.attributes.end += 1;
        }
    }

    fn attribute_value(&mut self, value: &[u8], span: Span) {
        let Some((_, slot)) = self.attributes.last_mut().filter(|_| self.keeps_attribute) else {
            return;
        };
        let source = self.html.get(span.begin..span.end).unwrap_or_default();
        *slot = if source.as_bytes() == value {
            Cow::Borrowed(source)
        } else {
            Cow::Owned(String::from_utf8_lossy(value).into_owned())
        };
    }

    fn close_start_tag(&mut self, self_closing: bool) -> Option<State> {
        let last = self.nodes.len() - 1;
        // Elements of SVG and MathML may close themselves, and their content is markup.
        if self.open_of[Tag::Svg as usize] + self.open_of[Tag::Math as usize] > 0 {
            if self_closing && self.open.last() == Some(&last) {
                self.close_to(self.open.len() - 1);
            }
            return None;
        }
        match self.nodes[last].tag? {
            Tag::Title | Tag::Textarea => Some(State::RcData),
            Tag::Script => Some(State::ScriptData),
            Tag::Style | Tag::Iframe | Tag::Noframes | Tag::Noembed | Tag::Xmp => {
                Some(State::RawText)
            }
            _ => None,
        }
    }

    fn finish(mut self) -> Tree<'h> {
        let end = self.nodes.len();
        self.close_to(1);
        self.nodes[0].end = end;
        Tree { html: self.html, nodes: self.nodes, attributes: self.attributes }
    }
}
