//! Which quotations render one utterance.
//!
//! From the longest to the shortest, each quotation looks for a longer one that it is a rendering of:
//! candidates come from an inverted index over stems, and a match needs words in order and no
//! clash of speakers. What a quotation of few words lacks in evidence the words around it must give.

use std::{
    cell::{LazyCell, RefCell},
    cmp::Reverse,
    collections::BTreeMap,
};

use super::{
    alignment::{Alignment, align, anyhow, is_verbatim, paired, run, surroundings, worded},
    items::Item,
    speakers::{Everybody, Speakers},
};
use crate::{domain::QuoteKind, pipeline::compare::Context};

/// Quotations that a stem may stand in and still propose candidates, when a rarer one proposes some.
const MAX_POSTINGS: usize = 200;
/// Candidates that are aligned with one quotation: those that share most.
const MAX_CANDIDATES: usize = 24;
/// Words that tell something from which on a quotation stands for itself.
const LONG: usize = 4;
/// Words from which on two persons cannot have said the same by chance.
const UNMISTAKABLE: usize = 6;

/// Rare words that two renderings in other words must have in common.
const LEAST_RARE: usize = 2;
/// Words, grammar included, from which on a quotation of few words that tell something stands for
/// itself.
const SENTENCE: usize = 5;

/// The least that is asked of a match.
mod least {
    /// Share of the shorter quotation that the longer has or has around it, for a closer look.
    pub(super) const ANYHOW: f64 = 0.45;
    /// Share of pairs of neighbouring words, for a closer look.
    pub(super) const NEIGHBOURS: f64 = 0.4;
    /// Share of the shorter quotation in the longer one, both in marks, of one speaker.
    pub(super) const MARKED: f64 = 0.62;
    /// The same where one speaks for the other, or a speaker is not known.
    pub(super) const COMPATIBLE: f64 = 0.72;
    /// The same, in whatever order, when one of them is reported without marks.
    pub(super) const REPORTED_OF_SAME: f64 = 0.55;
    pub(super) const REPORTED: f64 = 0.6;
    pub(super) const REPORTED_OF_UNKNOWN: f64 = 0.7;
    /// What two fragments tell together, as a share of the other.
    pub(super) const TOGETHER: f64 = 0.25;
    /// What one of few words tells, as a share of the other.
    pub(super) const OF_LONGER: f64 = 0.4;
    /// The same when both are.
    pub(super) const BOTH_REPORTED: f64 = 0.75;
    /// The same for the same words.
    pub(super) const ALL: f64 = 0.97;
    /// Share of all words, grammar included, and of pairs of neighbours, that make up for few words
    /// that tell something.
    pub(super) const WORDED: f64 = 0.7;
    pub(super) const PAIRED: f64 = 0.5;
    /// Share of the words around a fragment that are around the other one too, or in it.
    pub(super) const AROUND: f64 = 0.25;
    /// The same where a speaker is not known.
    pub(super) const AROUND_UNKNOWN: f64 = 0.3;
    /// The same for a fragment in other words or in another order.
    pub(super) const AROUND_OTHER_WORDS: f64 = 0.6;
}

/// Quotations in the very same words that are looked at: the latest that began a group.
const MAX_TWINS: usize = 4;
/// Quotations of one group; more are put into another one, so that a text that says one thing
/// without end is read in time.
const MAX_MEMBERS: usize = 256;
/// Members of one document that a quotation of the same document is held against.
const MAX_OWN: usize = 16;
/// Quotations before and behind a fragment among which others of its sentence are looked for.
const MAX_BESIDE: usize = 6;
/// Groups of more quotations are not joined to others: they have found what there is.
const LARGEST_JOINED: usize = 8;

/// A match of a quotation with a longer one.
struct Match {
    item: usize,
    other: usize,
    strength: f64,
    /// Words that the shorter one, a fragment, tells; none for one that is longer.
    small: Option<usize>,
}

