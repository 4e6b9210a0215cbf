//! The parts of a comparison that one may choose to see.

use clap::ValueEnum;

/// One part of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Facet {
    /// The columns: outlet, date, headline, state of the text.
    Sources,
    /// Key points and figures.
    Overview,
    /// Where sources differ.
    Discrepancies,
    /// The claim matrix.
    Claims,
    /// Utterances in all their renderings.
    Quotes,
    /// Events in time.
    Timeline,
    /// Numbers of one thing.
    Numbers,
    /// Words that name and judge.
    Framing,
    /// What some tell and others leave out.
    Omissions,
    /// Words that sources share.
    TextReuse,
    /// On whom sources rely.
    Sourcing,
    /// Who, what, when, where, why, how.
    FiveW,
    /// Headlines against their articles.
    Headlines,
    /// Names and how they are written.
    Entities,
}

/// What of a comparison is shown.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The parts to show; empty = all.
    pub facets: Vec<Facet>,
    /// Every entry of every list, every wording whole.
    pub all: bool,
    /// The wordings of every source under each claim.
    pub wordings: bool,
    /// Most claims; 0 = all.
    pub max_claims: usize,
    /// Most discrepancies; 0 = all.
    pub max_discrepancies: usize,
}

impl Selection {
    /// Whether a part is shown.
    pub fn shows(&self, facet: Facet) -> bool {
        self.facets.is_empty() || self.facets.contains(&facet)
    }
}
