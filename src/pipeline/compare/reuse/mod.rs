//! Words that documents share, by cause, and which documents speak with one voice.

mod cause;
mod runs;
mod voices;
mod words;

use std::{cmp::Reverse, collections::BTreeMap, ops::Range};

use rustc_hash::FxHashMap;

use self::{
    runs::{Shared, runs},
    words::Word,
};
use super::{Context, Source, quotes::Everybody};
use crate::domain::{Evidence, ReuseKind, ReuseLink, Span};

pub(super) use words::split;

/// The words of all articles and the runs of them that articles share.
pub(super) struct Reuse {
    texts: Vec<Vec<Word>>,
    runs: Vec<Shared>,
    /// Words of the report that two articles share in runs.
    shared: FxHashMap<(usize, usize), usize>,
    /// For each article the first one that speaks with the same voice: itself, unless it is a
    /// copy.
    pub(super) voices: Vec<usize>,
}

/// Words of the report, as against those of the page.
fn prose(words: &[Word]) -> usize {
    words.iter().filter(|word| !word.furniture).count()
}

impl Reuse {
    /// Of articles in canonical order. `None` once `stop` returns true.
    pub(super) fn find(sources: &[Source<'_>], stop: &dyn Fn() -> bool) -> Option<Self> {
        let texts = words::read(sources, stop)?;
        let runs = runs(&texts, stop)?;
        let mut shared: FxHashMap<(usize, usize), usize> = FxHashMap::default();
        for run in &runs {
            let words = &texts[run.second][run.second_words.clone()];
            *shared.entry((run.first, run.second)).or_default() += prose(words).min(run.same);
        }
        let mut reuse = Self { texts, runs, shared, voices: Vec::new() };
        reuse.voices = voices::voices(sources, &reuse);
        (!stop()).then_some(reuse)
    }

    /// Number of words of the report that two articles share in runs.
    fn shared_words(&self, first: usize, second: usize) -> usize {
        self.shared.get(&(first, second)).copied().unwrap_or_default()
    }

    /// For each article the share of its words that stand word for word in another, 0 to 1.
    pub(super) fn shares(&self) -> Vec<f64> {
        let mut reused: Vec<Vec<bool>> =
            self.texts.iter().map(|words| vec![false; words.len()]).collect();
        for run in &self.runs {
            reused[run.first][run.first_words.clone()].fill(true);
            reused[run.second][run.second_words.clone()].fill(true);
        }
        let share = |(words, reused): (&Vec<Word>, &Vec<bool>)| {
            let here = words.iter().zip(reused).filter(|(word, _)| !word.furniture);
            let (all, some) =
                here.fold((0_u32, 0_u32), |(n, m), (_, r)| (n + 1, m + u32::from(*r)));
            if all == 0 { 0.0 } else { f64::from(some) / f64::from(all) }
        };
        self.texts.iter().zip(&reused).map(share).collect()
    }
}

/// Runs of words that two documents share and that tell something, the longest first. `None`
/// once the comparison is stopped.
///
/// Of documents that speak with one voice each is linked with the first of them, by one link over
/// all that they share; their links with others are those of the first, but for words that the
/// first does not have. So their number is bounded by the words of different texts.
pub(super) fn links(context: &Context<'_>, reuse: &Reuse) -> Option<Vec<ReuseLink>> {
    let go_on = || (!(context.stop)()).then_some(());
    let credits = cause::credits(context);
    go_on()?;
    let everybody = Everybody::new(context);
    go_on()?;
    let copied = copied_words(reuse);
    let mut copies: BTreeMap<usize, Shared> = BTreeMap::new();
    let mut links = Vec::new();
    for run in &reuse.runs {
        let (first, second) = (reuse.voices[run.first], reuse.voices[run.second]);
        if first == second {
            if run.first == first {
                copies
                    .entry(run.second)
                    .and_modify(|all| cover(all, run))
                    .or_insert_with(|| run.clone());
            }
            continue;
        }
        let is_copied = |document: usize, words: &Range<usize>| {
            let copied = &copied[document];
            !copied.is_empty()
                && 2 * copied[words.clone()].iter().filter(|c| **c).count() >= words.len()
        };
        if is_copied(run.first, &run.first_words) || is_copied(run.second, &run.second_words) {
            continue;
        }
        go_on()?;
        links.extend(
            cause::cause(context, reuse, run, &credits, &everybody)
                .map(|(kind, signals)| ReuseLink { signals, ..link(context, reuse, run, kind) }),
        );
    }
    for run in copies.values() {
        let signals = cause::copy_signals(reuse, run, &credits);
        links.push(ReuseLink { signals, ..link(context, reuse, run, ReuseKind::Copy) });
    }
    links.sort_by_key(|link| {
        let place = |e: &Evidence| (e.document, e.span);
        (Reverse(link.words), place(&link.first), place(&link.second))
    });
    Some(links)
}

/// For each copy, which of its words stand in the first document of its voice; empty for others.
fn copied_words(reuse: &Reuse) -> Vec<Vec<bool>> {
    let mut copied = vec![Vec::new(); reuse.texts.len()];
    for run in &reuse.runs {
        if reuse.voices[run.second] == run.first {
            let words: &mut Vec<bool> = &mut copied[run.second];
            words.resize(reuse.texts[run.second].len(), false);
            words[run.second_words.clone()].fill(true);
        }
    }
    copied
}

/// Widens what two documents share by another run.
fn cover(all: &mut Shared, run: &Shared) {
    let wider = |a: &Range<usize>, b: &Range<usize>| a.start.min(b.start)..a.end.max(b.end);
    all.first_words = wider(&all.first_words, &run.first_words);
    all.second_words = wider(&all.second_words, &run.second_words);
    all.same += run.same;
}

fn link(context: &Context<'_>, reuse: &Reuse, run: &Shared, kind: ReuseKind) -> ReuseLink {
    let evidence = |document: usize, words: &Range<usize>| {
        let words = &reuse.texts[document][words.clone()];
        let ends = words.first().zip(words.last());
        let span = ends.map_or(Span::new(0, 0), |(first, last)| first.span.cover(last.span));
        context.evidence(document, span)
    };
    ReuseLink {
        kind,
        first: evidence(run.first, &run.first_words),
        second: evidence(run.second, &run.second_words),
        words: run.same,
        similarity: run.similarity().min(1.0),
        earlier: earlier(context, run.first, run.second),
        signals: Vec::new(),
    }
}

/// Which of two documents was published earlier: by time, or by day where one has the day alone.
fn earlier(context: &Context<'_>, first: usize, second: usize) -> Option<usize> {
    let time = |document: usize| context.sources[document].metadata.publish_time;
    let date = |document: usize| context.sources[document].annotated.analysis.date.map(|d| d.date);
    let order = match (time(first), time(second)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => date(first)?.cmp(&date(second)?),
    };
    match order {
        std::cmp::Ordering::Less => Some(first),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(second),
    }
}

#[cfg(test)]
mod tests;
