//! Dates and quantities.

use std::io::{self, Write};

use super::AnalyzeView;
use crate::{
    cli::render::{
        table::{Column, Page},
        text::count,
    },
    domain::{Change, DateAnchor, DateAnnotation, DateKind, Quantity},
};

impl AnalyzeView<'_> {
    pub(super) fn dates(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let dates = &self.analysis.dates;
        page.heading("Dates", &count(dates.len(), "expression", "expressions"))?;
        if dates.is_empty() {
            return Ok(());
        }
        let columns = [
            Column::left("words"),
            Column::left("value"),
            Column::left("kind"),
            Column::left("reckoned from"),
        ];
        let rows: Vec<_> = dates.iter().map(|date| self.date_cells(date)).collect();
        page.table(&columns, &rows, 0)
    }

    fn date_cells(&self, date: &DateAnnotation) -> Vec<String> {
        let value = if date.edtf.is_empty() { &date.timex_value } else { &date.edtf };
        let others = date.alternatives.iter().map(|reading| reading.edtf.as_str());
        let value = std::iter::once(value.as_str()).chain(others).collect::<Vec<_>>();
        let kind = match date.kind {
            DateKind::Date => "date",
            DateKind::Range => "range",
            DateKind::Time => "time",
            DateKind::Duration => "duration",
            DateKind::Recurring => "recurring",
            DateKind::Vague => "vague",
        };
        let anchor = match date.anchor {
            None | Some(DateAnchor::Explicit) => "",
            Some(DateAnchor::DocumentTime) => "the article's date",
            Some(DateAnchor::PreviousDate) => "the date before",
            Some(DateAnchor::EventOrder) => "the order of events",
        };
        vec![self.words(date.span), value.join(" or "), kind.to_owned(), anchor.to_owned()]
    }

    pub(super) fn quantities(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let quantities = &self.analysis.quantities;
        page.heading("Numbers", &count(quantities.len(), "quantity", "quantities"))?;
        if quantities.is_empty() {
            return Ok(());
        }
        let columns = [
            Column::left("words"),
            Column::right("value"),
            Column::left("unit"),
            Column::left("counted"),
            Column::left("remark"),
        ];
        let rows: Vec<_> = quantities.iter().map(|q| self.quantity_cells(q)).collect();
        page.table(&columns, &rows, 0)
    }

    fn quantity_cells(&self, quantity: &Quantity) -> Vec<String> {
        let value = match (quantity.min, quantity.max) {
            (Some(min), Some(max)) if min == max => min.to_string(),
            (Some(min), Some(max)) => format!("{min} to {max}"),
            (Some(min), None) => format!("{min} or more"),
            (None, Some(max)) => format!("{max} or less"),
            (None, None) => String::new(),
        };
        let change = match quantity.change {
            Some(Change::Increase) => "up",
            Some(Change::Decrease) => "down",
            None => "",
        };
        let remarks = [
            if quantity.approximate { "about" } else { "" },
            if quantity.ordinal { "ordinal" } else { "" },
            change,
        ];
        let remarks: Vec<_> = remarks.into_iter().filter(|remark| !remark.is_empty()).collect();
        let unit = quantity.unit.as_ref().map(|unit| unit.code.clone().into_owned());
        vec![
            self.words(quantity.span),
            value,
            unit.unwrap_or_default(),
            quantity.counted_lemma.clone(),
            remarks.join(", "),
        ]
    }
}
