//! Words that decide what a clause says of its own standing, and nouns that tell of actions.
//!
//! All tables are the project's own, closed, and sorted by bytes.

use self::Effect::{Demanded, Expected, Hedged, Negated, Plain, Planned, Question};
use self::Possessor::{Doer as I, Subject as T, Sufferer as P};

/// What a word does to the statement under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing: "continued to".
    Plain,
    /// Turns it round: "refused to".
    Negated,
    /// Takes certainty: "is believed to".
    Hedged,
    /// Makes it an intention: "plans to".
    Planned,
    /// Makes it something that is thought to come: "is likely to".
    Expected,
    /// Makes it an obligation or a demand: "has to".
    Demanded,
    /// Makes it a question: "asked whether".
    Question,
}

/// Who stands before a noun of action as its possessor, and behind it with "of".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Possessor {
    /// Both do it, since nobody suffers it: "Xi's arrival", "the arrival of Xi".
    Doer,
    /// Both suffer it: "Smith's arrest", "the arrest of Smith".
    Sufferer,
    /// The one before does it, the one behind suffers it: "Rome's invasion of Britain".
    Subject,
}

/// Lemmas of verbs with an infinitive, gerund or preposition of the same subject.
#[rustfmt::skip]
const ACTIVE: [(&str, Effect); 77] = [
    ("abstain", Negated), ("agree", Planned), ("aim", Planned), ("anticipate", Expected),
    ("appear", Hedged), ("arrange", Planned), ("attempt", Planned), ("avoid", Negated),
    ("begin", Plain), ("cease", Negated), ("choose", Planned), ("claim", Hedged), ("come", Plain),
    ("commit", Planned), ("consent", Planned), ("consider", Hedged), ("contemplate", Hedged),
    ("continue", Plain), ("dare", Plain), ("decide", Planned), ("decline", Negated),
    ("deny", Negated), ("desist", Negated), ("elect", Planned), ("endeavor", Planned),
    ("endeavour", Planned), ("expect", Expected), ("fail", Negated), ("forget", Negated),
    ("get", Plain), ("go", Planned), ("halt", Negated), ("happen", Plain), ("have", Demanded),
    ("help", Plain), ("hesitate", Negated), ("hope", Expected), ("intend", Planned), ("keep", Plain),
    ("look", Planned), ("manage", Plain), ("mull", Hedged), ("need", Demanded),
    ("neglect", Negated), ("offer", Planned), ("omit", Negated), ("opt", Planned),
    ("plan", Planned), ("pledge", Planned), ("ponder", Hedged), ("prepare", Planned),
    ("proceed", Plain), ("promise", Planned), ("propose", Planned), ("prove", Plain),
    ("purport", Hedged), ("quit", Negated), ("refrain", Negated), ("refuse", Negated),
    ("resolve", Planned), ("resume", Plain), ("risk", Hedged), ("seek", Planned), ("seem", Hedged),
    ("start", Plain), ("stop", Negated), ("strive", Planned), ("swear", Planned), ("tend", Plain),
    ("threaten", Planned), ("try", Planned), ("undertake", Planned), ("volunteer", Planned),
    ("vow", Planned), ("want", Planned), ("weigh", Hedged), ("wish", Planned),
];

/// Lemmas of verbs that in the passive take an infinitive of the same subject.
#[rustfmt::skip]
const PASSIVE: [(&str, Effect); 40] = [
    ("allege", Hedged), ("anticipate", Expected), ("assume", Hedged), ("believe", Hedged),
    ("claim", Hedged), ("consider", Hedged), ("deem", Hedged), ("design", Planned),
    ("determine", Planned), ("estimate", Hedged), ("expect", Expected), ("fear", Hedged),
    ("find", Plain), ("forecast", Expected), ("hear", Plain), ("intend", Planned), ("know", Plain),
    ("mean", Planned), ("obligate", Demanded), ("oblige", Demanded), ("plan", Planned),
    ("predict", Expected), ("prepare", Planned), ("presume", Hedged), ("project", Expected),
    ("report", Hedged), ("require", Demanded), ("rumor", Hedged), ("rumour", Hedged),
    ("say", Hedged), ("schedule", Planned), ("see", Plain), ("set", Planned), ("slate", Planned),
    ("suppose", Hedged), ("suspect", Hedged), ("think", Hedged), ("tip", Expected),
    ("understand", Hedged), ("urge", Demanded),
];

