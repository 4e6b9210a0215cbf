use super::{
    speakers::{found, name, quote},
    with_parsed,
};
use crate::{
    domain::QuoteKind::{self, Direct},
    pipeline::annotate::quotes::marks,
};

/// The words of the posts of a text.
fn posts(text: &str) -> Vec<&str> {
    let found = with_parsed(text, marks);
    found.stretches.iter().filter(|s| s.is_post).map(|s| s.content.of(text)).collect()
}

#[test]
fn a_signature_ends_a_post() {
    let text = "The mayor wrote on Twitter.\n\n\
                The bridge opens on Friday. Bring the children! https://t.co/Xy12 — Anna Lind \
                (@annalind) March 3, 2020 And do not park on the pier - Anna Lind (@annalind) 4 \
                March 2020\n\nThe pier is new.";
    assert_eq!(
        posts(text),
        ["The bridge opens on Friday. Bring the children!", "And do not park on the pier"]
    );
}

#[test]
fn a_signature_may_have_a_line_of_its_own() {
    let text = "Crowds came.\n\nWhat a day for this old town\n\n— Ole Berg (@ole_berg) May 2, 2019\n\nIt rained.";
    assert_eq!(posts(text), ["What a day for this old town"]);
}

#[test]
fn words_that_introduce_a_post_are_the_narrators() {
    let text =
        "On Monday she tweeted: We lost the match: 3 to 1. -- Anna Lind (@annalind) March 3, 2020";
    assert_eq!(posts(text), ["We lost the match: 3 to 1."]);
}

#[test]
fn accounts_in_sentences_sign_nothing() {
    for text in [
        "Follow our reporter - Anna Lind (@annalind), who is in Oslo - for more.",
        "Anna Lind (@annalind) March 3, 2020",
        "“The bridge opens on Friday,” — Anna Lind (@annalind) March 3, 2020",
        "The well-known Anna Lind (@annalind) spoke.",
        "- (@",
        "— (@a) May 1, 2020",
    ] {
        assert!(posts(text).is_empty(), "{text}: {:?}", posts(text));
    }
}

#[test]
fn who_signed_a_post_speaks() {
    let text = "Mayor Anna Lind opened the bridge on Friday.\n\n\
                so proud of this town today — anna b. lind (@mayorlind) March 3, 2020\n\n\
                Ole Berg was there too.";
    let (analysis, quotes) = found(text);
    let post = quote(text, &quotes, Direct, "so proud");
    assert_eq!(post.speakers[0].mention.of(text), "anna b. lind");
    assert_eq!(name(&analysis, &post.speakers[0]), "Anna Lind");
    assert_eq!(post.span, post.content);
}

#[test]
fn posts_without_a_signature_are_in_the_first_person() {
    let text = "The singer was stuck in a lift on Friday.\n\n\
                third hour in this lift and I have eaten all of my bread\n\n\
                Firemen came at noon.";
    assert_eq!(posts(text), ["third hour in this lift and I have eaten all of my bread"]);
    // Who tells the story says "I" as well.
    let text = format!("{text}\n\nI was there and saw them come.");
    assert!(posts(&text).is_empty());
    let text = "The singer was stuck.\n\nI was in the lift for three hours, and I was afraid.";
    assert!(posts(text).is_empty());
}

#[test]
fn a_post_leaves_no_quotation_open() {
    let text = "third hour in this lift and I have eaten all of my bread\n\n“We came at once,” Ole Berg said.";
    let (_, quotes) = found(text);
    assert!(quotes.iter().all(|q| q.continues.is_none()));
    let kinds: Vec<QuoteKind> = quotes.iter().map(|q| q.kind).collect();
    assert_eq!(kinds, [Direct, Direct]);
}
