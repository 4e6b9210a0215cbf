//! Common words with a capital letter that the recogniser took for names.

use rustc_hash::FxHashSet;

use crate::gazetteer::Classes;

use crate::stop::{Poll, Stopped};

use super::name::{Kind, Names};
use super::view::View;

/// What makes a word a name although it is a common word as well.
const NAMES: Classes = Classes::GIVEN
    .or(Classes::FAMILY)
    .or(Classes::MAJOR_PLACE)
    .or(Classes::TOWN)
    .or(Classes::ORGANISATION);

/// Takes away single common words where a sentence begins, unless the text writes them with
/// a capital elsewhere too, and parts of the names of offices.
pub(super) fn drop(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    let mut doubtful = Vec::new();
    for name in names.in_order().into_iter().filter(|n| n.tokens.len() == 1) {
        poll.step()?;
        let at = name.tokens.start;
        if is_part_of_office(view, at) {
            names.remove(at);
            continue;
        }
        let named = view.classes(at).any(NAMES) || view.country(&name.tokens).is_some();
        let kind = name.kind.is_main() || name.kind == Kind::Product;
        if kind && view.is_common(at) && !named && !view.is_capitals(at) && view.is_first(at) {
            doubtful.push(at);
        }
    }
    if doubtful.is_empty() {
        return Ok(());
    }
    let words = (0..view.len()).filter(|&i| view.is_capital(i) && !view.is_first(i));
    let elsewhere: FxHashSet<&str> = words.map(|i| view.word(i)).collect();
    for at in doubtful {
        if !elsewhere.contains(view.word(at)) {
            names.remove(at);
        }
    }
    Ok(())
}

/// "Defence" of "Defence Minister", "State" of "Secretary of State".
fn is_part_of_office(view: &View<'_>, at: usize) -> bool {
    let word = view.lower(at);
    let office = matches!(view.lower(at + 1).as_ref(), "minister" | "secretary" | "ministers");
    let of_state = word == "state"
        && at > 1
        && view.before(at) == "of"
        && view.lower(at - 2).starts_with("secretar");
    office && view.is_common(at) && word != "treasury" || of_state
}

#[cfg(test)]
mod tests {
    use crate::names::tests::check_none;

    #[test]
    fn words_at_the_beginning_of_a_sentence() {
        check_none("common-words", "Garlic is good for you.", "Garlic");
    }
}
