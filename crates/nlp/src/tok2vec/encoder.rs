//! Convolutions that put token vectors in context.

use crate::math::{Arch, LayerNorm, Maxout, SplitMaxout, SplitRow};
use crate::model::ModelError;
use crate::model::config::EncoderConfig;
use crate::model::file::ModelFile;
use crate::stop::{Poll, Stopped};

/// Tokens of one segment. Its vectors stay in the second-level cache.
pub(crate) const SEGMENT: usize = 256;

/// Most convolutions, and most neighbours of one on each side.
const MAX_DEPTH: usize = 32;
const MAX_WINDOW: usize = 8;

/// Most maxout pieces of a convolution.
const MAX_PIECES: usize = 16;

/// The convolutions of one encoder, each with a residual connection.
///
/// From the second on, a window of neighbouring tokens is contiguous in memory.
#[derive(Debug)]
pub(crate) struct Encoder {
    /// The first one: its rows are the vectors of word types out of context, which recur.
    first: SplitMaxout,
    others: Vec<Maxout>,
    width: usize,
    window: usize,
}

/// Working memory of an encoder.
#[derive(Debug, Default)]
pub(crate) struct EncoderMemory {
    /// Input and output of a layer, in turn.
    rows: Vec<f32>,
    next_rows: Vec<f32>,
    scratch: Vec<f32>,
}

impl Encoder {
    pub(crate) fn load(
        file: &ModelFile<'_>,
        prefix: &str,
        config: &EncoderConfig,
    ) -> Result<Self, ModelError> {
        let ranges = [
            ("depth", config.depth, MAX_DEPTH),
            ("window", config.window, MAX_WINDOW),
            ("pieces", config.pieces, MAX_PIECES),
        ];
        for (field, value, most) in ranges {
            if !(1..=most).contains(&value) {
                return Err(ModelError::config(format!("{prefix}.{field}"), "is out of range"));
            }
        }
        let first = layer(file, prefix, config, 0, SplitMaxout::new)?;
        let others = (1..config.depth).map(|index| layer(file, prefix, config, index, Maxout::new));
        Ok(Self {
            first,
            others: others.collect::<Result<_, _>>()?,
            width: config.width,
            window: config.window,
        })
    }

    /// The first convolution.
    pub(super) fn first(&self) -> &SplitMaxout {
        &self.first
    }

    /// Rows on each side that reach a token through all the layers.
    pub(crate) fn halo(&self) -> usize {
        (1 + self.others.len()) * self.window
    }

    /// The vectors in context of some tokens, at most [`SEGMENT`]. `row(i)` gives the vector out of context of
    /// token `i`, counted from as many tokens before the first as a token [sees](Self::halo); none for a row
    /// before the first token of a text, after the last, or between two texts.
    ///
    /// Such rows begin as zeros and change from layer to layer like any other. Each layer computes the
    /// rows that the layers above it look at, and no more.
    pub(crate) fn encode<'s, 'r>(
        &self,
        arch: Arch,
        tokens: usize,
        row: impl Fn(usize) -> Option<SplitRow<'r>>,
        memory: &'s mut EncoderMemory,
        poll: &Poll<'_>,
    ) -> Result<&'s [f32], Stopped> {
        let (width, window) = (self.width, self.window);
        let count = tokens + 2 * self.halo();
        let EncoderMemory { rows, next_rows, scratch } = memory;
        rows.resize(count * width, 0.0);
        next_rows.resize(rows.len(), 0.0);
        poll.check()?;
        self.first.apply_residual(
            arch,
            row,
            &mut rows[window * width..(count - window) * width],
            scratch,
        );
        for (index, layer) in self.others.iter().enumerate() {
            poll.check()?;
            // The outermost row that this layer computes.
            let skipped = (index + 2) * window;
            let input = &rows[(skipped - window) * width..];
            let computed = skipped * width..(count - skipped) * width;
            let output = &mut next_rows[computed.clone()];
            layer.apply_residual(arch, input, &rows[computed], output, scratch);
            std::mem::swap(rows, next_rows);
        }
        Ok(&memory.rows[self.halo() * width..][..tokens * width])
    }
}

/// Loads a convolution, which `new` makes of the width and number of its input rows, weights, biases and
/// normalisation.
fn layer<L>(
    file: &ModelFile<'_>,
    prefix: &str,
    config: &EncoderConfig,
    index: usize,
    new: impl Fn(usize, usize, &[f32], &[f32], LayerNorm) -> L,
) -> Result<L, ModelError> {
    let name = format!("{prefix}.conv.{index}");
    let (width, pieces, taps) = (config.width, config.pieces, 2 * config.window + 1);
    let weights = file.f32(&format!("{name}.weight"), &[width, pieces, taps * width])?;
    let bias = file.f32(&format!("{name}.bias"), &[width, pieces])?;
    let norm = super::load_norm(file, &name, width, pieces)?;
    Ok(new(width, taps, &weights, &bias, norm))
}
