//! Convolutions along a sequence of vectors.

use pulp::Simd;

use super::Dense;
use super::dense::{Area, PANEL, rows_at_once};

/// Rows of the input that one output row looks at, in a convolution by minimal filtering.
const TAPS: usize = 3;
/// Output rows that one tile of the minimal filtering makes.
const TILE: usize = 4;
/// Input rows of a tile, and products that it takes.
const POINTS: usize = TILE + TAPS - 1;

/// Points at which the polynomials of the minimal filtering are evaluated, beside 0 and infinity: these
/// and their negatives. Their powers are exact, and so close to 1 the sums lose little: the error is 1.4
/// times that of plain sums.
const NEAR: f32 = 0.75;
const FAR: f32 = 1.5;

/// An affine map of each window of neighbouring rows.
///
/// Sums run in an order of their own, whatever the instruction set; results differ only by the rounding
/// of fused multiplications.
#[derive(Debug)]
pub(crate) struct Convolution {
    /// Values of an input row.
    width: usize,
    taps: usize,
    kernel: Kernel,
}

#[derive(Debug)]
enum Kernel {
    /// One product, whose input rows overlap.
    Plain(Dense),
    Minimal(Box<Minimal>),
}

/// A convolution of three taps with half the multiplications: four output rows together take six
/// products of one row each instead of twelve, since a convolution is a product of polynomials, which six
/// of its values determine (Winograd, "Arithmetic Complexity of Computations", 1980; Lavin and Gray, "Fast
/// Algorithms for Convolutional Neural Networks", 2016).
#[derive(Debug)]
struct Minimal {
    /// The weights at 0, the near point and its negative, the far point and its negative, and infinity.
    at: [Dense; POINTS],
    bias: Vec<f32>,
    /// What stands for the input rows after the last.
    zeros: Vec<f32>,
}

impl Convolution {
    /// A convolution of `taps` rows of `width` values, with `weights` that are row-major with one row of
    /// `taps * width` values per output. Output `o` is row `order(o)` of the weights and of the bias.
    ///
    /// # Panics
    ///
    /// If the lengths disagree; the callers have checked the shapes of the tensors.
    pub(crate) fn new(
        width: usize,
        taps: usize,
        weights: &[f32],
        bias: &[f32],
        order: impl Fn(usize) -> usize,
    ) -> Self {
        let kernel = if taps == TAPS {
            Kernel::Minimal(Box::new(Minimal::new(width, weights, bias, order)))
        } else {
            Kernel::Plain(Dense::new(taps * width, weights, Some(bias), order))
        };
        Self { width, taps, kernel }
    }

    /// Values of an input row.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Values per row of the result: the outputs, padded with zeros.
    pub(crate) fn stride(&self) -> usize {
        match &self.kernel {
            Kernel::Plain(dense) => dense.stride(),
            Kernel::Minimal(minimal) => minimal.bias.len(),
        }
    }

    /// Output rows that are best computed together with vectors of `lanes` values.
    pub(crate) fn block(lanes: usize) -> usize {
        TILE * rows_at_once(lanes)
    }

    /// Values of working memory for a [`block`](Self::block).
    pub(crate) fn memory(&self, lanes: usize) -> usize {
        rows_at_once(lanes) * POINTS * (self.width + PANEL)
    }

    /// Computes `rows` output rows of [`stride`](Self::stride) values, at most a [`block`](Self::block),
    /// from as many input rows and those of the rest of the last window.
    ///
    /// The content of `memory` does not matter.
    ///
    /// # Panics
    ///
    /// If a slice is too short.
    #[inline(always)]
    pub(crate) fn apply<S: Simd>(
        &self,
        simd: S,
        input: &[f32],
        rows: usize,
        output: &mut [f32],
        memory: &mut [f32],
    ) {
        let input = &input[..(rows + self.taps - 1) * self.width];
        match &self.kernel {
            Kernel::Plain(dense) => dense.apply(simd, input, self.width, rows, output),
            Kernel::Minimal(minimal) => minimal.apply(simd, input, rows, output, memory),
        }
    }
}

