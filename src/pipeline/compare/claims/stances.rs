//! What one document has to say to a row.

use super::rows::{Core, Row, Rows};
use crate::{
    domain::{ClaimSlot, ClaimStance, Modality, Relation, SlotRole},
    pipeline::compare::{
        occasion,
        relation::{self, Standing, Statement},
    },
};

/// Share of the common vocabulary under which a wording is only a part of the claim.
const PARTIAL_COVERAGE: f64 = 0.4;
/// Confidence from which a contradiction is told.
const SURE: f64 = 0.75;
/// Similarity to the representative without which two clauses may deny each other in words only.
const LEAST_ALIKE: f64 = 0.3;

/// Verbs by which somebody denies what others say, as lemmas.
const DENIALS: [&str; 7] =
    ["contradict", "deny", "disavow", "dismiss", "dispute", "refute", "reject"];

/// Nouns for what is said and may be denied, as lemmas. "Rejected the offer" denies nothing.
const SAYINGS: [&str; 14] = [
    "accusation",
    "allegation",
    "assertion",
    "charge",
    "claim",
    "criticism",
    "idea",
    "notion",
    "report",
    "rumor",
    "rumour",
    "speculation",
    "story",
    "suggestion",
];

impl Rows<'_> {
    /// One stance for each column, in order.
    pub(super) fn stances(
        &self,
        row: &Row,
        representative: usize,
        core: &Core,
    ) -> Vec<ClaimStance> {
        let stance = |document| self.stance(row, document, representative, core);
        (0..self.context.sources.len()).map(stance).collect()
    }

    fn stance(
        &self,
        row: &Row,
        document: usize,
        representative: usize,
        core: &Core,
    ) -> ClaimStance {
        let units: Vec<usize> =
            row.units.iter().copied().filter(|u| self.units[*u].document == document).collect();
        let relations = units.iter().map(|u| self.relation(*u, row, representative, core));
        // Of several wordings the one that says most counts; who says yes and no, denies.
        let relation = relations.min_by_key(|relation| match relation {
            Relation::Contradicts => 0,
            Relation::MentionsDenial => 1,
            Relation::Supports => 2,
            Relation::Partial => 3,
            Relation::Silent => 4,
        });
        let claims: Vec<usize> = units.iter().map(|unit| self.units[*unit].claim).collect();
        let own = &self.context.sources[document].annotated.analysis.claims;
        let credited = claims.iter().find(|claim| own[**claim].attributed_to.is_some());
        let entity = credited.and_then(|claim| own[*claim].attributed_entity);
        let similarity = units.iter().map(|u| self.similarity(*u, representative));
        ClaimStance {
            relation: relation.unwrap_or(Relation::Silent),
            evidence: units.iter().map(|unit| self.evidence(*unit)).collect(),
            attributed_to: credited.and_then(|claim| own[*claim].attributed_to),
            attributed_entity: entity.and_then(|entity| self.context.who.is(document, entity)),
            modality: claims.iter().map(|c| own[*c].modality).min().unwrap_or(Modality::Asserted),
            divergent_slots: self.divergent(&units, row, representative),
            score: similarity.fold(0.0, f64::max),
            claims,
        }
    }

    /// How one wording stands to the row. It says only a part when it leaves out most of what the
    /// others share, or doubts what most of them assert.
    fn relation(&self, unit: usize, row: &Row, representative: usize, core: &Core) -> Relation {
        if row.against.contains(&unit) {
            return Relation::Contradicts;
        }
        if unit == representative || row.is_property {
            return Relation::Supports;
        }
        if self.contradicts(unit, representative) {
            return Relation::Contradicts;
        }
        if self.denies(unit) && !self.denies(representative) {
            return Relation::MentionsDenial;
        }
        let hedged = row.units.iter().filter(|u| self.units[**u].hedged).count();
        let doubts = self.units[unit].hedged && 2 * hedged < row.units.len();
        let part = core.coverage(&self.units[unit]) < PARTIAL_COVERAGE;
        if row.late.contains(&unit) || part || doubts {
            Relation::Partial
        } else {
            Relation::Supports
        }
    }

    /// Whether a wording surely cannot be true together with the representative.
    fn contradicts(&self, unit: usize, representative: usize) -> bool {
        if self.units[unit].document == self.units[representative].document
            || self.similarity(unit, representative) < LEAST_ALIKE
            || self.is_damaged(unit)
            || self.is_damaged(representative)
        {
            return false;
        }
        let place = |unit: usize| (self.units[unit].document, self.units[unit].claim);
        if !occasion::may_be_one(self.context, place(representative), place(unit)) {
            return false;
        }
        let judged = relation::judge(self.statement(representative), self.statement(unit));
        judged.is_some_and(|j| j.standing == Standing::Contradicts && j.score >= SURE)
    }

    fn statement(&self, unit: usize) -> Statement<'_> {
        let unit = &self.units[unit];
        let source = &self.context.sources[unit.document];
        Statement { text: source.text, annotated: source.annotated, claim: unit.claim }
    }

    /// Whether a clause reports that somebody denies something: "dismissed the claims", "denied
    /// having taken money".
    fn denies(&self, unit: usize) -> bool {
        let unit = &self.units[unit];
        let claim = &self.context.sources[unit.document].annotated.analysis.claims[unit.claim];
        let slots = |role: SlotRole| claim.slots.iter().filter(move |slot| slot.role == role);
        let has = |value: &str, words: &[&str]| value.split(' ').any(|word| words.contains(&word));
        let verb = slots(SlotRole::Action).any(|slot| has(&slot.value, &DENIALS));
        let of_words = slots(SlotRole::Target).any(|slot| has(&slot.value, &SAYINGS));
        let plain = slots(SlotRole::Action).any(|slot| has(&slot.value, &["deny", "refute"]));
        verb && (of_words || plain)
    }

    /// Parts of a document's wordings whose values differ from the representative's.
    fn divergent(&self, units: &[usize], row: &Row, representative: usize) -> Vec<ClaimSlot> {
        let mut slots: Vec<ClaimSlot> = Vec::new();
        let own = self.units[representative].document;
        if row.is_property {
            return slots;
        }
        for &unit in units.iter().filter(|unit| self.units[**unit].document != own) {
            let document = self.units[unit].document;
            let differ = relation::divergence(self.statement(representative), self.statement(unit));
            for slot in differ.iter().filter(|slot| slot.role != SlotRole::Action) {
                let slot = self.joined(document, slot);
                if !slots.contains(&slot) {
                    slots.push(slot);
                }
            }
        }
        slots
    }
}
