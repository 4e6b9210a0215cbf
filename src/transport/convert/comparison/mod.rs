//! The comparison of several articles, one subject a file.

mod claims;
mod columns;
mod discrepancies;
mod entities;
mod events;
mod five_w;
mod framing;
mod headlines;
mod library;
mod omissions;
mod overview;
mod parts;
mod quotes;
mod sourcing;
mod told;
mod view;

use super::{Offsets, enums, warning};
use crate::{
    domain::{Analysis, Article, ComparedDocument, Comparison, Evidence, Finding, Span},
    proto::v1,
};

pub use library::{matched_claims, traced_quote};
pub use parts::parts;
pub use told::{told, untold};
pub use view::View;

/// The text of a column and what was found in it.
#[derive(Clone, Copy, Debug)]
pub struct ColumnText<'a> {
    /// The article.
    pub article: &'a Article,
    /// Its analysis.
    pub analysis: &'a Analysis,
}

/// The whole comparison, no list cut; see [`View`]. `texts` are those of the columns, in their
/// order. Once `stop` returns true lists are cut: nobody waits for the answer.
pub fn comparison(
    comparison: &Comparison,
    texts: &[ColumnText<'_>],
    unit: v1::OffsetUnit,
    engine_version: &str,
    stop: &dyn Fn() -> bool,
) -> v1::Comparison {
    let columns = &Columns::new(&comparison.documents, texts, unit);
    let each = Each(stop);
    v1::Comparison {
        name: String::new(),
        story: String::new(),
        offset_unit: Offsets::of_text("", unit).unit().into(),
        documents: (0..columns.documents.len()).map(|column| columns.document(column)).collect(),
        overview: Some(overview::overview(comparison)),
        entities: each.of(&comparison.entities, |index, found| columns.entity(index, found)),
        claims: each.of(&comparison.claims, |index, found| columns.claim(index, found)),
        discrepancies: each.of(&comparison.discrepancies, |i, found| columns.discrepancy(i, found)),
        quotes: each.of(&comparison.quotes, |index, found| columns.quote(index, found)),
        timeline: each.of(&comparison.timeline, |index, found| columns.event(index, found)),
        numbers: each.of(&comparison.numbers, |index, found| columns.number(index, found)),
        framing: each.of(&comparison.framing, |index, found| columns.framing(index, found)),
        omissions: each.of(&comparison.omissions, |index, found| columns.omission(index, found)),
        text_reuse: each.of(&comparison.text_reuse, |index, found| columns.reuse(index, found)),
        sourcing: each.of(&comparison.sourcing, |_, found| columns.sourcing(found)),
        five_w: Some(columns.five_w(&comparison.five_w)),
        headlines: each.of(&comparison.headlines, |_, found| columns.headline(found)),
        warnings: comparison
            .warnings
            .iter()
            .map(|w| warning(w, |key| columns.offsets_of(key)))
            .collect(),
        total_sizes: Default::default(),
        engine_version: engine_version.to_owned(),
        create_time: None,
    }
}

/// Converts lists until it is told to stop.
struct Each<'a>(&'a dyn Fn() -> bool);

impl Each<'_> {
    fn of<T, M>(&self, list: &[T], convert: impl Fn(usize, &T) -> M) -> Vec<M> {
        let list = list.iter().enumerate().take_while(|_| !(self.0)());
        list.map(|(index, found)| convert(index, found)).collect()
    }
}

/// The columns with their texts. Every index of a column is one of [`Comparison::documents`];
/// what names another is left empty.
struct Columns<'a> {
    documents: &'a [ComparedDocument],
    texts: &'a [ColumnText<'a>],
    offsets: Vec<Offsets<'a>>,
}

impl<'a> Columns<'a> {
    fn new(
        documents: &'a [ComparedDocument],
        texts: &'a [ColumnText<'a>],
        unit: v1::OffsetUnit,
    ) -> Self {
        let offsets = texts.iter().map(|text| Offsets::new(text.article, unit)).collect();
        Self { documents, texts, offsets }
    }
}

impl Columns<'_> {
    fn offsets_of(&self, key: &str) -> Option<&Offsets<'_>> {
        let column = self.documents.iter().position(|document| document.key == key)?;
        self.offsets.get(column)
    }

    fn key(&self, column: usize) -> String {
        self.documents.get(column).map(|document| document.key.clone()).unwrap_or_default()
    }

    fn keys(&self, columns: &[usize]) -> Vec<String> {
        columns.iter().map(|&column| self.key(column)).collect()
    }

    fn span(&self, column: usize, span: Span) -> Option<v1::Span> {
        Some(self.offsets.get(column)?.span(span))
    }

    fn spans(&self, column: usize, spans: &[Span]) -> Vec<v1::Span> {
        spans.iter().filter_map(|&span| self.span(column, span)).collect()
    }

    fn evidence(&self, evidence: &Evidence) -> v1::Evidence {
        let column = evidence.document;
        let document = self.documents.get(column);
        v1::Evidence {
            document: document.map(|document| document.document.clone()).unwrap_or_default(),
            revision: document.map(|document| document.revision.clone()).unwrap_or_default(),
            span: self.span(column, evidence.span),
            sentence: self.span(column, evidence.sentence),
            section: enums::section(evidence.section).into(),
            voice: enums::voice(evidence.voice).into(),
            hedges: self.spans(column, &evidence.hedges),
        }
    }

    fn evidence_list(&self, list: &[Evidence]) -> Vec<v1::Evidence> {
        list.iter().map(|evidence| self.evidence(evidence)).collect()
    }
}

/// Ids of entries of one list.
fn ids(indices: &[usize], finding: fn(usize) -> Finding) -> Vec<String> {
    indices.iter().map(|&index| finding(index).to_string()).collect()
}

/// Id of an entry; empty when there is none.
fn id(index: Option<usize>, finding: fn(usize) -> Finding) -> String {
    index.map(|index| finding(index).to_string()).unwrap_or_default()
}
