//! Words that clauses are read by: what they do to the statement under them (`effects`), nouns of
//! action (`nouns`), and classes of verbs and adverbs.
//!
//! All tables are the project's own, closed, and sorted by bytes.

mod effects;
mod nouns;

pub(super) use self::{
    effects::{Effect, of_adjective, of_control, of_governor, of_noun_governor, of_noun_modifier},
    nouns::{Possessor, noun_of_action},
};

/// Lemmas of verbs that leave the telling to their object: "pay a visit". ("wag" is the lemma that
/// the engine gives "wages".)
#[rustfmt::skip]
const LIGHT: [&str; 31] = [
    "begin", "carry", "commence", "commit", "conduct", "continue", "deliver", "do", "engage",
    "enter", "extend", "fight", "give", "have", "hold", "initiate", "launch", "make", "mount",
    "offer", "open", "pay", "perform", "reach", "resume", "stage", "start", "take", "undertake",
    "wag", "wage",
];

/// Lemmas of verbs that in the passive leave the telling to their subject: "talks are planned".
#[rustfmt::skip]
const LIGHT_PASSIVE: [&str; 21] = [
    "arrange", "begin", "carry", "commit", "conduct", "expect", "hold", "intend", "launch", "make",
    "mount", "open", "perform", "plan", "reach", "resume", "schedule", "stage", "start",
    "undertake", "wage",
];

/// Lemmas of verbs that only say that their subject happens.
#[rustfmt::skip]
const HAPPENING: [&str; 3] = [
    "ensue", "happen", "occur",
];

/// Lemmas of verbs of motion and of being at a place: "to Paris" after them is where.
#[rustfmt::skip]
const MOTION: [&str; 52] = [
    "airlift", "arrive", "attend", "bring", "carry", "climb", "come", "crawl", "cross", "depart",
    "deploy", "deport", "drive", "enter", "escape", "escort", "evacuate", "fall", "flee", "fly",
    "go", "head", "hurry", "journey", "jump", "land", "leap", "leave", "march", "move", "race",
    "reach", "relocate", "retreat", "return", "ride", "run", "rush", "sail", "slip", "sneak",
    "step", "stop", "swim", "take", "tour", "transport", "travel", "visit", "walk", "wander",
    "withdraw",
];

/// Lemmas of verbs by which something passes to somebody.
#[rustfmt::skip]
const TRANSFER: [&str; 29] = [
    "award", "bring", "cede", "concede", "deliver", "donate", "entrust", "export", "extend",
    "give", "grant", "hand", "issue", "lend", "offer", "pass", "pay", "pledge", "present",
    "promise", "propose", "provide", "sell", "send", "ship", "show", "supply", "transfer", "wire",
];

/// Lemmas of verbs of speech: who stands behind "to" or "with" is spoken to.
#[rustfmt::skip]
const COMMUNICATION: [&str; 34] = [
    "admit", "announce", "apologise", "apologize", "appeal", "argue", "chat", "communicate",
    "complain", "confess", "confirm", "consult", "converse", "debate", "describe", "discuss",
    "explain", "express", "lie", "meet", "mention", "negotiate", "reply", "report", "respond",
    "say", "shout", "signal", "speak", "suggest", "talk", "tell", "whisper", "write",
];

/// Prepositions behind which the topic stands.
#[rustfmt::skip]
const ABOUT: [&str; 5] = [
    "about", "concerning", "re", "regarding", "surrounding",
];

/// Adverbs and adjectives that take certainty from a statement.
#[rustfmt::skip]
const HEDGE_WORDS: [&str; 28] = [
    "alleged", "allegedly", "apparent", "apparently", "arguably", "conceivably", "likely", "maybe",
    "ostensibly", "perhaps", "possible", "possibly", "potentially", "presumably", "presumed",
    "probable", "probably", "purported", "purportedly", "reportedly", "rumored", "rumoured",
    "seemingly", "supposed", "supposedly", "suspected", "unconfirmed", "unverified",
];

