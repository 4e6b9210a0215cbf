//! Work that is told to stop, at whatever place it is told.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    fs,
    rc::Rc,
};

use super::{
    AnalysisError, CompareOptions, Source, analyze,
    article::{self, Content},
    compare,
    stage::{Observer, Stage, observed},
    testing::{ENGINE, WHOLE, analyzed, article as text_article},
};
use crate::domain::{Article, Metadata};

const NEWS: &str = "BERLIN, March 3 (Reuters) - Angela Merkel met Emmanuel Macron in Berlin on Friday.\n\
    \u{201c}We agree on trade,\u{201d} Merkel told reporters. Macron said the 27 countries would spend 40 \
    million euros by 2025.\n\
    The brutal attack killed at least 12 people, police said. The the mayor denied that he had fled.\n";
const OTHER: &str = "Chancellor Angela Merkel and President Macron met in Berlin on Friday.\n\
    \u{201c}We agree on trade,\u{201d} the chancellor said. The countries will spend 50 million euros.\n\
    Police said 14 people were killed in the raid. The mayor fled, officials said.\n";

/// Looks after the first that says stop: those that each loop and each step around it has of its own.
const MOST_AFTER: usize = 12;

fn page(text: &str) -> String {
    let paragraphs: String = text.lines().map(|line| format!("<p>{line}</p>")).collect();
    format!("<html lang=en><body><nav><a href=/>Home</a></nav><article><h1>Talks</h1>{paragraphs}")
}

fn analysis_of(content: Content, stop: &dyn Fn() -> bool) -> Result<(), AnalysisError> {
    let metadata = Metadata { language_code: "en".to_owned(), ..Metadata::default() };
    let article = article::read_until(article::decode(content)?, metadata, true, 1 << 20, stop)?;
    analyze(&ENGINE, &article, &WHOLE, stop).map(drop)
}

fn comparison_of(articles: &[Article], stop: &dyn Fn() -> bool) -> Result<(), AnalysisError> {
    let analyses: Vec<_> = articles.iter().map(|article| analyzed(article, &WHOLE)).collect();
    let source = |(n, (article, annotated))| {
        let article: &Article = article;
        let text = article.text.as_str();
        let (key, metadata) = (format!("S{n}"), &article.metadata);
        Source { document: key.clone(), key, revision: String::new(), metadata, text, annotated }
    };
    let sources: Vec<Source<'_>> = articles.iter().zip(&analyses).enumerate().map(source).collect();
    compare(&sources, &CompareOptions::default(), stop).map(drop)
}

/// Stops some work at each of its looks at the flag in turn, or at every `step`th.
fn stopped_everywhere(
    step: usize,
    work: impl Fn(&dyn Fn() -> bool) -> Result<(), AnalysisError>,
) -> usize {
    let looks = Cell::new(0);
    let count = |at: usize| {
        let looks = &looks;
        move || {
            looks.set(looks.get() + 1);
            looks.get() >= at
        }
    };
    assert_eq!(work(&count(usize::MAX)), Ok(()));
    let all = looks.replace(0);
    for at in (1..=all).step_by(step) {
        assert_eq!(work(&count(at)), Err(AnalysisError::Stopped), "at look {at} of {all}");
        let after = looks.replace(0) - at;
        assert!(after <= MOST_AFTER, "{after} looks after look {at}");
    }
    all
}

#[test]
fn an_analysis_stops_wherever_it_is_told_to() {
    let looks = stopped_everywhere(1, |stop| analysis_of(Content::Text(NEWS.into()), stop));
    assert!(looks > 40, "{looks}");
    let looks = stopped_everywhere(1, |stop| analysis_of(Content::Html(page(NEWS)), stop));
    assert!(looks > 40, "{looks}");
}

#[test]
fn a_comparison_stops_wherever_it_is_told_to() {
    let articles = [NEWS, OTHER].map(|text| text_article(text, "2023-03-04").unwrap());
    let looks = stopped_everywhere(1, |stop| comparison_of(&articles, stop));
    assert!(looks > 40, "{looks}");
}

