//! One utterance and all its renderings.
//!
//! Quotations and reported speech of all documents become items: their words with weights (`items`).
//! What renders one utterance is grouped (`matching`, `alignment`), if the speakers agree
//! (`speakers`), and each rendering is compared with the fullest word by word (`relation`).

mod alignment;
mod items;
mod matching;
mod numbers;
mod recurring;
mod relation;
mod speakers;
mod synonyms;
#[cfg(test)]
mod tests;

use std::{cmp::Reverse, collections::BTreeMap};

use self::items::Item;
use super::Context;
use crate::domain::{
    EntityComparison, Party, QuoteCluster, QuoteParty, QuoteRelation, QuoteRendering,
};

pub(super) use relation::{Change, changes};
pub(super) use speakers::{Everybody, Speakers, Speaking, is_pronoun};

/// The utterances of all documents: those in most documents first, then the longest. `None` once
/// the comparison is stopped.
pub(super) fn cluster(
    context: &Context<'_>,
    entities: &[EntityComparison],
) -> Option<Vec<QuoteCluster>> {
    let go_on = || (!(context.stop)()).then_some(());
    let everybody = Everybody::new(context);
    go_on()?;
    let (items, stems) = items::items(context);
    go_on()?;
    let leaders = matching::groups(context, &everybody, &items, stems)?;
    go_on()?;
    let groups = matching::gathered(&leaders);
    let builder = Builder { context, entities, everybody: &everybody, items: &items };
    // What only frames a quotation is told by that quotation.
    let is_frame = |group: &Vec<usize>| matches!(group.as_slice(), [one] if items[*one].frames);
    let groups = groups.iter().filter(|group| !is_frame(group));
    let mut clusters: Vec<QuoteCluster> =
        groups.map(|group| go_on().map(|()| builder.cluster(group))).collect::<Option<_>>()?;
    for group in recurring::groups(&everybody, &items, &leaders, stems) {
        let mut cluster = builder.cluster(&group);
        cluster.relation = QuoteRelation::Recurring;
        clusters.push(cluster);
    }
    clusters.sort_by_cached_key(|cluster| {
        let mut documents: Vec<usize> = cluster.renderings.iter().map(|r| r.document).collect();
        documents.dedup();
        let fullest = &cluster.renderings[cluster.fullest];
        let place = (fullest.document, fullest.evidence.span);
        let recurring = cluster.relation == QuoteRelation::Recurring;
        (Reverse(documents.len()), Reverse(fullest.evidence.span.len()), place, recurring)
    });
    Some(clusters)
}

struct Builder<'a, 'c> {
    context: &'a Context<'c>,
    entities: &'a [EntityComparison],
    everybody: &'a Everybody,
    items: &'a [Item<'c>],
}

impl Builder<'_, '_> {
    /// The renderings of one group, which is not empty and in order of documents and text.
    fn cluster(&self, group: &[usize]) -> QuoteCluster {
        let fullest = self.fullest(group);
        let base = &self.items[group[fullest]];
        let mut relation = QuoteRelation::Single;
        let (mut altered, mut reworded) = (Vec::new(), Vec::new());
        let mut renderings = Vec::with_capacity(group.len());
        for (at, &item) in group.iter().enumerate() {
            let item = &self.items[item];
            let compared = relation::compare(self.context, base, item);
            let mut rendering = self.rendering(item);
            if at != fullest {
                rendering.edits = compared.edits;
                rendering.similarity = compared.similarity;
                match compared.relation {
                    QuoteRelation::Altered => altered.push(at),
                    QuoteRelation::DifferentTranslation => reworded.push(at),
                    _ => {}
                }
                let plain = compared.relation.min(QuoteRelation::DifferentExtent);
                relation = relation.max(match compared.relation {
                    QuoteRelation::Paraphrased => QuoteRelation::Paraphrased,
                    _ => plain,
                });
            }
            renderings.push(rendering);
        }
        let (speaker, speaker_name) = self.speaker(&renderings);
        let sound = |places: &[usize]| places.iter().any(|at| !self.items[group[*at]].damaged);
        if sound(&altered) || sound(&reworded) {
            let translated = self.is_translated(group, speaker);
            if translated {
                relation = relation.max(QuoteRelation::DifferentTranslation);
            } else if sound(&altered) {
                relation = QuoteRelation::Altered;
            }
        }
        QuoteCluster {
            speaker,
            speaker_name,
            relation,
            renderings,
            fullest,
            discrepancies: Vec::new(),
        }
    }

