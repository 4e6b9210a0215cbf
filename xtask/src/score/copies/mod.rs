//! Scores the recognition of near copies on edited copies of real articles.
//!
//! All articles, then the copies, go through the matching that the store does: candidates
//! are the latest articles that share an anchor, the most similar one wins, and a link leads
//! to the first of its copies. A link of a copy is right when it leads to its origin, or to an
//! article that is itself a copy of that origin: one whose shingles are, by an exact count
//! over the full texts, mostly those of the origin. Copies keep the headline, which counts for
//! short bodies alone.

mod edits;

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufRead as _, BufReader, Read},
    path::Path,
};

use anyhow::{Context as _, Result};
use parallax::{
    domain::{NEAR_COPY, Sketch},
    pipeline::{
        article::{self, Kept},
        copies,
    },
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Shares of the words that are edited.
const SHARES: [f64; 4] = [0.05, 0.10, 0.15, 0.20];
/// As many articles of one anchor are candidates, the latest first.
const CANDIDATES: usize = 64;
/// Share of the smaller text's shingles that makes two of the articles copies of each other.
const CONTAINED: f64 = 0.6;

#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(default)]
    title: String,
    text: String,
}

#[derive(Default, Serialize)]
struct Figures {
    copies: usize,
    linked: usize,
    right: usize,
    precision: f64,
    recall: f64,
}

/// Links among the articles themselves.
#[derive(Default, Serialize)]
struct Natural {
    articles: usize,
    without_sketch: usize,
    /// Linked to an article with the same wording.
    exact: usize,
    near: usize,
    /// Those of the near whose texts contain each other by the exact count.
    near_contained: usize,
    shown: Vec<Pair>,
}

#[derive(Serialize)]
struct Pair {
    similarity: f64,
    contained: f64,
    earlier: String,
    later: String,
}

#[derive(Default, Serialize)]
pub(crate) struct CopyFigures {
    natural: Natural,
    by_share: Vec<(f64, Figures)>,
    all: Figures,
}

/// Scores edited copies of every `every`-th article of a file; shows `show` natural pairs.
pub(crate) fn score_file(path: &Path, every: usize, show: usize) -> Result<CopyFigures> {
    let records = read(path)?;
    let bodies: Vec<String> = records.iter().map(|r| body(&r.text)).collect();
    let titles: Vec<&str> = records.iter().map(|r| r.title.as_str()).collect();
    let mut figures = CopyFigures::default();
    let mut library = Library::default();
    let mut pairs = Vec::new();
    for (i, text) in bodies.iter().enumerate() {
        figures.natural.articles += 1;
        match library.add(titles[i], text) {
            Link::None => {}
            Link::Unsketched => figures.natural.without_sketch += 1,
            Link::Exact(_) => figures.natural.exact += 1,
            Link::Near { nearest, similarity, .. } => {
                let contained = containment(text, &bodies[nearest]);
                figures.natural.near += 1;
                figures.natural.near_contained += usize::from(contained >= CONTAINED);
                pairs.push((similarity, contained, nearest, i));
            }
        }
    }
    figures.natural.shown = sample(&pairs, show, &records);
    for share in SHARES {
        let mut of_share = Figures::default();
        for origin in (0..bodies.len()).step_by(every) {
            let mut random = edits::Random::new(&format!("{} {share}", records[origin].id));
            let other = &bodies[random.below(bodies.len())];
            let copy = edits::edited(&bodies[origin], other, share, &mut random);
            of_share.copies += 1;
            if let Link::Exact(root) | Link::Near { root, .. } =
                library.add(titles[origin], &body(&copy))
            {
                of_share.linked += 1;
                // Copies lead to the first of their kind, which is an article of the file
                // unless a copy was not recognised.
                let first = library.origins.get(root).copied().unwrap_or(root);
                let is_copy = || {
                    bodies.get(first).is_some_and(|b| containment(b, &bodies[origin]) >= CONTAINED)
                };
                of_share.right += usize::from(first == origin || is_copy());
            }
            library.origins[library.len - 1] = origin;
        }
        figures.all.add(&of_share);
        of_share.finish();
        figures.by_share.push((share, of_share));
    }
    figures.all.finish();
    Ok(figures)
}

fn read(path: &Path) -> Result<Vec<Record>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let packed = path.extension().is_some_and(|extension| extension == "gz");
    let reader: Box<dyn Read> =
        if packed { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let lines = BufReader::new(reader).lines().enumerate();
    lines
        .map(|(i, line)| serde_json::from_str(&line?).with_context(|| format!("line {}", i + 1)))
        .collect()
}

/// The article without furniture, as it is hashed and sketched.
fn body(text: &str) -> String {
    Kept::new(text, &article::zones(text)).body
}

/// What an article is found to be when it comes in.
enum Link {
    None,
    /// Too short to be told a near copy, and of its own wording.
    Unsketched,
    Exact(usize),
    Near {
        nearest: usize,
        root: usize,
        similarity: f64,
    },
}

