//! What an editor puts into somebody else's words, and where words were left out.

use crate::domain::Span;

/// Longest insertion, in bytes.
const LONGEST: usize = 160;

/// Brackets with what they hold, and ellipses, inside a quotation. Round brackets count as well:
/// nobody speaks them.
pub(super) fn insertions(text: &str, content: Span) -> Vec<Span> {
    let words = content.of(text);
    let mut found: Vec<Span> = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, character) in words.char_indices() {
        match (character, open) {
            ('[' | '(', None) => open = Some((at, if character == '[' { ']' } else { ')' })),
            (c, Some((begin, close))) if c == close => {
                found.push(Span::new(begin, at + 1));
                open = None;
            }
            // A bracket that is not closed soon is none.
            (_, Some((begin, _))) if at - begin > LONGEST => open = None,
            ('…', None) => found.push(Span::new(at, at + character.len_utf8())),
            ('.', None) if words[at..].starts_with("...") => match found.last_mut() {
                Some(last) if last.end > at => {}
                _ => found.push(Span::new(at, at + 3)),
            },
            _ => {}
        }
    }
    found.into_iter().map(|span| span.shifted(content.begin)).collect()
}
