//! How sure a decision is.

/// Tracks the two best scores of the allowed actions.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Margin {
    best: Option<f32>,
    second: Option<f32>,
}

impl Margin {
    /// Takes a score into account; whether it is the best so far. The first of
    /// equal scores stays the best.
    pub(super) fn offer(&mut self, score: f32) -> bool {
        if self.best.is_none_or(|best| score > best) {
            self.second = self.best.replace(score);
            return true;
        }
        if self.second.is_none_or(|second| score > second) {
            self.second = Some(score);
        }
        false
    }

    /// The logistic function of the margin between the two best scores: 0.5 if
    /// they are equal, near 1 if they are far apart, 1 if there was no choice.
    pub(super) fn confidence(self) -> f32 {
        match (self.best, self.second) {
            (Some(best), Some(second)) => 1.0 / (1.0 + (second - best).exp()),
            _ => 1.0,
        }
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
