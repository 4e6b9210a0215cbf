//! Quotations inside quotations: what a speaker says that others said, or sets apart.

use super::{
    Draft, Marks,
    credit::{At, Credit},
    lexicon::{self, Frame},
    reading::Reading,
};
use crate::{
    domain::QuoteKind,
    pipeline::annotate::{Parsed, syntax, words},
};

/// How many tokens before a quotation are searched for a cue.
const WINDOW: usize = 4;

/// The marked stretches that lie in others.
pub(super) fn nested(parsed: &Parsed<'_>, marks: &Marks, readings: &[Reading<'_>]) -> Vec<Draft> {
    let inner = parsed.few_until_stopped(&marks.stretches).filter(|stretch| stretch.depth > 0);
    let draft = |stretch: &super::marks::Marked| {
        let segment = parsed.segment_at(stretch.span.begin)?;
        let tokens = parsed.tokens_in(segment, stretch.span);
        let reading = &readings[segment];
        let doc = reading.doc;
        let cue = (tokens.start.saturating_sub(WINDOW)..tokens.start)
            .rev()
            .find(|&t| words::is_verb_tag(doc.tag(t)) && lexicon::verb(doc, t).has(Frame::SPEECH));
        let at = |token| At { segment, token };
        let credit = cue.map(|cue| Credit {
            source: syntax::subject(doc, cue).map(at),
            cue: Some(reading.span(cue..cue + 1)),
            cue_token: Some(at(cue)),
            addressee: None,
            relayer: None,
            signature: None,
            rule: "cue-before",
            score: 0.7,
        });
        let finite = |t: usize| matches!(doc.tag(t), "VBD" | "VBZ" | "VBP" | "MD");
        let kind = match credit {
            None => QuoteKind::Scare,
            Some(_) if tokens.clone().any(finite) => QuoteKind::Direct,
            Some(_) => QuoteKind::Fragment,
        };
        Some(Draft {
            kind,
            span: stretch.span,
            content: stretch.content,
            credit,
            unbalanced: stretch.unbalanced,
            continues: None,
        })
    };
    inner.filter_map(draft).collect()
}
