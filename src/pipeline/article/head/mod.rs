//! The head of a page: path of sections, headline, date lines, dateline.

use super::{
    byline::{is_affiliation, is_byline},
    lines::{LONGEST_FURNITURE_LINE, Line, ends_sentence, is_prose, starts_upper},
    zones::Verdict,
};
use crate::domain::ZoneKind::{
    Breadcrumb, Byline, Dateline, MetadataHeader, OtherBoilerplate, Title,
};
use crate::pipeline::calendar::{first_date, month};

/// A head has at most this many lines before its article begins.
const LONGEST_HEAD: usize = 10;
/// A headline has at most this many bytes.
const LONGEST_TITLE: usize = 220;
/// How many lines after a headline the prose must begin.
const TITLE_REACH: usize = 4;

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

/// Words in capitals that stand before a dash and are no place.
const NO_PLACES: &[&str] = &[
    "BREAKING",
    "EXCLUSIVE",
    "WATCH",
    "UPDATE",
    "UPDATED",
    "OPINION",
    "ANALYSIS",
    "LIVE",
    "VIDEO",
    "PHOTO",
    "PHOTOS",
    "READ",
    "FACTBOX",
    "TIMELINE",
    "CORRECTED",
    "FILE",
    "NEWS",
    "ALERT",
    "A",
    "AN",
    "THE",
];

/// Words that a line does not end with unless its sentence goes on below.
const CUT_OFF: &[&str] =
    &["a", "an", "and", "at", "by", "for", "from", "in", "its", "of", "said", "that", "the", "to"];

/// Part of a line of the head: its line, where it begins, what it is.
pub(super) type Part = (usize, usize, Verdict);

