//! Claims by how many sources carry them.

use std::io::{self, Write};

use super::{
    super::{
        style::{Paint, Style},
        table::{Page, Paragraph},
        text::{count, credit, pad},
    },
    CompareView,
};
use crate::domain::{ClaimCluster, ClaimStance, ClaimStatus, Relation, Warning};

/// Single-source claims shown of each source.
const SINGLE_SHOWN: usize = 5;
/// With more sources than this each wording gets one line, else two.
const SOURCES_WITH_TWO_LINES: usize = 8;

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let with = |status| {
        let claims = view.comparison.claims.iter().enumerate();
        claims.filter(move |(_, claim)| claim.status == status).collect::<Vec<_>>()
    };
    let (consensus, corroborated) = (with(ClaimStatus::Consensus), with(ClaimStatus::Corroborated));
    let threshold = view.consensus_threshold;

    page.heading("Consensus", &format!("at least {threshold} sources say it"))?;
    if !(consensus.is_empty() && corroborated.is_empty()) {
        page.remark(&legend(page.style))?;
    }
    shared(view, page, &consensus)?;
    // With two sources every shared claim is consensus: nothing lies between.
    if threshold > 2 || !corroborated.is_empty() {
        page.heading("Corroborated", "two sources or more say it, short of consensus")?;
        shared(view, page, &corroborated)?;
    }
    page.heading("Single source", "nobody else says it")?;
    single_source(view, page, &with(ClaimStatus::SingleSource))
}

/// Claims of several sources, each with the words of every source.
fn shared(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    claims: &[(usize, &ClaimCluster)],
) -> io::Result<()> {
    if claims.is_empty() {
        return page.remark(empty(view));
    }
    for (index, claim) in claims {
        page.gap()?;
        let labels = [
            (Paint::Bold, claim_id(view, *index)),
            (Paint::Dim, format!("{}/{}", claim.support(), view.documents().len())),
        ];
        page.paragraph(&Paragraph {
            labels: &labels,
            paint: Paint::Bold,
            ..Paragraph::new(0, &view.evidence(&claim.representative))
        })?;
        stances(view, page, claim)?;
    }
    Ok(())
}

/// What to say of a section without claims: a limit may have emptied it.
fn empty(view: &CompareView<'_>) -> &'static str {
    let cut = |warning: &Warning| matches!(warning, Warning::LimitReached { .. });
    if view.comparison.warnings.iter().any(cut) { "none shown, see the notes" } else { "none" }
}

fn legend(style: &Style) -> String {
    let symbol = |relation| style.symbol(relation);
    format!(
        "{} says it, {} says a weaker or less specific version, {} silent",
        symbol(Relation::Supports),
        symbol(Relation::Partial),
        symbol(Relation::Silent)
    )
}

/// The words of each source that has any, then the keys of those that have none.
fn stances(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    claim: &ClaimCluster,
) -> io::Result<()> {
    let indent = 4;
    let two_lines = view.documents().len() <= SOURCES_WITH_TWO_LINES;
    let max_lines = (!view.all).then_some(if two_lines { 2 } else { 1 });
    let stances = || claim.stances.iter().enumerate();
    for (document, stance) in stances().filter(|(_, s)| s.relation != Relation::Silent) {
        let key = pad(view.key(document), view.key_width());
        let paint = Style::relation_paint(stance.relation);
        let labels = [(paint, page.style.symbol(stance.relation).to_owned()), (Paint::Bold, key)];
        page.paragraph(&Paragraph {
            labels: &labels,
            suffix: &credit(&stance.attributed_to),
            max_lines,
            ..Paragraph::new(indent, &wording(view, claim, stance))
        })?;
    }
    let silent = stances().filter(|(_, s)| s.relation == Relation::Silent);
    let silent = view.keys(silent.map(|(document, _)| document));
    if silent.is_empty() {
        return Ok(());
    }
    let labels = [(Paint::Dim, page.style.symbol(Relation::Silent).to_owned())];
    page.paragraph(&Paragraph {
        labels: &labels,
        paint: Paint::Dim,
        ..Paragraph::new(indent, &format!("silent: {silent}"))
    })
}

/// A source's words, each wording once; those that head the row are not repeated.
fn wording(view: &CompareView<'_>, claim: &ClaimCluster, stance: &ClaimStance) -> String {
    let head = view.evidence(&claim.representative);
    let own = claim.representative.document;
    let mut wordings: Vec<String> = Vec::new();
    for evidence in &stance.evidence {
        let words = match view.evidence(evidence) {
            words if words == head && evidence.document == own => "(as above)".to_owned(),
            words => words,
        };
        if !wordings.contains(&words) {
            wordings.push(words);
        }
    }
    wordings.join(" / ")
}

/// What each source alone says.
fn single_source(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    claims: &[(usize, &ClaimCluster)],
) -> io::Result<()> {
    if claims.is_empty() {
        return page.remark(empty(view));
    }
    let max_lines = (!view.all).then_some(2);
    for document in 0..view.documents().len() {
        let own = claims.iter().filter(|(_, c)| c.representative.document == document);
        let own: Vec<_> = own.collect();
        if own.is_empty() {
            continue;
        }
        page.gap()?;
        let labels = [(Paint::Bold, view.key(document).to_owned())];
        let title = format!("{}, {}", view.name(document), count(own.len(), "claim", "claims"));
        page.paragraph(&Paragraph { labels: &labels, ..Paragraph::new(0, &title) })?;
        // One more than the limit is shown rather than counted.
        let shown =
            if view.all || own.len() <= SINGLE_SHOWN + 1 { own.len() } else { SINGLE_SHOWN };
        for (index, claim) in &own[..shown] {
            let labels = [(Paint::Dim, claim_id(view, *index))];
            let stance = claim.stances.get(document);
            let credit = stance.map(|s| credit(&s.attributed_to)).unwrap_or_default();
            page.paragraph(&Paragraph {
                labels: &labels,
                suffix: &credit,
                max_lines,
                ..Paragraph::new(4, &view.evidence(&claim.representative))
            })?;
        }
        if shown < own.len() {
            let more = format!("and {} more (--all)", own.len() - shown);
            page.paragraph(&Paragraph { paint: Paint::Dim, ..Paragraph::new(10, &more) })?;
        }
    }
    Ok(())
}

/// The id that the JSON output gives the claim at this position, as wide as the last one's.
fn claim_id(view: &CompareView<'_>, index: usize) -> String {
    let last = view.comparison.claims.len().saturating_sub(1);
    pad(&format!("C{index}"), format!("C{last}").len())
}
