//! What holds for the analysis of any text whatever.

use std::cell::Cell;
use std::path::Path;
use std::sync::LazyLock;

use parallax_nlp::{Doc, Engine, MAX_TEXT_BYTES, Options, Stopped};
use proptest::prelude::*;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/en_core_web_sm-3.8.0.plx");
    let bytes = std::fs::read(path).expect("the model is there");
    Engine::load(&bytes).expect("the model is valid")
});

fn check(text: &str, doc: &Doc) {
    let tokens = doc.tokens();
    let mut at = 0;
    for (i, token) in tokens.iter().enumerate() {
        let (begin, end) = (token.begin as usize, token.end as usize);
        assert!(begin < end && text.is_char_boundary(begin) && text.is_char_boundary(end));
        assert_eq!(begin, at, "token {i} of {text:?}");
        at = end;
        if token.space_after {
            assert_eq!(text.as_bytes()[at], b' ');
            at += 1;
        }
        assert!(doc.head(i) < tokens.len());
        assert!(!doc.dep(i).is_empty() && !doc.tag(i).is_empty());
        assert!(doc.is_space(i) || (doc.dep(i) == "ROOT") == (doc.head(i) == i));
        assert!(!doc.pos(i).is_empty() && !doc.lemma(i).is_empty());
        assert!(doc.morph(i).is_empty() || doc.morph(i).contains('='));
        assert_eq!(doc.token_text(i, text), &text[begin..end]);
        assert!(doc.children(i).all(|child| doc.head(child) == i));
        assert!(doc.children(i).is_sorted());
    }
    assert_eq!(at, text.len());
    let children: usize = (0..tokens.len()).map(|i| doc.children(i).len()).sum();
    let roots = (0..tokens.len()).filter(|&i| doc.head(i) == i).count();
    assert_eq!(children + roots, tokens.len());
    check_spans(text, doc);
}

fn check_spans(text: &str, doc: &Doc) {
    let mut next = 0;
    for sentence in doc.sentences() {
        assert_eq!(sentence.start, next);
        assert!(sentence.start < sentence.end);
        assert!(doc.tokens()[sentence.start].sent_start);
        next = sentence.end;
    }
    assert_eq!(next, doc.tokens().len());
    let mut free = 0;
    for entity in doc.entities() {
        assert!(entity.tokens.start >= free && entity.tokens.start < entity.tokens.end);
        assert!((0.0..=1.0).contains(&entity.confidence));
        assert!(!doc.label(entity).is_empty());
        assert!(!text[doc.entity_bytes(entity)].is_empty());
        free = entity.tokens.end;
    }
    assert!(free <= doc.tokens().len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn analysis_of_any_text_is_well_formed(text in any::<String>()) {
        check(&text, &ENGINE.analyze(&text));
    }

    #[test]
    fn analysis_of_word_salad_is_well_formed(
        text in "([A-Z][a-z]{1,8}|don't|U\\.S\\.|:-\\)|\\$[0-9]{1,4}m|[(\"'.,!?…-]| |  |\n\n|\t|\u{a0}|é|日本|http://a\\.org/|a@b\\.com){0,120}"
    ) {
        check(&text, &ENGINE.analyze(&text));
    }
}

#[test]
fn blank_texts_have_only_space_tokens() {
    assert!(ENGINE.analyze("").tokens().is_empty());
    assert!(ENGINE.analyze("").sentences().is_empty());
    let doc = ENGINE.analyze(" \n\t ");
    assert_eq!(doc.tokens().len(), 1);
    assert!(doc.is_space(0));
    assert!(doc.entities().is_empty());
}

#[test]
fn long_texts_are_well_formed() {
    for part in ["(", "word ", "Mr. X and\n", "a-", "one, two; "] {
        let text = part.repeat(6_000);
        check(&text, &ENGINE.analyze(&text));
    }
}

#[test]
fn the_same_text_has_the_same_analysis() {
    let text = "Barack Obama met Angela Merkel in Berlin on 3 May. They talked for 2 hours.";
    let describe =
        |doc: &Doc| format!("{:?} {:?} {:?}", doc.tokens(), doc.sentences(), doc.entities());
    let expected = describe(&ENGINE.analyze(text));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(describe(&ENGINE.analyze(text)), expected));
        }
    });
}

