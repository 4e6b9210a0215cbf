use proptest::prelude::*;

use crate::{
    domain::{Analysis, EntityType, Gazetteer, Mention, MentionKind, Section},
    pipeline::{
        Options,
        testing::{analyzed, annotated_with, article},
    },
};

fn analysis(text: &str) -> Option<Analysis> {
    Some(annotated_with(text, &Options::default())?.analysis)
}

/// Checks that an entity has a name, a type and these mentions.
fn check(text: &str, name: &str, kind: EntityType, expect: &[(&str, MentionKind)]) {
    let analysis = analysis(text).expect("an article");
    let entity = analysis.entities.iter().find(|e| e.canonical_name == name);
    let names: Vec<_> = analysis.entities.iter().map(|e| &e.canonical_name).collect();
    let entity = entity.unwrap_or_else(|| panic!("no {name} among {names:?}"));
    let form = |m: &Mention| (m.span.of(text), m.kind);
    assert_eq!(entity.mentions.iter().map(form).collect::<Vec<_>>(), expect, "{text}");
    assert_eq!(entity.kind, kind, "{name}");
}

fn names(text: &str) -> Vec<String> {
    let analysis = analysis(text).expect("an article");
    analysis.entities.into_iter().map(|e| e.canonical_name).collect()
}

use MentionKind::{Abbreviation, Demonym, Metonym, Misspelling, Name, Nominal, ShortName};

#[test]
fn family_names_join_full_names_in_either_order() {
    let text = "Chinese President Xi Jinping met Vladimir Putin’s ministers on Monday. \
                Xi told Putin that more would come.";
    check(text, "Xi Jinping", EntityType::Person, &[("Xi Jinping", Name), ("Xi", ShortName)]);
    check(
        text,
        "Vladimir Putin",
        EntityType::Person,
        &[("Vladimir Putin", Name), ("Putin", ShortName)],
    );
}

#[test]
fn names_in_headlines_end_where_those_of_the_body_do() {
    let text = "President Xi Jinping Visits Russia And Meets Vladimir Putin\n\n\
                Chinese President Xi Jinping went to Russia on Monday. Vladimir Putin met him.";
    let names = names(text);
    assert!(names.iter().any(|name| name == "Xi Jinping"), "{names:?}");
    assert!(names.iter().any(|name| name == "Russia"), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("Visits")), "{names:?}");
}

#[test]
fn countries_are_one_with_their_peoples() {
    let text = "The United States and the U.S. are the same, American officials said in Russia.";
    check(
        text,
        "United States",
        EntityType::Location,
        &[("United States", Name), ("U.S.", Abbreviation), ("American", Demonym)],
    );
    let analysis = analysis(text).expect("an article");
    let ids: Vec<_> = analysis.entities.iter().flat_map(|e| &e.external_ids).collect();
    assert_eq!(ids[0].value, "US");
}

#[test]
fn a_capital_is_a_town_or_a_government() {
    let text = "The president travelled to Moscow on Monday. Moscow said that the talks went well.";
    check(text, "Moscow", EntityType::Location, &[("Moscow", Name)]);
    check(text, "Russia", EntityType::Location, &[("Moscow", Metonym)]);
}

#[test]
fn one_ministry_under_four_names() {
    for form in [
        "China’s Foreign Ministry",
        "The Chinese foreign ministry",
        "The Chinese Ministry of Foreign Affairs",
        "Chinese Foreign Ministry",
    ] {
        let text = format!("{form} confirmed the visit on Monday in a statement to reporters.");
        let analysed = analysis(&text).expect("an article");
        let body = analysed.entities.iter().find(|e| e.kind == EntityType::Organization);
        let mention = body.map(|e| e.mentions[0].span.of(&text));
        assert_eq!(mention, Some(form.trim_start_matches("The ")), "{text}");
    }
}

#[test]
fn events_need_a_place() {
    let text = "Russia’s invasion of Ukraine began in February. The war in Ukraine goes on. \
                The war has cost many lives.";
    check(
        text,
        "Russia’s invasion of Ukraine",
        EntityType::Event,
        &[("Russia’s invasion of Ukraine", Nominal), ("war in Ukraine", Nominal)],
    );
}

#[test]
fn abbreviations_in_brackets() {
    let text = "They met at the Shanghai Cooperation Organization (SCO) on Monday. \
                The SCO has eight members.";
    check(
        text,
        "Shanghai Cooperation Organization",
        EntityType::Organization,
        &[
            ("Shanghai Cooperation Organization", Name),
            ("SCO", Abbreviation),
            ("SCO", Abbreviation),
        ],
    );
}

