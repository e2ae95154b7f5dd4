//! FR-1001 to FR-1019: dates, times and recurrences in words.

mod languages;
mod properties;
mod refusals;
mod sentences;
mod support;
mod zones;
