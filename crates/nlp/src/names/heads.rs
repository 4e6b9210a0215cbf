//! Organisations by the noun that heads their name: "Patriotic Party", "Ministry of
//! Transport", "Barrington Research Associates".

use std::ops::Range;

use crate::gazetteer::{Classes, FormKind};

use crate::stop::{Poll, Stopped};

use super::lexicon;
use super::name::{Kind, Names, Weight};
use super::runs;
use super::view::View;

pub(super) fn apply(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    let mut i = 0;
    while i < view.len() {
        poll.step()?;
        let next = body(view, i, names)
            .filter(|found| names.put(found.clone(), Kind::Organisation, Weight::Cue));
        i = next.map_or(i, |found| found.end - 1) + 1;
    }
    join_halves(view, names, poll)?;
    press(view, names, poll)?;
    relabel(view, names, poll)
}

/// Joins the halves of an organisation's name that the recogniser has cut at a possessive:
/// "Children's" and "Hospital Medical Center".
fn join_halves(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    let list = names.in_order();
    for pair in list.windows(2) {
        poll.step()?;
        let (owner, half) = (&pair[0], &pair[1]);
        let meets =
            view.is_possessive(owner.tokens.end) && owner.tokens.end + 1 == half.tokens.start;
        let bodies = owner.kind == Kind::Organisation && half.kind == Kind::Organisation;
        // An owner with a name of its own is an owner: "the Zoo's Response Team".
        let ends = |tokens: &Range<usize>| {
            tokens.len() > 1 && lexicon::is_organisation_ending(&view.lower(tokens.end - 1))
        };
        if meets && bodies && ends(&half.tokens) && owner.tokens.len() > 1 && !ends(&owner.tokens) {
            names.put(owner.tokens.start..half.tokens.end, Kind::Organisation, Weight::Cue);
        }
    }
    Ok(())
}

/// Newspapers and agencies by the noun beside them: "the daily Le Monde", "Le Matin
/// newspaper", "Interfax news agency".
fn press(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    for i in 1..view.len() {
        poll.step()?;
        let word = view.lower(i);
        let agency = word == "news" && view.word(i + 1) == "agency";
        if !agency && !lexicon::is_press_noun(&word) || view.is_capital(i) {
            continue;
        }
        let begin = runs::begin(view, i);
        let before = begin..i;
        let after = i + 1..runs::end(view, i + 1);
        let fits = |tokens: &Range<usize>| {
            !tokens.is_empty()
                && tokens.len() <= 4
                && view.country(tokens).is_none()
                && !view.is_place(tokens)
                && tokens.clone().all(|i| !lexicon::is_date_word(&view.lower(i)))
                && names
                    .at(tokens.start)
                    .is_none_or(|n| n.weight <= Weight::Model && n.tokens.start >= tokens.start)
        };
        let nationality = before.len() == 1 && view.is_people(begin);
        if fits(&before) && !nationality {
            names.put(before, Kind::Organisation, Weight::Cue);
        } else if fits(&after) && !view.is_common(after.start) && !agency {
            names.put(after, Kind::Organisation, Weight::Cue);
        }
    }
    Ok(())
}

/// The name whose head is a token.
fn body(view: &View<'_>, head: usize, names: &Names) -> Option<Range<usize>> {
    if !view.is_capital(head) {
        return None;
    }
    let word = view.lower(head);
    let (ends, takes_of) = (lexicon::is_firm_ending(&word), lexicon::takes_of(&word));
    if !ends && !takes_of {
        return None;
    }
    // The longest run of capitals counts: "Party Secretary" is no party.
    let goes_on = view.is_capital(head + 1) || view.is_hyphen(head + 1);
    let known = names.at(head).filter(|n| n.kind == Kind::Organisation);
    let mut begin = begin(view, head, names);
    let mut end = head + 1;
    if takes_of && let Some(after) = complement(view, head + 1, names) {
        end = after;
    } else if goes_on || !ends || begin == head {
        // A head without a modifier or a complement names nothing new.
        return None;
    }
    if let Some(known) = known {
        begin = begin.min(known.tokens.start);
        end = end.max(known.tokens.end);
    }
    let alone = begin == head && end == head + 1;
    (!alone && end - begin <= runs::LONGEST_RUN).then_some(begin..end)
}

/// Where the modifiers of a head begin: capitalised words, possessives, and what the
/// recogniser has put before them into the same organisation.
fn begin(view: &View<'_>, head: usize, names: &Names) -> usize {
    let known = names.at(head).filter(|n| n.kind == Kind::Organisation && n.tokens.start < head);
    if let Some(known) = known {
        return and_before(view, known.tokens.start, head, names);
    }
    let mut begin = runs::begin(view, head);
    // "People's Party", but not "Thatcher's Conservative Party".
    if begin == head
        && head >= 2
        && view.is_possessive(head - 1)
        && view.is_name_word(head - 2)
        && names.at(head - 2).is_none_or(|n| n.kind == Kind::Organisation)
    {
        begin = runs::begin(view, head - 1);
    }
    if begin < head && begin >= 2 && is_of_many(view, begin - 1) && !view.is_first(begin - 2) {
        begin -= 2;
    }
    // An office or a person before the body is no part of it.
    while begin < head
        && (lexicon::is_title(&view.lower(begin))
            || names.at(begin).is_some_and(|n| n.kind == Kind::Person && n.tokens.end < head))
    {
        begin += 1;
    }
    and_before(view, begin, head, names)
}

