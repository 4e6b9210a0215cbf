//! What one document has to say to a row.

use super::rows::{Core, Row, Rows};
use crate::{
    domain::{ClaimSlot, ClaimStance, Modality, Relation, SlotRole},
    pipeline::compare::{
        denials, occasion,
        relation::{self, Statement},
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

/// Nouns for what is asked for: who denies these refuses them, and says nothing of the truth.
const REQUESTS: [&str; 27] = [
    "access",
    "aid",
    "appeal",
    "application",
    "asylum",
    "bail",
    "benefit",
    "bid",
    "clemency",
    "coverage",
    "effort",
    "entry",
    "funding",
    "injunction",
    "money",
    "motion",
    "order",
    "parole",
    "permission",
    "permit",
    "petition",
    "plea",
    "request",
    "right",
    "service",
    "stay",
    "visa",
];

/// A row with what its clauses are held against.
struct Read<'r, 'a> {
    row: &'r Row,
    representative: usize,
    core: &'r Core,
    /// For each unit of the row its statement, where it is held against others; or empty.
    statements: Vec<Option<Statement<'a>>>,
}

impl<'a> Read<'_, 'a> {
    fn statement(&self, unit: usize) -> Option<&Statement<'a>> {
        let at = self.row.units.binary_search(&unit).ok()?;
        self.statements.get(at)?.as_ref()
    }
}

impl<'a> Rows<'a> {
    /// One stance for each column, in order.
    pub(super) fn stances(
        &self,
        row: &Row,
        representative: usize,
        core: &Core,
    ) -> Vec<ClaimStance> {
        let row = &Read { row, representative, core, statements: self.read(row, representative) };
        (0..self.context.sources.len()).map(|document| self.stance(row, document)).collect()
    }

    fn stance(&self, read: &Read<'_, 'a>, document: usize) -> ClaimStance {
        let &Read { row, representative, .. } = read;
        let here = |u: &usize| self.units[*u].document == document;
        let units: Vec<usize> = row.units.iter().copied().filter(here).collect();
        let relations = self.until_stopped(&units).map(|unit| self.relation(unit, read));
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
            divergent_slots: self.divergent(&units, read),
            score: similarity.fold(0.0, f64::max),
            claims,
        }
    }

    /// How one wording stands to the row. It says only a part when it leaves out most of what the
    /// others share, or doubts what most of them assert.
    fn relation(&self, unit: usize, read: &Read<'_, 'a>) -> Relation {
        let &Read { row, representative, core, .. } = read;
        if row.against.contains(&unit) {
            return Relation::Contradicts;
        }
        if unit == representative || row.is_property {
            return Relation::Supports;
        }
        if self.contradicts(unit, read) {
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
    fn contradicts(&self, unit: usize, read: &Read<'_, 'a>) -> bool {
        let representative = read.representative;
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
        let statements = read.statement(representative).zip(read.statement(unit));
        let found = statements.and_then(|(a, b)| relation::contradict(a, b));
        found.is_some_and(|judgement| judgement.score >= SURE)
    }

    /// The statements of a row that are held against each other: none of a property's, nor of a
    /// row of one document.
    fn read(&self, row: &Row, representative: usize) -> Vec<Option<Statement<'a>>> {
        let document = |unit: &usize| self.units[*unit].document;
        let own = document(&representative);
        if row.is_property || row.units.iter().all(|unit| document(unit) == own) {
            return Vec::new();
        }
        let statement = |unit: &usize| {
            let source = &self.context.sources[document(unit)];
            let needed = *unit == representative || document(unit) != own;
            let claim = Some(self.units[*unit].claim).filter(|_| needed)?;
            Statement::new(source.text, source.annotated, claim)
        };
        self.until_stopped(&row.units).map(|unit| statement(&unit)).collect()
    }

    /// Whether a clause reports that somebody denies something: "dismissed the claims", "denied
    /// having taken money".
    fn denies(&self, unit: usize) -> bool {
        let unit = &self.units[unit];
        let claim = &self.context.sources[unit.document].annotated.analysis.claims[unit.claim];
        let slots = |role: SlotRole| claim.slots.iter().filter(move |slot| slot.role == role);
        let has = |value: &str, words: &[&str]| value.split(' ').any(|word| words.contains(&word));
        let verb = slots(SlotRole::Action).any(|slot| has(&slot.value, &DENIALS));
        let of_words = slots(SlotRole::Target).any(|slot| has(&slot.value, &denials::SAID));
        let plain = slots(SlotRole::Action).any(|slot| has(&slot.value, &["deny", "refute"]));
        let refuses = slots(SlotRole::Target).any(|slot| has(&slot.value, &REQUESTS));
        verb && (of_words || plain && !refuses)
    }

    /// Parts of a document's wordings whose values differ from the representative's.
    fn divergent(&self, units: &[usize], read: &Read<'_, 'a>) -> Vec<ClaimSlot> {
        let &Read { row, representative, .. } = read;
        let mut slots: Vec<ClaimSlot> = Vec::new();
        let own = self.units[representative].document;
        if row.is_property {
            return slots;
        }
        for unit in self.until_stopped(units).filter(|unit| self.units[*unit].document != own) {
            let document = self.units[unit].document;
            let statements = read.statement(representative).zip(read.statement(unit));
            let Some((model, other)) = statements else { continue };
            let differ = relation::divergence(model, other);
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
