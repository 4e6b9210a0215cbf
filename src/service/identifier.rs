//! Identification of the entities of what is stored, in the background: documents whose analysis
//! was recorded wait in a queue of the store, so that nothing is forgotten when the server ends.
//! They are taken in order, and one at a time decides.

use std::{sync::Arc, time::Duration};

use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;

use super::{Service, ServiceError, StopFlag};
use crate::{
    domain::Appearance,
    pipeline::identity::{self, MOST_CANDIDATES, Register},
    store::{Candidates, Identified, IdentityLink, StoreError, Unidentified},
};

/// Documents that are identified and written together.
const BATCH: usize = 32;
/// Pause after the store has failed.
const PAUSE: Duration = Duration::from_secs(1);
/// How often a document is tried alone before it is set aside.
const TRIES: u32 = 3;

/// The bell that tells of documents to identify, and whose turn it is to change entities.
#[derive(Debug, Default)]
pub(super) struct Identifier {
    bell: Notify,
    pub(super) turn: Mutex<Turn>,
}

/// What whoever has the turn remembers of batches that have failed.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// Documents that are still to be decided one by one.
    singly: usize,
    /// How often the head of the queue has failed alone.
    failures: u32,
}

impl Identifier {
    /// Tells that a document may wait.
    pub(super) fn wake(&self) {
        self.bell.notify_one();
    }
}

