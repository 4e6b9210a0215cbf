//! From groups of clauses to rows of the matrix: their common vocabulary, their representative,
//! their order.

use std::cmp::Reverse;

use super::{
    damage::Damages,
    features::Unit,
    linkage::{AT_A_TIME, Pair},
};
use crate::{
    domain::{ClaimCluster, ClaimSlot, ClaimStatus, Evidence, Relation},
    pipeline::compare::Context,
};

/// A row on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Its units, ascending.
    pub(super) units: Vec<usize>,
    /// Those of them that joined late: they tell the row's proposition in passing.
    pub(super) late: Vec<usize>,
    /// Those of them that say what cannot be true together with it.
    pub(super) against: Vec<usize>,
    /// Whether it is the figure of a property, and no clause as a whole.
    pub(super) is_property: bool,
}

impl Row {
    /// Adds a unit that tells the row's proposition in passing or again.
    pub(super) fn add_late(&mut self, unit: usize) {
        self.units.push(unit);
        self.units.sort_unstable();
        self.late.push(unit);
    }

    /// Takes in the units of another row.
    fn absorb(&mut self, other: &Self) {
        for &unit in &other.units {
            if self.units.contains(&unit) {
                continue;
            }
            self.units.push(unit);
            if other.late.contains(&unit) {
                self.late.push(unit);
            }
        }
        self.units.sort_unstable();
    }
}

/// Rows with those of events before them, so that these are told in the fullest words. A row that is
/// part of an event, or nearly the same, goes into it.
fn with_events(mut linked: Vec<Row>, events: Vec<Vec<usize>>) -> Vec<Row> {
    let mut rows = Vec::with_capacity(linked.len() + events.len());
    for units in events {
        let mut event = Row { units, ..Row::default() };
        let own = event.units.clone();
        linked.retain(|row| {
            let shared = row.units.iter().filter(|unit| own.binary_search(unit).is_ok()).count();
            let all = row.units.len() + own.len() - shared;
            // Two thirds of all clauses in common.
            if 3 * shared >= 2 * all {
                event.absorb(row);
                return false;
            }
            shared < row.units.len()
        });
        rows.push(event);
    }
    rows.extend(linked);
    rows
}

/// Features that at least two documents of a row share, with the heaviest weight times the
/// share of documents that have it.
pub(super) struct Core {
    /// Ascending by feature.
    features: Vec<(u32, f64)>,
    total: f64,
}

impl Core {
    /// Share of the common vocabulary that a unit has, 0 to 1.
    pub(super) fn coverage(&self, unit: &Unit) -> f64 {
        if self.total == 0.0 {
            return 0.0;
        }
        let mut common = self.features.iter().peekable();
        let weight = |(feature, _): &(u32, f64)| {
            while common.next_if(|(other, _)| other < feature).is_some() {}
            common.next_if(|(other, _)| other == feature).map_or(0.0, |(_, weight)| *weight)
        };
        unit.features.iter().map(weight).sum::<f64>() / self.total
    }
}

/// For each unit, the others that it is similar to, ascending, with the similarity.
type Similarities = Vec<Vec<(usize, f64)>>;

/// Makes rows of units.
pub(super) struct Rows<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) units: &'a [Unit],
    /// Similarities by unit, with the support of sentences: (other unit, similarity), ascending by
    /// unit.
    pub(super) similar: Similarities,
    /// The same of the clauses by themselves.
    alike: Similarities,
    pub(super) threshold: f64,
    damages: Damages,
}

impl<'a> Rows<'a> {
    /// `None` once the comparison is stopped.
    pub(super) fn new(
        context: &'a Context<'a>,
        units: &'a [Unit],
        alike: &[Pair],
        supported: &[Pair],
        threshold: f64,
    ) -> Option<Self> {
        let similar = by_unit(units.len(), supported, context.stop)?;
        let alike = by_unit(units.len(), alike, context.stop)?;
        let damages = Damages::new(context.sources);
        Some(Self { context, units, similar, alike, threshold, damages })
    }

