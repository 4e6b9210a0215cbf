//! Maxout units with layer normalisation.

use pulp::{Simd, WithSimd};

/// Width of a token vector.
pub(crate) const WIDTH: usize = 96;

/// Linear pieces of a maxout unit of the encoders.
pub(crate) const PIECES: usize = 3;

/// Added to the variance before its root is taken.
const EPSILON: f32 = 1e-8;

/// Partial sums that one register may hold.
const LANES: usize = 16;

/// Gain and bias of a layer normalisation.
#[derive(Debug)]
pub(crate) struct MaxoutNorm {
    pub(crate) gain: [f32; WIDTH],
    pub(crate) bias: [f32; WIDTH],
}

/// Takes the largest of the pieces of each row of `pieces`, normalises the row
/// to mean 0 and variance 1, scales it, and adds it to the row of `target`.
pub(crate) fn normalize_maxout<'a>(
    norm: &'a MaxoutNorm,
    pieces: &'a [f32],
    target: &'a mut [f32],
) -> impl WithSimd<Output = ()> {
    Normalize { norm, pieces, target }
}

struct Normalize<'a> {
    norm: &'a MaxoutNorm,
    pieces: &'a [f32],
    target: &'a mut [f32],
}

impl WithSimd for Normalize<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let (rows, _) = self.pieces.as_chunks::<{ WIDTH * PIECES }>();
        let (targets, _) = self.target.as_chunks_mut::<WIDTH>();
        for (row, target) in rows.iter().zip(targets) {
            normalize_row(self.norm, row, target);
        }
    }
}

#[inline(always)]
fn normalize_row(norm: &MaxoutNorm, row: &[f32; WIDTH * PIECES], target: &mut [f32; WIDTH]) {
    let mut best = [0.0_f32; WIDTH];
    for i in 0..WIDTH {
        let first = row[i].max(row[WIDTH + i]);
        best[i] = first.max(row[2 * WIDTH + i]);
    }
    let mean = sum(&best) / WIDTH as f32;
    let mut squares = [0.0_f32; WIDTH];
    for i in 0..WIDTH {
        best[i] -= mean;
        squares[i] = best[i] * best[i];
    }
    let scale = 1.0 / (sum(&squares) / WIDTH as f32 + EPSILON).sqrt();
    for i in 0..WIDTH {
        target[i] += best[i] * scale * norm.gain[i] + norm.bias[i];
    }
}

#[inline(always)]
fn sum(values: &[f32; WIDTH]) -> f32 {
    let (chunks, _) = values.as_chunks::<LANES>();
    let mut sums = [0.0_f32; LANES];
    for chunk in chunks {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += value;
        }
    }
    sums.iter().sum()
}
