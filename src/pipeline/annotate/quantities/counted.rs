//! The thing that a number counts.

use std::ops::Range;

use parallax_nlp::Doc;

/// Longest phrase of a thing counted, in tokens.
const MAX_TOKENS: usize = 8;

/// The tokens of the thing counted by a number that takes `number`, inside `sentence`.
pub(super) fn counted(
    doc: &Doc,
    sentence: &Range<usize>,
    number: &Range<usize>,
) -> Option<Range<usize>> {
    let mut begin = number.end;
    if begin >= sentence.end {
        return None;
    }
    if doc.norm(begin) == "of" {
        begin = past_determiners(doc, begin + 1, sentence.end);
    } else if doc.norm(begin) == "-" || doc.norm(begin) == "more" && !is_noun(doc, begin) {
        begin += 1;
    }
    let phrase = phrase(doc, begin..sentence.end.min(begin + MAX_TOKENS))?;
    let end = cut_by_head(doc, number, phrase.clone()).unwrap_or(phrase.end);
    Some(phrase.start..end)
}

/// Where determiners, possessives and numbers before a noun end.
fn past_determiners(doc: &Doc, begin: usize, end: usize) -> usize {
    let is_determiner = |i: &usize| {
        matches!(doc.tag(*i), "DT" | "PRP$" | "PDT" | "CD") || doc.norm(*i) == "-" && *i > begin
    };
    (begin..end.min(begin + 5)).find(|i| !is_determiner(i)).unwrap_or(begin)
}

fn is_noun(doc: &Doc, i: usize) -> bool {
    matches!(doc.tag(i), "NN" | "NNS" | "NNP" | "NNPS")
}

/// The noun phrase at the beginning of `tokens`, up to its last noun.
fn phrase(doc: &Doc, tokens: Range<usize>) -> Option<Range<usize>> {
    let mut begin = tokens.start;
    // "20 most expensive restaurants"
    if tokens.len() > 1
        && matches!(doc.tag(begin), "RBS" | "RBR" | "RB")
        && doc.tag(begin + 1).starts_with("JJ")
    {
        begin += 1;
    }
    let mut last = None;
    for i in begin..tokens.end {
        match doc.tag(i) {
            "NN" | "NNS" | "NNP" | "NNPS" => {
                if is_break(doc, i) {
                    break;
                }
                // The next noun is no part of the phrase when this one has its own head
                // elsewhere: "gave 5 people money".
                last = Some(i);
            }
            "JJ" | "JJR" | "JJS" | "HYPH" | "AFX" | "VBN" | "VBG"
                if last.is_none_or(|l| follows(doc, l, i)) => {}
            "POS" if last == Some(i.wrapping_sub(1)) => {}
            "," | "CC" if last.is_none() && i > begin => {}
            _ => break,
        }
        if last == Some(i) && is_end(doc, i) {
            break;
        }
    }
    last.map(|last| begin..last + 1)
}

/// Whether what stands behind a noun still belongs to a compound with it: "off-road".
fn follows(doc: &Doc, last: usize, i: usize) -> bool {
    doc.tag(i) == "HYPH" || doc.tag(last) != "NNS" && doc.head(i) > i
}

/// Words with a noun's tag that end a phrase before them.
fn is_break(doc: &Doc, i: usize) -> bool {
    matches!(doc.norm(i), "%" | "percent" | "today" | "yesterday" | "tomorrow" | "ago")
}

/// A noun in the plural that does not modify what follows ends the phrase.
fn is_end(doc: &Doc, i: usize) -> bool {
    matches!(doc.tag(i), "NNS" | "NNPS") && !(doc.head(i) > i && doc.dep(i) == "compound")
}

/// Where the phrase ends by the tree, when the number's head is a noun in it.
fn cut_by_head(doc: &Doc, number: &Range<usize>, phrase: Range<usize>) -> Option<usize> {
    let last = number.end.checked_sub(1)?;
    let head = doc.head(last);
    let fits = phrase.contains(&head) && is_noun(doc, head) && doc.dep(last) == "nummod";
    fits.then_some(head + 1)
}

/// The lemmas of a thing counted, in lower case but for names, joined by spaces.
pub(super) fn lemma(doc: &Doc, tokens: Range<usize>, text: &str) -> String {
    let mut lemma = String::new();
    for i in tokens {
        if matches!(doc.tag(i), "," | "POS" | "CC" | "RBS" | "RBR" | "RB") {
            continue;
        }
        let word = match doc.lemma(i) {
            "" => doc.token_text(i, text),
            word => word,
        };
        let joined = doc.tag(i) == "HYPH" || lemma.ends_with('-');
        if !lemma.is_empty() && !joined {
            lemma.push(' ');
        }
        lemma.push_str(word);
    }
    lemma
}