/// Groups quotations by utterance: for each the one that leads its group.
pub(super) fn groups(
    context: &Context<'_>,
    everybody: &Everybody,
    items: &[Item<'_>],
    stems: usize,
) -> Option<Vec<usize>> {
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by(|&a, &b| {
        let reported = |i: usize| !items[i].is_marked();
        let size = |i: usize| items[i].total;
        reported(a)
            .cmp(&reported(b))
            .then(size(b).total_cmp(&size(a)))
            .then((items[b].words.len()).cmp(&items[a].words.len()))
            .then(a.cmp(&b))
    });
    let mut matcher = Matcher {
        everybody,
        items,
        postings: vec![Vec::new(); stems],
        same: BTreeMap::new(),
        shared: RefCell::new(vec![0.0; items.len()]),
        leader: (0..items.len()).collect(),
        members: vec![Vec::new(); items.len()],
    };
    for &item in &order {
        if (context.stop)() {
            return None;
        }
        matcher.place(item);
    }
    // What was placed before a better match came joins its group now.
    for &item in order.iter().rev() {
        if (context.stop)() {
            return None;
        }
        if matcher.leader[item] == item {
            matcher.join(item);
        }
    }
    Some(matcher.leader)
}

struct Matcher<'a, 'c> {
    everybody: &'a Everybody,
    items: &'a [Item<'c>],
    /// For each stem the placed quotations that have it.
    postings: Vec<Vec<usize>>,
    /// Placed quotations by their forms: the first of each wording.
    same: BTreeMap<Vec<u32>, Vec<usize>>,
    /// Weight that each quotation shares with the one at hand; 0 between looks.
    shared: RefCell<Vec<f64>>,
    leader: Vec<usize>,
    /// For each leader the quotations of its group.
    members: Vec<Vec<usize>>,
}

impl Matcher<'_, '_> {
    /// Puts a quotation into the group of its best match, or into one of its own.
    fn place(&mut self, item: usize) {
        let forms: Vec<u32> = self.items[item].forms().collect();
        let twin = self.twin(item, &forms);
        let leader = twin.or_else(|| self.best(item)).unwrap_or(item);
        self.leader[item] = leader;
        self.members[leader].push(item);
        if twin.is_none() {
            // What is the same as another one need not be found twice.
            for stem in &self.items[item].stems {
                self.postings[*stem as usize].push(item);
            }
            self.same.entry(forms).or_default().push(item);
        }
    }

