use proptest::prelude::*;

use super::ENGINE;
use crate::{
    domain::{Analysis, Article, ArticleText, Metadata, Party, Quote, QuoteKind},
    pipeline::{Options, analyze},
};

use QuoteKind::{Direct, Fragment, Indirect, Scare, Title};

fn analysis(text: &str) -> Option<Analysis> {
    let text = ArticleText::from_text(text.to_owned(), 1 << 22).ok()?;
    let article = Article::plain(text, Metadata::default());
    let options = Options { skip_cleaning: true, ..Options::default() };
    analyze(&ENGINE, &article, &options, &|| false).ok().map(|a| a.analysis)
}

pub(super) fn found(text: &str) -> (Analysis, Vec<Quote>) {
    let analysis = analysis(text).expect("an article");
    let quotes = analysis.quotes.clone();
    (analysis, quotes)
}

/// The quote whose content holds some words and is of a kind.
pub(super) fn quote<'q>(
    text: &str,
    quotes: &'q [Quote],
    kind: QuoteKind,
    words: &str,
) -> &'q Quote {
    let found = quotes.iter().find(|q| q.kind == kind && q.content.of(text).contains(words));
    found.unwrap_or_else(|| panic!("no {kind:?} {words:?} in {quotes:#?}"))
}

/// Checks that words are a quote of a kind with these speakers and this cue.
fn check(text: &str, kind: QuoteKind, words: &str, speakers: &[&str], cue: &str) {
    let (_, quotes) = found(text);
    let quote = quote(text, &quotes, kind, words);
    let named: Vec<&str> = quote.speakers.iter().map(|p| p.mention.of(text)).collect();
    assert_eq!(named, speakers, "{text}");
    assert_eq!(quote.cue.map_or("", |span| span.of(text)), cue, "{text}");
}

pub(super) fn name<'a>(analysis: &'a Analysis, party: &Party) -> &'a str {
    party.entity.map_or("", |index| &analysis.entities[index].canonical_name)
}

#[test]
fn a_pronoun_tells_whom_else_it_may_mean() {
    let text = "Anna Schmidt met John Brown and Paul Green in Berlin. \"It went well,\" he said.";
    let (analysis, quotes) = found(text);
    let party = &quote(text, &quotes, Direct, "went well").speakers[0];
    let others: Vec<&str> =
        party.candidates.iter().map(|&e| analysis.entities[e].canonical_name.as_str()).collect();
    // The other man, and not the woman.
    assert_eq!(others.len(), 1, "{others:?}");
    assert!(!others.contains(&"Anna Schmidt") && !others.contains(&name(&analysis, party)));
    let text = "\"It went well,\" Anna Schmidt said.";
    let (_, quotes) = found(text);
    assert!(quotes[0].speakers[0].candidates.is_empty());
}

#[test]
fn nested_reports_stay_in_proportion_to_the_text() {
    let text = format!("{}it rained.", "He said that ".repeat(200));
    let (_, quotes) = found(&text);
    let reported: usize = quotes.iter().map(|quote| quote.content.len()).sum();
    assert!(!quotes.is_empty() && reported <= 5 * text.len(), "{reported} of {}", text.len());
}

#[test]
fn cues_stand_before_behind_and_inside() {
    check(
        "\"We will rebuild,\" said Mayor Anna Schmidt.",
        Direct,
        "rebuild",
        &["Mayor Anna Schmidt"],
        "said",
    );
    check(
        "“We will rebuild”, Anna Schmidt said on Monday.",
        Direct,
        "rebuild",
        &["Anna Schmidt"],
        "said",
    );
    check(
        "Anna Schmidt said: “We will rebuild the bridge.”",
        Direct,
        "rebuild",
        &["Anna Schmidt"],
        "said",
    );
    check(
        "The mayor called the plan “a costly mistake” on Monday.",
        Fragment,
        "costly",
        &["The mayor"],
        "called",
    );
    check(
        "The bridge, Anna Schmidt said, could “stand for years” if repaired.",
        Fragment,
        "stand",
        &["Anna Schmidt"],
        "said",
    );
    check(
        "According to the ministry, the bridge is “beyond repair”.",
        Fragment,
        "beyond",
        &["the ministry"],
        "According to",
    );
}

#[test]
fn a_quotation_that_is_divided_goes_on() {
    let text = "“The bridge is safe,” Anna Schmidt told reporters. “We checked every bolt.”";
    let (_, quotes) = found(text);
    let second = quote(text, &quotes, Direct, "bolt");
    assert_eq!(second.speakers[0].mention.of(text), "Anna Schmidt");
    assert_eq!(second.continues, Some(0));
    assert_eq!(quotes[0].addressee.as_ref().map(|p| p.mention.of(text)), Some("reporters"));
    assert!(quotes[0].relayed_by.is_empty());
}

