//! Datelines: "LONDON 1996-08-30", "BEIJING (Reuters) -", "PARIS, Aug 3", "MINSK -".

use std::ops::Range;

use crate::stop::{Poll, Stopped};

use super::lexicon;
use super::name::{Kind, Names, Weight};
use super::view::View;

/// Longest place, in tokens.
const LONGEST_PLACE: usize = 4;

/// Marks the places of datelines.
pub(super) fn apply(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    for line in view.lines() {
        poll.step()?;
        if let Some((town, region)) = dateline(view, &line) {
            names.put(town, Kind::Country, Weight::Pattern);
            if let Some(region) = region {
                names.put(region, Kind::Country, Weight::Pattern);
            }
        }
    }
    Ok(())
}

/// Town and region of the dateline that a line begins with.
fn dateline(view: &View<'_>, line: &Range<usize>) -> Option<(Range<usize>, Option<Range<usize>>)> {
    let town = place(view, line.start, line.end)?;
    let mut at = town.end;
    let mut region = None;
    if view.word(at) == ","
        && !lexicon::is_date_word(&view.lower(at + 1))
        && let Some(found) = place(view, at + 1, line.end)
    {
        at = found.end;
        region = Some(found);
        if view.word(at) == "." {
            at += 1;
        }
    }
    let capitals =
        town.clone().all(|i| view.is_capitals(i) || view.is_mark(i) || view.is_initial(i));
    let known = view.is_place(&town) || view.country(&town).is_some();
    let fits = is_iso_date(view, at, line.end)
        || (capitals || known) && is_date(view, at)
        || (capitals || known) && is_source(view, at)
        || capitals && region.is_some() && at >= line.end
        || capitals
            && (known || !town.clone().any(|i| view.is_common(i)))
            && is_dash(view, at)
            && at + 3 < line.end
            && !lexicon::is_sport(&view.lower(town.start));
    fits.then_some((town, region))
}

/// A run of capitalised words without a common one at its beginning alone.
fn place(view: &View<'_>, begin: usize, limit: usize) -> Option<Range<usize>> {
    let end = super::runs::end(view, begin).min(limit);
    (end > begin && end - begin <= LONGEST_PLACE).then_some(begin..end)
}

/// "1996-08-30" at the end of a line, whether it is one token or several.
fn is_iso_date(view: &View<'_>, at: usize, end: usize) -> bool {
    if at >= end || end - at > 5 || !view.is_number(at) {
        return false;
    }
    let date = view.phrase(&(at..end));
    date.len() == 10
        && date
            .bytes()
            .enumerate()
            .all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() })
}

/// ", Aug 3" or "Aug 3", with what ends a dateline behind it.
fn is_date(view: &View<'_>, at: usize) -> bool {
    let at = if view.word(at) == "," { at + 1 } else { at };
    let month = if lexicon::is_date_word(&view.lower(at)) { at } else { at + 1 };
    if !lexicon::is_date_word(&view.lower(month)) {
        return false;
    }
    let mut end = month + 1;
    while end < month + 5 && (view.is_number(end) || matches!(view.word(end), "." | ",")) {
        end += 1;
    }
    end > month && (is_dash(view, end) || view.word(end) == "(" || view.is_line_end(end))
}

/// "(Reuters)" and a dash.
fn is_source(view: &View<'_>, at: usize) -> bool {
    view.word(at) == "("
        && (at + 2..at + 5).any(|close| view.word(close) == ")" && is_dash(view, close + 1))
}

fn is_dash(view: &View<'_>, at: usize) -> bool {
    matches!(view.word(at), "-" | "–" | "—" | "--")
        && at > 0
        && !(view.is_glued(at - 1) && view.is_glued(at))
}

#[cfg(test)]
mod tests {
    use crate::names::tests::check;

    #[test]
    fn datelines_name_places() {
        check("dateline", "TALLINN 2024-03-11", &["GPE TALLINN"]);
        check(
            "dateline",
            "BERGEN, Norway (Reuters) - Fishermen stayed in port on Monday.",
            &["GPE BERGEN", "GPE Norway"],
        );
        check("dateline", "DUSHANBE - Two men were held.", &["GPE DUSHANBE"]);
    }
}
