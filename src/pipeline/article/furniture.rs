//! Page furniture: lines that belong to the page and not to the article.
//!
//! The cues are words that publishing systems print; a line must also have the shape of
//! furniture, for news is written about cookies and donations too.

use super::{
    appeal, controls, credits,
    lines::{AT_A_TIME, LONGEST_TEASER, Line, ends_sentence, is_prose, is_truncated, starts_upper},
    notices, pictures,
    zones::Verdict,
};
use crate::domain::ZoneKind::{self, CommentForm, RelatedStories};

/// Headings over lists of other articles, in lower case without final colon.
const RELATED_HEADINGS: &[&str] = &[
    "related",
    "related stories",
    "related story",
    "related articles",
    "related article",
    "related news",
    "related content",
    "related topics",
    "related coverage",
    "related links",
    "related posts",
    "related video",
    "related videos",
    "read more",
    "read also",
    "also read",
    "see also",
    "more stories",
    "more news",
    "more on this story",
    "more on this topic",
    "more on this",
    "latest stories",
    "latest news",
    "latest posts",
    "latest articles",
    "top stories",
    "most read",
    "most popular",
    "most viewed",
    "most shared",
    "trending",
    "trending now",
    "popular now",
    "popular posts",
    "recommended",
    "recommended for you",
    "recommended stories",
    "recommended reading",
    "further reading",
    "you may also like",
    "you might also like",
    "you may like",
    "don't miss",
    "editor's picks",
    "editors' picks",
    "in other news",
    "up next",
    "read next",
    "next article",
    "previous article",
    "what to read next",
    "from around the web",
    "around the web",
    "sponsored content",
    "promoted stories",
];

/// Words before a colon that lead to one other article.
const RELATED_LABELS: &[&str] = &[
    "read more",
    "read also",
    "also read",
    "see also",
    "related",
    "related story",
    "related stories",
    "related article",
    "more",
    "watch",
    "watch more",
    "must read",
    "don't miss",
    "recommended",
    "read next",
];

/// Prompts of comment forms, as a line begins.
const COMMENT_PROMPTS: &[&str] = &[
    "please enter your comment",
    "please enter your name",
    "please enter your email",
    "leave a reply",
    "leave a comment",
    "leave your comment",
    "add a comment",
    "add your comment",
    "post a comment",
    "post comment",
    "write a comment",
    "view comments",
    "view all comments",
    "show comments",
    "hide comments",
    "load comments",
    "join the conversation",
    "join the discussion",
    "save my name, email",
    "your email address will not be published",
    "required fields are marked",
    "you have entered an incorrect email",
    "cancel reply",
    "log in to comment",
    "log in to leave a comment",
    "sign in to comment",
    "you must be logged in",
    "comments are closed",
    "comments are moderated",
    "name:*",
    "email:*",
    "website:",
];

/// A list of teasers is given up after this many lines: furniture is short.
const LONGEST_LIST: usize = 40;

