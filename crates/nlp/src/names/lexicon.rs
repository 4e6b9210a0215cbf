//! Word classes of the rules for names: general English of news, in lower case.

/// Titles and offices that stand before a person's name.
#[rustfmt::skip]
const PERSON_TITLES: &[&str] = &[
    "president", "vice-president", "premier", "chancellor", "minister", "secretary", "senator",
    "sen.", "representative", "rep.", "congressman", "congresswoman", "governor", "gov.", "mayor",
    "queen", "prince", "princess", "emperor", "cardinal", "archbishop", "bishop",
    "ayatollah", "sheikh", "imam", "rabbi", "reverend", "rev.", "generalissimo",
    "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss", "dr", "dr.", "prof.", "professor", "judge",
    "justice", "attorney", "prosecutor", "spokesman", "spokeswoman", "spokesperson", "general",
    "gen.", "colonel", "col.", "maj.", "captain", "capt.", "lieutenant", "lt.",
    "sergeant", "sgt.", "admiral", "adm.", "commander", "marshal", "officer", "detective",
    "inspector", "sheriff", "director", "chairman", "chairwoman", "chief", "leader", "ambassador",
    "envoy", "commissioner", "adviser", "advisor", "analyst", "coach", "manager", "striker",
    "midfielder", "defender", "goalkeeper", "winger", "batsman", "bowler", "all-rounder", "pitcher",
    "quarterback", "skipper", "jockey", "champion", "centre", "flanker", "lock", "prop", "hooker",
    "actor", "actress", "singer", "author", "journalist", "reporter", "lawyer", "economist",
    "councillor", "deputy", "lawmaker", "candidate", "counterpart", "blogger", "mum", "mother",
    "father", "son", "daughter", "brother", "sister", "wife", "husband", "partner", "widow",
    "trader", "dealer", "strategist", "governor-general", "attorney-general",
];

/// Titles that take any capitalised word after them for a person, even one unknown.
#[rustfmt::skip]
const CERTAIN_TITLES: &[&str] = &[
    "president", "chancellor", "minister", "secretary", "senator", "sen.", "congressman",
    "congresswoman", "governor", "gov.", "mayor", "spokesman", "spokeswoman", "spokesperson",
    "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "prof.", "professor", "colonel", "col.",
    "gen.", "lt.", "capt.", "sgt.", "adm.", "maj.", "ambassador", "coach", "captain", "striker",
    "midfielder", "goalkeeper", "economist", "analyst", "congressmen", "senators", "generals",
    "premier", "leader", "chairman", "chairwoman", "archbishop", "bishop", "cardinal", "ayatollah",
];

/// Verbs of speech and others whose subject is a person or a body.
#[rustfmt::skip]
const SPEECH_VERBS: &[&str] = &[
    "said", "says", "told", "tells", "added", "adds", "asked", "replied", "recalled", "explained",
    "declared", "argued", "noted", "insisted", "admitted", "remarked", "joked", "wrote",
];

/// Verbs that persons do and bodies seldom.
#[rustfmt::skip]
const PERSONAL_VERBS: &[&str] = &[
    "died", "resigned", "married", "smiled", "laughed", "shouted", "whispered", "lived", "retired",
    "testified", "graduated", "believes", "thinks", "recalls", "argues", "wrote", "served", "studied",
];

/// Words between the capitalised words of a person's name.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "de", "da", "del", "della", "di", "du", "des", "dos", "das", "do", "van", "von", "der", "den",
    "ter", "ten", "zu", "bin", "ibn", "bint", "ben", "abu", "al", "el", "la", "le", "y",
];