/// What the store keeps of articles to recognise copies.
#[derive(Default)]
struct Library {
    len: usize,
    wordings: FxHashMap<[u8; 32], usize>,
    anchors: FxHashMap<u64, Vec<usize>>,
    sketches: Vec<Option<Sketch>>,
    /// The first copy that each article leads to; itself where it is none.
    roots: Vec<usize>,
    /// For edited copies, the article that they were made from; for articles, themselves.
    origins: Vec<usize>,
}

impl Library {
    fn add(&mut self, title: &str, body: &str) -> Link {
        let at = self.len;
        self.len += 1;
        let words = copies::compared(title, body);
        let sketch = copies::sketch(&words);
        let wording = copies::body_hash(&words);
        let link = match (self.wordings.get(&wording), &sketch) {
            (Some(&same), _) => Link::Exact(self.roots[same]),
            (None, None) => Link::Unsketched,
            (None, Some(sketch)) => self.nearest(sketch),
        };
        let root = match link {
            Link::Exact(root) | Link::Near { root, .. } => root,
            _ => at,
        };
        self.roots.push(root);
        self.origins.push(at);
        self.wordings.entry(wording).or_insert(at);
        for &anchor in sketch.iter().flat_map(Sketch::anchors) {
            self.anchors.entry(anchor).or_default().push(at);
        }
        self.sketches.push(sketch);
        link
    }

    fn nearest(&self, sketch: &Sketch) -> Link {
        let lists = sketch.anchors().iter().filter_map(|anchor| self.anchors.get(anchor));
        let candidates: BTreeSet<usize> =
            lists.flat_map(|list| list.iter().rev().take(CANDIDATES).copied()).collect();
        let mut best = (NEAR_COPY, None);
        for candidate in candidates {
            let Some(other) = &self.sketches[candidate] else { continue };
            let similarity = sketch.similarity(other);
            // The earliest of equals.
            if similarity > best.0 || best.1.is_none() && similarity >= best.0 {
                best = (similarity, Some(candidate));
            }
        }
        let (similarity, Some(nearest)) = best else { return Link::None };
        Link::Near { nearest, root: self.roots[nearest], similarity }
    }
}

/// Share of the smaller text's shingles of three words that are in the other text as well.
fn containment(a: &str, b: &str) -> f64 {
    let shingles = |text: &str| -> BTreeSet<[String; 3]> {
        let lower = text.to_lowercase();
        let words: Vec<&str> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        words.windows(3).map(|w| [w[0], w[1], w[2]].map(str::to_owned)).collect()
    };
    let (a, b) = (shingles(a), shingles(b));
    let smaller = a.len().min(b.len());
    if smaller == 0 { 0.0 } else { a.intersection(&b).count() as f64 / smaller as f64 }
}

/// Pairs spread evenly over the similarities.
fn sample(pairs: &[(f64, f64, usize, usize)], show: usize, records: &[Record]) -> Vec<Pair> {
    let mut pairs = pairs.to_vec();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let step = (pairs.len() / show.max(1)).max(1);
    let name = |i: usize| format!("{}: {}", records[i].id, records[i].title);
    let shown = pairs.iter().step_by(step).take(show);
    shown
        .map(|&(similarity, contained, earlier, later)| Pair {
            similarity,
            contained,
            earlier: name(earlier),
            later: name(later),
        })
        .collect()
}

impl Figures {
    fn add(&mut self, other: &Self) {
        self.copies += other.copies;
        self.linked += other.linked;
        self.right += other.right;
    }

    fn finish(&mut self) {
        let ratio = |whole: usize| if whole == 0 { 0.0 } else { self.right as f64 / whole as f64 };
        (self.precision, self.recall) = (ratio(self.linked), ratio(self.copies));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The mayor of Lyon opened a bridge over the river on Monday, and thousands came to \
        see it. It had cost forty million crowns, and farmers had gone to court against it.";

    #[test]
    fn copies_lead_to_the_first() {
        let mut library = Library::default();
        assert!(matches!(library.add("", TEXT), Link::None));
        assert!(matches!(library.add("", &TEXT.to_uppercase()), Link::Exact(0)));
        let edited = TEXT.replace("Monday", "Tuesday");
        assert!(matches!(library.add("", &edited), Link::Near { nearest: 0, root: 0, .. }));
        let again = edited.replace("forty", "fifty");
        assert!(matches!(library.add("", &again), Link::Near { nearest: 2, root: 0, .. }));
        assert!(matches!(library.add("", "Nothing of this."), Link::Unsketched));
    }

    #[test]
    fn containment_looks_at_the_smaller() {
        assert_eq!(containment("a b c d", "x a b c d y z"), 1.0);
        assert_eq!(containment("a b c d", "b c d e"), 0.5);
        assert_eq!(containment("", "a b c"), 0.0);
    }
}
