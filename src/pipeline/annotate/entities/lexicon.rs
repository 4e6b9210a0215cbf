//! Word classes that the rules for entities share: general English of news, in lower case.

/// Heads of the names of institutions of a state, and the class they belong to.
const INSTITUTIONS: &[(&str, &str)] = &[
    ("ministry", "ministry"),
    ("parliament", "parliament"),
    ("embassy", "embassy"),
    ("consulate", "consulate"),
];

/// Names of seats that stand for the bodies in them.
const SEATS: &[&str] = &[
    "kremlin",
    "white house",
    "pentagon",
    "downing street",
    "10 downing street",
    "capitol hill",
    "elysee",
];

/// Nouns for events and their classes. A class groups words for the same kind of event.
#[rustfmt::skip]
const EVENTS: &[(&str, &str)] = &[
    ("war", "armed-conflict"), ("invasion", "armed-conflict"), ("attack", "armed-conflict"),
    ("conflict", "armed-conflict"), ("offensive", "armed-conflict"), ("aggression", "armed-conflict"),
    ("pandemic", "epidemic"), ("epidemic", "epidemic"),
    ("earthquake", "earthquake"), ("quake", "earthquake"), ("tsunami", "tsunami"),
    ("hurricane", "storm"), ("typhoon", "storm"), ("cyclone", "storm"),
    ("shooting", "shooting"), ("massacre", "shooting"), ("bombing", "bombing"),
    ("explosion", "explosion"), ("blast", "explosion"), ("coup", "coup"), ("uprising", "uprising"),
    ("election", "election"), ("elections", "election"), ("referendum", "referendum"),
    ("summit", "summit"), ("olympics", "games"),
];

/// Nouns for documents that name their owner or subject, and their classes.
#[rustfmt::skip]
const WORKS: &[(&str, &str)] = &[
    ("plan", "plan"), ("proposal", "plan"), ("initiative", "plan"), ("roadmap", "plan"),
    ("treaty", "treaty"), ("accord", "treaty"), ("pact", "treaty"),
];

/// Modifiers that tell one plan from another.
const WORK_MODIFIERS: &[&str] =
    &["peace", "settlement", "ceasefire", "rescue", "bailout", "stimulus", "withdrawal", "reform"];

/// What "Western" must stand before to mean the bloc.
#[rustfmt::skip]
const BLOC_MEMBERS: &[&str] = &[
    "countries", "nations", "powers", "allies", "states", "governments", "capitals", "leaders",
    "officials", "diplomats", "partners",
];
#[rustfmt::skip]
const BLOC_MATTERS: &[&str] = &[
    "sanctions", "weapons", "arms", "aid", "support", "media", "intelligence", "alliance",
    "world", "sources", "policy", "pressure", "democracies", "troops", "tanks",
];

/// Verbs, as stems, that governments and not towns do.
#[rustfmt::skip]
const DECISION_STEMS: &[&str] = &[
    "accept", "accus", "agree", "annex", "approv", "attempt", "back", "ban", "call", "call", "cancel",
    "condemn", "confirm", "consider", "criticis", "criticiz", "decid", "declin", "demand",
    "demonstrat", "deni", "deny", "deploy", "distanc", "expel", "fear", "impos", "insist", "invad",
    "launch", "maintain", "oppos", "pledg", "prepar", "promis", "propos", "protest", "provid",
    "reject", "refus", "respond", "retaliat", "recogni", "refrain", "sanction", "send", "sent", "sign",
    "suppl", "support", "suspend", "threaten", "tri", "urg", "veto", "want", "wag", "warn", "welcom",
    "withdr", "seek", "sought",
];

/// Nouns that belong to a government when a capital is set before them with an apostrophe.
#[rustfmt::skip]
const POLICY_NOUNS: &[&str] = &[
    "effort", "efforts", "proposal", "initiative", "plan", "position", "stance", "policy",
    "claim", "claims", "decision", "demand", "demands", "response", "support", "offer", "call",
    "calls", "invasion", "war", "aggression", "allies", "ally", "leadership", "concerns",
    "intentions", "ambitions", "troops", "forces", "government", "ambassador", "envoy",
    "relations", "ties", "refusal", "willingness", "actions", "strategy", "sanctions",
];

/// Nouns of relations between states, with "with", "for", "against" and a capital after them.
#[rustfmt::skip]
const RELATION_NOUNS: &[&str] = &[
    "support", "sanctions", "ties", "relations", "talks", "war", "alliance", "cooperation",
    "negotiations", "pressure", "partnership", "solution", "agreement", "deal", "row", "dispute",
];

fn has(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

fn class(list: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    list.iter().find(|(w, _)| *w == word).map(|&(_, class)| class)
}

pub(super) fn institution(word: &str) -> Option<&'static str> {
    class(INSTITUTIONS, word)
}

pub(super) fn is_seat(name: &str) -> bool {
    has(SEATS, name)
}

pub(super) fn event(word: &str) -> Option<&'static str> {
    class(EVENTS, word)
}

pub(super) fn work(word: &str) -> Option<&'static str> {
    class(WORKS, word)
}

pub(super) fn is_work_modifier(word: &str) -> bool {
    has(WORK_MODIFIERS, word)
}

pub(super) fn is_bloc_member(word: &str) -> bool {
    has(BLOC_MEMBERS, word)
}

pub(super) fn is_bloc_matter(word: &str) -> bool {
    has(BLOC_MATTERS, word)
}

pub(super) fn is_decision_verb(word: &str) -> bool {
    DECISION_STEMS.iter().any(|s| {
        word.strip_prefix(s).is_some_and(|rest| {
            matches!(
                rest,
                "" | "e"
                    | "s"
                    | "es"
                    | "ed"
                    | "d"
                    | "ing"
                    | "ies"
                    | "ied"
                    | "zes"
                    | "zed"
                    | "ses"
                    | "sed"
                    | "ew"
                    | "aw"
                    | "aws"
                    | "led"
                    | "ned"
            )
        })
    })
}

pub(super) fn is_policy_noun(word: &str) -> bool {
    has(POLICY_NOUNS, word)
}

pub(super) fn is_relation_noun(word: &str) -> bool {
    has(RELATION_NOUNS, word)
}