#[test]
fn a_quotation_over_paragraphs_has_one_speaker() {
    let text = "“We waited for hours,” Anna Schmidt said. “Nobody came.\n\n“Then it rained.”";
    let (_, quotes) = found(text);
    let last = quote(text, &quotes, Direct, "rained");
    assert_eq!(last.speakers[0].mention.of(text), "Anna Schmidt");
    assert_eq!(last.continues.map(|i| quotes[i].content.of(text)), Some("Nobody came."));
    assert!(quotes.iter().all(|q| !q.unbalanced_marks));
}

#[test]
fn speakers_are_entities() {
    let text = "Anna Schmidt met John Miller in Berlin on Monday.\n“It was good,” Schmidt said. \
                The Kremlin’s press service said that the talks would go on.";
    let (analysis, quotes) = found(text);
    let direct = quote(text, &quotes, Direct, "good");
    assert_eq!(name(&analysis, &direct.speakers[0]), "Anna Schmidt");
    let reported = quote(text, &quotes, Indirect, "talks would go on");
    assert_eq!(name(&analysis, &reported.speakers[0]), "Kremlin");
}

#[test]
fn a_statement_speaks_for_who_issued_it() {
    let text = "The Kremlin said in a statement that Putin would travel. \
                “Important documents” will be signed, the statement read.";
    let (analysis, quotes) = found(text);
    let quote = quote(text, &quotes, Fragment, "Important");
    assert_eq!(name(&analysis, &quote.speakers[0]), "Kremlin");
}

#[test]
fn a_statement_is_of_who_issued_one_and_not_of_who_spoke_last() {
    let text = "Nordic Ferries said in a statement that the boat was safe. Anna Lind, a passenger, \
                said that she had been afraid. “The crew did all they could,” the statement said.";
    let (analysis, quotes) = found(text);
    let quote = quote(text, &quotes, Direct, "The crew");
    assert_eq!(name(&analysis, &quote.speakers[0]), "Nordic Ferries");
}

#[test]
fn he_and_she_are_persons_of_their_kind() {
    let text = "Anna Schmidt came with John Miller. Miller said it was late. \
                “We are glad,” she said.";
    let (analysis, quotes) = found(text);
    let quote = quote(text, &quotes, Direct, "glad");
    assert_eq!(name(&analysis, &quote.speakers[0]), "Anna Schmidt");
}

#[test]
fn things_do_not_speak() {
    let text = "A train to the coast with Anna Schmidt on board was forced to stop after an \
                “unwanted guest” hid in the kitchen.";
    let (_, quotes) = found(text);
    let guest = quote(text, &quotes, Scare, "unwanted");
    assert!(guest.speakers.is_empty(), "{guest:?}");
    // Nor is what is part of a subject said by whoever stands beside the verb.
    let text = "The search for the “unwanted guest” continued long after the train stopped.";
    let (_, quotes) = found(text);
    assert!(quotes.iter().all(|q| q.speakers.is_empty()), "{quotes:?}");
}

#[test]
fn several_speak_at_once() {
    check(
        "Merkel and Macron said that the talks had failed.",
        Indirect,
        "the talks had failed",
        &["Merkel", "Macron"],
        "said",
    );
}

#[test]
fn two_leaders_are_those_named_last() {
    let text = "Angela Merkel and Emmanuel Macron met in Berlin. \
                The two leaders affirmed that “the door is open”.";
    let (analysis, quotes) = found(text);
    let quote = quote(text, &quotes, Direct, "the door");
    let names: Vec<&str> = quote.speakers.iter().map(|p| name(&analysis, p)).collect();
    assert_eq!(names, ["Angela Merkel", "Emmanuel Macron"]);
}

#[test]
fn reported_speech_has_its_cue_and_speaker() {
    for (text, words, speaker, cue) in [
        (
            "The minister warned that prices would rise.",
            "prices would rise",
            "The minister",
            "warned",
        ),
        ("The firm denied that it had lied.", "it had lied", "The firm", "denied"),
        (
            "The senator did not say when he would leave.",
            "when he would leave",
            "The senator",
            "did not say",
        ),
        (
            "Prices will rise, the minister said on Friday.",
            "Prices will rise",
            "the minister",
            "said",
        ),
        ("The union vowed to strike until Friday.", "to strike", "The union", "vowed"),
        (
            "The army rejected the minister’s claim that the war is over.",
            "the war is over",
            "the minister’s",
            "claim",
        ),
        (
            "The coach was confident that the team would win.",
            "the team would win",
            "The coach",
            "confident",
        ),
        (
            "The bridge will close, according to the ministry.",
            "The bridge will close",
            "the ministry",
            "according to",
        ),
    ] {
        let (_, quotes) = found(text);
        let reported = |q: &&Quote| q.kind == Indirect && q.content.of(text).starts_with(words);
        let quote = quotes.iter().find(reported).unwrap_or_else(|| panic!("{text}: {quotes:#?}"));
        let named = quote.speakers.first().map(|p| p.mention.of(text).trim_end_matches("’s"));
        assert_eq!(named, Some(speaker.trim_end_matches("’s")), "{text}");
        assert_eq!(quote.cue.map(|c| c.of(text)), Some(cue), "{text}");
    }
}

