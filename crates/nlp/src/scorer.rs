//! Scores of the transitions of a state, shared by the parser and the
//! recogniser of entities.
//!
//! The network of Kiperwasser and Goldberg, "Simple and Accurate Dependency
//! Parsing Using Bidirectional LSTM Feature Representations" (2016), in the form
//! of Honnibal: each token that a state looks at adds a row that depends only on
//! the token and on the slot it fills; the sum goes through one maxout layer and
//! one linear layer. The rows are computed once for a token, in blocks.

use pulp::{Simd, WithSimd};

use crate::math::{Arch, Dense, WIDTH};
use crate::model::ModelError;
use crate::model::file::ModelFile;

/// Width of the projected token vectors and of the hidden layer.
const HIDDEN: usize = 64;

/// Linear pieces of a unit of the hidden layer.
const PIECES: usize = 2;

/// Values that a token adds in one slot.
const SLOT: usize = HIDDEN * PIECES;

/// Tokens whose rows are computed together.
const BLOCK: usize = 64;

/// Tokens whose rows are kept: those before the next one to compute.
const KEPT: usize = 512;

/// Older tokens whose rows are kept, one for each index modulo this number.
const FAR: usize = 16;

/// The weights of a transition system whose states look at `SLOTS` tokens.
#[derive(Debug)]
pub(crate) struct Scorer<const SLOTS: usize> {
    linear: Dense,
    lower: Dense,
    lower_bias: [f32; SLOT],
    /// What an empty slot adds.
    pad: [[f32; SLOT]; SLOTS],
    upper: Dense,
}

impl<const SLOTS: usize> Scorer<SLOTS> {
    pub(crate) fn load(
        file: &ModelFile<'_>,
        prefix: &str,
        classes: usize,
    ) -> Result<Self, ModelError> {
        let f32 = |part: &str, shape: &[usize]| file.f32(&format!("{prefix}.{part}"), shape);
        let linear = f32("linear.weight", &[HIDDEN, WIDTH])?;
        let linear_bias = f32("linear.bias", &[HIDDEN])?;
        let lower = f32("lower.weight", &[SLOTS, HIDDEN, PIECES, HIDDEN])?;
        let lower_bias = f32("lower.bias", &[HIDDEN, PIECES])?;
        let pad = f32("lower.pad", &[1, SLOTS, HIDDEN, PIECES])?;
        let upper = f32("upper.weight", &[classes, HIDDEN])?;
        let upper_bias = f32("upper.bias", &[classes])?;
        // The pieces of all units come one after the other, so that the larger
        // piece is found by comparing whole rows.
        let in_slot = |i: usize| (i % HIDDEN) * PIECES + i / HIDDEN;
        Ok(Self {
            linear: Dense::new(WIDTH, &linear, Some(&linear_bias), |output| output),
            lower: Dense::new(HIDDEN, &lower, None, |output| {
                output / SLOT * SLOT + in_slot(output % SLOT)
            }),
            lower_bias: std::array::from_fn(|i| lower_bias[in_slot(i)]),
            pad: std::array::from_fn(|slot| std::array::from_fn(|i| pad[slot * SLOT + in_slot(i)])),
            upper: Dense::new(HIDDEN, &upper, Some(&upper_bias), |output| output),
        })
    }

    /// Appends the projections of token vectors to `out`.
    pub(crate) fn project(
        &self,
        arch: Arch,
        vectors: &[f32],
        scratch: &mut Vec<f32>,
        out: &mut Projected,
    ) {
        let rows = vectors.len() / WIDTH;
        let stride = self.linear.stride();
        scratch.resize(rows * stride, 0.0);
        arch.dispatch(self.linear.op::<WIDTH>(vectors, WIDTH, rows, scratch));
        for row in scratch.chunks_exact(stride) {
            out.0.extend_from_slice(&row[..HIDDEN]);
        }
    }

    /// A scorer of states over the tokens with these projections.
    pub(crate) fn session<'a>(&'a self, arch: Arch, tokens: &'a Projected) -> Session<'a, SLOTS> {
        let stride = self.lower.stride();
        Session {
            scorer: self,
            arch,
            tokens: &tokens.0,
            ready: 0,
            rows: vec![0.0; KEPT * stride],
            far: vec![0.0; FAR * stride],
            far_tokens: [usize::MAX; FAR],
            scores: vec![0.0; self.upper.stride()],
        }
    }
}

/// The projected vectors of the tokens of a text.
#[derive(Debug, Default)]
pub(crate) struct Projected(Vec<f32>);

/// Scores the states of one analysis.
pub(crate) struct Session<'a, const SLOTS: usize> {
    scorer: &'a Scorer<SLOTS>,
    arch: Arch,
    tokens: &'a [f32],
    /// Tokens before this one have had their rows computed; those of the last
    /// [`KEPT`] are still there, at their index modulo [`KEPT`].
    ready: usize,
    rows: Vec<f32>,
    /// Rows of older tokens, computed again when a state looks back at them.
    far: Vec<f32>,
    far_tokens: [usize; FAR],
    scores: Vec<f32>,
}

/// Where the row of a token is.
#[derive(Clone, Copy)]
enum Place {
    Empty,
    Kept(usize),
    Far(usize),
}

