//! Lemmatizer by rules: the ending of a word is replaced, and a form that the
//! index of its part of speech knows is preferred.

mod config;
mod tables;

pub(crate) use config::LemmatizerConfig;
use tables::{Extent, Tables};

use crate::model::ModelError;
use crate::model::file::ModelFile;
use crate::unicode::is_alpha;

/// Most parts of speech that have a table, and most rules of one of them.
const MAX_PARTS: usize = 256;
const MAX_RULES: usize = 1_024;

/// What is done to the words of a part of speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The lemma is the word as it is.
    Keep,
    /// The lemma is the word in lower case.
    Lower,
    /// The part of speech with this number has a table.
    Table(usize),
}

/// The rules and tables of a part of speech.
#[derive(Debug)]
struct Part {
    rules: Vec<(Box<str>, Box<str>)>,
    extent: Extent,
}

/// The lemmatizer.
#[derive(Debug)]
pub(crate) struct Lemmatizer {
    overwrite: bool,
    tables: Tables,
    parts: Vec<Part>,
    /// By number of the coarse tag.
    ways: Vec<Way>,
    /// By number of the coarse tag and then of the morphology, whether words
    /// with both are base forms.
    base: Vec<bool>,
    morphs: usize,
}

/// Space that is used again for one word after the other.
#[derive(Debug, Default)]
pub(crate) struct LemmaScratch {
    form: String,
    unknown: String,
}

impl Lemmatizer {
    /// Reads the lemmatizer for words of the coarse tags `pos` and the
    /// morphologies `morphs`.
    pub(crate) fn load(
        file: &ModelFile<'_>,
        config: &LemmatizerConfig,
        pos: &[Box<str>],
        morphs: &[Box<str>],
    ) -> Result<Self, ModelError> {
        let usable = |part: &config::PartConfig| part.rules.len() <= MAX_RULES;
        if config.parts.len() > MAX_PARTS || !config.parts.iter().all(usable) {
            return Err(ModelError::config("lemmatizer.parts", "has no usable length"));
        }
        let sizes = config.parts.iter().map(|part| (part.index, part.exceptions));
        let (tables, extents) = Tables::load(file, sizes)?;
        let parts: Vec<Part> = config
            .parts
            .iter()
            .zip(extents)
            .map(|(part, extent)| Part {
                rules: part
                    .rules
                    .iter()
                    .map(|(a, b)| (a.as_str().into(), b.as_str().into()))
                    .collect(),
                extent,
            })
            .collect();
        let way = |pos: &str| {
            let table = config.parts.iter().position(|part| part.pos == pos);
            match (table, pos) {
                (_, "" | "EOL" | "SPACE") => Way::Lower,
                (Some(number), _) => Way::Table(number),
                (None, "PROPN") => Way::Keep,
                (None, _) => Way::Lower,
            }
        };
        Ok(Self {
            overwrite: config.overwrite,
            tables,
            parts,
            ways: pos.iter().map(|pos| way(pos)).collect(),
            base: pos.iter().flat_map(|pos| morphs.iter().map(|m| is_base_form(pos, m))).collect(),
            morphs: morphs.len(),
        })
    }

    /// Whether lemmas that were set before are replaced.
    pub(crate) fn overwrites(&self) -> bool {
        self.overwrite
    }

    /// Appends the lemma of `text`, whose lower case is `lower`, for a coarse
    /// tag and a morphology by number.
    pub(crate) fn lemma(
        &self,
        text: &str,
        lower: &str,
        pos: u16,
        morph: u16,
        scratch: &mut LemmaScratch,
        out: &mut String,
    ) {
        let base = self.base[usize::from(pos) * self.morphs + usize::from(morph)];
        match self.ways[usize::from(pos)] {
            _ if base => out.push_str(lower),
            Way::Keep => out.push_str(text),
            Way::Lower => out.push_str(lower),
            Way::Table(number) => self.look_up(&self.parts[number], text, lower, scratch, out),
        }
    }

    /// Prefers, in this order: the last listed form that counts for no rule;
    /// the last form by a rule that is in the index; the first form by a rule
    /// that is not of letters alone; the first form by a rule; the word itself.
    fn look_up(
        &self,
        part: &Part,
        text: &str,
        lower: &str,
        scratch: &mut LemmaScratch,
        out: &mut String,
    ) {
        let begin = out.len();
        let mut known = false;
        scratch.unknown.clear();
        for (old, new) in &part.rules {
            let Some(stem) = lower.strip_suffix(&**old) else { continue };
            let form = &mut scratch.form;
            form.clear();
            form.extend([stem, new]);
            if form.is_empty() {
                continue;
            }
            if self.tables.knows(&part.extent, form) {
                out.truncate(begin);
                out.push_str(form);
                known = true;
            } else if !form.chars().all(is_alpha) {
                if !known && out.len() == begin {
                    out.push_str(form);
                }
            } else if scratch.unknown.is_empty() {
                scratch.unknown.push_str(form);
            }
        }
        let listed = self.tables.exceptions(&part.extent, lower);
        if let Some(form) = listed.rev().find(|form| !self.gives(part, lower, form)) {
            out.truncate(begin);
            out.push_str(form);
        } else if out.len() == begin {
            out.push_str(if scratch.unknown.is_empty() { text } else { &scratch.unknown });
        }
    }

