//! What kind of source somebody is, by the words that describe them.

use crate::domain::{EntityType, SourceRole};

/// Words for those who speak for another, in lower case, sorted.
#[rustfmt::skip]
const SPOKESPERSON: [&str; 8] = [
    "publicist", "representative", "representatives", "spokesman", "spokesmen", "spokespeople",
    "spokesperson", "spokeswoman",
];

/// Words for what is told to all on a social network.
#[rustfmt::skip]
const SOCIAL: [&str; 14] = [
    "blog", "facebook", "hashtag", "instagram", "post", "posts", "reddit", "telegram", "tiktok",
    "tweet", "tweets", "twitter", "weibo", "youtube",
];

/// Words for news media and those who work for them.
#[rustfmt::skip]
const MEDIA: [&str; 62] = [
    "abc", "afp", "agency", "al-jazeera", "ap", "bbc", "bloomberg", "broadcaster", "cbs", "channel",
    "chronicle", "cnbc", "cnn", "columnist", "correspondent", "daily", "dpa", "editor", "enquirer",
    "espn", "fox", "gazette", "guardian", "herald", "inquirer", "interfax", "journal", "journalist",
    "journalists", "kyodo", "magazine", "mail", "media", "mirror", "nbc", "network", "news",
    "newspaper", "newspapers", "novosti", "npr", "outlet", "outlets", "paper", "politico", "post",
    "press", "radio", "reporter", "reporters", "reuters", "sky", "station", "tass", "telegraph",
    "television", "times", "tribune", "tv", "website", "xinhua", "yonhap",
];

/// Words for papers and the like that speak without a speaker.
#[rustfmt::skip]
const DOCUMENT: [&str; 48] = [
    "affidavit", "agreement", "announcement", "bill", "bulletin", "census", "communique",
    "communiqué", "complaint", "constitution", "data", "document", "documents", "draft", "email",
    "emails", "figures", "filing", "filings", "findings", "indictment", "law", "lawsuit", "letter",
    "memo", "memorandum", "note", "notice", "paper", "papers", "petition", "plan", "poll", "polls",
    "records", "release", "report", "reports", "resolution", "ruling", "sign", "statement",
    "statements", "statistics", "study", "survey", "transcript", "verdict",
];

/// Words for those who saw it or are touched by it.
#[rustfmt::skip]
const WITNESS: [&str; 60] = [
    "bystander", "bystanders", "customer", "customers", "dad", "daughter", "employee", "employees",
    "eyewitness", "eyewitnesses", "families", "family", "father", "fisherman", "fishermen",
    "friend", "friends", "guest", "guests", "husband", "local", "locals", "man", "mom", "mother",
    "mum", "neighbor", "neighbors", "neighbour", "neighbours", "onlooker", "onlookers", "owner",
    "parent", "parents", "passenger", "passengers", "passer-by", "passers-by", "patient",
    "patients", "relative", "relatives", "resident", "residents", "son", "student", "students",
    "survivor", "survivors", "tourist", "tourists", "victim", "victims", "villager", "villagers",
    "visitor", "wife", "witness", "witnesses",
];

/// Words for those who know the subject.
#[rustfmt::skip]
const EXPERT: [&str; 44] = [
    "academic", "academics", "analyst", "analysts", "anthropologist", "astronomer", "astronomers",
    "astrophysicist", "biologist", "climatologist", "consultant", "economist", "economists",
    "engineer", "engineers", "expert", "experts", "geologist", "historian", "historians",
    "institute", "lecturer", "meteorologist", "observer", "observers", "physicist", "professor",
    "psychologist", "researcher", "researchers", "scholar", "scholars", "scientist", "scientists",
    "sociologist", "specialist", "specialists", "strategist", "strategists", "think-tank",
    "universities", "university", "veterinarian", "zoologist",
];

