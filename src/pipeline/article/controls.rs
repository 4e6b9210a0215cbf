//! Controls of a page: share bars, menus, page numbers, lists of tags, prompts to go on.

use super::{
    lines::{LONGEST_TEASER, Line, ends_sentence, is_prose, starts_upper},
    notices::reads_on,
    zones::Verdict,
};
use crate::domain::ZoneKind::Navigation;

/// Controls, as a line begins, each with its rule.
const STARTS: &[(&str, &str)] = &[
    ("continue reading", "continue-reading"),
    ("story continues", "continue-reading"),
    ("article continues", "continue-reading"),
    ("continued below", "continue-reading"),
    ("continues below", "continue-reading"),
    ("read full article", "continue-reading"),
    ("read full story", "continue-reading"),
    ("read the full article", "continue-reading"),
    ("read the full story", "continue-reading"),
    ("scroll down for", "continue-reading"),
    ("scroll below for", "continue-reading"),
    ("scroll down to", "continue-reading"),
    ("skip to main content", "page-control"),
    ("skip to content", "page-control"),
    ("skip navigation", "page-control"),
    ("skip advert", "page-control"),
    ("click here to", "page-control"),
    ("click here for", "page-control"),
    ("click to expand", "page-control"),
    ("click to enlarge", "page-control"),
    ("tap here to", "page-control"),
    ("loading...", "page-control"),
    ("back to top", "page-control"),
    ("back to home", "page-control"),
    ("listen to this article", "page-control"),
    ("listen to article", "page-control"),
    ("print this article", "page-control"),
    ("email this article", "page-control"),
    ("view gallery", "page-control"),
    ("open image in gallery", "page-control"),
    ("view image in fullscreen", "page-control"),
    ("media playback is not supported", "page-control"),
    ("media playback is unsupported", "page-control"),
    ("this video is not available", "page-control"),
    ("your browser does not support", "page-control"),
    ("please enable javascript", "page-control"),
    ("view in browser", "page-control"),
    ("view this email in your browser", "page-control"),
    ("unsubscribe", "page-control"),
    ("follow us on", "share-bar"),
    ("follow us @", "share-bar"),
    ("like us on facebook", "share-bar"),
    ("find us on facebook", "share-bar"),
    ("join us on ", "share-bar"),
    ("share this", "share-bar"),
    ("share on ", "share-bar"),
    ("share via ", "share-bar"),
    ("share with ", "share-bar"),
    ("copy link", "share-bar"),
];

/// Whole lines of menus.
const MENU: &[&str] = &[
    "menu",
    "search",
    "sign in",
    "log in",
    "login",
    "subscribe",
    "subscribe now",
    "my account",
    "close",
    "show more",
    "show less",
    "see all",
    "view all",
    "load more",
    "next page",
    "previous page",
    "next",
    "previous",
    "hide caption",
    "toggle caption",
    "privacy policy",
    "terms of use",
    "terms of service",
    "terms and conditions",
    "contact us",
    "about us",
    "sitemap",
    "site map",
    "newsletter",
    "newsletters",
    "advertise with us",
    "top",
    "dismiss",
    "ok, got it",
    "got it",
];

/// Words that share bars are made of; those before "copy" may come first.
const SHARE_WORDS: &[&str] = &[
    "share",
    "tweet",
    "facebook",
    "twitter",
    "whatsapp",
    "telegram",
    "email",
    "e-mail",
    "print",
    "pinterest",
    "linkedin",
    "reddit",
    "tumblr",
    "messenger",
    "flipboard",
    "bluesky",
    "threads",
    "viber",
    "mastodon",
    "instagram",
    "youtube",
    "copy",
    "link",
    "x",
    "save",
    "send",
    "pin",
    "it",
    "on",
    "via",
    "this",
    "article",
    "story",
    "page",
    "post",
    "comment",
    "comments",
    "more",
    "sms",
    "shares",
    "bookmark",
    "to",
    "clipboard",
];
/// How many of them may come first.
const SHARE_HEADS: usize = 21;

/// Labels of lists of tags.
const TAG_LABELS: &[&str] = &[
    "tags",
    "tag",
    "topics",
    "topic",
    "filed under",
    "filed in",
    "keywords",
    "posted in",
    "categories",
    "category",
    "tagged",
    "explore more on these topics",
    "more on these topics",
    "related topics",
];
/// A list of tags has at most as many lines.
const MOST_TAGS: usize = 15;

/// The control that a line is.
pub(super) fn control(words: &str, lower: &str) -> Option<Verdict> {
    if lower.len() > LONGEST_TEASER {
        return None;
    }
    let rule = if is_share_bar(lower) {
        "share-bar"
    } else if MENU.contains(&lower) {
        "menu-item"
    } else if is_page_number(lower) {
        "page-number"
    } else if is_reading_time(lower) {
        "reading-time"
    } else if is_tag_line(words, lower) {
        "tag-list"
    } else {
        // "Continue reading is what she told them.": a sentence that begins like a control.
        let control = STARTS.iter().find(|(start, _)| lower.starts_with(start));
        control.filter(|_| !is_prose(words) && !reads_on(words, lower))?.1
    };
    Some(Verdict::new(Navigation, rule))
}

