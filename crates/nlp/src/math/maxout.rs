//! Maxout layers with layer normalisation.

use pulp::{Simd, WithSimd};

use super::{Arch, Convolution};

/// Added to the variance before its root is taken.
const EPSILON: f32 = 1e-8;

/// Partial sums that one register may hold.
const LANES: usize = 16;

/// A convolution whose outputs are the largest of some pieces each (Goodfellow
/// et al., "Maxout Networks", 2013), with layer normalisation (Ba, Kiros and
/// Hinton, "Layer Normalization", 2016).
#[derive(Debug)]
pub(crate) struct Maxout {
    /// All first pieces come before all second ones, so that the largest piece
    /// is found by comparing whole rows.
    linear: Convolution,
    norm: LayerNorm,
}

/// The normalisation of the largest pieces.
#[derive(Debug)]
pub(crate) struct LayerNorm {
    pieces: usize,
    gain: Vec<f32>,
    bias: Vec<f32>,
}

impl Maxout {
    /// A layer over `taps` neighbouring rows, with the weights `[width, pieces, taps * inputs]` and the
    /// biases `[width, pieces]`, for rows of `inputs` values.
    pub(crate) fn new(
        inputs: usize,
        taps: usize,
        weights: &[f32],
        bias: &[f32],
        norm: LayerNorm,
    ) -> Self {
        let order = norm.piece_order();
        Self { linear: Convolution::new(inputs, taps, weights, bias, order), norm }
    }

    /// Maps each window of `input` rows, and adds the results to the rows of `residual` to make those of
    /// `output`.
    ///
    /// `scratch` is working memory; its content does not matter.
    pub(crate) fn apply_residual(
        &self,
        arch: Arch,
        input: &[f32],
        residual: &[f32],
        output: &mut [f32],
        scratch: &mut Vec<f32>,
    ) {
        arch.dispatch(Residual { layer: self, input, residual, output, scratch });
    }
}

struct Residual<'a> {
    layer: &'a Maxout,
    input: &'a [f32],
    residual: &'a [f32],
    output: &'a mut [f32],
    scratch: &'a mut Vec<f32>,
}

impl WithSimd for Residual<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { layer: Maxout { linear, norm }, input, residual, output, scratch } = self;
        let (width, stride) = (norm.width(), linear.stride());
        // So many that the product stays in the first-level cache until it is normalised.
        let rows = Convolution::block(S::F32_LANES);
        scratch.resize(rows * stride + linear.memory(S::F32_LANES), 0.0);
        let (product, memory) = scratch.split_at_mut(rows * stride);
        let blocks = output.chunks_mut(rows * width).zip(residual.chunks(rows * width));
        for (block, (output, residual)) in blocks.enumerate() {
            let input = &input[block * rows * linear.width()..];
            linear.apply(simd, input, output.len() / width, product, memory);
            let outputs = output.chunks_exact_mut(width).zip(residual.chunks_exact(width));
            for (pieces, (output, residual)) in product.chunks_exact_mut(stride).zip(outputs) {
                norm.normalize(pieces);
                for ((output, value), old) in output.iter_mut().zip(pieces).zip(residual) {
                    *output = old + *value;
                }
            }
        }
    }
}

impl LayerNorm {
    /// A normalisation of maxima over `pieces` pieces; gain and bias have one
    /// value for each output.
    pub(crate) fn new(pieces: usize, gain: Vec<f32>, bias: Vec<f32>) -> Self {
        Self { pieces, gain, bias }
    }

    /// Number of outputs.
    pub(crate) fn width(&self) -> usize {
        self.gain.len()
    }

    /// Where the weights of each linear output are, if those of a unit's pieces
    /// stand together.
    pub(crate) fn piece_order(&self) -> impl Fn(usize) -> usize + use<> {
        let (width, pieces) = (self.width(), self.pieces);
        move |output| (output % width) * pieces + output / width
    }

