//! Scores of the transitions of a state, shared by the parser and the
//! recogniser of entities.
//!
//! The network of Kiperwasser and Goldberg, "Simple and Accurate Dependency
//! Parsing Using Bidirectional LSTM Feature Representations" (2016), in the form
//! of Honnibal: each token that a state looks at adds a row that depends only on
//! the token and on the slot it fills; the sum goes through one maxout layer and
//! one linear layer. The rows are computed once for a token, in blocks.

use std::ops::Range;

use pulp::{Simd, WithSimd};

use crate::math::{Arch, Dense, DenseRow};
use crate::model::ModelError;
use crate::model::config::MovesConfig;
use crate::model::file::ModelFile;

/// Units of the hidden layer are filled up to a multiple of this number.
const LANES: usize = 16;

/// Tokens whose rows are computed together.
const BLOCK: usize = 64;

/// Tokens whose rows are kept: those before the next one to compute.
const KEPT: usize = 256;

/// Largest width of the hidden layer and largest number of its pieces.
const MAX_HIDDEN: usize = 4_096;
const MAX_PIECES: usize = 16;

/// The weights of a transition system whose states look at `SLOTS` tokens.
#[derive(Debug)]
pub(crate) struct Scorer<const SLOTS: usize> {
    /// Width of the projected token vectors.
    hidden: usize,
    /// Units of the hidden layer, with those that fill it up and stay zero.
    units: usize,
    /// From a token vector to its projection.
    linear: Dense,
    /// From a projection to the parts of all slots.
    lower: Dense,
    /// The same for each slot alone.
    lower_of_slot: [Dense; SLOTS],
    /// What a state adds without any token.
    bias: Vec<f32>,
    /// What an empty slot adds.
    pad: [Vec<f32>; SLOTS],
    upper: Dense,
    /// The same for the hidden layer of one state.
    upper_of_one: DenseRow,
}

impl<const SLOTS: usize> Scorer<SLOTS> {
    /// Loads the scorer of the component `prefix`, over token vectors of `width`
    /// values.
    pub(crate) fn load(
        file: &ModelFile<'_>,
        prefix: &str,
        width: usize,
        config: &MovesConfig,
    ) -> Result<Self, ModelError> {
        let (hidden, pieces, classes) = (config.hidden, config.pieces, config.moves.len());
        if !(1..=MAX_HIDDEN).contains(&hidden) || !(1..=MAX_PIECES).contains(&pieces) {
            return Err(ModelError::config(
                format!("{prefix}.hidden or pieces"),
                "is out of range",
            ));
        }
        let f32 = |part: &str, shape: &[usize]| file.f32(&format!("{prefix}.{part}"), shape);
        let linear = f32("linear.weight", &[hidden, width])?;
        let linear_bias = f32("linear.bias", &[hidden])?;
        let lower = f32("lower.weight", &[SLOTS, hidden, pieces, hidden])?;
        let lower_bias = f32("lower.bias", &[hidden, pieces])?;
        let pad = f32("lower.pad", &[1, SLOTS, hidden, pieces])?;
        let upper = f32("upper.weight", &[classes, hidden])?;
        let upper_bias = f32("upper.bias", &[classes])?;

        let units = hidden.next_multiple_of(LANES);
        let slot = hidden * pieces;
        let by_piece = |values: &[f32], row: usize| by_piece(values, row, hidden, pieces, units);
        let lower_of_slot: [Vec<f32>; SLOTS] = std::array::from_fn(|index| {
            by_piece(&lower[index * slot * hidden..][..slot * hidden], hidden)
        });
        Ok(Self {
            hidden,
            units,
            linear: Dense::new(width, &linear, Some(&linear_bias), |output| output),
            lower: Dense::new(hidden, &lower_of_slot.concat(), None, |output| output),
            lower_of_slot: lower_of_slot.map(|part| Dense::new(hidden, &part, None, |o| o)),
            bias: by_piece(&lower_bias, 1),
            pad: std::array::from_fn(|index| by_piece(&pad[index * slot..][..slot], 1)),
            upper: Dense::new(hidden, &upper, Some(&upper_bias), |output| output),
            upper_of_one: DenseRow::new(hidden, &upper, &upper_bias),
        })
    }

    /// Values that a token adds in one slot.
    fn slot(&self) -> usize {
        self.bias.len()
    }