/// Adjectives with an infinitive of the same subject.
#[rustfmt::skip]
const ADJECTIVES: [(&str, Effect); 34] = [
    ("able", Plain), ("about", Planned), ("alleged", Hedged), ("anxious", Planned),
    ("believed", Hedged), ("bound", Expected), ("certain", Expected), ("determined", Planned),
    ("due", Planned), ("eager", Planned), ("expected", Expected), ("first", Plain), ("free", Plain),
    ("keen", Planned), ("last", Plain), ("likely", Expected), ("loath", Negated),
    ("obliged", Demanded), ("poised", Planned), ("prepared", Planned), ("quick", Plain),
    ("ready", Planned), ("reluctant", Negated), ("rumored", Hedged), ("rumoured", Hedged),
    ("set", Planned), ("slow", Plain), ("supposed", Demanded), ("sure", Expected),
    ("thought", Hedged), ("unable", Negated), ("unlikely", Negated), ("unwilling", Negated),
    ("willing", Planned),
];

/// Lemmas of verbs, nouns and adjectives with a clause of another subject.
#[rustfmt::skip]
const GOVERNORS: [(&str, Effect); 81] = [
    ("advise", Demanded), ("agree", Planned), ("allege", Hedged), ("anticipate", Expected),
    ("appear", Hedged), ("ask", Question), ("assume", Hedged), ("beg", Demanded),
    ("belief", Hedged), ("believe", Hedged), ("bet", Expected), ("command", Demanded),
    ("conceivable", Hedged), ("consider", Hedged), ("crucial", Demanded), ("debunk", Negated),
    ("decide", Planned), ("demand", Demanded), ("demands", Demanded), ("deny", Negated),
    ("dismiss", Negated), ("disprove", Negated), ("dispute", Hedged), ("doubt", Hedged),
    ("essential", Demanded), ("expect", Expected), ("fear", Hedged), ("fears", Hedged),
    ("feel", Hedged), ("forecast", Expected), ("foresee", Expected), ("guess", Hedged),
    ("hope", Expected), ("imagine", Hedged), ("imperative", Demanded), ("imply", Hedged),
    ("inquire", Question), ("insist", Demanded), ("likely", Expected), ("necessary", Demanded),
    ("order", Demanded), ("plan", Planned), ("plead", Demanded), ("pledge", Planned),
    ("possibility", Hedged), ("possible", Hedged), ("predict", Expected), ("prediction", Expected),
    ("presume", Hedged), ("probable", Expected), ("project", Expected), ("promise", Planned),
    ("propose", Planned), ("query", Question), ("question", Question), ("recommend", Demanded),
    ("refute", Negated), ("reject", Negated), ("request", Demanded), ("require", Demanded),
    ("rumor", Hedged), ("rumour", Hedged), ("rumoured", Hedged), ("seem", Hedged),
    ("speculate", Hedged), ("speculation", Hedged), ("suggest", Hedged), ("suppose", Hedged),
    ("suspect", Hedged), ("suspicion", Hedged), ("swear", Planned), ("think", Hedged),
    ("threaten", Planned), ("uncertain", Question), ("unclear", Question), ("unknown", Question),
    ("urge", Demanded), ("vital", Demanded), ("vow", Planned), ("wonder", Question),
    ("worry", Hedged),
];

