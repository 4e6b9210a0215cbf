//! How long work goes on that nobody waits for any more: the longest stretch of processor time between two
//! looks at the stop flag, on the largest texts that a server takes, and where it was.

use std::{
    cell::{Cell, RefCell},
    fs,
    path::Path,
    rc::Rc,
    sync::Arc,
};

use anyhow::{Context as _, Result};
use parallax::{
    domain::{Article, ArticleText, Gazetteer, Metadata},
    pipeline::{
        Analyzer, CompareOptions, Source,
        article::{self, Content},
        compare,
        stage::{Observer, Stage, observed},
    },
};
use serde::Serialize;

use super::articles;

/// Articles in the comparison, the most that a server takes unless told otherwise.
const COMPARED: usize = 50;

#[derive(Serialize)]
pub(crate) struct Figures {
    text: Work,
    one_paragraph: Work,
    page: Work,
    comparison: Work,
}

/// Some work, in milliseconds of processor time.
#[derive(Serialize)]
struct Work {
    bytes: usize,
    all: f64,
    longest: f64,
    /// The stage in which the longest stretch ended, and in which it began.
    ended_in: &'static str,
    began_in: &'static str,
    /// Looks at the flag.
    polls: u64,
}

/// Notes each look at the flag.
struct Watch {
    stage: Cell<&'static str>,
    /// When and where the last look was.
    last: Cell<(f64, &'static str)>,
    longest: RefCell<(f64, &'static str, &'static str)>,
    polls: Cell<u64>,
}

impl Watch {
    fn look(&self) {
        let (now, stage) = (worked(), self.stage.get());
        let (before, began) = self.last.replace((now, stage));
        let mut longest = self.longest.borrow_mut();
        if now - before > longest.0 {
            *longest = (now - before, began, stage);
        }
        self.polls.set(self.polls.get() + 1);
    }
}

impl Observer for Watch {
    fn around(&self, stage: Stage, work: &mut dyn FnMut()) {
        let before = self.stage.replace(stage.name());
        work();
        self.stage.set(before);
    }
}

/// Measures texts of so many bytes.
pub(crate) fn run(bytes: usize) -> Result<Figures> {
    let engine = parallax_nlp::Engine::embedded()?;
    let analyzer = Analyzer::new(Arc::new(engine), Gazetteer::default());
    let seeds = articles::folder(Path::new("seeds"))?;
    let seeds: Vec<&str> = seeds.iter().map(|article| article.text.as_str()).collect();
    let text = repeated(&seeds.join("\n\n"), bytes);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let paragraphs: String =
        text.lines().filter(|l| !l.trim().is_empty()).map(|l| format!("<p>{l}</p>\n")).collect();
    let page = repeated(&paragraphs, bytes - 100);
    let page = format!("<html><body><article><h1>News</h1>\n{page}</article></body></html>");

    let read = |content: Content, stop: &dyn Fn() -> bool| -> Result<Article> {
        let article =
            article::read(article::decode(content)?, Metadata::default(), true, usize::MAX)?;
        stop();
        Ok(article)
    };
    let analysis = |content: Content| {
        let (analyzer, read) = (&analyzer, &read);
        move |stop: &dyn Fn() -> bool| -> Result<()> {
            analyzer.analyze(&read(content, stop)?, false, None, stop)?;
            Ok(())
        }
    };
    let part = bytes / COMPARED;
    let columns = (0..COMPARED).map(|n| {
        // Each begins elsewhere.
        let from = text.char_indices().map(|(at, _)| at).find(|at| *at >= n * part).unwrap_or(0);
        let article = ArticleText::from_text(repeated(&text[from..], part), usize::MAX)?;
        let article = Article::plain(article, Metadata::default());
        Ok((format!("S{n}"), analyzer.analyze(&article, false, None, &|| false)?, article))
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let sources: Vec<Source<'_>> = columns
        .iter()
        .map(|(key, annotated, article)| Source {
            key: key.clone(),
            document: key.clone(),
            revision: String::new(),
            text: article.text.as_str(),
            metadata: &article.metadata,
            annotated,
        })
        .collect();
    Ok(Figures {
        text: watched(bytes, analysis(Content::Text(text.clone())))?,
        one_paragraph: watched(bytes, analysis(Content::Text(line)))?,
        page: watched(bytes, analysis(Content::Html(page)))?,
        comparison: watched(bytes, |stop| {
            compare(&sources, &CompareOptions::default(), stop)?;
            Ok(())
        })?,
    })
}

/// A text again and again, up to so many bytes.
fn repeated(text: &str, bytes: usize) -> String {
    let mut all = text.repeat(bytes / text.len().max(1) + 1);
    let end = (0..=bytes.min(all.len())).rev().find(|at| all.is_char_boundary(*at));
    all.truncate(end.unwrap_or(0));
    all
}

fn watched(bytes: usize, work: impl FnOnce(&dyn Fn() -> bool) -> Result<()>) -> Result<Work> {
    let begin = worked();
    let watch = Rc::new(Watch {
        stage: Cell::new("reading"),
        last: Cell::new((begin, "reading")),
        longest: RefCell::default(),
        polls: Cell::new(0),
    });
    let polled = Rc::clone(&watch);
    let stop = move || {
        polled.look();
        false
    };
    observed(Rc::clone(&watch) as Rc<dyn Observer>, || work(&stop)).context("the work failed")?;
    watch.stage.set("the end");
    watch.look();
    let (longest, began_in, ended_in) = *watch.longest.borrow();
    let polls = watch.polls.get();
    Ok(Work { bytes, all: worked() - begin, longest, ended_in, began_in, polls })
}

/// Milliseconds that this thread has had a processor; 0 where the system does not tell.
fn worked() -> f64 {
    let line = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = line.split_whitespace().next().and_then(|n| n.parse::<f64>().ok());
    nanoseconds.unwrap_or_default() / 1e6
}
