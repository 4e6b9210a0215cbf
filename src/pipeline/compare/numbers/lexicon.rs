//! Words that decide what a number measures.

/// Nouns and verbs of one meaning, in lemmas; each word stands once, in order of bytes.
#[rustfmt::skip]
const ALIKE: [(&str, &str); 40] = [
    ("daughter", "girl"), ("death", "dead"), ("decease", "dead"), ("detain", "arrest"),
    ("die", "dead"), ("drop", "fall"), ("earthquake", "quake"), ("fatality", "dead"),
    ("gentleman", "man"), ("guy", "man"), ("hospitalise", "hospitalize"), ("hurt", "injure"),
    ("individual", "person"), ("infant", "baby"), ("injured", "injure"), ("injury", "injure"),
    ("kid", "child"), ("kill", "dead"), ("killed", "dead"), ("lad", "boy"),
    ("life", "person"), ("people", "person"), ("perish", "dead"), ("plummet", "fall"),
    ("plunge", "fall"), ("resident", "person"), ("signatory", "sign"),
    ("signature", "sign"), ("slay", "dead"), ("son", "boy"), ("soul", "person"),
    ("toddler", "child"), ("toll", "dead"), ("tot", "child"),
    ("tremor", "quake"), ("tumble", "fall"), ("victim", "person"), ("wound", "injure"),
    ("wounded", "injure"), ("youngster", "child"),
];

/// The word that stands for all of its meaning.
pub(super) fn meaning(lemma: &str) -> &str {
    let known = ALIKE.binary_search_by_key(&lemma, |(word, _)| word);
    known.map_or(lemma, |at| ALIKE[at].1)
}

/// What happens to those who are counted as victims or held: their number is told with its
/// verb wherever the number stands.
pub(super) fn is_toll(meaning: &str) -> bool {
    matches!(meaning, "dead" | "injure" | "arrest" | "hospitalize" | "missing")
}

/// Nouns that tell nothing of whom they are said, in lemmas.
pub(super) fn is_anybody(noun: &str) -> bool {
    matches!(noun, "male" | "female" | "animal" | "one" | "member" | "native" | "person" | "other")
}

/// Nouns for what happens again and again in a game, and for sums of it, each with a length of
/// its own, in lemmas.
pub(super) fn is_play(noun: &str) -> bool {
    matches!(
        noun,
        "average"
            | "carry"
            | "catch"
            | "completion"
            | "drive"
            | "gain"
            | "game"
            | "goal"
            | "jump"
            | "kick"
            | "line"
            | "loss"
            | "march"
            | "pass"
            | "play"
            | "penalty"
            | "punt"
            | "putt"
            | "reception"
            | "return"
            | "run"
            | "rush"
            | "score"
            | "shot"
            | "strike"
            | "throw"
            | "total"
            | "touchdown"
            | "win"
    )
}

/// Verbs that say nothing of what is counted, in lemmas.
pub(super) fn is_weak(verb: &str) -> bool {
    matches!(
        verb,
        "be" | "have"
            | "do"
            | "get"
            | "give"
            | "go"
            | "make"
            | "take"
            | "see"
            | "include"
            | "involve"
            | "say"
            | "report"
            | "tell"
            | "add"
            | "announce"
            | "accord"
            | "use"
            | "come"
            | "become"
            | "remain"
            | "reach"
            | "stand"
            | "rise"
            | "climb"
            | "leave"
            | "show"
            | "put"
    )
}

/// Words that make what is counted a part of something, or come on top of another number.
pub(super) fn is_partial(word: &str) -> bool {
    matches!(
        word,
        "other"
            | "others"
            | "another"
            | "additional"
            | "further"
            | "each"
            | "every"
            | "per"
            | "average"
            | "extra"
            | "including"
            | "among"
            | "apiece"
            | "remaining"
            | "rest"
            | "first"
            | "last"
            | "next"
            | "previous"
            | "prior"
            | "earlier"
            | "these"
            | "those"
    )
}

/// Adverbs of what was said first and holds no more.
pub(super) fn is_superseded(word: &str) -> bool {
    matches!(
        word,
        "initially" | "originally" | "previously" | "formerly" | "mistakenly" | "wrongly"
    )
}

/// Modals and adverbs of a rule that holds for many.
pub(super) fn is_general(word: &str) -> bool {
    matches!(
        word,
        "can"
            | "could"
            | "may"
            | "might"
            | "would"
            | "should"
            | "must"
            | "usually"
            | "typically"
            | "generally"
            | "normally"
            | "often"
            | "if"
    )
}

/// What adjectives behind a length measure.
pub(super) fn attribute(adjective: &str) -> Option<&'static str> {
    Some(match adjective {
        "tall" | "high" => "height",
        "long" => "length",
        "wide" | "broad" => "width",
        "deep" => "depth",
        "thick" => "thickness",
        "away" | "off" | "from" => "distance",
        "heavy" => "weight",
        "old" => "age",
        _ => return None,
    })
}
