//! Zones: what each stretch of the submitted text is.
//!
//! Furniture is found line by line, then the head of what is left is read: date lines,
//! path of sections, title, dateline. Every zone runs up to the beginning of the next, so
//! white space between two belongs to the one before; white space at the beginning of the
//! text belongs to the first.

use super::{
    furniture, head,
    lines::{Line, lines},
};
use crate::domain::{Article, Span, Zone, ZoneKind};

/// What a stretch is and by which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) kind: ZoneKind,
    pub(super) rule: &'static str,
}

impl Verdict {
    /// What no rule claims.
    pub(super) const BODY: Self = Self { kind: ZoneKind::Body, rule: "article-text" };

    pub(super) fn new(kind: ZoneKind, rule: &'static str) -> Self {
        Self { kind, rule }
    }
}

/// One body zone over the whole text, for callers who clean their own input.
pub fn all_body(text: &str) -> Vec<Zone> {
    vec![Zone {
        kind: ZoneKind::Body,
        span: Span::new(0, text.len()),
        rule: "cleaning-skipped".into(),
    }]
}

/// The zones of a text: one of body where cleaning is skipped.
pub fn zones_of(text: &str, skip_cleaning: bool) -> Vec<Zone> {
    if skip_cleaning { all_body(text) } else { zones(text) }
}

/// The zones of an article's text: one of body where cleaning is skipped. The headline that
/// its page states is one whatever its words.
pub fn zones_in(article: &Article, skip_cleaning: bool) -> Vec<Zone> {
    // Nobody asks to stop.
    zones_until(article, skip_cleaning, &|| false).unwrap_or_default()
}

/// The same; `None` once `stop` returns true.
pub fn zones_until(
    article: &Article,
    skip_cleaning: bool,
    stop: &dyn Fn() -> bool,
) -> Option<Vec<Zone>> {
    let text = article.text.as_str();
    let stated = article.page.as_ref().and_then(|page| page.stated.title.as_deref());
    if skip_cleaning { Some(all_body(text)) } else { divided(text, stated, stop) }
}

/// Divides a text into zones that tile it; no zone for an empty text. Linear in the text.
pub fn zones(text: &str) -> Vec<Zone> {
    // Nobody asks to stop.
    divided(text, None, &|| false).unwrap_or_default()
}

fn divided(text: &str, headline: Option<&str>, stop: &dyn Fn() -> bool) -> Option<Vec<Zone>> {
    let go_on = || (!stop()).then_some(());
    let lines = lines(text, stop)?;
    let verdicts = furniture::verdicts(text, &lines, stop)?;
    go_on()?;
    let starts = starts(text, &lines, verdicts, headline);
    go_on()?;
    drop(lines);
    go_on()?;
    Some(tile(text, &starts))
}

/// Whether the zones hold anything of an article.
pub fn has_article(zones: &[Zone], text: &str) -> bool {
    zones.iter().any(|zone| {
        matches!(zone.kind, ZoneKind::Body | ZoneKind::Title) && !zone.span.trimmed(text).is_empty()
    })
}

/// Where each stretch begins and what it is, in text order.
fn starts(
    text: &str,
    lines: &[Line],
    verdicts: Vec<Option<Verdict>>,
    headline: Option<&str>,
) -> Vec<(usize, Verdict)> {
    let mut parts = head::read(text, lines, &verdicts, headline);
    let read: Vec<usize> = parts.iter().map(|&(line, ..)| line).collect();
    let others = verdicts.into_iter().enumerate().filter(|(i, _)| read.binary_search(i).is_err());
    parts.extend(others.map(|(i, v)| (i, lines[i].span.begin, v.unwrap_or(Verdict::BODY))));
    parts.sort_by_key(|&(_, begin, _)| begin);
    parts.into_iter().map(|(_, begin, verdict)| (begin, verdict)).collect()
}

