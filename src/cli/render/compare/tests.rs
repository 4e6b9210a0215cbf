//! The page for terminals, of comparisons built by hand.

use super::{
    super::fixture::{Fixture, FormCount, everything},
    *,
};
use crate::{
    cli::render::{Selection, text},
    domain::{
        ClaimStatus, DocumentProfile, EntityType, MentionKind, Relation, Signal, Span, Warning,
        Zone, ZoneKind,
    },
};

impl Fixture {
    fn shown(&self, width: usize, all: bool) -> String {
        self.styled(Style { width, color: false, unicode: true }, all)
    }

    fn styled(&self, style: Style, all: bool) -> String {
        self.selected(style, &Selection { all, ..Selection::default() })
    }

    fn selected(&self, style: Style, selection: &Selection) -> String {
        let mut out = Vec::new();
        self.viewed(selection, |view| render(view, &mut out, &style)).expect("a vector takes all");
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
    let kremlin = fixture.evidence(1, "The Kremlin").span;
    fixture.comparison.claims[0].stances[1].attributed_to = Some(kremlin);
    fixture
}

const PLAIN: Style = Style { width: 80, color: false, unicode: true };

#[test]
fn the_matrix_has_a_sign_for_every_source() {
    let expected = "\
CONSENSUS  at least 2 independent voices say it
    S0 S1 S2
C0  ●  ●  ◐    Xi will pay a state visit to Russia on March 20-22, 2023";
    assert_eq!(section(&visit().shown(80, false), "CONSENSUS", "\nDISPUTED"), expected);
    let expected = "\
CONSENSUS  at least 2 independent voices
           say it
C0  Xi will pay a state visit to Russia
    on March 20-22, 2023
    ● S0 S1 ◐ S2";
    let stacked = twelve().shown(40, false);
    assert!(stacked.contains("● S0 S1 S2 S3"), "{stacked}");
    let shown = visit().shown(40, false);
    assert_eq!(section(&shown, "CONSENSUS", "\nDISPUTED"), expected, "{shown}");
}

#[test]
fn wordings_show_every_source_with_its_words() {
    let selection = Selection { wordings: true, ..Selection::default() };
    let shown = visit().selected(PLAIN, &selection);
    let expected = "\
    ●  S0  Xi will visit Moscow from Monday to Wednesday
    ●  S1  (as above) [credited to The Kremlin]
    ◐  S2  China has said\u{fffd}[2J President Xi will visit Russia
";
    assert!(shown.contains(expected), "{shown}");
}

#[test]
fn without_unicode_and_colour_the_stances_still_differ() {
    let shown = visit().styled(Style { unicode: false, ..PLAIN }, true);
    assert!(shown.contains("C0  +  +  ~    Xi will pay"), "{shown}");
    assert!(shown.contains("    ~  S2  China has"), "{shown}");
    let own = shown.replace('\u{fffd}', "");
    assert!(own.is_ascii(), "{shown}");
}

#[test]
fn colour_changes_no_words() {
    for fixture in [visit(), everything()] {
        let colored = fixture.styled(Style { color: true, ..PLAIN }, true);
        assert!(colored.contains("\x1b[32m●\x1b[0m"), "{colored}");
        let mut plain = colored;
        for code in ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m"] {
            plain = plain.replace(code, "");
        }
        assert_eq!(plain, fixture.shown(80, true));
    }
}

#[test]
fn no_line_is_wider_than_the_page() {
    let mut fixture = twelve();
    fixture.comparison.documents[3].source = "The Very Long Name of an Outlet ".repeat(4);
    for fixture in [fixture, everything()] {
        for width in [40, 60, 80, 100, 120, 200] {
            for all in [false, true] {
                for line in fixture.shown(width, all).lines() {
                    assert!(text::width(line) <= width, "{width}: {line}");
                }
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
    assert!(brief.contains("Only here is fact 2."), "{brief}");
    assert!(!brief.contains("Only here is fact 3."), "{brief}");
    assert!(brief.contains("and 4 more (--all)"), "{brief}");
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
key  claims  only here  consensus  credited  quoted   S0   S1   S2
S0        4          1        2/3       50%      0%    –  25%  25%
S1        0          0        0/0        0%      0%  25%    –  25%
S2        0          0        0/0        0%      0%  25%  25%    –";
    let mut fixture = visit();
    fixture.comparison.documents[0].profile = DocumentProfile {
        claims: 4,
        unique_claims: 1,
        consensus_claims: 2,
        omitted_consensus: 1,
        attributed_share: 0.5,
        ..DocumentProfile::default()
    };
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

#[test]
fn every_part_is_shown_and_can_be_chosen() {
    let shown = everything().shown(100, false);
    for words in [
        "•  S0 and S1 differ on the day. [D0]",
        "D0  conflicting  Date, high severity [C0]",
        "    S0  Monday   “on Monday”",
        "C0  ●  ◐  ✗    The bridge opened on Monday [D0]",
        "Q0  altered  Ann Lee",
        "    S1  We are [-very-] glad,",
        "  2023-03-20  The bridge opened on Monday [S0 D0]",
        "N0  conflicting  people",
        "    S1  12  “Twelve people”",
        "  S2  -reckless (judging word)",
        "O0  denial  The bridge opened on Monday [C0, denies C1]",
        "    told by S0, S1; left out by S2; S2 could have known",
        "R0  S0 S1  “The bridge opened” [one agency's report behind both, 3 words, S1 earlier]",
        "S2  critics (other, unnamed, 1+0); 1 claim of unnamed sources, 2 credited to nobody",
        "When   Monday [S0]",
        "S0  The bridge opened on Monday. [asks]",
    ] {
        assert!(shown.contains(words), "no {words} in:\n{shown}");
    }
    let chosen = Selection { facets: vec![Facet::Quotes], ..Selection::default() };
    let shown = everything().selected(PLAIN, &chosen);
    assert!(shown.contains("QUOTES") && !shown.contains("CLAIM MATRIX"), "{shown}");
}

#[test]
fn limits_cut_lists_and_say_so() {
    let selection = Selection { max_claims: 1, ..Selection::default() };
    let shown = everything().selected(PLAIN, &selection);
    assert!(shown.contains("1 of 2 claims are shown: --max-claims 1."), "{shown}");
    assert!(!shown.contains("C1  "), "{shown}");
}