    /// Appends the projections of token vectors to `out`.
    pub(crate) fn project(
        &self,
        arch: Arch,
        vectors: &[f32],
        scratch: &mut Vec<f32>,
        out: &mut Projected,
    ) {
        let width = self.linear.inputs();
        let rows = vectors.len() / width;
        let stride = self.linear.stride();
        scratch.resize(rows * stride, 0.0);
        arch.dispatch(self.linear.op(vectors, width, rows, scratch));
        for row in scratch.chunks_exact(stride) {
            out.0.extend_from_slice(&row[..self.hidden]);
        }
    }

    /// A scorer of states over some of the tokens with these projections.
    pub(crate) fn session<'a>(
        &'a self,
        arch: Arch,
        tokens: &'a Projected,
        range: Range<usize>,
        memory: &'a mut ScorerMemory,
    ) -> Session<'a, SLOTS> {
        memory.rows.resize(KEPT * self.lower.stride(), 0.0);
        memory.far.resize(self.lower_of_slot.iter().map(Dense::stride).sum(), 0.0);
        memory.sums.resize(self.slot(), 0.0);
        memory.hidden.resize(BLOCK * self.units, 0.0);
        memory.scores.resize(self.upper_of_one.stride(), 0.0);
        memory.lone_scores.resize(BLOCK * self.upper.stride(), 0.0);
        Session {
            scorer: self,
            arch,
            tokens: &tokens.0[range.start * self.hidden..range.end * self.hidden],
            ready: 0,
            far_tokens: [usize::MAX; SLOTS],
            lone_block: usize::MAX,
            memory,
        }
    }
}

/// Reorders units with `pieces` rows of `row` values each, so that the first
/// pieces of all units come first, and fills them up to `units`.
fn by_piece(values: &[f32], row: usize, hidden: usize, pieces: usize, units: usize) -> Vec<f32> {
    let mut ordered = vec![0.0; units * pieces * row];
    for piece in 0..pieces {
        for unit in 0..hidden {
            let target = &mut ordered[(piece * units + unit) * row..][..row];
            target.copy_from_slice(&values[(unit * pieces + piece) * row..][..row]);
        }
    }
    ordered
}

/// The projected vectors of the tokens of a text.
#[derive(Debug, Default)]
pub(crate) struct Projected(Vec<f32>);

impl Projected {
    /// Makes room for the tokens of another text.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Bytes that are held.
    pub(crate) fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<f32>()
    }
}

/// Working memory of a session, which the next one uses again.
#[derive(Debug, Default)]
pub(crate) struct ScorerMemory {
    /// Rows of the newest tokens, each at its index modulo [`KEPT`].
    rows: Vec<f32>,
    /// For each slot, the part of the older token that was last in it.
    far: Vec<f32>,
    sums: Vec<f32>,
    hidden: Vec<f32>,
    scores: Vec<f32>,
    /// Scores of a block of lone tokens.
    lone_scores: Vec<f32>,
}

/// Scores the states of one analysis.
pub(crate) struct Session<'a, const SLOTS: usize> {
    scorer: &'a Scorer<SLOTS>,
    arch: Arch,
    tokens: &'a [f32],
    /// Tokens before this one have had their rows computed; those of the last
    /// [`KEPT`] are still there.
    ready: usize,
    far_tokens: [usize; SLOTS],
    /// First token of the block with known [`lone_scores`](Self::lone_scores).
    lone_block: usize,
    memory: &'a mut ScorerMemory,
}

