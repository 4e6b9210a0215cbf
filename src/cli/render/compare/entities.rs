//! Who and what is named in which source, how often, and how.

use std::io::{self, Write};

use super::{
    super::{
        ENTITY_GROUPS, form_remark,
        style::Paint,
        table::{Page, Paragraph},
        text::{clean, pad, shorten, width},
    },
    CompareView, key_width, padded_key,
};
use crate::domain::{EntityComparison, MentionKind};

/// Entities shown of each group of several sources.
const SHARED_SHOWN: usize = 12;
/// Names shown of those that one source alone has.
const SINGLE_SHOWN: usize = 12;
/// Fewest and most columns for the name beside the counts.
const NAME_COLUMNS: (usize, usize) = (20, 44);

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    page.heading("Names", "who and what is named, how often, in which words")?;
    let (shared, single): (Vec<_>, Vec<_>) =
        view.comparison.entities.iter().partition(|entity| entity.in_documents.len() > 1);
    if shared.is_empty() && single.is_empty() {
        return page.remark("none");
    }
    let grid = Grid::fitting(view, page.style.width, &shared);
    for (kind, title) in ENTITY_GROUPS {
        let group: Vec<_> = shared.iter().copied().filter(|e| e.kind == kind).collect();
        if !group.is_empty() {
            self::group(view, page, title, &group, grid)?;
        }
    }
    single_source(view, page, &single)
}

/// Columns of a name and of each count beside it.
#[derive(Clone, Copy)]
struct Grid {
    name: usize,
    cell: usize,
}

impl Grid {
    /// The grid in which these entities fit the page, if there is one.
    fn fitting(
        view: &CompareView<'_>,
        page: usize,
        entities: &[&EntityComparison],
    ) -> Option<Self> {
        let cell = key_width(view).max(3) + 2;
        let room = page.checked_sub(cell * view.documents().len())?;
        let names = entities.iter().map(|entity| width(&clean(&entity.canonical_name)));
        let longest = names.max().unwrap_or_default();
        let (least, most) = NAME_COLUMNS;
        let wanted = if view.all() { longest } else { longest.min(most.min(room)) }.max(least);
        (wanted <= room).then_some(Self { name: wanted, cell })
    }
}

/// Entities of one type in several sources.
fn group(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    title: &str,
    entities: &[&EntityComparison],
    grid: Option<Grid>,
) -> io::Result<()> {
    page.gap()?;
    match grid {
        Some(Grid { name, cell }) => {
            let keys = view.documents().iter().map(|d| format!("{:>cell$}", d.key));
            page.line(Paint::Bold, &format!("{}{}", pad(title, name), keys.collect::<String>()))?;
        }
        None => page.line(Paint::Bold, title)?,
    }

    let shown = if view.all() { entities.len() } else { entities.len().min(SHARED_SHOWN) };
    for entity in &entities[..shown] {
        match grid {
            Some(grid) => counts_in_grid(view, page, entity, grid)?,
            None => counts_in_words(view, page, entity)?,
        }
        forms(view, page, entity)?;
    }
    if shown < entities.len() {
        let more = format!("and {} more (--all)", entities.len() - shown);
        page.paragraph(&Paragraph { paint: Paint::Dim, ..Paragraph::new(2, &more) })?;
    }
    Ok(())
}

fn counts_in_grid(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    entity: &EntityComparison,
    Grid { name: columns, cell }: Grid,
) -> io::Result<()> {
    let name = clean(&entity.canonical_name);
    let name = shorten(&name, "", columns, 1, page.style.ellipsis()).join(" ");
    let mut row = pad(&name, columns);
    for document in 0..view.documents().len() {
        let count = match mentions(entity, document) {
            0 => page.style.nothing().to_owned(),
            count => count.to_string(),
        };
        row.push_str(&format!("{count:>cell$}"));
    }
    page.line(Paint::Plain, &row)
}