    /// Builds the claims from groups of units and from rows that are made already; `None` once the
    /// comparison is stopped.
    pub(super) fn build(
        &self,
        groups: Vec<Vec<usize>>,
        events: Vec<Vec<usize>>,
        properties: Vec<Row>,
    ) -> Option<Vec<ClaimCluster>> {
        let stop = self.context.stop;
        let mut rows = with_events(self.attach(groups)?, events);
        rows.retain(|row| !properties.iter().any(|property| self.repeats(row, property)));
        rows.extend(properties);
        let mut claims = Vec::with_capacity(rows.len());
        let mut taken = vec![false; self.units.len()];
        for row in &rows {
            if stop() {
                return None;
            }
            let place = row.units.iter().map(|unit| self.units[*unit].claim).min();
            let claim = self.claim(row, &mut taken);
            let voices = Reverse(claim.independent_support);
            let rank = (voices, row.is_property, Reverse(self.leads(row)), place, row.units[0]);
            claims.push((rank, claim));
        }
        if stop() {
            return None;
        }
        claims.sort_by_key(|(rank, _)| *rank);
        Some(claims.into_iter().map(|(_, claim)| claim).collect())
    }

    /// Units of a row, up to where the comparison is stopped: a story that is told again and again has
    /// rows of thousands. What comes of a part is not looked at.
    pub(super) fn until_stopped(&self, units: &[usize]) -> impl Iterator<Item = usize> {
        units.iter().copied().take_while(|_| !(self.context.stop)())
    }

    /// Whether every clause of a row is evidence of a property, whole.
    fn repeats(&self, row: &Row, property: &Row) -> bool {
        let same = |a: usize, b: usize| {
            let (a, b) = (&self.units[a], &self.units[b]);
            a.document == b.document && a.span == b.span
        };
        row.units.iter().all(|&unit| property.units.iter().any(|&other| same(unit, other)))
    }

    /// Number of documents that tell a row in their headline or first sentences: how central it
    /// is.
    fn leads(&self, row: &Row) -> usize {
        /// Sentences with which an article begins.
        const FIRST: usize = 4;
        let leads = |unit: &&usize| {
            let unit = &self.units[**unit];
            let claims = &self.context.sources[unit.document].annotated.analysis.claims;
            claims[unit.claim].sentence < FIRST
        };
        let units: Vec<usize> = row.units.iter().filter(leads).copied().collect();
        self.documents(&units)
    }

    /// How alike two clauses are by themselves, 0 to 1.
    pub(super) fn similarity(&self, a: usize, b: usize) -> f64 {
        if a == b { 1.0 } else { listed(&self.alike[a], b) }
    }

    /// Number of documents that units, ascending, stand in.
    pub(super) fn documents(&self, units: &[usize]) -> usize {
        let mut documents: Vec<usize> = units.iter().map(|u| self.units[*u].document).collect();
        documents.sort_unstable();
        documents.dedup();
        documents.len()
    }

    pub(super) fn core(&self, units: &[usize]) -> Core {
        let mut all: Vec<(u32, usize, f64)> = Vec::new();
        for &unit in units {
            let unit = &self.units[unit];
            all.extend(unit.features.iter().map(|&(feature, w)| (feature, unit.document, w)));
        }
        all.sort_unstable_by_key(|&(feature, document, _)| (feature, document));
        let documents = self.documents(units) as f64;
        let common = all.chunk_by(|a, b| a.0 == b.0).filter_map(|uses| {
            let count = uses.chunk_by(|a, b| a.1 == b.1).count();
            let weight = uses.iter().map(|(.., weight)| *weight).fold(0.0, f64::max);
            (count >= 2).then(|| (uses[0].0, weight * count as f64 / documents))
        });
        let features: Vec<(u32, f64)> = common.collect();
        let total = features.iter().map(|(_, weight)| weight).sum();
        Core { features, total }
    }

    pub(super) fn holds_document(&self, row: &Row, unit: usize) -> bool {
        let document = self.units[unit].document;
        row.units.iter().any(|u| self.units[*u].document == document)
    }

    /// Mean similarity of a unit to those of other documents in a row; 0 without any.
    pub(super) fn mean_similarity(&self, unit: usize, row: &[usize]) -> f64 {
        let document = self.units[unit].document;
        let others = row.iter().filter(|other| self.units[**other].document != document);
        let (sum, count) = others.fold((0.0, 0_usize), |(sum, n), other| {
            (sum + listed(&self.similar[unit], *other), n + 1)
        });
        if count == 0 { 0.0 } else { sum / count as f64 }
    }

