//! Persons by initials, given names, titles and verbs of speech.

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
        let found = initials(view, i)
            .or_else(|| titled(view, i, names))
            .or_else(|| full_name(view, i, names));
        i = match found {
            Some((tokens, weight)) => {
                let end = tokens.end;
                names.put(tokens, Kind::Person, weight);
                end
            }
            None => i + 1,
        };
    }
    single(view, names, poll)
}

/// "N. Lenham", "J. C. van der Berg".
fn initials(view: &View<'_>, begin: usize) -> Option<(Range<usize>, Weight)> {
    let is_initial = |i: usize| view.is_initial(i) && view.word(i).ends_with('.');
    if !is_initial(begin)
        || begin > 0
            && view.is_capital(begin - 1)
            && !view.is_first(begin)
            && !lexicon::is_title(&view.lower(begin - 1))
    {
        return None;
    }
    let name = (begin..begin + 4).find(|&i| !is_initial(i))?;
    let end = runs::person_end(view, name);
    let end = end.min(name + 3);
    let fits = end > name
        && view.word(name).chars().count() > 1
        && !view.is_common(name)
        && !(name..end).any(|i| lexicon::is_organisation_ending(&view.lower(i)));
    fits.then_some((begin..end, Weight::Pattern))
}

/// The capitalised words after a title.
fn titled(view: &View<'_>, begin: usize, names: &Names) -> Option<(Range<usize>, Weight)> {
    if !view.is_capital(begin) || view.begins_line(begin) {
        return None;
    }
    let title = view.lower(begin - 1);
    let royal = lexicon::is_royal_title(&title)
        && view.is_capital(begin - 1)
        && !view.is_common(begin)
        && (view.classes(begin).any(Classes::GIVEN.or(Classes::FAMILY))
            || view.classes(begin).own().is_unknown());
    if !royal && !lexicon::is_certain_title(&title) {
        return None;
    }
    let end = runs::person_end(view, begin).min(begin + 4);
    let fits = |i: usize| {
        !lexicon::is_title(&view.lower(i))
            && !view.is_capitals(i)
            && !lexicon::is_organisation_ending(&view.lower(i))
    };
    if !(begin..end).all(fits)
        || view.is_common(begin) && end - begin == 1 && names.at(begin).is_none()
    {
        return None;
    }
    // "minister Ukraine" is no person.
    let place = view.country(&(begin..end)).is_some();
    (!place).then_some((begin..end, Weight::Cue))
}

/// A given name and what follows.
fn full_name(view: &View<'_>, begin: usize, names: &Names) -> Option<(Range<usize>, Weight)> {
    let title = lexicon::is_title(&view.lower(begin));
    let people = view.is_people(begin) && view.classes(begin + 1).any(Classes::GIVEN);
    let only_common = view.is_first(begin) && view.is_common(begin);
    let given = view.classes(begin).any(Classes::GIVEN) && !(title || people || only_common);
    if !given
        || begin > 0
            && (view.is_name_word(begin - 1) && !is_before(view, begin - 1, names)
                || view.is_hyphen(begin - 1))
    {
        return None;
    }
    let end = runs::person_end(view, begin).min(begin + 5);
    if end - begin < 2 || (begin + 1..end).all(|i| !view.is_capital(i)) {
        return None;
    }
    let tokens = begin..end;
    let last = view.lower(end - 1);
    // "German Chancellor Olaf Scholz": the given name is a people's here.
    let titled = (begin + 1..end - 1).any(|i| lexicon::is_title(&view.lower(i)));
    let other_kind = titled
        || lexicon::is_organisation_ending(&last)
        || lexicon::is_place_ending(&last)
        || view.is_place(&tokens)
        || view.classes_of(&tokens).any(Classes::ORGANISATION)
        || tokens.clone().any(|i| {
            view.is_common(i) && !view.classes(i).any(Classes::GIVEN.or(Classes::FAMILY))
                || view.is_capitals(i)
                || lexicon::is_date_word(&view.lower(i))
        })
        || view.country_at(end - 1).is_some()
            && !view.classes(end - 1).any(Classes::FAMILY.or(Classes::GIVEN));
    if other_kind {
        return None;
    }
    // The recogniser has a longer name here, or one that a rule found.
    let taken = tokens.clone().any(|i| {
        names.at(i).is_some_and(|n| {
            let longer = n.tokens.start < begin || n.tokens.end > end;
            n.weight > Weight::Model || longer && n.kind.is_main()
        })
    });
    let family = view.classes(end - 1).any(Classes::FAMILY);
    let model = names.exactly(&tokens);
    let weight = match model {
        Some(n) if n.kind == Kind::Person => Weight::Cue,
        Some(n)
            if n.kind == Kind::Organisation && !family && view.is_place(&(begin..begin + 1)) =>
        {
            return None;
        }
        Some(_) => Weight::Cue,
        None => Weight::Model,
    };
    (!taken).then_some((tokens, weight))
}

