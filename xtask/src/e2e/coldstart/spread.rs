//! Several measurements of one thing.

use std::fmt;

/// Least, middle and greatest, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    min: f64,
    /// The middle one; of an even number, the mean of the two in the middle.
    pub median: f64,
    max: f64,
    count: usize,
}

impl Spread {
    /// Of at least one measurement.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let count = sorted.len();
        let median = f64::midpoint(sorted[(count - 1) / 2], sorted[count / 2]);
        Self {
            min: sorted[0],
            median,
            max: sorted[count - 1],
            count,
        }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:>6.1} / {:>6.1} / {:>6.1} of {}",
            self.min, self.median, self.max, self.count
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fr_824_the_median_is_in_the_middle() {
        assert!((Spread::of(&[9.0, 1.0, 2.0]).median - 2.0).abs() < 1e-9);
        assert!((Spread::of(&[9.0, 1.0, 2.0, 4.0]).median - 3.0).abs() < 1e-9);
        let text = Spread::of(&[7.0]).to_string();
        assert_eq!(text, "   7.0 /    7.0 /    7.0 of 1");
    }
}
