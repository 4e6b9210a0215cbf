//! Whether a level rises with time.

use serde::Serialize;

/// A level at a time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) hours: f64,
    pub(super) value: f64,
}

/// A straight line through levels, by least squares.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Trend {
    least: f64,
    mean: f64,
    most: f64,
    slope_per_hour: f64,
    /// Of the slope.
    standard_error: f64,
}

impl Trend {
    /// The line through these points; zeros without any.
    pub(super) fn of(points: impl Iterator<Item = Point>) -> Self {
        let points: Vec<Point> = points.collect();
        let count = points.len().max(1) as f64;
        let mean = |of: fn(&Point) -> f64| points.iter().map(of).sum::<f64>() / count;
        let (hours, value) = (mean(|point| point.hours), mean(|point| point.value));
        let spread: f64 = points.iter().map(|point| (point.hours - hours).powi(2)).sum();
        let common: f64 =
            points.iter().map(|point| (point.hours - hours) * (point.value - value)).sum();
        let slope = if spread > 0.0 { common / spread } else { 0.0 };
        let rest: f64 = points
            .iter()
            .map(|point| (point.value - value - slope * (point.hours - hours)).powi(2))
            .sum();
        let error = match count > 2.0 && spread > 0.0 {
            true => (rest / (count - 2.0) / spread).sqrt(),
            false => 0.0,
        };
        let bound = |pick: fn(f64, f64) -> f64| points.iter().map(|p| p.value).reduce(pick);
        Self {
            least: bound(f64::min).unwrap_or_default(),
            mean: value,
            most: bound(f64::max).unwrap_or_default(),
            slope_per_hour: slope,
            standard_error: error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_and_a_level_has_no_slope() {
        let line = |slope: f64| {
            let point =
                move |n: i32| Point { hours: f64::from(n), value: 7.0 + slope * f64::from(n) };
            Trend::of((0..10).map(point))
        };
        let rising = line(3.0);
        assert!((rising.slope_per_hour - 3.0).abs() < 1e-9 && rising.standard_error < 1e-9);
        assert_eq!((rising.least, rising.most), (7.0, 34.0));
        assert!(line(0.0).slope_per_hour.abs() < 1e-9);
        assert_eq!(Trend::of(std::iter::empty()).slope_per_hour, 0.0);
    }

    #[test]
    fn scatter_shows_in_the_error() {
        let point = |n: i32| Point { hours: f64::from(n), value: f64::from(n % 2) };
        let trend = Trend::of((0..20).map(point));
        assert!(trend.standard_error > 0.0 && trend.slope_per_hour.abs() < 0.05, "{trend:?}");
    }
}
