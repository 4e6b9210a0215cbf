use std::sync::{Arc, LazyLock};

use parallax_nlp::Engine;

use super::{
    claims::WantedClaim,
    quotes::{Source, Wanted, cluster},
    *,
};
use crate::{
    domain::{
        Article, ArticleText, EditOp, Gazetteer, Metadata, QuoteCluster, QuoteRelation, Relation,
    },
    pipeline::{Analyzer, Annotated},
};

static ANALYZER: LazyLock<Analyzer> =
    LazyLock::new(|| Analyzer::new(Arc::new(Engine::embedded().unwrap()), Gazetteer::default()));

fn annotated(text: &str) -> Annotated {
    let publish_time = Some("2023-03-20T00:00:00Z".parse().unwrap());
    let metadata = Metadata { publish_time, ..Metadata::default() };
    let text = ArticleText::from_text(text.to_owned(), usize::MAX).unwrap();
    ANALYZER.analyze(&Article::plain(text, metadata), false, None, &|| false).unwrap()
}

fn traced(quote: &str, speaker: &str, texts: &[&str]) -> Option<QuoteCluster> {
    let found: Vec<Annotated> = texts.iter().map(|text| annotated(text)).collect();
    let wanted = Wanted::new(quote, speaker);
    let sources: Vec<_> = texts
        .iter()
        .zip(&found)
        .map(|(text, found)| {
            let source = Source { text, analysis: &found.analysis };
            (source, wanted.renderings(source))
        })
        .collect();
    cluster(&sources)
}

const WHOLE: &str = "“We will rebuild the old harbour bridge before the first winter storm arrives,” \
    Marianne Borgen told reporters on Friday.";
const PART: &str = "Oslo's mayor, Marianne Borgen, said the city would “rebuild the old harbour bridge \
    before the first winter storm”.";
const OTHER_WORD: &str = "“We will repair the old harbour bridge before the first winter storm \
    arrives,” Per Hansen said on Friday.";
const ELSE: &str = "“The old library needs a new roof and many more books,” Marianne Borgen said.";

#[test]
fn parts_and_changes_of_a_quotation_are_told_apart() {
    let quote = "We will rebuild the old harbour bridge before the first winter storm arrives";
    let both = traced(quote, "", &[WHOLE, ELSE, PART]).unwrap();
    let documents: Vec<usize> = both.renderings.iter().map(|r| r.document).collect();
    assert_eq!((documents.as_slice(), both.fullest), (&[0, 2][..], 0));
    assert_eq!(both.relation, QuoteRelation::DifferentExtent);
    assert_eq!(both.speaker_name, "Marianne Borgen");
    assert!(both.renderings[0].edits.is_empty());

    let changed = traced(quote, "", &[WHOLE, OTHER_WORD]).unwrap();
    assert_eq!(changed.relation, QuoteRelation::Altered);
    let replaced: Vec<_> =
        changed.renderings[1].edits.iter().filter(|edit| edit.op == EditOp::Replace).collect();
    let [edit] = replaced.as_slice() else { panic!("{replaced:?}") };
    assert_eq!(edit.base.unwrap().of(WHOLE), "rebuild");
    assert_eq!(edit.other.unwrap().of(OTHER_WORD), "repair");

    let single = traced(quote, "", &[ELSE, WHOLE]).unwrap();
    assert_eq!((single.relation, single.renderings.len()), (QuoteRelation::Single, 1));
    assert_eq!(traced(quote, "", &[ELSE]), None);
}

#[test]
fn a_speaker_narrows_it_down() {
    let quote = "the old harbour bridge before the first winter storm";
    let of = |speaker: &str| {
        let cluster = traced(quote, speaker, &[WHOLE, OTHER_WORD]);
        cluster.map_or_else(Vec::new, |c| c.renderings.iter().map(|r| r.document).collect())
    };
    assert_eq!(of(""), [0, 1]);
    assert_eq!(of("Borgen"), [0]);
    assert_eq!(of("per hansen"), [1]);
    assert_eq!(of("Nobody Else"), [] as [usize; 0]);
}

#[test]
fn two_words_are_no_quotation() {
    assert_eq!(traced("the old bridge over the river is a danger to ships", "", &[WHOLE]), None);
    assert_eq!(traced("", "", &[WHOLE]), None);
    assert_eq!(traced("...", "", &[WHOLE]), None);
}

fn matched(claim: &str, text: &str) -> Option<(Relation, String)> {
    let never = || false;
    let wanted =
        WantedClaim::new(&ANALYZER, claim.to_owned(), Metadata::default(), &never).unwrap();
    let found = annotated(text);
    let source = Source { text, analysis: &found.analysis };
    let best = wanted.best(&ANALYZER, source, &never).unwrap()?;
    for slot in &best.divergent_slots {
        let evidence = best.evidence.span;
        assert!(evidence.begin <= slot.span.begin && slot.span.end <= evidence.end);
    }
    Some((best.relation, best.evidence.span.of(text).to_owned()))
}

#[test]
fn statements_say_or_deny_a_claim() {
    let text = "Rain fell in Oslo all week. Marianne Borgen opened the new harbour bridge on Friday. \
        Children sang.";
    let (relation, words) = matched("Marianne Borgen opened the harbour bridge.", text).unwrap();
    assert!(matches!(relation, Relation::Supports | Relation::Partial), "{relation:?}");
    assert!(words.contains("opened the new harbour bridge"), "{words}");
    let denied = "Marianne Borgen did not open the new harbour bridge, the council said.";
    let (relation, _) = matched("Marianne Borgen opened the new harbour bridge.", denied).unwrap();
    assert_eq!(relation, Relation::Contradicts);
    assert_eq!(matched("The library has a new roof.", text), None);
}

#[test]
fn words_to_search_for_carry_meaning() {
    assert_eq!(
        search_words("We'll not leave Oslo's harbour, the harbour!", 9),
        ["we'll", "leave", "oslo", "harbour"]
    );
    assert_eq!(search_words("to be or not to be", 2), ["to", "be"]);
    assert!(search_words(" … “”", 5).is_empty());
}

proptest::proptest! {
    #[test]
    fn terms_lie_inside_in_order(text in "(\\PC|['’ ]){0,60}", most in 0_usize..30) {
        let mut last = 0;
        for term in terms::terms(&text, Span::new(0, text.len()), most) {
            proptest::prop_assert!(last <= term.span.begin && term.span.begin < term.span.end);
            proptest::prop_assert!(text.get(term.span.begin..term.span.end).is_some());
            last = term.span.end;
        }
    }
}
