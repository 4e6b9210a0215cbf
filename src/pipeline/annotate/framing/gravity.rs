//! Comparisons that lend weight: "the worst flood in decades", "the biggest war since 1945".

use std::ops::Range;

use super::super::{Segment, syntax};

/// Tokens that a comparison has at most.
const MAX_TOKENS: usize = 14;

/// Superlatives that judge, with their valence; others weigh nothing for or against.
const JUDGING: [(&str, f64); 12] = [
    ("best", 0.5),
    ("bloodiest", -0.6),
    ("darkest", -0.5),
    ("deadliest", -0.5),
    ("finest", 0.5),
    ("gravest", -0.5),
    ("greatest", 0.3),
    ("harshest", -0.4),
    ("lowest", -0.2),
    ("strongest", 0.2),
    ("weakest", -0.3),
    ("worst", -0.6),
];

/// A comparison and the noun that it weighs.
pub(super) struct Gravity {
    pub(super) tokens: Range<usize>,
    pub(super) noun: usize,
    pub(super) valence: f64,
}

/// The comparison that begins with the superlative at a token of a sentence.
pub(super) fn comparison(
    segment: &Segment,
    text: &str,
    token: usize,
    end: usize,
) -> Option<Gravity> {
    let doc = &segment.doc;
    let most = matches!(doc.norm(token), "most" | "least") && doc.tag(token) == "RBS";
    if doc.tag(token) != "JJS" && !most {
        return None;
    }
    let end = end.min(token + MAX_TOKENS);
    let close = (token + 1..end).find_map(|at| measure(segment, text, at, end))?;
    let adjective = if most { doc.head(token) } else { token };
    let noun = if doc.tag(adjective).starts_with("NN") { adjective } else { doc.head(adjective) };
    let begin = if token > 0 && matches!(doc.norm(token - 1), "the" | "its" | "their") {
        token - 1
    } else {
        token
    };
    let judged = JUDGING.iter().find(|(word, _)| *word == doc.norm(token));
    let tokens = begin..close;
    Some(Gravity { tokens, noun, valence: judged.map_or(0.0, |(_, valence)| *valence) })
}

/// The end of what the comparison is measured by, when it begins at a token: "since the war",
/// "in decades", "in living memory", "ever".
fn measure(segment: &Segment, text: &str, at: usize, end: usize) -> Option<usize> {
    let doc = &segment.doc;
    let word = doc.norm(at);
    if word == "ever" {
        return Some(at + 1);
    }
    if !matches!(word, "since" | "in" | "of" | "for") {
        return None;
    }
    let window = at..end;
    let object = syntax::governed(doc, at).filter(|object| window.contains(object));
    let tokens = object.map(|object| {
        let apart = |dep: &str| matches!(dep, "relcl" | "acl" | "punct" | "conj" | "cc" | "appos");
        syntax::phrase(doc, &window, object, apart)
    });
    if word == "since" {
        return Some(tokens.map_or(end.min(at + 2), |tokens| tokens.end)).filter(|e| *e > at + 1);
    }
    let tokens = tokens?;
    let long = tokens.clone().any(|t| {
        let word = doc.token_text(t, segment.text(text));
        let unit = ["decade", "decades", "century", "centuries", "generation", "generations"];
        let history = ["history", "memory", "years", "time", "times"];
        unit.iter().chain(&history).any(|known| word.eq_ignore_ascii_case(known))
    });
    long.then_some(tokens.end)
}