/// Whether a capitalised word may stand before a person's name: a title, a people, another
/// name that ends there.
fn is_before(view: &View<'_>, i: usize, names: &Names) -> bool {
    lexicon::is_title(&view.lower(i))
        || view.is_people(i)
        || view.country(&(i..i + 1)).is_some()
        || names.at(i).is_some_and(|n| n.tokens.end == i + 1 && n.kind != Kind::Person)
}

/// Persons named by one word: whoever speaks, and family names that stand alone.
fn single(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    for i in 0..view.len() {
        poll.step()?;
        if !view.is_capital(i) || view.is_capitals(i) || view.is_initial(i) {
            continue;
        }
        let tokens = i..i + 1;
        let known = names.at(i);
        if known.is_some_and(|n| {
            n.tokens.len() > 1 || n.weight > Weight::Model || n.kind == Kind::Person
        }) {
            continue;
        }
        let follows = i > 0 && view.is_name_word(i - 1) && !view.is_first(i);
        let joined = view.is_hyphen(i + 1) || i > 0 && view.is_hyphen(i - 1);
        let alone = !(follows || joined || view.is_capital(i + 1));
        if !alone
            || view.is_common(i)
            || view.country(&tokens).is_some()
            || view.is_people(i)
            || lexicon::is_date_word(&view.lower(i))
        {
            continue;
        }
        let classes = view.classes(i);
        let place = classes.any(Classes::MAJOR_PLACE.or(Classes::TOWN).or(Classes::ORGANISATION));
        let next = view.lower(i + 1);
        let speaks = lexicon::is_personal_verb(&next) && view.before(i) != "the";
        let surname = classes.any(Classes::FAMILY) && !place;
        // What the recogniser takes for a thing or a date it does not know.
        let free = known.is_none_or(|n| !n.kind.is_main() && n.kind != Kind::Group);
        let company = i > 0 && lexicon::is_company_noun(&view.lower(i - 1));
        let body = known.is_some_and(|n| n.kind == Kind::Organisation);
        let unknown = classes.own().is_unknown();
        let verb = body && unknown && view.is_first(i) && lexicon::is_past(&next);
        if verb {
            names.put(tokens, Kind::Person, Weight::Model);
            continue;
        }
        if company {
            names.put(tokens, Kind::Organisation, Weight::Cue);
        } else if speaks && !place && (free || body) {
            names.put(tokens, Kind::Person, Weight::Cue);
        } else if surname
            && (known.is_none() || body)
            && view.before(i) != "the"
            && view.before(i) != "The"
        {
            names.put(tokens, Kind::Person, Weight::Model);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::names::tests::{check, named};

    #[test]
    fn given_names_titles_and_speech_tell_persons() {
        check("persons", "King Haakon left on Friday.", &["PERSON Haakon"]);
        check("persons", "\"It was late,\" Brkic said.", &["PERSON Brkic"]);
        check(
            "persons",
            "The prize went to Chantal Oyelaran and Leon Fjeldstad.",
            &["PERSON Chantal Oyelaran"],
        );
        check("persons", "The software firm Kvadrat said it would appeal.", &["ORG Kvadrat"]);
        check("persons", "Greek premier Tsipras flies to Berlin for talks.", &["PERSON Tsipras"]);
    }
    #[test]
    fn a_people_before_a_title_is_no_given_name() {
        let names = named("German Chancellor Matthias Brandvold spoke in Oslo.");
        assert!(names.contains(&"PERSON Matthias Brandvold".to_owned()), "{names:?}");
        assert!(!names.iter().any(|name| name.contains("Chancellor")), "{names:?}");
    }
}