/// Reads the head among the lines that are no furniture.
pub(super) fn read(text: &str, lines: &[Line], furniture: &[Option<Verdict>]) -> Vec<Part> {
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
        if is_date_line(words) {
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
fn date_prefix(words: &str) -> Option<usize> {
    let head = words.get(..floor(words, 80)).unwrap_or_default();
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
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let lower = word.to_ascii_lowercase();
    let is_day =
        days.iter().any(|d| lower.starts_with(d)) && (lower.len() == 3 || lower.ends_with("day"));
    if is_day { &core[..core.len() - word.len()] } else { core }
}

/// A line that holds nothing but a date with label, time or agency.
fn is_date_line(words: &str) -> bool {
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

/// "Home > World > Europe".
fn is_separated_path(words: &str) -> bool {
    if words.len() > 200 || ends_sentence(words) || words.contains('<') || words.contains("=>") {
        return false;
    }
    ['>', '»', '›', '/', '|'].iter().any(|&separator| {
        let mut parts = words.split(separator).map(str::trim);
        let first = parts.next().unwrap_or_default();
        let rest: Vec<_> = parts.collect();
        let home = matches!(first.to_lowercase().as_str(), "home" | "news" | "you are here: home");
        let certain = matches!(separator, '>' | '»' | '›');
        ((home && !rest.is_empty()) || (certain && rest.len() >= 2))
            && first.len() <= 40
            && rest.iter().all(|p| !p.is_empty())
    })
}

/// "HomeWorldMayor opens bridge" before the line "Mayor opens bridge": a headline with the
/// names of sections run into it.
fn is_run_together_path(words: &str, next: &str) -> bool {
    let Some(sections) = words.strip_suffix(next) else { return false };
    let sections = sections.trim_end_matches(['>', '»', '›', '/', '|', ' ']);
    next.split_whitespace().nth(2).is_some()
        && !sections.is_empty()
        && sections.len() <= 80
        && starts_upper(sections)
        && sections.split_whitespace().count() <= 4
        && !sections.contains(['.', ',', ';', '“', '"'])
        // Run together without a space, or led by the usual first section.
        && (sections.starts_with("Home") || sections.len() + next.len() == words.len())
}

/// The length of the headline at the beginning of the first of `open`'s lines, if that
/// line is a headline: one line that is no sentence, before prose.
fn title_length(text: &str, lines: &[Line], open: &[usize]) -> Option<usize> {
    let (&first, rest) = open.split_first()?;
    let words = lines[first].span.of(text);
    if words.len() > LONGEST_TITLE + 80 || lines[first].lower.is_empty() {
        return None;
    }
    let length = date_suffix(words).unwrap_or(words.len());
    let title = &words[..length];
    let fits = title.len() <= LONGEST_TITLE && starts_upper(title) && dateline(title).is_none();
    if !fits || !is_worded_as_title(title) || is_caption(title) {
        return None;
    }
    let mut after = rest.iter().take(TITLE_REACH).map(|&i| &lines[i]);
    let next = rest.first().map(|&i| &lines[i])?;
    let wrapped = |l: &Line| !l.opens_paragraph && !starts_upper(l.span.of(text));
    if !next.opens_paragraph
        && (!starts_upper(next.span.of(text)) || is_wrapped(text, &lines[first..]))
    {
        return None;
    }
    let begins_prose = |l: &Line| {
        let w = l.span.of(text);
        (is_prose(w) || w.len() > LONGEST_FURNITURE_LINE) && !wrapped(l)
            || w.len() > 40 && lines_wrap(text, lines, l)
    };
    after.any(begins_prose).then_some(length)
}

/// Where a publication date that is set behind the headline begins; the headline's length.
fn date_suffix(words: &str) -> Option<usize> {
    let (span, _) = first_date(words)?;
    let before = strip_weekday(&words[..span.begin]);
    let label = label_before(before)?;
    (label > 0 && is_time_tail(&words[span.end..])).then(|| words[..label].trim_end().len())
}

/// Whether words are as many and of the kind that headlines are made of: not a table row,
/// and a question or exclamation only in title case, for articles begin with those too.
fn is_worded_as_title(title: &str) -> bool {
    let words: Vec<_> = title.split_whitespace().collect();
    let figures = words.iter().filter(|w| w.contains(|c: char| c.is_ascii_digit())).count();
    let upper = words.iter().filter(|w| starts_upper(w)).count();
    (3..=35).contains(&words.len())
        && figures * 3 < words.len()
        && !title.ends_with(['.', ':', ';', ','])
        && !words.windows(2).any(|w| ends_inner_sentence(w[0]) && starts_upper(w[1]))
        && !words.last().is_some_and(|w| CUT_OFF.contains(w))
        && (!title.ends_with(['?', '!']) || upper * 5 >= words.len() * 3)
}

/// Whether a word inside a line ends a sentence; short ones may be abbreviations.
fn ends_inner_sentence(word: &str) -> bool {
    let core = word.trim_end_matches(['"', '”', '’', '\'', ')']);
    core.ends_with('.') && core.chars().filter(|c| c.is_lowercase()).count() >= 4
}

/// Whether a line without full stop is the caption or credit of a picture.
fn is_caption(words: &str) -> bool {
    let lower = words.to_lowercase();
    let starts = ["image copyright", "image caption", "media caption", "file -", "file photo"];
    let bracket = lower.strip_suffix([')', ']']).and_then(|l| l.rsplit(['(', '[']).next());
    let credits =
        ["photo", "getty", "images", "courtesy", "/ap", "reuters", "/pa", "/epa", "times"];
    starts.iter().any(|s| lower.starts_with(s))
        || bracket.is_some_and(|b| credits.iter().any(|c| b.contains(c)))
        || lower.contains(" (pictured)")
}

/// Whether the lines from here on are broken at a fixed width: none is long, and a good
/// part of them begin in lower case, inside a sentence.
fn is_wrapped(text: &str, lines: &[Line]) -> bool {
    let lines = &lines[..lines.len().min(30)];
    let broken = |l: &&Line| !l.opens_paragraph && !starts_upper(l.span.of(text));
    lines.len() >= 2
        && lines.iter().all(|l| l.span.len() <= 100)
        && lines[1..].iter().filter(broken).count() * 4 >= lines.len()
}

/// Whether a line opens a paragraph that is broken at a fixed width.
fn lines_wrap(text: &str, lines: &[Line], line: &Line) -> bool {
    let at = lines.partition_point(|l| l.span.begin < line.span.begin);
    line.opens_paragraph && is_wrapped(text, &lines[at..])
}

/// The length of a dateline with its dash and the space after it: a place in capitals,
/// or any place with an agency in brackets or a date, before a dash and a new sentence.
fn dateline(words: &str) -> Option<usize> {
    let head = &words[..floor(words, 100)];
    let (begin, dash) = [" — ", " – ", " -- ", " - ", "—", " ― "]
        .iter()
        .filter_map(|d| head.find(d).map(|at| (at, d.len())))
        .min_by_key(|&(at, length)| (at, usize::MAX - length))?;
    let place = head[..begin].trim();
    let rest = words[begin + dash..].trim_start();
    let fresh = rest.starts_with(|c: char| {
        c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘' | '\'' | '(')
    });
    let prose = rest.chars().take(60).filter(|c| c.is_lowercase()).count() >= 10;
    (is_place_line(place) && fresh && prose).then(|| words.len() - rest.len())
}

/// "BEIJING", "SEOUL, South Korea", "WASHINGTON (AP)", "Paris, March 3 (Reuters)".
fn is_place_line(place: &str) -> bool {
    let (place, agency) = match place.strip_suffix(')').and_then(|p| p.rsplit_once('(')) {
        Some((before, agency)) => (before.trim_end(), agency),
        None => (place, ""),
    };
    let mut parts = place.split(',').map(str::trim);
    let town = parts.next().unwrap_or_default();
    let capitals = town.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !town.chars().any(char::is_lowercase);
    let worded = |s: &str| {
        !s.is_empty()
            && s.split_whitespace().count() <= 4
            && s.split_whitespace()
                .all(|w| starts_upper(w) || matches!(w, "de" | "of" | "the" | "and" | "la" | "al"))
            && s.chars()
                .all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '’' | '/' | '-' | '`'))
    };
    let mut dated = false;
    let rest_fits = parts.all(|p| {
        let is_date = p.split_whitespace().any(|w| month(w).is_some()) || p.parse::<u16>().is_ok();
        dated |= is_date;
        is_date && p.split_whitespace().count() <= 3 || worded(p)
    });
    let agency_fits = agency.is_empty() || (agency.len() <= 30 && starts_upper(agency));
    worded(town)
        && rest_fits
        && agency_fits
        && (capitals
            || (dated && !agency.is_empty())
            || (!agency.is_empty() && agency.chars().any(char::is_uppercase)))
        && !town.split_whitespace().any(|w| NO_PLACES.contains(&w))
}