    /// Joins the group of a leader to another one, where a member of it matches one there and all
    /// fit.
    fn join(&mut self, leader: usize) {
        let group = self.members[leader].clone();
        if group.len() > LARGEST_JOINED {
            return;
        }
        let fragments =
            |group: &[usize]| group.iter().all(|item| self.items[*item].content.len() < LONG);
        let single = group.iter().all(|item| self.items[*item].content.len() <= 1);
        let mut matches: Vec<Match> = group
            .iter()
            .flat_map(|item| self.candidates(*item).into_iter().map(|other| (*item, other)))
            .filter(|(_, other)| self.leader[*other] != leader)
            .filter_map(|(item, other)| self.matched(item, other))
            // A fragment alone joins no groups, nor does what is a part of both; one word joins
            // only single words.
            .filter(|found| {
                let leads = found.item == leader || self.leader[found.other] == found.other;
                let enough = |words: usize| fragments(&group) && (words > 1 || single);
                leads && found.small.is_none_or(enough)
            })
            .collect();
        matches.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.other.cmp(&b.other)));
        let leaders = matches.iter().map(|found| self.leader[found.other]);
        let fits = |other: &usize| group.iter().all(|item| self.fits(*item, *other));
        if let Some(other) = leaders.into_iter().find(fits) {
            for item in group {
                self.leader[item] = other;
                self.members[other].push(item);
            }
            self.members[leader].clear();
        }
    }

    /// The leader of a quotation in the very same words.
    fn twin(&self, item: usize, forms: &[u32]) -> Option<usize> {
        let own = &self.items[item];
        let known = self.same.get(forms)?;
        let sentence = own.words.len() >= SENTENCE;
        let fits = |other: &usize| {
            let speakers = self.speakers(item, *other);
            let again = self.items[*other].document == own.document && own.is_marked();
            let enough = match own.content.len() {
                0 => sentence && speakers >= Speakers::Compatible,
                1 if !sentence => false,
                // One report quotes a phrase twice, in its headline and below.
                _ if again => speakers >= Speakers::Unknown,
                n if n < LONG && !sentence => speakers >= Speakers::Compatible,
                n if n < UNMISTAKABLE => speakers >= Speakers::Unknown,
                _ => true,
            };
            enough && self.fits(item, self.leader[*other])
        };
        known.iter().rev().take(MAX_TWINS).copied().find(fits).map(|other| self.leader[other])
    }

    fn speakers(&self, a: usize, b: usize) -> Speakers {
        self.everybody.between(&self.items[a].speaking, &self.items[b].speaking)
    }

    /// Whether the speakers of two quotations clash, and not only because a pronoun may have been
    /// taken for somebody else.
    fn clash(&self, a: usize, b: usize) -> bool {
        let by_pronoun = |i: usize| self.items[i].speaking.by_pronoun && self.items[i].is_marked();
        !by_pronoun(a) && !by_pronoun(b) && self.speakers(a, b) == Speakers::Clash
    }

    /// The one that tells less, and the other.
    fn by_length(&self, item: usize, other: usize) -> (&Item<'_>, &Item<'_>) {
        let (a, b) = (&self.items[item], &self.items[other]);
        if a.total <= b.total { (a, b) } else { (b, a) }
    }

    /// The leader of the group that a quotation fits best.
    fn best(&self, item: usize) -> Option<usize> {
        let mut matches: Vec<Match> = self
            .candidates(item)
            .into_iter()
            .filter_map(|other| self.matched(item, other))
            .collect();
        matches.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.other.cmp(&b.other)));
        let leaders = matches.iter().map(|found| self.leader[found.other]);
        leaders.into_iter().find(|leader| self.fits(item, *leader))
    }

    /// Placed quotations that share words with this one: those that share most first.
    fn candidates(&self, item: usize) -> Vec<usize> {
        let own = &self.items[item];
        let mut stems: Vec<(u32, f64)> =
            own.content.iter().map(|w| (own.words[*w].stem, own.words[*w].weight)).collect();
        stems.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        stems.dedup_by_key(|(stem, _)| *stem);
        let mut weights = self.shared.borrow_mut();
        let mut found: Vec<usize> = Vec::new();
        for (stem, weight) in stems {
            let postings = &self.postings[stem as usize];
            // The rarest come first.
            if postings.len() > MAX_POSTINGS && !found.is_empty() {
                continue;
            }
            for &other in postings.iter().take(MAX_POSTINGS) {
                if weights[other] == 0.0 {
                    found.push(other);
                }
                weights[other] += weight;
            }
        }
        // What was written is taken out again.
        let take = |other: usize| (other, std::mem::take(&mut weights[other]));
        let mut shared: Vec<(usize, f64)> = found.into_iter().map(take).collect();
        shared.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        shared.truncate(MAX_CANDIDATES);
        shared.into_iter().map(|(other, _)| other).collect()
    }

    /// Whether a quotation renders what a longer one does, and how surely.
    fn matched(&self, item: usize, other: usize) -> Option<Match> {
        let (short, long) = self.by_length(item, other);
        let title = |item: &Item<'_>| item.quote.kind == QuoteKind::Title;
        if title(short) != title(long) {
            return None;
        }
        // Looked at before what costs more.
        let (all, neighbours) = (anyhow(short, long), paired(short, long));
        if all < least::ANYHOW && neighbours < least::NEIGHBOURS {
            return None;
        }
        let mut speakers = self.speakers(item, other);
        if speakers == Speakers::Clash {
            // The very words are stronger than a pronoun.
            let same = short.content.len() >= UNMISTAKABLE || !self.clash(item, other);
            if !same || !is_verbatim(short, long) {
                return None;
            }
            if !self.clash(item, other) {
                speakers = Speakers::Unknown;
            }
        }
        let rare = short.rare_in_common(long);
        let alignment = align(short, long);
        let marked = short.is_marked() && long.is_marked();
        let either = short.is_marked() || long.is_marked();
        let small = short.content.len() < LONG;
        let sentence =
            neighbours >= least::PAIRED && marked && reworded(short, long, speakers, &alignment)
                || neighbours >= least::NEIGHBOURS
                    && either
                    && in_a_row(short, long, speakers, &alignment);
        let beside = small && self.beside(item, other, speakers);
        let accepted = sentence
            || beside
            || match (small, marked, either) {
                (true, ..) if short.is_marked() => fragment(short, long, speakers, &alignment),
                (true, ..) => either && retold(short, long, speakers, &alignment, (all, rare)),
                (false, true, _) => {
                    (rare >= LEAST_RARE || speakers == Speakers::Same)
                        && both_marked(short, long, speakers, &alignment)
                }
                (false, false, true) => {
                    let least = match speakers {
                        Speakers::Same => least::REPORTED_OF_SAME,
                        Speakers::Compatible => least::REPORTED,
                        Speakers::Unknown => least::REPORTED_OF_UNKNOWN,
                        Speakers::Clash => f64::INFINITY,
                    };
                    all >= least && alignment.matched >= 3 && rare >= LEAST_RARE
                }
                (false, false, false) => {
                    let enough = all >= least::BOTH_REPORTED && alignment.matched > LONG;
                    enough && rare >= LEAST_RARE && speakers >= Speakers::Compatible
                }
            };
        let strength = alignment.contained
            + if beside { 0.5 } else { 0.0 }
            + 0.2 * (neighbours + alignment.exact)
            + match speakers {
                Speakers::Same => 0.3,
                Speakers::Compatible => 0.15,
                Speakers::Unknown => 0.1,
                Speakers::Clash => 0.0,
            };
        accepted.then_some(Match {
            item,
            other,
            strength,
            small: small.then_some(short.content.len()),
        })
    }

    /// Whether a fragment and another one of its sentence both stand word for word in a longer
    /// quotation: 'called it a “mix-up” that was “sorted out”' is of one utterance.
    fn beside(&self, item: usize, other: usize, speakers: Speakers) -> bool {
        let (own, long) = (&self.items[item], &self.items[other]);
        let part = |part: &Item<'_>| {
            !part.content.is_empty()
                && part.content.len() < LONG
                && part.is_marked()
                && part.total < long.total
                && is_verbatim(part, long)
        };
        if speakers == Speakers::Clash || !long.is_marked() || !part(own) {
            return false;
        }
        let near = item.saturating_sub(MAX_BESIDE)..self.items.len().min(item + MAX_BESIDE + 1);
        near.filter(|&i| i != item).map(|i| &self.items[i]).any(|near| {
            let apart = |stem: &u32| own.stems.binary_search(stem).is_err();
            near.document == own.document
                && near.sentence.is_some()
                && near.sentence == own.sentence
                && !near.quote.span.overlaps(own.quote.span)
                && near.stems.iter().all(apart)
                && own.total + near.total >= least::TOGETHER * long.total
                && part(near)
        })
    }

    /// Whether a quotation can join a group: nobody there has another speaker, and what its own
    /// document has there renders another part, or the same words once more.
    fn fits(&self, item: usize, leader: usize) -> bool {
        let own = &self.items[item];
        let (short, long) = self.by_length(item, leader);
        let to_leader = LazyCell::new(|| align(short, long));
        if self.members[leader].len() >= MAX_MEMBERS {
            return false;
        }
        // What a document says again fits, whatever else of the document is here.
        let repeats = |&member: &usize| {
            let (short, long) = self.by_length(item, member);
            is_verbatim(short, long) || align(short, long).contained >= AGAIN
        };
        let of_own = |member: &&usize| self.items[**member].document == own.document;
        let own_members = || self.members[leader].iter().filter(of_own).take(MAX_OWN);
        let again = LazyCell::new(|| own_members().any(repeats));
        let mut seen = 0;
        self.members[leader].iter().all(|&member| {
            let other = &self.items[member];
            seen += usize::from(other.document == own.document);
            if other.document == own.document && seen > MAX_OWN {
                return true;
            }
            if other.document != own.document {
                return !self.clash(item, member)
                    || short.content.len() >= UNMISTAKABLE && to_leader.contained >= least::ALL;
            }
            if other.quote.span.overlaps(own.quote.span) {
                return false;
            }
            if member == leader || *again {
                return true;
            }
            let there = align(other, &self.items[leader]).places;
            let places = &to_leader.places;
            let overlap = places.iter().filter(|p| there.binary_search(p).is_ok()).count();
            4 * overlap <= places.len()
        })
    }
}