/// What each line is, if it is furniture. `None` once `stop` returns true.
pub(super) fn verdicts(
    text: &str,
    lines: &[Line],
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Option<Verdict>>> {
    let go_on = || (!stop()).then_some(());
    let mut verdicts: Vec<Option<Verdict>> = Vec::with_capacity(lines.len());
    for some in lines.chunks(AT_A_TIME) {
        go_on()?;
        verdicts.extend(some.iter().map(|line| single_line(text, line)));
    }
    related_lists(text, lines, &mut verdicts, stop);
    go_on()?;
    comment_forms(lines, &mut verdicts);
    go_on()?;
    appeal::mark(text, lines, &mut verdicts, stop);
    go_on()?;
    controls::lists(text, lines, &mut verdicts);
    go_on()?;
    credits::agency_lines(text, lines, &mut verdicts);
    Some(verdicts)
}

fn verdict(kind: ZoneKind, rule: &'static str) -> Option<Verdict> {
    Some(Verdict::new(kind, rule))
}

/// Furniture that a line shows by itself.
fn single_line(text: &str, line: &Line) -> Option<Verdict> {
    let lower = line.lower.as_str();
    let words = line.span.of(text);
    if lower.is_empty() {
        return None;
    }
    if let Some(credit) = credits::credit(words, lower) {
        return Some(credit);
    }
    // A line that begins in lower case is the rest of a wrapped sentence.
    if !starts_upper(words) {
        return None;
    }
    if lower.len() <= LONGEST_TEASER {
        if lower == "comment:" || COMMENT_PROMPTS.iter().any(|p| lower.starts_with(p)) {
            return verdict(CommentForm, "comment-form");
        }
        if is_comment_count(lower) {
            return verdict(CommentForm, "comment-count");
        }
        if is_related_link(words, lower) {
            return verdict(RelatedStories, "related-link");
        }
    }
    if is_related_run(words, lower) {
        return verdict(RelatedStories, "related-link");
    }
    pictures::picture(words, lower)
        .or_else(|| controls::control(words, lower))
        .or_else(|| notices::notice(words, lower))
}

/// "12 comments", "Comments (12)".
fn is_comment_count(lower: &str) -> bool {
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    let (first, second, rest) = (words.next(), words.next(), words.next());
    let is_word = |w: Option<&str>| matches!(w, Some("comment" | "comments"));
    let is_count = |w: Option<&str>| w.is_some_and(|w| w.parse::<u32>().is_ok());
    rest.is_none()
        && (is_word(first) && (is_count(second) || second.is_none())
            || is_count(first) && is_word(second))
}

/// "READ MORE: Two lions killed in zoo".
fn is_related_link(words: &str, lower: &str) -> bool {
    let Some((label, rest)) = lower.split_once(':') else { return false };
    let rest = rest.trim();
    // A colon with a full stop behind the headline is a sentence of the article.
    RELATED_LABELS.contains(&label.trim()) && !rest.is_empty() && !words.ends_with('.')
        || label.trim() == "read more" && !is_prose(words) && !rest.is_empty()
}

/// Several teasers run together behind their heading on one line.
fn is_related_run(words: &str, lower: &str) -> bool {
    let heading = ["related stories ", "related articles ", "related news ", "most read in "];
    let Some(heading) = heading.iter().find(|h| lower.starts_with(**h)) else { return false };
    // The heading is ASCII, so its length holds in the original too.
    words.get(heading.len()..).is_some_and(starts_upper) && !words.ends_with('.')
}

/// Headings of lists of other articles, and the teasers under them up to the first
/// paragraph of prose.
fn related_lists(
    text: &str,
    lines: &[Line],
    verdicts: &mut [Option<Verdict>],
    stop: &dyn Fn() -> bool,
) {
    let mut i = 0;
    while i < lines.len() && !(i.is_multiple_of(AT_A_TIME) && stop()) {
        let heading = lines[i].lower.trim_end_matches([':', ' ', '»', '>']);
        if !(RELATED_HEADINGS.contains(&heading) || is_more_from(heading)) {
            i += 1;
            continue;
        }
        verdicts[i] = verdict(RelatedStories, "related-list");
        let teasers = lines[i + 1..].iter().take(LONGEST_LIST);
        let length = teasers.take_while(|l| is_teaser(l.span.of(text), &l.lower)).count();
        let list = i + 1..i + 1 + length;
        // What follows a list in lower case is hard-wrapped prose, and so is the "list".
        let wrapped = lines.get(list.end).is_some_and(|l| !starts_upper(l.span.of(text)));
        for v in
            verdicts[if wrapped { i..i } else { list.clone() }].iter_mut().filter(|v| v.is_none())
        {
            *v = verdict(RelatedStories, "related-list");
        }
        i = if wrapped { i + 1 } else { list.end };
    }
}

/// "More from Europe".
fn is_more_from(heading: &str) -> bool {
    let topic = ["more from ", "more on ", "more in ", "read more about "]
        .iter()
        .find_map(|p| heading.strip_prefix(p));
    topic.is_some_and(|t| t.split_whitespace().count() <= 4) && !ends_sentence(heading)
}

fn is_teaser(words: &str, lower: &str) -> bool {
    !lower.is_empty()
        && words.len() <= LONGEST_TEASER
        && starts_upper(words)
        && (is_truncated(words)
            || !ends_sentence(words)
            || (words.ends_with(['?', '!']) && !words.contains(". ")))
}

/// Short lines between the prompts of a comment form belong to the form.
fn comment_forms(lines: &[Line], verdicts: &mut [Option<Verdict>]) {
    let is_form = |v: &Option<Verdict>| v.is_some_and(|v| v.kind == CommentForm);
    let marks: Vec<usize> = (0..lines.len()).filter(|&i| is_form(&verdicts[i])).collect();
    for pair in marks.windows(2) {
        let between = pair[0] + 1..pair[1];
        if between.len() <= 3 && lines[between.clone()].iter().all(|l| l.span.len() <= 40) {
            for v in &mut verdicts[between] {
                *v = verdict(CommentForm, "comment-form");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{lines::lines, zones::zones};
    use super::*;

    fn rule(line: &str) -> Option<&'static str> {
        verdicts(line, &lines(line, &|| false).unwrap(), &|| false).unwrap()[0].map(|v| v.rule)
    }

    #[test]
    fn single_lines_of_furniture() {
        for (line, expect) in [
            ("READ MORE: 2 lions killed in zoo as they maul man", "related-link"),
            ("Related stories It happened to me ‘My husband died’", "related-link"),
            ("Please enter your comment!", "comment-form"),
            ("Save my name, email, and website in this browser.", "comment-form"),
            ("12 Comments", "comment-count"),
            ("Comments (3)", "comment-count"),
            ("Sign up for our newsletter", "newsletter-sign-up"),
        ] {
            assert_eq!(rule(line), Some(expect), "{line}");
        }
    }

    #[test]
    fn prose_about_furniture_is_prose() {
        for line in [
            "More than 40 people were hurt.",
            "Related companies must report the sale to the regulator within ten days.",
            "Comments by the minister were not well received.",
        ] {
            assert_eq!(rule(line), None, "{line}");
        }
    }

    #[test]
    fn a_list_ends_where_prose_begins() {
        let text = "Mayor to open bridge on Monday morning\n\nThe mayor will open the bridge on Monday, the council said in a note.\n\
                    Read More:\nThe rumours were exaggerated\nOne of the rarest tigers has died...\n\
                    The bridge is the third that the town has built over the river since 1990.";
        let zones = zones(text);
        let related: Vec<_> = zones
            .iter()
            .filter(|z| z.kind == RelatedStories)
            .map(|z| z.span.trimmed(text).of(text))
            .collect();
        assert_eq!(
            related,
            ["Read More:\nThe rumours were exaggerated\nOne of the rarest tigers has died..."]
        );
        assert!(zones.last().is_some_and(|z| z.kind == ZoneKind::Body));
    }
}