/// Words for authorities, companies and those who head them.
#[rustfmt::skip]
const OFFICIAL: [&str; 137] = [
    "administration", "administrator", "admiral", "adviser", "advisor", "agencies", "aide", "aides",
    "ambassador", "army", "attorney", "authorities", "authority", "board", "boss", "cabinet",
    "captain", "ceo", "chair", "chairman", "chairperson", "chairwoman", "chancellor", "chief",
    "chiefs", "coach", "colonel", "command", "commander", "commission", "commissioner", "committee",
    "company", "congress", "congressman", "congresswoman", "coroner", "corporation", "council",
    "councillor", "counsel", "court", "delegation", "department", "deputy", "detective", "diplomat",
    "diplomats", "director", "directors", "doctor", "doctors", "envoy", "executive", "executives",
    "federation", "firefighters", "founder", "general", "government", "governor", "head",
    "headquarters", "hospital", "inspector", "investigator", "investigators", "judge", "justice",
    "king", "kremlin", "lawmaker", "lawmakers", "lawyer", "lawyers", "leader", "leaders",
    "leadership", "legislator", "legislators", "lieutenant", "major", "manager", "managers",
    "marshal", "mayor", "military", "minister", "ministers", "ministry", "navy", "negotiator",
    "negotiators", "office", "officer", "officers", "official", "officials", "ombudsman",
    "operator", "organisers", "organizers", "owners", "parliament", "party", "pentagon", "police",
    "politician", "politicians", "pope", "premier", "president", "prime", "prince", "principal",
    "prosecution", "prosecutor", "prosecutors", "queen", "regulator", "regulators", "republican",
    "secretary", "senate", "senator", "senators", "sergeant", "service", "sheriff", "speaker",
    "superintendent", "team", "treasurer", "troops", "union", "vice", "watchdog",
];

/// Nouns for persons that no class above has, of whom news do not always give the name.
#[rustfmt::skip]
const OTHERS: [&str; 26] = [
    "activist", "activists", "advocates", "campaigners", "child", "children", "critic", "critics",
    "fans", "insider", "insiders", "lovers", "men", "opponents", "people", "person", "persons",
    "protesters", "someone", "source", "sources", "supporters", "users", "woman", "women",
    "workers",
];

/// Nouns among the classes above that name bodies or papers and no persons.
#[rustfmt::skip]
const BODIES: [&str; 43] = [
    "administration", "agencies", "agency", "army", "board", "cabinet", "commission", "committee",
    "company", "congress", "corporation", "council", "court", "delegation", "department",
    "federation", "government", "headquarters", "hospital", "institute", "kremlin", "media",
    "military", "ministry", "navy", "office", "operator", "parliament", "party", "pentagon",
    "police", "prosecution", "regulator", "regulators", "senate", "service", "team", "think-tank",
    "union", "universities", "university", "watchdog", "website",
];

#[rustfmt::skip]
const PRONOUNS: [&str; 26] = [
    "all", "both", "everybody", "everyone", "he", "her", "him", "his", "i", "it", "its", "many",
    "me", "one", "others", "she", "some", "that", "them", "they", "this", "we", "which", "who", "whose", "you",
];

/// Whether words are a pronoun alone.
pub(super) fn is_pronoun(words: &str) -> bool {
    PRONOUNS.contains(&words)
}

fn has(class: &[&str], word: &str) -> bool {
    class.binary_search(&word).is_ok()
}

/// The words that name what somebody is: those before "of", "for", "from" and the like, from the
/// last to the first, because the last noun is the head.
fn heads(words: &str) -> Vec<&str> {
    let mut heads: Vec<&str> = words
        .split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .filter(|word| !word.is_empty())
        .take_while(|word| {
            !matches!(
                *word,
                "of" | "for" | "from" | "at" | "in" | "on" | "with" | "who" | "to" | "familiar"
            )
        })
        .collect();
    heads.reverse();
    heads
}

/// What kind of source a description names; lower case.
pub(super) fn of_description(words: &str) -> SourceRole {
    if words.contains("press service") || words.contains("press office") {
        return SourceRole::Spokesperson;
    }
    if words.contains("press secretary") {
        return SourceRole::Spokesperson;
    }
    if words.contains("social media") {
        return SourceRole::SocialMedia;
    }
    let heads = heads(words);
    if heads.iter().any(|word| has(&SPOKESPERSON, word)) {
        return SourceRole::Spokesperson;
    }
    // "media reports", "AFP report"
    let reports = matches!(heads.first(), Some(&("report" | "reports")));
    if reports && heads[1..].iter().any(|word| has(&MEDIA, word)) {
        return SourceRole::NewsMedia;
    }
    heads.iter().find_map(|word| of_word(word)).unwrap_or(SourceRole::Other)
}

