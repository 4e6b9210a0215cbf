//! Lines that credit agencies, contributors and editors, and signatures of agencies.

use super::{
    lines::{Line, ends_sentence, is_mostly_names},
    zones::Verdict,
};
use crate::domain::ZoneKind::{Caption, Credit, OtherBoilerplate};

/// Names that agencies sign with.
const SIGNATURES: &[&str] = &[
    "reuter",
    "reuters",
    "ap",
    "associated press",
    "the associated press",
    "afp",
    "upi",
    "dpa",
    "xinhua",
    "tass",
    "itar-tass",
    "ansa",
    "efe",
    "pti",
    "ians",
    "ani",
    "aap",
    "anadolu agency",
    "bloomberg",
    "kyodo",
    "yonhap",
    "interfax",
];
/// What lines about those who worked on the report begin with.
const WORKERS: &[&str] = &[
    "reporting by ",
    "additional reporting by ",
    "additional reporting from ",
    "reporting and writing by ",
    "writing by ",
    "editing by ",
    "edited by ",
    "compiled by ",
    "with reporting by ",
    "with inputs from ",
    "with input from ",
    "with files from ",
    "with agency inputs",
    "translated by ",
    "translation by ",
    "report by ",
    "rewritten by ",
];
/// A line of credits has at most this many bytes.
const LONGEST_CREDIT: usize = 400;
/// A signature stands within as many lines of the end, or of the beginning.
const SIGNATURE_REACH: usize = 3;

/// The credit that a line is.
pub(super) fn credit(words: &str, lower: &str) -> Option<Verdict> {
    let found = |rule| Some(Verdict::new(Credit, rule));
    if lower.len() > LONGEST_CREDIT {
        return None;
    }
    let signs = |c: char| matches!(c, '(' | ')' | '[' | ']' | '-' | '–' | '—' | '*' | '_' | ' ');
    let core = words.trim_matches(signs);
    let inner = lower.trim_matches(signs);
    let by = WORKERS.iter().find(|start| inner.starts_with(**start));
    if by.is_some_and(|by| {
        let names = core.get(by.len()..).unwrap_or_default();
        // Parts such as "; editing by" are in lower case.
        let names = [" editing by ", " additional reporting by ", " writing by ", " reporting by "]
            .iter()
            .fold(names.to_owned(), |n, part| n.replace(part, " "));
        is_mostly_names(&names)
            && (core.starts_with(char::is_uppercase) || core.len() < words.len())
    }) {
        return found("reporting-line");
    }
    let contributed = ["report", "article", "story", "reporting"].iter().find_map(|what| {
        let at = lower.find(&format!(" contributed to this {what}"));
        at.or_else(|| {
            (*what == "reporting").then(|| lower.find(" contributed reporting")).flatten()
        })
    });
    if let Some(at) = contributed
        && !lower.contains(['"', '“'])
        && words.get(..at).is_some_and(|names| is_mostly_names(names.trim_start_matches(signs)))
    {
        return found("contribution-line");
    }
    let source = inner.strip_prefix("source: ").or_else(|| inner.strip_prefix("sources: "));
    if source.is_some_and(|s| s.split_whitespace().count() <= 6)
        && core.get("source: ".len()..).is_some_and(is_mostly_names)
    {
        return found("source-line");
    }
    note(lower).or_else(|| is_handle(words, lower).then(|| Verdict::new(Credit, "author-handle")))
}

/// Notes of an outlet on its own report: where it appeared first, and that it was changed.
fn note(lower: &str) -> Option<Verdict> {
    let rest = ["this article ", "this story ", "this report ", "this post ", "this piece "]
        .iter()
        .find_map(|start| lower.strip_prefix(start))?;
    let starts = |list: &[&str]| list.iter().any(|start| rest.starts_with(start));
    if starts(&[
        "originally appeared",
        "first appeared",
        "was originally published",
        "was first published",
        "originally published",
    ]) {
        return Some(Verdict::new(Credit, "republication-note"));
    }
    let updated = starts(&[
        "has been updated",
        "was updated",
        "has been corrected",
        "was corrected",
        "has been amended",
        "was amended",
        "will be updated",
    ]);
    updated.then(|| Verdict::new(OtherBoilerplate, "update-note"))
}

