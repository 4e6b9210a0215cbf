use std::sync::Arc;

use proptest::prelude::*;

use super::{
    DocumentRef, JOIN, MemoryShelf, Profile, Shelf as _, Signature, Step, StoryRef, candidates,
    fit, sort,
};
use crate::pipeline::testing::{WHOLE, analyzed, article};

/// One event in five outlets.
const FERRY: [&str; 5] = [
    "Ferry Havdrott sinks off Bergen\n\nThe ferry Havdrott sank off Bergen on Tuesday with 40 people on board, \
     the Norwegian coast guard said. Captain Ola Lund brought everyone into the lifeboats. The owner, \
     Fjordlinje, denied that the ship was overloaded.",
    "Havdrott lost in storm near Bergen\n\nA ferry with 42 people aboard went down near Bergen on Tuesday, the coast \
     guard said. Captain Ola Lund was the last to leave the Havdrott. Unions accused Fjordlinje of \
     overloading the ship.",
    "Norway mourns its oldest ferry\n\nThe Havdrott, which had sailed between Bergen and the islands for forty \
     years, sank on Tuesday. All passengers were saved in lifeboats. Fjordlinje said it would pay for \
     their luggage.",
    "Did greed sink the Havdrott?\n\nUnions blamed Fjordlinje for the sinking of the ferry Havdrott off Bergen, which \
     carried about 40 people. Captain Ola Lund had complained of overloading, the unions said.",
    "Divers search the wreck of the Havdrott\n\nDivers of the coast guard reached the ferry Havdrott, which sank \
     off Bergen on Tuesday with 40 people. Captain Ola Lund told them where the lifeboats were.",
];

const WHEAT: [&str; 4] = [
    "Wheat prices fall in Chicago\n\nWheat futures fell in Chicago on Monday after rain in Kansas. Traders of the \
     Board of Trade expect a larger harvest of winter wheat.",
    "Rain in Kansas pushes wheat down\n\nFutures of winter wheat lost three percent at the Chicago Board of Trade on \
     Monday. Rain in Kansas promises a good harvest, traders said.",
    "Harvest hopes weigh on wheat\n\nChicago wheat futures dropped on Monday. Farmers in Kansas, where it rained \
     all week, expect their best harvest of winter wheat in years, traders said.",
    "Chicago wheat hits low for the year\n\nWheat traded at the Chicago Board of Trade was cheaper on Monday than \
     at any time this year, because rain in Kansas promises a large winter harvest.",
];

fn signature(text: &str, day: &str) -> Arc<Signature> {
    let article = article(text, day).expect("a text");
    Arc::new(Signature::of(&article, &analyzed(&article, &WHOLE).analysis))
}

/// A shelf, and what became of each article.
#[derive(Default)]
struct Sorted {
    shelf: MemoryShelf,
    steps: Vec<Vec<Step>>,
}

impl Sorted {
    fn of(articles: &[(&str, &str)]) -> Self {
        let mut sorted = Self::default();
        for (text, day) in articles {
            sorted.add(&signature(text, day));
        }
        sorted
    }

    fn add(&mut self, signature: &Arc<Signature>) -> StoryRef {
        let document = self.steps.len() as DocumentRef;
        let Ok(steps) = sort(&mut self.shelf, document, signature);
        let story = match &steps[0] {
            Step::Founded(story) | Step::Joined(story, _) => *story,
            other => panic!("{other:?}"),
        };
        self.steps.push(steps);
        self.shelf.successor(story)
    }

    fn stories(&self) -> Vec<Vec<DocumentRef>> {
        self.shelf.stories().into_iter().map(|(_, documents)| documents).collect()
    }
}

fn dated<'a>(texts: &[&'a str], day: &'a str) -> Vec<(&'a str, &'a str)> {
    texts.iter().map(|&text| (text, day)).collect()
}

#[test]
fn five_outlets_on_one_event_are_one_story() {
    for day in ["2024-05-08", ""] {
        let mut articles = dated(&FERRY, day);
        articles.insert(2, (WHEAT[0], day));
        articles.insert(4, (WHEAT[1], day));
        let sorted = Sorted::of(&articles);
        assert_eq!(sorted.stories(), [vec![0, 1, 3, 5, 6], vec![2, 4]], "{day}");
    }
}

#[test]
fn what_comes_without_a_date_finds_what_has_one() {
    let mut articles = dated(&FERRY, "2024-05-08");
    articles[1].1 = "";
    articles[3].1 = "";
    assert_eq!(Sorted::of(&articles).stories(), [vec![0, 1, 2, 3, 4]]);
}

#[test]
fn what_arrives_late_joins_the_story_of_its_time() {
    let mut articles = dated(&FERRY[..4], "2024-05-08");
    articles.extend(dated(&WHEAT, "2024-06-20"));
    articles.push((FERRY[4], "2024-05-09"));
    let sorted = Sorted::of(&articles);
    assert_eq!(sorted.stories(), [vec![0, 1, 2, 3, 8], vec![4, 5, 6, 7]]);
}

#[test]
fn what_is_told_again_years_later_is_another_story() {
    let mut articles = dated(&FERRY[..2], "2024-05-08");
    articles.extend(dated(&FERRY[2..4], "2026-05-08"));
    assert_eq!(Sorted::of(&articles).stories(), [vec![0, 1], vec![2, 3]]);
}