impl Minimal {
    fn new(width: usize, weights: &[f32], bias: &[f32], order: impl Fn(usize) -> usize) -> Self {
        let outputs = bias.len();
        assert_eq!(weights.len(), outputs * TAPS * width);
        let at = factors().map(|factors| {
            let mut sums = vec![0.0; outputs * width];
            for (sums, taps) in sums.chunks_exact_mut(width).zip(weights.chunks_exact(TAPS * width))
            {
                for (i, sum) in sums.iter_mut().enumerate() {
                    let tap = |tap: usize| f64::from(taps[tap * width + i]) * factors[tap];
                    *sum = (tap(0) + tap(1) + tap(2)) as f32;
                }
            }
            Dense::new(width, &sums, None, &order)
        });
        let mut ordered: Vec<f32> = (0..outputs).map(|output| bias[order(output)]).collect();
        ordered.resize(at[0].stride(), 0.0);
        Self { at, bias: ordered, zeros: vec![0.0; width] }
    }

    #[inline(always)]
    fn apply<S: Simd>(
        &self,
        simd: S,
        input: &[f32],
        rows: usize,
        output: &mut [f32],
        memory: &mut [f32],
    ) {
        let (width, stride) = (self.zeros.len(), self.bias.len());
        let tiles = rows.div_ceil(TILE);
        let (values, products) = memory.split_at_mut(POINTS * tiles * width);
        let products = &mut products[..POINTS * tiles * PANEL];
        for (tile, values) in values.chunks_exact_mut(POINTS * width).enumerate() {
            let row = |i: usize| {
                let rest = input.get((tile * TILE + i) * width..);
                rest.and_then(|rest| rest.get(..width)).unwrap_or(&self.zeros)
            };
            evaluate(std::array::from_fn(row), width, values);
        }
        for (panel, bias) in self.bias.as_chunks::<PANEL>().0.iter().enumerate() {
            for (point, dense) in self.at.iter().enumerate() {
                let area = Area {
                    input: &values[point * width..],
                    step: POINTS * width,
                    output: &mut products[point * PANEL..],
                    stride: POINTS * PANEL,
                };
                dense.apply_panel(simd, panel, tiles, area);
            }
            let products = products.as_chunks::<PANEL>().0.as_chunks::<POINTS>().0;
            let output = output[..rows * stride].chunks_mut(TILE * stride);
            for (products, output) in products.iter().zip(output) {
                for (row, target) in
                    interpolate(products, bias).iter().zip(output.chunks_exact_mut(stride))
                {
                    target[panel * PANEL..][..PANEL].copy_from_slice(row);
                }
            }
        }
    }
}

/// The square of the near point.
const NEAR2: f32 = NEAR * NEAR;
/// The square of the far point.
const FAR2: f32 = FAR * FAR;

/// By what the weights of each tap are multiplied to have their polynomial's value at each point, divided
/// by what Lagrange's formula divides by there.
fn factors() -> [[f64; TAPS]; POINTS] {
    let (near, far) = (f64::from(NEAR), f64::from(FAR));
    let points = [0.0, near, -near, far, -far];
    let finite = points.map(|point| {
        let distances = points.iter().filter(|other| **other != point).map(|other| point - other);
        let divisor: f64 = distances.product();
        [1.0 / divisor, point / divisor, point * point / divisor]
    });
    let [zero, near, minus_near, far, minus_far] = finite;
    [zero, near, minus_near, far, minus_far, [0.0, 0.0, 1.0]]
}

/// The values at the points of the polynomial that goes with the rows of a tile.
#[inline(always)]
fn evaluate(rows: [&[f32]; POINTS], width: usize, values: &mut [f32]) {
    let (v0, values) = values.split_at_mut(width);
    let (v1, values) = values.split_at_mut(width);
    let (v2, values) = values.split_at_mut(width);
    let (v3, values) = values.split_at_mut(width);
    let (v4, v5) = values.split_at_mut(width);
    let (rows, v5) = (rows.map(|row| &row[..width]), &mut v5[..width]);
    for i in 0..width {
        let [d0, d1, d2, d3, d4, d5] = rows.map(|row| row[i]);
        v0[i] = NEAR2 * FAR2 * d0 - (NEAR2 + FAR2) * d2 + d4;
        let (even, odd) = (d4 - FAR2 * d2, NEAR * (d3 - FAR2 * d1));
        v1[i] = even + odd;
        v2[i] = even - odd;
        let (even, odd) = (d4 - NEAR2 * d2, FAR * (d3 - NEAR2 * d1));
        v3[i] = even + odd;
        v4[i] = even - odd;
        v5[i] = NEAR2 * FAR2 * d1 - (NEAR2 + FAR2) * d3 + d5;
    }
}

