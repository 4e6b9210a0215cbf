//! The names that somebody has given entities by hand: articles are searched for them as for those
//! of a gazetteer. The gazetteer is made when an article needs it and names have changed since, so
//! that many changes in a row cost one.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::Mutex;

use super::{Service, ServiceError, StopFlag};
use crate::{
    domain::{EntityId, EntityType, Gazetteer, GazetteerEntry},
    store::OwnName,
};

/// Most names of somebody's own that are looked for in articles, the latest of them.
const MOST: usize = 100_000;

/// The names as they were read last, and whether that was long ago.
#[derive(Debug)]
pub(super) struct OwnNames {
    /// Grows with every change.
    changes: AtomicU64,
    /// The names, and the changes that they hold.
    held: RwLock<(u64, Arc<Gazetteer>)>,
    /// One at a time reads them.
    reading: Mutex<()>,
}

impl Default for OwnNames {
    fn default() -> Self {
        // They are yet to be read.
        Self { changes: AtomicU64::new(1), held: RwLock::default(), reading: Mutex::default() }
    }
}

impl OwnNames {
    /// Notes that names have changed in the store.
    pub(super) fn changed(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// The names, if they hold all changes.
    fn current(&self) -> Option<Arc<Gazetteer>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        (held.0 == self.changes.load(Ordering::SeqCst)).then(|| Arc::clone(&held.1))
    }
}

impl Service {
    /// The names that somebody has given by hand, as they are now.
    pub(super) async fn own_names(&self) -> Result<Arc<Gazetteer>, ServiceError> {
        let own = &self.own_names;
        if let Some(current) = own.current() {
            return Ok(current);
        }
        let _turn = own.reading.lock().await;
        if let Some(current) = own.current() {
            return Ok(current);
        }
        // What changes while they are read is read the next time.
        let changes = own.changes.load(Ordering::SeqCst);
        let names = self.store.own_names(MOST).await?;
        let gazetteer =
            Arc::new(self.pool.background().run(|_: &StopFlag| gazetteer(names)).await?);
        let mut held = own.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = (changes, Arc::clone(&gazetteer));
        Ok(gazetteer)
    }
}

fn gazetteer(names: Vec<OwnName>) -> Gazetteer {
    let entries = names.into_iter().filter_map(entry).collect();
    Gazetteer::new(entries).unwrap_or_else(|error| {
        // Each was checked alone.
        tracing::error!(%error, "names given by hand make no gazetteer");
        Gazetteer::default()
    })
}

/// As much of what somebody knows of an entity as fits a gazetteer; nothing when not even the name
/// does. One bad name must not hide all others.
fn entry(own: OwnName) -> Option<GazetteerEntry> {
    let OwnName { entity, name, kind, aliases, ids } = own;
    let mut entry = GazetteerEntry {
        name,
        kind: EntityType::named(&kind)?,
        aliases: Vec::new(),
        ids: Vec::new(),
    };
    if let Err(error) = entry.check() {
        tracing::warn!(%entity, %error, "a name given by hand is sought in no article");
        return None;
    }
    let mut schemes = BTreeSet::new();
    for id in ids {
        // Merged entities may have two of a scheme: the first is told.
        if entry.ids.len() < Gazetteer::MAX_IDS && schemes.insert(id.scheme.clone()) {
            keep(&mut entry, &entity, |entry| &mut entry.ids, id);
        }
    }
    let (most, given) = (Gazetteer::MAX_ALIASES, aliases.len());
    for alias in aliases {
        if entry.aliases.len() == most {
            tracing::warn!(%entity, given, most, "some names given by hand are sought nowhere");
            break;
        }
        if alias != entry.name {
            keep(&mut entry, &entity, |entry| &mut entry.aliases, alias);
        }
    }
    Some(entry)
}

/// Adds a value to a list of an entry, if it fits.
fn keep<T: Clone>(
    entry: &mut GazetteerEntry,
    entity: &EntityId,
    list: fn(&mut GazetteerEntry) -> &mut Vec<T>,
    value: T,
) {
    // Alone in the list it costs the same whatever the list's length.
    let mut alone = GazetteerEntry {
        name: entry.name.clone(),
        kind: entry.kind,
        aliases: Vec::new(),
        ids: Vec::new(),
    };
    list(&mut alone).push(value.clone());
    match alone.check() {
        Ok(()) => list(entry).push(value),
        Err(error) => {
            tracing::warn!(%entity, %error, "a name or code given by hand is sought nowhere");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ExternalId;

    fn own(name: &str, aliases: Vec<String>, ids: &[(&str, &str)]) -> OwnName {
        let id = |(scheme, value): &(&str, &str)| ExternalId {
            scheme: (*scheme).to_owned().into(),
            value: (*value).to_owned(),
        };
        OwnName {
            entity: "some-body".parse().unwrap(),
            name: name.to_owned(),
            kind: "ORGANIZATION".to_owned(),
            aliases,
            ids: ids.iter().map(id).collect(),
        }
    }

    #[test]
    fn one_bad_name_hides_no_other() {
        let many = (0..300).map(|n| format!("Quorl Number {n}")).chain(["Quorl".to_owned()]);
        let long = vec!["word ".repeat(40), "Quill House".to_owned()];
        let codes = [("own", "a"), ("own", "b"), ("bad scheme", "c"), ("other", "d")];
        let names = vec![
            own("Quorl", many.collect(), &[]),
            own(&"long ".repeat(100), Vec::new(), &[]),
            own("Quill", long, &codes),
        ];
        let gazetteer = gazetteer(names);
        let [quorl, quill] = gazetteer.entries() else { panic!("{:?}", gazetteer.entries()) };
        assert_eq!(quorl.aliases.len(), Gazetteer::MAX_ALIASES);
        assert!(!quorl.aliases.contains(&quorl.name));
        assert_eq!(quill.aliases, ["Quill House"]);
        let ids: Vec<_> = quill.ids.iter().map(|id| id.value.as_str()).collect();
        assert_eq!(ids, ["a", "d"], "one of each scheme");
        assert_eq!(gazetteer.matches("Quill House met Quorl Number 7.", |_| true).len(), 2);
    }
}
