//! Second thoughts after the linkage: clauses that were left alone join a row, clauses that tell a
//! second proposition in passing stand in the row of that one too, and so do those by which an
//! article tells again what it has told.

use std::collections::{BTreeMap, BTreeSet};

use super::rows::{Core, Row, Rows};

/// Share of a row's common vocabulary that a lone clause must cover to join it.
const LONE_COVERAGE: f64 = 0.5;
/// Share of the linkage threshold that its mean similarity to the row must reach.
const LONE_SIMILARITY: f64 = 0.8;

/// The same for a clause that has a row of its own: it must tell the second proposition as well as
/// those whose only one it is.
const PASSING_COVERAGE: f64 = 0.3;
const PASSING_SIMILARITY: f64 = 1.45;
/// Rows beside its own that a clause may stand in.
const MAX_PASSING: usize = 2;

/// The same for a clause that tells a row's proposition once more, where the row may have its
/// document already: by words for what is done that the row has, or by others.
const AGAIN_COVERAGE: f64 = 0.4;
const AGAIN_SIMILARITY: f64 = 1.1;
const OTHER_WORDS_COVERAGE: f64 = 0.5;
const OTHER_WORDS_SIMILARITY: f64 = 1.35;

/// A unit that may join a row, with how well it fits.
struct Offer {
    fit: f64,
    unit: usize,
    row: usize,
}

