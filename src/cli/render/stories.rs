//! Stories on a terminal.

use std::io::{self, Write};

use jiff::civil::Date;

use super::{
    style::{Paint, Style},
    table::{Column, Page, Paragraph},
    text::{clean, count},
};

/// A story.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name; empty when it has none.
    pub name: String,
    /// Its headline; empty when none of its articles has one.
    pub title: String,
    /// Its articles.
    pub articles: u32,
    /// Outlets that tell it, as far as they are known.
    pub sources: u32,
    /// When it was first told.
    pub first: Option<Date>,
    /// When it was last told.
    pub last: Option<Date>,
}

/// An article of a story.
#[derive(Clone, Debug)]
pub struct Member {
    /// What it is called.
    pub name: String,
    /// Its outlet; empty when it is not known.
    pub source: String,
    /// Its headline; may be empty.
    pub title: String,
    /// When it was published.
    pub day: Option<Date>,
    /// How well it fits, 0 to 1.
    pub score: f64,
    /// Whether somebody put it there by hand.
    pub pinned: bool,
}

/// A story that a text may belong to.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The story.
    pub row: Row,
    /// How well the text fits, 0 to 1.
    pub score: f64,
    /// Whether it would join.
    pub would_join: bool,
    /// What speaks for it and against it.
    pub reasons: Vec<String>,
}

impl Row {
    fn title(&self) -> String {
        if self.title.is_empty() { "(no headline)".to_owned() } else { clean(&self.title) }
    }

    fn days(&self) -> String {
        match (self.first, self.last) {
            (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
            (first, last) => first.or(last).map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    fn counts(&self) -> String {
        let articles = count(self.articles as usize, "article", "articles");
        let sources = count(self.sources as usize, "source", "sources");
        let parts = [articles, sources, self.days(), self.name.clone()];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }
}

/// A table of stories; `more` tells that there are others.
pub fn list(rows: &[Row], more: bool, out: &mut impl Write, style: &Style) -> io::Result<()> {
    let mut page = Page::new(out, style);
    if rows.is_empty() {
        return page.remark("There are no stories.");
    }
    let columns = [
        Column::left("Story"),
        Column::right("Articles"),
        Column::right("Sources"),
        Column::left("Told"),
        Column::left("Name"),
    ];
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let (articles, sources) = (row.articles.to_string(), row.sources.to_string());
            vec![row.title(), articles, sources, row.days(), row.name.clone()]
        })
        .collect();
    page.table(&columns, &cells, 0)?;
    if more {
        page.remark("There are more stories: see --limit.")?;
    }
    Ok(())
}

/// A story with its articles and, where it is known, its history.
pub fn one(
    row: &Row,
    members: &[Member],
    history: &[String],
    out: &mut impl Write,
    style: &Style,
) -> io::Result<()> {
    let mut page = Page::new(out, style);
    page.line(Paint::Bold, &row.title())?;
    page.remark(&row.counts())?;
    for member in members {
        let mut parts = vec![clean(&member.name)];
        parts.extend((!member.source.is_empty()).then(|| clean(&member.source)));
        parts.extend(member.day.map(|day| day.to_string()));
        parts.push(if member.pinned {
            "by hand".to_owned()
        } else {
            format!("score {:.2}", member.score)
        });
        let suffix = format!("({})", parts.join(", "));
        let words = clean(&member.title);
        page.paragraph(&Paragraph { suffix: &suffix, ..Paragraph::new(2, &words) })?;
    }
    if !history.is_empty() {
        page.gap()?;
        page.line(Paint::Dim, "History")?;
        for step in history {
            page.paragraph(&Paragraph::new(2, step))?;
        }
    }
    page.gap()
}

/// Stories that a text may belong to.
pub fn candidates(found: &[Candidate], out: &mut impl Write, style: &Style) -> io::Result<()> {
    let mut page = Page::new(out, style);
    if found.is_empty() {
        return page.remark("No story is like this text.");
    }
    for candidate in found {
        let verdict = if candidate.would_join { "would join" } else { "would not join" };
        page.line(Paint::Bold, &candidate.row.title())?;
        let score = candidate.score;
        page.remark(&format!("{verdict}, score {score:.2}; {}", candidate.row.counts()))?;
        for reason in &candidate.reasons {
            page.paragraph(&Paragraph::new(2, reason))?;
        }
        page.gap()?;
    }
    Ok(())
}

/// What was not shown: articles that stand alone, and stories over a limit.
pub fn remark(
    articles: usize,
    alone: usize,
    hidden: usize,
    out: &mut impl Write,
    style: &Style,
) -> io::Result<()> {
    let mut page = Page::new(out, style);
    let mut words = count(articles, "article", "articles");
    if alone > 0 {
        words.push_str(&format!(", {alone} of them alone in their story (--all shows them)"));
    }
    if hidden > 0 {
        let stories = count(hidden, "more story", "more stories");
        words.push_str(&format!("; {stories} (see --limit)"));
    }
    page.remark(&words)
}
