//! Convolutions that put token vectors in context.

use crate::math::{Arch, Dense, MaxoutNorm, PIECES, WIDTH, normalize_maxout};
use crate::model::ModelError;
use crate::model::file::ModelFile;
use crate::stop::{Poll, Stopped};

/// Number of convolutions.
const DEPTH: usize = 4;

/// Tokens that a convolution sees: itself and one neighbour on each side.
const WINDOW: usize = 3;

/// Tokens on each side that reach a token through all the convolutions.
const HALO: usize = DEPTH;

/// Tokens of one segment. Its vectors stay in the second-level cache.
pub(crate) const SEGMENT: usize = 256;

/// Rows of the working area: a segment, its halo, and a row of zeros at each
/// end that the outermost windows see.
const ROWS: usize = SEGMENT + 2 * HALO + 2;

#[derive(Debug)]
struct Convolution {
    weights: Dense,
    norm: MaxoutNorm,
}

/// The convolutions of one encoder.
#[derive(Debug)]
pub(crate) struct Encoder {
    layers: [Convolution; DEPTH],
}

/// Working memory of an encoder.
#[derive(Debug)]
pub(crate) struct EncoderScratch {
    rows: Vec<f32>,
    pieces: Vec<f32>,
}

impl EncoderScratch {
    pub(crate) fn new() -> Self {
        Self { rows: vec![0.0; ROWS * WIDTH], pieces: vec![0.0; ROWS * WIDTH * PIECES] }
    }
}

impl Encoder {
    pub(crate) fn load(file: &ModelFile<'_>, prefix: &str) -> Result<Self, ModelError> {
        let layer = |index: usize| {
            let name = format!("{prefix}.conv.{index}");
            load_maxout(file, &name, WINDOW * WIDTH)
                .map(|(weights, norm)| Convolution { weights, norm })
        };
        Ok(Self { layers: [layer(0)?, layer(1)?, layer(2)?, layer(3)?] })
    }

    /// The vectors in context of the tokens `first..` of a text, at most
    /// [`SEGMENT`] of them. `vector(i)` is the vector out of context of token
    /// `i`, for `i` below `count`.
    ///
    /// Before the first and after the last token come [`HALO`] rows that begin
    /// as zeros and change from layer to layer like any other. Inside of a text
    /// the halo are the neighbours of the segment; its outer rows lack their own
    /// neighbours and go wrong, by one row a layer, without reaching the segment.
    pub(crate) fn encode<'s, 'v>(
        &self,
        arch: Arch,
        first: usize,
        count: usize,
        vector: impl Fn(usize) -> &'v [f32],
        scratch: &'s mut EncoderScratch,
        poll: &Poll<'_>,
    ) -> Result<&'s [f32], Stopped> {
        let tokens = SEGMENT.min(count - first);
        let active = tokens + 2 * HALO;
        let rows = &mut scratch.rows[..(active + 2) * WIDTH];
        rows.fill(0.0);
        for (row, target) in rows.chunks_exact_mut(WIDTH).skip(1).take(active).enumerate() {
            let token = (first + row).checked_sub(HALO).filter(|&token| token < count);
            if let Some(token) = token {
                target.copy_from_slice(vector(token));
            }
        }
        let pieces = &mut scratch.pieces[..active * WIDTH * PIECES];
        for layer in &self.layers {
            poll.check()?;
            let product = layer.weights.op::<{ WINDOW * WIDTH }>(rows, WIDTH, active, pieces);
            arch.dispatch(product);
            let inner = &mut rows[WIDTH..(active + 1) * WIDTH];
            arch.dispatch(normalize_maxout(&layer.norm, pieces, inner));
        }
        Ok(&scratch.rows[(HALO + 1) * WIDTH..][..tokens * WIDTH])
    }
}

/// Loads a maxout layer with layer normalisation. The outputs are put in order
/// of pieces, so that the largest piece is found by comparing whole rows.
pub(super) fn load_maxout(
    file: &ModelFile<'_>,
    name: &str,
    inputs: usize,
) -> Result<(Dense, MaxoutNorm), ModelError> {
    let weights = file.f32(&format!("{name}.weight"), &[WIDTH, PIECES, inputs])?;
    let bias = file.f32(&format!("{name}.bias"), &[WIDTH, PIECES])?;
    let dense = Dense::new(inputs, &weights, Some(&bias), |output| {
        (output % WIDTH) * PIECES + output / WIDTH
    });
    let vector = |part: &str| -> Result<[f32; WIDTH], ModelError> {
        let values = file.f32(&format!("{name}.norm.{part}"), &[WIDTH])?;
        let mut vector = [0.0; WIDTH];
        vector.copy_from_slice(&values);
        Ok(vector)
    };
    let norm = MaxoutNorm { gain: vector("gain")?, bias: vector("bias")? };
    Ok((dense, norm))
}
