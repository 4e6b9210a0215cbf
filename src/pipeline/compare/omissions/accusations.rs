//! Accusations that are told without the denial that another document reports.
//!
//! A denial is a clause whose verb denies; who denies is its agent. A document is one-sided that
//! has a sentence with a word of accusing, the name of whoever denies, and enough of the words that
//! stand around the denial elsewhere, but no denial of theirs.

use super::Told;
use crate::{
    domain::{Finding, Omission, Relation, Section, SlotRole, Span},
    pipeline::compare::context::Context,
};

/// Share, by weight, of the words of the accusation or around the denial, of whichever are fewer,
/// that the two have in common.
const SAME_MATTER: f64 = 0.4;

/// Words that the two have in common at least.
const LEAST_SHARED: usize = 4;

/// Denials of one document that are looked at.
const MAX_DENIALS: usize = 12;

/// Accusations of one document that are looked at.
const MAX_ACCUSATIONS: usize = 64;

/// Verbs that deny what somebody says, as lemmas.
const DENYING: [&str; 6] = ["deny", "disavow", "disclaim", "rebut", "refute", "repudiate"];

/// Verbs that do so when their object is something said.
const REJECTING: [&str; 5] = ["dismiss", "dispute", "reject", "rebuff", "brush"];

/// What is said of somebody, as lemmas.
const SAID: [&str; 11] = [
    "accusation",
    "allegation",
    "assertion",
    "charge",
    "claim",
    "criticism",
    "notion",
    "report",
    "rumor",
    "rumour",
    "suggestion",
];

/// Words of accusing, as lemmas.
const ACCUSING: [&str; 12] = [
    "accusation",
    "accuse",
    "allegation",
    "allege",
    "blame",
    "condemn",
    "denounce",
    "implicate",
    "suspect",
    "suspicion",
    "warn",
    "warning",
];

/// Somebody denies something.
struct Denial {
    document: usize,
    /// Row of the clause that tells it.
    row: usize,
    /// Who denies: index over all documents.
    denier: usize,
    /// Words around it: its sentence, and the one before it where the sentence has no accusation.
    words: Vec<u32>,
}

/// Somebody is accused.
struct Accusation {
    sentence: Span,
    words: Vec<u32>,
    /// Entities named in it, over all documents, ascending.
    entities: Vec<usize>,
}

pub(super) fn omissions(told: &Told<'_>) -> Vec<Omission> {
    let documents = 0..told.context.sources.len();
    let denials: Vec<Denial> = documents.clone().flat_map(|d| denials(told, d)).collect();
    let accusations: Vec<Vec<Accusation>> = documents.map(|d| accusations(told, d)).collect();
    let mut omissions: Vec<Omission> = Vec::new();
    let mut merged = vec![false; denials.len()];
    for (at, denial) in denials.iter().enumerate() {
        if merged[at] {
            continue;
        }
        let mut told_by = vec![denial.document];
        for (other, later) in denials.iter().enumerate().skip(at + 1) {
            if later.denier == denial.denier && same_matter(told, denial, &later.words) {
                merged[other] = true;
                told_by.push(later.document);
            }
        }
        told_by.dedup();
        omissions.extend(one_sided(told, denial, told_by, &denials, &accusations));
    }
    omissions.extend(denied_rows(told, &omissions));
    omissions
}