fn is_share_bar(lower: &str) -> bool {
    let apart = |c: char| c.is_whitespace() || matches!(c, '|' | '/' | '·' | '•' | ',' | ':');
    let mut words = lower.split(apart).filter(|w| !w.is_empty()).peekable();
    let is_count = |w: &str| w.len() <= 6 && w.bytes().all(|b| b.is_ascii_digit() || b == b'k');
    words.peek().is_some_and(|w| SHARE_WORDS[..SHARE_HEADS].contains(w))
        && words.clone().count() <= 14
        && words.all(|w| SHARE_WORDS.contains(&w) || is_count(w))
}

/// "Page 2", "Page 2 of 5", "- 2 -".
fn is_page_number(lower: &str) -> bool {
    let is_number =
        |w: &str| w.len() <= 4 && !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
    let dashed = lower.strip_prefix("- ").and_then(|l| l.strip_suffix(" -"));
    let words: Vec<&str> = lower.split_whitespace().take(5).collect();
    match words.as_slice() {
        ["page", n] => is_number(n),
        ["page", n, "of" | "/", m] => is_number(n) && is_number(m),
        _ => dashed.is_some_and(is_number),
    }
}

/// "4 min read", "Reading time: 4 minutes".
fn is_reading_time(lower: &str) -> bool {
    let words: Vec<&str> =
        lower.split([' ', '-', '\u{a0}']).filter(|w| !w.is_empty()).take(7).collect();
    match words.as_slice() {
        [n, "min" | "mins" | "minute" | "minutes", "read"] => n.parse::<u16>().is_ok(),
        ["reading" | "read", "time:", ..] | ["estimated", "reading" | "read", ..] => {
            words.len() <= 6
        }
        _ => false,
    }
}

/// "Tags: bridges, rivers".
fn is_tag_line(words: &str, lower: &str) -> bool {
    let Some((label, rest)) = lower.split_once(':') else { return false };
    let tags: Vec<&str> =
        rest.split([',', '|', '#', ';', '•']).map(str::trim).filter(|t| !t.is_empty()).collect();
    TAG_LABELS.contains(&label.trim())
        && !tags.is_empty()
        && !ends_sentence(words)
        && tags.iter().all(|tag| tag.split_whitespace().count() <= 5)
}

/// Headings of lists of tags, and the tags under them, which are the end of the text or stand
/// before prose.
pub(super) fn lists(text: &str, lines: &[Line], verdicts: &mut [Option<Verdict>]) {
    for i in 0..lines.len() {
        let heading = lines[i].lower.trim_end_matches([':', ' ']);
        if verdicts[i].is_some() || !TAG_LABELS.contains(&heading) {
            continue;
        }
        let is_tag = |line: &&Line| {
            let words = line.span.of(text);
            !ends_sentence(words) && starts_upper(words) && words.split_whitespace().count() <= 4
        };
        let tags = lines[i + 1..].iter().take(MOST_TAGS).take_while(is_tag).count();
        if tags > 0 {
            for v in verdicts[i..=i + tags].iter_mut().filter(|v| v.is_none()) {
                *v = Some(Verdict::new(Navigation, "tag-list"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn rule(line: &str) -> Option<&'static str> {
        control(line, &line.to_lowercase()).map(|v| v.rule)
    }

    #[test]
    fn controls() {
        for (line, expect) in [
            ("Share Tweet WhatsApp Email", "share-bar"),
            ("Share on Facebook", "share-bar"),
            ("Facebook 12 Twitter 3 | Comments", "share-bar"),
            ("Share this article", "share-bar"),
            ("Follow us on Telegram", "share-bar"),
            ("Story continues below", "continue-reading"),
            ("Scroll down for video", "continue-reading"),
            ("Privacy Policy", "menu-item"),
            ("Page 2 of 5", "page-number"),
            ("- 12 -", "page-number"),
            ("4 min read", "reading-time"),
            ("Reading time: 4 minutes", "reading-time"),
            ("Tags: bridges, old town, River Council", "tag-list"),
            ("View this email in your browser", "page-control"),
        ] {
            assert_eq!(rule(line), Some(expect), "{line}");
        }
    }

    #[test]
    fn sentences_like_controls_are_text() {
        for line in [
            "Share prices rose in London.",
            "Facebook said on Monday that it would let users delete posts.",
            "Continue reading is what the teacher told her pupils when the alarm went off.",
            "Page one of the plan says nothing about the bridge.",
            "Search parties went out at night.",
            "Topics: the mayor, whose bridge was closed, and the council talked for hours.",
            "Reading time was lost because of the strike in the schools.",
            "Next week the council meets again.",
        ] {
            assert_eq!(rule(line), None, "{line}");
        }
    }

    #[test]
    fn tags_stand_under_their_heading() {
        let text = "The council met on Monday and decided to build a bridge.\nTopics\nBridges\nOld Town\n\
            The mayor said on Tuesday that she would not go to court.";
        let lines = lines(text, &|| false).unwrap();
        let mut verdicts = vec![None; lines.len()];
        super::lists(text, &lines, &mut verdicts);
        let marked: Vec<_> = verdicts.iter().map(Option::is_some).collect();
        assert_eq!(marked, [false, true, true, true, false]);
    }
}
