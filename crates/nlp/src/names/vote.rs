//! One vote on each name over the texts that are read together.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::stop::{Poll, Stopped};

use super::lexicon;
use super::name::{Kind, Name, Names, Weight};
use super::view::View;

/// What the texts say of a name.
#[derive(Clone, Copy, Default)]
struct Ballot {
    person: u32,
    organisation: u32,
    place: u32,
    /// Any mention that a pattern found.
    count: u32,
}

impl Ballot {
    /// The kind with most votes, if one has more than the others together; places as
    /// countries.
    fn winner(self) -> Option<Kind> {
        let all = self.person + self.organisation + self.place;
        let kinds = [
            (self.place, Kind::Country),
            (self.person, Kind::Person),
            (self.organisation, Kind::Organisation),
        ];
        kinds.into_iter().find(|&(votes, _)| 2 * votes > all).map(|(_, kind)| kind)
    }
}

/// At most this many names with the same first word are looked for, to keep the search
/// linear in the text.
const MOST_FORMS: usize = 32;

/// Gives all mentions of a name the kind that most speaks for, and adds mentions that were
/// passed over. A family name goes with its full name.
pub(super) fn vote(
    views: &[View<'_>],
    found: &mut [Names],
    poll: &Poll<'_>,
) -> Result<(), Stopped> {
    trim_known(views, found, poll)?;
    let mut ballots: FxHashMap<String, Ballot> = FxHashMap::default();
    let mut persons: FxHashSet<String> = FxHashSet::default();
    for (view, names) in views.iter().zip(found.iter()) {
        for name in names.in_order() {
            poll.step()?;
            if !name.kind.is_main() {
                continue;
            }
            let votes = match name.weight {
                Weight::Guess => 1,
                Weight::Model => 2,
                Weight::Cue => 5,
                Weight::Pattern => 6,
            };
            let ballot = ballots.entry(view.phrase(&name.tokens).into_owned()).or_default();
            ballot.count += 1;
            match name.kind {
                Kind::Person => ballot.person += votes,
                Kind::Organisation => ballot.organisation += votes,
                _ => ballot.place += votes,
            }
            if name.kind == Kind::Person && name.tokens.len() > 1 && name.weight >= Weight::Cue {
                persons.insert(view.word(name.tokens.end - 1).to_owned());
            }
        }
    }
    for (view, names) in views.iter().zip(found.iter_mut()) {
        relabel(view, &ballots, &persons, names, poll)?;
    }
    let forms = forms(&ballots, poll)?;
    for (view, names) in views.iter().zip(found.iter_mut()) {
        add_missed(view, &forms, &persons, names, poll)?;
    }
    Ok(())
}

/// Takes what stands before a full name that the texts know off a longer name: the first
/// word of a headline, an office.
fn trim_known(views: &[View<'_>], found: &mut [Names], poll: &Poll<'_>) -> Result<(), Stopped> {
    let is_full = |name: &&Name| name.kind == Kind::Person && name.tokens.len() > 1;
    let mut full: FxHashSet<String> = FxHashSet::default();
    for (view, names) in views.iter().zip(found.iter()) {
        full.extend(
            names.in_order().iter().filter(is_full).map(|n| view.phrase(&n.tokens).into_owned()),
        );
    }
    for (view, names) in views.iter().zip(found.iter_mut()) {
        for name in names.in_order().into_iter().filter(|n| is_full(&n) && n.tokens.len() <= 6) {
            poll.step()?;
            let rest = (name.tokens.start + 1..name.tokens.end - 1)
                .map(|begin| begin..name.tokens.end)
                .find(|rest| full.contains(view.phrase(rest).as_ref()));
            if let Some(rest) = rest {
                names.change(&name, rest, Kind::Person, name.weight);
            }
        }
    }
    Ok(())
}

fn relabel(
    view: &View<'_>,
    ballots: &FxHashMap<String, Ballot>,
    persons: &FxHashSet<String>,
    names: &mut Names,
    poll: &Poll<'_>,
) -> Result<(), Stopped> {
    for name in names.in_order() {
        poll.step()?;
        if !name.kind.is_main() || name.weight >= Weight::Pattern {
            continue;
        }
        let words = view.phrase(&name.tokens);
        let single = name.tokens.len() == 1;
        let place = view.is_place(&name.tokens) || view.country(&name.tokens).is_some();
        let surname = single && name.kind != Kind::Person && persons.contains(words.as_ref());
        if surname && !(place && name.weight >= Weight::Cue) {
            names.change(&name, name.tokens.clone(), Kind::Person, Weight::Cue);
            continue;
        }
        let Some(kind) =
            ballots.get(words.as_ref()).filter(|b| b.count > 1).and_then(|b| b.winner())
        else {
            continue;
        };
        let same = kind == name.kind || kind == Kind::Country && name.kind.is_place();
        if !same {
            names.change(&name, name.tokens.clone(), kind, name.weight);
        }
    }
    Ok(())
}

/// Names by their first word, longest first, with their kind.
type Forms<'b> = FxHashMap<&'b str, Vec<(Vec<&'b str>, Kind)>>;

fn forms<'b>(
    ballots: &'b FxHashMap<String, Ballot>,
    poll: &Poll<'_>,
) -> Result<Forms<'b>, Stopped> {
    let mut forms: Forms<'_> = FxHashMap::default();
    for (words, ballot) in ballots {
        poll.step()?;
        let Some(kind) = ballot.winner() else { continue };
        let votes = ballot.person + ballot.organisation + ballot.place;
        if votes < 3 || words.chars().count() < 3 {
            continue;
        }
        let words: Vec<&str> = words.split(' ').collect();
        forms.entry(words[0]).or_default().push((words, kind));
    }
    // The map's order must not show.
    for list in forms.values_mut() {
        list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        list.truncate(MOST_FORMS);
    }
    Ok(forms)
}

/// Adds the same words with the same capitals where no name is.
fn add_missed(
    view: &View<'_>,
    forms: &Forms<'_>,
    persons: &FxHashSet<String>,
    names: &mut Names,
    poll: &Poll<'_>,
) -> Result<(), Stopped> {
    let mut i = 0;
    while i < view.len() {
        poll.step()?;
        let next = i + 1;
        if view.is_capital(i) && names.at(i).is_none() {
            let listed = forms.get(view.word(i)).map(Vec::as_slice).unwrap_or_default();
            let same =
                |words: &[&str]| words.iter().enumerate().all(|(k, w)| view.word(i + k) == *w);
            let found = listed
                .iter()
                .find(|(words, _)| same(words))
                .map(|(words, kind)| (i..i + words.len(), *kind));
            let surname = persons.contains(view.word(i)).then_some((i..i + 1, Kind::Person));
            if let Some((tokens, kind)) = found.or(surname)
                && is_whole(view, &tokens, names)
            {
                names.put(tokens.clone(), kind, Weight::Guess);
                i = tokens.end;
                continue;
            }
        }
        i = next;
    }
    Ok(())
}

/// Whether the tokens are free and no part of a longer name.
fn is_whole(view: &View<'_>, tokens: &Range<usize>, names: &Names) -> bool {
    let before = tokens.start > 0
        && view.is_name_word(tokens.start - 1)
        && !lexicon::is_title(&view.lower(tokens.start - 1));
    let common = tokens.len() == 1 && view.is_common(tokens.start) && view.is_first(tokens.start);
    names.are_free(tokens)
        && !common
        && (tokens.len() > 1 || !before && !view.is_capital(tokens.end))
}

#[cfg(test)]
mod tests {
    use crate::names::tests::check;

    #[test]
    fn full_names_decide_on_family_names() {
        check(
            "vote",
            "Yusuf Brkic was late. They blamed Brkic and thanked Brkic.",
            &["PERSON Yusuf Brkic", "PERSON Brkic"],
        );
    }
}