fn of_word(word: &str) -> Option<SourceRole> {
    let classes: [(&[&str], SourceRole); 6] = [
        (&SOCIAL, SourceRole::SocialMedia),
        (&DOCUMENT, SourceRole::Document),
        (&EXPERT, SourceRole::Expert),
        (&OFFICIAL, SourceRole::PrimaryOfficial),
        (&WITNESS, SourceRole::Witness),
        (&MEDIA, SourceRole::NewsMedia),
    ];
    classes.iter().find(|(class, _)| has(class, word)).map(|(_, role)| *role)
}

/// What kind of source a body or the like is, by its name.
pub(super) fn of_body(name: &str, kind: EntityType) -> SourceRole {
    let lower = name.to_lowercase();
    let mut words = lower.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    match kind {
        EntityType::Work | EntityType::Event => SourceRole::Document,
        EntityType::Person => SourceRole::Other,
        EntityType::Location | EntityType::Group => match words.any(|word| has(&MEDIA, word)) {
            true => SourceRole::NewsMedia,
            false => SourceRole::PrimaryOfficial,
        },
        EntityType::Organization | EntityType::Other => {
            // "The Washington Post" is no post.
            let words: Vec<&str> = words.collect();
            let any = |class: &[&str]| words.iter().any(|word| has(class, word));
            if matches!(lower.as_str(), "twitter" | "facebook" | "instagram" | "youtube" | "weibo")
            {
                SourceRole::SocialMedia
            } else if is_station(name) || lower.ends_with(".com") || any(&MEDIA) && !any(&OFFICIAL)
            {
                SourceRole::NewsMedia
            } else if any(&["institute", "university"]) {
                SourceRole::Expert
            } else {
                SourceRole::PrimaryOfficial
            }
        }
    }
}

/// Whether a name is the call sign of an American station: "WXYZ", "KXYZ-TV".
fn is_station(name: &str) -> bool {
    let sign = name.split(['-', ' ']).next().unwrap_or_default();
    sign.len() == 4
        && sign.starts_with(['W', 'K'])
        && sign.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether a description names persons without their names.
pub(super) fn is_people(words: &str) -> bool {
    let heads = heads(words);
    heads.first().is_some_and(|head| {
        let persons: [&[&str]; 5] = [&SPOKESPERSON, &WITNESS, &EXPERT, &OFFICIAL, &OTHERS];
        let journalists = ["correspondent", "editor", "journalist", "journalists", "reporter"];
        let is_person = persons.iter().any(|class| has(class, head)) || journalists.contains(head);
        is_person && !has(&BODIES, head)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        let lists: [&[&str]; 9] = [
            &SPOKESPERSON,
            &SOCIAL,
            &MEDIA,
            &DOCUMENT,
            &WITNESS,
            &EXPERT,
            &OFFICIAL,
            &OTHERS,
            &BODIES,
        ];
        for list in lists {
            let wrong: Vec<_> = list.windows(2).filter(|w| w[0] >= w[1]).collect();
            assert!(wrong.is_empty(), "{wrong:?}");
        }
    }

    #[test]
    fn descriptions_tell_roles() {
        for (words, role) in [
            ("police spokeswoman", SourceRole::Spokesperson),
            ("the harbour's press service", SourceRole::Spokesperson),
            ("ferry captain", SourceRole::PrimaryOfficial),
            ("director of the aquarium", SourceRole::PrimaryOfficial),
            ("professor of law at the university", SourceRole::Expert),
            ("mother of one of the boys", SourceRole::Witness),
            ("court documents", SourceRole::Document),
            ("state television", SourceRole::NewsMedia),
            ("social media users", SourceRole::SocialMedia),
            ("gardener", SourceRole::Other),
        ] {
            assert_eq!(of_description(words), role, "{words}");
        }
        assert_eq!(of_body("The Harbour Times", EntityType::Organization), SourceRole::NewsMedia);
        assert_eq!(of_body("Norway", EntityType::Location), SourceRole::PrimaryOfficial);
    }

    #[test]
    fn people_without_names() {
        for words in ["officials", "two people familiar with the matter", "senior police officers"]
        {
            assert!(is_people(words), "{words}");
        }
        for words in ["court documents", "ministry", "report", "police"] {
            assert!(!is_people(words), "{words}");
        }
    }
}
