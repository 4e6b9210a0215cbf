//! Renderings of one quotation over a library.
//!
//! A quotation of an article renders the one that is asked for when it has enough of its words in
//! their order; one is often a part of the other, so that is measured on the shorter of the two.

use std::{cmp::Reverse, collections::BTreeMap};

use super::{
    evidence,
    terms::{self, Term},
};
use crate::{
    domain::{
        Analysis, EditOp, Party, Quote, QuoteCluster, QuoteKind, QuoteParty, QuoteRelation,
        QuoteRendering, Span, Voice, WordEdit,
    },
    pipeline::revisions::{Edit, steps},
};

/// Words of a quotation that are compared; those behind are not looked at.
const MOST_WORDS: usize = 400;
/// Share of the content words of the shorter one that the other must have, in their order.
const ENOUGH: f64 = 0.6;
/// Content words that both must have, where there are as many: two words are a coincidence.
const LEAST_COMMON: usize = 3;

/// A quotation that is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    words: Vec<Term>,
    speaker: Vec<String>,
}

/// An article of a library with its analysis.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Its text.
    pub text: &'a str,
    /// What was found in it.
    pub analysis: &'a Analysis,
}

impl Wanted {
    /// The words of a quotation, and the name of its speaker; empty = anybody.
    pub fn new(text: &str, speaker: &str) -> Self {
        let all = |text: &str| terms::terms(text, Span::new(0, text.len()), MOST_WORDS);
        let speaker = all(speaker).into_iter().map(|term| term.form).collect();
        Self { words: all(text), speaker }
    }

    /// The quotations of an article that render it: indices into [`Analysis::quotes`], ascending.
    pub fn renderings(&self, source: Source<'_>) -> Vec<usize> {
        let quotes = source.analysis.quotes.iter().enumerate();
        let renders = |quote: &Quote| {
            quote.kind != QuoteKind::Title
                && self.is_speaker(source, quote)
                && self.is_rendered(&words(source.text, quote))
        };
        let found: Vec<(usize, &Quote)> = quotes.filter(|(_, quote)| renders(quote)).collect();
        // Reported speech around words in marks: the words in marks are the rendering.
        let marked: Vec<Span> = found
            .iter()
            .filter(|(_, quote)| quote.kind != QuoteKind::Indirect)
            .map(|(_, quote)| quote.span)
            .collect();
        let encloses = |quote: &Quote| {
            // In text order, and they do not overlap.
            let after = marked.partition_point(|span| span.begin < quote.span.begin);
            quote.kind == QuoteKind::Indirect
                && marked.get(after).is_some_and(|span| span.end <= quote.span.end)
        };
        found.iter().filter(|(_, quote)| !encloses(quote)).map(|(index, _)| *index).collect()
    }

    fn is_rendered(&self, other: &[Term]) -> bool {
        let (mine, theirs) = (terms::stems(&self.words), terms::stems(other));
        let shorter = mine.len().min(theirs.len());
        if shorter == 0 {
            let forms = |words: &[Term]| words.iter().map(|w| w.form.clone()).collect::<Vec<_>>();
            return !other.is_empty() && forms(&self.words) == forms(other);
        }
        let enough = |count: usize| count as f64 >= ENOUGH * shorter as f64;
        let least = LEAST_COMMON.min(mine.len());
        let common = terms::common(&mine, &theirs);
        // Only what has the words is worth a look at their order.
        common >= least && enough(common) && enough(in_order(&mine, &theirs))
    }

    /// Whether an article credits the wanted speaker with a quotation, or nobody.
    fn is_speaker(&self, source: Source<'_>, quote: &Quote) -> bool {
        if self.speaker.is_empty() || quote.speakers.is_empty() {
            return true;
        }
        quote.speakers.iter().any(|party| {
            let entity = party.entity.and_then(|entity| source.analysis.entities.get(entity));
            let canonical = entity.map(|entity| entity.canonical_name.as_str());
            let mention = party.mention.of(source.text);
            let names = entity.into_iter().flat_map(|e| &e.mentions).filter(|m| m.kind.is_name());
            let names = names.map(|mention| mention.span.of(source.text));
            names.chain(canonical).chain([mention]).any(|name| self.is_name(name))
        })
    }

    /// Whether a name has all the words of the wanted one, or the other way round.
    fn is_name(&self, name: &str) -> bool {
        let words = terms::terms(name, Span::new(0, name.len()), MOST_WORDS);
        let words: Vec<&str> = words.iter().map(|w| w.form.trim_end_matches("'s")).collect();
        let mine = |word: &&str| self.speaker.iter().any(|own| own == word);
        let all = self.speaker.iter().all(|own| words.contains(&own.as_str()));
        !words.is_empty() && (all || words.iter().all(mine))
    }
}

