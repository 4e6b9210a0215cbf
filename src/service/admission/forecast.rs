//! How long work takes, after what such work took before.

use rustc_hash::FxHashMap;

/// What a call costs whatever its text, in bytes of text.
const OVERHEAD: f64 = 1024.0;
/// Weight of the latest work beside all before it.
const RECENT: f64 = 0.1;

/// Mean time of a byte for each kind of work, the latest calls counting most. Both sums decay alike, so
/// that a long text counts for more than a short one and no single call decides.
#[derive(Debug, Default)]
pub(super) struct Forecast(FxHashMap<&'static str, Sums>);

#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    seconds: f64,
    units: f64,
}

impl Forecast {
    /// Expected thread time in seconds; 0 while no such work was done.
    pub(super) fn expect(&self, kind: &str, bytes: usize) -> f64 {
        self.0.get(kind).map_or(0.0, |sums| sums.seconds / sums.units * units(bytes))
    }

    /// Notes how long work took.
    pub(super) fn learn(&mut self, kind: &'static str, bytes: usize, seconds: f64) {
        let units = units(bytes);
        let sums = self.0.entry(kind).or_insert(Sums { seconds, units });
        sums.seconds += RECENT * (seconds - sums.seconds);
        sums.units += RECENT * (units - sums.units);
    }
}

fn units(bytes: usize) -> f64 {
    OVERHEAD + bytes as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_expected_to_take_what_such_work_took() {
        let mut forecast = Forecast::default();
        assert_eq!(forecast.expect("a", 5000), 0.0);
        for bytes in [1000, 7000, 3000].into_iter().cycle().take(50) {
            forecast.learn("a", bytes, units(bytes) * 1e-6);
            forecast.learn("b", 0, 2.0);
        }
        assert!((forecast.expect("a", 9000) / (units(9000) * 1e-6) - 1.0).abs() < 1e-9);
        assert!((forecast.expect("b", 0) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn what_has_changed_is_learnt_soon_and_not_at_once() {
        let mut forecast = Forecast::default();
        (0..50).for_each(|_| forecast.learn("a", 0, 1.0));
        forecast.learn("a", 0, 5.0);
        assert!(forecast.expect("a", 0) < 2.0);
        (0..50).for_each(|_| forecast.learn("a", 0, 5.0));
        assert!(forecast.expect("a", 0) > 4.5);
    }
}