#[test]
fn an_analysis_can_be_stopped_at_any_question() {
    let text = "The minister said on Friday that Acme Corp. would pay $5 million. ".repeat(60);
    let mut questions = 0_usize;
    loop {
        let left = Cell::new(questions);
        let stop = || {
            let done = left.get() == 0;
            left.set(left.get().saturating_sub(1));
            done
        };
        match ENGINE.analyze_until(&text, &stop) {
            Ok(doc) => {
                check(&text, &doc);
                break;
            }
            Err(error) => assert_eq!(error, Stopped::Asked),
        }
        questions += 1;
    }
    assert!(questions > 20, "only {questions} questions were asked");
}

/// The options besides the default ones.
const OTHERS: [Options; 3] = [
    Options { names_only: true, paragraphs: false },
    Options { names_only: false, paragraphs: true },
    Options { names_only: true, paragraphs: true },
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tokens_are_those_of_the_analysis(text in "([a-zA-Z']{1,6}|[.,()!-]| |  |\n|:-\\)|é){0,60}") {
        let alone = ENGINE.tokenize(&text, &|| false).expect("nothing stops it");
        let doc = ENGINE.analyze(&text);
        assert_eq!(alone.tokens().len(), doc.tokens().len());
        assert!(!alone.has_syntax() && alone.entities().is_empty());
        for (i, (found, expected)) in alone.tokens().iter().zip(doc.tokens()).enumerate() {
            assert_eq!((found.begin, found.end), (expected.begin, expected.end));
            assert_eq!(alone.norm(i), doc.norm(i));
        }
    }

    #[test]
    fn every_way_through_a_text_is_well_formed(
        text in "([A-Z][a-z]{1,8}|[a-z]{1,5}|don't|:-\\)|[(\"'.,!]| |  |\n|\r\n| \u{2028}|\u{85}|é|日本){0,80}"
    ) {
        for options in OTHERS {
            let doc = ENGINE.analyze_with(&text, options, &|| false).expect("nothing stops it");
            assert_eq!(doc.has_syntax(), !options.names_only);
            if options.paragraphs {
                check_paragraphs(&text, &doc);
            } else {
                check_spans(&text, &doc);
            }
            for i in 0..doc.tokens().len() {
                assert_eq!(doc.tag(i).is_empty(), options.names_only);
                assert_eq!(doc.dep(i).is_empty(), options.names_only);
            }
        }
    }
}

/// All but white space is in a token, and no token or sentence spans a line
/// break.
fn check_paragraphs(text: &str, doc: &Doc) {
    check_spans(text, doc);
    let mut at = 0;
    for token in doc.tokens() {
        let (begin, end) = (token.begin as usize, token.end as usize);
        assert!(text[at..begin].trim().is_empty(), "{text:?}");
        assert!(!text[begin..end].contains(['\n', '\r', '\u{85}', '\u{2028}']));
        at = end;
    }
    assert!(text[at..].trim().is_empty(), "{text:?}");
    for sentence in doc.sentences() {
        let (first, last) = (doc.tokens()[sentence.start], doc.tokens()[sentence.end - 1]);
        assert!(!text[first.begin as usize..last.end as usize].contains('\n'));
    }
}