fn one_sided(
    told: &Told<'_>,
    denial: &Denial,
    told_by: Vec<usize>,
    denials: &[Denial],
    accusations: &[Vec<Accusation>],
) -> Option<Omission> {
    let mut omitted_by = Vec::new();
    let mut rows = Vec::new();
    for (document, accusations) in accusations.iter().enumerate() {
        let denied = |d: &Denial| d.document == document && d.denier == denial.denier;
        if denials.iter().any(denied) {
            continue;
        }
        let accuses = |a: &&Accusation| {
            a.entities.binary_search(&denial.denier).is_ok() && same_matter(told, denial, &a.words)
        };
        let Some(accusation) = accusations.iter().find(accuses) else { continue };
        if let Some(row) = row_of(told, document, accusation, denial) {
            omitted_by.push(document);
            rows.push(row);
        }
    }
    let accusation = most_common(rows)?;
    let all: Vec<usize> = told_by.iter().chain(&omitted_by).copied().collect();
    let centrality = told.centrality(&told.claims[accusation]);
    let importance = 0.3 + 0.4 * told.voices(&all) + 0.3 * centrality;
    let subject = Finding::Claim(denial.row);
    Some(told.omission(subject, Some(accusation), (told_by, omitted_by), importance))
}

/// The row of the accusation: of the claims in its sentence the one that has most of the words
/// around the denial.
fn row_of(
    told: &Told<'_>,
    document: usize,
    accusation: &Accusation,
    denial: &Denial,
) -> Option<usize> {
    let claims = &told.context.sources[document].annotated.analysis.claims;
    let first = claims.partition_point(|claim| claim.span.begin < accusation.sentence.begin);
    let inside = claims[first..].iter().take_while(|c| c.span.begin < accusation.sentence.end);
    let ranked = inside.enumerate().filter_map(|(at, claim)| {
        let row = told.statements.row(document, first + at)?;
        let words = told.coverage.stems(document, claim.span);
        let shared = words.iter().filter(|word| denial.words.binary_search(word).is_ok());
        Some((told.coverage.share(shared, &denial.words), row))
    });
    // The first of the best.
    let best = ranked.fold(None, |best: Option<(f64, usize)>, next| match best {
        Some(known) if known.0 >= next.0 => Some(known),
        _ => Some(next),
    });
    best.map(|(_, row)| row)
}

/// Rows that a document reports to be denied, and another makes without that.
fn denied_rows(told: &Told<'_>, known: &[Omission]) -> Vec<Omission> {
    let mut omissions = Vec::new();
    for (index, row) in told.claims.iter().enumerate() {
        let columns = |wanted: &dyn Fn(Relation) -> bool| -> Vec<usize> {
            let stances = row.stances.iter().enumerate();
            stances.filter(|(_, stance)| wanted(stance.relation)).map(|(c, _)| c).collect()
        };
        let told_by = columns(&|relation| relation == Relation::MentionsDenial);
        let omitted_by =
            columns(&|relation| matches!(relation, Relation::Supports | Relation::Partial));
        let is_known = known.iter().any(|omission| {
            omission.accusation == Some(index) || omission.subject == Finding::Claim(index)
        });
        if told_by.is_empty() || omitted_by.is_empty() || is_known {
            continue;
        }
        let all: Vec<usize> = told_by.iter().chain(&omitted_by).copied().collect();
        let importance = 0.3 + 0.4 * told.voices(&all) + 0.3 * told.centrality(row);
        let subject = Finding::Claim(index);
        omissions.push(told.omission(subject, Some(index), (told_by, omitted_by), importance));
    }
    omissions
}

/// Whether some words are about what is denied.
fn same_matter(told: &Told<'_>, denial: &Denial, words: &[u32]) -> bool {
    let shared: Vec<u32> =
        words.iter().copied().filter(|word| denial.words.binary_search(word).is_ok()).collect();
    let whole = if told.coverage.total(words) < told.coverage.total(&denial.words) {
        words
    } else {
        &denial.words
    };
    shared.len() >= LEAST_SHARED && told.coverage.share(shared.iter(), whole) >= SAME_MATTER
}

