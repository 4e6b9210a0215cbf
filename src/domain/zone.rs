//! Stretches of an article and what they are.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Span;

/// What a stretch of the submitted text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ZoneKind {
    /// The article itself.
    Body,
    /// The headline.
    Title,
    /// The place line before the first sentence, as in "JAKARTA - ".
    Dateline,
    /// A publication date or the like, set before the article by a machine.
    MetadataHeader,
    /// Path of sections that leads to the page.
    Breadcrumb,
    /// Headlines and teasers of other articles.
    RelatedStories,
    /// A request for money, subscription or sign-up.
    Appeal,
    /// Prompts of a comment form, or readers' comments.
    CommentForm,
    /// The line that names the author.
    Byline,
    /// Words under or beside a picture, its credit included.
    Caption,
    /// The line that credits an agency or tells who contributed.
    Credit,
    /// Menus, share bars and other controls of the page.
    Navigation,
    /// Markup, scripts and styles of a page: nothing that a reader sees.
    Markup,
    /// Furniture of another kind.
    OtherBoilerplate,
}

impl ZoneKind {
    /// Whether the stretch belongs to the page and not to the article: it is left out of
    /// every analysis.
    pub fn is_furniture(self) -> bool {
        !matches!(self, Self::Body | Self::Title | Self::Dateline | Self::MetadataHeader)
    }
}

/// A stretch of the submitted text, what it is, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// What it is.
    pub kind: ZoneKind,
    /// Where it is. The zones of an article tile its text.
    pub span: Span,
    /// Kebab-case name of the rule that decided.
    pub rule: Cow<'static, str>,
}