/// Adjectives and participles before a noun of action.
#[rustfmt::skip]
const NOUN_MODIFIERS: [(&str, Effect); 30] = [
    ("alleged", Hedged), ("anticipated", Expected), ("apparent", Hedged), ("averted", Negated),
    ("canceled", Negated), ("cancelled", Negated), ("expected", Expected), ("failed", Negated),
    ("feared", Hedged), ("foiled", Negated), ("forthcoming", Planned), ("future", Planned),
    ("intended", Planned), ("likely", Expected), ("planned", Planned), ("possible", Hedged),
    ("potential", Hedged), ("presumed", Hedged), ("proposed", Planned), ("purported", Hedged),
    ("reported", Hedged), ("rumored", Hedged), ("rumoured", Hedged), ("scheduled", Planned),
    ("scrapped", Negated), ("supposed", Hedged), ("suspected", Hedged), ("thwarted", Negated),
    ("unconfirmed", Hedged), ("upcoming", Planned),
];

/// Lemmas of verbs whose object, a noun of action, gets a standing by them.
#[rustfmt::skip]
const NOUN_GOVERNORS: [(&str, Effect); 35] = [
    ("advocate", Demanded), ("allege", Hedged), ("anticipate", Expected), ("arrange", Planned),
    ("avert", Negated), ("avoid", Negated), ("await", Expected), ("cancel", Negated),
    ("consider", Planned), ("demand", Demanded), ("deny", Negated), ("expect", Expected),
    ("fear", Hedged), ("foil", Negated), ("forecast", Expected), ("forestall", Negated),
    ("intend", Planned), ("lack", Negated), ("mull", Planned), ("plan", Planned),
    ("preclude", Negated), ("predict", Expected), ("prepare", Planned), ("prevent", Negated),
    ("propose", Planned), ("reject", Negated), ("request", Demanded), ("risk", Hedged),
    ("schedule", Planned), ("scrap", Negated), ("seek", Demanded), ("suspect", Hedged),
    ("threaten", Hedged), ("thwart", Negated), ("urge", Demanded),
];

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

