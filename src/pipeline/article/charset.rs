//! From bytes to text: which charset a text is in, and its characters.
//!
//! The order of trust is that of the WHATWG standards: byte order mark, what the caller or
//! the protocol says, what the page says of itself, detection.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// How far into a page its own declaration of the charset may stand, in bytes. The standard
/// says 1,024; pages are written that say it later.
const PRESCAN: usize = 4_096;

/// One malformed sequence to so many well-formed ones beyond ASCII is damage, not another
/// charset.
const DAMAGE: usize = 20;

/// Bytes decoded.
#[derive(Debug)]
pub(super) struct Characters {
    pub(super) text: String,
    pub(super) encoding: &'static Encoding,
    /// Whether nothing says that this is the charset: it was detected.
    pub(super) guessed: bool,
}

/// The characters of `bytes`. `declared` is what the caller or the protocol says.
pub(super) fn decode(bytes: &[u8], declared: Option<&'static Encoding>, html: bool) -> Characters {
    let known = |text: String, encoding| Characters { text, encoding, guessed: false };
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        // The mark stays: positions in answers count it.
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return known(text.into_owned(), encoding);
    }
    let stated = declared.or_else(|| html.then(|| in_page(bytes)).flatten());
    // Text that is valid UTF-8 beyond ASCII is hardly ever anything else, whatever a page
    // says of itself; what the caller says stands.
    if declared.is_none_or(|encoding| encoding == UTF_8)
        && let Ok(text) = std::str::from_utf8(bytes)
        && (stated.is_none_or(|encoding| encoding == UTF_8) || !text.is_ascii())
        && stated.is_none_or(Encoding::is_ascii_compatible)
    {
        return known(text.to_owned(), UTF_8);
    }
    let encoding = match stated {
        Some(encoding) if encoding != UTF_8 => encoding,
        _ => detect(bytes),
    };
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Characters { text: text.into_owned(), encoding, guessed: stated != Some(encoding) }
}

/// The charset that bytes which are no valid UTF-8 most likely are in.
fn detect(bytes: &[u8]) -> &'static Encoding {
    let (mut well_formed, mut malformed) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        well_formed += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        malformed += usize::from(!chunk.invalid().is_empty());
    }
    if malformed * DAMAGE < well_formed {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The charset that a label names.
pub(super) fn labelled(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes())
}

/// The charset parameter of a MIME type: `text/html; charset=utf-8`.
pub(super) fn of_mime_type(mime_type: &str) -> Option<&'static Encoding> {
    labelled(value_after_charset(mime_type.as_bytes())?)
}

/// What a page's meta elements (or its XML declaration) say, with the standard's
/// corrections: a page that can be read as ASCII is not in UTF-16.
fn in_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(PRESCAN)];
    let found = xml_declaration(head).or_else(|| meta(head))?;
    Some(if found == UTF_16BE || found == UTF_16LE {
        UTF_8
    } else if found == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        found
    })
}

fn xml_declaration(head: &[u8]) -> Option<&'static Encoding> {
    let rest = head.strip_prefix(b"<?xml")?;
    let end = rest.iter().position(|&b| b == b'>')?;
    let at = find(&rest[..end], b"encoding")?;
    labelled(value(&rest[at + "encoding".len()..end])?)
}

/// The first meta element that names a known charset.
fn meta(head: &[u8]) -> Option<&'static Encoding> {
    let mut rest = head;
    loop {
        let comment = find(rest, b"<!--");
        let at = find(rest, b"<meta")?;
        if let Some(begin) = comment.filter(|&begin| begin < at) {
            let end = find(&rest[begin + 4..], b"-->")?;
            rest = &rest[begin + 4 + end..];
            continue;
        }
        rest = &rest[at + "<meta".len()..];
        let end = rest.iter().position(|&b| b == b'>').unwrap_or(rest.len());
        if let Some(encoding) = value_after_charset(&rest[..end]).and_then(labelled) {
            return Some(encoding);
        }
    }
}

/// The value behind `charset=`.
fn value_after_charset(words: &[u8]) -> Option<&str> {
    let at = find(words, b"charset")?;
    value(&words[at + "charset".len()..])
}

/// The value behind an equals sign, with or without quotation marks.
fn value(words: &[u8]) -> Option<&str> {
    let words = std::str::from_utf8(words.split(|b| !b.is_ascii()).next()?).ok()?;
    let rest = words.trim_start().strip_prefix('=')?.trim_start();
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '>' | '/'));
    Some(&rest[..end.unwrap_or(rest.len())]).filter(|value| !value.is_empty())
}

