//! Which rules are at work.

/// The rules over the recogniser's names, each of which can be left out to measure what it
/// is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Independent switches, not a state.
pub struct Rules {
    /// Names end before possessives, and begin after articles, titles and marks; several
    /// names that the recogniser ran together are told apart.
    pub boundaries: bool,
    /// Lines in capitals are read again in usual case.
    pub truecase: bool,
    /// The place of a dateline.
    pub dateline: bool,
    /// Lines of results and tables: teams, players, countries in brackets.
    pub results: bool,
    /// Countries, their peoples, other places and organisations that the table knows.
    pub gazetteer: bool,
    /// Places by the words around them: "in", "the town of", a country behind a comma.
    pub places: bool,
    /// Organisations by the noun that heads their name: "Party", "Ministry of", "Inc".
    pub heads: bool,
    /// Persons by initials, given names, titles and verbs of speech.
    pub persons: bool,
    /// Abbreviations: in brackets behind a name, and alone.
    pub abbreviations: bool,
    /// Elections by year and place, tournaments and the like are events and name no place.
    pub events: bool,
    /// Members of an enumeration are of one kind.
    pub lists: bool,
    /// Common words that only begin a sentence are no names.
    pub common_words: bool,
    /// All mentions of a name in the texts read together are of one kind, and mentions
    /// that were passed over are found.
    pub vote: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            boundaries: true,
            truecase: true,
            dateline: true,
            results: true,
            gazetteer: true,
            places: true,
            heads: true,
            persons: true,
            abbreviations: true,
            events: true,
            lists: true,
            common_words: true,
            vote: true,
        }
    }
}

impl Rules {
    /// The names of all rules, as [`without`](Self::without) takes them.
    pub const NAMES: [&str; 13] = [
        "boundaries",
        "truecase",
        "dateline",
        "results",
        "gazetteer",
        "places",
        "heads",
        "persons",
        "abbreviations",
        "events",
        "lists",
        "common-words",
        "vote",
    ];

    /// These rules without the one of a name; `None` if there is none of that name.
    #[must_use]
    pub fn without(mut self, name: &str) -> Option<Rules> {
        let rule = match name {
            "boundaries" => &mut self.boundaries,
            "truecase" => &mut self.truecase,
            "dateline" => &mut self.dateline,
            "results" => &mut self.results,
            "gazetteer" => &mut self.gazetteer,
            "places" => &mut self.places,
            "heads" => &mut self.heads,
            "persons" => &mut self.persons,
            "abbreviations" => &mut self.abbreviations,
            "events" => &mut self.events,
            "lists" => &mut self.lists,
            "common-words" => &mut self.common_words,
            "vote" => &mut self.vote,
            _ => return None,
        };
        *rule = false;
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_can_be_left_out() {
        for name in Rules::NAMES {
            assert_ne!(Rules::default().without(name), Some(Rules::default()), "{name}");
            assert!(Rules::default().without(name).is_some(), "{name}");
        }
        assert_eq!(Rules::default().without("none"), None);
    }
}
