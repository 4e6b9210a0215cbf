//! Nouns that tell of actions.

use self::Possessor::{Doer as I, Subject as T, Sufferer as P};

/// Who stands before a noun of action as its possessor, and behind it with "of".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline::annotate::claims) enum Possessor {
    /// Both do it, since nobody suffers it: "Xi's arrival", "the arrival of Xi".
    Doer,
    /// Both suffer it: "Smith's arrest", "the arrest of Smith".
    Sufferer,
    /// The one before does it, the one behind suffers it: "Rome's invasion of Britain".
    Subject,
}

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

/// The verb that tells what a noun of action tells, and how its possessor is read.
pub(in crate::pipeline::annotate::claims) fn noun_of_action(
    lemma: &str,
) -> Option<(&'static str, Possessor)> {
    let at = NOUNS.binary_search_by(|(noun, ..)| (*noun).cmp(lemma)).ok()?;
    Some((NOUNS[at].1, NOUNS[at].2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_are_sorted() {
        assert!(NOUNS.is_sorted_by_key(|(noun, ..)| *noun));
    }
}