#[test]
fn who_was_told_does_not_speak() {
    let text = "The mayor was told by the police that the square was empty.";
    check(text, Indirect, "the square was empty", &["the police"], "was told");
    let (_, quotes) = found(text);
    assert_eq!(quotes[0].addressee.as_ref().map(|p| p.mention.of(text)), Some("The mayor"));
}

#[test]
fn agencies_pass_words_on() {
    let text =
        "The ministry said it would “keep an open mind,” according to the news agency Interfax.";
    let (_, quotes) = found(text);
    let quote = quote(text, &quotes, Fragment, "open mind");
    assert_eq!(quote.speakers[0].mention.of(text), "The ministry");
    assert_eq!(quote.relayed_by.len(), 1);
    assert!(quote.relayed_by[0].mention.of(text).contains("Interfax"));
    let text = "“We are ready,” Anna Schmidt told Reuters on Monday.";
    let (_, quotes) = found(text);
    assert_eq!(quotes[0].relayed_by[0].mention.of(text), "Reuters");
}

#[test]
fn announcements_are_the_words_of_who_spoke() {
    let text = "“The president will travel to Oslo,” the palace said.\n\
                He and the king will discuss “matters of common concern” there.";
    check(text, Fragment, "common concern", &["the palace"], "");
}

#[test]
fn titles_and_scare_quotes_are_nobodys_words() {
    let text = "The actor played in the film “The Long Way Home” for years.";
    assert_eq!(found(text).1[0].kind, Title);
    let text = "Fans lined up for a “miracle” cream at the fair.";
    assert_eq!(found(text).1[0].kind, Scare);
    let text = "“There are no ‘forbidden’ topics,” Anna Schmidt said.";
    assert_eq!(found(text).1[1].kind, Scare);
}

#[test]
fn insertions_are_marked() {
    let text = "“They [the voters] know ... what he (Mr. Miller) wants,” Anna Schmidt said.";
    let insertions = &found(text).1[0].insertions;
    let words: Vec<&str> = insertions.iter().map(|s| s.of(text)).collect();
    assert_eq!(words, ["[the voters]", "...", "(Mr. Miller)"]);
}

#[test]
fn an_odd_mark_does_not_lose_what_follows() {
    let text = "The plan is a “grand bargain for all, the mayor said.\n\
                “We agree,” said Anna Schmidt.\n“So do we,” John Miller said.";
    let (_, quotes) = found(text);
    assert!(quotes.iter().any(|q| q.unbalanced_marks));
    for (words, speaker) in [("We agree", "Anna Schmidt"), ("So do we", "John Miller")] {
        assert_eq!(quote(text, &quotes, Direct, words).speakers[0].mention.of(text), speaker);
    }
}

#[test]
fn hostile_texts_end_in_time() {
    for text in [
        "he said ".repeat(3000),
        "“he said ‘she said ".repeat(1000),
        "\"a\" according to ".repeat(1500),
        "said that, ".repeat(2000),
    ] {
        assert!(analysis(&text).is_some());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn spans_lie_inside(
        text in "((he|they|Anna Schmidt|the Kremlin|said|told|that|according to|called|it rained)[ ,.:\n]|[\"“”'‘’«»] ?|\\PC){0,60}",
    ) {
        let Some(analysis) = analysis(&text) else { return Ok(()) };
        let inside = |begin: usize, end: usize| text.get(begin..end).is_some_and(|t| !t.is_empty());
        let mut last = (0, 0);
        for (index, quote) in analysis.quotes.iter().enumerate() {
            prop_assert!(inside(quote.span.begin, quote.span.end));
            prop_assert!(quote.span.contains(quote.content) && !quote.content.is_empty());
            let parties = quote.speakers.iter().chain(&quote.addressee).chain(&quote.relayed_by);
            for party in parties {
                prop_assert!(inside(party.mention.begin, party.mention.end));
                prop_assert!(party.entity.is_none_or(|e| e < analysis.entities.len()));
            }
            let spans = quote.insertions.iter().chain(&quote.cue);
            for span in spans {
                prop_assert!(inside(span.begin, span.end));
            }
            prop_assert!(quote.continues.is_none_or(|before| before < index));
            let place = (quote.span.begin, usize::MAX - quote.span.end);
            prop_assert!(place >= last);
            last = place;
        }
    }
}
