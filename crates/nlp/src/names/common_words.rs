//! Common words with a capital letter that the recogniser took for names.

use crate::gazetteer::Classes;

use super::name::{Kind, Names};
use super::view::View;

/// What makes a word a name although it is a common word as well.
const NAMES: Classes = Classes::GIVEN
    .or(Classes::FAMILY)
    .or(Classes::MAJOR_PLACE)
    .or(Classes::TOWN)
    .or(Classes::ORGANISATION);

/// Takes away single common words: persons anywhere, other names where a sentence begins.
pub(super) fn drop(view: &View<'_>, names: &mut Names) {
    for name in names.in_order() {
        let at = name.tokens.start;
        let named = view.classes(at).any(NAMES) || view.country(&name.tokens).is_some();
        if name.tokens.len() == 1 && is_part_of_office(view, at) {
            names.remove(at);
            continue;
        }
        if name.tokens.len() > 1 || !view.is_common(at) || named || view.is_capitals(at) {
            continue;
        }
        let drops = match name.kind {
            Kind::Person | Kind::Product => true,
            Kind::Organisation | Kind::Country | Kind::Place | Kind::Facility => view.is_first(at),
            _ => false,
        };
        if drops {
            names.remove(at);
        }
    }
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
