//! The shelf of stored stories: reads see a moment of the store and, over it, what was changed
//! since. The changes are written together.

mod headline;
mod shelf;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;

use super::signing::{self, ALGORITHM};
use crate::{
    domain::{DocumentId, StoryId, StoryStep},
    pipeline::stories::{DocumentRef, Key, Profile, Signature, StoryRef},
    service::ServiceError,
    store::{
        HistoryRow, Joining, RequestKey, SignatureRow, StoreError, StoryChange, StoryChanges,
        StoryKey, StoryReader,
    },
};

/// Of the articles that come to a story together with others so many are compared with those there,
/// the latest.
const MEETING: usize = 64;
/// More articles than any story has.
const ALL: usize = u32::MAX as usize;

/// Stories on which decisions are made.
pub(super) struct Desk<'a> {
    reader: &'a dyn StoryReader,
    based_on: i64,
    next_story: StoryRef,
    by_hand: bool,
    /// Stories that were looked at.
    stories: BTreeMap<StoryRef, Entry>,
    /// Signatures that were read.
    read: BTreeMap<DocumentRef, Known>,
    /// Signatures that are new.
    signed: BTreeMap<DocumentRef, SignatureRow>,
    /// Keys that stories have got here.
    keys: BTreeMap<Key, BTreeSet<StoryRef>>,
    /// Stories to which documents have come, or which they have left, here.
    places: BTreeMap<DocumentRef, BTreeSet<StoryRef>>,
    /// Stories that were merged or keyed anew here.
    rekeyed: BTreeSet<StoryRef>,
    history: Vec<HistoryRow>,
    sorted: Vec<DocumentRef>,
}

/// A document's signature, and whether it has a headline.
#[derive(Clone)]
struct Known {
    signature: Arc<Signature>,
    has_title: bool,
    /// Whether the signature is there and of this version.
    is_current: bool,
}

/// A story that was looked at.
struct Entry {
    id: StoryId,
    profile: Arc<Profile>,
    pinned: bool,
    merged_into: Option<StoryRef>,
    title_document: Option<DocumentRef>,
    count: u32,
    founded: bool,
    changed: bool,
    steps: i64,
    joined: BTreeMap<DocumentRef, Joining>,
    left: BTreeSet<DocumentRef>,
    keys: BTreeSet<Key>,
    rekeyed: bool,
}

impl<'a> Desk<'a> {
    /// A desk over a moment of the store; what is done there is done `by_hand` or by itself.
    pub(super) fn new(reader: &'a dyn StoryReader, by_hand: bool) -> Result<Self, StoreError> {
        Ok(Self {
            reader,
            based_on: reader.changes()?,
            next_story: reader.next_story()?,
            by_hand,
            stories: BTreeMap::new(),
            read: BTreeMap::new(),
            signed: BTreeMap::new(),
            keys: BTreeMap::new(),
            places: BTreeMap::new(),
            rekeyed: BTreeSet::new(),
            history: Vec::new(),
            sorted: Vec::new(),
        })
    }

    /// What is to be written.
    pub(super) fn finish(
        self,
        time: Timestamp,
        request: Option<(RequestKey, StoryRef)>,
    ) -> Result<StoryChanges, ServiceError> {
        let mut stories = Vec::new();
        for (seq, entry) in self.stories {
            if entry.changed {
                stories.push(StoryChange {
                    seq,
                    id: entry.id,
                    founded: entry.founded,
                    merged_into: entry.merged_into,
                    pinned: entry.pinned,
                    steps: entry.steps,
                    title_document: entry.title_document,
                    profile: signing::encode(&*entry.profile)?,
                    joined: entry.joined.into_values().collect(),
                    left: entry.left.into_iter().collect(),
                    keys: entry.keys.into_iter().map(stored_key).collect(),
                    rekeyed: entry.rekeyed,
                });
            }
        }
        Ok(StoryChanges {
            based_on: self.based_on,
            time,
            algorithm: ALGORITHM,
            stories,
            signatures: self.signed.into_iter().collect(),
            sorted: self.sorted,
            history: self.history,
            request,
        })
    }

