//! Of what one text affirms and another, or the same, denies.

use std::sync::LazyLock;

use parallax_nlp::Engine;

use crate::{
    domain::{
        Article, ArticleText, Comparison, Compatibility, Discrepancy, DiscrepancyType, Metadata,
        Severity,
    },
    pipeline::{self, Annotated, CompareOptions, Options, Source, compare},
};

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::embedded().expect("the model that is built in"));

fn compared(texts: &[&str]) -> Comparison {
    let articles: Vec<Article> = texts
        .iter()
        .map(|text| ArticleText::from_text((*text).to_owned(), 1 << 20).expect("a text"))
        .map(|text| Article::plain(text, Metadata::default()))
        .collect();
    let whole = Options { skip_cleaning: true, ..Options::default() };
    let annotated: Vec<Annotated> = articles
        .iter()
        .map(|a| pipeline::analyze(&ENGINE, a, &whole, &|| false).expect("an analysis"))
        .collect();
    let sources: Vec<Source<'_>> = articles
        .iter()
        .zip(&annotated)
        .enumerate()
        .map(|(index, (article, annotated))| Source {
            key: format!("S{index}"),
            document: format!("S{index}"),
            revision: String::new(),
            metadata: &article.metadata,
            text: article.text.as_str(),
            annotated,
        })
        .collect();
    compare(&sources, &CompareOptions::default(), &|| false).expect("a comparison")
}

fn of(kind: DiscrepancyType, texts: &[&str]) -> Vec<Discrepancy> {
    let all = compared(texts).discrepancies;
    all.into_iter().filter(|d| d.kind == kind).collect()
}

#[test]
fn what_one_affirms_and_another_denies() {
    let texts = [
        "The navy found the missing ferry on Monday. Families waited in the port.",
        "The navy did not find the missing ferry on Monday. Rain fell all day.",
    ];
    let found = of(DiscrepancyType::Polarity, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].compatibility, Compatibility::Conflicting);
    assert_eq!(found[0].values.len(), 2);
    assert!(found[0].explanation.contains("“The navy did not find the missing ferry on Monday"));
}

#[test]
fn attitudes_of_one_party_to_one_thing() {
    let texts = [
        "Italy welcomed the proposal of Norway on Friday.",
        "Italy rejected Norway's plan, and France welcomed it.",
    ];
    let found = of(DiscrepancyType::Polarity, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].severity, Severity::High);
    let documents: Vec<usize> = found[0].values.iter().map(|v| v.documents.len()).collect();
    assert_eq!(documents.iter().sum::<usize>(), 2, "{found:?}");
}

#[test]
fn different_parties_may_differ() {
    let texts = ["Italy welcomed Norway's proposal.", "Spain rejected Norway's proposal."];
    assert_eq!(of(DiscrepancyType::Polarity, &texts), []);
}

#[test]
fn denied_violence() {
    let texts = [
        "The keeper said the bear did not attack the child.",
        "A report says that the bear violently dragged the child through the pond.",
    ];
    let found = of(DiscrepancyType::Polarity, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    let one = format!("{}\n\n{}", texts[0], texts[1]);
    let inside = of(DiscrepancyType::Internal, &[&one, "Rain fell in Oslo."]);
    assert_eq!(inside.len(), 1, "{inside:?}");
    assert_eq!(inside[0].compatibility, Compatibility::Unclear);
}

#[test]
fn who_changes_his_mind_is_told_inside_one_document() {
    let texts = [
        "Italy welcomed Norway's plan in March. Months later Italy questioned Norway's proposal.",
        "Rain fell in Oslo.",
    ];
    let found = of(DiscrepancyType::Internal, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].values.iter().flat_map(|v| &v.documents).count(), 2);
}

#[test]
fn reserve_here_and_assertion_there() {
    let texts = [
        "The minister visited the mine in an apparent show of support for the miners.",
        "The trip demonstrated the minister's show of support for the miners.",
    ];
    let found = of(DiscrepancyType::Certainty, &texts);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].compatibility, Compatibility::Compatible);
    assert!(found[0].explanation.contains("with reserve"), "{}", found[0].explanation);
}
