//! Speed of the store alone: what is derived of the articles is computed before the clock runs.

use std::{
    collections::VecDeque,
    fs::File,
    io::{BufRead as _, BufReader, Read},
    path::Path,
    time::Instant,
};

use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use jiff::Timestamp;
use parallax::{
    domain::{Filter, MediaType, Metadata, Order, Query, Sketch},
    store::{
        Detail, ListRequest, NewDocument, SearchRequest, SearchText, SessionItem, Store,
        Submission, sqlite::SqliteStore,
    },
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Submissions under way at once.
const IN_FLIGHT: [usize; 3] = [1, 64, 512];
/// With one under way every article is a commit of its own: fewer are enough.
const ALONE: usize = 2000;
/// Words a shingle of the sketches has.
const SHINGLE: usize = 4;
/// How often each query runs.
const REPEATS: usize = 5;
/// Queries of each kind: rare and common words, several, phrases, exclusions, choices.
const QUERIES: [&str; 16] = [
    "said",
    "the",
    "government",
    "president said",
    "oil prices",
    "\"prime minister\"",
    "\"interest rates\" bank",
    "market -stock",
    "wheat OR corn",
    "dollar yen intervention",
    "election",
    "merger acquisition shares",
    "\"last year\"",
    "earthquake",
    "said -\"said it\"",
    "strike union workers",
];

#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    title: String,
    text: String,
    #[serde(default)]
    source: String,
}

#[derive(Serialize)]
pub(super) struct Figures {
    articles: usize,
    puts: Vec<Puts>,
    database_bytes: u64,
    queries: Vec<Latency>,
    search_median_ms: f64,
    list_median_ms: f64,
}

#[derive(Serialize)]
struct Puts {
    in_flight: usize,
    articles: usize,
    per_second: f64,
}

#[derive(Serialize)]
struct Latency {
    query: String,
    hits: usize,
    median_ms: f64,
}

/// Stores the articles anew for each number under way, then searches the last store.
pub(super) fn run(articles: &Path, folder: Option<&Path>) -> Result<Figures> {
    let documents = read(articles)?;
    ensure!(!documents.is_empty(), "{} holds no article", articles.display());
    let temporary = tempfile::tempdir()?;
    let folder = folder.unwrap_or(temporary.path());
    let runtime = tokio::runtime::Builder::new_multi_thread().build()?;
    let mut puts = Vec::new();
    for in_flight in IN_FLIGHT {
        let data = folder.join(format!("store-{in_flight}"));
        let count = if in_flight == 1 { ALONE.min(documents.len()) } else { documents.len() };
        let seconds = runtime.block_on(fill(&data, &documents[..count], in_flight))?;
        puts.push(Puts { in_flight, articles: count, per_second: count as f64 / seconds });
    }
    let data = folder.join(format!("store-{}", IN_FLIGHT[IN_FLIGHT.len() - 1]));
    let database_bytes = std::fs::metadata(data.join("parallax.db"))?.len();
    let (queries, list_median_ms) = runtime.block_on(read_back(&data))?;
    let search_median_ms = median(queries.iter().map(|query| query.median_ms).collect());
    let articles = documents.len();
    Ok(Figures { articles, puts, database_bytes, queries, search_median_ms, list_median_ms })
}

fn read(path: &Path) -> Result<Vec<NewDocument>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let gzip = path.extension().is_some_and(|extension| extension == "gz");
    let bytes: Box<dyn Read> = if gzip { Box::new(GzDecoder::new(file)) } else { Box::new(file) };
    let mut documents = Vec::new();
    for line in BufReader::new(bytes).lines() {
        documents.push(document(serde_json::from_str(&line?)?));
    }
    Ok(documents)
}

/// An article as the service hands it to the store, with simple stand-ins for what the
/// pipeline derives: of the same sizes, so that they cost the same.
fn document(line: Line) -> NewDocument {
    let words: Vec<_> = line.text.split_whitespace().map(str::to_lowercase).collect();
    let hash = |words: &[String]| {
        let digest = Sha256::digest(words.join(" "));
        digest.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
    };
    let content = format!("{}\n\n{}", line.title, line.text).into_bytes();
    let source = if line.source.is_empty() { "bench".to_owned() } else { line.source };
    NewDocument {
        wanted_id: None,
        metadata: Metadata {
            url: format!("https://{source}/{}", line.id),
            source,
            external_id: line.id.clone(),
            title: line.title.clone(),
            language_code: "en".to_owned(),
            ..Metadata::default()
        },
        publish_basis: None,
        language_score: 1.0,
        content_hash: Sha256::digest(&content).into(),
        content,
        media: MediaType::Text,
        charset: "UTF-8".to_owned(),
        skip_cleaning: false,
        body_hash: Sha256::digest(words.join(" ")).into(),
        address_keys: vec![line.id],
        sketch: Sketch::of_hashes(words.windows(SHINGLE).map(hash).collect()),
        search: SearchText { title: line.title, body: line.text },
        agency: None,
        analyzable: true,
        create_time: Timestamp::now(),
    }
}

/// Stores documents as items of a session; returns the seconds it took.
async fn fill(folder: &Path, documents: &[NewDocument], in_flight: usize) -> Result<f64> {
    let store = SqliteStore::open(folder).await?;
    let submissions: Vec<_> = (1..).zip(documents).map(|(n, d)| submission(n, d)).collect();
    let submissions = submissions.into_iter().collect::<Result<Vec<_>>>()?;
    let begin = Instant::now();
    let mut waiting = VecDeque::with_capacity(in_flight);
    for submission in submissions {
        if waiting.len() == in_flight
            && let Some(put) = waiting.pop_front()
        {
            put.await?;
        }
        waiting.push_back(store.put(submission));
    }
    for put in waiting {
        put.await?;
    }
    let seconds = begin.elapsed().as_secs_f64();
    store.close().await?;
    Ok(seconds)
}

fn submission(sequence: i64, document: &NewDocument) -> Result<Submission> {
    let item = SessionItem { session: "bench".parse()?, sequence, acknowledge: true };
    Ok(Submission { document: document.clone(), request: None, item: Some(item) })
}

/// Median latencies of each query and of a list's first page.
async fn read_back(folder: &Path) -> Result<(Vec<Latency>, f64)> {
    let store = SqliteStore::open(folder).await?;
    let (filter, detail, max_bytes) = (Filter::all(), Detail::Basic, usize::MAX);
    let mut queries = Vec::new();
    for text in QUERIES {
        let query = Query::parse(text)?;
        let (query, filter, size, token) = (&query, &filter, 20, "");
        let request = SearchRequest { query, filter, size, token, detail, max_bytes };
        let (mut times, mut hits) = (Vec::new(), 0);
        for _ in 0..REPEATS {
            let begin = Instant::now();
            hits = store.search(&request).await?.total;
            times.push(begin.elapsed().as_secs_f64() * 1e3);
        }
        queries.push(Latency { query: text.to_owned(), hits, median_ms: median(times) });
    }
    let (order, size, token) = (Order::default(), 50, "");
    let request = ListRequest { filter: &filter, order, size, token, detail, max_bytes };
    let mut times = Vec::new();
    for _ in 0..REPEATS {
        let begin = Instant::now();
        store.list(&request).await?;
        times.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    store.close().await?;
    Ok((queries, median(times)))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
