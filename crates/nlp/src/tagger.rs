//! Part-of-speech tagger: one linear layer over the token vectors.

use crate::math::{Arch, Dense};
use crate::model::ModelError;
use crate::model::file::ModelFile;

#[derive(Debug)]
pub(crate) struct Tagger {
    weights: Dense,
}

impl Tagger {
    /// Loads the tagger, over token vectors of `width` values.
    pub(crate) fn load(
        file: &ModelFile<'_>,
        width: usize,
        labels: usize,
    ) -> Result<Self, ModelError> {
        if labels == 0 || labels >= usize::from(u16::MAX) {
            return Err(ModelError::config("tagger.labels", "has no usable length"));
        }
        let weights = file.f32("tagger.weight", &[labels, width])?;
        let bias = file.f32("tagger.bias", &[labels])?;
        Ok(Self { weights: Dense::new(width, &weights, Some(&bias), |output| output) })
    }

    /// Appends the label of each row of `vectors`: the first of those with the
    /// highest score.
    pub(crate) fn tag(
        &self,
        arch: Arch,
        vectors: &[f32],
        scratch: &mut Vec<f32>,
        out: &mut Vec<u16>,
    ) {
        let width = self.weights.inputs();
        let rows = vectors.len() / width;
        let stride = self.weights.stride();
        scratch.resize(rows * stride, 0.0);
        arch.dispatch(self.weights.op(vectors, width, rows, scratch));
        for scores in scratch.chunks_exact(stride) {
            let scores = &scores[..self.weights.outputs()];
            let mut best = 0;
            for (label, score) in scores.iter().enumerate() {
                if *score > scores[best] {
                    best = label;
                }
            }
            // Labels fit in 16 bits, as checked when the tagger was loaded.
            out.push(best as u16);
        }
    }
}
