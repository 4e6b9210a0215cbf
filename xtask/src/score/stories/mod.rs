//! Scores the sorting of articles into stories, as the service does it, on a shelf in memory.

mod agreement;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
    thread,
    time::Instant,
};

use anyhow::{Result, anyhow, ensure};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use parallax::{
    domain::{Article, ArticleText, Metadata},
    pipeline::{
        self, Options,
        stories::{MemoryShelf, Signature, Step, sort},
    },
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use self::agreement::{Agreement, bcubed, pairwise};
use super::files;

/// What is measured.
pub(crate) struct Request<'a> {
    /// Articles in the order in which they arrive.
    pub data: &'a [std::path::PathBuf],
    /// Folder of texts that are one story and arrive spread among the articles.
    pub among: Option<&'a Path>,
    /// As many other orders.
    pub orders: usize,
    /// As many of the largest stories are listed.
    pub show: usize,
}

#[derive(Default, Deserialize)]
struct Record {
    #[serde(default)]
    story: Option<String>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    publish_time: Option<String>,
    #[serde(default)]
    source: String,
}

impl Record {
    /// The headline, or the first line of a text without one.
    fn headline(&self) -> &str {
        match self.title.as_str() {
            "" => self.text.trim().lines().next().unwrap_or_default(),
            title => title,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct Figures {
    articles: usize,
    /// Articles without text or in which nothing is article: each is a story of its own.
    not_analysed: usize,
    stories: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    gold: Option<Gold>,
    #[serde(skip_serializing_if = "Option::is_none")]
    among: Option<Among>,
    steps: Steps,
    /// Microseconds that sorting an article took, over the last tenth of so many.
    microseconds: BTreeMap<usize, f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    orders: Option<Orders>,
    largest: Vec<Shown>,
}

#[derive(Serialize)]
struct Gold {
    stories: usize,
    bcubed: Agreement,
    pairwise: Agreement,
}

/// Where the texts of a folder went.
#[derive(Serialize)]
struct Among {
    texts: usize,
    stories: usize,
    /// Other articles in those stories.
    others: usize,
}

#[derive(Default, Serialize)]
struct Steps {
    founded: usize,
    joined: usize,
    in_two: usize,
    merged: usize,
    split: usize,
}

#[derive(Serialize)]
struct Orders {
    orders: usize,
    /// Mean B-cubed F1 of the stories of two orders against each other.
    between: f64,
    /// Mean B-cubed F1 against the gold.
    #[serde(skip_serializing_if = "Option::is_none")]
    gold: Option<f64>,
}

#[derive(Serialize)]
struct Shown {
    articles: usize,
    /// Headlines of some of them, spread over the story.
    titles: Vec<String>,
}

/// Headlines of a story that are listed.
const TITLES: usize = 8;
/// Numbers of articles at which the time is measured.
const MEASURED: [usize; 3] = [1_000, 2_000, 20_000];

/// Scores files of articles.
pub(crate) fn score(request: &Request<'_>) -> Result<Figures> {
    let mut records: Vec<Record> = Vec::new();
    for file in request.data {
        records.extend(files::lines(file)?.collect::<Result<Vec<_>>>()?);
    }
    ensure!(!records.is_empty(), "there are no articles");
    let own = records.len();
    let texts = request.among.map(texts).transpose()?.unwrap_or_default();
    records.extend(texts);
    let order = arrival(own, records.len());
    let signatures = signatures(&records)?;
    let sorted = Sorted::new(&signatures, &order);
    let gold: Option<Vec<&str>> = records[..own].iter().map(|r| r.story.as_deref()).collect();
    let gold = gold.filter(|_| request.among.is_none());
    Ok(Figures {
        articles: records.len(),
        not_analysed: signatures.iter().filter(|signature| signature.is_none()).count(),
        stories: sorted.stories.len(),
        among: request.among.map(|_| sorted.among(own)),
        orders: (request.orders > 0)
            .then(|| orders(&signatures, &sorted, gold.as_deref(), request.orders)),
        largest: sorted.largest(&records, request.show),
        gold: gold.map(|gold| Gold {
            stories: gold.iter().collect::<BTreeSet<_>>().len(),
            bcubed: bcubed(&gold, &sorted.labels),
            pairwise: pairwise(&gold, &sorted.labels),
        }),
        steps: sorted.steps,
        microseconds: sorted.microseconds,
    })
}

/// The texts of a folder, in order of their names.
fn texts(folder: &Path) -> Result<Vec<Record>> {
    let entries = fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>()?;
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let record = |path: &std::path::PathBuf| {
        Ok(Record { text: fs::read_to_string(path)?, ..Record::default() })
    };
    paths.iter().map(record).collect()
}

/// Articles in their order, with what stands behind the first `own` spread evenly among them.
fn arrival(own: usize, all: usize) -> Vec<usize> {
    let mut order: Vec<(usize, usize)> =
        (0..own).map(|at| (2 * at * (all - own).max(1), at)).collect();
    order.extend((own..all).map(|at| ((2 * (at - own) + 1) * own, at)));
    order.sort_unstable();
    order.into_iter().map(|(_, at)| at).collect()
}

/// Analyses all articles, on two threads.
fn signatures(records: &[Record]) -> Result<Vec<Option<Arc<Signature>>>> {
    let engine = Engine::embedded()?;
    let run = |part: &[Record]| -> Vec<Option<Arc<Signature>>> {
        part.iter().map(|record| signature(&engine, record)).collect()
    };
    let (first, second) = records.split_at(records.len() / 2);
    let (mut all, rest) = thread::scope(|scope| {
        let other = scope.spawn(|| run(second));
        (run(first), other.join())
    });
    all.extend(rest.map_err(|_| anyhow!("the analysis panicked"))?);
    Ok(all)
}

fn signature(engine: &Engine, record: &Record) -> Option<Arc<Signature>> {
    // An article that is a headline alone is read as its text.
    let text = if record.text.trim().is_empty() { &record.title } else { &record.text };
    let metadata = Metadata {
        title: record.title.clone(),
        source: record.source.clone(),
        publish_time: record.publish_time.as_deref().and_then(time),
        ..Metadata::default()
    };
    let article = Article::plain(ArticleText::from_text(text.clone(), usize::MAX).ok()?, metadata);
    let annotated = pipeline::analyze(engine, &article, &Options::default(), &|| false).ok()?;
    Some(Arc::new(Signature::of(&article, &annotated.analysis)))
}

/// A time as data sets write it: RFC 3339, without an offset, or "26-FEB-1987 15:01:01.79".
fn time(text: &str) -> Option<Timestamp> {
    let in_utc = |time: DateTime| Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp());
    let text = text.trim();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    if let Ok(time) = text.parse::<DateTime>() {
        return in_utc(time);
    }
    let (day, clock) = text.split_once(' ').unwrap_or((text, ""));
    let day = Date::strptime("%d-%b-%Y", day).ok()?;
    let mut clock = clock.trim().splitn(3, ':').map(|part| part.get(..2)?.parse::<i8>().ok());
    let (hour, minute) = (clock.next().flatten(), clock.next().flatten());
    // A few clocks say 24:00 or 12:60: the day is enough.
    let time = Time::new(hour.unwrap_or(0), minute.unwrap_or(0), 0, 0).unwrap_or_default();
    in_utc(day.to_datetime(time))
}

/// Stories of articles in one order of arrival.
struct Sorted {
    /// Each article's story, as the least article in it.
    labels: Vec<usize>,
    /// Articles of each story, in order of arrival.
    stories: Vec<Vec<usize>>,
    steps: Steps,
    microseconds: BTreeMap<usize, f64>,
}

impl Sorted {
    fn new(signatures: &[Option<Arc<Signature>>], order: &[usize]) -> Self {
        let mut shelf = MemoryShelf::new();
        let mut steps = Steps::default();
        let mut microseconds = BTreeMap::new();
        let mut spent = Vec::with_capacity(order.len());
        for (number, &at) in order.iter().enumerate() {
            let Some(signature) = &signatures[at] else { continue };
            let start = Instant::now();
            // Fewer than 2^63 articles.
            let Ok(done) = sort(&mut shelf, number as i64, signature);
            spent.push(start.elapsed().as_secs_f64() * 1e6);
            steps.count(&done);
            if MEASURED.contains(&spent.len()) {
                let last = &spent[spent.len() / 10 * 9..];
                microseconds.insert(spent.len(), last.iter().sum::<f64>() / last.len() as f64);
            }
        }
        let mut labels: Vec<usize> = (0..signatures.len()).collect();
        let mut stories = Vec::new();
        let mut seen = BTreeSet::new();
        for (_, documents) in shelf.stories() {
            let articles: Vec<usize> = documents.iter().map(|&d| order[d as usize]).collect();
            // An article in two stories counts for the first.
            let own: Vec<usize> = articles.iter().copied().filter(|&at| seen.insert(at)).collect();
            for &at in &own {
                labels[at] = own.iter().copied().min().unwrap_or(at);
            }
            stories.push(articles);
        }
        Self { labels, stories, steps, microseconds }
    }

    /// Where articles from `own` on went.
    fn among(&self, own: usize) -> Among {
        let homes: Vec<&Vec<usize>> =
            self.stories.iter().filter(|story| story.iter().any(|&at| at >= own)).collect();
        Among {
            texts: self.labels.len() - own,
            stories: homes.len(),
            others: homes.iter().flat_map(|story| story.iter()).filter(|&&at| at < own).count(),
        }
    }

    fn largest(&self, records: &[Record], most: usize) -> Vec<Shown> {
        let mut stories: Vec<&Vec<usize>> = self.stories.iter().collect();
        stories.sort_by_key(|story| std::cmp::Reverse(story.len()));
        let shown = stories.into_iter().take(most);
        shown
            .map(|story| Shown {
                articles: story.len(),
                titles: story
                    .iter()
                    .step_by(story.len().div_ceil(TITLES))
                    .map(|&at| records[at].headline().to_owned())
                    .collect(),
            })
            .collect()
    }
}

impl Steps {
    fn count(&mut self, steps: &[Step]) {
        let joined = steps.iter().filter(|step| matches!(step, Step::Joined(..))).count();
        self.in_two += usize::from(joined > 1);
        for step in steps {
            match step {
                Step::Founded(_) => self.founded += 1,
                Step::Joined(..) => self.joined += 1,
                Step::Merged(..) => self.merged += 1,
                Step::Split(..) => self.split += 1,
            }
        }
    }
}

/// Sorts the articles in other orders.
fn orders(
    signatures: &[Option<Arc<Signature>>],
    first: &Sorted,
    gold: Option<&[&str]>,
    count: usize,
) -> Orders {
    let mut all = vec![first.labels.clone()];
    for number in 0..count {
        all.push(Sorted::new(signatures, &shuffled(signatures.len(), number)).labels);
    }
    let pairs = (1..all.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    let between: Vec<f64> = pairs.map(|(i, j)| bcubed(&all[i], &all[j]).f1).collect();
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len().max(1) as f64;
    let against =
        gold.map(|gold| all[1..].iter().map(|labels| bcubed(gold, labels).f1).collect::<Vec<_>>());
    Orders { orders: count, between: mean(&between), gold: against.map(|list| mean(&list)) }
}

/// An order that follows from its number.
fn shuffled(len: usize, number: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..len).collect();
    order.sort_by_cached_key(|at| Sha256::digest(format!("{number} {at}").as_bytes()).to_vec());
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_data_sets_write_them() {
        for (text, expected) in [
            ("2017-09-15T00:00:00", "2017-09-15T00:00:00Z"),
            ("2017-09-15T02:30:00+02:00", "2017-09-15T00:30:00Z"),
            ("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:00Z"),
            (" 1-MAR-1987  9:41:26.4", "1987-03-01T00:41:00Z"),
        ] {
            assert_eq!(
                time(text).map(|time| time.to_string()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        assert_eq!(time("soon"), None);
    }

    #[test]
    fn others_are_spread_among_the_articles() {
        assert_eq!(arrival(3, 3), [0, 1, 2]);
        assert_eq!(arrival(4, 6), [0, 1, 4, 2, 3, 5]);
    }
}