/// Last words of names of organisations that hold whatever stands before them.
#[rustfmt::skip]
const ORGANISATION_ENDINGS: &[&str] = &[
    "agency", "alliance", "army", "assembly", "association", "associates", "authority", "bancorp", "bank",
    "board", "brigade", "broadcasting", "bureau", "cabinet", "center", "centre", "chamber", "club",
    "co", "co.", "coalition", "college", "command", "commission", "committee", "company",
    "confederation", "congress", "consortium", "convention", "cooperative", "corp", "corp.", "corporation",
    "corps", "council", "court", "department", "division", "exchange", "faction", "federation", "force", "forces",
    "foundation", "front", "fund", "group", "guard", "guild", "herald", "holdings", "hospital", "inc",
    "inc.", "industries", "institute", "institution", "journal", "laboratory", "league", "ltd",
    "ltd.", "llc", "lobby", "ministry", "mission", "movement", "museum", "navy", "news", "newspaper", "office",
    "orchestra", "organisation", "organization", "parliament", "partners", "partnership", "party",
    "plc", "police", "post", "press", "radio", "school", "secretariat", "securities", "senate", "service", "services",
    "society", "squad", "syndicate", "systems", "team", "technologies", "television", "times",
    "tribunal", "tribune", "trust", "union", "university", "ventures", "works", "zoo", "gazette",
    "chronicle", "inquirer", "examiner", "observer", "airlines", "airways", "motors", "bancshares",
    "ag", "nv", "n.v.", "s.a.", "spa", "gmbh", "as", "asa", "ab", "oyj", "pty",
    "fc", "f.c.", "afc", "sc", "united", "rovers", "wanderers", "rangers", "albion", "hotspur", "athletic",
    "democrats", "republicans", "socialists", "liberals", "greens", "unionists",
];

/// Of the endings, those which a name of two words can hardly end with and not be an
/// organisation's; the others need the recogniser's consent.
#[rustfmt::skip]
const FIRM_ENDINGS: &[&str] = &[
    "agency", "alliance", "association", "bancorp", "bank", "broadcasting", "bureau", "club", "co.", "coalition", "college",
    "commission", "committee", "company", "confederation", "congress", "consortium", "corp", "corp.",
    "corporation", "council", "department", "federation", "foundation", "front", "group", "holdings", "inc", "inc.",
    "industries", "institute", "institution", "league", "ltd", "ltd.", "llc", "ministry", "movement",
    "organisation", "organization", "parliament", "party", "plc", "securities", "society",
    "union", "university", "airlines", "airways", "motors", "gmbh", "fc", "f.c.", "trust", "partners",
    "partnership", "associates", "authority", "technologies", "tribune", "times", "herald", "democrats",
    "socialists", "unionists",
];

/// Heads of names that go on with "of" and say of what.
#[rustfmt::skip]
const HEADS_WITH_OF: &[&str] = &[
    "academy", "alliance", "army", "assembly", "association", "bank", "board", "chamber", "church", "coalition", "college",
    "commission", "committee", "commonwealth", "community", "confederation", "congress", "council", "court", "daughters",
    "department", "directorate", "federation", "forum", "foundation", "friends", "front", "house",
    "institute", "league", "ministry", "movement", "museum", "national", "office", "order", "organisation",
    "organization", "parliament", "party", "school", "society", "sons", "union", "university", "veterans", "democrats",
    "socialists", "conservatives", "communists", "liberals", "greens", "workers", "socialist",
];

/// Last words of names of places.
#[rustfmt::skip]
const PLACE_ENDINGS: &[&str] = &[
    "airport", "avenue", "bay", "beach", "bridge", "canal", "canyon", "county", "desert", "district", "falls", "heights", "hills",
    "island", "islands", "lake", "mountain", "mountains", "ocean", "park", "peninsula", "province",
    "river", "road", "sea", "square", "stadium", "strait", "street", "strip", "valley", "speedway",
];

/// Last words of names of events.
#[rustfmt::skip]
const EVENT_ENDINGS: &[&str] = &[
    "championship", "championships", "cup", "games", "olympics", "open", "prix", "trophy", "marathon",
    "festival", "tournament", "bowl", "derby", "rally", "war", "bundesliga", "playoffs", "classic",
];

/// Nouns for kinds of places, as they stand beside a name.
#[rustfmt::skip]
const PLACE_NOUNS: &[&str] = &[
    "peninsula", "city", "town", "village", "province", "region", "island", "islands", "river",
    "country", "capital", "district", "state", "suburb", "port", "county", "lake", "mountain",
    "republic", "township", "municipality", "constituency", "borough", "enclave", "resort", "seaport",
];

/// Prepositions before places.
const PLACE_PREPOSITIONS: &[&str] = &["in", "near", "outside", "around", "throughout", "across"];

/// Words that begin a name without belonging to it.
const ARTICLES: &[&str] =
    &["the", "a", "an", "this", "that", "these", "its", "his", "her", "their", "our", "my", "your"];

