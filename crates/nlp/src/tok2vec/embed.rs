//! Hash embeddings of word types, and the layer that mixes them.

use crate::lexeme::Lexeme;
use crate::math::{Arch, Dense, MaxoutNorm, PIECES, WIDTH, normalize_maxout};
use crate::model::ModelError;
use crate::model::config::EncoderConfig;
use crate::model::file::ModelFile;
use crate::stop::{Poll, Stopped};
use crate::strings::embedding_keys;

/// Word types that are mixed in one product.
const BLOCK: usize = 128;

/// Largest number of attributes of an encoder.
const MAX_ATTRIBUTES: usize = 6;

/// What an encoder can tell apart without context: a word and whether a space
/// follows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenType<'a> {
    pub(crate) lexeme: &'a Lexeme,
    pub(crate) space_after: bool,
}

/// An attribute of a token that has an embedding table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attribute {
    Norm,
    Prefix,
    Suffix,
    Shape,
    SpaceAfter,
    IsSpace,
}

impl Attribute {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "NORM" => Self::Norm,
            "PREFIX" => Self::Prefix,
            "SUFFIX" => Self::Suffix,
            "SHAPE" => Self::Shape,
            "SPACY" => Self::SpaceAfter,
            "IS_SPACE" => Self::IsSpace,
            _ => return None,
        })
    }

    fn id(self, token: TokenType<'_>) -> u64 {
        match self {
            Self::Norm => token.lexeme.norm_id,
            Self::Prefix => token.lexeme.prefix_id,
            Self::Suffix => token.lexeme.suffix_id,
            Self::Shape => token.lexeme.shape_id,
            Self::SpaceAfter => u64::from(token.space_after),
            Self::IsSpace => u64::from(token.lexeme.is_space),
        }
    }
}

/// One embedding table.
#[derive(Debug)]
struct Table {
    attribute: Attribute,
    seed: u32,
    rows: Vec<[f32; WIDTH]>,
}

impl Table {
    /// Adds the vector of an id: the sum of the four rows it hashes to.
    fn add(&self, id: u64, target: &mut [f32; WIDTH]) {
        for key in embedding_keys(id, self.seed) {
            // The table is not empty, as checked when it was loaded.
            let row = &self.rows[key as usize % self.rows.len()];
            for (value, part) in target.iter_mut().zip(row) {
                *value += part;
            }
        }
    }
}

/// The embedding tables of an encoder and their mixer.
#[derive(Debug)]
pub(crate) struct Embedding {
    tables: Vec<Table>,
    mixer: Dense,
    norm: MaxoutNorm,
}

impl Embedding {
    pub(crate) fn load(
        file: &ModelFile<'_>,
        prefix: &str,
        config: &EncoderConfig,
    ) -> Result<Self, ModelError> {
        let count = config.attrs.len();
        let is_supported = count == 4 || count == MAX_ATTRIBUTES;
        if !is_supported || config.rows.len() != count || config.seeds.len() != count {
            return Err(ModelError::config(
                format!("{prefix}.attrs, rows and seeds"),
                "must be equally many, 4 or 6",
            ));
        }
        let mut tables = Vec::with_capacity(count);
        for (index, name) in config.attrs.iter().enumerate() {
            let attribute = Attribute::parse(name).ok_or_else(|| {
                ModelError::config(
                    format!("{prefix}.attrs[{index}]"),
                    format!("is unknown: {name:?}"),
                )
            })?;
            let rows = config.rows[index];
            if rows == 0 || rows > u32::MAX as usize {
                return Err(ModelError::config(
                    format!("{prefix}.rows[{index}]"),
                    "is out of range",
                ));
            }
            let values = file.f32(&format!("{prefix}.embed.{index}.table"), &[rows, WIDTH])?;
            tables.push(Table {
                attribute,
                seed: config.seeds[index],
                rows: values.as_chunks().0.to_vec(),
            });
        }
        let (mixer, norm) =
            super::encoder::load_maxout(file, &format!("{prefix}.mixer"), count * WIDTH)?;
        Ok(Self { tables, mixer, norm })
    }

    /// The vectors of word types, one row of [`WIDTH`] values each.
    pub(crate) fn embed(
        &self,
        arch: Arch,
        types: &[TokenType<'_>],
        poll: &Poll<'_>,
    ) -> Result<Vec<f32>, Stopped> {
        let inputs = self.tables.len() * WIDTH;
        let mut vectors = vec![0.0; types.len() * WIDTH];
        let mut input = vec![0.0; BLOCK * inputs];
        let mut pieces = vec![0.0; BLOCK * WIDTH * PIECES];
        for (block, out) in types.chunks(BLOCK).zip(vectors.chunks_mut(BLOCK * WIDTH)) {
            poll.check()?;
            input.fill(0.0);
            for (token, row) in block.iter().zip(input.chunks_exact_mut(inputs)) {
                let (parts, _) = row.as_chunks_mut::<WIDTH>();
                for (table, part) in self.tables.iter().zip(parts) {
                    table.add(table.attribute.id(*token), part);
                }
            }
            let rows = block.len();
            if self.tables.len() == MAX_ATTRIBUTES {
                arch.dispatch(self.mixer.op::<{ MAX_ATTRIBUTES * WIDTH }>(
                    &input,
                    inputs,
                    rows,
                    &mut pieces,
                ));
            } else {
                arch.dispatch(self.mixer.op::<{ 4 * WIDTH }>(&input, inputs, rows, &mut pieces));
            }
            arch.dispatch(normalize_maxout(&self.norm, &pieces, out));
        }
        Ok(vectors)
    }
}