/// Share of one quotation in another one of its document from which on it says the same again.
const AGAIN: f64 = 0.8;

/// A fragment: its words must stand in a row in the other, or have the same around them.
fn fragment(short: &Item<'_>, long: &Item<'_>, speakers: Speakers, found: &Alignment) -> bool {
    if speakers == Speakers::Clash {
        return false;
    }
    let (around, count) = surroundings(short, long);
    let (back, back_count) = surroundings(long, short);
    let near = |least: f64, words: usize| {
        around >= least && count >= words || back >= least && back_count >= words
    };
    let known = speakers >= Speakers::Compatible;
    let verbatim = is_verbatim(short, long);
    let all = found.contained >= least::ALL;
    match short.content.len() {
        0 => verbatim && known && short.words.len() >= SENTENCE,
        1 if verbatim && known => near(least::AROUND, 1),
        1 if verbatim => near(least::AROUND_UNKNOWN, 2),
        1 => known && all && near(least::AROUND_UNKNOWN, 1),
        _ if verbatim => known || near(least::AROUND, 2),
        n if n > 2 && all && found.tight => known,
        n => n > 2 && all && near(least::AROUND_OTHER_WORDS, 2),
    }
}

/// Reported speech of few words: all that it tells stands in the other in that order, or one speaker
/// said most of it. `shared` is the share of it in the other and the number of rare words there.
fn retold(
    short: &Item<'_>,
    long: &Item<'_>,
    speakers: Speakers,
    found: &Alignment,
    shared: (f64, usize),
) -> bool {
    let (all, rare) = shared;
    let in_order = found.matched >= 3
        && found.contained >= least::ALL
        && short.words.len() >= SENTENCE
        && worded(short, long) >= least::WORDED;
    let of_same = found.matched >= 2
        && rare >= LEAST_RARE
        && all >= least::REPORTED
        && all * short.total >= least::OF_LONGER * long.total;
    speakers >= Speakers::Unknown && in_order || speakers == Speakers::Same && of_same
}

