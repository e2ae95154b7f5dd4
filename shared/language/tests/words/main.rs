//! FR-1001 to FR-1013: dates, times and recurrences in words.
#![expect(
    clippy::unwrap_used,
    reason = "a test whose set-up fails must stop there"
)]

mod languages;
mod properties;
mod refusals;
mod sentences;
mod support;
mod zones;