/// Two stories, founded apart, are brought together by an article that is like both.
#[test]
fn stories_that_turn_out_to_be_one_are_merged() {
    let mut sorted = Sorted::default();
    let [first, second] = [signature(FERRY[0], "2024-05-08"), signature(FERRY[1], "2024-05-08")];
    let Ok(older) = sorted.shelf.found(0, &first);
    let Ok(younger) = sorted.shelf.found(1, &second);
    sorted.steps.resize(2, Vec::new());
    let home = sorted.add(&signature(FERRY[3], "2024-05-08"));
    assert!(matches!(
        sorted.steps[2][..],
        [Step::Joined(..), Step::Merged(from, into, _)] if (from, into) == (younger, older)
    ));
    assert_eq!(home, older);
    assert_eq!(sorted.shelf.successor(younger), older);
    assert_eq!(sorted.stories(), [vec![0, 1, 2]]);
}

/// A story as somebody might find it, of two events.
fn mixed() -> Sorted {
    let mut sorted = Sorted::default();
    let texts = [FERRY[0], WHEAT[0], FERRY[1], WHEAT[1], FERRY[2], WHEAT[2], FERRY[3]];
    for (document, text) in (0..).zip(texts) {
        let signature = signature(text, "2024-05-08");
        if document == 0 {
            let Ok(_) = sorted.shelf.found(document, &signature);
        } else {
            let Ok(()) = sorted.shelf.join(0, document, &signature, &super::Fit::default());
        }
        sorted.steps.push(Vec::new());
    }
    sorted
}

#[test]
fn a_story_that_holds_two_is_divided() {
    let mut sorted = mixed();
    sorted.add(&signature(WHEAT[3], "2024-05-08"));
    assert!(matches!(sorted.steps[7][..], [Step::Joined(0, _), Step::Split(0, 1, _)]));
    assert_eq!(sorted.stories(), [vec![0, 2, 4, 6], vec![1, 3, 5, 7]]);
}

#[test]
fn what_was_put_together_by_hand_stays_so() {
    let mut sorted = mixed();
    sorted.shelf.pin(0);
    sorted.add(&signature(WHEAT[3], "2024-05-08"));
    assert_eq!(sorted.stories(), [(0..8).collect::<Vec<_>>()]);
    let mut apart = Sorted::default();
    let Ok(_) = apart.shelf.found(0, &signature(FERRY[0], "2024-05-08"));
    let Ok(second) = apart.shelf.found(1, &signature(FERRY[1], "2024-05-08"));
    apart.shelf.pin(second);
    apart.steps.resize(2, Vec::new());
    apart.add(&signature(FERRY[3], "2024-05-08"));
    assert_eq!(apart.stories().len(), 2);
}

#[test]
fn reasons_name_what_is_shared() {
    let mut sorted = Sorted::of(&dated(&FERRY[..4], "2024-05-08"));
    let ferry = signature(FERRY[4], "2024-05-09");
    let Ok(list) = candidates(&mut sorted.shelf, &ferry, 5);
    assert!(list[0].joins && list[0].fit.score >= JOIN);
    let detail = |id: &str| {
        let signal = list[0].fit.signals.iter().find(|signal| signal.id == id);
        signal.map(|signal| signal.detail.clone()).unwrap_or_default()
    };
    assert!(detail("shared-words").contains("havdr"), "{list:?}");
    assert!(!detail("shared-entities").is_empty(), "{list:?}");
    let Ok(none) = candidates(&mut sorted.shelf, &signature(WHEAT[0], "2024-05-09"), 5);
    assert!(none.iter().all(|candidate| !candidate.joins), "{none:?}");
}

#[test]
fn a_member_is_judged_against_the_others() {
    let signatures: Vec<_> = FERRY.iter().map(|text| signature(text, "2024-05-08")).collect();
    let (mut all, mut others) = (Profile::default(), Profile::default());
    for signature in &signatures {
        all.add(signature);
    }
    for signature in &signatures[1..] {
        others.add(signature);
    }
    assert_eq!(fit(&signatures[0], &all, true), fit(&signatures[0], &others, false));
    let stranger = signature(WHEAT[0], "2024-05-08");
    assert!(fit(&stranger, &all, false).score < JOIN);
    // The only member of a story has nothing that speaks for it.
    assert_eq!(fit(&stranger, &Profile::of(&stranger), true).score, 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn signatures_of_any_text_are_small_and_come_back(title in any::<String>(), text in "\\PC{1,2000}") {
        let Some(mut article) = article(&text, "2024-05-08") else { return Ok(()) };
        article.metadata.title = title;
        // Analysed by nothing: the words are read off the text.
        let mut analysis = analyzed(&super::super::testing::article("Nothing.", "").unwrap(), &WHOLE).analysis;
        analysis.sentences.clear();
        let signature = Signature::of(&article, &analysis);
        let json = serde_json::to_string(&signature).unwrap();
        // Stems and figures are short, and so are numbers.
        prop_assert!(json.len() < 8 * 1024, "{} bytes", json.len());
        prop_assert_eq!(&serde_json::from_str::<Signature>(&json).unwrap(), &signature);
        let mut profile = Profile::of(&signature);
        let before = profile.clone();
        profile.add(&signature);
        profile.remove(&signature);
        prop_assert_eq!(profile, before);
    }

    #[test]
    fn the_same_order_makes_the_same_stories(order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle()) {
        let texts: Vec<&str> = FERRY.into_iter().chain(WHEAT).collect();
        let articles: Vec<_> = order.iter().map(|&at| (texts[at], "2024-05-08")).collect();
        let (once, again) = (Sorted::of(&articles), Sorted::of(&articles));
        prop_assert_eq!(&once.steps, &again.steps);
        prop_assert_eq!(once.stories(), again.stories());
        // These two events are told apart in any order.
        prop_assert_eq!(once.stories().len(), 2);
    }
}