/// The denials of a document, in text order.
fn denials(told: &Told<'_>, document: usize) -> Vec<Denial> {
    let source = &told.context.sources[document];
    let analysis = &source.annotated.analysis;
    let mut denials = Vec::new();
    for (index, claim) in analysis.claims.iter().enumerate() {
        if denials.len() == MAX_DENIALS {
            break;
        }
        let denies = claim.slots.iter().any(|slot| {
            slot.role == SlotRole::Action
                && is_denial(told.context, document, slot.span, claim.span)
        });
        if !denies {
            continue;
        }
        let agent = claim.slots.iter().find(|s| s.role == SlotRole::Agent && s.entity.is_some());
        let own = agent.and_then(|slot| slot.entity).or(claim.attributed_entity);
        let denier = own.and_then(|own| told.context.who.is(document, own));
        let row = told.statements.row(document, index);
        let (Some(denier), Some(row)) = (denier, row) else { continue };
        let Some(sentence) = analysis.sentences.get(claim.sentence) else { continue };
        let mut around = sentence.span;
        if !accuses(told.context, document, sentence.span)
            && let Some(before) = claim.sentence.checked_sub(1).map(|at| &analysis.sentences[at])
            && before.section == sentence.section
        {
            around = before.span.cover(around);
        }
        let words = told.coverage.stems(document, around);
        denials.push(Denial { document, row, denier, words });
    }
    denials
}

/// The accusations of a document, in text order.
fn accusations(told: &Told<'_>, document: usize) -> Vec<Accusation> {
    let analysis = &told.context.sources[document].annotated.analysis;
    let mut named: Vec<(usize, usize)> = Vec::new();
    for (own, entity) in analysis.entities.iter().enumerate() {
        if let Some(index) = told.context.who.is(document, own) {
            named.extend(entity.mentions.iter().map(|mention| (mention.span.begin, index)));
        }
    }
    named.sort_unstable();
    let sentences = analysis.sentences.iter().filter(|s| s.section != Section::Dateline);
    let accusing = sentences.filter(|s| accuses(told.context, document, s.span));
    let accusation = |span: Span| {
        let first = named.partition_point(|(begin, _)| *begin < span.begin);
        let inside = named[first..].iter().take_while(|(begin, _)| *begin < span.end);
        let mut entities: Vec<usize> = inside.map(|(_, entity)| *entity).collect();
        entities.sort_unstable();
        entities.dedup();
        Accusation { sentence: span, words: told.coverage.stems(document, span), entities }
    };
    accusing.take(MAX_ACCUSATIONS).map(|sentence| accusation(sentence.span)).collect()
}

/// Whether a verb denies: by itself, or because its clause has something said as object.
fn is_denial(context: &Context<'_>, document: usize, action: Span, clause: Span) -> bool {
    let has =
        |span: Span, list: &[&str]| any_lemma(context, document, span, &|l| list.contains(&l));
    has(action, &DENYING) || (has(action, &REJECTING) && has(clause, &SAID))
}

fn accuses(context: &Context<'_>, document: usize, span: Span) -> bool {
    any_lemma(context, document, span, &|lemma| ACCUSING.binary_search(&lemma).is_ok())
}

/// Whether a word whose lemma fits stands in a stretch of a document.
fn any_lemma(
    context: &Context<'_>,
    document: usize,
    span: Span,
    fits: &dyn Fn(&str) -> bool,
) -> bool {
    let segments = &context.sources[document].annotated.segments;
    let after = segments.partition_point(|s| s.span.begin <= span.begin);
    let Some(segment) = after.checked_sub(1).map(|at| &segments[at]) else { return false };
    let offset = segment.span.begin;
    let tokens = segment.doc.tokens();
    let first = tokens.partition_point(|t| offset + (t.begin as usize) < span.begin);
    let end = tokens.partition_point(|t| offset + (t.begin as usize) < span.end);
    (first..end.max(first)).any(|token| fits(segment.doc.lemma(token)))
}

/// The most frequent; of several the least.
fn most_common(mut rows: Vec<usize>) -> Option<usize> {
    rows.sort_unstable();
    let runs = rows.chunk_by(|a, b| a == b).rev();
    runs.max_by_key(|run| run.len()).map(|run| run[0])
}
