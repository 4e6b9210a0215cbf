//! Who said what.

use std::io::{self, Write};

use super::AnalyzeView;
use crate::{
    cli::render::{
        style::Paint,
        table::{Page, Paragraph},
        text::{count, pad},
    },
    domain::{Party, Quote, QuoteKind},
};

impl AnalyzeView<'_> {
    pub(super) fn quotes(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let quotes = &self.analysis.quotes;
        page.heading("Quotes", &count(quotes.len(), "quotation", "quotations"))?;
        for (index, quote) in quotes.iter().enumerate() {
            self.quote(page, index, quote)?;
        }
        Ok(())
    }

    fn quote(
        &self,
        page: &mut Page<'_, impl Write>,
        index: usize,
        quote: &Quote,
    ) -> io::Result<()> {
        let kind = match quote.kind {
            QuoteKind::Direct => "direct  ",
            QuoteKind::Fragment => "fragment",
            QuoteKind::Indirect => "indirect",
            QuoteKind::Scare => "scare   ",
            QuoteKind::Title => "title   ",
        };
        // The ids of the JSON output.
        let last = self.analysis.quotes.len().saturating_sub(1);
        let id = pad(&format!("q{index}"), format!("q{last}").len());
        let labels = [(Paint::Dim, id), (Paint::Dim, kind.to_owned())];
        let credit = self.credit_of(quote);
        page.paragraph(&Paragraph {
            labels: &labels,
            suffix: &credit,
            ..Paragraph::new(0, &self.words(quote.span))
        })
    }

    /// Who speaks, through whom and to whom, in square brackets.
    fn credit_of(&self, quote: &Quote) -> String {
        let mut parts = Vec::new();
        let named = |parties: &mut dyn Iterator<Item = &Party>| {
            parties.map(|party| self.party(party)).collect::<Vec<_>>().join(" and ")
        };
        if !quote.speakers.is_empty() {
            parts.push(named(&mut quote.speakers.iter()));
        }
        if let Some(addressee) = &quote.addressee {
            parts.push(format!("to {}", self.party(addressee)));
        }
        if !quote.relayed_by.is_empty() {
            parts.push(format!("by way of {}", named(&mut quote.relayed_by.iter())));
        }
        if quote.unbalanced_marks {
            parts.push("a mark is missing".to_owned());
        }
        if parts.is_empty() { String::new() } else { format!("[{}]", parts.join(", ")) }
    }

    /// The words that name a party, with the name behind them when it is another.
    fn party(&self, party: &Party) -> String {
        let words = self.words(party.mention);
        let name = self.name_of(party.entity);
        if name.is_empty() || words.contains(&name) { words } else { format!("{words} = {name}") }
    }
}
