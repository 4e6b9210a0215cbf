//! How sure a decision is.

/// Tracks the two best scores of the allowed actions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Margin {
    best: f32,
    second: f32,
}

impl Default for Margin {
    fn default() -> Self {
        Self { best: f32::NEG_INFINITY, second: f32::NEG_INFINITY }
    }
}

impl Margin {
    /// Takes a score into account; whether it is the best so far. The first of
    /// equal scores stays the best.
    pub(super) fn offer(&mut self, score: f32) -> bool {
        let is_best = score > self.best;
        self.second = self.second.max(if is_best { self.best } else { score });
        self.best = self.best.max(score);
        is_best
    }

    /// The logistic function of the margin between the two best scores: 0.5 if
    /// they are equal, near 1 if they are far apart, 1 if there was no choice.
    pub(super) fn confidence(self) -> f32 {
        if self.second == f32::NEG_INFINITY {
            return 1.0;
        }
        1.0 / (1.0 + (self.second - self.best).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::Margin;

    fn confidence(scores: &[f32]) -> f32 {
        let mut margin = Margin::default();
        for &score in scores {
            margin.offer(score);
        }
        margin.confidence()
    }

    #[test]
    fn confidence_grows_with_the_margin() {
        assert_eq!(confidence(&[3.0]), 1.0);
        assert_eq!(confidence(&[3.0, 3.0]), 0.5);
        assert!(confidence(&[1.0, 5.0, 2.0]) > confidence(&[4.0, 5.0, 2.0]));
        assert!(confidence(&[-1e30, 1e30]) <= 1.0);
    }
}
