//! When to try a call again.

use std::{
    hash::{BuildHasher as _, RandomState},
    time::Duration,
};

use tonic::Code;

use super::CallError;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The attempts of one call.
pub(super) struct Retry {
    left: u32,
    pause: Duration,
}

impl Retry {
    pub(super) fn new(max_attempts: u32) -> Self {
        Self { left: max_attempts.saturating_sub(1), pause: FIRST_PAUSE }
    }

    /// How long to wait before the next attempt; `None` = give up.
    pub(super) fn pause(&mut self, error: &CallError) -> Option<Duration> {
        if self.left == 0 || !is_retryable(error) {
            return None;
        }
        self.left -= 1;
        let pause = spread(self.pause);
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        // Never earlier than the server asks for.
        Some(pause.max(error.retry_delay.unwrap_or_default()))
    }
}

/// A message that is too large stays so; only what the server says will pass does.
fn is_retryable(error: &CallError) -> bool {
    match error.code {
        Code::Unavailable => true,
        Code::ResourceExhausted => error.retry_delay.is_some(),
        _ => false,
    }
}

/// Gives a call a name of its own unless it has one: by it the server knows a second attempt, and
/// answers as it did the first.
pub(super) fn name(request_id: &mut String) {
    if request_id.is_empty() {
        // Each has keys of its own, which begin by chance.
        let half = |n: u8| RandomState::new().hash_one(n);
        *request_id = format!("{:016x}{:016x}", half(0), half(1));
    }
}

/// Between half and all of a pause, so that clients that failed together do not return
/// together.
fn spread(pause: Duration) -> Duration {
    // The standard library's hash keys are its one source of chance.
    let chance = RandomState::new().hash_one(0_u8) % 1024;
    pause / 2 + pause / 2 * u32::try_from(chance).unwrap_or_default() / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: Code, retry_delay: Option<Duration>) -> CallError {
        CallError {
            code,
            message: String::new(),
            reason: None,
            metadata: [].into(),
            field_violations: Vec::new(),
            retry_delay,
            resource_name: None,
        }
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let delay = Some(Duration::ZERO);
        let retried = |code, delay| Retry::new(2).pause(&error(code, delay)).is_some();
        assert!(retried(Code::Unavailable, None));
        assert!(retried(Code::ResourceExhausted, delay));
        assert!(!retried(Code::ResourceExhausted, None));
        for code in [Code::InvalidArgument, Code::Internal, Code::DeadlineExceeded, Code::NotFound]
        {
            assert!(!retried(code, delay), "{code:?}");
        }
    }

    #[test]
    fn pauses_grow_to_a_bound_and_attempts_end() {
        let mut retry = Retry::new(10);
        let away = error(Code::Unavailable, None);
        let pauses: Vec<_> = std::iter::from_fn(|| retry.pause(&away)).collect();
        assert_eq!(pauses.len(), 9);
        for (n, pause) in pauses.iter().enumerate() {
            let full = (FIRST_PAUSE * 2_u32.pow(u32::try_from(n).unwrap_or(0))).min(LONGEST_PAUSE);
            assert!((full / 2..=full).contains(pause), "{n}: {pause:?}");
        }
    }

    #[test]
    fn names_differ_and_are_kept() {
        let (mut one, mut other) = (String::new(), String::new());
        name(&mut one);
        name(&mut other);
        assert_eq!(one.len(), 32);
        assert_ne!(one, other);
        let kept = one.clone();
        name(&mut one);
        assert_eq!(one, kept);
    }

    #[test]
    fn the_server_sets_the_least_pause() {
        let delay = Duration::from_secs(7);
        let busy = error(Code::ResourceExhausted, Some(delay));
        assert_eq!(Retry::new(2).pause(&busy), Some(delay));
    }
}
