//! Appeals: requests of an outlet to its readers for money, subscription or sign-up.
//!
//! An appeal speaks in the outlet's own voice, in the first person plural or to "you",
//! outside quotation marks, and asks for something. News about donations does neither.

use super::{
    lines::{AT_A_TIME, Line, ends_sentence, starts_upper},
    zones::Verdict,
};
use crate::domain::ZoneKind::Appeal;

/// Phrases that ask a reader for something; each counts 2, or 1 for the weak.
const REQUESTS: &[(&str, u32)] = &[
    ("support us", 2),
    ("support our journalism", 2),
    ("support our work", 2),
    ("support independent journalism", 2),
    ("support quality journalism", 2),
    ("your support", 2),
    ("we need your help", 2),
    ("need your support", 2),
    ("become a member", 2),
    ("become a supporter", 2),
    ("become a subscriber", 2),
    ("make a contribution", 2),
    ("make a donation", 1),
    ("every contribution", 2),
    ("donate", 1),
    ("contribute", 1),
    ("by supporting", 1),
    ("subscribe", 1),
    ("subscribe now", 1),
    ("subscribe today", 1),
    ("sign up", 1),
    ("newsletter", 1),
    ("your inbox", 2),
    ("starting from just", 2),
    ("from just $", 1),
    ("from just £", 1),
    ("for as little as", 1),
    ("readers like you", 2),
    ("our readers", 1),
    ("dear reader", 2),
    ("independent journalism", 1),
    ("free trial", 1),
    ("remind me later", 3),
    ("thank you for standing with us", 2),
    ("thank you for your support", 2),
    ("thanks for subscribing", 3),
    ("do you have a story", 2),
    ("have a story for", 1),
    ("have a story suggestion", 2),
    ("pay for your stories", 2),
    ("got a tip", 2),
    ("email us", 1),
    ("e-mail us", 1),
    ("contact us", 1),
    ("call us", 1),
    ("whatsapp us", 2),
];

/// What a line must reach to be an appeal by itself.
const ENOUGH: u32 = 3;
/// An appeal longer than this many lines is no appeal.
const LONGEST_APPEAL: usize = 30;

/// Marks the appeals among the lines that nothing else has claimed; some are left out once `stop` returns
/// true.
pub(super) fn mark(
    text: &str,
    lines: &[Line],
    verdicts: &mut [Option<Verdict>],
    stop: &dyn Fn() -> bool,
) {
    let mut i = 0;
    while i < lines.len() && !(i.is_multiple_of(AT_A_TIME) && stop()) {
        let end = if verdicts[i].is_some() { i } else { appeal_end(text, lines, i) };
        let rule = if end == i + 1 && is_sign_up(text, &lines[i]) {
            "newsletter-sign-up"
        } else {
            "reader-appeal"
        };
        for v in verdicts[i..end].iter_mut().filter(|v| v.is_none()) {
            *v = Some(Verdict::new(Appeal, rule));
        }
        i = end.max(i + 1);
    }
}

/// The line after the appeal that begins at line `start`; `start` itself if none does.
fn appeal_end(text: &str, lines: &[Line], start: usize) -> usize {
    let words = |i: usize| lines[i].span.of(text);
    if is_heading(words(start), &lines[start].lower) {
        let block = lines[start + 1..].iter().take(LONGEST_APPEAL);
        let length = block.take_while(|l| in_outlet_voice(l.span.of(text), &l.lower)).count();
        let asked = lines[start + 1..start + 1 + length].iter().map(request).sum::<u32>();
        return if asked >= ENOUGH { start + 1 + length } else { start };
    }
    if is_sign_up(text, &lines[start]) {
        return start + 1;
    }
    let own = request(&lines[start]);
    if own < ENOUGH || !in_outlet_voice(words(start), &lines[start].lower) {
        return start;
    }
    let block = lines[start + 1..].iter().take(LONGEST_APPEAL);
    let more = block.take_while(|l| request(l) > 0 && in_outlet_voice(l.span.of(text), &l.lower));
    start + 1 + more.count()
}

/// "A message from The Daily River:", "Dear readers,".
fn is_heading(words: &str, lower: &str) -> bool {
    let core = lower.trim_end_matches([':', ',', '!', ' ']);
    let openings = [
        "a message from ",
        "a message to ",
        "a note from ",
        "a note to ",
        "a word from ",
        "an appeal from ",
        "a letter from ",
        "an important message",
    ];
    let named = openings.iter().any(|o| core.starts_with(o));
    let greeting = matches!(
        core,
        "dear reader"
            | "dear readers"
            | "before you go"
            | "support us"
            | "support our work"
            | "support our journalism"
    );
    let clause = ["since you're here", "as you're joining us", "if you're reading this"];
    (named && lower.len() <= 90 && !ends_sentence(words))
        || greeting
        || clause.iter().any(|c| lower.starts_with(c))
}

