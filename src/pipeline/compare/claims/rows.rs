//! From groups of clauses to rows of the matrix: late joins, representative, stances, order.

use std::collections::BTreeMap;

use super::{features::Unit, linkage::Pair};
use crate::{
    domain::{ClaimCluster, ClaimStance, ClaimStatus, Evidence, Relation},
    pipeline::compare::Source,
};

/// Share of a row's common vocabulary that a lone clause must cover to join it.
const ATTACH_COVERAGE: f64 = 0.5;
/// Share of the linkage threshold that its mean similarity to the row must reach.
const ATTACH_SIMILARITY: f64 = 0.7;
/// Share of the common vocabulary under which a wording is only a part of the claim.
const PARTIAL_COVERAGE: f64 = 0.4;

/// A row on the way: its units ascending, and those that joined late.
struct Row {
    units: Vec<usize>,
    late: Vec<usize>,
}

/// Features that at least two documents of a row share, with the heaviest weight times the
/// share of documents that have it.
struct Core {
    features: BTreeMap<u32, f64>,
    total: f64,
}

impl Core {
    fn coverage(&self, unit: &Unit) -> f64 {
        if self.total == 0.0 {
            return 0.0;
        }
        let weight = |(feature, _): &(u32, f64)| self.features.get(feature).copied().unwrap_or(0.0);
        unit.features.iter().map(weight).sum::<f64>() / self.total
    }
}

