//! Characters of a wrong charset: UTF-8 that was read as Windows-1252 or Latin-1, and
//! characters that were lost on the way.

use super::super::Segment;
use super::Damages;
use crate::domain::{DamageKind, Span};

/// Reports each word with broken characters once.
pub(super) fn check(segment: &Segment, text: &str, damages: &mut Damages) {
    let words = segment.text(text);
    if words.is_ascii() {
        return;
    }
    let mut end = 0;
    for (at, char) in words.char_indices() {
        if at < end || char.is_ascii() {
            continue;
        }
        let next = words[at + char.len_utf8()..].chars().next();
        if !is_broken(char, next) {
            continue;
        }
        let begin = words[end..at].rfind(char::is_whitespace).map_or(end, |space| {
            // A white space character begins at `space`.
            let width = words[end + space..].chars().next().map_or(1, char::len_utf8);
            end + space + width
        });
        let length = words[at..].find(|c: char| c.is_whitespace() && c != '\u{a0}');
        end = length.map_or(words.len(), |length| at + length);
        let span = Span::new(begin, end).shifted(segment.span.begin);
        let explanation = "Characters were read in a wrong charset.".to_owned();
        damages.push(DamageKind::Encoding, span, 0.95, explanation);
    }
}

/// Whether a character, with the one behind it, is what a wrong charset makes of another.
fn is_broken(char: char, next: Option<char>) -> bool {
    let continues = next.is_some_and(|next| ('\u{80}'..='\u{bf}').contains(&next));
    match char {
        '\u{fffd}' => true,
        // Control characters that no text has: bytes of Windows-1252 read as Latin-1.
        '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}' => true,
        'Ã' => continues || matches!(next, Some('ƒ' | '‚' | '€' | '…' | 'š' | '¼')),
        'Â' => continues && !matches!(next, Some('º' | 'ª')),
        'â' => matches!(next, Some('€' | '\u{80}' | '„')),
        'ï' => next == Some('»'),
        'Ð' | 'Ñ' => continues,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_pairs() {
        assert!(is_broken('Ã', Some('©')));
        assert!(is_broken('â', Some('€')));
        assert!(is_broken('\u{fffd}', None));
        assert!(!is_broken('Ã', Some('O')));
        assert!(!is_broken('â', Some('t')));
        assert!(!is_broken('é', Some(' ')));
    }
}
