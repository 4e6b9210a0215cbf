//! Nouns for people: offices, occupations, relatives, and whom they call "he" and "she".

use parallax_nlp::gazetteer::Gender;

/// Offices, titles and occupations, in lower case, sorted by bytes.
#[rustfmt::skip]
const ROLES: &[&str] = &[
    "accountant", "activist", "actor", "actress", "adm.", "administrator", "admiral", "adviser",
    "advisor", "advocate", "aide", "ambassador", "analyst", "anchor", "animator", "archaeologist",
    "archbishop", "architect", "artist", "assistant", "astronaut", "astronomer", "athlete",
    "attorney", "auditor", "author", "ayatollah", "baker", "ballerina", "banker", "baron",
    "baroness", "barrister", "batsman", "billionaire", "biographer", "biologist", "bishop",
    "blogger", "boss", "bowler", "boxer", "boyfriend", "broadcaster", "broker", "brother",
    "businessman", "businesswoman", "campaigner", "candidate", "captain", "cardinal", "caretaker",
    "ceo", "cfo", "chairlady", "chairman", "chairperson", "chairwoman", "champion", "chancellor",
    "chef", "chemist", "chief", "choreographer", "cleric", "clerk", "co-author", "co-chair",
    "co-founder", "coach", "col.", "colleague", "colonel", "columnist", "comedian", "commander",
    "commentator", "commissioner", "composer", "comptroller", "conductor", "congressman",
    "congresswoman", "consul", "consultant", "controller", "coordinator", "coroner",
    "correspondent", "councillor", "councilman", "councilwoman", "counsel", "counselor",
    "counterpart", "courier", "cousin", "creator", "critic", "curator", "cyclist", "dad", "dancer",
    "daughter", "dean", "defender", "delegate", "democrat", "dentist", "deputy", "designer",
    "detective", "dictator", "diplomat", "director", "dissident", "doctor", "driver", "duchess",
    "duke", "earl", "economist", "editor", "emir", "emperor", "empress", "engineer", "entrepreneur",
    "envoy", "executive", "expert", "farmer", "father", "filmmaker", "financier", "firefighter",
    "fisherman", "footballer", "foreman", "forward", "founder", "gen.", "general", "geologist",
    "girlfriend", "goalkeeper", "golfer", "gov.", "governor", "grandfather", "grandmother", "guard",
    "guitarist", "head", "headmaster", "headteacher", "historian", "host", "husband", "imam",
    "inspector", "instructor", "insurgent", "interpreter", "inventor", "investigator", "investor",
    "jockey", "journalist", "judge", "justice", "keeper", "king", "lawmaker", "lawyer", "leader",
    "lecturer", "legislator", "librarian", "lieutenant", "lt.", "magistrate", "magnate", "maj.",
    "major", "manager", "marshal", "mathematician", "mayor", "mechanic", "mediator", "midfielder",
    "militant", "millionaire", "minister", "model", "monarch", "mother", "mp", "mum", "musician",
    "negotiator", "neighbor", "neighbour", "nephew", "neurologist", "niece", "novelist", "nurse",
    "officer", "official", "oligarch", "ombudsman", "organiser", "organizer", "owner", "painter",
    "paramedic", "partner", "pastor", "patriarch", "pediatrician", "philosopher", "photographer",
    "physician", "physicist", "pianist", "pilot", "pitcher", "player", "playwright", "poet",
    "policeman", "policewoman", "politician", "pollster", "pope", "premier", "presenter",
    "president", "priest", "prince", "princess", "principal", "producer", "prof.", "professor",
    "programmer", "prosecutor", "provost", "psychiatrist", "psychologist", "publisher",
    "quarterback", "queen", "rabbi", "ranger", "rapper", "rector", "referee", "rep.", "reporter",
    "representative", "republican", "researcher", "rev.", "reverend", "rider", "ruler", "runner",
    "scholar", "scientist", "screenwriter", "sculptor", "secretary", "sen.", "senator", "sergeant",
    "sgt.", "sheikh", "sheriff", "shopkeeper", "singer", "sister", "skipper", "sociologist",
    "soldier", "solicitor", "son", "songwriter", "speaker", "specialist", "spokesman",
    "spokesperson", "spokeswoman", "statistician", "strategist", "striker", "student", "sultan",
    "superintendent", "supervisor", "surgeon", "surveyor", "swimmer", "teacher", "technician",
    "trader", "trainer", "translator", "treasurer", "tycoon", "undersecretary", "veteran",
    "veterinarian", "vicar", "vice-chairman", "vice-president", "violinist", "volunteer",
    "whistleblower", "widow", "widower", "wife", "winger", "writer", "zoologist",
];

/// People without an office, in lower case, sorted by bytes.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "adult", "assailant", "attacker", "baby", "bomber", "boy", "bride", "buyer", "caller", "child", "citizen",
    "client", "customer", "defendant", "employee", "friend", "fugitive", "girl", "groom", "guest", "gunman",
    "hostage", "infant", "inmate", "killer", "lad", "lady", "man", "migrant", "motorist", "murderer",
    "passenger", "patient", "pedestrian", "pensioner", "person", "plaintiff", "prisoner", "protester",
    "refugee", "resident", "shooter", "suspect", "teen", "teenager", "toddler", "tourist", "victim",
    "visitor", "voter", "witness", "woman", "worker", "youth",
];

/// Words of courtesy before a name; they are no role.
#[rustfmt::skip]
const COURTESIES: &[&str] = &[
    "dame", "dr", "dr.", "lady", "lord", "madam", "madame", "miss", "mister", "mr", "mr.", "mrs", "mrs.",
    "ms", "ms.", "mx", "sir",
];