pub(super) struct Rows<'a> {
    sources: &'a [Source<'a>],
    units: &'a [Unit],
    /// Similarities by unit: (other unit, similarity), ascending by unit.
    similar: Vec<Vec<(usize, f64)>>,
    threshold: f64,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        sources: &'a [Source<'a>],
        units: &'a [Unit],
        pairs: &[Pair],
        threshold: f64,
    ) -> Self {
        let mut similar = vec![Vec::new(); units.len()];
        for pair in pairs {
            similar[pair.a].push((pair.b, pair.similarity));
            similar[pair.b].push((pair.a, pair.similarity));
        }
        for list in &mut similar {
            list.sort_unstable_by_key(|(other, _)| *other);
        }
        Self { sources, units, similar, threshold }
    }

    /// Builds the claims from groups of units; `None` once `stop` returns true.
    pub(super) fn build(
        &self,
        groups: Vec<Vec<usize>>,
        consensus: usize,
        stop: &dyn Fn() -> bool,
    ) -> Option<Vec<ClaimCluster>> {
        let mut rows = self.attach_lone(groups, stop)?;
        rows.sort_by_key(|row| (usize::MAX - self.documents(&row.units), row.units[0]));
        let claim = |row: &Row| (!stop()).then(|| self.claim(row, consensus));
        rows.iter().map(claim).collect()
    }

    fn similarity(&self, a: usize, b: usize) -> f64 {
        if a == b {
            return 1.0;
        }
        let list = &self.similar[a];
        list.binary_search_by_key(&b, |(other, _)| *other).map_or(0.0, |at| list[at].1)
    }

    /// Number of documents that units stand in.
    fn documents(&self, units: &[usize]) -> usize {
        let mut documents: Vec<usize> = units.iter().map(|u| self.units[*u].document).collect();
        documents.sort_unstable();
        documents.dedup();
        documents.len()
    }

    fn core(&self, units: &[usize]) -> Core {
        // Per feature: heaviest weight, documents, last document counted. Units ascend, so a
        // document's units stand together.
        let mut shared: BTreeMap<u32, (f64, usize, usize)> = BTreeMap::new();
        for &unit in units {
            let unit = &self.units[unit];
            for (feature, weight) in &unit.features {
                let entry = shared.entry(*feature).or_insert((0.0, 0, usize::MAX));
                entry.0 = entry.0.max(*weight);
                if entry.2 != unit.document {
                    entry.1 += 1;
                    entry.2 = unit.document;
                }
            }
        }
        let documents = self.documents(units) as f64;
        let features: BTreeMap<u32, f64> = shared
            .into_iter()
            .filter(|(_, (_, count, _))| *count >= 2)
            .map(|(feature, (weight, count, _))| (feature, weight * count as f64 / documents))
            .collect();
        let total = features.values().sum();
        Core { features, total }
    }

    /// A lone clause joins the row of two documents or more, none its own, whose common
    /// vocabulary it covers best.
    fn attach_lone(&self, groups: Vec<Vec<usize>>, stop: &dyn Fn() -> bool) -> Option<Vec<Row>> {
        let mut rows: Vec<Row> =
            groups.into_iter().map(|units| Row { units, late: Vec::new() }).collect();
        let cores: BTreeMap<usize, Core> = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| self.documents(&row.units) > 1)
            .map(|(at, row)| (at, self.core(&row.units)))
            .collect();
        let row_of: BTreeMap<usize, usize> =
            cores.keys().flat_map(|&at| rows[at].units.iter().map(move |&u| (u, at))).collect();

        let mut offers: Vec<(f64, usize, usize)> = Vec::new();
        for row in rows.iter().filter(|row| row.units.len() == 1) {
            if stop() {
                return None;
            }
            let unit = row.units[0];
            let mut near: Vec<usize> =
                self.similar[unit].iter().filter_map(|(u, _)| row_of.get(u).copied()).collect();
            near.sort_unstable();
            near.dedup();
            for at in near {
                let coverage = cores[&at].coverage(&self.units[unit]);
                let mean = self.mean_similarity(unit, &rows[at].units);
                let alike = mean >= ATTACH_SIMILARITY * self.threshold;
                if coverage >= ATTACH_COVERAGE && alike && !self.holds_document(&rows[at], unit) {
                    offers.push((coverage * mean, unit, at));
                }
            }
        }
        offers.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        let mut joined = vec![false; self.units.len()];
        for (_, unit, at) in offers {
            if !joined[unit] && !self.holds_document(&rows[at], unit) {
                joined[unit] = true;
                rows[at].units.push(unit);
                rows[at].units.sort_unstable();
                rows[at].late.push(unit);
            }
        }
        rows.retain(|row| row.units.len() > 1 || !joined[row.units[0]]);
        Some(rows)
    }

    fn holds_document(&self, row: &Row, unit: usize) -> bool {
        let document = self.units[unit].document;
        row.units.iter().any(|u| self.units[*u].document == document)
    }

    fn mean_similarity(&self, unit: usize, row: &[usize]) -> f64 {
        row.iter().map(|other| self.similarity(unit, *other)).sum::<f64>() / row.len() as f64
    }

    fn claim(&self, row: &Row, consensus: usize) -> ClaimCluster {
        let core = self.core(&row.units);
        let representative = self.representative(&row.units, &core);
        let stances = (0..self.sources.len())
            .map(|document| self.stance(row, document, representative, &core))
            .collect();
        let documents = self.documents(&row.units);
        let status = match documents {
            0 | 1 => ClaimStatus::SingleSource,
            many if many >= consensus => ClaimStatus::Consensus,
            _ => ClaimStatus::Corroborated,
        };
        let representative = self.evidence(representative);
        ClaimCluster { representative, stances, status, score: self.tightness(&row.units) }
    }

    /// The wording that covers most of the common vocabulary, is most like the others and
    /// tells most besides. Broken text and headlines stand back behind any other.
    fn representative(&self, row: &[usize], core: &Core) -> usize {
        const PER_FEATURE: f64 = 0.015;
        const MAX_FEATURES: usize = 20;
        let rank = |at: usize| {
            let unit = &self.units[at];
            let fullness = core.coverage(unit)
                + self.mean_similarity(at, row)
                + PER_FEATURE * unit.own.len().min(MAX_FEATURES) as f64;
            (!unit.damaged, !unit.title, fullness)
        };
        let mut best = row[0];
        for &unit in &row[1..] {
            if rank(unit) > rank(best) {
                best = unit;
            }
        }
        best
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
        let supports =
            |u: &usize| self.relation(*u, row, representative, core) == Relation::Supports;
        let relation = match units.as_slice() {
            [] => Relation::Silent,
            units if units.iter().any(supports) => Relation::Supports,
            _ => Relation::Partial,
        };
        let credited = units.iter().find_map(|unit| self.attribution(*unit));
        let similarity = units.iter().map(|u| self.similarity(*u, representative));
        ClaimStance {
            relation,
            evidence: units.iter().map(|unit| self.evidence(*unit)).collect(),
            attributed_to: credited.unwrap_or_default(),
            score: similarity.fold(0.0, f64::max),
        }
    }

    /// Whether a wording makes the whole claim: it does not when it joined late, leaves out
    /// most of what the others share, or doubts what most of them assert.
    fn relation(&self, unit: usize, row: &Row, representative: usize, core: &Core) -> Relation {
        if unit == representative {
            return Relation::Supports;
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

    fn attribution(&self, unit: usize) -> Option<String> {
        let unit = &self.units[unit];
        let source = &self.sources[unit.document];
        let span = source.annotated.analysis.claims[unit.claim].attributed_to?;
        Some(span.of(source.text).to_owned())
    }

    fn evidence(&self, unit: usize) -> Evidence {
        let unit = &self.units[unit];
        let analysis = &self.sources[unit.document].annotated.analysis;
        let claim = &analysis.claims[unit.claim];
        let sentence = &analysis.sentences[claim.sentence];
        Evidence {
            document: unit.document,
            span: claim.span,
            sentence: sentence.span,
            section: sentence.section,
        }
    }

    /// Mean similarity over pairs of clauses from different documents; 1 without any.
    fn tightness(&self, row: &[usize]) -> f64 {
        let (mut sum, mut pairs) = (0.0, 0_usize);
        for (at, &a) in row.iter().enumerate() {
            for &b in &row[at + 1..] {
                if self.units[a].document != self.units[b].document {
                    sum += self.similarity(a, b);
                    pairs += 1;
                }
            }
        }
        if pairs == 0 { 1.0 } else { sum / pairs as f64 }
    }
}
