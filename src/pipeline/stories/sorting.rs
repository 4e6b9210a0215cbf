//! Sorting an article: which stories come into question, and what follows.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    DocumentRef, Fit, Key, Profile, Shelf, Signature, StoryRef, division,
    fit::{ENOUGH, Likeness},
    signature::{ALL, UNDATED, bucket},
};

/// At most so many stories under one key come into question, the latest.
const UNDER_KEY: usize = 24;
/// At most so many stories are compared with an article: those that share most keys.
const COMPARED: usize = 24;
/// As many of the best stories beside one are its rivals.
const RIVALS: usize = 5;
/// What of the rivals' mean likeness counts against a story: where much is told of one subject,
/// that an article is like a story of it says less.
const RIVALRY: f64 = 0.4;
/// How much more likeness each doubling of a story asks for: that of many articles is an average.
const GROWTH: f64 = 0.15;
/// Stories of fewer articles ask for no more than those of one.
const GROWN: f64 = 8.0;
/// As many of the stories next to the one that grew are looked at for what belongs to it.
const NEIGHBOURS: usize = 3;
/// Two stories are one when their articles are as like each other as this share of how like those
/// of the looser one are to each other.
pub(super) const COHESION: f64 = 0.8;
/// Likeness to two stories, as a multiple of what is enough, with which an article stands in both.
const BOTH: f64 = 1.4;
/// Likeness to the second story, as a share of that to the first.
const SECOND: f64 = 0.8;
/// Stories are unlike when their likeness is below this share of what is enough.
const UNLIKE: f64 = 0.4;

/// What became of an article.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// It is the first of a new story.
    Founded(StoryRef),
    /// It joined a story.
    Joined(StoryRef, Fit),
    /// One story went into another.
    Merged(StoryRef, StoryRef, Fit),
    /// Some articles of the first left for the second.
    Split(StoryRef, StoryRef, Fit),
}

/// A story that an article may belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The story.
    pub story: StoryRef,
    /// How well it fits.
    pub fit: Fit,
    /// Whether it would join.
    pub joins: bool,
}

/// A story with its likeness to an article.
struct Ranked {
    story: StoryRef,
    profile: Arc<Profile>,
    likeness: Likeness,
    value: f64,
    /// What counts against it.
    rivals: f64,
}

impl Ranked {
    /// Whether an article is like enough to join.
    fn joins(&self) -> bool {
        self.value - self.rivals >= enough(self.profile.articles)
    }

    fn explained(&self, one: &Profile) -> Fit {
        let against =
            self.value - (self.value - self.rivals) * ENOUGH / enough(self.profile.articles);
        self.likeness.explained(one, &self.profile, against)
    }
}

/// Likeness that a story of some articles asks for.
fn enough(articles: u32) -> f64 {
    ENOUGH * (1.0 + GROWTH * (f64::from(articles) / GROWN).log2().max(0.0))
}

/// Sorts an article that is in no story yet.
pub fn sort<S: Shelf>(
    shelf: &mut S,
    document: DocumentRef,
    signature: &Arc<Signature>,
) -> Result<Vec<Step>, S::Error> {
    let one = Profile::of(signature);
    let ranked = ranked(shelf, signature, &one)?;
    let Some(best) = ranked.first().filter(|best| best.joins()) else {
        return Ok(vec![Step::Founded(shelf.found(document, signature)?)]);
    };
    let mut steps = Vec::new();
    let fit = best.explained(&one);
    shelf.join(best.story, document, signature, &fit)?;
    steps.push(Step::Joined(best.story, fit));
    if let Some(second) = second(&ranked) {
        let fit = second.explained(&one);
        shelf.join(second.story, document, signature, &fit)?;
        steps.push(Step::Joined(second.story, fit));
        return Ok(steps);
    }
    let grown = merge(shelf, best.story, &ranked[1..], &mut steps)?;
    if let Some(step) = division::divide(shelf, grown)? {
        steps.push(step);
    }
    Ok(steps)
}

/// The stories that an article may belong to, best first; at most `limit`.
pub fn candidates<S: Shelf>(
    shelf: &mut S,
    signature: &Signature,
    limit: usize,
) -> Result<Vec<Candidate>, S::Error> {
    let one = Profile::of(signature);
    let ranked = ranked(shelf, signature, &one)?;
    let second = second(&ranked).map(|second| second.story);
    let list = ranked.iter().take(limit).enumerate().map(|(place, entry)| Candidate {
        story: entry.story,
        fit: entry.explained(&one),
        joins: place == 0 && entry.joins() || second == Some(entry.story),
    });
    Ok(list.collect())
}

