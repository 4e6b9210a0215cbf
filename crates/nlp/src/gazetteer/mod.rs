//! What the language engine knows of the world: countries with their peoples and capitals,
//! the classes of words and names, codes of places, genders of given names.
//!
//! The tables are made by scripts out of openly licensed packages; the files `*.LICENSES` have
//! the terms.

mod countries;
mod genders;
mod lexicon;
mod places;
mod table;

pub use countries::{Country, Form, FormKind, LONGEST_FORM, begins_form, lookup};
pub use genders::{Gender, gender};
pub(crate) use lexicon::{Classes, classes};
pub use places::{Place, PlaceKind, places};

/// Whether the tables have a form as a common word or as a name of any sort. Case counts.
#[must_use]
pub fn is_known(form: &str) -> bool {
    !classes(form).is_unknown()
}
