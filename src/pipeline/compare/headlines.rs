//! Headlines against the articles under them.

use super::{
    Context,
    coverage::{Coverage, Part},
};
use crate::domain::{Claim, Headline, Modality, Section, Sentence};

/// Sentences that a body needs before it can be said not to bear something out.
const LEAST_BODY: usize = 3;

/// Words that a claim needs.
const LEAST_WORDS: usize = 2;

/// Share of a claim's words that two neighbouring sentences of the body have at the most when it
/// is not borne out. Headlines drop words and choose shorter ones, so little is enough.
const MOST_TOGETHER: f64 = 0.15;

/// Share that the whole body has at the most.
const MOST_ANYWHERE: f64 = 0.3;

/// The headlines, in order of documents.
pub(super) fn headlines(context: &Context<'_>, coverage: &Coverage) -> Vec<Headline> {
    (0..context.sources.len())
        .filter_map(|document| headline(context, coverage, document))
        .collect()
}

fn headline(context: &Context<'_>, coverage: &Coverage, document: usize) -> Option<Headline> {
    let source = &context.sources[document];
    let analysis = &source.annotated.analysis;
    let span = analysis.title()?.trimmed(source.text);
    let body = analysis.sentences.iter().filter(|s| s.section == Section::Body).count();
    let titled = |claim: &Claim| {
        let sentence: Option<&Sentence> = analysis.sentences.get(claim.sentence);
        sentence.is_some_and(|s| s.section == Section::Title)
    };
    // Claims are in text order, and the headline stands first.
    let claims = analysis.claims.iter().enumerate().take_while(|(_, claim)| titled(claim));
    let unsupported = |claim: &Claim| {
        let stems = coverage.stems(document, claim.span);
        claim.modality != Modality::Question
            && stems.len() >= LEAST_WORDS
            && coverage.best(document, &stems, Part::Body, 1) <= MOST_TOGETHER
            && coverage.anywhere(document, &stems, Part::Body) <= MOST_ANYWHERE
    };
    let framing = analysis.framing.iter().filter(|term| span.contains(term.span));
    let words = span.of(source.text).trim_end_matches(['"', '\'', '”', '’', ')']);
    Some(Headline {
        document,
        span,
        framing: framing.cloned().collect(),
        unsupported: match body >= LEAST_BODY {
            true => claims.filter(|(_, claim)| unsupported(claim)).map(|(at, _)| at).collect(),
            false => Vec::new(),
        },
        question: words.ends_with('?'),
    })
}