#[test]
fn a_paragraph_is_analysed_as_if_it_were_alone() {
    let parts = ["Angela Merkel visited Paris.", "The U.S. don't agree (yet)", "Oslo"];
    let text = parts.join("\n \r\n");
    let options = Options { paragraphs: true, ..Options::default() };
    let doc = ENGINE.analyze_with(&text, options, &|| false).expect("nothing stops it");
    let mut first = 0;
    for part in parts {
        let alone = ENGINE.analyze(part);
        let offset = text.find(part).expect("it is there") as u32;
        for (i, token) in alone.tokens().iter().enumerate() {
            let found = doc.tokens()[first + i];
            assert_eq!((found.begin, found.end), (offset + token.begin, offset + token.end));
            assert_eq!(doc.head(first + i), first + alone.head(i));
            assert_eq!(
                (doc.tag(first + i), doc.dep(first + i), doc.norm(first + i)),
                (alone.tag(i), alone.dep(i), alone.norm(i))
            );
        }
        for entity in alone.entities() {
            let tokens = first + entity.tokens.start..first + entity.tokens.end;
            assert!(doc.entities().iter().any(|found| found.tokens == tokens));
        }
        first += alone.tokens().len();
    }
    assert_eq!(first, doc.tokens().len());
}

/// All that an analysis says of a text, but for numbers that are rounded.
fn said(doc: &Doc) -> String {
    let word = |i: usize| {
        let token = doc.tokens()[i];
        let place = (token.begin, token.end, token.sent_start);
        (place, doc.head(i), doc.dep(i), doc.tag(i), doc.pos(i), doc.morph(i), doc.lemma(i))
    };
    let words: Vec<_> = (0..doc.tokens().len()).map(word).collect();
    let entities: Vec<_> = doc.entities().iter().map(|e| (&e.tokens, doc.label(e))).collect();
    format!("{words:?} {entities:?}")
}

#[test]
fn texts_that_are_analysed_together_do_not_see_each_other() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds");
    let files = std::fs::read_dir(seeds).expect("there are seeds");
    let mut files: Vec<_> = files.map(|file| file.expect("it can be read").path()).collect();
    files.sort();
    let texts = files.iter().map(|file| std::fs::read_to_string(file).expect("it can be read"));
    let all = texts.collect::<String>();
    // Long ones, short ones and empty ones stand beside each other.
    let mut parts: Vec<&str> = all.split('\n').collect();
    parts.extend(all.split('\n').flat_map(|line| line.split(", ")));
    let together = ENGINE.analyze_all_until(&parts, &|| false).expect("nothing stops it");
    assert_eq!(together.len(), parts.len());
    for (part, found) in parts.iter().zip(&together) {
        assert_eq!(said(found), said(&ENGINE.analyze(part)), "{part:?}");
    }
}

#[test]
fn more_words_than_are_remembered_change_nothing() {
    // More word types than a vocabulary keeps, in one text and over several.
    let words: String = (0..40_000).map(|i| format!("w{i:x} ")).collect();
    let text = "Barack Obama met Angela Merkel in Berlin.";
    let expected = format!("{:?}", ENGINE.analyze(text).tokens());
    let long = format!("{words}\n{text}");
    for options in [Options::default(), Options { paragraphs: true, ..Options::default() }] {
        let doc = ENGINE.analyze_with(&long, options, &|| false).expect("nothing stops it");
        check_spans(&long, &doc);
        for i in (0..doc.tokens().len()).step_by(97).filter(|&i| !doc.is_space(i)) {
            assert_eq!(doc.norm(i), doc.token_text(i, &long).to_lowercase());
        }
        assert_eq!(doc.norm(doc.tokens().len() - 2), "berlin");
        assert_eq!(format!("{:?}", ENGINE.analyze(text).tokens()), expected);
    }
}

#[test]
fn too_long_texts_are_refused_or_cut() {
    let text = " ".repeat(MAX_TEXT_BYTES - 1) + "é";
    let error = ENGINE.analyze_until(&text, &|| false).err();
    let expected = Stopped::TooLong { bytes: MAX_TEXT_BYTES + 1, limit: MAX_TEXT_BYTES };
    assert_eq!(error, Some(expected));
    let doc = ENGINE.analyze(&text);
    assert_eq!(doc.tokens().len(), 1);
    assert_eq!(doc.tokens()[0].end as usize, MAX_TEXT_BYTES - 1);
}