/// Nouns of action, the verb that tells the same, and how their possessor is read.
#[rustfmt::skip]
const NOUNS: [(&str, &str, Possessor); 259] = [
    ("abduction", "abduct", T), ("abolition", "abolish", T), ("abuse", "abuse", T),
    ("acquisition", "acquire", T), ("acquittal", "acquit", P), ("adoption", "adopt", T),
    ("aggression", "attack", I), ("airstrike", "strike", T), ("ambush", "ambush", T),
    ("annexation", "annex", T), ("announcement", "announce", T), ("annulment", "annul", T),
    ("apology", "apologize", I), ("appeal", "appeal", I), ("appearance", "appear", I),
    ("appointment", "appoint", P), ("approval", "approve", T), ("arrest", "arrest", P),
    ("arrival", "arrive", I), ("assassination", "assassinate", P), ("assault", "assault", T),
    ("assistance", "assist", T), ("attack", "attack", T), ("audit", "audit", T),
    ("bailout", "bail out", T), ("ban", "ban", T), ("battle", "fight", I),
    ("betrayal", "betray", T), ("blockade", "block", T), ("bombardment", "bombard", T),
    ("bombing", "bomb", T), ("boycott", "boycott", T), ("breach", "breach", T),
    ("breakup", "break up", I), ("burial", "bury", P), ("call", "call", I),
    ("cancellation", "cancel", T), ("capture", "capture", P), ("ceasefire", "cease fire", I),
    ("celebration", "celebrate", T), ("clash", "clash", I), ("closure", "close", P),
    ("collaboration", "collaborate", I), ("collapse", "collapse", I), ("collision", "collide", I),
    ("condemnation", "condemn", T), ("confiscation", "confiscate", T), ("conflict", "fight", I),
    ("confrontation", "confront", T), ("congratulation", "congratulate", T),
    ("conquest", "conquer", T), ("construction", "construct", T), ("consultation", "consult", I),
    ("conversation", "converse", I), ("conviction", "convict", P), ("cooperation", "cooperate", I),
    ("coup", "overthrow", T), ("crackdown", "crack down", T), ("crash", "crash", I),
    ("creation", "create", T), ("criticism", "criticize", T), ("cyberattack", "attack", T),
    ("death", "die", I), ("debate", "debate", T), ("decline", "decline", I),
    ("defeat", "defeat", P), ("defection", "defect", I), ("delivery", "deliver", T),
    ("demolition", "demolish", P), ("departure", "depart", I), ("deployment", "deploy", T),
    ("deportation", "deport", P), ("derailment", "derail", I), ("destruction", "destroy", T),
    ("detention", "detain", P), ("dialogue", "talk", I), ("disappearance", "disappear", I),
    ("discovery", "discover", T), ("discrimination", "discriminate", I),
    ("discussion", "discuss", T), ("dismissal", "dismiss", P), ("dispute", "dispute", I),
    ("divorce", "divorce", T), ("donation", "donate", T), ("downgrade", "downgrade", T),
    ("drowning", "drown", I), ("election", "elect", P), ("embargo", "embargo", T),
    ("endorsement", "endorse", T), ("eruption", "erupt", I), ("escape", "escape", I),
    ("evacuation", "evacuate", P), ("eviction", "evict", P), ("exchange", "exchange", T),
    ("execution", "execute", P), ("expansion", "expand", I), ("explosion", "explode", I),
    ("export", "export", T), ("expulsion", "expel", P), ("extradition", "extradite", P),
    ("failure", "fail", I), ("fight", "fight", I), ("fighting", "fight", I), ("flight", "fly", I),
    ("flooding", "flood", T), ("funeral", "bury", P), ("genocide", "kill", T),
    ("growth", "grow", I), ("hack", "hack", T), ("handover", "hand over", T),
    ("harassment", "harass", T), ("impeachment", "impeach", P), ("imprisonment", "imprison", P),
    ("inauguration", "inaugurate", P), ("incitement", "incite", T), ("increase", "increase", I),
    ("incursion", "invade", T), ("indictment", "indict", P), ("injury", "injure", P),
    ("inquiry", "inquire", I), ("inspection", "inspect", T), ("interference", "interfere", I),
    ("interrogation", "interrogate", P), ("interruption", "interrupt", T),
    ("intervention", "intervene", I), ("interview", "interview", T),
    ("intimidation", "intimidate", T), ("introduction", "introduce", T),
    ("intrusion", "intrude", I), ("invasion", "invade", T), ("investigation", "investigate", T),
    ("investment", "invest", I), ("invitation", "invite", I), ("involvement", "involve", P),
    ("journey", "travel", I), ("kidnap", "kidnap", P), ("kidnapping", "kidnap", P),
    ("killing", "kill", P), ("landing", "land", I), ("launch", "launch", T),
    ("layoff", "lay off", P), ("leak", "leak", T), ("liberation", "liberate", P),
    ("looting", "loot", T), ("loss", "lose", T), ("lunch", "lunch", I), ("march", "march", I),
    ("marriage", "marry", I), ("massacre", "massacre", P), ("mediation", "mediate", T),
    ("meeting", "meet", I), ("mention", "mention", T), ("merger", "merge", I),
    ("mobilisation", "mobilise", T), ("mobilization", "mobilize", T), ("murder", "murder", P),
    ("naming", "name", P), ("negotiation", "negotiate", I), ("nomination", "nominate", P),
    ("occupation", "occupy", T), ("offensive", "attack", I), ("onslaught", "attack", T),
    ("opposition", "oppose", T), ("ouster", "oust", P), ("ousting", "oust", P),
    ("outbreak", "break out", I), ("overthrow", "overthrow", P),
    ("participation", "participate", I), ("payment", "pay", T), ("persecution", "persecute", T),
    ("poisoning", "poison", P), ("praise", "praise", T), ("presentation", "present", T),
    ("privatization", "privatize", P), ("production", "produce", T), ("promotion", "promote", P),
    ("prosecution", "prosecute", T), ("protest", "protest", I), ("provocation", "provoke", T),
    ("publication", "publish", T), ("purchase", "purchase", T), ("pursuit", "pursue", T),
    ("raid", "raid", T), ("rally", "rally", I), ("rape", "rape", T),
    ("rapprochement", "approach", I), ("ratification", "ratify", T),
    ("re-election", "re-elect", P), ("rebellion", "rebel", I), ("recall", "recall", T),
    ("recognition", "recognize", T), ("redundancy", "dismiss", P), ("reelection", "re-elect", P),
    ("reform", "reform", T), ("refusal", "refuse", T), ("rejection", "reject", T),
    ("release", "release", P), ("relocation", "relocate", I), ("removal", "remove", P),
    ("renewal", "renew", T), ("repeal", "repeal", T), ("rescue", "rescue", P),
    ("resignation", "resign", I), ("resistance", "resist", I), ("restoration", "restore", T),
    ("resumption", "resume", T), ("retirement", "retire", I), ("retreat", "retreat", I),
    ("return", "return", I), ("reunion", "meet", I), ("reversal", "reverse", T),
    ("review", "review", T), ("revolt", "revolt", I), ("riot", "riot", I), ("rise", "rise", I),
    ("robbery", "rob", T), ("sale", "sell", T), ("sanction", "sanction", T),
    ("scrutiny", "scrutinize", T), ("search", "search", T), ("seizure", "seize", T),
    ("sentencing", "sentence", P), ("shelling", "shell", T), ("shipment", "ship", T),
    ("shooting", "shoot", T), ("shutdown", "shut down", P), ("siege", "besiege", T),
    ("signing", "sign", T), ("slaughter", "slaughter", T), ("speech", "speak", I),
    ("spending", "spend", T), ("spill", "spill", T), ("stabbing", "stab", T),
    ("strike", "strike", T), ("summit", "meet", I), ("support", "support", T),
    ("surrender", "surrender", I), ("suspension", "suspend", P), ("takeover", "take over", T),
    ("talk", "talk", I), ("theft", "steal", T), ("torture", "torture", T), ("tour", "tour", T),
    ("transfer", "transfer", T), ("treatment", "treat", T), ("trial", "try", P),
    ("trip", "travel", I), ("upgrade", "upgrade", T), ("uprising", "rise up", I),
    ("vaccination", "vaccinate", T), ("victory", "win", I), ("violation", "violate", T),
    ("violence", "attack", I), ("visit", "visit", I), ("vote", "vote", I), ("war", "war", I),
    ("warning", "warn", T), ("wedding", "marry", I), ("withdrawal", "withdraw", I),
];