impl<const SLOTS: usize> Session<'_, SLOTS> {
    /// The scores of all classes in a state that looks at `slots`.
    pub(crate) fn scores(&mut self, slots: [Option<usize>; SLOTS]) -> &[f32] {
        if let Some(newest) = slots.iter().copied().flatten().max() {
            self.advance(newest);
        }
        let kept_from = self.kept_from();
        for (slot, token) in slots.iter().enumerate() {
            if let Some(token) = token.filter(|&token| token < kept_from) {
                self.fetch_far(slot, token);
            }
        }
        let memory = &mut *self.memory;
        let scorer = self.scorer;
        let (slot_values, stride) = (scorer.slot(), scorer.lower.stride());
        let mut far = &memory.far[..];
        let mut parts: [&[f32]; SLOTS] = [&[]; SLOTS];
        for (slot, part) in parts.iter_mut().enumerate() {
            let (own_far, rest) = far.split_at(scorer.lower_of_slot[slot].stride());
            far = rest;
            *part = match slots[slot] {
                None => &scorer.pad[slot],
                Some(token) if token < kept_from => &own_far[..slot_values],
                Some(token) => {
                    &memory.rows[token % KEPT * stride + slot * slot_values..][..slot_values]
                }
            };
        }
        self.arch.dispatch(StateScores {
            scorer,
            parts,
            sums: &mut memory.sums,
            hidden: &mut memory.hidden,
            scores: &mut memory.scores,
        });
        &memory.scores[..scorer.upper_of_one.outputs()]
    }

    /// The scores of all classes in a state that looks at `token` in its first
    /// slot, and at nothing else. They are computed for many tokens at once.
    pub(crate) fn lone_scores(&mut self, token: usize) -> &[f32] {
        let block = token - token % BLOCK;
        if self.lone_block != block {
            self.compute_lone(block);
        }
        let stride = self.scorer.upper.stride();
        &self.memory.lone_scores[(token - block) * stride..][..self.scorer.upper.outputs()]
    }

    fn compute_lone(&mut self, block: usize) {
        let count = BLOCK.min(self.tokens.len() / self.scorer.hidden - block);
        self.advance(block + count - 1);
        let memory = &mut *self.memory;
        self.arch.dispatch(LoneScores {
            scorer: self.scorer,
            // A block of rows never wraps around.
            rows: &memory.rows[block % KEPT * self.scorer.lower.stride()..],
            count,
            sums: &mut memory.sums,
            hidden: &mut memory.hidden,
            scores: &mut memory.lone_scores,
        });
        self.lone_block = block;
    }

    /// Computes the rows up to `token`.
    fn advance(&mut self, token: usize) {
        let hidden = self.scorer.hidden;
        let count = self.tokens.len() / hidden;
        let lower = &self.scorer.lower;
        while self.ready <= token {
            // `KEPT` is a multiple of `BLOCK`, so a block never wraps around.
            let rows = BLOCK.min(count - self.ready);
            let input = &self.tokens[self.ready * hidden..];
            let output = &mut self.memory.rows[self.ready % KEPT * lower.stride()..];
            self.arch.dispatch(lower.op(input, hidden, rows, output));
            self.ready += rows;
        }
    }

    /// The oldest token whose row is still there. The block of the newest may
    /// have begun to overwrite older ones.
    fn kept_from(&self) -> usize {
        self.ready.next_multiple_of(BLOCK).saturating_sub(KEPT)
    }

    /// Computes the part of an older token again.
    fn fetch_far(&mut self, slot: usize, token: usize) {
        if self.far_tokens[slot] == token {
            return;
        }
        let hidden = self.scorer.hidden;
        let part = &self.scorer.lower_of_slot[slot];
        // The strides of all slots are equal.
        let output = &mut self.memory.far[slot * part.stride()..];
        let input = &self.tokens[token * hidden..];
        self.arch.dispatch(part.op(input, hidden, 1, output));
        self.far_tokens[slot] = token;
    }
}

/// Sums the parts of a state and takes the largest piece of each unit.
#[inline(always)]
fn hidden_layer<const SLOTS: usize>(
    scorer: &Scorer<SLOTS>,
    parts: &[&[f32]; SLOTS],
    sums: &mut [f32],
    hidden: &mut [f32],
) {
    let (bias, _) = scorer.bias.as_chunks::<LANES>();
    let (sums, _) = sums.as_chunks_mut::<LANES>();
    let parts = parts.map(|part| &part.as_chunks::<LANES>().0[..bias.len()]);
    for (chunk, (target, bias)) in sums.iter_mut().zip(bias).enumerate() {
        // In memory of its own: a compiler keeps it in registers.
        let mut sum = *bias;
        for part in &parts {
            for (sum, value) in sum.iter_mut().zip(&part[chunk]) {
                *sum += value;
            }
        }
        *target = sum;
    }
    let (hidden, _) = hidden[..scorer.units].as_chunks_mut::<LANES>();
    let (first, others) = sums.split_at(hidden.len());
    hidden.copy_from_slice(first);
    for piece in others.chunks_exact(hidden.len()) {
        for (best, values) in hidden.iter_mut().zip(piece) {
            for (best, value) in best.iter_mut().zip(values) {
                *best = best.max(*value);
            }
        }
    }
}

