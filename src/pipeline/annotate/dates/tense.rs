//! Whether a clause tells of what was or of what will be.

use parallax_nlp::Doc;

/// Where in time the verb that governs an expression points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Past,
    /// Certainly not the future: "since May".
    Since,
    Future,
    /// Present tense, or no verb.
    Open,
}

/// Participles and adjectives of what is planned, in lower case, sorted.
const PLANNED: [&str; 16] = [
    "anticipated",
    "arranged",
    "due",
    "expected",
    "forthcoming",
    "intended",
    "likely",
    "payable",
    "planned",
    "planning",
    "projected",
    "scheduled",
    "slated",
    "supposed",
    "targeted",
    "upcoming",
];

/// Verbs whose present tense tells of a timetable.
const TIMETABLE: [&str; 14] = [
    "arrive", "begin", "close", "come", "end", "expire", "kick", "leave", "meet", "open", "resume",
    "return", "start", "take",
];

/// Steps up the tree, and children of a verb, that are looked at.
const MAX_CLIMB: usize = 12;
const MAX_CHILDREN: usize = 48;

/// Where the verb above a token points. The word `beside` the expression governs it if it is a
/// verb; what belongs to a noun (`possessed`) is not what an infinitive is about.
pub(super) fn direction(
    doc: &Doc,
    token: usize,
    beside: Option<usize>,
    possessed: bool,
) -> Direction {
    if let Some(verb) = beside.filter(|&verb| matches!(doc.tag(verb), "VBD" | "VBN")) {
        let ahead = |c| doc.tag(c) == "MD" && !is_past_modal(doc, c, verb);
        let carried = doc.children(verb).take(MAX_CHILDREN).any(ahead);
        return if carried || is_planned(doc, verb) { Direction::Future } else { Direction::Past };
    }
    let mut at = token;
    for _ in 0..MAX_CLIMB {
        if is_planned(doc, at) {
            return Direction::Future;
        }
        match of_verb(doc, at) {
            Some(Direction::Future) if possessed && doc.tag(at) == "VB" => {}
            Some(direction) => return direction,
            None => {}
        }
        let head = doc.head(at);
        if head == at {
            break;
        }
        at = head;
    }
    Direction::Open
}

/// Whether a word says that something is to come: "scheduled for", "due", "planned".
fn is_planned(doc: &Doc, word: usize) -> bool {
    match doc.norm(word) {
        "set" => doc.tokens().len() > word + 1 && matches!(doc.norm(word + 1), "for" | "to"),
        norm => {
            matches!(doc.tag(word), "JJ" | "VBN" | "VBD") && PLANNED.binary_search(&norm).is_ok()
        }
    }
}

/// Verbs whose infinitive happens, or does not, when they do: "declined to say". Sorted.
const IMPLICATIVE: [&str; 14] = [
    "appear", "begin", "bother", "cease", "come", "continue", "decline", "fail", "happen",
    "manage", "neglect", "refuse", "seem", "start",
];

/// Whether the verb above an infinitive decides on its time.
fn is_implied(doc: &Doc, infinitive: usize) -> bool {
    let above = doc.head(infinitive);
    above != infinitive && IMPLICATIVE.binary_search(&doc.lemma(above)).is_ok()
}

/// Whether a modal tells of what was: "could not be reached".
fn is_past_modal(doc: &Doc, modal: usize, verb: usize) -> bool {
    let negated = || doc.children(verb).take(MAX_CHILDREN).any(|c| doc.dep(c) == "neg");
    doc.norm(modal) == "could" && negated()
}

/// Where a verb points by itself; `None` when the verb above it decides.
fn of_verb(doc: &Doc, verb: usize) -> Option<Direction> {
    let tag = doc.tag(verb);
    if !matches!(tag, "VB" | "VBD" | "VBG" | "VBN" | "VBP" | "VBZ" | "MD") {
        return None;
    }
    let mut past = false;
    for child in
        doc.children(verb).take(MAX_CHILDREN).filter(|&c| matches!(doc.dep(c), "aux" | "auxpass"))
    {
        match doc.tag(child) {
            "MD" if is_past_modal(doc, child, verb) => past = true,
            "MD" => return Some(Direction::Future),
            "TO" if is_implied(doc, verb) => return None,
            "TO" => return Some(Direction::Future),
            "VBD" => past = true,
            _ if matches!(doc.norm(child), "has" | "have" | "'ve" | "had") => past = true,
            _ => {}
        }
    }
    match tag {
        _ if past => Some(Direction::Past),
        "VBD" => Some(Direction::Past),
        "VBN" if doc.dep(verb) == "acl" || doc.dep(verb) == "ROOT" => Some(Direction::Past),
        "MD" => Some(Direction::Future),
        "VBP" | "VBZ" if TIMETABLE.contains(&doc.lemma(verb)) => Some(Direction::Future),
        "VBP" | "VBZ" => Some(Direction::Open),
        "VBG" if doc.children(verb).take(MAX_CHILDREN).any(|c| doc.dep(c) == "aux") => {
            Some(Direction::Future)
        }
        _ => None,
    }
}
