//! Products of one row with a constant matrix.

use pulp::Simd;

/// Outputs of a group: one AVX-512 register.
const GROUP: usize = 16;

/// An affine map of one row at a time, `y = W x + b`.
///
/// A single row is read once and its weights are all there is to wait for: they stand in the order in which
/// they are read. Sums are those of [`Dense`](super::Dense), to the last bit.
#[derive(Debug)]
pub(crate) struct DenseRow {
    outputs: usize,
    /// Input by input, the weights of all outputs, filled up with zeros.
    weights: Vec<Group>,
    bias: Vec<Group>,
}

/// The values of a group, at the boundary of a cache line.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Group([f32; GROUP]);

impl DenseRow {
    /// Packs `weights`, row-major with one row for each output, which has a bias.
    ///
    /// # Panics
    ///
    /// If the lengths disagree; the callers have checked the shapes of the tensors.
    pub(crate) fn new(inputs: usize, weights: &[f32], bias: &[f32]) -> Self {
        let outputs = bias.len();
        assert_eq!(weights.len(), inputs * outputs);
        let groups = outputs.div_ceil(GROUP);
        let mut packed = vec![Group([0.0; GROUP]); inputs * groups];
        let mut biases = vec![Group([0.0; GROUP]); groups];
        for (output, bias) in bias.iter().enumerate() {
            let (group, column) = (output / GROUP, output % GROUP);
            biases[group].0[column] = *bias;
            for (input, weight) in weights[output * inputs..][..inputs].iter().enumerate() {
                packed[input * groups + group].0[column] = *weight;
            }
        }
        Self { outputs, weights: packed, bias: biases }
    }

    /// Number of outputs.
    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// Values of the result: the outputs, padded with zeros.
    pub(crate) fn stride(&self) -> usize {
        self.bias.len() * GROUP
    }

    /// Maps a row to [`stride`](Self::stride) values.
    ///
    /// # Panics
    ///
    /// If a slice is too short.
    #[inline(always)]
    pub(crate) fn apply<S: Simd>(&self, simd: S, input: &[f32], output: &mut [f32]) {
        match S::F32_LANES {
            16 => self.passes::<S, 1, 10>(simd, input, output),
            8 => self.passes::<S, 2, 5>(simd, input, output),
            4 => self.passes::<S, 4, 5>(simd, input, output),
            _ => self.portable(input, output),
        }
    }

    /// In passes of nearly the same number of groups, at most `MOST`, of `N` registers each. The sums of many
    /// registers run side by side, since those of few would wait for each other.
    #[inline(always)]
    fn passes<S: Simd, const N: usize, const MOST: usize>(
        &self,
        simd: S,
        input: &[f32],
        output: &mut [f32],
    ) {
        let count = self.bias.len();
        let mut first = 0;
        for pass in (1..=count.div_ceil(MOST)).rev() {
            let groups = (count - first).div_ceil(pass);
            let output = &mut output[first * GROUP..];
            match groups {
                1 => self.pass::<S, N, 1>(simd, first, input, output),
                2 => self.pass::<S, N, 2>(simd, first, input, output),
                3 => self.pass::<S, N, 3>(simd, first, input, output),
                4 => self.pass::<S, N, 4>(simd, first, input, output),
                5 => self.pass::<S, N, 5>(simd, first, input, output),
                6 => self.pass::<S, N, 6>(simd, first, input, output),
                7 => self.pass::<S, N, 7>(simd, first, input, output),
                8 => self.pass::<S, N, 8>(simd, first, input, output),
                9 => self.pass::<S, N, 9>(simd, first, input, output),
                _ => self.pass::<S, N, MOST>(simd, first, input, output),
            }
            first += groups;
        }
    }

    /// `G` groups from the group `first` on.
    #[inline(always)]
    fn pass<S: Simd, const N: usize, const G: usize>(
        &self,
        simd: S,
        first: usize,
        input: &[f32],
        output: &mut [f32],
    ) {
        let bias = &self.bias[first..][..G];
        let mut sums: [[S::f32s; N]; G] = std::array::from_fn(|group| {
            let (registers, _) = S::as_simd_f32s(&bias[group].0);
            std::array::from_fn(|register| registers[register])
        });
        for (weights, &value) in self.weights.chunks_exact(self.bias.len()).zip(input) {
            let weights = &weights[first..][..G];
            let value = simd.splat_f32s(value);
            for (sums, weights) in sums.iter_mut().zip(weights) {
                for (sum, weight) in sums.iter_mut().zip(S::as_simd_f32s(&weights.0).0) {
                    *sum = simd.mul_add_e_f32s(value, *weight, *sum);
                }
            }
        }
        let (registers, _) = S::as_mut_simd_f32s(&mut output[..G * GROUP]);
        registers.copy_from_slice(sums.as_flattened());
    }

    /// In plain loops that a compiler vectorises for any processor.
    #[inline(always)]
    fn portable(&self, input: &[f32], output: &mut [f32]) {
        let (output, _) = output[..self.stride()].as_chunks_mut::<GROUP>();
        for (index, (output, bias)) in output.iter_mut().zip(&self.bias).enumerate() {
            let mut sums = bias.0;
            for (weights, value) in self.weights.chunks_exact(self.bias.len()).zip(input) {
                for (sum, weight) in sums.iter_mut().zip(&weights[index].0) {
                    *sum += weight * value;
                }
            }
            *output = sums;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DenseRow;
    use crate::math::{Arch, Dense};

    struct Op<'a>(&'a DenseRow, &'a [f32], &'a mut [f32]);

    impl pulp::WithSimd for Op<'_> {
        type Output = ();
        fn with_simd<S: pulp::Simd>(self, simd: S) {
            self.0.apply(simd, self.1, self.2);
        }
    }

    #[test]
    fn one_row_is_mapped_as_among_several() {
        let value = |i: usize| (i * 37 % 101) as f32 / 16.0 - 3.0;
        for (inputs, outputs) in [(64, 106), (64, 74), (9, 300), (3, 1), (40, 160)] {
            let weights: Vec<f32> = (0..outputs * inputs).map(value).collect();
            let bias: Vec<f32> = (0..outputs).map(|i| value(i + 5)).collect();
            let dense = Dense::new(inputs, &weights, Some(&bias), |o| o);
            let row = DenseRow::new(inputs, &weights, &bias);
            let input: Vec<f32> = (0..8 * inputs).map(|i| value(i + 11)).collect();
            for arch in Arch::all() {
                let mut all = vec![0.0; 8 * dense.stride()];
                arch.dispatch(dense.op(&input, inputs, 8, &mut all));
                let mut one = vec![f32::NAN; row.stride()];
                arch.dispatch(Op(&row, &input, &mut one));
                assert_eq!(one[..row.outputs()], all[..dense.outputs()], "{arch:?}");
            }
        }
    }
}