/// Whether a possessive is that of many: "Workers'", "People's".
fn is_of_many(view: &View<'_>, possessive: usize) -> bool {
    let owner = view.word(possessive - 1);
    view.is_possessive(possessive)
        && view.is_capital(possessive - 1)
        && view.is_common(possessive - 1)
        && (owner.ends_with('s') && view.word(possessive).len() <= '’'.len_utf8()
            || matches!(owner, "People" | "Children" | "Women" | "Men"))
}

/// "Food and" of "Food and Drug Administration": common words on both sides of "and" that
/// modify one head. Gives the beginning with them, or the one it was given.
fn and_before(view: &View<'_>, begin: usize, head: usize, names: &Names) -> usize {
    if begin < 2 || begin == head || !matches!(view.before(begin), "and" | "&") {
        return begin;
    }
    let is_plain = |i: usize| {
        view.is_capital(i)
            && view.is_common(i)
            && !lexicon::is_organisation_ending(&view.lower(i))
            && !lexicon::is_title(&view.lower(i))
    };
    let left = runs::begin(view, begin - 1);
    let is_weak =
        |i: usize| names.at(i).is_none_or(|n| n.weight <= Weight::Model && n.tokens.start >= left);
    let one = left < begin - 1
        && begin - left <= 4
        && (begin..head).all(is_plain)
        && (left..begin - 1).all(|i| is_plain(i) && is_weak(i));
    if one { left } else { begin }
}

/// End of "of the Russian Federation", "for Foreign Affairs", "of Liberals and Democrats for
/// Europe".
fn complement(view: &View<'_>, of: usize, names: &Names) -> Option<usize> {
    let end = one_complement(view, of, names)?;
    if view.word(end) == "for" { one_complement(view, end, names).or(Some(end)) } else { Some(end) }
}

fn one_complement(view: &View<'_>, of: usize, names: &Names) -> Option<usize> {
    if !matches!(view.word(of), "of" | "for") {
        return None;
    }
    let mut begin = of + 1;
    if view.word(begin) == "the" {
        begin += 1;
    }
    let mut end = runs::end(view, begin);
    // "Bank of England Governor": the place is the whole complement.
    let country = view.country_at(begin).filter(|(_, form)| form.kind != FormKind::People);
    let place = country
        .map(|(tokens, _)| tokens.end)
        .or_else(|| Some(view.known_at(begin, Classes::MAJOR_PLACE)?.0.end));
    if let Some(place) = place.filter(|&place| place < end && !view.is_hyphen(place)) {
        end = place;
    }
    if end == begin
        || names.at(begin).is_some_and(|n| {
            n.kind == Kind::Person || n.kind == Kind::Organisation && n.tokens.start == begin
        })
    {
        return None;
    }
    // "Ministry of Agriculture and Fisheries"
    let both = view.word(end) == "and"
        && view.is_common(begin)
        && view.is_common(end + 1)
        && view.is_capital(end + 1)
        && names.at(end + 1).is_none_or(|n| {
            n.tokens.start <= begin || n.weight <= Weight::Model && n.tokens.len() == 1
        });
    if both {
        end = runs::end(view, end + 1);
    }
    Some(end)
}

/// Gives names of several words that end in a noun for organisations, and what the
/// recogniser took for something else, their kind.
fn relabel(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    for name in names.in_order() {
        poll.step()?;
        let last = view.lower(name.tokens.end - 1);
        if name.tokens.len() < 2 || name.weight > Weight::Cue || matches!(name.kind, Kind::Other(_))
        {
            continue;
        }
        let kind = if lexicon::is_organisation_ending(&last)
            && (!name.kind.is_place() || lexicon::is_firm_ending(&last))
        {
            Kind::Organisation
        } else if lexicon::is_place_ending(&last)
            && (name.kind == Kind::Person || name.tokens.len() <= 3 && !name.kind.is_place())
            && name.kind != Kind::Facility
            && name.kind.is_main()
        {
            Kind::Place
        } else {
            continue;
        };
        if kind != name.kind || name.weight < Weight::Cue {
            names.change(&name, name.tokens.clone(), kind, Weight::Cue);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::names::tests::check;

    #[test]
    fn nouns_for_bodies_head_their_names() {
        check(
            "heads",
            "He joined the Workers' Unity Party of Moldova in May.",
            &["ORG Workers' Unity Party of Moldova"],
        );
        check(
            "heads",
            "The Foundation for Coastal Studies and the Nordic Fishers' Union agreed.",
            &["ORG Foundation for Coastal Studies", "ORG Nordic Fishers' Union"],
        );
        check(
            "heads",
            "The weekly Le Phare and the Vesterland newspaper reported it.",
            &["ORG Le Phare", "ORG Vesterland"],
        );
    }
}
