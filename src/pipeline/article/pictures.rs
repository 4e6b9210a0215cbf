//! Captions and credits of pictures.

use super::{
    lines::{ends_sentence, is_mostly_names},
    zones::Verdict,
};
use crate::domain::ZoneKind::Caption;

/// What captions and credits begin with.
const LABELS: &[&str] = &[
    "image copyright",
    "image caption",
    "image source",
    "media caption",
    "photo caption",
    "caption:",
    "enlarge this image",
    "enlarge image",
    "file photo",
    "file -",
    "file –",
    "photos: ",
    "slideshow",
];
/// What lines that only name the maker of a picture begin with.
const CREDITS: &[&str] = &[
    "photo:",
    "photo by ",
    "photos by ",
    "photo credit",
    "photograph:",
    "photograph by ",
    "image:",
    "image by ",
    "image credit",
    "picture:",
    "picture credit",
    "credit:",
    "video by ",
    "illustration by ",
    "graphic by ",
    "courtesy of ",
];
/// Who sells pictures, as a credit ends.
const MAKERS: &[&str] = &[
    "getty images",
    "/getty",
    "/ap",
    "/associated press",
    "/the associated press",
    "/reuters",
    "/afp",
    "/epa",
    "/epa-efe",
    "/bloomberg",
    "/pa",
    "/shutterstock",
    "/xinhua",
    "/anadolu agency",
    "/nurphoto",
    "/upi",
    "via getty",
    "via ap",
    "via reuters",
    "via afp",
    "ap photo",
    "ap images",
    "afp photo",
];
/// A caption has at most this many bytes.
const LONGEST_CAPTION: usize = 400;
/// One of an agency's archive, which tells the news again, has at most this many.
const LONGEST_ARCHIVED: usize = 1000;
/// A credit has at most this many words.
const LONGEST_CREDIT: usize = 12;

/// The caption or credit that a line is.
pub(super) fn picture(words: &str, lower: &str) -> Option<Verdict> {
    let archived =
        lower.starts_with("file") && lower.contains("file photo") && ends_with_credit(lower);
    let longest = if archived { LONGEST_ARCHIVED } else { LONGEST_CAPTION };
    if lower.len() > longest {
        return None;
    }
    let rule = if is_credit(words, lower) {
        "photo-credit"
    } else if is_caption(words, lower) {
        "caption"
    } else {
        return None;
    };
    Some(Verdict::new(Caption, rule))
}

/// A line that only says where a picture comes from.
fn is_credit(words: &str, lower: &str) -> bool {
    let inner = lower.trim_matches(['(', ')', '[', ']', ' ']);
    if matches!(inner, "photo" | "photos" | "image" | "video" | "picture") {
        return true;
    }
    let bare = words.trim_matches(['(', ')', '[', ']', ' ', '.']);
    let short = lower.split_whitespace().count() <= LONGEST_CREDIT;
    let bracketed = words.starts_with(['(', '[']) && words.ends_with([')', ']']);
    let label = CREDITS.iter().find(|label| inner.starts_with(**label));
    let labelled = label
        .is_some_and(|label| bracketed || is_mostly_names(bare.get(label.len()..).unwrap_or(bare)));
    let made = ends_with_maker(inner.trim_end_matches('.')) && (bracketed || is_mostly_names(bare));
    short && !lower.contains("caption") && (labelled || made)
}

/// "(Photo by Jo Doe/AP, File) (Associated Press)"
fn ends_with_credit(lower: &str) -> bool {
    let last = lower.strip_suffix(')').and_then(|lower| lower.rsplit_once('('));
    last.is_some_and(|(_, credit)| {
        ["photo", "press", "ap", "reuters", "getty"].iter().any(|m| credit.contains(m))
    })
}

fn ends_with_maker(lower: &str) -> bool {
    MAKERS.iter().any(|maker| lower.ends_with(maker))
}