/// Scores one state.
struct StateScores<'a, const SLOTS: usize> {
    scorer: &'a Scorer<SLOTS>,
    parts: [&'a [f32]; SLOTS],
    sums: &'a mut [f32],
    hidden: &'a mut [f32],
    scores: &'a mut [f32],
}

impl<const SLOTS: usize> WithSimd for StateScores<'_, SLOTS> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        hidden_layer(self.scorer, &self.parts, self.sums, self.hidden);
        self.scorer.upper_of_one.apply(simd, self.hidden, self.scores);
    }
}

/// Scores the states that look at one token each, of a block.
struct LoneScores<'a, const SLOTS: usize> {
    scorer: &'a Scorer<SLOTS>,
    rows: &'a [f32],
    count: usize,
    sums: &'a mut [f32],
    hidden: &'a mut [f32],
    scores: &'a mut [f32],
}

impl<const SLOTS: usize> WithSimd for LoneScores<'_, SLOTS> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let scorer = self.scorer;
        let rows = self.rows.chunks(scorer.lower.stride()).take(self.count);
        for (row, hidden) in rows.zip(self.hidden.chunks_exact_mut(scorer.units)) {
            let mut parts: [&[f32]; SLOTS] = std::array::from_fn(|slot| &*scorer.pad[slot]);
            if let Some(first) = parts.first_mut() {
                *first = &row[..scorer.slot()];
            }
            hidden_layer(scorer, &parts, self.sums, hidden);
        }
        scorer.upper.apply(simd, self.hidden, scorer.units, self.count, self.scores);
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, KEPT, Projected, Scorer, ScorerMemory};
    use crate::math::Arch;
    use crate::model::config::Config;
    use crate::model::file::ModelFile;

    fn scorer<const SLOTS: usize>(component: &str) -> Scorer<SLOTS> {
        let bytes = crate::testing::model_bytes();
        let file = ModelFile::open(&bytes).expect("the model is valid");
        let config = file.bytes("config").expect("the model is configured");
        let config = Config::parse(config).expect("the configuration is valid");
        let moves = if component == "ner" { config.ner } else { config.parser };
        let moves = moves.expect("the model has the component");
        Scorer::load(&file, component, 96, &moves).expect("the weights are valid")
    }

    fn projected(count: usize) -> Projected {
        let value = |i: usize| (i * 7_919 % 2_003) as f32 / 1_000.0 - 1.0;
        Projected((0..count * 64).map(value).collect())
    }

    #[test]
    fn tokens_far_back_score_as_when_they_were_near() {
        let scorer = scorer::<8>("parser");
        let count = 3 * KEPT + 5;
        let projected = projected(count);
        let mut memory = ScorerMemory::default();
        let mut session = scorer.session(Arch::best(), &projected, 0..count, &mut memory);
        let at = |tokens: [usize; 6]| {
            let [a, b, c, d, e, f] = tokens.map(Some);
            [a, b, None, c, d, e, f, None]
        };
        let slots = [at([3, 3, 19, 35, 4, 3]), at([35, 19, 3, 3, 35, 4])];
        let near: Vec<Vec<f32>> = slots.iter().map(|s| session.scores(*s).to_vec()).collect();
        let _ = session.scores([Some(count - 1); 8]);
        for (slots, near) in slots.iter().zip(&near) {
            assert_eq!(session.scores(*slots), near);
        }
    }

    #[test]
    fn lone_tokens_score_as_states_with_one_token() {
        let scorer = scorer::<3>("ner");
        let count = KEPT + BLOCK + 7;
        let projected = projected(count);
        let (mut memory, mut other) = (ScorerMemory::default(), ScorerMemory::default());
        let mut session = scorer.session(Arch::best(), &projected, 0..count, &mut memory);
        let mut expected = scorer.session(Arch::best(), &projected, 0..count, &mut other);
        for token in 0..count {
            assert_eq!(session.lone_scores(token), expected.scores([Some(token), None, None]));
            if token % 50 == 7 {
                // A state between does not disturb.
                let _ = session.scores([Some(token), Some(token - 2), Some(token - 1)]);
            }
        }
    }
}
