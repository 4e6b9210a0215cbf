//! Claims with the standing that they give themselves.

use std::io::{self, Write};

use super::AnalyzeView;
use crate::{
    cli::render::{
        style::Paint,
        table::{Page, Paragraph},
        text::{count, credit, pad},
    },
    domain::{Claim, Modality, Polarity},
};

impl AnalyzeView<'_> {
    pub(super) fn claims(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let claims = &self.analysis.claims;
        page.heading("Claims", &count(claims.len(), "claim", "claims"))?;
        for (index, claim) in claims.iter().enumerate() {
            self.claim(page, index, claim)?;
        }
        Ok(())
    }

    fn claim(
        &self,
        page: &mut Page<'_, impl Write>,
        index: usize,
        claim: &Claim,
    ) -> io::Result<()> {
        // The ids of the JSON output.
        let last = self.analysis.claims.len().saturating_sub(1);
        let id = pad(&format!("c{index}"), format!("c{last}").len());
        let labels = [(Paint::Dim, id)];
        let credit = credit(claim.attributed_to.map_or("", |span| span.of(self.text)));
        let suffix = [standing(claim), credit];
        let suffix: Vec<_> = suffix.into_iter().filter(|remark| !remark.is_empty()).collect();
        let suffix = suffix.join(" ");
        page.paragraph(&Paragraph {
            labels: &labels,
            suffix: &suffix,
            ..Paragraph::new(0, &self.words(claim.span))
        })
    }
}

/// What sets a claim apart from a plain statement, in square brackets.
fn standing(claim: &Claim) -> String {
    let polarity = (claim.polarity == Polarity::Negated).then_some("negated");
    let modality = match claim.modality {
        Modality::Asserted => None,
        Modality::Hedged => Some("hedged"),
        Modality::Planned => Some("planned"),
        Modality::Expected => Some("expected"),
        Modality::Conditional => Some("conditional"),
        Modality::Question => Some("question"),
        Modality::Demanded => Some("demanded"),
    };
    let remarks: Vec<_> = polarity.into_iter().chain(modality).collect();
    if remarks.is_empty() { String::new() } else { format!("[{}]", remarks.join(", ")) }
}
