//! Heads of texts.

use super::{super::zones::zones, *};
use crate::domain::ZoneKind::{self, Body};

fn kinds(text: &str) -> Vec<(ZoneKind, &str)> {
    zones(text).iter().map(|z| (z.kind, z.span.trimmed(text).of(text))).collect()
}

const PROSE: &str = "The council met on Monday and decided to build a bridge over the river.";

#[test]
fn datelines() {
    for place in [
        "JAKARTA - ",
        "BEIJING — ",
        "SEOUL, South Korea — ",
        "WASHINGTON (AP) — ",
        "PARIS, March 3 (Reuters) - ",
        "Moscow (TASS) – ",
        "BEIJING -- ",
        "ST. PAUL, Minn. - ",
    ] {
        let text = format!("{place}{PROSE}");
        assert_eq!(kinds(&text), [(Dateline, place.trim_end()), (Body, PROSE)], "{text}");
    }
}

#[test]
fn no_datelines() {
    for start in ["NASA — the space agency — ", "WATCH - ", "He said — ", "BREAKING — "] {
        let text = format!("{start}{PROSE}");
        assert_eq!(kinds(&text), [(Body, text.as_str())], "{text}");
    }
}

#[test]
fn title_with_date_behind_it() {
    let text = format!("Zoo sparks outrage in Ohio Updated: 2016-05-30 09:53 (Agencies)\n{PROSE}");
    assert_eq!(
        kinds(&text),
        [
            (Title, "Zoo sparks outrage in Ohio"),
            (MetadataHeader, "Updated: 2016-05-30 09:53 (Agencies)"),
            (Body, PROSE)
        ]
    );
}

#[test]
fn lines_of_the_head() {
    for (line, kind) in [
        ("Published: 20 March 2023", MetadataHeader),
        ("Xinhua | Updated: 2017-09-15 17:52", MetadataHeader),
        ("Monday, March 20, 2023", MetadataHeader),
        ("By Jane Doe and John Roe, Reuters", Byline),
        ("Home > World > Europe", Breadcrumb),
        ("Council decides on third bridge", Title),
        ("Will the council ever build its bridge?", Title),
        ("Who pays for the new bridge of Oslo?", Title),
    ] {
        for gap in ["\n", "\n\n"] {
            let text = format!("{line}{gap}{PROSE}");
            assert_eq!(kinds(&text), [(kind, line), (Body, PROSE)], "{text}");
        }
    }
}

#[test]
fn text_that_begins_with_prose_has_no_title() {
    for text in [
        format!("{PROSE}\n{PROSE}"),
        "Showers continued throughout the week in\nthe Bahia cocoa zone, alleviating the drought since early\nJanuary and improving prospects for the coming harvest.".to_owned(),
        "The Chicago Mercantile Exchange\nboard of directors issued a letter.".to_owned(),
        "Shr 17 cts vs 13 cts\n     Net 2.1 mln vs 1.03 mln\n     Revs 15.6 mln vs 12 mln".to_owned(),
        format!("Who remembers the day on which the ferry sank and the whole town stood at the quay?\n{PROSE}"),
        format!("Who pays for it? Will it hold?\n{PROSE}"),
        "Published March 3, 2020, the report on the bridge says that it will never be finished.".to_owned(),
    ] {
        assert_eq!(kinds(&text), [(Body, text.as_str())], "{text}");
    }
}
