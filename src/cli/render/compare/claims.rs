//! The claim matrix: a row for each claim, a sign for what each source has to say to it.

use std::io::{self, Write};

use super::{
    super::{
        names,
        style::{Paint, Style},
        table::{Page, Paragraph},
        text::{count, credit, pad, width},
    },
    CompareView, id, key_width, more, padded_key, shown,
};
use crate::domain::{ClaimCluster, ClaimStance, ClaimStatus, Relation, Warning};

/// Claims of each status shown without --all.
const SHOWN: usize = 12;
/// Single-source claims shown of each source without --all.
const SINGLE_SHOWN: usize = 3;
/// With more sources than this each wording gets one line, else two.
const SOURCES_WITH_TWO_LINES: usize = 8;
/// Fewest columns for the words beside the signs.
const MIN_WORDS: usize = 36;

type Claims<'a> = Vec<(usize, &'a ClaimCluster)>;

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let with = |status| -> Claims<'_> {
        view.claims().filter(|(_, claim)| claim.status == status).collect()
    };
    page.heading("Claim matrix", "")?;
    page.remark(&legend(page.style))?;
    let layout = Layout::fitting(view, page.style.width);
    if layout == Layout::Dense {
        page.remark("The signs stand in the order of the sources.")?;
    }
    let threshold = view.consensus_threshold;
    let consensus = format!("at least {threshold} independent voices say it");
    matrix(view, page, layout, "Consensus", &consensus, &with(ClaimStatus::Consensus))?;
    let corroborated = with(ClaimStatus::Corroborated);
    // With two voices every shared claim is consensus: nothing lies between.
    if threshold > 2 || !corroborated.is_empty() {
        let remark = "two voices or more say it, short of consensus";
        matrix(view, page, layout, "Corroborated", remark, &corroborated)?;
    }
    let remark = "a source contradicts it or reports that it is denied";
    matrix(view, page, layout, "Disputed", remark, &with(ClaimStatus::Disputed))?;
    page.heading("Single source", "nobody else says it")?;
    single_source(view, page, &with(ClaimStatus::SingleSource))
}

/// How rows are laid out.
#[derive(Clone, Copy, PartialEq)]
enum Layout {
    /// A column for each source under its key, so many columns wide.
    Columns(usize),
    /// Signs without space between.
    Dense,
    /// Signs and keys under the words.
    Stacked,
}

impl Layout {
    fn fitting(view: &CompareView<'_>, page: usize) -> Self {
        let sources = view.documents().len();
        let cell = key_width(view) + 1;
        let room = page.saturating_sub(id_width(view) + 4 + MIN_WORDS);
        if sources * cell <= room {
            Self::Columns(cell)
        } else if sources <= room {
            Self::Dense
        } else {
            Self::Stacked
        }
    }
}

fn id_width(view: &CompareView<'_>) -> usize {
    claim_id(view, 0).len()
}

/// The claims of one status.
fn matrix(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    layout: Layout,
    title: &str,
    remark: &str,
    claims: &[(usize, &ClaimCluster)],
) -> io::Result<()> {
    page.heading(title, remark)?;
    if claims.is_empty() {
        return page.remark(empty(view));
    }
    if let Layout::Columns(cell) = layout {
        let keys: String =
            view.documents().iter().map(|document| pad(&document.key, cell)).collect();
        page.line(Paint::Dim, &format!("{}{keys}", " ".repeat(id_width(view) + 2)))?;
    }
    let shown = shown(view, claims.len(), SHOWN);
    for (index, claim) in &claims[..shown] {
        row(view, page, layout, *index, claim)?;
        if view.all() || view.selection.wordings {
            stances(view, page, claim)?;
        }
    }
    more(page, id_width(view) + 2, shown, claims.len())
}