/// Words under a picture, known by their label, their controls or the credit at their end.
fn is_caption(words: &str, lower: &str) -> bool {
    let labelled = LABELS.iter().any(|label| lower.starts_with(label));
    let control =
        ["hide caption", "toggle caption", "show caption"].iter().any(|c| lower.contains(c));
    let bracket = lower.strip_suffix([')', ']']).and_then(|l| l.rsplit_once(['(', '[']));
    let bracketed = bracket.is_some_and(|(before, b)| {
        let photo = b == "file"
            || b.ends_with("photo")
            || ["photo", "image:", "picture:", "credit:"].iter().any(|start| b.starts_with(start))
            || ["photo by", "photo/", "getty"].iter().any(|part| b.contains(part));
        // "(dpa/AFP)" behind a sentence credits the report.
        b.len() <= 80 && (photo || ends_with_maker(b) && !ends_sentence(before.trim_end()))
    });
    // "... at the border ©Jane Doe (AFP/File)": a name, and no year, which would be a copyright.
    let mark = words.rsplit_once('©').is_some_and(|(before, maker)| {
        !before.trim().is_empty()
            && maker.len() <= 80
            && is_mostly_names(maker)
            && !maker.contains(|c: char| c.is_ascii_digit())
    });
    let credited = !ends_sentence(words) && ends_with_maker(lower);
    labelled && !reads_as_sentence(words) || control || bracketed || mark || credited
}

/// "Photos: " and the like may begin a sentence; a label of a publishing system does not.
fn reads_as_sentence(words: &str) -> bool {
    words.split_whitespace().nth(2).is_none_or(|_| words.ends_with(['”', '"']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(line: &str) -> Option<&'static str> {
        picture(line, &line.to_lowercase()).map(|v| v.rule)
    }

    #[test]
    fn captions_and_credits() {
        let archived = format!(
            "FILE - In this May 2, 2019 file photo, the mayor cuts a ribbon. {}(Photo by Jo Doe/AP, \
             File) (Associated Press)",
            "The town said on Monday that the bridge over the river will be closed. ".repeat(6)
        );
        for (line, expect) in [
            ("(Courtesy of Lakeside Museum)", "photo-credit"),
            ("Photo: Jane Doe/AP", "photo-credit"),
            ("JANE B. DOE via Getty Images.", "photo-credit"),
            ("Jane Doe/Reuters", "photo-credit"),
            ("Photo", "photo-credit"),
            ("Image copyright PA Image caption The bridge is the third over the river", "caption"),
            ("The mayor cuts the ribbon on Monday (Getty Images)", "caption"),
            ("The mayor cuts the ribbon on Monday. (AP Photo/Jane Doe)", "caption"),
            ("The mayor cuts the ribbon ©Jane Doe (AFP/File)", "caption"),
            (
                "Photos: The new bridge People wait for the ribbon to be cut. Hide Caption 3 of 12",
                "caption",
            ),
            ("The bridge was closed at night because of the wind Jane Doe/Reuters", "caption"),
            ("FILE - The mayor speaks in the town hall last May.", "caption"),
            (archived.as_str(), "caption"),
        ] {
            assert_eq!(rule(line), Some(expect), "{line}");
        }
    }

    #[test]
    fn sentences_about_pictures_are_text() {
        for line in [
            "The photo was taken on Monday by a tourist who had come to see the bridge.",
            "She posted a picture of the bridge on Monday, and thousands liked it.",
            "Image is everything, the mayor said when he was asked about the ribbon.",
            "He works for Getty Images.",
            "The agency sells its pictures to Reuters and other agencies (AFP, for example).",
            "Reuters reported on Monday that the bridge had been closed.",
            "Picture: that is what the tourists come for, the mayor said on Monday.",
            "The ratio of boats to ferries, 3/4, has not changed since 1990.",
            "Courtesy of the mayor, all visitors had a glass of wine on the bridge.",
        ] {
            assert_eq!(rule(line), None, "{line}");
        }
    }
}
