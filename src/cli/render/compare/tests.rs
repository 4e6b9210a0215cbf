//! Comparisons built by hand, as the renderer shows them.

use super::*;
use crate::domain::{
    AgreementMatrix, ClaimCluster, ClaimStance, ClaimStatus, DocumentProfile, EntityComparison,
    EntityInDocument, EntityType, MentionKind, NameForm, Overview, Relation, Section, Signal, Zone,
    ZoneKind,
};

/// A form of a name, its kind, and how often it is used.
type FormCount<'a> = (&'a str, MentionKind, usize);

/// Articles of a sentence a line, and the comparison of them.
struct Fixture {
    texts: Vec<String>,
    comparison: Comparison,
}

impl Fixture {
    fn new(texts: &[&str]) -> Self {
        let document = |i: usize| ComparedDocument {
            key: format!("S{i}"),
            document: format!("S{i}"),
            source: String::new(),
            publish_time: None,
            title: None,
            profile: DocumentProfile::default(),
            furniture: Vec::new(),
        };
        let size = texts.len();
        let matrix = AgreementMatrix { size, values: vec![0.25; size * size] };
        Self {
            texts: texts.iter().map(|&text| text.to_owned()).collect(),
            comparison: Comparison {
                documents: (0..size).map(document).collect(),
                overview: Overview { agreement: 0.25, matrix, ..Overview::default() },
                entities: Vec::new(),
                claims: Vec::new(),
                warnings: Vec::new(),
            },
        }
    }

    fn evidence(&self, document: usize, words: &str) -> Evidence {
        let begin = self.texts[document].find(words).expect("the text holds the words");
        let span = Span::new(begin, begin + words.len());
        Evidence { document, span, sentence: span, section: Section::Body }
    }

    /// Adds a claim; the first wording represents it.
    fn claim(mut self, status: ClaimStatus, wordings: &[(usize, Relation, &str)]) -> Self {
        let silent = ClaimStance {
            relation: Relation::Silent,
            evidence: Vec::new(),
            attributed_to: String::new(),
            score: 0.0,
        };
        let mut stances = vec![silent; self.texts.len()];
        for &(document, relation, words) in wordings {
            stances[document].relation = relation;
            stances[document].evidence.push(self.evidence(document, words));
        }
        let representative = self.evidence(wordings[0].0, wordings[0].2);
        let overview = &mut self.comparison.overview;
        overview.claims += 1;
        match status {
            ClaimStatus::Consensus => overview.consensus += 1,
            ClaimStatus::Corroborated => overview.corroborated += 1,
            ClaimStatus::SingleSource => overview.single_source += 1,
        }
        self.comparison.claims.push(ClaimCluster { representative, stances, status, score: 1.0 });
        self
    }

