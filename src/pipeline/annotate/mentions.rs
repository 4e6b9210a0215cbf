//! Which entity a word names.

use crate::domain::{Entity, MentionKind, Span};

/// The mentions of all entities, to be found by position.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Mentions {
    /// By where they begin.
    mentions: Vec<Named>,
}

/// One mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::pipeline) struct Named {
    /// The words.
    pub(in crate::pipeline) span: Span,
    /// Index of the entity.
    pub(in crate::pipeline) entity: usize,
    /// How they name it.
    pub(in crate::pipeline) kind: MentionKind,
}

impl Mentions {
    pub(in crate::pipeline) fn new(entities: &[Entity]) -> Self {
        let named = |(entity, e): (usize, &Entity)| -> Vec<Named> {
            e.mentions.iter().map(|m| Named { span: m.span, entity, kind: m.kind }).collect()
        };
        let mut mentions: Vec<Named> = entities.iter().enumerate().flat_map(named).collect();
        mentions.sort_unstable();
        Self { mentions }
    }

    /// The shortest mention that covers a span: of "Ukraine" the country and not the war.
    pub(in crate::pipeline) fn covering(&self, span: Span) -> Option<Named> {
        /// Mentions are nested no deeper: a country in a war in a book.
        const MAX_NESTING: usize = 6;
        let after = self.mentions.partition_point(|m| m.span.begin <= span.begin);
        let near = self.mentions[..after].iter().rev().take(MAX_NESTING);
        near.filter(|m| m.span.contains(span)).min_by_key(|m| m.span.len()).copied()
    }

    /// The mentions that begin inside a span, in text order.
    pub(in crate::pipeline) fn beginning_in(&self, span: Span) -> impl Iterator<Item = Named> {
        let from = self.mentions.partition_point(|m| m.span.begin < span.begin);
        self.mentions[from..].iter().take_while(move |m| m.span.begin < span.end).copied()
    }

    /// The entities mentioned wholly inside a span, each once, in text order.
    pub(in crate::pipeline) fn named_in(&self, span: Span) -> Vec<usize> {
        let inside = self.beginning_in(span).filter(|m| span.contains(m.span));
        let mut named: Vec<(usize, usize)> =
            inside.enumerate().map(|(at, mention)| (mention.entity, at)).collect();
        named.sort_unstable();
        named.dedup_by_key(|(entity, _)| *entity);
        named.sort_unstable_by_key(|(_, at)| *at);
        named.into_iter().map(|(entity, _)| entity).collect()
    }
}
