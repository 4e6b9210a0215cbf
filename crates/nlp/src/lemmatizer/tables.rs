//! The known words and irregular forms of one part of speech.
//!
//! Words are kept as their 64-bit hashes, sorted, so that the tables are used
//! as they lie in the file. With a million words, a word that is not listed is
//! taken for a listed one with a probability below 10⁻¹³.

use crate::model::ModelError;
use crate::model::file::ModelFile;
use crate::strings::murmur64a;

/// Seed of the hash of words.
const SEED: u64 = 1;

/// Separates the forms of one exception.
const SEPARATOR: char = '\n';

/// The tables of all parts of speech, one after the other.
#[derive(Debug)]
pub(super) struct Tables {
    index: Vec<u64>,
    exceptions: Vec<u64>,
    /// Where the forms of each exception end; they begin where the last ones end.
    form_ends: Vec<u32>,
    forms: Box<str>,
}

/// The part of the tables that belongs to one part of speech.
#[derive(Debug, Clone, Default)]
pub(super) struct Extent {
    pub(super) index: std::ops::Range<usize>,
    pub(super) exceptions: std::ops::Range<usize>,
}

impl Tables {
    /// Reads the tables; `sizes` are the numbers of words in the index and in
    /// the exceptions of each part of speech.
    pub(super) fn load(
        file: &ModelFile<'_>,
        sizes: impl Iterator<Item = (usize, usize)>,
    ) -> Result<(Self, Vec<Extent>), ModelError> {
        let tables = Self {
            index: file.u64("lemmatizer.index")?,
            exceptions: file.u64("lemmatizer.exceptions")?,
            form_ends: file.u32("lemmatizer.form_ends")?,
            forms: match std::str::from_utf8(file.bytes("lemmatizer.forms")?) {
                Ok(forms) => forms.into(),
                Err(_) => return Err(refused("forms", "is not UTF-8")),
            },
        };
        let mut extents = Vec::new();
        let mut last = Extent::default();
        for (index, exceptions) in sizes {
            let next = |last: usize, size: usize, all: &[u64], name| {
                let end = last.checked_add(size).filter(|&end| end <= all.len());
                end.map(|end| last..end).ok_or_else(|| refused(name, "is too short"))
            };
            last = Extent {
                index: next(last.index.end, index, &tables.index, "index")?,
                exceptions: next(
                    last.exceptions.end,
                    exceptions,
                    &tables.exceptions,
                    "exceptions",
                )?,
            };
            extents.push(last.clone());
        }
        tables.check(&extents, &last)?;
        Ok((tables, extents))
    }

    /// Whether the tables fit together, so that no look-up can fail.
    fn check(&self, extents: &[Extent], last: &Extent) -> Result<(), ModelError> {
        if last.index.end != self.index.len() || last.exceptions.end != self.exceptions.len() {
            return Err(refused("index", "or the exceptions have words of no part of speech"));
        }
        for extent in extents {
            if !self.index[extent.index.clone()].is_sorted_by(|a, b| a < b) {
                return Err(refused("index", "is not sorted"));
            }
            if !self.exceptions[extent.exceptions.clone()].is_sorted_by(|a, b| a < b) {
                return Err(refused("exceptions", "is not sorted"));
            }
        }
        let ends = &self.form_ends;
        if ends.len() != self.exceptions.len() || !ends.is_sorted() {
            return Err(refused("form_ends", "does not fit the exceptions"));
        }
        let at_boundary = |end: &u32| self.forms.is_char_boundary(*end as usize);
        if !ends.iter().all(at_boundary) {
            return Err(refused("form_ends", "does not fit the forms"));
        }
        Ok(())
    }

    /// Whether `word` is in the index.
    pub(super) fn knows(&self, extent: &Extent, word: &str) -> bool {
        self.index[extent.index.clone()].binary_search(&murmur64a(word.as_bytes(), SEED)).is_ok()
    }

    /// The forms that are listed for `word`.
    pub(super) fn exceptions(
        &self,
        extent: &Extent,
        word: &str,
    ) -> impl DoubleEndedIterator<Item = &str> + Clone {
        let hash = murmur64a(word.as_bytes(), SEED);
        let found = self.exceptions[extent.exceptions.clone()].binary_search(&hash);
        let forms = found.ok().map(|at| {
            let at = extent.exceptions.start + at;
            let begin = if at == 0 { 0 } else { self.form_ends[at - 1] as usize };
            &self.forms[begin..self.form_ends[at] as usize]
        });
        forms.into_iter().flat_map(|forms| forms.split(SEPARATOR))
    }
}

fn refused(table: &str, problem: &str) -> ModelError {
    ModelError::config(format!("lemmatizer.{table}"), problem)
}