#[test]
fn a_dateline_names_a_place() {
    let text = "JAKARTA - The president will make a state visit to Russia on Monday, he said.";
    check(text, "Jakarta", EntityType::Location, &[("JAKARTA", Name)]);
    let analysis = analysis(text).expect("an article");
    assert_eq!(analysis.entities[0].mentions[0].section, Section::Dateline);
}

#[test]
fn a_region_behind_a_town_belongs_to_the_mention() {
    let text = "They met in Samarkand, Uzbekistan in September and spoke about the war for hours.";
    check(text, "Samarkand", EntityType::Location, &[("Samarkand, Uzbekistan", Name)]);
    check(text, "Uzbekistan", EntityType::Location, &[("Uzbekistan", Name)]);
}

#[test]
fn furniture_names_nothing() {
    let text = "Wang Wenbin spoke to reporters in the capital about the visit on Monday morning.\n\
                Related stories\nBakhmut is lost to Wagner\nPlease enter your comment!";
    assert_eq!(names(text), ["Wang Wenbin"]);
}

/// Words that set off the rules, in any order.
fn news() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "Russia",
        "’s",
        "'s",
        "Russian-Chinese",
        "the",
        "West",
        "Western",
        "allies",
        "Beijing",
        "Ministry",
        "of",
        "Foreign Affairs",
        "President",
        "Xi",
        "Xi Jinping",
        "war",
        "in",
        "Ukraine",
        "12-point",
        "plan",
        "(",
        "SCO",
        ")",
        "“",
        "”",
        "-",
        "—",
        "said",
        ".",
        ",",
        "\n",
        "U.S.",
        "Shanghai Cooperation Organization",
        "É",
        "👍",
        "corona",
        "pandemic",
        "JAKARTA - A",
        "he",
        "his",
        "it",
        "the company",
        "the capital",
        "spokesman",
        "Dmitry Peskov",
        "Dmitri Peskov",
        "the Chinese leader",
    ]);
    prop::collection::vec(word, 1..40).prop_map(|w| w.join(" "))
}

#[test]
fn references_before_names_keep_the_order() {
    let analysis = analysis("war his ’s Beijing U.S. Beijing Xi said").expect("an article");
    assert!(analysis.entities.is_sorted_by_key(|entity| entity.mentions[0].span.begin));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn mentions_are_sorted_and_lie_in_the_article(text in prop_oneof![news(), any::<String>()]) {
        let Some(analysis) = analysis(&text) else { return Ok(()) };
        for entity in &analysis.entities {
            prop_assert!(!entity.mentions.is_empty());
            prop_assert!(!entity.canonical_name.trim().is_empty());
            let begins: Vec<_> = entity.mentions.iter().map(|m| m.span.begin).collect();
            prop_assert!(begins.is_sorted());
            for mention in &entity.mentions {
                prop_assert!(!mention.span.of(&text).trim().is_empty());
                prop_assert!((0.0..=1.0).contains(&mention.score));
                let zone = analysis.zones.iter().find(|z| z.span.contains(mention.span));
                prop_assert!(zone.is_some_and(|z| !z.kind.is_furniture()));
            }
        }
        let share: f64 = analysis.entities.iter().map(|e| e.salience).sum();
        prop_assert!((0.0..=1.0).contains(&share));
        for role in analysis.entities.iter().flat_map(|e| &e.roles) {
            prop_assert!(text.get(role.begin..role.end).is_some_and(|words| !words.is_empty()));
        }
        let firsts: Vec<_> = analysis.entities.iter().map(|e| e.mentions[0].span.begin).collect();
        prop_assert!(firsts.is_sorted());
    }
}

const LISTED: &str = r#"
{"name": "Harbour Authority", "type": "ORGANIZATION", "aliases": ["the quay people", "Paris"], "ids": {"house": "17"}}
{"name": "Germany", "type": "LOCATION", "aliases": ["the Bundesrepublik"], "ids": {"house": "de"}}
{"name": "Kestrel", "type": "WORK"}
"#;

fn with_gazetteer(text: &str, lines: &str) -> Vec<crate::domain::Entity> {
    let gazetteer = Gazetteer::from_jsonl(lines).expect("a gazetteer");
    let options = Options { gazetteers: &[&gazetteer], ..Options::default() };
    analyzed(&article(text, "").expect("a text"), &options).analysis.entities
}

