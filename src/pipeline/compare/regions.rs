//! Parts of the world with the countries in them.
//!
//! The regions and subregions are those of the United Nations' standard M49, under the names that
//! news have for them; countries are codes of ISO 3166-1.

/// Name in lower case, codes of its countries. Sorted by name.
#[rustfmt::skip]
const REGIONS: [(&str, &str); 30] = [
    ("africa", "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW"),
    ("asia", "AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE"),
    ("balkans", "AL BA BG GR HR ME MK RO RS SI XK"),
    ("baltics", "EE LT LV"),
    ("caribbean", "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI"),
    ("caucasus", "AM AZ GE"),
    ("central africa", "AO CD CF CG CM GA GQ ST TD"),
    ("central america", "BZ CR GT HN MX NI PA SV"),
    ("central asia", "KG KZ TJ TM UZ"),
    ("central europe", "AT CH CZ DE HU LI PL SI SK"),
    ("east africa", "BI DJ ER ET KE KM MG MU MW MZ RE RW SC SO SS TZ UG YT ZM ZW"),
    ("east asia", "CN HK JP KP KR MN MO TW"),
    ("eastern europe", "BG BY CZ HU MD PL RO RU SK UA"),
    ("europe", "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM TR UA VA XK"),
    ("horn of africa", "DJ ER ET SO"),
    ("latin america", "AR BO BR BZ CL CO CR CU DO EC GF GT GY HN HT MX NI PA PE PR PY SR SV UY VE"),
    ("middle east", "AE BH CY EG IL IQ IR JO KW LB OM PS QA SA SY TR YE"),
    ("north africa", "DZ EG EH LY MA SD TN"),
    ("north america", "BM CA GL MX PM US"),
    ("northern europe", "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ"),
    ("oceania", "AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV VU WF WS"),
    ("scandinavia", "DK FI IS NO SE"),
    ("south america", "AR BO BR CL CO EC FK GF GY PE PY SR UY VE"),
    ("south asia", "AF BD BT IN IR LK MV NP PK"),
    ("southeast asia", "BN ID KH LA MM MY PH SG TH TL VN"),
    ("southern africa", "BW LS NA SZ ZA ZW"),
    ("southern europe", "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK"),
    ("west africa", "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG"),
    ("western asia", "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE"),
    ("western europe", "AT BE CH DE FR GB LI LU MC NL"),
];

fn countries(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase().replace('-', " ").replace("south east", "southeast");
    let name = name.trim_start_matches("the ");
    let at = REGIONS.binary_search_by_key(&name, |(region, _)| region).ok()?;
    Some(REGIONS[at].1)
}

/// Whether a name is that of a part of the world.
pub(super) fn is_region(name: &str) -> bool {
    countries(name).is_some()
}

/// Whether a country, by its code of ISO 3166-1, lies in a part of the world.
pub(super) fn holds(region: &str, country: &str) -> bool {
    countries(region).is_some_and(|codes| codes.split(' ').any(|code| code == country))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_sorted_and_hold_known_countries() {
        assert!(REGIONS.is_sorted_by_key(|(name, _)| *name));
        for code in REGIONS.iter().flat_map(|(_, codes)| codes.split(' ')) {
            let known = parallax_nlp::gazetteer::places(code).next().is_some();
            assert!(known || code == "XK", "{code}");
        }
        assert!(holds("Southeast Asia", "VN") && holds("South-East Asia", "VN"));
        assert!(is_region("the Middle East") && !is_region("Lisbon") && !holds("Africa", "VN"));
    }
}
