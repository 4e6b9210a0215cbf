//! A comparison in a few sentences, each a template over findings. They quote and name sources by
//! key; they never say who is right.

mod differences;
mod phrases;

use self::phrases::{Phrases, keys};
use super::Source;
use crate::domain::{
    ClaimCluster, ClaimStance, ClaimStatus, Comparison, Evidence, Finding, Omission, QuoteCluster,
    QuoteRelation, ReuseKind, ReuseLink, SummaryLine,
};

/// Lines at most.
const MOST: usize = 10;

/// Importance that an omission needs to be a key point.
const LEAST_IMPORTANCE: f64 = 0.5;

/// Characters of a claim's words that are quoted at most.
const CLAIM_LENGTH: usize = 180;

/// The most important first; at most 10. `scoops` are rows that one voice alone makes, the
/// weightiest first; columns are the caller's.
pub(super) fn key_points(
    comparison: &Comparison,
    sources: &[Source<'_>],
    scoops: &[usize],
) -> Vec<SummaryLine> {
    let texts: Vec<&str> = sources.iter().map(|source| source.text).collect();
    let names: Vec<&str> = comparison.documents.iter().map(|d| d.key.as_str()).collect();
    let annotated = sources.iter().map(|source| source.annotated).collect();
    let points = Points { comparison, phrases: Phrases { texts, names, annotated } };
    let mut lines = points.consensus(2);
    lines.extend(points.conflicts(3));
    lines.extend(points.damage(2));
    lines.extend(points.one_sided(2));
    lines.extend(points.open(2));
    let told: Vec<Finding> = lines.iter().flat_map(|line| line.findings.clone()).collect();
    lines.extend(points.quotes(1, &told));
    lines.extend(points.left_out(1));
    lines.extend(points.scoops(scoops, 1));
    lines.extend(points.copies(1));
    lines.truncate(MOST);
    lines
}

/// Whether half of a row's documents or more tell it in sentences that tell another row too.
fn is_told_with(row: &ClaimCluster, other: &ClaimCluster) -> bool {
    let both = |(a, b): &(&ClaimStance, &ClaimStance)| {
        a.evidence.iter().any(|x| b.evidence.iter().any(|y| x.sentence.overlaps(y.sentence)))
    };
    let shared = row.stances.iter().zip(&other.stances).filter(both).count();
    2 * shared >= row.support()
}

struct Points<'a> {
    comparison: &'a Comparison,
    phrases: Phrases<'a>,
}

