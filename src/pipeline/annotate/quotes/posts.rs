//! Posts of social media that an article embeds without marks: their words, a dash, who posted
//! them with the account, and as a rule the day; or their words alone.

use super::lexicon::{self, Frame};
use crate::{
    domain::{Section, Span},
    pipeline::{
        annotate::{Parsed, Segment},
        calendar,
    },
};

/// A post without marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Post {
    /// What was posted, without links at its end.
    pub(super) words: Span,
    /// Who signed it.
    pub(super) name: Option<Span>,
}

/// Longest name and account, in bytes.
const LONGEST_NAME: usize = 80;
const LONGEST_ACCOUNT: usize = 64;
/// Bytes behind the account in which its date is looked for.
const LONGEST_DATE: usize = 40;
/// Tokens at the beginning of a paragraph among which words that introduce a post are looked for,
/// and how far the verb stands before its colon.
const INTRODUCTION: usize = 40;
const FROM_VERB_TO_COLON: usize = 6;

/// The posts that are signed, in text order.
pub(super) fn signed(parsed: &Parsed<'_>) -> Vec<Post> {
    let mut posts = Vec::new();
    for (index, segment) in parsed.few_until_stopped(parsed.segments).enumerate() {
        let text = segment.text(parsed.text);
        let mut begin = 0;
        for (at, _) in text.match_indices("(@") {
            if at < begin {
                continue;
            }
            let Some(signature) = signature(text, begin, at) else { continue };
            let name = signature.name.shifted(segment.span.begin);
            let words = Span::new(begin, signature.dash).shifted(segment.span.begin);
            let words = match words.trimmed(parsed.text) {
                // The signature has a line of its own.
                none if none.is_empty() && begin == 0 => line_before(parsed, index),
                words if begin == 0 => Some(after_introduction(parsed, index, words)),
                words => Some(words),
            };
            let words = words.map(|words| without_links(parsed.text, words));
            posts.extend(
                words.filter(|w| !w.is_empty()).map(|words| Post { words, name: Some(name) }),
            );
            begin = signature.end;
        }
    }
    posts
}

/// `— Anna Lind (@annalind) March 3, 2020`, by positions in its paragraph.
struct Signature {
    dash: usize,
    name: Span,
    end: usize,
}

/// The signature whose account opens its bracket at a position. Nothing before `begin` is in it.
fn signature(text: &str, begin: usize, bracket: usize) -> Option<Signature> {
    let account = &text[bracket + 2..];
    let close = account.bytes().take(LONGEST_ACCOUNT).position(|b| b == b')')?;
    let written = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '@');
    if close == 0 || !account[..close].chars().all(written) {
        return None;
    }
    let before = &text[begin..bracket];
    let (dash, sign) = before
        .char_indices()
        .rev()
        .take_while(|(at, _)| before.len() - at <= LONGEST_NAME)
        .filter(|(_, c)| matches!(c, '-' | '–' | '—' | '―'))
        // A hyphen inside a name is no dash.
        .find(|(at, _)| before[..*at].chars().next_back().is_none_or(|c| !c.is_alphanumeric()))?;
    let from = begin + dash + sign.len_utf8();
    let name = Span::new(from, bracket).trimmed(text);
    if !name.of(text).contains(char::is_alphabetic) {
        return None;
    }
    let end = bracket + 2 + close + 1;
    let behind = &text[end..];
    let near = behind.char_indices().map(|(at, _)| at).find(|at| *at >= LONGEST_DATE);
    let near = &behind[..near.unwrap_or(behind.len())];
    let dated = calendar::first_date(near).map(|(date, _)| date);
    let at_once = |date: &Span| !near[..date.begin].contains(char::is_alphanumeric);
    let end = match dated.filter(at_once) {
        Some(date) => end + date.end,
        None if behind.trim().is_empty() => text.len(),
        None => return None,
    };
    // Two hyphens are one dash.
    let dash = text[..begin + dash].trim_end_matches('-').len().max(begin);
    Some(Signature { dash, name, end })
}

/// The paragraph before one, if it is of the body.
fn line_before(parsed: &Parsed<'_>, index: usize) -> Option<Span> {
    let before = parsed.segments.get(index.checked_sub(1)?)?;
    (before.section == Section::Body).then_some(before.span)
}

/// Without the narrator's words before a colon: "She tweeted: ...".
fn after_introduction(parsed: &Parsed<'_>, index: usize, words: Span) -> Span {
    let segment = &parsed.segments[index];
    let tokens = 0..segment.doc.tokens().len().min(INTRODUCTION);
    let colon = tokens.clone().find(|&t| {
        let verbs = t.saturating_sub(FROM_VERB_TO_COLON)..t;
        segment.token_span(t).of(parsed.text) == ":"
            && verbs.rev().any(|v| lexicon::verb(&segment.doc, v).has(Frame::SPEECH))
    });
    match colon.map(|t| segment.token_span(t).end) {
        Some(begin) if begin < words.end => Span::new(begin, words.end).trimmed(parsed.text),
        _ => words,
    }
}

/// Without the addresses of pages and pictures that end a post.
fn without_links(text: &str, words: Span) -> Span {
    let mut words = words;
    loop {
        let written = words.of(text);
        let last = written.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let link = |word: &str| word.contains("://") || word.starts_with("pic.twitter.com");
        // White space may be of several bytes.
        let Some(word) = written.get(last..).filter(|word| link(word)) else { return words };
        words = Span::new(words.begin, words.end - word.len()).trimmed(text);
    }
}

/// Fewest words of a post that nobody signed.
const FEWEST_WORDS: usize = 8;

/// Posts that nobody signed: paragraphs without marks in the first person that do not end as
/// sentences do. There are none where the narrator is such a person as well. `is_marked` tells
/// whether a quotation stands in a paragraph.
pub(super) fn unsigned(parsed: &Parsed<'_>, is_marked: impl Fn(Span) -> bool) -> Vec<Post> {
    let mut posts = Vec::new();
    for segment in parsed.segments.iter().filter(|s| s.section == Section::Body) {
        if is_marked(segment.span) || !has_first_person(segment) {
            continue;
        }
        let words = without_links(parsed.text, segment.span);
        let text = words.of(parsed.text);
        let long = text.split_whitespace().take(FEWEST_WORDS).count() == FEWEST_WORDS;
        let unended = text.ends_with(|c: char| c.is_alphanumeric());
        if !long || !unended {
            return Vec::new();
        }
        posts.push(Post { words, name: None });
    }
    posts
}

/// Whether "I", "me" or "my" stands in a paragraph.
fn has_first_person(segment: &Segment) -> bool {
    let doc = &segment.doc;
    (0..doc.tokens().len()).any(|token| {
        matches!(doc.tag(token), "PRP" | "PRP$") && matches!(doc.norm(token), "i" | "me" | "my")
    })
}
