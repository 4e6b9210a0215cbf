//! Stories of files, sorted here in the order of the articles.

use std::{
    io::{self, Write},
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::anyhow;
use jiff::{civil::Date, tz::TimeZone};
use serde_json::json;

use super::StoriesArgs;
use crate::{
    cli::{
        failure::Failure,
        ingest::inputs::{Inputs, Record, Settings},
        input,
        render::stories::{self, Member, Row},
    },
    domain::Gazetteer,
    pipeline::{
        Analyzer, article,
        stories::{DocumentRef, MemoryShelf, Shelf as _, Signature, StoryRef, fit, sort},
    },
    service::Submitted,
    transport::convert,
};

/// Articles that are in memory with their texts at a time.
const TOGETHER: usize = 64;

/// What is kept of an article.
struct Kept {
    origin: String,
    source: String,
    title: String,
    day: Option<Date>,
    signature: Arc<Signature>,
}

/// Sorts what the inputs hold and prints the stories.
pub(super) fn run(args: &StoriesArgs, out: &mut impl Write) -> Result<(), Failure> {
    let missing: Vec<String> = input::names(&args.what)?
        .iter()
        .filter(|name| !name.is_stdin())
        .filter_map(|name| {
            let cause = std::fs::metadata(&name.path).err()?;
            Some(format!("{}: {}", name.label(), input::reason(&cause)))
        })
        .collect();
    if !missing.is_empty() {
        return Err(Failure::Input(missing));
    }
    let analyzer = Analyzer::new(Arc::new(args.model.load()?), Gazetteer::default());
    let max_bytes = args.max_bytes as usize;
    let mut inputs = Inputs::new(args.what.clone(), Settings { max_bytes, format: None });
    let (mut shelf, mut kept, mut failed) = (MemoryShelf::new(), Vec::new(), 0_usize);
    loop {
        let records: Vec<Record> = inputs.by_ref().take(TOGETHER).collect();
        if records.is_empty() {
            break;
        }
        for found in read_all(&analyzer, records, max_bytes)? {
            match found {
                Ok(article) => {
                    let document = kept.len() as DocumentRef;
                    let Ok(_) = sort(&mut shelf, document, &article.signature);
                    kept.push(article);
                }
                Err(problem) => {
                    failed += 1;
                    // The work goes on when nobody can be told.
                    let _ = writeln!(io::stderr(), "parallax: {problem}");
                }
            }
        }
    }
    print(args, &mut shelf, &kept, out)?;
    match failed {
        0 => Ok(()),
        _ => Err(Failure::input(format!("{failed} of {} records failed", kept.len() + failed))),
    }
}

/// Reads and analyses articles side by side; the results come in their order.
fn read_all(
    analyzer: &Analyzer,
    records: Vec<Record>,
    max_bytes: usize,
) -> Result<Vec<Result<Kept, String>>, Failure> {
    let workers = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(records.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(record) = records.get(place) else { return done };
            done.push((place, read(analyzer, record, max_bytes)));
        }
    };
    let joined: Result<Vec<_>, _> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(std::thread::ScopedJoinHandle::join).collect()
    });
    let joined = joined.map_err(|_| anyhow!("an analysis panicked"))?;
    let mut found: Vec<_> = joined.into_iter().flatten().collect();
    found.sort_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, result)| result).collect())
}

/// What is kept of a record, or why there is no article in it.
fn read(analyzer: &Analyzer, record: &Record, max_bytes: usize) -> Result<Kept, String> {
    let origin = record.origin.to_string();
    let told = |problem: String| format!("{origin}: {problem}");
    let found = record.article.as_ref().map_err(|error| told(error.to_string()))?;
    let (content, metadata) = (found.content.clone(), found.metadata.clone());
    let Submitted { content, metadata, skip_cleaning } =
        convert::submitted(content, metadata, max_bytes).map_err(told)?;
    let decoded = article::decode(content).map_err(|error| told(error.to_string()))?;
    // A charset of one byte a character may grow to three times its size.
    let read = article::read(decoded, metadata, !skip_cleaning, max_bytes.saturating_mul(3));
    let read = read.map_err(|error| told(error.to_string()))?;
    let annotated = analyzer.analyze(&read, skip_cleaning, None, &|| false);
    let analysis = annotated.map_err(|error| told(error.to_string()))?.analysis;
    let headline = article::Kept::new(read.text.as_str(), &analysis.zones).title;
    let stated = read.metadata.publish_time.map(|time| time.to_zoned(TimeZone::UTC).date());
    Ok(Kept {
        signature: Arc::new(Signature::of(&read, &analysis)),
        day: stated.or(analysis.date.map(|own| own.date)),
        title: if headline.is_empty() { read.metadata.title } else { headline },
        source: read.metadata.source,
        origin,
    })
}

/// Prints stories, those of most articles first; of equals the earliest founded.
fn print(
    args: &StoriesArgs,
    shelf: &mut MemoryShelf,
    kept: &[Kept],
    out: &mut impl Write,
) -> Result<(), Failure> {
    let mut found = MemoryShelf::stories(shelf);
    let alone = found.iter().filter(|(_, members)| members.len() == 1).count();
    found.retain(|(_, members)| args.all || members.len() > 1);
    found.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
    let shown = found.len().min(args.most());
    let style = args.look.style();
    for (story, documents) in found.iter().take(shown) {
        let (row, members) = told(shelf, kept, *story, documents);
        if args.json {
            writeln!(out, "{}", in_json(&row, &members))?;
        } else {
            stories::one(&row, &members, &[], out, &style)?;
        }
    }
    if !args.json {
        let hidden = found.len() - shown;
        stories::remark(kept.len(), if args.all { 0 } else { alone }, hidden, out, &style)?;
    }
    Ok(())
}

/// A story and its articles, in the order of the inputs.
fn told(
    shelf: &mut MemoryShelf,
    kept: &[Kept],
    story: StoryRef,
    documents: &[DocumentRef],
) -> (Row, Vec<Member>) {
    let Ok(profile) = shelf.profile(story);
    // Documents are places in `kept`.
    let articles = || documents.iter().filter_map(|&place| kept.get(place as usize));
    let score = |article: &Kept| fit(&article.signature, &profile, true).score;
    let central = articles()
        .filter(|article| !article.title.is_empty())
        .reduce(|best, other| if score(other) > score(best) { other } else { best });
    let sources: std::collections::BTreeSet<&str> =
        articles().map(|article| &*article.source).filter(|source| !source.is_empty()).collect();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let row = Row {
        name: String::new(),
        title: central.map(|article| article.title.clone()).unwrap_or_default(),
        articles: count(documents.len()),
        sources: count(sources.len()),
        first: articles().filter_map(|article| article.day).min(),
        last: articles().filter_map(|article| article.day).max(),
    };
    let member = |article: &Kept| Member {
        name: article.origin.clone(),
        source: article.source.clone(),
        title: article.title.clone(),
        day: article.day,
        score: if documents.len() == 1 { 1.0 } else { score(article) },
        pinned: false,
    };
    (row, articles().map(member).collect())
}

fn in_json(row: &Row, members: &[Member]) -> serde_json::Value {
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let documents: Vec<_> = members
        .iter()
        .map(|member| {
            json!({
                "document": member.name,
                "source": member.source,
                "title": member.title,
                "date": day(member.day),
                "score": member.score,
            })
        })
        .collect();
    json!({
        "title": row.title,
        "documentCount": row.articles,
        "sourceCount": row.sources,
        "firstDate": day(row.first),
        "lastDate": day(row.last),
        "documents": documents,
    })
}