impl<const SLOTS: usize> Session<'_, SLOTS> {
    /// The scores of all classes in a state that looks at `slots`.
    pub(crate) fn scores(&mut self, slots: [Option<usize>; SLOTS]) -> &[f32] {
        let mut places = [Place::Empty; SLOTS];
        for token in slots.into_iter().flatten() {
            self.advance(token);
        }
        for (place, token) in places.iter_mut().zip(slots) {
            if let Some(token) = token {
                *place = self.place(token);
            }
        }
        let mut parts = [&[0.0; SLOT]; SLOTS];
        let stride = self.scorer.lower.stride();
        let mut own = None;
        for slot in 0..SLOTS {
            let (rows, row) = match places[slot] {
                Place::Empty => {
                    parts[slot] = &self.scorer.pad[slot];
                    continue;
                }
                Place::Kept(row) => (&self.rows, row),
                Place::Far(row) if self.far_tokens[row] == slots[slot].unwrap_or(usize::MAX) => {
                    (&self.far, row)
                }
                Place::Far(_) => {
                    // Another slot of this state has taken the place.
                    own.get_or_insert_with(Vec::new).push(slot);
                    continue;
                }
            };
            // A row holds a part for each slot.
            parts[slot] = rows[row * stride + slot * SLOT..]
                .first_chunk()
                .expect("a row has a part for each slot");
        }
        let mut sum = self.scorer.lower_bias;
        add_parts(&mut sum, &parts, own.as_deref().unwrap_or(&[]));
        for slot in own.into_iter().flatten() {
            let token = slots[slot].unwrap_or_default();
            let row = self.compute_row(token);
            for (value, part) in sum.iter_mut().zip(&row[slot * SLOT..]) {
                *value += part;
            }
        }
        self.arch.dispatch(Upper {
            upper: &self.scorer.upper,
            sum: &sum,
            scores: &mut self.scores,
        });
        &self.scores[..self.scorer.upper.outputs()]
    }

    /// Computes the rows up to `token`.
    fn advance(&mut self, token: usize) {
        let count = self.tokens.len() / HIDDEN;
        let stride = self.scorer.lower.stride();
        while self.ready <= token {
            // `KEPT` is a multiple of `BLOCK`, so a block never wraps around.
            let rows = BLOCK.min(count - self.ready);
            let input = &self.tokens[self.ready * HIDDEN..];
            let output = &mut self.rows[self.ready % KEPT * stride..];
            let lower = &self.scorer.lower;
            self.arch.dispatch(lower.op::<HIDDEN>(input, HIDDEN, rows, output));
            self.ready += rows;
        }
    }

    fn place(&mut self, token: usize) -> Place {
        // The block of `ready - 1` may have begun to overwrite older rows.
        let kept_from = self.ready.next_multiple_of(BLOCK).saturating_sub(KEPT);
        if token >= kept_from {
            return Place::Kept(token % KEPT);
        }
        let place = token % FAR;
        if self.far_tokens[place] != token {
            let stride = self.scorer.lower.stride();
            let row = self.compute_row(token);
            self.far[place * stride..][..stride].copy_from_slice(&row);
            self.far_tokens[place] = token;
        }
        Place::Far(place)
    }

    fn compute_row(&self, token: usize) -> Vec<f32> {
        let lower = &self.scorer.lower;
        let mut row = vec![0.0; lower.stride()];
        let input = &self.tokens[token * HIDDEN..];
        self.arch.dispatch(lower.op::<HIDDEN>(input, HIDDEN, 1, &mut row));
        row
    }
}

/// Adds the parts of the slots that are not in `skipped`.
fn add_parts(sum: &mut [f32; SLOT], parts: &[&[f32; SLOT]], skipped: &[usize]) {
    for (slot, part) in parts.iter().enumerate() {
        if !skipped.contains(&slot) {
            for (value, part) in sum.iter_mut().zip(*part) {
                *value += part;
            }
        }
    }
}

/// The maxout of the hidden layer and the linear layer above it.
struct Upper<'a> {
    upper: &'a Dense,
    sum: &'a [f32; SLOT],
    scores: &'a mut [f32],
}

impl WithSimd for Upper<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let mut hidden = [0.0; HIDDEN];
        for (unit, value) in hidden.iter_mut().enumerate() {
            *value = self.sum[unit].max(self.sum[HIDDEN + unit]);
        }
        self.upper.apply::<S, HIDDEN>(simd, &hidden, HIDDEN, 1, self.scores);
    }
}

#[cfg(test)]
mod tests {
    use super::{HIDDEN, KEPT, Projected, Scorer};
    use crate::math::Arch;
    use crate::model::file::ModelFile;

    #[test]
    fn tokens_far_back_score_as_when_they_were_near() {
        let bytes = crate::testing::model_bytes();
        let file = ModelFile::open(&bytes).expect("the model is valid");
        let scorer = Scorer::<8>::load(&file, "parser", 106).expect("the parser is valid");
        let count = 3 * KEPT + 5;
        let value = |i: usize| (i * 7_919 % 2_003) as f32 / 1_000.0 - 1.0;
        let projected = Projected((0..count * HIDDEN).map(value).collect());
        let arch = Arch::new();
        let mut session = scorer.session(arch, &projected);
        let at = |tokens: [usize; 6]| {
            let [a, b, c, d, e, f] = tokens.map(Some);
            [a, b, None, c, d, e, f, None]
        };
        // Tokens 3, 19 and 35 share a place among the far tokens.
        let slots = [at([3, 3, 19, 35, 4, 3]), at([35, 19, 3, 3, 35, 4])];
        let near: Vec<Vec<f32>> = slots.iter().map(|s| session.scores(*s).to_vec()).collect();
        let _ = session.scores([Some(count - 1); 8]);
        for (slots, near) in slots.iter().zip(&near) {
            for (far, near) in session.scores(*slots).iter().zip(near) {
                // Only the order of the summands may differ.
                assert!((far - near).abs() < 1e-3, "{far} for {near}");
            }
        }
    }
}
