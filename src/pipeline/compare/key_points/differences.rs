//! Discrepancies as key points.

use super::{
    Points,
    phrases::{keys, quoted},
};
use crate::domain::{
    Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue, Finding, Severity, SummaryLine,
};

/// Characters of a value that are quoted at most.
const VALUE_LENGTH: usize = 110;

/// Characters of a wording that are quoted at most.
const QUOTE_LENGTH: usize = 170;

/// Values of one discrepancy that are quoted.
const MOST_VALUES: usize = 4;

impl Points<'_> {
    /// Values that cannot all be true.
    pub(super) fn conflicts(&self, most: usize) -> Vec<SummaryLine> {
        self.of(most, &|d| {
            d.compatibility == Compatibility::Conflicting
                && d.severity >= Severity::Medium
                && d.kind != DiscrepancyType::TextDamage
        })
    }

    /// Weighty differences of which the texts do not tell whether all can be true.
    pub(super) fn open(&self, most: usize) -> Vec<SummaryLine> {
        self.of(most, &|d| {
            d.compatibility == Compatibility::Unclear
                && d.severity == Severity::High
                && d.kind != DiscrepancyType::TextDamage
        })
    }

    /// Texts that say what nobody meant.
    pub(super) fn damage(&self, most: usize) -> Vec<SummaryLine> {
        self.of(most, &|d| d.kind == DiscrepancyType::TextDamage && d.severity == Severity::High)
    }

    fn of(&self, most: usize, wanted: &dyn Fn(&Discrepancy) -> bool) -> Vec<SummaryLine> {
        let all = self.comparison.discrepancies.iter().enumerate();
        let lines = all.filter(|(_, d)| wanted(d)).take(most);
        lines.map(|(index, d)| self.difference(index, d)).collect()
    }

    fn difference(&self, index: usize, discrepancy: &Discrepancy) -> SummaryLine {
        let text = match discrepancy.kind {
            DiscrepancyType::TextDamage => self.damaged(discrepancy),
            DiscrepancyType::Internal => {
                let documents = discrepancy.values.iter().flat_map(|v| v.documents.iter().copied());
                let mut documents: Vec<usize> = documents.collect();
                documents.sort_unstable();
                documents.dedup();
                let values: Vec<String> =
                    discrepancy.values.iter().map(|value| self.words(value)).collect();
                let who = keys(&self.phrases, &documents);
                let seem = match discrepancy.compatibility {
                    Compatibility::Conflicting => "are",
                    _ => "seem",
                };
                format!("{who} says two things that {seem} at odds: {}", values.join(", "))
            }
            kind => {
                let shown = discrepancy.values.iter().take(MOST_VALUES);
                let value = |value: &DiscrepancyValue| match kind {
                    // The first rendering may be a word of it.
                    DiscrepancyType::QuoteWording => {
                        let words = quoted(&value.value, QUOTE_LENGTH);
                        format!("{words} ({})", keys(&self.phrases, &value.documents))
                    }
                    _ => self.value(value),
                };
                let values: Vec<String> = shown.map(value).collect();
                let more = discrepancy.values.len().saturating_sub(MOST_VALUES);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                format!("{}: {}{more}", heading(kind), values.join(", "))
            }
        };
        let open = match discrepancy.compatibility {
            Compatibility::Unclear if discrepancy.kind != DiscrepancyType::TextDamage => {
                match discrepancy.kind {
                    // Words differ; nothing in them has to be true.
                    DiscrepancyType::QuoteWording => "",
                    _ if discrepancy.values.len() == 2 => "; both may be right",
                    _ => "; all may be right",
                }
            }
            _ => "",
        };
        let mut findings = vec![Finding::Discrepancy(index)];
        findings.extend(discrepancy.claim.map(Finding::Claim));
        findings.extend(discrepancy.quote.map(Finding::Quote));
        SummaryLine { text: format!("{text}{open}."), findings }
    }

    /// The damaged value is the one at a place that the annotation of its article calls damaged,
    /// else the one of the fewest voices.
    fn damaged(&self, discrepancy: &Discrepancy) -> String {
        let is_damaged = |value: &DiscrepancyValue| {
            value.evidence.iter().any(|evidence| {
                let damages = &self.comparison.documents[evidence.document].quality.damages;
                damages.iter().any(|damage| damage.span.overlaps(evidence.span))
            })
        };
        let marked = discrepancy.values.iter().position(is_damaged);
        let at = marked.unwrap_or(discrepancy.values.len().saturating_sub(1));
        let others = discrepancy.values.iter().enumerate().filter(|(index, _)| *index != at);
        let others: Vec<String> =
            others.take(MOST_VALUES).map(|(_, value)| self.value(value)).collect();
        let Some(damaged) = discrepancy.values.get(at) else { return "A text is damaged".into() };
        let who = keys(&self.phrases, &damaged.documents);
        let text = format!("The text of {who} seems damaged: {}", self.words(damaged));
        match others.as_slice() {
            [] => text,
            others => format!("{text}; elsewhere {}", others.join(", ")),
        }
    }

    fn value(&self, value: &DiscrepancyValue) -> String {
        format!("{} ({})", self.words(value), keys(&self.phrases, &value.documents))
    }

    /// The first words that give a value.
    fn words(&self, value: &DiscrepancyValue) -> String {
        match value.evidence.first() {
            Some(evidence) => self.phrases.words(evidence, VALUE_LENGTH),
            None => quoted(&value.value, VALUE_LENGTH),
        }
    }
}

/// What differs.
fn heading(kind: DiscrepancyType) -> &'static str {
    match kind {
        DiscrepancyType::Polarity => "One affirms what another denies",
        DiscrepancyType::Number => "Numbers differ",
        DiscrepancyType::Date => "Times differ",
        DiscrepancyType::Place => "Places differ",
        DiscrepancyType::Actor => "Who did it differs",
        DiscrepancyType::Target => "Whom or what it concerns differs",
        DiscrepancyType::Attribution => "The same words are credited to different speakers",
        DiscrepancyType::QuoteWording => "A quotation is worded differently",
        DiscrepancyType::Certainty => "Certainty differs",
        DiscrepancyType::Label => "Names for the same thing differ",
        DiscrepancyType::Purpose => "Purposes differ",
        DiscrepancyType::Spelling => "Spellings differ",
        DiscrepancyType::Internal => "A text is at odds with itself",
        DiscrepancyType::TextDamage => "A text is damaged",
        DiscrepancyType::Expectation => "What was expected and what came differ",
    }
}