fn row(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    layout: Layout,
    index: usize,
    claim: &ClaimCluster,
) -> io::Result<()> {
    let mut labels = vec![(Paint::Bold, claim_id(view, index))];
    let style = page.style;
    let sign = |stance: &ClaimStance| {
        style.paint(Style::relation_paint(stance.relation), style.symbol(stance.relation))
    };
    let signs: Option<String> = match layout {
        Layout::Columns(cell) => {
            let padded = |stance| format!("{}{}", sign(stance), " ".repeat(cell - 1));
            Some(claim.stances.iter().map(padded).collect())
        }
        Layout::Dense => Some(claim.stances.iter().map(sign).collect()),
        Layout::Stacked => None,
    };
    if let Some(signs) = signs {
        labels.push((Paint::Plain, signs));
    }
    let differs: Vec<_> = claim.discrepancies.iter().map(|d| format!("D{d}")).collect();
    let suffix =
        if differs.is_empty() { String::new() } else { format!("[{}]", differs.join(" ")) };
    let max_lines = (!view.all()).then_some(2);
    page.paragraph(&Paragraph {
        labels: &labels,
        suffix: &suffix,
        max_lines,
        ..Paragraph::new(0, &view.evidence(&claim.representative))
    })?;
    if layout == Layout::Stacked { signs_below(view, page, claim) } else { Ok(()) }
}

/// The keys of the sources after the sign of what they say, silent ones last.
fn signs_below(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    claim: &ClaimCluster,
) -> io::Result<()> {
    let mut parts = Vec::new();
    for relation in RELATIONS {
        let with = claim.stances.iter().enumerate().filter(|(_, s)| s.relation == relation);
        let keys = view.keys(with.map(|(document, _)| document)).replace(", ", " ");
        if !keys.is_empty() {
            parts.push(format!("{} {keys}", page.style.symbol(relation)));
        }
    }
    let paint = Paint::Dim;
    page.paragraph(&Paragraph { paint, ..Paragraph::new(id_width(view) + 2, &parts.join("  ")) })
}

/// What to say of a section without claims: a limit may have emptied it.
fn empty(view: &CompareView<'_>) -> &'static str {
    let cut = |warning: &Warning| matches!(warning, Warning::LimitReached { .. });
    let most = view.selection.max_claims;
    let limited = most != 0 && most < view.comparison.claims.len();
    if limited || view.comparison.warnings.iter().any(cut) {
        "none shown, see the notes"
    } else {
        "none"
    }
}

const RELATIONS: [Relation; 5] = [
    Relation::Supports,
    Relation::Partial,
    Relation::Contradicts,
    Relation::MentionsDenial,
    Relation::Silent,
];

fn legend(style: &Style) -> String {
    let signs = RELATIONS.map(|r| format!("{} {}", style.symbol(r), names::relation(r)));
    signs.join(", ")
}

/// The words of each source that has any.
fn stances(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    claim: &ClaimCluster,
) -> io::Result<()> {
    let indent = id_width(view) + 2;
    let two_lines = view.documents().len() <= SOURCES_WITH_TWO_LINES;
    let max_lines = (!view.all()).then_some(if two_lines { 2 } else { 1 });
    let stances = claim.stances.iter().enumerate();
    for (document, stance) in stances.filter(|(_, s)| s.relation != Relation::Silent) {
        let paint = Style::relation_paint(stance.relation);
        let sign = (paint, page.style.symbol(stance.relation).to_owned());
        let labels = [sign, (Paint::Bold, padded_key(view, document))];
        page.paragraph(&Paragraph {
            labels: &labels,
            suffix: &standing(view, document, stance),
            max_lines,
            paint: Paint::Dim,
            ..Paragraph::new(indent, &wording(view, claim, stance))
        })?;
    }
    Ok(())
}

/// Whom a source credits and how firmly it speaks.
fn standing(view: &CompareView<'_>, document: usize, stance: &ClaimStance) -> String {
    let credit = credit(&view.attribution(document, stance));
    match names::modality(stance.modality) {
        None => credit,
        Some(modality) if credit.is_empty() => format!("[{modality}]"),
        Some(modality) => format!("{credit} [{modality}]"),
    }
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
    let max_lines = (!view.all()).then_some(2);
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
        let shown = shown(view, own.len(), SINGLE_SHOWN);
        for (index, claim) in &own[..shown] {
            let labels = [(Paint::Dim, claim_id(view, *index))];
            let stance = claim.stances.get(document);
            let suffix = stance.map(|s| standing(view, document, s)).unwrap_or_default();
            page.paragraph(&Paragraph {
                labels: &labels,
                suffix: &suffix,
                max_lines,
                ..Paragraph::new(2, &view.evidence(&claim.representative))
            })?;
        }
        more(page, 2 + width(&claim_id(view, 0)) + 2, shown, own.len())?;
    }
    Ok(())
}

/// The id that the JSON output gives the claim at this position, as wide as the last one's.
fn claim_id(view: &CompareView<'_>, index: usize) -> String {
    id('C', index, view.comparison.claims.len())
}
