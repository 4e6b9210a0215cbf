//! Places by the words around them: "in Chorzow", "the town of Kaolack", "Hengelo,
//! Netherlands".

use std::ops::Range;

use crate::gazetteer::Classes;

use crate::stop::{Poll, Stopped};

use super::lexicon;
use super::name::{Kind, Names, Weight};
use super::runs;
use super::view::View;

pub(super) fn apply(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    let mut i = 0;
    while i < view.len() {
        poll.step()?;
        let end = runs::end(view, i);
        if end == i {
            i += 1;
            continue;
        }
        before_region(view, &(i..end), names);
        after_cue(view, i, end, names);
        i = end;
    }
    Ok(())
}

/// "Ballina, Ireland": what stands before a country or state and a comma, when no
/// enumeration goes on.
fn before_region(view: &View<'_>, town: &Range<usize>, names: &mut Names) {
    if view.word(town.end) != "," || town.len() > 3 {
        return;
    }
    let region = town.end + 1;
    let length = runs::end(view, region) - region;
    let found = (1..=length.min(3))
        .rev()
        .map(|n| region..region + n)
        .find(|r| view.is_country(r) || view.classes_of(r).any(Classes::MAJOR_PLACE));
    let Some(region) = found else { return };
    let closes = matches!(view.word(region.end), "," | "." | ")" | ";")
        || view.is_line_end(region.end)
        || view.is_number(region.end);
    let listed = town.start > 0 && matches!(view.word(town.start - 1), "," | "and")
        || matches!(view.word(region.end), ",") && view.is_capital(region.end + 1);
    let in_place = is_cue(view, town.start);
    let fits = names.at(town.start).is_none_or(|n| {
        n.tokens == *town
            && n.weight <= Weight::Cue
            && (n.kind != Kind::Person || n.tokens.len() == 1)
    });
    if closes
        && fits
        && (in_place || !listed)
        && !view.is_common(town.start)
        && !has_given_name(view, town)
    {
        names.put(town.clone(), Kind::Country, Weight::Cue);
    }
}

fn has_given_name(view: &View<'_>, tokens: &Range<usize>) -> bool {
    tokens.len() > 1 && view.classes(tokens.start).any(Classes::GIVEN)
}

/// Whether a preposition of place stands before a token.
fn is_cue(view: &View<'_>, at: usize) -> bool {
    at > 0 && lexicon::is_place_preposition(&view.lower(at - 1))
}

/// A name after "in", "town of" and the like, or before "province".
fn after_cue(view: &View<'_>, begin: usize, end: usize, names: &mut Names) {
    let of =
        view.before(begin) == "of" && begin > 1 && lexicon::is_place_noun(&view.lower(begin - 2));
    let noun = begin > 0
        && lexicon::is_place_noun(&view.lower(begin - 1))
        && !view.is_first(begin - 1)
        && !view.is_capital(begin - 1);
    let before_noun =
        matches!(view.word(end), "province" | "peninsula" | "district" | "region" | "county")
            && view.before(begin) != "the";
    let name = names.at(begin).cloned();
    let whole = name.as_ref().is_none_or(|n| n.tokens == (begin..end));
    if !whole || view.is_common(begin) || end - begin > 3 {
        return;
    }
    let person = has_given_name(view, &(begin..end));
    let capitals = view.is_capitals(begin) && end - begin == 1;
    let adjective = view.is_people(begin)
        || ["ish", "ian", "ese"].iter().any(|e| view.word(begin).ends_with(e));
    let before_noun = before_noun && !adjective;
    if of && !person || (noun || before_noun) && !person && !capitals && end - begin <= 2 {
        names.put(begin..end, Kind::Country, Weight::Cue);
        return;
    }
    let prepositions = is_cue(view, begin) && view.word(end) != "'s" && !capitals;
    let unsure = name.as_ref().is_some_and(|n| {
        n.weight <= Weight::Model
            && matches!(n.kind, Kind::Person | Kind::Organisation)
            && n.tokens.len() == 1
    });
    let unknown = view.classes(begin).own().is_unknown()
        || view.classes(begin).any(Classes::TOWN.or(Classes::MAJOR_PLACE));
    if prepositions && unknown && end - begin == 1 && unsure {
        names.put(begin..end, Kind::Country, Weight::Cue);
    }
}

#[cfg(test)]
mod tests {
    use crate::names::tests::check;

    #[test]
    fn words_around_a_name_tell_a_place() {
        check(
            "places",
            "They live in the town of Veliki Brod, near the border.",
            &["GPE Veliki Brod"],
        );
        check(
            "places",
            "The storm hit Nordmarka province and Kaltbrunn district.",
            &["GPE Nordmarka", "GPE Kaltbrunn"],
        );
    }
}