#[test]
fn a_gazetteer_goes_before_the_recogniser() {
    let text = "The Quay People met Paris Hilton on Monday. Kestrel was sold in Berlin, said \
                the Harbour Authority.";
    let entities = with_gazetteer(text, LISTED);
    let of = |name: &str| {
        let entity = entities.iter().find(|e| e.canonical_name == name).expect(name);
        let forms: Vec<&str> = entity.mentions.iter().map(|m| m.span.of(text)).collect();
        (entity.kind, forms, entity.external_ids.iter().map(|id| id.value.as_str()).collect())
    };
    assert_eq!(
        of("Harbour Authority"),
        (EntityType::Organization, vec!["The Quay People", "Harbour Authority"], vec!["17"])
    );
    assert_eq!(of("Kestrel"), (EntityType::Work, vec!["Kestrel"], vec![]));
    assert!(entities.iter().any(|e| e.canonical_name == "Paris Hilton"));
}

#[test]
fn a_country_of_a_gazetteer_is_the_country() {
    let text = "They left for the Bundesrepublik on Monday, since German law forbids it there.";
    let entities = with_gazetteer(text, LISTED);
    let forms: Vec<&str> = entities[0].mentions.iter().map(|m| m.span.of(text)).collect();
    assert_eq!(forms, ["the Bundesrepublik", "German"]);
    let ids: Vec<&str> = entities[0].external_ids.iter().map(|id| id.value.as_str()).collect();
    assert_eq!((entities[0].canonical_name.as_str(), &ids[..2]), ("Germany", &["de", "DE"][..]));
}

#[test]
fn the_odd_spelling_is_told() {
    let text =
        "Marek Kowalczyk won on Sunday. Kowalczyk thanked the voters. Marek Kowalczik is 51.";
    check(
        text,
        "Marek Kowalczyk",
        EntityType::Person,
        &[("Marek Kowalczyk", Name), ("Kowalczyk", ShortName), ("Marek Kowalczik", Misspelling)],
    );
}

#[test]
fn places_have_their_codes() {
    let text =
        "Bavaria and the Kherson region are far from Kyiv, Georgia and Springfield, he said.";
    let analysis = analysis(text).expect("an article");
    let codes = |name: &str| -> Vec<String> {
        let entity = analysis.entities.iter().find(|e| e.canonical_name == name).expect(name);
        entity.external_ids.iter().map(|id| format!("{} {}", id.scheme, id.value)).collect()
    };
    assert_eq!(codes("Bavaria"), ["iso3166-2 DE-BY", "geonames 2951839"]);
    assert_eq!(codes("Kyiv"), ["geonames 703448"]);
    assert_eq!(codes("Georgia"), ["iso3166-1 GE", "geonames 614540"]);
    assert_eq!(codes("Springfield"), [""; 0]);
}

#[test]
fn governments_by_their_capitals() {
    for (text, capital, metonym) in [
        ("Kyiv and Moscow agreed to exchange prisoners on Monday, officials said.", "Moscow", true),
        ("According to Ankara, the ships left the port on Sunday morning.", "Ankara", true),
        ("Moscow-backed fighters took the village on Sunday, officials said.", "Moscow", true),
        ("Washington plans to send more ships to the region next year.", "Washington", true),
        ("Moscow saw its first snow on Sunday, and the streets were white.", "Moscow", false),
        ("The minister flew from Paris to Ankara on Sunday for the talks.", "Ankara", false),
    ] {
        let analysis = analysis(text).expect("an article");
        let mentions = analysis.entities.iter().flat_map(|e| &e.mentions);
        let found = mentions.filter(|m| m.span.of(text) == capital).map(|m| m.kind);
        let expected = if metonym { Metonym } else { Name };
        assert_eq!(found.collect::<Vec<_>>(), [expected], "{text}");
    }
}

#[test]
fn what_an_article_is_about() {
    let text = "Mayor opens bridge in Oslo\n\nThe mayor of Oslo, Kari Dahl, opened a bridge on Monday. \
                Dahl said Oslo needed it. A guest from Bergen was there as well, reporters wrote.";
    let analysis = analysis(text).expect("an article");
    let share = |name: &str| {
        analysis.entities.iter().find(|e| e.canonical_name == name).map_or(0.0, |e| e.salience)
    };
    assert!(share("Oslo") > share("Bergen") && share("Kari Dahl") > share("Bergen"));
    assert!(share("Bergen") > 0.0);
}