fn counts_in_words(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    entity: &EntityComparison,
) -> io::Result<()> {
    let times = page.style.times();
    let counts: Vec<_> = entity
        .in_documents
        .iter()
        .map(|there| format!("{} {times}{}", view.key(there.document), there.mention_count))
        .collect();
    let absent = (0..view.documents().len()).filter(|&d| mentions(entity, d) == 0);
    let absent = match view.keys(absent) {
        none if none.is_empty() => none,
        absent => format!("; absent from {absent}"),
    };
    let labels = [(Paint::Plain, clean(&entity.canonical_name))];
    page.paragraph(&Paragraph {
        labels: &labels,
        paint: Paint::Dim,
        ..Paragraph::new(0, &format!("{}{absent}", counts.join(", ")))
    })
}

fn mentions(entity: &EntityComparison, document: usize) -> usize {
    let there = entity.in_documents.iter().find(|there| there.document == document);
    there.map_or(0, |there| there.mention_count)
}

/// A form over all documents.
struct Form<'a> {
    text: &'a str,
    kind: MentionKind,
    count: usize,
    documents: Vec<usize>,
}

/// The forms of a name, most frequent first, each with the sources that use it unless all
/// do that name the entity.
fn forms(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    entity: &EntityComparison,
) -> io::Result<()> {
    let mut forms: Vec<Form<'_>> = Vec::new();
    for there in &entity.in_documents {
        for form in &there.forms {
            let known = forms.iter_mut().find(|f| f.text == form.text && f.kind == form.kind);
            match known {
                Some(known) => {
                    known.count += form.count;
                    known.documents.push(there.document);
                }
                None => forms.push(Form {
                    text: &form.text,
                    kind: form.kind,
                    count: form.count,
                    documents: vec![there.document],
                }),
            }
        }
    }
    forms.sort_by_key(|form| std::cmp::Reverse(form.count));
    if matches!(forms.as_slice(), [only] if only.text == entity.canonical_name) {
        return Ok(());
    }
    let shown = |form: &Form<'_>| {
        let everywhere = form.documents.len() == entity.in_documents.len();
        let keys =
            if everywhere { String::new() } else { view.keys(form.documents.iter().copied()) };
        let remarks = [form_remark(form.kind).unwrap_or_default(), &keys];
        let remarks: Vec<_> = remarks.into_iter().filter(|remark| !remark.is_empty()).collect();
        match remarks.is_empty() {
            true => clean(form.text),
            false => format!("{} ({})", clean(form.text), remarks.join(": ")),
        }
    };
    let words = forms.iter().map(shown).collect::<Vec<_>>().join(", ");
    let max_lines = (!view.all()).then_some(2);
    page.paragraph(&Paragraph { paint: Paint::Dim, max_lines, ..Paragraph::new(2, &words) })?;
    if view.all() { joined(page, entity) } else { Ok(()) }
}

/// Why names that differ were taken for one.
fn joined(page: &mut Page<'_, impl Write>, entity: &EntityComparison) -> io::Result<()> {
    for signal in &entity.signals {
        let words = format!("joined by {}: {}", signal.id, clean(&signal.detail));
        page.paragraph(&Paragraph { paint: Paint::Dim, ..Paragraph::new(2, &words) })?;
    }
    Ok(())
}

/// Names that one source alone has, a paragraph for each source.
fn single_source(
    view: &CompareView<'_>,
    page: &mut Page<'_, impl Write>,
    entities: &[&EntityComparison],
) -> io::Result<()> {
    if entities.is_empty() {
        return Ok(());
    }
    page.gap()?;
    page.line(Paint::Bold, "In one source only")?;
    for document in 0..view.documents().len() {
        let own = entities.iter().filter(|e| mentions(e, document) > 0);
        let names: Vec<_> = own.map(|entity| clean(&entity.canonical_name)).collect();
        let shown = if view.all() { names.len() } else { names.len().min(SINGLE_SHOWN) };
        let mut words = names[..shown].join(", ");
        if shown < names.len() {
            words.push_str(&format!(" and {} more (--all)", names.len() - shown));
        }
        if names.is_empty() {
            continue;
        }
        let key = padded_key(view, document);
        let labels = [(Paint::Bold, key)];
        page.paragraph(&Paragraph { labels: &labels, ..Paragraph::new(0, &words) })?;
    }
    Ok(())
}
