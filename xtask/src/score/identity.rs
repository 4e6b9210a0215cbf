//! Scores who is who over a store: the articles of a gold comparison are ingested into a new
//! store, as a server does it, perhaps after many others, and the entities of the corpus are
//! compared with those of the gold.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use parallax::{
    domain::{DocumentId, Filter, Gazetteer, Metadata},
    pipeline::{Analyzer, article::Content, identity::Question},
    service::{IngestOptions, Limits, NewArticle, Pool, Queue, Service, Submitted},
    store::{Detail, EntityListRequest, EntityOrderBy, Store, StoredEntity, sqlite::SqliteStore},
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::{
    entities::{self, BCubed, Linked},
    files,
};

/// What is measured, beside the gold.
#[derive(Debug, Default)]
pub(crate) struct Settings<'a> {
    /// Articles that are ingested before those of the gold.
    pub(crate) articles: Option<&'a Path>,
    /// How many of them.
    pub(crate) count: usize,
    /// Questions for names.
    pub(crate) queries: Option<&'a Path>,
    /// How many of the most named entities to list.
    pub(crate) show: usize,
    /// List every n-th of all others.
    pub(crate) every: Option<usize>,
}

/// What is printed.
#[derive(Debug, Serialize)]
pub(crate) struct IdentityFigures {
    /// Documents in the store.
    documents: usize,
    /// Entities of the corpus.
    entities: usize,
    /// Seconds for all of it.
    seconds: f64,
    /// Variants of the gold, all and those that a mention answers for.
    variants: usize,
    found: usize,
    /// The gold's entities against those of the corpus: the mean over all variants.
    b_cubed: BCubed,
    /// The same, over those that a mention answers for.
    b_cubed_of_found: BCubed,
    /// Variants of one gold entity in several entities of the corpus.
    split: Vec<String>,
    /// Variants of several gold entities in one.
    merged: Vec<String>,
    /// Questions, and those whose answer is the first.
    queries: usize,
    first: usize,
    /// What came first where it should not.
    wrong: Vec<String>,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    title: String,
    text: String,
    #[serde(default)]
    source: String,
}

/// A name as somebody might ask for it, and the entity that he means.
#[derive(Deserialize)]
struct Query {
    query: String,
    #[serde(default)]
    context: String,
    name: String,
}

/// Ingests, identifies and scores.
pub(crate) fn score_files(
    gold: &Path,
    texts: &Path,
    settings: &Settings<'_>,
) -> Result<IdentityFigures> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build()?;
    runtime.block_on(score(gold, texts, settings))
}

async fn score(gold: &Path, texts: &Path, settings: &Settings<'_>) -> Result<IdentityFigures> {
    let begun = Instant::now();
    let folder = tempfile::tempdir()?;
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder.path()).await?);
    let service = service(Arc::clone(&store))?;
    let stop = CancellationToken::new();
    let analyst = tokio::spawn(Arc::clone(&service).run_analyst(stop.clone()));
    let identifier = tokio::spawn(Arc::clone(&service).run_identifier(stop.clone()));
    let mut documents = 0;
    if let Some(path) = settings.articles {
        for (at, line) in files::lines::<Line>(path)?.take(settings.count).enumerate() {
            let line = line?;
            let text = format!("{}\n\n{}", line.title, line.text);
            // What is no article, as a table alone, is passed over.
            if ingest(&service, &format!("bulk-{at}"), &line.source, text).await.is_ok() {
                documents += 1;
            }
            tracing_progress(at, &line.id);
        }
    }
    let gold = entities::read_gold(gold)?;
    for (id, file) in gold.sources() {
        let text = files::text(&texts.join(file))?;
        ingest(&service, &format!("gold-{}", id.to_lowercase()), id, text).await?;
        documents += 1;
    }
    settled(&service, store.as_ref()).await?;
    let mut linked = Linked::new();
    for (at, (id, _)) in gold.sources().enumerate() {
        let id: DocumentId = format!("gold-{}", id.to_lowercase()).parse()?;
        let found = store.get(&id, None, Detail::Basic).await?;
        let document = found.with_context(|| format!("{id} is not stored"))?;
        for (place, entity) in store.entity_links(document.seq).await? {
            linked.insert((at, usize::try_from(place)?), entity.as_str().to_owned());
        }
    }
    let grouped = entities::score_linked(&gold, texts, &linked)?;
    let all = entities(store.as_ref()).await?;
    list(&all, settings);
    let (queries, wrong) = ask(&service, settings.queries).await?;
    let figures = IdentityFigures {
        documents,
        entities: all.len(),
        seconds: begun.elapsed().as_secs_f64(),
        variants: grouped.variants,
        found: grouped.found,
        b_cubed: grouped.all,
        b_cubed_of_found: grouped.of_found,
        split: grouped.split,
        merged: grouped.merged,
        queries,
        first: queries - wrong.len(),
        wrong,
    };
    stop.cancel();
    analyst.await?;
    identifier.await?;
    store.close().await?;
    Ok(figures)
}

