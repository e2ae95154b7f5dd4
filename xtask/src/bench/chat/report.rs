//! The figures of turns, for people and for programs, and what they must not exceed (FR-371).

use std::time::Duration;

use serde::Serialize;

use crate::bench::spread::{Spread, spread};

/// Processor time of chat and mcp for a turn with one call, in milliseconds.
const TURN_CPU_MS: f64 = 3.0;
/// Until the first byte of an answer, in milliseconds.
const FIRST_BYTE_MS: f64 = 15.0;
/// A turn while somebody else's model sends a line of 30 MB, in milliseconds.
const BESIDE_MS: f64 = 1_000.0;
/// The most memory of chat, in megabytes.
const PEAK_MB: f64 = 60.0;

/// All figures.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// Turns one after the other, with a model that answers at once.
    pub quick: Quick,
    /// Turns at the same time, with a model that thinks and a database that is far away.
    pub slow: Slow,
}

/// Turns with one call.
#[derive(Debug, Serialize)]
pub struct Quick {
    turns: u32,
    /// User and system time of chat and mcp together for a turn (Linux only).
    cpu_ms: Option<f64>,
    first_byte_ms: Option<Spread>,
    /// A whole turn while the model sends somebody else a line of 30 MB.
    beside_long_line_ms: Option<Spread>,
}

/// Turns at the same time.
#[derive(Debug, Serialize)]
pub struct Slow {
    /// How many.
    pub streams: u32,
    /// How many did not end well.
    pub refused: usize,
    /// How many had asked the model when it was released.
    pub asked: usize,
    /// How many connections were within a transaction while all of them waited for the model.
    pub held: usize,
    /// The most memory that chat ever had (Linux only).
    pub peak_mb: Option<f64>,
}

impl Quick {
    /// Sums up.
    pub fn of(
        turns: u32,
        cpu: Option<Duration>,
        first_bytes: Vec<Duration>,
        beside: Vec<Duration>,
    ) -> Self {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
        let spread = |times: Vec<Duration>| spread(times.into_iter().map(milliseconds).collect());
        Self {
            turns,
            cpu_ms: cpu.map(milliseconds),
            first_byte_ms: spread(first_bytes),
            beside_long_line_ms: spread(beside),
        }
    }
}

/// Bytes in megabytes.
#[expect(
    clippy::cast_precision_loss,
    reason = "memory is far below the 2^53 bytes where this would begin to matter"
)]
pub fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}

/// The limits that are broken, a line for each. What could not be measured breaks none.
#[must_use]
pub fn broken(figures: &Figures) -> Vec<String> {
    let Figures { quick, slow } = figures;
    let cpu = quick.cpu_ms.filter(|cpu| *cpu >= TURN_CPU_MS);
    let byte = quick
        .first_byte_ms
        .map(|spread| spread.median)
        .filter(|median| *median > FIRST_BYTE_MS);
    let beside = quick
        .beside_long_line_ms
        .map(|spread| spread.max)
        .filter(|longest| *longest >= BESIDE_MS);
    let peak = slow.peak_mb.filter(|peak| *peak >= PEAK_MB);
    [
        cpu.map(|cpu| {
            format!("a turn takes {cpu:.2} ms of processor time, not below {TURN_CPU_MS}")
        }),
        byte.map(|byte| {
            format!("the first byte comes after {byte:.1} ms, not within {FIRST_BYTE_MS}")
        }),
        beside.map(|longest| {
            format!("beside a line of 30 MB a turn takes {longest:.0} ms, not below {BESIDE_MS}")
        }),
        (slow.refused > 0).then(|| {
            format!(
                "{} of {} slow turns were refused",
                slow.refused, slow.streams
            )
        }),
        (slow.held > 0).then(|| format!("{} connections are held while a model thinks", slow.held)),
        peak.map(|peak| format!("chat takes {peak:.1} MB of memory, not below {PEAK_MB}")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A table.
#[must_use]
pub fn table(figures: &Figures) -> String {
    let Figures { quick, slow } = figures;
    let or_none = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let first = quick
        .first_byte_ms
        .map(|byte| format!("{:.1} / {:.1} / {:.1}", byte.min, byte.median, byte.max));
    let beside = quick
        .beside_long_line_ms
        .map(|turn| format!("{:.1} / {:.1} / {:.1}", turn.min, turn.median, turn.max));
    let lines = [
        (
            format!("{} turns with one call", quick.turns),
            String::new(),
        ),
        (
            "  CPU of chat and mcp per turn, ms".to_owned(),
            or_none(quick.cpu_ms.map(|cpu| format!("{cpu:.2}"))),
        ),
        ("  first byte, ms".to_owned(), or_none(first)),
        (
            "  a turn beside a 30 MB line, ms".to_owned(),
            or_none(beside),
        ),
        (
            format!("{} slow turns at the same time", slow.streams),
            String::new(),
        ),
        ("  refused".to_owned(), slow.refused.to_string()),
        (
            "  waiting for the model together".to_owned(),
            slow.asked.to_string(),
        ),
        (
            "  transactions open meanwhile".to_owned(),
            slow.held.to_string(),
        ),
        (
            "  peak memory of chat, MB".to_owned(),
            or_none(slow.peak_mb.map(|peak| format!("{peak:.1}"))),
        ),
    ];
    let lines = lines.map(|(name, value)| format!("{name:<36}{value:>22}").trim_end().to_owned());
    format!("\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FR-371.
    #[test]
    fn each_limit_is_named_when_it_is_broken() {
        let figures = |cpu: u64, byte: u64, refused: usize, held: usize, peak: f64| Figures {
            quick: Quick::of(
                1,
                Some(Duration::from_micros(cpu)),
                vec![Duration::from_millis(byte)],
                vec![Duration::from_millis(byte * 63)],
            ),
            slow: Slow {
                streams: 200,
                refused,
                asked: 200,
                held,
                peak_mb: Some(peak),
            },
        };
        assert!(broken(&figures(2_900, 15, 0, 0, 59.0)).is_empty());
        assert_eq!(broken(&figures(3_000, 16, 1, 1, 60.0)).len(), 6);
        assert!(table(&figures(2_900, 15, 0, 0, 59.0)).contains("2.90"));
    }
}