    /// The stored stories as they were before.
    pub(super) fn reader(&self) -> &'a dyn StoryReader {
        self.reader
    }

    /// Notes that a document is sorted.
    pub(super) fn done(&mut self, document: DocumentRef) {
        self.sorted.push(document);
    }

    /// The signature by which a document is sorted now; an empty one when none is known.
    pub(super) fn signature(
        &mut self,
        document: DocumentRef,
    ) -> Result<Arc<Signature>, StoreError> {
        Ok(self.known(document)?.signature)
    }

    /// Whether a signature of this version is known.
    pub(super) fn is_signed(&mut self, document: DocumentRef) -> Result<bool, StoreError> {
        Ok(self.known(document)?.is_current)
    }

    fn known(&mut self, document: DocumentRef) -> Result<Known, StoreError> {
        if let Some(known) = self.read.get(&document) {
            return Ok(known.clone());
        }
        let known = Known::of(self.reader.signature(document)?.as_ref());
        self.read.insert(document, known.clone());
        Ok(known)
    }

    /// Gives a document that stands nowhere its signature.
    pub(super) fn sign(&mut self, document: DocumentRef, row: SignatureRow) {
        self.read.insert(document, Known::of(Some(&row)));
        self.signed.insert(document, row);
    }

    /// The stories that a document is in, and whether it was put there by hand.
    pub(super) fn places(
        &self,
        document: DocumentRef,
    ) -> Result<BTreeMap<StoryRef, bool>, StoreError> {
        let stored = self.reader.places(document)?;
        let mut places: BTreeMap<_, _> = stored.iter().map(|p| (p.story, p.pinned)).collect();
        let here = self.places.get(&document).into_iter().flatten();
        for (story, entry) in here.filter_map(|story| Some((story, self.stories.get(story)?))) {
            if entry.left.contains(&document) {
                places.remove(story);
            }
            if let Some(joined) = entry.joined.get(&document) {
                places.insert(*story, joined.pinned);
            }
        }
        Ok(places)
    }

    /// The articles of a story, with their scores, in order of arrival.
    fn all_members(&self, story: StoryRef) -> Result<BTreeMap<DocumentRef, Joining>, StoreError> {
        self.latest_members(story, ALL)
    }

    fn latest_members(
        &self,
        story: StoryRef,
        limit: usize,
    ) -> Result<BTreeMap<DocumentRef, Joining>, StoreError> {
        let entry = self.stories.get(&story);
        let changed = entry.map_or(0, |entry| entry.left.len());
        let is_new = entry.is_some_and(|entry| entry.founded);
        let stored = if is_new {
            Vec::new()
        } else {
            self.reader.members(story, limit.saturating_add(changed))?
        };
        let mut members = BTreeMap::new();
        for member in stored {
            let (document, score, pinned) = (member.document, member.score, member.pinned);
            members.insert(document, Joining { document, score, pinned, meets_others: false });
        }
        if let Some(entry) = entry {
            members.retain(|document, _| !entry.left.contains(document));
            members.extend(&entry.joined);
        }
        while members.len() > limit {
            members.pop_first();
        }
        Ok(members)
    }

    /// A story that was looked at, whose profile is of this version.
    fn entry(&mut self, story: StoryRef) -> Result<&mut Entry, StoreError> {
        if !self.stories.contains_key(&story) {
            let row = self.reader.story(story)?;
            let row = row.ok_or_else(|| StoreError::Unreadable {
                id: format!("story {story}"),
                field: "seq",
            })?;
            let profile = signing::profile(&row);
            let is_current = profile.is_some();
            let entry = Entry {
                id: row.id,
                profile: profile.unwrap_or_default(),
                pinned: row.pinned,
                merged_into: row.merged_into,
                title_document: row.title_document,
                count: row.document_count,
                founded: false,
                changed: false,
                steps: 0,
                joined: BTreeMap::new(),
                left: BTreeSet::new(),
                keys: BTreeSet::new(),
                rekeyed: false,
            };
            self.stories.insert(story, entry);
            if !is_current {
                self.rebuild(story)?;
            }
        }
        Ok(self.stories.get_mut(&story).expect("it was inserted above"))
    }

    /// Makes profile, keys and headline of a story anew of its articles.
    pub(super) fn rebuild(&mut self, story: StoryRef) -> Result<(), StoreError> {
        self.entry(story)?;
        let (mut profile, mut keys) = (Profile::default(), BTreeSet::new());
        for document in self.all_members(story)?.into_keys() {
            let signature = self.signature(document)?;
            profile.add(&signature);
            keys.extend(signature.keys());
        }
        let entry = self.entry(story)?;
        entry.profile = Arc::new(profile);
        entry.changed = true;
        entry.rekeyed = true;
        self.rekeyed.insert(story);
        let entry = self.entry(story)?;
        let before = std::mem::take(&mut entry.keys);
        for key in before {
            if let Some(stories) = self.keys.get_mut(&key) {
                stories.remove(&story);
            }
        }
        self.add_keys(story, keys)?;
        self.choose_title(story)
    }

    fn add_keys(
        &mut self,
        story: StoryRef,
        keys: impl IntoIterator<Item = Key>,
    ) -> Result<(), StoreError> {
        for key in keys {
            self.entry(story)?.keys.insert(key);
            self.keys.entry(key).or_default().insert(story);
        }
        Ok(())
    }

    /// Puts an article into a story, or gives it another place there.
    pub(super) fn put(
        &mut self,
        story: StoryRef,
        document: DocumentRef,
        score: f64,
        pinned: bool,
    ) -> Result<(), StoreError> {
        let signature = self.signature(document)?;
        let is_member = self.places(document)?.contains_key(&story);
        let entry = self.entry(story)?;
        let meets_others = !is_member && entry.count > 0;
        entry.joined.insert(document, Joining { document, score, pinned, meets_others });
        entry.changed = true;
        entry.pinned |= pinned;
        self.places.entry(document).or_default().insert(story);
        if is_member {
            return Ok(());
        }
        let entry = self.entry(story)?;
        entry.count += 1;
        entry.steps += 1;
        Arc::make_mut(&mut entry.profile).add(&signature);
        self.add_keys(story, signature.keys())?;
        self.challenge_title(story, document)
    }

    /// Takes an article out of a story. The story must be made anew.
    pub(super) fn take_out(
        &mut self,
        story: StoryRef,
        document: DocumentRef,
    ) -> Result<(), StoreError> {
        let entry = self.entry(story)?;
        entry.joined.remove(&document);
        entry.left.insert(document);
        entry.changed = true;
        entry.count = entry.count.saturating_sub(1);
        entry.steps += 1;
        self.places.entry(document).or_default().insert(story);
        Ok(())
    }

    /// Replaces the signature of an article in its stories.
    pub(super) fn replace(
        &mut self,
        document: DocumentRef,
        row: SignatureRow,
    ) -> Result<(), StoreError> {
        let places = self.places(document)?;
        for story in places.keys() {
            self.entry(*story)?;
        }
        let before = self.signature(document)?;
        let after = Known::of(Some(&row)).signature;
        self.sign(document, row);
        for story in places.into_keys() {
            let entry = self.entry(story)?;
            entry.changed = true;
            if before != after {
                let profile = Arc::make_mut(&mut entry.profile);
                profile.remove(&before);
                profile.add(&after);
                self.add_keys(story, after.keys())?;
            }
            self.challenge_title(story, document)?;
        }
        Ok(())
    }

    /// Founds a story that has no article yet; its name is made of the document's.
    pub(super) fn begin(&mut self, founder: &DocumentId) -> Result<StoryRef, StoreError> {
        let mut attempt = 0;
        let id = loop {
            let id = StoryId::founded_by(founder, attempt);
            let taken = self.reader.story_of(&id)?.is_some();
            if !taken && self.stories.values().all(|entry| entry.id != id) {
                break id;
            }
            attempt += 1;
        };
        let story = self.next_story;
        self.next_story += 1;
        let entry = Entry {
            id,
            profile: Arc::default(),
            pinned: false,
            merged_into: None,
            title_document: None,
            count: 0,
            founded: true,
            changed: true,
            steps: 0,
            joined: BTreeMap::new(),
            left: BTreeSet::new(),
            keys: BTreeSet::new(),
            rekeyed: false,
        };
        self.stories.insert(story, entry);
        Ok(story)
    }

    /// Lets the articles of `from`, if there are any, go to `into`, and `from` answer with it.
    pub(super) fn absorb(
        &mut self,
        from: StoryRef,
        into: StoryRef,
        score: f64,
    ) -> Result<(), StoreError> {
        let members = self.all_members(from)?;
        let there = self.all_members(into)?;
        let profile = Arc::clone(&self.entry(from)?.profile);
        let shared = members.keys().any(|document| there.contains_key(document));
        let first_to_meet = members.keys().rev().nth(MEETING - 1).copied().unwrap_or_default();
        self.entry(into)?;
        for (document, member) in members {
            self.take_out(from, document)?;
            let entry = self.entry(into)?;
            if let Some(known) = there.get(&document) {
                let pinned = known.pinned | member.pinned;
                entry.joined.insert(document, Joining { pinned, ..*known });
            } else {
                entry.left.remove(&document);
                let meets_others = document >= first_to_meet;
                entry.joined.insert(document, Joining { meets_others, ..member });
                entry.count += 1;
                entry.steps += 1;
                self.places.entry(document).or_default().insert(into);
            }
        }
        let entry = self.entry(from)?;
        let keys = std::mem::take(&mut entry.keys);
        let was_pinned = entry.pinned;
        entry.merged_into = Some(into);
        entry.changed = true;
        entry.title_document = None;
        entry.profile = Arc::default();
        self.rekeyed.insert(from);
        for key in &keys {
            if let Some(stories) = self.keys.get_mut(key) {
                stories.remove(&from);
            }
        }
        self.add_keys(into, keys)?;
        let entry = self.entry(into)?;
        entry.changed = true;
        entry.pinned |= was_pinned;
        self.note(into, StoryStep::Absorbed, None, Some(from), score);
        self.note(from, StoryStep::Merged, None, Some(into), score);
        for other in self.stories.values_mut() {
            if other.merged_into == Some(from) {
                other.merged_into = Some(into);
            }
        }
        if shared || self.entry(into)?.rekeyed {
            // An article that stood in both counts once; keys that were made anew are all there.
            return self.rebuild(into);
        }
        Arc::make_mut(&mut self.entry(into)?.profile).absorb(&profile);
        self.choose_title(into)
    }

    /// How many articles a story has.
    pub(super) fn count(&mut self, story: StoryRef) -> Result<u32, StoreError> {
        Ok(self.entry(story)?.count)
    }

    /// Marks a story as put together or apart by hand.
    pub(super) fn pin(&mut self, story: StoryRef) -> Result<(), StoreError> {
        let entry = self.entry(story)?;
        entry.pinned = true;
        entry.changed = true;
        Ok(())
    }

    /// Pins all articles of a story where they are.
    pub(super) fn pin_members(&mut self, story: StoryRef) -> Result<(), StoreError> {
        for (document, member) in self.all_members(story)? {
            self.put(story, document, member.score, true)?;
        }
        Ok(())
    }

    /// Notes a step in the history of a story.
    pub(super) fn note(
        &mut self,
        story: StoryRef,
        step: StoryStep,
        document: Option<DocumentRef>,
        other: Option<StoryRef>,
        score: f64,
    ) {
        let by_hand = self.by_hand;
        self.history.push(HistoryRow { story, step, document, other, score, by_hand });
    }

    /// The story whose articles those of this one are among.
    fn successor(&self, story: StoryRef) -> StoryRef {
        self.stories.get(&story).and_then(|entry| entry.merged_into).unwrap_or(story)
    }
}

impl Known {
    fn of(row: Option<&SignatureRow>) -> Self {
        let signature = row.and_then(signing::signature);
        Self {
            is_current: signature.is_some(),
            has_title: row.is_some_and(|row| !row.title.is_empty()),
            signature: signature.unwrap_or_default(),
        }
    }
}

fn stored_key(key: Key) -> StoryKey {
    StoryKey { bucket: key.bucket, feature: key.feature }
}
