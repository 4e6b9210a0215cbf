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