/// Nanoseconds that this thread has had a processor: how busy others keep it does not count.
fn worked() -> Option<f64> {
    let line = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split_whitespace().next()?.parse().ok()
}

/// The longest work between two looks at the flag, as a share of all.
fn longest(work: impl FnOnce(&dyn Fn() -> bool) -> Result<(), AnalysisError>) -> Option<f64> {
    let begin = worked()?;
    let (last, longest) = (Cell::new(begin), Cell::new(0.0_f64));
    let look = || {
        let now = worked().unwrap_or(begin);
        longest.set(longest.get().max(now - last.replace(now)));
        false
    };
    work(&look).expect("it is not stopped");
    look();
    Some(longest.get() / (last.get() - begin))
}

#[test]
fn long_work_is_looked_after_all_the_time() {
    let long = |text: &str| text.repeat(100_000 / text.len());
    // Where nothing tells the time of a thread there is nothing to check.
    for (what, content) in [
        ("text", Content::Text(long(NEWS))),
        ("one paragraph", Content::Text(long(&NEWS.replace('\n', " ")))),
        ("page", Content::Html(page(&long(NEWS)))),
    ] {
        let Some(share) = longest(|stop| analysis_of(content, stop)) else { return };
        // Without optimisation; a stage that looked at nothing would take more.
        assert!(share < 0.2, "{what}: {share} of the work goes on without a look");
    }
}

/// Counts the looks at the flag in each stage.
struct Counted {
    stage: Cell<Option<Stage>>,
    looks: RefCell<BTreeMap<&'static str, usize>>,
}

impl Observer for Counted {
    fn around(&self, stage: Stage, work: &mut dyn FnMut()) {
        let before = self.stage.replace(Some(stage));
        work();
        self.stage.set(before);
    }
}

/// The looks of an analysis, by stage.
fn looks_of(text: &str) -> BTreeMap<&'static str, usize> {
    let counted = Rc::new(Counted { stage: Cell::default(), looks: RefCell::default() });
    let own = Rc::clone(&counted);
    let look = move || {
        let stage = own.stage.get().map_or("between", Stage::name);
        *own.looks.borrow_mut().entry(stage).or_default() += 1;
        false
    };
    let observer = Rc::<Counted>::clone(&counted) as Rc<dyn Observer>;
    let work = || analysis_of(Content::Text(text.to_owned()), &look);
    observed(observer, work).expect("it is not stopped");
    drop(look);
    counted.looks.take()
}

#[test]
fn each_stage_looks_more_often_at_a_longer_text_of_any_kind() {
    /// Bytes of the shorter text.
    const SHORT: usize = 5_000;
    let sentence = NEWS.replace(['.', '\n', '\u{201c}', '\u{201d}', '(', ')'], " ");
    // What is one sentence is one claim.
    for (what, sentences, part) in [
        ("news", true, NEWS.to_owned()),
        ("one paragraph", true, NEWS.replace('\n', " ")),
        ("short paragraphs", true, "Yes.\nHe left.\n".to_owned()),
        ("quotes", true, "\u{201c}We agree on trade,\u{201d} Merkel said. ".to_owned()),
        ("one sentence", false, sentence),
        ("names", false, "Angela Merkel, Emmanuel Macron and Vladimir Putin, ".to_owned()),
        ("numbers", false, "40 million euros, 12 percent, 3 people, ".to_owned()),
        ("dates", false, "on Friday, in March 2023, last year, ".to_owned()),
    ] {
        let of = |bytes: usize| looks_of(&part.repeat(bytes / part.len() + 1));
        let (short, long) = (of(SHORT), of(4 * SHORT));
        let stages = ["language", "values", "entities", "quotes", "framing", "quality", "claims"];
        for stage in stages.into_iter().filter(|stage| sentences || *stage != "claims") {
            let of = |looks: &BTreeMap<&str, usize>| looks.get(stage).copied().unwrap_or_default();
            let (few, many) = (of(&short), of(&long));
            assert!(few > 0 && many >= 2 * few, "{what}, {stage}: {few} looks, then {many}");
        }
    }
}
