//! What elements hand down to the text inside them.

use super::{tags::Tag, tree::Tree, words::Hints};

/// Elements whose content is told apart, one bit each in [`Context::around`].
pub(super) const AROUND: [&[Tag]; 14] = [
    &[Tag::Nav, Tag::Menu],
    &[Tag::Footer],
    &[Tag::Header],
    &[Tag::Aside],
    &[Tag::Form, Tag::Select, Tag::Button, Tag::Fieldset],
    &[Tag::Figure],
    &[Tag::Ul, Tag::Ol, Tag::Dl],
    &[Tag::Table],
    &[Tag::Article],
    &[Tag::Main],
    &[Tag::Blockquote],
    &[Tag::Section],
    &[Tag::Noscript],
    &[Tag::Details, Tag::Dialog],
];

/// What is known of an element from its names and from those around it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Context {
    /// What its own names hint at.
    pub(super) own: Hints,
    /// What its names and those of all elements around it hint at.
    pub(super) all: Hints,
    /// Which of [`AROUND`] it stands in.
    pub(super) around: u16,
    /// Whether it is marked as not shown.
    pub(super) hidden: bool,
}

impl Context {
    /// Whether it stands in an element of the kind.
    pub(super) fn within(self, tag: Tag) -> bool {
        AROUND
            .iter()
            .position(|tags| tags.contains(&tag))
            .is_some_and(|bit| self.around >> bit & 1 == 1)
    }
}

/// The context of every node. Linear in the page.
pub(super) fn contexts(tree: &Tree<'_>) -> Vec<Context> {
    let mut contexts: Vec<Context> = Vec::with_capacity(tree.nodes.len());
    for (id, node) in tree.nodes.iter().enumerate() {
        let up = contexts.get(node.parent).copied().unwrap_or_default();
        let Some(tag) = node.tag else {
            contexts.push(up);
            continue;
        };
        let mut own = Hints::default();
        let mut hidden = up.hidden;
        if tag.is_block() || matches!(tag, Tag::Span | Tag::Other) {
            for name in ["class", "id", "role", "itemprop"] {
                if let Some(value) = tree.attribute(id, name) {
                    own = own.with(Hints::of(value));
                }
            }
            hidden |= tree.attribute(id, "hidden").is_some()
                || tree.attribute(id, "aria-hidden") == Some("true")
                || tree.attribute(id, "style").is_some_and(hides);
        }
        // Classes of the whole page tell nothing of a part of it.
        if matches!(tag, Tag::Body | Tag::Html) {
            own = Hints::default();
        }
        let bits = AROUND.iter().enumerate().filter(|(_, tags)| tags.contains(&tag));
        let around = bits.fold(up.around, |around, (bit, _)| around | 1 << bit);
        contexts.push(Context { own, all: up.all.with(own), around, hidden });
    }
    contexts
}

/// Whether a style takes an element out of sight.
fn hides(style: &str) -> bool {
    let packed: String =
        style.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    packed.contains("display:none") || packed.contains("visibility:hidden")
}
