//! Convolutions that put token vectors in context.

use crate::math::{Arch, Maxout};
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
/// A window of neighbouring tokens is contiguous in memory.
#[derive(Debug)]
pub(crate) struct Encoder {
    layers: Vec<Maxout>,
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
        let (width, pieces) = (config.width, config.pieces);
        let taps = 2 * config.window + 1;
        let layer = |index: usize| {
            let name = format!("{prefix}.conv.{index}");
            let weights = file.f32(&format!("{name}.weight"), &[width, pieces, taps * width])?;
            let bias = file.f32(&format!("{name}.bias"), &[width, pieces])?;
            let norm = super::load_norm(file, &name, width, pieces)?;
            Ok(Maxout::new(width, taps, &weights, &bias, norm))
        };
        let layers = (0..config.depth).map(layer).collect::<Result<_, ModelError>>()?;
        Ok(Self { layers, width, window: config.window })
    }

    /// Rows on each side that reach a token through all the layers.
    pub(crate) fn halo(&self) -> usize {
        self.layers.len() * self.window
    }

    /// The vectors in context of the tokens `first..` of a text of `count`
    /// tokens, at most [`SEGMENT`] of them. `vector(i, row)` writes the vector
    /// out of context of token `i`, for `i` below `count`; zeros for a row between two texts.
    ///
    /// Before the first and after the last token come rows that begin as zeros
    /// and change from layer to layer like any other. Each layer computes the
    /// rows that the layers above it look at, and no more.
    pub(crate) fn encode<'s>(
        &self,
        arch: Arch,
        first: usize,
        count: usize,
        mut vector: impl FnMut(usize, &mut [f32]),
        memory: &'s mut EncoderMemory,
        poll: &Poll<'_>,
    ) -> Result<&'s [f32], Stopped> {
        let (width, window) = (self.width, self.window);
        let tokens = SEGMENT.min(count - first);
        let halo = self.halo();
        let EncoderMemory { rows, next_rows, scratch } = memory;
        rows.resize((tokens + 2 * halo) * width, 0.0);
        next_rows.resize(rows.len(), 0.0);
        for (row, target) in rows.chunks_exact_mut(width).enumerate() {
            match (first + row).checked_sub(halo).filter(|&token| token < count) {
                Some(token) => vector(token, target),
                None => target.fill(0.0),
            }
        }
        for (index, layer) in self.layers.iter().enumerate() {
            poll.check()?;
            // The outermost row that this layer computes.
            let skipped = (index + 1) * window;
            let input = &rows[(skipped - window) * width..];
            let computed = skipped * width..(tokens + 2 * halo - skipped) * width;
            let output = &mut next_rows[computed.clone()];
            layer.apply_residual(arch, input, &rows[computed], output, scratch);
            std::mem::swap(rows, next_rows);
        }
        Ok(&memory.rows[halo * width..][..tokens * width])
    }
}
