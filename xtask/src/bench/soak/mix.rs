//! A mixed load, as callers of all sorts make it at the same time: calls of every service, some cancelled,
//! some too late, some refused, and clients that vanish.
//!
//! What a caller does, and with which articles, follows from the seed, his number and his step alone.
//! An integration test includes this file for a short load.

use std::{
    collections::{BTreeMap, VecDeque},
    future::Future,
    hash::{BuildHasher as _, Hash},
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use parallax::{
    client::{BearerToken, Builder, Client, ClientError, text},
    proto::v1::{self, compare_request::Scope, ingest_ack},
};
use rustc_hash::FxBuildHasher;
use serde::Serialize;
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpStream,
    task::JoinSet,
    time::{sleep, timeout},
};
use tonic::Code;

/// Longer than any call should take on a busy machine: who waits longer has met a fault.
const PATIENCE: Duration = Duration::from_secs(120);
/// Documents that a caller keeps stored.
const KEPT: usize = 30;
/// Items of a feed.
const FED: usize = 12;
/// Faults that are told in words.
const TOLD: usize = 20;

/// An article that is sent.
#[derive(Clone, Debug)]
pub(crate) struct Article {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) source: String,
    /// In seconds since 1970.
    pub(crate) publish_time: i64,
}

/// The article of a place. Neighbours tell one event.
pub(crate) type Articles = Arc<dyn Fn(usize) -> Article + Send + Sync>;

/// Whom to call.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    /// Of a caller who may do everything.
    pub(crate) token: String,
    /// Of a caller who may only read.
    pub(crate) reader: String,
    /// Most bytes of an article there.
    pub(crate) max_article_bytes: usize,
}

/// Calls by method and by what became of them: a status, or `cancelled` or `vanished` by the client.
pub(crate) type Counts = BTreeMap<&'static str, BTreeMap<String, u64>>;

/// What became of all calls.
#[derive(Default)]
pub(crate) struct Tally(Mutex<Told>);

#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Told {
    pub(crate) calls: Counts,
    /// Calls that ended otherwise than they might.
    pub(crate) faults: u64,
    /// The first of them.
    pub(crate) first_faults: Vec<String>,
}

impl Tally {
    /// Until now.
    pub(crate) fn told(&self) -> Told {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, method: &'static str, outcome: &str) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *told.calls.entry(method).or_default().entry(outcome.to_owned()).or_default() += 1;
    }

    fn fault(&self, what: String) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.faults += 1;
        if told.first_faults.len() < TOLD {
            told.first_faults.push(what);
        }
    }
}

/// What callers share.
pub(crate) struct Load {
    pub(crate) target: Target,
    pub(crate) articles: Articles,
    pub(crate) callers: usize,
    pub(crate) seed: u64,
    pub(crate) tally: Tally,
    /// Set when callers are to end.
    pub(crate) over: AtomicBool,
}

/// Runs all callers until the load is over, or for so many steps each.
pub(crate) async fn run(load: Arc<Load>, steps: u64) -> Result<(), ClientError> {
    let mut callers = JoinSet::new();
    for number in 0..load.callers {
        let client = load.client(&load.target.token).connect().await?;
        let caller = Caller {
            load: Arc::clone(&load),
            client,
            number,
            step: 0,
            sent: 0,
            stored: VecDeque::new(),
        };
        callers.spawn(caller.run(steps));
    }
    callers.join_all().await;
    Ok(())
}

impl Load {
    fn client(&self, token: &str) -> Builder {
        let plain = Client::builder(format!("http://{}", self.target.address))
            .deadline(PATIENCE)
            .max_attempts(1);
        match token.parse::<BearerToken>() {
            Ok(token) => plain.token(token),
            Err(_) => plain,
        }
    }
}

