//! A maxout layer over windows of rows that recur.

use pulp::{Simd, WithSimd};

use super::{Arch, Dense, LayerNorm};

/// A convolution with maxout units and layer normalisation, as [`Maxout`](super::Maxout) is, for rows that
/// are met again and again.
///
/// The convolution is linear up to its maxout: each row of a window adds a part that depends only on
/// the row and its place in the window. The parts of a row at all places are computed once, and a window
/// then costs additions and no product.
#[derive(Debug)]
pub(crate) struct SplitMaxout {
    /// From a row to its parts at all places, one behind the other.
    parts: Dense,
    /// As long as a part.
    bias: Vec<f32>,
    norm: LayerNorm,
}

/// A row, and what it adds to windows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SplitRow<'a> {
    pub(crate) row: &'a [f32],
    /// One for each place in a window, from the first to the last.
    pub(crate) parts: &'a [f32],
}

impl SplitMaxout {
    /// A layer over `taps` neighbouring rows, with the weights `[width, pieces, taps * inputs]` and the
    /// biases `[width, pieces]`, for rows of `inputs` values.
    ///
    /// # Panics
    ///
    /// If the lengths disagree; the callers have checked the shapes of the tensors.
    pub(crate) fn new(
        inputs: usize,
        taps: usize,
        weights: &[f32],
        bias: &[f32],
        norm: LayerNorm,
    ) -> Self {
        let (outputs, order) = (bias.len(), norm.piece_order());
        let rows = (0..taps * outputs).flat_map(|row| {
            let (tap, output) = (row / outputs, row % outputs);
            &weights[(order(output) * taps + tap) * inputs..][..inputs]
        });
        let rows: Vec<f32> = rows.copied().collect();
        Self {
            parts: Dense::new(inputs, &rows, None, |row| row),
            bias: (0..outputs).map(|output| bias[order(output)]).collect(),
            norm,
        }
    }

    /// Values of a row.
    pub(crate) fn width(&self) -> usize {
        self.parts.inputs()
    }

    /// Values of the parts of a row.
    pub(crate) fn parts(&self) -> usize {
        self.parts.stride()
    }

    /// Computes the parts of some rows.
    pub(crate) fn split(&self, arch: Arch, rows: &[f32], parts: &mut [f32]) {
        arch.dispatch(self.parts.op(rows, self.width(), rows.len() / self.width(), parts));
    }

    /// Maps as many windows as `output` has rows, and adds the results to the rows in their middle to make
    /// those of `output`. Window `i` begins with `row(i)`; none stands for zeros.
    ///
    /// `scratch` is working memory; its content does not matter.
    pub(crate) fn apply_residual<'r>(
        &self,
        arch: Arch,
        row: impl Fn(usize) -> Option<SplitRow<'r>>,
        output: &mut [f32],
        scratch: &mut Vec<f32>,
    ) {
        arch.dispatch(Residual { layer: self, row, output, scratch });
    }
}

struct Residual<'a, F> {
    layer: &'a SplitMaxout,
    row: F,
    output: &'a mut [f32],
    scratch: &'a mut Vec<f32>,
}

impl<'r, F: Fn(usize) -> Option<SplitRow<'r>>> WithSimd for Residual<'_, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { layer: SplitMaxout { parts, bias, norm }, row, output, scratch } = self;
        let taps = parts.outputs() / bias.len();
        // The other layers need more of it: it is not made smaller.
        scratch.resize(scratch.len().max(bias.len()), 0.0);
        let sums = &mut scratch[..bias.len()];
        for (window, output) in output.chunks_exact_mut(norm.width()).enumerate() {
            sums.copy_from_slice(bias);
            for tap in 0..taps {
                if let Some(SplitRow { parts, .. }) = row(window + tap) {
                    for (sum, part) in sums.iter_mut().zip(&parts[tap * bias.len()..]) {
                        *sum += part;
                    }
                }
            }
            norm.normalize(sums);
            output.copy_from_slice(&sums[..norm.width()]);
            if let Some(SplitRow { row, .. }) = row(window + taps / 2) {
                for (output, old) in output.iter_mut().zip(row) {
                    *output += old;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SplitMaxout, SplitRow};
    use crate::math::{Arch, LayerNorm, Maxout};

    #[test]
    fn a_split_layer_agrees_with_a_whole_one() {
        let value = |i: usize| (i * 37 % 101) as f32 / 50.0 - 1.0;
        for (width, pieces, taps) in [(96, 3, 3), (20, 2, 3), (17, 1, 1), (64, 4, 5)] {
            let inputs = taps * width;
            let weights: Vec<f32> = (0..width * pieces * inputs).map(value).collect();
            let bias: Vec<f32> = (0..width * pieces).map(|i| value(i + 3)).collect();
            let norm = || {
                let gain = (0..width).map(|i| value(i + 9)).collect();
                LayerNorm::new(pieces, gain, (0..width).map(|i| value(i + 1)).collect())
            };
            let split = SplitMaxout::new(width, taps, &weights, &bias, norm());
            let whole = Maxout::new(width, taps, &weights, &bias, norm());
            let (windows, middle) = (13, taps / 2);
            let mut rows: Vec<f32> =
                (0..(windows + taps - 1) * width).map(|i| value(i * i + 7)).collect();
            // A row that is not there is one of zeros.
            let absent = 5;
            rows[absent * width..][..width].fill(0.0);
            for arch in Arch::all() {
                let mut parts = vec![f32::NAN; rows.len() / width * split.parts()];
                split.split(arch, &rows, &mut parts);
                let row = |i: usize| {
                    let row = &rows[i * width..][..width];
                    let parts = &parts[i * split.parts()..][..split.parts()];
                    (i != absent).then_some(SplitRow { row, parts })
                };
                let mut found = vec![f32::NAN; windows * width];
                split.apply_residual(arch, row, &mut found, &mut Vec::new());
                let mut expected = vec![f32::NAN; windows * width];
                let residual = &rows[middle * width..][..windows * width];
                whole.apply_residual(arch, &rows, residual, &mut expected, &mut Vec::new());
                for (found, expected) in found.iter().zip(&expected) {
                    assert!((found - expected).abs() < 1e-4, "{arch:?}: {found} for {expected}");
                }
            }
        }
    }
}