    /// Takes the largest of the pieces that `row` holds, normalises the maxima
    /// to mean 0 and variance 1, scales and shifts them, and leaves them at the
    /// beginning of `row`.
    #[inline(always)]
    pub(crate) fn normalize(&self, row: &mut [f32]) {
        let width = self.width();
        let (best, others) = row.split_at_mut(width);
        for piece in others.chunks_exact(width).take(self.pieces - 1) {
            for (best, value) in best.iter_mut().zip(piece) {
                *best = best.max(*value);
            }
        }
        let mean = sum(best, |value| value) / width as f32;
        for value in best.iter_mut() {
            *value -= mean;
        }
        let variance = sum(best, |value| value * value) / width as f32;
        let scale = 1.0 / (variance + EPSILON).sqrt();
        for ((value, gain), bias) in best.iter_mut().zip(&self.gain).zip(&self.bias) {
            *value = *value * scale * gain + bias;
        }
    }
}

/// The sum of `part` over all values.
#[inline(always)]
fn sum(values: &[f32], part: impl Fn(f32) -> f32) -> f32 {
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut sums = [0.0_f32; LANES];
    for chunk in chunks {
        for (sum, value) in sums.iter_mut().zip(chunk) {
            *sum += part(*value);
        }
    }
    for (sum, value) in sums.iter_mut().zip(rest) {
        *sum += part(*value);
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::{LayerNorm, Maxout};
    use crate::math::Arch;

    #[test]
    fn layers_agree_with_the_definition() {
        let value = |i: usize| (i * 37 % 101) as f32 / 50.0 - 1.0;
        for (width, pieces, step, taps) in
            [(96, 3, 96, 3), (20, 2, 20, 3), (17, 1, 5, 1), (64, 4, 16, 5)]
        {
            let inputs = taps * step;
            let weights: Vec<f32> = (0..width * pieces * inputs).map(value).collect();
            let bias: Vec<f32> = (0..width * pieces).map(|i| value(i + 3)).collect();
            let gain: Vec<f32> = (0..width).map(|i| value(i + 9)).collect();
            let shift: Vec<f32> = (0..width).map(|i| value(i + 1)).collect();
            let norm = LayerNorm::new(pieces, gain.clone(), shift.clone());
            let layer = Maxout::new(step, taps, &weights, &bias, norm);
            let rows = 61;
            let input: Vec<f32> = (0..rows * step + inputs).map(|i| value(i + 7)).collect();
            let residual: Vec<f32> = (0..rows * width).map(|i| value(i + 2)).collect();
            let expected: Vec<f32> = (0..rows)
                .flat_map(|row| {
                    let x = &input[row * step..][..inputs];
                    let unit = |i: usize| {
                        let w = weights[i * inputs..][..inputs].iter();
                        w.zip(x).map(|(w, x)| w * x).sum::<f32>() + bias[i]
                    };
                    let best: Vec<f32> = (0..width)
                        .map(|o| (0..pieces).map(|p| unit(o * pieces + p)).fold(f32::MIN, f32::max))
                        .collect();
                    let mean = best.iter().sum::<f32>() / width as f32;
                    let square = best.iter().map(|b| (b - mean).powi(2)).sum::<f32>();
                    let scale = (square / width as f32 + 1e-8).sqrt();
                    let parts =
                        best.into_iter().enumerate().map(move |(o, b)| (o, (b - mean) / scale));
                    let (gain, shift, residual) = (&gain, &shift, &residual);
                    parts
                        .map(|(o, b)| residual[row * width + o] + b * gain[o] + shift[o])
                        .collect::<Vec<f32>>()
                })
                .collect();
            for arch in Arch::all() {
                let mut output = vec![0.0; rows * width];
                layer.apply_residual(arch, &input, &residual, &mut output, &mut Vec::new());
                for (found, expected) in output.iter().zip(&expected) {
                    assert!((found - expected).abs() < 1e-3, "{arch:?}: {found} for {expected}");
                }
            }
        }
    }
}
