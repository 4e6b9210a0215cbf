//! Whether words can be for somebody who speaks.

use parallax_nlp::names;

use super::{lexicon, reading::Reading};
use crate::pipeline::annotate::entities::people;

/// Nouns for people together, and for people of whom no more is told, by lemma, sorted by bytes.
#[rustfmt::skip]
static PEOPLE: [&str; 85] = [
    "administration", "airline", "ally", "applicant", "audience", "authority", "carrier",
    "charity", "church", "claimant", "clan", "clergy", "colleague", "combatant", "community",
    "contestant", "country", "couple", "crew", "critic", "crowd", "delegation", "duo",
    "everyone", "expert", "faction", "family", "fan", "firm", "foe", "folk", "gang",
    "government", "guy", "hardliner", "household", "immigrant", "inhabitant", "insider",
    "islamist", "jury", "kid", "leadership", "majority", "maker", "man", "media", "member",
    "military", "minority", "mob", "monk", "mourner", "nation", "newlywed", "nobody",
    "occupant", "one", "opposition", "other", "palace", "panel", "parent", "participant",
    "people", "public", "rebel", "regime", "regulator", "relative", "rival", "servant",
    "sibling", "side", "somebody", "someone", "source", "staff", "station", "supporter",
    "tribe", "trio", "troop", "union", "watchdog",
];

/// Endings of nouns for people by what they do or where they belong.
const ENDINGS: [&str; 5] = ["er", "or", "ist", "ian", "ee"];

/// Whether the head of a phrase is for a person, people, a body or a document. Of names and
/// pronouns all but "it" and "which" may be.
pub(super) fn may_speak(reading: &Reading<'_>, head: usize) -> bool {
    let doc = reading.doc;
    let lemma = doc.lemma(head);
    match doc.tag(head) {
        "NN" | "NNS" => {
            people::is_person(lemma)
                || PEOPLE.binary_search(&lemma).is_ok()
                || names::is_organisation_ending(lemma)
                || lexicon::is_document(lemma)
                || lexicon::is_mouthpiece(lemma)
                || lexicon::is_newsroom(lemma)
                || ENDINGS.iter().any(|end| lemma.len() > end.len() + 3 && lemma.ends_with(end))
        }
        "WDT" | "DT" | "EX" => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_list_is_sorted() {
        assert!(super::PEOPLE.is_sorted_by(|a, b| a < b));
    }
}
