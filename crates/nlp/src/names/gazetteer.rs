//! Countries, their peoples, other places and organisations that the table knows.

use std::ops::Range;

use crate::gazetteer::{Classes, FormKind};

use crate::stop::{Poll, Stopped};

use super::lexicon;
use super::name::{Kind, Names, Weight};
use super::view::View;

/// What the table has of places.
const PLACES: Classes = Classes::MAJOR_PLACE.or(Classes::TOWN);

pub(super) fn apply(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    let mut i = 0;
    while i < view.len() {
        poll.step()?;
        i = match known(view, i) {
            Some((tokens, known)) => {
                let end = tokens.end;
                settle(view, tokens, known, names);
                end
            }
            None => i + 1,
        };
    }
    Ok(())
}

/// What the table says of a form.
#[derive(Clone, Copy, Debug)]
enum Known {
    Country,
    People,
    Place(Classes),
    Organisation,
}

/// The longest form that begins at a token.
fn known(view: &View<'_>, begin: usize) -> Option<(Range<usize>, Known)> {
    if !view.is_capital(begin) {
        return None;
    }
    let country = view.country_at(begin);
    let other = view.known_at(begin, PLACES.or(Classes::ORGANISATION).or(Classes::PEOPLE));
    match (country, other) {
        (Some((tokens, form)), other)
            if other.as_ref().is_none_or(|(o, _)| o.len() <= tokens.len()) =>
        {
            let known = match form.kind {
                FormKind::People => Known::People,
                FormKind::Name | FormKind::Abbreviation => Known::Country,
                FormKind::Capital => Known::Place(Classes::MAJOR_PLACE),
            };
            Some((tokens, known))
        }
        (_, Some((tokens, classes))) if classes.any(Classes::ORGANISATION) => {
            Some((tokens, Known::Organisation))
        }
        (_, Some((tokens, classes))) if classes.any(Classes::PEOPLE) => {
            Some((tokens, Known::People))
        }
        (_, Some((tokens, classes))) => Some((tokens, Known::Place(classes))),
        _ => None,
    }
}

/// Adds or corrects a name that the table knows, where the words around it allow.
fn settle(view: &View<'_>, tokens: Range<usize>, known: Known, names: &mut Names) {
    if let Some(name) = names.at(tokens.start).cloned() {
        if name.tokens == tokens {
            confirm(view, &name, known, names);
        } else if name.tokens.start >= tokens.start && name.tokens.end <= tokens.end {
            // The recogniser has a part of it.
            put(view, tokens, known, names);
        }
        return;
    }
    if names.are_free(&tokens) && stands_alone(view, &tokens) {
        put(view, tokens, known, names);
    } else if tokens.len() > 1 && !names.are_free(&tokens) {
        let inside = tokens.clone().all(|i| {
            names.at(i).is_none_or(|n| tokens.start <= n.tokens.start && n.tokens.end <= tokens.end)
        });
        if inside {
            put(view, tokens, known, names);
        }
    }
}

/// The recogniser's name is a form of the table.
fn confirm(view: &View<'_>, name: &super::name::Name, known: Known, names: &mut Names) {
    let is_person = name.kind == Kind::Person;
    let family = view.classes_of(&name.tokens).any(Classes::FAMILY.or(Classes::GIVEN));
    let kind = match known {
        Known::Country if !(is_person && family && view.is_common(name.tokens.start)) => {
            Kind::Country
        }
        Known::People if name.kind.is_main() => Kind::Group,
        Known::Organisation => Kind::Organisation,
        Known::Place(_) if name.kind.is_place() => name.kind,
        Known::Place(classes)
            if name.tokens.len() > 1
                || classes.any(Classes::MAJOR_PLACE) && !(is_person && family) =>
        {
            Kind::Country
        }
        Known::Place(_) if !is_person && in_place(view, name.tokens.start) => Kind::Country,
        _ => return,
    };
    let other = matches!(name.kind, Kind::Other(_) | Kind::Language);
    if name.weight <= Weight::Cue && !other {
        let kind = if kind == Kind::Country && name.kind.is_place() { name.kind } else { kind };
        names.change(name, name.tokens.clone(), kind, Weight::Cue);
    }
}

/// Adds a form that the recogniser passed over or cut.
fn put(view: &View<'_>, tokens: Range<usize>, known: Known, names: &mut Names) {
    let first = tokens.start;
    let kind = match known {
        Known::Country => Kind::Country,
        Known::People => Kind::Group,
        Known::Organisation => Kind::Organisation,
        Known::Place(classes) => {
            let doubtful = classes.any(Classes::GIVEN.or(Classes::FAMILY))
                || view.is_common(first) && tokens.len() == 1;
            if doubtful && !in_place(view, first) {
                return;
            }
            Kind::Country
        }
    };
    names.put(tokens, kind, Weight::Cue);
}

/// Whether a preposition of place stands before a token.
fn in_place(view: &View<'_>, first: usize) -> bool {
    let before = view.before(first);
    matches!(before, "at" | "from" | "to") || lexicon::is_place_preposition(&before.to_lowercase())
}

/// Whether no other capitalised word stands directly beside the tokens.
fn stands_alone(view: &View<'_>, tokens: &Range<usize>) -> bool {
    let before = tokens.start > 0
        && view.is_name_word(tokens.start - 1)
        && !lexicon::is_date_word(&view.lower(tokens.start - 1));
    let after = view.is_capital(tokens.end) && !lexicon::is_title(&view.lower(tokens.end));
    let joined = view.is_hyphen(tokens.end) || tokens.start > 0 && view.is_hyphen(tokens.start - 1);
    !(before || after || joined)
}

#[cfg(test)]
mod tests {
    use crate::names::tests::check;

    #[test]
    fn known_places_and_countries() {
        check("gazetteer", "The road was cut, and Chad closed its border.", &["GPE Chad"]);
        check(
            "gazetteer",
            "He flew from Ulan Bator to Almaty before the meeting.",
            &["GPE Ulan Bator", "GPE Almaty"],
        );
    }
}
