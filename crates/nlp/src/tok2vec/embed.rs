//! Hash embeddings of word types, and the layer that mixes them.

use pulp::{Simd, WithSimd};

use crate::math::{Arch, Dense, LayerNorm};
use crate::model::ModelError;
use crate::model::config::EncoderConfig;
use crate::model::file::ModelFile;
use crate::strings::embedding_keys;
use crate::vocab::Lexeme;

/// Largest number of attributes of an encoder.
const MAX_ATTRIBUTES: usize = 8;

/// Largest number of maxout pieces of the mixer.
const MAX_PIECES: usize = 16;

/// Largest number of values of all folded tables: one gibibyte.
const MAX_FOLDED: usize = 1 << 28;

/// Rows that are folded in one product.
const FOLD_ROWS: usize = 96;

/// What an encoder can tell apart without context: a word and whether a space
/// follows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenType<'a> {
    pub(crate) lexeme: &'a Lexeme,
    pub(crate) space_after: bool,
}

/// All that tells word types apart, whatever the numbers of their lexemes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct TypeKey {
    /// Of norm, prefix, suffix and shape.
    pub(super) ids: [u64; 4],
    pub(super) is_space: bool,
    pub(super) space_after: bool,
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

/// One embedding table, multiplied with its slice of the mixer.
#[derive(Debug)]
struct Table {
    attribute: Attribute,
    seed: u32,
    /// Rows of the table; at least one.
    count: usize,
    /// What each row adds to the linear outputs of the mixer.
    folded: Vec<f32>,
}

/// The embedding tables of an encoder and their mixer.
///
/// The mixer is linear up to its maxout, so that its product with each row of
/// the tables is computed once, when the model is loaded: a word type then costs
/// four row additions for each attribute and no product.
#[derive(Debug)]
pub(crate) struct Embedding {
    tables: Vec<Table>,
    /// The bias of the mixer, as long as a folded row.
    bias: Vec<f32>,
    norm: LayerNorm,
}

impl Embedding {
    pub(crate) fn load(
        file: &ModelFile<'_>,
        prefix: &str,
        config: &EncoderConfig,
        arch: Arch,
    ) -> Result<Self, ModelError> {
        let count = config.attrs.len();
        let lengths = [config.rows.len(), config.seeds.len()];
        if !(1..=MAX_ATTRIBUTES).contains(&count) || lengths != [count; 2] {
            return Err(ModelError::config(
                format!("{prefix}.attrs, rows and seeds"),
                format!("must be equally many, 1 to {MAX_ATTRIBUTES}"),
            ));
        }
        let (width, pieces) = (config.width, config.mixer_pieces);
        if !(1..=MAX_PIECES).contains(&pieces) {
            return Err(ModelError::config(format!("{prefix}.mixer_pieces"), "is out of range"));
        }
        let mixer = file.f32(&format!("{prefix}.mixer.weight"), &[width, pieces, count * width])?;
        let mixer_bias = file.f32(&format!("{prefix}.mixer.bias"), &[width, pieces])?;
        let norm = super::load_norm(file, &format!("{prefix}.mixer"), width, pieces)?;

        let mut tables = Vec::with_capacity(count);
        let mut folded_values = 0_usize;
        for (index, name) in config.attrs.iter().enumerate() {
            let attribute = Attribute::parse(name).ok_or_else(|| {
                ModelError::config(
                    format!("{prefix}.attrs[{index}]"),
                    format!("is unknown: {name:?}"),
                )
            })?;
            let rows = config.rows[index];
            let part = Dense::sliced(
                count * width,
                index * width,
                width,
                &mixer,
                None,
                norm.piece_order(),
            );
            folded_values = folded_values.saturating_add(rows.saturating_mul(part.stride()));
            if rows == 0 || rows > u32::MAX as usize || folded_values > MAX_FOLDED {
                return Err(ModelError::config(
                    format!("{prefix}.rows[{index}]"),
                    "is out of range",
                ));
            }
            let values = file.f32(&format!("{prefix}.embed.{index}.table"), &[rows, width])?;
            let folded = fold(arch, &part, &values, rows);
            tables.push(Table { attribute, seed: config.seeds[index], count: rows, folded });
        }
        let order = norm.piece_order();
        let mut bias: Vec<f32> =
            (0..width * pieces).map(|output| mixer_bias[order(output)]).collect();
        bias.resize(tables.first().map_or(0, |table| table.folded.len() / table.count), 0.0);
        Ok(Self { tables, bias, norm })
    }

    /// Values of a vector.
    pub(crate) fn width(&self) -> usize {
        self.norm.width()
    }

    /// Whether the vector of a word depends on whether a space follows it.
    pub(crate) fn sees_space_after(&self) -> bool {
        self.tables.iter().any(|table| table.attribute == Attribute::SpaceAfter)
    }

    /// What the vector of a word type depends on.
    pub(super) fn key(&self, TokenType { lexeme, space_after }: TokenType<'_>) -> TypeKey {
        TypeKey {
            ids: [lexeme.norm_id, lexeme.prefix_id, lexeme.suffix_id, lexeme.shape_id],
            is_space: lexeme.is_space,
            space_after: space_after && self.sees_space_after(),
        }
    }

    /// Computes the vector of a word type.
    ///
    /// `scratch` is working memory; its content does not matter.
    pub(crate) fn embed(
        &self,
        arch: Arch,
        token: TokenType<'_>,
        scratch: &mut Vec<f32>,
        vector: &mut [f32],
    ) {
        scratch.resize(self.bias.len(), 0.0);
        arch.dispatch(Embed { embedding: self, token, row: scratch });
        vector.copy_from_slice(&scratch[..self.width()]);
    }
}

/// Multiplies the rows of a table with its slice of the mixer.
fn fold(arch: Arch, part: &Dense, values: &[f32], rows: usize) -> Vec<f32> {
    let (width, stride) = (part.inputs(), part.stride());
    let mut folded = vec![0.0; rows * stride];
    let inputs = values.chunks(FOLD_ROWS * width);
    for (input, output) in inputs.zip(folded.chunks_mut(FOLD_ROWS * stride)) {
        arch.dispatch(part.op(input, width, input.len() / width, output));
    }
    folded
}

struct Embed<'a> {
    embedding: &'a Embedding,
    token: TokenType<'a>,
    row: &'a mut [f32],
}

impl WithSimd for Embed<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { embedding, token, row } = self;
        row.copy_from_slice(&embedding.bias);
        for table in &embedding.tables {
            let keys = embedding_keys(table.attribute.id(token), table.seed);
            let parts = keys.map(|key| {
                let at = key as usize % table.count * row.len();
                &table.folded[at..at + row.len()]
            });
            let [a, b, c, d] = parts;
            for ((((value, a), b), c), d) in row.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *value += (a + b) + (c + d);
            }
        }
        embedding.norm.normalize(row);
    }
}