/// Words inside a phrase that say that there is none of it.
#[rustfmt::skip]
const NEGATIVE_WORDS: [&str; 8] = [
    "neither", "never", "no", "nobody", "none", "nor", "nothing", "nowhere",
];

/// Adverbs in -ly that do not say how something is done.
#[rustfmt::skip]
const NOT_MANNER: [&str; 86] = [
    "actually", "additionally", "allegedly", "annually", "apparently", "approximately", "barely",
    "basically", "certainly", "clearly", "consequently", "currently", "daily", "earlier", "early",
    "especially", "essentially", "eventually", "evidently", "exactly", "family", "finally",
    "firstly", "formerly", "fortunately", "frequently", "generally", "hardly", "hopefully",
    "importantly", "initially", "largely", "lastly", "lately", "likely", "likewise", "mainly",
    "merely", "monthly", "mostly", "namely", "nearly", "newly", "normally", "notably", "obviously",
    "occasionally", "only", "originally", "particularly", "partly", "perhaps", "possibly",
    "potentially", "presumably", "previously", "primarily", "probably", "purportedly", "rarely",
    "really", "recently", "reply", "reportedly", "respectively", "roughly", "scarcely", "secondly",
    "seemingly", "shortly", "similarly", "simply", "solely", "specifically", "subsequently",
    "supposedly", "surely", "truly", "typically", "ultimately", "undoubtedly", "unfortunately",
    "usually", "virtually", "weekly", "yearly",
];

/// Whether a verb leaves the telling to its object.
pub(super) fn is_light(word: &str) -> bool {
    LIGHT.binary_search(&word).is_ok()
}

/// Whether a verb in the passive leaves the telling to its subject.
pub(super) fn is_light_in_passive(word: &str) -> bool {
    LIGHT_PASSIVE.binary_search(&word).is_ok()
}

/// Whether a verb only says that its subject happens.
pub(super) fn is_happening(word: &str) -> bool {
    HAPPENING.binary_search(&word).is_ok()
}

/// Whether a verb is one of motion.
pub(super) fn is_motion(word: &str) -> bool {
    MOTION.binary_search(&word).is_ok()
}

/// Whether something passes to somebody by a verb.
pub(super) fn is_transfer(word: &str) -> bool {
    TRANSFER.binary_search(&word).is_ok()
}

/// Whether a verb is one of speech.
pub(super) fn is_communication(word: &str) -> bool {
    COMMUNICATION.binary_search(&word).is_ok()
}

/// Whether a preposition stands before a topic.
pub(super) fn is_about(word: &str) -> bool {
    ABOUT.binary_search(&word).is_ok()
}

/// Whether what a verb tells is done to what stands behind "on".
pub(super) fn leans(lemma: &str) -> bool {
    matches!(
        lemma,
        "agree"
            | "bet"
            | "build"
            | "count"
            | "decide"
            | "depend"
            | "draw"
            | "embark"
            | "focus"
            | "impinge"
            | "infringe"
            | "insist"
            | "lean"
            | "prey"
            | "rely"
            | "settle"
            | "spy"
    )
}

/// Whether an adverb or adjective takes certainty.
pub(super) fn is_hedge(word: &str) -> bool {
    HEDGE_WORDS.binary_search(&word).is_ok()
}

/// Whether a word says that there is none.
pub(super) fn is_negative(word: &str) -> bool {
    NEGATIVE_WORDS.binary_search(&word).is_ok()
}

/// Whether an adverb in -ly does not say how something is done.
pub(super) fn is_no_manner(word: &str) -> bool {
    NOT_MANNER.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [
            &LIGHT[..],
            &LIGHT_PASSIVE,
            &HAPPENING,
            &MOTION,
            &TRANSFER,
            &COMMUNICATION,
            &ABOUT,
            &HEDGE_WORDS,
            &NEGATIVE_WORDS,
            &NOT_MANNER,
        ] {
            assert!(table.is_sorted(), "{table:?}");
        }
    }
}
