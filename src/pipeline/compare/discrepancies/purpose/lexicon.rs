//! Words by which texts say what something is for.

/// Nouns that say that something is done for the sake of something else: "in a show of".
#[rustfmt::skip]
pub(super) const SHOWS: [&str; 13] = [
    "attempt", "bid", "demonstration", "display", "drive", "effort", "expression", "gesture", "move", "push",
    "show", "sign", "signal",
];

/// What an event may be called for the sake of its aim: "as a journey for peace".
#[rustfmt::skip]
pub(super) const MISSIONS: [&str; 19] = [
    "attempt", "chance", "crusade", "demonstration", "effort", "expression", "gesture", "journey", "means",
    "message", "mission", "move", "opportunity", "show", "sign", "signal", "step", "trip", "way",
];

/// What an event is done in, where it answers another or stands by somebody: "in response to".
#[rustfmt::skip]
pub(super) const ANSWERS: [&str; 9] = [
    "defiance", "protest", "reprisal", "response", "retaliation", "revenge", "solidarity", "support", "tribute",
];

/// What somebody takes an event for: "seen as a pretext for".
#[rustfmt::skip]
pub(super) const GUISES: [&str; 13] = [
    "attempt", "cover", "distraction", "ploy", "pretext", "provocation", "response", "retaliation", "revenge",
    "step", "stunt", "test", "warning",
];

/// Nouns for aims.
#[rustfmt::skip]
pub(super) const AIMS: [&str; 8] = [
    "aim", "ambition", "goal", "intention", "mission", "object", "objective", "purpose",
];

/// Verbs that say what something is for.
pub(super) const MEANT: [&str; 4] = ["aim", "design", "intend", "mean"];

/// Verbs by which an event tells something of those who take part.
#[rustfmt::skip]
pub(super) const SHOWING: [&str; 9] = [
    "affirm", "demonstrate", "display", "express", "reaffirm", "show", "signal", "underline", "underscore",
];

/// What is shown by them.
#[rustfmt::skip]
pub(super) const STANCES: [&str; 15] = [
    "backing", "closeness", "commitment", "defiance", "determination", "friendship", "loyalty", "opposition",
    "resolve", "respect", "solidarity", "strength", "support", "sympathy", "unity",
];

/// Verbs that call one thing another.
#[rustfmt::skip]
pub(super) const CALLING: [&str; 16] = [
    "bill", "call", "cast", "characterise", "characterize", "condemn", "denounce", "describe", "frame", "label",
    "portray", "present", "regard", "see", "understand", "view",
];

/// Verbs that leave the telling to their object.
#[rustfmt::skip]
pub(super) const LIGHT: [&str; 11] = [
    "begin", "carry", "conduct", "give", "have", "hold", "launch", "make", "pay", "start", "take",
];

/// Verbs that name no event.
#[rustfmt::skip]
pub(super) const EMPTY: [&str; 14] = [
    "add", "be", "become", "come", "do", "get", "go", "keep", "let", "put", "remain", "say", "seem", "tell",
];

/// Words that aims share whatever they are.
#[rustfmt::skip]
pub(super) const COMMON: [&str; 22] = [
    "bring", "country", "further", "give", "help", "important", "increase", "make", "more", "nation", "new",
    "other", "people", "promote", "side", "strengthen", "take", "try", "two", "way", "work", "world",
];