/// Kinds of sport, as agencies head their reports with.
#[rustfmt::skip]
const SPORTS: &[&str] = &[
    "alpine", "archery", "athletics", "badminton", "baseball", "basketball", "biathlon", "bobsleigh",
    "boxing", "cricket", "cycling", "diving", "equestrian", "fencing", "football", "golf", "gymnastics",
    "handball", "hockey", "judo", "marathon", "motorcycling", "motor", "nba", "nfl", "nhl", "nordic", "olympics",
    "racing", "rallying", "rowing", "rugby", "sailing", "skating", "skiing", "snooker", "soccer",
    "speed", "squash", "sumo", "swimming", "tennis", "triathlon", "volleyball", "weightlifting", "wrestling",
    "figure", "freestyle", "snowboarding", "yachting", "ice", "horse",
];

fn has(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

/// Whether a word in lower case is a title or office that stands before a person's name:
/// "president", "mrs.".
#[must_use]
pub fn is_title(word: &str) -> bool {
    has(PERSON_TITLES, word)
}

/// Whether whoever is named after the word is a person.
pub(super) fn is_certain_title(word: &str) -> bool {
    has(CERTAIN_TITLES, word)
}

/// Whether the given name of a ruler or a lord stands after the word.
pub(super) fn is_royal_title(word: &str) -> bool {
    matches!(
        word,
        "king"
            | "queen"
            | "prince"
            | "princess"
            | "emperor"
            | "empress"
            | "sultan"
            | "emir"
            | "pope"
    )
}

pub(super) fn is_personal_verb(word: &str) -> bool {
    has(PERSONAL_VERBS, word) || has(SPEECH_VERBS, word)
}

/// Whether a word is a verb in the past, as what persons do is told.
pub(super) fn is_past(word: &str) -> bool {
    word.len() > 3 && word.ends_with("ed")
        || matches!(
            word,
            "was" | "had" | "led" | "won" | "lost" | "became" | "took" | "made" | "went" | "came"
        )
}

pub(super) fn is_particle(word: &str) -> bool {
    has(PARTICLES, word)
}

/// Whether a word in lower case is a noun that ends names of organisations: "party",
/// "inc.".
#[must_use]
pub fn is_organisation_ending(word: &str) -> bool {
    has(ORGANISATION_ENDINGS, word)
}

pub(super) fn is_firm_ending(word: &str) -> bool {
    has(FIRM_ENDINGS, word)
}

pub(super) fn takes_of(word: &str) -> bool {
    has(HEADS_WITH_OF, word)
}

pub(super) fn is_place_ending(word: &str) -> bool {
    has(PLACE_ENDINGS, word)
}

pub(super) fn is_place_noun(word: &str) -> bool {
    has(PLACE_NOUNS, word)
}

pub(super) fn is_place_preposition(word: &str) -> bool {
    has(PLACE_PREPOSITIONS, word)
}

pub(super) fn is_article(word: &str) -> bool {
    has(ARTICLES, word)
}

/// Nouns that say of the name after them that it is a company.
pub(super) fn is_company_noun(word: &str) -> bool {
    matches!(
        word,
        "firm"
            | "company"
            | "maker"
            | "giant"
            | "carrier"
            | "operator"
            | "retailer"
            | "brokerage"
            | "airline"
            | "manufacturer"
            | "conglomerate"
            | "broker"
            | "subsidiary"
            | "carmaker"
            | "startup"
            | "insurer"
            | "lender"
            | "bank"
            | "agency"
            | "newspaper"
            | "club"
    )
}

pub(super) fn is_event_ending(word: &str) -> bool {
    has(EVENT_ENDINGS, word)
}

/// Words after or before the name of a newspaper or agency.
pub(super) fn is_press_noun(word: &str) -> bool {
    matches!(word, "newspaper" | "daily" | "weekly" | "magazine" | "tabloid")
}

pub(super) fn is_sport(word: &str) -> bool {
    has(SPORTS, word)
}

pub(super) fn is_number_word(word: &str) -> bool {
    matches!(
        word,
        "one"
            | "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "dozens"
            | "hundreds"
            | "thousands"
            | "millions"
    )
}

/// Names of months and of days of the week, and their abbreviations.
pub(super) fn is_date_word(word: &str) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "mon", "tue", "wed", "thu", "fri", "sat", "sun",
    ];
    has(WORDS, word.trim_end_matches('.'))
}