/// Where `word` (lower case) begins, whatever the case.
fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(bytes: &[u8], declared: Option<&str>, html: bool, text: &str, charset: &str) {
        let found = decode(bytes, declared.and_then(labelled), html);
        assert_eq!((found.text.as_str(), found.encoding.name()), (text, charset));
    }

    #[test]
    fn the_mark_is_believed_first_and_kept() {
        check(b"\xef\xbb\xbfcaf\xc3\xa9", Some("iso-8859-1"), false, "\u{feff}café", "UTF-8");
        check(b"\xff\xfea\0b\0", Some("utf-8"), false, "\u{feff}ab", "UTF-16LE");
        check(b"\xfe\xff\0a\0b", None, false, "\u{feff}ab", "UTF-16BE");
    }

    #[test]
    fn then_the_caller_then_the_page() {
        check(b"caf\xe9", Some("latin1"), false, "café", "windows-1252");
        check(b"\xcf\xf0\xe8\xe2\xe5\xf2", Some("windows-1251"), false, "Привет", "windows-1251");
        let page = b"<html><head><meta charset=\"windows-1251\"></head>\xcf\xf0\xe8\xe2\xe5\xf2";
        let found = decode(page, None, true);
        assert!(found.text.ends_with("Привет"));
        assert_eq!(found.encoding.name(), "windows-1251");
        let page = b"<META http-equiv=Content-Type content='text/html; charset=KOI8-R'>\xf0\xd2";
        assert_eq!(decode(page, None, true).encoding.name(), "KOI8-R");
        let page = b"<!-- <meta charset=koi8-r> --><meta charset=iso-8859-2>\xb1";
        assert_eq!(decode(page, None, true).text.chars().last(), Some('ą'));
    }

    #[test]
    fn what_is_not_declared_is_detected() {
        check("schön".as_bytes(), None, false, "schön", "UTF-8");
        let german = "Die Straße über die Brücke war für die Fußgänger gesperrt, hieß es später.";
        let (bytes, ..) = WINDOWS_1252.encode(german);
        check(&bytes, None, false, german, "windows-1252");
        check(&bytes, Some("utf-8"), false, german, "windows-1252");
    }

    #[test]
    fn damage_does_not_change_the_charset() {
        let mut bytes = "ä".repeat(100).into_bytes();
        bytes.push(0xc3);
        let found = decode(&bytes, None, false);
        assert_eq!(found.encoding.name(), "UTF-8");
        assert_eq!(found.text.chars().last(), Some('\u{fffd}'));
    }

    #[test]
    fn what_nobody_says_is_a_guess() {
        let latin = b"caf\xe9 in Orl\xe9ans";
        let guessed = |bytes: &[u8], declared: Option<&str>, html| {
            decode(bytes, declared.and_then(labelled), html).guessed
        };
        assert!(guessed(latin, None, false));
        assert!(guessed(latin, Some("utf-8"), false), "it cannot be what is said");
        assert!(!guessed(latin, Some("latin1"), false));
        assert!(!guessed(b"<meta charset=latin1>caf\xe9", None, true));
        assert!(!guessed("café".as_bytes(), None, false));
        assert!(!guessed(b"cafe", None, false));
        assert!(!guessed(b"\xff\xfea\0", None, false));
        let damaged = ["é".repeat(100).as_bytes(), b"\xc3"].concat();
        assert!(guessed(&damaged, None, false) && !guessed(&damaged, Some("utf-8"), false));
    }

    #[test]
    fn a_page_in_utf8_that_says_otherwise_is_read_as_utf8() {
        check("<meta charset=latin1>ü".as_bytes(), None, true, "<meta charset=latin1>ü", "UTF-8");
    }

    #[test]
    fn mime_types_name_charsets() {
        assert_eq!(
            of_mime_type("text/html; charset=\"ISO-8859-1\"").unwrap().name(),
            "windows-1252"
        );
        assert!(of_mime_type("text/html").is_none());
        assert!(of_mime_type("text/html; charset=nothing").is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded(bytes: Vec<u8>, html: bool, label in "[a-z0-9-]{0,12}") {
            let found = decode(&bytes, labelled(&label), html);
            prop_assert!(found.text.len() <= 3 * bytes.len() + 3);
            prop_assert!(!found.guessed || std::str::from_utf8(&bytes).is_err());
        }
    }
}