impl Points<'_> {
    /// What most say: the first rows of the consensus that most documents tell in other sentences
    /// than the rows before.
    fn consensus(&self, most: usize) -> Vec<SummaryLine> {
        let mut lines = Vec::new();
        let mut used: Vec<&ClaimCluster> = Vec::new();
        for (index, row) in self.comparison.claims.iter().enumerate() {
            if lines.len() == most {
                break;
            }
            if row.status == ClaimStatus::Consensus
                && self.phrases.tells(&row.representative)
                && !used.iter().any(|known| is_told_with(row, known))
            {
                used.push(row);
                lines.push(self.shared(index, row));
            }
        }
        lines
    }

    fn shared(&self, index: usize, row: &ClaimCluster) -> SummaryLine {
        let (all, many) = (row.stances.len(), row.support());
        let who = if many == all {
            format!("All {all} sources")
        } else {
            format!("{many} of {all} sources")
        };
        let voices = match row.independent_support {
            voices if voices < many => format!(" ({voices} independent)"),
            _ => String::new(),
        };
        let words = self.phrases.words(&row.representative, CLAIM_LENGTH);
        let key = self.phrases.key(row.representative.document);
        SummaryLine {
            text: format!("{who}{voices} report {words} (words of {key})."),
            findings: vec![Finding::Claim(index)],
        }
    }

    /// Accusations told without their denial.
    fn one_sided(&self, most: usize) -> Vec<SummaryLine> {
        let omissions = self.comparison.omissions.iter().enumerate();
        let sided = omissions.filter_map(|(index, omission)| {
            let Finding::Claim(denial) = omission.subject else { return None };
            let accusation = omission.accusation?;
            let told = self.said(accusation, &omission.omitted_by)?;
            let denied = self.said(denial, &omission.told_by)?;
            let without = keys(&self.phrases, &omission.omitted_by);
            let with = keys(&self.phrases, &omission.told_by);
            let (tells, reports) =
                (plural(&omission.omitted_by, "tell"), plural(&omission.told_by, "report"));
            let text = format!(
                "{without} {tells} an accusation ({told}) without the denial that {with} {reports}: \
                 {denied}."
            );
            let mut findings = vec![Finding::Omission(index), Finding::Claim(accusation)];
            if denial != accusation {
                findings.push(Finding::Claim(denial));
            }
            Some(SummaryLine { text, findings })
        });
        sided.take(most).collect()
    }

    /// Whether the fullest words of a row can be understood by themselves.
    fn tells(&self, row: usize) -> bool {
        let row = self.comparison.claims.get(row);
        row.is_some_and(|row| self.phrases.tells(&row.representative))
    }

    /// A row's words in the first of some documents that has any.
    fn said(&self, row: usize, documents: &[usize]) -> Option<String> {
        let row = self.comparison.claims.get(row)?;
        let own = documents.iter().filter_map(|d| row.stances.get(*d)?.evidence.first());
        let place = own.into_iter().next().unwrap_or(&row.representative);
        Some(self.phrases.words(place, CLAIM_LENGTH))
    }

    /// What most tell and somebody leaves out.
    fn left_out(&self, most: usize) -> Vec<SummaryLine> {
        let omissions = self.comparison.omissions.iter().enumerate();
        let weighty = omissions.filter(|(_, omission)| {
            !omission.is_one_sided() && omission.importance >= LEAST_IMPORTANCE
        });
        let weighty = weighty.filter(|(_, omission)| match omission.subject {
            Finding::Claim(row) => self.tells(row),
            _ => true,
        });
        weighty.filter_map(|(index, omission)| self.omission(index, omission)).take(most).collect()
    }

    fn omission(&self, index: usize, omission: &Omission) -> Option<SummaryLine> {
        let who = keys(&self.phrases, &omission.omitted_by);
        let many = omission.told_by.len();
        let text = match omission.subject {
            Finding::Claim(row) => {
                let words = self.said(row, &omission.told_by)?;
                let leaves = plural(&omission.omitted_by, "leave");
                format!("{who} {leaves} out what {many} sources tell: {words}.")
            }
            Finding::Entity(entity) => {
                let name = &self.comparison.entities.get(entity)?.canonical_name;
                let do_not = if omission.omitted_by.len() == 1 { "does" } else { "do" };
                format!("{who} {do_not} not name {name}; {many} sources do.")
            }
            Finding::Quote(quote) => {
                let quote = self.comparison.quotes.get(quote)?;
                let words = &quote.renderings.get(quote.fullest)?.evidence;
                let words = self.phrases.words(words, CLAIM_LENGTH);
                let leaves = plural(&omission.omitted_by, "leave");
                format!("{who} {leaves} out a quotation that {many} sources have: {words}.")
            }
            _ => return None,
        };
        Some(SummaryLine { text, findings: vec![Finding::Omission(index), omission.subject] })
    }

    /// Utterances that are not worded alike, but those of which a line has told already.
    fn quotes(&self, most: usize, told: &[Finding]) -> Vec<SummaryLine> {
        let quotes = self.comparison.quotes.iter().enumerate();
        let fresh = quotes.filter(|(index, _)| !told.contains(&Finding::Quote(*index)));
        let differing = fresh.filter(|(_, quote)| {
            let unlike = matches!(
                quote.relation,
                QuoteRelation::Altered | QuoteRelation::DifferentTranslation
            );
            unlike && quote.is_shared()
        });
        differing.filter_map(|(index, quote)| self.rendered(index, quote)).take(most).collect()
    }

    fn rendered(&self, index: usize, quote: &QuoteCluster) -> Option<SummaryLine> {
        let fullest = quote.renderings.get(quote.fullest)?;
        let others = quote.renderings.iter().filter(|r| r.document != fullest.document);
        // The first of the least similar ones.
        let other = others.min_by(|a, b| a.similarity.total_cmp(&b.similarity))?;
        let rendering = |document: usize, evidence: &Evidence| {
            format!(
                "{} ({})",
                self.phrases.words(evidence, CLAIM_LENGTH),
                self.phrases.key(document)
            )
        };
        let whose = match quote.speaker_name.as_str() {
            name if !is_name(name) => "One utterance is".to_owned(),
            name => format!("An utterance of {name} is"),
        };
        let text = format!(
            "{whose} worded differently: {}, {}.",
            rendering(fullest.document, &fullest.evidence),
            rendering(other.document, &other.evidence)
        );
        Some(SummaryLine { text, findings: vec![Finding::Quote(index)] })
    }

    /// What one voice alone tells.
    fn scoops(&self, rows: &[usize], most: usize) -> Vec<SummaryLine> {
        let line = |&index: &usize| {
            let row = self.comparison.claims.get(index)?;
            let makers = row.stances.iter().enumerate().filter(|(_, stance)| stance.makes());
            let makers: Vec<usize> = makers.map(|(column, _)| column).collect();
            let (who, tells) = (keys(&self.phrases, &makers), plural(&makers, "tell"));
            let words = self.phrases.words(&row.representative, CLAIM_LENGTH);
            let text = format!("Only {who} {tells}: {words}.");
            Some(SummaryLine { text, findings: vec![Finding::Claim(index)] })
        };
        rows.iter().filter(|row| self.tells(**row)).filter_map(line).take(most).collect()
    }

    /// Copies that are counted once.
    fn copies(&self, most: usize) -> Vec<SummaryLine> {
        let links = self.comparison.text_reuse.iter().enumerate();
        let copies = links.filter(|(_, link)| link.kind == ReuseKind::Copy);
        let line = |(index, link): (usize, &ReuseLink)| {
            let pair = keys(&self.phrases, &[link.first.document, link.second.document]);
            let text = format!("{pair} share their text ({} words in a row).", link.words);
            SummaryLine { text, findings: vec![Finding::Reuse(index)] }
        };
        copies.map(line).take(most).collect()
    }
}

/// Whether a speaker is called by a name, and not described: "A passenger of the flight".
fn is_name(speaker: &str) -> bool {
    const LONGEST: usize = 5;
    let mut words = speaker.split_whitespace();
    let first = words.next().unwrap_or_default();
    first.starts_with(char::is_uppercase)
        && !matches!(first, "A" | "An" | "The" | "One" | "Some")
        && words.count() < LONGEST
}

/// A verb for some documents: "tells", "tell".
fn plural(documents: &[usize], verb: &str) -> String {
    if documents.len() == 1 { format!("{verb}s") } else { verb.to_owned() }
}
