use proptest::prelude::*;

use super::*;

const LINES: &str = r#"
{"name": "Harbour Authority", "type": "organization", "aliases": ["the port's owner", "HA"], "ids": {"house": "17"}}
{"name": "José Peña-Ortiz", "type": "PERSON"}
{"name": "HA", "type": "GROUP"}
"#;

fn found<'t>(text: &'t str, gazetteer: &Gazetteer) -> Vec<(&'t str, usize)> {
    gazetteer.matches(text, |_| true).iter().map(|m| (m.span.of(text), m.entry)).collect()
}

#[test]
fn names_and_aliases_are_found_as_written() {
    let gazetteer = Gazetteer::from_jsonl(LINES).unwrap();
    let text =
        "THE PORT’S OWNER, the Harbour\nAuthority, met Jose Pena–Ortiz; harbour authority, ha!";
    assert_eq!(
        found(text, &gazetteer),
        [("THE PORT’S OWNER", 0), ("Harbour\nAuthority", 0), ("Jose Pena–Ortiz", 1)]
    );
    // A name goes before an alias.
    assert_eq!(found("HA", &gazetteer), [("HA", 2)]);
    assert_eq!(gazetteer.entries()[0].ids[0].value, "17");
}

#[test]
fn the_longest_that_fits_is_taken() {
    let lines = "{\"name\": \"Oak\", \"type\": \"other\"}\n{\"name\": \"Oak Lane School\", \"type\": \"other\"}";
    let gazetteer = Gazetteer::from_jsonl(lines).unwrap();
    assert_eq!(
        found("Oak Lane School and Oak Lane", &gazetteer),
        [("Oak Lane School", 1), ("Oak", 0)]
    );
    let short = gazetteer.matches("Oak Lane School", |span| span.len() < 5);
    assert_eq!(short[0].entry, 0);
}

#[test]
fn faults_name_line_and_field() {
    let fault = |lines: &str| Gazetteer::from_jsonl(lines).unwrap_err().to_string();
    assert_eq!(fault("\n{\"name\": \"A\"}"), "line 2: type is missing");
    assert_eq!(fault("{\"name\": 1, \"type\": \"x\"}"), "line 1: name is no string");
    assert!(
        fault("{\"name\": \"A\", \"type\": \"town\"}")
            .starts_with("line 1: type is none of PERSON,")
    );
    let with = |rest: &str| fault(&format!("{{\"name\": \"A\", \"type\": \"other\", {rest}}}"));
    assert_eq!(with("\"alias\": []"), "line 1: alias is unknown");
    assert_eq!(with("\"aliases\": [\"B\", \"-\"]"), "line 1: aliases[1] has no letter or digit");
    assert_eq!(with("\"ids\": {\"x y\": \"1\"}").find("line 1: ids.x y is no name"), Some(0));
    assert_eq!(with("\"ids\": {\"x\": \" \"}"), "line 1: ids.x is empty");
    assert_eq!(fault("[]"), "line 1: is no object");
    assert!(fault("{").starts_with("line 1: EOF while parsing an object at column 1"));
    let long = format!("\"aliases\": [\"{}\"]", "a ".repeat(33));
    assert_eq!(with(&long), "line 1: aliases[0] has more than 32 words and signs");
}

#[test]
fn the_digest_tells_contents_apart() {
    let digest = |lines: &str| Gazetteer::from_jsonl(lines).unwrap().digest();
    assert_eq!(digest(LINES), digest(LINES));
    assert_ne!(digest(LINES), digest(&LINES.replace("17", "18")));
    assert_eq!(digest(LINES).len(), 16);
}

proptest! {
    #[test]
    fn matches_lie_in_the_text(text in any::<String>(), name in "[\\PC]{1,8}") {
        let entry = GazetteerEntry { name, kind: EntityType::Other, aliases: vec![], ids: vec![] };
        let Ok(gazetteer) = Gazetteer::new(vec![entry.clone()]) else { return Ok(()) };
        for text in [text.clone(), format!("{text} {} {text}", entry.name)] {
            let mut end = 0;
            for found in gazetteer.matches(&text, |_| true) {
                prop_assert!(found.span.begin >= end && text.get(found.span.begin..found.span.end).is_some());
                end = found.span.end;
            }
        }
        let own = gazetteer.matches(&entry.name, |_| true);
        prop_assert_eq!(own.len(), 1);
    }
}