/// The output rows of a tile, of the products at the points.
#[inline(always)]
fn interpolate(products: &[[f32; PANEL]; POINTS], bias: &[f32; PANEL]) -> [[f32; PANEL]; TILE] {
    let mut rows = [[0.0; PANEL]; TILE];
    let [y0, y1, y2, y3] = &mut rows;
    for i in 0..PANEL {
        let [m0, m1, m2, m3, m4, m5] = products.each_ref().map(|product| product[i]);
        let (near, near_odd) = (m1 + m2, NEAR * (m1 - m2));
        let (far, far_odd) = (m3 + m4, FAR * (m3 - m4));
        y0[i] = bias[i] + (m0 + (near + far));
        y1[i] = bias[i] + (near_odd + far_odd);
        y2[i] = bias[i] + (NEAR2 * near + FAR2 * far);
        y3[i] = bias[i] + (m5 + (NEAR2 * near_odd + FAR2 * far_odd));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::Convolution;
    use crate::math::Arch;

    struct Op<'a>(&'a Convolution, &'a [f32], usize, &'a mut [f32]);

    impl pulp::WithSimd for Op<'_> {
        type Output = ();
        fn with_simd<S: pulp::Simd>(self, simd: S) {
            let Self(convolution, input, rows, output) = self;
            let mut memory = vec![f32::NAN; convolution.memory(S::F32_LANES)];
            let block = Convolution::block(S::F32_LANES);
            let stride = convolution.stride();
            for (index, output) in output.chunks_mut(block * stride).enumerate() {
                let first = index * block;
                let (rows, input) = (block.min(rows - first), &input[first * convolution.width..]);
                convolution.apply(simd, input, rows, output, &mut memory);
            }
        }
    }

    #[test]
    fn convolutions_agree_with_the_definition() {
        let value = |i: usize| (i * 37 % 101) as f32 / 50.0 - 1.0;
        for (width, taps, outputs) in [(96, 3, 288), (20, 3, 50), (7, 1, 48), (16, 5, 64)] {
            let inputs = taps * width;
            let weights: Vec<f32> = (0..outputs * inputs).map(value).collect();
            let bias: Vec<f32> = (0..outputs).map(|i| value(i + 5)).collect();
            let order = |o: usize| (o * 7 + 1) % outputs;
            let convolution = Convolution::new(width, taps, &weights, &bias, order);
            for rows in [1, 2, 3, 4, 5, 31, 57, 97] {
                // What follows the last window has no effect.
                let length = (rows + taps - 1) * width;
                let mut input: Vec<f32> = (0..length).map(|i| value(i + 11)).collect();
                input.resize(length + 10 * width, f32::NAN);
                let stride = convolution.stride();
                for arch in Arch::all() {
                    let mut output = vec![f32::NAN; rows * stride];
                    arch.dispatch(Op(&convolution, &input, rows, &mut output));
                    for (row, found) in output.chunks_exact(stride).enumerate() {
                        let x = &input[row * width..][..inputs];
                        for (o, found) in found[..outputs].iter().enumerate() {
                            let w = &weights[order(o) * inputs..][..inputs];
                            let products =
                                w.iter().zip(x).map(|(w, x)| f64::from(*w) * f64::from(*x));
                            let expected =
                                products.clone().sum::<f64>() + f64::from(bias[order(o)]);
                            let error = (f64::from(*found) - expected).abs();
                            // Of what is added up, a few roundings.
                            let added: f64 = products.map(f64::abs).sum();
                            let most = 16.0 * f64::from(f32::EPSILON) * (added + 1.0);
                            assert!(error < most, "{arch:?}, {taps} taps: {found} for {expected}");
                        }
                    }
                }
            }
        }
    }
}
