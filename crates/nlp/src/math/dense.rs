//! Matrix products with a constant right-hand side.

use pulp::{Simd, WithSimd};

/// Columns of a panel: three AVX-512 or six AVX2 registers.
const PANEL: usize = 48;

/// Registers of columns that one tile covers.
const TILE_REGISTERS: usize = 3;

/// An affine map: `y = W x + b`, with the weights packed for the kernel.
#[derive(Debug)]
pub(crate) struct Dense {
    inputs: usize,
    outputs: usize,
    /// Panel by panel, input by input: the weights of 48 outputs.
    panels: Vec<[f32; PANEL]>,
    /// The bias of each panel.
    bias: Vec<[f32; PANEL]>,
}

impl Dense {
    /// Packs `weights`, row-major with one row of `inputs` values per output.
    /// Output `o` of the map is row `order(o)` of the weights and of the bias.
    ///
    /// # Panics
    ///
    /// If the lengths disagree; the callers have checked the shapes of the
    /// tensors.
    pub(crate) fn new(
        inputs: usize,
        weights: &[f32],
        bias: Option<&[f32]>,
        order: impl Fn(usize) -> usize,
    ) -> Self {
        let outputs = weights.len() / inputs;
        assert_eq!(weights.len(), inputs * outputs);
        let count = outputs.div_ceil(PANEL);
        let mut panels = vec![[0.0; PANEL]; count * inputs];
        let mut biases = vec![[0.0; PANEL]; count];
        for output in 0..outputs {
            let (panel, column) = (output / PANEL, output % PANEL);
            let row = order(output);
            for input in 0..inputs {
                panels[panel * inputs + input][column] = weights[row * inputs + input];
            }
            if let Some(bias) = bias {
                biases[panel][column] = bias[row];
            }
        }
        Self { inputs, outputs, panels, bias: biases }
    }

    /// Number of outputs.
    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// Values per row of the result: the outputs, padded with zeros.
    pub(crate) fn stride(&self) -> usize {
        self.bias.len() * PANEL
    }

    /// Maps `rows` rows of `input`, which begin every `step` values, to rows of
    /// [`stride`](Self::stride) values. Rows of the input may overlap.
    ///
    /// # Panics
    ///
    /// If a slice is too short or `K` is not the number of inputs.
    #[inline(always)]
    pub(crate) fn apply<S: Simd, const K: usize>(
        &self,
        simd: S,
        input: &[f32],
        step: usize,
        rows: usize,
        output: &mut [f32],
    ) {
        assert_eq!(K, self.inputs);
        let stride = self.stride();
        let output = &mut output[..rows * stride];
        let (panels, _) = self.panels.as_chunks::<K>();
        for (index, (panel, bias)) in panels.iter().zip(&self.bias).enumerate() {
            let mut row = 0;
            let column = index * PANEL;
            if S::F32_LANES >= 16 {
                while row + 8 <= rows {
                    let out = &mut output[row * stride + column..];
                    tiles::<S, K, 8>(simd, &input[row * step..], step, panel, bias, out, stride);
                    row += 8;
                }
            }
            while row + 4 <= rows {
                let out = &mut output[row * stride + column..];
                tiles::<S, K, 4>(simd, &input[row * step..], step, panel, bias, out, stride);
                row += 4;
            }
            while row < rows {
                let out = &mut output[row * stride + column..];
                tiles::<S, K, 1>(simd, &input[row * step..], step, panel, bias, out, stride);
                row += 1;
            }
        }
    }

    /// [`apply`](Self::apply) as an operation for [`pulp::Arch::dispatch`].
    pub(crate) fn op<'a, const K: usize>(
        &'a self,
        input: &'a [f32],
        step: usize,
        rows: usize,
        output: &'a mut [f32],
    ) -> impl WithSimd<Output = ()> {
        Apply::<K> { dense: self, input, step, rows, output }
    }
}

