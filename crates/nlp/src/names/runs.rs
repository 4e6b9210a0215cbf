//! Runs of capitalised words.

use super::lexicon;
use super::view::View;

/// Longest run, in tokens.
pub(super) const LONGEST_RUN: usize = 12;

/// End of the run of capitalised words that begins at a token, over hyphens between
/// words; the token itself when it has no capital.
pub(super) fn end(view: &View<'_>, begin: usize) -> usize {
    let mut end = begin;
    while end < begin + LONGEST_RUN
        && view.is_capital(end)
        && (end == begin || !view.begins_line(end))
    {
        end += 1;
        while end + 1 < view.len()
            && view.is_hyphen(end)
            && !view.is_mark(end + 1)
            && !view.is_number(end + 1)
        {
            end += 2;
        }
    }
    end.min(view.len())
}

/// Beginning of the run of capitalised words that ends before a token: not over the first
/// word of a sentence when it is a common one.
pub(super) fn begin(view: &View<'_>, end: usize) -> usize {
    let mut begin = end;
    while begin > 0
        && end - begin < LONGEST_RUN
        && (begin == view.len() || !view.begins_line(begin))
    {
        if view.is_name_word(begin - 1) {
            begin -= 1;
        } else if begin >= 2
            && begin < end
            && view.is_hyphen(begin - 1)
            && view.is_capital(begin - 2)
        {
            begin -= 2;
        } else {
            break;
        }
    }
    begin
}

/// End of what can be a person's name from a token on: capitalised words, initials,
/// hyphens, and particles between them.
pub(super) fn person_end(view: &View<'_>, begin: usize) -> usize {
    let mut end = end(view, begin);
    while end > begin && end < begin + LONGEST_RUN {
        let mut next = end;
        while next < end + 2 && lexicon::is_particle(view.word(next)) {
            next += 1;
        }
        let after = self::end(view, next);
        if next == end
            || after == next
            || view.is_common(next) && !view.classes(next).any(crate::gazetteer::Classes::FAMILY)
        {
            break;
        }
        end = after;
    }
    end
}
