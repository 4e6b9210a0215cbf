//! What the language engine knows of the world: countries with their peoples and capitals,
//! and the classes of words and names.
//!
//! `countries.tsv` and `lexicon.tsv` are made by scripts out of openly licensed packages;
//! `countries.LICENSES` and `lexicon.LICENSES` have the terms.

mod countries;
mod lexicon;

pub use countries::{Country, Form, FormKind, LONGEST_FORM, begins_form, lookup};
pub(crate) use lexicon::{Classes, classes};