/// Zones over the whole text from where they begin; neighbours alike become one.
fn tile(text: &str, starts: &[(usize, Verdict)]) -> Vec<Zone> {
    let mut zones: Vec<Zone> = Vec::new();
    for &(begin, Verdict { kind, rule }) in starts {
        match zones.last_mut() {
            Some(last) if last.kind == kind && last.rule == rule => {}
            Some(last) => {
                last.span.end = begin;
                zones.push(Zone { kind, span: Span::new(begin, text.len()), rule: rule.into() });
            }
            None => zones.push(Zone { kind, span: Span::new(0, text.len()), rule: rule.into() }),
        }
    }
    if let Some(last) = zones.last_mut() {
        last.span.end = text.len();
    } else if !text.is_empty() {
        let Verdict { kind, rule } = Verdict::BODY;
        zones.push(Zone { kind, span: Span::new(0, text.len()), rule: rule.into() });
    }
    zones
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds(text: &str) -> Vec<(ZoneKind, &str)> {
        zones(text).iter().map(|z| (z.kind, z.span.trimmed(text).of(text))).collect()
    }

    const BODY: &str = "The council met on Monday and decided to build a bridge over the river.";

    #[test]
    fn header_and_dateline_on_one_line() {
        let text = " date 2023-03-18 BEIJING — China has said the president will visit Russia.";
        assert_eq!(
            kinds(text),
            [
                (ZoneKind::MetadataHeader, "date 2023-03-18"),
                (ZoneKind::Dateline, "BEIJING —"),
                (ZoneKind::Body, "China has said the president will visit Russia."),
            ]
        );
    }

    #[test]
    fn a_headline_that_the_page_states_is_one_whatever_its_words() {
        for headline in ["Floods!", "Tuesday, 3 May 2022", "PARIS - Photo of the day in one word"] {
            let text = format!("{headline}\n\n{BODY}\n\n{headline}");
            let found: Vec<_> = divided(&text, Some(headline), &|| false)
                .unwrap()
                .iter()
                .map(|z| (z.kind, z.span.trimmed(&text).of(&text).to_owned()))
                .collect();
            let body = format!("{BODY}\n\n{headline}");
            let expected = [(ZoneKind::Title, headline.to_owned()), (ZoneKind::Body, body)];
            assert_eq!(found, expected);
            assert_ne!(zones(&text)[0].kind, ZoneKind::Title);
        }
        assert_eq!(
            divided("Floods!", Some("Floods!"), &|| false).unwrap()[0].kind,
            ZoneKind::Body,
            "and nothing else"
        );
    }

    #[test]
    fn breadcrumb_title_and_related_stories() {
        let text = format!(
            "HomeWorldMayor will open bridge next week\n\nMayor will open bridge next week\n\n\
             Related stories\n\nRiver floods old town\n\nThe river has left its...\n\n{BODY}\n\n\
             Latest stories\n\n\nPlease enter your comment!\nPlease enter your name here"
        );
        assert_eq!(
            kinds(&text),
            [
                (ZoneKind::Breadcrumb, "HomeWorldMayor will open bridge next week"),
                (ZoneKind::Title, "Mayor will open bridge next week"),
                (
                    ZoneKind::RelatedStories,
                    "Related stories\n\nRiver floods old town\n\nThe river has left its..."
                ),
                (ZoneKind::Body, BODY),
                (ZoneKind::RelatedStories, "Latest stories"),
                (ZoneKind::CommentForm, "Please enter your comment!\nPlease enter your name here"),
            ]
        );
    }

    #[test]
    fn furniture_alone_is_no_article() {
        for text in [
            "Related stories\n\nRiver floods old town\n\nLatest stories\n\nPlease enter your comment!",
            "A Message from The Daily River:\nDear readers,\nWe need your help. Please support us monthly from just $2.\nRemind me later.",
            "We use cookies to give you the best experience.\nAccept all cookies",
            " date 2023-03-18 ",
            " \n ",
        ] {
            assert!(!has_article(&zones(text), text), "{text}");
        }
        assert!(has_article(&zones(BODY), BODY));
    }

    #[test]
    fn nothing_is_cut_when_cleaning_is_skipped() {
        let text = "Related stories\nRiver floods old town";
        assert_eq!(all_body(text).len(), 1);
        assert!(has_article(&all_body(text), text));
    }

    /// Pieces that set off the rules, in any order.
    fn page() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("Related stories".to_owned()),
            Just("Read more: a — b".to_owned()),
            Just(" date 2023-03-20 ".to_owned()),
            Just("Updated: 2016-05-30 09:53 ".to_owned()),
            Just("PARIS, March 3 (Reuters) - ".to_owned()),
            Just("HomeWorldÉté will come again soon".to_owned()),
            Just("Été will come again soon".to_owned()),
            Just("A Message from Us:".to_owned()),
            Just("Please support us from just $2".to_owned()),
            Just(BODY.to_owned()),
            Just("\n".to_owned()),
            Just("\r\n\n".to_owned()),
            any::<String>(),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|p| p.concat())
    }

    proptest! {
        #[test]
        fn zones_tile_any_text(text in prop_oneof![any::<String>(), page()]) {
            let zones = zones(&text);
            let mut end = 0;
            for zone in &zones {
                prop_assert_eq!(zone.span.begin, end);
                prop_assert!(zone.span.end > end);
                prop_assert!(text.is_char_boundary(zone.span.end));
                end = zone.span.end;
            }
            prop_assert_eq!(end, text.len());
        }
    }
}
