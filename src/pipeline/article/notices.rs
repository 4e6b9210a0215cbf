//! Notices of an outlet about its page: cookies, copyright, advertisements.

use super::{
    lines::{LONGEST_TEASER, is_prose},
    zones::Verdict,
};
use crate::domain::ZoneKind::OtherBoilerplate;

/// How notices begin that are sentences.
const NOTICES: &[(&str, &str)] = &[
    ("we use cookies", "cookie-notice"),
    ("this website uses cookies", "cookie-notice"),
    ("this site uses cookies", "cookie-notice"),
    ("our website uses cookies", "cookie-notice"),
    ("our site uses cookies", "cookie-notice"),
    ("by continuing to use this site", "cookie-notice"),
    ("by continuing to browse", "cookie-notice"),
    ("by using this site, you agree", "cookie-notice"),
    ("by clicking \"accept", "cookie-notice"),
    ("by clicking “accept", "cookie-notice"),
    ("we and our partners ", "cookie-notice"),
    ("we value your privacy", "cookie-notice"),
    ("accept all cookies", "cookie-notice"),
    ("accept cookies", "cookie-notice"),
    ("manage cookies", "cookie-notice"),
    ("cookie settings", "cookie-notice"),
    ("cookie preferences", "cookie-notice"),
    ("cookie policy", "cookie-notice"),
    ("all rights reserved", "copyright-notice"),
    ("this material may not be published", "copyright-notice"),
    ("no part of this publication may be", "copyright-notice"),
];
/// A notice has at most this many bytes.
const LONGEST_NOTICE: usize = 900;

/// The notice that a line is.
pub(super) fn notice(words: &str, lower: &str) -> Option<Verdict> {
    let found = |rule| Some(Verdict::new(OtherBoilerplate, rule));
    if lower.len() > LONGEST_NOTICE {
        return None;
    }
    let copyright = ["copyright ", "©", "(c) "].iter().any(|c| lower.starts_with(c));
    if copyright && is_copyright(lower) {
        return found("copyright-notice");
    }
    if lower.starts_with("advertisement")
        && lower.len() <= LONGEST_TEASER
        && !is_prose(words)
        && !reads_on(words, lower)
    {
        return found("advertisement");
    }
    // What begins like a notice but reports who said it is a report on cookies.
    let reported = [" said", " told ", " says"].iter().any(|verb| lower.contains(verb));
    let notice = NOTICES.iter().find(|(start, _)| lower.starts_with(start));
    notice.filter(|_| !reported).and_then(|(_, rule)| found(rule))
}

/// Whether a line that begins like furniture goes on in lower case to a full stop, as prose
/// does.
pub(super) fn reads_on(words: &str, lower: &str) -> bool {
    words.ends_with('.') && !words.ends_with("...") && lower.split_whitespace().nth(6).is_some()
}

fn is_copyright(lower: &str) -> bool {
    let owner = lower.trim_start_matches("copyright").trim_start_matches([' ', '©', '(', 'c', ')']);
    let dated = owner.starts_with(|c: char| c.is_ascii_digit()) && lower.len() <= LONGEST_TEASER;
    dated || lower.contains("all rights reserved") || lower.starts_with('©')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(line: &str) -> Option<&'static str> {
        notice(line, &line.to_lowercase()).map(|v| v.rule)
    }

    #[test]
    fn notices() {
        for (line, expect) in [
            ("Advertisement Continue reading the main story", "advertisement"),
            ("We use cookies to give you the best experience.", "cookie-notice"),
            ("We and our partners store information on your device.", "cookie-notice"),
            ("Copyright 2018 The Press. All rights reserved.", "copyright-notice"),
            ("© The Daily River", "copyright-notice"),
            ("(c) 2020 The Daily River", "copyright-notice"),
        ] {
            assert_eq!(rule(line), Some(expect), "{line}");
        }
    }

    #[test]
    fn sentences_about_notices_are_text() {
        for line in [
            "Advertisement spending fell by a tenth in March, the group said on Monday.",
            "Copyright law should change, the commission said in 2019, because it is out of date.",
            "We use cookies less than others, the company said on Monday.",
            "Cookies were served on the bridge.",
        ] {
            assert_eq!(rule(line), None, "{line}");
        }
    }
}