/// Puts renderings together. `sources` are in the order of the columns, each with its renderings
/// as [`Wanted::renderings`] gives them. `None` when there is no rendering.
pub fn cluster(sources: &[(Source<'_>, Vec<usize>)]) -> Option<QuoteCluster> {
    let mut renderings: Vec<(QuoteRendering, Vec<Term>)> = Vec::new();
    for (document, (source, quotes)) in sources.iter().enumerate() {
        for &index in quotes {
            let quote = &source.analysis.quotes[index]; // `renderings` gave the index
            renderings
                .push((rendering(document, *source, index, quote), words(source.text, quote)));
        }
    }
    let rank = |(at, (rendering, words)): &(usize, &(QuoteRendering, Vec<Term>))| {
        (!rendering.damaged, rendering.kind != QuoteKind::Indirect, words.len(), Reverse(*at))
    };
    let (fullest, (_, base)) = renderings.iter().enumerate().max_by_key(rank)?;
    let base = base.clone();
    let translated = sources.iter().any(|(s, _)| s.analysis.quality.likely_machine_translated);
    let mut relation = QuoteRelation::Single;
    for (at, (rendering, words)) in renderings.iter_mut().enumerate() {
        if at != fullest {
            let steps = steps(&forms(&base), &forms(words));
            relation = relation.max(match relation_of(rendering.kind, &steps, &base, words) {
                QuoteRelation::Altered if translated => QuoteRelation::DifferentTranslation,
                relation => relation,
            });
            let kept: usize =
                steps.iter().filter(|s| s.op == EditOp::Keep).map(|s| s.base.len()).sum();
            let shorter = base.len().min(words.len()).max(1);
            rendering.similarity = kept as f64 / shorter as f64;
            rendering.edits = steps.iter().map(|step| edit(step, &base, words)).collect();
        }
    }
    let renderings: Vec<QuoteRendering> = renderings.into_iter().map(|(r, _)| r).collect();
    let speaker_name = speaker(&renderings);
    let discrepancies = Vec::new();
    Some(QuoteCluster { speaker: None, speaker_name, relation, renderings, fullest, discrepancies })
}

/// How a rendering stands to the fullest.
fn relation_of(kind: QuoteKind, steps: &[Edit], base: &[Term], words: &[Term]) -> QuoteRelation {
    let is_kept = |step: &Edit| step.op == EditOp::Keep;
    if steps.iter().all(is_kept) {
        return QuoteRelation::Identical;
    }
    if kind == QuoteKind::Indirect {
        return QuoteRelation::Paraphrased;
    }
    // What stands before the first and behind the last common word is a matter of extent.
    let ends = steps.iter().position(is_kept).zip(steps.iter().rposition(is_kept));
    let inner = ends.map_or(steps, |(first, last)| &steps[first..=last]);
    let content = |range: &std::ops::Range<usize>, of: &[Term]| {
        of[range.clone()].iter().filter(|w| w.content).map(|w| w.stem().to_owned()).collect()
    };
    let changed = inner.iter().filter(|step| !is_kept(step)).any(|step| {
        let (a, b): (Vec<String>, Vec<String>) =
            (content(&step.base, base), content(&step.other, words));
        a != b
    });
    if changed { QuoteRelation::Altered } else { QuoteRelation::DifferentExtent }
}

fn rendering(document: usize, source: Source<'_>, index: usize, quote: &Quote) -> QuoteRendering {
    let parties =
        |parties: &[Party]| parties.iter().map(|party| named(source, party)).collect::<Vec<_>>();
    let voice = match quote.kind {
        QuoteKind::Direct | QuoteKind::Fragment => Voice::DirectQuote,
        QuoteKind::Indirect => Voice::IndirectSpeech,
        QuoteKind::Scare | QuoteKind::Title => Voice::ScareQuote,
    };
    let damages = &source.analysis.quality.damages;
    let overlaps = |span: Span| span.begin < quote.span.end && quote.span.begin < span.end;
    QuoteRendering {
        document,
        quote: index,
        kind: quote.kind,
        evidence: evidence(document, source.analysis, quote.span, voice),
        speakers: parties(&quote.speakers),
        relayed_by: parties(&quote.relayed_by),
        edits: Vec::new(),
        similarity: 1.0,
        damaged: damages.iter().any(|damage| overlaps(damage.span)),
    }
}

fn named(source: Source<'_>, party: &Party) -> QuoteParty {
    let entity = party.entity.and_then(|entity| source.analysis.entities.get(entity));
    let words = party.mention.of(source.text);
    QuoteParty {
        entity: None, // there is no list of entities over the articles
        name: entity.map_or(words, |entity| &entity.canonical_name).to_owned(),
        mention: party.mention,
        score: party.score,
    }
}

/// The name that most renderings credit, of equals the longest, then the first.
fn speaker(renderings: &[QuoteRendering]) -> String {
    let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
    for party in renderings.iter().filter_map(|rendering| rendering.speakers.first()) {
        *votes.entry(&party.name).or_default() += 1;
    }
    let ranked = votes.into_iter().map(|(name, votes)| (votes, name.len(), Reverse(name)));
    ranked.max().map_or_else(String::new, |(.., Reverse(name))| name.to_owned())
}

fn words(text: &str, quote: &Quote) -> Vec<Term> {
    terms::terms(text, quote.content, MOST_WORDS)
}

fn forms(words: &[Term]) -> Vec<&str> {
    words.iter().map(|word| word.form.as_str()).collect()
}

fn edit(step: &Edit, base: &[Term], other: &[Term]) -> WordEdit {
    let span = |words: &[Term]| Some(Span::new(words.first()?.span.begin, words.last()?.span.end));
    let (base, other) = (&base[step.base.clone()], &other[step.other.clone()]);
    WordEdit { op: step.op, base: span(base), other: span(other) }
}

/// Length of the longest common subsequence. Both have at most [`MOST_WORDS`].
fn in_order(a: &[&str], b: &[&str]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if x == y { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or(0)
}
