//! Classes of words and names.

use std::sync::LazyLock;

/// The table: a form, a tab and the letters of its classes a line, sorted by the bytes of
/// the form. It is searched as it is; only an index is made of it at first use.
static TABLE: &str = include_str!("lexicon.tsv");

/// The classes of a form, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes(u8);

impl Classes {
    /// A common word, when in lower case.
    pub(crate) const WORD: Classes = Classes(1);
    /// A given name.
    pub(crate) const GIVEN: Classes = Classes(2);
    /// A family name.
    pub(crate) const FAMILY: Classes = Classes(4);
    /// A large town, a division of a country, a region, a river.
    pub(crate) const MAJOR_PLACE: Classes = Classes(8);
    /// Another town.
    pub(crate) const TOWN: Classes = Classes(16);
    /// An organisation.
    pub(crate) const ORGANISATION: Classes = Classes(32);
    /// A longer form begins with this one.
    pub(crate) const BEGINS: Classes = Classes(64);

    /// An adjective or noun for a people or the inhabitants of a region.
    pub(crate) const PEOPLE: Classes = Classes(128);

    /// Whether any of `other` is among these.
    pub(crate) fn any(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    pub(crate) const fn or(self, other: Classes) -> Classes {
        Classes(self.0 | other.0)
    }

    /// Without what is only the beginning of a longer form.
    pub(crate) fn own(self) -> Classes {
        Classes(self.0 & !Self::BEGINS.0)
    }

    /// Whether the form is not in the table, or only begins a longer one.
    pub(crate) fn is_unknown(self) -> bool {
        self.own() == Classes::default()
    }

    fn parse(letters: &[u8]) -> Classes {
        letters.iter().fold(Classes::default(), |found, letter| {
            found.or(match letter {
                b'w' => Self::WORD,
                b'g' => Self::GIVEN,
                b's' => Self::FAMILY,
                b'P' => Self::MAJOR_PLACE,
                b'p' => Self::TOWN,
                b'o' => Self::ORGANISATION,
                b'n' => Self::PEOPLE,
                b'+' => Self::BEGINS,
                _ => Classes::default(),
            })
        })
    }
}

/// Where the lines begin whose first two bytes, as a number, are an index or more; one more
/// at the end. A form of one byte counts as if a zero followed.
static INDEX: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let mut index = Vec::with_capacity(usize::from(u16::MAX) + 2);
    let mut at = 0;
    for line in TABLE.split_inclusive('\n') {
        let form = line.split('\t').next().unwrap_or_default();
        let reached = usize::from(first_two(form.as_bytes())) + 1;
        // The table has less than 4 GiB.
        index.resize(index.len().max(reached), at as u32);
        at += line.len();
    }
    index.resize(usize::from(u16::MAX) + 2, at as u32);
    index
});

fn first_two(form: &[u8]) -> u16 {
    let byte = |i: usize| form.get(i).copied().unwrap_or_default();
    u16::from_be_bytes([byte(0), byte(1)])
}

/// The classes of a form with single spaces; none when the table does not have it. Case
/// counts.
pub(crate) fn classes(form: &str) -> Classes {
    let (table, form) = (TABLE.as_bytes(), form.as_bytes());
    let part = usize::from(first_two(form));
    // Both are beginnings of lines at all times.
    let (mut low, mut high) = (INDEX[part] as usize, INDEX[part + 1] as usize);
    while low < high {
        let middle = low + (high - low) / 2;
        let begin =
            table[low..middle].iter().rposition(|&b| b == b'\n').map_or(low, |at| low + at + 1);
        let length = table[begin..].iter().position(|&b| b == b'\n').unwrap_or(table.len() - begin);
        let line = &table[begin..begin + length];
        let tab = line.iter().position(|&b| b == b'\t').unwrap_or(line.len());
        match line[..tab].cmp(form) {
            std::cmp::Ordering::Less => low = (begin + length + 1).min(high),
            std::cmp::Ordering::Greater => high = begin,
            std::cmp::Ordering::Equal => return Classes::parse(&line[tab..]),
        }
    }
    Classes::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_line_of_the_table() {
        for line in TABLE.lines() {
            let (form, letters) = line.split_once('\t').expect("a tab");
            assert_eq!(classes(form), Classes::parse(letters.as_bytes()), "{form}");
            assert_ne!(classes(form), Classes::default(), "{form}");
        }
    }

    #[test]
    fn case_and_absence_count() {
        assert!(classes("house").any(Classes::WORD));
        assert!(classes("Lyon").any(Classes::MAJOR_PLACE));
        assert!(classes("New").any(Classes::BEGINS));
        for form in ["", "\n", "\t", "lyon", "Zzzz", "\u{10ffff}", "zzzzzzzz"] {
            assert!(classes(form).is_unknown(), "{form:?}");
        }
    }
}
