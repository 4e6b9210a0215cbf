//! Rows of properties: what articles give as somebody's age or something's weight, although no
//! clause of theirs says only this.

use std::collections::BTreeSet;

use super::{features::Unit, rows::Row};
use crate::{
    domain::Span,
    pipeline::compare::{Context, numbers::Figure},
};

/// Bytes up to which a clause is evidence of a property as it stands: "He was 4 years old."
const SHORT: usize = 100;

/// Makes units of figures, behind `units`, and a row for each property.
pub(super) fn rows(
    context: &Context<'_>,
    properties: &[Vec<Figure>],
    units: &mut Vec<Unit>,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for figures in properties {
        let mut row = Row { is_property: true, ..Row::default() };
        let mut seen: BTreeSet<(usize, Span)> = BTreeSet::new();
        for figure in figures {
            let span = span(context, figure);
            if !seen.insert((figure.document, span)) {
                continue;
            }
            if figure.clashes {
                row.against.push(units.len());
            }
            row.units.push(units.len());
            units.push(Unit::bare(figure.document, figure.claim, span));
        }
        rows.push(row);
    }
    rows
}

/// The words that give a figure: with the noun that it describes, else with the clause around it.
fn span(context: &Context<'_>, figure: &Figure) -> Span {
    let claims = &context.sources[figure.document].annotated.analysis.claims;
    let clause = claims[figure.claim].span;
    if figure.is_phrase || clause.len() > SHORT { figure.span } else { clause }
}