fn tracing_progress(at: usize, id: &str) {
    if at % 1000 == 999 {
        eprintln!("{} articles, the last is {id}", at + 1);
    }
}

fn service(store: Arc<dyn Store>) -> Result<Arc<Service>> {
    let analyzer = Analyzer::new(Arc::new(Engine::embedded()?), Gazetteer::default());
    let limits = Limits {
        max_compared_documents: 2,
        max_comparisons: 1,
        max_page_bytes: 1 << 20,
        max_article_bytes: 1 << 20,
        ingest_window: 1,
        feed_memory: usize::MAX,
        analysis_workers: 2,
    };
    Ok(Arc::new(Service::new(Arc::new(analyzer), store, Pool::new(2, Queue::of(64)), limits)))
}

async fn ingest(service: &Service, id: &str, source: &str, text: String) -> Result<()> {
    let metadata = Metadata { source: source.to_lowercase(), ..Metadata::default() };
    let submitted = Submitted { content: Content::Text(text), metadata, skip_cleaning: false };
    let article = NewArticle { submitted, wanted_id: Some(id.parse()?) };
    service.ingest(article, IngestOptions::default(), |_, _| ()).await?;
    Ok(())
}

/// Waits until all that is stored is analysed and identified.
async fn settled(service: &Service, store: &dyn Store) -> Result<()> {
    while store.count_due(service.engine_version(), 1).await? > 0
        || !store.unidentified(1).await?.is_empty()
    {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// All entities, the most named first.
async fn entities(store: &dyn Store) -> Result<Vec<StoredEntity>> {
    let mut request = EntityListRequest {
        filter: Filter::all(),
        order: EntityOrderBy::Documents,
        descending: true,
        size: 1000,
        token: String::new(),
    };
    let mut all = Vec::new();
    loop {
        let page = store.list_entities(request.clone()).await?;
        all.extend(page.entities);
        if page.next_token.is_empty() {
            return Ok(all);
        }
        request.token = page.next_token;
    }
}

fn list(all: &[StoredEntity], settings: &Settings<'_>) {
    let rest = all.iter().enumerate().skip(settings.show);
    let every = settings.every.unwrap_or(usize::MAX);
    let sampled = rest.filter(|(at, _)| settings.every.is_some() && at % every == 0);
    for (_, entity) in all.iter().enumerate().take(settings.show).chain(sampled) {
        let aliases: Vec<String> =
            entity.aliases.iter().map(|a| format!("{} {}", a.text, a.count)).take(12).collect();
        eprintln!(
            "{}\t{}\t{}\t{} docs\t[{}]\t{:?}",
            entity.id,
            entity.name,
            entity.kind,
            entity.document_count,
            aliases.join("; "),
            entity.roles.iter().take(4).collect::<Vec<_>>(),
        );
    }
}

/// How many questions there are, and those whose answer is not the first.
async fn ask(service: &Service, queries: Option<&Path>) -> Result<(usize, Vec<String>)> {
    let (mut count, mut wrong) = (0, Vec::new());
    let Some(path) = queries else { return Ok((0, wrong)) };
    for query in files::lines::<Query>(path)? {
        let Query { query, context, name } = query?;
        let question = Question { name: query.clone(), context, kind: "" };
        let found = service.resolve_entity(question, 3).await?;
        count += 1;
        let names: Vec<&str> = found.iter().map(|found| found.entity.name.as_str()).collect();
        if names.first() != Some(&name.as_str()) {
            wrong.push(format!("{query}: {names:?} and not {name}"));
        }
    }
    Ok((count, wrong))
}
