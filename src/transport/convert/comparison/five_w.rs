//! The six questions.

use super::{super::enums::question, Columns};
use crate::{
    domain::{FiveWCell, FiveWComparison, FiveWRow},
    proto::v1,
};

impl Columns<'_> {
    pub(super) fn five_w(&self, grid: &FiveWComparison) -> v1::FiveWComparison {
        let row = |row: &FiveWRow| v1::FiveWRow {
            question: question(row.question).to_owned(),
            cells: row.cells.iter().map(|cell| self.cell(cell)).collect(),
            agreed: row.agreed,
        };
        v1::FiveWComparison { rows: grid.rows.iter().map(row).collect() }
    }

    fn cell(&self, cell: &FiveWCell) -> v1::FiveWCell {
        v1::FiveWCell {
            key: self.key(cell.document),
            value: cell.value.clone(),
            evidence: Some(self.evidence(&cell.evidence)),
        }
    }
}
