//! What a stretch that is left out is, by the names of the elements around it.

use super::{context::Context, features::Measure, tags::Tag, words::Hint};
use crate::domain::ZoneKind;

/// Kind and rule of a stretch.
pub(super) type Verdict = (ZoneKind, &'static str);

/// From this share of links on, a block is a list of links.
const LINKS: f32 = 0.5;

/// A block that no rule names.
const OTHER: Verdict = (ZoneKind::OtherBoilerplate, "unlike-article-text");

/// What a block is that is not of the article.
pub(super) fn furniture(context: Context, measure: &Measure) -> Verdict {
    named(context).unwrap_or(if measure.link > LINKS {
        (ZoneKind::Navigation, "link-list")
    } else {
        OTHER
    })
}

/// What the elements around a block call it; `None` when they leave it open.
pub(super) fn named(context: Context) -> Option<Verdict> {
    use ZoneKind::*;
    let all = context.all;
    let rules = [
        (context.hidden, (Markup, "hidden-element")),
        (all.has(Hint::Comment), (CommentForm, "comment-section")),
        (all.has(Hint::Consent), (Appeal, "sign-up-box")),
        (context.within(Tag::Figure) || context.own.has(Hint::Media), (Caption, "picture-caption")),
        (context.within(Tag::Nav) || all.has(Hint::Navigation), (Navigation, "page-navigation")),
        (all.has(Hint::Share), (Navigation, "share-bar")),
        (all.has(Hint::Related), (RelatedStories, "related-stories")),
        (context.own.has(Hint::Author), (Byline, "author-line")),
        (context.within(Tag::Footer) || all.has(Hint::Footer), (OtherBoilerplate, "page-footer")),
        (all.has(Hint::Ad), (OtherBoilerplate, "advertisement")),
        (context.within(Tag::Aside) || all.has(Hint::Side), (OtherBoilerplate, "side-column")),
        (context.within(Tag::Form) || context.own.has(Hint::Form), (Navigation, "form-control")),
        (context.own.has(Hint::Meta), (Byline, "date-line")),
        (all.has(Hint::Tags), (Navigation, "topic-links")),
        (context.within(Tag::Header), (Navigation, "page-header")),
    ];
    rules.into_iter().find(|(fits, _)| *fits).map(|(_, verdict)| verdict)
}
