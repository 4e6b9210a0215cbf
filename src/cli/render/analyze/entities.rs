//! Entities with the forms of their names.

use std::io::{self, Write};

use super::AnalyzeView;
use crate::{
    cli::render::{
        ENTITY_GROUPS, form_remark,
        style::Paint,
        table::{Page, Paragraph},
        text::{clean, count},
    },
    domain::{Entity, MentionKind},
};

impl AnalyzeView<'_> {
    pub(super) fn entities(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let entities = &self.analysis.entities;
        page.heading("Names", &count(entities.len(), "entity", "entities"))?;
        for (kind, title) in ENTITY_GROUPS {
            let group: Vec<_> = entities.iter().filter(|e| e.kind == kind).collect();
            if group.is_empty() {
                continue;
            }
            page.line(Paint::Bold, title)?;
            for entity in group {
                self.entity(page, entity)?;
            }
        }
        Ok(())
    }

    fn entity(&self, page: &mut Page<'_, impl Write>, entity: &Entity) -> io::Result<()> {
        let times = page.style.times();
        let name = clean(&entity.canonical_name);
        let labels = [(Paint::Plain, format!("{name} {times}{}", entity.mentions.len()))];
        let forms = self.forms(entity);
        let shown = |(form, kind, count): &(String, MentionKind, usize)| {
            let remark = form_remark(*kind).map(|r| format!(" ({r})")).unwrap_or_default();
            format!("{form}{remark} {times}{count}")
        };
        let words = match forms.as_slice() {
            [(only, ..)] if *only == name => String::new(),
            forms => forms.iter().map(shown).collect::<Vec<_>>().join(", "),
        };
        page.paragraph(&Paragraph {
            labels: &labels,
            paint: Paint::Dim,
            ..Paragraph::new(2, &words)
        })?;
        let mut roles: Vec<_> = entity.roles.iter().map(|&role| self.words(role)).collect();
        roles.dedup();
        if roles.is_empty() {
            return Ok(());
        }
        let labels = [(Paint::Dim, "role".to_owned())];
        page.paragraph(&Paragraph { labels: &labels, ..Paragraph::new(4, &roles.join("; ")) })
    }

    /// Forms of a name with their counts, most frequent first.
    fn forms(&self, entity: &Entity) -> Vec<(String, MentionKind, usize)> {
        let mut forms: Vec<(String, MentionKind, usize)> = Vec::new();
        for mention in &entity.mentions {
            let form = clean(mention.span.of(self.text));
            match forms.iter_mut().find(|(known, kind, _)| *known == form && *kind == mention.kind)
            {
                Some((.., count)) => *count += 1,
                None => forms.push((form, mention.kind, 1)),
            }
        }
        forms.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
        forms
    }
}