/// What a caller can do, and how often of all.
const ACTIONS: &[(u64, Action)] = &[
    (14, Action::Store),
    (4, Action::Feed),
    (10, Action::Analyze),
    (8, Action::Extract),
    (8, Action::CompareTexts),
    (8, Action::CompareStored),
    (4, Action::CompareStream),
    (8, Action::Read),
    (8, Action::Search),
    (6, Action::Stories),
    (6, Action::Entities),
    (3, Action::Ask),
    (4, Action::Watch),
    (6, Action::Delete),
    (3, Action::Tidy),
    (3, Action::BadToken),
    (3, Action::BadRequest),
    (6, Action::Cancel),
    (3, Action::TooLate),
    (4, Action::Vanish),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// Stores one article, one of four until it is analysed.
    Store,
    /// Stores a dozen by a stream; of four streams one is dropped in the middle.
    Feed,
    Analyze,
    Extract,
    CompareTexts,
    CompareStored,
    CompareStream,
    Read,
    Search,
    Stories,
    Entities,
    /// Asks the library who quotes and who says something.
    Ask,
    /// Opens a watch, reads for a while and drops it.
    Watch,
    Delete,
    /// Removes what nobody else will, so that the store does not grow for ever.
    Tidy,
    /// Comes without a token, with a wrong one, or with one that is not good for it.
    BadToken,
    BadRequest,
    /// Begins a long call and cancels it.
    Cancel,
    /// Gives a call less time than it takes.
    TooLate,
    /// Goes away with its connection in the middle of a call, or of the first bytes.
    Vanish,
}

struct Caller {
    load: Arc<Load>,
    client: Client,
    number: usize,
    step: u64,
    /// Articles that were taken.
    sent: usize,
    /// Names of own documents, the oldest first.
    stored: VecDeque<String>,
}

impl Caller {
    async fn run(mut self, steps: u64) {
        while self.step < steps && !self.load.over.load(Ordering::Relaxed) {
            let action = self.choose();
            self.act(action).await;
            self.step += 1;
        }
    }

    fn choose(&self) -> Action {
        let all = ACTIONS.iter().map(|(weight, _)| weight).sum::<u64>().max(1);
        let mut left = self.roll("action") % all;
        for (weight, action) in ACTIONS {
            match left.checked_sub(*weight) {
                Some(rest) => left = rest,
                None => return *action,
            }
        }
        Action::Store
    }

    fn roll(&self, what: impl Hash) -> u64 {
        FxBuildHasher.hash_one((self.load.seed, self.number, self.step, what)) >> 16
    }

    /// 0 up to `limit`, which is left out.
    fn below(&self, what: impl Hash, limit: usize) -> usize {
        usize::try_from(self.roll(what)).unwrap_or_default().checked_rem(limit).unwrap_or_default()
    }

    /// An article that nobody else takes.
    fn article(&mut self) -> Article {
        self.sent += 1;
        (self.load.articles)((self.sent - 1) * self.load.callers + self.number)
    }

    /// Some articles on one event.
    fn articles(&self, count: usize) -> Vec<Article> {
        let first = 5 * self.below("event", 400);
        (first..first + count).map(|place| (self.load.articles)(place)).collect()
    }

    /// One of the caller's documents.
    fn own(&self, what: impl Hash) -> Option<String> {
        self.stored.get(self.below(what, self.stored.len())).cloned()
    }

    /// Notes what became of a call that may end with one of `expected` or with too much load; gives
    /// its answer.
    fn noted<T>(
        &self,
        method: &'static str,
        result: Result<T, ClientError>,
        expected: &[Code],
    ) -> Option<T> {
        let error = match result {
            Ok(answer) => {
                self.load.tally.note(method, "OK");
                return Some(answer);
            }
            Err(error) => error,
        };
        self.load.tally.note(method, &error.code_name());
        let is_busy = error.code() == Code::ResourceExhausted && error.retry_delay().is_some();
        if !is_busy && !expected.contains(&error.code()) {
            self.load.tally.fault(format!("{method}: {error:?}"));
        }
        None
    }