    /// A row as a claim. `taken` are the units that stand for rows already.
    fn claim(&self, row: &Row, taken: &mut [bool]) -> ClaimCluster {
        let core = self.core(&row.units);
        let representative = self.representative(row, &core, taken);
        taken[representative] = true;
        let stances = self.stances(row, representative, &core);
        let makers: Vec<usize> = (0..stances.len()).filter(|d| stances[*d].makes()).collect();
        let independent_support = self.context.independent(&makers);
        let disputes = |r: Relation| matches!(r, Relation::Contradicts | Relation::MentionsDenial);
        let status = match independent_support {
            _ if stances.iter().any(|s| disputes(s.relation)) => ClaimStatus::Disputed,
            0 | 1 => ClaimStatus::SingleSource,
            many if many >= self.context.consensus => ClaimStatus::Consensus,
            _ => ClaimStatus::Corroborated,
        };
        ClaimCluster {
            representative: self.evidence(representative),
            slots: self.slots(representative),
            stances,
            status,
            independent_support,
            discrepancies: Vec::new(),
            score: self.tightness(row),
        }
    }

    /// The parts of a unit's claim, with joined entities.
    fn slots(&self, unit: usize) -> Vec<ClaimSlot> {
        let unit = &self.units[unit];
        let claim = &self.context.sources[unit.document].annotated.analysis.claims[unit.claim];
        claim.slots.iter().map(|slot| self.joined(unit.document, slot)).collect()
    }

    /// A slot of a document with its entity as an index over all documents.
    pub(super) fn joined(&self, document: usize, slot: &ClaimSlot) -> ClaimSlot {
        let entity = slot.entity.and_then(|entity| self.context.who.is(document, entity));
        ClaimSlot { entity, ..slot.clone() }
    }

    /// The wording that covers most of the common vocabulary, is most like the others and
    /// tells most besides. What is broken, says the opposite, joined late, stands for another row
    /// already or is a headline stands back behind any other.
    fn representative(&self, row: &Row, core: &Core, taken: &[bool]) -> usize {
        const PER_FEATURE: f64 = 0.015;
        const MAX_FEATURES: usize = 20;
        let rank = |at: usize| {
            let unit = &self.units[at];
            let fullness = core.coverage(unit)
                + self.mean_similarity(at, &row.units)
                + PER_FEATURE * unit.own.len().min(MAX_FEATURES) as f64;
            let stated = !row.against.contains(&at) && !row.late.contains(&at);
            let whole = !self.is_damaged(at);
            (stated, whole, !taken[at], !unit.title, fullness)
        };
        let mut best = row.units[0];
        let mut best_rank = rank(best);
        for unit in self.until_stopped(&row.units[1..]) {
            let rank = rank(unit);
            if rank > best_rank {
                (best, best_rank) = (unit, rank);
            }
        }
        best
    }

    pub(super) fn is_damaged(&self, unit: usize) -> bool {
        let unit = &self.units[unit];
        self.damages.overlap(unit.document, unit.span)
    }

    pub(super) fn evidence(&self, unit: usize) -> Evidence {
        let unit = &self.units[unit];
        self.context.evidence(unit.document, unit.span)
    }

    /// Mean similarity over pairs of clauses from different documents; 1 without any.
    fn tightness(&self, row: &Row) -> f64 {
        if row.is_property {
            return 1.0;
        }
        let (mut sum, mut pairs) = (0.0, 0_usize);
        for (at, a) in self.until_stopped(&row.units).enumerate() {
            for &b in &row.units[at + 1..] {
                if self.units[a].document != self.units[b].document {
                    sum += self.similarity(a, b);
                    pairs += 1;
                }
            }
        }
        if pairs == 0 { 1.0 } else { sum / pairs as f64 }
    }
}

/// Pairs by unit. `None` once the comparison is stopped.
fn by_unit(units: usize, pairs: &[Pair], stop: &dyn Fn() -> bool) -> Option<Similarities> {
    let mut similar = vec![Vec::new(); units];
    for pairs in pairs.chunks(AT_A_TIME) {
        if stop() {
            return None;
        }
        for pair in pairs {
            similar[pair.a].push((pair.b, pair.similarity));
            similar[pair.b].push((pair.a, pair.similarity));
        }
    }
    for lists in similar.chunks_mut(AT_A_TIME) {
        if stop() {
            return None;
        }
        for list in lists {
            list.sort_unstable_by_key(|(other, _)| *other);
        }
    }
    Some(similar)
}

/// The similarity that a list gives a unit; 0 without one.
fn listed(list: &[(usize, f64)], unit: usize) -> f64 {
    list.binary_search_by_key(&unit, |(other, _)| *other).map_or(0.0, |at| list[at].1)
}