    /// Whether a rule makes `form`, one that counts, of `lower`.
    fn gives(&self, part: &Part, lower: &str, form: &str) -> bool {
        let counts = self.tables.knows(&part.extent, form) || !form.chars().all(is_alpha);
        let makes = |(old, new): &(Box<str>, Box<str>)| {
            let stem = lower.strip_suffix(&**old);
            stem.is_some_and(|stem| form.strip_prefix(stem) == Some(new))
        };
        counts && !form.is_empty() && part.rules.iter().any(makes)
    }
}

/// Whether English words of this coarse tag and morphology are base forms.
fn is_base_form(pos: &str, morph: &str) -> bool {
    let feature = |name: &str| {
        let mut features = morph.split('|').filter_map(|feature| feature.split_once('='));
        features.find(|(found, _)| *found == name).map(|(_, value)| value)
    };
    let verb_form = feature("VerbForm");
    match pos {
        "NOUN" if feature("Number") == Some("Sing") => true,
        "VERB" if verb_form == Some("Fin") && feature("Tense") == Some("Pres") => {
            feature("Number").is_none() || feature("Degree") == Some("Pos")
        }
        _ => matches!(verb_form, Some("Inf" | "None")) || feature("Degree") == Some("Pos"),
    }
}

#[cfg(test)]
mod tests {
    use super::{LemmaScratch, Lemmatizer, is_base_form};
    use crate::model::config::Config;
    use crate::model::file::ModelFile;

    #[test]
    fn words_have_the_lemmas_of_their_part_of_speech() {
        let file = crate::testing::model_bytes();
        let file = ModelFile::open(&file).unwrap();
        let config = Config::parse(file.bytes("config").unwrap()).unwrap();
        let config = config.lemmatizer.expect("the model has a lemmatizer");
        let pos = ["", "NOUN", "VERB", "ADJ", "ADV", "PROPN", "PUNCT", "DET", "SPACE"];
        let pos = pos.map(Box::<str>::from);
        let morphs = ["", "Number=Sing", "Number=Plur", "VerbForm=Inf", "Degree=Cmp"];
        let morphs = morphs.map(Box::<str>::from);
        let lemmatizer = Lemmatizer::load(&file, &config, &pos, &morphs).unwrap();
        let number = |names: &[Box<str>], name: &str| {
            names.iter().position(|n| **n == *name).expect("the name is listed") as u16
        };
        for (text, tag, features, lemma) in [
            ("Ministers", "NOUN", "Number=Plur", "minister"),
            ("wolves", "NOUN", "Number=Plur", "wolf"),
            ("axes", "NOUN", "Number=Plur", "axis"),
            ("Axes", "NOUN", "Number=Sing", "axes"),
            ("Said", "VERB", "", "say"),
            ("panicking", "VERB", "", "panic"),
            ("found", "VERB", "VerbForm=Inf", "found"),
            ("blogged", "VERB", "", "blogge"),
            ("Xyzzy", "VERB", "", "Xyzzy"),
            ("angrier", "ADJ", "Degree=Cmp", "angry"),
            ("better", "ADV", "", "well"),
            ("1980s", "NOUN", "Number=Plur", "1980"),
            ("Beatles", "PROPN", "Number=Plur", "Beatles"),
            ("“", "PUNCT", "", "\""),
            ("THE", "DET", "", "the"),
            ("\n", "SPACE", "", "\n"),
            ("Word", "", "", "word"),
        ] {
            let mut found = String::from("kept ");
            let (pos, morph) = (number(&pos, tag), number(&morphs, features));
            let lower = text.to_lowercase();
            let mut scratch = LemmaScratch::default();
            lemmatizer.lemma(text, &lower, pos, morph, &mut scratch, &mut found);
            assert_eq!(found.strip_prefix("kept "), Some(lemma), "{text} {tag} {features}");
        }
    }

    #[test]
    fn base_forms_are_told_by_their_features() {
        for (pos, morph, base) in [
            ("NOUN", "Number=Sing", true),
            ("NOUN", "Number=Plur", false),
            ("PROPN", "Number=Sing", false),
            ("VERB", "VerbForm=Inf", true),
            ("AUX", "VerbForm=Inf", true),
            ("VERB", "Tense=Pres|VerbForm=Fin", true),
            ("VERB", "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin", false),
            ("VERB", "Tense=Past|VerbForm=Fin", false),
            ("ADJ", "Degree=Pos", true),
            ("ADV", "Degree=Cmp", false),
            ("X", "", false),
        ] {
            assert_eq!(is_base_form(pos, morph), base, "{pos} {morph}");
        }
    }
}
