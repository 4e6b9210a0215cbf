//! Words that translators and reporters put for one another in the words of a speaker.
//!
//! Each line is one class. It is kept to general words of public speech: whoever renders a
//! statement keeps its names and chooses among these.
//!
//! The other tables of like words cannot stand in for it. The concepts of claims leave out on purpose
//! what is too general to tell events apart ("important", "issue", "deepen"), and have four in ten
//! of the pairs here; the synonyms of relations go by senses of one part of speech, each word with its
//! own list, and have one in seven. In words of one speaker, aligned one by one, a wider class does
//! no harm that it would do between events.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Classes of lemmas, the first of which names the class.
const CLASSES: &[&str] = &[
    "limit limitless unlimited boundless boundary bound border endless infinity infinite",
    "arena stage scene",
    "deepen deepening strengthen strengthening increase enhance enhancement boost expand expansion \
     intensify",
    "comprehensive global overall all-round extensive",
    "cooperation interaction collaboration",
    "cooperate interact collaborate",
    "friendship partnership alliance",
    "important key main major significant crucial vital essential",
    "issue question matter topic problem",
    "stance position view standpoint attitude",
    "crisis conflict war",
    "current urgent topical pressing relevant",
    "talk negotiation dialogue discussion",
    "agreement accord deal pact treaty",
    "document paper",
    "attack strike assault raid",
    "kill slay murder",
    "fair just impartial objective",
    "hard tough difficult",
    "decision choice",
    "quick swift fast rapid prompt",
    "big huge large great enormous",
    "terrible horrible awful dreadful",
    "sad sorrowful tragic",
    "begin start launch commence",
    "end stop finish halt cease",
    "continue proceed",
    "help assist support aid",
    "need require",
    "show demonstrate display",
    "choose want wish desire",
    "build construct create",
    "buy purchase acquire",
    "happen occur",
    "allow permit let",
    "forbid ban prohibit",
    "get receive obtain",
    "mommy mummy mom mum mama",
    "daddy dad",
    "child kid",
    "man guy",
    "country nation state",
    "world globe planet",
    "company firm corporation",
    "money cash fund",
    "job work",
    "mistake error",
    "danger peril threat menace",
    "courage bravery",
    "brave courageous",
    "friend ally partner",
    "enemy foe adversary",
    "victory triumph win",
    "defeat loss",
    "freedom liberty",
    "answer reply response",
    "goal aim objective target purpose",
    "task duty",
    "obvious evident clear apparent",
    "certain sure confident",
    "impossible unthinkable",
    "necessary needful",
    "sincere honest frank",
    "anger fury rage",
    "angry furious",
    "happy glad pleased delighted",
    "afraid scared frightened",
    "responsible accountable",
    "guilty culpable",
    "condemn denounce",
    "resolve solve settle",
    "prevent avert avoid",
    "destroy ruin wreck",
    "defend protect",
    "respect honour honor",
    "regret deplore",
    "suffer endure",
    "claim allegation",
    "lie falsehood untruth",
    "hope expect",
    "fear worry",
    "try attempt",
    "joint common shared",
    "mutual reciprocal",
    "future prospect",
    "development progress",
    "peaceful peaceable",
    "immediate instant",
];

static BY_LEMMA: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut classes = FxHashMap::default();
    for class in CLASSES {
        // A class has a first word.
        let name = class.split_whitespace().next().unwrap_or_default();
        for word in class.split_whitespace() {
            classes.entry(word).or_insert(name);
        }
    }
    classes
});

/// The name of the class of a lemma, if it has one: one of its words.
pub(super) fn class(lemma: &str) -> Option<&'static str> {
    BY_LEMMA.get(lemma).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn translations_share_a_class() {
        for (a, b) in [("limitless", "infinity"), ("arena", "stage"), ("mommy", "mummy")] {
            assert!(class(a).is_some() && class(a) == class(b), "{a} {b}");
        }
        assert_eq!(class("gorilla"), None);
        assert_ne!(class("begin"), class("end"));
    }
}
