//! The head of a page: path of sections, headline, date lines, dateline.

mod date_line;
mod dateline;
mod path;
#[cfg(test)]
mod tests;
mod title;

use super::{
    byline::{is_affiliation, is_byline},
    lines::Line,
    zones::Verdict,
};
use crate::domain::ZoneKind::{
    Breadcrumb, Byline, Dateline, MetadataHeader, OtherBoilerplate, Title,
};
use date_line::{date_prefix, is_date_line};
use dateline::dateline;
use path::{is_run_together_path, is_separated_path};
use title::{TITLE_REACH, title_length};

/// A head has at most this many lines before its article begins.
const LONGEST_HEAD: usize = 10;

/// Part of a line of the head: its line, where it begins, what it is.
pub(super) type Part = (usize, usize, Verdict);

/// Reads the head among the lines that are no furniture. `headline` is the one that the page
/// states, if the text is of a page.
pub(super) fn read(
    text: &str,
    lines: &[Line],
    furniture: &[Option<Verdict>],
    headline: Option<&str>,
) -> Vec<Part> {
    let open: Vec<usize> = (0..lines.len())
        .filter(|&i| furniture[i].is_none())
        .take(LONGEST_HEAD + TITLE_REACH)
        .collect();
    let mut parts = Vec::new();
    let mut title: Option<&str> = None;
    for (at, &i) in open.iter().enumerate().take(LONGEST_HEAD) {
        let line = &lines[i];
        let words = line.span.of(text);
        let after_byline =
            parts.last().is_some_and(|&(before, _, v): &Part| before + 1 == i && v.kind == Byline);
        let mut whole = |kind, rule| parts.push((i, line.span.begin, Verdict::new(kind, rule)));
        if title.is_none() && at + 1 < open.len() && headline == Some(words) {
            title = Some(words);
            whole(Title, "stated-headline");
        } else if is_date_line(words) {
            whole(MetadataHeader, "date-line");
        } else if is_byline(words) {
            whole(Byline, "byline");
        } else if after_byline && is_affiliation(words) {
            whole(Byline, "affiliation");
        } else if is_separated_path(words) {
            whole(Breadcrumb, "separated-path");
        } else if open[at + 1..]
            .iter()
            .take(2)
            .any(|&j| is_run_together_path(words, lines[j].span.of(text)))
        {
            whole(Breadcrumb, "run-together-path");
        } else if title.is_some_and(|t| t == words) {
            whole(OtherBoilerplate, "repeated-title");
        } else if let Some(length) =
            title.is_none().then(|| title_length(text, lines, &open[at..])).flatten()
        {
            title = Some(&words[..length]);
            whole(Title, "headline");
            let rest = words[length..].len() - words[length..].trim_start().len();
            if length + rest < words.len() {
                let begin = line.span.begin + length + rest;
                parts.push((i, begin, Verdict::new(MetadataHeader, "date-line")));
            }
        } else {
            opening(i, line.span.begin, words, &mut parts);
            break;
        }
    }
    parts
}

/// Divides the first line of the article: date header, dateline, text.
fn opening(line: usize, begin: usize, words: &str, parts: &mut Vec<Part>) {
    let mut at = 0;
    if let Some(length) = date_prefix(words) {
        parts.push((line, begin, Verdict::new(MetadataHeader, "date-prefix")));
        at = length + (words[length..].len() - words[length..].trim_start().len());
    }
    if let Some(length) = dateline(&words[at..]) {
        parts.push((line, begin + at, Verdict::new(Dateline, "place-and-dash")));
        at += length;
    }
    if at < words.len() {
        parts.push((line, begin + at, Verdict::BODY));
    }
}
