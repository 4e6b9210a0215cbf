use super::{names::keys, *};
use crate::domain::{Appearance, AppearanceForm, EntityType, MentionKind, Profile};

fn of(name: &str, kind: EntityType, facts: &[(Facet, &str)]) -> Appearance {
    let form = AppearanceForm {
        text: name.to_owned(),
        kind: MentionKind::Name,
        count: 1,
        keys: keys(name, kind),
    };
    Appearance {
        index: 0,
        name: name.to_owned(),
        kind,
        mentions: 1,
        forms: vec![form],
        facts: facts.iter().map(|(facet, value)| (*facet, (*value).to_owned())).collect(),
    }
}

fn person(name: &str, role: &str, country: &str, company: &[&str]) -> Appearance {
    let mut facts = vec![(Facet::Country, country)];
    if !role.is_empty() {
        facts.push((Facet::Role, role));
    }
    facts.extend(company.iter().map(|name| (Facet::Company, *name)));
    of(name, EntityType::Person, &facts)
}

/// Which identity each article's one entity gets, by order of founding.
fn identities(articles: Vec<Appearance>) -> Vec<i64> {
    let mut register = Register::default();
    let article = |appearance| Document { appearances: vec![appearance], ..Document::default() };
    articles.into_iter().map(|a| -register.identify(&article(a))[0].0).collect()
}

#[test]
fn namesakes_of_other_walks_and_countries_stay_two() {
    let found = identities(vec![
        person("John Smith", "senator", "US", &["capitol hill", "mary jones"]),
        person("John Smith", "striker", "AU", &["sydney united", "paul green"]),
        person("John Smith", "senator", "US", &["mary jones"]),
        person("John Smith", "footballer", "AU", &["sydney united"]),
    ]);
    assert_eq!(found, [1, 2, 1, 2]);
}

#[test]
fn one_person_in_four_romanisations() {
    let named = ["Ramzan Kadyrov", "Ramzan Kadyrow", "Ramsan Kadyrov", "Ramzan Kadirov"];
    let articles = named.map(|name| person(name, "", "RU", &["akhmed hall", "grozny"]));
    assert_eq!(identities(articles.to_vec()), [1, 1, 1, 1]);
}

#[test]
fn a_family_name_alone_needs_one_bearer_and_agreement() {
    let full = || person("Pavel Orlov", "president", "CZ", &["prague castle", "jan novak"]);
    let agrees = || person("Orlov", "", "CZ", &["prague castle"]);
    let found = identities(vec![full(), full(), full(), agrees(), person("Orlov", "", "BR", &[])]);
    assert_eq!(found, [1, 1, 1, 1, 2]);
    let other = || person("Ivan Orlov", "minister", "CZ", &["prague castle"]);
    let found = identities(vec![full(), other(), agrees()]);
    assert_eq!(found, [1, 2, 3], "two bearers, none the more prominent");
}

#[test]
fn given_names_alone_are_of_their_article() {
    let found = identities(vec![person("Maria", "", "ES", &[]), person("Maria", "", "ES", &[])]);
    assert_eq!(found, [1, 2]);
}

#[test]
fn codes_decide() {
    let coded = |name: &str, code: &str| of(name, EntityType::Location, &[(Facet::Code, code)]);
    let found = identities(vec![
        coded("Czechia", "iso3166-1:CZ"),
        coded("Czech Republic", "iso3166-1:CZ"),
        coded("Georgia", "iso3166-1:GE"),
        coded("Georgia", "iso3166-1:US-GA"),
    ]);
    assert_eq!(found, [1, 1, 2, 3]);
}

#[test]
fn bodies_that_each_country_has_are_told_by_it() {
    let court = |code| of("Supreme Court", EntityType::Organization, &[(Facet::Country, code)]);
    let nato = |code| of("NATO", EntityType::Organization, &[(Facet::Country, code)]);
    assert_eq!(identities(vec![court("US"), court("IN"), court("US")]), [1, 2, 1]);
    assert_eq!(identities(vec![nato("US"), nato("TR")]), [1, 1]);
}

#[test]
fn types_may_disagree_where_the_name_is_the_same() {
    let kremlin = |kind| of("Kremlin", kind, &[(Facet::Country, "RU")]);
    let kinds = [EntityType::Organization, EntityType::Location, EntityType::Organization];
    assert_eq!(identities(kinds.map(kremlin).to_vec()), [1, 1, 1]);
}