    /// Notes a call that must be refused with this code.
    fn refused<T>(&self, method: &'static str, result: Result<T, ClientError>, code: Code) {
        if self.noted(method, result, &[code]).is_some() {
            self.load.tally.fault(format!("{method}: answered, not {code:?}"));
        }
    }

    async fn act(&mut self, action: Action) {
        match action {
            Action::Store => self.store().await,
            Action::Feed => self.feed().await,
            Action::Analyze => self.analyze().await,
            Action::Extract => self.extract().await,
            Action::CompareTexts => {
                let request = self.comparison(2 + self.below("columns", 4));
                self.noted("CompareTexts", self.client.compare_texts(request).await, &[]);
            }
            Action::CompareStored => self.compare_stored().await,
            Action::CompareStream => self.compare_stream().await,
            Action::Read => self.read().await,
            Action::Search => self.search().await,
            Action::Stories => self.stories().await,
            Action::Entities => self.entities().await,
            Action::Ask => self.ask().await,
            Action::Watch => self.watch().await,
            Action::Delete => self.delete_oldest().await,
            Action::Tidy => self.tidy().await,
            Action::BadToken => self.bad_token().await,
            Action::BadRequest => self.bad_request().await,
            Action::Cancel => self.cancel().await,
            Action::TooLate => self.too_late().await,
            Action::Vanish => self.vanish().await,
        }
    }

    async fn store(&mut self) {
        let article = self.article();
        let request = v1::IngestDocumentRequest {
            metadata: Some(metadata(&article)),
            article: Some(text(article.text)),
            wait_for_analysis: self.below("wait", 4) == 0,
            ..Default::default()
        };
        let answer = self.client.ingest_document(request).await;
        // Somebody may tidy it away while it waits for its analysis.
        if let Some(answer) = self.noted("IngestDocument", answer, &[Code::NotFound]) {
            self.stored.push_back(answer.document.unwrap_or_default().name);
        }
        if self.stored.len() > KEPT {
            self.delete_oldest().await;
        }
    }

    async fn feed(&mut self) {
        let articles: Vec<Article> = (0..FED).map(|_| self.article()).collect();
        let leaves_after = (self.below("leave", 4) == 0).then_some(FED / 2);
        let opened = self.client.feed(v1::IngestConfig::default()).await;
        let Some(feed) = self.noted("IngestDocuments", opened, &[]) else { return };
        let (sender, mut answers) = feed.split();
        let sending = tokio::spawn(async move {
            for (sequence, article) in (1..).zip(articles) {
                let metadata = Some(metadata(&article));
                let article = Some(text(article.text));
                let item = v1::IngestItem { sequence, article, metadata, ..Default::default() };
                if !sender.send(item).await {
                    return;
                }
            }
        });
        let mut taken = 0;
        while let Some(answer) = answers.next().await {
            match self.noted("IngestDocuments item", answer, &[]).and_then(|ack| ack.result) {
                Some(ingest_ack::Result::Ok(stored)) => self.stored.push_back(stored.document),
                Some(ingest_ack::Result::Error(error)) => {
                    self.load.tally.fault(format!("IngestDocuments item: {}", error.message));
                }
                None => {}
            }
            taken += 1;
            if leaves_after == Some(taken) {
                self.load.tally.note("IngestDocuments", "vanished");
                break;
            }
        }
        drop(answers);
        sending.abort();
        while self.stored.len() > KEPT {
            self.delete_oldest().await;
        }
    }

    async fn analyze(&mut self) {
        let article = self.article();
        let request = v1::AnalyzeTextRequest {
            metadata: Some(metadata(&article)),
            article: Some(text(article.text)),
            ..Default::default()
        };
        self.noted("AnalyzeText", self.client.analyze_text(request).await, &[]);
    }

    async fn extract(&mut self) {
        let article = Some(text(self.article().text));
        if self.below("which", 2) == 0 {
            let request = v1::ExtractEntitiesRequest { article, ..Default::default() };
            self.noted("ExtractEntities", self.client.extract_entities(request).await, &[]);
        } else {
            let request = v1::ExtractQuotesRequest { article, ..Default::default() };
            self.noted("ExtractQuotes", self.client.extract_quotes(request).await, &[]);
        }
    }