fn effect(table: &[(&str, Effect)], word: &str) -> Option<Effect> {
    table.binary_search_by(|(known, _)| (*known).cmp(word)).ok().map(|at| table[at].1)
}

/// What a verb does to the infinitive or gerund under it: "plans to leave".
pub(super) fn of_control(lemma: &str, passive: bool) -> Option<Effect> {
    effect(if passive { &PASSIVE } else { &ACTIVE }, lemma)
}

/// What an adjective does to the infinitive under it: "is unlikely to".
pub(super) fn of_adjective(word: &str) -> Option<Effect> {
    effect(&ADJECTIVES, word)
}

/// What a word does to a clause under it that has a subject of its own: "denied that".
pub(super) fn of_governor(lemma: &str) -> Option<Effect> {
    effect(&GOVERNORS, lemma)
}

/// What a modifier does to a noun of action: "the alleged attack".
pub(super) fn of_noun_modifier(word: &str) -> Option<Effect> {
    effect(&NOUN_MODIFIERS, word)
}

/// What a verb does to a noun of action that is its object: "prevented the attack".
pub(super) fn of_noun_governor(lemma: &str) -> Option<Effect> {
    effect(&NOUN_GOVERNORS, lemma)
}

/// The verb that tells what a noun of action tells, and how its possessor is read.
pub(super) fn noun_of_action(lemma: &str) -> Option<(&'static str, Possessor)> {
    let at = NOUNS.binary_search_by(|(noun, ..)| (*noun).cmp(lemma)).ok()?;
    Some((NOUNS[at].1, NOUNS[at].2))
}

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
        for table in
            [&ACTIVE[..], &PASSIVE, &ADJECTIVES, &GOVERNORS, &NOUN_MODIFIERS, &NOUN_GOVERNORS]
        {
            assert!(table.is_sorted_by_key(|(word, _)| *word), "{table:?}");
        }
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
        assert!(NOUNS.is_sorted_by_key(|(noun, ..)| *noun));
    }
}
