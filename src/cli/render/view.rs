//! A comparison with what is needed to show it, whatever the form.

use super::{
    facet::{Facet, Selection},
    text::clean,
};
use crate::domain::{
    Claim, ClaimCluster, ClaimStance, ComparedDocument, Comparison, Discrepancy, Evidence, Finding,
    Omission, QuantityValue, QuoteCluster, QuoteParty, Span, Unit, Warning,
};

/// A comparison and what is needed to show it.
pub struct CompareView<'a> {
    /// The comparison.
    pub comparison: &'a Comparison,
    /// The texts compared, in column order.
    pub texts: &'a [&'a str],
    /// The claims of each article's own analysis, in column order.
    pub article_claims: &'a [&'a [Claim]],
    /// What to call each source whose outlet is not known, in column order.
    pub file_names: &'a [String],
    /// Independent voices that make a claim consensus.
    pub consensus_threshold: usize,
    /// What is shown.
    pub selection: &'a Selection,
    /// Version of rules and language model.
    pub engine_version: &'a str,
}

impl<'a> CompareView<'a> {
    pub(super) fn shows(&self, facet: Facet) -> bool {
        self.selection.shows(facet)
    }

    pub(super) fn all(&self) -> bool {
        self.selection.all
    }

    pub(super) fn documents(&self) -> &'a [ComparedDocument] {
        &self.comparison.documents
    }

    /// Key of a column.
    pub(super) fn key(&self, document: usize) -> &'a str {
        self.documents().get(document).map_or("?", |d| &d.key)
    }

    /// Keys of several columns: `S0, S2`.
    pub(super) fn keys(&self, documents: impl IntoIterator<Item = usize>) -> String {
        let keys: Vec<_> = documents.into_iter().map(|document| self.key(document)).collect();
        keys.join(", ")
    }

    /// Outlet of a column, or its file.
    pub(super) fn name(&self, document: usize) -> String {
        match self.documents().get(document).map(|d| clean(&d.source)) {
            Some(source) if !source.is_empty() => source,
            _ => clean(self.file_names.get(document).map_or("", String::as_str)),
        }
    }

    /// A column's text.
    pub(super) fn text(&self, document: usize) -> &'a str {
        self.texts.get(document).copied().unwrap_or_default()
    }

    /// Words of a column's text.
    pub(super) fn words(&self, document: usize, span: Span) -> String {
        clean(span.of(self.text(document)))
    }

    /// The words that carry a finding.
    pub(super) fn evidence(&self, evidence: &Evidence) -> String {
        self.words(evidence.document, evidence.span)
    }

    /// Headline of a column.
    pub(super) fn title(&self, document: usize) -> Option<String> {
        let title = self.documents().get(document)?.title?;
        Some(self.words(document, title))
    }

    /// Publication time of a column.
    pub(super) fn published(&self, document: usize) -> Option<String> {
        self.documents().get(document)?.publish_time.map(show_time)
    }

    /// Who a document credits with a claim, in its own words; empty without.
    pub(super) fn attribution(&self, document: usize, stance: &ClaimStance) -> String {
        stance.attributed_to.map(|span| self.words(document, span)).unwrap_or_default()
    }

    /// The claims that are shown, with their numbers.
    pub(super) fn claims(&self) -> impl Iterator<Item = (usize, &'a ClaimCluster)> + use<'a> {
        let most = limit(self.selection.max_claims);
        self.comparison.claims.iter().enumerate().take(most)
    }

    /// The discrepancies that are shown, with their numbers.
    pub(super) fn discrepancies(&self) -> impl Iterator<Item = (usize, &'a Discrepancy)> + use<'a> {
        let most = limit(self.selection.max_discrepancies);
        self.comparison.discrepancies.iter().enumerate().take(most)
    }

    /// Name of an entity.
    pub(super) fn entity(&self, entity: usize) -> String {
        let found = self.comparison.entities.get(entity);
        found.map(|entity| clean(&entity.canonical_name)).unwrap_or_default()
    }

    /// The words of the fullest rendering of an utterance.
    pub(super) fn quote_words(&self, quote: &QuoteCluster) -> String {
        let fullest = quote.renderings.get(quote.fullest);
        fullest.map(|rendering| self.evidence(&rendering.evidence)).unwrap_or_default()
    }

    /// What is left out, in words of a text or as a name.
    pub(super) fn omitted(&self, omission: &Omission) -> String {
        self.finding(omission.subject)
    }

    /// What a finding says, in words of a text.
    pub(super) fn finding(&self, finding: Finding) -> String {
        let comparison = self.comparison;
        let words = match finding {
            Finding::Claim(i) => comparison.claims.get(i).map(|c| self.evidence(&c.representative)),
            Finding::Quote(i) => comparison.quotes.get(i).map(|quote| self.quote_words(quote)),
            Finding::Entity(i) => Some(self.entity(i)),
            Finding::Discrepancy(i) => {
                comparison.discrepancies.get(i).map(|d| clean(&d.explanation))
            }
            Finding::Timeline(i) => {
                comparison.timeline.get(i).map(|entry| self.evidence(&entry.representative))
            }
            Finding::Number(i) => comparison.numbers.get(i).map(|n| clean(&n.subject)),
            Finding::Framing(i) => comparison.framing.get(i).map(|f| clean(&f.target_name)),
            Finding::Reuse(i) => comparison.text_reuse.get(i).map(|r| self.evidence(&r.first)),
            Finding::Omission(_) => None,
        };
        words.unwrap_or_default()
    }

    /// Words of a claim of one article.
    pub(super) fn article_claim(&self, document: usize, claim: usize) -> Option<(Span, String)> {
        let span = self.article_claims.get(document)?.get(claim)?.span;
        Some((span, self.words(document, span)))
    }

    /// The sources of a matrix: `Some(agreement)` of a pair, row by row; `None` on the diagonal
    /// and where the matrix has no value.
    pub(super) fn agreement(&self, row: usize, column: usize) -> Option<f64> {
        let matrix = &self.comparison.overview.matrix;
        if row == column || row >= matrix.size || column >= matrix.size {
            return None;
        }
        matrix.values.get(row * matrix.size + column).copied()
    }

    /// What a reader should know of the comparison as a whole, without what one form alone does.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let warnings = &self.comparison.warnings;
        let undated: Vec<_> = warnings
            .iter()
            .filter_map(|warning| match warning {
                Warning::DocumentDateUnknown { document } => Some(document.as_str()),
                _ => None,
            })
            .collect();
        if let Some(first) = undated.first() {
            remarks.push(format!(
                "Date unknown: {}. Weekdays and months in them stay unresolved; \
                 --publish-time {first}=DATE tells one.",
                undated.join(", "),
            ));
        }
        remarks.extend(warnings.iter().filter_map(of_warning));
        let lists = [
            ("claims", self.selection.max_claims, self.comparison.claims.len()),
            (
                "discrepancies",
                self.selection.max_discrepancies,
                self.comparison.discrepancies.len(),
            ),
        ];
        for (list, most, total) in lists {
            if most != 0 && most < total {
                remarks.push(format!("{most} of {total} {list} are shown: --max-{list} {most}."));
            }
        }
        remarks
    }
}