    fn comparison(&self, columns: usize) -> v1::CompareTextsRequest {
        let inline = |article: Article| v1::InlineArticle {
            metadata: Some(metadata(&article)),
            article: Some(text(article.text)),
            ..Default::default()
        };
        let articles = self.articles(columns).into_iter().map(inline).collect();
        v1::CompareTextsRequest { articles, options: None }
    }

    /// Two to four of the caller's documents.
    fn some_stored(&self) -> Option<v1::CompareRequest> {
        let count = 2 + self.below("columns", 3);
        if self.stored.len() < count {
            return None;
        }
        let first = self.below("first", self.stored.len() - count + 1);
        let names = self.stored.range(first..first + count).cloned().collect();
        let scope = Some(Scope::Documents(v1::DocumentSet { names }));
        Some(v1::CompareRequest { scope, ..Default::default() })
    }

    async fn compare_stored(&mut self) {
        let Some(request) = self.some_stored() else { return self.store().await };
        let compared = self.client.compare(request).await;
        let Some(compared) = self.noted("Compare", compared, &[Code::NotFound]) else { return };
        let name = compared.comparison.unwrap_or_default().name;
        let request = v1::GetComparisonRequest { name: name.clone(), ..Default::default() };
        let got = self.client.get_comparison(request).await;
        self.noted("GetComparison", got, &[Code::NotFound]);
        let request = v1::ListClaimsRequest { parent: name.clone(), ..Default::default() };
        let listed = self.client.list_claims(request).await;
        self.noted("ListClaims", listed, &[Code::NotFound]);
        let request = v1::ListDiscrepanciesRequest { parent: name, ..Default::default() };
        let listed = self.client.list_discrepancies(request).await;
        self.noted("ListDiscrepancies", listed, &[Code::NotFound]);
    }

    async fn compare_stream(&mut self) {
        let Some(request) = self.some_stored() else { return self.store().await };
        let whole = async { self.client.compare_stream(request).await?.whole().await };
        self.noted("CompareStream", whole.await, &[Code::NotFound]);
    }

    async fn read(&mut self) {
        let Some(name) = self.own("read") else { return self.store().await };
        let view = v1::DocumentView::Full.into();
        let request = v1::GetDocumentRequest { name: name.clone(), view, ..Default::default() };
        self.noted("GetDocument", self.client.get_document(request).await, &[Code::NotFound]);
        let request = v1::GetAnalysisRequest { name, ..Default::default() };
        let analysis = self.client.get_analysis(request).await;
        // It may not be made yet.
        let expected = [Code::NotFound, Code::FailedPrecondition];
        self.noted("GetAnalysis", analysis, &expected);
        let request = v1::ListDocumentsRequest { page_size: 20, ..Default::default() };
        self.noted("ListDocuments", self.client.list_documents(request).await, &[]);
    }

