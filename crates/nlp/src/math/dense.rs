//! Matrix products with a constant right-hand side.

use pulp::{Simd, WithSimd};

/// Columns of a panel: three AVX-512 or six AVX2 registers.
pub(super) const PANEL: usize = 48;

/// Inputs that the inner loop takes at once, with their bounds checked before.
const BLOCK: usize = 32;

/// Columns of the tile that the portable kernel keeps in registers.
const PORTABLE_COLUMNS: usize = 16;

/// Rows whose sums, of a panel or a part of it, a processor with vectors of `lanes` values keeps in
/// registers at once.
pub(super) const fn rows_at_once(lanes: usize) -> usize {
    match lanes {
        16 => 8,
        8 => 6,
        _ => 4,
    }
}

/// The values of a panel for one input, at the boundary of a cache line.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct PanelRow([f32; PANEL]);

/// An affine map: `y = W x + b`, with the weights packed for the kernel.
///
/// Sums run over the inputs in their order and begin with the bias, whatever
/// the instruction set; results differ only by the rounding of fused
/// multiplications.
#[derive(Debug)]
pub(crate) struct Dense {
    inputs: usize,
    outputs: usize,
    /// Panel by panel, input by input: the weights of 48 outputs.
    panels: Vec<PanelRow>,
    /// The bias of each panel.
    bias: Vec<PanelRow>,
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
        Self::sliced(inputs, 0, inputs, weights, bias, order)
    }

    /// As [`new`](Self::new), of the inputs `first..first + inputs` alone; a row
    /// of the weights has `row_length` values.
    pub(crate) fn sliced(
        row_length: usize,
        first: usize,
        inputs: usize,
        weights: &[f32],
        bias: Option<&[f32]>,
        order: impl Fn(usize) -> usize,
    ) -> Self {
        let outputs = weights.len() / row_length;
        assert_eq!(weights.len(), row_length * outputs);
        let count = outputs.div_ceil(PANEL);
        let mut panels = vec![PanelRow([0.0; PANEL]); count * inputs];
        let mut biases = vec![PanelRow([0.0; PANEL]); count];
        for output in 0..outputs {
            let (panel, column) = (output / PANEL, output % PANEL);
            let row = order(output);
            let row_weights = &weights[row * row_length + first..][..inputs];
            let packed = &mut panels[panel * inputs..][..inputs];
            for (packed, weight) in packed.iter_mut().zip(row_weights) {
                packed.0[column] = *weight;
            }
            if let Some(bias) = bias {
                biases[panel].0[column] = bias[row];
            }
        }
        Self { inputs, outputs, panels, bias: biases }
    }

    /// Number of inputs.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs
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
    /// If a slice is too short.
    #[inline(always)]
    pub(crate) fn apply<S: Simd>(
        &self,
        simd: S,
        input: &[f32],
        step: usize,
        rows: usize,
        output: &mut [f32],
    ) {
        let stride = self.stride();
        let output = &mut output[..rows * stride];
        for index in 0..self.bias.len() {
            let area = Area { input, step, output: &mut output[index * PANEL..], stride };
            self.apply_panel(simd, index, rows, area);
        }
    }

    /// Computes the 48 outputs of one panel, for `rows` rows.
    ///
    /// # Panics
    ///
    /// If there is no such panel, or a slice is too short.
    #[inline(always)]
    pub(super) fn apply_panel<S: Simd>(
        &self,
        simd: S,
        index: usize,
        rows: usize,
        mut area: Area<'_>,
    ) {
        let (panel, bias) = (&self.panels[index * self.inputs..][..self.inputs], &self.bias[index]);
        // As many sums as there are registers for, beside weights and input.
        match S::F32_LANES {
            16 => rows_of::<S, { rows_at_once(16) }, 3>(simd, panel, bias, rows, &mut area),
            8 => rows_of::<S, { rows_at_once(8) }, 2>(simd, panel, bias, rows, &mut area),
            4 => rows_of::<S, { rows_at_once(4) }, 6>(simd, panel, bias, rows, &mut area),
            _ => portable(panel, bias, rows, &mut area),
        }
    }

    /// [`apply`](Self::apply) as an operation for [`Arch::dispatch`](super::Arch::dispatch).
    pub(crate) fn op<'a>(
        &'a self,
        input: &'a [f32],
        step: usize,
        rows: usize,
        output: &'a mut [f32],
    ) -> impl WithSimd<Output = ()> {
        Apply { dense: self, input, step, rows, output }
    }
}

struct Apply<'a> {
    dense: &'a Dense,
    input: &'a [f32],
    step: usize,
    rows: usize,
    output: &'a mut [f32],
}

impl WithSimd for Apply<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.dense.apply(simd, self.input, self.step, self.rows, self.output);
    }
}

/// Where a product is read from and written to.
pub(super) struct Area<'a> {
    pub(super) input: &'a [f32],
    /// Values from the beginning of an input row to that of the next.
    pub(super) step: usize,
    /// From the panel's first column in the first row on.
    pub(super) output: &'a mut [f32],
    /// Values from the beginning of an output row to that of the next.
    pub(super) stride: usize,
}

impl Area<'_> {
    #[inline(always)]
    fn row(&self, row: usize, inputs: usize) -> &[f32] {
        &self.input[row * self.step..][..inputs]
    }

    #[inline(always)]
    fn out(&mut self, row: usize) -> &mut [f32] {
        &mut self.output[row * self.stride..][..PANEL]
    }
}

