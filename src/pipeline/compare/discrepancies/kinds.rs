//! Kinds of events and of aims: words that reports of one event use for the same thing.

/// A lemma and the kind that it tells of, sorted by lemma.
#[rustfmt::skip]
const KINDS: [(&str, &str); 157] = [
    ("accord", "agreement"), ("acquire", "purchase"), ("acquisition", "purchase"), ("act", "law"),
    ("agreement", "agreement"), ("aid", "aid"), ("airstrike", "attack"), ("armistice", "peace"),
    ("army", "military"), ("arrest", "arrest"), ("assault", "attack"), ("assist", "aid"),
    ("assistance", "aid"), ("attack", "attack"), ("avenge", "revenge"), ("back", "support"),
    ("backing", "support"), ("ballot", "vote"), ("ban", "ban"), ("bill", "law"), ("bomb", "attack"),
    ("bombing", "attack"), ("buy", "purchase"), ("call", "call"), ("ceasefire", "peace"),
    ("close", "closure"), ("closure", "closure"), ("confidence", "trust"), ("cut", "cut"),
    ("deal", "agreement"), ("decide", "decision"), ("decision", "decision"), ("demonstrate", "protest"),
    ("demonstration", "protest"), ("deploy", "deployment"), ("deployment", "deployment"),
    ("detain", "arrest"), ("detention", "arrest"), ("deter", "deterrence"), ("deterrence", "deterrence"),
    ("deterrent", "deterrence"), ("dialogue", "talks"), ("discuss", "talks"), ("discussion", "talks"),
    ("dismiss", "dismissal"), ("dismissal", "dismissal"), ("drill", "exercise"), ("earnings", "profit"),
    ("election", "vote"), ("embargo", "sanction"), ("encounter", "meeting"), ("evacuate", "rescue"),
    ("evacuation", "rescue"), ("exercise", "exercise"), ("fire", "dismissal"), ("firing", "dismissal"),
    ("friendship", "support"), ("hike", "increase"), ("increase", "increase"), ("invade", "invasion"),
    ("invasion", "invasion"), ("journey", "visit"), ("kill", "killing"), ("killing", "killing"),
    ("launch", "launch"), ("launching", "launch"), ("law", "law"), ("legislation", "law"),
    ("loyalty", "support"), ("maneuver", "exercise"), ("manoeuvre", "exercise"), ("march", "protest"),
    ("meet", "meeting"), ("meeting", "meeting"), ("merge", "merger"), ("merger", "merger"),
    ("military", "military"), ("money", "profit"), ("murder", "killing"), ("negotiate", "talks"),
    ("negotiation", "talks"), ("offensive", "attack"), ("oust", "dismissal"), ("pact", "agreement"),
    ("peace", "peace"), ("peaceful", "peace"), ("peacefully", "peace"), ("penalty", "sanction"),
    ("phone", "call"), ("poll", "vote"), ("press", "pressure"), ("pressure", "pressure"),
    ("profit", "profit"), ("prohibition", "ban"), ("protect", "protection"), ("protection", "protection"),
    ("protective", "protection"), ("protest", "protest"), ("pullout", "withdrawal"), ("purchase", "purchase"),
    ("raid", "attack"), ("raise", "increase"), ("rally", "protest"), ("reconciliation", "peace"),
    ("reduce", "cut"), ("reduction", "cut"), ("referendum", "vote"), ("relief", "aid"),
    ("reprisal", "revenge"), ("rescue", "rescue"), ("resign", "resignation"), ("resignation", "resignation"),
    ("retaliate", "revenge"), ("retaliation", "revenge"), ("retaliatory", "revenge"),
    ("retreat", "withdrawal"), ("revenge", "revenge"), ("riot", "protest"), ("rise", "increase"),
    ("sack", "dismissal"), ("safe", "protection"), ("safety", "protection"), ("sanction", "sanction"),
    ("save", "rescue"), ("science", "science"), ("scientific", "science"), ("secure", "protection"),
    ("security", "protection"), ("shell", "attack"), ("shelling", "attack"), ("shoot", "killing"),
    ("shooting", "killing"), ("shut", "closure"), ("shutdown", "closure"), ("slaying", "killing"),
    ("solidarity", "support"), ("strike", "attack"), ("summit", "meeting"), ("support", "support"),
    ("sympathy", "support"), ("takeover", "purchase"), ("talk", "talks"), ("talks", "talks"),
    ("telephone", "call"), ("test", "launch"), ("tour", "visit"), ("travel", "visit"),
    ("treaty", "agreement"), ("trip", "visit"), ("truce", "peace"), ("trust", "trust"), ("visit", "visit"),
    ("vote", "vote"), ("warn", "deterrence"), ("warning", "deterrence"), ("withdraw", "withdrawal"),
    ("withdrawal", "withdrawal"),
];

/// The kind of event or aim that a lemma in lower case tells of.
pub(super) fn kind_of(lemma: &str) -> Option<&'static str> {
    KINDS.binary_search_by(|(word, _)| (*word).cmp(lemma)).ok().map(|at| KINDS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_sorted() {
        assert!(KINDS.is_sorted_by_key(|(word, _)| *word));
        assert_eq!(kind_of("trip"), kind_of("visit"));
        assert_eq!(kind_of("table"), None);
    }
}