fn limit(most: usize) -> usize {
    if most == 0 { usize::MAX } else { most }
}

fn of_warning(warning: &Warning) -> Option<String> {
    match warning {
        Warning::LikelyMachineTranslated { document } => Some(format!(
            "{document} has the marks of a machine translation: odd wording in it is damage \
             rather than disagreement."
        )),
        Warning::LanguageUnsupported { document, language_code } => Some(format!(
            "{document} is not in a language that can be read ({}): nothing was found in it.",
            clean(language_code)
        )),
        Warning::CharsetGuessed { document, charset } => {
            Some(format!("{document} does not tell its charset: read as {charset}."))
        }
        Warning::LimitReached { limit, kept, total } => {
            Some(format!("{kept} of {total} are shown: {limit} leaves out the rest."))
        }
        _ => None,
    }
}

/// Names of parties, each once; empty for none.
pub(super) fn parties(parties: &[QuoteParty]) -> String {
    let mut names: Vec<String> = Vec::new();
    for party in parties {
        let name = clean(&party.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// The day, and the time when it is not midnight.
pub(super) fn show_time(time: jiff::Timestamp) -> String {
    let zoned = time.to_zoned(jiff::tz::TimeZone::UTC);
    if zoned.time() == jiff::civil::Time::midnight() {
        zoned.date().to_string()
    } else {
        zoned.strftime("%Y-%m-%d %H:%M UTC").to_string()
    }
}

/// A value or range with its unit: `about 12 km`, `3 to 5`, `at least 100`.
pub(super) fn number(value: &QuantityValue, unit: Option<&Unit>) -> String {
    let about = if value.approximate { "about " } else { "" };
    let range = match (value.min, value.max) {
        (Some(min), Some(max)) if min == max => figure(min),
        (Some(min), Some(max)) => format!("{} to {}", figure(min), figure(max)),
        (Some(min), None) => format!("at least {}", figure(min)),
        (None, Some(max)) => format!("at most {}", figure(max)),
        (None, None) => "unknown".to_owned(),
    };
    let unit = unit.map(|unit| format!(" {}", clean(&unit.code))).unwrap_or_default();
    format!("{about}{range}{unit}")
}

/// A figure with its thousands set apart: `1,250,000`.
fn figure(value: f64) -> String {
    let plain = format!("{value}");
    let (whole, rest) = plain.split_once('.').map_or((plain.as_str(), None), |(w, r)| (w, Some(r)));
    let digits = whole.trim_start_matches('-');
    let mut grouped = String::new();
    if digits.len() <= 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        grouped.push_str(digits);
    } else {
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
    }
    let sign = if whole.starts_with('-') { "-" } else { "" };
    match rest {
        Some(rest) => format!("{sign}{grouped}.{rest}"),
        None => format!("{sign}{grouped}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_by_thousands() {
        let shown: Vec<_> = [5.0, 2022.0, 12_500.0, -1_250_000.5, 0.25].map(figure).into();
        assert_eq!(shown, ["5", "2022", "12,500", "-1,250,000.5", "0.25"]);
    }
}