#[test]
fn a_summit_is_over_after_a_while_and_a_war_is_not() {
    let mut register = Register::default();
    let mut seen = |topic: &str, day: i64| {
        let mut appearance = of("it", EntityType::Event, &[(Facet::Topic, topic)]);
        appearance.forms.clear();
        let time = Some(day * 24 * 60 * 60);
        let document = Document { appearances: vec![appearance], time, ..Document::default() };
        register.identify(&document)[0].0
    };
    assert_eq!(seen("event:summit:oslo", 0), seen("event:summit:oslo", 3));
    assert_ne!(seen("event:summit:oslo", 3), seen("event:summit:oslo", 400));
    assert_eq!(seen("event:armed-conflict:ua", 0), seen("event:armed-conflict:ua", 400));
}

#[test]
fn an_abbreviation_seen_beside_the_name_leads_to_it() {
    let mut who = of("World Health Organization", EntityType::Organization, &[]);
    let short = of("WHO", EntityType::Organization, &[]);
    who.forms.push(AppearanceForm { kind: MentionKind::Abbreviation, ..short.forms[0].clone() });
    assert_eq!(identities(vec![who, short]), [1, 1]);
}

#[test]
fn two_full_names_of_one_article_are_two() {
    let mut register = Register::default();
    let both = ["Ramzan Kadyrov", "Ramzan Kadirov"].map(|name| person(name, "", "RU", &["grozny"]));
    let document = Document { appearances: both.to_vec(), ..Document::default() };
    let found = register.identify(&document);
    assert_ne!(found[0].0, found[1].0);
}

#[test]
fn whom_a_document_named_before_is_a_candidate_however_many_namesakes_there_are() {
    let namesake = |entity| Profile {
        entity,
        name: "John Smith".to_owned(),
        documents: 9,
        names: vec![("John Smith".to_owned(), 9, false)],
        ..Profile::default()
    };
    let most = MOST_CANDIDATES as i64;
    let found = |key| (key, (1..=most).collect());
    let found = keys("John Smith", EntityType::Person).into_iter().map(found).collect();
    let profiles = (1..=most + 1).map(namesake).collect();
    let mut register = Register::new(found, profiles);
    let appearance = || of("John Smith", EntityType::Person, &[]);
    let again = Document {
        appearances: vec![appearance()],
        before: vec![("john smith".to_owned(), most + 1)],
        ..Document::default()
    };
    assert_eq!(register.identify(&again)[0].0, most + 1);
    let new = Document { appearances: vec![appearance()], ..Document::default() };
    assert_eq!(register.identify(&new)[0].0, 1);
}

#[test]
fn a_curated_one_is_a_candidate_beside_the_prominent() {
    let namesake = |entity, curated| Profile {
        entity,
        curated,
        name: "John Smith".to_owned(),
        documents: if curated { 0 } else { 9 },
        names: vec![("John Smith".to_owned(), 9, curated)],
        ..Profile::default()
    };
    let most = MOST_CANDIDATES as i64;
    let found = |key| (key, (1..=most + 1).collect());
    let found = keys("John Smith", EntityType::Person).into_iter().map(found).collect();
    let others = (1..=most).map(|entity| namesake(entity, false));
    let profiles = others.chain([namesake(most + 1, true)]).collect();
    let mut register = Register::new(found, profiles);
    let appearances = vec![of("John Smith", EntityType::Person, &[])];
    let document = Document { appearances, ..Document::default() };
    assert_eq!(register.identify(&document)[0].0, most + 1, "somebody gave it this name");
}

#[test]
fn ids_are_made_of_names() {
    for (name, expect) in [
        ("Xi Jinping", "xi-jinping"),
        ("The U.S. Senate", "us-senate"),
        ("Recep Tayyip Erdoğan", "recep-tayyip-erdogan"),
        ("Москва", "entity"),
        ("--", "entity"),
    ] {
        assert_eq!(slug(name), expect);
        assert!(slug(name).parse::<EntityId>().is_ok());
    }
    assert!(slug(&"long ".repeat(60)).parse::<EntityId>().is_ok());
}
