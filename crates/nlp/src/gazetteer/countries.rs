//! Countries: their names, their people's names and their capitals.
//!
//! `countries.tsv` is made by `scripts/make_gazetteer.py`; its header names its sources.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// A country of ISO 3166-1.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// Its alpha-2 code.
    pub code: &'static str,
    /// Its name in everyday use.
    pub name: &'static str,
}

/// What a form says of its country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    /// A name, short or official.
    Name,
    /// Initials: "US", "P.R.C."
    Abbreviation,
    /// The adjective or a word for the people, in the singular or with an s.
    People,
    /// The capital.
    Capital,
}

/// What a form of words stands for.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The country.
    pub country: &'static Country,
    /// What the words say of it.
    pub kind: FormKind,
}

/// The table, by form. Forms that stand for two countries ("Congolese") are left out.
struct Gazetteer {
    forms: FxHashMap<String, Form>,
    /// Words that forms begin with, to pass over all other words quickly.
    first_words: FxHashSet<String>,
}

/// Most words that a form has.
pub const LONGEST_FORM: usize = 7;

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| build(include_str!("countries.tsv")));

/// Looks up a form as news write it, with single spaces and plain apostrophes. Case counts:
/// "US" is a country and "us" is not.
#[must_use]
pub fn lookup(form: &str) -> Option<Form> {
    GAZETTEER.forms.get(form).copied()
}

/// Whether any form begins with this word.
#[must_use]
pub fn begins_form(word: &str) -> bool {
    GAZETTEER.first_words.contains(word)
}

fn build(table: &'static str) -> Gazetteer {
    let mut found: FxHashMap<String, Option<Form>> = FxHashMap::default();
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    for row in rows {
        let mut fields = row.split('\t');
        let mut field = || fields.next().unwrap_or_default();
        let country: &'static Country =
            Box::leak(Box::new(Country { code: field(), name: field() }));
        let list = |entries: &'static str| entries.split('|').filter(|e| !e.is_empty());
        let names = std::iter::once(country.name).chain(list(field()));
        let names = names.map(|n| (n.to_owned(), name_kind(n)));
        let people = list(field())
            .flat_map(|p| [p.to_owned(), format!("{p}s")])
            .map(|p| (p, FormKind::People));
        let capitals = list(field()).map(|c| (c.to_owned(), FormKind::Capital));
        for (form, kind) in names.chain(people).chain(capitals) {
            let form = form.replace('’', "'");
            found
                .entry(form)
                .and_modify(|known| {
                    if known.is_none_or(|k| k.country != country) {
                        *known = None;
                    }
                })
                .or_insert(Some(Form { country, kind }));
        }
    }
    let forms: FxHashMap<String, Form> =
        found.into_iter().filter_map(|(form, f)| Some((form, f?))).collect();
    // Tokens end before an apostrophe: "People" of "People's Republic".
    let first = |form: &String| {
        let word = form.split(' ').next().unwrap_or_default().to_owned();
        let stem = word.split('\'').next().unwrap_or_default().to_owned();
        [word, stem]
    };
    let first_words = forms.keys().flat_map(first).collect();
    Gazetteer { forms, first_words }
}

fn name_kind(name: &str) -> FormKind {
    let initials = name.chars().all(|c| c.is_ascii_uppercase() || c == '.') && name.len() <= 8;
    if initials { FormKind::Abbreviation } else { FormKind::Name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, expect: Option<(&str, FormKind)>) {
        assert_eq!(lookup(form).map(|f| (f.country.code, f.kind)), expect, "{form}");
    }

    #[test]
    fn forms_of_countries() {
        check("Russia", Some(("RU", FormKind::Name)));
        check("Russian", Some(("RU", FormKind::People)));
        check("Russians", Some(("RU", FormKind::People)));
        check("Moscow", Some(("RU", FormKind::Capital)));
        check("People's Republic of China", Some(("CN", FormKind::Name)));
        check("U.S.", Some(("US", FormKind::Abbreviation)));
        check("UK", Some(("GB", FormKind::Abbreviation)));
        check("Kiev", Some(("UA", FormKind::Capital)));
        check("us", None);
        // Of the two Congos alike.
        check("Congolese", None);
    }

    #[test]
    fn no_form_is_longer_than_the_scan() {
        assert!(GAZETTEER.forms.keys().all(|f| f.split(' ').count() <= LONGEST_FORM));
        assert!(GAZETTEER.forms.len() > 700, "{}", GAZETTEER.forms.len());
    }
}