/// All rows by one panel: `R` rows at a time, then the rest by four, two and one. A single row waits for
/// its weights, which are read once for several.
#[inline(always)]
fn rows_of<S: Simd, const R: usize, const N: usize>(
    simd: S,
    panel: &[PanelRow],
    bias: &PanelRow,
    rows: usize,
    area: &mut Area<'_>,
) {
    let mut row = 0;
    while row + R <= rows {
        tile::<S, R, N>(simd, panel, bias, row, area);
        row += R;
    }
    if R > 4 && row + 4 <= rows {
        tile::<S, 4, N>(simd, panel, bias, row, area);
        row += 4;
    }
    if row + 2 <= rows {
        tile::<S, 2, N>(simd, panel, bias, row, area);
        row += 2;
    }
    if row < rows {
        tile::<S, 1, N>(simd, panel, bias, row, area);
    }
}

/// `R` rows by one panel, `N` registers of columns at a time.
#[inline(always)]
fn tile<S: Simd, const R: usize, const N: usize>(
    simd: S,
    panel: &[PanelRow],
    bias: &PanelRow,
    row: usize,
    area: &mut Area<'_>,
) {
    let inputs = panel.len();
    let (panel_blocks, panel_rest) = panel.as_chunks::<BLOCK>();
    let mut register = 0;
    while register < PANEL / S::F32_LANES {
        let mut sums = [load::<S, N>(bias, register); R];
        let rows: [_; R] = std::array::from_fn(|r| area.row(row + r, inputs).as_chunks::<BLOCK>());
        for (block, weights) in panel_blocks.iter().enumerate() {
            let values: [&[f32; BLOCK]; R] = std::array::from_fn(|r| &rows[r].0[block]);
            for (k, weights) in weights.iter().enumerate() {
                let weights = load::<S, N>(weights, register);
                for r in 0..R {
                    add::<S, N>(simd, values[r][k], &weights, &mut sums[r]);
                }
            }
        }
        for (k, weights) in panel_rest.iter().enumerate() {
            let weights = load::<S, N>(weights, register);
            for r in 0..R {
                add::<S, N>(simd, rows[r].1[k], &weights, &mut sums[r]);
            }
        }
        for (r, sum) in sums.iter().enumerate() {
            let (out, _) = S::as_mut_simd_f32s(area.out(row + r));
            out[register..][..N].copy_from_slice(sum);
        }
        register += N;
    }
}

#[inline(always)]
fn add<S: Simd, const N: usize>(
    simd: S,
    value: f32,
    weights: &[S::f32s; N],
    sums: &mut [S::f32s; N],
) {
    let value = simd.splat_f32s(value);
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum = simd.mul_add_e_f32s(value, *weight, *sum);
    }
}

/// `N` registers of a panel row.
#[inline(always)]
fn load<S: Simd, const N: usize>(row: &PanelRow, register: usize) -> [S::f32s; N] {
    let (registers, _) = S::as_simd_f32s(&row.0);
    std::array::from_fn(|n| registers[register + n])
}

/// All rows by one panel, in plain loops that a compiler vectorises for any
/// processor.
#[inline(always)]
fn portable(panel: &[PanelRow], bias: &PanelRow, rows: usize, area: &mut Area<'_>) {
    for row in 0..rows {
        for first in (0..PANEL).step_by(PORTABLE_COLUMNS) {
            let mut sums = [0.0; PORTABLE_COLUMNS];
            sums.copy_from_slice(&bias.0[first..][..PORTABLE_COLUMNS]);
            for (weights, value) in panel.iter().zip(area.row(row, panel.len())) {
                for (sum, weight) in sums.iter_mut().zip(&weights.0[first..][..PORTABLE_COLUMNS]) {
                    *sum += weight * value;
                }
            }
            area.out(row)[first..][..PORTABLE_COLUMNS].copy_from_slice(&sums);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Dense;
    use crate::math::Arch;

    #[test]
    fn product_agrees_with_the_definition() {
        let value = |i: usize| (i * 37 % 101) as f32 / 16.0 - 3.0;
        // Less than a block of inputs, whole blocks, and blocks with a rest.
        for (inputs, outputs) in [(7, 50), (64, 48), (96, 106), (71, 3)] {
            let weights: Vec<f32> = (0..outputs * inputs).map(value).collect();
            let bias: Vec<f32> = (0..outputs).map(|i| value(i + 5)).collect();
            let order = |o: usize| (o * 7) % outputs;
            let dense = Dense::new(inputs, &weights, Some(&bias), order);
            for rows in [1, 3, 4, 6, 7, 8, 13] {
                // Overlapping rows, as in a convolution.
                let step = 3;
                let input: Vec<f32> = (0..rows * step + inputs).map(|i| value(i + 11)).collect();
                for arch in Arch::all() {
                    let mut output = vec![0.0; rows * dense.stride()];
                    arch.dispatch(dense.op(&input, step, rows, &mut output));
                    for row in 0..rows {
                        for o in 0..outputs {
                            let w = &weights[order(o) * inputs..][..inputs];
                            let x = &input[row * step..][..inputs];
                            let dot: f32 = w.iter().zip(x).map(|(w, x)| w * x).sum();
                            let found = output[row * dense.stride() + o];
                            assert!((found - dot - bias[order(o)]).abs() < 1e-2, "{arch:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_slice_of_the_inputs_is_a_part_of_the_product() {
        let value = |i: usize| (i * 37 % 101) as f32 / 16.0 - 3.0;
        let (inputs, outputs) = (10, 6);
        let weights: Vec<f32> = (0..outputs * inputs).map(value).collect();
        let part = Dense::sliced(inputs, 4, 3, &weights, None, |o| o);
        let input = [1.0, -2.0, 0.5];
        let mut output = vec![0.0; part.stride()];
        Arch::best().dispatch(part.op(&input, 3, 1, &mut output));
        for o in 0..outputs {
            let expected: f32 = (0..3).map(|i| weights[o * inputs + 4 + i] * input[i]).sum();
            assert!((output[o] - expected).abs() < 1e-4);
        }
    }
}