/// The largest character boundary of `words` up to `limit`.
fn floor(words: &str, limit: usize) -> usize {
    words.floor_char_boundary(limit)
}

#[cfg(test)]
mod tests {
    use super::super::zones::zones;
    use super::*;
    use crate::domain::ZoneKind::{self, Body};

    fn kinds(text: &str) -> Vec<(ZoneKind, &str)> {
        zones(text).iter().map(|z| (z.kind, z.span.trimmed(text).of(text))).collect()
    }

    const PROSE: &str = "The council met on Monday and decided to build a bridge over the river.";

    #[test]
    fn datelines() {
        for place in [
            "JAKARTA - ",
            "BEIJING — ",
            "SEOUL, South Korea — ",
            "WASHINGTON (AP) — ",
            "PARIS, March 3 (Reuters) - ",
            "Moscow (TASS) – ",
            "BEIJING -- ",
            "ST. PAUL, Minn. - ",
        ] {
            let text = format!("{place}{PROSE}");
            assert_eq!(kinds(&text), [(Dateline, place.trim_end()), (Body, PROSE)], "{text}");
        }
    }

    #[test]
    fn no_datelines() {
        for start in ["NASA — the space agency — ", "WATCH - ", "He said — ", "BREAKING — "]
        {
            let text = format!("{start}{PROSE}");
            assert_eq!(kinds(&text), [(Body, text.as_str())], "{text}");
        }
    }

    #[test]
    fn title_with_date_behind_it() {
        let text =
            format!("Zoo sparks outrage in Ohio Updated: 2016-05-30 09:53 (Agencies)\n{PROSE}");
        assert_eq!(
            kinds(&text),
            [
                (Title, "Zoo sparks outrage in Ohio"),
                (MetadataHeader, "Updated: 2016-05-30 09:53 (Agencies)"),
                (Body, PROSE)
            ]
        );
    }

    #[test]
    fn lines_of_the_head() {
        for (line, kind) in [
            ("Published: 20 March 2023", MetadataHeader),
            ("Xinhua | Updated: 2017-09-15 17:52", MetadataHeader),
            ("Monday, March 20, 2023", MetadataHeader),
            ("By Jane Doe and John Roe, Reuters", Byline),
            ("Home > World > Europe", Breadcrumb),
            ("Council decides on third bridge", Title),
        ] {
            let text = format!("{line}\n{PROSE}");
            assert_eq!(kinds(&text), [(kind, line), (Body, PROSE)], "{text}");
        }
    }

    #[test]
    fn text_that_begins_with_prose_has_no_title() {
        for text in [
            format!("{PROSE}\n{PROSE}"),
            "Showers continued throughout the week in\nthe Bahia cocoa zone, alleviating the drought since early\nJanuary and improving prospects for the coming harvest.".to_owned(),
            "The Chicago Mercantile Exchange\nboard of directors issued a letter.".to_owned(),
            "Shr 17 cts vs 13 cts\n     Net 2.1 mln vs 1.03 mln\n     Revs 15.6 mln vs 12 mln".to_owned(),
            "Published March 3, 2020, the report on the bridge says that it will never be finished.".to_owned(),
        ] {
            assert_eq!(kinds(&text), [(Body, text.as_str())], "{text}");
        }
    }
}
