//! Whether and when an endpoint is asked once more (FR-334).

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822};
use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::model::ModelError;

/// How long a person is left waiting for another try.
const LONGEST: Duration = Duration::from_secs(10);

/// How long to wait before the one retry; none when another try cannot help or would take too long.
pub(super) fn pause(error: &ModelError) -> Option<Duration> {
    match error {
        ModelError::RateLimited { after } => {
            Some(after.unwrap_or(Duration::from_secs(1))).filter(|pause| *pause <= LONGEST)
        }
        ModelError::Unavailable(_) => Some(Duration::from_millis(500)),
        ModelError::Malformed(_) | ModelError::Truncated | ModelError::TooLong => {
            Some(Duration::ZERO)
        }
        _ => None,
    }
}

/// How long the endpoint asks to wait: `retry-after-ms`, which is finer, or `retry-after` in seconds or as a date.
pub(super) fn after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let seconds = |text: &str| Duration::try_from_secs_f64(text.parse().ok()?).ok();
    if let Some(pause) = text("retry-after-ms").and_then(seconds) {
        return Some(pause / 1000);
    }
    let text = text(RETRY_AFTER.as_str())?;
    seconds(text).or_else(|| {
        let until = rfc2822::parse(text).ok()?.timestamp();
        Some(Duration::try_from(until.duration_since(now)).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-334.
    #[test]
    fn the_wait_is_read_in_every_form() {
        let now: Timestamp = "2026-11-27T12:00:00Z".parse().unwrap();
        for (name, value, milliseconds) in [
            ("retry-after", "2", Some(2_000)),
            ("retry-after", "0.25", Some(250)),
            ("retry-after-ms", "120", Some(120)),
            ("retry-after-ms", "12.5", Some(12)),
            ("retry-after", "Fri, 27 Nov 2026 12:00:07 GMT", Some(7_000)),
            ("retry-after", "Fri, 27 Nov 2026 11:00:00 GMT", Some(0)),
            ("retry-after", "-1", None),
            ("retry-after", "NaN", None),
            ("retry-after", "soon", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            let found = after(&headers, now).map(|pause| pause.as_millis());
            assert_eq!(found, milliseconds, "{name}: {value}");
        }
        let both = [("retry-after", "9"), ("retry-after-ms", "100")];
        let headers = both
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let pause = after(&headers.collect(), now);
        assert_eq!(pause, Some(Duration::from_millis(100)));
    }
}