impl Rows<'_> {
    /// The rows of groups, with those that join late. `None` once the comparison is stopped.
    pub(super) fn attach(&self, groups: Vec<Vec<usize>>) -> Option<Vec<Row>> {
        let row = |units| Row { units, ..Row::default() };
        let mut rows: Vec<Row> = groups.into_iter().map(row).collect();
        self.attach_lone(&mut rows)?;
        self.attach_passing(&mut rows)?;
        self.attach_restated(&mut rows)?;
        Some(rows)
    }

    /// Clauses join the rows of two documents or more whose common vocabulary they cover, also
    /// where their own document stands; those that did have no row for themselves alone.
    fn attach_restated(&self, rows: &mut Vec<Row>) -> Option<()> {
        let mut offers: Vec<Offer> = Vec::new();
        for (at, core) in self.cores(rows)?.iter().enumerate() {
            let Some(core) = core else { continue };
            let row = &rows[at].units;
            let actions = self.common_actions(row);
            for unit in self.neighbours(row) {
                if (self.context.stop)() {
                    return None;
                }
                let acts = self.units[unit].own.iter().any(|f| actions.contains(f));
                let (least_coverage, least_similarity) = if acts {
                    (AGAIN_COVERAGE, AGAIN_SIMILARITY)
                } else {
                    (OTHER_WORDS_COVERAGE, OTHER_WORDS_SIMILARITY)
                };
                let coverage = core.coverage(&self.units[unit]);
                let mean = self.mean_similarity(unit, row);
                if coverage >= least_coverage && mean >= least_similarity * self.threshold {
                    offers.push(Offer { fit: coverage * mean, unit, row: at });
                }
            }
        }
        sort(&mut offers);
        let mut joined = vec![0; self.units.len()];
        for offer in offers {
            if joined[offer.unit] < MAX_PASSING {
                joined[offer.unit] += 1;
                rows[offer.row].add_late(offer.unit);
            }
        }
        self.drop_doubles(rows);
        Some(())
    }

    /// Drops rows of one clause that stands in another row too.
    fn drop_doubles(&self, rows: &mut Vec<Row>) {
        let mut elsewhere = vec![false; self.units.len()];
        for row in rows.iter().filter(|row| row.units.len() > 1) {
            for &unit in &row.units {
                elsewhere[unit] = true;
            }
        }
        rows.retain(|row| row.units.len() > 1 || !elsewhere[row.units[0]]);
    }

    /// Features for what is done that several clauses of a row have.
    fn common_actions(&self, row: &[usize]) -> BTreeSet<u32> {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for feature in row.iter().flat_map(|unit| &self.units[*unit].actions) {
            *counts.entry(*feature).or_default() += 1;
        }
        counts.into_iter().filter(|(_, count)| *count > 1).map(|(feature, _)| feature).collect()
    }

    /// The units outside a row that are similar to any of it, ascending.
    fn neighbours(&self, row: &[usize]) -> BTreeSet<usize> {
        let similar = row.iter().flat_map(|unit| &self.similar[*unit]).map(|(other, _)| *other);
        similar.filter(|other| row.binary_search(other).is_err()).collect()
    }

    /// The common vocabulary of each row; none for those of one document. `None` once the comparison
    /// is stopped.
    fn cores(&self, rows: &[Row]) -> Option<Vec<Option<Core>>> {
        let several = |row: &Row| self.documents(&row.units) > 1;
        let core = |row: &Row| several(row).then(|| self.core(&row.units));
        rows.iter().map(|row| (!(self.context.stop)()).then(|| core(row))).collect()
    }

    /// A lone clause joins the row of two documents or more, none its own, whose common
    /// vocabulary it covers best.
    fn attach_lone(&self, rows: &mut Vec<Row>) -> Option<()> {
        let lone: Vec<usize> =
            rows.iter().filter(|row| row.units.len() == 1).map(|row| row.units[0]).collect();
        let offers = self.offers(rows, &lone, LONE_COVERAGE, LONE_SIMILARITY)?;
        let joined = self.accept(rows, &offers, 1);
        rows.retain(|row| row.units.len() > 1 || joined[row.units[0]] == 0);
        Some(())
    }

    /// A clause joins further rows of two documents or more, none its own, whose proposition it
    /// tells too: "after a boy fell into the river" in a sentence about the rescue.
    fn attach_passing(&self, rows: &mut [Row]) -> Option<()> {
        let all: Vec<usize> = (0..self.units.len()).collect();
        let offers = self.offers(rows, &all, PASSING_COVERAGE, PASSING_SIMILARITY)?;
        self.accept(rows, &offers, MAX_PASSING);
        Some(())
    }

    /// The rows that units may join, best first.
    fn offers(
        &self,
        rows: &[Row],
        units: &[usize],
        least_coverage: f64,
        least_similarity: f64,
    ) -> Option<Vec<Offer>> {
        let cores = self.cores(rows)?;
        let mut row_of: Vec<Option<usize>> = vec![None; self.units.len()];
        for (at, _) in cores.iter().enumerate().filter(|(_, core)| core.is_some()) {
            rows[at].units.iter().for_each(|&unit| row_of[unit] = Some(at));
        }
        // By row, the similarities of the unit at hand to those of other documents; 0 between looks.
        let mut sums = vec![0.0; rows.len()];
        let mut offers: Vec<Offer> = Vec::new();
        for &unit in units {
            if (self.context.stop)() {
                return None;
            }
            let document = self.units[unit].document;
            let mut near: Vec<usize> = Vec::new();
            for &(other, similarity) in &self.similar[unit] {
                let Some(row) = row_of[other] else { continue };
                near.push(row);
                if self.units[other].document != document {
                    sums[row] += similarity;
                }
            }
            near.sort_unstable();
            near.dedup();
            for row in near {
                let sum = std::mem::take(&mut sums[row]);
                // Of a row without its document a unit is similar to all or some; a row has units.
                let mean = sum / rows[row].units.len() as f64;
                if mean < least_similarity * self.threshold || self.holds_document(&rows[row], unit)
                {
                    continue;
                }
                let Some(core) = &cores[row] else { continue };
                let coverage = core.coverage(&self.units[unit]);
                if coverage >= least_coverage {
                    offers.push(Offer { fit: coverage * mean, unit, row });
                }
            }
        }
        sort(&mut offers);
        Some(offers)
    }

    /// Lets units join, the best first, each at most `limit` rows and none a row where its document
    /// stands already. How many rows each unit has joined.
    fn accept(&self, rows: &mut [Row], offers: &[Offer], limit: usize) -> Vec<usize> {
        let mut joined = vec![0; self.units.len()];
        for offer in offers {
            let row = &mut rows[offer.row];
            if joined[offer.unit] < limit && !self.holds_document(row, offer.unit) {
                joined[offer.unit] += 1;
                row.add_late(offer.unit);
            }
        }
        joined
    }
}

/// Puts the best offers first.
fn sort(offers: &mut [Offer]) {
    offers.sort_by(|a, b| {
        b.fit.total_cmp(&a.fit).then_with(|| (a.unit, a.row).cmp(&(b.unit, b.row)))
    });
}
