//! Whether a story has come to hold two.

use super::{Member, Profile, Shelf, Step, StoryRef, fit::Likeness, sorting::COHESION};

/// A story of fewer articles is not divided: there is too little to tell by.
const LEAST: u32 = 8;
/// Neither part may have fewer.
const LEAST_PART: usize = 4;
/// So many of the latest articles are compared with each other.
const COMPARED: usize = 32;
/// So many of the latest articles are read; older ones stay where they are.
const READ: usize = 256;
/// Articles are moved between the parts until none moves, at most so many times.
const ROUNDS: usize = 8;

/// Divides a story when two parts of it are less like each other than either is to itself. It is
/// looked at when it has grown by a quarter or so, so that the cost of an article stays bounded.
pub(super) fn divide<S: Shelf>(shelf: &mut S, story: StoryRef) -> Result<Option<Step>, S::Error> {
    if !is_due(shelf.profile(story)?.articles) || shelf.is_pinned(story)? {
        return Ok(None);
    }
    let members = shelf.members(story, READ)?;
    let latest = &members[members.len().saturating_sub(COMPARED)..];
    let one = |member: &Member| Profile::of(&member.signature);
    let profiles: Vec<Profile> = latest.iter().map(one).collect();
    let Some(first) = parts(&profiles) else { return Ok(None) };
    let mut sums = [Profile::default(), Profile::default()];
    for (profile, &is_first) in profiles.iter().zip(&first) {
        sums[usize::from(is_first)].absorb(profile);
    }
    let between = Likeness::between(&sums[0], &sums[1]);
    let within = sums.iter().filter_map(Likeness::within).fold(f64::INFINITY, f64::min);
    if between.value() >= COHESION * within {
        return Ok(None);
    }
    let fit = between.explained(&sums[0], &sums[1], 0.0);
    // Articles before the latest go with the part that they are more like.
    let mut is_first: Vec<bool> = Vec::with_capacity(members.len());
    for member in &members[..members.len() - latest.len()] {
        let profile = one(member);
        let [to_second, to_first] =
            sums.each_ref().map(|sum| Likeness::between(&profile, sum).value());
        is_first.push(to_first >= to_second);
    }
    is_first.extend(first);
    // The smaller part leaves, or of two as large the one without the earliest article.
    let size = is_first.iter().filter(|&&is_first| is_first).count();
    let leaves = 2 * size < is_first.len() || 2 * size == is_first.len() && !is_first[0];
    let leaving = members.iter().zip(&is_first).filter(|&(_, &is_first)| is_first == leaves);
    let leaving: Vec<_> = leaving.map(|(member, _)| member.document).collect();
    let new = shelf.split(story, &leaving, &fit)?;
    Ok(Some(Step::Split(story, new, fit)))
}

/// Whether a story of so many articles is looked at: at 8, 10, 12, 14, 16, 20, 24, 28, 32, 40.
fn is_due(articles: u32) -> bool {
    articles >= LEAST && articles.is_multiple_of(1 << (articles.ilog2() - 2))
}

/// Two parts of some articles: around the two least like each other, then by mean likeness (as in
/// k-means with averages). `None` when one part is too small.
fn parts(articles: &[Profile]) -> Option<Vec<bool>> {
    let n = articles.len();
    let mut likeness = vec![0.0; n * n];
    let mut least = (f64::INFINITY, 0, 0);
    for i in 0..n {
        for j in 0..i {
            let value = Likeness::between(&articles[i], &articles[j]).value();
            (likeness[i * n + j], likeness[j * n + i]) = (value, value);
            if value < least.0 {
                least = (value, j, i);
            }
        }
    }
    let (_, x, y) = least;
    let mut first: Vec<bool> =
        (0..n).map(|i| i == x || i != y && likeness[i * n + x] > likeness[i * n + y]).collect();
    for _ in 0..ROUNDS {
        let next: Vec<bool> =
            (0..n).map(|i| is_nearer(&likeness[i * n..(i + 1) * n], i, &first)).collect();
        if next == first {
            break;
        }
        first = next;
    }
    let size = first.iter().filter(|&&is_first| is_first).count();
    (size.min(n - size) >= LEAST_PART).then_some(first)
}

/// Whether an article is, on average, at least as like the others of the first part as those of
/// the second; one that is alone in its part stays.
fn is_nearer(row: &[f64], own: usize, first: &[bool]) -> bool {
    let (mut sums, mut counts) = ([0.0; 2], [0_u32; 2]);
    for (other, (&value, &is_first)) in row.iter().zip(first).enumerate() {
        if other != own {
            sums[usize::from(is_first)] += value;
            counts[usize::from(is_first)] += 1;
        }
    }
    if counts.contains(&0) {
        return counts[1] == 0;
    }
    sums[1] / f64::from(counts[1]) >= sums[0] / f64::from(counts[0])
}