struct Apply<'a, const K: usize> {
    dense: &'a Dense,
    input: &'a [f32],
    step: usize,
    rows: usize,
    output: &'a mut [f32],
}

impl<const K: usize> WithSimd for Apply<'_, K> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.dense.apply::<S, K>(simd, self.input, self.step, self.rows, self.output);
    }
}

/// `R` rows by one panel.
#[inline(always)]
fn tiles<S: Simd, const K: usize, const R: usize>(
    simd: S,
    input: &[f32],
    step: usize,
    panel: &[[f32; PANEL]; K],
    bias: &[f32; PANEL],
    output: &mut [f32],
    stride: usize,
) {
    let rows: [&[f32; K]; R] = std::array::from_fn(|row| {
        // `apply` passes an input with at least `R` rows.
        input[row * step..].first_chunk().expect("the input has a whole row")
    });
    let mut register = 0;
    while register < PANEL / S::F32_LANES {
        let mut sums = [load::<S>(bias, register); R];
        for k in 0..K {
            let weights = load::<S>(&panel[k], register);
            for (sum, row) in sums.iter_mut().zip(rows) {
                let value = simd.splat_f32s(row[k]);
                for (sum, &weight) in sum.iter_mut().zip(&weights) {
                    *sum = simd.mul_add_e_f32s(value, weight, *sum);
                }
            }
        }
        for (row, sum) in sums.iter().enumerate() {
            let out = &mut output[row * stride..][..PANEL];
            let (out, _) = S::as_mut_simd_f32s(out);
            out[register..][..TILE_REGISTERS].copy_from_slice(sum);
        }
        register += TILE_REGISTERS;
    }
}

/// The registers of a panel row that a tile covers.
#[inline(always)]
fn load<S: Simd>(row: &[f32; PANEL], register: usize) -> [S::f32s; TILE_REGISTERS] {
    let (registers, _) = S::as_simd_f32s(row);
    [registers[register], registers[register + 1], registers[register + 2]]
}

#[cfg(test)]
mod tests {
    use super::Dense;
    use pulp::{Arch, Scalar, Simd};

    const K: usize = 7;

    /// The product by every set of instructions that this machine has.
    fn products(dense: &Dense, input: &[f32], step: usize, rows: usize) -> Vec<Vec<f32>> {
        let mut outputs = vec![vec![0.0; rows * dense.stride()]; 3];
        Arch::new().dispatch(dense.op::<K>(input, step, rows, &mut outputs[0]));
        Simd::vectorize(Scalar::new(), dense.op::<K>(input, step, rows, &mut outputs[1]));
        #[cfg(target_arch = "x86_64")]
        if let Some(avx2) = pulp::x86::V3::try_new() {
            Simd::vectorize(avx2, dense.op::<K>(input, step, rows, &mut outputs[2]));
            return outputs;
        }
        outputs.pop();
        outputs
    }

    #[test]
    fn product_agrees_with_the_definition() {
        let outputs = 50;
        let value = |i: usize| (i * 37 % 101) as f32 / 16.0 - 3.0;
        let weights: Vec<f32> = (0..outputs * K).map(value).collect();
        let bias: Vec<f32> = (0..outputs).map(|i| value(i + 5)).collect();
        let order = |o: usize| (o * 3) % outputs;
        let dense = Dense::new(K, &weights, Some(&bias), order);
        for rows in [1, 3, 4, 8, 13] {
            // Overlapping rows, as in a convolution.
            let step = 3;
            let input: Vec<f32> = (0..rows * step + K).map(|i| value(i + 11)).collect();
            let results = products(&dense, &input, step, rows);
            for row in 0..rows {
                for o in 0..outputs {
                    let w = &weights[order(o) * K..][..K];
                    let x = &input[row * step..][..K];
                    let dot: f32 = w.iter().zip(x).map(|(w, x)| w * x).sum();
                    for output in &results {
                        let found = output[row * dense.stride() + o];
                        assert!((found - dot - bias[order(o)]).abs() < 1e-3);
                    }
                }
            }
        }
    }
}
