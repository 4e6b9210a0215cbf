//! The columns of a comparison, each in figures.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{Context, Source, agreement};
use crate::domain::{
    AgreementMatrix, ClaimCluster, ClaimStatus, ComparedDocument, DocumentProfile, QuoteKind,
    Section, Span,
};

/// The columns in order. `matrix` is their agreement, `reused` the share of each one's words that
/// stands word for word in another.
pub(super) fn documents(
    context: &Context<'_>,
    claims: &[ClaimCluster],
    matrix: &AgreementMatrix,
    reused: &[f64],
) -> Vec<ComparedDocument> {
    let profiles = profiles(context, claims);
    let sources = context.sources.iter().zip(profiles).enumerate();
    let column = |(index, (source, profile)): (usize, (&Source<'_>, DocumentProfile))| {
        let agreement = agreement::of(matrix, &context.voices, index);
        ComparedDocument {
            voice: context.voices[index],
            profile: DocumentProfile {
                quoted_share: quoted_share(source),
                reused_share: reused[index],
                distinctiveness: agreement.map_or(0.0, |agreement| 1.0 - agreement),
                ..profile
            },
            ..document(source)
        }
    };
    sources.map(column).collect()
}

fn document(source: &Source<'_>) -> ComparedDocument {
    let analysis = &source.annotated.analysis;
    let stated = analysis.date.and_then(|date| midnight(date.date));
    ComparedDocument {
        key: source.key.clone(),
        document: source.document.clone(),
        revision: source.revision.clone(),
        source: source.metadata.source.clone(),
        publish_time: source.metadata.publish_time.or(stated),
        title: analysis.title().map(|title| title.trimmed(source.text)),
        voice: 0,
        quality: analysis.quality.clone(),
        profile: DocumentProfile::default(),
        furniture: analysis.zones.iter().filter(|z| z.kind.is_furniture()).cloned().collect(),
    }
}

fn midnight(date: Date) -> Option<Timestamp> {
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// What the matrix says of each column. A claim that only copies of a document make besides is its
/// own.
fn profiles(context: &Context<'_>, claims: &[ClaimCluster]) -> Vec<DocumentProfile> {
    let mut profiles = vec![DocumentProfile::default(); context.sources.len()];
    let mut credited = vec![0_usize; profiles.len()];
    for claim in claims {
        let consensus = claim.status == ClaimStatus::Consensus;
        for (column, stance) in claim.stances.iter().enumerate() {
            let profile = &mut profiles[column];
            if stance.makes() {
                profile.claims += 1;
                profile.unique_claims += usize::from(claim.independent_support == 1);
                profile.consensus_claims += usize::from(consensus);
                credited[column] += usize::from(stance.attributed_to.is_some());
            } else {
                profile.omitted_consensus += usize::from(consensus);
            }
        }
    }
    for (profile, credited) in profiles.iter_mut().zip(credited) {
        profile.attributed_share = share(credited, profile.claims);
    }
    profiles
}

/// Share of the words of title and body that stand in quotation marks as somebody's words.
fn quoted_share(source: &Source<'_>) -> f64 {
    let analysis = &source.annotated.analysis;
    let is_speech = |kind| matches!(kind, QuoteKind::Direct | QuoteKind::Fragment);
    let quotes = analysis.quotes.iter().filter(|quote| is_speech(quote.kind));
    let mut quoted: Vec<Span> = quotes.map(|quote| quote.content).collect();
    quoted.sort_unstable();
    let (mut words, mut inside) = (0, 0);
    let (mut next, mut reach) = (0, 0);
    for sentence in analysis.sentences.iter().filter(|s| s.section != Section::Dateline) {
        let text = sentence.span.of(source.text);
        for word in text.split_whitespace() {
            // A word is a part of the sentence's text.
            let offset = word.as_ptr() as usize - text.as_ptr() as usize;
            let middle = sentence.span.begin + offset + word.len() / 2;
            // Quotations may lie in one another; the one that reaches furthest counts.
            while quoted.get(next).is_some_and(|quote| quote.begin <= middle) {
                reach = reach.max(quoted[next].end);
                next += 1;
            }
            words += 1;
            inside += usize::from(middle < reach);
        }
    }
    share(inside, words)
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