    async fn search(&mut self) {
        let words = self.articles(1).pop().map(|article| article.text).unwrap_or_default();
        let words: Vec<&str> =
            words.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 4).collect();
        let query = words.get(self.below("word", words.len())).copied().unwrap_or("Moscow");
        let request = v1::SearchDocumentsRequest { query: query.to_owned(), ..Default::default() };
        self.noted("SearchDocuments", self.client.search_documents(request).await, &[]);
    }

    async fn stories(&mut self) {
        let request = v1::ListStoriesRequest { page_size: 10, ..Default::default() };
        let listed = self.noted("ListStories", self.client.list_stories(request).await, &[]);
        let stories = listed.unwrap_or_default().stories;
        if let Some(story) = stories.get(self.below("story", stories.len())) {
            let request = v1::GetStoryRequest { name: story.name.clone() };
            self.noted("GetStory", self.client.get_story(request).await, &[Code::NotFound]);
        }
        let article = Some(text(self.article().text));
        let request = v1::MatchStoriesRequest { article, ..Default::default() };
        self.noted("MatchStories", self.client.match_stories(request).await, &[Code::NotFound]);
    }

    async fn entities(&mut self) {
        let request = v1::ListEntitiesRequest { page_size: 20, ..Default::default() };
        let listed = self.noted("ListEntities", self.client.list_entities(request).await, &[]);
        let entities = listed.unwrap_or_default().entities;
        let Some(entity) = entities.get(self.below("entity", entities.len())) else { return };
        let request = v1::GetEntityRequest { name: entity.name.clone() };
        self.noted("GetEntity", self.client.get_entity(request).await, &[Code::NotFound]);
        let parent = entity.name.clone();
        let request = v1::ListMentionsRequest { parent, page_size: 20, ..Default::default() };
        let mentions = self.client.list_mentions(request).await;
        self.noted("ListMentions", mentions, &[Code::NotFound]);
        let query = entity.canonical_name.clone();
        let request = v1::ResolveEntityRequest { query, ..Default::default() };
        self.noted("ResolveEntity", self.client.resolve_entity(request).await, &[]);
    }

    async fn ask(&mut self) {
        let text = "the friendship between Russia and China knows no boundaries".to_owned();
        let request = v1::TraceQuoteRequest { text: text.clone(), ..Default::default() };
        self.noted("TraceQuote", self.client.trace_quote(request).await, &[]);
        let request = v1::MatchClaimRequest { text, ..Default::default() };
        self.noted("MatchClaim", self.client.match_claim(request).await, &[]);
    }

    async fn watch(&mut self) {
        let request = v1::WatchRequest {
            include_initial: self.below("initial", 2) == 0,
            ..Default::default()
        };
        let load = Arc::clone(&self.load);
        let mut watch = self.client.watch(request).on_interruption(move |error, _| {
            load.tally.note("Watch", "torn");
            load.tally.fault(format!("Watch: {error:?}"));
        });
        let reading = async {
            for _ in 0..200 {
                watch.next().await?;
            }
            Ok(())
        };
        let time = Duration::from_millis(self.roll("time") % 1500);
        match timeout(time, reading).await {
            Ok(result) => {
                self.noted("Watch", result, &[]);
            }
            Err(_) => self.load.tally.note("Watch", "cancelled"),
        }
    }

    async fn delete_oldest(&mut self) {
        let Some(name) = self.stored.pop_front() else { return };
        let request = v1::DeleteDocumentRequest { name, ..Default::default() };
        let deleted = self.client.delete_document(request).await;
        self.noted("DeleteDocument", deleted, &[Code::NotFound]);
    }

    /// Streams that are dropped leave documents whose names nobody knows. The oldest: callers still work
    /// with the newest.
    async fn tidy(&mut self) {
        let request = v1::ListDocumentsRequest {
            page_size: 30,
            order_by: "create_time".to_owned(),
            ..Default::default()
        };
        let listed = self.noted("ListDocuments", self.client.list_documents(request).await, &[]);
        let listed = listed.unwrap_or_default();
        let most = i64::try_from((KEPT + FED) * self.load.callers).unwrap_or(i64::MAX);
        if i64::from(listed.total_size) <= most {
            return;
        }
        for document in listed.documents {
            let request = v1::DeleteDocumentRequest { name: document.name, ..Default::default() };
            let deleted = self.client.delete_document(request).await;
            self.noted("DeleteDocument", deleted, &[Code::NotFound]);
        }
    }

    async fn bad_token(&mut self) {
        let article = Some(text(self.article().text));
        let (token, code) = match self.below("token", 3) {
            0 => ("", Code::Unauthenticated),
            1 => ("plx_nobody-has-this-one", Code::Unauthenticated),
            _ => (&*self.load.target.reader, Code::PermissionDenied),
        };
        let Ok(client) = self.load.client(token).build() else { return };
        let request = v1::IngestDocumentRequest { article, ..Default::default() };
        self.refused("IngestDocument", client.ingest_document(request).await, code);
    }

    async fn bad_request(&mut self) {
        let analyze = |text: v1::ArticleContent| v1::AnalyzeTextRequest {
            article: Some(text),
            ..Default::default()
        };
        match self.below("fault", 4) {
            0 => {
                let answer = self.client.analyze_text(analyze(text(""))).await;
                self.refused("AnalyzeText", answer, Code::InvalidArgument);
            }
            1 => {
                let long = "Rain fell. ".repeat(self.load.target.max_article_bytes / 11 + 1);
                let answer = self.client.analyze_text(analyze(text(long))).await;
                self.refused("AnalyzeText", answer, Code::InvalidArgument);
            }
            2 => {
                let name = "documents/nobody-has-stored-this".to_owned();
                let request = v1::GetDocumentRequest { name, ..Default::default() };
                let answer = self.client.get_document(request).await;
                self.refused("GetDocument", answer, Code::NotFound);
            }
            _ => {
                let filter = "colour = red AND (".to_owned();
                let request = v1::ListDocumentsRequest { filter, ..Default::default() };
                let answer = self.client.list_documents(request).await;
                self.refused("ListDocuments", answer, Code::InvalidArgument);
            }
        }
    }

    /// A call that takes longer than most: articles are repeated within their columns.
    fn long_call(&self) -> v1::CompareTextsRequest {
        let mut request = self.comparison(5);
        for article in &mut request.articles {
            if let Some(content) = article.article.as_mut().and_then(|one| one.content.as_mut())
                && let v1::article_content::Content::Text(text) = content
            {
                *text = text.repeat(6);
            }
        }
        request
    }

    async fn cancel(&mut self) {
        let time = Duration::from_millis(self.roll("time") % 300);
        let call = self.client.compare_texts(self.long_call());
        self.cancelled_after(time, "CompareTexts", call).await;
    }

    async fn cancelled_after<T>(
        &self,
        time: Duration,
        method: &'static str,
        call: impl Future<Output = Result<T, ClientError>>,
    ) {
        match timeout(time, call).await {
            Ok(result) => {
                self.noted(method, result, &[]);
            }
            Err(_) => self.load.tally.note(method, "cancelled"),
        }
    }

    async fn too_late(&mut self) {
        let time = Duration::from_millis(1 + self.roll("time") % 60);
        let client = self.load.client(&self.load.target.token).deadline(time);
        let Ok(client) = client.build() else { return };
        let answer = client.compare_texts(self.long_call()).await;
        // The time may be over before there is a connection.
        let expected = [Code::DeadlineExceeded, Code::Unavailable, Code::Cancelled];
        self.noted("CompareTexts", answer, &expected);
    }

    async fn vanish(&mut self) {
        let time = Duration::from_millis(self.roll("time") % 200);
        match self.below("how", 3) {
            0 => {
                let Ok(mut stream) = TcpStream::connect(self.load.target.address).await else {
                    return self.load.tally.fault("a connection is refused".to_owned());
                };
                // What is sent may meet a closed connection: nobody is there to mind.
                let _ = stream.write_all(&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..8]).await;
                sleep(time).await;
                self.load.tally.note("(half a connection)", "vanished");
            }
            how => {
                let connected = self.load.client(&self.load.target.token).connect().await;
                let Some(client) = self.noted("(connection)", connected, &[]) else { return };
                if how == 1 {
                    let call = client.compare_texts(self.long_call());
                    self.cancelled_after(time, "CompareTexts", call).await;
                } else {
                    let mut watch = client.watch(v1::WatchRequest::default());
                    let _ = timeout(time, watch.next()).await;
                    self.load.tally.note("Watch", "vanished");
                }
            }
        }
    }
}

fn metadata(article: &Article) -> v1::ArticleMetadata {
    v1::ArticleMetadata {
        title: article.title.clone(),
        source: article.source.clone(),
        publish_time: Some(prost_types::Timestamp { seconds: article.publish_time, nanos: 0 }),
        ..Default::default()
    }
}