impl Service {
    /// Identifies what waits until `stop`. To be run once, for as long as the service is used.
    pub async fn run_identifier(self: Arc<Self>, stop: CancellationToken) {
        let _running = self.stages.begin();
        let work = async {
            loop {
                match self.identify_waiting().await {
                    Ok(0) => self.identifier.bell.notified().await,
                    Ok(_) => self.stages.look_again(),
                    Err(error) => {
                        tracing::error!(%error, "entities could not be identified");
                        tokio::time::sleep(PAUSE).await;
                    }
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = work => {}
        }
    }

    /// Does one batch of what waits; how many documents that was. After a batch has failed its
    /// documents are decided one by one; one that keeps failing alone is set aside.
    pub async fn identify_waiting(&self) -> Result<usize, ServiceError> {
        self.identify_some(BATCH).await
    }

    async fn identify_some(&self, most: usize) -> Result<usize, ServiceError> {
        // Entities that are changed by hand are not changed while it is decided over them.
        let mut turn = self.identifier.turn.lock().await;
        let most = if turn.singly > 0 { 1 } else { most };
        let waiting = self.store.unidentified(most).await?;
        let count = waiting.len();
        let Some(head) = waiting.first().map(|head| (head.seq, head.ticket)) else {
            return Ok(0);
        };
        let error = match self.identify(waiting).await {
            Ok(()) => {
                *turn = Turn { singly: turn.singly.saturating_sub(count), failures: 0 };
                return Ok(count);
            }
            Err(error) => error,
        };
        if is_of_the_server(&error) {
            return Err(error);
        }
        turn.singly = turn.singly.max(count);
        if count > 1 {
            return Err(error);
        }
        turn.failures += 1;
        if turn.failures < TRIES {
            return Err(error);
        }
        // A store that is down fails here too: then it is tried again.
        self.store.set_aside(head.0, head.1).await?;
        tracing::error!(document = head.0, %error, "a document is left without entities");
        *turn = Turn { singly: turn.singly.saturating_sub(1), failures: 0 };
        Ok(1)
    }

    async fn identify(&self, waiting: Vec<Unidentified>) -> Result<(), ServiceError> {
        let documents: Vec<_> = waiting.iter().map(document).collect();
        let keys: std::collections::BTreeSet<String> =
            documents.iter().flat_map(|d| identity::wanted_keys(&d.appearances)).collect();
        let keys = keys.into_iter().collect();
        // However many namesakes there are, what a document named before is among the candidates.
        let before = documents.iter().flat_map(|d| &d.before).map(|(_, entity)| *entity).collect();
        let candidates = self.store.entity_candidates(keys, before, MOST_CANDIDATES).await?;
        let job = move |_: &StopFlag| decide(waiting, documents, candidates);
        let batch = self.pool.background().run(job).await?;
        match self.store.identify(batch).await {
            // A document was deleted or came in anew: once more, with what is there now.
            Ok(()) | Err(StoreError::Overtaken) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether a failure says nothing of the documents that it befell.
fn is_of_the_server(error: &ServiceError) -> bool {
    let down = |error: &StoreError| {
        matches!(
            error,
            StoreError::Damaged { .. } | StoreError::Full { .. } | StoreError::ReadOnly { .. }
        )
    };
    match error {
        ServiceError::Store(error) => down(error),
        ServiceError::ShuttingDown | ServiceError::Refused(_) => true,
        _ => false,
    }
}

fn document(waiting: &Unidentified) -> identity::Document {
    let appearances = match waiting.appearances.as_slice() {
        [] => Vec::new(),
        bytes => decode(bytes).unwrap_or_else(|error| {
            tracing::error!(document = waiting.seq, %error, "entities of a document cannot be read");
            Vec::new()
        }),
    };
    identity::Document {
        appearances,
        time: waiting.publish_time.map(jiff::Timestamp::as_second),
        before: waiting.before.clone(),
    }
}

fn decode(bytes: &[u8]) -> Result<Vec<Appearance>, postcard::Error> {
    postcard::from_bytes(bytes)
}

fn decide(
    waiting: Vec<Unidentified>,
    documents: Vec<identity::Document>,
    candidates: Candidates,
) -> Vec<Identified> {
    let mut register = Register::new(candidates.found, candidates.profiles);
    let mut batch = Vec::with_capacity(waiting.len());
    for (waiting, document) in waiting.into_iter().zip(documents) {
        let decided = register.identify(&document);
        let links = document.appearances.into_iter().zip(decided);
        let link = |(appearance, (entity, _)): (Appearance, _)| IdentityLink {
            name: identity::folded(&appearance.name),
            slug: identity::slug(&appearance.name),
            entity,
            appearance,
        };
        let links = links.map(link).collect();
        batch.push(Identified { ticket: waiting.ticket, seq: waiting.seq, links });
    }
    batch
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{AppearanceForm, EntityType, Facet, MentionKind},
        service::testing::Desktop,
        store::{AnalysisRecord, AnalysisRows, Store as _, StoredDocument},
    };

    /// A person of an article.
    fn person(index: u32, name: &str) -> Appearance {
        let form = AppearanceForm {
            text: name.to_owned(),
            kind: MentionKind::Name,
            count: 1,
            keys: identity::keys(name, EntityType::Person),
        };
        Appearance {
            index,
            name: name.to_owned(),
            kind: EntityType::Person,
            mentions: 1,
            forms: vec![form],
            facts: Vec::new(),
        }
    }

    /// Records an analysis of a stored article that found these entities.
    async fn record(desktop: &Desktop, document: &StoredDocument, appearances: &[Appearance]) {
        let appearances = postcard::to_stdvec(appearances).unwrap();
        let rows = AnalysisRows { appearances, ..AnalysisRows::default() };
        let record = AnalysisRecord {
            seq: document.seq,
            etag: document.etag.clone(),
            engine_version: "1".to_owned(),
            result: Ok(rows),
        };
        desktop.store.record(vec![record]).await.unwrap();
    }

    #[tokio::test]
    async fn a_document_that_cannot_be_identified_stops_no_other() {
        let desktop = Desktop::new().await;
        let mut documents = Vec::new();
        for id in ["a", "b", "c"] {
            documents.push(desktop.add(id, &format!("The text of article {id}.")).await);
        }
        while desktop.service.identify_waiting().await.unwrap() > 0 {}
        let [a, b, c] = documents.as_slice() else { panic!("three articles") };
        record(&desktop, a, &[person(0, "Ada Quill")]).await;
        // Two entities at one place: the store refuses them.
        record(&desktop, b, &[person(0, "Ben Quorn"), person(0, "Cal Quade")]).await;
        record(&desktop, c, &[person(0, "Ada Quill")]).await;
        let mut failures = 0;
        for _ in 0..20 {
            match desktop.service.identify_waiting().await {
                Ok(0) => break,
                Ok(_) => {}
                Err(_) => failures += 1,
            }
        }
        assert!(desktop.store.unidentified(9).await.unwrap().is_empty());
        assert_eq!(failures, TRIES, "the batch once, the document alone, and then no more");
        let links = async |document: &StoredDocument| {
            desktop.store.entity_links(document.seq).await.unwrap()
        };
        assert_eq!(links(a).await, [(0, "ada-quill".parse().unwrap())]);
        assert!(links(b).await.is_empty());
        assert_eq!(links(c).await, links(a).await);
        // What was set aside is identified when it is analysed again.
        record(&desktop, b, &[person(0, "Ben Quorn")]).await;
        assert_eq!(desktop.service.identify_waiting().await.unwrap(), 1);
        assert_eq!(links(b).await.len(), 1);
    }

    async fn identified(desktop: &Desktop) {
        while desktop.service.identify_waiting().await.unwrap() > 0 {}
    }

    async fn who(desktop: &Desktop, document: &StoredDocument) -> String {
        let links = desktop.store.entity_links(document.seq).await.unwrap();
        links.into_iter().map(|(_, id)| id.to_string()).collect::<Vec<_>>().join(" ")
    }

    fn coded(name: &str, code: &str) -> Appearance {
        let facts = vec![(Facet::Code, code.to_owned())];
        Appearance { facts, ..person(0, name) }
    }

    #[tokio::test]
    async fn what_was_divided_stays_divided() {
        let desktop = Desktop::new().await;
        let mut documents = Vec::new();
        for id in ["a1", "a2", "b1", "b2"] {
            documents.push(desktop.add(id, &format!("The text of article {id}.")).await);
        }
        identified(&desktop).await;
        let [a1, a2, b1, b2] = documents.as_slice() else { panic!("four articles") };
        // Of one code each, and then all of the same.
        for (alpha, beta, round) in [("own:a", "own:b", 0), ("own:c", "own:c", 1)] {
            let names = [format!("Alpha Quorn{round}"), format!("Beta Quorn{round}")];
            let [one, other] = names.each_ref().map(String::as_str);
            let (one, other) = (coded(one, alpha), coded(other, beta));
            record(&desktop, a1, std::slice::from_ref(&one)).await;
            record(&desktop, a2, std::slice::from_ref(&one)).await;
            record(&desktop, b1, std::slice::from_ref(&other)).await;
            identified(&desktop).await;
            let (into, from) = (who(&desktop, a1).await, who(&desktop, b1).await);
            assert_eq!(into == from, alpha == beta);
            let id: crate::domain::EntityId = into.parse().unwrap();
            if from != into {
                let merged = vec![from.parse().unwrap()];
                desktop.service.merge_entities(id.clone(), merged, None, None).await.unwrap();
                assert_eq!(who(&desktop, b1).await, into);
            }
            let aliases = vec![other.name.clone()];
            let split = desktop.service.split_entity(id, aliases, None, None).await.unwrap();
            let codes = |entity: &crate::store::StoredEntity| -> Vec<String> {
                entity.external_ids.iter().map(crate::domain::code_value).collect()
            };
            assert_eq!((codes(&split.0), codes(&split.1)), (vec![alpha.into()], vec![beta.into()]));
            // Analysed again each stays, and a new one comes to the name's.
            record(&desktop, b1, std::slice::from_ref(&other)).await;
            record(&desktop, a1, std::slice::from_ref(&one)).await;
            record(&desktop, b2, std::slice::from_ref(&other)).await;
            identified(&desktop).await;
            assert_eq!(who(&desktop, a1).await, into);
            assert_eq!(who(&desktop, b1).await, split.1.id.to_string());
            assert_eq!(who(&desktop, b2).await, split.1.id.to_string());
        }
    }

    /// Articles in which one is named twice, namesakes meet, and a name goes by many forms.
    fn crowd() -> Vec<Vec<Appearance>> {
        let family = ["Quorn", "Quill", "Quade"];
        let article = |n: usize| {
            let name = |k: usize| format!("Ada {}", family[(n + k) % 3]);
            let facts = |k: usize| {
                let company = (0..3).map(|c| format!("house {}", (n * 3 + c + k) % 90));
                let mut facts: Vec<_> = company.map(|name| (Facet::Company, name)).collect();
                facts.push((Facet::Country, ["US", "AU"][(n / 2 + k) % 2].to_owned()));
                let role = ["senator", "striker", "author"][(n / 3 + k) % 3].to_owned();
                facts.push((Facet::Role, role));
                facts.sort();
                facts
            };
            let mut all = vec![
                Appearance { facts: facts(0), ..person(0, &name(0)) },
                Appearance { facts: facts(1), ..person(1, &name(1)) },
                Appearance { facts: facts(0), ..person(2, &name(0)) },
                person(3, family[n % 3]),
            ];
            // More spellings than a profile has names.
            let form = |k: usize| {
                let text = format!("{} {}", name(0), (n * 5 + k) % 80);
                person(0, &text).forms.remove(0)
            };
            all[0].forms.extend((0..3).map(form));
            all
        };
        (0..70).map(article).collect()
    }

    #[tokio::test]
    async fn batches_of_any_size_find_the_same() {
        let mut found: Vec<Vec<String>> = Vec::new();
        for size in [1, 3, 64] {
            let desktop = Desktop::new().await;
            let mut documents = Vec::new();
            let crowd = crowd();
            for n in 0..crowd.len() {
                documents.push(desktop.add(&format!("c{n}"), &format!("Text {n} of many.")).await);
            }
            identified(&desktop).await;
            for (document, appearances) in documents.iter().zip(&crowd) {
                record(&desktop, document, appearances).await;
            }
            while desktop.service.identify_some(size).await.unwrap() > 0 {}
            let mut all = Vec::new();
            for document in &documents {
                all.push(who(&desktop, document).await);
            }
            found.push(all);
        }
        let [one, three, many] = found.as_slice() else { panic!("three sizes") };
        for other in [three, many] {
            for (n, (one, other)) in one.iter().zip(other).enumerate() {
                assert_eq!(one, other, "article {n}");
            }
        }
        let entities: std::collections::BTreeSet<_> =
            one.iter().flat_map(|ids| ids.split(' ')).collect();
        assert!(entities.len() > 3, "namesakes are told apart: {entities:?}");
    }
}