/// The second story that an article belongs to as clearly as to the first, unlike that one.
fn second(ranked: &[Ranked]) -> Option<&Ranked> {
    let [first, second, ..] = ranked else { return None };
    let clear = |entry: &Ranked| {
        entry.profile.articles > 1
            && entry.value - entry.rivals >= BOTH * enough(entry.profile.articles)
    };
    let both = clear(first) && clear(second) && second.value >= SECOND * first.value;
    let apart = || Likeness::between(&first.profile, &second.profile).value() < UNLIKE * ENOUGH;
    (both && apart()).then_some(second)
}

/// Stories near an article, those most like it first.
fn ranked<S: Shelf>(
    shelf: &mut S,
    signature: &Signature,
    one: &Profile,
) -> Result<Vec<Ranked>, S::Error> {
    let mut list = Vec::new();
    for story in nearby(shelf, signature)? {
        let profile = shelf.profile(story)?;
        let likeness = Likeness::between(one, &profile);
        let value = likeness.value();
        list.push(Ranked { story, profile, likeness, value, rivals: 0.0 });
    }
    list.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.story.cmp(&b.story)));
    let best: f64 = list.iter().take(RIVALS + 1).map(|entry| entry.value).sum();
    let last = list.get(RIVALS).map_or(0.0, |entry| entry.value);
    for (place, entry) in list.iter_mut().enumerate() {
        let others = if place <= RIVALS { best - entry.value } else { best - last };
        entry.rivals = RIVALRY * others / RIVALS as f64;
    }
    Ok(list)
}

/// Stories of the article's time that share keys with it, those that share most first.
fn nearby<S: Shelf>(shelf: &mut S, signature: &Signature) -> Result<Vec<StoryRef>, S::Error> {
    let buckets = match signature.time.map(bucket) {
        Some(own) => vec![own - 1, own, own + 1, UNDATED, ALL],
        None => vec![ALL],
    };
    let mut shared: BTreeMap<StoryRef, u32> = BTreeMap::new();
    for feature in signature.key_features() {
        let mut found = Vec::new();
        for &bucket in &buckets {
            found.extend(shelf.stories(Key { bucket, feature }, UNDER_KEY)?);
        }
        found.sort_unstable();
        found.dedup();
        for story in found {
            *shared.entry(story).or_default() += 1;
        }
    }
    let mut stories: Vec<(u32, StoryRef)> = shared.into_iter().map(|(s, n)| (n, s)).collect();
    // The latest of those that share as many.
    stories.sort_unstable_by_key(|&entry| std::cmp::Reverse(entry));
    stories.truncate(COMPARED);
    Ok(stories.into_iter().map(|(_, story)| story).collect())
}

/// Merges a story that has grown with the first of its neighbours that now belongs to it, the
/// younger into the older; gives the story that remains.
fn merge<S: Shelf>(
    shelf: &mut S,
    grown: StoryRef,
    neighbours: &[Ranked],
    steps: &mut Vec<Step>,
) -> Result<StoryRef, S::Error> {
    if shelf.is_pinned(grown)? {
        return Ok(grown);
    }
    let profile = shelf.profile(grown)?;
    for other in neighbours.iter().take(NEIGHBOURS).filter(|other| other.value >= ENOUGH) {
        let likeness = Likeness::between(&profile, &other.profile);
        if !belongs(&likeness, &profile, &other.profile) || shelf.is_pinned(other.story)? {
            continue;
        }
        let fit = likeness.explained(&profile, &other.profile, 0.0);
        let (into, from) = (grown.min(other.story), grown.max(other.story));
        shelf.merge(from, into, &fit)?;
        steps.push(Step::Merged(from, into, fit));
        return Ok(into);
    }
    Ok(grown)
}

/// Whether two stories are one.
fn belongs(likeness: &Likeness, a: &Profile, b: &Profile) -> bool {
    let within = [a, b].into_iter().filter_map(Likeness::within).reduce(f64::min);
    let value = likeness.value();
    value >= enough(a.articles.saturating_add(b.articles))
        && value >= COHESION * within.unwrap_or(0.0)
}