/// Two quotations in marks.
fn both_marked(short: &Item<'_>, long: &Item<'_>, speakers: Speakers, found: &Alignment) -> bool {
    let least = match speakers {
        Speakers::Same => least::MARKED,
        Speakers::Compatible | Speakers::Unknown => least::COMPATIBLE,
        Speakers::Clash => {
            let words = found.matched >= UNMISTAKABLE && short.content.len() >= UNMISTAKABLE;
            return words && found.contained >= least::ALL && is_verbatim(short, long);
        }
    };
    found.matched >= 3 && found.contained >= least
}

/// Whether the words of grammar and their order tell that one sentence was put in other words.
fn reworded(short: &Item<'_>, long: &Item<'_>, speakers: Speakers, found: &Alignment) -> bool {
    speakers >= Speakers::Unknown
        && short.words.len() >= SENTENCE
        && found.matched >= 1
        && worded(short, long) >= least::WORDED
}

/// Whether a quotation shares so many words in a row with the other that both render one sentence.
fn in_a_row(short: &Item<'_>, long: &Item<'_>, speakers: Speakers, found: &Alignment) -> bool {
    /// Words in a row, marks of the genitive and the like included.
    const ROW: usize = 7;
    let row = || run(short, long);
    let fits = |row: usize| row >= ROW && 2 * row >= short.words.len();
    speakers >= Speakers::Unknown && found.matched >= 2 && fits(row())
}

/// The groups with their members in order of documents and text, the largest document counts first.
pub(super) fn gathered(leaders: &[usize]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (item, leader) in leaders.iter().enumerate() {
        groups.entry(*leader).or_default().push(item);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort_by_key(|group| Reverse(group.len()));
    groups
}