    /// The longest undamaged rendering in marks, else the longest.
    fn fullest(&self, group: &[usize]) -> usize {
        let rank = |at: &usize| {
            let item = &self.items[group[*at]];
            (!item.damaged, item.is_marked(), item.words.len(), Reverse(*at))
        };
        // A group is not empty.
        (0..group.len()).max_by_key(rank).unwrap_or_default()
    }

    fn rendering(&self, item: &Item<'_>) -> QuoteRendering {
        let parties = |parties: &[Party]| {
            parties.iter().map(|party| self.party(item.document, party)).collect()
        };
        QuoteRendering {
            document: item.document,
            quote: item.index,
            kind: item.quote.kind,
            evidence: self.context.evidence(item.document, item.quote.span),
            speakers: parties(&item.quote.speakers),
            relayed_by: parties(&item.quote.relayed_by),
            edits: Vec::new(),
            similarity: 1.0,
            damaged: item.damaged,
        }
    }

    fn party(&self, document: usize, party: &Party) -> QuoteParty {
        let entity = party.entity.and_then(|entity| self.context.who.is(document, entity));
        let known = entity.and_then(|entity| self.entities.get(entity));
        let words = party.mention.of(self.context.sources[document].text);
        QuoteParty {
            entity,
            name: known.map_or_else(|| words.to_owned(), |e| e.canonical_name.clone()),
            mention: party.mention,
            score: party.score,
        }
    }

    /// Who speaks: whom most renderings name; a person goes before the body that the person speaks
    /// for. Nobody where they name two that have nothing to do with each other.
    fn speaker(&self, renderings: &[QuoteRendering]) -> (Option<usize>, String) {
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for party in renderings.iter().filter_map(|r| r.speakers.first()) {
            if let Some(entity) = party.entity {
                *votes.entry(entity).or_default() += 1;
            }
        }
        let rank = |(entity, votes): &(&usize, &usize)| {
            (self.everybody.is_person(**entity), **votes, Reverse(**entity))
        };
        let Some((&speaker, _)) = votes.iter().max_by_key(rank) else {
            let named = renderings.iter().find_map(|r| r.speakers.first());
            return (None, named.map_or_else(String::new, |party| party.name.clone()));
        };
        if votes.keys().any(|other| self.everybody.compare(speaker, *other) == Speakers::Clash) {
            return (None, String::new());
        }
        let name = self.entities.get(speaker).map(|e| e.canonical_name.clone());
        (Some(speaker), name.unwrap_or_default())
    }

    /// Whether other words are the work of translators: a text is translated by a machine, or the
    /// speaker is of a country where another language is spoken.
    fn is_translated(&self, group: &[usize], speaker: Option<usize>) -> bool {
        let translated = |document: usize| {
            self.context.sources[document].annotated.analysis.quality.likely_machine_translated
        };
        if group.iter().any(|item| translated(self.items[*item].document)) {
            return true;
        }
        let Some(speaker) = speaker else { return false };
        let mut countries = self.everybody.countries(speaker).peekable();
        countries.peek().is_some() && countries.all(|code| !speaks_english(code))
    }
}

/// Countries where statements are as a rule made in English, by ISO 3166-1 alpha-2 code, sorted.
#[rustfmt::skip]
const ENGLISH: [&str; 34] = [
    "AG", "AU", "BB", "BS", "BZ", "CA", "DM", "GB", "GD", "GH", "GM", "GY", "IE", "IN", "JM", "KE",
    "KN", "LC", "LR", "MT", "NA", "NG", "NZ", "PH", "PK", "SG", "SL", "TT", "UG", "US", "VC", "ZA",
    "ZM", "ZW",
];

/// Whether statements of a country are as a rule made in English.
fn speaks_english(code: &str) -> bool {
    ENGLISH.binary_search(&code).is_ok()
}
