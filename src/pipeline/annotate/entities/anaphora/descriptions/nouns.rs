//! Nouns that recall bodies and places.

/// Nouns for bodies that are no part of their names: "the company".
#[rustfmt::skip]
pub(super) const COMPANY_NOUNS: [&str; 44] = [
    "company", "firm", "corporation", "manufacturer", "carmaker", "automaker", "retailer",
    "airline", "carrier", "bank", "lender", "insurer", "brokerage", "startup", "chain", "supplier",
    "conglomerate", "drugmaker", "chipmaker", "planemaker", "brewer", "utility", "group", "giant",
    "maker", "operator", "broadcaster", "publisher", "newspaper", "magazine", "agency",
    "organisation", "organization", "charity", "club", "team", "network", "party", "alliance",
    "union", "bloc", "association", "institute", "think-tank",
];

/// Last words of the names of companies, in lower case.
#[rustfmt::skip]
pub(super) const COMPANY_ENDINGS: [&str; 52] = [
    "inc", "inc.", "corp", "corp.", "corporation", "co", "co.", "company", "ltd", "ltd.", "plc",
    "llc", "ag", "sa", "s.a.", "nv", "gmbh", "spa", "se", "ab", "oyj", "asa", "holdings", "group",
    "motors", "motor", "airlines", "airways", "energy", "technologies", "systems", "industries",
    "pharmaceuticals", "bancorp", "financial", "electric", "electronics", "steel", "oil",
    "petroleum", "foods", "stores", "media", "entertainment", "communications", "telecom",
    "software", "semiconductor", "partners", "capital", "brothers", "sons",
];

/// Whether a noun is the last word of bodies' names, which the noun alone recalls.
pub(super) fn is_body_noun(noun: &str) -> bool {
    parallax_nlp::names::is_organisation_ending(noun)
        || matches!(noun, "embassy" | "kremlin" | "consulate")
}

pub(super) fn is_firm(noun: &str) -> bool {
    !matches!(noun, "party" | "alliance" | "union" | "bloc" | "team" | "charity" | "association")
}

/// What a noun for a place says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlaceNoun {
    Capital,
    Country,
    Town,
    Division,
}

pub(super) fn place_noun(noun: &str) -> Option<PlaceNoun> {
    Some(match noun {
        "capital" => PlaceNoun::Capital,
        "country" | "nation" => PlaceNoun::Country,
        "city" | "town" => PlaceNoun::Town,
        "state" | "province" | "oblast" => PlaceNoun::Division,
        _ => return None,
    })
}
