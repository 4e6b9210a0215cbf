//! Lines and parts of lines that tell when an article was published.

use crate::pipeline::{
    article::lines::{ends_sentence, is_prose, starts_upper},
    calendar::{WEEKDAYS, first_date},
};

/// Labels of publication dates.
const DATE_LABELS: &[&str] = &[
    "date",
    "dated",
    "published",
    "published on",
    "published at",
    "publication date",
    "posted",
    "posted on",
    "posted at",
    "updated",
    "updated on",
    "updated at",
    "last updated",
    "last updated on",
    "last modified",
    "first published",
    "created",
    "originally published",
    "date published",
];

/// The date label at the end of `before`, if it ends with one; where it begins.
fn label_before(before: &str) -> Option<usize> {
    let core = before.trim_end_matches([':', ' ', '\u{a0}', '-', '|']);
    let matching = DATE_LABELS.iter().filter(|label| {
        let begin = core.len().checked_sub(label.len());
        let tail = begin.and_then(|b| core.get(b..));
        tail.is_some_and(|t| t.eq_ignore_ascii_case(label))
            && begin.is_some_and(|b| !core[..b].ends_with(char::is_alphanumeric))
    });
    matching.map(|label| core.len() - label.len()).min()
}

/// "date 2023-03-20 The council met": the length of a date header before the text.
pub(super) fn date_prefix(words: &str) -> Option<usize> {
    let head = &words[..words.floor_char_boundary(80)];
    let (span, _) = first_date(head)?;
    let before = head[..span.begin].trim_end_matches(is_weekday_part);
    let labelled =
        label_before(before) == Some(0) || label_before(strip_weekday(before)) == Some(0);
    let bracketed = strip_weekday(before).trim() == "(" && words[span.end..].starts_with(')');
    let end = span.end + usize::from(bracketed);
    let apart = words[end..].starts_with(|c: char| c.is_whitespace() || matches!(c, ':' | '|'));
    // "Published March 3, 2020, the report says" goes on in the same sentence.
    let fresh = starts_upper(words[end..].trim_start_matches(|c: char| !c.is_alphanumeric()));
    ((labelled || bracketed) && apart && fresh).then_some(end)
}

fn is_weekday_part(c: char) -> bool {
    c == ',' || c.is_whitespace()
}

/// Without a weekday's name at the end.
fn strip_weekday(before: &str) -> &str {
    let core = before.trim_end_matches([',', ' ', '.']);
    let word = core.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    // All names have three letters at least.
    let is_day = WEEKDAYS
        .iter()
        .any(|day| [day, &day[..3]].iter().any(|form| form.eq_ignore_ascii_case(word)));
    if is_day { &core[..core.len() - word.len()] } else { core }
}

/// A line that holds nothing but a date with label, time or agency.
pub(super) fn is_date_line(words: &str) -> bool {
    if words.len() > 120 || is_prose(words) {
        return false;
    }
    let Some((span, _)) = first_date(words) else { return is_time_line(words) };
    let before = strip_weekday(&words[..span.begin]);
    let labelled = label_before(before)
        .is_some_and(|b| b == 0 || words[..b].trim_end().ends_with(['|', '-', '·']));
    let bare = before.trim_matches([' ', '(', ',', '|']).is_empty();
    (labelled || bare) && is_time_tail(&words[span.end..])
}

/// "Updated at 9:50 p.m. ET Thursday": a label with a time and no date.
fn is_time_line(words: &str) -> bool {
    let mut parts = words.split_whitespace();
    let label = parts.next().map(|w| w.trim_end_matches(':').to_ascii_lowercase());
    label.is_some_and(|l| matches!(l.as_str(), "updated" | "published" | "posted"))
        && words.len() <= 60
        && words.contains(':')
        && words.contains(|c: char| c.is_ascii_digit())
}

/// What may follow the date on a date line: time, zone, agency, another date.
fn is_time_tail(tail: &str) -> bool {
    tail.len() <= 70
        && !ends_sentence(tail.trim_end_matches("m."))
        && tail.split_whitespace().count() <= 10
        && !tail.split_whitespace().any(|w| {
            let w = w.trim_matches(|c: char| !c.is_alphabetic());
            w.chars().count() > 2
                && w.chars().all(char::is_lowercase)
                && !matches!(
                    w,
                    "updated" | "published" | "min" | "read" | "ago" | "and" | "gmt" | "utc"
                )
        })
}

/// Where a publication date that is set behind the headline begins; the headline's length.
pub(super) fn date_suffix(words: &str) -> Option<usize> {
    let (span, _) = first_date(words)?;
    let before = strip_weekday(&words[..span.begin]);
    let label = label_before(before)?;
    (label > 0 && is_time_tail(&words[span.end..])).then(|| words[..label].trim_end().len())
}