/// A short line that asks for a subscription or sign-up.
fn is_sign_up(text: &str, line: &Line) -> bool {
    let words = line.span.of(text);
    let lower = line.lower.as_str();
    let starts = [
        "sign up for",
        "sign up to",
        "subscribe to",
        "subscribe for",
        "subscribe now",
        "get our ",
        "get the latest news",
        "support us",
        "donate now",
        "donate to us",
        "remind me later",
        "become a member",
    ];
    if !starts_upper(words) {
        return false;
    }
    if is_newsletter_prompt(words, lower) {
        return true;
    }
    let short = lower.split_whitespace().count() <= 12 && !lower.is_empty();
    let asks = starts.iter().any(|s| lower.starts_with(s));
    asks && ((short && (!ends_sentence(words) || words.ends_with('!') || request(line) >= 2))
        || request(line) >= ENOUGH)
}

/// "For more, sign up for our newsletter.": an imperative to subscribe to something.
fn is_newsletter_prompt(words: &str, lower: &str) -> bool {
    let verbs = ["sign up for ", "sign up to ", "sign up here", "subscribe to ", "subscribe here"];
    let imperative = verbs.iter().any(|verb| {
        lower.match_indices(verb).any(|(at, _)| {
            let before = lower[..at].trim_end();
            before.is_empty() || before.ends_with(['.', '?', '!', ',', ':', '+'])
        })
    });
    let things = [
        "newsletter",
        "podcast",
        "inbox",
        "alerts",
        "our channel",
        "updates",
        "briefing",
        "digest",
    ];
    imperative
        && lower.split_whitespace().count() <= 30
        && things.iter().any(|thing| lower.contains(thing))
        && !lower.contains(['"', '“'])
        && !words.contains(" said")
}

/// How strongly a line asks for something.
fn request(line: &Line) -> u32 {
    REQUESTS.iter().filter(|(phrase, _)| line.lower.contains(phrase)).map(|(_, n)| n).sum()
}

/// Whether a line says we, us, our, you or your outside quotation marks, or is a mere
/// prompt. A line with a quotation and a verb of saying is a report.
fn in_outlet_voice(words: &str, lower: &str) -> bool {
    if lower.is_empty() {
        return false;
    }
    let mut outside = String::with_capacity(lower.len());
    let mut inside = false;
    for c in words.chars() {
        match c {
            '“' => inside = true,
            '”' => inside = false,
            '"' => inside = !inside,
            _ if !inside => outside.extend(c.to_lowercase()),
            _ => {}
        }
    }
    let mut outer = outside.split(|c: char| !c.is_alphanumeric());
    let voice = outer.any(|w| matches!(w, "we" | "us" | "our" | "you" | "your"));
    let reported = outside.len() < lower.len()
        && ["said", "told", "says", "added", "wrote"]
            .iter()
            .any(|v| outside.split(|c: char| !c.is_alphanumeric()).any(|w| w == *v));
    let prompt =
        lower.split_whitespace().count() <= 5 && REQUESTS.iter().any(|(p, _)| lower.contains(p));
    (voice || prompt) && !reported
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn marked(text: &str) -> Vec<bool> {
        let lines = lines(text, &|| false).unwrap();
        let mut verdicts = vec![None; lines.len()];
        mark(text, &lines, &mut verdicts, &|| false);
        verdicts.iter().map(Option::is_some).collect()
    }

    #[test]
    fn an_appeal_runs_from_its_heading_to_its_end() {
        let text = "The bridge will open on Monday.\nA Message from The Daily River:\nDear readers,\n\
            We face hard times. The council calls our work \"undesirable.\"\n\
            If you can, please support us monthly starting from just $2.\n\
            Remind me later.\nThe council did not reply.";
        assert_eq!(marked(text), [false, true, true, true, true, true, false]);
    }

    #[test]
    fn an_outlet_asks_for_stories() {
        let text = "We pay for your stories! Do you have a story for the news team? Email us at tips@example.org";
        assert_eq!(marked(text), [true]);
    }

    #[test]
    fn prompts_to_subscribe() {
        for text in [
            "For more, sign up for the River newsletter.",
            "Want more of this? Sign up to get it in your inbox every morning.",
            "Subscribe to our politics podcast here.",
        ] {
            assert_eq!(marked(text), [true], "{text}");
        }
        for text in [
            "Readers sign up for newsletters less often than they did, the publisher said.",
            "He asked them to subscribe to the newsletter, and few did.",
        ] {
            assert_eq!(marked(text), [false], "{text}");
        }
    }

    #[test]
    fn news_about_donations_is_no_appeal() {
        for text in [
            "They urged people to donate money in his name.",
            "\"We need your help and your support,\" the mother said. \"Please donate.\"",
            "If anyone wishes to make a gift, we recommend a donation to the zoo.\"",
            "A message from the king was read out in parliament on Monday, and we heard it.",
            "The company said customers would contribute if they subscribe to the service.",
        ] {
            assert_eq!(marked(text), [false], "{text}");
        }
    }
}
