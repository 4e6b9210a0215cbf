//! Statements of articles that say, vary or deny a claim.
//!
//! The sentences and clauses of an article that share most words with the claim are annotated by
//! themselves and judged as wholes.

use std::cmp::Reverse;

use jiff::tz::TimeZone;

use super::{
    evidence,
    quotes::Source,
    terms::{self, Term},
};
use crate::{
    domain::{
        Analysis, Article, ArticleText, ClaimSlot, Evidence, Metadata, Relation, Signal, Span,
        Voice,
    },
    pipeline::{
        AnalysisError, Analyzer, Annotated,
        compare::relation::{Standing, TextJudgement, judge_texts},
    },
};

/// Words of a statement that are looked at when the likeliest are chosen.
const MOST_WORDS: usize = 200;
/// Longest statement that is judged, in bytes: whatever is longer says many things.
const MOST_BYTES: usize = 2000;
/// Statements of one article that are judged.
const MOST_JUDGED: usize = 4;
/// Content words that a statement must share with the claim, where there are as many.
const LEAST_COMMON: usize = 2;

/// A claim that is asked for.
pub struct WantedClaim {
    text: String,
    words: Vec<Term>,
    annotated: Annotated,
}

/// A statement of an article that is about the claim.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimMatch {
    /// How it stands to the claim: it supports, partly supports or contradicts it.
    pub relation: Relation,
    /// The statement, in document 0.
    pub evidence: Evidence,
    /// Confidence in the relation, 0 to 1.
    pub score: f64,
    /// Slots of it whose values differ from the claim's; their entities are left open.
    pub divergent_slots: Vec<ClaimSlot>,
    /// What decided.
    pub signals: Vec<Signal>,
}

impl WantedClaim {
    /// Reads a claim. `metadata` has the anchor of its relative dates.
    pub fn new(
        analyzer: &Analyzer,
        text: String,
        metadata: Metadata,
        stop: &dyn Fn() -> bool,
    ) -> Result<Self, AnalysisError> {
        let annotated = annotated(analyzer, &text, metadata, stop)?;
        let words = terms::terms(&text, Span::new(0, text.len()), MOST_WORDS);
        Ok(Self { text, words, annotated })
    }

    /// The statement of an article that says or denies the claim most surely; `None` when nothing
    /// is about it.
    pub fn best(
        &self,
        analyzer: &Analyzer,
        source: Source<'_>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<ClaimMatch>, AnalysisError> {
        let mut best: Option<ClaimMatch> = None;
        for (span, voice) in self.likeliest(source) {
            let text = span.of(source.text);
            let other = annotated(analyzer, text, dated(source.analysis), stop)?;
            let judged = judge_texts(&self.annotated, &self.text, &other, text);
            let Some(found) = found(source, span, voice, judged) else { continue };
            // Of equals the first: the likeliest come first.
            if best.as_ref().is_none_or(|best| found.rank() > best.rank()) {
                best = Some(found);
            }
        }
        Ok(best)
    }

    /// Sentences and clauses by the words that they share with the claim, the likeliest first.
    fn likeliest(&self, source: Source<'_>) -> Vec<(Span, Voice)> {
        let mine = terms::stems(&self.words);
        let least = LEAST_COMMON.min(mine.len()).max(1);
        let analysis = source.analysis;
        let voice_of = |span: Span| {
            let after = analysis.claims.partition_point(|claim| claim.span.begin < span.begin);
            let claim = analysis.claims.get(after).filter(|claim| claim.span.begin < span.end);
            claim.map_or(Voice::Outlet, |claim| claim.voice)
        };
        let clauses = analysis.claims.iter().map(|claim| (claim.span, claim.voice));
        let sentences = analysis.sentences.iter().map(|s| (s.span, voice_of(s.span)));
        let mut scored = Vec::new();
        for (span, voice) in clauses.chain(sentences).filter(|(s, _)| s.len() <= MOST_BYTES) {
            let words = terms::terms(source.text, span, MOST_WORDS);
            let theirs = terms::stems(&words);
            let common = terms::common(&mine, &theirs);
            if common >= least {
                // Dice, in thousandths, so that the order is that of whole numbers.
                let alike = 2000 * common / (mine.len() + theirs.len()).max(1);
                scored.push((Reverse(alike), span, voice));
            }
        }
        scored.sort_unstable();
        scored.dedup_by_key(|(_, span, _)| *span);
        scored.truncate(MOST_JUDGED);
        scored.into_iter().map(|(_, span, voice)| (span, voice)).collect()
    }
}

impl ClaimMatch {
    /// What says the claim goes before what contradicts it, and that before what says a part.
    fn rank(&self) -> (u8, f64) {
        let relation = match self.relation {
            Relation::Supports => 3,
            Relation::Contradicts => 2,
            _ => 1,
        };
        (relation, self.score)
    }
}

fn found(
    source: Source<'_>,
    span: Span,
    voice: Voice,
    judged: TextJudgement,
) -> Option<ClaimMatch> {
    let TextJudgement { judgement, divergent_slots } = judged;
    let relation = match judgement.standing {
        Standing::Same => Relation::Supports,
        Standing::Partial => Relation::Partial,
        Standing::Contradicts => Relation::Contradicts,
        Standing::Unrelated => return None,
    };
    let in_article = |slot: ClaimSlot| ClaimSlot {
        span: Span::new(slot.span.begin + span.begin, slot.span.end + span.begin),
        entity: None,
        ..slot
    };
    Some(ClaimMatch {
        relation,
        evidence: evidence(0, source.analysis, span, voice),
        score: judgement.score,
        divergent_slots: divergent_slots.into_iter().map(in_article).collect(),
        signals: judgement.signals,
    })
}

/// Relative dates of a sentence are resolved as in its article.
fn dated(analysis: &Analysis) -> Metadata {
    let midnight = analysis.date.and_then(|date| date.date.to_zoned(TimeZone::UTC).ok());
    Metadata { publish_time: midnight.map(|time| time.timestamp()), ..Metadata::default() }
}

/// Annotates a short text as English, all of it body.
fn annotated(
    analyzer: &Analyzer,
    text: &str,
    metadata: Metadata,
    stop: &dyn Fn() -> bool,
) -> Result<Annotated, AnalysisError> {
    let text = ArticleText::from_text(text.to_owned(), usize::MAX)?;
    let metadata = Metadata { language_code: "en".to_owned(), ..metadata };
    analyzer.analyze(&Article::plain(text, metadata), true, None, stop)
}
