//! What the facets that build on all others say of short articles.

use super::{Articles, WHOLE};
use crate::{
    domain::{Comparison, Finding, Omission, Question},
    pipeline::Options,
};

const STRIKE: [(&str, &str); 4] = [
    (
        "Bakers of Turin strike over wages\n\nThe bakers of Turin went on strike on Monday over low wages. \
         Italy accused Germany of sending strike breakers. Schools stayed open.",
        "2024-03-04",
    ),
    (
        "Turin's bakers stop work\n\nBakers in Turin went on strike on Monday because of low wages. Italy \
         accused Germany of sending strike breakers, though Germany has denied the claims. \
         Hospitals got bread from Milan.",
        "2024-03-05",
    ),
    (
        "No bread in Turin\n\nThe bakers of Turin went on strike on Monday over wages that are low. Hospitals \
         got their bread from Milan. “We will not give in,” union leader Paola Ferri said.",
        "2024-03-06",
    ),
    (
        "Elephant escapes from circus\n\nAn elephant escaped from a circus near Lyon on Sunday. Police found it \
         in a garden. Nobody was hurt.",
        "2024-03-07",
    ),
];

fn strike() -> Comparison {
    Articles::new(STRIKE, &WHOLE).all()
}

#[test]
fn times_without_a_date_are_told_in_words() {
    let texts = [STRIKE[0].0, STRIKE[1].0];
    let comparison = Articles::new(texts.map(|text| (text, "")), &WHOLE).all();
    let when = comparison.five_w.rows.iter().find(|row| row.question == Question::When);
    let values = when.expect("a day").cells.iter().map(|cell| cell.value.as_str());
    assert_eq!(values.collect::<Vec<_>>(), ["Monday"; 2]);
}

fn words(comparison: &Comparison, finding: Finding) -> &str {
    match finding {
        Finding::Claim(row) => {
            let place = &comparison.claims[row].representative;
            place.span.of(STRIKE[place.document].0)
        }
        Finding::Entity(entity) => &comparison.entities[entity].canonical_name,
        _ => "",
    }
}

#[test]
fn what_most_tell_is_missed_where_nothing_resembles_it() {
    let comparison = strike();
    let about = |omission: &&Omission| {
        !omission.is_one_sided()
            && words(&comparison, omission.subject).contains("strike on Monday")
    };
    let omission = comparison.omissions.iter().find(about).expect("the strike is left out");
    assert_eq!((&*omission.told_by, &*omission.omitted_by), (&[0, 1, 2][..], &[3][..]));
    assert_eq!(omission.could_have_known, [3]);
}

#[test]
fn an_accusation_without_its_denial_is_one_sided() {
    let comparison = strike();
    let sided: Vec<&Omission> = comparison.omissions.iter().filter(|o| o.is_one_sided()).collect();
    let [omission] = sided.as_slice() else { panic!("{sided:?}") };
    assert_eq!((&*omission.told_by, &*omission.omitted_by), (&[1][..], &[0][..]));
    assert!(omission.could_have_known.is_empty());
    let accusation = omission.accusation.expect("an accusation");
    assert!(words(&comparison, Finding::Claim(accusation)).contains("strike breakers"));
}

#[test]
fn the_six_questions_agree_where_all_answers_can_be_true() {
    let texts = [
        "The president of Chile opened a museum in Santiago on 3 May 2024.",
        "President Gabriel Boric of Chile opened a museum in Santiago in May 2024.",
        "A museum was opened in Santiago on Friday by President Gabriel Boric.",
    ];
    let comparison = Articles::new(texts.map(|text| (text, "2024-05-04")), &WHOLE).all();
    let row = |question| {
        let row = comparison.five_w.rows.iter().find(|row| row.question == question);
        row.unwrap_or_else(|| panic!("no answer to {question:?}"))
    };
    let when = row(Question::When);
    let values: Vec<&str> = when.cells.iter().map(|cell| cell.value.as_str()).collect();
    assert_eq!(
        (values.as_slice(), when.agreed),
        (&["2024-05-03", "2024-05", "2024-05-03"][..], true)
    );
    let place = row(Question::Where);
    assert!(place.agreed && place.cells.iter().all(|cell| cell.value == "Santiago"), "{place:?}");
    let orders = comparison.five_w.rows.iter().map(|row| row.question);
    assert!(orders.is_sorted());
}

#[test]
fn a_headline_that_its_article_does_not_bear_out_is_told() {
    let body = "Rain fell on the vineyards of Alsace for three weeks. Growers fear for the harvest. \
                The grapes need sun in September, the growers' association said.";
    let unsupported = |title: &str| {
        let text = format!("{title}\n\n{body}");
        let comparison =
            Articles::new([(text.as_str(), ""), (STRIKE[0].0, "")], &Options::default()).all();
        let headline = comparison.headlines.first().expect("a headline");
        assert_eq!(headline.span.of(&text), title);
        headline.unsupported.len()
    };
    assert_eq!(unsupported("Rain threatens Alsace's grape harvest"), 0);
    assert_eq!(unsupported("Minister resigns after bribery scandal in parliament"), 1);
}

#[test]
fn key_points_quote_and_name_sources() {
    let comparison = strike();
    let lines: Vec<&str> =
        comparison.overview.key_points.iter().map(|line| line.text.as_str()).collect();
    assert!(lines[0].starts_with("3 of 4 sources report “"), "{lines:#?}");
    let sided = lines.iter().find(|line| line.contains("without the denial"));
    assert!(sided.is_some_and(|line| line.starts_with("S0 tells an accusation (“")), "{lines:#?}");
}

#[test]
fn profiles_count_by_voice() {
    let texts = [(STRIKE[0].0, ""), (STRIKE[0].0, ""), (STRIKE[2].0, "")];
    let comparison = Articles::new(texts, &WHOLE).all();
    let [first, copy, other] = comparison.documents.as_slice() else { panic!("three columns") };
    assert_eq!((first.voice, copy.voice, other.voice), (0, 0, 2));
    assert_eq!(comparison.overview.independent_documents, 2);
    // A claim of the text and of its copy is one voice's.
    assert_eq!(first.profile, copy.profile);
    assert!(first.profile.unique_claims > 0);
    let matrix = &comparison.overview.matrix;
    assert_eq!(matrix.values[1], 1.0);
    assert_eq!(comparison.overview.agreement, matrix.values[2]);
    assert!((first.profile.distinctiveness - (1.0 - matrix.values[2])).abs() < 1e-12);
    assert!((0.05..0.4).contains(&other.profile.quoted_share), "{:?}", other.profile);
    assert_eq!(first.profile.quoted_share, 0.0);
}