#[rustfmt::skip]
const FEMALE: &[&str] = &[
    "actress", "ballerina", "baroness", "bride", "businesswoman", "chairlady", "chairwoman", "congresswoman",
    "councilwoman", "dame", "daughter", "duchess", "empress", "girl", "girlfriend", "grandmother", "lady",
    "madam", "madame", "miss", "mother", "mrs", "mrs.", "ms", "ms.", "mum", "niece", "policewoman",
    "princess", "queen", "sister", "spokeswoman", "widow", "wife", "woman",
];

#[rustfmt::skip]
const MALE: &[&str] = &[
    "actor", "archbishop", "ayatollah", "baron", "batsman", "bishop", "boy", "boyfriend", "brother",
    "businessman", "cardinal", "chairman", "congressman", "councilman", "dad", "duke", "earl", "emir",
    "emperor", "father", "fisherman", "foreman", "grandfather", "groom", "gunman", "headmaster", "husband",
    "imam", "king", "lad", "lord", "man", "mister", "monk", "mr", "mr.", "nephew", "patriarch",
    "policeman", "pope", "prince", "sheikh", "sir", "son", "spokesman", "sultan", "widower",
];

/// Nouns for one office, or for offices that news call by one word, side by side.
#[rustfmt::skip]
const ALIKE: &[&[&str]] = &[
    &["leader", "president", "premier", "chancellor", "king", "queen", "emir", "sultan", "dictator", "ruler",
      "monarch", "emperor", "pope"],
    &["spokesman", "spokeswoman", "spokesperson"],
    &["leader", "chairman", "chairwoman", "head", "chief", "secretary-general"],
    &["boss", "ceo", "chief", "executive", "head", "manager", "coach"],
    &["lawmaker", "senator", "congressman", "congresswoman", "representative", "mp", "legislator", "sen.",
      "rep.", "politician"],
    &["diplomat", "ambassador", "envoy", "consul"],
    &["lawyer", "attorney", "solicitor", "barrister", "counsel"],
    &["businessman", "businesswoman", "billionaire", "tycoon", "magnate", "entrepreneur", "oligarch",
      "financier"],
    &["writer", "author", "novelist"],
    &["singer", "rapper", "musician", "songwriter"],
    &["doctor", "surgeon", "physician"],
    &["adviser", "advisor", "aide"],
    &["filmmaker", "director"],
    &["footballer", "player", "striker", "midfielder", "defender", "goalkeeper", "winger", "forward"],
    &["governor", "gov."],
    &["general", "gen."],
    &["professor", "prof.", "academic", "scholar"],
    &["skipper", "captain"],
];

fn has(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

/// Whether a lower-case noun is an office, a title, an occupation or a relative.
pub(super) fn is_role(word: &str) -> bool {
    has(ROLES, word) || word.ends_with("-general") || word.ends_with("-elect")
}

/// Whether a lower-case word is one of courtesy: "mr".
pub(super) fn is_courtesy(word: &str) -> bool {
    has(COURTESIES, word)
}

/// Whether a lower-case singular noun is a human being.
pub(in crate::pipeline::annotate) fn is_person(word: &str) -> bool {
    is_role(word)
        || has(OTHERS, word)
        || ["man", "woman", "person"].iter().any(|end| {
            word.strip_suffix(end)
                .is_some_and(|stem| stem.len() > 2 && !matches!(stem, "hu" | "ger" | "talis"))
        })
}

/// Whom a lower-case word says to be.
pub(super) fn gender_of(word: &str) -> Option<Gender> {
    match () {
        () if has(FEMALE, word) || word.ends_with("woman") => Some(Gender::Female),
        () if has(MALE, word) || word.len() > 4 && word.ends_with("man") && is_person(word) => {
            Some(Gender::Male)
        }
        () => None,
    }
}

/// Whether a person of one role may be called by another noun.
pub(super) fn may_be_called(role: &str, noun: &str) -> bool {
    role == noun || ALIKE.iter().any(|group| group.contains(&role) && group.contains(&noun))
}

/// Whether a lower-case adjective tells one office from another of the same noun.
pub(super) fn is_topical(adjective: &str) -> bool {
    matches!(
        adjective,
        "foreign"
            | "prime"
            | "interior"
            | "deputy"
            | "vice"
            | "chief"
            | "general"
            | "federal"
            | "financial"
            | "military"
            | "national"
            | "royal"
            | "assistant"
            | "regional"
            | "acting"
            | "first"
            | "senior"
            | "economic"
            | "legal"
            | "political"
            | "presidential"
            | "parliamentary"
            | "technical"
            | "naval"
            | "supreme"
            | "home"
            | "opposition"
            | "managing"
            | "executive"
            | "medical"
    )
}

/// Whether a lower-case word says that an office is held no more.
pub(super) fn is_former(word: &str) -> bool {
    matches!(
        word,
        "former" | "ex" | "ex-" | "late" | "then" | "onetime" | "one-time" | "ousted" | "outgoing"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [ROLES, OTHERS, COURTESIES, FEMALE, MALE] {
            assert!(list.is_sorted(), "{list:?}");
        }
        assert!(is_role("president") && !is_role("table"));
        assert!(is_person("horseman") && !is_person("human"));
        assert_eq!(gender_of("noblewoman"), Some(Gender::Female));
        assert!(may_be_called("president", "leader") && !may_be_called("spokesman", "leader"));
    }
}
