//! Numbers of one thing, side by side.

use std::io::{self, Write};

use super::{
    super::{
        style::Paint,
        table::{Page, Paragraph},
        text::clean,
        view::number,
    },
    CompareView, id, more, padded_key, shown,
};

/// Numbers shown without --all.
const SHOWN: usize = 10;

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let numbers = &view.comparison.numbers;
    if numbers.is_empty() {
        return Ok(());
    }
    page.heading("Numbers", "what several sources count or measure")?;
    let shown = shown(view, numbers.len(), SHOWN);
    for (index, quantity) in numbers[..shown].iter().enumerate() {
        let mut labels = vec![(Paint::Bold, id('N', index, numbers.len()))];
        if quantity.conflicting {
            labels.push((Paint::Red, "conflicting".to_owned()));
        }
        let owner = quantity.entity.map(|e| format!(" ({})", view.entity(e)));
        let subject = format!("{}{}", clean(&quantity.subject), owner.unwrap_or_default());
        let differs: Vec<_> = quantity.discrepancies.iter().map(|d| format!("D{d}")).collect();
        let suffix =
            if differs.is_empty() { String::new() } else { format!("[{}]", differs.join(" ")) };
        page.paragraph(&Paragraph {
            labels: &labels,
            suffix: &suffix,
            ..Paragraph::new(0, &subject)
        })?;
        let max_lines = (!view.all()).then_some(1);
        for value in &quantity.values {
            let labels = [
                (Paint::Bold, padded_key(view, value.document)),
                (Paint::Plain, number(value, quantity.unit.as_ref())),
            ];
            let words = page.style.quoted(&view.evidence(&value.evidence));
            let paint = Paint::Dim;
            page.paragraph(&Paragraph {
                labels: &labels,
                paint,
                max_lines,
                ..Paragraph::new(4, &words)
            })?;
        }
    }
    more(page, 0, shown, numbers.len())
}
