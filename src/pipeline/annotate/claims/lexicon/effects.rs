//! Words that decide what a clause says of its own standing.

use self::Effect::{Demanded, Expected, Hedged, Negated, Plain, Planned, Question};

/// What a word does to the statement under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline::annotate::claims) enum Effect {
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

fn effect(table: &[(&str, Effect)], word: &str) -> Option<Effect> {
    table.binary_search_by(|(known, _)| (*known).cmp(word)).ok().map(|at| table[at].1)
}

/// What a verb does to the infinitive or gerund under it: "plans to leave".
pub(in crate::pipeline::annotate::claims) fn of_control(
    lemma: &str,
    passive: bool,
) -> Option<Effect> {
    effect(if passive { &PASSIVE } else { &ACTIVE }, lemma)
}

/// What an adjective does to the infinitive under it: "is unlikely to".
pub(in crate::pipeline::annotate::claims) fn of_adjective(word: &str) -> Option<Effect> {
    effect(&ADJECTIVES, word)
}

/// What a word does to a clause under it that has a subject of its own: "denied that".
pub(in crate::pipeline::annotate::claims) fn of_governor(lemma: &str) -> Option<Effect> {
    effect(&GOVERNORS, lemma)
}

/// What a modifier does to a noun of action: "the alleged attack".
pub(in crate::pipeline::annotate::claims) fn of_noun_modifier(word: &str) -> Option<Effect> {
    effect(&NOUN_MODIFIERS, word)
}

/// What a verb does to a noun of action that is its object: "prevented the attack".
pub(in crate::pipeline::annotate::claims) fn of_noun_governor(lemma: &str) -> Option<Effect> {
    effect(&NOUN_GOVERNORS, lemma)
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
    }
}