    /// Adds an entity from (document, forms with counts).
    fn entity(mut self, name: &str, kind: EntityType, there: &[(usize, &[FormCount<'_>])]) -> Self {
        let form =
            |&(text, kind, count): &FormCount<'_>| NameForm { text: text.to_owned(), kind, count };
        let in_document = |&(document, forms): &(usize, &[FormCount<'_>])| {
            let forms: Vec<_> = forms.iter().map(form).collect();
            let mention_count = forms.iter().map(|form| form.count).sum();
            EntityInDocument { document, mention_count, forms, evidence: Vec::new() }
        };
        self.comparison.entities.push(EntityComparison {
            canonical_name: name.to_owned(),
            kind,
            external_ids: Vec::new(),
            in_documents: there.iter().map(in_document).collect(),
            signals: Vec::new(),
        });
        self
    }

    fn shown(&self, width: usize, all: bool) -> String {
        self.styled(Style { width, color: false, unicode: true }, all)
    }

    fn styled(&self, style: Style, all: bool) -> String {
        let texts: Vec<_> = self.texts.iter().map(String::as_str).collect();
        let file_names: Vec<_> = (0..texts.len()).map(|i| format!("{i}.txt")).collect();
        let view = CompareView {
            comparison: &self.comparison,
            texts: &texts,
            file_names: &file_names,
            consensus_threshold: texts.len() / 2 + 1,
            all,
            engine_version: "parallax-test",
        };
        let mut out = Vec::new();
        view.render(&mut out, &style).expect("a vector takes all");
        String::from_utf8(out).expect("the output is UTF-8")
    }
}

/// The part of the output from one line to before another.
fn section<'t>(shown: &'t str, from: &str, to: &str) -> &'t str {
    let begin = shown.find(from).expect("the section begins");
    let length = shown[begin..].find(to).expect("the section ends");
    shown[begin..begin + length].trim_end()
}

fn visit() -> Fixture {
    let fixture = Fixture::new(&[
        "Xi will visit Moscow from Monday to Wednesday. Lunch is on Monday.",
        "The Kremlin said Xi will pay a state visit to Russia on March 20-22, 2023.",
        "China has said\u{1b}[2J President Xi\nwill visit Russia.",
    ]);
    let mut fixture = fixture
        .claim(
            ClaimStatus::Consensus,
            &[
                (1, Relation::Supports, "Xi will pay a state visit to Russia on March 20-22, 2023"),
                (0, Relation::Supports, "Xi will visit Moscow from Monday to Wednesday"),
                (2, Relation::Partial, "China has said\u{1b}[2J President Xi\nwill visit Russia"),
            ],
        )
        .claim(ClaimStatus::SingleSource, &[(0, Relation::Supports, "Lunch is on Monday.")]);
    fixture.comparison.claims[0].stances[1].attributed_to = "The Kremlin".to_owned();
    fixture
}

#[test]
fn claims_show_every_source_with_its_words() {
    let expected = "\
CONSENSUS  at least 2 sources say it
● says it, ◐ says a weaker or less specific version, · silent

C0  3/3  Xi will pay a state visit to Russia on March 20-22, 2023
    ●  S0  Xi will visit Moscow from Monday to Wednesday
    ●  S1  (as above) [credited to The Kremlin]
    ◐  S2  China has said\u{fffd}[2J President Xi will visit Russia";
    assert_eq!(section(&visit().shown(80, false), "CONSENSUS", "\nSINGLE"), expected);
}

#[test]
fn without_unicode_and_colour_the_stances_still_differ() {
    let style = Style { width: 80, color: false, unicode: false };
    let shown = visit().styled(style, false);
    assert!(shown.contains("    +  S0  Xi will"), "{shown}");
    assert!(shown.contains("    ~  S2  China has"), "{shown}");
    let own = shown.replace('\u{fffd}', "");
    assert!(own.is_ascii(), "{shown}");
}

#[test]
fn colour_changes_no_words() {
    let style = Style { width: 80, color: true, unicode: true };
    let colored = visit().styled(style, false);
    assert!(colored.contains("\x1b[32m●\x1b[0m"), "{colored}");
    let mut plain = colored;
    for code in ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[33m"] {
        plain = plain.replace(code, "");
    }
    assert_eq!(plain, visit().shown(80, false));
}

#[test]
fn no_line_is_wider_than_the_page() {
    let mut fixture = twelve();
    fixture.comparison.documents[3].source = "The Very Long Name of an Outlet ".repeat(4);
    for width in [40, 60, 80, 100, 160] {
        for all in [false, true] {
            for line in fixture.shown(width, all).lines() {
                assert!(super::width(line) <= width, "{width}: {line}");
            }
        }
    }
}

/// Twelve sources; one claim of all with a long wording, seven of the first alone.
fn twelve() -> Fixture {
    let long = "The leaders will discuss the further development of a comprehensive partnership \
                and strategic interaction between the two countries in the context of deepening \
                cooperation in the international arena. ";
    let single: Vec<_> = (0..7).map(|i| format!("Only here is fact {i}.")).collect();
    let first = format!("{long}{}", single.join(" "));
    let texts: Vec<_> = (0..12).map(|i| if i == 0 { first.as_str() } else { long }).collect();
    let wordings: Vec<_> = (0..12).map(|i| (i, Relation::Supports, long.trim())).collect();
    let everywhere: &[FormCount<'_>] = &[("Xi", MentionKind::ShortName, 2)];
    let there: Vec<_> = (0..11).map(|i| (i, everywhere)).collect();
    let mut fixture = Fixture::new(&texts).claim(ClaimStatus::Consensus, &wordings).entity(
        "Xi Jinping",
        EntityType::Person,
        &there,
    );
    for words in &single {
        fixture = fixture.claim(ClaimStatus::SingleSource, &[(0, Relation::Supports, words)]);
    }
    fixture
}

#[test]
fn what_is_left_out_is_counted_and_all_shows_it() {
    let brief = twelve().shown(100, false);
    assert!(brief.contains("Only here is fact 4."), "{brief}");
    assert!(!brief.contains("Only here is fact 5."), "{brief}");
    assert!(brief.contains("and 2 more (--all)"), "{brief}");
    assert!(brief.contains("…\n"), "{brief}");

    let all = twelve().shown(100, true);
    assert!(all.contains("Only here is fact 6."), "{all}");
    assert!(!all.contains('…') && !all.contains("more (--all)"), "{all}");
}

#[test]
fn names_show_counts_forms_and_where_they_are_absent() {
    use MentionKind::{Metonym, Name, ShortName};
    let fixture = visit()
        .entity(
            "Volodymyr Zelenskyy",
            EntityType::Person,
            &[
                (0, &[("Volodymyr Zelenskyy", Name, 1), ("Zelenskyy", ShortName, 2)]),
                (1, &[("Zelensky", ShortName, 4), ("Zelenskyy", ShortName, 1)]),
            ],
        )
        .entity(
            "Russia",
            EntityType::Location,
            &[(0, &[("Moscow", Metonym, 1)]), (2, &[("Russia", Name, 1)])],
        )
        .entity("AFP", EntityType::Organization, &[(2, &[("AFP", Name, 1)])]);
    let expected = "\
People                 S0   S1   S2
Volodymyr Zelenskyy     3    5    –
  Zelensky (S1), Zelenskyy, Volodymyr Zelenskyy (S0)

Places                 S0   S1   S2
Russia                  1    –    1
  Moscow (for the government: S0), Russia (S2)

In one source only
S2  AFP";
    assert_eq!(section(&fixture.shown(80, false), "People", "\nNOTES"), expected);
    // Too narrow for a column a source.
    let narrow = twelve().shown(70, false);
    assert!(narrow.contains("Xi Jinping  S0 ×2, S1 ×2,"), "{narrow}");
    assert!(narrow.contains("absent from S11\n"), "{narrow}");
}

#[test]
fn reasons_for_joining_names_show_with_all() {
    let mut fixture = twelve();
    fixture.comparison.entities[0].canonical_name = "Xi Jinping".to_owned();
    let detail = "Xi / Xi Jinping".to_owned();
    fixture.comparison.entities[0].signals =
        vec![Signal { id: "short-name".into(), weight: 1.0, detail }];
    assert!(fixture.shown(100, true).contains("joined by short-name: Xi / Xi Jinping"));
    assert!(!fixture.shown(100, false).contains("joined by"));
}

#[test]
fn sources_show_outlet_date_headline_and_furniture() {
    let mut fixture = visit();
    let span = Span::new(0, 20);
    let documents = &mut fixture.comparison.documents;
    documents[0].title = Some(span);
    documents[0].publish_time = Some("2023-03-20T00:00:00Z".parse().unwrap());
    documents[1].source = "The Moscow Times".to_owned();
    documents[1].publish_time = Some("2023-03-17T14:05:00Z".parse().unwrap());
    documents[1].furniture = vec![Zone { kind: ZoneKind::Appeal, span, rule: "appeal".into() }];
    let expected = "\
key  source            published             furniture  headline
S0   0.txt             2023-03-20                    –  Xi will visit Moscow
S1   The Moscow Times  2023-03-17 14:05 UTC          1  (none)
S2   2.txt             unknown                       –  (none)

Furniture, stretches of the page that are not the article, was left out: S1
(appeal 1).";
    assert_eq!(section(&fixture.shown(80, false), "key ", "\nOVER"), expected);
    let narrow = fixture.shown(50, false);
    assert!(narrow.contains("S1  The Moscow Times, publication date 2023-03-17"), "{narrow}");
}

#[test]
fn figures_show_the_agreement_of_each_pair_where_it_fits() {
    let expected = "\
key  claims  only here  consensus   S0   S1   S2
S0        4          1        2/3    –  25%  25%
S1        0          0        0/0  25%    –  25%
S2        0          0        0/0  25%  25%    –";
    let mut fixture = visit();
    fixture.comparison.documents[0].profile =
        DocumentProfile { claims: 4, unique_claims: 1, consensus_claims: 2, omitted_consensus: 1 };
    assert_eq!(section(&fixture.shown(80, false), "key  claims", "\n\nonly"), expected);
    let narrow = twelve().shown(60, false);
    assert!(narrow.contains("--format json"), "{narrow}");
}

#[test]
fn notes_tell_of_unknown_dates_and_limits() {
    let mut fixture = visit();
    let unknown = |key: &str| Warning::DocumentDateUnknown { document: key.to_owned() };
    let limit = Warning::LimitReached { limit: "max_claims".into(), kept: 2, total: 9 };
    fixture.comparison.claims.pop();
    fixture.comparison.warnings = vec![unknown("S0"), unknown("S2"), limit];
    let shown = fixture.shown(160, false);
    assert!(shown.contains("Date unknown: S0, S2."), "{shown}");
    assert!(shown.contains("nobody else says it\nnone shown, see the notes\n"), "{shown}");
    assert!(shown.contains("2 of 9 are shown: max_claims leaves out the rest."), "{shown}");
}