/// "Follow Jane Doe on Twitter @janedoe".
fn is_handle(words: &str, lower: &str) -> bool {
    let rest = lower.trim_start_matches(['"', '“', '(', ' ']).strip_prefix("follow ");
    rest.is_some_and(|rest| {
        rest.split_whitespace().count() <= 14
            && (rest.contains(" @")
                || rest.starts_with('@')
                || rest.contains("on twitter")
                || rest.contains("on facebook"))
            && !rest.starts_with("us ")
    }) && words.contains(|c: char| c.is_uppercase())
}

/// Lines that hold the name of an agency alone: a signature at either end of the text, the
/// credit of a picture elsewhere.
pub(super) fn agency_lines(text: &str, lines: &[Line], verdicts: &mut [Option<Verdict>]) {
    let is_name = |line: &Line| {
        let name = line.lower.trim_matches(|c: char| !c.is_alphanumeric());
        SIGNATURES.contains(&name) && line.lower.len() <= name.len() + 4
    };
    let mut at_end = 0;
    for (i, (line, v)) in lines.iter().zip(verdicts).enumerate().rev() {
        let from_end = lines.len() - 1 - i;
        let control = line.span.of(text).chars().all(char::is_control);
        if v.is_some() || (!is_name(line) && !control) {
            continue;
        }
        let signature = from_end < SIGNATURE_REACH + at_end || i < SIGNATURE_REACH;
        at_end += usize::from(control);
        *v = Some(if signature {
            Verdict::new(Credit, "agency-signature")
        } else if ends_sentence(line.span.of(text)) {
            continue;
        } else {
            Verdict::new(Caption, "photo-credit")
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn rule(line: &str) -> Option<&'static str> {
        credit(line, &line.to_lowercase()).map(|v| v.rule)
    }

    #[test]
    fn lines_of_credits() {
        for (line, expect) in [
            (
                "(Reporting by Jane Doe; Additional reporting by John Roe in Paris; Editing by Ann Poe)",
                "reporting-line",
            ),
            ("--additional reporting by Jane Doe.", "reporting-line"),
            ("Editing by Jane Doe", "reporting-line"),
            ("The Associated Press contributed to this report.", "contribution-line"),
            (
                "Jane Doe in Paris and John Roe in Rome contributed to this article.",
                "contribution-line",
            ),
            ("Jane Doe contributed reporting from Paris.", "contribution-line"),
            ("Source: Reuters", "source-line"),
            ("This article originally appeared in The Daily River.", "republication-note"),
            ("This story has been updated to include what the mayor said.", "update-note"),
            ("Follow Jane Doe on Twitter @janedoe.", "author-handle"),
        ] {
            assert_eq!(rule(line), Some(expect), "{line}");
        }
    }

    #[test]
    fn sentences_about_work_are_text() {
        for line in [
            "Reporting by the paper showed that the bridge was unsafe.",
            "Heavy rain contributed to this report of a record harvest being delayed.",
            "He said that his errors had contributed to this story of decline.",
            "Editing by hand is slow, the publisher said.",
            "Source: the mayor will resign within a week of the vote",
            "This article of the treaty was never applied.",
            "Follow the money, the prosecutor said on Monday.",
            "additional reporting by the banks is required under the law",
        ] {
            assert_eq!(rule(line), None, "{line}");
        }
    }

    #[test]
    fn signatures_stand_at_the_ends() {
        let prose = "The council met on Monday and decided to build a bridge over the river.";
        let text = format!(
            "{prose}\n{prose}\n{prose}\nReuters\n{prose}\n{prose}\n{prose}\n{prose}\n Reuter\n\u{3}"
        );
        let lines = lines(&text, &|| false).unwrap();
        let mut verdicts = vec![None; lines.len()];
        agency_lines(&text, &lines, &mut verdicts);
        let rules: Vec<_> = verdicts.iter().map(|v| v.map_or("", |v| v.rule)).collect();
        assert_eq!(
            rules,
            ["", "", "", "photo-credit", "", "", "", "", "agency-signature", "agency-signature"]
        );
    }
}
