//! Least, middle and most of what was measured several times.

use serde::Serialize;

/// Least, middle and most of a series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// The least.
    pub min: f64,
    /// The middle; of two, the greater.
    pub median: f64,
    /// The most.
    pub max: f64,
}

/// The spread of some values, if there are any.
#[must_use]
pub fn spread(mut values: Vec<f64>) -> Option<Spread> {
    values.sort_by(f64::total_cmp);
    Some(Spread {
        min: *values.first()?,
        median: *values.get(values.len() / 2)?,
        max: *values.last()?,
    })
}
