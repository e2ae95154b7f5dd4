//! What a person is told when the built-in model takes over (FR-311, FR-335).

use jiff::{Timestamp, Zoned};

use crate::model::ModelError;

/// What is said, once a turn, when the endpoint is away.
pub const FALLBACK_NOTE: &str =
    "The language model is not available right now, so I am using my built-in understanding.";

/// What is said, by the kind of the failure.
pub(crate) fn note(error: &ModelError, now: &Zoned) -> String {
    let why = match error {
        ModelError::RateLimited { .. } => "The language model is busy right now".to_owned(),
        ModelError::QuotaExhausted { until } => {
            let end = until.map_or_else(String::new, |until| {
                format!(" until {}", moment(until, now))
            });
            format!("The language model's quota is used up{end}")
        }
        ModelError::ContentFiltered => {
            "The language model's provider refused this content".to_owned()
        }
        ModelError::TooLong => {
            "The language model's answer was cut off at the longest length it may have".to_owned()
        }
        ModelError::Auth(_) | ModelError::BadRequest(_) | ModelError::NoTools(_) => {
            "The language model is not set up correctly (please tell the operator)".to_owned()
        }
        _ => return FALLBACK_NOTE.to_owned(),
    };
    format!("{why}, so I am using my built-in understanding.")
}

/// A moment as the person's clock shows it, with its day when that is not today.
fn moment(at: Timestamp, now: &Zoned) -> String {
    let at = at.to_zoned(now.time_zone().clone());
    let form = if at.date() == now.date() {
        "%H:%M"
    } else {
        "%A, %-d %B, %H:%M"
    };
    at.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Detail;

    /// FR-335.
    #[test]
    fn each_kind_of_failure_has_its_sentence() {
        let now: Zoned = "2026-11-27T23:00:00[Europe/Berlin]".parse().unwrap();
        let until = |at: &str| ModelError::QuotaExhausted {
            until: Some(at.parse().unwrap()),
        };
        let detail = || Detail::words("sk-1");
        for (error, begin) in [
            (
                ModelError::RateLimited { after: None },
                "The language model is busy right now,",
            ),
            (
                ModelError::QuotaExhausted { until: None },
                "The language model's quota is used up,",
            ),
            (
                until("2026-11-27T22:40:00Z"),
                "The language model's quota is used up until 23:40,",
            ),
            (
                until("2026-11-28T08:00:00Z"),
                "The language model's quota is used up until Saturday, 28 November, 09:00,",
            ),
            (
                ModelError::ContentFiltered,
                "The language model's provider refused this content,",
            ),
            (
                ModelError::Auth(detail()),
                "The language model is not set up correctly (please tell the operator),",
            ),
            (
                ModelError::BadRequest(detail()),
                "The language model is not set up correctly (please tell the operator),",
            ),
            (
                ModelError::NoTools(detail()),
                "The language model is not set up correctly (please tell the operator),",
            ),
            (
                ModelError::TooLong,
                "The language model's answer was cut off at the longest length it may have,",
            ),
            (ModelError::Unavailable(detail()), FALLBACK_NOTE),
            (ModelError::TimedOut("first byte"), FALLBACK_NOTE),
            (ModelError::Truncated, FALLBACK_NOTE),
        ] {
            let note = note(&error, &now);
            assert!(note.starts_with(begin), "{error:?}: {note}");
            assert!(note.ends_with("so I am using my built-in understanding."));
            assert!(!note.contains("sk-1"), "{note}");
        }
    }
}
