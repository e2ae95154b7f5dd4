//! Rules and dues out of texts that are right.

use language::{Due, Recurrence};

pub(crate) fn rule(text: &str) -> Recurrence {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub(crate) fn due(text: &str) -> Due {
    text.parse()
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}
