//! Deadlines: tonic itself answers a passed one with CANCELLED and without details.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use http::HeaderMap;
use tokio::time::{Instant, sleep_until};

use crate::transport::status::Fault;

const HEADER: &str = "grpc-timeout";

/// The time that the caller gives, if it says so.
pub(in crate::transport) fn from_headers(headers: &HeaderMap) -> Result<Option<Duration>, Fault> {
    let Some(value) = headers.get(HEADER) else {
        return Ok(None);
    };
    let parsed = value.to_str().ok().and_then(parse);
    let rule = "must be 1 to 8 digits and one of H, M, S, m, u, n";
    parsed.map(Some).ok_or_else(|| Fault::argument(HEADER, rule))
}

fn parse(value: &str) -> Option<Duration> {
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    if !(1..=8).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let count: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(count * 3600)),
        "M" => Some(Duration::from_secs(count * 60)),
        "S" => Some(Duration::from_secs(count)),
        "m" => Some(Duration::from_millis(count)),
        "u" => Some(Duration::from_micros(count)),
        "n" => Some(Duration::from_nanos(count)),
        _ => None,
    }
}

/// Ends at the deadline.
///
/// tonic runs a timer of its own around ours, set a moment later from the same header,
/// and asks us first when that one rings. Looking at the clock makes sure that we are
/// through by then, in whichever order the runtime fires the two.
pub(super) async fn passed(deadline: Instant) {
    let mut timer = pin!(sleep_until(deadline));
    poll_fn(
        |cx| {
            if Instant::now() >= deadline { Poll::Ready(()) } else { timer.as_mut().poll(cx) }
        },
    )
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        let expected = [
            ("2H", Duration::from_secs(7200)),
            ("3M", Duration::from_secs(180)),
            ("4S", Duration::from_secs(4)),
            ("5m", Duration::from_millis(5)),
            ("6u", Duration::from_micros(6)),
            ("7n", Duration::from_nanos(7)),
            ("99999999H", Duration::from_secs(99_999_999 * 3600)),
            ("0m", Duration::ZERO),
        ];
        for (text, duration) in expected {
            assert_eq!(parse(text), Some(duration), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_timeout_is_refused() {
        for text in ["", "m", "1", "1x", "-1m", "+1m", "1.5S", "123456789m", "1 m", "ä", "1ä"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
