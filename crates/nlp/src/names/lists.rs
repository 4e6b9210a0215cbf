//! Members of an enumeration are of one kind: "Lahore, Peshawar, Multan and Sialkot".

use std::ops::Range;

use crate::stop::{Poll, Stopped};

use super::name::{Kind, Names, Weight};
use super::runs;
use super::view::View;

pub(super) fn apply(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    let mut i = 0;
    while i < view.len() {
        poll.step()?;
        let members = members(view, i);
        if members.len() >= 3 {
            agree(view, &members, names);
        }
        i = members.last().map_or(i, |last| last.end).max(i) + 1;
    }
    Ok(())
}

/// The runs of capitalised words from a token on with only commas and "and" between them.
fn members(view: &View<'_>, begin: usize) -> Vec<Range<usize>> {
    let mut members = Vec::new();
    let mut at = begin;
    loop {
        let end = runs::person_end(view, at);
        if end == at || view.is_first(at) && view.is_common(at) {
            return members;
        }
        members.push(at..end);
        at = match (view.word(end), view.word(end + 1)) {
            (",", "and" | "or") => end + 2,
            ("," | "and" | "or", _) => end + 1,
            _ => return members,
        };
    }
}

/// Gives the members that the recogniser alone labelled, or passed over, the kind that most
/// of the better known have.
fn agree(view: &View<'_>, members: &[Range<usize>], names: &mut Names) {
    let kind_of = |m: &Range<usize>, least: Weight| {
        let name = names.exactly(m).filter(|n| n.weight >= least && n.kind.is_main())?;
        Some(if name.kind.is_place() { Kind::Country } else { name.kind })
    };
    let count = |kind: Kind, least: Weight| {
        members.iter().filter(|m| kind_of(m, least) == Some(kind)).count()
    };
    let kinds = [Kind::Country, Kind::Person, Kind::Organisation];
    let votes = |kind: Kind| 2 * count(kind, Weight::Cue) + count(kind, Weight::Model);
    // Of equal ones the first.
    let Some(winner) = kinds.into_iter().rev().max_by_key(|&k| votes(k)) else { return };
    let others: usize = kinds.into_iter().filter(|&k| k != winner).map(votes).sum();
    if count(winner, Weight::Cue) == 0
        || votes(winner) < 2 * others
        || 2 * count(winner, Weight::Model) < members.len()
    {
        return;
    }
    for member in members {
        let fits = match winner {
            Kind::Person => member.len() >= 2,
            Kind::Country => member.len() <= 3,
            _ => true,
        };
        let free = names.are_free(member);
        let weak = names.exactly(member).is_some_and(|n| {
            n.weight <= Weight::Model
                && n.kind != winner
                && (n.kind.is_main() || n.kind == Kind::Product)
                && !(winner == Kind::Country && n.kind.is_place())
        });
        if fits && (weak || free) && !view.is_common(member.start) && view.country(member).is_none()
        {
            names.put(member.clone(), winner, Weight::Model);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::names::tests::check;

    #[test]
    fn members_are_of_one_kind() {
        check(
            "lists",
            "Ships call at Oslo, Bergen, Vadso, Stavanger and Kjollefjord.",
            &["GPE Vadso", "GPE Kjollefjord"],
        );
    }
}
